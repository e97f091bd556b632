"""What is to be said of an order that has not ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.time.readings import (
    BAD_GOODS,
    DisputeWindow,
    apply,
    combine,
    event,
    longest,
    shortest,
    with_button,
)
from ali_closed.model.diagnosis import ReadingApplied, RefundVerdict
from ali_closed.model.rulebook import PeriodReading
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook

PAGE: Final = "page"
"""The source of a countdown that stands on the order page itself."""

_STOPPED: Final = ("cancelled", "returned", "lost", "delivered_elsewhere")


def open_order(
    status_group: str, dispute: str, money: str, interpreted: InterpretedOrder, rulebook: Rulebook, today: date
) -> tuple[RefundVerdict, DisputeWindow]:
    """The refund and the dispute of an order that still stands in this status."""
    if dispute == "decided":
        return "decided_by_dispute", DisputeWindow("decided")
    if dispute == "open":
        return "decided_by_dispute", DisputeWindow("running")
    if status_group == "sent":
        return _shipped(interpreted, rulebook, today)
    if status_group == "frozen" and interpreted.value("dispute") == "vanished":
        return "not_yet", DisputeWindow("depends")
    if status_group == "unpaid" and not _paid_all_the_same(money, interpreted):
        return "nothing_to_refund", DisputeWindow("not_needed")
    return "not_yet", DisputeWindow("not_needed")


def _paid_all_the_same(money: str, interpreted: InterpretedOrder) -> bool:
    """Whether money left although the page still waits for it; what the bank shows outranks the buyer's word."""
    bank = interpreted.value("bank")
    return money == "left" and bank != "nothing" and (bank is not None or interpreted.value("paid") is not None)


def _shipped(interpreted: InterpretedOrder, rulebook: Rulebook, today: date) -> tuple[RefundVerdict, DisputeWindow]:
    if interpreted.value("parcel") == "received_ok":
        return "not_yet", DisputeWindow("not_needed")
    window = _window(interpreted, rulebook, today)
    if _ground_now(interpreted, today) or _about_to_end(interpreted, rulebook, today):
        return "by_dispute", window
    return "not_yet", window


def _ground_now(interpreted: InterpretedOrder, today: date) -> bool:
    """Whether what happened is a ground for a dispute whatever the day (001:57-67, 002:86-91)."""
    parcel = interpreted.value("parcel")
    if interpreted.value("tracking") in _STOPPED or parcel in BAD_GOODS or interpreted.message_fact == "shipment":
        return True
    if parcel != "not_received":
        return False
    due = event(interpreted, "delivery_due_on", today)
    overdue = due is not None and due.last is not None and due.last < today
    return (
        overdue or interpreted.value("tracking") == "delivered" or event(interpreted, "delivered_on", today) is not None
    )


def _about_to_end(interpreted: InterpretedOrder, rulebook: Rulebook, today: date) -> bool:
    ends = event(interpreted, "protection_ends_on", today)
    if ends is None or ends.first is None:
        return False
    return ends.first <= today + timedelta(days=rulebook.policy["protection_about_to_end_days"])


def _window(interpreted: InterpretedOrder, rulebook: Rulebook, today: date) -> DisputeWindow:
    opens = _opens(interpreted, rulebook, today)
    readings = _ends(interpreted, rulebook, today)
    button = interpreted.value("dispute_button")
    if button == "too_early" or (
        button != "shown" and opens is not None and opens.first is not None and today < opens.first
    ):
        on = opens.last if opens is not None else _due(interpreted, today)
        return DisputeWindow("not_yet", readings, on if on is None or on > today else None, None, _last(readings))
    found = combine(readings, today)
    if found.verdict == "depends" and _surely_open(interpreted, opens, rulebook, today):
        found = DisputeWindow("open", readings, None, None, found.last_date)
    elif found.verdict == "open" and not _surely_open(interpreted, opens, rulebook, today):
        found = DisputeWindow("depends", readings, None, found.act_by, found.last_date)  # it may not have opened yet
    elif found.verdict == "over":
        found = DisputeWindow("contested", readings, None, today, found.last_date)
    if button == "gone" or (button == "refuses_too_late" and found.verdict != "open"):
        return found  # what the page does not take any more says something only of a window that was open
    return with_button(found, interpreted, today)


