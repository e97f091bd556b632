"""The whole trace in words: evidence, what is ruled out, every document's reading, and the documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ali_closed.model.diagnosis import Diagnosis, ReadingApplied, ReasonFound
from ali_closed.model.rulebook import Source
from ali_closed.model.text import text
from ali_closed.report.catalogue import Catalogue
from ali_closed.report.document import because_text, sources, title
from ali_closed.report.lines import Group, Line, Section
from ali_closed.rules.loader import Rulebook


def evidence(reason: ReasonFound, words: Catalogue) -> tuple[Line, ...]:
    """What speaks for a reason, then what speaks against it."""
    told = (("screen.speaks_for", reason.because), ("screen.speaks_against", reason.against))
    return tuple(
        Line(because_text(entry, words), lead=words.say(side), refs=entry.where)
        for side, entries in told
        for entry in entries
    )


def ruled_out(diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    """Which reasons are ruled out, and by which answers."""
    if not diagnosis.ruled_out:
        return None
    lines = tuple(
        Line(
            "",
            lead=words.say(text("screen.because", title=title(entry.id, words))),
            below=tuple(Line(because_text(fact, words), refs=fact.where) for fact in entry.because),
        )
        for entry in diagnosis.ruled_out
    )
    return Section("ruled_out", words.say("heading.ruled_out"), (Group(lines),))


def readings(diagnosis: Diagnosis, words: Catalogue, rulebook: Rulebook) -> Section | None:
    """Every reading of every document that was applied, period by period."""
    applied = tuple(dict.fromkeys((*diagnosis.refund.readings, *diagnosis.dispute.readings)))
    if not applied:
        return None
    groups = tuple(
        Group(
            tuple(_reading(entry, words, rulebook) for entry in applied if entry.period == period),
            heading=words.say(f"explain.{period}.title"),
        )
        for period in dict.fromkeys(entry.period for entry in applied)
    )
    return Section("readings", words.say("heading.readings"), groups)


def _reading(entry: ReadingApplied, words: Catalogue, rulebook: Rulebook) -> Line:
    source = _source(entry.source, rulebook)
    start = f"question.{entry.counted_from}.short"
    says = words.say(f"screen.says_{entry.says}") if entry.says is not None and entry.period not in _REFUNDS else ""
    return Line(
        words.say(
            text(
                "screen.reading",
                source=source.name,
                date=_dated(source, words),
                length=_length(entry, words),
                start=words.say(start if words.has(start) else f"event.{entry.counted_from}"),
                ends=_ends(entry.first, entry.last, words),
                says=says,
            )
        ),
        refs=entry.where,
    )


_REFUNDS = ("refund_security", "refund_not_shipped", "refund_cancelled", "refund_seller_fraud", "refund_dispute")
"""Periods whose end is late money, not a closed door."""


def _length(entry: ReadingApplied, words: Catalogue) -> str:
    if entry.value is None:
        return words.say(f"screen.value_{entry.unit}")
    low, high = entry.value
    unit = words.say(f"unit.{entry.unit}")
    if high == 0:
        return words.say("screen.no_time")
    if low == 0:
        return words.say(text("word.up_to", high=high, unit=unit))
    if low == high:
        return words.say(text("screen.length", count=low, unit=unit))
    return words.say(text("screen.length_range", low=low, high=high, unit=unit))


def _ends(first: date | None, last: date | None, words: Catalogue) -> str:
    ends = [end for end in (first, last) if end is not None]
    if not ends:
        return ""
    if len(ends) == 1 or first == last:
        return words.say(text("screen.ends_on", until=ends[-1]))
    return words.say(text("screen.ends_between", first=ends[0], until=ends[1]))


def deadline_refs(diagnosis: Diagnosis) -> Mapping[str, tuple[str, ...]]:
    """The lines behind each deadline, by its id."""
    return {entry.id: entry.where for entry in diagnosis.deadlines}


def sources_of(sections: Iterable[Section], words: Catalogue, rulebook: Rulebook) -> Section:
    """The documents behind all lines of these sections, each with its date and the lines that were used."""
    refs = dict.fromkeys(ref for section in sections for line in section.lines for ref in _refs(line))
    lines = tuple(
        Line(_named(entry["name"], entry["date"], entry["lines"], words))
        for entry in sorted(sources(refs, words, rulebook), key=lambda entry: str(entry["key"]))
    )
    return Section("sources", words.say("heading.sources"), (Group(lines),))


def _named(name: str, day: str | None, lines: list[str], words: Catalogue) -> str:
    dated = words.date(date.fromisoformat(day)) if day else words.say("word.undated")
    if not lines:
        return words.say(text("screen.source", name=name, date=dated))
    ordered = words.say("word.comma").join(sorted(lines, key=_place))
    return words.say(text("screen.sources", name=name, date=dated, lines=ordered))


def _place(line: str) -> tuple[str, int]:
    file, _, lines = line.partition(":")
    return file, int(lines.partition("-")[0])


def _refs(line: Line) -> Iterator[str]:
    yield from line.refs
    for entry in line.below:
        yield from _refs(entry)


def _source(key: str, rulebook: Rulebook) -> Source:
    return next(source for source in rulebook.sources if source.key == key)


def _dated(source: Source, words: Catalogue) -> str:
    return words.date(date.fromisoformat(source.date)) if source.date else words.say("word.undated")
