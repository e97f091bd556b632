"""Until when a dispute can be opened: every document's reading on its own, then the earliest and the latest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, partial
from itertools import chain, groupby
from typing import Final, Literal, NamedTuple

from ali_closed.engine.logic.compiled_rules import CompiledRules
from ali_closed.engine.time.day_counting import Holidays, Unit, span_plus
from ali_closed.engine.time.event_order import EventDates
from ali_closed.model.diagnosis import DisputeVerdict, ReadingApplied
from ali_closed.model.memo import LIMIT, remembered
from ali_closed.model.rulebook import PeriodReading, Reason
from ali_closed.model.span import Span
from ali_closed.rules.conditions import Known
from ali_closed.rules.loader import Rulebook

_WINDOW: Final = "dispute_window"

PAGE: Final = "page"
"""The source of a day that stands on the order page itself."""


class DisputeWindow(NamedTuple):
    """The window of one reason: its verdict and the two dates that the documents give it."""

    verdict: DisputeVerdict
    readings: tuple[ReadingApplied, ...] = ()
    opens_on: date | None = None
    act_by: date | None = None
    last_date: date | None = None


def apply(
    reading: PeriodReading,
    period: str,
    start: Span | None,
    today: date,
    holidays: Holidays | None = None,
    counted_from: str = "",
) -> ReadingApplied:
    """One document's reading, counted from this start; without a start or a length it says nothing."""
    first, last = ends(reading, start, holidays)
    return ReadingApplied(
        period=period,
        source=reading.source,
        where=reading.where,
        unit=reading.unit,
        value=reading.value,
        counted_from=counted_from or reading.counted_from,
        note=reading.note,
        begins=start.first if start is not None else None,
        first=first,
        last=last,
        says=says(first, last, today),
    )


def ends(
    reading: PeriodReading, start: Span | None, holidays: Holidays | None = None
) -> tuple[date | None, date | None]:
    """The earliest and the latest day on which the time from this start ends; None where nothing says so."""
    if start is None or reading.value is None or reading.unit in {"a_few", "on_page"}:
        return None, None
    first, last = span_plus(start, *reading.value, counted(reading.unit), holidays=holidays)
    return first if first is None or start.moment is None else first - timedelta(days=1), last


def counted(unit: str) -> Unit:
    """The unit of a reading that has a length."""
    match unit:
        case "business_days" | "hours":
            return unit
        case _:
            return "calendar_days"


def says(first: date | None, last: date | None, today: date) -> Literal["open", "over"] | None:
    """Whether a window that ends between two days still runs; None where that cannot be said."""
    if first is not None and today <= first:
        return "open"
    return "over" if last is not None and today > last else None


@dataclass(frozen=True, eq=False, slots=True)
class _WindowReading:
    """A reading of a window of a reason, and the event that it is counted from there; whether it surely applies.

    `undated` is what it comes to where nothing is known of its days.
    """

    reading: PeriodReading
    counted_from: str
    undated: ReadingApplied
    sure: bool


_Together = tuple[_WindowReading, ...]
"""Readings that stand side by side and are counted from one event."""


class _FromEvent(NamedTuple):
    """Readings that are counted from one event; of a delivery `mark` it is enough by when it came (000:165)."""

    event: str
    together: _Together
    mark: bool


@dataclass(frozen=True, eq=False, slots=True)
class UndatedWindow:
    """All that makes the window of a reason whatever the days.

    `running` are the documents by which the time runs as long as the page shows something.
    """

    readings: tuple[_FromEvent, ...]
    running: tuple[ReadingApplied, ...]
    too_late: ReadingApplied | None
    button: str | None
    review_button: str | None

    def on_days(self, dates: EventDates) -> DisputeWindow:
        """The window: by the page, else by every reading, with what the page's buttons change."""
        today, ends = dates.today, dates.of("dispute_ends_on")
        if ends is None:
            applied = (_on_day(of, dates) for of in self.readings)
            late = () if self.too_late is None else (_from(self.too_late, dates.of("confirmed_on")),)
            found = combine((*chain.from_iterable(applied), *late, *self.running), today)
        else:
            found = on_page(ends, today)
        found = with_button(found, self.button, today)
        # A review can be left for 30 days, longer than a dispute (000:24): gone, a window of unknown days is doubtful.
        if self.review_button == "gone" and found.verdict == "depends":
            return found._replace(verdict="contested", act_by=today)
        return found


