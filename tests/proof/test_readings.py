"""Proof 7: every reading on every day, its formula against a counter that walks day by day."""

from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from ali_closed.engine.time.readings import apply
from ali_closed.model.dates import read_date
from ali_closed.model.rulebook import PeriodReading
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook, load_rules

BEFORE, AFTER = 40, 400
DAY = timedelta(days=1)
SATURDAY = 5
PACIFIC = ZoneInfo("America/Los_Angeles")

LEAP_DAY = date(2024, 2, 29)
YEAR_END = date(2025, 12, 31)
CLOCKS_FORWARD = date(2026, 3, 8)
CLOCKS_BACK = date(2026, 11, 1)
FRIDAY, WEEKEND, MONDAY = date(2026, 6, 12), date(2026, 6, 13), date(2026, 6, 15)
STARTS = (LEAP_DAY, YEAR_END, CLOCKS_FORWARD, CLOCKS_BACK, FRIDAY, WEEKEND, MONDAY)

READINGS = {period.id: period.readings for period in load_rules().periods}
every_period = pytest.mark.parametrize("period", READINGS)


def counted(start: date, length: int, unit: str, *, latest: bool) -> date:
    """The day on which so much time has passed, one day after the other."""
    day, left = start, length
    if unit == "hours":
        while left >= 24:
            day, left = day + DAY, left - 24
        return day + DAY if left and latest else day
    while left:
        day += DAY
        if unit == "calendar_days" or day.weekday() < SATURDAY:
            left -= 1
    return day


def ends(reading: PeriodReading, first: date, last: date) -> tuple[date | None, date | None]:
    if reading.value is None:
        return None, None
    least, most = reading.value
    return (
        counted(first, least, reading.unit, latest=False),
        counted(last, most, reading.unit, latest=True),
    )


def says(first: date | None, last: date | None, today: date) -> str | None:
    if first is None or last is None:
        return None
    return "open" if today <= first else "over" if today > last else None


@every_period
def test_a_reading_says_the_same_as_a_counter_on_every_day(period: str) -> None:
    for reading, start in product(READINGS[period], STARTS):
        first, last = ends(reading, start, start)
        for today in (start + days * DAY for days in range(-BEFORE, AFTER + 1)):
            applied = apply(reading, period, Span.day(start), today)
            assert (applied.begins, applied.first, applied.last) == (start, first, last), reading
            assert applied.says == says(first, last, today), (reading, today)


@every_period
def test_a_reading_counts_right_from_every_day_around_each_edge(period: str) -> None:
    for reading, edge in product(READINGS[period], (LEAP_DAY, YEAR_END, CLOCKS_BACK)):
        for start in (edge + days * DAY for days in range(-BEFORE, AFTER + 1)):
            applied = apply(reading, period, Span.day(start), edge)
            assert (applied.first, applied.last) == ends(reading, start, start), reading


@every_period
def test_a_span_is_counted_from_its_worst_end(period: str) -> None:
    for reading, start, width in product(READINGS[period], STARTS, (1, 2, 6, 30)):
        span = Span(start, start + width * DAY)
        first, last = ends(reading, start, start + width * DAY)
        for today in (start, *(day for day in (first, last) if day is not None)):
            for near in (today - DAY, today, today + DAY):
                applied = apply(reading, period, span, near)
                assert (applied.first, applied.last) == (first, last), reading
                assert applied.says == says(first, last, near), (reading, near)


@every_period
def test_an_open_end_is_never_filled_in(period: str) -> None:
    for reading in READINGS[period]:
        since = apply(reading, period, Span(FRIDAY, None), MONDAY)
        until = apply(reading, period, Span(None, FRIDAY), MONDAY)
        assert since.last is None
        assert until.first is None
        assert apply(reading, period, None, MONDAY).says is None
        assert (since.first, until.last) == ends(reading, FRIDAY, FRIDAY), reading


@every_period
def test_an_exact_time_ends_a_day_sooner_on_both_clock_changes(period: str) -> None:
    """Of a known moment the last whole day is the one before it; the clock of that night changes no day."""
    for edge, hour in product((CLOCKS_FORWARD, CLOCKS_BACK), range(24)):
        moment = datetime(edge.year, edge.month, edge.day, hour, 30, tzinfo=PACIFIC)
        span = read_date(moment.isoformat(), today=edge)
        assert (span.first, span.last) == (edge, edge)
        for reading in READINGS[period]:
            applied = apply(reading, period, span, edge)
            first, last = ends(reading, edge, edge)
            assert applied.first == (None if first is None else first - DAY), reading
            assert applied.last == last, reading


def test_there_are_readings_of_every_unit(rulebook: Rulebook) -> None:
    units = {reading.unit for period in rulebook.periods for reading in period.readings}
    assert units == {"hours", "calendar_days", "business_days", "a_few", "on_page"}
    assert sum(map(len, READINGS.values())) >= 45


def test_the_edges_are_the_edges() -> None:
    assert datetime(2026, 3, 8, 1, tzinfo=PACIFIC).utcoffset() != datetime(2026, 3, 8, 4, tzinfo=PACIFIC).utcoffset()
    assert datetime(2026, 11, 1, 0, tzinfo=PACIFIC).utcoffset() != datetime(2026, 11, 1, 4, tzinfo=PACIFIC).utcoffset()
    assert (FRIDAY.weekday(), WEEKEND.weekday(), MONDAY.weekday()) == (4, 5, 0)
