"""Orders of aliexpress.ru."""

from __future__ import annotations

from typing import Any

import pytest

from ali_closed.importers.fields.codes import codes
from tests.importers.shapes import RUSSIAN, SECRET, fields, read, shown

BASE: dict[str, Any] = {"id": "5100000000000001", "order_display_status": "WaitAcceptGoods"}


def test_a_cancelled_order_whose_money_is_back() -> None:
    assert fields(RUSSIAN) == {
        "id": "5100000000000001",
        "status": "Cancelled",
        "end_reason": "CancelledBySeller",
        "paid": True,
        "refund": "received",
        "ordered_on": "2026-05-01",
        "paid_on": "2026-05-01",
    }
    assert SECRET not in repr(read(RUSSIAN))


def test_a_time_that_is_none_costs_only_its_order() -> None:
    good, bad = {**BASE, "created_at": "2026-05-01"}, {**BASE, "created_at": "soon"}
    found = shown({"any": {"envelope": [good, bad, good]}})
    assert found == [(1, BASE["id"]), (2, "bad_date"), (3, BASE["id"])]


@pytest.mark.parametrize(("word", "facts"), sorted(codes()["order_status"].items()))
def test_every_status(word: str, facts: dict[str, object]) -> None:
    assert facts.items() <= fields({"id": "5", "order_display_status": word}).items()


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"payment_status": "Hold"}, {"paid": True}),
        ({"payment_status": "PartiallyRefunded"}, {"refund": "received_partly"}),
        ({"delivery_status": "Delivered"}, {"tracking": "delivered"}),
        ({"delivery_status": "Returned"}, {"tracking": "returned"}),
        ({"issue_status": "InProcess"}, {"dispute": "open"}),
        ({"issue": {"status": "Finished", "ae_result_refund": "Partial"}}, {"dispute": "partial"}),
        ({"issue": {"status": "Finished"}}, {"sub_status": "dispute_closed"}),
        ({"issue_status": "NoDispute"}, {"dispute": "none"}),
        ({"order_display_status": "Unknown", "antifraud_status": "InReview"}, {"status": "payment_verification"}),
        ({"order_display_status": "Complete"}, {"status": "completed"}),
        ({"order_display_status": "Close", "status": "Closed"}, {"status": "closed"}),
        ({"order_display_status": "Close", "status": "Cancelled"}, {"status": "Cancelled"}),
        ({"order_display_status": "Unknown", "status": "Finished"}, {"status": "completed"}),
        ({"orderDisplayStatus": "Complete", "order_display_status": ""}, {"status": "completed"}),
    ],
)
def test_fields_become_facts(record: dict[str, Any], said: dict[str, object]) -> None:
    assert said.items() <= fields({**BASE, **record}).items()


@pytest.mark.parametrize("silent", ["Init", "Processing", "Cancelled"])
def test_a_delivery_that_has_not_begun_is_not_a_no(silent: str) -> None:
    assert "shipped" not in fields({**BASE, "delivery_status": silent})
