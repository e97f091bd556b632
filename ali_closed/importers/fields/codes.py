"""AliExpress's own words for the state of an order, as the contract's fields; these words stop here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Facts = Mapping[str, object]


def _status(**words: str) -> dict[str, Facts]:
    """What each word says, of the words for each status."""
    return {word: {"status": status} for status, listed in words.items() for word in listed.split()}


ENDED: Final = frozenset({"FINISH", "ARCHIVE", "FUND_PROCESSING", "CLOSED"})
"""Ended, and nothing more: never paid, refunded and delivered orders all come to stand here."""

ORDER_STATUS: Final[Mapping[str, Facts]] = {
    **_status(
        payment_pending="PLACE_ORDER_SUCCESS IN_BOOK_SALE IN_PRESELL_PROMOTION",
        # Started and not cleared: the page says "Payment not yet confirmed".
        payment_verification="PAYMENT_PROCESSING RISK_CONTROL RISK_CONTROL_HOLD WAIT_SELLER_EXAMINE_MONEY",
        shipment_pending="WAIT_GROUP_SUCCESS WAIT_SELLER_SEND_GOODS",
        shipped="SELLER_PART_SEND_GOODS WAIT_BUYER_ACCEPT_GOODS",
        cancel_requested="IN_CANCEL",
        frozen="IN_FROZEN",
    ),
    "IN_ISSUE": {"dispute": "open"},
}
"""`order_status` of the Open Platform, for orders that have not ended."""

LOGISTICS_STATUS: Final[Mapping[str, Facts]] = {
    "WAIT_SELLER_SEND_GOODS": {"shipped": False},
    "SELLER_SEND_PART_GOODS": {"shipped": True},
    "SELLER_SEND_GOODS": {"shipped": True},
    "BUYER_ACCEPT_GOODS": {"shipped": True},
}
"""`logistics_status`; NO_LOGISTICS may be an order without any shipment, so it decides nothing."""

PAID: Final = frozenset({"PAY_SUCCESS", "WAIT_SELLER_CHECK"})
"""`fund_status` values under which money has left the buyer."""

PAYMENT_TYPES: Final = (
    (("migs", "wp", "cybs", "mixedcard"), "card"),
    (("pp",), "paypal"),
    (("mb", "qw", "wm"), "wallet"),
    (("tt",), "bank_transfer"),
    (("wu", "ebanx"), "other"),
)
"""How a `payment_type` begins, and what it is."""

RU_STATUS: Final[Mapping[str, Facts]] = {
    **_status(
        payment_pending="placeordersuccess",
        payment_verification="paymentpending waitexaminemoney",
        shipment_pending="waitgroup waitsendgoods",
        shipped="partialsendgoods waitacceptgoods",
        cancel_requested="incancel",
        completed="complete",
        closed="close",
        frozen="infrozen",
    ),
    "inissue": {"dispute": "open"},
}
"""`order_display_status` of aliexpress.ru, in small letters."""

RU_STATE: Final[Mapping[str, Facts]] = _status(Cancelled="cancelled", completed="finished", closed="closed")
"""`status` of aliexpress.ru, where it says more than that there is an order; "Cancelled" is also what a page says."""

RU_PAYMENT: Final[Mapping[str, Facts]] = {
    "hold": {"paid": True},
    "paid": {"paid": True},
    "refunded": {"paid": True, "refund": "received"},
    "partiallyrefunded": {"paid": True, "refund": "received_partly"},
}

RU_DELIVERY: Final[Mapping[str, Facts]] = {
    "shipped": {"shipped": True},
    "delivered": {"shipped": True, "tracking": "delivered"},
    "returned": {"shipped": True, "tracking": "returned"},
}

RU_RESULT: Final[Mapping[str, str]] = {"full": "won", "partial": "partial", "rejected": "lost"}

COLLECTOR_STATUS: Final[Mapping[str, Facts]] = {
    **_status(
        payment_pending="unpaid",
        shipment_pending="processing",
        shipped="shipped",
        completed="completed",
        Cancelled="cancelled",
    ),
    "expired": {"status": "closed", "paid": False},  # never paid in time
    "unknown": {},
}
"""The seven statuses of the exporter that normalises them itself (aliexpress-mcp)."""

WEB_STATUS: Final[Mapping[str, Facts]] = _status(shipped="8", completed="9")
"""The numbers that the buyer's page carries beside a label; only these two were ever seen."""


def payment_method(code: object) -> str | None:
    """What a `payment_type` of the API is paid with; None for one that is not known."""
    word = code.strip().lower() if isinstance(code, str) else ""
    return next((method for starts, method in PAYMENT_TYPES for start in starts if word.startswith(start)), None)


def shown_method(label: object) -> str | None:
    """What a payment method that a page names is; None where the name does not say."""
    word = label.casefold() if isinstance(label, str) else ""
    if "paypal" in word:
        return "paypal"
    cards = ("visa", "mastercard", "maestro", "credit card", "debit card", "карта")
    return "card" if any(card in word for card in cards) else None
