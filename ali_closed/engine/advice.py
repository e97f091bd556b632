"""The plan: which steps, and which things not to do, follow for the reasons that are left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import lru_cache, reduce
from operator import and_
from typing import Final, Literal, NamedTuple

from ali_closed.engine.logic.compiled_rules import CompiledRules, Table
from ali_closed.engine.time.verdicts import ReasonVerdict
from ali_closed.model.diagnosis import (
    AdviceGiven,
    Contradiction,
    Deadline,
    Dispute,
    DisputeVerdict,
    ReasonFound,
    Refund,
    RefundVerdict,
    State,
)
from ali_closed.model.rulebook import Advice
from ali_closed.rules.conditions import Known

DUE: Final[Mapping[str, Literal["until", "from"]]] = {
    "refund_late_after": "until",
    "page_takes_it_until": "until",
    "review_last": "until",
    "dispute_opens": "from",
}
"""The days of a step that are not the day to have done it by."""
ANY: Final = "any"
"""Stands for the consumer office of wherever the buyer lives."""
CHOSEN: Final = 4_000
"""How many choices of advice are remembered, of some kilobytes each."""
_SETTLED: Final = frozenset({"nothing_to_refund", "already_refunded"})
"""Where no money is due, nothing has to be done today."""


class Concluded(NamedTuple):
    """What an order has come to, before anything is advised or said of it.

    The verdicts are best reason first; `days` are those that sentences and advice may name, `over` the periods.
    """

    today: date
    state: State
    reasons: tuple[ReasonFound, ...]
    verdicts: tuple[ReasonVerdict, ...]
    refund: Refund
    dispute: Dispute
    deadlines: tuple[Deadline, ...]
    days: Mapping[str, date]
    over: frozenset[str]
    contradictions: tuple[Contradiction, ...]
    paid_with: str
    country: str | None
    steps: tuple[AdviceGiven, ...] = ()


def advice(
    found: Concluded, told: Known, rules: CompiledRules
) -> tuple[tuple[AdviceGiven, ...], tuple[AdviceGiven, ...]]:
    """What to do, the most urgent first, and what not to do, the costliest first.

    An act has one day, the earliest to have it done by; from when it can be done is not said beside that.
    """
    outcomes = tuple(
        [
            (verdict.reason, tuple([(outcome.refund, outcome.window.verdict) for outcome in verdict.outcomes]))
            for verdict in found.verdicts
        ]
    )
    held = {"late": found.refund.late is True, "reasons": "several" if len(found.verdicts) > 1 else "one"}
    known = rules.vocabulary.known(held, rules.with_periods(found.over, told)) & rules.seen_by_advice
    steps, avoids = (
        [_on_its_day(given, by, found, rules) if by or given.office else given for given, by in table]
        for table in _chosen(outcomes, known, rules)
    )
    days: dict[str, date] = {}
    for entry in steps:
        if entry.by is not None and entry.due == "by":
            days[entry.act] = min(entry.by, days.get(entry.act, entry.by))
    dated = [
        entry if entry.by == days.get(entry.act, entry.by) or entry.by is None else entry._replace(by=days[entry.act])
        for entry in steps
        if entry.due != "from" or entry.act not in days
    ]
    return tuple(dated), tuple(avoids)


Outcomes = tuple[tuple[str, tuple[tuple[RefundVerdict, DisputeVerdict], ...]], ...]
"""Each reason with the money and the dispute of its outcomes, best reason first."""

States = tuple[tuple[str, tuple[Known, ...]], ...]
"""What is known under each reason's outcomes, best reason first."""

DayNamed = tuple[tuple[AdviceGiven, str], ...]
"""Advice whatever the days, each with the name of its day."""

ReasonsByAct = defaultdict[str, set[str]]
"""Of each act the reasons under which it is advised: a thing to do is not also one not to do."""


@lru_cache(maxsize=CHOSEN)
def _chosen(outcomes: Outcomes, known: Known, rules: CompiledRules) -> tuple[DayNamed, DayNamed]:
    """What to do and what not to do, the most urgent ranks first."""
    states = tuple(
        (reason, tuple(dict.fromkeys(rules.under(reason, *words, known) for words in of_reason)))
        for reason, of_reason in outcomes
    )
    spoken: ReasonsByAct = defaultdict(set)
    return _rows(rules.steps, states, rules, spoken), _rows(rules.avoids, states, rules, spoken)


def _rows(table: Table[Advice], states: States, rules: CompiledRules, spoken: ReasonsByAct) -> DayNamed:
    """For each act and reason not yet spoken of the first row that holds, with its reasons, the urgent first.

    Of ranks in the same ten, what holds for more of the reasons comes first.
    """
    given: dict[str, tuple[Advice, set[str]]] = {}
    outcomes = [(reason, known) for reason, of_reason in states for known in of_reason]
    shared = reduce(and_, (known for _, known in outcomes))
    for forbidden, entry in table:
        if shared & forbidden:
            continue  # it holds in no state
        reasons = {reason for reason, known in outcomes if not known & forbidden} - spoken[entry.act]
        if reasons:
            spoken[entry.act] |= reasons
            given.setdefault(entry.id, (entry, set()))[1].update(reasons)
    ranked = sorted(given.values(), key=lambda row: (row[0].rank // 10, -len(row[1]), row[0].rank))
    found = []
    for entry, held in ranked:
        some = None if len(held) == len(states) else tuple(reason for reason, _ in states if reason in held)
        found.append((_given(entry, some, rules), entry.by))
    return tuple(found)


def _given(entry: Advice, reasons: tuple[str, ...] | None, rules: CompiledRules) -> AdviceGiven:
    """Advice without its day, and of one that names a consumer office without which."""
    return AdviceGiven(
        id=entry.id,
        act=entry.act,
        by=None,
        due=DUE.get(entry.by, "by"),
        place=entry.place,
        for_reasons=reasons,
        where=rules.advice_lines[entry.id],
        office=ANY if entry.office else "",
    )


def _on_its_day(given: AdviceGiven, named: str, found: Concluded, rules: CompiledRules) -> AdviceGiven:
    """The advice with its day: today where its safe day has passed and no document says that it is over."""
    by = found.today if named == "today" else found.days.get(named)
    if by is not None and (by > found.today or found.refund.verdict not in _SETTLED):
        given = given._replace(by=max(by, found.today))
    if given.office:
        office = rules.rulebook.office(found.country)
        given = given._replace(where=(*given.where, *office.where), office=office.id)
    return given
