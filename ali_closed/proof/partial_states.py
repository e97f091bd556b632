"""Every partly known state: exact against the union over its completions, and monotone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.possible_reasons import Reasoning
from ali_closed.engine.questions import Plan, plans
from ali_closed.model.rulebook import Fact, FactMapping, Facts
from ali_closed.proof.states import States, StateSet


@dataclass(frozen=True)
class Choice:
    """One thing that can be known of a fact: one value, a group of them, or nothing."""

    facts: Facts
    states: StateSet
    box: Box
    group: bool = False


@dataclass(frozen=True)
class Partly:
    """A partly known state: what is known, as lawful states counted apart and as a box of the engine."""

    choices: tuple[Choice, ...]
    states: StateSet
    box: Box

    @property
    def facts(self) -> Facts:
        """What is known, by name."""
        return {fact: values for choice in self.choices for fact, values in choice.facts.items()}


@dataclass(frozen=True)
class Walked:
    """How many states were walked, and those that fail."""

    count: int
    inexact: tuple[Facts, ...]
    not_monotone: tuple[Facts, ...]


def walk(states: States, claims: Mapping[str, StateSet], reasoning: Reasoning) -> Walked:
    """Check every consistent state in which each fact is known to one value or not at all."""
    options = [_singles(fact.id, fact.values, states, reasoning) for fact in states.facts]
    numbers: dict[Plan, int] = {}
    seen: dict[tuple[int, ...], int] = {}
    inexact: list[Facts] = []
    not_monotone: list[Facts] = []
    for places, partly in _walk(options, states, reasoning, groups=0):
        found = plans(partly.box, reasoning)
        if {plan[0] for plan in found} != _claiming(partly.states, claims):
            inexact.append(partly.facts)
        said = 0
        for plan in found:
            said |= 1 << numbers.setdefault(plan, len(numbers))
        seen[places] = said
        if any(said & ~seen[less] for less in _with_one_fact_less(places)):
            not_monotone.append(partly.facts)
    return Walked(len(seen), tuple(inexact), tuple(not_monotone))


def walk_groups(
    fact_mappings: tuple[FactMapping, ...],
    states: States,
    claims: Mapping[str, StateSet],
    reasoning: Reasoning,
    *,
    groups: int = 1,
) -> Walked:
    """Check the states in which up to so many facts are known to one of a group of values, as a fold leaves it.

    Only where the laws leave two values of each group: else the state is one that `walk` has met.
    """
    options = [
        [
            *_singles(fact.id, fact.values, states, reasoning),
            *(_choice({fact.id: group}, states, reasoning, group=True) for group in _groups(fact, fact_mappings)),
        ]
        for fact in states.facts
    ]
    inexact: list[Facts] = []
    count = 0
    for _, partly in _walk(options, states, reasoning, groups=groups):
        if not any(choice.group for choice in partly.choices) or not _open(partly, states):
            continue
        count += 1
        if reasoning.possible(partly.box) != _claiming(partly.states, claims):
            inexact.append(partly.facts)
    return Walked(count, tuple(inexact), ())


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


def _singles(fact: str, values: tuple[str, ...], states: States, reasoning: Reasoning) -> list[Choice]:
    return [
        Choice({}, states.whole, reasoning.space.whole),
        *(_choice({fact: (value,)}, states, reasoning) for value in values),
    ]


def _choice(facts: Facts, states: States, reasoning: Reasoning, *, group: bool = False) -> Choice:
    return Choice(facts, states.where(facts), reasoning.space.box(facts), group)


def _groups(fact: Fact, fact_mappings: tuple[FactMapping, ...]) -> list[tuple[str, ...]]:
    """The sets of values of a fact that some fold leaves, but for single ones and all of them."""
    found = {frozenset(entry.facts[fact.id]): entry.facts[fact.id] for entry in fact_mappings if fact.id in entry.facts}
    return [group for group in found.values() if 1 < len(group) < len(fact.values)]


def _walk(
    options: list[list[Choice]], states: States, reasoning: Reasoning, *, groups: int
) -> Iterator[tuple[tuple[int, ...], Partly]]:
    """Every combination of one choice a fact that some lawful state has, less known before more known."""
    todo: list[tuple[tuple[int, ...], Partly, int]] = [
        ((), Partly((), states.whole, reasoning.space.whole), groups),
    ]
    while todo:
        places, known, left = todo.pop()
        if len(places) == len(options):
            yield places, known
            continue
        for place, choice in reversed(list(enumerate(options[len(places)]))):
            some = known.states & choice.states
            if some and (left or not choice.group):
                more = Partly((*known.choices, choice), some, known.box & choice.box)
                todo.append(((*places, place), more, left - choice.group))


def _with_one_fact_less(places: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for at, place in enumerate(places):
        if place:
            yield (*places[:at], 0, *places[at + 1 :])


def _claiming(some: StateSet, claims: Mapping[str, StateSet]) -> set[str]:
    """The reasons that claim any state of the set: the union over all completions."""
    return {reason for reason, mine in claims.items() if mine & some}


def _open(partly: Partly, states: States) -> bool:
    """Whether every group has two values at least in the completions."""
    return all(
        sum(partly.states & states.having[fact][value] != 0 for value in values) > 1
        for choice in partly.choices
        if choice.group
        for fact, values in choice.facts.items()
    )
