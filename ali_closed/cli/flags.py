"""The flags that describe an order, shared by every command that takes one, and the settings beside them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from ali_closed.errors import UsageError, nearest
from ali_closed.model.order import CHOICES, DATE_FIELDS, FIELDS, FLAG_FIELDS, UNKNOWN

FIRST: Final = (
    "status",
    "sub_status",
    "paid",
    "shipped",
    "parcel",
    "tracking",
    "confirmed",
    "dispute",
    "closed_on",
    "message",
    "cancelled_by",
    "closed_when",
)
"""The dozen fields that matter most, first in the help."""

GROUPS: Final = {
    "first": "The order, what matters most",
    "more": "The order, more",
    "dates": "The order, its dates",
    "settings": "Settings",
}

_HELP: Final = {
    "id": "The order's number; passed through.",
    "note": "A note of your own; passed through.",
    "end_reason": "AliExpress's own recorded reason, word for word.",
    "message": "The text that the page or the mail showed.",
    "status": "The status as the page says it, in any supported language.",
    "sub_status": "The line beside the status.",
}


@dataclass(frozen=True)
class OrderInput:
    """What was given of the order: a file or "-", and flags, which win over it."""

    file: str | None
    flags: Mapping[str, Any]
    order_id: str | None = None


@dataclass(frozen=True)
class Settings:
    """What is not the order: the day, the zone, the shape of the answer."""

    today: str | None = None
    tz: str | None = None
    country: str | None = None
    lang: str = "en"
    format: str = "text"
    color: str = "auto"
    no_input: bool = False
    exit_code: bool = False
    verbose: bool = False
    quiet: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _order_parameters() -> list[tuple[str, Any, Any]]:
    """Name, type and option of every field, in the order of the help."""
    ordered = [*FIRST, *(name for name in FIELDS if name not in FIRST)]
    return [_order_parameter(name) for name in ordered]


def _order_parameter(name: str) -> tuple[str, Any, Any]:
    group = GROUPS["first" if name in FIRST else "dates" if name in DATE_FIELDS else "more"]
    safe = f"field_{name}"
    if name in FLAG_FIELDS:
        option = typer.Option(f"{_flag(name)}/--not-{name.replace('_', '-')}", help="", rich_help_panel=group)
        return safe, bool | None, option
    if name in DATE_FIELDS:
        option = typer.Option(_flag(name), metavar="DATE", help="", rich_help_panel=group)
        return safe, str | None, option
    values = CHOICES.get(name, ())
    listed = _HELP.get(name) or " ".join(str(value) for value in values)
    metavar = "TEXT" if name in _HELP else "VALUE"
    return safe, str | None, typer.Option(_flag(name), metavar=metavar, help=listed, rich_help_panel=group)


_SETTINGS: Final[list[tuple[str, Any, Any, Any]]] = [
    (
        "today",
        str | None,
        None,
        typer.Option("--today", metavar="DATE", help="The day to answer for; else today."),
    ),
    (
        "tz",
        str | None,
        None,
        typer.Option("--tz", metavar="ZONE", help="Where you read the dates; else US Pacific."),
    ),
    ("country", str | None, None, typer.Option("--country", metavar="CC", help="Count its public holidays.")),
    (
        "unknown",
        list[str],
        [],
        typer.Option("--unknown", metavar="FIELD", help="Asked, and not known; repeatable."),
    ),
    ("lang", str, "en", typer.Option("--lang", metavar="LANG", help="The language of the answer.")),
    ("json", bool, False, typer.Option("--json", help="The same as --format json.")),
    (
        "format",
        str,
        "text",
        typer.Option("--format", help="text, plain, json, md, html or svg.", metavar="FORMAT"),
    ),
    ("color", str, "auto", typer.Option("--color", help="auto, always or never.", metavar="WHEN")),
    ("no_input", bool, False, typer.Option("--no-input", help="Never ask.")),
    (
        "exit_code",
        bool,
        False,
        typer.Option("--exit-code", help="10: something to do; 11: too late; 12: cannot tell."),
    ),
    (
        "verbose",
        bool,
        False,
        typer.Option("--verbose", "-v", help="The whole trace: evidence, readings, sources."),
    ),
    ("quiet", bool, False, typer.Option("--quiet", "-q", help="The summary line alone.")),
]

Body = Callable[[OrderInput, Settings], None]


def order_command(
    *extra: tuple[str, Any, Any, Any], file: bool = True, file_metavar: str = "[FILE|-]"
) -> Callable[[Body], Callable[..., None]]:
    """Give a body `(OrderInput, Settings)` the flags of an order, the common settings and some of its own.

    `extra` are (name, type, default, option) and reach the body in `settings.extra`.
    """

    def decorate(body: Body) -> Callable[..., None]:
        def command(**given: Any) -> None:
            body(*_split(given, [name for name, *_ in extra]))

        parameters, hints = [], {}
        if file:
            argument = typer.Argument(
                metavar=file_metavar, help="A JSON order, a saved order, or - for standard input."
            )
            parameters.append(_parameter("file", str | None, None, argument))
        own = [(name, kind, default, option) for name, kind, default, option in extra]
        if file and any(isinstance(option, type(typer.Argument())) for *_, option in own):
            parameters.insert(0, *[_parameter(*own.pop(0))])
        parameters += [_parameter(*entry) for entry in own]
        parameters += [_parameter(name, kind, None, option) for name, kind, option in _order_parameters()]
        parameters.append(
            _parameter(
                "order_id",
                str | None,
                None,
                typer.Option(
                    "--order",
                    metavar="ID",
                    help="Which order of a file with several.",
                    rich_help_panel=GROUPS["settings"],
                ),
            )
        )
        for name, kind, default, option in _SETTINGS:
            option.rich_help_panel = GROUPS["settings"]
            parameters.append(_parameter(name, kind, default, option))
        for parameter in parameters:
            hints[parameter.name] = parameter.annotation
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {**hints, "return": None}
        command.__doc__ = body.__doc__
        command.__name__ = body.__name__
        return command

    return decorate


def _parameter(name: str, kind: Any, default: Any, option: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option])


def _split(given: Mapping[str, Any], extra: list[str]) -> tuple[OrderInput, Settings]:
    flags = {
        name.removeprefix("field_"): value
        for name, value in given.items()
        if name.startswith("field_") and value is not None
    }
    for name in given["unknown"]:
        flags[_known_field(name)] = UNKNOWN
    settings = Settings(
        **{
            name: given[name]
            for name in ("today", "tz", "country", "lang", "no_input", "exit_code", "verbose", "quiet")
        },
        format="json" if given["json"] else given["format"],
        color=given["color"],
        extra={name: given[name] for name in extra},
    )
    return OrderInput(given.get("file"), flags, given["order_id"]), settings


def _known_field(name: str) -> str:
    field_name = name.replace("-", "_")
    if field_name in FIELDS:
        return field_name
    near = nearest(field_name, FIELDS, count=1)
    hint = f"Did you mean `{near[0]}`?" if near else "`ali-closed schema order` lists the fields."
    raise UsageError(f"There is no field `{name[:40]}`.", code="unknown_field", hint=hint, field=name[:40])


def file_path(given: str | None) -> Path | None:
    """The file named on the command line, if it is one and not standard input."""
    return None if given in {None, "-"} else Path(str(given))
