"""Which draft fits: what is to be asked of a recipient follows from the diagnosis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.order import OPEN_STATUSES, Order

SECURITY: Final = ("security_coupon", "security_pattern")
_BAD_GOODS: Final = {"received_faulty": "faulty", "received_partly": "incomplete", "wrong_item": "wrong_item"}
_WAITS_FOR_BUYER: Final = frozenset({"awaiting_pickup", "delivery_failed"})
_STOPPED: Final = frozenset({"returned", "cancelled", "lost"})
_DELIVERED: Final = frozenset({"delivered", "delivered_elsewhere"})
_BEFORE_SENDING: Final = frozenset({"payment_pending", "payment_verification", "shipment_pending", "cancel_requested"})
_REFUSES: Final = frozenset({"gone", "refuses_delivered", "refuses_too_late"})
_GRANTED: Final = frozenset({"won", "partial"})
_UNDECIDED: Final = frozenset({"refused", "vanished"})
_GROUNDS: Final = {
    "none": "no_tracking",
    "unknown_number": "no_tracking",
    "returned": "returned",
    "customs": "customs",
    "delivered_elsewhere": "wrong_address",
    "cancelled": "stopped",
    "lost": "lost",
}
"""What the carrier's last line makes the ground of a dispute, whatever the buyer says of the parcel."""


@dataclass(frozen=True)
class Facts:
    """What a draft may build on: the diagnosis, and the order without the answers that contradict each other."""

    diagnosis: Diagnosis
    order: Order

    def value(self, field: str) -> Any:
        """A field of the order; None where it is not known or contradicted."""
        return self.order.value(field)

    def only(self, *reasons: str) -> bool:
        """Whether every reason that is left is one of these, under what is taken for granted."""
        left = {reason.id for reason in self.diagnosis.reasons if not reason.aside}
        return bool(left) and left <= set(reasons)

    @property
    def refund(self) -> str:
        """The verdict on the money."""
        return self.diagnosis.refund.verdict

    @property
    def dispute(self) -> str:
        """The verdict on a dispute."""
        return self.diagnosis.dispute.verdict

    @property
    def open(self) -> bool:
        """Whether the order has certainly not ended."""
        return self.diagnosis.state == "not_closed"

    @property
    def may_be_open(self) -> bool:
        """Whether the order may not have ended."""
        named = any(reason.id == "not_closed" for reason in self.diagnosis.reasons)
        return self.open or named or self.value("status") in OPEN_STATUSES

    @property
    def unsent(self) -> bool:
        """Whether the order certainly still waits to be sent."""
        return self.open and (self.value("shipped") is False or self.value("status") in _BEFORE_SENDING)

    @property
    def on_the_way(self) -> bool:
        """Whether the page calls the order sent."""
        status = self.value("status")
        return status == "shipped" or (self.value("shipped") is True and status != "frozen")

    @property
    def over(self) -> bool:
        """Whether no dispute can change anything any more, and none decided in the buyer's favour."""
        return self.refund == "too_late" or (self.dispute == "decided" and self.value("dispute") != "agreed_return")

    @property
    def overdue(self) -> bool:
        """Whether the promised day of delivery has certainly passed."""
        due = self.order.span("delivery_due_on")
        return due is not None and due.last is not None and due.last < self.diagnosis.today

    def dates(self) -> Mapping[str, date]:
        """The dates of the diagnosis that a sentence may name."""
        found = {entry.id: entry.on for entry in self.diagnosis.deadlines if entry.on >= self.diagnosis.today}
        named = {
            "expected_until": self.diagnosis.refund.expected_until,
            "paypal_last": None
            if {"paid_on", "ordered_on"} & {*contradicted(self.diagnosis)}
            else found.get("paypal_last"),
        }
        return {name: day for name, day in named.items() if day is not None}


def facts_of(diagnosis: Diagnosis) -> Facts:
    """The facts of a diagnosis that a text may state."""
    doubtful = contradicted(diagnosis)
    return Facts(diagnosis, diagnosis.order.replace(**dict.fromkeys(doubtful)))


def contradicted(diagnosis: Diagnosis) -> tuple[str, ...]:
    """The fields that cannot all be true, each once."""
    return tuple(dict.fromkeys(field for entry in diagnosis.contradictions for field in entry.fields))


def choose(recipient: str, facts: Facts) -> str:
    """The variant of the draft to this recipient that fits the facts best; for those `unfit` has nothing against."""
    return _CHOICES[recipient](facts)


def _seller(facts: Facts) -> str:
    value = facts.value
    if value("cancel_asked_by_seller") is True and facts.may_be_open:
        return "refuse_cancel"
    if value("dispute") == "agreed_return":
        return "return_parcel" if value("return") in {"sent", "arrived"} else "return_address"
    if facts.dispute == "running":
        return "settle"
    if facts.over:
        return "goodwill_rest" if value("dispute") == "partial" else "goodwill"
    if value("parcel") in _BAD_GOODS:
        return "goods_wrong"
    if value("seller_says") == "refunded":
        return "refund_said"
    if value("cancelled_by") == "not_me":
        return "not_me"
    if facts.open and (value("status") == "cancel_requested" or value("cancel_request") == "pending"):
        return "cancel_answer"
    return _parcel_from_seller(facts) or _state_from_seller(facts)


