"""The plan: which steps, and which things not to do, follow for the reasons that are left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from ali_closed.engine.logic.compiled_rules import CompiledRules, compiled, holding
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED
from ali_closed.engine.time.verdicts import ReasonVerdict
from ali_closed.model.diagnosis import AdviceGiven, Dispute, Refund
from ali_closed.model.rulebook import Advice
from ali_closed.rules.loader import Rulebook


def advice_for(
    kind: Literal["step", "avoid"],
    verdicts: Iterable[ReasonVerdict],
    interpreted: InterpretedOrder,
    refund: Refund,
    dispute: Dispute,
    dates: Mapping[str, date],
    over: frozenset[str],
    rulebook: Rulebook,
) -> tuple[AdviceGiven, ...]:
    """The advice of one kind: what is right whatever the reason first, then what differs by reason.

    `dates` are those that advice may name, `over` the periods that are over by every document. The verdicts come best
    reason first, and what differs follows their order.
    """
    known, rules = tuple(verdicts), compiled(rulebook)
    everyone = tuple(verdict.reason for verdict in known)
    said = {
        entry.id: (entry, tuple(verdict.reason for verdict in known if _applies(entry, verdict, interpreted, rules)))
        for entry in holding(rules.advice[kind], interpreted.known)
        if _due(entry, refund, dates, over)
    }
    found: list[tuple[int, int, AdviceGiven]] = []
    for entry, reasons in said.values():
        if not reasons or _superseded(reasons, [said[other][1] for other in entry.superseded_by if other in said]):
            continue
        everywhere = len(reasons) == len(everyone)
        by = _by(entry, [verdict for verdict in known if verdict.reason in reasons], dispute, dates, everywhere)
        if by is not None and by < dates["today"]:
            if not entry.ahead:
                continue  # its day has passed
            by = dates["today"]  # its safe day has passed, yet no document says that it is over
        given = AdviceGiven(
            entry.id,
            by,
            entry.page,
            None if everywhere else reasons,
            rules.advice_lines[entry.id],
        )
        place = 0 if everywhere else everyone.index(reasons[0]) + 1
        found.append((place, entry.rank, given))
    found.sort(key=lambda item: (*item[:2], item[2].id))
    return tuple(given for *_, given in found)


def _due(entry: Advice, refund: Refund, dates: Mapping[str, date], over: frozenset[str]) -> bool:
    """Whether the dates let an item be said of this order, for whatever reason."""
    if entry.late is not None and entry.late is not (refund.late is True):
        return False
    if (entry.passed and not over.issuperset(entry.passed)) or (entry.ahead and over.intersection(entry.ahead)):
        return False
    return all(need in dates for need in entry.needs)


def _superseded(reasons: tuple[str, ...], others: list[tuple[str, ...]]) -> bool:
    """Whether each of the reasons has other items that say the same."""
    return set(reasons) <= {reason for other in others for reason in other}


def _applies(entry: Advice, verdict: ReasonVerdict, interpreted: InterpretedOrder, rules: CompiledRules) -> bool:
    if verdict.reason == NOT_CLOSED:
        if not entry.not_closed or not interpreted.holds(rules.advice_while_open[entry.id]):
            return False
    elif entry.reasons is not None and verdict.reason not in entry.reasons:
        return False
    if not entry.refund and not entry.dispute_verdict:
        return True
    return any(
        (not entry.refund or outcome.refund in entry.refund)
        and (not entry.dispute_verdict or outcome.window.verdict in entry.dispute_verdict)
        for outcome in verdict.outcomes
    )


def _by(
    entry: Advice,
    verdicts: list[ReasonVerdict],
    dispute: Dispute,
    dates: Mapping[str, date],
    everywhere: bool,
) -> date | None:
    """The day a step is due: for a dispute of some reasons only, the earliest of theirs.

    Where the order has ended and nothing says since when, a dispute is due at once.
    """
    if entry.by == "act_by" and (not everywhere or dispute.act_by is None):
        acts = [
            outcome.window.act_by
            for verdict in verdicts
            for outcome in verdict.outcomes
            if outcome.window.act_by is not None
        ]
        if acts:
            return min(acts)
        unsure = any(
            verdict.reason != NOT_CLOSED and outcome.window.verdict == "depends"
            for verdict in verdicts
            for outcome in verdict.outcomes
        )
        return dates["today"] if unsure else None
    return dates.get(entry.by) if entry.by else None
