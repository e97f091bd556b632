"""Sets of facts as boxes: for each fact the values still open, packed into one number.

A box is what is known of an order, what a reason admits, or what a law forbids. Two boxes meet if they share a value
of every fact; the question "is this reason still possible" is nothing else. Laws are taken out of the space once,
so that what is left are lawful boxes that do not overlap, and every answer below is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod

from ali_closed.model.rulebook import Fact, Facts

Box = int
"""Bit i of a fact's field is set if its i-th value is open; one guard bit above each field stays clear."""


@dataclass(frozen=True)
class Space:
    """The facts and where each stands in a box."""

    facts: tuple[Fact, ...]

    @cached_property
    def _offsets(self) -> dict[str, int]:
        offsets, at = {}, 0
        for fact in self.facts:
            offsets[fact.id] = at
            at += len(fact.values) + 1
        return offsets

    @cached_property
    def _bits(self) -> dict[str, dict[str, int]]:
        return {
            fact.id: {value: 1 << (self._offsets[fact.id] + place) for place, value in enumerate(fact.values)}
            for fact in self.facts
        }

    @cached_property
    def masks(self) -> dict[str, Box]:
        """Per fact, the box bits of all its values."""
        return {fact: sum(bits.values()) for fact, bits in self._bits.items()}

    @cached_property
    def whole(self) -> Box:
        """The box in which everything is open."""
        return sum(self.masks.values())

    @cached_property
    def guards(self) -> int:
        """The guard bits of all facts."""
        return sum(1 << (self._offsets[fact.id] + len(fact.values)) for fact in self.facts)

    def box(self, facts: Facts) -> Box:
        """The box that leaves each fact named only the values listed, and all others open."""
        made = self.whole
        for fact, values in facts.items():
            made &= ~self.masks[fact] | sum(self._bits[fact][value] for value in values)
        return made

    def alive(self, box: Box) -> bool:
        """Whether every fact still has a value: adding all ones carries into the guard bit of a field that has."""
        return (box + self.whole) & self.guards == self.guards

    def meets(self, one: Box, other: Box) -> bool:
        """Whether two boxes share a fully known state."""
        return ((one & other) + self.whole) & self.guards == self.guards

    def meeting(self, box: Box, pieces: Iterable[Box]) -> list[Box]:
        """Those of some boxes that share a fully known state with a box."""
        whole, guards = self.whole, self.guards
        return [piece for piece in pieces if ((box & piece) + whole) & guards == guards]

    def values(self, box: Box, fact: str) -> tuple[str, ...]:
        """The values of a fact that are open in the box."""
        return tuple(value for value, bit in self._bits[fact].items() if box & bit)

    def size(self, box: Box) -> int:
        """How many fully known states the box holds."""
        return prod((box & mask).bit_count() for mask in self.masks.values())

    def minus(self, box: Box, taken: Box) -> Iterator[Box]:
        """The box without another one, as boxes that do not overlap."""
        if not self.meets(box, taken):
            yield box
            return
        for mask in self.masks.values():
            outside = box & mask & ~taken
            if outside:
                yield (box & ~mask) | outside
                box = (box & ~mask) | (box & mask & taken)

    def states(self, box: Box) -> Iterator[Box]:
        """Every fully known state of the box."""
        choices = [[bit for bit in self._bits[fact.id].values() if box & bit] for fact in self.facts]
        for bits in product(*choices):
            yield sum(bits)

    def named(self, state: Box) -> Mapping[str, tuple[str, ...]]:
        """The open values of every fact, by name."""
        return {fact.id: self.values(state, fact.id) for fact in self.facts}


def lawful(space: Space, forbidden: Iterable[Box], start: Iterable[Box]) -> tuple[Box, ...]:
    """What is left of the boxes when all that is forbidden is taken out; the boxes left do not overlap."""
    left = list(start)
    for law in forbidden:
        left = [piece for box in left for piece in space.minus(box, law)]
    return tuple(left)
