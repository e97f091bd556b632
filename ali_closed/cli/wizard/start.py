"""`ali-closed` alone, or with flags and no command: the wizard, where there is a terminal, and its face there."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from ali_closed.cli.flags import Settings
from ali_closed.cli.streams import colour_wanted, is_terminal
from ali_closed.errors import UsageError

if TYPE_CHECKING:
    from ali_closed.cli.wizard.prompts import Face

_HINT: Final = (
    "Give the order by flags or as JSON instead:\n"
    "  ali-closed diagnose --status closed --paid --not-shipped --closed-on 2026-05-21\n"
    '  echo \'{"status": "finished", "parcel": "not_received"}\' | ali-closed diagnose - --json\n'
    "ali-closed --help says more."
)


def start(settings: Settings) -> int:
    """Ask what the flags have not told, and answer; the exit code of the answer.

    Raises UsageError if a file was given, too, and with two examples where nobody can be asked: nothing is read from a
    pipe.
    """
    if settings.file is not None or settings.order_id is not None:
        said, hint = settings.words.say("wizard.error.file"), "ali-closed diagnose FILE --status closed"
        raise UsageError(said, code="usage", hint=hint, field="file")
    why = "no_input" if settings.no_input else "json" if settings.as_json else "no_terminal"
    if why != "no_terminal" or not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        raise UsageError(settings.words.say(f"wizard.error.{why}"), code="no_terminal", hint=_HINT)
    from ali_closed.cli.wizard.run import run_wizard

    return run_wizard(settings, make_face(settings)).diagnosis.exit_code


def wants_numbers(settings: Settings) -> bool:
    """Whether to number the answers: --accessible, ALI_CLOSED_ACCESSIBLE, or a terminal that cannot do more."""
    asked_for = settings.extra.get("accessible") or os.environ.get("ALI_CLOSED_ACCESSIBLE", "0") not in {"", "0"}
    return asked_for or os.environ.get("TERM", "dumb" if os.name == "posix" else "") in {"dumb", "unknown"}


def make_face(settings: Settings) -> Face:
    """What asks on this terminal: arrow keys as long as they work, else numbers."""
    from ali_closed.cli.wizard.prompts import Face

    # Where questions go: stderr, so that stdout holds the answer alone; stdout where nobody sees stderr.
    words, out = settings.words, sys.stderr if is_terminal(sys.stderr) else sys.stdout
    numbered = Face(words, out, sys.stdin.readline)
    if wants_numbers(settings):
        return numbered
    try:
        from ali_closed.cli.wizard.arrows import ArrowFace, terminal_output

        output, colour = terminal_output(out), colour_wanted(settings.color, out)
        return ArrowFace(words, out, sys.stdin.readline, output=output, colour=colour)
    except Exception:
        # Whatever prompt_toolkit cannot do here (on Windows, no console at all), lines can.
        numbered.say(words.say("wizard.lost_arrows"))
        return numbered
