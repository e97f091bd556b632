"""Where a day for a dispute comes from what is said today, and the founding documents name another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from datetime import date

from ali_closed.engine.time.readings import PAGE
from ali_closed.model.diagnosis import Dispute, ReadingApplied
from ali_closed.model.rulebook import Source
from ali_closed.model.text import Text, text


def differing_sources(dispute: Dispute, named: Set[str], outside: Mapping[str, Source]) -> tuple[Text, ...]:
    """One sentence: which source the last day, else the day to act by, is from, and what the documents say of it.

    `named` are the days that are said. Nothing where the documents name that day themselves, or the order's own page
    does.
    """
    if not named & {"dispute_last", "dispute_act_by"} or any(reading.source == PAGE for reading in dispute.readings):
        return ()
    documents = [reading for reading in dispute.readings if reading.source not in outside]
    new_ones = [reading for reading in dispute.readings if reading.source in outside]

    def of(
        name: str, day: date | None, end: Callable[[ReadingApplied], date | None], old: Iterable[date]
    ) -> Text | None:
        new = [reading for reading in new_ones if end(reading) == day]
        ends = sorted(old)
        if day is None or not new or not ends or day in ends:
            return None
        reading = next((reading for reading in new if reading.sure), new[0])
        kind, old_day, source = name if reading.sure else "last_unsure", ends[-1], _said_by(outside[reading.source])
        both = {"dispute_last", "dispute_act_by"} <= named
        if both and old_day == (dispute.act_by if name == "last" else dispute.last_date):
            return text(f"dispute_source.{kind}_other", source=source)
        if both and name == "last" and dispute.act_by in firsts:
            return text(f"dispute_source.{kind}_between", source=source, day=old_day)
        return text(f"dispute_source.{kind}", source=source, day=old_day)

    lasts = [reading.last for reading in documents if reading.last is not None]
    firsts = [reading.first for reading in documents if reading.first is not None]
    found = of("last", dispute.last_date, lambda reading: reading.last, lasts) if "dispute_last" in named else None
    if found is None and dispute.verdict == "open" and "dispute_act_by" in named:
        found = of("first", dispute.act_by, lambda reading: reading.first if reading.sure else None, firsts)
    if found is None and "dispute_last" in named:
        found = next((_untold(reading, outside[reading.source]) for reading in new_ones if _hidden(reading)), None)
    return () if found is None else (found,)


def _hidden(reading: ReadingApplied) -> bool:
    """Whether a reading surely holds, and has no day for nobody told its start."""
    return reading.sure and reading.value is not None and reading.says is None and reading.last is None


def _untold(reading: ReadingApplied, source: Source) -> Text:
    start = text(f"question.{reading.counted_from}.short")
    assert reading.value is not None
    return text("dispute_source.untold", source=_said_by(source), count=reading.value[0], start=start)


def _said_by(source: Source) -> Text:
    return text(f"said_by.{source.kind}", year=source.date[:4])
