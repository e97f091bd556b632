"""How a question is put: the faces of the wizard, of which this one is lines of plain text with numbers."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TextIO

from ali_closed.cli.streams import colour_wanted, is_terminal, width
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.sanitize import clean
from ali_closed.report.text.wrap import wrap

NARROWEST = 20
"""Text is never wrapped to fewer columns."""


@dataclass(frozen=True)
class Option:
    """One of the things to choose from; what is no answer has a letter of its own."""

    value: Any
    label: str
    letter: str = ""


class Face(Protocol):
    """What the wizard needs of a terminal. KeyboardInterrupt and EOFError pass through every method."""

    @property
    def accessible(self) -> bool:
        """Whether the questions are plain numbered lines."""

    def say(self, text: str, *, wrapped: bool = True) -> None:
        """Write a paragraph; what is to be copied is not wrapped."""

    def choose(self, question: str, title: str, options: Sequence[Option], start: Any = None) -> Any:
        """Let one option be chosen and return its value; `start` is the value pointed at first."""

    def write(self, question: str, title: str, *, kept: str = "", many: bool = False) -> str:
        """Let a text be typed, beginning with `kept`; `many` lines where a message is pasted."""


def paragraph(text: str, first: str = "", rest: str = "") -> str:
    """The text as wide as the terminal, without control characters; its own line breaks stay."""
    columns = max(width(), NARROWEST)
    return "\n".join(line for part in clean(text).split("\n") for line in wrap(part, columns, first, rest))


class Paragraphs:
    """What every face does alike: it writes paragraphs, with an empty line before a question."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def say(self, text: str, *, wrapped: bool = True) -> None:
        """Write a paragraph."""
        self._out.write((paragraph(text) if wrapped else clean(text)) + "\n")
        self._out.flush()

    def put_question(self, question: str) -> None:
        """Write a question; an empty one, which is asked once more, is left out."""
        if question:
            self.say("")
            self.say(question)


class NumberedFace(Paragraphs):
    """Numbered questions, line by line: no boxes, no colour, no moving of the cursor."""

    accessible = True

    def __init__(self, words: Catalogue, out: TextIO, read_line: Callable[[], str]) -> None:
        super().__init__(out)
        self._words = words
        self._read_line = read_line

    def choose(self, question: str, title: str, options: Sequence[Option], start: Any = None) -> Any:
        """Number the options, and read a number, a letter or the words of one of them."""
        self.put_question(question)
        numbered = [option for option in options if not option.letter]
        lettered = [option for option in options if option.letter]
        for number, option in enumerate(numbered, 1):
            self._item(f"{number}. ", option.label)
        for option in lettered:
            self._item(f"{option.letter}. ", option.label)
        letters = ", ".join(option.letter for option in lettered)
        which = "number_or_letter" if lettered else "number"
        asked = self._words.say(f"wizard.prompt.{which}", count=len(numbered), letters=letters)
        while True:
            typed = self._read(asked)
            found = chosen(typed, numbered, lettered)
            if found is not None:
                return found.value
            if typed:
                self.say(self._words.say("wizard.prompt.not_there", typed=typed[:40]))

    def write(self, question: str, title: str, *, kept: str = "", many: bool = False) -> str:
        """Read a line, or lines up to an empty one; what was typed before stands in the explanation."""
        self.put_question(question)
        first = self._read(self._words.say("wizard.prompt.line", title=title))
        if not many or not first or len(first) == 1:
            return first
        lines = [first]
        while line := self._read(""):
            lines.append(line)
        return "\n".join(lines)

    def _item(self, mark: str, label: str) -> None:
        self._out.write(paragraph(label, mark, " " * len(mark)) + "\n")

    def _read(self, asked: str) -> str:
        self._out.write(asked)
        self._out.flush()
        try:
            line = self._read_line()
        except KeyboardInterrupt:
            self._out.write("\n")
            raise
        if not line.endswith("\n"):
            # The end of input; a line that was begun and never sent is no answer.
            self._out.write("\n")
            raise EOFError
        return line.strip()


def chosen(typed: str, numbered: Sequence[Option], lettered: Sequence[Option]) -> Option | None:
    """The option meant by a number, a letter, its words or the beginning of the words of only one."""
    said = typed.strip().rstrip(".").casefold()
    if said.isascii() and said.isdigit():
        place = int(said)
        return numbered[place - 1] if 1 <= place <= len(numbered) else None
    for option in lettered:
        if said == option.letter:
            return option
    everything = [*numbered, *lettered]
    same = [option for option in everything if option.label.casefold() == said]
    begun = [option for option in everything if len(said) > 1 and option.label.casefold().startswith(said)]
    return same[0] if same else begun[0] if len(begun) == 1 else None


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
