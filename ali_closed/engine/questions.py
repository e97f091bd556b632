"""Which question to ask next: the one whose answers leave the smallest sets of plans, and none that changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Any, Final, Literal

from ali_closed.engine.boxes import Box
from ali_closed.engine.fold import fold
from ali_closed.engine.reasoning import NOT_CLOSED, Reasoning
from ali_closed.engine.told import Told
from ali_closed.model.diagnosis import Answer, Question
from ali_closed.model.order import CHOICES, DATE_FIELDS, FLAG_FIELDS
from ali_closed.model.rulebook import FollowUp
from ali_closed.rules.loader import Rulebook

CANCELLED_LABEL: Final = "cancelled"
"""Beside the statuses, the label most buyers read: it is an answer of its own."""

Plan = tuple[str, ...]
Sketch = Callable[[Told], object]
"""What an order's plan comes to, for telling whether an answer changes it."""


@dataclass(frozen=True)
class Asked:
    """A question and, for each answer, the order it would make and the facts then left."""

    field: str
    answers: Mapping[Any, tuple[Told, Box]]


def plans(box: Box, reasoning: Reasoning) -> frozenset[Plan]:
    """What may have to be done: a reason with its money and its running dispute, or a status still open."""
    found: set[Plan] = set()
    for reason in reasoning.possible(box):
        if reason == NOT_CLOSED:
            found.update((reason, life) for life in reasoning.open_values(box, "life", reason))
            continue
        money = reasoning.open_values(box, "money", reason)
        running = {value == "open" for value in reasoning.open_values(box, "dispute", reason)}
        found.update((reason, paid, "running" if runs else "") for paid in money for runs in running)
    return frozenset(found)


def next_question(told: Told, box: Box, rulebook: Rulebook, reasoning: Reasoning, sketch: Sketch) -> Question | None:
    """The next question that can change the plan, or None."""
    asked = _fact_question(told, box, rulebook, reasoning)
    if asked is None:
        asked = _follow_up(told, box, rulebook, reasoning, sketch)
    return None if asked is None else _question(asked, told, reasoning)


# ---------------------------------------------------------------- the facts


def _fact_question(told: Told, box: Box, rulebook: Rulebook, reasoning: Reasoning) -> Asked | None:
    now = plans(box, reasoning)
    candidates = [
        candidate
        for field in _open_fields(told, rulebook)
        if len((candidate := ask(field, told, rulebook, reasoning)).answers) > 1
    ]
    scored = [(_score(candidate, reasoning), place, candidate) for place, candidate in enumerate(candidates)]
    scored.sort(key=lambda entry: entry[:2])
    for (mean, _), _, candidate in scored:
        if mean < len(now) and _narrows(candidate, now, reasoning):
            return candidate
    return _first_of_pair(candidates, now, rulebook, reasoning) if len(now) > 1 else None


def _narrows(candidate: Asked, now: frozenset[Plan], reasoning: Reasoning) -> bool:
    return any(plans(box, reasoning) < now for _, box in candidate.answers.values())


def _first_of_pair(
    candidates: list[Asked], now: frozenset[Plan], rulebook: Rulebook, reasoning: Reasoning
) -> Asked | None:
    """Where no single question narrows anything, the first of two that together do."""
    for one, other in permutations(candidates, 2):
        for told, _ in one.answers.values():
            if _narrows(ask(other.field, told, rulebook, reasoning), now, reasoning):
                return one
    return None


def _open_fields(told: Told, rulebook: Rulebook) -> Iterator[str]:
    """The fields that ask for facts and were neither told nor asked, in the order of the contract."""
    asked_by = {fact.asked_by for fact in rulebook.facts if fact.asked_by}
    for field in CHOICES:
        if field in asked_by and told.order.raw(field) is None and not (field == "status" and told.status_word):
            yield field


def ask(field: str, told: Told, rulebook: Rulebook, reasoning: Reasoning) -> Asked:
    """The question for a field, with every answer that can be true."""
    answers: dict[Any, tuple[Told, Box]] = {}
    for value in choices(field):
        answered = with_answer(told, field, value)
        box = fold(answered, rulebook, reasoning)
        if reasoning.consistent(box) and reasoning.possible(box):
            answers[value] = (answered, box)
    return Asked(field, answers)


def choices(field: str) -> tuple[Any, ...]:
    """The answers a question offers."""
    return (*CHOICES[field], CANCELLED_LABEL) if field == "status" else CHOICES[field]


def with_answer(told: Told, field: str, value: Any) -> Told:
    """What would be told with one answer more."""
    if field == "status" and value == CANCELLED_LABEL:
        changed = told.order.replace(status="closed")
        return Told(changed, CANCELLED_LABEL, told.message_fact, told.named, told.assumptions, told.warnings)
    return told.with_order(told.order.replace(**{field: value}))


def _score(candidate: Asked, reasoning: Reasoning) -> tuple[float, int]:
    """How many plans are left on average over the states, and at worst; answers that say the same count once."""
    boxes = {box for _, box in candidate.answers.values()}
    sizes = [(len(plans(box, reasoning)), reasoning.weight(box)) for box in boxes]
    whole = sum(weight for _, weight in sizes)
    return sum(size * weight for size, weight in sizes) / whole, max(size for size, _ in sizes)


# ---------------------------------------------------------------- after the facts


def _follow_up(told: Told, box: Box, rulebook: Rulebook, reasoning: Reasoning, sketch: Sketch) -> Asked | None:
    possible = reasoning.possible(box)
    lives = reasoning.open_values(box, "life", NOT_CLOSED) if NOT_CLOSED in possible else ()
    for entry in rulebook.follow_ups:
        if told.order.raw(entry.field) is not None or not told.holds(entry.when):
            continue
        if not (possible & set(entry.reasons) or set(lives) & set(entry.lives)):
            continue
        asked = _asked(entry, told, rulebook, reasoning)
        if asked is not None and (not asked.answers or _changes(asked, told, sketch)):
            return asked
    return None


def _asked(entry: FollowUp, told: Told, rulebook: Rulebook, reasoning: Reasoning) -> Asked | None:
    if entry.field in DATE_FIELDS:
        return Asked(entry.field, {})
    asked = ask(entry.field, told, rulebook, reasoning)
    return asked if len(asked.answers) > 1 else None


def _changes(asked: Asked, told: Told, sketch: Sketch) -> bool:
    now = sketch(told)
    return any(sketch(answered) != now for answered, _ in asked.answers.values())


# ---------------------------------------------------------------- as the contract asks it


def _question(asked: Asked, told: Told, reasoning: Reasoning) -> Question:
    if not asked.answers:
        return Question(asked.field, "date", ())
    kind: Literal["choice", "boolean"] = "boolean" if asked.field in FLAG_FIELDS else "choice"
    answers = [Answer(value, _sorted(reasoning.possible(box))) for value, (_, box) in asked.answers.items()]
    everything: frozenset[str] = frozenset().union(*(answer.leads_to for answer in answers))
    return Question(asked.field, kind, (*answers, Answer("unknown", _sorted(everything))))


def _sorted(reasons: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(reasons))
