"""Whether every rule cites a line, and every line cited stands in a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from ali_closed.proof.result import Failure
from ali_closed.rules.loader import Rulebook


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
    """Every rule by name, with its lines."""
    for status in chain(book.statuses, book.sub_statuses):
        yield f"status {status.id}", status.where
    for rule in chain(book.rules, book.messages, book.disagreements):
        yield f"rule {rule.id}", rule.where
    for period in book.periods:
        for reading in period.readings:
            yield f"period {period.id} of {reading.source}", reading.where
    yield from ((f"law {law.id}", law.where) for law in book.laws)
    yield from ((f"fold when {dict(mapping.when)}", mapping.where) for mapping in book.fact_mappings)
    yield from ((f"evidence when {dict(entry.when)}", entry.where) for entry in book.evidence)
    yield from ((f"order of events {order.id}", order.where) for order in book.event_order)
    yield from ((f"day of {day.event}", day.where) for day in book.same_days)
    yield from ((f"doubt {doubt.id}", doubt.where) for doubt in book.doubts)
    yield from _of_reasons(book)
    ledger = ledger_lines(book)
    for advice in book.advice:
        yield f"advice {advice.id}", tuple(chain(*(ledger.get(rule, ()) for rule in advice.rules), advice.where))


def _of_reasons(book: Rulebook) -> Iterator[tuple[str, tuple[str, ...]]]:
    for reason in book.reasons:
        yield f"reason {reason.id}", reason.where
        yield f"rank of {reason.id}", reason.rank_where
        for place, box in enumerate(reason.boxes):
            for fact in {**box.facts, **box.cites}:
                yield f"box {place + 1} of {reason.id}, fact {fact}", box.cites.get(fact, ())
    yield "open order", book.open_order.where
    yield "rank of the open order", book.open_order.rank_where


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
