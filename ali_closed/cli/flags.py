"""The flags that describe an order, shared by every command that takes one, and the settings beside them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ali_closed.cli.completion import Completion, asked_for, countries, languages, one_of, values_of, zones
from ali_closed.cli.help import DATES, FIRST, MORE, RARE, SETTINGS, WHOLE
from ali_closed.cli.streams import put
from ali_closed.errors import UsageError, did_you_mean, nearest, quoted
from ali_closed.model.fields import CHOICES, DATE_FIELDS, FIELDS, FLAG_FIELDS, UNKNOWN, unknown_field

if TYPE_CHECKING:
    from ali_closed.report.text.catalogue import Catalogue

COLOURS: Final = ("auto", "always", "never")
FORMATS: Final = ("text", "plain", "json", "md", "html", "svg")
"""The shapes of an answer."""

_NAMES: Final = """
    status sub_status paid shipped parcel tracking confirmed dispute closed_on message cancelled_by closed_when
"""
_FIRST: Final = tuple(_NAMES.split())
"""The dozen fields that matter most, first in the help."""
_SET_BESIDE: Final = "country"
"""The field whose flag is one of the settings: it drives the public holidays, too."""

Extra = tuple[str, Any, Any, Any]
"""A parameter of a command: name, type, default (`...` for none), and typer's Option or Argument."""

_HELP: Final = {
    "id": "The order's number; passed through.",
    "note": "A note of your own; passed through.",
    "end_reason": "AliExpress's own recorded reason, word for word.",
    "message": "The text that the page or the mail showed.",
    "status": "The status as the page says it, in any supported language.",
    "sub_status": "The line beside the status.",
    "seller_country": "Where the seller is, as CN.",
    "chargeback_opened_on": "When the claim at the bank, or the case with PayPal, was opened.",
    "dispute_ends_on": "The last day for a dispute or return that the order page itself names.",
    "closed_on": "The day it ended: 2026-05-21, 2026-05 or '3 weeks ago'.",
    "paid": "You paid, or you did not.",
    "shipped": "The page says that it was sent, or not.",
    "cancel_asked_by_seller": "The seller asked you to cancel.",
    "large_sum": "The sum is large for you.",
    "unauthorised": "You did not place the order.",
    "processing_extended": "You gave the seller more time.",
    "protection_extended": "You extended the protection.",
    "free_returns": "The item has free returns.",
}
"""What is said of a field; of one that is not here, its values."""


@dataclass(frozen=True)
class Settings:
    """What a command line gave: the order, the day, the zone, the shape of the answer.

    Of the order: a file or "-", and the fields that flags give, which win over it. `extra` is what one command alone
    takes.
    """

    file: str | None = None
    order_id: str | None = None
    flags: Mapping[str, Any] = field(default_factory=dict)
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

    @property
    def words(self) -> Catalogue:
        """The texts in the language asked for; UsageError for one there is none of."""
        from ali_closed.report.text.catalogue import load_catalogue

        return load_catalogue(self.lang)


def setting(
    flags: str,
    help: str,
    metavar: str | None = None,
    *,
    name: str | None = None,
    default: Any = None,
    completion: Completion | None = None,
    group: str = SETTINGS,
) -> Extra:
    """A parameter by its flags, such as "--quiet -q": a switch, unless `metavar` says what is written behind it."""
    listed = flags.split()
    kind, default = (bool, False) if metavar is None else (type(default), default)
    option = typer.Option(*listed, help=help, metavar=metavar, rich_help_panel=group, autocompletion=completion)
    held = name or listed[0].removeprefix("--").replace("-", "_")
    return held, {type(None): str | None, list: list[str]}.get(kind, kind), default, option


def argument(name: str, metavar: str, help: str, *, default: Any = ..., completion: Completion | None = None) -> Extra:
    """What is written without a flag; it has to be there unless there is a default."""
    kind = str | None if default is None else str
    return name, kind, default, typer.Argument(metavar=metavar, help=help, autocompletion=completion)


def _but(entry: Extra, **changes: Any) -> Extra:
    """The same parameter, other in what typer is told of it."""
    name, kind, default, option = entry
    option = copy(option)
    option.__dict__.update(changes)
    return name, kind, default, option


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _order_parameter(name: str) -> Extra:
    """The flag of a field."""
    group = FIRST if name in _FIRST else DATES if name in DATE_FIELDS else MORE
    held = f"field_{name}"
    if name in FLAG_FIELDS:
        both = f"{_flag(name)}/--not-{name.replace('_', '-')}"
        return held, bool | None, None, typer.Option(both, help=_HELP[name], rich_help_panel=group)
    said = _HELP.get(name) or " ".join(map(str, CHOICES.get(name, ())))
    metavar = "DATE" if name in DATE_FIELDS else "TEXT" if name in _HELP else "VALUE"
    return setting(_flag(name), said, metavar, name=held, completion=values_of(name), group=group)


_FILE: Final = argument("file", "FILE|-", "A JSON order, a saved order, or - for standard input.", default=None)
_ALL: Final = (
    setting("--json", "As JSON."),
    setting(
        "--format", f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}.", "FORMAT", default="text", completion=one_of(FORMATS)
    ),
    setting("--verbose -v", "Everything: the evidence, each document, sources."),
    setting("--quiet -q", "The summary line alone."),
    setting("--today", "The day to answer for; else today.", "DATE"),
    setting("--unknown", "Asked, and not known; repeatable.", "FIELD", default=[], completion=one_of(FIELDS)),
    setting("--tz", "Where you read the dates; else US Pacific.", "ZONE", completion=zones, group=RARE),
    setting("--country", "Where you are: law, public holidays.", "CC", completion=countries, group=RARE),
    setting("--order", "Which order of a file with several.", "ID", name="order_id", group=RARE),
    setting("--lang", "The language of the answer.", "LANG", default="en", completion=languages, group=RARE),
    setting("--color", "auto, always or never.", "WHEN", default="auto", completion=one_of(COLOURS), group=RARE),
    setting("--exit-code", "10: something to do; 11: too late; 12: cannot tell.", group=RARE),
    setting("--no-input", "Never ask.", group=RARE),
)
_SETTINGS: Final = {entry[0]: entry for entry in _ALL}
"""The settings beside the order, by their names; those of the last group are not in the short help."""


