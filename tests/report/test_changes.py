"""What is told of the difference between two answers to one order: every boundary, and nothing that is only a day."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.order import read_order
from ali_closed.report.changes import change_lines, changes
from ali_closed.report.formats.json_document import document
from tests.report.answers import RULES, WORDS
from tests.report.answers import TODAY as START
from tests.test_scenarios import SCENARIOS

WON: Final = {"status": "completed", "dispute": "won", "dispute_closed_on": "2026-06-13"}
NOT_SHIPPED: Final = {"status": "closed", "paid": True, "shipped": False, "closed_on": "2026-06-13"}
UNSURE: Final = {
    "status": "completed",
    "confirmed": "no",
    "tracking": "stalled",
    "parcel": "not_received",
    "closed_on": "2026-06-08..2026-06-13",
}
ORDERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "won": WON,
    "not shipped": NOT_SHIPPED,
    "expired, day not sure": UNSURE,
    **{
        file: SCENARIOS[file].order
        for file in (
            *("asked-01-protection-ran-out", "asked-02-pressed-by-mistake", "asked-03-defect-after-confirming"),
            *("asked-04-delivered-only-on-paper", "status-shipped-before", "status-payment_pending"),
            *("status-shipment_pending", "status-cancel_requested", "status-dispute_runs", "dispute-return-agreed"),
            *("money-paypal-clock", "outside-appeal-security"),
        )
    },
}


def answered(interpreted: Mapping[str, Any], today: date) -> dict[str, Any]:
    found = diagnose(read_order(interpreted, today=today), rulebook=RULES, today=today)
    return document(found, WORDS, version="1")


def boundaries(interpreted: Mapping[str, Any]) -> set[date]:
    """Every last day that the answer names, from the first day on; of what begins, the day before."""
    found: set[date] = set()
    for day in (START, START + timedelta(days=40), START + timedelta(days=120)):
        answer = answered(interpreted, day)
        for entry in answer["deadlines"]:
            on = date.fromisoformat(entry["on"])
            if entry["id"] == "dispute_opens":
                found.add(on - timedelta(days=1))
            elif entry["id"] != "refund_expected" and not (entry["id"] == "dispute_act_by" and on == day):
                found.add(on)
    return {day for day in found if day >= START}


@pytest.mark.parametrize("name", ORDERS)
def test_saved_before_a_boundary_and_asked_after_it(name: str) -> None:
    interpreted = ORDERS[name]
    days = boundaries(interpreted)
    assert days
    for day in days:
        before, after = answered(interpreted, day), answered(interpreted, day + timedelta(days=1))
        assert changes(before, after), (name, day)
        assert change_lines(before, after, WORDS), (name, day)


@pytest.mark.slow
@pytest.mark.parametrize("name", ORDERS)
def test_a_day_on_which_nothing_happens_changes_nothing(name: str) -> None:
    interpreted = ORDERS[name]
    quiet = 0
    for number in range(1, 110):
        day = START + timedelta(days=number)
        before, after = answered(interpreted, day), answered(interpreted, day + timedelta(days=1))
        if not changes(before, after):
            quiet += 1
            assert change_lines(before, after, WORDS) == []
    assert quiet > 80


def test_the_same_answer_has_no_changes() -> None:
    for interpreted in ORDERS.values():
        answer = answered(interpreted, START)
        assert changes(answer, answer) == []
        assert change_lines(answer, answer, WORDS) == []


def test_a_window_that_has_become_contested_is_named_in_words() -> None:
    lines = change_lines(answered(UNSURE, date(2026, 6, 23)), answered(UNSURE, date(2026, 6, 24)), WORDS)
    assert any(line.startswith("Dispute: It may be too late.") for line in lines)
    assert any("Passed since: Open the dispute, last safe day, 23 June 2026." in line for line in lines)


def test_a_contested_window_has_no_safe_day_to_move() -> None:
    gone, shown = ({**UNSURE, "closed_on": "2026-06-13", "dispute_button": button} for button in ("gone", "shown"))
    lines = change_lines(answered(shown, START), answered(gone, START), WORDS)
    assert "No longer counts: Open the dispute, last safe day, 28 June 2026." in lines
    back = change_lines(answered(gone, START), answered(shown, date(2026, 6, 20)), WORDS)
    assert "New date: Open the dispute, last safe day, 28 June 2026." in back
    assert not change_lines(answered(gone, START), answered(gone, date(2026, 6, 20)), WORDS)


def test_a_late_refund_is_named_with_its_day() -> None:
    lines = change_lines(answered(WON, START), answered(WON, date(2026, 7, 20)), WORDS)
    assert lines[0] == "The refund is late now: it was due by 27 June 2026 at the latest."


def test_new_rules_and_another_reading_of_the_order_are_named() -> None:
    before = answered(WON, START)
    after = {**before, "rules_digest": "other", "rules_date": "2027-01-01", "order": {"status": "closed"}}
    paths = {entry["path"] for entry in changes(before, after)}
    assert {"rules_digest", "rules_date", "order.status"} <= paths
    assert change_lines(before, after, WORDS) == [
        "The order itself is read differently.",
        "The rules have changed since (now of 2027-01-01).",
    ]


def test_moved_new_and_dropped_dates_and_reasons() -> None:
    before = answered({"status": "shipped", "protection_ends_on": "2026-07-10"}, START)
    later = answered({"status": "shipped", "protection_ends_on": "2026-07-20"}, START)
    assert "Moved: Protection ends, from 10 July 2026 to 20 July 2026." in change_lines(before, later, WORDS)
    gone = answered({"status": "completed", "confirmed": "no", "tracking": "stalled"}, START)
    lines = change_lines(before, gone, WORDS)
    assert "No longer counts: Protection ends, 10 July 2026." in lines
    assert any(line.startswith("What can have happened: ") for line in lines)
    assert any(line.startswith("New date: Protection ends") for line in change_lines(gone, before, WORDS))
    late = answered(NOT_SHIPPED, date(2026, 9, 1))
    assert "The refund does not count as late any more." in change_lines(late, answered(NOT_SHIPPED, START), WORDS)


def test_a_saved_answer_of_another_make_is_no_crash() -> None:
    after = answered(WON, START)
    for before in ({}, {"refund": 3, "deadlines": {}, "steps": [1], "today": "then", "reasons": None}):
        assert changes(before, after)
        assert isinstance(change_lines(before, after, WORDS), list)
