"""Dates in words: what they mean from a given today, and how wide a vague one is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ali_closed.errors import UsageError
from ali_closed.model.dates import read_date
from ali_closed.model.span import Span

TODAY = date(2026, 11, 22)  # a Sunday


def days(first: str | None, last: str | None = "") -> Span:
    last = first if last == "" else last
    return Span(first and date.fromisoformat(first), last and date.fromisoformat(last))


def read(text: str, today: date = TODAY) -> Span:
    return read_date(text, today=today)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("today", days("2026-11-22")),
        ("  Today ", days("2026-11-22")),
        ("yesterday", days("2026-11-21")),
        ("TOMORROW", days("2026-11-23")),
        ("the day before yesterday", days("2026-11-20")),
        ("day before yesterday", days("2026-11-20")),
        ("the day after tomorrow", days("2026-11-24")),
        ("day after tomorrow", days("2026-11-24")),
        ("12 days ago", days("2026-11-10")),
        ("twelve  days\tago", days("2026-11-10")),
        ("1 day ago", days("2026-11-21")),
        ("a day ago", days("2026-11-21")),
        ("0 days ago", days("2026-11-22")),
        ("in 5 days", days("2026-11-27")),
        ("in a day", days("2026-11-23")),
        ("5 days from now", days("2026-11-27")),
        ("a week ago", days("2026-11-12", "2026-11-18")),
        ("one week ago", days("2026-11-12", "2026-11-18")),
        ("3 weeks ago", days("2026-10-29", "2026-11-04")),
        ("in 2 weeks", days("2026-12-03", "2026-12-09")),
        ("about 3 weeks ago", days("2026-10-26", "2026-11-07")),
        ("around 3 weeks ago", days("2026-10-26", "2026-11-07")),
        ("roughly 3 weeks ago", days("2026-10-26", "2026-11-07")),
        ("approximately 3 weeks ago", days("2026-10-26", "2026-11-07")),
        ("approx. 3 weeks ago", days("2026-10-26", "2026-11-07")),
        ("~3 weeks ago", days("2026-10-26", "2026-11-07")),
        ("~ 3 weeks ago", days("2026-10-26", "2026-11-07")),
        ("in about 3 weeks", days("2026-12-07", "2026-12-19")),
        ("2-3 weeks ago", days("2026-10-29", "2026-11-11")),
        ("3 or 2 weeks ago", days("2026-10-29", "2026-11-11")),
        ("about 2 to 3 months ago", days("2026-07-23", "2026-10-22")),
        ("2 - 3 days ago", days("2026-11-19", "2026-11-20")),
        ("a month ago", days("2026-10-07", "2026-11-06")),
        ("2 months ago", days("2026-09-07", "2026-10-07")),
        ("about 2 months ago", days("2026-08-23", "2026-10-22")),
        ("in 2 months", days("2027-01-07", "2027-02-06")),
        ("a year ago", days("2025-05-23", "2026-05-24")),
        ("about a year ago", days("2024-11-21", "2026-11-22")),
    ],
)
def test_counted_from_today(text: str, span: Span) -> None:
    assert read(text) == span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("about 1 day ago", days("2026-11-20", "2026-11-22")),
        ("about 5 days ago", days("2026-11-16", "2026-11-18")),
        ("about 12 days ago", days("2026-11-07", "2026-11-13")),
        ("about 150 days ago", days("2026-05-26", "2026-07-25")),
        ("about 200 days ago", days("2026-04-06", "2026-06-05")),
    ],
)
def test_about_so_many_days_is_a_fifth_on_each_side_and_at_most_30_days(text: str, span: Span) -> None:
    assert read(text) == span


def test_ago_is_never_in_the_future_nor_in_so_long_in_the_past() -> None:
    assert read("about a week ago").last == date(2026, 11, 21)
    assert read("0 weeks ago") == days("2026-11-19", "2026-11-22")
    assert read("in 0 weeks") == days("2026-11-22", "2026-11-25")
    assert read("about a month ago", date(2026, 3, 1)).last == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("more than 15 days ago", days(None, "2026-11-06")),
        ("over 15 days ago", days(None, "2026-11-06")),
        ("at least 15 days ago", days(None, "2026-11-07")),
        ("less than 15 days ago", days("2026-11-08", "2026-11-22")),
        ("under 15 days ago", days("2026-11-08", "2026-11-22")),
        ("at most 15 days ago", days("2026-11-07", "2026-11-22")),
        ("up to 15 days ago", days("2026-11-07", "2026-11-22")),
        ("less than 1 day ago", days("2026-11-22")),
        ("more than two weeks ago", days(None, "2026-11-07")),
        ("more than a month ago", days(None, "2026-10-21")),
        ("less than a month ago", days("2026-10-23", "2026-11-22")),
        ("more than a year ago", days(None, "2025-11-21")),
        ("in more than 5 days", days("2026-11-28", None)),
        ("in at least 5 days", days("2026-11-27", None)),
        ("in less than 5 days", days("2026-11-22", "2026-11-26")),
        ("less than 5 days from now", days("2026-11-22", "2026-11-26")),
    ],
)
def test_bounds_take_the_count_at_its_word(text: str, span: Span) -> None:
    assert read(text) == span


def test_more_than_and_at_most_share_the_days_between_them() -> None:
    for count in range(1, 400):
        longer, within = read(f"more than {count} days ago"), read(f"at most {count} days ago")
        assert longer.last is not None
        assert within.first == longer.last + timedelta(days=1)
        assert read(f"less than {count} days ago").first == within.first + timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "text", "middle"),
    [
        (date(2024, 3, 31), "1 month ago", date(2024, 2, 29)),
        (date(2023, 3, 31), "1 month ago", date(2023, 2, 28)),
        (date(2024, 2, 29), "12 months ago", date(2023, 2, 28)),
        (date(2024, 2, 29), "1 year ago", date(2023, 2, 28)),
        (date(2024, 2, 29), "4 years ago", date(2020, 2, 29)),
        (date(2024, 5, 31), "3 months ago", date(2024, 2, 29)),
        (date(2026, 1, 31), "in 1 month", date(2026, 2, 28)),
        (date(2027, 1, 15), "2 months ago", date(2026, 11, 15)),
        (date(2028, 2, 29), "in 1 year", date(2029, 2, 28)),
    ],
)
def test_a_month_too_short_ends_with_its_last_day(today: date, text: str, middle: date) -> None:
    width = timedelta(days=183 if "year" in text else 15)
    assert read(text, today) == Span(middle - width, middle + width)


@given(
    st.dates(date(2020, 1, 1), date(2100, 1, 1)),
    st.integers(0, 99),
    st.sampled_from(["week", "month", "year"]),
)
def test_about_holds_all_that_the_plain_words_hold(today: date, count: int, unit: str) -> None:
    try:
        plain, about = read(f"{count} {unit}s ago", today), read(f"about {count} {unit}s ago", today)
    except UsageError:
        return  # before the first year that is read
    assert None not in (plain.first, plain.last, about.first, about.last)
    assert about.first <= plain.first <= plain.last <= about.last <= today  # type: ignore[operator]


@pytest.mark.parametrize(
    ("today", "text", "span"),
    [
        ("2026-11-22", "last week", days("2026-11-09", "2026-11-21")),
        ("2026-11-23", "last week", days("2026-11-15", "2026-11-22")),
        ("2026-11-25", "last week", days("2026-11-15", "2026-11-22")),
        ("2026-11-28", "last week", days("2026-11-15", "2026-11-22")),
        ("2026-11-25", "this week", days("2026-11-22", "2026-11-29")),
        ("2026-11-25", "next week", days("2026-11-29", "2026-12-06")),
        ("2026-11-22", "last month", days("2026-10-01", "2026-10-31")),
        ("2026-03-31", "last month", days("2026-02-01", "2026-02-28")),
        ("2024-03-31", "last month", days("2024-02-01", "2024-02-29")),
        ("2026-01-31", "last month", days("2025-12-01", "2025-12-31")),
        ("2026-12-31", "next month", days("2027-01-01", "2027-01-31")),
        ("2026-11-22", "this month", days("2026-11-01", "2026-11-30")),
        ("2026-11-22", "last year", days("2025-01-01", "2025-12-31")),
    ],
)
def test_calendar_weeks_begin_on_sunday_or_monday_and_months_are_whole(today: str, text: str, span: Span) -> None:
    assert read(text, date.fromisoformat(today)) == span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("March 2026", days("2026-03-01", "2026-03-31")),
        ("in march 2026", days("2026-03-01", "2026-03-31")),
        ("Mar. 2026", days("2026-03-01", "2026-03-31")),
        ("Feb 2024", days("2024-02-01", "2024-02-29")),
        ("sept 2025", days("2025-09-01", "2025-09-30")),
        ("mid-March 2026", days("2026-03-09", "2026-03-22")),
        ("mid March, 2026", days("2026-03-09", "2026-03-22")),
        ("the end of February 2026", days("2026-02-19", "2026-02-28")),
        ("beginning of March 2026", days("2026-03-01", "2026-03-12")),
        ("early March 2026", days("2026-03-01", "2026-03-12")),
        ("late February 2026", days("2026-02-19", "2026-02-28")),
        ("in March", days("2026-03-01", "2026-03-31")),
        ("august", days("2026-08-01", "2026-08-31")),
        ("in mid-may", days("2026-05-09", "2026-05-22")),
        ("November", days("2026-11-01", "2026-11-30")),
        ("late november", days("2026-11-19", "2026-11-30")),
    ],
)
def test_months_by_name(text: str, span: Span) -> None:
    assert read(text) == span


@pytest.mark.parametrize(
    ("today", "text", "years"),
    [
        ("2026-11-22", "in December", ("2025", "2026")),
        ("2026-11-22", "January", ("2026", "2027")),
        ("2026-11-01", "late November", ("2025", "2026")),
        ("2026-12-31", "in January", ("2026", "2027")),
        ("2026-11-29", "in March", ("2026", "2027")),
        ("2026-11-18", "late November", ("2025", "2026")),
    ],
)
def test_a_month_that_is_near_as_well_needs_its_year(today: str, text: str, years: tuple[str, str]) -> None:
    with pytest.raises(UsageError) as caught:
        read(text, date.fromisoformat(today))
    hint = caught.value.hint
    assert hint is not None
    assert all(year in hint for year in years)
    assert all(year in caught.value.message for year in years)


def test_a_month_is_the_last_one_on_the_day_it_begins_and_long_before_it_begins_again() -> None:
    assert read("late November", date(2026, 11, 19)) == days("2026-11-19", "2026-11-30")
    assert read("in March", date(2026, 11, 28)) == days("2026-03-01", "2026-03-31")


@given(st.dates(date(2010, 1, 1), date(2100, 1, 1)), st.sampled_from(["", "early ", "mid-", "late "]))
def test_a_month_without_its_year_has_begun_within_the_last_year(today: date, part: str) -> None:
    for month in ("january", "february", "june", "december"):
        try:
            span = read(part + month, today)
        except UsageError:
            continue
        assert span.first is not None
        assert span.first <= today < span.first + timedelta(days=367)


@pytest.mark.parametrize(
    "text",
    [
        *("2. November 2026", "2 nov. 2026", "2 novembre 2026", "2 de noviembre de 2026", "2 ноября 2026 г."),
        *("Nov 2, 2026", "Nov 2 2026", "Nov. 2, 2026", "november 2nd, 2026", "on Nov 02, 2026"),
        *("2 Nov 2026", "2nd November 2026", "02 nov. 2026", "the 2nd of November 2026", "on 2 Nov, 2026"),
    ],
)
def test_a_day_with_the_name_of_its_month(text: str) -> None:
    assert read(text) == days("2026-11-02")


def test_a_day_without_its_year_is_refused_and_the_mended_form_is_read() -> None:
    for text in ("Nov 2", "2 Nov", "2nd of november"):
        with pytest.raises(UsageError, match="year") as caught:
            read(text)
        assert caught.value.hint is not None
        mended = caught.value.hint.split("`")[1]
        assert read(mended) == days("2026-11-02")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "5 hours ago",
            "12 days",
            "ago",
            "days ago",
            "in",
            "in days",
            "in 5",
            "a few days ago",
            "several weeks ago",
        ),
        *(
            "thirteen days ago",
            "-3 days ago",
            "3.5 weeks ago",
            "12345 days ago",
            "in 5 days ago",
            "a couple of days ago",
        ),
        *(
            "more than about 2 weeks ago",
            "about more than 2 weeks ago",
            "last Monday",
            "on Friday",
            "never",
            "soon",
        ),
        *(
            "feb 30 2026",
            "31 april 2026",
            "0 may 2026",
            "99 may 2026",
            "feb 29, 2026",
            "march 26",
            "mid-2026",
        ),
        *(
            "less than 0 days ago",
            "9999 years ago",
            "9999 months ago",
            "in 9999 years",
            "40 years ago",
            "march 9999",
        ),
        *("about 2026-11-02", "marchember 2026", "today yesterday", "2026 march"),
    ],
)
def test_other_words_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)
    assert caught.value.code == "bad_date"
    assert caught.value.hint


@pytest.mark.parametrize("today", [date.min, date.max])
@pytest.mark.parametrize(
    "text",
    [
        *(
            "today",
            "yesterday",
            "tomorrow",
            "last week",
            "next week",
            "last month",
            "next month",
            "last year",
        ),
        *("in march", "late december", "early january", "a year ago", "in 12 months", "more than 1 day ago"),
        *("in less than 1 day", "in more than 1 day", "next year", "about 3 days ago"),
    ],
)
def test_the_edge_of_the_calendar_is_an_error_of_ours(today: date, text: str) -> None:
    with pytest.raises(UsageError):
        read(text, today)
