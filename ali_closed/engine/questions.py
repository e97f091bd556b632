"""Which question to ask next: the one after which least is left to ask, and none whose answer changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import permutations
from typing import Any, Final, Literal

from ali_closed.engine.logic.fact_mapping import derive_facts, mappings_that_hold
from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.interpreted_order import InterpretedOrder, implied_answers
from ali_closed.engine.logic.outcomes import Outcomes, StateSet, outcomes
from ali_closed.engine.logic.outcomes import Plan as Plan
from ali_closed.engine.logic.outcomes import plans as plans
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED, Reasoning
from ali_closed.model.diagnosis import Answer, Question
from ali_closed.model.order import CHOICES, DATE_FIELDS, FLAG_FIELDS, UNKNOWN
from ali_closed.model.rulebook import FollowUp
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook

CANCELLED_LABEL: Final = "cancelled"
"""Beside the statuses, the label most buyers read: it is an answer of its own."""

_FIRST: Final = "status"
"""What every buyer can read off the page, and what the other questions take for granted."""

_EXTREMES: Final = (Span.day(date(2010, 4, 1)), Span.day(date(2100, 1, 1)))
"""If neither a day before every order nor one after every deadline changes the plan, no day between them does."""

Sketch = Callable[[InterpretedOrder], object]
"""What an order's plan comes to, for telling whether an answer changes it."""


@dataclass(frozen=True)
class Asked:
    """A question and, for each answer, the order it would make and the facts then left."""

    field: str
    answers: Mapping[Any, tuple[InterpretedOrder, Box]]


@dataclass(frozen=True)
class _Mind:
    """What the questions are weighed with."""

    rulebook: Rulebook
    reasoning: Reasoning
    outcomes: Outcomes

    def states(self, interpreted: InterpretedOrder) -> StateSet:
        """The states that what was told leaves."""
        return self.outcomes.within(spoken(interpreted, self.rulebook, self.reasoning))


@dataclass(frozen=True)
class _Candidate:
    """A question about the facts and what each answer would tell and leave; answers that leave nothing are none."""

    field: str
    answers: tuple[tuple[InterpretedOrder, StateSet], ...]

    @property
    def left(self) -> list[StateSet]:
        """What the answers leave, the one that says most first; answers that say the same count once."""
        return sorted({states for _, states in self.answers}, key=lambda states: (states.bit_count(), states))


def next_question(
    interpreted: InterpretedOrder, box: Box, rulebook: Rulebook, reasoning: Reasoning, sketch: Sketch
) -> Question | None:
    """The next question that can change the plan, or None."""
    reasoner = _Mind(rulebook, reasoning, outcomes(reasoning))
    fact = _next_fact(interpreted, reasoner)
    asked = (
        _follow_up(interpreted, box, reasoner, sketch) if fact is None else ask(fact, interpreted, rulebook, reasoning)
    )
    return None if asked is None else _question(asked, reasoning)


# ---------------------------------------------------------------- the facts


def next_fact(interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning) -> str | None:
    """The field that the next question about the facts asks for; None when they are settled or a doubt stays."""
    return _next_fact(interpreted, _Mind(rulebook, reasoning, outcomes(reasoning)))


def _next_fact(interpreted: InterpretedOrder, reasoner: _Mind) -> str | None:
    now = reasoner.states(interpreted)
    if len(reasoner.outcomes.open(now)) < 2 or _gave_up(interpreted, reasoner.rulebook):
        return None
    fields = _unasked(interpreted, reasoner.rulebook)
    candidates = [found for field in fields if len((found := _candidate(field, interpreted, reasoner)).left) > 1]
    narrowing = [candidate for candidate in candidates if _narrows(candidate, now, reasoner)]
    if narrowing:
        return min(narrowing, key=lambda found: (found.field != _FIRST, *_score(found, now, reasoner.outcomes))).field
    return _first_of_pair(candidates, now, reasoner)


def _candidate(field: str, interpreted: InterpretedOrder, reasoner: _Mind) -> _Candidate:
    answered = [with_answer(interpreted, field, value, reasoner.rulebook) for value in choices(field)]
    return _Candidate(
        field, tuple((interpreted, states) for interpreted in answered if (states := reasoner.states(interpreted)))
    )


def _gave_up(interpreted: InterpretedOrder, rulebook: Rulebook) -> bool:
    in_vain = [field for field in _fact_fields(rulebook) if interpreted.order.raw(field) == UNKNOWN]
    return len(in_vain) >= rulebook.policy["unknown_answers_until_no_more_are_asked"]


def _narrows(candidate: _Candidate, now: StateSet, reasoner: _Mind) -> bool:
    """Whether an answer leaves fewer outcomes than there are now."""
    known = reasoner.outcomes.open(now)
    return any(reasoner.outcomes.open(states) < known for states in candidate.left)


def _first_of_pair(candidates: list[_Candidate], now: StateSet, reasoner: _Mind) -> str | None:
    """Where no single question narrows anything, the first of two that together do."""
    for one, other in permutations(candidates, 2):
        for interpreted, _ in one.answers:
            if _narrows(_candidate(other.field, interpreted, reasoner), now, reasoner):
                return one.field
    return None


def _fact_fields(rulebook: Rulebook) -> tuple[str, ...]:
    """The fields that ask for facts, in the order of the contract."""
    asked_by = {fact.asked_by for fact in rulebook.facts}
    return tuple(field for field in CHOICES if field in asked_by)


def _unasked(interpreted: InterpretedOrder, rulebook: Rulebook) -> Iterator[str]:
    """The fields that ask for facts and were neither told nor asked."""
    for field in _fact_fields(rulebook):
        if interpreted.order.raw(field) is None and not (field == _FIRST and interpreted.status_word):
            yield field