class DisputeWindows:
    """The windows of reasons whatever the days; none is counted from a receipt that has not happened."""

    def __init__(self, rules: CompiledRules) -> None:
        self.rules = rules
        looked_at = ("parcel", "tracking", "sub_status", "dispute_button", "review_button")
        self._seen = rules.seen_by_readings | rules.vocabulary.mask(looked_at)
        self._alike: dict[tuple[str, int, str, bool], _WindowReading] = {}

    def of(self, reason: str, known: Known) -> UndatedWindow:
        """The window under a reason."""
        return self._of(reason, known & self._seen)

    @remembered
    def _of(self, reason_id: str, known: Known) -> UndatedWindow:
        reason, groups = self.rules.reasons[reason_id], self.rules.rulebook.groups
        value = partial(self.rules.vocabulary.value, known)
        parcel, running = value("parcel"), []
        marked = value("tracking") in groups["handed_over"]
        readings = tuple(
            _FromEvent(event, tuple(together), marked and event == "delivered_on")
            for event, together in groupby(self._readings(reason, known), lambda reading: reading.counted_from)
            if event != "received" or parcel in groups["in_hand"]
        )
        if value("tracking") == "moving":
            running.append(_without_end("still_in_transit", "001:73", "received", self.rules.rulebook))
        if value("sub_status") == "payment_processing":
            running.append(_without_end("dispute_window", "000:141", "closed_on", self.rules.rulebook))
        late = reason.too_late_for_defects and parcel in groups["bad_goods"]
        too_late = _too_late(self.rules.rulebook) if late else None
        return UndatedWindow(readings, tuple(running), too_late, value("dispute_button"), value("review_button"))

    def _readings(self, reason: Reason, known: Known) -> Iterator[_WindowReading]:
        for window in reason.windows:
            for reading, sure in self.rules.readings_for(window.period, known):
                if window.period == "protection_after_delivery" or reading.counted_from in window.starts:
                    name = reading.counted_from if reading.counted_from in window.starts else window.starts[0]
                    undated = applying(apply(reading, window.period, None, date.min, counted_from=name), sure)
                    made = _WindowReading(reading, name, undated, sure)
                    yield self._alike.setdefault((window.period, id(reading), name, sure), made)


@lru_cache(maxsize=8)
def dispute_windows(rules: CompiledRules) -> DisputeWindows:
    """The windows of this rulebook; made once for each content."""
    return DisputeWindows(rules)


def _on_day(of: _FromEvent, dates: EventDates) -> tuple[ReadingApplied, ...]:
    """The readings on the day of their event, as far as it is known."""
    event, together, mark = of
    span = dates.between(event)
    told = dates.of(event) is not None or (mark and span is not None and span.last is not None)
    return _from_event(together, span, told, dates.today)


@lru_cache(maxsize=LIMIT)
def _from_event(together: _Together, start: Span | None, told: bool, today: date) -> tuple[ReadingApplied, ...]:
    """The readings from an event that was told; from one that was not, only what can make the time longer.

    Of an event between others it is sometimes certain that the time from it still runs, or that it is past: then the
    reading shortens nothing and is not looked for any more. So is one that may not apply and is past.
    """
    found = []
    for of in together:
        first, last = ends(of.reading, start)
        said = says(first, last, today)
        if start is not None and told and (of.sure or said != "over"):
            found.append(of.undated._replace(begins=start.first, first=first, last=last, says=said))
        elif start is not None and not told and said == "open":  # it may end later, on a day that nothing names
            found.append(of.undated._replace(begins=start.first, first=first, says=said))
        elif not told and said is None:
            found.append(of.undated)
    return tuple(found)


def applying(found: ReadingApplied, sure: bool) -> ReadingApplied:
    """A reading that is sure to apply, or may."""
    return found if sure else found._replace(sure=False)


def _from(too_late: ReadingApplied, start: Span | None) -> ReadingApplied:
    return too_late if start is None else too_late._replace(begins=start.first, first=start.first, last=start.last)


def _too_late(rulebook: Rulebook) -> ReadingApplied:
    """The document that calls a claim after confirming too late (000:187)."""
    line = "000:187"
    return ReadingApplied(
        period="confirmed_then_defect",
        source=rulebook.source_of(line).key,
        where=(line,),
        unit="calendar_days",
        value=(0, 0),
        counted_from="confirmed_on",
        says="over",
    )


