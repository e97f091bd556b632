"""What each draft tells: the answers it is poor without, those it mentions if known, and the evidence that fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ali_closed.engine.time.event_order import BAD_GOODS

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
    def interpreted(self) -> frozenset[str]:
        """Every field the draft tells if it is known."""
        return self.wanted | self.also


def _plan(wanted: str, also: str = "") -> Plan:
    return Plan(frozenset(wanted.split()), frozenset(also.split()))


_ON_THE_WAY = "delivery_due_on delivered_on protection_ends_on confirmed_on closed_on confirmed seller_says dispute"
_NOT_HERE = f"{_ON_THE_WAY} parcel"
_IN_HAND = "ordered_on shipped_on confirmed_on closed_on seller_says dispute"
_DECISION = "ordered_on dispute_opened_on tracking parcel confirmed seller_says"
_REFUND = "ordered_on refund_announced_on dispute_closed_on dispute bank"
_UNSENT = "ordered_on processing_ends_on"

PLANS: Final[Mapping[str, Mapping[str, Plan]]] = {
    "seller": {
        "what_happened": _plan("ordered_on closed_on", "status tracking parcel refund"),
        "state": _plan("ordered_on", "paid_on status tracking parcel seller_says"),
        "ended_unsent": _plan("ordered_on closed_on", "cancel_request cancelled_by seller_says refund"),
        "refund_held": _plan("ordered_on closed_on", "cancel_request cancelled_by seller_says refund"),
        "when_sent": _plan(_UNSENT, "paid_on seller_says cancel_request"),
        "cancel_answer": _plan("ordered_on cancel_requested_on", "paid_on seller_says"),
        "on_its_way": _plan("ordered_on shipped_on", "delivery_due_on protection_ends_on tracking seller_says"),
        "where_is_it": _plan("ordered_on shipped_on tracking", "delivery_due_on closed_on seller_says"),
        "where_to_fetch": _plan("ordered_on tracking", "shipped_on seller_says"),
        "new_tracking": _plan("shipped_on tracking", "ordered_on delivery_due_on seller_says"),
        "send_again": _plan("shipped_on tracking", "ordered_on closed_on seller_says"),
        "postal_receipt": _plan("ordered_on", "shipped_on tracking cancel_request"),
        "refuse_cancel": _plan("ordered_on", "paid_on processing_ends_on seller_says"),
        "where_delivered": _plan("ordered_on delivered_on", "seller_says"),
        "delivered_elsewhere": _plan("ordered_on delivered_on", "seller_says"),
        "goods_wrong": _plan("ordered_on parcel", "delivered_on seller_says"),
        "refund_said": _plan("ordered_on refund_announced_on", "closed_on"),
        "return_address": _plan("dispute_closed_on", "ordered_on"),
        "return_parcel": _plan("dispute_closed_on return", "ordered_on"),
        "settle": _plan("dispute_opened_on", "ordered_on tracking parcel seller_says"),
        "goodwill": _plan("ordered_on", "shipped_on closed_on tracking parcel seller_says dispute"),
        "goodwill_rest": _plan("ordered_on", "dispute_closed_on parcel seller_says dispute"),
        "not_me": _plan("ordered_on closed_on", "status refund"),
    },
    "support": {
        "why_ended": _plan(
            "ordered_on paid_on closed_on",
            "status sub_status cancelled_by paid bank shipped tracking parcel confirmed message "
            "seller_says dispute refund",
        ),
        "state": _plan("ordered_on paid_on", "shipped_on status paid bank tracking parcel message seller_says"),
        "still_open": _plan(
            "ordered_on paid_on", "processing_ends_on status paid bank tracking message cancel_request seller_says"
        ),
        "on_its_way": _plan(
            "ordered_on shipped_on",
            "delivery_due_on protection_ends_on status tracking parcel message dispute_button seller_says",
        ),
        "seller_wants_cancel": _plan("ordered_on", "paid_on processing_ends_on status paid seller_says"),
        "cancel_answer": _plan("ordered_on cancel_requested_on", "paid_on paid bank seller_says"),
        "refund_late": _plan("paid_on closed_on refund", f"{_REFUND} status sub_status cancelled_by shipped message"),
        "refund_wait": _plan("paid_on closed_on", f"{_REFUND} status sub_status cancelled_by shipped refund"),
        "refund_part": _plan("paid_on", "ordered_on closed_on dispute_closed_on dispute"),
        "card_verification": _plan("ordered_on message", "closed_on status bank refund"),
        "closed_by_error": _plan("ordered_on closed_on message", "paid_on status paid bank refund appeal"),
        "not_me": _plan("ordered_on closed_on", "paid_on status bank refund"),
        "unauthorised": _plan("bank", "status"),
        "no_charge": _plan("ordered_on bank", "closed_on status paid message"),
        "open_dispute": _plan(
            "ordered_on closed_on parcel dispute_button",
            "shipped_on delivered_on confirmed_on protection_ends_on status tracking confirmed dispute",
        ),
        "dispute_gone": _plan("dispute_opened_on parcel", "ordered_on closed_on dispute_closed_on tracking dispute"),
        "marked_delivered": _plan(
            "ordered_on delivered_on", "shipped_on confirmed_on closed_on confirmed seller_says dispute"
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
        "not_sent": _plan("ordered_on", "paid_on shipped_on closed_on tracking parcel seller_says"),
        "faulty": _plan("delivered_on", _IN_HAND),
        "quality": _plan("delivered_on", _IN_HAND),
        "not_as_described": _plan("delivered_on", _IN_HAND),
        "damaged": _plan("delivered_on", _IN_HAND),
        "incomplete": _plan("delivered_on", _IN_HAND),
        "wrong_item": _plan("delivered_on", _IN_HAND),
        "other": _plan("delivered_on", _IN_HAND),
    },
    "appeal": {
        "lost": _plan("dispute_closed_on", _DECISION),
        "partial": _plan("dispute_closed_on", _DECISION),
        "nothing_granted": _plan("dispute_closed_on", _DECISION),
        "decision": _plan("dispute_closed_on dispute", _DECISION),
        "more": _plan("ordered_on", f"closed_on dispute_closed_on message dispute refund bank {_DECISION}"),
        "security": _plan("ordered_on closed_on message", "paid_on status bank refund"),
        "payment": _plan("ordered_on message", "closed_on status bank refund"),
        "closing": _plan("ordered_on closed_on", "status cancelled_by message bank refund"),
    },
    "bank": {
        "refund_missing": _plan("paid_on closed_on", _REFUND),
        "refund_wait": _plan("paid_on closed_on", _REFUND),
        "refund_part": _plan("paid_on closed_on", "ordered_on refund_announced_on dispute_closed_on"),
        "dispute_charge": _plan("paid_on parcel", "ordered_on shipped_on closed_on dispute_closed_on tracking dispute"),
        "claim_runs": _plan("paid_on", "ordered_on parcel tracking"),
        "claim_refused": _plan("paid_on", "ordered_on parcel tracking dispute"),
        "unauthorised": _plan("paid_on bank"),
        "reserved": _plan("ordered_on", "paid_on closed_on status"),
        "no_charge": _plan("ordered_on bank", "closed_on paid message"),
        "declined": _plan("ordered_on message", "bank"),
        "question": _plan("paid_on", "ordered_on closed_on status tracking parcel bank refund"),
    },
}


@dataclass(frozen=True)
class Evidence:
    """One thing to attach: to whom it is shown, and for which answers it counts."""

    id: str
    recipients: frozenset[str]
    when: Mapping[str, tuple[str | bool, ...]]


_HANDED_OVER = ("delivered", "delivered_elsewhere")
_TRACKED = (
    "moving stalled awaiting_pickup delivery_failed delivered delivered_elsewhere customs returned cancelled lost"
)
_CARRIER_KNOWS = ("delivered", "delivered_elsewhere", "delivery_failed", "returned", "lost")


def _evidence(name: str, recipients: str, **when: tuple[str | bool, ...]) -> Evidence:
    return Evidence(name, frozenset(recipients.split()), {field.rstrip("_"): values for field, values in when.items()})


_ALL = "support dispute appeal bank"

EVIDENCE: Final = (
    _evidence("order_page", _ALL),
    _evidence("refund_page", "support bank", verdict=("automatic", "granted", "late")),
    _evidence("tracking", _ALL, tracking=tuple(_TRACKED.split()), verdict=("claim",)),
    _evidence("no_tracking", _ALL, tracking=("unknown_number",), verdict=("claim",)),
    _evidence("carrier_letter", _ALL, parcel=("not_received",), tracking=_CARRIER_KNOWS, verdict=("claim",)),
    _evidence("label", _ALL, parcel=("not_received",), tracking=_HANDED_OVER, verdict=("claim",)),
    _evidence("address", _ALL, parcel=("not_received",), tracking=_HANDED_OVER, verdict=("claim",)),
    _evidence("customs_letter", _ALL, tracking=("customs",), verdict=("claim",)),
    _evidence("film", f"seller {_ALL}", parcel=BAD_GOODS, verdict=("claim",)),
    _evidence("photos", f"seller {_ALL}", parcel=BAD_GOODS, verdict=("claim",)),
    _evidence("product_page", "dispute appeal bank", parcel=BAD_GOODS, verdict=("claim",)),
    _evidence("chat", "support", seller_says=("known",)),
    _evidence("chat", "support", cancel_asked_by_seller=(True,)),
    _evidence("chat", "dispute appeal bank", seller_says=("known",), verdict=("claim",)),
    _evidence("message", "support appeal", message=("known",)),
    _evidence("statement", "support appeal", bank=("booked", "reserved")),
    _evidence("form", "support", dispute_button=("too_early", "refuses_delivered", "refuses_too_late")),
    _evidence("decision", "support appeal bank", dispute=("won", "partial", "won_nothing", "lost", "agreed_return")),
    _evidence("return_proof", f"seller {_ALL}", return_=("sent", "arrived")),
)
"""`verdict` is what the diagnosis says of the money: "automatic"; "granted" by a dispute; "late"; or "claim" where it
has to be claimed."""
