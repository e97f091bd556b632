"""The rules with their conditions as numbers; made once for each content of the rulebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

from ali_closed.model.order import UNKNOWN
from ali_closed.model.rulebook import (
    Advice,
    Assumption,
    DraftRow,
    EventOrder,
    Evidence,
    FactMapping,
    FollowUp,
    ImpliedAnswers,
    Period,
    PeriodReading,
    SentenceRow,
    Source,
    Way,
)
from ali_closed.rules.conditions import Forbidden, Known, Vocabulary
from ali_closed.rules.loader import NOT_CLOSED, Rulebook

Entry = TypeVar("Entry")
Table = tuple[tuple[Forbidden, Entry], ...]
"""Rules of one kind, each behind what its condition forbids."""


@dataclass(frozen=True, eq=False)
class CompiledRules:
    """Every table of the rulebook that has conditions."""

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
    ways: Table[Way]
    outside: dict[str, Source]
    sentences: dict[str, Table[SentenceRow]]
    drafts: Table[DraftRow]
    event_order: Table[EventOrder]
    readings: dict[str, Table[PeriodReading]]
    windows: dict[str, int]
    cites: dict[str, dict[str, tuple[str, ...]]]
    stories: dict[str | None, tuple[str, ...]]

    def implied(self, known: Known) -> Known:
        """What is known once the answers that together say another one are read so."""
        for forbidden, entry in self.implied_answers:
            if not known & forbidden:
                known = self.vocabulary.known(entry.sets, known)
        return known


def readings_for(period: str, rules: CompiledRules, known: Known) -> list[tuple[PeriodReading, bool]]:
    """The readings of a period that can apply to an order, each with whether it surely does."""
    can = ((forbidden, reading) for forbidden, reading in rules.readings[period])
    return [
        (reading, not known & forbidden) for forbidden, reading in can if rules.vocabulary.may_hold(known, forbidden)
    ]


def holding(table: Table[Entry], known: Known) -> list[Entry]:
    """The rules whose conditions hold."""
    return [entry for forbidden, entry in table if not known & forbidden]


class ByContent:
    """A rulebook as a cache key: its digest says all."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.digest = rulebook.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByContent) and other.digest == self.digest


_LATELY: Final[dict[str, CompiledRules]] = {}
"""The same by digest, for it is asked for many times an order."""


def compiled(rulebook: Rulebook) -> CompiledRules:
    """The rulebook with its conditions as numbers."""
    found = _LATELY.get(rulebook.digest)
    if found is None:
        _LATELY.clear()
        found = _LATELY[rulebook.digest] = _compiled(ByContent(rulebook))
    return found


@lru_cache(maxsize=8)
def _compiled(book: ByContent) -> CompiledRules:
    rulebook = book.rulebook
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
        ways=tuple((forbidden(entry.when), entry) for entry in rulebook.ways),
        sentences={
            kind: tuple((forbidden(row.when), row) for row in rows) for kind, rows in rulebook.sentences.items()
        },
        drafts=tuple((forbidden(row.when), row) for row in rulebook.draft_rows),
        event_order=tuple((forbidden(entry.when), entry) for entry in rulebook.event_order),
        readings={
            period.id: tuple((forbidden(reading.when), reading) for reading in period.readings)
            for period in rulebook.periods
        },
        windows=_windows(rulebook),
        cites={
            reason.id: {fact: where for box in reason.boxes for fact, where in box.cites.items()}
            for reason in rulebook.reasons
        },
        stories={
            reason: _story(reason, rulebook) for reason in (*(entry.id for entry in rulebook.reasons), NOT_CLOSED)
        },
    )


def _by_rank(advice: Iterable[Advice], vocabulary: Vocabulary) -> Table[Advice]:
    return tuple((vocabulary.forbidden(entry.when), entry) for entry in sorted(advice, key=lambda entry: entry.rank))


def _windows(rulebook: Rulebook) -> dict[str, int]:
    """For each reason the first one with the same windows for a dispute, by its place."""
    kinds = [(reason.windows, reason.too_late_for_defects) for reason in rulebook.reasons]
    return {reason.id: kinds.index(kind) for reason, kind in zip(rulebook.reasons, kinds, strict=True)}


def _story(reason: str, rulebook: Rulebook) -> tuple[str, ...]:
    """What orders the events of a reason beyond those of every order."""
    ordered = (entry.id for entry in rulebook.event_order if reason in entry.reasons)
    alike = (f"{place}" for place, entry in enumerate(rulebook.same_days) if reason in entry.reasons)
    return (*ordered, *alike)


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
