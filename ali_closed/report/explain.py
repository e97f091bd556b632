"""What one id or label means and the documents behind it; and every document, how old and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any, Final

from ali_closed.errors import UsageError, did_you_mean, nearest, quoted
from ali_closed.model.fields import UNKNOWN
from ali_closed.model.rulebook import Evidence, FactMapping, LedgerEntry, Period, PeriodReading, Reason, Source
from ali_closed.model.text import counted
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import beginning, dated, source_line, sources
from ali_closed.rules.conditions import KINDS
from ali_closed.rules.loader import Rulebook
from ali_closed.rules.words import Reading, read_end_reason, read_label

GROUPS: Final = ("documents", "today", "hearsay")
"""Whose readings of a period stand together, in this order."""
_LENGTHS: Final = ("couple_of_hours",)
"""Notes that say how long; all others say of what, or from when."""
_AGES: Final = (("year", 365), ("month", 30), ("day", 1))


def entries(rulebook: Rulebook) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Kind, id and lines of everything that can be explained, in the ledger's order of tables."""
    tables: Mapping[str, tuple[LedgerEntry | Reason | Period, ...]] = {
        "status": rulebook.statuses,
        "sub_status": rulebook.sub_statuses,
        "reason": rulebook.reasons,
        "period": rulebook.periods,
        "rule": rulebook.rules,
        "message": rulebook.messages,
        "disagreement": rulebook.disagreements,
    }
    for kind, group in tables.items():
        yield from ((kind, entry.id, entry.where) for entry in group)
    yield "status", "not_closed", rulebook.open_order.where


def listing(words: Catalogue) -> list[dict[str, Any]]:
    """Everything that can be explained: kind, id, title."""
    return [
        {"kind": kind, "id": entry, "title": words.say(f"explain.{entry}.title")}
        for kind, entry, _ in entries(words.rulebook)
    ]


def explain(what: str, words: Catalogue) -> dict[str, Any]:
    """What an id or a label means.

    Raises UsageError naming the nearest ids for a word that is neither.
    """
    wanted = what.strip()
    folded = wanted.lower().replace("-", "_").replace(" ", "_")
    known = list(entries(words.rulebook))
    found = [(kind, where) for kind, entry, where in known if entry == folded]
    if found:
        periods = [period for period in words.rulebook.periods if period.id == folded]
        return {
            "asked": wanted,
            "kind": [kind for kind, _ in found],
            "id": folded,
            "title": words.say(f"explain.{folded}.title"),
            "text": words.say(f"explain.{folded}.text"),
            "readings": [reading for period in periods for reading in _readings(period, words)],
            "sources": sources((line for _, where in found for line in where), words),
        }
    means = _label(wanted, words) or _end_reason(wanted, words)
    if means is not None:  # what has no id is called as it was asked for
        return {"asked": wanted, "id": None, "title": wanted, **means, "readings": []}
    near = nearest(folded, [entry for _, entry, _ in known])
    hint = did_you_mean(near, "`ali-closed explain` lists the ids.")
    raise UsageError(f"Nothing is known of {quoted(wanted)}.", code="unknown_id", hint=hint, field="id")


def _readings(period: Period, words: Catalogue) -> list[dict[str, Any]]:
    """The founding documents' readings, today's, and what is only heard; each says which of these it is."""
    found = [_reading(reading, words) for reading in (*period.readings, *period.hearsay)]
    return sorted(found, key=lambda entry: GROUPS.index(entry["group"]))


def _reading(reading: PeriodReading, words: Catalogue) -> dict[str, Any]:
    """A document is named by its key and lines, what is said today by its name, kind, day and age."""
    source = words.rulebook.source_of(reading.where[0])
    note = words.say(f"note.{reading.note}") if reading.note else None
    says_how_long = reading.note in _LENGTHS
    said = {
        "source": source.name if source.outside else reading.source,
        "lines": _about(source, words) if source.outside else words.say("word.comma").join(reading.where),
        "length": note if note and says_how_long else words.length(reading.value, reading.unit),
        "start": beginning(reading.counted_from, words),
    }
    beside = {"note": note} if note and not says_how_long else {}
    return {
        "group": "hearsay" if source.sure == "C" else "today" if source.outside else "documents",
        "source": reading.source,
        "lines": [line for line in reading.where if line != reading.source],
        "value": reading.value and list(reading.value),
        "unit": reading.unit,
        "counted_from": reading.counted_from,
        "note": note,
        "text": words.say("explained.reading", **said, **beside),
    }


def _label(wanted: str, words: Catalogue) -> dict[str, Any] | None:
    """What a label of the page says; None for what is none."""
    found = (read_label(wanted, kind, words.rulebook.words) for kind in KINDS)
    reading = next((reading for reading in found if reading.known), None)
    if reading is None:
        return None
    meanings = [f"word_meaning.{reading.word}"]
    meanings += [f"explain.{value}.text" for value in reading.fields.values()]
    said = [*filter(words.has, meanings), f"explained.seen.{reading.sure}"]
    return {
        "kind": ["label"],
        "text": " ".join(map(words.say, said)),
        "sets": dict(reading.fields),
        "sources": sources(_behind_label(reading, words.rulebook), words),
    }


