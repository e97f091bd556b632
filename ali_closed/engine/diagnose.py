"""The diagnosis of one order: what is possible, what follows for the money, what to do, what to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from ali_closed.engine.advice import Concluded, advice
from ali_closed.engine.logic.contradictions import mended
from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.interpreted_order import InterpretedOrder, implied_answers, interpret_order, without_record
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED, Reasoning, reasoning
from ali_closed.engine.logic.ranking import best_named, ruled_out, sorted_reasons
from ali_closed.engine.logic.undated import (
    WHENEVER,
    Undated,
    is_wordy,
    quoted,
    quotes_days,
    undated,
    whenever,
)
from ali_closed.engine.questions import Found, next_question, question_about
from ali_closed.engine.sentences import as_said, documents, spoken
from ali_closed.engine.time.day_counting import Holidays, holiday_between
from ali_closed.engine.time.deadlines import days_named, deadlines, sensible_ways, standings, ways_left
from ali_closed.engine.time.event_order import (
    Story,
    date_contradictions,
    dates_in,
    doubted_dates,
    event_dates,
    speaking_against,
    story,
    without_dates,
)
from ali_closed.engine.time.expired_periods import expired_periods
from ali_closed.engine.time.verdicts import (
    DECIDED,
    Outlook,
    ReasonVerdict,
    all_disputes,
    all_refunds,
    outlook,
    reason_verdict,
)
from ali_closed.model.diagnosis import (
    Because,
    Contradiction,
    Diagnosis,
    Question,
    ReasonFound,
    Refund,
    RuledOut,
    State,
)
from ali_closed.model.fields import UNKNOWN
from ali_closed.model.memo import Memo
from ali_closed.model.order import Order
from ali_closed.model.rulebook import EventOrder
from ali_closed.model.text import Text, text
from ali_closed.rules.conditions import Known
from ali_closed.rules.loader import Rulebook

ORDERS: Final = 1_000
"""Of how many orders that differ in more than days the reasoning is remembered, of some fifteen kilobytes each."""
DROPPED: Final = 4
"""For how many choices of dates that cannot be, which are left out, the reasoning of such an order is remembered."""


def diagnose(
    order: Order, *, rulebook: Rulebook, today: date, holidays: Holidays | None = None, asks: bool = True
) -> Diagnosis:
    """Diagnose one order as it stands on `today` (a day on AliExpress's clock, America/Los_Angeles).

    Pure: the same order, rules and day give the same diagnosis. `holidays` are those of the payer's country and
    can only move the latest refund date. Words that are not known are warnings. Without `asks` nothing is asked, nor
    said of a doubt that stays, and no time goes into it.
    """
    reasoner = reasoning(rulebook)
    read = _remembered(reasoner)[undated(order)]
    interpreted = read.interpreted.on(order)
    wrong_dates = date_contradictions(interpreted, read.story, today)
    logic = read.logic[doubted_dates(wrong_dates)]
    contradictions = (*quoted(logic.clashes, order), *wrong_dates)
    consistent = interpreted if logic.consistent is read.interpreted else logic.consistent.on(order)
    return _conclude(interpreted, consistent, logic, contradictions, reasoner, today, holidays, asks)


# ---------------------------------------------------------------- whatever the days


@dataclass(frozen=True)
class _Read:
    """An order whose words were read, whatever its days, the story of all reasons that its answers leave possible.

    `logic` is what follows without the dates that cannot be.
    """

    interpreted: InterpretedOrder
    story: Story
    logic: Memo[tuple[str, ...], _Logic]


@dataclass(frozen=True)
class _Logic:
    """What follows for the reasons of an order: after the repair of what contradicts itself, under what is assumed.

    `outlooks` are of the reasons that what is taken for granted leaves, best first; `story` that of whatever reason;
    `assumed` what may be taken for granted.
    """

    consistent: InterpretedOrder
    clashes: tuple[Contradiction, ...]
    possible: frozenset[str]
    box: Box
    outlooks: tuple[Outlook, ...]
    story: Story
    status_groups: tuple[str, ...]
    reasons: tuple[ReasonFound, ...]
    ruled_out: tuple[RuledOut, ...]
    quotes_days: bool
    assumed: tuple[str, ...]
    warnings: tuple[Text, ...]


@lru_cache(maxsize=8)
def _remembered(reasoner: Reasoning) -> Memo[Undated, _Read]:
    """What was reasoned of orders whatever their days."""
    return Memo(lambda held: _read(whenever(held), reasoner), ORDERS, lambda held: not is_wordy(held))


def _read(order: Order, reasoner: Reasoning) -> _Read:
    rulebook = reasoner.rules.rulebook
    interpreted = interpret_order(order, rulebook)
    if interpreted.from_record and not reasoner.possible(reasoner.derived(interpreted.known)):
        interpreted = implied_answers(without_record(interpreted), rulebook)
    possible = reasoner.possible(reasoner.derived(interpreted.known))
    return _Read(
        interpreted,
        story(interpreted.known, reasoner.rules, *possible),
        Memo(lambda dropped: _logic(interpreted, dropped, reasoner), DROPPED),
    )


def _logic(interpreted: InterpretedOrder, dropped: tuple[str, ...], reasoner: Reasoning) -> _Logic:
    rulebook = reasoner.rules.rulebook
    consistent, clashes = mended(without_dates(interpreted, dropped), rulebook, reasoner)
    possible, box, conflict = _named(consistent, reasoner.derived(consistent.known), reasoner)
    if consistent.one_of_named:
        possible = frozenset({best_named(possible, consistent, reasoner.rules)})
    outlooks, assumed = _standing(possible, box, consistent.known, reasoner, recorded=bool(consistent.named))
    reasons = sorted_reasons(possible, tuple(outlooks), consistent, reasoner.rules, consistent.named)
    excluded = ruled_out(possible, box, consistent, reasoner)
    # a recorded reason says more than any silence
    silent = [entry.assumes for entry in reasoner.mappings(consistent.known) if entry.assumes and not consistent.named]
    status_groups = reasoner.open_values(box, "status_group") if NOT_CLOSED in possible else ()
    return _Logic(
        consistent,
        clashes,
        possible,
        box,
        tuple(outlooks[reason.id] for reason in reasons if reason.id in outlooks),
        story(consistent.known, reasoner.rules),
        tuple(status_group for status_group in status_groups if status_group != "ended"),
        reasons,
        excluded,
        quotes_days(reasons, excluded),
        tuple(dict.fromkeys([*assumed, *silent])),
        tuple(dict.fromkeys([*consistent.warnings, *_uncounted(consistent, reasoner), *conflict])),
    )


# ---------------------------------------------------------------- on its days


def _as_days_leave_it(logic: _Logic, interpreted: InterpretedOrder, today: date) -> _Logic:
    """The same without reasons in whose story the told dates cannot be, as long as another is left."""
    if not any(found.story.excluding for found in logic.outlooks):
        return logic
    apart = {found.reason: [*speaking_against(found.story, interpreted, today)] for found in logic.outlooks}
    left = tuple(found for found in logic.outlooks if not apart[found.reason])
    if not left or len(left) == len(logic.outlooks):
        return logic
    out = {reason: clashes for reason, clashes in apart.items() if clashes}
    reasons = tuple(reason for reason in logic.reasons if reason.id not in out)
    return replace(
        logic,
        possible=logic.possible - out.keys(),
        outlooks=left,
        reasons=tuple(reason._replace(verdict="certain") for reason in reasons) if len(reasons) == 1 else reasons,
        ruled_out=(*logic.ruled_out, *(RuledOut(reason, _dates(clashes)) for reason, clashes in out.items())),
        quotes_days=True,
    )


def _dates(clashes: Iterable[tuple[str, str, EventOrder]]) -> tuple[Because, ...]:
    said = {field: row.where for *pair, row in clashes for field in pair}
    return tuple(Because(field, WHENEVER, where) for field, where in said.items())


def _conclude(
    interpreted: InterpretedOrder,
    consistent: InterpretedOrder,
    logic: _Logic,
    contradictions: tuple[Contradiction, ...],
    reasoner: Reasoning,
    today: date,
    holidays: Holidays | None,
    asks: bool,
) -> Diagnosis:
    rulebook, box = reasoner.rules.rulebook, logic.box
    logic = _as_days_leave_it(logic, consistent, today)
    possible = logic.possible
    verdicts = _verdicts(logic.outlooks, consistent, reasoner, today, holidays)
    reasons, excluded = logic.reasons, logic.ruled_out
    if logic.quotes_days:
        reasons, excluded = quoted((reasons, excluded), interpreted.given)
    refund, dispute = all_refunds(verdicts, today), all_disputes(verdicts, today)
    dates = dates_in(logic.story, consistent, reasoner.rules, today)
    dated = deadlines(verdicts, logic.status_groups, consistent, refund, dispute, reasoner.rules, dates)
    days = days_named(dated, verdicts, dispute, dates)
    known = reasoner.rules.vocabulary.known(standings(days, today, reasoner.rules), consistent.known)
    question = None
    if asks and contradictions:
        question = question_about(contradictions[0].fields, interpreted, reasoner)
    elif asks:
        settled = bool(consistent.named) and len(possible) == 1
        found = Found(refund, dispute, dates, settled, NOT_CLOSED in possible)
        question = _question(consistent, box, reasoner, found)
    doubted = asks and question is None and len(verdicts) > 1
    country = None if holidays is None else holidays.country
    concluded = Concluded(
        today,
        _state(contradictions, possible),
        () if possible == {NOT_CLOSED} else reasons,
        verdicts,
        refund,
        dispute._replace(documents=documents(dispute, consistent)),
        dated,
        days,
        expired_periods(consistent, reasoner.rules, dates),
        contradictions,
        consistent.value("payment_method") or UNKNOWN,
        consistent.value("country") or country,
    )
    steps, avoided = advice(concluded, known, reasoner.rules)
    said = spoken(concluded._replace(steps=steps), known, reasoner.rules)
    return Diagnosis(
        order=interpreted.order,
        given=interpreted.given,
        label=interpreted.label,
        country=country,
        today=today,
        rules_date=rulebook.date,
        rules_digest=rulebook.digest,
        state=concluded.state,
        reasons=concluded.reasons,
        ruled_out=excluded,
        refund=refund,
        dispute=concluded.dispute,
        deadlines=dated,
        steps=as_said(steps, said, today),
        avoid=avoided,
        next_question=question,
        doubt=_doubt(possible, rulebook) if doubted and "doubt" not in said.unsaid else None,
        contradictions=contradictions,
        assumptions=(
            *interpreted.assumptions,
            *(text(f"assumption.{name}") for name in (*logic.assumed, "refund_not_seen") if name not in said.unsaid),
            *_business_days(refund, holidays),
        ),
        warnings=logic.warnings,
        mended=interpreted.mended,
        sentences=said.sentences,
        exit_code=said.exit_code,
        picks=said.picks,
        due=said.due,
        next_deadline=said.next_deadline,
        situation=said.situation,
    )


def _named(
    interpreted: InterpretedOrder, box: Box, reasoner: Reasoning
) -> tuple[frozenset[str], Box, tuple[Text, ...]]:
    """The possible reasons under the reason that AliExpress recorded itself, which decides over all evidence."""
    possible = reasoner.possible(box)
    if not interpreted.named:
        return possible, box, ()
    named = frozenset(interpreted.named)
    if possible & named:
        return possible & named, box, ()
    best = best_named(interpreted.named, interpreted, reasoner.rules)
    for reason in sorted(interpreted.named, key=lambda reason: reason != best):
        for region in reasoner.regions[reason]:
            kept = reasoner.kept(box, region)
            if reasoner.consistent(kept):
                said = () if _came_after(box, region, interpreted, reasoner) else (text("told.end_reason_decides"),)
                return reasoner.possible(kept) & named, kept, said
    return possible, box, ()


def _came_after(box: Box, region: Box, interpreted: InterpretedOrder, reasoner: Reasoning) -> bool:
    """Whether all that does not fit the recorded reason is a dispute that runs or has ended beside it."""
    apart = {fact for fact, mask in reasoner.space.masks.items() if not box & region & mask}
    return apart == {"dispute"} and (
        interpreted.value("dispute") in {*DECIDED, "open"} or interpreted.value("sub_status") == "dispute_closed"
    )


@lru_cache(maxsize=ORDERS)
def _standing(
    possible: frozenset[str], box: Box, known: Known, reasoner: Reasoning, *, recorded: bool
) -> tuple[Mapping[str, Outlook], tuple[str, ...]]:
    """The reasons that what is taken for granted leaves, and what that was; those it leaves out stay possible."""
    narrowed, assumed = reasoner.assume(box, known)
    if not reasoner.possible(narrowed) & possible:
        narrowed, assumed = box, ()
    standing = sorted(reasoner.possible(narrowed) & possible)
    return {reason: outlook(reason, narrowed, known, reasoner, recorded=recorded) for reason in standing}, assumed


def _verdicts(
    outlooks: Iterable[Outlook],
    interpreted: InterpretedOrder,
    reasoner: Reasoning,
    today: date,
    holidays: Holidays | None,
) -> tuple[ReasonVerdict, ...]:
    return tuple([reason_verdict(outlook, interpreted, reasoner.rules, today, holidays) for outlook in outlooks])


def _question(interpreted: InterpretedOrder, box: Box, reasoner: Reasoning, found: Found) -> Question | None:
    today = found.dates.today

    def sketch(other: InterpretedOrder) -> object:
        return other.once(("sketch", today), lambda: sketched(other))

    def sketched(other: InterpretedOrder) -> object:
        other_box = reasoner.derived(other.known)
        possible = reasoner.possible(other_box)
        outlooks, _ = _standing(possible, other_box, other.known, reasoner, recorded=bool(other.named))
        verdicts = _verdicts(outlooks.values(), other, reasoner, today, None)
        refund, dispute = all_refunds(verdicts, today), all_disputes(verdicts, today)
        dates = event_dates(other, reasoner.rules, today)
        outside = ways_left(outlooks, refund, other, reasoner.rules, dates)
        # Late money is claimed outside also where the day of the payment, and so the last day of a claim, is not known.
        ways = refund.late and sensible_ways(tuple(outlooks), refund.verdict, other.known, reasoner.rules)
        over: object = refund.verdict == "not_yet" and expired_periods(other, reasoner.rules, dates)
        if other.value("dispute") == "agreed_return":
            # What is done turns on how far the goods are on their way back, and by when they must be sent.
            goods, undated = other.value("return"), dates.of("dispute_closed_on") is None
            over = goods, expired_periods(other, reasoner.rules, dates), goods not in {"sent", "arrived"} and undated
        return possible, refund.verdict, refund.late, dispute.verdict, dispute.act_by, outside, ways, over

    return next_question(interpreted, box, reasoner, sketch, found)


def _state(contradictions: tuple[Contradiction, ...], possible: frozenset[str]) -> State:
    if contradictions:
        return "contradiction"
    if possible == {NOT_CLOSED}:
        return "not_closed"
    return "settled" if len(possible) == 1 else "several"


def _doubt(possible: frozenset[str], rulebook: Rulebook) -> str | None:
    """The doubt that stays when nothing more can be asked: the smallest that covers the reasons left."""
    if len(possible) < 2:
        return None
    covering = [doubt for doubt in rulebook.doubts if possible <= set(doubt.reasons)]
    return min(covering, key=lambda doubt: (len(doubt.reasons), doubt.id)).id if covering else "any"


def _uncounted(interpreted: InterpretedOrder, reasoner: Reasoning) -> tuple[Text, ...]:
    """What was told and not counted, because something that outranks it says otherwise."""
    if interpreted.named:
        return ()  # the record outranks both sides
    found = [entry.warns for entry in reasoner.mappings(interpreted.known) if entry.warns]
    return tuple(text(f"warning.{name}") for name in dict.fromkeys(found))


def _business_days(refund: Refund, holidays: Holidays | None) -> tuple[Text, ...]:
    """Which public holidays were taken as days off, where business days were counted."""
    if refund.expected_until is None or all(reading.unit != "business_days" for reading in refund.readings):
        return ()
    if holidays is None:
        return (text("assumption.business_days"),)
    begins = min((reading.begins for reading in refund.readings if reading.begins is not None), default=None)
    # From an end that is only known to lie before a day the count may have passed any holiday.
    counted = begins is None or holiday_between(begins, refund.expected_until, holidays)
    return (text(f"assumption.{'holidays' if counted else 'no_holidays'}", country=holidays.country),)
