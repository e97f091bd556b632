"""Counting days: formulas against a counter that walks day by day, and the ends of periods."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ali_closed.engine.time.day_counting import (
    Holidays,
    Unit,
    add_business_days,
    add_days,
    country_holidays,
    is_business_day,
    span_plus,
)
from ali_closed.errors import UsageError
from ali_closed.model.span import Span

WORKDAY_NAMES = {"Mon", "Tue", "Wed", "Thu", "Fri"}
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
KNOWN_MONDAY = date(2024, 1, 1)


def works(day: date) -> bool:
    """By the name of the day, counted from a Monday everybody remembers."""
    return NAMES[(day - KNOWN_MONDAY).days % 7] in WORKDAY_NAMES


def walk(start: date, step: int, count: int, off: frozenset[date], worked: frozenset[date]) -> Iterator[date]:
    """The first, second, ... working day from a start, by looking at every day in turn."""
    day, found = start, 0
    while found < count:
        day += timedelta(days=step)
        if (works(day) and day not in off) or day in worked:
            found += 1
            yield day


NONE: frozenset[date] = frozenset()


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


from_every_day = pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2023, 12, 18), date(2024, 3, 18)),  # a year's end, a leap day, a clock change
        (date(2026, 10, 20), date(2027, 1, 20)),  # a clock change, a year's end
        (date(2027, 12, 24), date(2028, 1, 10)),
        (date(2100, 2, 22), date(2100, 3, 8)),  # a year of four that is no leap year
    ],
)


@from_every_day
def test_business_days_by_formula_are_those_counted_day_by_day(first: date, last: date) -> None:
    for start in every_day(first, last):
        assert add_business_days(start, 0) == start
        for n, day in enumerate(walk(start, 1, 400, NONE, NONE), start=1):
            assert add_business_days(start, n) == day, start
        for n, day in enumerate(walk(start, -1, 40, NONE, NONE), start=1):
            assert add_business_days(start, -n) == day, start


@from_every_day
def test_calendar_days_are_those_counted_day_by_day(first: date, last: date) -> None:
    for start in every_day(first, last):
        for n, day in enumerate(every_day(start, start + timedelta(days=400))):
            assert add_days(start, n) == day, start
        for n, day in enumerate(every_day(start - timedelta(days=40), start)):
            assert add_days(start, n - 40) == day, start


def test_examples_anyone_can_check() -> None:
    friday, saturday, sunday, monday = (date(2026, 11, d) for d in (20, 21, 22, 23))
    for start in (friday, saturday, sunday):
        assert add_business_days(start, 1) == monday
    assert add_business_days(monday, 1) == date(2026, 11, 24)
    assert add_business_days(friday, 20) == date(2026, 12, 18)
    assert add_business_days(monday, -1) == friday
    assert add_business_days(saturday, -1) == friday
    assert add_business_days(saturday, 0) == saturday
    assert add_days(date(2026, 6, 3), 15) == date(2026, 6, 18)
    assert add_days(date(2024, 2, 28), 1) == date(2024, 2, 29)
    assert [is_business_day(day) for day in (friday, saturday, sunday, monday)] == [True, False, False, True]


FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
NEAR = st.dates(date(2023, 6, 1), date(2026, 6, 1))
CHOSEN = st.frozensets(st.dates(FIRST, LAST), max_size=120)


@given(NEAR, st.integers(1, 250), CHOSEN, CHOSEN)
def test_with_holidays_the_count_is_the_one_day_by_day(
    start: date, count: int, off: frozenset[date], weekend: frozenset[date]
) -> None:
    worked = frozenset(day for day in weekend if not works(day))
    holidays = Holidays("XX", off, worked)
    for step in (1, -1):
        days = list(walk(start, step, count, off, worked))
        assert add_business_days(start, step * count, holidays=holidays) == days[-1]
        assert all(is_business_day(day, holidays) for day in days)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-2000, 2000))
def test_no_holidays_at_all_is_the_formula(start: date, n: int) -> None:
    empty = Holidays("XX", frozenset())
    assert add_business_days(start, n, holidays=empty) == add_business_days(start, n)


def test_zero_business_days_is_the_day_itself_even_a_holiday() -> None:
    christmas = date(2026, 12, 25)
    assert add_business_days(christmas, 0, holidays=Holidays("XX", {christmas})) == christmas


@pytest.mark.parametrize("holidays", [None, Holidays("XX", frozenset())], ids=["none", "empty"])
@pytest.mark.parametrize(
    ("day", "n"),
    [(date.max, 1), (date.max, 10**12), (date.min, -1), (date(9999, 12, 20), 30), (date(1, 1, 5), -9)],
)
def test_leaving_the_calendar_is_an_error_of_ours(day: date, n: int, holidays: Holidays | None) -> None:
    for count in (lambda: add_business_days(day, n, holidays=holidays), lambda: add_days(day, n)):
        with pytest.raises(UsageError) as caught:
            count()
        assert caught.value.code == "bad_date"


def test_the_edges_of_the_calendar_can_be_reached() -> None:
    assert add_business_days(date.max - timedelta(days=1), 1) == date.max  # a Friday
    assert add_business_days(date(1, 1, 2), -1) == date.min  # a Monday
    assert add_days(date.max, 0) == date.max
    # From a Monday to a Friday: so many weeks and five days, the first not counted.


def d(text: str | None) -> date | None:
    return text and date.fromisoformat(text)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("first", "last", "shortest", "longest", "unit", "earliest", "latest"),
    [
        ("2026-06-03", "2026-06-03", 15, 15, "calendar_days", "2026-06-18", "2026-06-18"),
        ("2026-06-03", "2026-06-05", 0, 15, "calendar_days", "2026-06-03", "2026-06-20"),
        ("2026-06-03", None, 1, 15, "calendar_days", "2026-06-04", None),
        (None, "2026-06-05", 1, 15, "calendar_days", None, "2026-06-20"),
        (None, None, 1, 15, "calendar_days", None, None),
        ("2026-11-20", "2026-11-21", 3, 20, "business_days", "2026-11-25", "2026-12-18"),
        ("2026-11-20", None, 3, 20, "business_days", "2026-11-25", None),
        (None, "2026-11-21", 3, 20, "business_days", None, "2026-12-18"),
        ("2026-11-21", "2026-11-21", 0, 0, "business_days", "2026-11-21", "2026-11-21"),
        ("2026-11-20", "2026-11-20", 0, 24, "hours", "2026-11-20", "2026-11-21"),
        ("2026-11-20", "2026-11-20", 24, 24, "hours", "2026-11-21", "2026-11-21"),
        ("2026-11-20", "2026-11-20", 23, 25, "hours", "2026-11-20", "2026-11-22"),
        ("2026-11-20", "2026-11-22", 48, 49, "hours", "2026-11-22", "2026-11-25"),
        ("2026-11-20", "2026-11-20", 0, 0, "hours", "2026-11-20", "2026-11-20"),
        ("2026-11-01", "2026-11-01", 24, 24, "hours", "2026-11-02", "2026-11-02"),
    ],
)
def test_a_period_ends_between_its_shortest_and_its_longest(
    first: str | None,
    last: str | None,
    shortest: int,
    longest: int,
    unit: Unit,
    earliest: str | None,
    latest: str | None,
) -> None:
    assert span_plus(Span(d(first), d(last)), shortest, longest, unit) == (d(earliest), d(latest))


@given(
    NEAR,
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 30),
    st.sampled_from(["calendar_days", "business_days"]),
)
def test_a_period_from_a_span_holds_the_period_from_each_of_its_days(
    first: date, length: int, shortest: int, more: int, unit: Unit
) -> None:
    span = Span(first, add_days(first, length))
    earliest, latest = span_plus(span, shortest, shortest + more, unit)
    each = [
        span_plus(Span.day(day), shortest, shortest + more, unit) for day in every_day(first, add_days(first, length))
    ]
    assert earliest == min(start for start, _ in each if start)
    assert latest == max(end for _, end in each if end)


@given(NEAR, st.integers(0, 30), st.integers(0, 30), CHOSEN)
def test_holidays_only_move_the_latest_end(first: date, shortest: int, more: int, off: frozenset[date]) -> None:
    span = Span.day(first)
    plain = span_plus(span, shortest, shortest + more, "business_days")
    kept = span_plus(span, shortest, shortest + more, "business_days", holidays=Holidays("XX", off))
    assert kept[0] == plain[0]
    assert kept[1] == add_business_days(first, shortest + more, holidays=Holidays("XX", off))
    assert (kept[1] or date.min) >= (plain[1] or date.max)


def test_a_saturday_worked_can_make_the_earliest_end_earlier_never_the_latest() -> None:
    china, friday = country_holidays("CN"), Span.day(date(2026, 2, 13))
    assert span_plus(friday, 1, 1, "business_days", holidays=china) == (date(2026, 2, 14), date(2026, 2, 16))
    assert span_plus(friday, 2, 2, "business_days", holidays=china) == (date(2026, 2, 17), date(2026, 2, 24))


def test_holidays_change_nothing_but_business_days() -> None:
    holidays, span = Holidays("XX", {date(2026, 11, 23)}), Span.day(date(2026, 11, 20))
    for unit in ("calendar_days", "hours"):
        assert span_plus(span, 3, 30, unit, holidays=holidays) == span_plus(span, 3, 30, unit)


def test_a_unit_that_bounds_nothing_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(AssertionError):
        span_plus(Span.day(date(2026, 11, 20)), 1, 2, "a_few")  # type: ignore[arg-type]


@pytest.mark.parametrize("unit", ["calendar_days", "business_days", "hours"])
def test_a_period_beyond_the_calendar_is_an_error_of_ours(unit: Unit) -> None:
    with pytest.raises(UsageError, match="leaves the calendar"):
        span_plus(Span(None, date.max), 24, 48, unit)
