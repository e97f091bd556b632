"""Which sentence is said of an order: the row of rules/sentences.toml behind it."""

from datetime import date
from typing import Any, Final

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.order import read_order
from ali_closed.rules.loader import load_rules

TODAY: Final = date(2026, 6, 15)
LOST: Final = {"status": "completed", "dispute": "lost", "appeal": "lost"}
OVER: Final = {"status": "completed", "shipped": True, "parcel": "not_received", "closed_on": "2026-04-10"}


@pytest.mark.parametrize(
    ("order", "kind", "row"),
    [
        ({**LOST, "chargeback": "lost"}, "dispute", "appeal_lost_for_good"),
        (LOST, "dispute", "appeal_lost"),
        (OVER, "first_line", "too_late_unseen"),
        ({**OVER, "dispute_button": "gone"}, "first_line", "too_late"),
        ({"status": "completed", "dispute": "agreed_return"}, "happened", "return_agreed"),
        (
            {"status": "shipped", "tracking": "awaiting_pickup", "delivered_on": "2026-06-05"},
            "happened",
            "marked_as_delivered",
        ),
        ({"status": "shipped", "protection_ends_on": "2026-06-05"}, "happened", "protection_ended"),
        ({"status": "expired"}, "first_line", "if_paid_and_sent"),
        ({"status": "frozen", "paid": False}, "refund", "unpaid_so_far"),
        ({"status": "frozen"}, "refund", "not_yet"),
        ({"status": "completed", "parcel": "wrong_item", "dispute_button": "shown"}, "dispute", "shown"),
        ({"status": "completed", "parcel": "wrong_item", "dispute_button": "shown"}, "first_line", "button_outlasts"),
        ({**OVER, "dispute_ends_on": "2026-06-10"}, "dispute", "over"),
        ({"status": "closed", "paid": True, "shipped": True}, "first_line", "if_wrong"),
        (
            {"status": "completed", "sub_status": "confirmation_timed_out", "closed_on": "2026-06-10"},
            "first_line",
            "if_wrong_dated",
        ),
        ({"status": "shipped", "unauthorised": True}, "first_line", "unauthorised"),
        ({"status": "shipment_pending", "unauthorised": True}, "first_line", "unauthorised_open"),
        ({"status": "closed", "unauthorised": True, "paid": True}, "refund", "by_bank"),
        ({"status": "shipment_pending", "dispute": "open", "paid": True}, "dispute", "contradiction"),
        ({"status": "shipment_pending", "dispute": "won", "paid": True}, "dispute", "contradiction"),
        ({"status": "payment failed", "bank": "nothing"}, "first_line", "nothing_left"),
        ({"status": "completed", "parcel": "not_received", "dispute": "vanished"}, "refund", "depends_on_dispute"),
    ],
)
def test_the_sentence_fits_what_was_told(order: dict[str, Any], kind: str, row: str) -> None:
    rules = load_rules()
    said = diagnose(read_order(order, today=TODAY), rulebook=rules, today=TODAY).sentences
    sentences = {
        "first_line": said.first_line,
        "happened": said.happened[0],
        "refund": said.refund[0],
        "dispute": said.dispute[0],
    }
    assert sentences[kind].id.partition(".")[2] == row


@pytest.mark.parametrize(
    ("ends", "filled"),
    [("2026-06-20", {"by_processing_ends"}), ("2026-06-15", {"by_processing_ends"}), (None, set())],
)
def test_a_day_that_is_not_past_fills_a_line_that_can_do_without(ends: str | None, filled: set[str]) -> None:
    order = read_order({"status": "shipment_pending", "paid": True, "processing_ends_on": ends}, today=TODAY)
    line = diagnose(order, rulebook=load_rules(), today=TODAY).sentences.first_line
    assert (line.id, set(line.params)) == ("first_line.waiting", filled)
