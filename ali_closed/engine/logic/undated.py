"""An order whatever its days: its words, facts and reasons are the same for all orders that differ in days alone.

Conditions see whether a date was told, never the day. So the order is reasoned about with a mark in the place of each
day, and what the answer quotes of it gets its days back.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any, Final

from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.model.diagnosis import Because, Contradiction, ReasonFound, RuledOut
from ali_closed.model.memo import WORDY
from ali_closed.model.order import Order
from ali_closed.model.span import Span

WHENEVER: Final = Span(None, None)
"""Stands for a day that was told."""

_NOTHING_TOLD: Final = Order()


Undated = tuple[Any, ...]
"""All that an order holds, with a mark for each of its days, without its number and note."""


def undated(order: Order) -> Undated:
    """What an order shares with all that differ from it in days, number or note alone."""
    held = {**order.__dict__, "id": None, "note": None}.values()
    return tuple([WHENEVER if isinstance(value, Span) else value for value in held])


def whenever(held: Undated) -> Order:
    """The order that holds this."""
    return _NOTHING_TOLD.model_copy(update=dict(zip(Order.model_fields, held, strict=True)))


def is_wordy(held: Undated) -> bool:
    """Whether the order has words of its own that are too long to remember."""
    return any(isinstance(value, str) and len(value) > WORDY for value in held)


def with_days(interpreted: InterpretedOrder, given: Order) -> InterpretedOrder:
    """What was told and read, with the days, the number and the note of the order as it was given."""
    days = {name: given.raw(name) for name in interpreted.days}
    return interpreted.on(interpreted.order.replace(**days, id=given.id, note=given.note), days)


def quotes_days(reasons: Iterable[ReasonFound], ruled_out: Iterable[RuledOut]) -> bool:
    """Whether any evidence is a day."""
    found = chain(*((*reason.because, *reason.against) for reason in reasons), *(entry.because for entry in ruled_out))
    return any(isinstance(entry.value, Span) for entry in found)


def reasons_with_days(reasons: Iterable[ReasonFound], given: Order) -> tuple[ReasonFound, ...]:
    """The same reasons, their evidence with the days of an order."""
    return tuple(
        reason._replace(because=_quoted(reason.because, given), against=_quoted(reason.against, given))
        for reason in reasons
    )


def ruled_out_with_days(reasons: Iterable[RuledOut], given: Order) -> tuple[RuledOut, ...]:
    """The same reasons that are ruled out, with the days of an order."""
    return tuple(reason._replace(because=_quoted(reason.because, given)) for reason in reasons)


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


def _quoted(entries: Iterable[Because], given: Order) -> tuple[Because, ...]:
    return tuple(
        entry._replace(value=given.raw(entry.field)) if entry.field and entry.value == WHENEVER else entry
        for entry in entries
    )
