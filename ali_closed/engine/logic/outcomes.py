"""What an order can come to: the plans that stay when every fact is known, counted over all lawful states.

There are few lawful states, so a set of them is one number, a bit for each; what a box leaves is then exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED, Reasoning
from ali_closed.rules.conditions import Memo

Plan = tuple[str, ...]
"""A reason with its money and whether a dispute runs, or an order still open and where it stands."""

Outcome = frozenset[Plan]
"""The plan of a fully known state, or the doubt that stays there."""

StateSet = int
"""Bit i is set if the i-th lawful state is in the set."""


def plans(box: Box, reasoning: Reasoning) -> Outcome:
    """What may have to be done: a reason with its money and its running dispute, or a status still open."""
    found: set[Plan] = set()
    for reason in reasoning.possible(box):
        if reason == NOT_CLOSED:
            found.update((reason, status_group) for status_group in reasoning.open_values(box, "status_group", reason))
            continue
        money = reasoning.open_values(box, "money", reason)
        running = {value == "open" for value in reasoning.open_values(box, "dispute", reason)}
        found.update((reason, paid, "running" if runs else "") for paid in money for runs in running)
    return frozenset(found)


@dataclass(frozen=True)
class Outcomes:
    """Every lawful state that a reason covers, and what each comes to."""

    states: tuple[Box, ...]
    having: Mapping[int, StateSet]
    fields: tuple[int, ...]
    coming_to: Mapping[Outcome, StateSet]

    @property
    def everything(self) -> StateSet:
        """All states."""
        return (1 << len(self.states)) - 1

    def within(self, box: Box) -> StateSet:
        """The states that a box holds."""
        return self._within[box]

    def open(self, states: StateSet) -> frozenset[Outcome]:
        """What the states of a set come to."""
        return self._open[states]

    @cached_property
    def _within(self) -> Memo[Box, StateSet]:
        def within(box: Box) -> StateSet:
            left = self.everything
            for mask in self.fields:
                left &= sum(self.having[bit] for bit in _bits(box & mask))
            return left

        return Memo(within)

    @cached_property
    def _open(self) -> Memo[StateSet, frozenset[Outcome]]:
        return Memo(
            lambda states: frozenset(outcome for outcome, members in self.coming_to.items() if members & states)
        )


@lru_cache(maxsize=8)
def outcomes(reasoning: Reasoning) -> Outcomes:
    """The outcomes under this reasoning; counted once for each content."""
    return _outcomes(_Key(reasoning))


class _Key:
    """A reasoning as a cache key: its lawful states and what they belong to."""

    def __init__(self, reasoning: Reasoning) -> None:
        self.reasoning = reasoning
        self.content = (reasoning.lawful_boxes, tuple(sorted(reasoning.regions.items())))

    def __hash__(self) -> int:
        return hash(self.content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.content == self.content


@lru_cache(maxsize=8)
def _outcomes(key: _Key) -> Outcomes:
    reasoning = key.reasoning
    lawful = sorted(state for box in reasoning.lawful_boxes for state in reasoning.space.states(box))
    coming = {state: come for state in lawful if (come := plans(state, reasoning))}
    having = dict.fromkeys(_bits(reasoning.space.whole), 0)
    coming_to: dict[Outcome, StateSet] = {}
    for place, (state, come) in enumerate(coming.items()):
        coming_to[come] = coming_to.get(come, 0) | 1 << place
        for bit in _bits(state):
            having[bit] |= 1 << place
    return Outcomes(tuple(coming), having, tuple(reasoning.space.masks.values()), coming_to)


def _bits(box: Box) -> list[int]:
    found = []
    while box:
        found.append(box & -box)
        box &= box - 1
    return found