def _parcel_from_seller(facts: Facts) -> str | None:
    value, tracking = facts.value, facts.value("tracking")
    if value("seller_says") == "sent" and tracking in {None, "none", "unknown_number"}:
        return "postal_receipt"
    if facts.refund not in {"by_dispute", "depends", "not_yet"}:
        return None
    if tracking in _DELIVERED and value("parcel") == "not_received":
        return "where_delivered" if tracking == "delivered" else "delivered_elsewhere"
    if tracking in _STOPPED or facts.only("shipment_cancelled"):
        return "send_again"
    if tracking in _WAITS_FOR_BUYER:
        return "where_to_fetch"
    if tracking in {"unknown_number", "stalled"}:
        return "new_tracking"
    if facts.open and facts.on_the_way:
        return "on_its_way"
    return "where_is_it" if value("parcel") == "not_received" and not facts.unsent else None


def _state_from_seller(facts: Facts) -> str:
    if facts.unsent:
        return "when_sent"
    if facts.refund == "automatic":
        why_is_known = facts.value("seller_says") is not None or facts.only("buyer_cancelled")
        return "refund_held" if why_is_known else "ended_unsent"
    return "state" if facts.may_be_open else "what_happened"


def _support(facts: Facts) -> str:
    value, refund = facts.value, facts.refund
    if value("unauthorised") is True:
        return "unauthorised"
    if value("refund") == "received_partly":
        return "refund_part"
    if facts.diagnosis.refund.late and refund in {"automatic", "decided_by_dispute"}:
        return "refund_late"
    if facts.dispute == "running":
        return "dispute_runs"
    if refund == "decided_by_dispute":
        return _support_after_decision(facts)
    if value("dispute") in _UNDECIDED:
        return "dispute_gone"
    if value("cancelled_by") == "not_me":
        return "not_me"
    if facts.only("payment_failed"):
        return "card_verification"
    if facts.only(*SECURITY):
        return "closed_by_error"
    if facts.open and refund not in {"by_dispute", "depends"}:
        return _support_while_open(facts)
    if refund in {"nothing_to_refund", "automatic"}:
        return "no_charge" if refund == "nothing_to_refund" else "refund_wait"
    return _support_without_money(facts)


def _support_after_decision(facts: Facts) -> str:
    decision = facts.value("dispute")
    if decision == "agreed_return":
        return "return_parcel"
    return "refund_wait" if decision == "won" else "decided_wrong"


def _support_while_open(facts: Facts) -> str:
    if facts.value("parcel") in _BAD_GOODS:
        return "goods_wrong"
    if facts.value("cancel_asked_by_seller") is True:
        return "seller_wants_cancel"
    if facts.value("status") == "cancel_requested" or facts.value("cancel_request") == "pending":
        return "cancel_answer"
    return "on_its_way" if facts.on_the_way else "still_open"


def _support_without_money(facts: Facts) -> str:
    value = facts.value
    if facts.refund == "too_late":
        return "complain"
    if value("parcel") in _BAD_GOODS:
        return "goods_wrong"
    if value("confirmed") == "disputed":
        return "who_confirmed"
    if value("dispute_button") in _REFUSES and facts.dispute in {"open", "contested", "depends"}:
        return "open_dispute"
    if value("tracking") in _DELIVERED and value("parcel") == "not_received":
        return "marked_delivered"
    if facts.refund == "by_dispute" and (facts.only("shipment_cancelled") or value("tracking") in _STOPPED):
        return "seller_silent"
    if facts.open:
        return _support_while_open(facts)
    if facts.refund == "by_dispute" and value("parcel") == "not_received":
        return "ended_before_receipt"
    return "state" if facts.may_be_open else "why_ended"


def _dispute(facts: Facts) -> str:
    ground = ground_of(facts)
    assert ground is not None, "without a ground no dispute fits"
    return ground


def ground_of(facts: Facts) -> str | None:
    """The ground of a dispute; None where it is not known what the buyer has in his hands."""
    parcel, tracking = facts.value("parcel"), facts.value("tracking")
    if parcel in _BAD_GOODS:
        return _BAD_GOODS[parcel]
    if facts.value("seller_says") == "not_sent":
        return "not_sent"
    if tracking in _GROUNDS:
        return _GROUNDS[tracking]
    if facts.only("shipment_cancelled"):
        return "stopped"
    if parcel != "not_received":
        return None
    if tracking == "delivered":
        return "marked_delivered"
    return "late" if facts.overdue else "not_received"


def _appeal(facts: Facts) -> str:
    if facts.value("appeal") == "open":
        return "more"
    if facts.dispute == "decided":
        decision = facts.value("dispute")
        return {"lost": "lost", "partial": "partial", "won_nothing": "nothing_granted"}.get(decision, "decision")
    if facts.only(*SECURITY):
        return "security"
    return "payment" if facts.only("payment_failed") else "closing"


def _bank(facts: Facts) -> str:
    value, refund = facts.value, facts.refund
    if value("unauthorised") is True:
        return "unauthorised"
    if value("chargeback") in {"open", "lost"}:
        return "claim_runs" if value("chargeback") == "open" else "claim_refused"
    if value("bank") == "reserved":
        return "reserved"
    if facts.only("payment_failed") and refund != "automatic":
        return "declined"
    if refund == "nothing_to_refund":
        return "no_charge"
    if value("refund") == "received_partly":
        return "refund_part"
    granted = refund == "decided_by_dispute" and value("dispute") in _GRANTED
    if refund == "automatic" or granted:
        return "refund_missing" if facts.diagnosis.refund.late else "refund_wait"
    return "dispute_charge" if refund in {"by_dispute", "too_late", "decided_by_dispute"} else "question"


_CHOICES: Final[Mapping[str, Callable[[Facts], str]]] = {
    "seller": _seller,
    "support": _support,
    "dispute": _dispute,
    "appeal": _appeal,
    "bank": _bank,
}
