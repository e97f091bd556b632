"""Every date worth keeping, each with the lines behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, cast

from ali_closed.engine.logic.compiled_rules import CompiledRules, holding
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED
from ali_closed.engine.time.day_counting import add_days
from ali_closed.engine.time.event_order import EventDates
from ali_closed.engine.time.expired_periods import began, days_off
from ali_closed.engine.time.readings import ends, on_page, says
from ali_closed.engine.time.verdicts import ReasonVerdict, day_to_dispute
from ali_closed.model.diagnosis import Deadline, DeadlineId, Dispute, ReadingApplied, Refund, RefundVerdict
from ali_closed.model.memo import LIMIT
from ali_closed.model.rulebook import PeriodReading, Way
from ali_closed.model.span import Span
from ali_closed.rules.conditions import Known

_Dated = tuple[str, date | None, tuple[str, ...]]
"""A deadline's name, its day if it is known, and its lines."""
_STAGES_OF_A_DISPUTE: Final = ("seller_dispute_answer", "dispute_review", "refund_dispute")
"""The periods that follow one another from the opening of a dispute until its money is there."""


def deadlines(
    verdicts: Iterable[ReasonVerdict],
    status_groups: tuple[str, ...],
    interpreted: InterpretedOrder,
    refund: Refund,
    dispute: Dispute,
    rules: CompiledRules,
    dates: EventDates,
) -> tuple[Deadline, ...]:
    """The deadlines of this order, in order of date."""
    reasons = tuple(verdict.reason for verdict in verdicts)
    pays, disputes = _lines(refund.readings), _lines(dispute.readings)
    known = (
        ("refund_expected", refund.expected_from, pays),
        ("refund_late_after", refund.expected_until, pays),
        ("dispute_opens", dispute.opens_on, ("001:69",)),
        ("dispute_act_by", dispute.act_by, disputes),
        ("dispute_last", dispute.last_date, disputes),
        *_of_order(status_groups, reasons, dispute, interpreted, rules, dates),
    )
    found = [Deadline(cast("DeadlineId", name), on, lines) for name, on, lines in known if on is not None]
    found += ways_left(reasons, refund, interpreted, rules, dates)
    return tuple(sorted(found, key=lambda entry: (entry.on, entry.id)))


def _of_order(
    status_groups: tuple[str, ...],
    reasons: tuple[str, ...],
    dispute: Dispute,
    interpreted: InterpretedOrder,
    rules: CompiledRules,
    dates: EventDates,
) -> Iterator[_Dated]:
    """What is counted from one date or stands on the page, with its lines; none where the date is not known.

    What is to be met is counted from the earliest day its start can be, what others have to do from the latest.
    """

    def counted(name: str, period_id: str, start: str, *, latest: bool = False) -> _Dated:
        span, period = dates.of(start), rules.periods[period_id]
        begins = span and (span.last if latest else span.first)
        days = period.longest if latest else period.shortest
        return name, begins and add_days(begins, days), _lines(period.readings)

    stands, ends = set(status_groups), dates.of("protection_ends_on")
    if "unpaid" in stands:
        yield counted("pay_by", "payment_window", "ordered_on")
    if stands & {"waiting", "cancelling"}:
        ships = dates.of("processing_ends_on")
        yield "processing_ends", ships and ships.first, ("000:127",)
        latest = ships and ships.last
        yield "processing_last", latest and add_days(latest, days_off(rules)), ("000:127",)
        yield counted("cancel_answer_first", "cancel_answer", "cancel_requested_on")
        yield counted("cancel_answer_last", "cancel_answer", "cancel_requested_on", latest=True)
    if stands & {"sent", "frozen"} and ends is None:
        yield counted("protection_ends", "protection_after_delivery", "delivered_on")
    elif stands & {"sent", "frozen"}:
        yield "protection_ends", ends and ends.first, ("000:128",)
    if dispute.verdict == "running":
        yield counted("seller_answers_by", "seller_dispute_answer", "dispute_opened_on", latest=True)
    if interpreted.value("dispute") == "agreed_return" and interpreted.value("return") in {None, "none"}:
        yield counted("return_by", "return_shipping", "dispute_closed_on")
    if reasons and all(reason != NOT_CLOSED and rules.reasons[reason].reviewable for reason in reasons):
        yield counted("review_last", "review_window", "closed_on")


def ways_left(
    reasons: Iterable[str], refund: Refund, interpreted: InterpretedOrder, rules: CompiledRules, dates: EventDates
) -> tuple[Deadline, ...]:
    """The last days of the ways outside that make sense whatever the reason; none that is over for sure."""
    known, found = interpreted.known & rules.seen_by_readings, []
    for way in sensible_ways(tuple(reasons), refund.verdict, interpreted.known, rules):
        starts = tuple([(name, _start(name, rules, dates)) for name in way.starts])
        last_day = _last_day(way.id, way.period, starts, known, rules, dates.today)
        if last_day is not None:
            found.append(last_day)
    return tuple(found)


