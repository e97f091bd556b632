"""The calendar file: right by the standard and by a second library, the same bytes each time, never doubled."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, get_args

import pytest
import vobject
from icalendar import Calendar, Event

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.diagnosis import DeadlineId, Diagnosis
from ali_closed.model.order import read_order
from ali_closed.report.formats.ics import calendar_file, no_dates
from ali_closed.report.text.catalogue import load_catalogue
from tests.own_days import own_days

TODAY: Final = date(2026, 6, 10)
RULES: Final = own_days()
WORDS: Final = load_catalogue("en", RULES)
EXPIRED: Final[Mapping[str, Any]] = {
    "id": "8190011223344556",
    "status": "completed",
    "shipped": True,
    "paid": True,
    "confirmed": "no",
    "tracking": "stalled",
    "parcel": "not_received",
    "closed_on": "2026-06-03",
    "ordered_on": "2026-04-01",
    "paid_on": "2026-04-01",
    "payment_method": "paypal",
}
NOT_SHIPPED: Final = {"id": "77", "status": "closed", "paid": True, "shipped": False, "closed_on": "2026-06-03"}
ORDERS: Final = (
    EXPIRED,
    NOT_SHIPPED,
    {"status": "payment_pending", "ordered_on": "2026-06-09"},
    {"status": "shipment_pending", "processing_ends_on": "2026-06-20", "cancel_requested_on": "2026-06-09"},
    {"status": "shipped", "shipped_on": "2026-06-08", "protection_ends_on": "2026-07-30"},
    {"status": "shipped", "dispute": "open", "dispute_opened_on": "2026-06-09"},
    {"status": "completed", "dispute": "agreed_return", "dispute_closed_on": "2026-06-09"},
    {**EXPIRED, "closed_on": "2026-05-25..2026-06-03"},
)


def diagnosed(interpreted: Mapping[str, Any], today: date = TODAY) -> Diagnosis:
    return diagnose(read_order(interpreted, today=today), rulebook=RULES, today=today)


def written(interpreted: Mapping[str, Any], today: date = TODAY) -> bytes:
    found = calendar_file(diagnosed(interpreted, today), WORDS)
    assert found is not None
    return found


def events(content: bytes) -> dict[str, Event]:
    """The events of a file by what they are about."""
    parsed = Calendar.from_ical(content)
    return {str(event["UID"]).partition("-")[2].removesuffix("@ali-closed"): event for event in parsed.walk("VEVENT")}


def imported(calendar: dict[str, Event], content: bytes) -> dict[str, Event]:
    """What a calendar holds after an import: a known UID is replaced unless the held one is newer."""
    held = dict(calendar)
    for event in Calendar.from_ical(content).walk("VEVENT"):
        known = held.get(str(event["UID"]))
        if known is None or int(known["SEQUENCE"]) <= int(event["SEQUENCE"]):
            held[str(event["UID"])] = event
    return held


@pytest.mark.parametrize("interpreted", ORDERS)
def test_a_second_library_reads_and_validates_it(interpreted: Mapping[str, Any]) -> None:
    content = written(interpreted)
    parsed = vobject.readOne(content.decode())
    parsed.validate(raiseException=True)
    assert parsed.version.value == "2.0"
    deadlines = [entry for entry in diagnosed(interpreted).deadlines if entry.on >= TODAY]
    assert sorted(event.dtstart.value for event in parsed.vevent_list) == [entry.on for entry in deadlines]
    for event in parsed.vevent_list:
        assert type(event.dtstart.value) is date
        assert event.dtend.value == event.dtstart.value + timedelta(days=1)
        assert event.summary.value.startswith("AliExpress: ")
        for alarm in event.contents.get("valarm", []):
            assert alarm.action.value == "DISPLAY"
            assert isinstance(alarm.trigger.value, timedelta)


@pytest.mark.parametrize("interpreted", ORDERS)
def test_lines_are_as_the_standard_wants_them(interpreted: Mapping[str, Any]) -> None:
    content = written(interpreted)
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    for name in (b"UID", b"DTSTAMP", b"DTSTART", b"SEQUENCE", b"SUMMARY"):
        starts = [line for line in lines if line.startswith(name)]
        assert len(starts) == content.count(b"BEGIN:VEVENT")


def test_the_dates_of_the_answer_are_there() -> None:
    found = {name: event["DTSTART"].dt for name, event in events(written(EXPIRED)).items()}
    assert found == {
        "dispute-act-by": date(2026, 6, 18),
        "dispute-last": date(2026, 6, 18),
        "review-last": date(2026, 7, 3),
        "paypal-last": date(2026, 9, 28),
    }
    refund = {name: event["DTSTART"].dt for name, event in events(written(NOT_SHIPPED)).items()}
    assert set(refund) == {"refund-late-after"} | ({"refund-expected"} & set(refund))
    assert refund["refund-late-after"] == date(2026, 7, 1)


def test_a_deadline_reminds_before_and_a_wait_after() -> None:
    act = events(written(EXPIRED))["dispute-act-by"]
    triggers = [alarm["TRIGGER"].dt for alarm in act.walk("VALARM")]
    assert triggers == [timedelta(days=-3, hours=9), timedelta(days=-1, hours=9), timedelta(hours=9)]
    late = events(written(NOT_SHIPPED))["refund-late-after"]
    assert [alarm["TRIGGER"].dt for alarm in late.walk("VALARM")] == [timedelta(days=1, hours=9)]


def test_the_last_day_reminds_only_where_it_is_another_than_the_safe_one() -> None:
    assert not events(written(EXPIRED))["dispute-last"].walk("VALARM")
    apart = events(written({**EXPIRED, "closed_on": "2026-05-28..2026-06-03"}))
    assert apart["dispute-last"]["DTSTART"].dt > apart["dispute-act-by"]["DTSTART"].dt
    assert apart["dispute-last"].walk("VALARM")


def test_the_same_input_gives_the_same_bytes_and_imports_once() -> None:
    first, second = written(EXPIRED), written(dict(reversed(EXPIRED.items())))
    assert first == second
    calendar = imported({}, first)
    assert imported(calendar, second).keys() == calendar.keys()
    assert len(calendar) == 4


def test_a_later_file_replaces_the_entries_of_the_same_order() -> None:
    calendar = imported({}, written(EXPIRED))
    later = written({**EXPIRED, "closed_on": "2026-06-05", "note": "looked it up"}, TODAY + timedelta(days=2))
    calendar = imported(calendar, later)
    acts = [event for uid, event in calendar.items() if "dispute-act-by" in uid]
    assert [event["DTSTART"].dt for event in acts] == [date(2026, 6, 20)]
    assert events(later)["dispute-act-by"]["SEQUENCE"] > events(written(EXPIRED))["dispute-act-by"]["SEQUENCE"]


def test_an_older_file_does_not_win() -> None:
    later = written({**EXPIRED, "closed_on": "2026-06-05"}, TODAY + timedelta(days=2))
    calendar = imported(imported({}, later), written(EXPIRED))
    assert [event["DTSTART"].dt for uid, event in calendar.items() if "act-by" in uid] == [date(2026, 6, 20)]


def test_two_orders_never_share_an_entry() -> None:
    calendar = imported(imported({}, written(EXPIRED)), written({**EXPIRED, "id": "8190011223344557"}))
    assert len(calendar) == 8
    unnumbered = {**EXPIRED, "id": None}
    other = {**unnumbered, "ordered_on": "2026-04-02"}
    assert len(imported(imported({}, written(unnumbered)), written(other))) == 8


def test_the_order_number_is_shown_but_not_in_the_uid() -> None:
    event = events(written(EXPIRED))["dispute-act-by"]
    assert "8190011223344556" in event["SUMMARY"]
    assert "8190011223344556" not in event["UID"]


def test_stamps_follow_from_the_day_of_the_answer() -> None:
    event = events(written(EXPIRED))["dispute-act-by"]
    assert event["DTSTAMP"].dt == datetime(2026, 6, 10, tzinfo=UTC)
    assert int(events(written(NOT_SHIPPED, date(2026, 6, 11)))["refund-late-after"]["SEQUENCE"]) > 0


def test_passed_days_are_left_out_and_nothing_left_is_said() -> None:
    over = diagnosed(EXPIRED, date(2026, 12, 1))
    assert calendar_file(over, WORDS) is None
    nothing = diagnosed({"status": "closed"})
    assert calendar_file(nothing, WORDS) is None
    assert no_dates(nothing, WORDS).startswith("There is no date to keep yet: ")
    assert no_dates(nothing._replace(next_question=None), WORDS).endswith("no question would give one.")
    assert no_dates(over, WORDS).startswith("No date lies ahead")
    back = diagnosed({"status": "closed", "paid": True, "refund": "received"})
    assert no_dates(back, WORDS).startswith("There is no date to keep. ")


def test_what_counts_days_says_from_which_day() -> None:
    for event in events(written(EXPIRED)).values():
        _, answer, _ = str(event["DESCRIPTION"]).split("\n")
        assert answer.startswith("The answer of 10 June 2026: ")


def test_every_deadline_has_words() -> None:
    known = set(get_args(DeadlineId))
    texts = {text_id.removeprefix("calendar.text.") for text_id in WORDS.texts if text_id.startswith("calendar.text.")}
    assert texts == known
    assert all(WORDS.has(f"timeline.{deadline}") for deadline in known)
    assert {entry.id for order in ORDERS for entry in diagnosed(order).deadlines} <= known


def test_commas_semicolons_and_letters_of_any_script_survive() -> None:
    found = vobject.readOne(written({**EXPIRED, "id": "заказ; 12,3\\n 𝟙" * 2}).decode())
    assert "заказ; 12,3\\n" in found.vevent_list[0].summary.value
