"""What is said to the sender beside a draft, and not in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ali_closed.model.text import Text, text
from ali_closed.report.drafts.choice import Facts, contradicted

_GOODS: Final = ("faulty", "quality", "not_as_described", "damaged", "incomplete", "wrong_item", "other")
"""Grounds of which no answer says what exactly is wrong."""


def notes(recipient: str, variant: str, facts: Facts, why_not: str | None, attached: bool) -> Iterator[Text]:
    """What the sender has to mind; `why_not` is what stands against a text that was asked for by its name."""
    yield from contradictions(facts)
    if why_not is not None:
        yield text("draft.note.may_not_help", why=text(f"draft.unfit.{why_not}"))
    elif facts.refund == "nothing_to_refund" and variant == "no_charge":
        yield text("draft.note.nothing_to_refund")
    elif recipient == "dispute":
        yield from _dispute_notes(variant, facts)
    elif recipient == "appeal" and variant == "more":
        yield text("draft.note.appeal_runs")
    elif recipient == "bank" and variant == "dispute_charge":
        yield text("draft.note.claim_freezes")
        if facts.dispute in {"open", "contested", "not_yet"}:
            yield text("draft.note.dispute_first")
        if facts.value("payment_method") == "paypal":
            yield text("draft.note.paypal_escalate")
    elif recipient in {"seller", "support"} and variant != "open_dispute" and facts.dispute in {"open", "contested"}:
        yield text("draft.note.messages_stop_no_clock")
    if attached:
        yield text("draft.note.attach")


def contradictions(facts: Facts) -> Iterator[Text]:
    """Which answers a text leaves out, because they cannot all be true."""
    wrong = contradicted(facts.diagnosis)
    if wrong:
        yield text("draft.note.contradiction", names=tuple(text(f"question.{field}.short") for field in wrong))


def _dispute_notes(variant: str, facts: Facts) -> Iterator[Text]:
    if facts.dispute == "running":
        yield text("draft.note.dispute_runs")
    elif facts.dispute == "not_yet":
        opens = facts.diagnosis.dispute.opens_on
        yield text("draft.note.not_yet_undated") if opens is None else text("draft.note.not_yet", opens_on=opens)
    if facts.value("tracking") == "awaiting_pickup":
        yield text("draft.note.fetch_first")
    if variant in _GOODS:
        yield text("draft.note.what_is_wrong")
    if variant == "faulty":
        yield text("draft.note.name_the_fault")
