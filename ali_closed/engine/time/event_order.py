"""One date bounds the others: when each event of an order can have happened, narrowed before anything is counted.

The order of the events is data (rules/events.toml). A told date is cut to what the others leave of it; an event that
nobody told of lies between its neighbours; what has happened, happened by today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ali_closed.engine.logic.compiled_rules import CompiledRules, holding
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.model.diagnosis import Contradiction, Repair
from ali_closed.model.fields import AHEAD_FIELDS, DATE_FIELDS
from ali_closed.model.rulebook import EventOrder, SameDay
from ali_closed.model.span import Span
from ali_closed.model.text import Text, text
from ali_closed.rules.conditions import Known

Pairs = tuple[tuple[str, str], ...]
"""Events of which the first comes before the second, or on its day."""


class EventDates:
    """When the events of one order happened, as far as it is known on a day.

    Told are the dates that were told, cut to what the others leave of them, and those of events that fall on the day
    of one: of the goods, if they were received, the day of their delivery. What lies between them is worked out once
    it is asked for.
    """

    def __init__(self, today: date, told: Mapping[str, Span], order: _Order, *, received: bool) -> None:
        self.today = today
        self._given = told
        self._order = order
        self._received = received
        self._told = {name: _cut(span, *_limits(name, told, order)) for name, span in told.items()}
        if received and "delivered_on" in told:
            self._told["received"] = self._told["delivered_on"]
        self._spans: dict[str, Span | None] = {}

    def of(self, name: str) -> Span | None:
        """The span of an event that was told, cut to what the others leave of it."""
        return self._told.get(name)

    def last(self, name: str) -> date | None:
        """The last day on which an event that was told can have been."""
        span = self.of(name)
        return None if span is None else span.last

    def has_passed(self, name: str) -> bool:
        """Whether an event that was told surely lies before today."""
        last = self.last(name)
        return last is not None and last < self.today

    def between(self, name: str) -> Span | None:
        """The span of an event that was told, else of what lies between the events around it; its ends may be open."""
        if name not in self._spans:
            self._spans[name] = self.of(name) or self._between(name)
        return self._spans[name]

    def _between(self, name: str) -> Span | None:
        if name == "received":
            return self.between("delivered_on") if self._received else None
        first, last = _limits(name, self._given, self._order)
        if (first is None and last is None) or (first is not None and last is not None and first > last):
            return None
        return Span(first, last)


def event_dates(
    interpreted: InterpretedOrder, rules: CompiledRules, today: date, reason: str | None = None
) -> EventDates:
    """The dates of an order narrowed by one another; in the story of a reason also by what belongs to it.

    Dates that contradict one another are left as near to what was told as the others allow. Reasons with the same
    story share them.
    """
    return dates_in(story(interpreted.known, rules, reason), interpreted, rules, today)


def dates_in(story: Story, interpreted: InterpretedOrder, rules: CompiledRules, today: date) -> EventDates:
    """The dates of an order in a story that was told."""
    return interpreted.once((today, story), lambda: _event_dates(interpreted, rules, today, story))


def speaking_against(story: Story, interpreted: InterpretedOrder, today: date) -> Iterator[tuple[str, str, EventOrder]]:
    """The told dates by which this story cannot be, each with the other it clashes with and the row that says so."""
    told = _by_today(interpreted, today)
    for row, order in story.excluding:
        yield from ((earlier, later, row) for earlier, later in _clashes(told, order))


def _event_dates(interpreted: InterpretedOrder, rules: CompiledRules, today: date, story: Story) -> EventDates:
    told = _by_today(interpreted, today)
    order = _usual(story, told)
    if story.same_days:
        told = {**told, **_same_days(story.same_days, rules, told, order, today)}
    return EventDates(today, told, order, received=interpreted.value("parcel") in rules.rulebook.groups["in_hand"])


def _by_today(interpreted: InterpretedOrder, today: date) -> Mapping[str, Span]:
    return interpreted.once(today, lambda: _told(interpreted, today))


def _told(interpreted: InterpretedOrder, today: date) -> dict[str, Span]:
    """The dates told; the end of an order that was last seen open lies between that day and today."""
    found = {name: span if name in AHEAD_FIELDS else _by(span, today) for name, span in interpreted.days.items()}
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
    rows: Iterable[SameDay], rules: CompiledRules, told: Mapping[str, Span], order: _Order, today: date
) -> dict[str, Span]:
    """The events that nobody told of and that fall on the day of one that was told."""
    found = {}
    for row in rows:
        span = _same_day(row, rules, told)
        if span is not None and row.event not in AHEAD_FIELDS:
            span = _by(span, today) if span.first is None or span.first <= today else None
        span = span and _meet(span, *_limits(row.event, told, order))
        if span is not None and row.event in told:  # the end of an order that was last seen open
            span = _meet(span, *told[row.event][:2])
        if span is not None:
            found[row.event] = span
    return found


def _same_day(row: SameDay, rules: CompiledRules, told: Mapping[str, Span]) -> Span | None:
    for other in row.others:
        if other.event in told:
            return told[other.event].shift(rules.periods[other.after].shortest if other.after else 0)
    return None


def _meet(span: Span, first: date | None, last: date | None) -> Span | None:
    """What a span shares with what lies between two days; None where that is nothing."""
    first = span.first if first is None or (span.first is not None and span.first >= first) else first
    last = span.last if last is None or (span.last is not None and span.last <= last) else last
    if first is not None and last is not None and first > last:
        return None
    return span if (first, last) == (span.first, span.last) else Span(first, last)


def _cut(span: Span, first: date | None, last: date | None) -> Span:
    """The span within its limits; outside them, the nearest day that they allow."""
    within = _meet(span, first, last)
    if within is not None:
        return within
    after = _meet(span, first, None) or Span(first, first)
    return _meet(after, None, last) or Span(last, last)


# ---------------------------------------------------------------- the order of events


class _Order(NamedTuple):
    """For each event, all that cannot come before it and all that cannot come after it, by one step or several."""

    after: Mapping[str, frozenset[str]]
    before: Mapping[str, frozenset[str]]


@dataclass(frozen=True, eq=False)
class Story:
    """The rows that always hold for what was told under some reasons, their order, and the rows presumed besides.

    `excluding` are those presumed by which a date that speaks against them excludes the reason, each with the order it
    makes alone; `same_days` are those of events that nobody told of.
    """

    firm: tuple[EventOrder, ...]
    order: _Order
    presumed: tuple[EventOrder, ...]
    excluding: tuple[tuple[EventOrder, _Order], ...]
    same_days: tuple[SameDay, ...]


def story(known: Known, rules: CompiledRules, *reasons: str | None) -> Story:
    """How the events follow one another by what was told, where no other than these reasons is possible."""
    return _holding(known & rules.seen_by_events, frozenset(reasons) - {None}, rules)


@lru_cache(maxsize=2048)
def _holding(known: Known, reasons: frozenset[str | None], rules: CompiledRules) -> Story:
    rows = [
        row for row in holding(rules.event_order, known) if not row.reasons or (reasons and reasons <= set(row.reasons))
    ]
    told = frozenset(name for name in DATE_FIELDS if rules.vocabulary.told(known, name))
    same_days = tuple(
        place
        for place, row in enumerate(rules.rulebook.same_days)
        if reasons and reasons <= set(row.reasons) and row.event not in told and told & _starts(row)
    )
    return _alike(tuple(row.id for row in rows), same_days, rules)


def _starts(row: SameDay) -> frozenset[str]:
    """What tells of a day that an event falls on; when an order was last seen open tells of its end."""
    named = frozenset(other.event for other in row.others)
    return named | {"last_seen_open_on"} if "closed_on" in named else named


@lru_cache(maxsize=2048)
def _alike(rows: tuple[str, ...], same_days: tuple[int, ...], rules: CompiledRules) -> Story:
    """The story of these rows: one, however many orders and reasons share it."""
    chosen = [row for _, row in rules.event_order if row.id in rows]
    firm = tuple(row for row in chosen if not row.presumed)
    presumed = tuple(row for row in chosen if row.presumed)
    return Story(
        firm,
        _order(_pairs(firm)),
        presumed,
        tuple((row, _order(_pairs((row,)))) for row in presumed if row.excludes),
        tuple(rules.rulebook.same_days[place] for place in same_days),
    )


def _usual(story: Story, told: Mapping[str, Span]) -> _Order:
    """The order of the rows that hold; of those presumed the ones that no date speaks against."""
    held: tuple[int, ...] = ()
    order = story.order
    for place in range(len(story.presumed)):
        with_row = _order_with(story, (*held, place))
        if set(_clashes(told, order)) >= set(_clashes(told, with_row)):
            held, order = (*held, place), with_row
    return order


@lru_cache(maxsize=2048)
def _order_with(story: Story, presumed: tuple[int, ...]) -> _Order:
    """The order of a story with some of the rows that are presumed."""
    return _order(_pairs((*story.firm, *(story.presumed[place] for place in presumed))))


def _pairs(rows: Iterable[EventOrder]) -> Pairs:
    return tuple((row.earlier, later) for row in rows for later in row.later)


@lru_cache(maxsize=2048)
def _order(pairs: Pairs) -> _Order:
    after = {name: {later for earlier, later in pairs if earlier == name} for name in DATE_FIELDS}
    for middle in DATE_FIELDS:
        for name in DATE_FIELDS:
            if middle in after[name]:
                after[name] |= after[middle]
    before = {name: frozenset(other for other in DATE_FIELDS if name in after[other]) for name in DATE_FIELDS}
    return _Order({name: frozenset(later) for name, later in after.items()}, before)


def circles(rows: Iterable[EventOrder]) -> tuple[str, ...]:
    """The events that would have to come before themselves if all the rows held at once."""
    after = _order(_pairs(rows)).after
    return tuple(name for name in DATE_FIELDS if name in after[name])


def ordered_pairs(rows: Iterable[EventOrder]) -> int:
    """How many pairs of events the rows put in order, by one step or several."""
    return sum(map(len, _order(_pairs(rows)).after.values()))


def _limits(name: str, told: Mapping[str, Span], order: _Order) -> tuple[date | None, date | None]:
    """The earliest and the latest day that the told events leave to one."""
    before, after = order.before.get(name, ()), order.after.get(name, ())
    first = last = None
    for other, span in told.items():
        if other in before and span.first is not None and (first is None or span.first > first):
            first = span.first
        if other in after and span.last is not None and (last is None or span.last < last):
            last = span.last
    return first, last


def _clashes(told: Mapping[str, Span], order: _Order) -> Iterator[tuple[str, str]]:
    """The pairs told of which the one that must come first came certainly later."""
    after = order.after
    for earlier, span in told.items():
        for later in told:
            last = told[later].last
            if later in after[earlier] and span.first is not None and last is not None and last < span.first:
                yield earlier, later


# ---------------------------------------------------------------- dates that cannot be


def date_contradictions(interpreted: InterpretedOrder, story: Story, today: date) -> tuple[Contradiction, ...]:
    """Dates that cannot be: a thing that has happened lies ahead, or came before what must come first.

    The story is that of all possible reasons: what belongs to the story of some counts where no other is possible.
    Of two dates the one that clashes with more of the others is doubted first, else the later event's.
    """
    told = interpreted.days
    found = [_ahead(name, span) for name, span in told.items() if _lies_ahead(name, span, today)]
    clashes = [pair for pair in _clashes(_by_today(interpreted, today), story.order) if told.keys() >= set(pair)]
    often = Counter(name for pair in clashes for name in pair)
    for earlier, later in sorted(clashes, key=lambda pair: [DATE_FIELDS.index(name) for name in pair]):
        doubted = (earlier, later) if often[earlier] > often[later] else (later, earlier)
        found.append(
            Contradiction(
                (later, earlier),
                text("contradiction.order", earlier=_called(earlier), later=_called(later)),
                _lines(story.firm, earlier, later),
                tuple(Repair(name, told[name], None) for name in doubted),
            )
        )
    return tuple(found)


def _called(name: str) -> Text:
    return text(f"question.{name}.short")


def _lies_ahead(name: str, span: Span, today: date) -> bool:
    return name not in AHEAD_FIELDS and span.first is not None and span.first > today


def _ahead(name: str, span: Span) -> Contradiction:
    return Contradiction((name,), text("contradiction.future", field=name), (), (Repair(name, span, None),))


def _lines(rows: Iterable[EventOrder], earlier: str, later: str) -> tuple[str, ...]:
    """The lines behind the steps that lead from one event to the other."""
    known = tuple(rows)
    after = _order(_pairs(known)).after
    direct = [row for row in known if row.earlier == earlier and later in row.later]
    steps = direct or [
        row
        for row in known
        if row.earlier in {earlier, *after[earlier]} and any(later == end or later in after[end] for end in row.later)
    ]
    return tuple(dict.fromkeys(line for row in steps for line in row.where))


def doubted_dates(contradictions: Iterable[Contradiction]) -> tuple[str, ...]:
    """The dates that each contradiction would drop first."""
    return tuple(dict.fromkeys(entry.repairs[0].field for entry in contradictions))


def without_dates(interpreted: InterpretedOrder, dates: Iterable[str]) -> InterpretedOrder:
    """What was told without some dates."""
    drop = dict.fromkeys(dates)
    return interpreted.with_order(interpreted.order.replace(**drop)) if drop else interpreted
