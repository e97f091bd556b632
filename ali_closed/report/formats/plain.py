"""The answer as text without colour: for pipes, files, plain terminals and screen readers."""

from __future__ import annotations

from collections.abc import Iterator

from ali_closed.report.answer.blocks import Line, Outline, Row, line_rows, section_rows


def render_plain(answer: Outline, *, width: int | None = None, verbose: bool = False, quiet: bool = False) -> str:
    """The answer as lines no wider than `width` columns; None leaves every entry on a line of its own.

    `verbose` gives all that stands behind the screen, `quiet` the first line alone and what was mended in reading.
    """
    found = list(head(answer, width, quiet=quiet))
    if not quiet:
        for section in answer.behind if verbose else answer.screen:
            found += [Row(), *section_rows(section, width)]
        found += foot(answer, width) if verbose else ()
    return "\n".join(row.text for row in found)


def head(answer: Outline, width: int | None, *, quiet: bool) -> Iterator[Row]:
    """The rows above all sections: the first line, what was mended in reading, and which order it is about."""
    yield from line_rows(Line("", lead=answer.summary, tone=answer.tone), width)
    for line in answer.mended if quiet else answer.beside:
        yield from line_rows(Line(line), width)


def foot(answer: Outline, width: int | None) -> Iterator[Row]:
    """The rows below the whole answer."""
    yield Row()
    for sentence in answer.footer:
        yield from line_rows(Line(sentence), width)
