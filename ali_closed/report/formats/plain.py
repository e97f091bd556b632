"""The answer as text without colour: for pipes, files, plain terminals and screen readers."""

from __future__ import annotations

from collections.abc import Iterator

from ali_closed.report.answer.blocks import Line, Outline, Row, line_rows, section_rows


def render_plain(answer: Outline, *, width: int | None = None, verbose: bool = False, quiet: bool = False) -> str:
    """The answer as lines no wider than `width` columns; None leaves every entry on a line of its own."""
    return "\n".join(row.text for row in rows(answer, width, verbose=verbose, quiet=quiet))


def rows(answer: Outline, width: int | None, *, verbose: bool, quiet: bool, dash: str = "-") -> Iterator[Row]:
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
