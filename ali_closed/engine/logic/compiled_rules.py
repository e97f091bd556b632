"""The rules with their conditions as numbers; made once for each content of the rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from itertools import chain
from operator import or_
from typing import Protocol, TypeVar

from ali_closed.model.diagnosis import DisputeVerdict, RefundVerdict
from ali_closed.model.fields import DATE_FIELDS, UNKNOWN
from ali_closed.model.memo import remembered
from ali_closed.model.rulebook import (
    Advice,
    Assumption,
    Condition,
    EventOrder,
    Evidence,
    FactMapping,
    FollowUp,
    ImpliedAnswers,
    Needless,
    Period,
    PeriodReading,
    Reason,
    SentenceRow,
    Source,
    Way,
)
from ali_closed.rules.conditions import Forbidden, Known, Vocabulary
from ali_closed.rules.loader import Rulebook


class Conditional(Protocol):
    """A row of the rules that holds under a condition."""

    @property
    def when(self) -> Mapping[str, Condition]:
        """The condition."""


Entry = TypeVar("Entry")
Row = TypeVar("Row", bound=Conditional)
Table = tuple[tuple[Forbidden, Entry], ...]
"""Rules of one kind, each behind what its condition forbids."""


@dataclass(frozen=True, eq=False)
class CompiledRules:
    """Every table of the rulebook that has conditions; which rows of sentences.toml hold is remembered."""

    rulebook: Rulebook
    vocabulary: Vocabulary
    periods: Mapping[str, Period]
    reasons: Mapping[str, Reason]
    implied_answers: Table[ImpliedAnswers]
    fact_mappings: Table[FactMapping]
    assumptions: Table[Assumption]
    evidence: Table[Evidence]
    steps: Table[Advice]
    avoids: Table[Advice]
    advice_lines: dict[str, tuple[str, ...]]
    advice_periods: tuple[Period, ...]
    follow_ups: Table[FollowUp]
    needless: Table[Needless]
    ways: Table[Way]
    outside: dict[str, Source]
    sentences: dict[str, Table[SentenceRow]]
    event_order: Table[EventOrder]
    readings: dict[str, Table[PeriodReading]]
    cites: dict[str, dict[str, tuple[str, ...]]]

    def implied(self, known: Known) -> Known:
        """What is known once the answers that together say another one are read so."""
        for forbidden, entry in self.implied_answers:
            if not known & forbidden:
                known = self.vocabulary.known(entry.sets, known)
        return known

    def with_cases(self, known: Known) -> Known:
        """What is known, with the cases that it makes."""
        return known & self._unset["case"] | self._cases("case", known & self.seen["case"])

    def with_sure_cases(self, each: Known, known: Known) -> Known:
        """What is known, with the cases that hold whatever the reason; `each` has all reasons in it."""
        return known & self._unset["sure_case"] | self._cases("sure_case", each & self.seen["sure_case"])

    def with_periods(self, over: frozenset[str], known: Known) -> Known:
        """What is known, with which of the periods that advice waits for are over."""
        return self._periods(over) | known & self._no_period

    def sentence(self, kind: str, known: Known) -> SentenceRow:
        """The first row of a kind that holds."""
        return self._holding(kind, known & self.seen[kind])[0]

    def sentences_holding(self, kind: str, known: Known) -> tuple[SentenceRow, ...]:
        """The rows of a kind that hold, in their order."""
        return self._holding(kind, known & self.seen[kind])

    def under(self, reason: str, refund: RefundVerdict, dispute: DisputeVerdict, known: Known) -> Known:
        """What is known under one outcome of a reason, and which cases that makes."""
        follows = {"reason": reason, "refund_verdict": refund, "dispute_verdict": dispute}
        return self.with_cases(self.vocabulary.known(follows, known))

    def readings_for(self, period: str, known: Known) -> tuple[tuple[PeriodReading, bool], ...]:
        """The readings of a period that can apply to an order, each with whether it surely does."""
        return self._readings_for(period, known & self.seen_by_readings)

    @cached_property
    def seen_by_events(self) -> int:
        """What of an order the order of events looks at, and which of its dates were told."""
        names = chain.from_iterable(row.when for row in self.rulebook.event_order)
        return self.vocabulary.mask((*names, *DATE_FIELDS))

    @cached_property
    def seen_by_readings(self) -> int:
        """What of an order any reading looks at."""
        readings = (reading for period in self.rulebook.periods for reading in period.readings)
        return self.vocabulary.mask(name for reading in readings for name in reading.when)

    @cached_property
    def seen_by_ways(self) -> int:
        """What of an order the ways outside look at."""
        return self.vocabulary.mask(name for way in self.rulebook.ways for name in way.when)

    @cached_property
    def seen_by_advice(self) -> int:
        """What of an order any advice looks at, or a case that it may look at."""
        return self.vocabulary.mask(name for row in self.rulebook.advice for name in row.when) | self.seen["case"]

    @cached_property
    def seen(self) -> dict[str, int]:
        """What of an order the rows of each kind look at."""
        rows = self.rulebook.sentences.items()
        return {kind: self.vocabulary.mask(name for row in of_kind for name in row.when) for kind, of_kind in rows}

    @remembered
    def seen_by(self, kinds: tuple[str, ...]) -> int:
        """What of an order the rows of some kinds look at."""
        return reduce(or_, (self.seen[kind] for kind in kinds))

    @cached_property
    def _unset(self) -> dict[str, int]:
        """All but the bits of the cases of a kind."""
        rows = self.rulebook.sentences
        return {kind: ~self.vocabulary.mask(row.id for row in rows[kind]) for kind in ("case", "sure_case")}

    @cached_property
    def _no_period(self) -> int:
        """All but the bits of the periods that advice waits for."""
        return ~self.vocabulary.mask(period.id for period in self.advice_periods)

    @remembered
    def _periods(self, over: frozenset[str]) -> Known:
        """The bits of the periods that advice waits for."""
        stand = ((period.id, "over" if period.id in over else "ahead") for period in self.advice_periods)
        return sum(self.vocabulary.bit(name, value) for name, value in stand)

    @remembered
    def _holding(self, kind: str, known: Known) -> tuple[SentenceRow, ...]:
        return tuple(holding(self.sentences[kind], known))

    @remembered
    def _cases(self, kind: str, known: Known) -> Known:
        """The bits of all cases of a kind, of which those that hold are true."""
        made: dict[str, bool | None] = {row.id: None for _, row in self.sentences[kind]}
        made |= {row.id: True for row in holding(self.sentences[kind], known)}
        return sum(self.vocabulary.bit(name, holds) for name, holds in made.items())

    @remembered
    def _readings_for(self, period: str, known: Known) -> tuple[tuple[PeriodReading, bool], ...]:
        return tuple(
            (reading, not known & forbidden)
            for forbidden, reading in self.readings[period]
            if self.vocabulary.may_hold(known, forbidden)
        )


def holding(table: Table[Entry], known: Known) -> list[Entry]:
    """The rules whose conditions hold."""
    return [entry for forbidden, entry in table if not known & forbidden]


@lru_cache(maxsize=8)
def compiled(rulebook: Rulebook) -> CompiledRules:
    """The rulebook with its conditions as numbers."""
    forbidden, periods = rulebook.vocabulary.forbidden, rulebook.periods

    def table(rows: Iterable[Row]) -> Table[Row]:
        return tuple((forbidden(row.when), row) for row in rows)

    return CompiledRules(
        rulebook=rulebook,
        vocabulary=rulebook.vocabulary,
        periods={period.id: period for period in periods},
        reasons={reason.id: reason for reason in rulebook.reasons},
        implied_answers=table(rulebook.implied_answers),
        fact_mappings=table(rulebook.fact_mappings),
        assumptions=tuple((forbidden({**row.when, row.field: (UNKNOWN,)}), row) for row in rulebook.assumptions),
        evidence=table(rulebook.evidence),
        steps=table(sorted(rulebook.steps, key=lambda row: row.rank)),
        avoids=table(sorted(rulebook.avoids, key=lambda row: row.rank)),
        advice_lines=dict(_advice_lines(rulebook)),
        advice_periods=tuple(period for period in periods if period.id in _waited_for(rulebook)),
        follow_ups=table(rulebook.follow_ups),
        outside={source.key: source for source in rulebook.sources if source.outside},
        needless=table(rulebook.needless),
        ways=table(rulebook.ways),
        sentences={kind: table(rows) for kind, rows in rulebook.sentences.items()},
        event_order=table(rulebook.event_order),
        readings={period.id: table(period.readings) for period in periods},
        cites={
            reason.id: {fact: where for box in reason.boxes for fact, where in box.cites.items()}
            for reason in rulebook.reasons
        },
    )


def _waited_for(rulebook: Rulebook) -> set[str]:
    """The periods whose end some advice waits for."""
    named = {name for entry in rulebook.advice for name in entry.when}
    return {period.id for period in rulebook.periods} & named


def _advice_lines(rulebook: Rulebook) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The lines of the rules that each piece of advice carries, then its own."""
    ledger = {rule.id: rule.where for rule in (*rulebook.rules, *rulebook.messages, *rulebook.disagreements)}
    ledger |= {
        period.id: tuple(line for reading in period.readings for line in reading.where) for period in rulebook.periods
    }
    for entry in rulebook.advice:
        lines = [line for rule in entry.rules for line in ledger[rule]]
        yield entry.id, tuple(dict.fromkeys([*lines, *entry.where]))
