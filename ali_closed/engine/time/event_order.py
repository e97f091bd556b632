"""One date bounds the others: when each event of an order can have happened, narrowed before anything is counted.

The order of the events is data (rules/events.toml). A told date is cut to what the others leave of it; an event that
nobody told of lies between its neighbours; what has happened, happened by today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from ali_closed.engine.logic.compiled_rules import compiled, holding
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.model.diagnosis import Contradiction, Repair
from ali_closed.model.order import AHEAD_FIELDS, DATE_FIELDS
from ali_closed.model.rulebook import EventOrder, SameDay
from ali_closed.model.span import Span
from ali_closed.model.text import text
from ali_closed.rules.loader import Rulebook

BAD_GOODS: Final = ("received_faulty", "received_partly", "wrong_item")
RECEIVED: Final = (*BAD_GOODS, "received_ok")

Pairs = tuple[tuple[str, str], ...]
"""Events of which the first comes before the second, or on its day."""


@dataclass(frozen=True)
class EventDates:
    """When the events of one order happened, as far as it is known on a day.

    `told` are the dates that were told, and those of events that fall on the day of one; `bounds` lie between the
    dates of other events and say only what is certain.
    """

    today: date
    told: Mapping[str, Span]
    bounds: Mapping[str, Span]

    def of(self, name: str) -> Span | None:
        """The span of an event that was told."""
        return self.told.get(name)

    def between(self, name: str) -> Span | None:
        """The span of an event that was told, else of what lies between the events around it; its ends may be open."""
        return self.told.get(name) or self.bounds.get(name)


def event_dates(
    interpreted: InterpretedOrder, rulebook: Rulebook, today: date, reason: str | None = None
) -> EventDates:
    """The dates of an order narrowed by one another; in the story of a reason also by what belongs to it.

    Dates that contradict one another are left as near to what was told as the others allow.
    """
    told = _told(interpreted, today)
    rows = _holding(interpreted, rulebook, frozenset() if reason is None else frozenset({reason}), told)
    after = _reach(_pairs(rows))
    if reason is not None:
        told |= _same_days(interpreted, rulebook.same_days, reason, rulebook, told, after, today)
    narrowed: dict[str, Span] = {}
    bounds: dict[str, Span] = {}
    for name in DATE_FIELDS:
        first, last = _bounds(name, told, after)
        if name in told:
            narrowed[name] = _cut(told[name], first, last)
        elif (first or last) and not (first and last and first > last):
            bounds[name] = Span(first, last)
    if interpreted.value("parcel") in RECEIVED:
        for spans in (narrowed, bounds):
            if "delivered_on" in spans:
                spans["received"] = spans["delivered_on"]
    return EventDates(today, narrowed, bounds)


def _told(interpreted: InterpretedOrder, today: date) -> dict[str, Span]:
    """The dates told; the end of an order that was last seen open lies between that day and today."""
    found = {}
    for name in DATE_FIELDS:
        span = interpreted.order.span(name)
        if span is not None:
            found[name] = span if name in AHEAD_FIELDS else _by(span, today)
    seen = interpreted.order.span("last_seen_open_on")
    if "closed_on" not in found and seen is not None and seen.first is not None:
        found["closed_on"] = Span(seen.first, max(seen.first, today))
    return found


def _by(span: Span, today: date) -> Span:
    """The span up to today: what has happened, happened by then."""
    if span.last is not None and span.last <= today:
        return span
    return Span(span.first, max(today, span.first or today))


def _same_days(
    interpreted: InterpretedOrder,
    rows: Iterable[SameDay],
    reason: str,
    rulebook: Rulebook,
    told: Mapping[str, Span],
    after: Mapping[str, frozenset[str]],
    today: date,
) -> dict[str, Span]:
    """The events that nobody told of and that fall on the day of one that was told."""
    found = {}
    for row in rows:
        if reason in row.reasons and interpreted.order.span(row.event) is None:
            span = _same_day(row, rulebook, told)
            if span is not None and row.event not in AHEAD_FIELDS:
                span = _by(span, today) if span.first is None or span.first <= today else None
            first, last = _bounds(row.event, told, after)
            seen = told.get(row.event, Span(None, None))
            for limit in (Span(first, None), Span(None, last), seen):
                span = None if span is None else _meet(span, limit)
            if span is not None:
                found[row.event] = span
    return found


def _same_day(row: SameDay, rulebook: Rulebook, told: Mapping[str, Span]) -> Span | None:
    for other in row.others:
        if other.event in told:
            days = (
                min(reading.value[0] for reading in rulebook.period(other.after).readings if reading.value)
                if other.after
                else 0
            )
            return told[other.event].shift(days)
    return None


def _meet(span: Span, limit: Span) -> Span | None:
    """What two spans share; None where that is nothing."""
    first = max((end for end in (span.first, limit.first) if end is not None), default=None)
    last = min((end for end in (span.last, limit.last) if end is not None), default=None)
    if first is not None and last is not None and first > last:
        return None
    return span if (first, last) == (span.first, span.last) else Span(first, last)


def _cut(span: Span, first: date | None, last: date | None) -> Span:
    """The span within its bounds; outside them, the nearest day that they allow."""
    after = _meet(span, Span(first, None))
    if after is None:
        assert first is not None
        return Span.day(first)
    within = _meet(after, Span(None, last))
    if within is None:
        assert last is not None
        return Span.day(last)
    return within


# ---------------------------------------------------------------- the order of events


def _holding(
    interpreted: InterpretedOrder, rulebook: Rulebook, reasons: frozenset[str], told: Mapping[str, Span]
) -> tuple[EventOrder, ...]:
    """The rows that hold for this order, and under all of these reasons; those presumed, if no date speaks against."""
    rows = [
        row
        for row in holding(compiled(rulebook).event_order, interpreted.known)
        if not row.reasons or (reasons and reasons <= set(row.reasons))
    ]
    firm = [row for row in rows if not row.presumed]
    clashes = set(_clashes(told, _reach(_pairs(firm))))
    for row in rows:
        if row.presumed and clashes >= set(_clashes(told, _reach(_pairs([*firm, row])))):
            firm.append(row)
    return tuple(firm)


def _pairs(rows: Iterable[EventOrder]) -> Pairs:
    return tuple((row.earlier, later) for row in rows for later in row.later)


@cache
def _reach(pairs: Pairs) -> Mapping[str, frozenset[str]]:
    """For each event, all that cannot come before it, by one step or several."""
    after = {name: {later for earlier, later in pairs if earlier == name} for name in DATE_FIELDS}
    for middle in DATE_FIELDS:
        for name in DATE_FIELDS:
            if middle in after[name]:
                after[name] |= after[middle]
    return {name: frozenset(later) for name, later in after.items()}


def circles(rows: Iterable[EventOrder]) -> tuple[str, ...]:
    """The events that would have to come before themselves if all the rows held at once."""
    after = _reach(_pairs(rows))
    return tuple(name for name in DATE_FIELDS if name in after[name])


def ordered_pairs(rows: Iterable[EventOrder]) -> int:
    """How many pairs of events the rows put in order, by one step or several."""
    return sum(len(later) for later in _reach(_pairs(rows)).values())


def _bounds(
    name: str, told: Mapping[str, Span], after: Mapping[str, frozenset[str]]
) -> tuple[date | None, date | None]:
    """The earliest and the latest day that the other events leave to one."""
    firsts = [span.first for other, span in told.items() if name in after[other] and span.first is not None]
    lasts = [told[other].last for other in after[name] if other in told]
    return max(firsts, default=None), min((end for end in lasts if end is not None), default=None)


def _clashes(told: Mapping[str, Span], after: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """The pairs told of which the one that must come first came certainly later."""
    for earlier, span in told.items():
        for later in told:
            last = told[later].last
            if later in after[earlier] and span.first is not None and last is not None and last < span.first:
                yield earlier, later


# ---------------------------------------------------------------- dates that cannot be


def date_contradictions(
    interpreted: InterpretedOrder, rulebook: Rulebook, today: date, possible: frozenset[str]
) -> tuple[Contradiction, ...]:
    """Dates that cannot be: a thing that has happened lies ahead, or came before what must come first.

    What belongs to the story of some reasons counts where no other reason is possible. Of two dates the one that
    clashes with more of the others is doubted first, else the later event's.
    """
    told = {name: span for name in DATE_FIELDS if (span := interpreted.order.span(name)) is not None}
    found = [_ahead(name, span) for name, span in told.items() if _lies_ahead(name, span, today)]
    rows = [row for row in _holding(interpreted, rulebook, possible, told) if not row.presumed]
    within = {name: span if name in AHEAD_FIELDS else _by(span, today) for name, span in told.items()}
    clashes = [*_clashes(within, _reach(_pairs(rows)))]
    often = Counter(name for pair in clashes for name in pair)
    for earlier, later in sorted(clashes, key=lambda pair: [DATE_FIELDS.index(name) for name in pair]):
        doubted = (earlier, later) if often[earlier] > often[later] else (later, earlier)
        found.append(
            Contradiction(
                (later, earlier),
                text("contradiction.order", earlier=earlier, later=later),
                _lines(rows, earlier, later),
                tuple(Repair(name, told[name], None) for name in doubted),
            )
        )
    return tuple(found)


def _lies_ahead(name: str, span: Span, today: date) -> bool:
    return name not in AHEAD_FIELDS and span.first is not None and span.first > today


def _ahead(name: str, span: Span) -> Contradiction:
    return Contradiction((name,), text("contradiction.future", field=name), (), (Repair(name, span, None),))


def _lines(rows: Iterable[EventOrder], earlier: str, later: str) -> tuple[str, ...]:
    """The lines behind the steps that lead from one event to the other."""
    known = tuple(rows)
    after = _reach(_pairs(known))
    direct = [row for row in known if row.earlier == earlier and later in row.later]
    steps = direct or [
        row
        for row in known
        if row.earlier in {earlier, *after[earlier]} and any(later == end or later in after[end] for end in row.later)
    ]
    return tuple(dict.fromkeys(line for row in steps for line in row.where))


def without_dates(interpreted: InterpretedOrder, contradictions: tuple[Contradiction, ...]) -> InterpretedOrder:
    """What was told without the dates that each contradiction would drop first."""
    drop = {entry.repairs[0].field: None for entry in contradictions}
    return interpreted.with_order(interpreted.order.replace(**drop)) if drop else interpreted
