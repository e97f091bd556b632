"""What each draft tells: the answers it is poor without, those it mentions if known, and the evidence that fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

DATES: Final = (
    "ordered_on",
    "paid_on",
    "processing_ends_on",
    "cancel_requested_on",
    "shipped_on",
    "delivery_due_on",
    "delivered_on",
    "confirmed_on",
    "protection_ends_on",
    "closed_on",
    "dispute_opened_on",
    "dispute_closed_on",
    "refund_announced_on",
)
"""The dates in the order in which they are told."""

FACTS: Final = (
    "status",
    "sub_status",
    "cancel_asked_by_seller",
    "cancel_request",
    "cancelled_by",
    "paid",
    "bank",
    "shipped",
    "tracking",
    "parcel",
    "confirmed",
    "message",
    "seller_says",
    "dispute",
    "return",
    "appeal",
    "dispute_button",
    "refund",
)
"""What happened, in the order in which it is told."""


@dataclass(frozen=True)
class Plan:
    """The fields a draft tells: `wanted` are reported where they are not known, `also` are not."""

    wanted: frozenset[str]
    also: frozenset[str]

    @property
    def told(self) -> frozenset[str]:
        """Every field the draft tells if it is known."""
        return self.wanted | self.also


def _plan(wanted: str, also: str = "") -> Plan:
    return Plan(frozenset(wanted.split()), frozenset(also.split()))


_ON_THE_WAY = "delivery_due_on delivered_on protection_ends_on confirmed_on closed_on confirmed seller_says dispute"
_NOT_HERE = f"{_ON_THE_WAY} parcel"
_IN_HAND = "ordered_on shipped_on confirmed_on closed_on seller_says dispute return"
_DECISION = "ordered_on dispute_opened_on tracking parcel confirmed return seller_says appeal"
_REFUND = "ordered_on refund_announced_on dispute_closed_on dispute refund bank"

PLANS: Final[Mapping[str, Mapping[str, Plan]]] = {
    "seller": {
        "what_happened": _plan("ordered_on closed_on", "status tracking parcel cancel_request cancelled_by refund"),
        "question": _plan("ordered_on", "paid_on processing_ends_on status cancel_request bank seller_says"),
        "when_sent": _plan("ordered_on processing_ends_on", "paid_on seller_says cancel_request"),
        "where_is_it": _plan("ordered_on shipped_on tracking", "delivery_due_on seller_says"),
        "new_tracking": _plan("shipped_on tracking", "ordered_on delivery_due_on seller_says"),
        "postal_receipt": _plan("ordered_on", "shipped_on tracking cancel_request"),
        "refuse_cancel": _plan("ordered_on", "paid_on processing_ends_on seller_says"),
        "where_delivered": _plan("ordered_on delivered_on", "seller_says"),
        "goods_wrong": _plan("ordered_on parcel", "delivered_on seller_says"),
        "refund_said": _plan("ordered_on refund_announced_on", "closed_on refund"),
        "return_parcel": _plan("dispute_closed_on return", "ordered_on"),
        "settle": _plan("dispute_opened_on", "ordered_on tracking parcel seller_says"),
        "goodwill": _plan("ordered_on", "shipped_on closed_on tracking parcel seller_says"),
        "not_me": _plan("ordered_on closed_on", "status refund"),
    },
    "support": {
        "why_ended": _plan(
            "ordered_on paid_on closed_on",
            "status sub_status cancelled_by paid bank shipped tracking parcel confirmed message "
            "seller_says dispute refund",
        ),
        "still_open": _plan(
            "ordered_on paid_on",
            "processing_ends_on cancel_requested_on shipped_on delivery_due_on protection_ends_on "
            "status cancel_asked_by_seller cancel_request paid bank tracking parcel message dispute_button",
        ),
        "refund_late": _plan("paid_on closed_on refund", f"{_REFUND} status sub_status cancelled_by shipped message"),
        "refund_wait": _plan("paid_on closed_on", f"{_REFUND} status sub_status cancelled_by shipped"),
        "refund_part": _plan("paid_on", "ordered_on closed_on dispute_closed_on dispute"),
        "refund_came": _plan("", "ordered_on paid_on closed_on"),
        "card_verification": _plan("ordered_on message", "closed_on status bank refund"),
        "closed_by_error": _plan("ordered_on closed_on message", "paid_on status paid bank refund appeal"),
        "not_me": _plan("ordered_on closed_on", "paid_on status bank refund"),
        "unauthorised": _plan("ordered_on bank", "status"),
        "no_charge": _plan("ordered_on bank", "closed_on status paid message"),
        "open_dispute": _plan(
            "ordered_on closed_on parcel dispute_button",
            "shipped_on delivered_on confirmed_on protection_ends_on status tracking confirmed dispute",
        ),
        "who_confirmed": _plan(
            "ordered_on confirmed_on parcel", "shipped_on delivered_on closed_on tracking message dispute"
        ),
        "seller_silent": _plan(
            "ordered_on shipped_on tracking parcel", "delivery_due_on closed_on dispute_opened_on seller_says dispute"
        ),
        "ended_before_receipt": _plan(
            "ordered_on shipped_on closed_on tracking",
            "delivered_on protection_ends_on status sub_status confirmed dispute",
        ),
        "goods_wrong": _plan(
            "ordered_on parcel", "delivered_on confirmed_on closed_on seller_says dispute dispute_button"
        ),
        "goods_fine": _plan("", "ordered_on status parcel"),
        "dispute_runs": _plan("dispute_opened_on", "ordered_on tracking parcel seller_says"),
        "decided_wrong": _plan("dispute_closed_on dispute", "ordered_on tracking parcel appeal"),
        "return_parcel": _plan("dispute_closed_on return", "ordered_on"),
        "complain": _plan("ordered_on closed_on", "shipped_on tracking parcel seller_says dispute dispute_button"),
    },
    "dispute": {
        "late": _plan("ordered_on shipped_on delivery_due_on", f"{_NOT_HERE} tracking"),
        "not_received": _plan("ordered_on shipped_on tracking", _ON_THE_WAY),
        "no_tracking": _plan("ordered_on shipped_on tracking parcel", _NOT_HERE),
        "returned": _plan("ordered_on shipped_on parcel", _NOT_HERE),
        "customs": _plan("ordered_on shipped_on parcel", _NOT_HERE),
        "wrong_address": _plan("ordered_on delivered_on", f"shipped_on {_ON_THE_WAY}"),
        "marked_delivered": _plan("ordered_on delivered_on", f"shipped_on {_ON_THE_WAY}"),
        "stopped": _plan("ordered_on shipped_on parcel", _NOT_HERE),
        "lost": _plan("ordered_on shipped_on parcel", _NOT_HERE),
        "not_sent": _plan("ordered_on paid_on", "processing_ends_on closed_on status cancelled_by seller_says"),
        "faulty": _plan("delivered_on", _IN_HAND),
        "quality": _plan("delivered_on", _IN_HAND),
        "not_as_described": _plan("delivered_on", _IN_HAND),
        "damaged": _plan("delivered_on", _IN_HAND),
        "incomplete": _plan("delivered_on", _IN_HAND),
        "wrong_item": _plan("delivered_on", _IN_HAND),
        "other": _plan("delivered_on", _IN_HAND),
        "unsettled": _plan("ordered_on shipped_on tracking", _ON_THE_WAY),
    },
    "appeal": {
        "lost": _plan("dispute_closed_on", _DECISION),
        "partial": _plan("dispute_closed_on", _DECISION),
        "nothing_granted": _plan("dispute_closed_on", _DECISION),
        "decision": _plan("dispute_closed_on dispute", _DECISION),
        "security": _plan("ordered_on closed_on message", "paid_on status bank refund appeal"),
        "payment": _plan("ordered_on message", "closed_on status bank refund appeal"),
        "closing": _plan("ordered_on closed_on", "status tracking parcel message dispute refund"),
    },
    "bank": {
        "refund_missing": _plan("paid_on closed_on", _REFUND),
        "refund_wait": _plan("paid_on closed_on", _REFUND),
        "dispute_charge": _plan(
            "paid_on parcel", "ordered_on shipped_on closed_on dispute_closed_on tracking confirmed dispute appeal"
        ),
        "unauthorised": _plan("paid_on bank", "ordered_on"),
        "reserved": _plan("ordered_on", "paid_on closed_on status"),
        "no_charge": _plan("ordered_on bank", "closed_on paid message"),
        "declined": _plan("ordered_on message", "bank"),
        "refund_came": _plan("", "paid_on closed_on refund_announced_on refund"),
        "question": _plan("paid_on", "ordered_on closed_on status tracking parcel bank refund"),
    },
}


@dataclass(frozen=True)
class Evidence:
    """One thing to attach: to whom it is shown, and for which answers it counts."""

    id: str
    recipients: frozenset[str]
    when: Mapping[str, tuple[str | bool, ...]]


_BAD = ("received_faulty", "received_partly", "wrong_item")
_HANDED_OVER = ("delivered", "delivered_elsewhere")
_TRACKED = (
    "moving stalled awaiting_pickup delivery_failed delivered delivered_elsewhere customs returned cancelled lost"
)
_CARRIER_KNOWS = ("delivered", "delivered_elsewhere", "delivery_failed", "returned", "lost")


def _evidence(name: str, recipients: str, **when: tuple[str | bool, ...]) -> Evidence:
    return Evidence(name, frozenset(recipients.split()), {field.rstrip("_"): values for field, values in when.items()})


EVIDENCE: Final = (
    _evidence("order_page", "support dispute appeal bank"),
    _evidence("refund_page", "support bank", verdict=("automatic", "late")),
    _evidence("tracking", "support dispute appeal bank", tracking=tuple(_TRACKED.split()), verdict=("claim",)),
    _evidence("no_tracking", "support dispute appeal bank", tracking=("unknown_number",), verdict=("claim",)),
    _evidence(
        "carrier_letter",
        "support dispute appeal bank",
        parcel=("not_received",),
        tracking=_CARRIER_KNOWS,
        verdict=("claim",),
    ),
    _evidence("label", "support dispute appeal bank", parcel=("not_received",), tracking=_HANDED_OVER),
    _evidence("address", "support dispute appeal bank", parcel=("not_received",), tracking=_HANDED_OVER),
    _evidence("customs_letter", "support dispute appeal bank", tracking=("customs",), verdict=("claim",)),
    _evidence("film", "seller support dispute appeal bank", parcel=_BAD),
    _evidence("photos", "seller support dispute appeal bank", parcel=_BAD),
    _evidence("product_page", "dispute appeal bank", parcel=_BAD),
    _evidence("chat", "support dispute appeal bank", seller_says=("known",)),
    _evidence("chat", "support dispute appeal bank", cancel_asked_by_seller=(True,)),
    _evidence("message", "support appeal bank", message=("known",)),
    _evidence("statement", "support appeal", bank=("booked", "reserved")),
    _evidence("form", "support", dispute_button=("too_early", "refuses_delivered", "refuses_too_late")),
    _evidence("decision", "support appeal bank", dispute=("won", "partial", "won_nothing", "lost")),
    _evidence("return_proof", "seller support dispute appeal bank", return_=("sent", "arrived")),
)
"""`verdict` is what the diagnosis says of the money: "automatic", "late", or "claim" where it has to be claimed."""
