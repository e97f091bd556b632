"""All that stands behind the screen: reasons, steps, dates, what each document says, the lines of every sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from ali_closed.model.diagnosis import Diagnosis, ReadingApplied, ReasonFound
from ali_closed.model.text import Text, text
from ali_closed.report.answer.blocks import Group, GroupKind, Line, Section, listed, prose, section
from ali_closed.report.answer.short import advice_line, place_lines, repair_text, tone
from ali_closed.report.answer.timeline import Timeline
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import (
    because_text,
    beginning,
    dated,
    either,
    field_name,
    shown,
    source_line,
    sources,
    span_text,
    title,
)
from ali_closed.rules.loader import Rulebook


def behind(diagnosis: Diagnosis, life: Timeline, words: Catalogue) -> tuple[Section, ...]:
    """Everything: all reasons and steps, the evidence, every date and document, and the lines behind each sentence."""
    support = [Line(words.say(f"doubt.{diagnosis.doubt}"))] if diagnosis.doubt else []
    warnings = (entry for entry in diagnosis.warnings if entry not in diagnosis.mended)
    parts = (
        _contradictions(diagnosis, words),
        _happened(diagnosis, words),
        _verdict("refund", diagnosis, words),
        _verdict("dispute", diagnosis, words),
        _advice("steps", diagnosis, words),
        _advice("avoid", diagnosis, words),
        _dates(diagnosis, life, words),
        _question(diagnosis, words),
        section("support", words, prose(*support)),
        section("assumptions", words, listed(Line(words.say(entry)) for entry in diagnosis.assumptions)),
        section("warnings", words, listed(Line(words.say(entry)) for entry in warnings)),
        _ruled_out(diagnosis, words),
        _readings(diagnosis, words),
    )
    sections = tuple(part for part in parts if part is not None)
    documents = _documents(sections, words)
    return (*sections, documents) if documents else sections


# ---------------------------------------------------------------- what was told, and what happened


def _contradictions(diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    groups: list[Group] = []
    for entry in diagnosis.contradictions:
        told = (
            text("told.field", name=field_name(field, words), value=shown(field, diagnosis.told(field), words))
            for field in entry.fields
        )
        below = tuple(Line(words.say(said), refs=(words.say("screen.told"),)) for said in told)
        # Two days in the wrong order need no document.
        refs = entry.where or (words.say("screen.calendar"),)
        groups.append(prose(Line(words.say(entry.why), refs=refs, below=below)))
        repairs = (Line(repair_text(repair, words)) for repair in entry.repairs)
        groups.append(listed(repairs, words.say("screen.repairs")))
    if groups:
        groups.append(prose(Line(words.say("screen.repaired"))))
    return section("contradiction", words, *groups)


def _happened(diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    if len(diagnosis.reasons) > 1:
        return section("reasons", words, listed(_reason(reason, words) for reason in diagnosis.reasons))
    if diagnosis.reasons:
        return section("reason", words, prose(_reason(diagnosis.reasons[0], words)))
    said = " ".join(map(words.say, diagnosis.sentences.happened))
    return section("reason", words, prose(Line(said, refs=_status_refs(diagnosis, words.rulebook))))


def _reason(reason: ReasonFound, words: Catalogue) -> Line:
    """A reason, what it means, what speaks for it, then what speaks against it."""
    sides = (("screen.speaks_for", reason.because), ("screen.speaks_against", reason.against))
    evidence = _once(
        Line(because_text(entry, words), lead=words.say(side), refs=entry.where)
        for side, entries in sides
        for entry in entries
    )
    return Line(
        words.say("screen.likelihood", likelihood=words.say(f"likelihood.{reason.verdict}")),
        lead=title(reason.id, words),
        refs=reason.where,
        below=(Line(words.say(f"happened.{reason.id}")), *evidence),
    )


def _once(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines that say the same as one, with all that they cite."""
    cited: dict[tuple[str, str], tuple[str, ...]] = {}
    for line in lines:
        cited[line.lead, line.text] = (*cited.get((line.lead, line.text), ()), *line.refs)
    return tuple(Line(said, lead=lead, refs=tuple(dict.fromkeys(refs))) for (lead, said), refs in cited.items())


