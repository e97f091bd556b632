"""What each possible reason says of the money and of a dispute, and what all of them say together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import product
from typing import Final, NamedTuple

from ali_closed.engine.logic.compiled_rules import compiled, readings_for
from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED, Reasoning
from ali_closed.engine.time.day_counting import Holidays
from ali_closed.engine.time.event_order import EventDates, event_dates
from ali_closed.engine.time.open_orders import open_order
from ali_closed.engine.time.readings import (
    DisputeWindow,
    apply,
    applying,
    combine,
    on_page,
    readings_of,
    supported,
    with_button,
    without_end,
)
from ali_closed.model.diagnosis import Dispute, DisputeVerdict, ReadingApplied, Refund, RefundVerdict
from ali_closed.model.rulebook import Reason
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook

DECIDED: Final = ("won", "partial", "won_nothing", "lost", "agreed_return")
"""What a dispute is told to have ended with; it decides about the money whatever reason was recorded before."""
_WON: Final = ("won", "partial")
_DISPUTABLE: Final = frozenset({"open", "contested", "not_yet", "over"})


class Outcome(NamedTuple):
    """One combination of money and dispute that a reason leaves open, and what follows from it."""

    refund: RefundVerdict
    window: DisputeWindow
    paid_back: tuple[ReadingApplied, ...] = ()


class ReasonVerdict(NamedTuple):
    """What one reason says: every outcome that its open facts allow."""

    reason: str
    outcomes: tuple[Outcome, ...]


def reason_verdict(
    reason: str,
    box: Box,
    interpreted: InterpretedOrder,
    rulebook: Rulebook,
    reasoning: Reasoning,
    today: date,
    holidays: Holidays | None = None,
) -> ReasonVerdict:
    """The verdict of one reason over the lawful states of the box that it claims."""
    dates = event_dates(interpreted, rulebook, today, reason)
    status_groups = reasoning.open_values(box, "status_group", reason)
    disputes = reasoning.open_values(box, "dispute", reason)
    money = reasoning.open_values(box, "money", reason)
    free = interpreted.value("bank") == "nothing" and reasoning.open_values(box, "stage") != ("sent",)
    outcomes: list[Outcome] = []
    for status_group, dispute, paid in product(status_groups, disputes, money):
        if status_group == "ended":
            found = _ended(rulebook.reason(reason), dispute, paid, interpreted, rulebook, dates, holidays, free=free)
        else:
            paid_back = _paid_after_dispute(interpreted, rulebook, dates) if dispute == "decided" else ()
            found = Outcome(*open_order(status_group, dispute, paid, interpreted, rulebook, dates), paid_back)
        outcomes.append(_after_refund(found, interpreted, rulebook, dates))
    return ReasonVerdict(reason, tuple(outcomes if len(outcomes) == 1 else dict.fromkeys(outcomes)))


def _ended(
    reason: Reason,
    dispute: str,
    money: str,
    interpreted: InterpretedOrder,
    rulebook: Rulebook,
    dates: EventDates,
    holidays: Holidays | None,
    *,
    free: bool,
) -> Outcome:
    """The money and the dispute of an order that has ended; `free` where the bank shows that no money left.

    Nobody sends what was not paid: of an order that is known to be sent the bank's page does not decide.
    """
    if dispute == "decided" or (interpreted.named and interpreted.value("dispute") in DECIDED):
        return Outcome(
            "decided_by_dispute", DisputeWindow("decided"), _paid_after_dispute(interpreted, rulebook, dates)
        )
    if dispute == "open" or (interpreted.named and interpreted.value("dispute") == "open"):
        return Outcome("decided_by_dispute", DisputeWindow("running"))
    offered = interpreted.value("dispute_button") == "shown" and not (interpreted.message_fact or interpreted.named)
    if reason.dispute == "not_needed" and not offered:  # a button that is there says that a dispute is open to him
        gone = interpreted.value("bank") in {"reserved", "booked"}  # the bank outranks the page on whether money left
        never_paid = reason.refund == "nothing_to_refund" or money == "none"
        if interpreted.value("bank") == "nothing" or (never_paid and not gone):
            return Outcome("nothing_to_refund", DisputeWindow("not_needed"))
        return Outcome(
            "automatic", DisputeWindow("not_needed"), _paid_back(reason, interpreted, rulebook, dates, holidays)
        )
    if free or interpreted.value("parcel") == "received_ok":
        return Outcome("nothing_to_refund", DisputeWindow("not_needed"))
    alike = compiled(rulebook).windows[reason.id], dates
    window = interpreted.once(alike, lambda: _window(reason, interpreted, rulebook, dates))
    return Outcome("too_late" if window.verdict == "over" else "by_dispute", window)


def _window(reason: Reason, interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates) -> DisputeWindow:
    """The window for a dispute under a reason, with what the buttons on the page change."""
    found = on_page(dates) or combine(readings_of(reason, interpreted, rulebook, dates), dates.today)
    return _with_review_button(with_button(found, interpreted, dates.today), interpreted, dates.today)


def _with_review_button(found: DisputeWindow, interpreted: InterpretedOrder, today: date) -> DisputeWindow:
    """A review can be left for 30 days, longer than a dispute (000:24): gone, a window of unknown days is doubtful."""
    if interpreted.value("review_button") == "gone" and found.verdict == "depends":
        return found._replace(verdict="contested", act_by=today)
    return found


def _paid_back(
    reason: Reason, interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates, holidays: Holidays | None
) -> tuple[ReadingApplied, ...]:
    if not reason.period:
        return ()  # no document times what this reason does not refund
    alike = reason.period, reason.period_without, dates, holidays
    return interpreted.once(alike, lambda: _owed(reason, interpreted, rulebook, dates, holidays))


def _owed(
    reason: Reason, interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates, holidays: Holidays | None
) -> tuple[ReadingApplied, ...]:
    ended = _bounded("closed_on", dates)
    closed = None if ended is None else Span(ended.first, ended.last)  # the hour matters only for what is to be met
    return tuple(
        applying(apply(reading, reason.period, closed, dates.today, holidays), sure)
        for reading, sure in readings_for(reason.period, compiled(rulebook), interpreted.known)
        if not (reading.note and reading.note in reason.period_without)
    )


def _bounded(name: str, dates: EventDates) -> Span | None:
    """When something happened that money waits for; a start that nothing bounds above tells no day to wait until."""
    span = dates.between(name)
    return None if span is None or span.last is None else span


def _paid_after_dispute(
    interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates
) -> tuple[ReadingApplied, ...]:
    """A return that was agreed is paid once the goods are back, so its agreement starts no clock (000:73).

    A part that has come may be all that a decision for a part granted; of one for the whole sum the rest is due.
    """
    dispute, part = interpreted.value("dispute"), interpreted.value("refund") == "received_partly"
    if dispute not in _WON or (dispute == "partial" and part):
        return ()
    return _granted_from("dispute_closed_on", interpreted, rulebook, dates)


def _granted_from(
    event: str, interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates
) -> tuple[ReadingApplied, ...]:
    """When money comes that was granted on the day of this event."""
    start = _bounded(event, dates)
    return tuple(
        applying(apply(reading, "refund_dispute", start, dates.today, counted_from=event), sure)
        for reading, sure in readings_for("refund_dispute", compiled(rulebook), interpreted.known)
    )


def _after_refund(outcome: Outcome, interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates) -> Outcome:
    """What follows once money came, or was announced.

    What was announced comes by itself, in the time for what a dispute granted (000:187); until it is there a dispute
    that can still be opened is what is left if it does not come.
    """
    window = outcome.window
    if interpreted.value("refund") == "received" or interpreted.value("chargeback") == "won":
        kept = window if window.verdict in {"running", "decided"} else DisputeWindow("not_needed")
        return Outcome("already_refunded", kept)
    kept_by_seller = outcome.refund == "nothing_to_refund" and interpreted.value("parcel") == "received_ok"
    if interpreted.value("refund") == "announced" and (outcome.refund in {"by_dispute", "too_late"} or kept_by_seller):
        kept = DisputeWindow("not_needed") if window.verdict == "over" else window
        return Outcome("automatic", kept, _granted_from("refund_announced_on", interpreted, rulebook, dates))
    return outcome


# ---------------------------------------------------------------- all reasons together


def all_refunds(verdicts: Iterable[ReasonVerdict], today: date) -> Refund:
    """The refund that all possible reasons name; late only after the latest date of all that pay by themselves."""
    outcomes = [outcome for verdict in verdicts for outcome in verdict.outcomes]
    words = {outcome.refund for outcome in outcomes}
    if words == {"by_dispute", "too_late"}:
        words = {"by_dispute"}
    verdict: RefundVerdict = next(iter(words)) if len(words) == 1 else "depends"
    readings = _distinct(reading for outcome in outcomes for reading in outcome.paid_back)
    firsts = [reading.first for reading in readings if reading.first is not None and reading.sure]
    lasts = [reading.last for reading in readings if reading.last is not None]
    until = max(lasts, default=None)
    return Refund(verdict, min(firsts, default=None), until, None if until is None else today > until, readings)


def all_disputes(verdicts: Iterable[ReasonVerdict], today: date) -> Dispute:
    """The dispute that all possible reasons allow, with the earliest date to act and the last one supported."""
    windows = [outcome.window for verdict in verdicts for outcome in verdict.outcomes]
    verdict = combine_verdicts({window.verdict for window in windows})
    acts = [window.act_by for window in windows if window.act_by is not None]
    opens = [window.opens_on for window in windows if window.opens_on is not None]
    act_by = today if verdict == "contested" else min(acts, default=None) if verdict == "open" else None
    readings = _distinct(reading for window in windows for reading in window.readings)
    endless = any(without_end(reading) for reading in readings)
    last = None if endless else max((window.last_date for window in windows if window.last_date), default=None)
    return Dispute(
        verdict,
        max(opens, default=None),
        act_by,
        supported(last, act_by) if verdict in {*_DISPUTABLE, "depends"} else None,
        readings,
    )


def day_to_dispute(dispute: Dispute, verdicts: Iterable[ReasonVerdict], today: date) -> date | None:
    """The day by which to open a dispute, whatever the reason: that of them all, else the first that any wants.

    It is today where an order has ended and nothing says since when.
    """
    if dispute.act_by is not None:
        return dispute.act_by
    windows = [(verdict.reason, outcome.window) for verdict in verdicts for outcome in verdict.outcomes]
    days = [window.act_by for _, window in windows if window.act_by is not None]
    unsure = any(reason != NOT_CLOSED and window.verdict == "depends" for reason, window in windows)
    return min(days, default=today if unsure else None)


def combine_verdicts(words: Iterable[DisputeVerdict]) -> DisputeVerdict:
    """One verdict for several: nothing is over while one is open, nothing plainly open while one is contested."""
    found = set(words)
    if len(found) == 1:
        return next(iter(found))
    if found <= _DISPUTABLE and (found & {"contested", "over"}) and found != {"not_yet", "over"}:
        return "contested"
    return "depends"


def _distinct(readings: Iterable[ReadingApplied]) -> tuple[ReadingApplied, ...]:
    return tuple(dict.fromkeys(readings))
