"""The first line: the money, the date, and the next thing to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.text import Text, text

_OVERDUE: Final[Mapping[str, str]] = {
    "payment_verification": "payment_check_over",
    "shipment_pending": "processing_time_over",
    "cancel_requested": "cancel_answer_over",
}
"""Per status, the step that is said once the time it is given has run out."""


def summary(diagnosis: Diagnosis) -> Text:
    """One sentence for the whole answer."""
    if diagnosis.state == "contradiction":
        return text("summary.contradiction", fields=_fields(diagnosis), answer=_answer(diagnosis))
    return _answer(diagnosis)


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
            return text(f"summary.dispute.{_decision(diagnosis)}")
        case "already_refunded" if dispute.verdict == "running":
            return text("summary.dispute.running")
        case "not_yet":
            return _not_yet(diagnosis)
        case "depends":
            return _depends(diagnosis)
        case "nothing_to_refund" if (
            dispute.verdict == "not_needed" and diagnosis.order.value("parcel") == "received_ok"
        ):
            return text("summary.all_well")
        case "nothing_to_refund" if not diagnosis.reasons:
            return _unpaid(diagnosis)
        case _:
            return text(f"summary.{refund.verdict}")


def _automatic(diagnosis: Diagnosis) -> Text:
    refund = diagnosis.refund
    if refund.expected_until is None:
        return text("summary.automatic.undated")
    if refund.late:
        return text("summary.automatic.late", until=refund.expected_until)
    return text("summary.automatic.dated", until=refund.expected_until)


def _by_dispute(diagnosis: Diagnosis) -> Text:
    dispute = diagnosis.dispute
    seller = ".seller" if diagnosis.reasons and diagnosis.reasons[0].id == "shipment_cancelled" else ""
    if dispute.verdict == "open" and dispute.act_by is not None:
        name = "today" if dispute.act_by <= diagnosis.today or _mistaken(diagnosis) else "dated"
        return text(
            f"summary.by_dispute.open.{name}{seller}",
            by=dispute.act_by,
            left=text(
                _left(dispute.act_by.toordinal() - diagnosis.today.toordinal()),
                count=dispute.act_by.toordinal() - diagnosis.today.toordinal(),
            ),
        )
    if dispute.verdict == "contested":
        if dispute.last_date is not None and dispute.last_date >= diagnosis.today:
            return text(f"summary.by_dispute.contested.dated{seller}", last=dispute.last_date)
        return text(f"summary.by_dispute.contested.undated{seller}")
    if dispute.verdict == "not_yet":
        if dispute.opens_on is not None:
            return text("summary.by_dispute.not_yet.dated", opens=dispute.opens_on)
        return text("summary.by_dispute.not_yet.undated")
    return text(f"summary.by_dispute.{'open.undated' if dispute.verdict == 'open' else 'depends'}{seller}")


def _left(count: int) -> str:
    return "word.today" if count <= 0 else "days.left.one" if count == 1 else "days.left.other"


def _mistaken(diagnosis: Diagnosis) -> bool:
    return bool(diagnosis.reasons) and diagnosis.reasons[0].id == "confirmed_by_mistake"


def _decision(diagnosis: Diagnosis) -> str:
    if diagnosis.dispute.verdict == "running":
        return "running"
    decision = diagnosis.order.value("dispute")
    if diagnosis.refund.late:
        return "late"
    back = diagnosis.order.value("return")
    if decision == "agreed_return" and back in {"sent", "arrived"}:
        return f"return_{back}"
    return decision if decision in {"won", "partial", "won_nothing", "lost", "agreed_return"} else "decided"


def _not_yet(diagnosis: Diagnosis) -> Text:
    status = diagnosis.order.value("status")
    if not diagnosis.reasons and status in {
        "payment_pending",
        "payment_verification",
        "shipment_pending",
        "cancel_requested",
        "shipped",
        "frozen",
    }:
        if status == "shipped":
            return _on_its_way(diagnosis)
        over = _OVERDUE.get(status)
        late = any(step.id == over for step in diagnosis.steps)
        return text(f"summary.not_yet.{over if late else status}")
    return text("summary.not_yet.other")


def _unpaid(diagnosis: Diagnosis) -> Text:
    by = _deadline("pay_by", diagnosis)
    return text("summary.unpaid.undated") if by is None else text("summary.unpaid.dated", by=by)


def _on_its_way(diagnosis: Diagnosis) -> Text:
    order = diagnosis.order
    if order.value("parcel") == "received_ok":
        return text("summary.not_yet.in_hand")
    by = diagnosis.dispute.act_by or _deadline("protection_ends", diagnosis)
    return text("summary.not_yet.shipped") if by is None else text("summary.not_yet.shipped_dated", by=by)


def _deadline(deadline: str, diagnosis: Diagnosis) -> date | None:
    """The day of a deadline that is not past."""
    days = (entry.on for entry in diagnosis.deadlines if entry.id == deadline and entry.on >= diagnosis.today)
    return next(days, None)


def _depends(diagnosis: Diagnosis) -> Text:
    question = diagnosis.next_question
    ask = text(f"question.{question.field}.text") if question is not None else text("summary.ask_support")
    refund, dispute = diagnosis.refund, diagnosis.dispute
    if refund.late:
        return text("summary.depends.late", until=refund.expected_until or diagnosis.today, ask=ask)
    acts = [step.by for step in diagnosis.steps if step.by is not None]
    if acts and min(acts) >= diagnosis.today and dispute.verdict in {"depends", "open", "contested"}:
        if min(acts) == diagnosis.today:
            return text("summary.depends.today", ask=ask)
        return text("summary.depends.dated", by=min(acts), ask=ask)
    return text("summary.depends.undated", ask=ask)
