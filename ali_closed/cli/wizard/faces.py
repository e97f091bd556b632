"""Which face the wizard has on this terminal: arrow keys as long as they work, else numbers."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, TextIO

from ali_closed.cli.streams import colour_wanted, is_terminal
from ali_closed.cli.wizard.prompts import Face, NumberedFace, Option
from ali_closed.report.text.catalogue import Catalogue


class SturdyFace:
    """Arrow keys as long as they work; on a terminal where they fail, numbers from then on."""

    def __init__(self, first: Face, instead: Face, notice: str) -> None:
        self._face = first
        self._instead = instead
        self._notice = notice

    @property
    def accessible(self) -> bool:
        """Whether the face in use is the one of plain lines."""
        return self._face.accessible

    def say(self, text: str, *, wrapped: bool = True) -> None:
        """Write a paragraph."""
        self._face.say(text, wrapped=wrapped)

    def choose(self, question: str, title: str, options: Sequence[Option], start: Any = None) -> Any:
        """Let one option be chosen."""
        return self._try(lambda face: face.choose(question, title, options, start))

    def write(self, question: str, title: str, *, kept: str = "", many: bool = False) -> str:
        """Let a text be typed."""
        return str(self._try(lambda face: face.write(question, title, kept=kept, many=many)))

    def _try(self, put: Callable[[Face], Any]) -> Any:
        try:
            return put(self._face)
        except (EOFError, KeyboardInterrupt):
            raise
        except Exception:
            if self._face is self._instead or os.environ.get("ALI_CLOSED_DEBUG"):
                raise
        self._face = self._instead
        self.say(self._notice)
        return put(self._face)


def wants_numbers(flag: bool | None) -> bool:
    """Whether to number the answers: --accessible, ALI_CLOSED_ACCESSIBLE, or a terminal that cannot do more."""
    if flag is not None:
        return flag
    if os.environ.get("ALI_CLOSED_ACCESSIBLE", "0") not in {"", "0"}:
        return True
    return os.environ.get("TERM", "dumb" if os.name == "posix" else "") in {"dumb", "unknown"}


def prompt_stream() -> TextIO:
    """Where questions go: stderr, so that stdout holds the answer alone; stdout where nobody sees stderr."""
    return sys.stderr if is_terminal(sys.stderr) else sys.stdout


def make_face(words: Catalogue, *, accessible: bool | None = None, color: str = "auto") -> Face:
    """The face for this terminal."""
    out = prompt_stream()
    numbered = NumberedFace(words, out, lambda: sys.stdin.readline())
    if wants_numbers(accessible):
        return numbered
    notice = words.say("wizard.lost_arrows")
    try:
        from ali_closed.cli.wizard.arrows import ArrowFace, terminal_output

        arrows = ArrowFace(out, output=terminal_output(out), colour=colour_wanted(color, out))
        return SturdyFace(arrows, numbered, notice)
    except Exception:
        # Whatever prompt_toolkit cannot do here (on Windows, no console at all), lines can.
        numbered.say(notice)
        return numbered
