"""The whole trace in words: evidence, what is ruled out, every document's reading, and the documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, Literal

from ali_closed.engine.sensitivity import DecidingAnswer, days_moved
from ali_closed.model.diagnosis import Contradiction, Diagnosis, ReadingApplied, ReasonFound
from ali_closed.model.span import Span
from ali_closed.model.text import Text, counted, text
from ali_closed.report.answer.blocks import Group, Line, Section, section
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import (
    advice_text,
    because_text,
    beginning,
    dated,
    either,
    field_name,
    shown,
    source_line,
    sources,
    title,
)
from ali_closed.rules.loader import Rulebook


def evidence(reason: ReasonFound, words: Catalogue) -> tuple[Line, ...]:
    """What speaks for a reason, then what speaks against it."""
    sides = (("screen.speaks_for", reason.because), ("screen.speaks_against", reason.against))
    return _once(
        Line(because_text(entry, words), lead=words.say(side), refs=entry.where)
        for side, entries in sides
        for entry in entries
    )


def _once(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines that say the same as one, with all that they cite."""
    cited: dict[tuple[str, str], tuple[str, ...]] = {}
    for line in lines:
        cited[line.lead, line.text] = (*cited.get((line.lead, line.text), ()), *line.refs)
    return tuple(Line(said, lead=lead, refs=tuple(dict.fromkeys(refs))) for (lead, said), refs in cited.items())


