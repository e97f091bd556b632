"""What each possible reason says of the money and of a dispute, and what all of them say together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import product
from typing import Final, Literal, NamedTuple, get_args

from ali_closed.engine.logic.compiled_rules import CompiledRules
from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED, Reasoning
from ali_closed.engine.time.day_counting import Holidays
from ali_closed.engine.time.event_order import EventDates, Story, dates_in, story
from ali_closed.engine.time.open_orders import Told, open_order, sent_back, sent_order
from ali_closed.engine.time.readings import (
    DisputeWindow,
    UndatedWindow,
    apply,
    applying,
    dispute_windows,
    supported,
    without_end,
)
from ali_closed.model.diagnosis import Dispute, DisputeVerdict, ReadingApplied, Refund, RefundVerdict
from ali_closed.model.memo import LIMIT
from ali_closed.model.rulebook import PeriodReading, Reason
from ali_closed.model.span import Span
from ali_closed.rules.conditions import Known

DECIDED: Final = ("won", "partial", "won_nothing", "lost", "agreed_return")
"""What a dispute is told to have ended with; it decides about the money whatever reason was recorded before."""
_WON: Final = ("won", "partial")
OUTLOOKS: Final = 4_000
"""How much of what facts leave of a reason is remembered, of a kilobyte each."""
OWED: Final = 4_000
"""How many times that money takes are remembered, of a kilobyte each."""
_DISPUTABLE: Final = frozenset({"open", "contested", "not_yet", "over"})
_UNCOUNTED: Final[Mapping[str, DisputeWindow]] = {
    verdict: DisputeWindow(verdict) for verdict in get_args(DisputeVerdict)
}
"""The windows that are not counted from any day."""


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
    outlook: Outlook,
    interpreted: InterpretedOrder,
    rules: CompiledRules,
    today: date,
    holidays: Holidays | None = None,
) -> ReasonVerdict:
    """The verdict of one reason on the days of an order."""
    if outlook.timeless is not None:
        return outlook.timeless
    dates = dates_in(outlook.story, interpreted, rules, today)
    return ReasonVerdict(
        outlook.reason,
        tuple([_on_days(outline, outlook, interpreted, rules, dates, holidays) for outline in outlook.outlines]),
    )


# ---------------------------------------------------------------- whatever the days


class _Outline(NamedTuple):
    """An outcome whatever the days: its window may be one that is counted, of an ended order or of one that is sent.

    `paid_from` is the event from which the money is counted that comes by itself. Beside a window that is counted it
    is money that was announced.
    """

    refund: RefundVerdict
    window: DisputeVerdict | Literal["of_ended", "of_sent"]
    paid_from: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class _Owed:
    """The readings of the time that money takes from an event, each with whether it surely applies.

    Of a refund that nobody has to grant (`by_itself`) the hour of its start does not matter, and holidays count.
    """

    event: str
    period: str
    readings: tuple[tuple[PeriodReading, bool], ...]
    by_itself: bool


class Outlook(NamedTuple):
    """What the facts leave of a reason whatever the days, and the story in which its events follow one another.

    `window` is there if one is counted, `owed` for each event from which money is; `timeless` is the verdict of a
    reason on which no day has a say.
    """

    reason: str
    outlines: tuple[_Outline, ...]
    story: Story
    window: UndatedWindow | None
    owed: Mapping[str, _Owed]
    timeless: ReasonVerdict | None


@lru_cache(maxsize=OUTLOOKS)
def outlook(reason_id: str, box: Box, known: Known, reasoning: Reasoning, *, recorded: bool) -> Outlook:
    """What the lawful states of the box leave of a reason; `recorded` where AliExpress recorded it itself."""
    value = partial(reasoning.rules.vocabulary.value, known)
    status_groups = reasoning.open_values(box, "status_group", reason_id)
    disputes = reasoning.open_values(box, "dispute", reason_id)
    money = _as_refunded(value) or reasoning.open_values(box, "money", reason_id)
    free = value("bank") == "nothing" and reasoning.open_values(box, "stage") != ("sent",)
    found = []
    for status_group, dispute, paid in product(status_groups, disputes, money):
        if dispute == "decided" or (recorded and status_group == "ended" and value("dispute") in DECIDED):
            outline = _Outline("decided_by_dispute", "decided", _granted(value))
        elif dispute == "open" or (recorded and status_group == "ended" and value("dispute") == "open"):
            outline = _Outline("decided_by_dispute", "running")
        elif status_group == "ended":
            outline = _ended(reasoning.rules.reasons[reason_id], paid, value, recorded=recorded, free=free)
        else:
            outline = _Outline(*open_order(status_group, paid, value))
        found.append(_after_refund(outline, value))
    rules, outlines = reasoning.rules, tuple(dict.fromkeys(found))
    windows, events = {outline.window for outline in outlines}, {outline.paid_from for outline in outlines} - {""}
    outcomes = tuple(Outcome(refund, _UNCOUNTED[window]) for refund, window, _ in outlines if window in _UNCOUNTED)
    return Outlook(
        reason_id,
        outlines,
        story(known, rules, reason_id),
        dispute_windows(rules).of(reason_id, known) if "of_ended" in windows else None,
        {event: _owed(event, reason_id, known & rules.seen_by_readings, rules) for event in events},
        None if events or len(outcomes) < len(outlines) else ReasonVerdict(reason_id, outcomes),
    )


@lru_cache(maxsize=LIMIT)
def _owed(event: str, reason_id: str, known: Known, rules: CompiledRules) -> _Owed:
    """The readings of what a reason pays by itself, or else of what was granted; no document times other money."""
    if event != "closed_on":
        return _Owed(event, "refund_dispute", rules.readings_for("refund_dispute", known), by_itself=False)
    reason = rules.reasons[reason_id]
    listed = rules.readings_for(reason.period, known) if reason.period else ()
    readings = ((reading, sure) for reading, sure in listed if reading.note not in reason.period_without)
    return _Owed(event, reason.period, tuple(readings), by_itself=True)


def _as_refunded(value: Told) -> tuple[str, ...] | None:
    """What a refund says of a payment that the buyer does not know of: only what was paid comes back (000:8, 000:60).

    One that is only announced leaves open whether he is wrong or the page; the bank, which outranks both, is not told.
    """
    if value("paid") is not False or value("bank") is not None:
        return None
    return {"announced": ("none", "left"), "received_partly": ("left",)}.get(value("refund"))


def _granted(value: Told) -> str:
    """A return that was agreed is paid once the goods are back, so its agreement starts no clock (000:73).

    A part that has come may be all that a decision for a part granted; of one for the whole sum the rest is due.
    """
    dispute, part = value("dispute"), value("refund") == "received_partly"
    return "" if dispute not in _WON or (dispute == "partial" and part) else "dispute_closed_on"


def _ended(reason: Reason, money: str, value: Told, *, recorded: bool, free: bool) -> _Outline:
    """The money and the dispute of an order that has ended; `free` where the bank shows that no money left.

    Nobody sends what was not paid: of an order that is known to be sent the bank's page does not decide.
    """
    kept = value("parcel") == "received_ok" and not sent_back(value)
    offered = value("dispute_button") == "shown" and not (value("message_fact") or recorded)
    if reason.dispute == "not_needed" and not offered:  # a button that is there says that a dispute is open to him
        gone = value("bank") in {"reserved", "booked"}  # the bank outranks the page on whether money left
        untimely = reason.refund == "nothing_to_refund" and _as_refunded(value) is None
        never_paid = untimely or money == "none"
        if value("bank") == "nothing" or kept or (never_paid and not gone):
            return _Outline("nothing_to_refund", "not_needed")
        return _Outline("automatic", "not_needed", "closed_on")
    if free or kept:
        return _Outline("nothing_to_refund", "not_needed")
    return _Outline("by_dispute", "of_ended")


def _after_refund(outline: _Outline, value: Told) -> _Outline:
    """What follows once money came, or was announced.

    What was announced comes by itself, in the time for what a dispute granted (000:187); until it is there a dispute
    that can still be opened is what is left if it does not come. Of an order that is open it can be late all the same,
    and beside a decision that times no money.
    """
    if value("refund") == "received" or value("chargeback") == "won":
        return _Outline(
            "already_refunded", outline.window if outline.window in {"running", "decided"} else "not_needed"
        )
    kept_by_seller = outline.refund == "nothing_to_refund" and value("parcel") == "received_ok"
    if value("refund") == "announced" and (outline.window in {"of_ended", "of_sent"} or kept_by_seller):
        return outline._replace(refund="automatic", paid_from="refund_announced_on")
    goes_back = value("return") == "sent" or (value("dispute") == "agreed_return" and value("return") != "arrived")
    untimed = outline.window == "decided" and not outline.paid_from and not goes_back
    if value("refund") == "announced" and (outline.refund == "not_yet" or untimed):
        return outline._replace(paid_from="refund_announced_on")
    return outline


# ---------------------------------------------------------------- on the days


def _on_days(
    outline: _Outline,
    outlook: Outlook,
    interpreted: InterpretedOrder,
    rules: CompiledRules,
    dates: EventDates,
    holidays: Holidays | None,
) -> Outcome:
    refund = outline.refund
    match outline.window:
        case "of_ended":
            assert outlook.window is not None
            window = outlook.window.on_days(dates)
        case "of_sent":
            refund, window = sent_order(interpreted, rules, dates)
        case verdict:
            window = _UNCOUNTED[verdict]
    if outline.window in {"of_ended", "of_sent"}:
        refund = "too_late" if window.verdict == "over" else refund
        if outline.paid_from and refund != "not_yet":
            refund, window = "automatic", _UNCOUNTED["not_needed"] if window.verdict == "over" else window
    if not outline.paid_from:
        return Outcome(refund, window)
    owed = outlook.owed[outline.paid_from]
    return Outcome(refund, window, _paid_back(owed, dates.between(owed.event), dates.today, holidays))


@lru_cache(maxsize=OWED)
def _paid_back(owed: _Owed, span: Span | None, today: date, holidays: Holidays | None) -> tuple[ReadingApplied, ...]:
    """When the money comes; a start that nothing bounds above tells no day to wait until."""
    start = None if span is None or span.last is None else span
    if owed.by_itself and start is not None:
        start = Span(start.first, start.last)
    counted_from = "" if owed.by_itself else owed.event
    kept = holidays if owed.by_itself else None
    return tuple(
        applying(apply(reading, owed.period, start, today, kept, counted_from), sure) for reading, sure in owed.readings
    )


# ---------------------------------------------------------------- all reasons together


def all_refunds(verdicts: Iterable[ReasonVerdict], today: date) -> Refund:
    """The refund that all possible reasons name; late only after the latest date of all that pay by themselves."""
    outcomes = [outcome for verdict in verdicts for outcome in verdict.outcomes]
    verdict = combine_refunds(outcome.refund for outcome in outcomes)
    readings = _distinct(reading for outcome in outcomes for reading in outcome.paid_back)
    firsts = [reading.first for reading in readings if reading.first is not None and reading.sure]
    lasts = [reading.last for reading in readings if reading.last is not None]
    until = max(lasts, default=None)
    return Refund(verdict, min(firsts, default=None), until, None if until is None else today > until, readings)


def all_disputes(verdicts: Iterable[ReasonVerdict], today: date) -> Dispute:
    """The dispute that all possible reasons allow, with the earliest date to act and the last one supported."""
    windows = {id(outcome.window): outcome.window for verdict in verdicts for outcome in verdict.outcomes}.values()
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

    It is today where only a dispute brings the money, or what was announced if that does not come, or an order has
    ended, and nothing says until when; of an order that has ended also where nothing says it under one of the reasons.
    """
    if dispute.act_by is not None:
        return dispute.act_by
    outcomes = [(verdict.reason, outcome) for verdict in verdicts for outcome in verdict.outcomes]
    windows = [outcome.window for _, outcome in outcomes]
    days = [window.act_by for window in windows if window.act_by is not None]
    ended = all(reason != NOT_CLOSED for reason, _ in outcomes)
    if ended and any(window.verdict == "depends" and window.act_by is None for window in windows):
        return today  # it may have ended on another day than the one that is known, long before a countdown's end
    unsure = any(
        (reason != NOT_CLOSED or outcome.refund != "not_yet") and outcome.window.verdict in {"open", "depends"}
        for reason, outcome in outcomes
    )
    return min(days, default=today if unsure else None)


def combine_refunds(words: Iterable[RefundVerdict]) -> RefundVerdict:
    """One verdict for several: of a dispute that one reason has too late and another not, the money can come."""
    found = set(words)
    if found == {"by_dispute", "too_late"}:
        return "by_dispute"
    return next(iter(found)) if len(found) == 1 else "depends"


def combine_verdicts(words: Iterable[DisputeVerdict]) -> DisputeVerdict:
    """One verdict for several: nothing is over while one is open, nothing plainly open while one is contested."""
    found = set(words)
    if len(found) == 1:
        return next(iter(found))
    if found <= _DISPUTABLE and (found & {"contested", "over"}) and found != {"not_yet", "over"}:
        return "contested"
    return "depends"


def _distinct(readings: Iterable[ReadingApplied]) -> tuple[ReadingApplied, ...]:
    once = {id(reading): reading for reading in readings}  # most are one and the same, which is cheaper to see
    return tuple(dict.fromkeys(once.values()))
