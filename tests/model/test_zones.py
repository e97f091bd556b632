"""Times and zones: exact moments, days read elsewhere, and the AliExpress clock."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ali_closed.errors import UsageError
from ali_closed.model.dates import PACIFIC, read_date, read_zone
from ali_closed.model.span import Span

TODAY = date(2026, 11, 22)
BERLIN = ZoneInfo("Europe/Berlin")


def days(first: str | None, last: str | None = "") -> Span:
    last = first if last == "" else last
    return Span(first and date.fromisoformat(first), last and date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "day", "instant"),
    [
        ("2026-11-02T14:30:00+01:00", "2026-11-02", datetime(2026, 11, 2, 13, 30, tzinfo=UTC)),
        ("2000-01-01T12:00Z", "2000-01-01", datetime(2000, 1, 1, 12, tzinfo=UTC)),
        ("2199-12-31T23:59Z", "2199-12-31", datetime(2199, 12, 31, 23, 59, tzinfo=UTC)),
        ("2026-11-02T05:00Z", "2026-11-01", datetime(2026, 11, 2, 5, tzinfo=UTC)),
        ("2026-11-02t05:00z", "2026-11-01", datetime(2026, 11, 2, 5, tzinfo=UTC)),
        ("2026-11-02 23:59:59.5 -08:00", "2026-11-02", datetime(2026, 11, 3, 7, 59, 59, 500000, tzinfo=UTC)),
        ("2026-11-02T00:00-0800", "2026-11-02", datetime(2026, 11, 2, 8, tzinfo=UTC)),
        # Both ends of the hour that is missing in spring and of the one that is there twice in autumn.
        ("2026-03-08T01:59:59-08:00", "2026-03-08", datetime(2026, 3, 8, 9, 59, 59, tzinfo=UTC)),
        ("2026-03-09T06:59:59Z", "2026-03-08", datetime(2026, 3, 9, 6, 59, 59, tzinfo=UTC)),
        ("2026-03-09T07:00:00Z", "2026-03-09", datetime(2026, 3, 9, 7, tzinfo=UTC)),
        ("2026-11-01T01:30-07:00", "2026-11-01", datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),
        ("2026-11-01T01:30-08:00", "2026-11-01", datetime(2026, 11, 1, 9, 30, tzinfo=UTC)),
        ("2026-11-02T07:59:59Z", "2026-11-01", datetime(2026, 11, 2, 7, 59, 59, tzinfo=UTC)),
        ("2026-11-02T08:00:00Z", "2026-11-02", datetime(2026, 11, 2, 8, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize("zone", [None, BERLIN, PACIFIC])
def test_a_time_with_offset_is_its_pacific_day_and_keeps_its_moment(
    text: str, day: str, instant: datetime, zone: ZoneInfo | None
) -> None:
    span = read_date(text, today=TODAY, zone=zone)
    assert span == Span.day(date.fromisoformat(day), instant)
    assert span.echo() == day


def test_a_time_object_is_read_like_its_text() -> None:
    given_time = datetime(2026, 11, 2, 5, tzinfo=timezone(timedelta(hours=1)))
    assert read_date(given_time, today=TODAY) == Span.day(date(2026, 11, 1), given_time)
    with pytest.raises(UsageError, match="offset"):
        read_date(given_time.replace(tzinfo=None), today=TODAY)
    assert read_date(given_time.replace(tzinfo=None), today=TODAY, zone=BERLIN).moment == given_time


def test_a_time_without_offset_needs_a_zone() -> None:
    with pytest.raises(UsageError, match="offset") as caught:
        read_date("2026-11-02T14:30", today=TODAY)
    assert "2026-11-02T14:30:00-08:00" in (caught.value.hint or "")
    assert read_date("2026-11-02T14:30", today=TODAY, zone=BERLIN) == Span.day(
        date(2026, 11, 2), datetime(2026, 11, 2, 13, 30, tzinfo=UTC)
    )
    assert read_date("2026-11-02T08:59", today=TODAY, zone=BERLIN).first == date(2026, 11, 1)


@pytest.mark.parametrize("text", ["2026-10-25T02:30", "2026-03-29T02:30"])
def test_an_hour_that_is_there_twice_or_never_is_only_a_day(text: str) -> None:
    span = read_date(text, today=TODAY, zone=BERLIN)
    assert span == read_date(text[:10], today=TODAY, zone=BERLIN)
    assert span.moment is None


ZONES = [
    *("America/Los_Angeles", "America/New_York", "America/Havana", "Europe/Berlin", "Africa/Cairo", "UTC"),
    *("Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Honolulu"),
]
CHANGES = [date(2026, 3, 8), date(2026, 11, 1), date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 24)]


@pytest.mark.parametrize("name", ZONES)
def test_a_day_elsewhere_is_all_the_pacific_days_it_can_be(name: str) -> None:
    """Against every quarter of an hour around the clock changes here and there, and a year's end."""
    zone = ZoneInfo(name)
    for change in [*CHANGES, date(2026, 12, 31)]:
        met = defaultdict(set)
        start = datetime(change.year, change.month, change.day, tzinfo=UTC) - timedelta(days=4)
        for quarter in range(8 * 24 * 4):
            instant = start + timedelta(minutes=15 * quarter)
            met[instant.astimezone(zone).date()].add(instant.astimezone(PACIFIC).date())
        for day in sorted(met)[2:-2]:
            span = read_date(day.isoformat(), today=TODAY, zone=zone)
            assert span == Span(min(met[day]), max(met[day])), day


