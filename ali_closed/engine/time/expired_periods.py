"""Which periods are over by every document, so that advice can say what follows from that."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from ali_closed.engine.logic.compiled_rules import CompiledRules
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.time.day_counting import Unit, add_days, span_plus
from ali_closed.engine.time.event_order import EventDates
from ali_closed.engine.time.readings import counted
from ali_closed.model.memo import LIMIT
from ali_closed.model.span import Span
from ali_closed.rules.conditions import Known
from ali_closed.rules.loader import Rulebook

Lengths = tuple[tuple[tuple[str, Unit], int], ...]
"""Per start and unit a length."""


def expired_periods(interpreted: InterpretedOrder, rules: CompiledRules, dates: EventDates) -> frozenset[str]:
    """The periods that advice waits for and whose latest end lies before today; none whose start is not known."""
    periods = _longest(interpreted.known & rules.seen_by_readings, rules)
    return frozenset(
        [period for period, lengths in periods if _is_over(period, lengths, interpreted, rules.rulebook, dates)]
    )


def _is_over(
    period: str, lengths: Lengths, interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates
) -> bool:
    """The page counts down protection, a dispute's time and the time to ship, which takes some days off (000:127)."""
    match period:
        case "protection_period":
            end, more, extended = dates.last("protection_ends_on"), 0, "protection_extended"
        case "processing_time":
            end, more, extended = dates.last("processing_ends_on"), _days_off(rulebook), "processing_extended"
        case "dispute_window" if interpreted.value("dispute_ends_on"):
            return dates.has_passed("dispute_ends_on")
        case _:
            return _all_over(lengths, rulebook, dates)
    if end is not None:
        return end + timedelta(days=more) < dates.today
    longest = None if interpreted.value(extended) else _longest_stage(period, rulebook, dates)
    return longest is not None and longest < dates.today


@lru_cache(maxsize=8)
def _days_off(rulebook: Rulebook) -> int:
    readings = rulebook.period("processing_time").readings
    return max(reading.value[1] for reading in readings if reading.note == "days_off" and reading.value)


def _longest_stage(stage: str, rulebook: Rulebook, dates: EventDates) -> date | None:
    """The end of the longest stage, which nobody told, after the latest day on which documents let it begin.

    The order is paid while it can be, checked, and sent before the processing time is over (000:125-128).
    """
    stages = ("payment_window", "payment_check", "processing_time", "protection_period")
    for name, passed in (("shipped_on", 3), ("paid_on", 1), ("ordered_on", 0)):
        start, left = dates.of(name), stages[passed : stages.index(stage) + 1]
        if left and start is not None and start.last is not None:
            days = sum(_longest_days(period, rulebook) for period in left)
            return add_days(start.last, days + (_days_off(rulebook) if "processing_time" in left else 0))
    return None


@lru_cache(maxsize=64)
def _longest_days(period: str, rulebook: Rulebook) -> int:
    readings = rulebook.period(period).readings
    return max(reading.value[1] for reading in readings if reading.value and reading.unit == "calendar_days")


@lru_cache(maxsize=LIMIT)
def _longest(known: Known, rules: CompiledRules) -> tuple[tuple[str, Lengths], ...]:
    """Each period that advice waits for, and the greatest lengths of the readings that can apply and give one."""
    found: dict[str, dict[tuple[str, Unit], int]] = {period.id: {} for period in rules.advice_periods}
    for period, longest in found.items():
        for reading, _ in rules.readings_for(period, known):
            if reading.value is not None and reading.unit not in {"a_few", "on_page"}:
                counted_from = reading.counted_from, counted(reading.unit)
                longest[counted_from] = max(reading.value[1], longest.get(counted_from, 0))
    return tuple((period, tuple(longest.items())) for period, longest in found.items())


def _all_over(lengths: Lengths, rulebook: Rulebook, dates: EventDates) -> bool:
    """Whether some lengths have all ended; not if the start of any is not known."""
    for (name, unit), most in lengths:
        start = began(name, rulebook, dates)
        end = None if start is None else span_plus(start, most, most, unit)[1]
        if end is None or end >= dates.today:
            return False
    return bool(lengths)


@lru_cache(maxsize=8)
def _days_to_pay(rulebook: Rulebook) -> timedelta:
    return timedelta(days=rulebook.period("payment_window").longest)


def began(name: str, rulebook: Rulebook, dates: EventDates) -> Span | None:
    """When a period began; a payment of unknown day was made while it still could be."""
    span = dates.of(name)
    if span is None and name == "return_address":
        return dates.of("dispute_closed_on")  # a return agreed: the day of the agreement
    if span is None and name == "paid_on":
        ordered = dates.of("ordered_on")
        if ordered is not None and ordered.last is not None:
            return Span(ordered.first, ordered.last + _days_to_pay(rulebook))
    return span
