"""How a question is put: the face of the wizard, by plain numbered lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from ali_closed.cli.streams import note
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.sanitize import clean


@dataclass(frozen=True)
class Option:
    """One of the things to choose from; what is no answer has a letter of its own."""

    value: Any
    label: str
    letter: str = ""


class Face:
    """How the wizard talks: here by numbered questions, line by line, without boxes, colour or moving of the cursor.

    KeyboardInterrupt and EOFError pass through every method. `accessible` is whether it is plain lines.
    """

    accessible = True

    def __init__(self, words: Catalogue, out: TextIO, read_line: Callable[[], str]) -> None:
        self._words = words
        self._out = out
        self._read_line = read_line

    def say(self, text: str) -> None:
        """Write some lines, each as wide as the terminal, but a command line whole."""
        note(text, self._out)

    def put_question(self, question: str) -> None:
        """Write a question behind an empty line; an empty one, which is asked once more, is left out."""
        if question:
            self.say("")
            self.say(question)

    def choose(self, question: str, title: str, options: Sequence[Option], start: Any = None) -> Any:
        """Let one option be chosen, by a number, a letter or its words; keys begin at `start`."""
        self.put_question(question)
        numbered = [option for option in options if not option.letter]
        lettered = {option.letter: option for option in options if option.letter}
        marked = {str(number): option for number, option in enumerate(numbered, 1)} | lettered
        for mark, option in marked.items():
            self.say(f"{mark}. {option.label}")
        which = "number_or_letter" if lettered else "number"
        asked = self._words.say(f"wizard.prompt.{which}", count=len(numbered), letters=", ".join(lettered))
        while True:
            typed = self._read(asked)
            found = chosen(typed, marked)
            if found is not None:
                return found.value
            if typed:
                self.say(self._words.say("wizard.prompt.not_there", typed=typed[:40]))

    def write(self, question: str, title: str, *, kept: str = "", many: bool = False) -> str:
        """Let a line be typed, where there are keys beginning with `kept`; `many` lines end with an empty one.

        What it gives is clean, and blank at neither end.
        """
        self.put_question(question)
        first = self._read(self._words.say("wizard.prompt.line", title=title))
        lines = [first]
        while many and len(first) > 1 and (line := self._read("")):
            lines.append(line)
        return clean("\n".join(lines)).strip()

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


def chosen(typed: str, marked: Mapping[str, Option]) -> Option | None:
    """The option meant by its number or letter, by its words or by the beginning of the words of only one."""
    said = typed.strip().rstrip(".").casefold()
    if said in marked:
        return marked[said]
    labelled = {option.label.casefold(): option for option in marked.values()}
    begun = [option for label, option in labelled.items() if len(said) > 1 and label.startswith(said)]
    return labelled.get(said) or (begun[0] if len(begun) == 1 else None)
