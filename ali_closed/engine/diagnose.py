"""The diagnosis of one order: what is possible, what follows for the money, what to do, what to ask."""

from __future__ import annotations

from datetime import date

from ali_closed.engine.advising import advice_for
from ali_closed.engine.boxes import Box
from ali_closed.engine.calendar import Holidays, holiday_between
from ali_closed.engine.deadlines import by_name, deadlines
from ali_closed.engine.elapsed import elapsed
from ali_closed.engine.evidence import best_named, ruled_out, sorted_reasons
from ali_closed.engine.fold import assume, fold, folds_that_hold
from ali_closed.engine.questions import next_question, question_about
from ali_closed.engine.reasoning import NOT_CLOSED, Reasoning, reasoning
from ali_closed.engine.repairs import date_contradictions, mended, without_dates
from ali_closed.engine.told import Told, read_told, without_record
from ali_closed.engine.verdicts import DECIDED, ReasonVerdict, all_disputes, all_refunds, reason_verdict
from ali_closed.model.diagnosis import Contradiction, Diagnosis, Dispute, Question, Refund, State
from ali_closed.model.order import OPEN_STATUSES, Order
from ali_closed.model.text import Text, text
from ali_closed.rules.loader import Rulebook


def diagnose(order: Order, *, rulebook: Rulebook, today: date, holidays: Holidays | None = None) -> Diagnosis:
    """Diagnose one order as it stands on `today` (a day on AliExpress's clock, America/Los_Angeles).

    Pure: the same order, rules and day give the same diagnosis. `holidays` are those of the payer's country and
    can only move the latest refund date. Raises UsageError for a status that no known label is like enough to.
    """
    mind = reasoning(rulebook)
    told = read_told(order, rulebook)
    if told.from_record and not mind.possible(fold(told, rulebook, mind)):
        told = without_record(told)
    wrong_dates = date_contradictions(told, today)
    consistent, clashes = mended(without_dates(told, wrong_dates), rulebook, mind)
    box = fold(consistent, rulebook, mind)
    found = (*clashes, *wrong_dates)
    return _conclude(order, told, consistent, box, found, rulebook, mind, today, holidays)


def _conclude(
    given: Order,
    told: Told,
    consistent: Told,
    box: Box,
    contradictions: tuple[Contradiction, ...],
    rulebook: Rulebook,
    mind: Reasoning,
    today: date,
    holidays: Holidays | None,
) -> Diagnosis:
    possible, box, conflict = _named(consistent, box, rulebook, mind)
    if consistent.one_of_named:
        possible = frozenset({best_named(possible, consistent, rulebook)})
    settled_by_name = bool(consistent.named) and len(possible) == 1
    reasons = sorted_reasons(possible, consistent, rulebook, consistent.named)
    found, assumed = _verdicts(possible, box, consistent, rulebook, mind, today, holidays)
    verdicts = tuple(verdict for reason in reasons for verdict in found if verdict.reason == reason.id)
    refund, dispute = all_refunds(verdicts, today), all_disputes(verdicts, today)
    lives = tuple(life for life in mind.open_values(box, "life") if life != "ended") if NOT_CLOSED in possible else ()
    dated = deadlines(verdicts, lives, consistent, refund, dispute, rulebook, today)
    dates = by_name(dated, refund, dispute, today)
    over = elapsed(consistent, rulebook, today)
    if contradictions:
        question = question_about(contradictions[0].fields, told, rulebook, mind)
    else:
        question = None if settled_by_name else _question(consistent, box, rulebook, mind, today)
    state = _state(contradictions, possible)
    warnings = (*told.warnings, *_uncounted(consistent, rulebook))
    return Diagnosis(
        order=told.order,
        given=given,
        country=None if holidays is None else holidays.country,
        today=today,
        rules_date=rulebook.date,
        rules_digest=rulebook.digest,
        state=state,
        reasons=() if possible == {NOT_CLOSED} else reasons,
        ruled_out=ruled_out(possible, box, consistent, rulebook, mind),
        refund=refund,
        dispute=dispute,
        deadlines=dated,
        steps=advice_for("step", verdicts, consistent, refund, dispute, dates, over, rulebook),
        avoid=advice_for("avoid", verdicts, consistent, refund, dispute, dates, over, rulebook),
        next_question=question,
        doubt=_doubt(possible, rulebook) if question is None else None,
        contradictions=contradictions,
        assumptions=(*told.assumptions, *_assumptions(assumed, consistent, refund, dispute, rulebook, holidays)),
        warnings=(*warnings, *(entry for entry in conflict if entry not in warnings)),
    )


