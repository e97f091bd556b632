"""Which question to ask next: the one whose answers leave the fewest outcomes, and none that changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import permutations
from typing import Any, Final, Literal

from ali_closed.engine.boxes import Box
from ali_closed.engine.fold import fold, folds_that_hold
from ali_closed.engine.outcomes import Outcomes, outcomes
from ali_closed.engine.outcomes import Plan as Plan
from ali_closed.engine.outcomes import plans as plans
from ali_closed.engine.reasoning import NOT_CLOSED, Reasoning
from ali_closed.engine.told import Told
from ali_closed.model.diagnosis import Answer, Question
from ali_closed.model.order import CHOICES, DATE_FIELDS, FLAG_FIELDS
from ali_closed.model.rulebook import FollowUp
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook

CANCELLED_LABEL: Final = "cancelled"
"""Beside the statuses, the label most buyers read: it is an answer of its own."""

_FIRST: Final = "status"
"""What every buyer can read off the page, and what the other questions take for granted."""

_EXTREMES: Final = (Span.day(date(2010, 4, 1)), Span.day(date(2100, 1, 1)))
"""If neither a day before every order nor one after every deadline changes the plan, no day between them does."""

Sketch = Callable[[Told], object]
"""What an order's plan comes to, for telling whether an answer changes it."""


@dataclass(frozen=True)
class Asked:
    """A question and, for each answer, the order it would make and the facts then left."""

    field: str
    answers: Mapping[Any, tuple[Told, Box]]


@dataclass(frozen=True)
class _Mind:
    """What the questions are weighed with."""

    rulebook: Rulebook
    reasoning: Reasoning
    outcomes: Outcomes


def next_question(told: Told, box: Box, rulebook: Rulebook, reasoning: Reasoning, sketch: Sketch) -> Question | None:
    """The next question that can change the plan, or None."""
    mind = _Mind(rulebook, reasoning, outcomes(reasoning))
    asked = _fact_question(told, mind) or _follow_up(told, box, mind, sketch)
    return None if asked is None else _question(asked, reasoning)


# ---------------------------------------------------------------- the facts


def _fact_question(told: Told, mind: _Mind) -> Asked | None:
    now = mind.outcomes.within(spoken(told, mind.rulebook, mind.reasoning))
    if len(mind.outcomes.open(now)) < 2:
        return None
    candidates = [
        asked for field in _open_fields(told, mind.rulebook) if len((asked := _ask(field, told, mind)).answers) > 1
    ]
    narrowing = [asked for asked in candidates if _narrows(asked, now, mind)]
    if narrowing:
        return min(narrowing, key=lambda asked: (asked.field != _FIRST, *_score(asked, now, mind)))
    return _first_of_pair(candidates, now, mind)


def _narrows(asked: Asked, now: int, mind: _Mind) -> bool:
    """Whether an answer leaves fewer outcomes than there are now."""
    known = mind.outcomes.open(now)
    return any(mind.outcomes.open(states) < known for states in _left(asked, mind))


def _first_of_pair(candidates: list[Asked], now: int, mind: _Mind) -> Asked | None:
    """Where no single question narrows anything, the first of two that together do."""
    for one, other in permutations(candidates, 2):
        for told, _ in one.answers.values():
            if _narrows(_ask(other.field, told, mind), now, mind):
                return one
    return None


def _open_fields(told: Told, rulebook: Rulebook) -> Iterator[str]:
    """The fields that ask for facts and were neither told nor asked, in the order of the contract."""
    asked_by = {fact.asked_by for fact in rulebook.facts if fact.asked_by}
    for field in CHOICES:
        if field in asked_by and told.order.raw(field) is None and not (field == _FIRST and told.status_word):
            yield field


def _score(asked: Asked, now: int, mind: _Mind) -> tuple[float, int]:
    """How many outcomes are left on average over the states, and at worst.

    A state that several answers admit is counted with the one that says most.
    """
    counted, worst, rest = 0, 0, now
    for states in sorted(_left(asked, mind), key=lambda states: (states.bit_count(), states)):
        size = len(mind.outcomes.open(states))
        counted += size * (states & rest).bit_count()
        worst = max(worst, size)
        rest &= ~states
    return counted / now.bit_count(), worst


def _left(asked: Asked, mind: _Mind) -> set[int]:
    """The states that each answer leaves; answers that say the same count once."""
    return {mind.outcomes.within(spoken(told, mind.rulebook, mind.reasoning)) for told, _ in asked.answers.values()}


def spoken(told: Told, rulebook: Rulebook, reasoning: Reasoning) -> Box:
    """The box of facts that the answers leave open, without what the silence of a question not yet asked would mean."""
    box = reasoning.space.whole
    unasked = set(_open_fields(told, rulebook))
    for entry in folds_that_hold(told, rulebook):
        if not (entry.assumes and unasked & set(entry.when)):
            box &= reasoning.space.box(entry.facts)
    return box


def ask(field: str, told: Told, rulebook: Rulebook, reasoning: Reasoning) -> Asked:
    """The question for a field, with every answer that can be true."""
    answers: dict[Any, tuple[Told, Box]] = {}
    for value in choices(field):
        answered = with_answer(told, field, value)
        box = fold(answered, rulebook, reasoning)
        if reasoning.consistent(box) and reasoning.possible(box):
            answers[value] = (answered, box)
    return Asked(field, answers)


def _ask(field: str, told: Told, mind: _Mind) -> Asked:
    return ask(field, told, mind.rulebook, mind.reasoning)


def choices(field: str) -> tuple[Any, ...]:
    """The answers a question offers."""
    return (*CHOICES[field], CANCELLED_LABEL) if field == _FIRST else CHOICES[field]


def with_answer(told: Told, field: str, value: Any) -> Told:
    """What would be told with one answer more."""
    if field == _FIRST and value == CANCELLED_LABEL:
        return replace(told, order=told.order.replace(status="closed"), status_word=CANCELLED_LABEL)
    return told.with_order(told.order.replace(**{field: value}))


# ---------------------------------------------------------------- after the facts


def _follow_up(told: Told, box: Box, mind: _Mind, sketch: Sketch) -> Asked | None:
    possible = mind.reasoning.possible(box)
    lives = mind.reasoning.open_values(box, "life", NOT_CLOSED) if NOT_CLOSED in possible else ()
    for entry in mind.rulebook.follow_ups:
        if told.order.raw(entry.field) is not None or not told.holds(entry.when):
            continue
        if not (possible & set(entry.reasons) or set(lives) & set(entry.lives)):
            continue
        asked = _asked(entry, told, mind)
        if asked is not None and _changes(asked, told, sketch):
            return asked
    return None


def _asked(entry: FollowUp, told: Told, mind: _Mind) -> Asked | None:
    if entry.field in DATE_FIELDS:
        return Asked(entry.field, {})
    asked = _ask(entry.field, told, mind)
    return asked if len(asked.answers) > 1 else None


def _changes(asked: Asked, told: Told, sketch: Sketch) -> bool:
    """Whether any answer makes another plan of what is told."""
    now = sketch(told)
    answered = [told for told, _ in asked.answers.values()] or [
        with_answer(told, asked.field, day) for day in _EXTREMES
    ]
    return any(sketch(told) != now for told in answered)


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
