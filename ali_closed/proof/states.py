"""The fully known states, counted apart from the boxes: values by name, laws as predicates, sets of states as bits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from ali_closed.engine.logic.fact_space import Space, lawful
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED
from ali_closed.model.rulebook import Fact, Facts, Law
from ali_closed.rules.loader import Rulebook

StateSet = int
"""Bit i is set if the i-th lawful state is in the set."""

Claims = Mapping[str, StateSet]
"""Per reason, and for the order that has not ended, the states under which it can have happened."""


@dataclass(frozen=True)
class States:
    """Every lawful, fully known state: one value for each fact, in the order of the facts."""

    facts: tuple[Fact, ...]
    named: tuple[tuple[str, ...], ...]

    @cached_property
    def whole(self) -> StateSet:
        """All lawful states."""
        return (1 << len(self.named)) - 1

    @cached_property
    def having(self) -> Mapping[str, Mapping[str, StateSet]]:
        """Per fact and value, the states that have it."""
        found = {fact.id: dict.fromkeys(fact.values, 0) for fact in self.facts}
        for place, state in enumerate(self.named):
            for fact, value in zip(self.facts, state, strict=True):
                found[fact.id][value] |= 1 << place
        return found

    def where(self, facts: Facts) -> StateSet:
        """The states in which every fact named has one of the values listed."""
        left = self.whole
        for fact, values in facts.items():
            left &= reduce(or_, (self.having[fact][value] for value in values), 0)
        return left

    def members(self, some: StateSet) -> Iterator[Mapping[str, str]]:
        """The states of a set, each by its facts' names."""
        names = tuple(fact.id for fact in self.facts)
        for place, state in enumerate(self.named):
            if some >> place & 1:
                yield dict(zip(names, state, strict=True))


def lawful_states(facts: tuple[Fact, ...], laws: tuple[Law, ...]) -> States:
    """Every combination of values that no law forbids."""
    names = [fact.id for fact in facts]
    found: list[dict[str, str]] = [{}]
    for place, fact in enumerate(facts):
        due = [law for law in laws if max(map(names.index, law.forbids)) == place]
        more = ({**state, fact.id: value} for state in found for value in fact.values)
        found = [state for state in more if not any(forbids(law, state) for law in due)]
    return States(facts, tuple(tuple(state.values()) for state in found))


def needed_laws(facts: tuple[Fact, ...], laws: tuple[Law, ...]) -> frozenset[str]:
    """The laws that forbid some combination of values which all the others allow."""
    space = Space(facts)
    boxes = {law.id: space.box(law.forbids) for law in laws}
    return frozenset(
        law for law, box in boxes.items() if lawful(space, (boxes[other] for other in boxes if other != law), [box])
    )


def forbids(law: Law, state: Mapping[str, str]) -> bool:
    """Whether the state has one of the forbidden values of every fact of the law."""
    return all(state[fact] in values for fact, values in law.forbids.items())


def claimed(rulebook: Rulebook, states: States) -> Claims:
    """Per reason, and for the order that has not ended, the states under which it can have happened."""
    found = dict.fromkeys((reason.id for reason in rulebook.reasons), 0)
    for reason in rulebook.reasons:
        for box in reason.boxes:
            found[reason.id] |= states.where(box.facts)
    return {**found, NOT_CLOSED: states.where(rulebook.open_order.facts)}


def shared(claims: Claims, states: States) -> Mapping[frozenset[str], StateSet]:
    """The states by the set of reasons that claim them; none claims those under the empty set."""
    groups: dict[frozenset[str], StateSet] = {frozenset(): states.whole}
    for reason, mine in claims.items():
        split: dict[frozenset[str], StateSet] = {}
        for group, some in groups.items():
            if some & mine:
                split[group | {reason}] = some & mine
            if some & ~mine:
                split[group] = some & ~mine
        groups = split
    return groups
