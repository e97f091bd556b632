"""The answer on a terminal: the rows of the plain text in colour, and the drawn life of the order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

from rich.console import Console
from rich.text import Text

from ali_closed.report.answer.blocks import Line, Outline, Row, Section, Tone, line_rows, section_rows
from ali_closed.report.answer.timeline import Mark, Timeline
from ali_closed.report.formats.plain import foot, head

_COLOURS: Final[Mapping[Tone, str]] = {
    "urgent": "red",
    "wait": "cyan",
    "good": "green",
    "bad": "red",
    "unsure": "magenta",
}
_WIDEST: Final = 100
"""Longer lines are hard to read, however wide the terminal."""
_SIGNS: Final = {
    "event": ("●", "*", "cyan"),
    "today": ("◉", "*", "bold"),
    "date": ("○", ".", ""),
    "deadline": ("◆", "#", "red"),
    "refund": ("●", "*", "green"),
    "zone": ("▒", "%", "magenta"),
    "begin": ("├", "[", ""),
    "line": ("─", "=", ""),
    "end": ("┤", "]", ""),
    "now": ("│", "|", "bold"),
    "break": ("≈", "~", "dim"),
}
"""What stands for what, in ASCII alone, and its colour; a span has the colour of what it is."""
_LANE: Final = (10, 34)
"""The least and the most columns of the drawn part of a row; between them a third of the width."""


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
            yield from _picture(section, answer.timeline, width, ascii_only)
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


def _picture(section: Section, life: Timeline, width: int, ascii_only: bool) -> Iterator[Text]:
    """The dates beside the drawn life of the order."""
    yield from map(_coloured, line_rows(Line("", lead=f"{section.heading}:"), width))
    signs = {kind: in_ascii if ascii_only else sign for kind, (sign, in_ascii, _) in _SIGNS.items()}
    through = {" ": "", **{signs[kind]: _SIGNS[kind][2] for kind in ("now", "break")}}
    least, most = _LANE
    drawn = min(most, max(least, width // 3))
    for mark, line in zip(life.marks, section.lines, strict=True):
        for number, row in enumerate(line_rows(line, width - drawn - 4)):
            lane = _lane(None if number else mark, life, drawn, signs)
            looks = dict.fromkeys(lane, _SIGNS[mark.kind][2]) | through
            runs = (("".join(chars), look) for look, chars in groupby(lane, looks.__getitem__))
            yield Text.assemble("  ", *runs, "  ", _coloured(row))
    legend = ", ".join(f"{signs[kind]} {said}" for kind, said in life.legend)
    yield from (Text(row.text, "dim") for row in line_rows(Line(legend), width, "  ", "  "))


def _lane(mark: Mark | None, life: Timeline, width: int, signs: Mapping[str, str]) -> str:
    """The drawn part of a row: its mark or span, with today and the breaks behind it; of a further row today alone."""

    def column(place: float) -> int:
        return round(place * (width - 1))

    row = [" "] * width
    for place in life.breaks if mark else ():
        row[column(place)] = signs["break"]
    row[column(life.today)] = signs["now"]
    if mark is not None:
        begin, end = column(mark.begin), column(mark.end)
        if mark.kind == "zone":
            row[begin : end + 1] = signs["zone"] * (end + 1 - begin)
        elif begin == end:
            row[begin] = signs[mark.kind]
        else:
            row[begin : end + 1] = signs["begin"], *signs["line"] * (end - begin - 1), signs["end"]
    return "".join(row)
