"""What a command line takes: the flags of an order, the settings beside them, and what a TAB offers for each."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ali_closed.cli.streams import put
from ali_closed.errors import AliClosedError, UsageError, did_you_mean, nearest, quoted
from ali_closed.model.fields import (
    CHOICES,
    COUNTRIES,
    COUNTRY_FIELDS,
    DATE_FIELDS,
    FIELDS,
    FLAG_FIELDS,
    UNKNOWN,
    as_flags,
    given_twice,
    unknown_field,
)

if TYPE_CHECKING:
    from ali_closed.report.text.catalogue import Catalogue

FIRST = "The order, what matters most"
SETTINGS = "Settings"
LONG = MORE, DATES, RARE = ("The order, more", "The order, its dates", "Settings, more")
"""The groups that only `--help-all` shows."""
WHOLE = "ali_closed.help.whole"
"""What the context holds where all groups are to be shown."""

Completion = Callable[[], Iterable[str]] | Iterable[str]
"""The values there are, or what finds them, of which typer offers those that begin as what was typed."""

_EXPLAINED: Final = ("statuses", "sub_statuses", "reasons", "periods", "rules", "messages", "disagreements")

COLOURS: Final = ("auto", "always", "never")
FORMATS: Final = ("text", "plain", "json", "md", "html", "svg")
"""The shapes of an answer."""

_NAMES: Final = """
    status sub_status paid shipped parcel tracking confirmed dispute closed_on message cancelled_by closed_when