def _without_end(period: str, line: str, counted_from: str, rulebook: Rulebook) -> ReadingApplied:
    """A document by which the time runs as long as the page shows something, however long that is."""
    return ReadingApplied(
        period=period,
        source=rulebook.source_of(line).key,
        where=(line,),
        unit="on_page",
        value=None,
        counted_from=counted_from,
        says="open",
    )


def combine(readings: Iterable[ReadingApplied], today: date) -> DisputeWindow:
    """Open if every dated reading runs, over if every reading is dated and past, else contested.

    Readings without a date say nothing, but that the time is not over for sure; neither do those that may not apply.
    """
    said = tuple(readings)
    words: set[Literal["open", "over"] | None] = set()
    windows, ends, doubt = [], [], False
    for reading in said:
        dated = reading.first is not None or reading.last is not None
        if not reading.sure or (reading.says is None and not dated):
            doubt = True
            continue
        words.add(reading.says)
        if dated and reading.period != "confirmed_then_defect":
            windows.append(reading)
        if reading.first is not None:
            ends.append(reading.first)
    verdict: DisputeVerdict
    if (not windows and "over" not in words) or (words == {"open"} and _shorter_untold(said, windows)):
        verdict = "depends"
    elif words == {"open"}:
        verdict = "open"
    elif words == {"over"} and windows and not doubt:
        verdict = "over"
    else:
        verdict = "contested"
    act_by = min(ends) if verdict == "open" and ends else today if verdict == "contested" else None
    return DisputeWindow(verdict, said, None, act_by, supported(last_of(said), act_by))


def _shorter_untold(said: Iterable[ReadingApplied], windows: Iterable[ReadingApplied]) -> bool:
    """Whether a window shorter than all whose start is known may be over, for nobody told when it began."""
    lengths = [reading.value[0] for reading in windows if reading.value and reading.period == _WINDOW]
    least = min(lengths, default=0)
    untold = (reading for reading in said if reading.sure and reading.says is None and reading.period == _WINDOW)
    return any(reading.value and reading.value[0] < least for reading in untold)


def without_end(reading: ReadingApplied) -> bool:
    """Whether a reading runs, and nothing says until when."""
    return reading.says == "open" and reading.first is None and reading.last is None


def last_of(readings: Iterable[ReadingApplied]) -> date | None:
    """The last day that any reading names; None where one runs without any end."""
    lasts = []
    for reading in readings:
        if reading.last is not None:
            lasts.append(reading.last)
        elif without_end(reading):
            return None
    return max(lasts, default=None)


def supported(last: date | None, act_by: date | None) -> date | None:
    """The last day, unless something is to be done after it: then what still runs has no end that is known."""
    return None if last is None or (act_by is not None and last < act_by) else last


def on_page(ends: Span, today: date) -> DisputeWindow:
    """The window by the last day that the order page itself names, which outranks every document."""
    return combine((countdown("dispute_window", "dispute_ends_on", ends, today),), today)


def countdown(period: str, name: str, ends: Span, today: date) -> ReadingApplied:
    """What the page says of the end of a time; of a known moment the last whole day before it is the one to act by."""
    first = ends.first
    if first is not None and ends.moment is not None:
        first -= timedelta(days=1)
    return ReadingApplied(
        period=period,
        source=PAGE,
        where=(PAGE,),
        unit="on_page",
        value=None,
        counted_from=name,
        first=first,
        last=ends.last,
        says=says(first, ends.last, today),
    )


def with_button(found: DisputeWindow, button: str | None, today: date) -> DisputeWindow:
    """What the dispute button on the page changes: it is there, it is gone, or it refuses."""
    if button == "shown":
        dated = (reading for reading in found.readings if reading.sure and (reading.first or reading.last))
        ahead = [max(reading.first or today, today) for reading in dated if reading.says != "over"]
        act_by = min(ahead, default=today)
        return DisputeWindow("open", found.readings, None, act_by, supported(found.last_date, act_by))
    refused = button in {"gone", "refuses_too_late"} and found.verdict != "over"
    if refused or (button in {"refuses_delivered", "too_early"} and found.verdict == "open"):
        return DisputeWindow("contested", found.readings, None, today, supported(found.last_date, today))
    return found
