"""The program: its commands, its errors, its exit codes."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

import typer
from typer.main import get_command, get_group

from ali_closed import __version__
from ali_closed.cli.completion import asked_for, join_words
from ali_closed.cli.help import ExampleGroup, GroupedCommand
from ali_closed.cli.streams import drop_stdout, is_terminal, note, prepare, put, put_error
from ali_closed.errors import AliClosedError, Interrupted, UsageError, debugging

if TYPE_CHECKING:
    from ali_closed.cli.commands import Command

SUMMARIES: Final[Mapping[str, str]] = {
    "diagnose": "One order: what happened, the money, until when, what to do.",
    "ask": "The next question that can change the plan, as JSON.",
    "batch": "Many orders: one line each, in input order.",
    "explain": "What a status, reason, period, rule or label means.",
    "rules": "The rule data: list it, or prove it.",
    "flow": "The picture of the questions and where they lead.",
    "draft": "A message ready to paste, to the seller or others.",
    "calendar": "The deadlines as an iCalendar file.",
    "case": "Orders kept on this computer: what is due, what has changed.",
    "schema": "The JSON Schema of an order, a diagnosis or a question.",
}
"""The commands and groups of commands in the order of the help, and what the help of the program says of them."""
OWN_FLAGS: Final = ("--version", "-V", "--help", "-h", "--install-completion", "--show-completion")
"""Flags of the program itself; all others without a command are for the wizard."""


def _version(wanted: bool) -> None:
    if wanted:
        from ali_closed.report.formats import SCHEMA
        from ali_closed.rules.tables import load_tables

        rules = load_tables()
        put(f"ali-closed {__version__}\nrules {rules['date']} {rules['digest']}\nschema {SCHEMA}")
        raise typer.Exit


def start(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_version, is_eager=True, help="Program, rules date, digest, schema."),
    ] = False,
    accessible: Annotated[
        bool, typer.Option("--accessible", help="Ask line by line with numbers, for screen readers.")
    ] = False,
) -> None:
    """Why an AliExpress order closed, whether the money comes back, and what to do until when."""
    if context.invoked_subcommand is None:
        from ali_closed.cli.flags import Settings
        from ali_closed.cli.wizard.start import start as start_wizard

        start_wizard(Settings(extra={"accessible": accessible}))


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program and end with the contract's exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    prepare()
    if asked_for():
        join_words()
    code = _run(given)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        drop_stdout()
    sys.exit(code)


def _run(given: list[str]) -> int:
    as_json = _wants_json(given)
    try:
        ended = program(given)(given, prog_name="ali-closed", standalone_mode=False)
        if ended == Interrupted.exit_code:
            raise KeyboardInterrupt
        return ended if isinstance(ended, int) else 0
    except (BrokenPipeError, SystemExit) as ended:
        # Typer and rich turn a closed pipe into exit code 1.
        if not isinstance(ended, BrokenPipeError) and not isinstance(ended.__context__, BrokenPipeError):
            raise
        drop_stdout()
        return 0
    except (KeyboardInterrupt, EOFError, typer.Abort):
        if is_terminal(sys.stderr) and not as_json:
            note("")  # behind the ^C that the terminal shows
        shown: AliClosedError = Interrupted()
    except Exception as error:
        shown = _as_ours(error)
    put_error(shown, as_json=as_json)
    return shown.exit_code


def program(given: list[str]) -> Any:
    """The commands; or the wizard, if there are only flags that answer some of its questions."""
    if given and given[0].startswith("-") and given[0] not in (*OWN_FLAGS, "-"):
        from ali_closed.cli.commands import WIZARD

        return get_command(_app("ali-closed", {"ali-closed": WIZARD}))
    # Completion is installed by the program alone, and behind the name of a command its flags need not be made.
    app = _app("ali-closed", {}, cls=Program, own_flags=not given or given[0] not in SUMMARIES)
    app.callback(invoke_without_command=True)(start)
    return get_command(app)


class Program(ExampleGroup):
    """The program's own help and flags, and its commands, each loaded when it is asked for."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = dict.fromkeys(SUMMARIES)  # type: ignore[assignment]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name; None if there is none."""
        return _loaded(cmd_name) if cmd_name in SUMMARIES else None

    def summary_of(self, ctx: Any, name: str) -> str:
        """What the command does, without loading it."""
        return SUMMARIES[name]


@cache
def _loaded(name: str) -> Any:
    """The command of this name, or the group of its commands; made once, for it takes longer than a short answer."""
    from ali_closed.cli.commands import COMMANDS

    within = f"{name} "
    part = {path.removeprefix(within): each for path, each in COMMANDS.items() if f"{path} ".startswith(within)}
    return get_command(_app(name, part)) if name in COMMANDS else get_group(_app(name, part))


def _app(
    name: str, commands: Mapping[str, Command], *, cls: Any = ExampleGroup, own_flags: bool = False
) -> typer.Typer:
    """A group of commands with their help, and with the flags that install completion if they are its own."""
    app = typer.Typer(
        name=name,
        cls=cls,
        help=SUMMARIES.get(name, start.__doc__),
        add_completion=own_flags,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for called, command in commands.items():
        app.command(called, cls=GroupedCommand, help=command.help)(command.called())
    return app


def _as_ours(error: Exception) -> AliClosedError:
    """Of our own errors themselves; typer's usage errors, and the program's own failures, as a sentence."""
    if isinstance(error, AliClosedError):
        return error
    shown: Any = getattr(error, "format_message", None)
    if shown is not None:
        command = getattr(getattr(error, "ctx", None), "command_path", "ali-closed")
        return UsageError(shown(), hint=f"`{command} --help` shows what it takes.")
    if debugging():
        raise error
    return AliClosedError(
        f"The program failed ({type(error).__name__}).",
        hint="Please report it with the command you ran; ALI_CLOSED_DEBUG=1 shows where.",
    )


def _wants_json(given: list[str]) -> bool:
    """Whether the error, too, is to be JSON: known before the arguments are understood."""
    if {"--json", "--format=json", "--format=ndjson"} & set(given):
        return True
    return any(flag == "--format" and value in {"json", "ndjson"} for flag, value in pairwise(given))
