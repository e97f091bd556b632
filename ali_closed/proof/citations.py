"""Whether every rule cites a line, and every line cited stands in a document."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from ali_closed.model.rulebook import Advice, Box
from ali_closed.proof.result import Failure
from ali_closed.rules.loader import Rulebook, entries


def uncited(book: Rulebook) -> Iterator[Failure]:
    """Rules without a line, lines without a document, and readings laid to the wrong one."""
    for what, lines in citations(book):
        if not lines:
            yield Failure("uncited", f"{what} cites no line")
        for line in lines:
            if _source(line, book) is None:
                yield Failure("uncited", f"{what} cites {line}, which no document has")
    for period in book.periods:
        for reading in period.readings:
            for line in reading.where:
                if _source(line, book) not in {None, reading.source}:
                    yield Failure("uncited", f"period {period.id}: {line} is not in {reading.source}")


def citations(book: Rulebook) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every rule that has to cite something, with its lines; advice may leave that to the rules it names."""
    for place, entry in entries(dict(book)):
        if isinstance(entry, Advice):
            if entry.where or not entry.rules:
                yield place, entry.where
        elif isinstance(entry, Box):
            yield from ((f"{place}, fact {fact}", entry.cites.get(fact, ())) for fact in {**entry.facts, **entry.cites})
        else:
            model = type(entry).model_fields
            named = [name for name in ("where", "rank_where") if name in model and model[name].is_required()]
            yield from ((place, getattr(entry, name)) for name in named)


def _source(line: str, book: Rulebook) -> str | None:
    """The document that has the line, or every line of the range, or a source outside the documents."""
    with suppress(KeyError, ValueError):
        found = book.source_of(line)
        return found.key if found.outside or ":" in line else None
    return None