def sensible_ways(
    reasons: tuple[str, ...], refund: RefundVerdict, known: Known, rules: CompiledRules
) -> tuple[Way, ...]:
    """The ways outside that make sense whatever the reason, over or not."""
    return _sensible_ways(reasons, refund, known & rules.seen_by_ways, rules)


@lru_cache(maxsize=LIMIT)
def _sensible_ways(
    reasons: tuple[str, ...], refund: RefundVerdict, known: Known, rules: CompiledRules
) -> tuple[Way, ...]:
    known = rules.vocabulary.known({"refund_verdict": refund}, known) & ~rules.vocabulary.masks["reason"]
    for reason in reasons:
        known |= rules.vocabulary.bit("reason", reason)
    return tuple(holding(rules.ways, known)) if reasons else ()


@lru_cache(maxsize=LIMIT)
def _last_day(
    way: str, period: str, starts: tuple[tuple[str, Span | None], ...], known: Known, rules: CompiledRules, today: date
) -> Deadline | None:
    """The earliest last day that surely applies, also once it has passed, as long as another may not be over."""
    began_on = dict(starts)
    found = [
        (ends(reading, began_on[reading.counted_from]), reading, sure)
        for reading, sure in rules.readings_for(period, known)
        if reading.counted_from in began_on
    ]
    days = [first for (first, _), _, sure in found if sure and first is not None]
    if not days or all(says(first, last, today) == "over" for (first, last), _, _ in found):
        return None
    lines = tuple(dict.fromkeys(line for _, reading, sure in found if sure for line in reading.where))
    return Deadline(cast("DeadlineId", way), min(days), lines)


def _start(name: str, rules: CompiledRules, dates: EventDates) -> Span | None:
    """When the time of a way began; a claim of unknown day was opened after the payment, in time, and by today."""
    claimed = name == "chargeback_opened_on" and dates.of(name) is None
    found = began("paid_on" if claimed else name, rules, dates) or dates.between(name)
    if not claimed or found is None:
        return found
    opened_by = None if found.last is None else add_days(found.last, rules.periods["paypal_dispute"].longest)
    return Span(found.first, dates.today if opened_by is None else min(opened_by, dates.today))


def _lines(readings: Iterable[ReadingApplied | PeriodReading]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([line for reading in readings for line in reading.where]))


def standings(days: Mapping[str, date], today: date, rules: CompiledRules) -> Mapping[str, str | bool]:
    """Where each day stands, as conditions name it, and what two of them say together."""
    found: dict[str, str | bool] = {
        name: "ahead" if day > today else "past" if day < today else "today"
        for name, day in days.items()
        if name in rules.vocabulary.masks
    }
    ends, safe_day = days.get("protection_ends"), days.get("safe_day")
    soon = today + timedelta(days=rules.rulebook.policy["protection_about_to_end_days"])
    return found | {
        "ending": ends is not None and today <= ends <= soon,
        "few_days_left": safe_day is not None and today < safe_day <= soon,
        "claim_first": _claim_first(days, today, rules),
    }


def _claim_first(days: Mapping[str, date], today: date, rules: CompiledRules) -> bool:
    """Whether PayPal or the bank may take no claim any more after the day that is waited for, where one is to come.

    A dispute opened on its safe day is waited for until the last day on which what it grants can come.
    """
    claims = [days[way.id] for way in rules.rulebook.ways if way.claim and way.id in days]
    if not claims:
        return False
    waited_for = [days[name] for name in ("refund_late_after", "processing_last") if name in days]
    if "safe_day" in days:
        takes = sum(rules.periods[name].longest for name in _STAGES_OF_A_DISPUTE)
        waited_for.append(add_days(days["safe_day"], takes))
    to_come = [day for day in waited_for if day >= today]
    return not to_come or min(claims) <= max(to_come)


def days_named(
    found: Iterable[Deadline], verdicts: Iterable[ReasonVerdict], dispute: Dispute, dates: EventDates
) -> dict[str, date]:
    """The day of each deadline, the first by which any reason wants a dispute, and until when the page takes one."""
    page = dates.of("dispute_ends_on")
    besides = {
        "safe_day": day_to_dispute(dispute, verdicts, dates.today),
        "page_takes_it_until": None if page is None else on_page(page, dates.today).act_by,
    }
    return {entry.id: entry.on for entry in found} | {name: on for name, on in besides.items() if on is not None}
