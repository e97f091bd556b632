"""Questions by arrow keys, with questionary; imported only when a person is asked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import Any, Final, TextIO

import questionary
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth, Output, create_output

from ali_closed.cli.streams import width
from ali_closed.cli.wizard.prompts import Face, Option
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.sanitize import clean, one_line
from ali_closed.report.text.wrap import wrap

STYLE: Final = questionary.Style(
    [
        ("qmark", "fg:ansicyan bold"),
        ("pointer", "fg:ansicyan bold"),
        ("highlighted", "fg:ansicyan bold"),
        ("answer", "fg:ansicyan bold"),
    ]
)
"""The terminal's own cyan, which is readable on dark and on light; the pointer shows the same without it."""


def terminal_output(stream: TextIO) -> Output:
    """The output that draws on `stream`."""
    # Asking the terminal where its cursor is brings nothing here, and a warning where it does not answer.
    os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")
    return create_output(stream)


class ArrowFace(Face):
    """A list with a pointer, moved by arrow keys."""

    accessible = False

    def __init__(self, words: Catalogue, out: TextIO, *, output: Output | None = None, colour: bool = True) -> None:
        super().__init__(words, out, str)  # keys are read, and never a line
        depth = None if colour else ColorDepth.DEPTH_1_BIT
        self._told: dict[str, Any] = {"style": STYLE, "qmark": "?", "color_depth": depth, "output": output}

    def choose(self, question: str, title: str, options: Sequence[Option], start: Any = None) -> Any:
        """Show the options as a list; a letter chooses what has one."""
        self.put_question(question)
        choices: list[questionary.Choice] = []
        for place, option in enumerate(options):
            if option.letter and place and not options[place - 1].letter:
                choices.append(questionary.Separator(" "))
            label = f"{option.label} ({option.letter})" if option.letter else option.label
            lines = wrap(one_line(label), width() - 4)
            choices.append(questionary.Choice("\n   ".join(lines), value=str(place)))
        pointed = next((str(place) for place, option in enumerate(options) if option.value == start), None)
        asked = questionary.select(
            f"{title}:",
            choices,
            default=pointed if start is not None else None,
            pointer=">",
            instruction=" ",  # The greeting has told the keys; a narrow line has no room for them.
            **self._told,
        )
        bindings = asked.application.key_bindings
        assert isinstance(bindings, KeyBindings)
        for place, option in enumerate(options):
            if option.letter:
                bindings.add(option.letter, eager=True)(partial(_end, result=str(place)))
        bindings.add("c-d", eager=True)(_ctrl_d)  # a list of questionary ignores it
        return options[int(asked.unsafe_ask())].value

    def write(self, question: str, title: str, *, kept: str = "", many: bool = False) -> str:
        """Let a line be typed; a message pasted with several lines stays one."""
        self.put_question(question)
        bindings = KeyBindings()
        bindings.add("c-d", eager=True)(_ctrl_d)
        asked = questionary.text(clean(f"{title}:"), default=kept, key_bindings=bindings, **self._told)
        return clean(str(asked.unsafe_ask())).strip()


def _end(event: KeyPressEvent, **how: Any) -> None:
    event.app.exit(**how)


_ctrl_d: Final = partial(_end, exception=EOFError)
