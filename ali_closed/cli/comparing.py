"""Two answers side by side: what another answer to a question would change, in words."""

from __future__ import annotations

from collections.abc import Iterator

from ali_closed.cli.answers import Answered
from ali_closed.model.text import text
from ali_closed.report.text.phrases import advice_text, title


def difference(before: Answered, after: Answered, *, quiet: bool = False) -> Iterator[str]:
    """The summary of the other answer, then every part that decides something and differs; `quiet` leaves those out.

    One line alone says that nothing differs, if so.
    """
    words = before.words
    if _without_order(before) == _without_order(after):
        yield words.say("what_if.same")
        return
    yield words.say(text("what_if.then", summary=after.diagnosis.sentences.first_line))
    if quiet:
        return
    was, now = (_parts(answered) for answered in (before, after))
    lines = [
        words.say(text("what_if.changed", part=text(f"what_if.part.{part}"), before=was[part], after=now[part]))
        for part in was
        if was[part] != now[part]
    ]
    if after.diagnosis.contradictions and not before.diagnosis.contradictions:
        yield words.say("what_if.contradiction")
    elif not lines:
        yield words.say("what_if.little")
    yield from lines


def _without_order(answered: Answered) -> dict[str, object]:
    """What the answer says, apart from the order it repeats."""
    return {name: said for name, said in answered.document().items() if name != "order"}


def _parts(answered: Answered) -> dict[str, str]:
    """What decides in an answer, each part as the buyer reads it."""
    found, words = answered.diagnosis, answered.words
    refund, dispute = found.refund, found.dispute
    dates = {
        "refund_from": refund.expected_from,
        "refund_until": refund.expected_until,
        "opens_on": dispute.opens_on,
        "act_by": dispute.act_by,
        "last_date": dispute.last_date,
    }
    dated = {name: words.say("what_if.no_date") if day is None else words.date(day) for name, day in dates.items()}
    reason = found.reasons[0].id if found.reasons else "not_closed"
    return {
        "reason": title(reason, words),
        "refund": words.say(f"refund.{refund.verdict}"),
        "late": words.say(f"what_if.late.{'yes' if refund.late else 'no'}"),
        "refund_from": dated["refund_from"],
        "refund_until": dated["refund_until"],
        "dispute": words.say(f"dispute.{dispute.verdict}"),
        "opens_on": dated["opens_on"],
        "act_by": dated["act_by"],
        "last_date": dated["last_date"],
        "step": advice_text(found.steps[0], found, words) if found.steps else words.say("what_if.no_step"),
    }
