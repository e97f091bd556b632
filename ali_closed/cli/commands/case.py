"""`ali-closed case`: orders kept on this computer, what is due in them, and what has changed since."""

from __future__ import annotations

from typing import Annotated

import typer

from ali_closed.cli.completion import languages, one_of, saved_cases
from ali_closed.cli.flags import COLOURS, FORMATS, Extra, OrderInput, Settings, order_command
from ali_closed.cli.help import ExampleGroup, GroupedCommand

_NAME_HELP = "What the case is called."
_NAME: Extra = ("name", str, ..., typer.Argument(metavar="NAME", help=_NAME_HELP))
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help=_NAME_HELP, autocompletion=saved_cases)]
TodayOption = Annotated[str | None, typer.Option("--today", metavar="DATE", help="The day to answer for; else today.")]
TzOption = Annotated[str | None, typer.Option("--tz", metavar="ZONE", help="Instead of the zone saved with it.")]
CountryOption = Annotated[
    str | None, typer.Option("--country", metavar="CC", help="Instead of the country saved with it.")
]
LangOption = Annotated[
    str, typer.Option("--lang", metavar="LANG", help="The language of the answer.", autocompletion=languages)
]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON.")]
ExitOption = Annotated[bool, typer.Option("--exit-code", help="10: something to do; 11: too late; 12: cannot tell.")]


@order_command(arguments=(_NAME,), unused=("format", "verbose", "color", "no_input"))
def save(given: OrderInput, settings: Settings) -> None:
    """Keep an order on this computer under a name, with the answer of today."""
    from ali_closed.cli import saved

    saved.save(given, settings)


def list_cases(
    within: Annotated[
        str | None, typer.Option("--within", metavar="3d", help="Only what is to be done in that time.")
    ] = None,
    today: TodayOption = None,
    tz: TzOption = None,
    country: CountryOption = None,
    lang: LangOption = "en",
    json: JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="A line for each case.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="10: something is to be done.")] = False,
) -> None:
    """List what is due in all saved cases, the most urgent first."""
    from ali_closed.cli import saved

    shape = _shape(json)
    saved.list_cases(Settings(today, tz, country, lang, shape, quiet=quiet, exit_code=exit_code), within)


def show_case(
    name: NameArgument,
    today: TodayOption = None,
    tz: TzOption = None,
    country: CountryOption = None,
    lang: LangOption = "en",
    json: JsonOption = False,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="As of diagnose.", autocompletion=one_of(FORMATS))
    ] = "text",
    color: Annotated[
        str, typer.Option("--color", metavar="WHEN", help="auto, always or never.", autocompletion=one_of(COLOURS))
    ] = "auto",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="The whole trace.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="The summary line alone.")] = False,
    exit_code: ExitOption = False,
) -> None:
    """Show the answer to a saved case as it is today."""
    from ali_closed.cli import saved

    shape = _shape(json, format)
    settings = Settings(today, tz, country, lang, shape, color, verbose=verbose, quiet=quiet, exit_code=exit_code)
    saved.show_case(name, settings)


def again(
    name: NameArgument,
    update: Annotated[bool, typer.Option("--update", help="Compare with this answer from now on.")] = False,
    today: TodayOption = None,
    tz: TzOption = None,
    country: CountryOption = None,
    lang: LangOption = "en",
    json: JsonOption = False,
    exit_code: ExitOption = False,
) -> None:
    """Say what has changed since a case was saved: dates that passed, a late refund, new rules."""
    from ali_closed.cli import saved

    saved.again(name, Settings(today, tz, country, lang, _shape(json), exit_code=exit_code), update=update)


def remove(
    name: NameArgument,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; without a terminal nothing is asked.")] = False,
    lang: LangOption = "en",
    json: JsonOption = False,
) -> None:
    """Delete a saved case, after asking in a terminal."""
    from ali_closed.cli import saved

    saved.remove(name, Settings(lang=lang, format=_shape(json)), yes=yes)


def _shape(json: bool, given: str = "text") -> str:
    return "json" if json else given


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    group = typer.Typer(
        cls=ExampleGroup,
        help="Orders kept on this computer: what is due, what has changed.",
        rich_markup_mode=None,
        add_completion=False,
    )
    for name, command in (
        ("save", save),
        ("list", list_cases),
        ("show", show_case),
        ("again", again),
        ("remove", remove),
    ):
        group.command(name, cls=GroupedCommand)(command)
    app.add_typer(group, name="case")
