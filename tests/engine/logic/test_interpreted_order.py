"""What was told, as it is read: likeness to a label, answers that together say another one, what is not counted."""

from datetime import date
from typing import Any

import pytest

from ali_closed.engine.logic.interpreted_order import interpret_order, refuse_unknown_labels
from ali_closed.errors import UsageError
from ali_closed.model.order import read_order
from ali_closed.proof.witnesses import DAY
from ali_closed.rules.loader import Rulebook
from tests.diagnoses import on


def ids(texts: tuple[Any, ...]) -> list[str]:
    return [entry.id for entry in texts]


def test_a_slip_of_the_finger_is_taken_for_the_label_and_said(rulebook: Rulebook) -> None:
    found = on(rulebook, status="clsed", message="gobbledygook")
    assert found.order.value("status") == "closed"
    assert ids(found.mended) == ["told.label_alike"]
    assert ids(found.warnings) == ["told.label_alike", "told.message_unknown"]


def test_what_was_read_as_written_is_not_said_beside_the_first_line(rulebook: Rulebook) -> None:
    assert on(rulebook, status="Cerrado").mended == ()


def test_an_unknown_label_says_nothing_and_the_rest_is_answered(rulebook: Rulebook) -> None:
    found = on(rulebook, status="WAIT_GROUP", dispute="lost", sub_status="gobbledygook")
    assert found.dispute.verdict == "decided"
    assert ids(found.warnings) == ["told.label_unknown", "told.label_unknown"]


@pytest.mark.parametrize("field", ["status", "sub_status"])
def test_a_label_that_was_typed_must_be_known(rulebook: Rulebook, field: str) -> None:
    typed = read_order({field: "Finishing school"}, today=DAY)
    with pytest.raises(UsageError, match="Finishing school"):
        refuse_unknown_labels(typed, rulebook)
    refuse_unknown_labels(typed.replace(end_reason="trade_close"), rulebook)
    for known in ("finishd", "delivered"):
        refuse_unknown_labels(read_order({"status": known}, today=DAY), rulebook)


def test_what_is_denied_is_not_suggested(rulebook: Rulebook) -> None:
    with pytest.raises(UsageError) as refused:
        refuse_unknown_labels(read_order({"status": "protection not expired"}, today=DAY), rulebook)
    assert "Did you mean" not in (refused.value.hint or "")


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, {"status": "closed", "cancelled_by": "seller", "seller_says": "out_of_stock"}),
        ({"status": "completed"}, {"status": "completed", "cancelled_by": "seller"}),
        ({"cancelled_by": "buyer"}, {"status": "closed", "cancelled_by": "buyer"}),
    ],
)
def test_a_message_sets_fields_and_what_is_given_beside_it_wins(
    rulebook: Rulebook, given: dict[str, str], fields: dict[str, str]
) -> None:
    found = on(rulebook, message="The seller has cancelled your order: the item is out of stock.", **given)
    assert {name: found.order.value(name) for name in fields} == fields
    assert ids(found.warnings) == (["told.message_outranked"] if "cancelled_by" in given else [])


@pytest.mark.parametrize(
    ("message", "given", "fields"),
    [
        ("Order 8123: package in transit", {}, {"tracking": "moving", "status": None}),
        ("Commande 8123 : commande expédiée", {"paid": True}, {"status": "shipped"}),
        ("Заказ 8123: заказ отправлен", {"closed_on": "2026-05-01"}, {"status": None, "shipped": True}),
        ("Order 8123: ready to ship", {"tracking": "moving"}, {"status": None, "shipped": None}),
        ("Where is my refund? They are silent", {}, {"refund": None}),
        ("I asked them again: refund, please", {}, {"refund": None}),
        ("Your order will be shipped", {}, {"status": None, "shipped": None}),
    ],
)
def test_a_mail_carries_the_labels_of_the_page_on_its_day(
    rulebook: Rulebook, message: str, given: dict[str, Any], fields: dict[str, Any]
) -> None:
    found = interpret_order(read_order({"message": message, **given}, today=DAY), rulebook)
    assert {name: found.order.value(name) for name in fields} == fields


