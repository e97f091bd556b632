"""The flags that describe an order, shared by every command that takes one, and the settings beside them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

import typer

from ali_closed.cli.completion import Completion, asked_for, languages, one_of, values_of
from ali_closed.cli.help import LONG, SETTINGS
from ali_closed.cli.streams import put
from ali_closed.errors import UsageError, nearest, quoted
from ali_closed.model.fields import CHOICES, DATE_FIELDS, FIELDS, FLAG_FIELDS, UNKNOWN

COLOURS: Final = ("auto", "always", "never")
FORMATS: Final = ("text", "plain", "json", "md", "html", "svg")
"""The shapes of an answer."""

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

_SET_BESIDE: Final = "country"
"""The field whose flag is one of the settings: it drives the public holidays, too."""

GROUPS: Final = {
    "first": "The order, what matters most",
    "more": LONG[0],
    "dates": LONG[1],
    "settings": SETTINGS,
    "rare": LONG[2],
}

Extra = tuple[str, Any, Any, Any]
"""A parameter of one command alone: name, type, default (`...` for none), and typer's Option or Argument."""

_HELP: Final = {
    "id": "The order's number; passed through.",
    "note": "A note of your own; passed through.",
    "end_reason": "AliExpress's own recorded reason, word for word.",
    "message": "The text that the page or the mail showed.",
    "status": "The status as the page says it, in any supported language.",
    "sub_status": "The line beside the status.",
    "seller_country": "Where the seller is, as CN.",
    "dispute_ends_on": "The last day for a dispute or return that the order page itself names.",
    "closed_on": "The day it ended: 2026-05-21, 2026-05 or '3 weeks ago'.",
}
_SWITCHES: Final = {
    "paid": "You paid, or you did not.",
    "shipped": "The page says that it was sent, or not.",
    "cancel_asked_by_seller": "The seller asked you to cancel.",
    "large_sum": "The sum is large for you.",
    "unauthorised": "You did not place the order.",
    "processing_extended": "You gave the seller more time.",
    "protection_extended": "You extended the protection.",
    "free_returns": "The item has free returns.",
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


def _order_parameters() -> list[Extra]:
    """The flag of every field, in the order of the help."""
    rest = (name for name in FIELDS if name not in (*FIRST, _SET_BESIDE))
    return [_order_parameter(name) for name in (*FIRST, *rest)]


def _order_parameter(name: str) -> Extra:
    group = GROUPS["first" if name in FIRST else "dates" if name in DATE_FIELDS else "more"]
    held = f"field_{name}"
    if name in FLAG_FIELDS:
        both = f"{_flag(name)}/--not-{name.replace('_', '-')}"
        return held, bool | None, None, typer.Option(both, help=_SWITCHES[name], rich_help_panel=group)
    if name in DATE_FIELDS:
        return (
            held,
            str | None,
            None,
            typer.Option(_flag(name), metavar="DATE", help=_HELP.get(name, ""), rich_help_panel=group),
        )
    listed = _HELP.get(name) or " ".join(str(value) for value in CHOICES.get(name, ()))
    metavar = "TEXT" if name in _HELP else "VALUE"
    completion = values_of(name)
    option = typer.Option(_flag(name), metavar=metavar, help=listed, rich_help_panel=group, autocompletion=completion)
    return held, str | None, None, option


def setting(
    name: str,
    kind: Any,
    default: Any,
    *flags: str,
    help: str,
    metavar: str | None = None,
    completion: Completion | None = None,
    group: str = "settings",
) -> Extra:
    """One of the settings beside the order; those of the group `rare` are not in the short help."""
    option = typer.Option(*flags, help=help, metavar=metavar, rich_help_panel=GROUPS[group], autocompletion=completion)
    return name, kind, default, option


def unlisted(entry: Extra) -> Extra:
    """The same parameter, taken where it is given although it changes nothing, and not in the help."""
    name, kind, default, option = entry
    hidden = copy(option)
    hidden.hidden = True
    return name, kind, default, hidden


_FILE: Final[Extra] = (
    "file",
    str | None,
    None,
    typer.Argument(metavar="FILE|-", help="A JSON order, a saved order, or - for standard input."),
)
_SETTINGS: Final[tuple[Extra, ...]] = (
    setting("json", bool, False, "--json", help="As JSON."),
    setting(
        "format",
        str,
        "text",
        "--format",
        help="text, plain, json, md, html or svg.",
        metavar="FORMAT",
        completion=one_of(FORMATS),
    ),
    setting("verbose", bool, False, "--verbose", "-v", help="The whole trace: evidence, readings, sources."),
    setting("quiet", bool, False, "--quiet", "-q", help="The summary line alone."),
    setting("today", str | None, None, "--today", help="The day to answer for; else today.", metavar="DATE"),
    setting(
        "unknown",
        list[str],
        [],
        "--unknown",
        help="Asked, and not known; repeatable.",
        metavar="FIELD",
        completion=one_of(FIELDS),
    ),
    *(
        setting(*entry, help=help, metavar=metavar, completion=completion, group="rare")
        for entry, help, metavar, completion in (
            (("tz", str | None, None, "--tz"), "Where you read the dates; else US Pacific.", "ZONE", None),
            (("country", str | None, None, "--country"), "Where you are: law, public holidays.", "CC", None),
            (("order_id", str | None, None, "--order"), "Which order of a file with several.", "ID", None),
            (("lang", str, "en", "--lang"), "The language of the answer.", "LANG", languages),
            (("color", str, "auto", "--color"), "auto, always or never.", "WHEN", one_of(COLOURS)),
            (
                ("exit_code", bool, False, "--exit-code"),
                "10: something to do; 11: too late; 12: cannot tell.",
                None,
                None,
            ),
            (("no_input", bool, False, "--no-input"), "Never ask.", None, None),
        )
    ),
)


def _help_all(context: typer.Context, wanted: bool) -> None:
    if wanted:
        put(context.command.help_of_all(context))  # type: ignore[attr-defined]
        raise typer.Exit


_HELP_ALL: Final[Extra] = (
    "help_all",
    bool,
    False,
    typer.Option(
        "--help-all",
        is_eager=True,
        callback=_help_all,
        help="This help with every flag.",
        rich_help_panel=GROUPS["settings"],
    ),
)

Body = Callable[[OrderInput, Settings], None]


def order_command(
    *options: Extra, arguments: tuple[Extra, ...] = (), unused: tuple[str, ...] = ()
) -> Callable[[Body], Callable[..., None]]:
    """Give a body `(OrderInput, Settings)` the flags of an order, the common settings and some of its own.

    What `options` and `arguments` add reaches the body in `settings.extra`; arguments stand before the file. `unused`
    names the settings that change nothing here.
    """
    settings = tuple(unlisted(entry) if entry[0] in unused else entry for entry in _SETTINGS)

    def decorate(body: Body) -> Callable[..., None]:
        own = [name for name, *_ in (*arguments, *options)]

        def command(**given: Any) -> None:
            body(*_split(given, own))

        return described(command, body, (*arguments, _FILE, *_order_parameters(), *options, *settings, _HELP_ALL))

    return decorate


def described(command: Callable[..., None], body: Callable[..., None], entries: Iterable[Extra]) -> Callable[..., None]:
    """The command with the parameters that typer is to read, and the name and the words of its body."""
    parameters = [_parameter(*entry) for entry in entries]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {**{entry.name: entry.annotation for entry in parameters}, "return": None}
    command.__doc__ = body.__doc__
    command.__name__ = body.__name__
    return command


def _parameter(name: str, kind: Any, default: Any, option: Any) -> inspect.Parameter:
    if option.autocompletion is not None and not asked_for():
        option = copy(option)
        option.autocompletion = None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option])