def _named(told: Told, box: Box, rulebook: Rulebook, mind: Reasoning) -> tuple[frozenset[str], Box, tuple[Text, ...]]:
    """The possible reasons under the reason that AliExpress recorded itself, which decides over all evidence."""
    possible = mind.possible(box)
    if not told.named:
        return possible, box, ()
    named = frozenset(told.named)
    if possible & named:
        return possible & named, box, ()
    best = best_named(told.named, told, rulebook)
    for reason in sorted(told.named, key=lambda reason: reason != best):
        for region in mind.regions[reason]:
            kept = _keep(box, region, mind)
            if mind.consistent(kept):
                said = () if _came_after(box, region, told, mind) else (text("told.end_reason_decides"),)
                return mind.possible(kept) & named, kept, said
    return possible, box, ()


def _came_after(box: Box, region: Box, told: Told, mind: Reasoning) -> bool:
    """Whether all that does not fit the recorded reason is a dispute that runs or has ended beside it."""
    apart = {fact for fact, mask in mind.space.masks.items() if not box & region & mask}
    return apart == {"dispute"} and (
        told.value("dispute") in {*DECIDED, "open"} or told.value("sub_status") == "dispute_closed"
    )


def _keep(box: Box, region: Box, mind: Reasoning) -> Box:
    """The region, with what the order says of each fact where the two agree."""
    kept = 0
    for mask in mind.space.masks.values():
        kept |= (box & region & mask) or (region & mask)
    return kept


def _verdicts(
    possible: frozenset[str],
    box: Box,
    told: Told,
    rulebook: Rulebook,
    mind: Reasoning,
    today: date,
    holidays: Holidays | None,
) -> tuple[tuple[ReasonVerdict, ...], tuple[str, ...]]:
    """The verdicts under what is taken for granted; reasons that this leaves out stay possible all the same."""
    narrowed, assumed = assume(box, told, rulebook, mind)
    if not mind.possible(narrowed) & possible:
        narrowed, assumed = box, ()
    standing = mind.possible(narrowed) & possible
    verdicts = tuple(
        reason_verdict(reason, narrowed, told, rulebook, mind, today, holidays) for reason in sorted(standing)
    )
    return verdicts, assumed


def _question(told: Told, box: Box, rulebook: Rulebook, mind: Reasoning, today: date) -> Question | None:
    def sketch(other: Told) -> object:
        other_box = fold(other, rulebook, mind)
        verdicts, _ = _verdicts(mind.possible(other_box), other_box, other, rulebook, mind, today, None)
        refund, dispute = all_refunds(verdicts, today), all_disputes(verdicts, today)
        return mind.possible(other_box), refund.verdict, refund.late, dispute.verdict, dispute.act_by

    return next_question(told, box, rulebook, mind, sketch)


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


def _assumptions(
    assumed: tuple[str, ...],
    told: Told,
    refund: Refund,
    dispute: Dispute,
    rulebook: Rulebook,
    holidays: Holidays | None,
) -> tuple[Text, ...]:
    silent = [entry.assumes for entry in folds_that_hold(told, rulebook) if entry.assumes]
    names = [name for name in dict.fromkeys([*assumed, *silent]) if _matters(name, told, dispute)]
    found = [text(f"assumption.{name}") for name in names]
    if told.value("refund") is None and refund.verdict in {"automatic", "decided_by_dispute"}:
        found.append(text("assumption.refund_not_seen"))
    if refund.expected_until is not None and any(reading.unit == "business_days" for reading in refund.readings):
        found.append(_business_days(refund, holidays))
    return tuple(found)


def _uncounted(told: Told, rulebook: Rulebook) -> tuple[Text, ...]:
    """What was told and not counted, because something that outranks it says otherwise."""
    if told.named:
        return ()  # the record outranks both sides
    found = [entry.warns for entry in folds_that_hold(told, rulebook) if entry.warns]
    return tuple(text(f"warning.{name}") for name in dict.fromkeys(found))


def _matters(name: str, told: Told, dispute: Dispute) -> bool:
    """A recorded reason says more than any message; an order that is open has no message about its end.

    Where nothing can be disputed, no dispute is taken for granted.
    """
    if name == "no_dispute_yet":
        if told.value("sub_status") == "dispute_closed":
            return False
        return dispute.verdict != "not_needed"
    return name != "no_message" or not (told.named or told.value("message") or told.value("status") in OPEN_STATUSES)


def _business_days(refund: Refund, holidays: Holidays | None) -> Text:
    if holidays is None:
        return text("assumption.business_days")
    begins = min(reading.begins for reading in refund.readings if reading.begins is not None)
    assert refund.expected_until is not None
    if holiday_between(begins, refund.expected_until, holidays):
        return text("assumption.holidays", country=holidays.country)
    return text("assumption.no_holidays", country=holidays.country)