def _ruled_out(diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    """Which reasons are ruled out, and by which answers."""
    lines = (
        Line(
            "",
            lead=words.say("screen.because", title=title(entry.id, words)),
            below=tuple(Line(because_text(fact, words), refs=fact.where) for fact in entry.because),
        )
        for entry in diagnosis.ruled_out
    )
    return section("ruled_out", words, listed(lines))


def _question(diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    question = diagnosis.next_question
    if question is None:
        return None
    base = f"question.{question.field}"
    below = (
        Line(words.say("screen.why", why=words.say(f"{base}.why"))),
        Line(words.say("screen.where", where=words.say(f"{base}.where"))),
    )
    return section("question", words, prose(Line("", lead=words.say(f"{base}.text"), below=below)))


# ---------------------------------------------------------------- the verdicts and the dates


def _verdict(part: Literal["refund", "dispute"], diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    first, *others = map(words.say, getattr(diagnosis.sentences, part))
    refs = _verdict_refs(part, diagnosis, words.rulebook)
    lines = (Line(other, refs=refs) for other in others)
    return section(part, words, prose(Line("", lead=first, tone=tone(part, diagnosis), refs=refs), *lines))


def _verdict_refs(part: Literal["refund", "dispute"], diagnosis: Diagnosis, rulebook: Rulebook) -> tuple[str, ...]:
    """The lines behind a verdict and its dates; where there are none, those of the likeliest reason or the status."""
    found = diagnosis.refund if part == "refund" else diagnosis.dispute
    verdict = f"{part}.{found.verdict}"
    lines = [line for entry in found.readings for line in entry.where]
    lines += [line for entry in rulebook.rules if verdict in entry.verdicts for line in entry.where]
    if not lines:
        return diagnosis.reasons[0].where if diagnosis.reasons else _status_refs(diagnosis, rulebook)
    return tuple(dict.fromkeys(lines))


def _status_refs(diagnosis: Diagnosis, rulebook: Rulebook) -> tuple[str, ...]:
    """The lines behind the status of an order that has not ended; of any such order where it is not known."""
    status = diagnosis.order.value("status")
    where = next((entry.where for entry in rulebook.statuses if entry.id == status), ())
    return tuple(where or rulebook.open_order.where)


def _advice(part: Literal["steps", "avoid"], diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    """Every piece of advice with its place and its lines, those right whatever the reason apart from the others."""
    given = diagnosis.steps if part == "steps" else diagnosis.avoid
    differs = any(entry.for_reasons is not None for entry in given)
    groups = []
    for reasons in sorted(dict.fromkeys(entry.for_reasons for entry in given), key=lambda known: known is not None):
        kind: GroupKind = "steps" if part == "steps" and reasons is None else "list"
        lines = tuple(
            replace(advice_line(entry, diagnosis, words), refs=entry.where, below=place_lines(entry, words))
            for entry in given
            if entry.for_reasons == reasons
        )
        heading = words.say(_heading(reasons, diagnosis, words)) if differs else ""
        groups.append(Group(lines, heading, kind))
    return section(part, words, *groups)


def _heading(reasons: tuple[str, ...] | None, diagnosis: Diagnosis, words: Catalogue) -> Text:
    if reasons is None:
        return text("screen.whatever")
    best = [*(reason.id for reason in diagnosis.reasons), *reasons]
    clauses = (text(f"clause.{reason}") for reason in sorted(reasons, key=best.index))
    return text("screen.for_reasons", reasons=either(clauses, words))


def _dates(diagnosis: Diagnosis, life: Timeline, words: Catalogue) -> Section | None:
    """Every date with what stands behind it: lines for a deadline, the buyer's word for what he told."""
    refs: dict[str, tuple[str, ...]] = dict.fromkeys(diagnosis.order.days(), (words.say("screen.told"),))
    refs.update((entry.id, entry.where) for entry in diagnosis.deadlines)
    lines = (Line(mark.label + mark.note, lead=f"{mark.when}:", refs=refs.get(mark.id, ())) for mark in life.marks)
    return section("dates", words, listed(lines)) if len(life.marks) > 1 else None  # today alone says nothing


# ---------------------------------------------------------------- the documents


def _readings(diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    """Every reading of every document that was applied, period by period."""
    periods: dict[str, list[Line]] = {}
    for entry in dict.fromkeys((*diagnosis.refund.readings, *diagnosis.dispute.readings)):
        periods.setdefault(entry.period, []).append(_reading(entry, words))
    groups = (listed(_once(lines), words.say(f"explain.{period}.title")) for period, lines in periods.items())
    return section("readings", words, *groups)


def _reading(entry: ReadingApplied, words: Catalogue) -> Line:
    source = next(source for source in words.rulebook.sources if source.key == entry.source)
    late_money = any(entry.period == reason.period for reason in words.rulebook.reasons)  # its end closes no door
    first, last = entry.first or entry.last, entry.last or entry.first
    said = words.say(
        "screen.reading",
        source=source.name,
        date=dated(source.date, words),
        length=words.length(entry.value, entry.unit),
        start=beginning(entry.counted_from, words),
        ends=span_text((first, last), words, "screen.ends") if first else "",
        says="" if entry.says is None or late_money else words.say(f"screen.says_{entry.says}"),
    )
    return Line(said, refs=entry.where)


def _documents(sections: Iterable[Section], words: Catalogue) -> Section | None:
    """The documents behind all lines of these sections, each with its date, and its lines or the key it is cited by."""
    refs = dict.fromkeys(ref for part in sections for line in part.lines for ref in _refs(line))
    cited = refs.keys() - {words.say("screen.told"), words.say("screen.calendar")}
    documents = sorted(sources(filter(cited.__contains__, refs), words), key=lambda entry: str(entry["key"]))
    lines = (Line(source_line(entry, words), refs=() if entry["lines"] else (entry["key"],)) for entry in documents)
    return section("sources", words, listed(lines))


def _refs(line: Line) -> Iterator[str]:
    yield from line.refs
    for entry in line.below:
        yield from _refs(entry)
