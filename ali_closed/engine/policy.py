"""How good the questions are: ours beside the best possible ones, exactly, over every consistent state.

Every state counts alike and nobody answers "unknown". Each fact is asked by its one field, and the buyer picks the
answer that says most of it and is true. A message cannot be asked for, so only states without one count.
The best policy is computed by working backwards over the sets of states that a partly known order leaves: these
are few (some thousands), because sets that different questions lead to are the same set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ali_closed.engine.boxes import Box
from ali_closed.engine.outcomes import Outcomes, StateSet, outcomes
from ali_closed.engine.questions import choices, next_fact, spoken, with_answer
from ali_closed.engine.reasoning import Reasoning, reasoning
from ali_closed.engine.told import Told, read_told
from ali_closed.model.order import Order
from ali_closed.rules.loader import Rulebook

Sheet = dict[str, dict[Any, StateSet]]
"""For each field that asks for a fact: which states give which answer."""


@dataclass(frozen=True)
class Figures:
    """How many questions a policy asks until the plan stands: on average over the states, and at worst."""

    mean: Fraction
    worst: int


@dataclass(frozen=True)
class PolicyFigures:
    """Our questions beside the best: the least mean, among those of that mean the least worst case."""

    states: int
    best: Figures
    ours: Figures

    @property
    def ratio(self) -> Fraction:
        """Our mean as a multiple of the least possible."""
        return self.ours.mean / self.best.mean


@dataclass(frozen=True)
class End:
    """Where our questions end: what was answered in which order, the states that end there, and what they leave."""

    answers: tuple[tuple[str, Any], ...]
    told: Told
    states: StateSet
    left: StateSet


def policy_figures(rulebook: Rulebook) -> PolicyFigures:
    """The figures of our own questions and of the best possible ones under this rulebook."""
    mind = reasoning(rulebook)
    known = outcomes(mind)
    everyone = without_message(known, mind)
    count = everyone.bit_count()
    total, worst = _Best(tuple(tuple(said.values()) for said in sheet(rulebook).values()), known).of(everyone)
    reached = [(len(end.answers), end.states.bit_count()) for end in ends(rulebook)]
    ours = sum(asked * states for asked, states in reached)
    return PolicyFigures(
        count,
        Figures(Fraction(total, count), worst),
        Figures(Fraction(ours, count), max(asked for asked, _ in reached)),
    )


def without_message(known: Outcomes, mind: Reasoning) -> StateSet:
    """The states that questions alone can tell of: those in which no message proves anything."""
    return known.within(mind.space.box({"message": ("nothing",)}))


def sheet(rulebook: Rulebook) -> Sheet:
    """What each state answers to each question: the answer that says most of the fact, and fits the state best."""
    mind = reasoning(rulebook)
    known = outcomes(mind)
    nothing = read_told(Order(), rulebook)
    made: Sheet = {}
    for fact in rulebook.facts:
        if not fact.asked_by:
            continue
        said = {
            value: spoken(with_answer(nothing, fact.asked_by, value), rulebook, mind)
            for value in choices(fact.asked_by)
        }
        made[fact.asked_by] = answers = {}
        for place, state in enumerate(known.states):
            value = _answer(state, said, mind.space.masks[fact.id], known)
            answers[value] = answers.get(value, 0) | 1 << place
    return made


def _answer(state: Box, said: dict[Any, Box], fact: int, known: Outcomes) -> Any:
    true = [value for value, box in said.items() if box & state & fact]
    return min(
        true,
        key=lambda value: (
            (said[value] & fact).bit_count(),
            said[value] & state != state,
            known.within(said[value]).bit_count(),
        ),
    )


@dataclass
class _Best:
    """The best policy, set of states by set of states: the sum of its questions over the states, and its worst case."""

    questions: tuple[tuple[StateSet, ...], ...]
    known: Outcomes
    _found: dict[StateSet, tuple[int, int]] = field(default_factory=dict)

    def of(self, states: StateSet) -> tuple[int, int]:
        """Least sum of questions over these states until each has one outcome left, then the least worst case."""
        if len(self.known.open(states)) < 2:
            return 0, 0
        if states not in self._found:
            self._found[states] = min(self._after(parts) for parts in self._splits(states))
        return self._found[states]

    def _splits(self, states: StateSet) -> Iterator[list[StateSet]]:
        for answers in self.questions:
            parts = [part for answer in answers if (part := states & answer)]
            if len(parts) > 1:
                yield parts

    def _after(self, parts: list[StateSet]) -> tuple[int, int]:
        found = [self.of(part) for part in parts]
        return sum(parts_sum for parts_sum, _ in found) + sum(parts).bit_count(), 1 + max(worst for _, worst in found)


def ends(rulebook: Rulebook) -> Iterator[End]:
    """Every end of our questions when each state answers from its sheet; each state ends in exactly one."""
    mind = reasoning(rulebook)
    known = outcomes(mind)
    said = sheet(rulebook)
    waiting: list[tuple[tuple[tuple[str, Any], ...], Told, StateSet]] = [
        ((), read_told(Order(), rulebook), without_message(known, mind))
    ]
    while waiting:
        answers, told, states = waiting.pop()
        asked = next_fact(told, rulebook, mind)
        if asked is None:
            yield End(answers, told, states, known.within(spoken(told, rulebook, mind)))
            continue
        for value, giving in said[asked].items():
            if states & giving:
                waiting.append(((*answers, (asked, value)), with_answer(told, asked, value), states & giving))
