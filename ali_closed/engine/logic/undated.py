"""An order whatever its days: its words, facts and reasons are the same for all orders that differ in days alone.

Conditions see whether a date was told, never the day. So the order is reasoned about with a mark in the place of each
day, and what the answer quotes of it gets its days back.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import is_
from typing import Any, Final, TypeVar, cast

from ali_closed.model.diagnosis import Because, ReasonFound, Repair, RuledOut
from ali_closed.model.memo import WORDY
from ali_closed.model.order import Order
from ali_closed.model.span import Span

WHENEVER: Final = Span(None, None)
"""Stands for a day that was told."""

_NOTHING_TOLD: Final = Order()
Quoting = TypeVar("Quoting")

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


def quotes_days(reasons: Iterable[ReasonFound], excluded: Iterable[RuledOut]) -> bool:
    """Whether any evidence is a day."""
    evidence = [because for reason in reasons for because in (*reason.because, *reason.against)]
    evidence += [because for reason in excluded for because in reason.because]
    return any(isinstance(because.value, Span) for because in evidence)


def quoted(held: Quoting, given: Order) -> Quoting:
    """The same, its evidence and its repairs with the days of an order in the place of the marks."""
    made: Any = held
    match held:
        case Because(field=str(field), value=value):
            made = held._replace(value=given.raw(field)) if value == WHENEVER else held
        case Repair(field=field, before=value):
            made = held._replace(before=given.raw(field)) if value == WHENEVER else held
        case tuple():
            parts = [quoted(part, given) if isinstance(part, tuple) else part for part in held]
            if not all(map(is_, parts, held)):
                made = type(held)(*parts) if hasattr(held, "_fields") else tuple(parts)
    return cast("Quoting", made)
