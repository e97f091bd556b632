"""Whether every rule cites a line, and every line cited stands in a document."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from ali_closed.proof.result import Failure
from ali_closed.rules.loader import Rulebook, citations


def uncited(book: Rulebook) -> Iterator[Failure]:
    """Rules without a line, lines without a document, and readings laid to the wrong one."""
    for what, lines, required in citations(book):
        if required and not lines:
            yield Failure("uncited", f"{what} cites no line")
        for line in lines:
            if _source(line, book) is None:
                yield Failure("uncited", f"{what} cites {line}, which no document has")
    for period in book.periods:
        for reading in period.readings:
            for line in reading.where:
                if _source(line, book) not in {None, reading.source}:
                    yield Failure("uncited", f"period {period.id}: {line} is not in {reading.source}")


def _source(line: str, book: Rulebook) -> str | None:
    """The document that has the line, or every line of the range, or a source outside the documents."""
    with suppress(KeyError, ValueError):
        found = book.source_of(line)
        return found.key if found.outside or ":" in line else None
    return None
