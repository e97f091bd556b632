"""Reading dates: every form with numbers, spans, and what is refused."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzoffset
from hypothesis import given, settings
from hypothesis import strategies as st

from ali_closed.errors import UsageError, quoted
from ali_closed.model.dates import PACIFIC, read_date
from ali_closed.model.span import Span

TODAY = date(2026, 11, 22)
BERLIN = ZoneInfo("Europe/Berlin")


def days(first: str | None, last: str | None = "") -> Span:
    last = first if last == "" else last
    return Span(first and date.fromisoformat(first), last and date.fromisoformat(last))


def refused(value: object, **options: object) -> UsageError:
    with pytest.raises(UsageError) as caught:
        read_date(value, today=TODAY, **options)  # type: ignore[arg-type]
    error = caught.value
    assert error.code == "bad_date"
    assert error.hint
    return error


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ("2026-11-02", days("2026-11-02")),
        (" 2026-11-02\n", days("2026-11-02")),
        ("2024-02-29", days("2024-02-29")),
        ("2026-11", days("2026-11-01", "2026-11-30")),
        ("2024-02", days("2024-02-01", "2024-02-29")),
        ("2026-12", days("2026-12-01", "2026-12-31")),
        ("2026-11-02..2026-11-05", days("2026-11-02", "2026-11-05")),
        ("2026-11-02 .. 2026-11-05", days("2026-11-02", "2026-11-05")),
        ("2026-11-02..2026-11-02", days("2026-11-02")),
        ("2026-11-02..", days("2026-11-02", None)),
        ("..2026-11-05", days(None, "2026-11-05")),
        ("2026-09..2026-10", days("2026-09-01", "2026-10-31")),
        ("2026-11-05..2026-11", days("2026-11-05", "2026-11-30")),
        ("2026-11..2026-11-05", days("2026-11-01", "2026-11-05")),
        ("3 weeks ago..yesterday", days("2026-10-29", "2026-11-21")),
        ("2 Nov 2026..Nov 5, 2026", days("2026-11-02", "2026-11-05")),
        ("..more than 15 days ago", days(None, "2026-11-06")),
        ("2026-11-02T05:00Z..", days("2026-11-01", None)),
        ("2000-01-01", days("2000-01-01")),
        ("2199-12-31", days("2199-12-31")),
        ("today" + " " * 95, days("2026-11-22")),
        ("2026-11-02T10:00-08:00..today", days("2026-11-02", "2026-11-22")),
        ({"from": "2026-11-02", "until": "2026-11-05"}, days("2026-11-02", "2026-11-05")),
        ({"from": "2026-11-02"}, days("2026-11-02", None)),
        ({"until": "2026-11-05"}, days(None, "2026-11-05")),
        ({"from": "2026-11-02", "until": None}, days("2026-11-02", None)),
        ({"from": None, "until": "yesterday"}, days(None, "2026-11-21")),
        ({"from": "2026-10", "until": "2026-10"}, days("2026-10-01", "2026-10-31")),
        (date(2026, 11, 2), days("2026-11-02")),
        ({"from": date(2026, 11, 2), "until": date(2026, 11, 5)}, days("2026-11-02", "2026-11-05")),
        (days("2026-11-02", None), days("2026-11-02", None)),
    ],
)
def test_days_months_and_spans(value: object, span: Span) -> None:
    assert read_date(value, today=TODAY) == span


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("18.11.2026", "2026-11-18"),
        ("01.02.2026", "2026-02-01"),
        ("1.2.2026", "2026-02-01"),
        ("18/11/2026", "2026-11-18"),
        ("11/18/2026", "2026-11-18"),
        ("18-11-2026", "2026-11-18"),
        ("2/2/2026", "2026-02-02"),
        ("2026/11/18", "2026-11-18"),
        ("2026/1/2", "2026-01-02"),
        ("2026.11.18", "2026-11-18"),
        ("2026-11-2", "2026-11-02"),
        ("29/2/2024", "2024-02-29"),
        ("1/1/2000", "2000-01-01"),
        ("31/12/2199", "2199-12-31"),
    ],
)
def test_days_as_people_write_them_where_only_one_can_be_meant(text: str, day: str) -> None:
    assert read_date(text, today=TODAY) == days(day)
    assert read_date(f"{text}..", today=TODAY) == days(day, None)


@given(st.dates(date(2000, 1, 1), date(2199, 12, 31)), st.booleans())
def test_a_day_in_any_order_is_that_day_or_refused_with_it(day: date, zeros: bool) -> None:
    width = 2 if zeros else 1
    d, m = f"{day.day:0{width}}", f"{day.month:0{width}}"
    assert read_date(f"{d}.{m}.{day.year}", today=TODAY) == Span.day(day)
    for text in (f"{day.year}/{m}/{d}", f"{day.year}.{m}.{d}", f"{day.year}-{m}-{d}"):
        assert read_date(text, today=TODAY) == Span.day(day)
    for text in (f"{d}/{m}/{day.year}", f"{m}/{d}/{day.year}", f"{d}-{m}-{day.year}"):
        if day.day > 12 or day.day == day.month:
            assert read_date(text, today=TODAY) == Span.day(day)
        else:
            swapped = date(day.year, day.day, day.month)
            assert refused(text).hint == f"Write {min(day, swapped)} or {max(day, swapped)}."


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1/2/26", "2026-01-02 or 2026-02-01"),
        ("1-2-2026", "2026-01-02 or 2026-02-01"),
        ("12 11 2026", "2026-11-12 or 2026-12-11"),
        ("1/2/2026", "2026-01-02 or 2026-02-01"),
        ("11.18.2026", "2026-11-18"),
        ("18.11.26", "2026-11-18"),
        ("18 11 2026", "2026-11-18"),
        ("2/13/26", "2026-02-13"),
        ("1/1/26", "2026-01-01"),
    ],
)
def test_numbers_that_could_mean_something_else_are_refused_with_what_they_could_mean(text: str, readings: str) -> None:
    error = refused(text)
    assert error.hint == f"Write {readings}."
    assert text in error.message
    for reading in readings.split(" or "):
        read_date(reading, today=TODAY)


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, False, 0, 10, 2026, 1700000000, 10**5000, 1.5, float("nan"), b"2026-11-02", object()),
        *([], ["2026-11-02"], (), set(), {}, {"from": None}, {"from": None, "until": None}),
        *(
            "",
            " ",
            "..",
            "...",
            "....",
            ".",
            "-",
            "unknown",
            "null",
            "10",
            "2026",
            "1700000000",
            "1700000000000",
        ),
        *(
            "1e9",
            "-5",
            "3.5",
            "99999999",
            "2026-00",
            "2026-13",
            "0000-01",
            "2026-02-30",
            "2023-02-29",
            "2026-11-31",
        ),
        *("0000-00-00", "0001-01-01", "1999-12-31", "2200-01-01", "9999-12-31", "9999-12", "12026-11-02"),
        *("31/31/26", "30/2/2026", "0/0/0", "1/2/126", "1/2/9999", "13/2026", "2026/13", "20261112", "1/2", "1/2-26"),
        *("2026-11-02T25:00Z", "2026-11-02T14:60Z", "2026-11-02T14:30:60Z", "2026-11-02T14:30+25:00"),
        *(
            "2026-11-02T14Z",
            "2026-11-02T",
            "2026-02-30T10:00Z",
            "9999-12-31T23:59Z",
            "0001-01-01T00:00+14:00",
        ),
        *("2026-11-02T14:30 Europe/Berlin", "2026-W45-1", "2026-306", "--11-02"),
        *(
            "2026-11-05..2026-11-02",
            "2026-12..2026-11",
            "tomorrow..today",
            "2026-11-02..2026-11-05..2026-11-09",
        ),
        *("2026-11-02...2026-11-05", "a..b", "2026-11-02..x", "x..", "..x", "more than 15 days ago..today"),
        *("..in more than 3 days", "more than 1 day ago..in more than 1 day"),
        *(
            {"from": "2026-11-05", "until": "2026-11-02"},
            {"from": "a..b"},
            {"from": "2026-11-02..2026-11-05"},
        ),
        *({"from": {"from": "2026-11-02"}}, {"from": 10}, {"from": True}, {"until": []}, {"from": "unknown"}),
        *({"From": "2026-11-02"}, {"from": "2026-11-02", "to": "2026-11-05"}, {1: "2026-11-02"}),
        *(
            "٢٠٢٦-11-02",
            "２０２６-11-02",
            "2026–11–02",
            "1² days ago",
            "2026-11-0２",
            "\x002026-11-02",
            "x" * 10**6,
        ),
        *("2026-11-02\x00", "\ud800", "today\u200b", "2026-11-02 2026-11-05"),
    ],
    ids=quoted,
)
@pytest.mark.parametrize("zone", [None, BERLIN])
def test_what_is_not_clearly_one_date_is_refused(value: object, zone: ZoneInfo | None) -> None:
    error = refused(value, zone=zone, field="closed_on")
    assert error.field == "closed_on"
    assert error.message.startswith("closed_on: ")
    assert len(error.message) < 200
    assert error.message.isprintable()


@pytest.mark.parametrize("text", ["31/31/26", "30/2/2026"])
def test_what_no_calendar_has_is_not_offered(text: str) -> None:
    assert "no such day" in refused(text).message


def test_without_a_field_the_message_names_none() -> None:
    error = refused("1/2/26")
    assert error.field is None
    assert error.message == "`1/2/26` could mean two dates."


def test_a_backwards_span_is_backwards_in_every_zone_and_the_hint_is_the_mended_span() -> None:
    for zone in (None, BERLIN, ZoneInfo("Pacific/Kiritimati"), PACIFIC):
        error = refused("2026-11-05..2026-11-04", zone=zone)
        assert "2026-11-04..2026-11-05" in (error.hint or "")


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.datetimes()
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["from", "until"]) | st.text(), inner),
    max_leaves=8,
)
TOKENS = st.sampled_from(
    [
        *(
            "2026",
            "26",
            "11",
            "2",
            "02",
            "31",
            "29",
            "0",
            "9999",
            "-",
            "/",
            ".",
            "..",
            ":",
            " ",
            " ",
            "t",
            "z",
            "+01:00",
        ),
        *(
            "ago",
            "in",
            "from now",
            "about",
            "~",
            "more than",
            "less than",
            "at least",
            "a",
            "twelve",
            "days",
            "week",
        ),
        *(
            "months",
            "years",
            "last",
            "next",
            "this",
            "mid-",
            "late",
            "mar",
            "february",
            "may",
            "today",
            "tomorrow",
        ),
        *("2026-11-02", "2024-02", "14:30", "nd", ",", "of", "the", "on", "\n", "٣"),
    ]
)
DATE_LIKE = st.lists(TOKENS, max_size=9).map("".join) | st.lists(TOKENS, max_size=7).map(" ".join)
ANY_ZONE = st.sampled_from(
    [
        None,
        PACIFIC,
        BERLIN,
        *map(ZoneInfo, ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Apia", "Africa/Cairo")),
    ]
)


def outcome(value: object, today: date, zone: ZoneInfo | None = None) -> Span | UsageError:
    try:
        return read_date(value, today=today, zone=zone, field="paid_on")
    except UsageError as error:
        return error


@settings(max_examples=500)
@given(JSON | DATE_LIKE, st.dates(), ANY_ZONE)
def test_any_value_at_all_is_a_span_or_an_error_of_ours(value: object, today: date, zone: ZoneInfo | None) -> None:
    found = outcome(value, today, zone)
    if isinstance(found, Span):
        assert (found.first, found.last) != (None, None)
    else:
        assert (found.code, found.field) == ("bad_date", "paid_on")
        assert found.hint


@settings(max_examples=400)
@given(DATE_LIKE, st.dates(date(2015, 1, 1), date(2100, 1, 1)))
def test_what_is_echoed_is_read_again_as_the_same(text: str, today: date) -> None:
    span = outcome(text, today)
    if isinstance(span, Span):
        assert read_date(span.echo(), today=today) == Span(span.first, span.last)


DAYS = st.dates(date(2000, 1, 1), date(2199, 12, 31))


@given(DAYS, DAYS)
def test_two_days_are_a_span_in_text_and_in_json(one: date, other: date) -> None:
    first, last = sorted((one, other))
    span = Span(first, last)
    assert read_date(f"{first}..{last}", today=TODAY) == span
    assert read_date({"from": f"{first}", "until": f"{last}"}, today=TODAY) == span


def test_a_zone_need_not_be_one_that_can_be_remembered_by() -> None:
    zone = tzoffset(None, 7200)  # of dateutil: it has no hash
    today = date(2026, 6, 15)
    assert read_date("2026-06-01", today=today, zone=zone) == Span(date(2026, 5, 31), date(2026, 6, 1))
