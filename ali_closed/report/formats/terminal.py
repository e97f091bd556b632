"""The answer on a terminal: the rows of the plain text in colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.console import Console
from rich.text import Text

from ali_closed.report.answer.blocks import Outline, Row, Tone
from ali_closed.report.formats.plain import rows

_COLOURS: Final[Mapping[Tone, str]] = {
    "urgent": "red",
    "wait": "cyan",
    "good": "green",
    "bad": "red",
    "unsure": "magenta",
}
_WIDEST: Final = 100
"""Longer lines are hard to read, however wide the terminal."""


def render_terminal(answer: Outline, *, console: Console, verbose: bool = False, quiet: bool = False) -> None:
    """Print the answer, no wider than the console; nothing in it is read as markup.

    Every line is broken here, so that rich changes nothing. An encoding without line characters gets ASCII.
    """
    dash = "-" if console.options.ascii_only else "•"
    for row in rows(answer, min(console.width, _WIDEST), verbose=verbose, quiet=quiet, dash=dash):
        console.print(_coloured(row), soft_wrap=True, markup=False, highlight=False, emoji=False)


def _coloured(row: Row) -> Text:
    """The row, the beginning of its line bold, its sources pale."""
    line = row.line
    said, colour = Text(line.whole, "dim" if row.level and line.refs else ""), _COLOURS.get(line.tone, "")
    if line.lead:
        said.stylize(f"bold {colour}".strip(), 0, len(line.lead))
    elif colour:
        said.stylize(colour, 0, len(line.text))
    if line.refs:
        said.stylize("dim", line.whole.rindex("["))
    return Text.assemble(row.begins, said[row.first : row.last])
