"""What is to be said of an order that has not ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

from ali_closed.engine.logic.compiled_rules import CompiledRules
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

Told = Callable[[str], Any]
"""What was told of a field, None where it is not known."""


def sent_back(value: Told) -> bool:
    """Whether the buyer had the goods, and has them no more."""
    return value("return") in {"sent", "arrived"} and value("parcel") != "not_received"


def open_order(
    status_group: str, money: str, value: Told
) -> tuple[RefundVerdict, Literal["depends", "not_needed", "of_sent"]]:
    """The refund and the dispute of an order that still stands in this status; of one that is sent days decide."""
    if status_group == "sent" and (value("parcel") != "received_ok" or sent_back(value)):
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
    interpreted: InterpretedOrder, rules: CompiledRules, dates: EventDates
) -> tuple[RefundVerdict, DisputeWindow]:
    """The refund and the dispute of an order that is under way."""
    sent = _Sent(interpreted, rules, dates)
    window = sent.window()
    return "by_dispute" if sent.is_to_dispute(window) else "not_yet", window


class _Sent:
    """An order under way, on the days that are known of it."""

    def __init__(self, interpreted: InterpretedOrder, rules: CompiledRules, dates: EventDates) -> None:
        self.value, self.message = interpreted.value, interpreted.message_fact
        self.rules, self.dates, self.today = rules, dates, dates.today
        self.button = self.value("dispute_button")
        told = dates.of("protection_ends_on")
        # Of a mail that announces the end it is only known that it is near.
        self.ends = Span(self.today, None) if told is None and self.message == "ending" else told
        soon = self.today + timedelta(days=rules.rulebook.policy["protection_about_to_end_days"])
        self.about_to_end = self.ends is not None and self.ends.first is not None and self.ends.first <= soon

    def is_to_dispute(self, window: DisputeWindow) -> bool:
        """Whether only a dispute brings the money: there is a ground, or the protection ends or may be over.

        It may be where the longest that any document names is over, counted from a start that was told.
        """
        offered = self.button == "shown" and self.value("parcel") == "not_received"
        outlasted = any(reading.period == "protection_period" and reading.says == "over" for reading in window.readings)
        return offered or self._ground_now() or self.about_to_end or outlasted

    def _ground_at_once(self) -> bool:
        """Whether the goods came and are not right, or went back, or the shipment was stopped or went astray."""
        groups = self.rules.rulebook.groups
        gone = self.value("tracking") in groups["ground_at_once"] or self.message == "shipment"
        return gone or self.value("parcel") in groups["bad_goods"] or sent_back(self.value)

    def _ground_now(self) -> bool:
        """Whether there is a ground for a dispute on this day."""
        if self._ground_at_once():
            return True
        if self.value("parcel") != "not_received":
            return False
        delivered = self.value("tracking") == "delivered" or self.dates.of("delivered_on") is not None
        return delivered or self.dates.has_passed("delivery_due_on")

    def window(self) -> DisputeWindow:
        """Until when a dispute can be opened: by the page, else by when the protection ends."""
        today, dates, button = self.today, self.dates, self.button
        page = dates.of("dispute_ends_on")
        if page is not None:
            return with_button(on_page(page, today), button, today)
        opens, readings = self._opens(), self._readings()
        days = (opens and opens.last, dates.last("delivery_due_on"))
        ahead = next((day for day in days if day is not None and day > today), None)
        if button == "too_early":  # once protection has ended there is nothing left that the page could wait for
            not_yet = ahead is not None or not dates.has_passed("protection_ends_on")
        else:
            not_yet = button != "shown" and opens is not None and opens.first is not None and today < opens.first
        if not_yet:
            return DisputeWindow("not_yet", readings, ahead, None, last_of(readings))
        found = combine(readings, today)
        opened = opens is not None and opens.last is not None and opens.last <= today
        surely_open = opened or self._ground_now() or self.about_to_end
        if found.verdict == "depends" and surely_open:
            found = DisputeWindow("open", readings, None, None, found.last_date)
        elif found.verdict == "open" and not surely_open:
            found = DisputeWindow(
                "depends", readings, None, found.act_by, found.last_date
            )  # it may not have opened yet
        elif found.verdict == "over":
            found = DisputeWindow("contested", readings, None, today, supported(found.last_date, today))
        if button == "gone" or (button == "refuses_too_late" and found.verdict != "open"):
            return found  # what the page does not take any more says something only of a window that was open
        return with_button(found, button, today)

    def _opens(self) -> Span | None:
        """From when a dispute can be opened; at once where the goods came or the shipment was stopped."""
        shipped = None if self._ground_at_once() else self.dates.between("shipped_on")
        return None if shipped is None else shipped.shift(self.rules.periods["dispute_opens"].shortest)

    def _readings(self) -> tuple[ReadingApplied, ...]:
        """When the protection ends: by the page's countdown, and before it by a delivery mark, which shortens it."""
        ends, delivered = self.ends, self.dates.of("delivered_on")
        if ends is None and delivered is None:
            return self._by_documents()
        if ends is None and delivered is not None:  # after it the window of an ended order follows
            after = delivered.shift(self.rules.periods["protection_after_delivery"].longest)
            return (*self._after_mark(delivered), *self._after(after))
        assert ends is not None
        marked = self.value("tracking") in self.rules.rulebook.groups["handed_over"]
        short = self._after_mark(delivered or (Span(None, self.today) if marked else None))
        if ends.first is not None and ends.first < self.today:  # it may be over: then the 15 days after it run
            return (*short, *self._after(ends))
        shown = countdown("protection_period", "protection_ends_on", ends, self.today)
        short = tuple(reading for reading in short if _ends_before(reading, shown))
        late = self._after(ends) if any(reading.says != "open" for reading in short) else ()
        return (shown, *short, *late)

    def _by_documents(self) -> tuple[ReadingApplied, ...]:
        """The protection counted from each start that was told; unless extended, it lasts no longer than the longest.

        The order still stands as shipped, so until the longest is over its protection has not ended for sure.
        """
        protection, extended = self.rules.periods["protection_period"], self.value("protection_extended")
        found = []
        for reading in protection.readings:
            start = self.dates.of(reading.counted_from)
            if start is not None and start.first is not None:
                applied = apply(reading, protection.id, start, self.today)
                end = None if start.last is None or extended else add_days(start.last, protection.longest)
                if end is not None and end < self.today:
                    applied = applied._replace(last=end, says="over")
                if applied.says != "over" and applied.first is not None and applied.first < self.today:
                    applied = applied._replace(first=self.today, says="open")
                found.append(applied)
        return tuple(found)

    def _after_mark(self, delivered: Span | None) -> tuple[ReadingApplied, ...]:
        """The short protection that a delivery mark leaves."""
        short = self.rules.periods["protection_after_delivery"]
        return tuple(apply(reading, short.id, delivered, self.today) for reading in short.readings if delivered)

    def _after(self, ends: Span) -> tuple[ReadingApplied, ...]:
        """What the documents give after the protection has ended."""
        window = self.rules.periods["dispute_window"]
        readings = window.readings_from(("protection_ends_on",))
        return tuple(apply(reading, window.id, ends, self.today) for reading in readings)


def _ends_before(reading: ReadingApplied, shown: ReadingApplied) -> bool:
    return reading.first is None or shown.first is None or reading.first < shown.first
