"""The parts an answer is made of once it is in words and before it has a format, and their rows on any screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ali_closed.report.answer.timeline import Timeline
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.wrap import pieces

Tone = Literal["plain", "urgent", "wait", "good", "bad", "unsure"]
"""How a text is to be taken; it only colours what the words say already."""
GroupKind = Literal["steps", "list", "prose"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said: an emphasised beginning, the text, the lines it comes from, and what stands below it."""

    text: str
    lead: str = ""
    tone: Tone = "plain"
    refs: tuple[str, ...] = ()
    below: tuple[Line, ...] = ()

    @property
    def whole(self) -> str:
        """The beginning and the text, and in brackets the lines they come from."""
        refs = f"[{', '.join(self.refs)}]" if self.refs else ""
        return " ".join(part for part in (self.lead, self.text, refs) if part)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that belong together: steps to be done in turn, a list, or sentences that follow one another."""

    lines: tuple[Line, ...]
    heading: str = ""
    kind: GroupKind = "list"


def listed(lines: Iterable[Line], heading: str = "") -> Group:
    """Lines as a list."""
    return Group(tuple(lines), heading)


def prose(*lines: Line) -> Group:
    """Lines that follow one another as sentences do."""
    return Group(lines, kind="prose")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the answer under its heading."""

    id: str
    heading: str
    groups: tuple[Group, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of all groups."""
        return tuple(line for group in self.groups for line in group.lines)


def section(part: str, words: Catalogue, *groups: Group) -> Section | None:
    """A part of the whole answer under its heading; None where it has no line."""
    found = tuple(group for group in groups if group.lines)
    return Section(part, words.say(f"heading.{part}"), found) if found else None


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole answer in one language, in no format; every format is a function of it.

    `screen` is what a buyer needs, `behind` all that stands behind it; `mended` is what was changed in reading,
    and `fold` what opens the rest where it is folded away.
    """

    language: str
    subject: str
    summary: str
    mended: tuple[str, ...]
    tone: Tone
    screen: tuple[Section, ...]
    behind: tuple[Section, ...]
    timeline: Timeline
    footer: tuple[str, ...]
    fold: str

    @property
    def beside(self) -> tuple[str, ...]:
        """What stands beside the first line: what was mended in reading, and which order it is about."""
        return (*self.mended, self.subject) if self.subject else self.mended


# ---------------------------------------------------------------- as rows

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


def section_rows(section: Section, width: int | None, dash: str = "-") -> Iterator[Row]:
    """The rows of one section, its heading first."""
    if section.heading:
        yield from line_rows(Line("", lead=f"{section.heading}:"), width)
    indent = "  " if section.heading else ""
    for group in section.groups:
        deeper = indent
        if group.heading:
            yield from line_rows(Line("", lead=f"{group.heading}:"), width, indent)
            deeper = indent + "  "
        for number, line in enumerate(group.lines, 1):
            yield from line_rows(line, width, deeper + bullet(group.kind, number, dash))


def line_rows(line: Line, width: int | None, begins: str = "", hang: str = "", level: int = 0) -> Iterator[Row]:
    """The rows of a line and of what stands below it; all but the first are indented as far, and by `hang` more."""
    margin = " " * len(begins)
    room = None if width is None else width - len(margin + hang)
    for number, (first, last) in enumerate(pieces(line.whole, room)):
        yield Row(margin + hang if number else begins, line, first, last, level)
    # Several entries are told apart by their further rows; one alone needs nothing.
    further = "  " if begins.strip() and len(line.below) > 1 else ""
    for entry in line.below:
        yield from line_rows(entry, width, margin + hang, further, level + 1)


def bullet(kind: GroupKind, number: int, dash: str = "-") -> str:
    """What stands before a line of a group."""
    return {"steps": f"{number}. ", "list": f"{dash} ", "prose": ""}[kind]
