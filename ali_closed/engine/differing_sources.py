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

    def of(
        name: str, day: date | None, end: Callable[[ReadingApplied], date | None], old: Iterable[date]
    ) -> Text | None:
        new = [reading for reading in dispute.readings if reading.source in outside and end(reading) == day]
        ends = sorted(old)
        if day is None or not new or not ends or day in ends:
            return None
        reading = next((reading for reading in new if reading.sure), new[0])
        source = outside[reading.source]
        said = text(f"said_by.{source.kind}", year=source.date[:4])
        kind = name if reading.sure else "last_unsure"
        return text(f"dispute_source.{kind}", source=said, day=ends[-1] if name == "last" else ends[0])

    lasts = (reading.last for reading in documents if reading.last is not None)
    firsts = (reading.first for reading in documents if reading.first is not None)
    found = of("last", dispute.last_date, lambda reading: reading.last, lasts) if "dispute_last" in named else None
    if found is None and dispute.verdict == "open" and "dispute_act_by" in named:
        found = of("first", dispute.act_by, lambda reading: reading.first if reading.sure else None, firsts)
    return () if found is None else (found,)
