"""Messages ready to paste: sentences whose facts are known, in the order in which support asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from dateutil.relativedelta import relativedelta

from ali_closed.engine.drafts import DATES, DEADLINES, ChosenDraft, choose_draft
from ali_closed.errors import UsageError, did_you_mean, nearest
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.fields import RECIPIENTS
from ali_closed.model.span import Span
from ali_closed.model.text import Text, text
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import order_number, span_text
from ali_closed.report.text.sanitize import one_line

_LONGEST_QUOTE: Final = 300


@dataclass(frozen=True, slots=True)
class Draft:
    """A message ready to paste, or why none is written; what it lists as attached, and what to tell its sender.

    `about` is which text to the recipient it is: it and the text are None where none helps, and a note says what does.
    `missing` are the fields that would have made it better.
    """

    recipient: str
    about: str | None
    text: str | None
    evidence: tuple[str, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]


def draft(diagnosis: Diagnosis, words: Catalogue, recipient: str, about: str | None = None) -> Draft:
    """Write to a recipient (one of RECIPIENTS) in the catalogue's language; `about` picks a text by its id.

    A text that cannot help is written only if `about` asks for it.
    Raises UsageError for a recipient or a text there is none of.
    """
    _check("recipient", recipient, RECIPIENTS)
    to = next(name for name in RECIPIENTS if name == recipient)
    if about is not None:
        _check("about", about, tuple(words.rulebook.letters[to]))
    return write(choose_draft(diagnosis, to, words.rulebook, about), diagnosis, words)


def write(found: ChosenDraft, diagnosis: Diagnosis, words: Catalogue) -> Draft:
    """Put a chosen message into words."""
    number = order_number(diagnosis)
    evidence = tuple(words.say(f"draft.evidence.{name}") for name in found.attachments)
    return Draft(
        found.recipient,
        found.id,
        None if found.id is None else "\n\n".join(_paragraphs(found, diagnosis, number, evidence, words)),
        evidence,
        () if found.id is None else (*(() if number else ("id",)), *found.missing),
        tuple(words.say(note) for note in _notes(found, diagnosis)),
    )


def missing_line(found: Draft, words: Catalogue) -> str | None:
    """What would make the draft better, as one line with the flags that tell it; None if nothing is missing."""
    if not found.missing:
        return None
    called = {field: text("draft.name.id" if field == "id" else f"question.{field}.short") for field in found.missing}
    one = "draft.note.missing_one"
    names = tuple(text(one, name=name, flag=field.replace("_", "-")) for field, name in called.items())
    return words.say("draft.note.missing", names=names)


def _check(field: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        near = nearest(given, known, count=1)
        raise UsageError(
            f"There is no draft `{given[:40]}`.",
            code=f"unknown_{field}",
            hint=f"{did_you_mean(near)} It is one of: {', '.join(known)}.".strip(),
            field=field,
        )


def _notes(found: ChosenDraft, diagnosis: Diagnosis) -> Iterator[Text]:
    wrong = dict.fromkeys(name for entry in diagnosis.contradictions for name in entry.fields)
    if wrong:
        yield text("draft.note.contradiction", names=tuple(text(f"question.{name}.short") for name in wrong))
    if found.why_not is not None:
        commands = tuple(text("draft.note.command", recipient=name) for name in found.instead)
        why = text(f"draft.unfit.{found.why_not}")
        said = text("draft.note.instead", why=why, commands=commands) if commands else why
        yield text("draft.note.not_written" if found.id is None else "draft.note.may_not_help", why=said)
    yield from found.notes
    if found.attachments:
        yield text("draft.note.attach")


def _paragraphs(
    found: ChosenDraft, diagnosis: Diagnosis, number: str, evidence: tuple[str, ...], words: Catalogue
) -> Iterator[str]:
    """Order number, dates, what happened, what is asked for, evidence; empty ones are left out."""
    own = f"draft.{found.recipient}.{found.id}"
    greeting = f"draft.greeting.{found.recipient}"
    if words.has(greeting):
        yield words.say(greeting)
    about = words.say(f"{own}.about")
    yield f"{about} {words.say('draft.number', id=number)}" if number else about
    days = {name: span for name in found.told if name in DATES and (span := _span(name, diagnosis)) is not None}
    facts = {name: diagnosis.order.value(name) for name in found.told if name not in DATES}
    for sentences in (_dates(days, diagnosis.today, words), _facts(facts, found.recipient, words)):
        if paragraph := " ".join(dict.fromkeys(sentences)):
            yield paragraph
    yield words.say(f"{own}.ask")
    if evidence:
        yield "\n".join([words.say("draft.attached"), *(words.say("draft.item", item=item) for item in evidence)])
    if words.has(greeting):
        yield words.say("draft.thanks")


# ---------------------------------------------------------------- dates


def _span(name: str, diagnosis: Diagnosis) -> Span | None:
    if name in DEADLINES:
        return next((Span.day(entry.on) for entry in diagnosis.deadlines if entry.id == name), None)
    return diagnosis.order.span(name)


def _dates(days: Mapping[str, Span], today: date, words: Catalogue) -> Iterator[str]:
    for name, span in days.items():
        ahead = f"draft.date.{name}_ahead"
        is_ahead = words.has(ahead) and (span.last is None or span.last >= today)
        said = ahead if is_ahead else f"draft.date.{name}"
        yield words.say(said, on=_on(span, words), **({"last": span.last} if span.last else {}))


def _on(span: Span, words: Catalogue) -> str:
    first, last, _ = span
    if first and last and first.day == 1 and last == first + relativedelta(months=1, days=-1):
        return words.say("draft.on.month", month=text(f"month.m{first.month}"), year=first.year)
    return span_text((first, last), words, "draft.on")


# ---------------------------------------------------------------- what happened


def _facts(facts: Mapping[str, object], recipient: str, words: Catalogue) -> Iterator[str]:
    for name, value in facts.items():
        own, common = (f"draft.{voice}fact.{name}" for voice in (f"{recipient}.", ""))
        if words.has(common):  # the buyer's own words, or the page's
            if quote := _quote(str(value)):
                yield words.say(common, said=quote)
        else:
            said = f".{str(value).lower()}"
            yield words.say(f"{own if words.has(own + said) else common}{said}")


def _quote(message: str) -> str:
    """A message in one line, fit to stand in quotation marks inside a sentence."""
    line = one_line(message.replace('"', "'")).rstrip(" .")
    return line if len(line) <= _LONGEST_QUOTE else line[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " ..."
