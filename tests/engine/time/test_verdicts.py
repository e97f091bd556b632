"""Verdicts of several reasons: what all say, else that it depends; earliest to act, latest to wait."""

from datetime import date, timedelta
from itertools import combinations
from typing import Any, get_args

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.time.readings import DisputeWindow
from ali_closed.engine.time.verdicts import Outcome, ReasonVerdict, all_disputes, all_refunds, combine_verdicts
from ali_closed.model.diagnosis import Diagnosis, DisputeVerdict, RefundVerdict
from ali_closed.model.order import read_order
from ali_closed.rules.loader import Rulebook

TODAY = date(2026, 6, 15)
DAY = timedelta(days=1)
WORDS: tuple[DisputeVerdict, ...] = get_args(DisputeVerdict)


def on(rulebook: Rulebook, today: date = TODAY, **order: Any) -> Diagnosis:
    return diagnose(read_order(order, today=today), rulebook=rulebook, today=today)


def test_several_windows_never_say_more_than_each_of_them() -> None:
    for size in range(1, 5):
        for words in combinations(WORDS, size):
            verdict = combine_verdicts(words)
            if len(words) == 1:
                assert verdict == words[0]
            else:
                assert verdict in {"contested", "depends"}
            if verdict == "contested":
                assert set(words) <= {"open", "contested", "not_yet", "over"}


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ({"open", "over"}, "contested"),
        ({"open", "contested"}, "contested"),
        ({"not_yet", "contested"}, "contested"),
        ({"not_yet", "over"}, "depends"),
        ({"open", "not_yet"}, "depends"),
        ({"open", "not_needed"}, "depends"),
        ({"running", "decided"}, "depends"),
    ],
)
def test_two_windows_together(words: set[DisputeVerdict], verdict: str) -> None:
    assert combine_verdicts(words) == verdict


def one(refund: RefundVerdict, window: DisputeWindow) -> ReasonVerdict:
    return ReasonVerdict("a_reason", (Outcome(refund, window),))


def test_the_earliest_deadline_of_several_reasons_is_acted_by() -> None:
    windows = [DisputeWindow("open", (), None, TODAY + n * DAY, TODAY + 2 * n * DAY) for n in (3, 9)]
    found = all_disputes([one("by_dispute", window) for window in windows], TODAY)
    assert (found.verdict, found.act_by, found.last_date) == ("open", TODAY + 3 * DAY, TODAY + 18 * DAY)
    contested = all_disputes([one("by_dispute", windows[0]), one("too_late", DisputeWindow("over"))], TODAY)
    assert (contested.verdict, contested.act_by) == ("contested", TODAY)


def test_refunds_that_differ_depend() -> None:
    none = DisputeWindow("not_needed")
    assert all_refunds([one("automatic", none), one("automatic", none)], TODAY).verdict == "automatic"
    assert all_refunds([one("automatic", none), one("by_dispute", none)], TODAY).verdict == "depends"
    assert all_refunds([one("too_late", none), one("by_dispute", none)], TODAY).verdict == "by_dispute"


@pytest.mark.parametrize("after", [27, 28, 29])
def test_a_refund_is_late_only_after_the_latest_of_all(rulebook: Rulebook, after: int) -> None:
    """20 business days, the longest of any document, end on the 28th day after Thursday 21 May."""
    closed = date(2026, 5, 21)
    found = on(rulebook, closed + after * DAY, status="closed", paid=True, shipped=False, closed_on=closed.isoformat())
    assert found.refund.verdict == "automatic"
    assert found.refund.expected_until == closed + 28 * DAY
    assert found.refund.late is (after > 28)


def test_a_refund_received_needs_no_dispute_unless_one_runs(rulebook: Rulebook) -> None:
    ended = {"status": "completed", "sub_status": "confirmation_timed_out", "paid": True, "refund": "received"}
    assert on(rulebook, **ended).refund.verdict == "already_refunded"
    assert on(rulebook, **ended).dispute.verdict == "not_needed"
    running = on(rulebook, **ended, dispute="open")
    assert (running.refund.verdict, running.dispute.verdict) == ("already_refunded", "running")


@pytest.mark.parametrize(
    ("order", "refund", "dispute"),
    [
        ({"status": "payment_pending"}, "nothing_to_refund", "not_needed"),
        ({"status": "payment_verification"}, "not_yet", "not_needed"),
        ({"status": "shipment_pending"}, "not_yet", "not_needed"),
        ({"status": "cancel_requested"}, "not_yet", "not_needed"),
        ({"status": "frozen"}, "not_yet", "not_needed"),
        ({"status": "shipped", "tracking": "moving", "shipped_on": "2026-06-10"}, "not_yet", "not_yet"),
        ({"status": "shipped", "tracking": "lost", "parcel": "not_received"}, "by_dispute", "open"),
        ({"status": "shipped", "parcel": "received_ok"}, "not_yet", "not_needed"),
        ({"status": "shipped", "dispute": "open"}, "decided_by_dispute", "running"),
        ({"dispute": "open"}, "decided_by_dispute", "running"),
    ],
)
def test_an_order_that_has_not_ended(rulebook: Rulebook, order: dict[str, Any], refund: str, dispute: str) -> None:
    found = on(rulebook, **order)
    assert found.state == "not_closed" or found.reasons[0].id == "not_closed"
    assert (found.refund.verdict, found.dispute.verdict) == (refund, dispute)
