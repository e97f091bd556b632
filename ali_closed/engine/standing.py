"""How things stand, in words that fit the case: the status, the money, the dispute. Every text is named by its id."""

from __future__ import annotations

from datetime import date
from typing import Final

from ali_closed.engine.time.readings import BAD_GOODS
from ali_closed.model.diagnosis import DeadlineId, Diagnosis
from ali_closed.model.order import OPEN_STATUSES

_STOPPED: Final = frozenset({"cancelled", "returned", "lost"})
_DELIVERED: Final = frozenset({"delivered", "delivered_elsewhere"})
_AGAINST: Final = frozenset({"lost", "won_nothing"})
REFUSING: Final = frozenset({"gone", "refuses_too_late"})
"""What the dispute button shows where the page takes no dispute any more."""


def ahead(deadline: DeadlineId, diagnosis: Diagnosis) -> date | None:
    """The day of a deadline that is not past; None where there is none."""
    days = (entry.on for entry in diagnosis.deadlines if entry.id == deadline and entry.on >= diagnosis.today)
    return next(days, None)


def past(deadline: DeadlineId, diagnosis: Diagnosis) -> date | None:
    """The day of a deadline that is past; None where there is none."""
    days = (entry.on for entry in diagnosis.deadlines if entry.id == deadline and entry.on < diagnosis.today)
    return next(days, None)


def has_step(step: str, diagnosis: Diagnosis) -> bool:
    """Whether a step is among those given."""
    return any(given.id == step for given in diagnosis.steps)


def is_vague(diagnosis: Diagnosis) -> bool:
    """Whether the window is contested only because the day it began is not known exactly.

    Then no document says that it runs while another says that it is over.
    """
    dispute = diagnosis.dispute
    said = {reading.says for reading in dispute.readings if reading.last is not None or reading.says is not None}
    refused = diagnosis.order.value("dispute_button") in {*REFUSING, "refuses_delivered", "too_early"}
    return dispute.verdict == "contested" and None in said and not refused and not {"open", "over"} <= said


def button_outlasts_the_documents(diagnosis: Diagnosis) -> bool:
    """Whether the page still shows the dispute button although the last date of every document is past."""
    dispute = diagnosis.dispute
    shown = diagnosis.order.value("dispute_button") == "shown" and dispute.verdict == "open"
    return shown and dispute.last_date is not None and dispute.last_date < diagnosis.today


def was_sent(diagnosis: Diagnosis) -> bool:
    """Whether the order is known to have been sent."""
    order = diagnosis.order
    tracked = order.value("tracking") not in {None, "none", "unknown_number"}
    dated = order.span("shipped_on") is not None or order.span("delivered_on") is not None
    came = order.value("parcel") in {*BAD_GOODS, "received_ok"}
    return order.value("shipped") is True or order.value("closed_when") == "after_shipping" or tracked or dated or came


def only_the_payment_is_open(diagnosis: Diagnosis) -> bool:
    """Whether the refund depends on nothing but whether money left."""
    open_too = any(reason.id == "not_closed" for reason in diagnosis.reasons)
    depends = diagnosis.refund.verdict == "depends" and diagnosis.dispute.verdict == "not_needed"
    return depends and bool(diagnosis.reasons) and not open_too


# ---------------------------------------------------------------- the money


def how(diagnosis: Diagnosis) -> str:
    """The text that says how the money comes back, or why not."""
    order, verdict = diagnosis.order, diagnosis.refund.verdict
    if verdict == "nothing_to_refund" and order.value("parcel") == "received_ok":
        return "how.in_hand"
    if only_the_payment_is_open(diagnosis):
        return "how.depends_on_payment"
    if verdict == "depends" and not diagnosis.reasons:
        return "how.depends_open"
    if verdict == "decided_by_dispute" and order.value("appeal") == "lost":
        return "how.decided_for_good"
    if verdict == "decided_by_dispute" and order.value("dispute") in _AGAINST and order.value("appeal") != "won":
        return "how.decided_against"
    if verdict == "not_yet" and order.value("bank") == "nothing":
        return "how.not_yet_unpaid"
    return f"how.{verdict}"