def _opens(interpreted: InterpretedOrder, rulebook: Rulebook, today: date) -> Span | None:
    """From when a dispute can be opened; at once where the goods came or the shipment was stopped."""
    if (
        interpreted.value("tracking") in _STOPPED
        or interpreted.value("parcel") in BAD_GOODS
        or interpreted.message_fact == "shipment"
    ):
        return None
    shipped = event(interpreted, "shipped_on", today)
    return None if shipped is None else shipped.shift(shortest(rulebook.period("dispute_opens")))


def _surely_open(interpreted: InterpretedOrder, opens: Span | None, rulebook: Rulebook, today: date) -> bool:
    if _ground_now(interpreted, today) or _about_to_end(interpreted, rulebook, today):
        return True
    return opens is not None and opens.last is not None and opens.last <= today


def _due(interpreted: InterpretedOrder, today: date) -> date | None:
    due = event(interpreted, "delivery_due_on", today)
    return None if due is None else due.last


def _ends(interpreted: InterpretedOrder, rulebook: Rulebook, today: date) -> tuple[ReadingApplied, ...]:
    """When the protection ends: the page's countdown outranks every document."""
    ends = event(interpreted, "protection_ends_on", today)
    if ends is not None:
        on_page = PeriodReading(
            source=PAGE, where=(PAGE,), unit="on_page", counted_from="protection_ends_on", value=None
        )
        if ends.last is not None and ends.last < today:
            window = rulebook.period("dispute_window")
            return tuple(
                apply(reading, window.id, ends, today) for reading in window.readings_from(("protection_ends_on",))
            )
        return (_countdown(on_page, ends, today),)
    readings = _shortened(interpreted, rulebook, today)
    if readings:
        return readings
    protection = rulebook.period("protection_period")
    applied = [
        apply(reading, protection.id, event(interpreted, reading.counted_from, today), today)
        for reading in protection.readings
    ]
    return tuple(_still_running(reading, today) for reading in applied if reading.begins is not None)


def _countdown(reading: PeriodReading, ends: Span, today: date) -> ReadingApplied:
    first = ends.first
    if first is not None and ends.moment is not None:
        first -= timedelta(days=1)
    return ReadingApplied(
        period="protection_period",
        source=reading.source,
        where=reading.where,
        unit=reading.unit,
        value=None,
        counted_from=reading.counted_from,
        first=first,
        last=ends.last,
        says="open" if first is not None and today <= first else None,
    )


def _still_running(reading: ReadingApplied, today: date) -> ReadingApplied:
    """The order still stands as shipped, so its protection has not ended yet, whatever the shortest length."""
    if reading.first is None or reading.first >= today:
        return reading
    return ReadingApplied(
        reading.period,
        reading.source,
        reading.where,
        reading.unit,
        reading.value,
        reading.counted_from,
        reading.note,
        reading.begins,
        today,
        None if reading.last is None or reading.last < today else reading.last,
        "open",
    )


def _shortened(interpreted: InterpretedOrder, rulebook: Rulebook, today: date) -> tuple[ReadingApplied, ...]:
    """A delivery mark shortens the protection; after it the window of an ended order follows."""
    delivered = event(interpreted, "delivered_on", today)
    if delivered is None:
        return ()
    short = rulebook.period("protection_after_delivery")
    window = rulebook.period("dispute_window")
    after = delivered.shift(longest(short))
    return (
        *(apply(reading, short.id, delivered, today) for reading in short.readings),
        *(apply(reading, window.id, after, today) for reading in window.readings_from(("protection_ends_on",))),
    )


def _last(readings: tuple[ReadingApplied, ...]) -> date | None:
    return max((reading.last for reading in readings if reading.last is not None), default=None)