def _end_reason(wanted: str, words: Catalogue) -> dict[str, Any] | None:
    """What a reason says that AliExpress recorded; None for what is none."""
    recorded = read_end_reason(wanted, words.rulebook.words)
    if recorded is None:
        return None
    texts = [words.say(f"explain.{reason}.text") for reason in recorded.reasons]
    lines = (line for reason in recorded.reasons for line in words.rulebook.reason(reason).where)
    return {
        "kind": ["end_reason"],
        "text": " ".join(texts) or words.say("explained.open_end_reason"),
        "reasons": list(recorded.reasons),
        "sources": sources(lines, words),
    }


def _behind_label(reading: Reading, rulebook: Rulebook) -> tuple[str, ...]:
    """The lines behind what a label says: those of the ids it names, else of the facts or the evidence in it."""
    said: dict[str, str | bool] = {**reading.fields, **({"status_word": reading.word} if reading.word else {})}
    ledger = {entry: where for _, entry, where in entries(rulebook)}
    lines: list[str] = []
    for field, value in said.items():
        lines += (
            ledger.get(f"label_{value}" if field == "status_word" else "")
            or ledger.get(str(value))
            or _behind(field, said, rulebook.fact_mappings)
            or _behind(field, said, rulebook.evidence)
        )
    return tuple(dict.fromkeys(lines))


def _behind(field: str, said: Mapping[str, str | bool], rules: Iterable[FactMapping | Evidence]) -> tuple[str, ...]:
    """The lines of the rules that turn on this field, with all the others as said or not known."""
    return tuple(
        line
        for rule in rules
        if field in rule.when and all(said.get(name, UNKNOWN) in values for name, values in rule.when.items())
        for line in rule.where
    )


# ---------------------------------------------------------------- as text


def render_listing(listed: list[dict[str, Any]], words: Catalogue | None = None) -> str:
    """The list as lines: id and title, under the kind; with the text of each where there are words to say it."""
    lines: list[str] = []
    for kind, group in groupby(listed, lambda entry: str(entry["kind"])):
        lines += ["", f"{kind}:"] if lines else [f"{kind}:"]
        for entry in group:
            lines.append(f"  {entry['id']}: {entry['title']}")
            lines += ["    " + words.say(f"explain.{entry['id']}.text")] if words else []
    return "\n".join(lines)


def render_entry(entry: dict[str, Any], words: Catalogue, *, quiet: bool = False) -> str:
    """One entry as text: title, text, readings, sources; `quiet` leaves out the last two."""
    head = entry["title"] if entry["id"] is None else f"{entry['title']} ({entry['id']})"
    lines = [head, entry["text"]]
    for name, value in entry.get("sets", {}).items():
        lines.append(words.say("explained.sets", field=name, value=str(value).lower()))
    if not quiet:
        lines += _grouped(entry["readings"], words)
        lines += [source_line(source, words) for source in entry["sources"]] or [words.say("explained.no_source")]
    return "\n".join(filter(None, lines))


def _grouped(readings: list[dict[str, Any]], words: Catalogue) -> Iterator[str]:
    """The readings, under who says so where it is not the documents alone."""
    groups = list(dict.fromkeys(reading["group"] for reading in readings))
    for group in groups:
        if groups != ["documents"]:
            yield words.say(f"explained.{group}")
        yield from (reading["text"] for reading in readings if reading["group"] == group)


# ---------------------------------------------------------------- the sources


def source_list(words: Catalogue) -> list[dict[str, Any]]:
    """Every source, the founding documents first; ages are counted to the date of the rules, so no clock is read."""
    ordered = sorted(
        words.rulebook.sources, key=lambda source: (source.outside, source.sure == "C", source.kind, source.key)
    )
    return [
        {
            "key": source.key,
            "name": source.name,
            "kind": source.kind,
            "date": source.date or None,
            "age_days": _age(source, words.rulebook),
            "place": source.place or None,
            "sure": source.sure,
            "counts": source.sure != "C",
            "text": words.say("source.line", name=source.name, about=_about(source, words)),
        }
        for source in ordered
    ]


def _about(source: Source, words: Catalogue) -> str:
    """Kind, date, age, place and how sure, in a few words."""
    days = _age(source, words.rulebook)
    parts = [words.say(f"source.kind.{source.kind}"), dated(source.date, words)]
    if days is not None:
        unit, length = next((unit, length) for unit, length in _AGES if days >= 2 * length or length == 1)
        parts.append(words.say(counted(f"source.age.{unit}", days // length)))
    if source.place:
        parts.append(words.say("source.place", place=source.place))
    if source.outside:
        parts.append(words.say(f"source.sure.{source.sure}"))
    return words.say("word.comma").join(parts)


def _age(source: Source, rulebook: Rulebook) -> int | None:
    """How many days older than the rules a source is; None where it has no date."""
    if not source.date:
        return None
    return max(0, (date.fromisoformat(rulebook.date) - date.fromisoformat(source.date)).days)
