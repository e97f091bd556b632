"""Times on AliExpress's own clock, and days in the languages of its pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ali_closed.errors import DataError
from ali_closed.importers.fields.times import aliexpress_time, envelope_time, page_day
from ali_closed.model.date_words import MONTHS
from ali_closed.model.dates import PACIFIC
from ali_closed.model.span import Span


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        ("2024-05-28 00:15:30", datetime(2024, 5, 28, 7, 15, 30, tzinfo=UTC)),
        ("2024-02-27 23:15:30", datetime(2024, 2, 28, 7, 15, 30, tzinfo=UTC)),
        ("2018-03-01 12:12", datetime(2018, 3, 1, 20, 12, tzinfo=UTC)),
        ("20120801154220368+0800", datetime(2012, 8, 1, 7, 42, 20, tzinfo=UTC)),
        (1_780_000_000_000, datetime(2026, 5, 28, 20, 26, 40, tzinfo=UTC)),
        ("1780000000000", datetime(2026, 5, 28, 20, 26, 40, tzinfo=UTC)),
        ("2026-05-28T20:26:40Z", datetime(2026, 5, 28, 20, 26, 40, tzinfo=UTC)),
        # The last second before and the first after each clock change of 2026.
        ("2026-03-08 01:59:59", datetime(2026, 3, 8, 9, 59, 59, tzinfo=UTC)),
        ("2026-03-08 03:00:00", datetime(2026, 3, 8, 10, 0, 0, tzinfo=UTC)),
        ("2026-11-01 00:59:59", datetime(2026, 11, 1, 7, 59, 59, tzinfo=UTC)),
        ("2026-11-01 02:00:00", datetime(2026, 11, 1, 10, 0, 0, tzinfo=UTC)),
    ],
)
def test_a_time_of_the_api_is_pacific_whatever_it_is_called(wall: object, utc: datetime) -> None:
    found = aliexpress_time(wall, "gmt_create")
    assert found == Span.day(utc.astimezone(PACIFIC).date(), utc)


@pytest.mark.parametrize(
    ("wall", "day"),
    [
        ("2026-03-08 02:30:00", date(2026, 3, 8)),
        ("2026-11-01 01:30:00", date(2026, 11, 1)),
        ("2026-11-01", date(2026, 11, 1)),
    ],
)
def test_an_hour_that_is_there_twice_or_never_leaves_the_day(wall: str, day: date) -> None:
    assert aliexpress_time(wall, "gmt_create") == Span.day(day)


@pytest.mark.parametrize("absent", [None, "", "  "])
def test_empty_is_absent(absent: object) -> None:
    assert aliexpress_time(absent, "x") is None
    assert page_day(absent, "x") is None


@pytest.mark.parametrize("bad", ["1", "2026-13-01 00:00:00", "2026-02-30", "soon", True, [], 5, "1999-01-01", {"a": 1}])
def test_what_is_no_time_is_an_error_that_names_the_column(bad: object) -> None:
    with pytest.raises(DataError) as caught:
        aliexpress_time(bad, "gmt_create")
    assert caught.value.field == "gmt_create"
    assert caught.value.code == "bad_date"


def test_an_answer_says_when_it_was_made_on_a_clock_of_its_own() -> None:
    assert envelope_time("2024-03-20 22:00:02") == datetime(2024, 3, 20, 14, 0, 2, tzinfo=UTC)
    assert envelope_time("1") is None
    assert envelope_time("2024-03-99 22:00:02") is None


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("Sep 13, 2026", date(2026, 9, 13)),
        ("05 may, 2020", date(2020, 5, 5)),
        ("24 nov, 2023", date(2023, 11, 24)),
        ("12. Mär 2024", date(2024, 3, 12)),
        ("13 сент. 2026 г.", date(2026, 9, 13)),
        ("1 мая 2026", date(2026, 5, 1)),
        ("13 août 2026", date(2026, 8, 13)),
        ("5 de fevereiro de 2026", date(2026, 2, 5)),
        ("3 października 2026", date(2026, 10, 3)),
        ("3 paź 2026", date(2026, 10, 3)),
        ("9 giu 2026", date(2026, 6, 9)),
        ("9 lug 2026", date(2026, 7, 9)),
        ("Sat, 13 Sep 2026", date(2026, 9, 13)),
        ("02:14 Mar. 03 2014", date(2014, 3, 3)),
        ("2026-09-13", date(2026, 9, 13)),
        ("2026-09-13 10:00", date(2026, 9, 13)),
        ("2026/09/13", date(2026, 9, 13)),
        ("13/09/2026", date(2026, 9, 13)),
        ("09/13/2026 11:20 AM", date(2026, 9, 13)),
        ("2026년 9월 13일", date(2026, 9, 13)),
        ("2026年9月13日 11:20", date(2026, 9, 13)),
        ("2026. 9. 13.", date(2026, 9, 13)),
        ("03.04.2026", date(2026, 4, 3)),
        ("3.4.2026 11:20", date(2026, 4, 3)),
    ],
)
def test_days_as_pages_write_them(shown: str, day: date) -> None:
    assert page_day(shown, "x") == day


@pytest.mark.parametrize(
    "bad",
    [
        "13 Foo 2026",
        "Sep 2026",
        "30 Feb 2026",
        "1 2 2026",
        "ju 3 2026",
        "² May 2026",
        "x" * 99,
        "May 9999999999 2026",
        "11.18.2026",
        "1/2/2026",
        "1/2/26",
    ],
)
def test_a_day_that_is_not_clear_is_an_error_without_the_text(bad: str) -> None:
    with pytest.raises(DataError) as caught:
        page_day(bad, "Order Date")
    assert bad not in caught.value.message


@given(st.dates(date(2010, 1, 1), date(2040, 1, 1)), st.sampled_from(range(11)), st.integers(3, 12))
def test_every_month_in_every_language_also_shortened(day: date, language: int, letters: int) -> None:
    names = MONTHS[day.month - 1]
    name = names[language % len(names)]
    for word in (name, name.upper(), name[: max(letters, 4)] + "."):
        assert page_day(f"{day.day} {word} {day.year}", "x") == day


@given(st.datetimes(datetime(2012, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001
def test_a_pacific_time_comes_back_as_it_was_written(wall: datetime) -> None:
    wall = wall.replace(microsecond=0)
    found = aliexpress_time(wall.isoformat(" "), "x")
    assert found is not None
    assert found.first == wall.date()
    if found.moment is not None:
        assert found.moment.replace(tzinfo=None) == wall
        assert found.moment.utcoffset() in (timedelta(hours=-8), timedelta(hours=-7))
