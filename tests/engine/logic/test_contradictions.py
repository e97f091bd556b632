"""Contradictions: which answers clash, what mends them, and whose word is doubted first."""

from datetime import date
from typing import Any

import pytest

from ali_closed.model.diagnosis import Repair
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook
from tests.diagnoses import on

TODAY = date(2026, 6, 15)


def test_only_the_answers_that_clash_are_named(rulebook: Rulebook) -> None:
    found = on(
        rulebook, status="completed", paid=False, sub_status="confirmation_received", coupon="none", large_sum=True
    )
    assert found.state == "contradiction"
    (clash,) = found.contradictions
    assert set(clash.fields) == {"paid", "sub_status"}
    assert clash.where
    assert clash.repairs[0] == Repair("paid", False, True)


@pytest.mark.parametrize(
    ("order", "doubted"),
    [
        ({"shipped": False, "parcel": "received_ok"}, "parcel"),
        ({"paid": False, "shipped": True}, "paid"),
        ({"confirmed": "yes", "sub_status": "confirmation_timed_out"}, "confirmed"),
        ({"closed_when": "before_shipping", "tracking": "delivered"}, "closed_when"),
        ({"status": "payment_pending", "shipped": True}, "shipped"),
    ],
)
def test_the_buyers_word_is_doubted_before_the_page(rulebook: Rulebook, order: dict[str, Any], doubted: str) -> None:
    found = on(rulebook, **order)
    assert found.contradictions[0].repairs[0].field == doubted


def test_what_outranks_contradicts_nothing(rulebook: Rulebook) -> None:
    assert on(rulebook, status="completed", paid=False, bank="booked").state != "contradiction"
    assert on(rulebook, status="completed", tracking="moving", delivered_on="2026-06-01").state != "contradiction"


def test_the_smallest_repair_is_answered_for(rulebook: Rulebook) -> None:
    found = on(rulebook, status="completed", paid=False, sub_status="confirmation_timed_out", closed_on="2026-06-10")
    mended = on(rulebook, status="completed", paid=True, sub_status="confirmation_timed_out", closed_on="2026-06-10")
    assert (found.refund, found.dispute) == (mended.refund, mended.dispute)
    assert [reason.id for reason in found.reasons] == [reason.id for reason in mended.reasons]


@pytest.mark.parametrize("field", ["closed_on", "confirmed_on", "delivered_on", "ordered_on", "last_seen_open_on"])
def test_what_happened_cannot_lie_ahead(rulebook: Rulebook, field: str) -> None:
    found = on(rulebook, **{field: "2026-06-16"})
    assert found.contradictions[0].repairs == (Repair(field, Span.day(date(2026, 6, 16)), None),)
    assert on(rulebook, **{field: "2026-06-15"}).contradictions == ()


@pytest.mark.parametrize("field", ["protection_ends_on", "processing_ends_on", "delivery_due_on"])
def test_a_countdown_may_lie_ahead(rulebook: Rulebook, field: str) -> None:
    assert on(rulebook, **{field: "2026-09-16"}).contradictions == ()
