"""How good the questions are: ours beside the best possible ones, exactly, over every consistent state.

Every state counts alike and nobody answers "unknown". Each fact is asked by its one field, and the buyer gives the
answer that is true and says most. What an answer leaves is what the engine folds from it, for both policies alike.
A message cannot be asked for, so only states without one count.

The best policy is computed by working backwards over every partly answered order that questions can lead to. It may
begin with any question, and ends as ours must: with one outcome left, or with a doubt that no answer narrows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.interpreted_order import InterpretedOrder, interpret_order
from ali_closed.engine.logic.outcomes import Outcomes, StateSet, outcomes
from ali_closed.engine.logic.possible_reasons import Reasoning, reasoning
from ali_closed.engine.questions import choices, next_fact, spoken, with_answer
from ali_closed.model.order import Order
from ali_closed.rules.loader import Rulebook

Sheet = dict[str, dict[Any, StateSet]]
"""For each field that asks for a fact: which states give which answer."""

Answers = frozenset[tuple[str, Any]]
"""Fields and what was answered; in which order does not matter."""

Length = tuple[int, int]
"""The sum of the questions over all states, and the most that any state needs; the smaller pair is the better."""


@dataclass(frozen=True)
class Figures:
    """How many questions a policy asks until the plan stands: on average over the states, and at worst."""

    mean: Fraction
    worst: int


@dataclass(frozen=True)
class PolicyFigures:
    """Our questions beside the best: those of the least mean, and among them of the least worst case."""

    states: int
    best: Figures
    ours: Figures

    @property
    def ratio(self) -> Fraction:
        """Our mean as a multiple of the least possible."""
        return self.ours.mean / self.best.mean


@dataclass(frozen=True)
class End:
    """Where our questions end: what was answered, in order, the states that end there, and what they then leave."""

    answers: tuple[tuple[str, Any], ...]
    interpreted: InterpretedOrder
    states: StateSet
    left: StateSet


def policy_figures(rulebook: Rulebook) -> PolicyFigures:
    """The figures of our own questions and of the best possible ones under this rulebook."""
    reasoner = reasoning(rulebook)
    everyone = without_message(outcomes(reasoner), reasoner)
    count = everyone.bit_count()
    total, worst = _Best(rulebook, reasoner, outcomes(reasoner), sheet(rulebook)).length(frozenset(), everyone)
    reached = [(len(end.answers), end.states.bit_count()) for end in ends(rulebook)]
    return PolicyFigures(
        count,
        Figures(Fraction(total, count), worst),
        Figures(Fraction(sum(asked * states for asked, states in reached), count), max(asked for asked, _ in reached)),
    )


def without_message(known: Outcomes, reasoner: Reasoning) -> StateSet:
    """The states that questions alone can tell of: those in which no message proves anything."""
    return known.within(reasoner.space.box({"message": ("nothing",)}))


# ---------------------------------------------------------------- who answers what


def sheet(rulebook: Rulebook) -> Sheet:
    """What each state answers to each question about the facts."""
    reasoner = reasoning(rulebook)
    known = outcomes(reasoner)
    nothing = interpret_order(Order(), rulebook)
    made: Sheet = {}
    for fact in rulebook.facts:
        if not fact.asked_by:
            continue
        boxes = {
            value: spoken(with_answer(nothing, fact.asked_by, value, rulebook), reasoner)
            for value in choices(fact.asked_by)
        }
        by: dict[Any, StateSet] = {}
        for place, state in enumerate(known.states):
            value = _truest(state, boxes, reasoner.space.masks[fact.id], known)
            by[value] = by.get(value, 0) | 1 << place
        made[fact.asked_by] = by
    return made


def _truest(state: Box, boxes: dict[Any, Box], fact: Box, known: Outcomes) -> Any:
    """The answer that is true of the fact, says most of it, and fits the rest of the state best."""
    true = [value for value, box in boxes.items() if box & state & fact]
    return min(
        true,
        key=lambda value: (
            (boxes[value] & fact).bit_count(),
            boxes[value] & state != state,
            known.within(boxes[value]).bit_count(),
        ),
    )


# ---------------------------------------------------------------- ours


def ends(rulebook: Rulebook) -> Iterator[End]:
    """Every end of our questions; each state answers as its sheet says, and ends in exactly one of them."""
    reasoner = reasoning(rulebook)
    known = outcomes(reasoner)
    said = sheet(rulebook)
    waiting: list[tuple[tuple[tuple[str, Any], ...], InterpretedOrder, StateSet]] = [
        ((), interpret_order(Order(), rulebook), without_message(known, reasoner))
    ]
    while waiting:
        answers, interpreted, states = waiting.pop()
        asked = next_fact(interpreted, reasoner)
        if asked is None:
            yield End(answers, interpreted, states, known.within(spoken(interpreted, reasoner)))
            continue
        for value, by in said[asked].items():
            if states & by:
                waiting.append(
                    ((*answers, (asked, value)), with_answer(interpreted, asked, value, rulebook), states & by)
                )


# ---------------------------------------------------------------- the best possible


@dataclass
class _Best:
    """The least that any questions can need, partly answered order by partly answered order."""

    rulebook: Rulebook
    reasoner: Reasoning
    known: Outcomes
    sheet: Sheet
    _lengths: dict[tuple[Answers, StateSet], Length] = field(default_factory=dict)
    _settled: dict[tuple[Answers, StateSet], bool] = field(default_factory=dict)
    _left: dict[Answers, StateSet] = field(default_factory=dict)

    def length(self, answers: Answers, states: StateSet) -> Length:
        """How many questions these states still need after these answers, which are the same for all of them."""
        if self.settled(answers, states):
            return 0, 0
        here = (answers, states)
        if here not in self._lengths:
            self._lengths[here] = min(self._after(parts, states) for parts in self._questions(answers, states))
        return self._lengths[here]

    def settled(self, answers: Answers, states: StateSet) -> bool:
        """Whether one outcome is left, or a doubt that stays whatever is answered next."""
        now = self.known.open(self.left(answers))
        if len(now) < 2:
            return True
        here = (answers, states)
        if here not in self._settled:
            parts = [part for question in self._questions(answers, states) for part in question]
            self._settled[here] = not any(
                self.known.open(self.left(interpreted)) < now for interpreted, _ in parts
            ) and all(self.settled(*part) for part in parts)
        return self._settled[here]

    def left(self, answers: Answers) -> StateSet:
        """The states that the answers leave possible."""
        if answers not in self._left:
            interpreted = interpret_order(Order(), self.rulebook)
            for asked, value in sorted(answers, key=str):
                interpreted = with_answer(interpreted, asked, value, self.rulebook)
            self._left[answers] = self.known.within(spoken(interpreted, self.reasoner))
        return self._left[answers]

    def _questions(self, answers: Answers, states: StateSet) -> Iterator[list[tuple[Answers, StateSet]]]:
        """The questions that tell anything, as their answers and who gives them; none that misleads about a state."""
        asked_before = {asked for asked, _ in answers}
        for asked, said in self.sheet.items():
            if asked in asked_before:
                continue
            parts = [(answers | {(asked, value)}, states & by) for value, by in said.items() if states & by]
            tells = len(parts) > 1 or self.left(parts[0][0]) != self.left(answers)
            if tells and not any(here & ~self.left(interpreted) for interpreted, here in parts):
                yield parts

    def _after(self, parts: list[tuple[Answers, StateSet]], states: StateSet) -> Length:
        lengths = [self.length(*part) for part in parts]
        return states.bit_count() + sum(total for total, _ in lengths), 1 + max(worst for _, worst in lengths)
