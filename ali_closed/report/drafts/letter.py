"""Messages ready to paste: sentences whose facts are known, in the order in which support asks for them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from string import Formatter
from typing import Final

from ali_closed.errors import UsageError, nearest
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.span import Span
from ali_closed.model.text import Text, text
from ali_closed.report.drafts import RECIPIENTS
from ali_closed.report.drafts.choice import Facts, choose, contradicted, facts_of
from ali_closed.report.drafts.contents import DATES, EVIDENCE, FACTS, PLANS, Plan
from ali_closed.report.drafts.fit import unfit
from ali_closed.report.drafts.notes import contradictions, notes
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.sanitize import one_line

_LONGEST_QUOTE: Final = 300
_LONGEST_NUMBER: Final = 40
_WITHOUT_GREETING: Final = ("dispute", "appeal")
_TO_BE_CLAIMED: Final = ("by_dispute", "decided_by_dispute", "too_late", "depends", "not_yet")
_CLAIMS_NOTHING: Final = ("refund", "reserved", "unauthorised")
"""How texts begin that ask for money already due, or for none."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message ready to paste, or why none is written.

    Attributes:
        recipient: whom it is for, as the command names it.
        variant: which of the texts to this recipient it is; None where none helps.
        text: the message, with no placeholder left in it; None where none helps, and then a note says what does.
        missing: the fields, by their contract names, that would have made it better.
        evidence: what it lists as attached.
        notes: what to tell the sender beside it.
    """

    recipient: str
    variant: str | None
    text: str | None
    missing: tuple[str, ...]
    evidence: tuple[str, ...]
    notes: tuple[str, ...]


def draft(diagnosis: Diagnosis, words: Catalogue, recipient: str, about: str | None = None) -> Draft:
    """Write to a recipient (one of RECIPIENTS) in the catalogue's language; `about` picks a variant by name.

    A text that cannot help is written only if `about` asks for it.
    Raises UsageError for a recipient or a variant there is none of.
    """
    _check("recipient", recipient, RECIPIENTS)
    if about is not None:
        _check("about", about, PLANS[recipient])
    facts = facts_of(diagnosis)
    why_not = unfit(recipient, facts)
    if why_not is not None and about is None:
        beside = (*contradictions(facts), text("draft.note.not_written", why=text(f"draft.unfit.{why_not}")))
        return Draft(recipient, None, None, (), (), tuple(words.say(note) for note in beside))
    variant = about or choose(recipient, facts)
    plan = PLANS[recipient][variant]
    voice = "paypal" if recipient == "bank" and facts.value("payment_method") == "paypal" else recipient
    evidence = tuple(words.say(f"draft.evidence.{name}") for name in _evidence(recipient, variant, facts))
    return Draft(
        recipient,
        variant,
        _letter(facts, words, voice, variant, plan, evidence),
        tuple(_missing(facts, plan)),
        evidence,
        tuple(words.say(note) for note in notes(recipient, variant, facts, why_not, bool(evidence))),
    )


def missing_line(found: Draft, words: Catalogue) -> str | None:
    """One line that names what was not known, each with its flag; None where nothing is missing."""
    if not found.missing:
        return None
    names = tuple(
        text(
            "draft.note.missing_one",
            name=text("draft.name.id" if field == "id" else f"question.{field}.short"),
            flag=field.replace("_", "-"),
        )
        for field in found.missing
    )
    return words.say(text("draft.note.missing", names=names))


def _check(field: str, given: str, known: Iterable[str]) -> None:
    known = tuple(known)
    if given not in known:
        near = nearest(given, known, count=1)
        hint = f"Did you mean `{near[0]}`? " if near else ""
        raise UsageError(
            f"There is no draft `{given[:40]}`.",
            code=f"unknown_{field}",
            hint=f"{hint}It is one of: {', '.join(known)}.",
            field=field,
        )


def _letter(facts: Facts, words: Catalogue, voice: str, variant: str, plan: Plan, evidence: tuple[str, ...]) -> str:
    """Order number, dates, what happened, what is asked for, evidence; each a paragraph, empty ones left out."""
    own = f"draft.{voice}.{variant}"
    number = _number(facts)
    opening = [words.say(f"{own}.about")]
    if number:
        opening.append(words.say("draft.number", id=number))
    asked = [*_filled(f"{own}.say", facts, words), words.say(f"{own}.ask"), *_filled(f"{own}.say_more", facts, words)]
    paragraphs = [
        " ".join(opening),
        " ".join(_once(_dates(facts, words, voice, plan))),
        " ".join(_once(_happened(facts, words, voice, plan))),
        " ".join(asked),
    ]
    if evidence:
        items = [words.say("draft.item", item=item) for item in evidence]
        paragraphs.append("\n".join([words.say("draft.attached"), *items]))
    if voice not in _WITHOUT_GREETING:
        paragraphs = [words.say(f"draft.greeting.{voice}"), *paragraphs, words.say("draft.thanks")]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _once(sentences: Iterable[str]) -> Iterator[str]:
    return iter(dict.fromkeys(sentences))


def _number(facts: Facts) -> str:
    return one_line(str(facts.value("id") or ""))[:_LONGEST_NUMBER].rstrip()


def _filled(text_id: str, facts: Facts, words: Catalogue) -> Iterator[str]:
    """The sentence, if there is one and every date it names is known."""
    if not words.has(text_id):
        return
    dates = facts.dates()
    named = {str(name).partition(".")[0] for _, name, _, _ in Formatter().parse(words.texts[text_id]) if name}
    if named <= {*dates, *words.periods}:
        yield words.say(text(text_id, **{name: dates[name] for name in named if name in dates}))


# ---------------------------------------------------------------- dates


def _dates(facts: Facts, words: Catalogue, voice: str, plan: Plan) -> Iterator[str]:
    for field in DATES:
        span = facts.order.span(field)
        if field in plan.interpreted and span is not None and not _unpaid(field, facts):
            sentence = _date_text(field, span, facts)
            if sentence is not None:
                yield words.say(_voiced(sentence, words, voice))


def _date_text(field: str, span: Span, facts: Facts) -> Text | None:
    if field in {"delivery_due_on", "processing_ends_on"}:
        ahead = "_ahead" if span.last is not None and span.last >= facts.diagnosis.today else ""
        return None if span.last is None else text(f"draft.date.{field}{ahead}", last=span.last)
    name = field
    if field == "protection_ends_on":
        if span.first is not None and span.first >= facts.diagnosis.today:
            name = "protection_ends"
        elif span.last is not None and span.last < facts.diagnosis.today:
            name = "protection_ended"
        else:
            return None
    elif field == "dispute_closed_on" and facts.value("dispute") == "agreed_return":
        name = "return_agreed_on"
    return text(f"draft.date.{name}", on=_on(span))


def _on(span: Span) -> Text:
    if span.first is not None and span.last is not None:
        if span.is_day:
            return text("draft.on.day", day=span.first)
        if _is_month(span.first, span.last):
            return text("draft.on.month", month=text(f"month.m{span.first.month}"), year=span.first.year)
        return text("draft.on.between", first=span.first, last=span.last)
    if span.first is not None:
        return text("draft.on.since", first=span.first)
    assert span.last is not None
    return text("draft.on.until", last=span.last)


def _is_month(first: date, last: date) -> bool:
    return first.day == 1 and last == first + timedelta(days=monthrange(first.year, first.month)[1] - 1)


def _voiced(sentence: Text, words: Catalogue, voice: str) -> Text:
    """The sentence as it is said to this recipient, where that differs."""
    own = sentence.id.replace("draft.", f"draft.{voice}.", 1)
    return Text(own, sentence.params) if words.has(own) else sentence


# ---------------------------------------------------------------- what happened


def _happened(facts: Facts, words: Catalogue, voice: str, plan: Plan) -> Iterator[str]:
    for field in FACTS:
        value = facts.value(field)
        if field not in plan.interpreted or value is None or _said_already(field, facts, plan, voice):
            continue
        if field == "message":
            if quote := _quote(str(value)):
                yield words.say("draft.message", message=quote)
            continue
        sentence = text(f"draft.fact.{field}.{str(value).lower()}")
        if words.has(sentence.id):
            yield words.say(_voiced(sentence, words, voice))


def _said_already(field: str, facts: Facts, plan: Plan, voice: str) -> bool:
    """Whether a date, or a stronger fact, says the same in this text."""
    value = facts.value(field)

    def interpreted(other: str) -> bool:
        return other in plan.interpreted and facts.value(other) is not None

    if field == "paid":
        return interpreted("paid_on") or interpreted("bank") or _unpaid(field, facts)
    if field == "shipped":
        return value is True and (
            interpreted("shipped_on") or interpreted("tracking") or facts.value("status") == "shipped"
        )
    if field == "seller_says":  # what came or did not come is said by the buyer's own answer
        return value == "refunded" and str(facts.value("refund")).startswith("received")
    if field == "tracking":
        return value == "delivered" and interpreted("delivered_on")
    return field == "dispute" and value == "open" and (voice == "dispute" or interpreted("dispute_opened_on"))


def _unpaid(field: str, facts: Facts) -> bool:
    """The account outranks the memory of having paid."""
    return field in {"paid", "paid_on"} and facts.value("bank") == "nothing"


def _quote(message: str) -> str:
    """The message in one line, fit to stand in quotation marks inside a sentence."""
    line = one_line(message.replace('"', "'")).rstrip(" .")
    return line if len(line) <= _LONGEST_QUOTE else line[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " ..."


# ---------------------------------------------------------------- evidence, what is missing


def _evidence(recipient: str, variant: str, facts: Facts) -> tuple[str, ...]:
    refund, dispute = facts.diagnosis.refund, facts.value("dispute")
    verdicts = {refund.verdict, *(("late",) if refund.late else ())}
    if refund.verdict == "decided_by_dispute" and dispute in {"won", "agreed_return"}:
        verdicts.add("granted")
    elif refund.verdict in _TO_BE_CLAIMED and not variant.startswith(_CLAIMS_NOTHING):
        verdicts.add("claim")

    def fits(field: str, allowed: tuple[str | bool, ...]) -> bool:
        if field == "verdict":
            return bool(verdicts & set(allowed))
        value = facts.value(field)
        return value is not None and ("known" in allowed or value in allowed)

    found = [
        entry.id
        for entry in EVIDENCE
        if recipient in entry.recipients and all(fits(field, allowed) for field, allowed in entry.when.items())
    ]
    return tuple(dict.fromkeys(found))


def _missing(facts: Facts, plan: Plan) -> Iterator[str]:
    if not _number(facts):
        yield "id"
    ended_otherwise = facts.open or facts.value("dispute_closed_on") is not None
    told_apart = {*contradicted(facts.diagnosis), *(("closed_on",) if ended_otherwise else ())}
    for field in (*DATES, *FACTS):
        if field in plan.wanted and facts.value(field) is None and field not in told_apart:
            yield field
