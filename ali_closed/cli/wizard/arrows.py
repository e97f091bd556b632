"""Questions by arrow keys, with questionary; imported only when a person is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, TextIO

import questionary
from prompt_toolkit.application.current import get_app
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth, Output, create_output
from questionary.prompts.common import InquirerControl

from ali_closed.cli.wizard.prompts import NARROWEST, Face, Option
from ali_closed.errors import debugging
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.sanitize import clean, one_line
from ali_closed.report.text.wrap import cells, wrap

STYLE: Final = questionary.Style(
    [
        ("qmark", "fg:ansicyan bold"),
        ("question", "bold"),
        ("instruction", ""),
        ("pointer", "fg:ansicyan bold"),
        ("highlighted", "fg:ansicyan bold"),
        ("answer", "fg:ansicyan bold"),
        ("separator", ""),
    ]
)
"""The terminal's own cyan, which is readable on dark and on light; the pointer shows the same without it."""
_MARK: Final = "?"
_INDENT: Final = "  "


def terminal_output(stream: TextIO) -> Output:
    """The output that draws on `stream`."""
    output = create_output(stream)
    if hasattr(output, "enable_cpr"):
        # Asking the terminal where its cursor is brings nothing here, and a warning where it does not answer.
        output.enable_cpr = False
    return output


class _Wrapped(questionary.Choice):
    """A choice whose words are wrapped to the terminal as it is when it is drawn."""

    control: InquirerControl | None = None
    taken = 0
    """The columns that stand before the label once it has answered the question."""

    @property
    def title(self) -> str:
        """The label, with line breaks between words."""
        columns = max(get_app().output.get_size().columns, NARROWEST + 4)
        if self.control is not None and self.control.is_answered:
            return _behind(one_line(self._label), self.taken % columns, columns - 1)
        return "\n   ".join(wrap(one_line(self._label), columns - 4))

    @title.setter
    def title(self, label: str) -> None:
        self._label = label


def _behind(text: str, taken: int, columns: int) -> str:
    """The text with line breaks between words, where its first line begins with `taken` columns of something else."""
    before = "x" * (taken - 1)
    first, *others = wrap(f"{before} {text}", columns, "", _INDENT)
    return "\n".join((first.removeprefix(before).lstrip(), *others))


class ArrowFace(Face):
    """A list with a pointer, moved by arrow keys; on a terminal where they fail, numbers from then on."""

    accessible = False

    def __init__(
        self,
        words: Catalogue,
        out: TextIO,
        read_line: Callable[[], str],
        *,
        output: Output | None = None,
        colour: bool = True,
    ) -> None:
        super().__init__(words, out, read_line)
        self._told: dict[str, Any] = {"style": STYLE, "qmark": _MARK}
        if not colour:
            self._told["color_depth"] = ColorDepth.DEPTH_1_BIT
        if output is not None:
            self._told["output"] = output

    def choose(self, question: str, title: str, options: Sequence[Option], start: Any = None) -> Any:
        """Show the options as a list; a letter chooses what has one."""
        numbered = partial(super().choose, question, title, options, start)
        return self._sturdy(partial(self._point, question, title, options, start), numbered)

    def write(self, question: str, title: str, *, kept: str = "", many: bool = False) -> str:
        """Let a line be typed; a message pasted with several lines stays one."""
        line = partial(super().write, question, title, kept=kept, many=many)
        return str(self._sturdy(partial(self._type, question, title, kept), line))

    def _sturdy(self, ask: Callable[[], Any], instead: Callable[[], Any]) -> Any:
        if not self.accessible:
            try:
                return ask()
            except (EOFError, KeyboardInterrupt):
                raise
            except Exception:
                if debugging():
                    raise
            self.accessible = True
            self.say(self._words.say("wizard.lost_arrows"))
        return instead()

    def _point(self, question: str, title: str, options: Sequence[Option], start: Any) -> Any:
        self.put_question(question)
        choices: list[questionary.Choice] = []
        for place, option in enumerate(options):
            if option.letter and place and not options[place - 1].letter:
                choices.append(questionary.Separator(" "))
            label = f"{option.label} ({option.letter})" if option.letter else option.label
            choice = _Wrapped(label, value=str(place))
            choice.taken = cells(f"{_MARK} {title}: ")
            choices.append(choice)
        pointed = next((str(place) for place, option in enumerate(options) if option.value == start), None)
        asked = questionary.select(
            f"{title}:",
            choices,
            default=pointed if start is not None else None,
            pointer=">",
            instruction=" ",  # The greeting has told the keys; a narrow line has no room for them.
            **self._told,
        )
        _prepare(asked, {option.letter: str(place) for place, option in enumerate(options) if option.letter})
        return options[int(asked.unsafe_ask())].value

    def _type(self, question: str, title: str, kept: str) -> str:
        self.put_question(question)
        bindings = KeyBindings()
        _end_on_ctrl_d(bindings)
        asked = questionary.text(clean(f"{title}:"), default=kept, key_bindings=bindings, **self._told)
        return clean(str(asked.unsafe_ask())).strip()


def _prepare(asked: questionary.Question, letters: dict[str, str]) -> None:
    """Let each letter choose its option, and Ctrl-D end the program, which a list of questionary ignores."""
    bindings = asked.application.key_bindings
    assert isinstance(bindings, KeyBindings)
    _end_on_ctrl_d(bindings)
    contents = [window.content for window in asked.application.layout.find_all_windows()]
    (control,) = [content for content in contents if isinstance(content, InquirerControl)]
    values = [choice.value for choice in control.choices]
    for choice in control.choices:
        if isinstance(choice, _Wrapped):
            choice.control = control

    def choose(event: KeyPressEvent, value: str) -> None:
        control.pointed_at = values.index(value)
        control.is_answered = True
        event.app.exit(result=value)

    for letter, value in letters.items():
        bindings.add(letter, eager=True)(partial(choose, value=value))


def _end_on_ctrl_d(bindings: KeyBindings) -> None:
    @bindings.add("c-d", eager=True)
    def end(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError)
