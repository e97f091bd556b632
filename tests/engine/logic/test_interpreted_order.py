"""What was told, as it is read: likeness to a label, answers that together say another one, what is not counted."""

from typing import Any

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.errors import UsageError
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.order import read_order
from ali_closed.proof.witnesses import DAY
from ali_closed.rules.loader import Rulebook


def on(rulebook: Rulebook, **interpreted: Any) -> Diagnosis:
    return diagnose(read_order(interpreted, today=DAY), rulebook=rulebook, today=DAY)


def ids(texts: tuple[Any, ...]) -> list[str]:
    return [entry.id for entry in texts]


def test_a_slip_of_the_finger_is_taken_for_the_label_and_said(rulebook: Rulebook) -> None:
    """`Notaid` and `Not paid` share 12 of 14 letters: 85.7 percent."""
    found = on(rulebook, status="Notaid")
    assert found.order.value("status") == "payment_pending"
    assert ids(found.warnings) == ["told.label_alike"]


def test_a_word_that_is_less_alike_is_refused(rulebook: Rulebook) -> None:
    """`Nohipped` and `Not shipped` share 16 of 19 letters: 84.2 percent."""
    with pytest.raises(UsageError, match="Nohipped"):
        on(rulebook, status="Nohipped")


def test_a_pending_cancellation_makes_a_waiting_order_one_that_waits_for_the_answer(rulebook: Rulebook) -> None:
    found = on(rulebook, status="shipment_pending", cancel_request="pending")
    assert found.order.value("status") == "cancel_requested"
    assert "told.cancellation_pending" in ids(found.assumptions)


@pytest.mark.parametrize("answer", ["none", "refused", "withdrawn"])
def test_one_that_is_not_pending_does_not(rulebook: Rulebook, answer: str) -> None:
    found = on(rulebook, status="shipment_pending", cancel_request=answer)
    assert found.order.value("status") == "shipment_pending"


@pytest.mark.parametrize(
    ("status", "message", "warning"),
    [
        ("shipped", "security reasons", "warning.message_over_status"),
        ("shipment_pending", "security reasons", "warning.message_over_status"),
        ("payment_verification", "security reasons", "warning.status_over_message"),
        ("shipped", "not paid in time", "warning.status_over_message"),
        ("shipped", "confirmation timed out", "warning.message_over_status"),
        ("payment_pending", "not paid in time", "warning.message_over_status"),
        ("shipment_pending", "not shipped in time", "warning.message_over_status"),
        ("frozen", "security reasons", "warning.message_over_status"),
        ("shipped", "card declined", "warning.status_over_message"),
        ("frozen", "shipment cancelled", "warning.status_over_message"),
        ("closed", "security reasons", None),
    ],
)
def test_what_is_not_counted_is_said(rulebook: Rulebook, status: str, message: str, warning: str | None) -> None:
    found = on(rulebook, status=status, message=message)
    assert ids(found.warnings) == ([warning] if warning else [])


def test_what_only_the_record_says_is_no_answer_to_repair(rulebook: Rulebook) -> None:
    """The record says that it was never sent, the tracking that it was delivered; nobody answered "not sent"."""
    found = on(rulebook, status="closed", end_reason="seller_send_goods_timeout", tracking="delivered")
    assert (found.state, found.contradictions) == ("settled", ())
    assert [reason.id for reason in found.reasons] == ["seller_did_not_ship"]
    assert ids(found.warnings) == ["told.end_reason_decides"]


def test_a_withdrawn_cancellation_leaves_an_order_that_waits_for_the_seller(rulebook: Rulebook) -> None:
    assert (
        on(rulebook, status="cancel_requested", cancel_request="withdrawn").order.value("status") == "shipment_pending"
    )


def test_what_stands_beside_the_status_ends_it(rulebook: Rulebook) -> None:
    found = on(rulebook, status="shipped", sub_status="confirmation_timed_out")
    assert found.reasons[0].id == "protection_expired"


def test_a_record_outranks_the_status_and_the_message_alike(rulebook: Rulebook) -> None:
    recorded = rulebook.words.end_reasons
    value = next(entry.value for entry in recorded.values() if entry.reasons == ("seller_did_not_ship",))
    found = on(rulebook, status="frozen", message="shipment cancelled", end_reason=value)
    assert "warning.status_over_message" not in ids(found.warnings)