def _split(given: Mapping[str, Any], extra: list[str]) -> tuple[OrderInput, Settings]:
    flags = {
        name.removeprefix("field_"): value
        for name, value in given.items()
        if name.startswith("field_") and value is not None
    }
    for name in given["unknown"]:
        field_name = known_field(name)
        if flags.setdefault(field_name, UNKNOWN) != UNKNOWN:
            raise _both(field_name, flags[field_name])
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


def _both(name: str, value: object) -> UsageError:
    given = f"--not-{_flag(name)[2:]}" if value is False else _flag(name)
    return UsageError(
        f"`{name}` is given twice: by {given}, and as not known by --unknown {name}.",
        code="given_twice",
        hint=f"Leave out one of the two: {given} if you know it, --unknown {name} if not.",
        field=name,
    )


def known_field(name: str) -> str:
    """The field of a name as users write it; UsageError naming the nearest one."""
    field_name = name.replace("-", "_")
    if field_name in FIELDS:
        return field_name
    near = nearest(field_name, FIELDS, count=1)
    hint = f"Did you mean `{near[0]}`?" if near else "`ali-closed schema order` lists the fields."
    raise UsageError(f"There is no field `{name[:40]}`.", code="unknown_field", hint=hint, field=name[:40])


def check_choice(flag: str, given: str | None, known: Collection[str]) -> None:
    """Raises UsageError, naming the nearest known value and all of them, for a value that a flag cannot have."""
    if given is None or given in known:
        return
    near = nearest(given, known, count=1)
    hint = f"Did you mean `{near[0]}`? " if near else ""
    listed = f"It is one of: {', '.join(known)}." if len(known) > 1 else f"It is always {next(iter(known))}."
    raise UsageError(f"--{flag} cannot be {quoted(given)}.", code="bad_value", hint=f"{hint}{listed}", field=flag)


