"""Where a day for a dispute comes from what is said today, and the founding documents name another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from ali_closed.engine.time.readings import PAGE
from ali_closed.model.diagnosis import Dispute, ReadingApplied
from ali_closed.model.rulebook import Source
from ali_closed.model.text import Text, text
from ali_closed.rules.loader import Rulebook


def differing_sources(dispute: Dispute, rulebook: Rulebook) -> Text | None:
    """One sentence: which source the last day, else the day to act by, is from, and what the documents say of it.

    None where the documents name that day themselves, or the order's own page does.
    """
    if any(reading.source == PAGE for reading in dispute.readings):
        return None
    outside = {source.key: source for source in rulebook.sources if source.outside}
    documents = [reading for reading in dispute.readings if reading.source not in outside]
    today = [reading for reading in dispute.readings if reading.source in outside]
    return _named("last", dispute.last_date, _last, max, documents, today, outside) or _named(
        "first", dispute.act_by, _first, min, documents, today, outside
    )


def _named(
    name: str,
    day: date | None,
    end: Callable[[ReadingApplied], date | None],
    outermost: Callable[[Iterable[date]], date],
    documents: Iterable[ReadingApplied],
    today: Iterable[ReadingApplied],
    outside: dict[str, Source],
) -> Text | None:
    old = [on for on in map(end, documents) if on is not None]
    new = [reading for reading in today if end(reading) == day]
    if day is None or not old or not new or day in old:
        return None
    reading = next((reading for reading in new if reading.sure), new[0])
    source = outside[reading.source]
    said = text(f"said_by.{source.kind}", year=source.date[:4]) if source.date else text(f"said_by_undated.{source.kind}")
    sure = "sure" if reading.sure else "unsure"
    return text(f"dispute_source.{name}.{sure}", source=said, day=outermost(old))


def _last(reading: ReadingApplied) -> date | None:
    return reading.last


def _first(reading: ReadingApplied) -> date | None:
    return reading.first
