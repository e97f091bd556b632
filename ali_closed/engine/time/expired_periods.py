"""Which periods are over by every document, so that advice can say what follows from that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from ali_closed.engine.logic.compiled_rules import CompiledRules
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.time.day_counting import Unit, add_days, span_plus
from ali_closed.engine.time.event_order import EventDates
from ali_closed.engine.time.readings import counted
from ali_closed.model.memo import LIMIT
from ali_closed.model.span import Span
from ali_closed.rules.conditions import Known

DAYS: Final = 4_000
"""For how many days on which periods can have begun it is remembered which of them still run."""


@dataclass(frozen=True, eq=False, slots=True)
class _FromStart:
    """The periods that are counted from a start, and how long each lasts at most."""

    start: str
    periods: frozenset[str]
    lengths: tuple[tuple[str, int, Unit], ...]


class _Waits(NamedTuple):
    """The periods that advice waits for, those of unknown length, and what is counted from each start."""

    periods: frozenset[str]
    unmeasured: frozenset[str]
    from_starts: tuple[_FromStart, ...]


def expired_periods(interpreted: InterpretedOrder, rules: CompiledRules, dates: EventDates) -> frozenset[str]:
    """The periods that advice waits for and whose latest end lies before today; none whose start is not known."""
    waits, today = _waits(interpreted.known & rules.seen_by_readings, rules), dates.today
    running = {*waits.unmeasured}
    for of in waits.from_starts:
        start = began(of.start, rules, dates)
        running |= of.periods if start is None or start.last is None else _running(of, start.last, today)
    for period, over in _shown(interpreted, rules, dates):
        (running.discard if over else running.add)(period)
    return waits.periods - running


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
        start = dates.of(name)
        if start is not None and start.last is not None and (days := _longest_days(passed, stage, rules)):
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
def _waits(known: Known, rules: CompiledRules) -> _Waits:
    """The periods that advice waits for, by the greatest lengths of the readings that can apply."""
    found: dict[str, dict[tuple[str, Unit], int]] = defaultdict(dict)
    for period in rules.advice_periods:
        for reading, _ in rules.readings_for(period.id, known):
            if reading.value is not None and reading.unit not in {"a_few", "on_page"}:
                longest, of = found[reading.counted_from], (period.id, counted(reading.unit))
                longest[of] = max(reading.value[1], longest.get(of, 0))
    from_starts = tuple(
        _FromStart(
            start,
            frozenset(period for period, _ in longest),
            tuple((period, most, unit) for (period, unit), most in longest.items()),
        )
        for start, longest in found.items()
    )
    periods = frozenset(period.id for period in rules.advice_periods)
    return _Waits(periods, periods.difference(*(of.periods for of in from_starts)), from_starts)


@lru_cache(maxsize=DAYS)
def _running(of: _FromStart, since: date, today: date) -> frozenset[str]:
    """The periods that have not ended before today if they began on a day."""
    ends = ((period, span_plus(Span.day(since), most, most, unit)[1]) for period, most, unit in of.lengths)
    return frozenset(period for period, end in ends if end is None or end >= today)


def began(name: str, rules: CompiledRules, dates: EventDates) -> Span | None:
    """When a period began; a payment of unknown day was made while it still could be."""
    span = dates.of(name)
    if span is not None:
        return span
    if name == "return_address":
        return dates.of("dispute_closed_on")  # a return agreed: the day of the agreement
    if name == "paid_on":
        ordered = dates.of("ordered_on")
        if ordered is not None and ordered.last is not None:
            return Span(ordered.first, add_days(ordered.last, _longest_days(0, "payment_window", rules)))
    return None
