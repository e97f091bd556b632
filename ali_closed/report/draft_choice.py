"""Which draft fits: what is to be asked of a recipient follows from the diagnosis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.order import OPEN_STATUSES, Order

RECIPIENTS: Final = ("seller", "support", "dispute", "appeal", "bank")

_SECURITY: Final = frozenset({"security_coupon", "security_pattern"})
_BAD_GOODS: Final = {"received_faulty": "faulty", "received_partly": "incomplete", "wrong_item": "wrong_item"}
_ASTRAY: Final = frozenset({"unknown_number", "stalled", "delivery_failed", "returned", "cancelled", "lost"})
_STOPPED: Final = frozenset({"returned", "cancelled", "lost"})
_DELIVERED: Final = frozenset({"delivered", "delivered_elsewhere"})
_REFUSES: Final = frozenset({"gone", "refuses_delivered", "refuses_too_late"})
_GRANTED: Final = frozenset({"won", "partial"})


@dataclass(frozen=True)
class Facts:
    """What a draft may build on: the diagnosis, and the order without the answers that contradict each other."""

    diagnosis: Diagnosis
    order: Order

    def value(self, field: str) -> Any:
        """A field of the order; None where it is not known or contradicted."""
        return self.order.value(field)

    def only(self, *reasons: str) -> bool:
        """Whether every reason that is left is one of these."""
        left = {reason.id for reason in self.diagnosis.reasons}
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
    def overdue(self) -> bool:
        """Whether the promised day of delivery has certainly passed."""
        due = self.order.span("delivery_due_on")
        return due is not None and due.last is not None and due.last < self.diagnosis.today

    def dates(self) -> Mapping[str, date]:
        """The dates of the diagnosis that a sentence may name."""
        found = {entry.id: entry.on for entry in self.diagnosis.deadlines if entry.on >= self.diagnosis.today}
        named = {
            "expected_until": self.diagnosis.refund.expected_until,
            "opens_on": self.diagnosis.dispute.opens_on,
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
    """The variant of the draft to this recipient that fits the facts best."""
    return _CHOICES[recipient](facts)


def _seller(facts: Facts) -> str:
    value = facts.value
    if value("cancel_asked_by_seller") is True and facts.may_be_open:
        return "refuse_cancel"
    if value("dispute") == "agreed_return":
        return "return_parcel"
    if facts.dispute == "running":
        return "settle"
    if value("parcel") in _BAD_GOODS:
        return "goods_wrong"
    if value("seller_says") == "refunded" and value("refund") != "received":
        return "refund_said"
    if value("parcel") != "received_ok" and (about_parcel := _parcel_from_seller(facts)):
        return about_parcel
    if value("cancelled_by") == "not_me":
        return "not_me"
    if facts.open:
        return "when_sent" if value("status") == "shipment_pending" else "question"
    return "what_happened"


def _parcel_from_seller(facts: Facts) -> str | None:
    tracking = facts.value("tracking")
    if facts.value("seller_says") == "sent" and tracking in {None, "none", "unknown_number"}:
        return "postal_receipt"
    if facts.refund == "too_late" or facts.dispute == "decided":
        return "goodwill"
    if tracking in _DELIVERED and facts.value("parcel") == "not_received":
        return "where_delivered"
    if facts.refund in {"by_dispute", "depends"} and (tracking in _ASTRAY or facts.only("shipment_cancelled")):
        return "new_tracking"
    return "where_is_it" if facts.refund == "by_dispute" and facts.value("parcel") == "not_received" else None


def _support(facts: Facts) -> str:
    value, refund = facts.value, facts.refund
    if value("unauthorised") is True:
        return "unauthorised"
    if value("refund") == "received_partly":
        return "refund_part"
    if facts.diagnosis.refund.late and refund in {"automatic", "decided_by_dispute"}:
        return "refund_late"
    if refund == "already_refunded":
        return "refund_came"
    if facts.dispute == "running":
        return "dispute_runs"
    if refund == "decided_by_dispute":
        return _support_after_decision(facts)
    if value("cancelled_by") == "not_me":
        return "not_me"
    if facts.only("payment_failed"):
        return "card_verification"
    if facts.only(*_SECURITY):
        return "closed_by_error"
    if value("parcel") == "received_ok":
        return "goods_fine"
    if refund in {"nothing_to_refund", "automatic"}:
        ended = "no_charge" if refund == "nothing_to_refund" else "refund_wait"
        return "still_open" if facts.open else ended
    return _support_without_money(facts)


def _support_after_decision(facts: Facts) -> str:
    decision = facts.value("dispute")
    if decision == "agreed_return":
        return "return_parcel"
    return "refund_wait" if decision == "won" else "decided_wrong"


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
    if facts.refund == "by_dispute" and (facts.only("shipment_cancelled") or value("tracking") in _STOPPED):
        return "seller_silent"
    if facts.open:
        return "still_open"
    if facts.refund == "by_dispute" and value("parcel") == "not_received":
        return "ended_before_receipt"
    return "still_open" if facts.may_be_open else "why_ended"


def _dispute(facts: Facts) -> str:
    parcel, tracking = facts.value("parcel"), facts.value("tracking")
    if parcel in _BAD_GOODS:
        return _BAD_GOODS[parcel]
    if parcel == "received_ok":
        return "unsettled"
    unsent = facts.open and facts.value("status") not in {"shipped", "frozen", None}
    if unsent or facts.refund in {"automatic", "nothing_to_refund"}:
        return "not_sent"
    if tracking == "delivered":
        return "marked_delivered" if parcel == "not_received" else "unsettled"
    grounds = {
        "none": "no_tracking",
        "unknown_number": "no_tracking",
        "returned": "returned",
        "customs": "customs",
        "delivered_elsewhere": "wrong_address",
        "cancelled": "stopped",
        "lost": "lost",
    }
    if tracking in grounds:
        return grounds[tracking]
    if facts.only("shipment_cancelled"):
        return "stopped"
    if parcel == "not_received":
        return "late" if facts.overdue else "not_received"
    return "unsettled"


def _appeal(facts: Facts) -> str:
    if facts.dispute == "decided":
        decision = facts.value("dispute")
        return {"lost": "lost", "partial": "partial", "won_nothing": "nothing_granted"}.get(decision, "decision")
    if facts.only(*_SECURITY):
        return "security"
    return "payment" if facts.only("payment_failed") else "closing"


def _bank(facts: Facts) -> str:
    if facts.value("unauthorised") is True:
        return "unauthorised"
    if facts.refund == "already_refunded":
        return "refund_came"
    if facts.value("bank") == "reserved":
        return "reserved"
    if facts.only("payment_failed"):
        return "declined"
    if facts.refund == "nothing_to_refund":
        return "question" if facts.value("parcel") == "received_ok" else "no_charge"
    granted = facts.refund == "decided_by_dispute" and facts.value("dispute") in _GRANTED
    if facts.refund == "automatic" or granted:
        return "refund_missing" if facts.diagnosis.refund.late else "refund_wait"
    return "dispute_charge" if facts.refund in {"by_dispute", "too_late", "decided_by_dispute"} else "question"


_CHOICES: Final[Mapping[str, Callable[[Facts], str]]] = {
    "seller": _seller,
    "support": _support,
    "dispute": _dispute,
    "appeal": _appeal,
    "bank": _bank,
}