def _score(candidate: _Candidate, now: StateSet, known: Outcomes) -> tuple[float, int]:
    """How many outcomes are left on average over the states, and how many at worst.

    A state that several answers admit is counted with the one that says most.
    """
    left, worst, rest = 0, 0, now
    for states in candidate.left:
        count = len(known.open(states))
        left += count * (states & rest).bit_count()
        worst = max(worst, count)
        rest &= ~states
    return round(left / now.bit_count(), 9), worst


def spoken(interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning) -> Box:
    """The box of facts that the answers leave open.

    Silence means nothing here while a question can still break it; only a question that was asked in vain
    leaves what is taken for granted.
    """
    box = reasoning.space.whole
    unasked = set(_unasked(interpreted, rulebook))
    for entry in mappings_that_hold(interpreted, rulebook):
        if not (entry.assumes and unasked & set(entry.when)):
            box &= reasoning.space.box(entry.facts)
    for assumption in rulebook.assumptions:
        narrowed = box & reasoning.assumed[assumption.id]
        if interpreted.order.raw(assumption.field) == UNKNOWN and reasoning.consistent(narrowed):
            box = narrowed
    return box


def ask(field: str, interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning) -> Asked:
    """The question for a field, with every answer that can be true."""
    answers: dict[Any, tuple[InterpretedOrder, Box]] = {}
    for value in choices(field):
        answered = with_answer(interpreted, field, value, rulebook)
        box = derive_facts(answered, rulebook, reasoning)
        if reasoning.consistent(box) and reasoning.possible(box):
            answers[value] = (answered, box)
    return Asked(field, answers)


def choices(field: str) -> tuple[Any, ...]:
    """The answers a question offers."""
    return (*CHOICES[field], CANCELLED_LABEL) if field == _FIRST else CHOICES[field]


def with_answer(interpreted: InterpretedOrder, field: str, value: Any, rulebook: Rulebook) -> InterpretedOrder:
    """What would be told with one answer more."""
    if field == _FIRST and value == CANCELLED_LABEL:
        return replace(interpreted, order=interpreted.order.replace(status="closed"), status_word=CANCELLED_LABEL)
    return implied_answers(interpreted.with_order(interpreted.order.replace(**{field: value})), rulebook)


# ---------------------------------------------------------------- after the facts


def _follow_up(interpreted: InterpretedOrder, box: Box, reasoner: _Mind, sketch: Sketch) -> Asked | None:
    for entry in follow_ups(interpreted, box, reasoner.rulebook, reasoner.reasoning):
        asked = _asked(entry, interpreted, reasoner)
        if asked is not None and _changes(asked, interpreted, reasoner.rulebook, sketch):
            return asked
    return None


def follow_ups(interpreted: InterpretedOrder, box: Box, rulebook: Rulebook, reasoning: Reasoning) -> Iterator[FollowUp]:
    """What is asked once no fact is left to ask, in order, as far as it changes the plan.

    What concerns reasons alone takes for granted that the order has ended.
    """
    possible = reasoning.possible(box)
    status_groups = reasoning.open_values(box, "status_group", NOT_CLOSED) if NOT_CLOSED in possible else ()
    for entry in rulebook.follow_ups:
        of_reasons = possible & set(entry.reasons) and (entry.status_groups or NOT_CLOSED not in possible)
        concerned = of_reasons or set(status_groups) & set(entry.status_groups)
        if concerned and interpreted.order.raw(entry.field) is None and interpreted.holds(entry.when):
            yield entry


def _asked(entry: FollowUp, interpreted: InterpretedOrder, reasoner: _Mind) -> Asked | None:
    if entry.field in DATE_FIELDS:
        return Asked(entry.field, {})
    asked = ask(entry.field, interpreted, reasoner.rulebook, reasoner.reasoning)
    return asked if len(asked.answers) > 1 else None


def _changes(asked: Asked, interpreted: InterpretedOrder, rulebook: Rulebook, sketch: Sketch) -> bool:
    """Whether any answer makes another plan of what is told."""
    now = sketch(interpreted)
    answered = [interpreted for interpreted, _ in asked.answers.values()] or [
        with_answer(interpreted, asked.field, day, rulebook) for day in _EXTREMES
    ]
    return any(sketch(interpreted) != now for interpreted in answered)


# ---------------------------------------------------------------- about a contradiction


def question_about(
    fields: tuple[str, ...], interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning
) -> Question | None:
    """The question about the first of some fields that can be asked, as if it had not been answered."""
    for field in fields:
        if field in DATE_FIELDS:
            return Question(field, "date", ())
        if field in CHOICES:
            unanswered = replace(interpreted, order=interpreted.order.replace(**{field: None}))
            if field == "status":
                unanswered = replace(unanswered, status_word=None)
            asked = ask(field, unanswered, rulebook, reasoning)
            if asked.answers:
                return _question(asked, reasoning)
            kind: Literal["choice", "boolean"] = "boolean" if field in FLAG_FIELDS else "choice"
            return Question(field, kind, tuple(Answer(value, ()) for value in (*choices(field), UNKNOWN)))
    return None


# ---------------------------------------------------------------- as the contract asks it


def _question(asked: Asked, reasoning: Reasoning) -> Question:
    if not asked.answers:
        return Question(asked.field, "date", ())
    kind: Literal["choice", "boolean"] = "boolean" if asked.field in FLAG_FIELDS else "choice"
    answers = [Answer(value, _sorted(reasoning.possible(box))) for value, (_, box) in asked.answers.items()]
    everything: frozenset[str] = frozenset().union(*(answer.leads_to for answer in answers))
    return Question(asked.field, kind, (*answers, Answer("unknown", _sorted(everything))))


def _sorted(reasons: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(reasons))
