"""The rules with their conditions as numbers; made once for each content of the rulebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import TypeVar

from ali_closed.model.diagnosis import DisputeVerdict, RefundVerdict
from ali_closed.model.fields import DATE_FIELDS, UNKNOWN
from ali_closed.model.memo import Memo
from ali_closed.model.rulebook import (
    Advice,
    Assumption,
    EventOrder,
    Evidence,
    FactMapping,
    FollowUp,
    ImpliedAnswers,
    Needless,
    Period,
    PeriodReading,
    SentenceRow,
    Source,
    Way,
)
from ali_closed.rules.conditions import Forbidden, Known, Vocabulary
from ali_closed.rules.loader import Rulebook

Entry = TypeVar("Entry")
Table = tuple[tuple[Forbidden, Entry], ...]
"""Rules of one kind, each behind what its condition forbids."""


@dataclass(frozen=True, eq=False)
class CompiledRules:
    """Every table of the rulebook that has conditions; which rows of sentences.toml hold is remembered."""

    rulebook: Rulebook
    vocabulary: Vocabulary
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
        return known & self._unset["case"] | self._cases["case", known & self._seen["case"]]

    def with_sure_cases(self, each: Known, known: Known) -> Known:
        """What is known, with the cases that hold whatever the reason; `each` has all reasons in it."""
        return known & self._unset["sure_case"] | self._cases["sure_case", each & self._seen["sure_case"]]

    def sentence(self, kind: str, known: Known) -> SentenceRow:
        """The first row of a kind that holds."""
        return self.sentences_holding(kind, known)[0]

    def sentences_holding(self, kind: str, known: Known) -> tuple[SentenceRow, ...]:
        """The rows of a kind that hold, in their order."""
        return self._sentences_holding[kind, known & self._seen[kind]]

    def under(self, reason: str, refund: RefundVerdict, dispute: DisputeVerdict, known: Known) -> Known:
        """What is known under one outcome of a reason, and which cases that makes."""
        follows = {"reason": reason, "refund_verdict": refund, "dispute_verdict": dispute}
        return self.with_cases(self.vocabulary.known(follows, known))

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
    def readings_applying(self) -> Memo[tuple[str, Known], tuple[tuple[PeriodReading, bool], ...]]:
        """Per period and what is known, the readings that can apply, each with whether it surely does."""

        def applying(of: tuple[str, Known]) -> tuple[tuple[PeriodReading, bool], ...]:
            period, known = of
            return tuple(
                (reading, not known & forbidden)
                for forbidden, reading in self.readings[period]
                if self.vocabulary.may_hold(known, forbidden)
            )

        return Memo(applying)

    @cached_property
    def seen_by_advice(self) -> int:
        """What of an order any advice looks at, or a case that it may look at."""
        conditions = chain(
            (row.when for row in self.rulebook.advice), (row.when for row in self.rulebook.sentences["case"])
        )
        return self.vocabulary.mask(chain.from_iterable(conditions))

    @cached_property
    def _seen(self) -> dict[str, int]:
        """What of an order the rows of each kind look at."""
        rows = self.rulebook.sentences.items()
        return {kind: self.vocabulary.mask(name for row in of_kind for name in row.when) for kind, of_kind in rows}

    @cached_property
    def _sentences_holding(self) -> Memo[tuple[str, Known], tuple[SentenceRow, ...]]:
        return Memo(lambda of: tuple(holding(self.sentences[of[0]], of[1])))

    @cached_property
    def _unset(self) -> dict[str, int]:
        """All but the bits of the cases of a kind."""
        rows = self.rulebook.sentences
        return {kind: ~self.vocabulary.mask(row.id for row in rows[kind]) for kind in ("case", "sure_case")}

    @cached_property
    def _cases(self) -> Memo[tuple[str, Known], Known]:
        """The bits of all cases of a kind, of which those that hold are true."""
        bits = self.vocabulary

        def make(of: tuple[str, Known]) -> Known:
            cases = self.sentences[of[0]]
            made: dict[str, bool | None] = {row.id: None for _, row in cases}
            made |= {row.id: True for row in holding(cases, of[1])}
            return sum(bits.bit(name, holds) for name, holds in made.items())

        return Memo(make)


def readings_for(period: str, rules: CompiledRules, known: Known) -> tuple[tuple[PeriodReading, bool], ...]:
    """The readings of a period that can apply to an order, each with whether it surely does."""
    return rules.readings_applying[period, known & rules.seen_by_readings]


def holding(table: Table[Entry], known: Known) -> list[Entry]:
    """The rules whose conditions hold."""
    return [entry for forbidden, entry in table if not known & forbidden]


@lru_cache(maxsize=8)
def compiled(rulebook: Rulebook) -> CompiledRules:
    """The rulebook with its conditions as numbers."""
    forbidden = rulebook.vocabulary.forbidden
    return CompiledRules(
        rulebook=rulebook,
        vocabulary=rulebook.vocabulary,
        implied_answers=tuple((forbidden(entry.when), entry) for entry in rulebook.implied_answers),
        fact_mappings=tuple((forbidden(entry.when), entry) for entry in rulebook.fact_mappings),
        assumptions=tuple(
            (forbidden({**entry.when, entry.field: (UNKNOWN,)}), entry) for entry in rulebook.assumptions
        ),
        evidence=tuple((forbidden(entry.when), entry) for entry in rulebook.evidence),
        steps=_by_rank(rulebook.steps, rulebook.vocabulary),
        avoids=_by_rank(rulebook.avoids, rulebook.vocabulary),
        advice_lines=dict(_advice_lines(rulebook)),
        advice_periods=tuple(period for period in rulebook.periods if period.id in _waited_for(rulebook)),
        follow_ups=tuple((forbidden(entry.when), entry) for entry in rulebook.follow_ups),
        outside={source.key: source for source in rulebook.sources if source.outside},
        needless=tuple((forbidden(entry.when), entry) for entry in rulebook.needless),
        ways=tuple((forbidden(entry.when), entry) for entry in rulebook.ways),
        sentences={
            kind: tuple((forbidden(row.when), row) for row in rows) for kind, rows in rulebook.sentences.items()
        },
        event_order=tuple((forbidden(entry.when), entry) for entry in rulebook.event_order),
        readings={
            period.id: tuple((forbidden(reading.when), reading) for reading in period.readings)
            for period in rulebook.periods
        },
        cites={
            reason.id: {fact: where for box in reason.boxes for fact, where in box.cites.items()}
            for reason in rulebook.reasons
        },
    )


def _by_rank(advice: Iterable[Advice], vocabulary: Vocabulary) -> Table[Advice]:
    return tuple((vocabulary.forbidden(entry.when), entry) for entry in sorted(advice, key=lambda entry: entry.rank))


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
