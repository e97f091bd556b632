"""An order whatever its days: its words, facts and reasons are the same for all orders that differ in days alone.

Conditions see whether a date was told, never the day. So the order is reasoned about with a mark in the place of each
day, and what the answer quotes of it gets its days back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.model.diagnosis import Because, Contradiction, ReasonFound, RuledOut
from ali_closed.model.fields import DATE_FIELDS, TEXT_FIELDS
from ali_closed.model.memo import WORDY
from ali_closed.model.order import Order
from ali_closed.model.span import Span

WHENEVER: Final = Span(None, None)
"""Stands for a day that was told."""


def undated(order: Order) -> Order:
    """The order with a mark for each of its days, without its number and note."""
    held = order.__dict__
    days = dict.fromkeys((name for name in DATE_FIELDS if isinstance(held[name], Span)), WHENEVER)
    return order.replace(**days, id=None, note=None)


def is_wordy(order: Order) -> bool:
    """Whether the order has words of its own that are too long to remember."""
    return any(len(order.raw(name) or "") > WORDY for name in TEXT_FIELDS)


def with_days(interpreted: InterpretedOrder, given: Order) -> InterpretedOrder:
    """What was told and read, with the days, the number and the note of the order as it was given."""
    marks = zip(DATE_FIELDS, interpreted.spans, strict=True)
    days = {name: given.raw(name) for name, mark in marks if mark is not None}
    return interpreted.on(interpreted.order.replace(**days, id=given.id, note=given.note))


def reasons_with_days(reasons: Iterable[ReasonFound], given: Order) -> tuple[ReasonFound, ...]:
    """The same reasons, their evidence with the days of an order."""
    return tuple(
        reason._replace(because=_quoted(reason.because, given), against=_quoted(reason.against, given))
        if _quotes_days((*reason.because, *reason.against))
        else reason
        for reason in reasons
    )


def ruled_out_with_days(reasons: Iterable[RuledOut], given: Order) -> tuple[RuledOut, ...]:
    """The same reasons that are ruled out, with the days of an order."""
    return tuple(
        reason._replace(because=_quoted(reason.because, given)) if _quotes_days(reason.because) else reason
        for reason in reasons
    )


def contradictions_with_days(found: Iterable[Contradiction], given: Order) -> tuple[Contradiction, ...]:
    """The same contradictions, their repairs with the days of an order."""
    return tuple(
        entry._replace(
            repairs=tuple(
                repair._replace(before=given.raw(repair.field)) if repair.before == WHENEVER else repair
                for repair in entry.repairs
            ),
        )
        for entry in found
    )


def _quotes_days(entries: Iterable[Because]) -> bool:
    return any(isinstance(entry.value, Span) for entry in entries)


def _quoted(entries: Iterable[Because], given: Order) -> tuple[Because, ...]:
    return tuple(
        entry._replace(value=given.raw(entry.field)) if entry.field and entry.value == WHENEVER else entry
        for entry in entries
    )