def lookup_command(
    *options: Extra,
    arguments: tuple[Extra, ...] = (),
    formats: tuple[str, ...],
    quiet: str | None = None,
    verbose: str | None = None,
) -> Callable[[Callable[[Settings], None]], Callable[..., None]]:
    """Give a body `(Settings)` the common settings that are no matter of an order.

    `formats` begins with the one that is meant where none is given; `quiet` and `verbose` say what -q and -v do,
    None that there is nothing to leave out or to add. What `options` and `arguments` add stands in `settings.extra`.
    A setting that makes no sense is not known to the command; `cli.help` says why it is refused.
    """

    def decorate(body: Callable[[Settings], None]) -> Callable[..., None]:
        own = [name for name, *_ in (*arguments, *options)]

        def command(**given: Any) -> None:
            body(_settings(given, own, formats))

        return described(command, body, (*arguments, *options, *_common(formats, quiet, verbose)))

    return decorate


def _common(formats: tuple[str, ...], quiet: str | None, verbose: str | None) -> list[Extra]:
    found = [
        setting("json", bool, False, "--json", help="The same as --format json."),
        setting(
            "format",
            str,
            formats[0],
            "--format",
            help=f"{_listed(formats)}.",
            metavar="FORMAT",
            completion=one_of(formats),
        ),
    ]
    if verbose is not None:
        found.append(setting("verbose", bool, False, "--verbose", "-v", help=verbose))
    if quiet is not None:
        found.append(setting("quiet", bool, False, "--quiet", "-q", help=quiet))
    return [
        *found,
        setting("lang", str, "en", "--lang", help="The language of the answer.", metavar="LANG", completion=languages),
        unlisted(setting("color", str, "auto", "--color", help="", metavar="WHEN")),
        unlisted(setting("no_input", bool, False, "--no-input", help="")),
    ]


def _settings(given: Mapping[str, Any], own: list[str], formats: tuple[str, ...]) -> Settings:
    chosen = "json" if given["json"] else given["format"]
    check_choice("format", chosen, formats)
    check_choice("color", given["color"], COLOURS)
    return Settings(
        lang=given["lang"],
        format=chosen,
        color=given["color"],
        no_input=given["no_input"],
        verbose=given.get("verbose", False),
        quiet=given.get("quiet", False),
        extra={name: given[name] for name in own},
    )


def _listed(formats: tuple[str, ...]) -> str:
    *others, last = formats
    return f"{', '.join(others)} or {last}" if others else last
