"""Which periods are over by every document, so that advice can say what follows from that."""

from __future__ import annotations

from datetime import date, timedelta

from ali_closed.engine.logic.compiled_rules import compiled, readings_for
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.time.day_counting import add_days, span_plus
from ali_closed.engine.time.event_order import EventDates, event_dates
from ali_closed.engine.time.readings import counted
from ali_closed.model.rulebook import Period
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook


def expired_periods(interpreted: InterpretedOrder, rulebook: Rulebook, today: date) -> frozenset[str]:
    """The periods that advice waits for and whose latest end lies before today; none whose start is not known."""
    dates = event_dates(interpreted, rulebook, today)
    ends = {
        period.id: _latest_end(period, interpreted, rulebook, dates) for period in compiled(rulebook).advice_periods
    }
    if ends.get("protection_period") is None and not interpreted.value("protection_extended"):
        ends["protection_period"] = _longest_protection(rulebook, dates)
    return frozenset(period for period, end in ends.items() if end is not None and end < today)


def _latest_end(period: Period, interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates) -> date | None:
    """The page counts down protection, a dispute's time and the time to ship, which takes some days off (000:127)."""
    match period.id:
        case "protection_period":
            return _shown(dates.of("protection_ends_on"), 0)
        case "processing_time":
            return _shown(dates.of("processing_ends_on"), _days_off(rulebook))
        case "dispute_window" if interpreted.value("dispute_ends_on"):
            return _shown(dates.of("dispute_ends_on"), 0)
        case _:
            return _counted_end(period, interpreted, rulebook, dates)


def _shown(ends: Span | None, more: int) -> date | None:
    return None if ends is None or ends.last is None else ends.last + timedelta(days=more)


def _days_off(rulebook: Rulebook) -> int:
    readings = rulebook.period("processing_time").readings
    return max(reading.value[1] for reading in readings if reading.note == "days_off" and reading.value)


def _longest_protection(rulebook: Rulebook, dates: EventDates) -> date | None:
    """The end of the longest protection, which nobody told, after the latest day of sending that documents allow.

    The order is paid while it can be, checked, and sent before the processing time is over (000:125-128).
    """
    waits = ("payment_window", "payment_check", "processing_time")
    for name, before in (("shipped_on", ()), ("paid_on", waits[1:]), ("ordered_on", waits)):
        start = dates.of(name)
        if start is not None and start.last is not None:
            days = sum(_longest_days(period, rulebook) for period in (*before, "protection_period"))
            return add_days(start.last, days + (_days_off(rulebook) if before else 0))
    return None


def _longest_days(period: str, rulebook: Rulebook) -> int:
    readings = rulebook.period(period).readings
    return max(reading.value[1] for reading in readings if reading.value and reading.unit == "calendar_days")


def _counted_end(period: Period, interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates) -> date | None:
    """The latest end of all readings that can apply and give a length; None if the start of any is not known."""
    ends: list[date] = []
    for reading, _ in readings_for(period.id, compiled(rulebook), interpreted.known):
        if reading.value is not None and reading.unit not in {"a_few", "on_page"}:
            start = began(reading.counted_from, rulebook, dates)
            end = None if start is None else span_plus(start, *reading.value, counted(reading.unit))[1]
            if end is None:
                return None
            ends.append(end)
    return max(ends, default=None)


def began(name: str, rulebook: Rulebook, dates: EventDates) -> Span | None:
    """When a period began; a payment of unknown day was made while it still could be."""
    if name == "return_address":
        return dates.of("dispute_closed_on")  # a return agreed: the day of the agreement
    span = dates.of(name)
    if span is None and name == "paid_on":
        ordered = dates.of("ordered_on")
        if ordered is not None and ordered.last is not None:
            return Span(ordered.first, ordered.last + timedelta(days=rulebook.period("payment_window").longest))
    return span
