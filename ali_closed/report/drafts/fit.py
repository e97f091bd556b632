"""Whether a message to a recipient can help at all; where it cannot, a reason with the way that can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ali_closed.report.drafts.choice import SECURITY, Facts, ground_of

_UNPAID: Final = frozenset({"payment_pending", "payment_verification"})


def unfit(recipient: str, facts: Facts) -> str | None:
    """Why no message to this recipient helps, as the last part of a text's id; None where one does."""
    if facts.value("unauthorised") is True:
        return None if recipient in {"support", "bank"} else "unauthorised"
    if facts.refund == "already_refunded" and facts.value("refund") != "received_partly":
        return "refunded"
    if facts.value("parcel") == "received_ok":
        return "goods_fine"
    if facts.value("status") == "payment_pending" and facts.refund == "nothing_to_refund":
        return "not_paid_yet"
    return _REASONS[recipient](facts)


def _seller(facts: Facts) -> str | None:
    if facts.value("status") in _UNPAID:
        return "payment_checked"
    if facts.refund == "nothing_to_refund":
        return "seller_unpaid"
    if facts.only("payment_failed", *SECURITY):
        return "seller_did_not_close"
    return "granted" if facts.value("dispute") == "won" else None


def _support(facts: Facts) -> str | None:
    return None


def _dispute(facts: Facts) -> str | None:
    if facts.dispute == "decided":
        return "granted" if facts.value("dispute") in {"won", "agreed_return"} else "dispute_decided"
    if facts.refund in {"automatic", "nothing_to_refund"}:
        return "no_dispute_needed"
    if facts.dispute == "not_needed":
        return "no_dispute_yet"
    if facts.dispute == "over":
        return "dispute_over"
    return "ground_unknown" if ground_of(facts) is None else None


def _appeal(facts: Facts) -> str | None:
    if facts.value("appeal") == "open":
        return None
    if facts.value("appeal") == "lost":
        return "appeal_refused"
    if facts.dispute == "decided":
        return "granted" if facts.value("dispute") in {"won", "agreed_return"} else None
    if facts.only("payment_failed", *SECURITY):
        return None
    reasons = {reason.id for reason in facts.diagnosis.reasons}
    may_be_closed_by_platform = reasons & {"payment_failed", *SECURITY} and not facts.may_be_open
    return None if may_be_closed_by_platform and facts.refund != "nothing_to_refund" else "nothing_to_appeal"


def _bank(facts: Facts) -> str | None:
    if facts.value("payment_method") == "bonus":
        return "paid_with_bonus"
    if facts.value("chargeback") in {"open", "lost"}:
        return None
    if facts.value("bank") == "nothing" and not facts.only("payment_failed"):
        return "no_charge"
    if facts.value("dispute") == "agreed_return" and facts.value("return") not in {"sent", "arrived"}:
        return "return_first"
    return "still_running" if facts.open and facts.refund == "not_yet" else None


_REASONS: Final[Mapping[str, Callable[[Facts], str | None]]] = {
    "seller": _seller,
    "support": _support,
    "dispute": _dispute,
    "appeal": _appeal,
    "bank": _bank,
}
