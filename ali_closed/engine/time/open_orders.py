"""What is to be said of an order that has not ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Literal

from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.time.day_counting import add_days
from ali_closed.engine.time.event_order import EventDates
from ali_closed.engine.time.readings import (
    DisputeWindow,
    apply,
    combine,
    countdown,
    last_of,
    on_page,
    supported,
    with_button,
)
from ali_closed.model.diagnosis import ReadingApplied, RefundVerdict
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook

Told = Callable[[str], Any]
"""What was told of a field, None where it is not known."""


def open_order(
    status_group: str, money: str, value: Told
) -> tuple[RefundVerdict, Literal["depends", "not_needed", "of_sent"]]:
    """The refund and the dispute of an order that still stands in this status; of one that is sent days decide."""
    if status_group == "sent" and value("parcel") != "received_ok":
        return "not_yet", "of_sent"
    if status_group == "frozen" and value("dispute") == "vanished":
        return "not_yet", "depends"
    unpaid = status_group == "unpaid" and not _paid_all_the_same(money, value)
    if unpaid or (status_group == "checking" and money == "none" and value("paid") is False):
        return "nothing_to_refund", "not_needed"
    return "not_yet", "not_needed"


def _paid_all_the_same(money: str, value: Told) -> bool:
    """Whether money left although the page still waits for it; what the bank shows outranks the buyer's word."""
    bank = value("bank")
    return money == "left" and bank != "nothing" and (bank is not None or value("paid") is not None)


def sent_order(
    interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates
) -> tuple[RefundVerdict, DisputeWindow]:
    """The refund and the dispute of an order that is under way."""
    ends, button = dates.of("dispute_ends_on"), interpreted.value("dispute_button")
    window = (
        _window(interpreted, rulebook, dates)
        if ends is None
        else with_button(on_page(ends, dates.today), button, dates.today)
    )
    offered = button == "shown" and interpreted.value("parcel") == "not_received"
    if (
        offered
        or _ground_now(interpreted, rulebook, dates)
        or _about_to_end(interpreted, rulebook, dates)
        or _outlasted(window)
    ):
        return "by_dispute", window
    return "not_yet", window


def _outlasted(window: DisputeWindow) -> bool:
    """Whether the longest protection that any document names is over, counted from a start that was told."""
    return any(reading.period == "protection_period" and reading.says == "over" for reading in window.readings)


def _ground_at_once(interpreted: InterpretedOrder, rulebook: Rulebook) -> bool:
    """Whether the goods came and are not right, or the shipment was stopped or went astray."""
    return (
        interpreted.value("tracking") in rulebook.groups["ground_at_once"]
        or interpreted.value("parcel") in rulebook.groups["bad_goods"]
        or interpreted.message_fact == "shipment"
    )


def _ground_now(interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates) -> bool:
    """Whether there is a ground for a dispute on this day."""
    if _ground_at_once(interpreted, rulebook):
        return True
    if interpreted.value("parcel") != "not_received":
        return False
    delivered = interpreted.value("tracking") == "delivered" or dates.of("delivered_on") is not None
    return delivered or dates.has_passed("delivery_due_on")


def _protection_end(interpreted: InterpretedOrder, dates: EventDates) -> Span | None:
    """When the page's countdown ends; of a mail that announces the end only that it is near."""
    told = dates.of("protection_ends_on")
    return Span(dates.today, None) if told is None and interpreted.message_fact == "ending" else told


def _about_to_end(interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates) -> bool:
    ends = _protection_end(interpreted, dates)
    if ends is None or ends.first is None:
        return False
    return ends.first <= dates.today + timedelta(days=rulebook.policy["protection_about_to_end_days"])


def _window(interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates) -> DisputeWindow:
    today = dates.today
    opens = _opens(interpreted, rulebook, dates)
    readings = _ends(interpreted, rulebook, dates)
    button = interpreted.value("dispute_button")
    days = (opens and opens.last, dates.last("delivery_due_on"))
    ahead = next((day for day in days if day is not None and day > today), None)
    if button == "too_early":  # once protection has ended there is nothing left that the page could wait for
        not_yet = ahead is not None or not dates.has_passed("protection_ends_on")
    else:
        not_yet = button != "shown" and opens is not None and opens.first is not None and today < opens.first
    if not_yet:
        return DisputeWindow("not_yet", readings, ahead, None, last_of(readings))
    found = combine(readings, today)
    if found.verdict == "depends" and _surely_open(interpreted, opens, rulebook, dates):
        found = DisputeWindow("open", readings, None, None, found.last_date)
    elif found.verdict == "open" and not _surely_open(interpreted, opens, rulebook, dates):
        found = DisputeWindow("depends", readings, None, found.act_by, found.last_date)  # it may not have opened yet
    elif found.verdict == "over":
        found = DisputeWindow("contested", readings, None, today, supported(found.last_date, today))
    if button == "gone" or (button == "refuses_too_late" and found.verdict != "open"):
        return found  # what the page does not take any more says something only of a window that was open
    return with_button(found, button, today)


