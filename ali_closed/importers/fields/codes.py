"""AliExpress's own words for the state of an order, as the contract's fields; these words stop here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

Facts = Mapping[str, object]

ENDED: Final = frozenset({"FINISH", "ARCHIVE", "FUND_PROCESSING", "CLOSED"})
"""Ended, and nothing more: never paid, refunded and delivered orders all come to stand here."""

ORDER_STATUS: Final[Mapping[str, Facts]] = MappingProxyType(
    {
        "PLACE_ORDER_SUCCESS": {"status": "payment_pending"},
        "IN_BOOK_SALE": {"status": "payment_pending"},
        "IN_PRESELL_PROMOTION": {"status": "payment_pending"},
        # Started and not cleared: the page says "Payment not yet confirmed".
        "PAYMENT_PROCESSING": {"status": "payment_verification"},
        "RISK_CONTROL": {"status": "payment_verification"},
        "RISK_CONTROL_HOLD": {"status": "payment_verification"},
        "WAIT_SELLER_EXAMINE_MONEY": {"status": "payment_verification"},
        "WAIT_GROUP_SUCCESS": {"status": "shipment_pending"},
        "WAIT_SELLER_SEND_GOODS": {"status": "shipment_pending"},
        "SELLER_PART_SEND_GOODS": {"status": "shipped"},
        "WAIT_BUYER_ACCEPT_GOODS": {"status": "shipped"},
        "IN_CANCEL": {"status": "cancel_requested"},
        "IN_ISSUE": {"dispute": "open"},
        "IN_FROZEN": {"status": "frozen"},
    }
)
"""`order_status` of the Open Platform, for orders that have not ended."""

LOGISTICS_STATUS: Final[Mapping[str, Facts]] = MappingProxyType(
    {
        "WAIT_SELLER_SEND_GOODS": {"shipped": False},
        "SELLER_SEND_PART_GOODS": {"shipped": True},
        "SELLER_SEND_GOODS": {"shipped": True},
        "BUYER_ACCEPT_GOODS": {"shipped": True},
    }
)
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

RU_STATUS: Final[Mapping[str, Facts]] = MappingProxyType(
    {
        "placeordersuccess": {"status": "payment_pending"},
        "paymentpending": {"status": "payment_verification"},
        "waitexaminemoney": {"status": "payment_verification"},
        "waitgroup": {"status": "shipment_pending"},
        "waitsendgoods": {"status": "shipment_pending"},
        "partialsendgoods": {"status": "shipped"},
        "waitacceptgoods": {"status": "shipped"},
        "incancel": {"status": "cancel_requested"},
        "complete": {"status": "completed"},
        "close": {"status": "closed"},
        "infrozen": {"status": "frozen"},
        "inissue": {"dispute": "open"},
    }
)
"""`order_display_status` of aliexpress.ru, in small letters."""

RU_STATE: Final[Mapping[str, Facts]] = MappingProxyType(
    {
        "cancelled": {"status": "Cancelled"},
        "finished": {"status": "completed"},
        "closed": {"status": "closed"},
    }
)
"""`status` of aliexpress.ru, where it says more than that there is an order; "Cancelled" is also what a page says."""

RU_PAYMENT: Final[Mapping[str, Facts]] = MappingProxyType(
    {
        "hold": {"paid": True},
        "paid": {"paid": True},
        "refunded": {"paid": True, "refund": "received"},
        "partiallyrefunded": {"paid": True, "refund": "received_partly"},
    }
)

RU_DELIVERY: Final[Mapping[str, Facts]] = MappingProxyType(
    {
        "shipped": {"shipped": True},
        "delivered": {"shipped": True, "tracking": "delivered"},
        "returned": {"shipped": True, "tracking": "returned"},
    }
)

RU_RESULT: Final[Mapping[str, str]] = MappingProxyType({"full": "won", "partial": "partial", "rejected": "lost"})

COLLECTOR_STATUS: Final[Mapping[str, Facts]] = MappingProxyType(
    {
        "unpaid": {"status": "payment_pending"},
        "processing": {"status": "shipment_pending"},
        "shipped": {"status": "shipped"},
        "completed": {"status": "completed"},
        "cancelled": {"status": "Cancelled"},
        # Never paid in time.
        "expired": {"status": "closed", "paid": False},
        "unknown": {},
    }
)
"""The seven statuses of the exporter that normalises them itself (aliexpress-mcp)."""

WEB_STATUS: Final[Mapping[str, Facts]] = MappingProxyType({"8": {"status": "shipped"}, "9": {"status": "completed"}})
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
