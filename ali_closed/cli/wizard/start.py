"""`ali-closed` alone, or with flags and no command: the wizard, where there is a terminal."""

from __future__ import annotations

import sys
from typing import Final

import typer

from ali_closed.cli.flags import Settings, order_command, setting
from ali_closed.cli.help import GroupedCommand
from ali_closed.cli.streams import is_terminal
from ali_closed.errors import UsageError

_ACCESSIBLE: Final = setting("--accessible", "Numbered questions line by line, for screen readers.")
_HINT: Final = (
    "Give the order by flags or as JSON instead:\n"
    "  ali-closed diagnose --status closed --paid --not-shipped --closed-on 2026-05-21\n"
    '  echo \'{"status": "finished", "parcel": "not_received"}\' | ali-closed diagnose - --json\n'
    "ali-closed --help says more."
)


@order_command(_ACCESSIBLE)
def questions(settings: Settings) -> int:
    """Ask what is not yet known, then answer: why the order ended, the money, what to do until when."""
    if settings.file is not None or settings.order_id is not None:
        raise UsageError(
            Settings().words.say("wizard.error.file"),
            code="usage",
            hint="ali-closed diagnose FILE --status closed",
            field="file",
        )
    return start(settings)


def start(settings: Settings) -> int:
    """Start the wizard; UsageError with two examples where nobody can be asked, and nothing is read from a pipe.

    Returns the exit code of the answer.
    """
    if why := _why_not(settings):
        raise UsageError(Settings().words.say(f"wizard.error.{why}"), code="no_terminal", hint=_HINT)
    from ali_closed.cli.wizard.run import run_wizard

    return run_wizard(settings).diagnosis.exit_code


def _why_not(settings: Settings) -> str | None:
    if settings.no_input:
        return "no_input"
    if settings.format == "json":
        return "json"
    return None if is_terminal(sys.stdin) and is_terminal(sys.stdout) else "no_terminal"


app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
app.command("ali-closed", cls=GroupedCommand, context_settings={"help_option_names": ["-h", "--help"]})(questions)
