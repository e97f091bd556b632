"""The flags that describe an order, shared by every command that takes one, and the settings beside them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ali_closed.cli.completion import Completion, asked_for, countries, languages, one_of, values_of, zones
from ali_closed.cli.help import LONG, SETTINGS
from ali_closed.cli.streams import put
from ali_closed.errors import UsageError, nearest, quoted
from ali_closed.model.fields import CHOICES, DATE_FIELDS, FIELDS, FLAG_FIELDS, UNKNOWN

if TYPE_CHECKING:
    from ali_closed.report.text.catalogue import Catalogue

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
    "chargeback_opened_on": "When the claim at the bank, or the case with PayPal, was opened.",
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
    group: str = GROUPS["settings"],
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


def unlisted(entry: Extra) -> Extra:
    """The same parameter, taken where it is given although it changes nothing, and not in the help."""
    name, kind, default, option = entry
    hidden = copy(option)
    hidden.hidden = True
    return name, kind, default, hidden


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
    listed = _HELP.get(name) or " ".join(map(str, CHOICES.get(name, ())))
    metavar = "DATE" if name in DATE_FIELDS else "TEXT" if name in _HELP else "VALUE"
    return setting(_flag(name), listed, metavar, name=held, completion=values_of(name), group=group)


_FILE: Final = argument("file", "FILE|-", "A JSON order, a saved order, or - for standard input.", default=None)
_RARE: Final = GROUPS["rare"]
_ALL: Final = (
    setting("--json", "As JSON."),
    setting(
        "--format", f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}.", "FORMAT", default="text", completion=one_of(FORMATS)
    ),
    setting("--verbose -v", "The whole trace: evidence, readings, sources."),
    setting("--quiet -q", "The summary line alone."),
    setting("--today", "The day to answer for; else today.", "DATE"),
    setting("--unknown", "Asked, and not known; repeatable.", "FIELD", default=[], completion=one_of(FIELDS)),
    setting("--tz", "Where you read the dates; else US Pacific.", "ZONE", completion=zones, group=_RARE),
    setting("--country", "Where you are: law, public holidays.", "CC", completion=countries, group=_RARE),
    setting("--order", "Which order of a file with several.", "ID", name="order_id", group=_RARE),
    setting("--lang", "The language of the answer.", "LANG", default="en", completion=languages, group=_RARE),
    setting("--color", "auto, always or never.", "WHEN", default="auto", completion=one_of(COLOURS), group=_RARE),
    setting("--exit-code", "10: something to do; 11: too late; 12: cannot tell.", group=_RARE),
    setting("--no-input", "Never ask.", group=_RARE),
)
_SETTINGS: Final = {entry[0]: entry for entry in _ALL}
"""The settings beside the order, by their names; those of the last group are not in the short help."""


def common(names: str, **help: str) -> list[Extra]:
    """Some of the settings, where what they do may be said in other words."""
    found = []
    for name in names.split():
        held, kind, default, option = _SETTINGS[name]
        option = copy(option)
        option.help, option.rich_help_panel = help.get(name, option.help), GROUPS["settings"]
        found.append((held, kind, default, option))
    return found


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


Body = Callable[..., int | None]
"""What a command does; it returns the exit code of its answer, for `--exit-code`, if it has one."""


def order_command(
    *options: Extra, arguments: tuple[Extra, ...] = (), unused: tuple[str, ...] = ()
) -> Callable[[Body], Body]:
    """Give a body `(OrderInput, Settings)` the flags of an order, the common settings and some of its own.

    What `options` and `arguments` add reaches the body in `settings.extra`; arguments stand before the file. `unused`
    names the settings that change nothing here.
    """
    settings = [unlisted(entry) if name in unused else entry for name, entry in _SETTINGS.items()]

    def decorate(body: Body) -> Body:
        def command(**given: Any) -> int | None:
            settings = _settings(given)
            code = body(_order_input(given), settings)
            return code if settings.exit_code else None

        return described(command, body, (*arguments, _FILE, *_order_parameters(), *options, *settings, _HELP_ALL))

    return decorate


def settings_command(*entries: Extra, formats: tuple[str, ...] = FORMATS) -> Callable[[Body], Body]:
    """Give a body `(Settings)` these parameters; those that are no settings stand in `settings.extra`."""

    def decorate(body: Body) -> Body:
        def command(**given: Any) -> int | None:
            settings = _settings(given)
            check_choice("format", settings.format, formats)
            check_choice("color", settings.color, COLOURS)
            code = body(settings)
            return code if settings.exit_code else None

        return described(command, body, entries)

    return decorate


def lookup_command(
    *options: Extra,
    arguments: tuple[Extra, ...] = (),
    formats: tuple[str, ...] = ("text", "plain", "json"),
    quiet: str | None = None,
    verbose: str | None = None,
) -> Callable[[Body], Body]:
    """Give a body `(Settings)` the common settings that are no matter of an order.

    `formats` begins with the one that is meant where none is given; `quiet` and `verbose` say what -q and -v do,
    None that there is nothing to leave out or to add. A setting that makes no sense is not known to the command;
    `cli.help` says why it is refused.
    """
    *others, last = formats
    listed = f"{', '.join(others)} or {last}." if others else f"{last}."
    settings = [
        *common("json", json="The same as --format json."),
        setting("--format", listed, "FORMAT", default=formats[0], completion=one_of(formats)),
        *(common("verbose", verbose=verbose) if verbose else ()),
        *(common("quiet", quiet=quiet) if quiet else ()),
        *common("lang"),
        *map(unlisted, common("color no_input")),
    ]
    return settings_command(*arguments, *options, *settings, formats=formats)


def described(command: Body, body: Body, entries: Iterable[Extra]) -> Body:
    """The command with the parameters that typer is to read, and the name and the words of its body."""
    parameters = [_parameter(*entry) for entry in entries]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {**{entry.name: entry.annotation for entry in parameters}, "return": int | None}
    command.__doc__ = body.__doc__
    command.__name__ = body.__name__
    return command


def _parameter(name: str, kind: Any, default: Any, option: Any) -> inspect.Parameter:
    if option.autocompletion is not None and not asked_for():
        option = copy(option)
        option.autocompletion = None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option])


def _settings(given: Mapping[str, Any]) -> Settings:
    known = {entry.name for entry in fields(Settings)}
    settings = Settings(
        **{name: value for name, value in given.items() if name in known},
        extra={name: value for name, value in given.items() if name not in known},
    )
    return replace(settings, format="json") if given["json"] else settings


def _order_input(given: Mapping[str, Any]) -> OrderInput:
    flags = {
        name.removeprefix("field_"): value
        for name, value in given.items()
        if name.startswith("field_") and value is not None
    }
    for name in given["unknown"]:
        field_name = known_field(name)
        if flags.setdefault(field_name, UNKNOWN) != UNKNOWN:
            raise _both(field_name, flags[field_name])
    return OrderInput(given["file"], flags, given["order_id"])


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
