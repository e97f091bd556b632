"""Whether every rule cites a line, and every line cited stands in a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from ali_closed.model.rulebook import Advice, Box
from ali_closed.proof.result import Failure
from ali_closed.rules.loader import Rulebook, entries


def uncited(book: Rulebook) -> Iterator[Failure]:
    """Rules without a line, lines without a document, and readings laid to the wrong one."""
    for what, lines in citations(book):
        if not lines:
            yield Failure("uncited", f"{what} cites no line")
        for line in lines:
            if not _stands(line, book):
                yield Failure("uncited", f"{what} cites {line}, which no document has")
    for period in book.periods:
        for reading in period.readings:
            for line in reading.where:
                if _stands(line, book) and book.source_of(line).key != reading.source:
                    yield Failure("uncited", f"period {period.id}: {line} is not in {reading.source}")


def citations(book: Rulebook) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every rule that has to cite something, with its lines; advice may leave that to the rules it names."""
    ledger = ledger_lines(book)
    for place, entry in entries(dict(book)):
        if isinstance(entry, Advice):
            yield place, tuple(chain(*(ledger.get(rule, ()) for rule in entry.rules), entry.where))
        elif isinstance(entry, Box):
            yield from ((f"{place}, fact {fact}", entry.cites.get(fact, ())) for fact in {**entry.facts, **entry.cites})
        else:
            model = type(entry).model_fields
            named = [name for name in ("where", "rank_where") if name in model and model[name].is_required()]
            yield from ((place, getattr(entry, name)) for name in named)


def ledger_lines(book: Rulebook) -> Mapping[str, tuple[str, ...]]:
    """The lines of every rule that advice may name."""
    lines = {rule.id: rule.where for rule in chain(book.rules, book.messages, book.disagreements)}
    for period in book.periods:
        lines[period.id] = tuple(chain(*(reading.where for reading in period.readings)))
    return lines


def _stands(line: str, book: Rulebook) -> bool:
    """Whether one document has the line, or every line of the range, or it is a source outside the documents."""
    if any(source.key == line for source in book.sources if source.outside):
        return True
    file, _, span = line.partition(":")
    first, _, last = span.partition("-")
    if not (first.isdigit() and (last or first).isdigit()):
        return False
    ends = int(first), int(last or first)
    return any(
        source.file == file and source.first_line <= ends[0] <= ends[1] <= source.last_line
        for source in book.sources
        if not source.outside
    )
