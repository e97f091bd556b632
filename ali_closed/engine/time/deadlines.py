"""Every date worth keeping, each with the lines behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import cast

from ali_closed.engine.logic.compiled_rules import CompiledRules, holding
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED
from ali_closed.engine.time.day_counting import add_days
from ali_closed.engine.time.event_order import EventDates
from ali_closed.engine.time.expired_periods import began
from ali_closed.engine.time.readings import ends, on_page, says
from ali_closed.engine.time.verdicts import ReasonVerdict, day_to_dispute
from ali_closed.model.diagnosis import Deadline, DeadlineId, Dispute, ReadingApplied, Refund, RefundVerdict
from ali_closed.model.memo import LIMIT
from ali_closed.model.rulebook import Way
from ali_closed.model.span import Span
from ali_closed.rules.conditions import Known
from ali_closed.rules.loader import Rulebook


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
    rulebook = rules.rulebook
    reasons = tuple(verdict.reason for verdict in verdicts)
    found = [
        *_of_refund(refund),
        *_of_dispute(dispute),
        *_of_open_order(status_groups, rulebook, dates),
        *_of_running_dispute(dispute, interpreted, rulebook, dates),
        *_of_review(reasons, rulebook, dates),
        *ways_left(reasons, refund, interpreted, rules, dates),
    ]
    return tuple(sorted(found, key=lambda entry: (entry.on, entry.id)))


def _of_refund(refund: Refund) -> Iterable[Deadline]:
    where = _lines(refund.readings)
    if refund.expected_from is not None:
        yield Deadline("refund_expected", refund.expected_from, where)
    if refund.expected_until is not None:
        yield Deadline("refund_late_after", refund.expected_until, where)


def _of_dispute(dispute: Dispute) -> Iterable[Deadline]:
    where = _lines(dispute.readings)
    if dispute.opens_on is not None:
        yield Deadline("dispute_opens", dispute.opens_on, ("001:69",))
    if dispute.act_by is not None:
        yield Deadline("dispute_act_by", dispute.act_by, where)
    if dispute.last_date is not None:
        yield Deadline("dispute_last", dispute.last_date, where)


def _of_open_order(status_groups: tuple[str, ...], rulebook: Rulebook, dates: EventDates) -> Iterable[Deadline]:
    if set(status_groups) & {"unpaid"}:
        yield from _counted("pay_by", "payment_window", dates.of("ordered_on"), rulebook)
    if set(status_groups) & {"waiting", "cancelling"}:
        ends = dates.of("processing_ends_on")
        if ends is not None and ends.first is not None:
            yield Deadline("processing_ends", ends.first, ("000:127",))
        asked = dates.of("cancel_requested_on")
        if asked is not None and asked.last is not None:
            answer = rulebook.period("cancel_answer")
            lines = _period_lines("cancel_answer", rulebook)
            if asked.first is not None:
                yield Deadline("cancel_answer_first", add_days(asked.first, answer.shortest), lines)
            yield Deadline("cancel_answer_last", add_days(asked.last, answer.longest), lines)
    if set(status_groups) & {"sent", "frozen"}:
        ends = dates.of("protection_ends_on")
        if ends is not None and ends.first is not None:
            yield Deadline("protection_ends", ends.first, ("000:128",))
        elif ends is None:
            yield from _counted("protection_ends", "protection_after_delivery", dates.of("delivered_on"), rulebook)


def _of_running_dispute(
    dispute: Dispute, interpreted: InterpretedOrder, rulebook: Rulebook, dates: EventDates
) -> Iterable[Deadline]:
    if dispute.verdict == "running":
        opened = dates.of("dispute_opened_on")
        if opened is not None and opened.last is not None:
            days = rulebook.period("seller_dispute_answer").longest
            yield Deadline(
                "seller_answers_by", add_days(opened.last, days), _period_lines("seller_dispute_answer", rulebook)
            )
    if interpreted.value("dispute") == "agreed_return" and interpreted.value("return") in {None, "none"}:
        agreed = dates.of("dispute_closed_on")
        if agreed is not None and agreed.first is not None:
            days = rulebook.period("return_shipping").shortest
            yield Deadline("return_by", add_days(agreed.first, days), _period_lines("return_shipping", rulebook))


def _of_review(reasons: tuple[str, ...], rulebook: Rulebook, dates: EventDates) -> Iterable[Deadline]:
    if reasons and all(reason != NOT_CLOSED and rulebook.reason(reason).reviewable for reason in reasons):
        yield from _counted("review_last", "review_window", dates.of("closed_on"), rulebook)


def ways_left(
    reasons: Iterable[str], refund: Refund, interpreted: InterpretedOrder, rules: CompiledRules, dates: EventDates
) -> tuple[Deadline, ...]:
    """The last days of the ways outside that make sense whatever the reason; none that is over for sure."""
    ways = _sensible_ways(tuple(reasons), refund.verdict, interpreted.known, rules)
    return tuple([found for way in ways for found in _of_way(way, interpreted, rules, dates)])


@lru_cache(maxsize=LIMIT)
def _sensible_ways(
    reasons: tuple[str, ...], refund: RefundVerdict, known: Known, rules: CompiledRules
) -> tuple[Way, ...]:
    known = rules.vocabulary.known({"refund_verdict": refund}, known) & ~rules.vocabulary.masks["reason"]
    for reason in reasons:
        known |= rules.vocabulary.bit("reason", reason)
    return tuple(holding(rules.ways, known)) if reasons else ()


def _of_way(way: Way, interpreted: InterpretedOrder, rules: CompiledRules, dates: EventDates) -> Iterable[Deadline]:
    """The earliest last day that surely applies, also once it has passed, as long as another may not be over."""
    found = [
        (ends(reading, _start(reading.counted_from, rules.rulebook, dates)), reading, sure)
        for reading, sure in rules.readings_for(way.period, interpreted.known)
        if reading.counted_from in way.starts
    ]
    days = [first for (first, _), _, sure in found if sure and first is not None]
    if days and any(says(first, last, dates.today) != "over" for (first, last), _, _ in found):
        lines = tuple(dict.fromkeys(line for _, reading, sure in found if sure for line in reading.where))
        yield Deadline(cast("DeadlineId", way.id), min(days), lines)


def _start(name: str, rulebook: Rulebook, dates: EventDates) -> Span | None:
    """When the time of a way began; a claim of unknown day was opened after the payment, in time, and by today."""
    claimed = name == "chargeback_opened_on" and dates.of(name) is None
    found = began("paid_on" if claimed else name, rulebook, dates) or dates.between(name)
    if not claimed or found is None:
        return found
    opened_by = None if found.last is None else add_days(found.last, rulebook.period("paypal_dispute").longest)
    return Span(found.first, dates.today if opened_by is None else min(opened_by, dates.today))


def _counted(name: DeadlineId, period_id: str, start: Span | None, rulebook: Rulebook) -> Iterable[Deadline]:
    """A deadline to be met, so counted from the earliest day its start can be."""
    if start is not None and start.first is not None:
        days = rulebook.period(period_id).shortest
        yield Deadline(name, add_days(start.first, days), _period_lines(period_id, rulebook))


def _period_lines(period_id: str, rulebook: Rulebook) -> tuple[str, ...]:
    readings = rulebook.period(period_id).readings
    return tuple(dict.fromkeys(line for reading in readings for line in reading.where))


def _lines(readings: tuple[ReadingApplied, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for reading in readings for line in reading.where))


def standings(days: Mapping[str, date], today: date, rulebook: Rulebook) -> Mapping[str, str | bool]:
    """Where each day stands, as conditions name it, and what two of them say together."""
    found: dict[str, str | bool] = {
        name: "ahead" if day > today else "past" if day < today else "today" for name, day in days.items()
    }
    ends, safe_day = days.get("protection_ends"), days.get("safe_day")
    soon = today + timedelta(days=rulebook.policy["protection_about_to_end_days"])
    return found | {
        "ending": ends is not None and today <= ends <= soon,
        "few_days_left": safe_day is not None and today < safe_day <= soon,
        "claim_first": _claim_first(days),
    }


def _claim_first(days: Mapping[str, date]) -> bool:
    """Whether PayPal or the bank may take no claim any more before the day that is waited for, where one is known."""
    claims = [days[name] for name in ("paypal_last", "card_claim_last") if name in days]
    waited_for = [days[name] for name in ("refund_late_after", "safe_day") if name in days]
    return bool(claims) and (not waited_for or min(claims) < max(waited_for))


def days_of(
    found: Iterable[Deadline], verdicts: Iterable[ReasonVerdict], dispute: Dispute, today: date
) -> Mapping[str, date]:
    """The day of each deadline, and the first by which any possible reason wants a dispute."""
    safe_day = day_to_dispute(dispute, verdicts, today)
    return {entry.id: entry.on for entry in found} | ({} if safe_day is None else {"safe_day": safe_day})


def by_name(days: Mapping[str, date], refund: Refund, dispute: Dispute, dates: EventDates) -> Mapping[str, date]:
    """The dates that advice may name, by the names it uses."""
    page = dates.of("dispute_ends_on")
    named = {
        **days,
        "today": dates.today,
        "act_by": days.get("safe_day"),
        "page_takes_it_until": None if page is None else on_page(page, dates.today).act_by,
        "last_date": dispute.last_date,
        "opens_on": dispute.opens_on,
        "expected_from": refund.expected_from,
        "expected_until": refund.expected_until,
        "protection_ends_on": days.get("protection_ends"),
        "processing_ends_on": days.get("processing_ends"),
    }
    return {name: on for name, on in named.items() if on is not None}
