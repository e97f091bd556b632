"""Until when a dispute can be opened: every document's reading on its own, then the earliest and the latest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.time.day_counting import Holidays, Unit, span_plus
from ali_closed.model.diagnosis import DisputeVerdict, ReadingApplied
from ali_closed.model.order import AHEAD_FIELDS, DATE_FIELDS
from ali_closed.model.rulebook import Period, PeriodReading, Reason, Window
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook

BAD_GOODS: Final = ("received_faulty", "received_partly", "wrong_item")
RECEIVED: Final = (*BAD_GOODS, "received_ok")


@dataclass(frozen=True)
class DisputeWindow:
    """The window of one reason: its verdict and the two dates that the documents give it."""

    verdict: DisputeVerdict
    readings: tuple[ReadingApplied, ...] = ()
    opens_on: date | None = None
    act_by: date | None = None
    last_date: date | None = None


def event(interpreted: InterpretedOrder, name: str, today: date) -> Span | None:
    """When something happened, as far as it was told; what no field of the order holds is not known.

    What has happened, happened by today, so its span ends today at the latest.
    The end of an order that was last seen open lies between that day and today.
    """
    if name == "received":
        return event(interpreted, "delivered_on", today) if interpreted.value("parcel") in RECEIVED else None
    span = interpreted.order.span(name) if name in DATE_FIELDS else None
    if span is None:
        seen = interpreted.order.span("last_seen_open_on") if name == "closed_on" else None
        return None if seen is None or seen.first is None else Span(seen.first, max(seen.first, today))
    if name not in AHEAD_FIELDS and (span.last is None or span.last > today):
        return Span(span.first, max(today, span.first or today))
    return span


def apply(
    reading: PeriodReading, period: str, start: Span | None, today: date, holidays: Holidays | None = None
) -> ReadingApplied:
    """One document's reading, counted from this start; without a start or a length it says nothing."""
    first = last = None
    if start is not None and reading.value is not None and reading.unit not in {"a_few", "on_page"}:
        least, most = reading.value
        first, last = span_plus(start, least, most, counted(reading.unit), holidays=holidays)
        if first is not None and start.moment is not None:
            first -= timedelta(days=1)
    return ReadingApplied(
        period=period,
        source=reading.source,
        where=reading.where,
        unit=reading.unit,
        value=reading.value,
        counted_from=reading.counted_from,
        note=reading.note,
        begins=start.first if start is not None else None,
        first=first,
        last=last,
        says=says(first, last, today),
    )


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


def readings_of(
    reason: Reason, interpreted: InterpretedOrder, rulebook: Rulebook, today: date
) -> tuple[ReadingApplied, ...]:
    """Every reading of the reason's windows, each from its own start."""
    found: list[ReadingApplied] = []
    for window in reason.windows:
        period = rulebook.period(window.period)
        for reading in period.readings:
            if window.period == "protection_after_delivery" or reading.counted_from in window.starts:
                name = reading.counted_from if reading.counted_from in window.starts else window.starts[0]
                start = _start(name, window, interpreted, rulebook, today)
                found.append(replace(apply(reading, period.id, start, today), counted_from=name))
    if reason.too_late_for_defects and interpreted.value("parcel") in BAD_GOODS:
        found.append(_too_late(interpreted, rulebook, today))
    if interpreted.value("tracking") == "moving":
        found.append(_in_transit(rulebook))
    return tuple(found)


def _start(name: str, window: Window, interpreted: InterpretedOrder, rulebook: Rulebook, today: date) -> Span | None:
    span = event(interpreted, name, today)
    if span is None and name in window.order_end_for:
        span = event(interpreted, "closed_on", today)
    if span is None and window.after_shortened:
        span = _shortened_end(interpreted, rulebook, today)
    return span


def _shortened_end(interpreted: InterpretedOrder, rulebook: Rulebook, today: date) -> Span | None:
    """The end of the protection that a delivery mark shortened: where the order's end is not known."""
    if event(interpreted, "closed_on", today) or event(interpreted, "protection_ends_on", today):
        return None
    delivered = event(interpreted, "delivered_on", today)
    return None if delivered is None else delivered.shift(shortest(rulebook.period("protection_after_delivery")))


def shortest(period: Period) -> int:
    """The shortest length that any document gives a period, in its unit."""
    return min(reading.value[0] for reading in period.readings if reading.value is not None)


def longest(period: Period) -> int:
    """The longest length that any document gives a period, in its unit."""
    return max(reading.value[1] for reading in period.readings if reading.value is not None)


def _too_late(interpreted: InterpretedOrder, rulebook: Rulebook, today: date) -> ReadingApplied:
    """The document that calls a claim after confirming too late (000:187)."""
    line = "000:187"
    start = event(interpreted, "confirmed_on", today) or event(interpreted, "closed_on", today)
    return ReadingApplied(
        period="confirmed_then_defect",
        source=rulebook.source_of(line).key,
        where=(line,),
        unit="calendar_days",
        value=(0, 0),
        counted_from="confirmed_on",
        begins=start.first if start else None,
        first=start.first if start else None,
        last=start.last if start else None,
        says="over",
    )


def _in_transit(rulebook: Rulebook) -> ReadingApplied:
    """While tracking moves, one document lets the dispute wait for the receipt (001:73)."""
    line = "001:73"
    return ReadingApplied(
        period="still_in_transit",
        source=rulebook.source_of(line).key,
        where=(line,),
        unit="on_page",
        value=None,
        counted_from="received",
        says="open",
    )


def combine(readings: Iterable[ReadingApplied], today: date) -> DisputeWindow:
    """Open if every reading runs, over if all are past, else contested; readings without a start say nothing."""
    said = tuple(readings)
    dated = [reading for reading in said if reading.first is not None or reading.last is not None]
    windows = [reading for reading in dated if reading.period != "confirmed_then_defect"]
    words = {reading.says for reading in said if reading in dated or reading.says is not None}
    verdict: DisputeVerdict
    if not windows and "over" not in words:
        verdict = "depends"
    elif words == {"open"}:
        verdict = "open"
    elif words == {"over"} and windows:
        verdict = "over"
    else:
        verdict = "contested"
    ends = [reading.first for reading in dated if reading.first is not None]
    lasts = [reading.last for reading in dated if reading.last is not None]
    act_by = min(ends) if verdict == "open" and ends else today if verdict == "contested" else None
    return DisputeWindow(verdict, said, None, act_by, max(lasts, default=None))


def with_button(found: DisputeWindow, interpreted: InterpretedOrder, today: date) -> DisputeWindow:
    """What the dispute button on the page changes: it is there, it is gone, or it refuses."""
    button = interpreted.value("dispute_button")
    if button == "shown":
        ahead = [reading.first for reading in found.readings if reading.first is not None and reading.first >= today]
        return DisputeWindow("open", found.readings, None, min(ahead, default=today), found.last_date)
    if button in {"gone", "refuses_too_late"}:
        if found.verdict in {"open", "contested"}:
            return DisputeWindow("contested", found.readings, None, today, found.last_date)
        return DisputeWindow("over", found.readings, None, None, found.last_date)
    if button in {"refuses_delivered", "too_early"} and found.verdict == "open":
        return DisputeWindow("contested", found.readings, None, today, found.last_date)
    return found