"""
_FIRST: Final = tuple(_NAMES.split())
"""The dozen fields that matter most, first in the help."""

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
    def as_json(self) -> bool:
        """Whether the answer is to be JSON."""
        return self.format == "json"

    @property
    def words(self) -> Catalogue:
        """The texts in the language asked for; UsageError for one there is none of."""
        from ali_closed.report.text.catalogue import load_catalogue

        return load_catalogue(self.lang)


@dataclass(frozen=True)
class Parameter:
    """A parameter of a command: its type, its default (`...` for none), and what else typer is told of it.

    It is an argument if it has no flags. Of `choices`, if there are any, it has to be one.
    """

    name: str
    kind: Any
    default: Any
    told: Mapping[str, Any]
    flags: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    completion: Completion = ()

    def but(self, **told: Any) -> Parameter:
        """The same parameter, other in what typer is told of it."""
        return replace(self, told={**self.told, **told})

    def signed(self) -> inspect.Parameter:
        """The parameter as typer reads it from a function."""
        told, offered = dict(self.told), self.completion
        if offered and asked_for():
            told["autocompletion"] = offered if callable(offered) else lambda: offered
        kind, option = self.kind, typer.Option(*self.flags, **told) if self.flags else typer.Argument(**told)
        name, keyword = self.name, inspect.Parameter.KEYWORD_ONLY
        return inspect.Parameter(name, keyword, default=self.default, annotation=Annotated[kind, option])


def setting(
    flags: str,
    help: str,
    metavar: str | None = None,
    *,
    name: str | None = None,
    default: Any = None,
    choices: tuple[str, ...] = (),
    completion: Completion = (),
    group: str = SETTINGS,
) -> Parameter:
    """A parameter by its flags, such as "--quiet -q": a switch, unless `metavar` says what is written behind it."""
    listed, held = flags.split(), False if metavar is None else default
    kind = {type(None): str | None, list: list[str]}.get(type(held), type(held))
    named, told = name or listed[0][2:].replace("-", "_"), {"help": help, "metavar": metavar, "rich_help_panel": group}
    return Parameter(named, kind, held, told, tuple(listed), choices, completion or choices)


def argument(name: str, metavar: str, help: str, *, default: Any = ..., completion: Completion = ()) -> Parameter:
    """What is written without a flag; it has to be there unless there is a default."""
    kind, told = str | None if default is None else str, {"metavar": metavar, "help": help}
    return Parameter(name, kind, default, told, completion=completion)


def _order_parameter(name: str) -> Parameter:
    group = FIRST if name in _FIRST else DATES if name in DATE_FIELDS else MORE
    held, (flag,) = f"field_{name}", as_flags(name, True)
    if name in FLAG_FIELDS:
        both = "/".join((flag, *as_flags(name, False)))
        return Parameter(held, bool | None, None, {"help": _HELP[name], "rich_help_panel": group}, (both,))
    values = CHOICES.get(name, ())
    offered = _COUNTRIES if name in COUNTRY_FIELDS else values and (*values, UNKNOWN)
    metavar = "DATE" if name in DATE_FIELDS else "TEXT" if name in _HELP else "VALUE"
    return setting(flag, _HELP.get(name) or " ".join(values), metavar, name=held, completion=offered, group=group)


def asked_for() -> bool:
    """Whether the shell asks for completions: typer takes its time over each function that completes."""
    return any(name.endswith("_COMPLETE") for name in os.environ)


def zones() -> list[str]:
    """A time zone, by the list that comes with the zones."""
    from importlib.resources import files

    return (files("tzdata") / "zones").read_text(encoding="ascii").split()


def explained() -> list[str]:
    """An id that can be explained."""
    from ali_closed.rules.tables import load_tables

    tables = load_tables()
    return sorted({str(entry["id"]) for part in _EXPLAINED for entry in tables[part]})


def saved_cases() -> list[str]:
    """The name of a saved case; none where they cannot be read, for a TAB is no place for an error."""
    from ali_closed.cases import CaseStore

    with suppress(AliClosedError):
        return CaseStore().names()
    return []


def _any_of(choices: tuple[str, ...]) -> str:
    return f"{' or '.join(filter(None, (', '.join(choices[:-1]), choices[-1])))}."


_COUNTRIES: Final = sorted(COUNTRIES)
_FILE: Final = argument("file", "FILE|-", "A JSON order, a saved order, or - for standard input.", default=None)
_ALL: Final = (
    setting("--json", "As JSON."),
    setting("--format", _any_of(FORMATS), "FORMAT", default="text", choices=FORMATS),
    setting("--verbose -v", "Everything: the evidence, each document, sources."),
    setting("--quiet -q", "The summary line alone."),
    setting("--today", "The day to answer for; else today.", "DATE"),
    setting("--unknown", "Asked, and not known; repeatable.", "FIELD", default=[], completion=FIELDS),
    setting("--tz", "Where you read the dates; else US Pacific.", "ZONE", completion=zones, group=RARE),
    setting("--country", "Where you are: law, public holidays.", "CC", completion=_COUNTRIES, group=RARE),
    setting("--order", "Which order of a file with several.", "ID", name="order_id", group=RARE),
    setting("--lang", "The language of the answer.", "LANG", default="en", group=RARE),
    setting("--color", _any_of(COLOURS), "WHEN", default="auto", choices=COLOURS, group=RARE),
    setting("--exit-code", "10: something to do; 11: too late; 12: cannot tell.", group=RARE),
    setting("--no-input", "Never ask.", group=RARE),
)
_SETTINGS: Final = {entry.name: entry for entry in _ALL}
"""The settings beside the order, by their names; those of the last group are not in the short help."""


def common(names: str, **help: str) -> list[Parameter]:
    """Some of the settings, where what they do may be said in other words."""
    found = (_SETTINGS[name] for name in names.split())
    return [entry.but(help=help.get(entry.name) or entry.told["help"], rich_help_panel=SETTINGS) for entry in found]


def _help_all(context: typer.Context, wanted: bool) -> None:
    if wanted:
        context.meta[WHOLE] = True
        put(context.get_help())
        raise typer.Exit


_HELP_ALL: Final = setting("--help-all", "This help with every flag.").but(is_eager=True, callback=_help_all)


def order_flags(
    *own: Parameter, before: Parameter | None = None, unused: str = "", formats: tuple[str, ...] = FORMATS
) -> list[Parameter]:
    """The parameters of a command that takes an order: the file, `before` it an argument, the fields, all settings.

    `unused` names the settings that change nothing here: they are taken all the same, and not in the help; `formats`
    are the values that --format can have.
    """
    # The country is one of the settings: it drives the public holidays, too.
    fields = (*_FIRST, *(name for name in FIELDS if name not in (*_FIRST, "country")))
    settings = {name: entry.but(hidden=name in unused.split()) for name, entry in _SETTINGS.items()}
    settings["format"] = replace(settings["format"], choices=formats)
    return [*filter(None, (before, _FILE)), *map(_order_parameter, fields), *own, *settings.values(), _HELP_ALL]


def lookup_flags(*own: Parameter, formats: tuple[str, ...] = ("text", "plain", "json"), **said: str) -> list[Parameter]:
    """The parameters of a command that takes no order: its own, and the settings that make sense.

    `formats` begins with the one that is meant where none is given; `said` is what -v and -q do, if anything.
    """
    return [
        *own,
        *common("json", json="The same as --format json."),
        setting("--format", _any_of(formats), "FORMAT", default=formats[0], choices=formats),
        *common(" ".join((*said, "lang")), **said),
        *(entry.but(hidden=True) for entry in common("color no_input")),
    ]


def read_settings(given: dict[str, Any], parameters: Iterable[Parameter]) -> Settings:
    """The settings of what was given for each parameter; UsageError for a value that one of them cannot have."""
    flags = {name.removeprefix("field_"): given.pop(name) for name in tuple(given) if name.startswith("field_")}
    flags = {name: value for name, value in flags.items() if value is not None}
    for name in map(known_field, given.pop("unknown", ())):
        if flags.setdefault(name, UNKNOWN) != UNKNOWN:
            raise given_twice(name)
    if given.pop("json"):
        given["format"] = "json"
    for parameter in parameters:
        if parameter.choices and given[parameter.name] not in (None, *parameter.choices):
            raise _not_one_of(parameter, given[parameter.name])
    extra = {name: given.pop(name) for name in tuple(given) if name not in Settings.__dataclass_fields__}
    return Settings(**given, flags=flags, extra=extra)


def known_field(name: str) -> str:
    """The field of a name as users write it; UsageError naming the nearest one."""
    field_name = name.replace("-", "_")
    if field_name not in FIELDS:
        raise unknown_field(name)
    return field_name


def _not_one_of(parameter: Parameter, given: str) -> UsageError:
    """The error for a value that a flag cannot have, naming the nearest known one and all of them."""
    known, flag = parameter.choices, parameter.flags[0]
    near = did_you_mean(nearest(given, known, count=1))
    one = "There is one format here: leave out --format and --json."
    listed = f"It is one of: {', '.join(known)}." if len(known) > 1 else one
    hint = f"{near} {listed}".strip()
    return UsageError(f"{flag} cannot be {quoted(given)}.", code="bad_value", hint=hint, field=flag[2:])
