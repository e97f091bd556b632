"""Every partly known state: exact against the union over its completions, and monotone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from itertools import product
from operator import and_, or_
from typing import Final, NamedTuple

from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.possible_reasons import Reasoning
from ali_closed.model.fields import DATE_FIELDS
from ali_closed.model.memo import Memo, remembered
from ali_closed.model.rulebook import Fact, FactMapping, Facts
from ali_closed.proof.states import States, StateSet
from ali_closed.proof.witnesses import Answer, Asking

OF_PLANS: Final = frozenset({"money", "dispute", "status_group"})
"""The facts that the plan of a reason turns on."""


@dataclass(frozen=True)
class Choice:
    """What can be known of a fact: one value, or a group of them; `unknown` is the box bits of all of them."""

    facts: Facts
    states: StateSet
    box: Box
    met: int
    unknown: Box


class World:
    """Who claims the states of a set, and the pieces of the reasons' regions that a state can meet.

    A box meets a piece fact by fact: what it does not meet, no state in which more is known can.
    """

    def __init__(self, claims: Mapping[str, StateSet], reasoning: Reasoning) -> None:
        self._claims = claims
        self.reasoning, self.space = reasoning, reasoning.space

    def met(self, box: Box) -> int:
        """Which pieces of the regions a box meets, one bit for each."""
        meets = self.space.meets
        return sum(1 << place for place, (_, piece) in enumerate(self.reasoning.pieces) if meets(box, piece))

    @remembered
    def pieces(self, met: int) -> tuple[tuple[str, Box], ...]:
        """The pieces that these bits stand for, each behind its reason."""
        return tuple(piece for place, piece in enumerate(self.reasoning.pieces) if met >> place & 1)

    @remembered
    def claiming(self, some: StateSet) -> frozenset[str]:
        """The reasons that claim any of some states: the union over all completions."""
        return frozenset(reason for reason, mine in self._claims.items() if mine & some)

    def left(self, box: Box, reason: str, met: int) -> Box:
        """What the lawful states of the box have of one reason."""
        return box & reduce(or_, self.space.meeting(box, [piece for of, piece in self.pieces(met) if of == reason]), 0)


class Partly(NamedTuple):
    """A partly known state, as lawful states counted apart, as a box of the engine, and the pieces that it meets."""

    known: tuple[Choice, ...]
    states: StateSet
    box: Box
    met: int

    @property
    def facts(self) -> Facts:
        """What is known, by name."""
        return {fact: values for choice in self.known for fact, values in choice.facts.items()}


@dataclass(frozen=True)
class Walked:
    """How many states were walked, and those that fail."""

    count: int
    inexact: tuple[Facts, ...]
    not_monotone: tuple[Facts, ...]


def walk(states: States, claims: Mapping[str, StateSet], reasoning: Reasoning) -> Walked:
    """Check every consistent state in which each fact is known to one value or not at all.

    Nothing known more may add a reason, or to one of them what its plan turns on.
    """
    world, width = World(claims, reasoning), reasoning.space.whole.bit_length()
    places = {reason: place * width for place, reason in enumerate(reasoning.regions)}
    others = sum(mask for fact, mask in reasoning.space.masks.items() if fact not in OF_PLANS)
    said_of = Memo[tuple[str, int, Box], int](lambda of: (world.left(of[2], of[0], of[1]) & ~others) << places[of[0]])
    seen: dict[Box, int] = {}
    count = 0
    inexact: list[Facts] = []
    not_monotone: list[Facts] = []
    for partly in _walk(states.facts, states, world, _nothing(states, world)):
        count += 1
        known, some, box, met = partly
        reasons = reasoning.having(box, world.pieces(met))
        if reasons != world.claiming(some):
            inexact.append(partly.facts)
        said = 0
        for reason in reasons:
            said |= said_of[reason, met, box | others]
        seen[box] = said
        if reduce(and_, [seen[box | choice.unknown] for choice in known], said) != said:
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
    world = World(claims, reasoning)
    for fact in states.facts:
        others = tuple(other for other in states.facts if other is not fact)
        for group in _groups(fact, fact_mappings):
            start = _knowing(_nothing(states, world), _choice(fact, group, states, world))
            having = [states.having[fact.id][value] for value in group]
            for partly in _walk(others, states, world, start, partial(_several, having)):
                count += 1
                _, some, box, met = partly
                if reasoning.having(box, world.pieces(met)) != world.claiming(some):
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


def _nothing(states: States, world: World) -> Partly:
    """The state of which nothing is known."""
    return Partly((), states.whole, world.space.whole, world.met(world.space.whole))


def _choice(fact: Fact, values: tuple[str, ...], states: States, world: World) -> Choice:
    facts, space = {fact.id: values}, world.space
    return Choice(facts, states.where(facts), box := space.box(facts), world.met(box), space.masks[fact.id])


def _groups(fact: Fact, fact_mappings: tuple[FactMapping, ...]) -> list[tuple[str, ...]]:
    """The sets of values of a fact that some fact mapping leaves, but for single ones and all of them."""
    found = {frozenset(entry.facts[fact.id]): entry.facts[fact.id] for entry in fact_mappings if fact.id in entry.facts}
    return [group for group in found.values() if 1 < len(group) < len(fact.values)]


def _walk(
    facts: tuple[Fact, ...], states: States, world: World, start: Partly, wanted: Callable[[StateSet], bool] = bool
) -> Iterator[Partly]:
    """Every way to know these facts besides that leaves lawful states as wanted, less known before more known.

    What is not wanted of some states is not wanted of fewer.
    """
    choices = [[_choice(fact, (value,), states, world) for value in reversed(fact.values)] for fact in facts]
    todo = [(0, start)] if wanted(start.states) else []
    while todo:
        place, partly = todo.pop()
        if place == len(choices):
            yield partly
            continue
        todo += [
            (place + 1, _knowing(partly, choice)) for choice in choices[place] if wanted(partly.states & choice.states)
        ]
        todo.append((place + 1, partly))


def _knowing(partly: Partly, choice: Choice) -> Partly:
    known, states, box, met = partly
    return Partly((*known, choice), states & choice.states, box & choice.box, met & choice.met)


def _several(having: list[StateSet], some: StateSet) -> bool:
    """Whether the states have two of the values at least."""
    return sum([some & mine != 0 for mine in having]) > 1