def _opens(interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates) -> Span | None:
    """From when a dispute can be opened; at once where the goods came or the shipment was stopped."""
    if _ground_at_once(interpreted, rulebook):
        return None
    shipped = dates.between("shipped_on")
    return None if shipped is None else shipped.shift(rulebook.period("dispute_opens").shortest)


def _surely_open(interpreted: InterpretedOrder, opens: Span | None, rulebook: Rulebook, dates: EventDates) -> bool:
    if _ground_now(interpreted, rulebook, dates) or _about_to_end(interpreted, rulebook, dates):
        return True
    return opens is not None and opens.last is not None and opens.last <= dates.today


def _ends(interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates) -> tuple[ReadingApplied, ...]:
    """When the protection ends: by the page's countdown, and before it by a delivery mark, which shortens it."""
    ends = _protection_end(interpreted, dates)
    if ends is None:
        return _shortened(rulebook, dates) or _by_documents(interpreted, rulebook, dates)
    by_today = Span(None, dates.today) if interpreted.value("tracking") in rulebook.groups["handed_over"] else None
    short = _after_mark(rulebook, dates, by_today)
    if ends.first is not None and ends.first < dates.today:  # it may be over: then the 15 days after it run
        return (*short, *_after(ends, rulebook, dates))
    shown = countdown("protection_period", "protection_ends_on", ends, dates.today)
    short = tuple(reading for reading in short if _ends_before(reading, shown))
    late = _after(ends, rulebook, dates) if any(reading.says != "open" for reading in short) else ()
    return (shown, *short, *late)


def _by_documents(interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates) -> tuple[ReadingApplied, ...]:
    """The protection counted from each start that was told; unless extended, it lasts no longer than the longest."""
    protection, extended = rulebook.period("protection_period"), interpreted.value("protection_extended")
    found = []
    for reading in protection.readings:
        start = dates.of(reading.counted_from)
        if start is not None and start.first is not None:
            applied = apply(reading, protection.id, start, dates.today)
            end = None if start.last is None or extended else add_days(start.last, protection.longest)
            if end is not None and end < dates.today:
                applied = applied._replace(last=end, says="over")
            found.append(_still_running(applied, dates.today))
    return tuple(found)


def _still_running(reading: ReadingApplied, today: date) -> ReadingApplied:
    """The order still stands as shipped, so until the longest is over its protection has not ended for sure."""
    if reading.says == "over" or reading.first is None or reading.first >= today:
        return reading
    return reading._replace(first=today, says="open")


def _ends_before(reading: ReadingApplied, shown: ReadingApplied) -> bool:
    return reading.first is None or shown.first is None or reading.first < shown.first


def _after_mark(rulebook: Rulebook, dates: EventDates, mark: Span | None = None) -> tuple[ReadingApplied, ...]:
    """The short protection that a delivery mark leaves; `mark` is when it came, if nobody told of the day."""
    delivered, short = dates.of("delivered_on") or mark, rulebook.period("protection_after_delivery")
    if delivered is None:
        return ()
    return tuple(apply(reading, short.id, delivered, dates.today) for reading in short.readings)


def _shortened(rulebook: Rulebook, dates: EventDates) -> tuple[ReadingApplied, ...]:
    """A delivery mark shortens the protection; after it the window of an ended order follows."""
    delivered = dates.of("delivered_on")
    if delivered is None:
        return ()
    after = delivered.shift(rulebook.period("protection_after_delivery").longest)
    return (*_after_mark(rulebook, dates), *_after(after, rulebook, dates))


def _after(ends: Span, rulebook: Rulebook, dates: EventDates) -> tuple[ReadingApplied, ...]:
    """What the documents give after the protection has ended."""
    window = rulebook.period("dispute_window")
    readings = window.readings_from(("protection_ends_on",))
    return tuple(apply(reading, window.id, ends, dates.today) for reading in readings)
