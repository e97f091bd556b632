"""The answer on a terminal: the rows of the plain text in colour, and the drawn life of the order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

from rich.console import Console
from rich.text import Text

from ali_closed.report.answer.blocks import Line, Outline, Row, Section, Tone, line_rows, section_rows
from ali_closed.report.formats.plain import foot, head
from ali_closed.report.formats.svg import ASCII_SIGNS, SIGNS, lane, lane_width, legend

_COLOURS: Final[Mapping[Tone, str]] = {
    "urgent": "red",
    "wait": "cyan",
    "good": "green",
    "bad": "red",
    "unsure": "magenta",
}
_WIDEST: Final = 100
"""Longer lines are hard to read, however wide the terminal."""
_KINDS: Final = {"event": "cyan", "today": "bold", "date": "", "deadline": "red", "refund": "green", "zone": "magenta"}


def render_terminal(answer: Outline, *, console: Console, verbose: bool = False, quiet: bool = False) -> None:
    """Print the answer, no wider than the console; nothing in it is read as markup.

    Every line is broken here, so that rich changes nothing. An encoding without line characters gets ASCII.
    """
    width, ascii_only = min(console.width, _WIDEST), console.options.ascii_only
    for line in _lines(answer, width, ascii_only, verbose=verbose, quiet=quiet):
        console.print(line, soft_wrap=True, markup=False, highlight=False, emoji=False)


def _lines(answer: Outline, width: int, ascii_only: bool, *, verbose: bool, quiet: bool) -> Iterator[Text]:
    yield from map(_coloured, head(answer, width, quiet=quiet))
    if quiet:
        return
    for section in answer.behind if verbose else answer.screen:
        yield Text()
        if section.id == "dates":
            yield from _picture(section, answer, width, ASCII_SIGNS if ascii_only else SIGNS)
        else:
            yield from map(_coloured, section_rows(section, width, "-" if ascii_only else "•"))
    if verbose:
        yield from (Text(row.text, "dim") for row in foot(answer, width))


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


def _picture(section: Section, answer: Outline, width: int, signs: Mapping[str, str]) -> Iterator[Text]:
    """The dates beside the drawn life of the order."""
    yield from map(_coloured, line_rows(Line("", lead=f"{section.heading}:"), width))
    life, drawn = answer.timeline, lane_width(width)
    through = {signs["now"]: "bold", signs["break"]: "dim", " ": ""}
    for mark, line in zip(life.marks, section.lines, strict=True):
        for number, row in enumerate(line_rows(line, width - drawn - 4)):
            signed = lane(None if number else mark, life, drawn, signs)
            looks = dict.fromkeys(signed, _KINDS[mark.kind]) | through
            runs = (("".join(chars), look) for look, chars in groupby(signed, looks.__getitem__))
            yield Text.assemble("  ", *runs, "  ", _coloured(row))
    yield from (Text(row.text, "dim") for row in line_rows(Line(legend(life, signs)), width, "  ", "  "))
