"""The plan: which steps, and which things not to do, follow for the reasons that are left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from operator import and_
from typing import Final, Literal

from ali_closed.engine.logic.compiled_rules import CompiledRules, Table, compiled
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.time.deadlines import standing
from ali_closed.engine.time.verdicts import ReasonVerdict
from ali_closed.model.diagnosis import AdviceGiven, Deadline, Dispute, Refund
from ali_closed.model.rulebook import Advice
from ali_closed.rules.conditions import Known
from ali_closed.rules.loader import Rulebook

_DUE: Final[Mapping[str, Literal["until", "from"]]] = {
    "expected_until": "until",
    "page_takes_it_until": "until",
    "review_last": "until",
    "opens_on": "from",
}
"""The days of a step that are not the day to have done it by."""
_SETTLED: Final = frozenset({"nothing_to_refund", "already_refunded"})
"""Where no money is due, nothing has to be done today."""


@dataclass(frozen=True)
class Findings:
    """All that advice turns on: the verdicts, best reason first, the days it may name, the periods that are over."""

    verdicts: tuple[ReasonVerdict, ...]
    interpreted: InterpretedOrder
    refund: Refund
    dispute: Dispute
    deadlines: tuple[Deadline, ...]
    dates: Mapping[str, date]
    over: frozenset[str]
    country: str | None

    @property
    def today(self) -> date:
        """The day of the answer."""
        return self.dates["today"]


def steps(found: Findings, rulebook: Rulebook) -> tuple[AdviceGiven, ...]:
    """What to do, the most urgent first; an act has one day, the earliest."""
    rules = compiled(rulebook)
    given = _said(rules.steps, found, rules)
    days: dict[str, list[date]] = defaultdict(list)
    for entry in given:
        if entry.by is not None:
            days[entry.act].append(entry.by)
    return tuple(entry if entry.by is None else entry._replace(by=min(days[entry.act])) for entry in given)


def avoids(found: Findings, rulebook: Rulebook) -> tuple[AdviceGiven, ...]:
    """What not to do, the costliest first."""
    rules = compiled(rulebook)
    return _said(rules.avoids, found, rules)


def _said(table: Table[Advice], found: Findings, rules: CompiledRules) -> tuple[AdviceGiven, ...]:
    """What the rows that hold say, the most urgent ranks first."""
    chosen = _chosen(_Told(_states(found, rules), table))
    return tuple(_advice(entry, reasons, found, rules) for entry, reasons in chosen)


@dataclass(frozen=True)
class _Told:
    """What is known under each reason's outcomes, best reason first, and the rows held against it."""

    states: tuple[tuple[str, tuple[Known, ...]], ...]
    table: Table[Advice]

    def __hash__(self) -> int:
        return hash(self.states)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Told):
            return NotImplemented
        return self.table is other.table and self.states == other.states


@lru_cache(maxsize=4096)
def _chosen(told: _Told) -> tuple[tuple[Advice, tuple[str, ...]], ...]:
    """For each act and reason the first row that holds, with its reasons, the most urgent ranks first.

    Of ranks in the same ten, what holds for more of the reasons comes first.
    """
    spoken: dict[str, set[str]] = defaultdict(set)
    given: dict[str, tuple[Advice, set[str]]] = {}
    shared = reduce(and_, (known for _, outcomes in told.states for known in outcomes))
    for forbidden, entry in told.table:
        if shared & forbidden:
            continue  # it holds in no state
        reasons = {
            reason
            for reason, outcomes in told.states
            if reason not in spoken[entry.act] and any(not known & forbidden for known in outcomes)
        }
        if reasons:
            spoken[entry.act] |= reasons
            given.setdefault(entry.id, (entry, set()))[1].update(reasons)
    ranked = sorted(given.values(), key=lambda row: (row[0].rank // 10, -len(row[1]), row[0].rank))
    return tuple((entry, tuple(reason for reason, _ in told.states if reason in held)) for entry, held in ranked)


def _states(found: Findings, rules: CompiledRules) -> tuple[tuple[str, tuple[Known, ...]], ...]:
    """For each reason what conditions are held against: the order, and what follows under each of its outcomes."""
    standings: dict[str, str | bool] = {
        period.id: "over" if period.id in found.over else "ahead" for period in rules.advice_periods
    }
    standings |= {entry.id: standing(entry.on, found.today) for entry in found.deadlines}
    standings |= {"late": found.refund.late is True, "reasons": "several" if len(found.verdicts) > 1 else "one"}
    known = rules.vocabulary.known(standings, found.interpreted.known) & rules.seen_by_advice
    return tuple(
        (
            verdict.reason,
            tuple(
                dict.fromkeys(
                    rules.under(verdict.reason, outcome.refund, outcome.window.verdict, known)
                    for outcome in verdict.outcomes
                )
            ),
        )
        for verdict in found.verdicts
    )


def _advice(entry: Advice, reasons: tuple[str, ...], found: Findings, rules: CompiledRules) -> AdviceGiven:
    by = _by(entry, found)
    office = rules.rulebook.office(found.country) if entry.office else None
    return AdviceGiven(
        id=entry.id,
        act=entry.act,
        by=None if by == found.today and found.refund.verdict in _SETTLED else by,
        due=_DUE.get(entry.by, "by"),
        place=entry.place,
        for_reasons=None if len(reasons) == len(found.verdicts) else reasons,
        where=(*rules.advice_lines[entry.id], *(office.where if office else ())),
        office=office.id if office else "",
    )


def _by(entry: Advice, found: Findings) -> date | None:
    """The day of a step: today where its safe day has passed and no document says that it is over."""
    by = found.dates.get(entry.by)
    return None if by is None else max(by, found.today)
