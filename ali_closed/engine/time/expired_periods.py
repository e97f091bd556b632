"""Which periods are over by every document, so that advice can say what follows from that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ali_closed.engine.logic.compiled_rules import compiled
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.time.day_counting import span_plus
from ali_closed.engine.time.readings import counted, event, longest
from ali_closed.model.rulebook import Period
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook


def expired_periods(interpreted: InterpretedOrder, rulebook: Rulebook, today: date) -> frozenset[str]:
    """The periods that advice waits for and whose latest end lies before today; none whose start is not known."""
    return frozenset(period for period, end in _latest_ends(interpreted, rulebook, today) if end < today)


def _latest_ends(interpreted: InterpretedOrder, rulebook: Rulebook, today: date) -> Iterator[tuple[str, date]]:
    for period in compiled(rulebook).advice_periods:
        end = _latest_end(period, interpreted, rulebook, today)
        if end is not None:
            yield period.id, end


def _latest_end(period: Period, interpreted: InterpretedOrder, rulebook: Rulebook, today: date) -> date | None:
    """The page counts down the protection and the processing time, which takes some days off besides (000:127)."""
    match period.id:
        case "protection_period":
            return _shown(event(interpreted, "protection_ends_on", today), 0)
        case "processing_time":
            return _shown(event(interpreted, "processing_ends_on", today), _days_off(rulebook))
        case _:
            return _counted_end(period, interpreted, rulebook, today)


def _shown(ends: Span | None, more: int) -> date | None:
    return None if ends is None or ends.last is None else ends.last + timedelta(days=more)


def _days_off(rulebook: Rulebook) -> int:
    readings = rulebook.period("processing_time").readings
    return max(reading.value[1] for reading in readings if reading.note == "days_off" and reading.value)


def _counted_end(period: Period, interpreted: InterpretedOrder, rulebook: Rulebook, today: date) -> date | None:
    """The latest end of all readings that give a length; None if the start of any is not known."""
    ends: list[date | None] = []
    for reading in period.readings:
        if reading.value is not None and reading.unit not in {"a_few", "on_page"}:
            start = _start(reading.counted_from, interpreted, rulebook, today)
            ends.append(None if start is None else span_plus(start, *reading.value, counted(reading.unit))[1])
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def _start(name: str, interpreted: InterpretedOrder, rulebook: Rulebook, today: date) -> Span | None:
    """When a period began; a payment of unknown day was made while it still could be."""
    if name == "return_address":
        return event(interpreted, "dispute_closed_on", today)  # a return agreed: the day of the agreement
    span = event(interpreted, name, today)
    if span is None and name == "paid_on":
        ordered = event(interpreted, "ordered_on", today)
        if ordered is not None and ordered.last is not None:
            return Span(ordered.first, ordered.last + timedelta(days=longest(rulebook.period("payment_window"))))
    return span
