"""Which face the wizard has on this terminal: arrow keys as long as they work, else numbers."""

from __future__ import annotations

import os
import sys

from ali_closed.cli.flags import Settings
from ali_closed.cli.streams import colour_wanted, is_terminal
from ali_closed.cli.wizard.prompts import Face
from ali_closed.report.text.catalogue import Catalogue


def wants_numbers(settings: Settings) -> bool:
    """Whether to number the answers: --accessible, ALI_CLOSED_ACCESSIBLE, or a terminal that cannot do more."""
    asked_for = settings.extra.get("accessible") or os.environ.get("ALI_CLOSED_ACCESSIBLE", "0") not in {"", "0"}
    return asked_for or os.environ.get("TERM", "dumb" if os.name == "posix" else "") in {"dumb", "unknown"}


def make_face(words: Catalogue, settings: Settings) -> Face:
    """The face for this terminal."""
    # Where questions go: stderr, so that stdout holds the answer alone; stdout where nobody sees stderr.
    out = sys.stderr if is_terminal(sys.stderr) else sys.stdout
    numbered = Face(words, out, lambda: sys.stdin.readline())
    if wants_numbers(settings):
        return numbered
    try:
        from ali_closed.cli.wizard.arrows import ArrowFace, terminal_output

        output, colour = terminal_output(out), colour_wanted(settings.color, out)
        return ArrowFace(words, out, lambda: sys.stdin.readline(), output=output, colour=colour)
    except Exception:
        # Whatever prompt_toolkit cannot do here (on Windows, no console at all), lines can.
        numbered.say(words.say("wizard.lost_arrows"))
        return numbered
