"""What one id or label means: its title, its text, and the documents behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from ali_closed.errors import UsageError, nearest, quoted
from ali_closed.model.fields import UNKNOWN
from ali_closed.model.rulebook import Evidence, FactMapping, LedgerEntry, Period, PeriodReading, Reason
from ali_closed.report.sources import about
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import beginning, source_line, sources
from ali_closed.rules.conditions import KINDS
from ali_closed.rules.loader import Rulebook
from ali_closed.rules.words import Reading, read_end_reason, read_label

GROUPS: Final = ("documents", "today", "hearsay")
"""Whose readings of a period stand together, in this order."""
_LENGTHS: Final = ("couple_of_hours",)
"""Notes that say how long; all others say of what, or from when."""


def _entries(rulebook: Rulebook) -> Iterator[tuple[str, str, tuple[str, ...]]]:
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
        for kind, entry, _ in _entries(words.rulebook)
    ]


def explain(what: str, words: Catalogue) -> dict[str, Any]:
    """What an id or a label means.

    Raises UsageError naming the nearest ids for a word that is neither.
    """
    wanted = what.strip()
    folded = wanted.lower().replace("-", "_").replace(" ", "_")
    entries = list(_entries(words.rulebook))
    found = [(kind, where) for kind, entry, where in entries if entry == folded]
    if found:
        period = next((period for period in words.rulebook.periods if period.id == folded), None)
        return {
            "asked": wanted,
            "kind": [kind for kind, _ in found],
            "id": folded,
            "title": words.say(f"explain.{folded}.title"),
            "text": words.say(f"explain.{folded}.text"),
            "readings": [] if period is None else _readings(period, words),
            "sources": sources((line for _, where in found for line in where), words),
        }
    means = _label(wanted, words)
    if means is not None:  # what has no id is called as it was asked for
        return {"asked": wanted, "id": None, "title": wanted, **means, "readings": []}
    near = nearest(folded, [entry for _, entry, _ in entries])
    hint = (
        f"Did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else "`ali-closed explain` lists the ids."
    )
    raise UsageError(f"Nothing is known of {quoted(wanted)}.", code="unknown_id", hint=hint, field="id")


def _readings(period: Period, words: Catalogue) -> list[dict[str, Any]]:
    """The founding documents' readings, today's, and what is only heard; each says which of these it is."""
    return [
        {
            "group": _group(reading, words.rulebook),
            "source": reading.source,
            "lines": [line for line in reading.where if line != reading.source],
            "value": None if reading.value is None else list(reading.value),
            "unit": reading.unit,
            "counted_from": reading.counted_from,
            "note": words.say(f"note.{reading.note}") if reading.note else None,
            "text": _reading_line(reading, words),
        }
        for reading in sorted(
            (*period.readings, *period.hearsay), key=lambda reading: GROUPS.index(_group(reading, words.rulebook))
        )
    ]


def _group(reading: PeriodReading, rulebook: Rulebook) -> str:
    source = rulebook.source_of(reading.where[0])
    return "hearsay" if source.sure == "C" else "today" if source.outside else "documents"


def _label(wanted: str, words: Catalogue) -> dict[str, Any] | None:
    """What a label of the page, or a recorded reason, says; None for what is neither."""
    found = (read_label(wanted, kind, words.rulebook.words) for kind in KINDS)
    reading = next((reading for reading in found if reading.known), None)
    if reading is not None:
        meaning = f"word_meaning.{reading.word}"
        texts = (f"explain.{value}.text" for value in reading.fields.values() if words.has(f"explain.{value}.title"))
        said = (meaning if words.has(meaning) else None, *texts, f"explained.seen.{reading.sure}")
        return {
            "kind": ["label"],
            "text": " ".join(words.say(text) for text in said if text),
            "sets": dict(reading.fields),
            "sources": sources(_behind_label(reading, words.rulebook), words),
        }
    recorded = read_end_reason(wanted, words.rulebook.words)
    if recorded is None:
        return None
    return {
        "kind": ["end_reason"],
        "text": " ".join(words.say(f"explain.{reason}.text") for reason in recorded.reasons)
        or words.say("explained.open_end_reason"),
        "reasons": list(recorded.reasons),
        "sources": sources(
            (line for reason in recorded.reasons for line in words.rulebook.reason(reason).where), words
        ),
    }


def _behind_label(reading: Reading, rulebook: Rulebook) -> tuple[str, ...]:
    """The lines behind what a label says: those of the ids it names, else of the facts or the evidence in it."""
    said: dict[str, str | bool] = {**reading.fields, **({"status_word": reading.word} if reading.word else {})}
    ledger = {entry: where for _, entry, where in _entries(rulebook)}
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


def render_listing(entries: list[dict[str, Any]], words: Catalogue | None = None) -> str:
    """The list as lines: id and title, under the kind; with the text of each where there are words to say it."""
    lines: list[str] = []
    for kind, group in groupby(entries, lambda entry: str(entry["kind"])):
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


def _reading_line(reading: PeriodReading, words: Catalogue) -> str:
    """A document is named by its key and lines, what is said today by its name, kind, day and age."""
    source = words.rulebook.source_of(reading.where[0])
    note = words.say(f"note.{reading.note}") if reading.note else ""
    says_how_long = reading.note in _LENGTHS
    said = {
        "source": source.name if source.outside else reading.source,
        "lines": about(source, words) if source.outside else words.say("word.comma").join(reading.where),
        "length": note if says_how_long else words.length(reading.value, reading.unit),
        "start": beginning(reading.counted_from, words),
    }
    if not note or says_how_long:
        return words.say("explained.reading", **said)
    return words.say("explained.reading_note", note=note, **said)
