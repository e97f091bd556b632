"""Which periods are over by every document, so that advice can say what follows from that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

Lengths = tuple[tuple[tuple[str, Unit], int], ...]
"""Per start and unit a length."""


def expired_periods(interpreted: InterpretedOrder, rules: CompiledRules, dates: EventDates) -> frozenset[str]:
    """The periods that advice waits for and whose latest end lies before today; none whose start is not known."""
    longest, starts = _longest(interpreted.known & rules.seen_by_readings, rules)
    began_on = {name: began(name, rules, dates) for name in starts}
    over = {period: _all_over(lengths, began_on, dates.today) for period, lengths in longest.items()}
    shown = dict(_shown(interpreted, rules, dates))
    return frozenset([period for period, ended in over.items() if shown.get(period, ended)])


def _shown(interpreted: InterpretedOrder, rules: CompiledRules, dates: EventDates) -> Iterator[tuple[str, bool]]:
    """What the page counts down, and whether it is over: of the time to ship it takes some days off (000:127)."""
    if interpreted.value("dispute_ends_on"):
        yield "dispute_window", dates.has_passed("dispute_ends_on")
    for stage, field, extended in (
        ("protection_period", "protection_ends_on", "protection_extended"),
        ("processing_time", "processing_ends_on", "processing_extended"),
    ):
        end = dates.last(field)
        if end is not None:
            end += timedelta(days=days_off(rules) if stage == "processing_time" else 0)
        elif not interpreted.value(extended):
            end = _longest_stage(stage, rules, dates)
        yield stage, end is not None and end < dates.today


@lru_cache(maxsize=8)
def days_off(rules: CompiledRules) -> int:
    """The most days off that are added to the seller's time to ship."""
    readings = rules.periods["processing_time"].readings
    return max(reading.value[1] for reading in readings if reading.note == "days_off" and reading.value)


def _longest_stage(stage: str, rules: CompiledRules, dates: EventDates) -> date | None:
    """The end of the longest stage, which nobody told, after the latest day on which documents let it begin.

    The order is paid while it can be, checked, and sent before the processing time is over (000:125-128).
    """
    for name, passed in (("shipped_on", 3), ("paid_on", 1), ("ordered_on", 0)):
        start, days = dates.of(name), _longest_days(passed, stage, rules)
        if days and start is not None and start.last is not None:
            return add_days(start.last, days)
    return None


@lru_cache(maxsize=64)
def _longest_days(passed: int, stage: str, rules: CompiledRules) -> int:
    """How long the stages take at most after so many of them, up to a stage; 0 where it is among these."""
    stages = ("payment_window", "payment_check", "processing_time", "protection_period")
    left = stages[passed : stages.index(stage) + 1]
    days = days_off(rules) if "processing_time" in left else 0
    for readings in (rules.periods[period].readings for period in left):
        days += max(reading.value[1] for reading in readings if reading.value and reading.unit == "calendar_days")
    return days


@lru_cache(maxsize=LIMIT)
def _longest(known: Known, rules: CompiledRules) -> tuple[Mapping[str, Lengths], frozenset[str]]:
    """Per period that advice waits for the greatest lengths of the readings that can apply, and all their starts."""
    found: dict[str, dict[tuple[str, Unit], int]] = {period.id: {} for period in rules.advice_periods}
    for period, longest in found.items():
        for reading, _ in rules.readings_for(period, known):
            if reading.value is not None and reading.unit not in {"a_few", "on_page"}:
                counted_from = reading.counted_from, counted(reading.unit)
                longest[counted_from] = max(reading.value[1], longest.get(counted_from, 0))
    starts = frozenset(name for longest in found.values() for name, _ in longest)
    return {period: tuple(longest.items()) for period, longest in found.items()}, starts


def _all_over(lengths: Lengths, began_on: Mapping[str, Span | None], today: date) -> bool:
    """Whether some lengths have all ended; not if the start of any is not known."""
    for (name, unit), most in lengths:
        start = began_on[name]
        if start is None or start.last is None:
            return False
        end = _end(start.last, most, unit)
        if end is None or end >= today:
            return False
    return bool(lengths)


@lru_cache(maxsize=LIMIT)
def _end(day: date, length: int, unit: Unit) -> date | None:
    return span_plus(Span.day(day), length, length, unit)[1]


def began(name: str, rules: CompiledRules, dates: EventDates) -> Span | None:
    """When a period began; a payment of unknown day was made while it still could be."""
    span = dates.of(name)
    if span is None and name == "return_address":
        return dates.of("dispute_closed_on")  # a return agreed: the day of the agreement
    if span is None and name == "paid_on":
        ordered = dates.of("ordered_on")
        if ordered is not None and ordered.last is not None:
            return Span(ordered.first, add_days(ordered.last, _longest_days(0, "payment_window", rules)))
    return span
