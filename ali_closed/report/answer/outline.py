"""The answer in one language and no format: one screen, and all that stands behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from ali_closed.engine.sensitivity import DecidingAnswer
from ali_closed.model.diagnosis import Diagnosis, ReasonFound
from ali_closed.model.text import Text
from ali_closed.report.answer.blocks import Group, Line, Outline, Section, Tone, section
from ali_closed.report.answer.plan import all_advice
from ali_closed.report.answer.short import DISPUTE_TONES, refund_tone, repair_text, screen
from ali_closed.report.answer.timeline import Timeline, timeline
from ali_closed.report.answer.trace import (
    contradiction_refs,
    date_refs,
    deciding,
    evidence,
    readings,
    ruled_out,
    sources_of,
    status_refs,
    verdict_refs,
)
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import field_name, shown, title


def outline(
    diagnosis: Diagnosis,
    words: Catalogue,
    *,
    assumptions: Iterable[Text] = (),
    flips: Sequence[DecidingAnswer] | None = None,
    more: str = "screen.more_below",
) -> Outline:
    """The screen, and with `flips`, the single answers that would change the advice, all that stands behind it.

    `assumptions` are those of the caller, beside the diagnosis' own; `more` is the text that says how to see the rest.
    """
    granted = (*assumptions, *diagnosis.assumptions)
    first_line = words.say(diagnosis.sentences.first_line)
    beside = [words.say(entry) for entry in diagnosis.mended]
    subject = _subject(diagnosis, words)
    above = tuple(line for line in (first_line, *beside, subject) if line)
    life = timeline(diagnosis, words)
    return Outline(
        language=words.language,
        subject=subject,
        summary=first_line,
        mended=tuple(beside),
        tone="unsure" if diagnosis.contradictions else refund_tone(diagnosis),
        screen=screen(above, diagnosis, words, assumptions=assumptions, more=words.say(more)),
        behind=() if flips is None else _behind(diagnosis, life, granted, flips, words),
        timeline=life,
        footer=(
            words.say("screen.answer_of", today=diagnosis.today, rules=date.fromisoformat(diagnosis.rules_date)),
            words.say("screen.disclaimer"),
        ),
        fold=words.say("screen.fold"),
    )


def _behind(
    diagnosis: Diagnosis,
    life: Timeline,
    granted: Iterable[Text],
    flips: Sequence[DecidingAnswer],
    words: Catalogue,
) -> tuple[Section, ...]:
    """Everything: all reasons and steps, the evidence, every date and document, and the lines behind each sentence."""
    support = diagnosis.doubt and Line(words.say(f"doubt.{diagnosis.doubt}"))
    warnings = (entry for entry in diagnosis.warnings if entry not in diagnosis.mended)
    parts = [
        _contradictions(diagnosis, words),
        _happened(diagnosis, words),
        _verdict("refund", refund_tone(diagnosis), diagnosis, words),
        _verdict("dispute", DISPUTE_TONES.get(diagnosis.dispute.verdict, "plain"), diagnosis, words),
        all_advice("steps", diagnosis.steps, diagnosis, words),
        all_advice("avoid", diagnosis.avoid, diagnosis, words),
        _dates(diagnosis, life, words),
        _question(diagnosis, words),
        section("support", words, Group((support,) if support else (), kind="prose")),
        section("assumptions", words, Group(tuple(Line(words.say(entry)) for entry in granted))),
        section("warnings", words, Group(tuple(Line(words.say(entry)) for entry in warnings))),
        deciding(diagnosis, flips, words),
        ruled_out(diagnosis, words),
        readings(diagnosis, words),
    ]
    sections = tuple(part for part in parts if part is not None)
    documents = sources_of(sections, words)
    return (*sections, documents) if documents else sections


def _subject(diagnosis: Diagnosis, words: Catalogue) -> str:
    number, note = diagnosis.order.value("id"), diagnosis.order.value("note")
    if number and note:
        return words.say("screen.subject_note", id=number, note=note)
    if number:
        return words.say("screen.subject", id=number)
    return words.say("screen.note_alone", note=note) if note else ""


def _contradictions(diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    groups: list[Group] = []
    for entry in diagnosis.contradictions:
        told = tuple(Line(_told(field, diagnosis, words), refs=(words.say("trace.told"),)) for field in entry.fields)
        refs = contradiction_refs(entry, words)
        groups.append(Group((Line(words.say(entry.why), refs=refs, below=told),), kind="prose"))
        if entry.repairs:
            repairs = tuple(Line(repair_text(repair, words)) for repair in entry.repairs)
            groups.append(Group(repairs, heading=words.say("screen.repairs")))
    repaired = (Line(words.say("screen.repaired")),) if groups else ()
    return section("contradiction", words, *groups, Group(repaired, kind="prose"))


def _told(field: str, diagnosis: Diagnosis, words: Catalogue) -> str:
    value = diagnosis.told(field)
    if value is None:
        return field_name(field, words)
    return words.say("screen.told", name=field_name(field, words), value=shown(field, value, words))


def _happened(diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    lines = tuple(_reason(reason, words) for reason in diagnosis.reasons)
    if not lines:
        said = " ".join(words.say(entry) for entry in diagnosis.sentences.happened)
        lines = (Line(said, refs=status_refs(diagnosis, words.rulebook)),)
    return (
        section("reason", words, Group(lines, kind="prose"))
        if len(lines) == 1
        else section("reasons", words, Group(lines))
    )


def _reason(reason: ReasonFound, words: Catalogue) -> Line:
    return Line(
        words.say("screen.likelihood", likelihood=words.say(f"likelihood.{reason.verdict}")),
        lead=title(reason.id, words),
        refs=reason.where,
        below=(Line(words.say(f"happened.{reason.id}")), *evidence(reason, words)),
    )


def _verdict(part: Literal["refund", "dispute"], tone: Tone, diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    first, *others = map(words.say, getattr(diagnosis.sentences, part))
    refs = verdict_refs(part, diagnosis, words.rulebook)
    lines = (Line("", lead=first, tone=tone, refs=refs), *(Line(other, refs=refs) for other in others))
    return section(part, words, Group(lines, kind="prose"))


def _dates(diagnosis: Diagnosis, life: Timeline, words: Catalogue) -> Section | None:
    refs = date_refs(diagnosis, words)
    lines = tuple(Line(mark.said, lead=f"{mark.when}:", refs=refs.get(mark.id, ())) for mark in life.marks)
    return None if life.is_empty else section("dates", words, Group(lines))


def _question(diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    question = diagnosis.next_question
    if question is None:
        return None
    base = f"question.{question.field}"
    below = (
        Line(words.say("screen.why", why=words.say(f"{base}.why"))),
        Line(words.say("screen.where", where=words.say(f"{base}.where"))),
    )
    return section("question", words, Group((Line("", lead=words.say(f"{base}.text"), below=below),), kind="prose"))
