"""The life of an order as marks in time: what happened, today, and every date ahead, on one scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Literal, get_args

from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.fields import AHEAD_FIELDS, DATE_FIELDS
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import span_text

Kind = Literal["event", "refund", "today", "deadline", "date", "zone"]
"""A deadline is to be met; any other day ahead is a date. Of one day they come in this order."""

_LONGEST_GAP: Final = 20
"""Days without any date that are drawn in full; a longer stretch is drawn as long as this, with a break."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of the picture: what, its days (None is open), when in words, and how far away in brackets."""

    id: str
    kind: Kind
    first: date | None
    last: date | None
    label: str
    when: str
    note: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The rows in order of time, and where each of their days stands, from 0 to 1.

    `breaks` are the places where a long stretch was shortened, as `left_out` says.
    """

    title: str
    marks: tuple[Mark, ...]
    today: date
    places: Mapping[date, float]
    breaks: tuple[float, ...]
    left_out: str

    def ends(self, mark: Mark) -> tuple[float, float]:
        """Where a mark begins and ends."""
        first, last = mark.first, mark.last
        return 0.0 if first is None else self.places[first], 1.0 if last is None else self.places[last]


def timeline(diagnosis: Diagnosis, words: Catalogue) -> Timeline:
    """Lay out every date of the order and of the answer."""
    marks = sorted((_mark(*row, diagnosis.today, words) for row in _rows(diagnosis)), key=_by_time)
    places, breaks = _scale(sorted({end for mark in marks for end in (mark.first, mark.last) if end is not None}))
    title, left_out = (words.say(f"timeline.{said}") for said in ("title", "left_out"))
    return Timeline(title, tuple(marks), diagnosis.today, places, breaks, left_out)


def _rows(diagnosis: Diagnosis) -> Iterator[tuple[str, Kind, date | None, date | None]]:
    """What there is to mark: its id, its kind, its first and its last day."""
    today, dispute = diagnosis.today, diagnosis.dispute
    on = {entry.id: entry.on for entry in diagnosis.deadlines}
    mended = {entry.repairs[0].field for entry in diagnosis.contradictions if entry.repairs}
    yield "today", "today", today, today
    for field in DATE_FIELDS:
        span = diagnosis.order.span(field)
        repeated = field.removesuffix("_on") in on  # by a deadline
        if span is not None and field not in mended and not repeated:
            # What has happened happened by today; what lies ahead may be open to its end.
            happened = span.last is None and span.first is not None and field not in AHEAD_FIELDS
            yield field, "event", span.first, max(today, span.first or today) if happened else span.last
    for entry in diagnosis.deadlines:
        if entry.id == "dispute_last" and entry.on == on.get("protection_ends"):
            continue  # the end of the protection says so already
        if entry.id == "refund_expected":
            yield entry.id, "refund", entry.on, diagnosis.refund.expected_until or entry.on
        else:
            yield entry.id, "deadline" if entry.is_to_meet(today) else "date", entry.on, entry.on
    if dispute.act_by is not None and dispute.last_date is not None and dispute.act_by < dispute.last_date:
        begins = dispute.act_by if dispute.verdict == "contested" else dispute.act_by + timedelta(days=1)
        yield "uncertain" if dispute.documents == "vague" else "contested", "zone", begins, dispute.last_date


def _mark(what: str, kind: Kind, first: date | None, last: date | None, today: date, words: Catalogue) -> Mark:
    far = "" if kind not in {"deadline", "date"} or first is None else f" ({words.days((first - today).days)})"
    return Mark(what, kind, first, last, words.say(f"timeline.{what}"), span_text((first, last), words), far)


def _by_time(mark: Mark) -> tuple[date, int, date, str]:
    begins = mark.first or mark.last or date.min
    return begins, get_args(Kind).index(mark.kind), mark.last or begins, mark.id


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
