"""The life of an order as marks in time: what happened, today, and every date ahead, on one scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.fields import AHEAD_FIELDS, DATE_FIELDS
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import span_text

Kind = Literal["event", "today", "date", "deadline", "refund", "zone"]
"""A deadline is to be met; any other day ahead is a date."""

_LONGEST_GAP: Final = 20
"""Days without any date that are drawn in full; a longer stretch is drawn as long as this, with a break."""
_SAME: Final = {"processing_ends_on": "processing_ends", "protection_ends_on": "protection_ends"}
"""Dates of the order that a deadline repeats."""
_ORDER: Final[tuple[Kind, ...]] = ("event", "refund", "today", "deadline", "date", "zone")


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of the picture: what, when in words, how far away in brackets, and where from 0 (first) to 1 (last)."""

    id: str
    kind: Kind
    label: str
    when: str
    note: str
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The rows in order of time; `breaks` are the places where a long stretch was shortened, as `left_out` says."""

    title: str
    marks: tuple[Mark, ...]
    today: float
    zone: tuple[float, float] | None
    breaks: tuple[float, ...]
    left_out: str


class _Row(NamedTuple):
    id: str
    kind: Kind
    first: date | None
    last: date | None


def timeline(diagnosis: Diagnosis, words: Catalogue) -> Timeline:
    """Lay out every date of the order and of the answer."""
    rows = sorted(_rows(diagnosis), key=_by_time)
    scale, breaks = _scale(sorted({end for row in rows for end in row[2:] if end is not None}))
    marks = tuple(_mark(row, diagnosis.today, scale, words) for row in rows)
    return Timeline(
        title=words.say("timeline.title"),
        marks=marks,
        today=scale[diagnosis.today],
        zone=next(((mark.begin, mark.end) for mark in marks if mark.kind == "zone"), None),
        breaks=breaks,
        left_out=words.say("timeline.left_out"),
    )


def _rows(diagnosis: Diagnosis) -> Iterator[_Row]:
    today, dispute = diagnosis.today, diagnosis.dispute
    on = {entry.id: entry.on for entry in diagnosis.deadlines}
    mended = {entry.repairs[0].field for entry in diagnosis.contradictions if entry.repairs}
    yield _Row("today", "today", today, today)
    for field in DATE_FIELDS:
        span = diagnosis.order.span(field)
        if span is not None and field not in mended and _SAME.get(field) not in on:
            # What has happened happened by today; what lies ahead may be open to its end.
            happened = span.last is None and span.first is not None and field not in AHEAD_FIELDS
            yield _Row(field, "event", span.first, max(today, span.first or today) if happened else span.last)
    for entry in diagnosis.deadlines:
        if entry.id == "dispute_last" and entry.on == on.get("protection_ends"):
            continue  # the end of the protection says so already
        if entry.id == "refund_expected":
            yield _Row(entry.id, "refund", entry.on, diagnosis.refund.expected_until or entry.on)
        else:
            yield _Row(entry.id, "deadline" if entry.is_to_meet(today) else "date", entry.on, entry.on)
    if dispute.act_by is not None and dispute.last_date is not None and dispute.act_by < dispute.last_date:
        begins = dispute.act_by if dispute.verdict == "contested" else dispute.act_by + timedelta(days=1)
        yield _Row("uncertain" if dispute.documents == "vague" else "contested", "zone", begins, dispute.last_date)


def _by_time(row: _Row) -> tuple[date, int, date, str]:
    begins = row.first or row.last or date.min
    return begins, _ORDER.index(row.kind), row.last or begins, row.id


def _scale(points: list[date]) -> tuple[dict[date, float], tuple[float, ...]]:
    """Where each day stands from 0 to 1, and where the scale has a break."""
    at, places, breaks = 0, {points[0]: 0}, []
    for before, after in pairwise(points):
        days = (after - before).days
        drawn = min(days, _LONGEST_GAP)
        if days > drawn:
            breaks.append(at + drawn / 2)
        at += drawn
        places[after] = at
    if at == 0:
        return dict.fromkeys(points, 0.5), ()
    return {day: place / at for day, place in places.items()}, tuple(place / at for place in breaks)


def _mark(row: _Row, today: date, scale: dict[date, float], words: Catalogue) -> Mark:
    far = row.first if row.kind in {"deadline", "date"} and row.first is not None else None
    return Mark(
        id=row.id,
        kind=row.kind,
        label=words.say(f"timeline.{row.id}"),
        when=span_text((row.first, row.last), words),
        note="" if far is None else f" ({words.days((far - today).days)})",
        begin=0.0 if row.first is None else scale[row.first],
        end=1.0 if row.last is None else scale[row.last],
    )