# ---------------------------------------------------------------- the dispute


def window(diagnosis: Diagnosis) -> str:
    """The text that says how the dispute stands."""
    match diagnosis.dispute.verdict:
        case "open":
            return f"dispute.{_open(diagnosis)}"
        case "contested":
            return f"dispute.{_contested(diagnosis)}"
        case "decided":
            return f"dispute.{_decided(diagnosis)}"
        case verdict:
            return f"dispute.{verdict}"


def _open(diagnosis: Diagnosis) -> str:
    if button_outlasts_the_documents(diagnosis):
        return "open_button"
    if not diagnosis.reasons and past("protection_ends", diagnosis) is None:
        return "open_protection"
    return "open"


def _contested(diagnosis: Diagnosis) -> str:
    if diagnosis.order.value("dispute_button") in REFUSING:
        return "contested_refused"
    return "contested_vague" if is_vague(diagnosis) else "contested"


def _decided(diagnosis: Diagnosis) -> str:
    order = diagnosis.order
    appeal, decision = order.value("appeal"), order.value("dispute")
    if appeal in {"open", "won", "lost"}:
        return f"decided_appeal_{appeal}"
    if diagnosis.refund.verdict == "already_refunded":
        return "decided_paid"
    return f"decided_{decision}" if decision in {"won", "agreed_return"} else "decided"


def last_date(diagnosis: Diagnosis) -> str:
    """The text that names the last date of the window."""
    dispute = diagnosis.dispute
    if dispute.last_date is not None and dispute.last_date < diagnosis.today:
        return "dispute_line.was_last" if dispute.verdict in {"over", "depends"} else "dispute_line.was_counted"
    ends = ahead("protection_ends", diagnosis)
    return "dispute_line.protection" if ends is not None and ends == dispute.last_date else "dispute_line.last"


# ---------------------------------------------------------------- the order that has not ended


def status(diagnosis: Diagnosis) -> str:
    """The text that says what the status of an open order means here."""
    order = diagnosis.order
    known = order.value("status") if order.value("status") in OPEN_STATUSES else "not_closed"
    if diagnosis.dispute.verdict in {"running", "decided"}:
        return f"standing.dispute_{diagnosis.dispute.verdict}"
    if diagnosis.refund.verdict == "already_refunded":
        return "standing.refunded"
    match known:
        case "shipped":
            return f"standing.{_shipped(diagnosis)}" if _shipped(diagnosis) else "explain.shipped.text"
        case "payment_pending" if diagnosis.refund.verdict == "not_yet":
            return "standing.paid_all_the_same"
        case "payment_verification" if has_step("card_claim", diagnosis):
            return "standing.papers_asked"
        case "payment_verification" if has_step("payment_check_over", diagnosis):
            return "standing.check_over"
        case "cancel_requested" | "shipment_pending" if order.value("cancel_request") in {"agreed", "refused"}:
            return f"standing.cancel_{order.value('cancel_request')}"
        case "frozen" if order.value("chargeback") == "open":
            return "standing.frozen_claim"
        case _:
            return f"explain.{known}.text"


def title(diagnosis: Diagnosis) -> str:
    """The heading of that text: a parcel is on its way only where nothing more is known."""
    known = diagnosis.order.value("status")
    if known == "shipped" and status(diagnosis) != "explain.shipped.text":
        return "standing.shown_as_sent"
    return f"explain.{known if known in OPEN_STATUSES else 'not_closed'}.title"


def _shipped(diagnosis: Diagnosis) -> str | None:
    order = diagnosis.order
    tracking, parcel = order.value("tracking"), order.value("parcel")
    if parcel == "received_ok":
        return "goods_are_good"
    if parcel in BAD_GOODS:
        return "goods_are_bad"
    if past("protection_ends", diagnosis):
        return "protection_ended"
    if tracking in _DELIVERED or (tracking is None and order.span("delivered_on")):
        return "marked_delivered"
    return "stopped" if tracking in _STOPPED else None