def ruled_out(diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    """Which reasons are ruled out, and by which answers."""
    lines = tuple(
        Line(
            "",
            lead=words.say("screen.because", title=title(entry.id, words)),
            below=tuple(Line(because_text(fact, words), refs=fact.where) for fact in entry.because),
        )
        for entry in diagnosis.ruled_out
    )
    return section("ruled_out", words, Group(lines))


def readings(diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    """Every reading of every document that was applied, period by period."""
    periods: dict[str, list[Line]] = {}
    for entry in dict.fromkeys((*diagnosis.refund.readings, *diagnosis.dispute.readings)):
        periods.setdefault(entry.period, []).append(_reading(entry, words))
    groups = (Group(_once(lines), words.say(f"explain.{period}.title")) for period, lines in periods.items())
    return section("readings", words, *groups)


def _reading(entry: ReadingApplied, words: Catalogue) -> Line:
    source = next(source for source in words.rulebook.sources if source.key == entry.source)
    late_money = any(entry.period == reason.period for reason in words.rulebook.reasons)  # its end closes no door
    said = words.say(
        "screen.reading",
        source=source.name,
        date=dated(source.date, words),
        length=words.length(entry.value, entry.unit),
        start=beginning(entry.counted_from, words),
        ends=_ends(entry.first, entry.last, words),
        says="" if entry.says is None or late_money else words.say(f"screen.says_{entry.says}"),
    )
    return Line(said, refs=entry.where)


def _ends(first: date | None, last: date | None, words: Catalogue) -> str:
    first, last = first or last, last or first
    if first is None or last is None:
        return ""
    return words.say("screen.ends_on" if first == last else "screen.ends_between", first=first, until=last)


def deciding(diagnosis: Diagnosis, found: Sequence[DecidingAnswer], words: Catalogue) -> Section | None:
    """The advice as it is now, and under each field the single answers that would change it, and to what."""
    if not found:
        return None
    now = Line("", lead=words.say("flip.now"), below=tuple(map(Line, parts(diagnosis, words).values())))
    fields: dict[str, list[DecidingAnswer]] = {}
    for flip in found:
        fields.setdefault(flip.field, []).append(flip)
    groups = (
        Group(tuple(_flip(flip, words) for flip in flips), heading=_asked(field, flips[0].before, words))
        for field, flips in fields.items()
    )
    return section("flips", words, Group((now,), kind="prose"), *groups)


def parts(diagnosis: Diagnosis, words: Catalogue) -> dict[str, str]:
    """The advice in words, part by part: the refund and whether it is late, the dispute, the first step."""
    refund = words.say(f"refund.{diagnosis.refund.verdict}")
    said = {
        "refund": f"{refund} {words.say('flip.late')}" if diagnosis.refund.late else refund,
        "dispute": words.say(f"dispute.{diagnosis.dispute.verdict}"),
        "step": advice_text(diagnosis.steps[0], diagnosis, words) if diagnosis.steps else words.say("flip.no_step"),
    }
    return {part: words.say("flip.part", part=words.say(f"what_if.part.{part}"), said=said[part]) for part in said}


def _flip(flip: DecidingAnswer, words: Catalogue) -> Line:
    changed = {"refund" if part == "late" else part for part in flip.changed}
    then = (Line(said) for name, said in parts(flip.then, words).items() if name in changed)
    return Line("", lead=words.say(_other(flip, words)), below=tuple(then))


def _other(flip: DecidingAnswer, words: Catalogue) -> Text:
    """The other answers, any one of which is meant."""
    if flip.answers == (None,):
        return text("flip.left_out")
    if isinstance(flip.answers[0], Span):
        moved = days_moved(flip)
        away = counted("flip.later" if moved > 0 else "flip.earlier", abs(moved))
        return text("flip.if_day", day=shown(flip.field, flip.answers[0], words), away=away)
    answers = (text("flip.answer", answer=words.answer(flip.field, value)) for value in flip.answers)
    return text("flip.if", answers=either(answers, words))


def _asked(field: str, before: object, words: Catalogue) -> str:
    name = field_name(field, words)
    if before is None:
        return words.say("flip.not_answered", name=name)
    return words.say("flip.answered", name=name, value=shown(field, before, words))


_LINE: Final = re.compile(r"\d+:\d+(-\d+)?")
"""How a line of a document is cited."""
_RULES: Final[Mapping[str, str]] = {
    "refund.automatic": "before_or_after_shipping",
    "refund.by_dispute": "before_or_after_shipping",
    "refund.too_late": "before_or_after_shipping",
    "refund.depends": "before_or_after_shipping",
    "refund.not_yet": "seller_paid_from_escrow",
    "dispute.open": "dispute_steps",
    "dispute.running": "dispute_steps",
    "dispute.decided": "appeal",
    "dispute.depends": "before_or_after_shipping",
}
"""The rule behind a verdict."""


def verdict_refs(part: Literal["refund", "dispute"], diagnosis: Diagnosis, rulebook: Rulebook) -> tuple[str, ...]:
    """The lines behind a verdict and its dates; where there are none, those of the likeliest reason or the status."""
    found = diagnosis.refund if part == "refund" else diagnosis.dispute
    rule = _RULES.get(f"{part}.{found.verdict}")
    lines = [line for entry in found.readings for line in entry.where]
    lines += [line for entry in rulebook.rules if entry.id == rule for line in entry.where]
    if not lines:
        return diagnosis.reasons[0].where if diagnosis.reasons else status_refs(diagnosis, rulebook)
    return tuple(dict.fromkeys(lines))


def status_refs(diagnosis: Diagnosis, rulebook: Rulebook) -> tuple[str, ...]:
    """The lines behind the status of an order that has not ended; of any such order where it is not known."""
    where = {entry.id: tuple(entry.where) for entry in rulebook.statuses}
    return where.get(str(diagnosis.order.value("status")), ()) or tuple(rulebook.open_order.where)


def date_refs(diagnosis: Diagnosis, words: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """What stands behind each date, by the id of its mark: lines for a deadline, the buyer's word for what he told."""
    told = dict.fromkeys(diagnosis.order.days(), (words.say("trace.told"),))
    return {**told, **{entry.id: entry.where for entry in diagnosis.deadlines}}


def contradiction_refs(contradiction: Contradiction, words: Catalogue) -> tuple[str, ...]:
    """The lines behind a contradiction; two days in the wrong order need none."""
    return contradiction.where or (words.say("trace.calendar"),)


def sources_of(sections: Iterable[Section], words: Catalogue) -> Section | None:
    """The documents behind all lines of these sections, each with its date, and its lines or the key it is cited by."""
    refs = dict.fromkeys(
        ref for part in sections for line in part.lines for ref in _refs(line) if _is_cited(ref, words.rulebook)
    )
    documents = sorted(sources(refs, words), key=lambda entry: str(entry["key"]))
    listed = (Line(source_line(entry, words), refs=() if entry["lines"] else (entry["key"],)) for entry in documents)
    return section("sources", words, Group(tuple(listed)))


def _refs(line: Line) -> Iterator[str]:
    yield from line.refs
    for entry in line.below:
        yield from _refs(entry)


def _is_cited(ref: str, rulebook: Rulebook) -> bool:
    """Whether it is a line or a source of the rules, and no words in the place of one."""
    return _LINE.fullmatch(ref) is not None or any(source.key == ref for source in rulebook.sources)
