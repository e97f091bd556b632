"""What an order can come to: the plans that stay when every fact is known, counted over all lawful states.

There are few lawful states, so a set of them is one number, a bit for each; what a box leaves is then exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from itertools import product
from operator import or_

from ali_closed.engine.logic.fact_space import Box, Space
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED, Reasoning
from ali_closed.model.memo import remembered

Plan = tuple[str, ...]
"""A reason with its money and whether a dispute runs, or an order still open and where it stands."""

Outcome = frozenset[Plan]
"""The plan of a fully known state, or the doubt that stays there."""

StateSet = int
"""Bit i is set if the i-th lawful state is in the set."""


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

    @remembered
    def within(self, box: Box) -> StateSet:
        """The states that a box holds."""
        left = self.everything
        for mask in self.fields:
            left &= sum(self.having[bit] for bit in _bits(box & mask))
        return left

    @remembered
    def open(self, states: StateSet) -> frozenset[Outcome]:
        """What the states of a set come to."""
        return frozenset(outcome for outcome, members in self.coming_to.items() if members & states)


@lru_cache(maxsize=8)
def outcomes(reasoning: Reasoning) -> Outcomes:
    """The outcomes under this reasoning; counted once for each content."""
    space, regions = reasoning.space, reasoning.regions
    states = sorted({state for region in regions.values() for box in region for state in space.states(box)})
    known = Outcomes(tuple(states), _having(states, space.whole), tuple(space.masks.values()), {})
    groups: dict[Outcome, StateSet] = {frozenset(): known.everything}
    for reason, region in regions.items():
        mine = reduce(or_, map(known.within, region), 0)
        for plan, box in _planned(reason, space):
            groups = _split(groups, plan, mine & known.within(box))
    return replace(known, coming_to=groups)


def _planned(reason: str, space: Space) -> Iterator[tuple[Plan, Box]]:
    """Every plan there can be for a reason, and the states that come to it if the reason is theirs."""
    if reason == NOT_CLOSED:
        for group in space.values(space.whole, "status_group"):
            yield (reason, group), space.box({"status_group": (group,)})
        return
    disputes = space.values(space.whole, "dispute")
    for paid, runs in product(space.values(space.whole, "money"), (True, False)):
        dispute = tuple(value for value in disputes if (value == "open") == runs)
        yield (reason, paid, "running" if runs else ""), space.box({"money": (paid,), "dispute": dispute})


def _split(groups: Mapping[Outcome, StateSet], plan: Plan, mine: StateSet) -> dict[Outcome, StateSet]:
    """The groups of states, each divided into those that come to the plan too and those that do not."""
    found: dict[Outcome, StateSet] = {}
    for outcome, members in groups.items():
        if members & mine:
            found[outcome | {plan}] = members & mine
        if members & ~mine:
            found[outcome] = members & ~mine
    return found


def _having(states: Sequence[Box], whole: Box) -> dict[int, StateSet]:
    """Per bit of a box the states that have it: the columns of a table of bits that has a row for each state."""
    size = (whole.bit_length() + 7) // 8
    rows = b"".join(state.to_bytes(size, "little") for state in reversed(states))
    digits = [bytes(b"01"[byte >> place & 1] for byte in range(256)) for place in range(8)]
    found = {}
    for bit in _bits(whole):
        byte, place = divmod(bit.bit_length() - 1, 8)
        found[bit] = int(rows[byte::size].translate(digits[place]), 2)
    return found


def _bits(box: Box) -> list[int]:
    found = []
    while box:
        found.append(box & -box)
        box &= box - 1
    return found
