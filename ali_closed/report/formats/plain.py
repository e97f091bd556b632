"""The answer as rows of text: plain, for pipes, files and screen readers, or in colour on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ali_closed.report.answer.blocks import Line, Outline, Row, Tone, line_rows, section_rows

if TYPE_CHECKING:
    from rich.console import Console

_COLOURS: Final[Mapping[Tone, str]] = {
    "urgent": "red",
    "wait": "cyan",
    "good": "green",
    "bad": "red",
    "unsure": "magenta",
}
_WIDEST: Final = 100
"""Longer lines are hard to read, however wide the terminal."""


def render_plain(answer: Outline, *, width: int | None = None, verbose: bool = False, quiet: bool = False) -> str:
    """The answer as lines no wider than `width` columns; None leaves every entry on a line of its own."""
    return "\n".join(row.text for row in _rows(answer, width, verbose=verbose, quiet=quiet))


def render_terminal(answer: Outline, *, console: Console, verbose: bool = False, quiet: bool = False) -> None:
    """Print the answer, no wider than the console; nothing in it is read as markup.

    The beginning of a line is bold, its sources are pale. Every line is broken here, so that rich changes nothing. An
    encoding without line characters gets ASCII.
    """
    from rich.text import Text

    dash = "-" if console.options.ascii_only else "•"
    for row in _rows(answer, min(console.width, _WIDEST), verbose=verbose, quiet=quiet, dash=dash):
        line = row.line
        said, colour = Text(line.whole, "dim" if row.level and line.refs else ""), _COLOURS.get(line.tone, "")
        if line.lead:
            said.stylize(f"bold {colour}".strip(), 0, len(line.lead))
        elif colour:
            said.stylize(colour, 0, len(line.text))
        if line.refs:
            said.stylize("dim", line.whole.rindex("["))
        shown = Text.assemble(row.begins, said[row.first : row.last])
        console.print(shown, soft_wrap=True, markup=False, highlight=False, emoji=False)


def _rows(answer: Outline, width: int | None, *, verbose: bool, quiet: bool, dash: str = "-") -> Iterator[Row]:
    """The rows of the answer.

    `verbose` gives all that stands behind the screen, `quiet` the first line alone and what was mended in reading.
    """
    yield from line_rows(Line("", lead=answer.summary, tone=answer.tone), width)
    for line in answer.mended if quiet else answer.beside:
        yield from line_rows(Line(line), width)
    if quiet:
        return
    for section in answer.behind if verbose else answer.screen:
        yield Row()
        yield from section_rows(section, width, dash)
    if verbose:
        yield Row()
        for sentence in answer.footer:
            yield from line_rows(Line(sentence), width)
