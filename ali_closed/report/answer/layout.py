"""Sections of an answer laid out in rows: the same on every screen, whatever its colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ali_closed.report.answer.blocks import GroupKind, Line, Section
from ali_closed.report.text.wrap import pieces

_NOTHING: Final = Line("")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a screen: what it begins with, and the piece of a line that follows; nothing, for an empty row."""

    begins: str = ""
    line: Line = _NOTHING
    first: int = 0
    last: int = 0
    level: int = 0

    @property
    def text(self) -> str:
        """The row as plain text."""
        return self.begins + self.line.whole[self.first : self.last]


def rows(sections: Iterable[Section], width: int | None) -> Iterator[Row]:
    """The rows of some sections, an empty one before each; no wider than `width`, None breaks no line."""
    for section in sections:
        yield Row()
        yield from section_rows(section, width)


def section_rows(section: Section, width: int | None, dash: str = "-") -> Iterator[Row]:
    """The rows of one section, its heading first."""
    if section.heading:
        yield from line_rows(Line("", lead=f"{section.heading}:"), width)
    indent = "  " if section.heading else ""
    for group in section.groups:
        deeper = indent
        if group.heading:
            yield from line_rows(Line("", lead=f"{group.heading}:"), width, indent, indent)
            deeper = indent + "  "
        for number, line in enumerate(group.lines, 1):
            sign = bullet(group.kind, number, dash)
            yield from line_rows(line, width, deeper + sign, deeper + " " * len(sign))


def line_rows(line: Line, width: int | None, begins: str = "", goes_on: str = "", level: int = 0) -> Iterator[Row]:
    """The rows of a line and of what stands below it."""
    room = None if width is None else width - max(len(begins), len(goes_on))
    for number, (first, last) in enumerate(pieces(line.whole, room)):
        yield Row(goes_on if number else begins, line, first, last, level)
    # Several entries are told apart by their further rows; one alone needs nothing.
    hang = goes_on + "  " if begins.strip() and len(line.below) > 1 else goes_on
    for entry in line.below:
        yield from line_rows(entry, width, goes_on, hang, level + 1)


def bullet(kind: GroupKind, number: int, dash: str = "-") -> str:
    """What stands before a line of a group."""
    match kind:
        case "steps":
            return f"{number}. "
        case "list":
            return f"{dash} "
        case "prose":
            return ""
