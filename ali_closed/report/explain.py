"""What one id or label means: its title, its text, and the documents behind it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from ali_closed.errors import UsageError, nearest, quoted
from ali_closed.model.rulebook import Period
from ali_closed.report.catalogue import Catalogue
from ali_closed.report.document import sources
from ali_closed.rules.loader import Rulebook
from ali_closed.rules.words import read_end_reason, read_label


def _entries(rulebook: Rulebook) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Kind, id and lines of everything that can be explained, in the ledger's order of tables."""
    for kind, group in (("status", rulebook.statuses), ("sub_status", rulebook.sub_statuses)):
        yield from ((kind, entry.id, entry.where) for entry in group)
    yield from (("reason", reason.id, reason.where) for reason in rulebook.reasons)
    for period in rulebook.periods:
        yield "period", period.id, tuple(line for reading in period.readings for line in reading.where)
    for kind, group in (
        ("rule", rulebook.rules),
        ("message", rulebook.messages),
        ("disagreement", rulebook.disagreements),
    ):
        yield from ((kind, entry.id, entry.where) for entry in group)
    yield "status", "not_closed", rulebook.open_order.where


def listing(words: Catalogue, rulebook: Rulebook) -> list[dict[str, Any]]:
    """Everything that can be explained: kind, id, title."""
    return [
        {"kind": kind, "id": entry, "title": words.say(f"explain.{entry}.title")}
        for kind, entry, _ in _entries(rulebook)
    ]


def explain(what: str, words: Catalogue, rulebook: Rulebook) -> dict[str, Any]:
    """What an id or a label means.

    Raises UsageError naming the nearest ids for a word that is neither.
    """
    wanted = what.strip()
    folded = wanted.lower().replace("-", "_").replace(" ", "_")
    found = [(kind, entry, where) for kind, entry, where in _entries(rulebook) if entry == folded]
    if found:
        return _explained(wanted, found, words, rulebook)
    labels = _label(wanted, words, rulebook)
    if labels is not None:
        return labels
    near = nearest(folded, [entry for _, entry, _ in _entries(rulebook)])
    hint = (
        f"Did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else "`ali-closed explain` lists the ids."
    )
    raise UsageError(f"Nothing is known of {quoted(wanted)}.", code="unknown_id", hint=hint, field="id")


def _explained(
    asked: str, found: list[tuple[str, str, tuple[str, ...]]], words: Catalogue, rulebook: Rulebook
) -> dict[str, Any]:
    _, entry, _ = found[0]
    lines = tuple(dict.fromkeys(line for _, _, where in found for line in where))
    period = next((period for period in rulebook.periods if period.id == entry), None)
    return {
        "asked": asked,
        "kind": [kind for kind, _, _ in found],
        "id": entry,
        "title": words.say(f"explain.{entry}.title"),
        "text": words.say(f"explain.{entry}.text"),
        "readings": [] if period is None else _readings(period),
        "sources": sources(lines, words, rulebook),
    }


def _readings(period: Period) -> list[dict[str, Any]]:
    return [
        {
            "source": reading.source,
            "lines": list(reading.where),
            "value": None if reading.value is None else list(reading.value),
            "unit": reading.unit,
            "counted_from": reading.counted_from,
        }
        for reading in period.readings
    ]


def _label(wanted: str, words: Catalogue, rulebook: Rulebook) -> dict[str, Any] | None:
    for kind in ("status", "sub_status"):
        reading = read_label(wanted, kind, rulebook.words)
        if reading.how != "unknown":
            sets = dict(reading.fields)
            ids = [str(value) for name, value in sets.items() if words.has(f"explain.{value}.title")]
            texts = [words.say(f"explain.{entry}.text") for entry in ids]
            if reading.word is not None and words.has(f"word_meaning.{reading.word}"):
                texts.insert(0, words.say(f"word_meaning.{reading.word}"))
            return {
                "asked": wanted,
                "kind": ["label"],
                "id": None,
                "title": wanted,
                "text": " ".join(texts),
                "sets": sets,
                "readings": [],
                "sources": [],
            }
    end_reason = read_end_reason(wanted, rulebook.words)
    if end_reason is None:
        return None
    return {
        "asked": wanted,
        "kind": ["end_reason"],
        "id": None,
        "title": wanted,
        "text": " ".join(words.say(f"explain.{reason}.text") for reason in end_reason.reasons),
        "reasons": list(end_reason.reasons),
        "readings": [],
        "sources": [],
    }


def render_listing(entries: list[dict[str, Any]]) -> str:
    """The list as lines: id and title, under the kind."""
    lines: list[str] = []
    kind = ""
    for entry in entries:
        if entry["kind"] != kind:
            kind = entry["kind"]
            lines += ["", f"{kind}:"] if lines else [f"{kind}:"]
        lines.append(f"  {entry['id']}: {entry['title']}")
    return "\n".join(lines)


def render_entry(entry: dict[str, Any], words: Catalogue, width: int | None) -> str:
    """One entry as text: title, text, readings, sources."""
    head = entry["title"] if entry["id"] is None else f"{entry['title']} ({entry['id']})"
    lines = [head, entry["text"]]
    for name, value in entry.get("sets", {}).items():
        lines.append(words.say("explained.sets", field=name, value=str(value).lower()))
    for reading in entry["readings"]:
        lines.append(_reading_line(reading, words))
    for source in entry["sources"]:
        lines.append(
            words.say(
                "screen.sources",
                name=source["name"],
                date=source["date"] or words.say("word.undated"),
                lines=", ".join(source["lines"]),
            )
        )
    shown = [line for line in lines if line]
    return "\n".join(shown if width is None else [textwrap.fill(line, width) for line in shown])


def _reading_line(reading: dict[str, Any], words: Catalogue) -> str:
    value = reading["value"]
    unit = words.say(f"unit.{reading['unit']}")
    length = (
        unit if value is None else f"{value[0]}-{value[1]} {unit}" if value[0] != value[1] else f"{value[0]} {unit}"
    )
    if value is not None and value[0] == 0:
        length = words.say("word.up_to", high=value[1], unit=unit)
    start = reading["counted_from"]
    name = words.say(f"question.{start}.short") if words.has(f"question.{start}.short") else words.say(f"event.{start}")
    return words.say(
        "explained.reading",
        source=reading["source"],
        lines=", ".join(reading["lines"]),
        length=length,
        start=name,
    )
