"""The first line: the money, the date, and the next thing to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from ali_closed.engine.standing import (
    REFUSING,
    ahead,
    button_outlasts_the_documents,
    has_step,
    is_vague,
    only_the_payment_is_open,
    past,
    was_sent,
)
from ali_closed.model.diagnosis import AdviceGiven, Diagnosis
from ali_closed.model.text import Text, text

_OVERDUE: Final[Mapping[str, str]] = {
    "payment_verification": "payment_check_over",
    "shipment_pending": "processing_time_over",
    "cancel_requested": "cancel_answer_over",
}
"""Per status, the step that is said once the time it is given has run out."""

_OPENS_A_DISPUTE: Final = ("dispute_", "form_says_", "support_where_button_gone", "use_button_while_shown")
"""How the ids of the steps begin that open a dispute."""

_NO_DAY_TO_ACT: Final = ("wait_", "paypal_")
"""How the ids of the steps begin whose day is not one to act by on the order page."""


def summary(diagnosis: Diagnosis) -> Text:
    """One sentence for the whole answer."""
    answer = _answer(diagnosis)
    if diagnosis.state == "contradiction":
        return text("summary.contradiction", fields=_fields(diagnosis), answer=answer)
    if diagnosis.order.value("unauthorised") is True and diagnosis.refund.verdict != "already_refunded":
        return text("summary.unauthorised", answer=answer) if diagnosis.reasons else text("summary.unauthorised_open")
    return answer


def _fields(diagnosis: Diagnosis) -> tuple[Text, ...]:
    first = diagnosis.contradictions[0]
    return tuple(text(f"question.{field}.short") for field in first.fields)


def _answer(diagnosis: Diagnosis) -> Text:
    refund, dispute = diagnosis.refund, diagnosis.dispute
    match refund.verdict:
        case "automatic":
            return _automatic(diagnosis)
        case "by_dispute":
            return _by_dispute(diagnosis)
        case "decided_by_dispute":
            return _decided(diagnosis)
        case "already_refunded" if dispute.verdict == "running":
            return text("summary.dispute.refunded_running")
        case "nothing_to_refund":
            return _nothing(diagnosis)
        case "not_yet":
            return _not_yet(diagnosis)
        case "depends":
            return _depends(diagnosis)
        case _:
            return text(f"summary.{refund.verdict}")


def _dated(base: str, by: date | None) -> Text:
    """The text with the date, or the one for where it is not known."""
    return text(f"{base}.undated") if by is None else text(f"{base}.dated", by=by)


# ---------------------------------------------------------------- the money comes by itself, or none is due


def _automatic(diagnosis: Diagnosis) -> Text:
    refund = diagnosis.refund
    base = "summary.part" if diagnosis.order.value("refund") == "received_partly" else "summary.automatic"
    if refund.expected_until is not None and refund.late:
        return text(f"{base}.late", by=refund.expected_until)
    if refund.expected_until is None and diagnosis.order.value("closed_on") is not None:
        return text("summary.automatic.untimed")
    return _dated(base, refund.expected_until)


def _nothing(diagnosis: Diagnosis) -> Text:
    order = diagnosis.order
    if diagnosis.dispute.verdict == "not_needed" and order.value("parcel") == "received_ok":
        return text("summary.all_well")
    if diagnosis.reasons:
        return text("summary.nothing_to_refund" if order.value("bank") == "nothing" else "summary.nothing_due")
    if has_step("payment_time_over", diagnosis):
        return text("summary.unpaid.overdue")
    return _dated("summary.unpaid", ahead("pay_by", diagnosis))


# ---------------------------------------------------------------- a dispute brings it back


def _by_dispute(diagnosis: Diagnosis) -> Text:
    dispute, button = diagnosis.dispute, diagnosis.order.value("dispute_button")
    if button in REFUSING and dispute.verdict == "contested":
        return _dated("summary.by_dispute.refused", _still(diagnosis))
    if not diagnosis.reasons and has_step("extend_protection_in_time", diagnosis) and dispute.act_by is not None:
        return text("summary.not_yet.shipped.dated", by=dispute.act_by)
    if button == "too_early" and diagnosis.reasons:
        return _dated("summary.by_dispute.too_early", _still(diagnosis))
    seller = ".seller" if diagnosis.reasons and diagnosis.reasons[0].id == "shipment_cancelled" else ""
    match dispute.verdict:
        case "open" if dispute.act_by is not None:
            return _open(diagnosis, dispute.act_by, seller)
        case "contested":
            return _contested(diagnosis, seller)
        case "not_yet":
            return _dated("summary.by_dispute.not_yet", dispute.opens_on)
        case verdict:
            return text(f"summary.by_dispute.{'open.undated' if verdict == 'open' else 'depends'}{seller}")


def _open(diagnosis: Diagnosis, by: date, seller: str) -> Text:
    if button_outlasts_the_documents(diagnosis):
        return text("summary.by_dispute.open.button")
    mistaken = bool(diagnosis.reasons) and diagnosis.reasons[0].id == "confirmed_by_mistake"
    days = (by - diagnosis.today).days
    if days <= 0 and not seller:
        return text("summary.by_dispute.open.last_day")
    left = text("word.today" if days <= 0 else "days.left.one" if days == 1 else "days.left.other", count=days)
    name = "today" if days <= 0 or mistaken else "dated"
    return text(f"summary.by_dispute.open.{name}{seller}", by=by, left=left)


def _contested(diagnosis: Diagnosis, seller: str) -> Text:
    last = _still(diagnosis)
    if is_vague(diagnosis) and not seller:
        return text("summary.by_dispute.vague", last=last or diagnosis.today)
    name = "undated" if last is None else "dated"
    return text(f"summary.by_dispute.contested.{name}{seller}", last=last or diagnosis.today)


def _still(diagnosis: Diagnosis) -> date | None:
    """The last date that any document supports, as long as it is not past."""
    last = diagnosis.dispute.last_date
    return last if last is not None and last >= diagnosis.today else None


# ---------------------------------------------------------------- a dispute decides


def _decided(diagnosis: Diagnosis) -> Text:
    order, refund = diagnosis.order, diagnosis.refund
    if diagnosis.dispute.verdict == "running":
        return text("summary.dispute.running")
    appeal, decision = order.value("appeal"), order.value("dispute")
    if appeal in {"open", "won"}:
        return text(f"summary.dispute.appeal_{appeal}")
    if decision in {"lost", "won_nothing"} and order.value("chargeback") == "open":
        return text("summary.dispute.claim_runs")
    if appeal == "lost" and decision != "won":
        return text("summary.dispute.appeal_lost")
    if refund.late and refund.expected_until is not None:
        return text("summary.dispute.late", by=refund.expected_until)
    match decision:
        case "won" | "partial":
            return _dated(f"summary.dispute.{decision}", refund.expected_until)
        case "agreed_return":
            return _return(diagnosis)
        case "won_nothing" | "lost":
            return text(f"summary.dispute.{decision}")
        case _:
            return text("summary.dispute.decided")


def _return(diagnosis: Diagnosis) -> Text:
    back = diagnosis.order.value("return")
    if back in {"sent", "arrived"}:
        return text(f"summary.dispute.return_{back}")
    if has_step("return_time_over", diagnosis):
        return text("summary.dispute.return_overdue")
    return _dated("summary.dispute.agreed_return", ahead("return_by", diagnosis))


# ---------------------------------------------------------------- the order has not ended


def _not_yet(diagnosis: Diagnosis) -> Text:
    status = diagnosis.order.value("status")
    over = _OVERDUE.get(status)
    if diagnosis.reasons:
        return text("summary.not_yet.other")
    if over is not None and has_step(over, diagnosis):
        return text(f"summary.not_yet.{over}")
    match status:
        case "shipped":
            return _on_its_way(diagnosis)
        case "shipment_pending" | "cancel_requested":
            return _waiting(diagnosis, status)
        case "payment_verification" if has_step("card_claim", diagnosis):
            return text("summary.not_yet.papers_asked")
        case "frozen" if diagnosis.order.value("chargeback") == "open":
            return text("summary.not_yet.frozen_claim")
        case "payment_pending" | "payment_verification" | "frozen":
            return text(f"summary.not_yet.{status}")
        case _:
            return text("summary.not_yet.other")


def _waiting(diagnosis: Diagnosis, status: str) -> Text:
    """The order waits for the seller: to ship it, or to answer a cancellation."""
    order = diagnosis.order
    request = order.value("cancel_request")
    if request in {"agreed", "refused"}:
        return text(f"summary.not_yet.cancel_{request}")
    if status == "cancel_requested":
        return _dated("summary.not_yet.cancel_requested", ahead("cancel_answer_last", diagnosis))
    if order.value("cancel_asked_by_seller") is True:
        return text("summary.not_yet.seller_asks")
    was = past("processing_ends", diagnosis)
    if was is not None:
        return text("summary.not_yet.days_off", by=was)
    return _dated("summary.not_yet.shipment_pending", ahead("processing_ends", diagnosis))


def _on_its_way(diagnosis: Diagnosis) -> Text:
    order = diagnosis.order
    ends = ahead("protection_ends", diagnosis)
    if order.value("parcel") == "received_ok":
        return _dated("summary.not_yet.in_hand", ends)
    if order.value("tracking") == "awaiting_pickup":
        return text("summary.not_yet.waits_for_you")
    if has_step("button_missing_while_open", diagnosis):
        return text("summary.not_yet.button_missing")
    by = diagnosis.dispute.act_by or ends
    if by is None and order.value("tracking") in {"customs", "delivery_failed"}:
        return text("summary.not_yet.held_up")
    if by == diagnosis.today and ends is None:
        return text("summary.not_yet.shipped.look")
    return _dated("summary.not_yet.shipped", by)


# ---------------------------------------------------------------- it depends


def _depends(diagnosis: Diagnosis) -> Text:
    question = diagnosis.next_question
    ask = text(f"question.{question.field}.text") if question is not None else text("summary.ask_support")
    refund = diagnosis.refund
    if has_step("find_vanished_dispute", diagnosis):
        return text("summary.dispute.vanished")
    if only_the_payment_is_open(diagnosis):
        return text("summary.depends.payment", ask=ask)
    if refund.late:
        return text("summary.depends.late", until=refund.expected_until or diagnosis.today, ask=ask)
    first = _first_due(diagnosis)
    if first is None or first.by is None:
        return text("summary.depends.undated", ask=ask)
    day = "today" if first.by == diagnosis.today else "dated"
    if diagnosis.order.value("dispute_button") in REFUSING:
        return text("summary.depends.refused.today", ask=ask)
    if first.id.startswith(_OPENS_A_DISPUTE):
        act = "dispute" if first.for_reasons is None or was_sent(diagnosis) else "if_sent"
        return text(f"summary.depends.{act}.{day}", by=first.by, ask=ask)
    return text(f"summary.depends.{'act' if day == 'today' else 'undated'}", ask=ask)


def _first_due(diagnosis: Diagnosis) -> AdviceGiven | None:
    """The step with the earliest day to act by, a dispute before all others, where one may be part of the answer."""
    if diagnosis.dispute.verdict not in {"depends", "open", "contested"}:
        return None
    due = [step for step in diagnosis.steps if step.by is not None and not step.id.startswith(_NO_DAY_TO_ACT)]
    return min(
        due, key=lambda step: (not step.id.startswith(_OPENS_A_DISPUTE), step.by or diagnosis.today), default=None
    )
