"""The answer on a terminal: the words of the plain text, with colour, a box and the drawn life of the order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Final

from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.text import Text as Said
from ali_closed.report.answer.blocks import Group, Line, Outline, Section, Tone
from ali_closed.report.answer.outline import outline
from ali_closed.report.formats.plain import bullet
from ali_closed.report.formats.svg import ASCII_SIGNS, SIGNS, empty_lane, lane, lane_width, legend
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.wrap import pieces
from ali_closed.rules.loader import Rulebook

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_COLOURS: Final[dict[Tone, str]] = {
    "plain": "",
    "urgent": "red",
    "wait": "cyan",
    "good": "green",
    "bad": "red",
    "unsure": "magenta",
}
_WIDEST: Final = 100
"""Longer lines are hard to read, however wide the terminal."""
_KINDS: Final = {"event": "cyan", "today": "bold", "deadline": "red", "refund": "green", "zone": "magenta"}


def render_terminal(
    diagnosis: Diagnosis,
    words: Catalogue,
    rulebook: Rulebook,
    *,
    console: Console,
    verbose: bool = False,
    quiet: bool = False,
    assumptions: Iterable[Said] = (),
) -> None:
    """Print the answer, no wider than the console; nothing in it is read as markup.

    Every line is broken here, so that rich changes nothing. An encoding without line characters gets ASCII.
    """
    answer = outline(diagnosis, words, rulebook, verbose=verbose, assumptions=assumptions, flag_hint=True)
    width = min(console.width, _WIDEST)
    if quiet:
        for said in (answer.summary, *answer.beside):
            _put(_wrapped(Line(said), width, "", ""), console)
        return
    ascii_only = console.options.ascii_only
    _put(_box(answer, width, ascii_only), console)
    for section in answer.sections:
        _put(_section(section, answer, width, ascii_only), console)
    _put(_footer(answer, width), console)


def _put(lines: Iterable[Text], console: Console) -> None:
    for line in lines:
        console.print(line, soft_wrap=True, markup=False, highlight=False, emoji=False)


def _styled(said: str, style: str) -> Text:
    from rich.text import Text

    return Text(said, style=style, end="")


def _join(*parts: Text) -> Text:
    from rich.text import Text

    return Text("", end="").join(parts)


def _box(answer: Outline, width: int, ascii_only: bool) -> Iterator[Text]:
    """The summary in a box, then which order it is about."""
    colour = _COLOURS[answer.tone]
    corners, across, side = ("++++", "-", "|") if ascii_only else ("╭╮╰╯", "─", "│")
    inner = width - 4
    edge = _styled(side, colour)
    yield _styled(corners[0] + across * (width - 2) + corners[1], colour)
    for line in _wrapped(Line("", lead=answer.summary), inner, "", ""):
        gap = " " * (inner - line.cell_len + 1)
        yield _join(edge, _styled(" ", ""), line, _styled(gap, ""), edge)
    yield _styled(corners[2] + across * (width - 2) + corners[3], colour)
    for said in answer.beside:
        yield from _wrapped(Line(said), width, "", "")
    if answer.subject:
        yield from _wrapped(Line(answer.subject), width, "", "")


def _section(section: Section, answer: Outline, width: int, ascii_only: bool) -> Iterator[Text]:
    yield _styled("", "")
    for begin, end in pieces(section.heading, width):
        yield _styled(section.heading[begin:end], "bold underline")
    if section.id == "dates":
        yield from _picture(section, answer, width, ascii_only)
        return
    for group in section.groups:
        yield from _group(group, width, "-" if ascii_only else "•")


def _group(group: Group, width: int, dash: str) -> Iterator[Text]:
    if group.heading:
        yield from _wrapped(Line("", lead=f"{group.heading}:"), width, "  ", "  ")
    indent = "    " if group.heading else "  "
    for number, line in enumerate(group.lines, 1):
        sign = bullet(group, number, dash)
        yield from _line(line, width, indent + sign, indent + " " * len(sign), "  " if sign else "")


def _line(line: Line, width: int, first: str, rest: str, hang: str, style: str = "") -> Iterator[Text]:
    yield from _wrapped(line, width, first, rest, style)
    # Several entries are told apart by their further lines; one alone needs nothing.
    deeper = rest + hang if len(line.below) > 1 else rest
    for entry in line.below:
        yield from _line(entry, width, rest, deeper, hang, "dim" if entry.refs else "")


def _wrapped(line: Line, width: int, first: str, rest: str, style: str = "") -> Iterator[Text]:
    """The line in pieces no wider than the width, its beginning bold, its sources pale."""
    whole = line.whole
    said = _styled(whole, style)
    colour = _COLOURS[line.tone]
    if line.lead:
        said.stylize(f"bold {colour}".strip(), 0, len(line.lead))
    elif colour:
        said.stylize(colour, 0, len(line.text))
    if line.refs:
        said.stylize("dim", whole.rindex("["))
    for number, (begin, end) in enumerate(pieces(whole, width - max(len(first), len(rest)))):
        yield _join(_styled(rest if number else first, ""), said[begin:end])


def _picture(section: Section, answer: Outline, width: int, ascii_only: bool) -> Iterator[Text]:
    """The dates beside the drawn life of the order."""
    life, signs = answer.timeline, ASCII_SIGNS if ascii_only else SIGNS
    drawn = lane_width(width)
    blank = empty_lane(life, drawn, signs)
    for mark, line in zip(life.marks, section.lines, strict=True):
        rows = _wrapped(line, width - drawn - 4, "", "")
        for number, row in enumerate(rows):
            beside = _lane_text(blank if number else lane(mark, life, drawn, signs), _KINDS[mark.kind], signs)
            yield _join(_styled("  ", ""), beside, _styled("  ", ""), row)
    yield from _wrapped(Line(legend(life, signs)), width, "  ", "  ", "dim")


def _lane_text(drawn: str, style: str, signs: Mapping[str, str]) -> Text:
    """The drawn part of a row: its mark in colour, what goes through all rows without."""
    through = {signs["now"]: "bold", signs["break"]: "dim"}
    runs = groupby(drawn, lambda char: "" if char == " " else through.get(char, style))
    return _join(*(_styled("".join(chars), look) for look, chars in runs))


def _footer(answer: Outline, width: int) -> Iterator[Text]:
    yield _styled("", "")
    for sentence in answer.footer:
        yield from _wrapped(Line(sentence), width, "", "", "dim")
