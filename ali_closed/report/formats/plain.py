"""The answer as text without colour or boxes: for pipes, files, plain terminals and screen readers."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Final

from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.text import Text
from ali_closed.report.answer.blocks import Group, Line, Section
from ali_closed.report.answer.outline import outline
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.wrap import wrap
from ali_closed.rules.loader import Rulebook

_NAMES_DOCUMENTS: Final = ("readings", "sources")
_ENDLESS: Final = sys.maxsize
"""As wide as no line is: nothing is broken, and no sentence begins a line."""


def render_plain(
    diagnosis: Diagnosis,
    words: Catalogue,
    rulebook: Rulebook,
    *,
    width: int | None = None,
    verbose: bool = False,
    quiet: bool = False,
    assumptions: Iterable[Text] = (),
) -> str:
    """The answer as plain lines no wider than `width` columns; None leaves every sentence on a line of its own.

    `quiet` gives the summary alone, and what was read otherwise than it was written.
    """
    answer = outline(diagnosis, words, rulebook, verbose=verbose, assumptions=assumptions, flag_hint=True)
    first = (answer.summary, *answer.beside)
    if quiet:
        return "\n".join(line for said in first for line in (wrap(said, width) if width else [said]))
    lines = [line for said in first for line in wrap(said, width)]
    if answer.subject:
        lines += ["", *wrap(answer.subject, width)]
    for section in answer.sections:
        lines += ["", *_section(section, width)]
    lines.append("")
    for sentence in answer.footer:
        lines += wrap(sentence, width)
    return "\n".join(lines)


def _section(section: Section, width: int | None) -> Iterator[str]:
    yield from wrap(f"{section.heading}:", width)
    for group in section.groups:
        # The name of a document may have the signs that end a sentence.
        yield from _group(group, _ENDLESS if width is None and section.id in _NAMES_DOCUMENTS else width)


def _group(group: Group, width: int | None) -> Iterator[str]:
    if group.heading:
        yield from wrap(f"{group.heading}:", width, "  ", "  ")
    indent = "    " if group.heading else "  "
    for number, line in enumerate(group.lines, 1):
        sign = bullet(group, number)
        yield from _line(line, width, indent + sign, indent + " " * len(sign), "  " if sign else "")


def bullet(group: Group, number: int, dash: str = "-") -> str:
    """What stands before a line of a group."""
    match group.kind:
        case "steps":
            return f"{number}. "
        case "list":
            return f"{dash} "
        case "prose":
            return ""


def _line(line: Line, width: int | None, first: str, rest: str, hang: str) -> Iterator[str]:
    yield from wrap(line.whole, width, first, rest)
    # Several entries are told apart by their further lines; one alone needs nothing.
    deeper = rest + hang if len(line.below) > 1 else rest
    for entry in line.below:
        yield from _line(entry, width, rest, deeper, hang)
