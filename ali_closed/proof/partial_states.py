"""Every partly known state: exact against the union over its completions, and monotone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import NamedTuple

from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.possible_reasons import Reasoning
from ali_closed.engine.questions import Plan, plans
from ali_closed.model.fields import DATE_FIELDS
from ali_closed.model.rulebook import Fact, FactMapping, Facts
from ali_closed.proof.states import States, StateSet
from ali_closed.proof.witnesses import Answer, Asking


@dataclass(frozen=True)
class Choice:
    """What can be known of a fact: one value, or a group of them; `unknown` is the box bits of all of them."""

    facts: Facts
    states: StateSet
    box: Box
    unknown: Box


class Partly(NamedTuple):
    """A partly known state, as lawful states counted apart and as a box of the engine.

    `claims` and `reasoning` hold what the state meets, and may hold more: what a state does not meet, no state in
    which more is known can, so that it is left out on the way there.
    """

    known: tuple[Choice, ...]
    states: StateSet
    box: Box
    claims: Mapping[str, StateSet]
    reasoning: Reasoning

    @property
    def facts(self) -> Facts:
        """What is known, by name."""
        return {fact: values for choice in self.known for fact, values in choice.facts.items()}

    @property
    def claiming(self) -> set[str]:
        """The reasons that claim any of the states: the union over all completions."""
        states = self.states
        return {reason for reason, mine in self.claims.items() if mine & states}

    def without_the_unmet(self) -> Partly:
        """The same state with only what it meets."""
        box, states, meets = self.box, self.states, self.reasoning.space.meets
        claims = {reason: mine for reason, mine in self.claims.items() if mine & states}
        regions = {
            reason: met
            for reason, pieces in self.reasoning.regions.items()
            if (met := tuple([piece for piece in pieces if meets(box, piece)]))
        }
        return self._replace(claims=claims, reasoning=replace(self.reasoning, regions=regions))


@dataclass(frozen=True)
class Walked:
    """How many states were walked, and those that fail."""

    count: int
    inexact: tuple[Facts, ...]
    not_monotone: tuple[Facts, ...]


def walk(states: States, claims: Mapping[str, StateSet], reasoning: Reasoning) -> Walked:
    """Check every consistent state in which each fact is known to one value or not at all."""
    numbers: dict[Plan, int] = {}
    seen: dict[Box, int] = {}
    inexact: list[Facts] = []
    not_monotone: list[Facts] = []
    count = 0
    for partly in _walk(states.facts, states, _nothing(states, claims, reasoning)):
        count += 1
        found = plans(partly.box, partly.reasoning)
        if {plan[0] for plan in found} != partly.claiming:
            inexact.append(partly.facts)
        said = 0
        for plan in found:
            said |= 1 << numbers.setdefault(plan, len(numbers))
        seen[partly.box] = said
        if any(said & ~seen[partly.box | choice.unknown] for choice in partly.known):
            not_monotone.append(partly.facts)
    return Walked(count, tuple(inexact), tuple(not_monotone))


def walk_groups(
    fact_mappings: tuple[FactMapping, ...],
    states: States,
    claims: Mapping[str, StateSet],
    reasoning: Reasoning,
) -> Walked:
    """Check the states in which one fact is known to one of a group of values, as a fact mapping leaves it.

    Only where the laws leave two values of the group: else the state is one that `walk` has met.
    """
    inexact: list[Facts] = []
    count = 0
    nothing = _nothing(states, claims, reasoning)
    for fact in states.facts:
        others = tuple(other for other in states.facts if other is not fact)
        for group in _groups(fact, fact_mappings):
            start = _knowing(nothing, _choice(fact, group, states, reasoning))
            having = [states.having[fact.id][value] for value in group]
            for partly in _walk(others, states, start, partial(_several, having)):
                count += 1
                if partly.reasoning.possible(partly.box) != partly.claiming:
                    inexact.append(partly.facts)
    return Walked(count, tuple(inexact), ())


def added_by_days(asking: Asking) -> Iterator[tuple[Answer, Answer]]:
    """Days that add a reason to another answer: one that is told may unsay what was read from its silence."""
    days = [answer for answer in asking.answers if answer.field in DATE_FIELDS]
    for answer, day in product(asking.answers, days):
        if answer.field != day.field and not asking.possible((answer, day)) <= asking.possible((answer,)):
            yield answer, day


def leaks(states: States, reasoning: Reasoning) -> tuple[Facts, ...]:
    """Sets of values of one fact whose box does not meet exactly the boxes of its own values.

    A box is alive fact by fact, so with this every set of values is as exact as the single ones.
    """
    space = reasoning.space
    wrong: list[Facts] = []
    for fact in states.facts:
        for bits in range(1 << len(fact.values)):
            some = tuple(value for place, value in enumerate(fact.values) if bits >> place & 1)
            box = space.box({fact.id: some})
            met = tuple(value for value in fact.values if space.meets(box, space.box({fact.id: (value,)})))
            if met != some or space.alive(box) is not bool(some):
                wrong.append({fact.id: some})
    return tuple(wrong)


def _nothing(states: States, claims: Mapping[str, StateSet], reasoning: Reasoning) -> Partly:
    """The state of which nothing is known."""
    return Partly((), states.whole, reasoning.space.whole, claims, reasoning)


def _choice(fact: Fact, values: tuple[str, ...], states: States, reasoning: Reasoning) -> Choice:
    facts, space = {fact.id: values}, reasoning.space
    return Choice(facts, states.where(facts), space.box(facts), space.masks[fact.id])


def _groups(fact: Fact, fact_mappings: tuple[FactMapping, ...]) -> list[tuple[str, ...]]:
    """The sets of values of a fact that some fact mapping leaves, but for single ones and all of them."""
    found = {frozenset(entry.facts[fact.id]): entry.facts[fact.id] for entry in fact_mappings if fact.id in entry.facts}
    return [group for group in found.values() if 1 < len(group) < len(fact.values)]


def _walk(
    facts: tuple[Fact, ...], states: States, start: Partly, wanted: Callable[[StateSet], bool] = bool
) -> Iterator[Partly]:
    """Every way to know these facts besides that leaves lawful states as wanted, less known before more known.

    What is not wanted of some states is not wanted of fewer.
    """
    choices = [[_choice(fact, (value,), states, start.reasoning) for value in reversed(fact.values)] for fact in facts]
    todo = [(0, start.without_the_unmet())] if wanted(start.states) else []
    while todo:
        place, partly = todo.pop()
        if place == len(choices):
            yield partly
            continue
        last = place + 1 == len(choices)
        for choice in choices[place]:
            if wanted(partly.states & choice.states):
                more = _knowing(partly, choice)
                todo.append((place + 1, more if last else more.without_the_unmet()))
        todo.append((place + 1, partly))


def _knowing(partly: Partly, choice: Choice) -> Partly:
    known, states, box, claims, reasoning = partly
    return Partly((*known, choice), states & choice.states, box & choice.box, claims, reasoning)


def _several(having: list[StateSet], some: StateSet) -> bool:
    """Whether the states have two of the values at least."""
    return sum([some & mine != 0 for mine in having]) > 1