def test_a_status_that_no_label_knows_is_read_as_a_message(rulebook: Rulebook) -> None:
    typed = read_order({"status": "cancelled due to risk", "message": "Refund issued"}, today=DAY)
    refuse_unknown_labels(typed, rulebook)
    found = interpret_order(typed, rulebook)
    assert (found.message_fact, found.order.value("refund"), found.warnings) == ("security", "announced", ())
    assert "told.label_message" in ids(found.assumptions)


def test_messages_that_disagree_set_nothing(rulebook: Rulebook) -> None:
    found = on(rulebook, message="You cancelled this order. The seller cancelled this order.")
    assert found.order.value("cancelled_by") is None
    assert found.order.value("status") == "closed"


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        ("Your order was delivered. Please confirm receipt.", "ending"),
        ("Your order was delivered. Your account has been restricted.", "delivered"),
        ("Your account has been restricted. Closed for security reasons on this order.", "security"),
        ("Confirmation timed out. Verify your identity.", "timer"),
        ("security reasons. card declined", "security_or_card"),
        ("Payment failed. The seller did not ship.", None),
    ],
)
def test_of_several_things_the_one_that_says_most_is_counted(
    rulebook: Rulebook, message: str, fact: str | None
) -> None:
    assert interpret_order(read_order({"message": message}, today=DAY), rulebook).message_fact == fact


ACCOUNT = "your account has been suspended"


@pytest.mark.parametrize(
    "told",
    [
        {"parcel": "received_faulty", "dispute_button": "shown"},
        {"parcel": "received_faulty", "confirmed": "yes"},
        {"tracking": "delivered", "parcel": "not_received"},
        {"tracking": "returned"},
        {"dispute": "lost"},
        {"dispute": "open"},
        {"shipped": False, "paid": True},
        {},
    ],
)
def test_a_notice_about_the_account_excludes_nothing(rulebook: Rulebook, told: dict[str, Any]) -> None:
    silent = on(rulebook, status="completed", **told)
    found = on(rulebook, status="completed", message=ACCOUNT, **told)
    assert {entry.id for entry in found.reasons} == {entry.id for entry in silent.reasons}
    assert {entry.id for entry in found.ruled_out} == {entry.id for entry in silent.ruled_out}
    assert (found.refund.verdict, found.dispute.verdict) == (silent.refund.verdict, silent.dispute.verdict)
    assert ids(found.warnings) == ["warning.message_of_account"]


def test_it_tells_of_security_only_where_nothing_says_that_the_order_was_sent(rulebook: Rulebook) -> None:
    assert on(rulebook, status="closed", message=ACCOUNT).reasons[0].id in {"payment_failed", "security_pattern"}
    sent = on(rulebook, status="closed", shipped=True, message=ACCOUNT)
    assert sent.reasons[0].id not in {"payment_failed", "security_pattern", "security_coupon"}


@pytest.mark.parametrize("parcel", ["received_ok", "received_faulty", "received_partly", "wrong_item"])
@pytest.mark.parametrize("message", ["card declined", "not paid in time"])
def test_a_message_of_an_unsent_order_contradicts_goods_in_hand(rulebook: Rulebook, parcel: str, message: str) -> None:
    found = on(rulebook, status="completed", parcel=parcel, message=message)
    assert found.state == "contradiction"
    assert set(found.contradictions[0].fields) == {"message", "parcel"}


def test_a_mail_that_announces_the_end_means_today(rulebook: Rulebook) -> None:
    message = "Confirmation is awaited, your order will soon be marked as completed"
    found = on(rulebook, status="shipped", parcel="not_received", message=message)
    assert (found.state, found.refund.verdict, found.dispute.verdict) == ("not_closed", "by_dispute", "open")
    assert found.dispute.act_by == DAY
    counted = on(rulebook, status="shipped", protection_ends_on="2026-07-20", message=message)
    assert counted.dispute.last_date == date(2026, 7, 20)
    ended = on(rulebook, status="completed", message=message)
    assert ended.state == "several"


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
        ("payment_verification", "closed for security reasons", "warning.message_over_status"),
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


def test_without_what_only_the_record_says_the_answers_are_read_together(rulebook: Rulebook) -> None:
    """The record says that it was never paid; who tells of a day of sending and of paying says that he paid."""
    found = on(rulebook, end_reason="pay_timeout", paid_on="2026-05-14", shipped_on="2026-05-16")
    assert found.order.value("paid") is True
    assert [entry.field for reason in found.reasons for entry in reason.against] == ["paid"]


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
