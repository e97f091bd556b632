"""The fields of an order and their values, as constants: what help and completion need without reading anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

Unknown = Literal["unknown"]
ClosedWhen = Literal["at_payment", "before_shipping", "after_shipping", "unknown"]
Bank = Literal["nothing", "reserved", "booked", "unknown"]
Tracking = Literal[
    "none",
    "unknown_number",
    "moving",
    "stalled",
    "awaiting_pickup",
    "delivery_failed",
    "delivered",
    "delivered_elsewhere",
    "customs",
    "returned",
    "cancelled",
    "lost",
    "unknown",
]
Parcel = Literal["not_received", "received_ok", "received_faulty", "received_partly", "wrong_item", "unknown"]
Confirmed = Literal["no", "yes", "by_mistake", "disputed", "unknown"]
CancelRequest = Literal["none", "pending", "agreed", "refused", "withdrawn", "unknown"]
CancelledBy = Literal["buyer", "seller", "platform", "not_me", "unknown"]
SellerSays = Literal["out_of_stock", "price_changed", "cannot_ship", "not_sent", "sent", "refunded", "wait", "unknown"]
Dispute = Literal[
    "none",
    "open",
    "won",
    "partial",
    "won_nothing",
    "lost",
    "withdrawn",
    "agreed_return",
    "refused",
    "vanished",
    "unknown",
]
Return = Literal["none", "sent", "arrived", "unknown"]
DisputeButton = Literal["shown", "gone", "too_early", "refuses_delivered", "refuses_too_late", "unknown"]
ReviewButton = Literal["shown", "gone", "unknown"]
Appeal = Literal["none", "open", "won", "lost", "unknown"]
Chargeback = Literal["none", "open", "won", "lost", "unknown"]
Refund = Literal["none_seen", "announced", "received", "received_partly", "unknown"]
PaymentMethod = Literal["card", "paypal", "wallet", "bank_transfer", "bonus", "other", "unknown"]
Coupon = Literal["none", "ordinary", "welcome", "unknown"]

Recipient = Literal["seller", "support", "dispute", "appeal", "bank"]
RECIPIENTS: Final[tuple[Recipient, ...]] = get_args(Recipient)
"""To whom a message can be written."""

UNKNOWN: Final = "unknown"
"""What a field holds when the buyer was asked and does not know."""

STATUSES: Final = (
    "payment_pending",
    "payment_verification",
    "shipment_pending",
    "cancel_requested",
    "shipped",
    "completed",
    "closed",
    "frozen",
)
OPEN_STATUSES: Final = tuple(status for status in STATUSES if status not in {"completed", "closed"})
"""The statuses of an order that has not ended."""
SUB_STATUSES: Final = (
    "order_cancelled",
    "confirmation_received",
    "confirmation_timed_out",
    "payment_processing",
    "dispute_open",
    "dispute_closed",
    "none",
)

FIELDS: Final[tuple[str, ...]] = (
    "id",
    "note",
    "status",
    "sub_status",
    "end_reason",
    "message",
    "closed_when",
    "paid",
    "shipped",
    "bank",
    "tracking",
    "parcel",
    "confirmed",
    "cancel_request",
    "cancelled_by",
    "cancel_asked_by_seller",
    "seller_says",
    "dispute",
    "return",
    "dispute_button",
    "review_button",
    "appeal",
    "chargeback",
    "refund",
    "payment_method",
    "coupon",
    "large_sum",
    "unauthorised",
    "processing_extended",
    "protection_extended",
    "country",
    "seller_country",
    "free_returns",
    "ordered_on",
    "paid_on",
    "processing_ends_on",
    "shipped_on",
    "delivery_due_on",
    "delivered_on",
    "protection_ends_on",
    "cancel_requested_on",
    "confirmed_on",
    "closed_on",
    "dispute_opened_on",
    "dispute_closed_on",
    "refund_announced_on",
    "last_seen_open_on",
    "dispute_ends_on",
)
"""Every field by its contract name, in the contract's order."""
DATE_FIELDS: Final[tuple[str, ...]] = tuple(name for name in FIELDS if name.endswith("_on"))
AHEAD_FIELDS: Final = ("processing_ends_on", "delivery_due_on", "protection_ends_on", "dispute_ends_on")
"""Dates of what may lie ahead; every other date is of something that has happened."""
FLAG_FIELDS: Final[tuple[str, ...]] = (
    "paid",
    "shipped",
    "cancel_asked_by_seller",
    "large_sum",
    "unauthorised",
    "processing_extended",
    "protection_extended",
    "free_returns",
)
COUNTRY_FIELDS: Final = ("country", "seller_country")
"""ISO 3166 codes of two letters."""
TEXT_FIELDS: Final[tuple[str, ...]] = ("id", "note", "status", "sub_status", "end_reason", "message")
LONGEST_TEXT: Final = 250_000
"""How many characters a text may have: more than any page shows, and little enough to keep many orders at once."""
_CHOSEN: Final[Mapping[str, Any]] = {
    "closed_when": ClosedWhen,
    "bank": Bank,
    "tracking": Tracking,
    "parcel": Parcel,
    "confirmed": Confirmed,
    "cancel_request": CancelRequest,
    "cancelled_by": CancelledBy,
    "seller_says": SellerSays,
    "dispute": Dispute,
    "return": Return,
    "dispute_button": DisputeButton,
    "review_button": ReviewButton,
    "appeal": Appeal,
    "chargeback": Chargeback,
    "refund": Refund,
    "payment_method": PaymentMethod,
    "coupon": Coupon,
}


def _values(field: str) -> tuple[Any, ...]:
    if field in FLAG_FIELDS:
        return (True, False)
    return tuple(value for value in get_args(_CHOSEN[field]) if value != UNKNOWN)


CHOICES: Final[Mapping[str, tuple[Any, ...]]] = {
    "status": STATUSES,
    "sub_status": SUB_STATUSES,
    **{field: _values(field) for field in FIELDS if field in FLAG_FIELDS or field in _CHOSEN},
}
"""The values of every field that is chosen from a list, in the contract's order, without "unknown"."""
