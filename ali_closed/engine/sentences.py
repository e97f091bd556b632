"""What is said of one order: the first line, what happened, the refund, the dispute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ali_closed.engine import standing
from ali_closed.engine.first_line import summary
from ali_closed.model.diagnosis import Diagnosis, Sentences
from ali_closed.model.text import Text, text


def with_sentences(diagnosis: Diagnosis) -> Diagnosis:
    """The diagnosis with what is said of it."""
    said = Sentences(
        summary(diagnosis),
        tuple(_happened(diagnosis)),
        tuple(_refund(diagnosis)),
        tuple(_dispute(diagnosis)),
    )
    return replace(diagnosis, sentences=said)


def _happened(diagnosis: Diagnosis) -> Iterator[Text]:
    if not diagnosis.reasons:
        yield text(standing.status(diagnosis))
    yield from (text(f"happened.{reason.id}") for reason in diagnosis.reasons[:2])


def _refund(diagnosis: Diagnosis) -> Iterator[Text]:
    refund = diagnosis.refund
    yield text(f"refund.{refund.verdict}")
    until, first = refund.expected_until, refund.expected_from
    if until is not None and refund.verdict == "depends":
        yield text("refund_line.if_late" if refund.late else "refund_line.if_expected", until=until)
    elif until is not None and refund.late:
        yield text("refund_line.late", until=until)
    elif until is not None and (first is None or first == until):
        yield text("refund_line.expected_until", until=until)
    elif until is not None and first is not None:
        yield text("refund_line.expected", first=first, until=until)
    yield text(standing.how(diagnosis))


def _dispute(diagnosis: Diagnosis) -> Iterator[Text]:
    dispute = diagnosis.dispute
    yield text(standing.window(diagnosis))
    if dispute.opens_on is not None:
        yield text("dispute_line.opens", opens=dispute.opens_on)
    if dispute.act_by is not None:
        days = (dispute.act_by - diagnosis.today).days
        left = text("days.left.one" if days == 1 else "days.left.other", count=days) if days else text("word.today")
        yield text("dispute_line.act_by", by=dispute.act_by, left=left)
    if dispute.last_date is not None:
        yield text(standing.last_date(diagnosis), last=dispute.last_date)
