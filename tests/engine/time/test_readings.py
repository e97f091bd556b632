"""The windows of a dispute: over only when every document says so, plainly open only when none says otherwise."""

from datetime import date, timedelta
from typing import Any

import pytest

from ali_closed.engine.time.readings import combine
from ali_closed.model.diagnosis import ReadingApplied
from ali_closed.rules.loader import Rulebook
from tests.diagnoses import on

DAY = timedelta(days=1)
START = date(2026, 2, 20)
ENDED = {"paid": True, "shipped": True, "dispute": "none"}
EXPIRED = {**ENDED, "status": "completed", "sub_status": "confirmation_timed_out", "parcel": "not_received"}
CONFIRMED = {**ENDED, "status": "completed", "sub_status": "confirmation_received"}


@pytest.mark.parametrize("after", range(46))
def test_one_length_from_one_start(rulebook: Rulebook, after: int) -> None:
    found = on(rulebook, START + after * DAY, **EXPIRED, closed_on=START.isoformat()).dispute
    if after <= 15:
        assert (found.verdict, found.act_by, found.last_date) == ("open", START + 15 * DAY, START + 15 * DAY)
    else:
        assert (found.verdict, found.act_by, found.last_date) == ("over", None, START + 15 * DAY)


@pytest.mark.parametrize("after", range(25))
def test_two_lengths_from_one_start(rulebook: Rulebook, after: int) -> None:
    today = START + after * DAY
    mistaken = on(
        rulebook, today, **CONFIRMED, confirmed="by_mistake", confirmed_on=START.isoformat(), parcel="not_received"
    ).dispute
    if after <= 5:
        assert (mistaken.verdict, mistaken.act_by) == ("open", START + 5 * DAY)
    elif after <= 15:
        assert (mistaken.verdict, mistaken.act_by) == ("contested", today)
    else:
        assert (mistaken.verdict, mistaken.act_by) == ("over", None)
    assert mistaken.last_date == START + 15 * DAY


@pytest.mark.parametrize("after", range(20))
def test_a_document_that_calls_it_too_late_makes_it_contested(rulebook: Rulebook, after: int) -> None:
    today = START + after * DAY
    long_ago = {"ordered_on": "2025-09-01", "paid_on": "2025-09-01"}
    faulty = on(
        rulebook,
        today,
        **CONFIRMED,
        **long_ago,
        confirmed="yes",
        confirmed_on=START.isoformat(),
        parcel="received_faulty",
    ).dispute
    assert faulty.verdict == ("contested" if after <= 15 else "over")
    assert faulty.act_by == (today if after <= 15 else None)
    assert {reading.says for reading in faulty.readings if reading.period == "confirmed_then_defect"} == {"over"}


def test_a_span_makes_the_days_between_contested(rulebook: Rulebook) -> None:
    span = {"from": START.isoformat(), "until": (START + 10 * DAY).isoformat()}
    verdicts = {
        after: on(rulebook, START + after * DAY, **EXPIRED, closed_on=span).dispute.verdict for after in range(10, 31)
    }
    assert {after for after, verdict in verdicts.items() if verdict == "open"} == set(range(10, 16))
    assert {after for after, verdict in verdicts.items() if verdict == "contested"} == set(range(16, 26))
    assert {after for after, verdict in verdicts.items() if verdict == "over"} == set(range(26, 31))


def reading(period: str, first: date | None, last: date | None, says: Any) -> ReadingApplied:
    return ReadingApplied(
        period, "000a", ("000:20",), "calendar_days", (15, 15), "closed_on", "", None, first, last, says
    )


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ([], "depends"),
        (["open"], "open"),
        (["over"], "over"),
        ([None], "contested"),
        (["open", "over"], "contested"),
        (["open", None], "contested"),
        (["over", None], "contested"),
        (["open", "open"], "open"),
        (["over", "over"], "over"),
    ],
)
def test_readings_are_combined(said: list[Any], verdict: str) -> None:
    readings = [reading("dispute_window", START, START + DAY, word) for word in said]
    undated = reading("dispute_window", None, None, None)
    assert combine(readings, START).verdict == verdict
    assert combine([undated, *readings], START).verdict == ("contested" if verdict == "over" else verdict)


def test_the_earliest_end_is_acted_by_and_the_latest_is_shown() -> None:
    today = START - 3 * DAY
    found = combine(
        [
            reading("dispute_window", START, START, "open"),
            reading("dispute_window", START + 9 * DAY, START + 9 * DAY, "open"),
        ],
        today,
    )
    assert (found.act_by, found.last_date) == (START, START + 9 * DAY)