def common(names: str, **help: str) -> list[Extra]:
    """Some of the settings, where what they do may be said in other words."""
    found = ((_SETTINGS[name], help.get(name)) for name in names.split())
    return [_but(entry, help=said or entry[3].help, rich_help_panel=SETTINGS) for entry, said in found]


def _help_all(context: typer.Context, wanted: bool) -> None:
    if wanted:
        context.meta[WHOLE] = True
        put(context.get_help())
        raise typer.Exit


_HELP_ALL: Final = _but(setting("--help-all", "This help with every flag."), is_eager=True, callback=_help_all)

Body = Callable[[Settings], int | None]
"""What a command does; it returns the exit code of its answer, for `--exit-code`, if it has one."""
Command = Callable[..., int | None]
"""What typer calls, with a value for each parameter."""


def command(*entries: Extra, formats: tuple[str, ...] = FORMATS) -> Callable[[Body], Command]:
    """Give a body these parameters; `formats` are the values that --format can have, where it is for all to check."""

    def decorate(body: Body) -> Command:
        def run(**given: Any) -> int | None:
            settings = _settings(given)
            if formats:
                check_choice("format", settings.format, formats)
            check_choice("color", settings.color, COLOURS)
            code = body(settings)
            return code if settings.exit_code else None

        parameters = [_parameter(entry) for entry in entries]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {entry.name: entry.annotation for entry in parameters}
        run.__doc__, run.__name__ = body.__doc__, body.__name__
        return run

    return decorate


def _parameter(entry: Extra) -> inspect.Parameter:
    name, kind, default, option = entry if asked_for() else _but(entry, autocompletion=None)
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option])


def order_command(
    *options: Extra, arguments: tuple[Extra, ...] = (), unused: str = "", formats: tuple[str, ...] = FORMATS
) -> Callable[[Body], Command]:
    """Give a body the flags of an order, the common settings and some of its own; arguments stand before the file.

    `unused` names the settings that change nothing here: they are taken all the same, and not in the help.
    """
    first = (*_FIRST, *(name for name in FIELDS if name not in (*_FIRST, _SET_BESIDE)))
    settings = [_but(entry, hidden=name in unused.split()) for name, entry in _SETTINGS.items()]
    return command(*arguments, _FILE, *map(_order_parameter, first), *options, *settings, _HELP_ALL, formats=formats)


def lookup_command(
    *entries: Extra,
    formats: tuple[str, ...] = ("text", "plain", "json"),
    quiet: str | None = None,
    verbose: str | None = None,
) -> Callable[[Body], Command]:
    """Give a body some parameters and the common settings that are no matter of an order.

    `formats` begins with the one that is meant where none is given; `quiet` and `verbose` say what -q and -v do,
    None that there is nothing to leave out or to add. A setting that makes no sense is not known to the command;
    `cli.slips` says why it is refused.
    """
    *others, last = formats
    listed = f"{', '.join(others)} or {last}." if others else f"{last}."
    settings = [
        *common("json", json="The same as --format json."),
        setting("--format", listed, "FORMAT", default=formats[0], completion=one_of(formats)),
        *(common("verbose", verbose=verbose) if verbose else ()),
        *(common("quiet", quiet=quiet) if quiet else ()),
        *common("lang"),
        *(_but(entry, hidden=True) for entry in common("color no_input")),
    ]
    return command(*entries, *settings, formats=formats)


def _settings(given: dict[str, Any]) -> Settings:
    """What was given for each parameter, by its name."""
    flags = {name.removeprefix("field_"): given.pop(name) for name in tuple(given) if name.startswith("field_")}
    flags = {name: value for name, value in flags.items() if value is not None}
    for name in map(known_field, given.pop("unknown", ())):
        if (value := flags.setdefault(name, UNKNOWN)) != UNKNOWN:
            flag = f"--not-{_flag(name)[2:]}" if value is False else _flag(name)
            raise UsageError(
                f"`{name}` is given twice: by {flag}, and as not known by --unknown {name}.",
                code="given_twice",
                hint=f"Leave out one of the two: {flag} if you know it, --unknown {name} if not.",
                field=name,
            )
    if given.pop("json"):
        given["format"] = "json"
    extra = {name: given.pop(name) for name in tuple(given) if name not in Settings.__dataclass_fields__}
    return Settings(**given, flags=flags, extra=extra)


def known_field(name: str) -> str:
    """The field of a name as users write it; UsageError naming the nearest one."""
    field_name = name.replace("-", "_")
    if field_name not in FIELDS:
        raise unknown_field(name)
    return field_name


def check_choice(flag: str, given: str | None, known: Collection[str]) -> None:
    """Raises UsageError, naming the nearest known value and all of them, for a value that a flag cannot have."""
    if given is None or given in known:
        return
    near = did_you_mean(nearest(given, known, count=1))
    listed = f"It is one of: {', '.join(known)}." if len(known) > 1 else f"It is always {next(iter(known))}."
    raise UsageError(
        f"--{flag} cannot be {quoted(given)}.", code="bad_value", hint=f"{near} {listed}".strip(), field=flag
    )
