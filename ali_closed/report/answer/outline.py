"""The answer in one language and no format: every format, for a screen or a file, is a function of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ali_closed.model.diagnosis import Contradiction, Diagnosis, ReasonFound, Repair
from ali_closed.model.text import Text, text
from ali_closed.report.answer.blocks import Group, GroupKind, Line, Outline, Section, Tone
from ali_closed.report.answer.ladder import Rung, ladder, ladder_applies, ladder_lines
from ali_closed.report.answer.plan import avoid, steps
from ali_closed.report.answer.timeline import Timeline, timeline
from ali_closed.report.answer.trace import (
    contradiction_refs,
    date_refs,
    deciding,
    dispute_refs,
    evidence,
    how_refs,
    readings,
    refund_refs,
    ruled_out,
    rung_refs,
    sources_of,
    status_refs,
)
from ali_closed.report.formats.json_document import field_name, said, shown, title
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.rules.loader import Rulebook

_BEST_REASONS = 3
"""Reasons that are named without the whole trace."""
_TONES: dict[str, Tone] = {
    "automatic": "wait",
    "by_dispute": "urgent",
    "decided_by_dispute": "wait",
    "nothing_to_refund": "good",
    "already_refunded": "good",
    "too_late": "bad",
    "not_yet": "wait",
    "depends": "unsure",
}
_DISPUTE_TONES: dict[str, Tone] = {"open": "wait", "contested": "urgent", "over": "bad", "depends": "unsure"}


def outline(
    diagnosis: Diagnosis,
    words: Catalogue,
    rulebook: Rulebook,
    *,
    verbose: bool = False,
    assumptions: Iterable[Text] = (),
    flag_hint: bool = False,
) -> Outline:
    """The whole answer, the part that matters most first.

    `verbose` adds the evidence, which answer decides, what is ruled out, every document's reading and the lines
    behind each sentence.
    `flag_hint` says where something is left out that -v shows it.
    """
    life = timeline(diagnosis, words)
    more = "screen.more_see" if flag_hint else "screen.more"
    parts = [
        _contradictions(diagnosis, words, verbose),
        _happened(diagnosis, words, rulebook, verbose, more),
        _refund(diagnosis, words, rulebook, verbose),
        _dispute(diagnosis, words, rulebook, verbose),
        steps(diagnosis, words, rulebook, verbose=verbose, more=more),
        avoid(diagnosis, words, rulebook, verbose=verbose, more=more),
        _ladder(diagnosis, words, verbose),
        _dates(diagnosis, life, words, verbose),
        _question(diagnosis, words),
        _support(diagnosis, words),
        _sentences("assumptions", (*assumptions, *diagnosis.assumptions), words),
        _sentences("warnings", [entry for entry in diagnosis.warnings if entry not in diagnosis.mended], words),
    ]
    if verbose:
        parts += [
            deciding(diagnosis, words, rulebook),
            ruled_out(diagnosis, words),
            readings(diagnosis, words, rulebook),
        ]
    sections = tuple(part for part in parts if part is not None)
    if verbose:
        sections = (*sections, sources_of(sections, words, rulebook))
    return Outline(
        language=words.language,
        subject=_subject(diagnosis, words),
        summary=words.say(diagnosis.sentences.first_line),
        beside=tuple(words.say(warning) for warning in diagnosis.mended),
        tone=tone(diagnosis),
        sections=sections,
        timeline=life,
        footer=(
            words.say(text("screen.answer_of", today=diagnosis.today, rules=date.fromisoformat(diagnosis.rules_date))),
            words.say("screen.disclaimer"),
        ),
    )


def tone(diagnosis: Diagnosis) -> Tone:
    """How the whole answer is to be taken."""
    if diagnosis.state == "contradiction":
        return "unsure"
    return "urgent" if diagnosis.refund.late else _TONES[diagnosis.refund.verdict]


def _subject(diagnosis: Diagnosis, words: Catalogue) -> str:
    number, note = diagnosis.order.value("id"), diagnosis.order.value("note")
    if number and note:
        return words.say(text("screen.subject_note", id=number, note=note))
    if number:
        return words.say(text("screen.subject", id=number))
    return words.say(text("screen.note_alone", note=note)) if note else ""


def _section(section: str, words: Catalogue, lines: Iterable[Line], kind: GroupKind = "list") -> Section | None:
    found = tuple(lines)
    return Section(section, words.say(f"heading.{section}"), (Group(found, kind=kind),)) if found else None


def _ladder(diagnosis: Diagnosis, words: Catalogue, verbose: bool) -> Section | None:
    """Every way to the money that is left, in the order in which to go them, where the plain way is closed."""
    if not ladder_applies(diagnosis):
        return None
    rungs = [rung for rung in ladder(diagnosis) if verbose or rung.standing == "now" or _is_to_come(rung)]
    lines = []
    for rung in rungs:
        name, about, *rest = ladder_lines(rung, words)
        below = tuple(Line(line) for line in ((about, *rest) if verbose else (about,)))
        lines.append(Line(name, below=below, refs=rung_refs(rung, words) if verbose else ()))
    return _section("ladder", words, lines)


def _is_to_come(rung: Rung) -> bool:
    """Whether a way is worth naming before its time: an appeal is not, before there is a decision."""
    return rung.standing == "later" and rung.id != "appeal"


def _contradictions(diagnosis: Diagnosis, words: Catalogue, verbose: bool) -> Section | None:
    if not diagnosis.contradictions:
        return None
    groups: list[Group] = []
    for entry in diagnosis.contradictions:
        refs = contradiction_refs(entry, words) if verbose else ()
        mine = (words.say("trace.told"),) if verbose else ()
        interpreted = tuple(Line(_told(field, diagnosis, words), refs=mine) for field in entry.fields)
        groups.append(Group((Line(words.say(entry.why), refs=refs, below=interpreted),), kind="prose"))
        if entry.repairs:
            groups.append(Group(tuple(_repairs(entry, words)), heading=words.say("screen.repairs")))
    groups.append(Group((Line(words.say("screen.repaired")),), kind="prose"))
    return Section("contradiction", words.say("heading.contradiction"), tuple(groups))


def _told(field: str, diagnosis: Diagnosis, words: Catalogue) -> str:
    value = diagnosis.order.value(field)
    if value is None:
        return field_name(field, words)
    return words.say(text("screen.told", name=field_name(field, words), value=shown(field, value, words)))


def _repairs(entry: Contradiction, words: Catalogue) -> Iterable[Line]:
    for repair in entry.repairs:
        yield Line(_repair(repair, words))


def _repair(repair: Repair, words: Catalogue) -> str:
    name = words.say(f"question.{repair.field}.short")
    before = shown(repair.field, repair.before, words)
    if repair.to is None:
        return words.say(text("screen.drop", name=name, before=before))
    return words.say(text("screen.repair", name=name, before=before, to=shown(repair.field, repair.to, words)))


def _happened(diagnosis: Diagnosis, words: Catalogue, rulebook: Rulebook, verbose: bool, more: str) -> Section | None:
    if not diagnosis.reasons:
        refs = status_refs(diagnosis, rulebook) if verbose else ()
        return _section("reason", words, [_still_open(diagnosis, words, refs)], "prose")
    named = diagnosis.reasons if verbose else diagnosis.reasons[:_BEST_REASONS]
    lines = [_reason(reason, words, verbose) for reason in named]
    if len(named) < len(diagnosis.reasons):
        lines.append(Line(words.say(more, count=len(diagnosis.reasons) - len(named))))
    if len(diagnosis.reasons) == 1:
        return _section("reason", words, lines, "prose")
    return _section("reasons", words, lines)


def _still_open(diagnosis: Diagnosis, words: Catalogue, refs: tuple[str, ...]) -> Line:
    return Line(said(diagnosis.sentences.happened, words), refs=refs)


def _reason(reason: ReasonFound, words: Catalogue, verbose: bool) -> Line:
    below = (Line(words.say(f"happened.{reason.id}")),)
    return Line(
        words.say(text("screen.likelihood", likelihood=words.say(f"likelihood.{reason.verdict}"))),
        lead=title(reason.id, words),
        refs=reason.where if verbose else (),
        below=(*below, *evidence(reason, words)) if verbose else below,
    )


def _refund(diagnosis: Diagnosis, words: Catalogue, rulebook: Rulebook, verbose: bool) -> Section | None:
    refs = (*refund_refs(diagnosis, rulebook), *how_refs(diagnosis, rulebook)) if verbose else ()
    mood: Tone = "urgent" if diagnosis.refund.late else _TONES[diagnosis.refund.verdict]
    line = Line("", lead=said(diagnosis.sentences.refund, words), tone=mood, refs=tuple(dict.fromkeys(refs)))
    return _section("refund", words, [line], "prose")


def _dispute(diagnosis: Diagnosis, words: Catalogue, rulebook: Rulebook, verbose: bool) -> Section | None:
    refs = dispute_refs(diagnosis, rulebook) if verbose else ()
    mood = _DISPUTE_TONES.get(diagnosis.dispute.verdict, "plain")
    line = Line("", lead=said(diagnosis.sentences.dispute, words), tone=mood, refs=refs)
    return _section("dispute", words, [line], "prose")


def _dates(diagnosis: Diagnosis, life: Timeline, words: Catalogue, verbose: bool) -> Section | None:
    if life.is_empty:
        return None
    refs = date_refs(diagnosis, words) if verbose else {}
    return _section(
        "dates", words, [Line(mark.said, lead=f"{mark.when}:", refs=refs.get(mark.id, ())) for mark in life.marks]
    )


def _question(diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    question = diagnosis.next_question
    if question is None:
        return None
    base = f"question.{question.field}"
    below = (
        Line(words.say(text("screen.why", why=words.say(f"{base}.why")))),
        Line(words.say(text("screen.where", where=words.say(f"{base}.where")))),
    )
    return _section("question", words, [Line("", lead=words.say(f"{base}.text"), below=below)], "prose")


def _support(diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    if diagnosis.doubt is None:
        return None
    return _section("support", words, [Line(words.say(f"doubt.{diagnosis.doubt}"))], "prose")


def _sentences(section: str, said: Iterable[Text], words: Catalogue) -> Section | None:
    return _section(section, words, [Line(words.say(entry)) for entry in said])
