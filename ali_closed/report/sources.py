"""Every source of the rules as it is shown: what kind it is, its date and age, where it holds, and how sure it is."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from ali_closed.model.rulebook import Source
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import dated
from ali_closed.rules.loader import Rulebook

_AGES: Final = (("year", 365), ("month", 30), ("day", 1))


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
            "age_days": age(source, words.rulebook),
            "place": source.place or None,
            "sure": source.sure,
            "counts": source.sure != "C",
            "text": words.say("source.line", name=source.name, about=about(source, words)),
        }
        for source in ordered
    ]


def about(source: Source, words: Catalogue) -> str:
    """Kind, date, age, place and how sure, in a few words."""
    days = age(source, words.rulebook)
    parts = [words.say(f"source.kind.{source.kind}"), dated(source.date, words)]
    if days is not None:
        unit, length = next((unit, length) for unit, length in _AGES if days >= 2 * length or length == 1)
        number = "one" if days // length == 1 else "other"
        parts.append(words.say(f"source.age.{unit}.{number}", count=days // length))
    if source.place:
        parts.append(words.say("source.place", place=source.place))
    if source.outside:
        parts.append(words.say(f"source.sure.{source.sure}"))
    return words.say("word.comma").join(parts)


def age(source: Source, rulebook: Rulebook) -> int | None:
    """How many days older than the rules a source is; None where it has no date."""
    if not source.date:
        return None
    return max(0, (date.fromisoformat(rulebook.date) - date.fromisoformat(source.date)).days)