def test_a_zone_that_is_pacific_time_changes_nothing() -> None:
    for offset in range(-40, 401):
        day = (date(2026, 3, 8) + timedelta(days=offset)).isoformat()
        assert read_date(day, today=TODAY, zone=PACIFIC) == read_date(day, today=TODAY)


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ("2026-11-02", days("2026-11-01", "2026-11-02")),
        ("2026-11", days("2026-10-31", "2026-11-30")),
        ("2026-11-02..2026-11-05", days("2026-11-01", "2026-11-05")),
        ("2026-11-02..", days("2026-11-01", None)),
        ({"until": "2026-11-05"}, days(None, "2026-11-05")),
        ("today", days("2026-11-21", "2026-11-22")),
        ("3 weeks ago", days("2026-10-28", "2026-11-04")),
        ("more than 15 days ago", days(None, "2026-11-06")),
        (date(2026, 11, 2), days("2026-11-01", "2026-11-02")),
        (days("2026-11-02"), days("2026-11-02")),
    ],
)
def test_with_a_zone_everything_but_a_span_read_already_is_a_day_there(value: object, span: Span) -> None:
    assert read_date(value, today=TODAY, zone=BERLIN) == span


def test_a_day_that_a_zone_left_out_is_still_read() -> None:
    span = read_date("2011-12-30", today=TODAY, zone=ZoneInfo("Pacific/Apia"))
    assert span.first is not None


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("Europe/Berln", "Europe/Berlin"),
        ("Moskow", "Europe/Moscow"),
        ("New York", "America/New_York"),
        ("Amercia/New York", "America/New_York"),
    ],
)
def test_a_zone_misspelt_is_refused_with_the_closest(name: str, meant: str) -> None:
    with pytest.raises(UsageError, match="time zone") as caught:
        read_zone(name)
    assert caught.value.code == "bad_zone"
    assert meant in (caught.value.hint or "")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "PST",
        "localtime",
        "Factory",
        "../etc/passwd",
        "/etc/localtime",
        "America",
        "\x00",
        "\ud800",
        "x" * 9999,
    ],
)
def test_what_is_no_zone_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_zone(name)
    assert caught.value.hint


def test_a_zone_by_its_name() -> None:
    assert read_zone("Europe/Berlin") == BERLIN
    assert read_zone("America/Los_Angeles") == PACIFIC


@given(st.dates(date(2000, 1, 1), date(2199, 12, 31)), st.sampled_from([None, *map(ZoneInfo, ZONES)]))
def test_a_day_anywhere_is_one_or_two_pacific_days_near_it(day: date, zone: ZoneInfo | None) -> None:
    span = read_date(day.isoformat(), today=TODAY, zone=zone)
    assert span.first is not None
    assert span.last is not None
    assert 0 <= (span.last - span.first).days <= 1
    assert abs((span.first - day).days) <= 1
    assert abs((span.last - day).days) <= 1
