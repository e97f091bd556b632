"""Every consistent state is settled by our questions, and hardly any policy needs fewer of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from ali_closed.engine.logic.interpreted_order import InterpretedOrder, interpret_order
from ali_closed.engine.logic.outcomes import Outcomes, outcomes
from ali_closed.engine.logic.possible_reasons import Reasoning, reasoning
from ali_closed.engine.questions import choices, spoken, with_answer
from ali_closed.model.order import Order
from ali_closed.rules.loader import Rulebook, load_rules
from tests.engine.policy import End, PolicyFigures, ends, policy_figures, sheet, without_message

RULES: Rulebook = load_rules()
MIND: Reasoning = reasoning(RULES)
KNOWN: Outcomes = outcomes(MIND)
SHEET = sheet(RULES)


@pytest.fixture(scope="module")
def figures() -> PolicyFigures:
    return policy_figures(RULES)


@pytest.fixture(scope="module")
def reached() -> tuple[End, ...]:
    return tuple(ends(RULES))


def left(interpreted: InterpretedOrder) -> int:
    return KNOWN.within(spoken(interpreted, MIND))


def members(states: int) -> list[int]:
    return [place for place in range(len(KNOWN.states)) if states >> place & 1]


def test_our_mean_is_within_three_in_a_hundred_of_the_best(figures: PolicyFigures) -> None:
    assert 1 <= figures.ratio <= Fraction(103, 100)


def test_our_worst_case_is_no_worse_than_that_of_the_best(figures: PolicyFigures) -> None:
    assert figures.ours.worst <= figures.best.worst


def test_the_figures_count_every_consistent_state(figures: PolicyFigures, reached: tuple[End, ...]) -> None:
    everyone = without_message(KNOWN, MIND)
    assert figures.states == everyone.bit_count() > 0
    assert sum(end.states for end in reached) == everyone
    assert sum(end.states.bit_count() for end in reached) == figures.states


def test_every_state_ends_within_what_is_left(reached: tuple[End, ...]) -> None:
    assert [end.answers for end in reached if end.states & ~end.left] == []


def test_every_state_ends_in_one_plan_or_in_a_doubt_that_stays(reached: tuple[End, ...]) -> None:
    narrowed = [end.answers for end in reached if len(KNOWN.open(end.left)) > 1 and any(_narrowed(end))]
    assert narrowed == []


def _narrowed(end: End) -> list[str]:
    """The questions that would still narrow what is left, had they been answered: by each state, all of them."""
    found = []
    for place in members(end.states):
        interpreted = end.interpreted
        for asked, said in SHEET.items():
            if interpreted.order.raw(asked) is not None:
                continue
            value = next(value for value, by in said.items() if by >> place & 1)
            answered = with_answer(interpreted, asked, value, RULES)
            if left(answered) >> place & 1:
                interpreted = answered
                if KNOWN.open(left(interpreted)) < KNOWN.open(end.left):
                    found.append(asked)
    return found


def test_what_is_left_is_what_these_states_come_to_or_taken_not_to_be(reached: tuple[End, ...]) -> None:
    """An answer excludes only what it proves; what else is left over is what the verdicts take not to be."""
    for end in reached:
        plans = frozenset().union(*KNOWN.open(end.left))
        true = frozenset().union(*KNOWN.open(end.states))
        assert true <= plans
        box, _ = MIND.assume(MIND.derived(end.interpreted.known), end.interpreted.known)
        assert {plan[0] for plan in plans - true}.isdisjoint(MIND.possible(box)), end.answers


@pytest.mark.parametrize("field", sorted(SHEET))
def test_each_state_gives_each_question_one_answer_that_is_true_of_its_fact(field: str) -> None:
    fact = next(fact.id for fact in RULES.facts if fact.asked_by == field)
    said = SHEET[field]
    assert set(said) <= set(choices(field))
    assert sum(said.values()) == KNOWN.everything
    nothing = interpret_order(Order(), RULES)
    for value, by in said.items():
        allowed = MIND.space.values(spoken(with_answer(nothing, field, value, RULES), MIND), fact)
        for place in members(by):
            assert set(MIND.space.values(KNOWN.states[place], fact)) <= set(allowed)


def test_the_best_is_what_trying_every_order_of_questions_finds() -> None:
    """Counted apart, in plain sets and without memory, for cancelled orders that were closed at the payment."""
    from tests.engine.policy import _Best

    states = SHEET["status"]["cancelled"] & without_message(KNOWN, MIND)
    beginning = {"status": "cancelled", "closed_when": "at_payment"}
    here = states & SHEET["closed_when"]["at_payment"]
    best = _Best(RULES, MIND, KNOWN, SHEET)
    assert best.length(frozenset(beginning.items()), here) > (here.bit_count(), 1)
    assert best.length(frozenset(beginning.items()), here) == _tried(beginning, frozenset(members(here)))


def _tried(answers: dict[str, Any], states: frozenset[int]) -> tuple[int, int]:
    now = _possible(answers)
    found: list[tuple[int, int]] = []
    for asked in SHEET.keys() - answers.keys():
        parts: dict[Any, set[int]] = {}
        for place in states:
            parts.setdefault(next(value for value, by in SHEET[asked].items() if by >> place & 1), set()).add(place)
        interpreted = {value: {**answers, asked: value} for value in parts}
        if any(part - _possible(interpreted[value]) for value, part in parts.items()):
            continue
        if len(parts) == 1 and all(_possible(after) == now for after in interpreted.values()):
            continue
        lengths = [_tried(interpreted[value], frozenset(part)) for value, part in parts.items()]
        narrows = any(_ends(_possible(interpreted[value])) < _ends(now) for value in parts)
        if narrows or any(total for total, _ in lengths):
            found.append((len(states) + sum(total for total, _ in lengths), 1 + max(worst for _, worst in lengths)))
    return min(found, default=(0, 0)) if len(_ends(now)) > 1 else (0, 0)


def _possible(answers: dict[str, Any]) -> set[int]:
    interpreted = interpret_order(Order(), RULES)
    for asked, value in answers.items():
        interpreted = with_answer(interpreted, asked, value, RULES)
    return set(members(left(interpreted)))


def _ends(states: set[int]) -> set[object]:
    return {outcome for outcome, those in KNOWN.coming_to.items() if any(those >> place & 1 for place in states)}
