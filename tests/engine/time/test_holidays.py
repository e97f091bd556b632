"""Public holidays: which days they take from the count or add to it, and the countries known."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ali_closed.engine.time.day_counting import (
    Holidays,
    add_business_days,
    country_holidays,
    holiday_between,
    is_business_day,
)
from ali_closed.errors import UsageError

NEAR = st.dates(date(2023, 6, 1), date(2026, 6, 1))
CHOSEN = st.frozensets(st.dates(date(2024, 1, 1), date(2025, 12, 31)), max_size=120)


def test_china_works_some_weekends_and_rests_some_weekdays() -> None:
    china = country_holidays("cn")
    assert china.country == "CN"
    for worked in (
        "2024-02-04",
        "2025-01-26",
        "2025-02-08",
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-10-10",
    ):
        # Of a new calendar each time: the answer must not hang on what was asked before.
        assert is_business_day(date.fromisoformat(worked), country_holidays("CN")), worked
        assert is_business_day(date.fromisoformat(worked), china), worked
    for off in ("2026-01-01", "2026-02-16", "2026-02-20", "2026-02-23", "2026-05-05", "2026-10-07"):
        assert not is_business_day(date.fromisoformat(off), china), off
    for weekend in ("2026-03-07", "2026-03-08", "2026-02-21", "2026-02-22"):
        assert not is_business_day(date.fromisoformat(weekend), china), weekend


def test_china_counts_a_saturday_worked_and_skips_the_spring_festival() -> None:
    china, friday = country_holidays("CN"), date(2026, 2, 13)
    assert add_business_days(friday, 1, holidays=china) == date(2026, 2, 14)  # a Saturday worked
    assert add_business_days(friday, 2, holidays=china) == date(2026, 2, 24)  # after the festival
    assert add_business_days(date(2026, 2, 24), -1, holidays=china) == date(2026, 2, 14)


def test_the_order_of_asking_does_not_change_the_count() -> None:
    forward, backward = country_holidays("CN"), country_holidays("CN")
    days = [date(2023, 12, 1) + timedelta(days=n) for n in range(1127)]
    seen = {day: is_business_day(day, forward) for day in days}
    assert seen == {day: is_business_day(day, backward) for day in reversed(days)}


@pytest.mark.parametrize(("code", "country"), [("DE", "DE"), (" de ", "DE"), ("USA", "US"), ("UK", "GB")])
def test_a_country_by_its_code(code: str, country: str) -> None:
    assert country_holidays(code).country == country


def test_a_holiday_on_a_weekday_is_skipped() -> None:
    germany = country_holidays("DE")
    assert add_business_days(date(2026, 12, 24), 1, holidays=germany) == date(2026, 12, 28)
    assert add_business_days(date(2025, 12, 24), 1, holidays=germany) == date(2025, 12, 29)
    assert add_business_days(date(2025, 12, 31), 1, holidays=germany) == date(2026, 1, 2)


def test_the_week_is_monday_to_friday_also_where_the_country_rests_on_friday() -> None:
    saudi = country_holidays("SA")
    assert is_business_day(date(2026, 11, 20), saudi)
    assert not is_business_day(date(2026, 11, 22), saudi)


@pytest.mark.parametrize(
    ("code", "near"),
    [
        ("Germany", "DE"),
        ("germny", "DE"),
        ("united states", "US"),
        ("C N", "CN"),
        ("chad", "TD"),
        ("GX", "G"),
        ("XX", "X"),
    ],
)
def test_an_unknown_country_is_refused_with_near_ones(code: str, near: str) -> None:
    with pytest.raises(UsageError, match="public holidays") as caught:
        country_holidays(code)
    assert caught.value.code == "bad_country"
    assert caught.value.field == "country"
    assert near in (caught.value.hint or "").split("?")[0]


@pytest.mark.parametrize(
    "code",
    [
        "",
        " ",
        "中国",
        "HolidayBase",
        "HOLIDAYSAX",
        "MON",
        "NYSE",
        "BANK",
        "__class__",
        "1",
        "\ud800",
        "X" * 9999,
    ],
)
def test_what_is_no_country_is_refused_with_an_example(code: str) -> None:
    with pytest.raises(UsageError) as caught:
        country_holidays(code)
    assert "as in DE" in (caught.value.hint or "")


def test_holidays_are_read_only_when_a_country_is_asked_for() -> None:
    code = "import sys, ali_closed.engine.time.day_counting; print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_holiday_matters_only_where_it_changes_the_count() -> None:
    day, saturday = date(2026, 12, 25), date(2026, 12, 26)
    holidays = Holidays("XX", {day, saturday})
    assert holiday_between(day, day, holidays)
    assert holiday_between(date(2026, 12, 1), date(2026, 12, 31), holidays)
    assert not holiday_between(saturday, date(2026, 12, 31), holidays)
    assert not holiday_between(date(2026, 12, 1), date(2026, 12, 24), holidays)
    assert not holiday_between(date(2026, 12, 31), date(2026, 12, 1), holidays)
    assert holiday_between(saturday, saturday, Holidays("XX", frozenset(), {saturday}))


@given(NEAR, st.integers(0, 60), CHOSEN)
def test_where_no_holiday_mattered_the_count_is_the_plain_one(start: date, n: int, off: frozenset[date]) -> None:
    holidays = Holidays("XX", off)
    plain, kept = add_business_days(start, n), add_business_days(start, n, holidays=holidays)
    assert (kept > plain) == holiday_between(start + timedelta(days=1), plain, holidays)
