"""Which closure reasons a box of facts leaves possible: exact, without order, and without any default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from operator import or_

from ali_closed.engine.logic.compiled_rules import CompiledRules, compiled, holding
from ali_closed.engine.logic.fact_space import Box, Space, lawful
from ali_closed.model.memo import remembered
from ali_closed.model.rulebook import FactMapping
from ali_closed.rules.conditions import Known
from ali_closed.rules.loader import NOT_CLOSED as NOT_CLOSED
from ali_closed.rules.loader import Rulebook


@dataclass(frozen=True, eq=False)
class Reasoning:
    """The rulebook's boxes, with the laws already taken out of them.

    What follows from facts alone, whatever the day, is remembered.
    """

    rules: CompiledRules
    space: Space
    law_boxes: tuple[Box, ...]
    lawful_boxes: tuple[Box, ...]
    regions: Mapping[str, tuple[Box, ...]]
    assumed: Mapping[str, Box]

    def derived(self, known: Known) -> Box:
        """The box of facts that the answers leave open; a fact without any value left is a contradiction."""
        return self._derived(known & self.seen)

    @remembered
    def _derived(self, known: Known) -> Box:
        box = self.space.whole
        for forbidden, left in self.mapped:
            if not known & forbidden:
                box &= left
        return box

    def assume(self, box: Box, known: Known) -> tuple[Box, tuple[str, ...]]:
        """The box under what is taken for granted while untold, and which assumptions narrowed it.

        An assumption that would leave nothing lawful is not made.
        """
        made: list[str] = []
        for entry in holding(self.rules.assumptions, known):
            narrowed = box & self.assumed[entry.id]
            if narrowed != box and self.consistent(narrowed):
                if self.possible(box) and self.weight(narrowed) < self.weight(box):
                    made.append(entry.id)
                box = narrowed
        return box, tuple(made)

    def mappings(self, known: Known) -> tuple[FactMapping, ...]:
        """The fact mappings whose conditions the answers meet."""
        return self._mappings(known & self.seen)

    @remembered
    def _mappings(self, known: Known) -> tuple[FactMapping, ...]:
        return tuple(holding(self.rules.fact_mappings, known))

    def fields_behind(self, known: Known) -> Mapping[str, Iterable[str]]:
        """Per fact the told fields that narrow it."""
        return self._fields_behind(known & self.seen)

    @remembered
    def _fields_behind(self, known: Known) -> Mapping[str, Iterable[str]]:
        found: dict[str, dict[str, None]] = {}
        for entry in self.mappings(known):
            told = [order_field(name) for name in entry.when if self.rules.vocabulary.told(known, name)]
            for fact in entry.facts if told else ():
                found.setdefault(fact, {}).update(dict.fromkeys(told))
        return found

    @remembered
    def consistent(self, box: Box) -> bool:
        """Whether the box holds any lawful state."""
        return bool(self.space.meeting(box, self.lawful_boxes))

    @remembered
    def possible(self, box: Box) -> frozenset[str]:
        """The reasons of which the box holds a lawful state; `not_closed` where it may not have ended."""
        return self.having(box, self.pieces)

    def having(self, box: Box, pieces: Iterable[tuple[str, Box]]) -> frozenset[str]:
        """The reasons of some pieces of which the box holds a state."""
        whole, guards = self.space.whole, self.space.guards
        return frozenset([reason for reason, piece in pieces if ((box & piece) + whole) & guards == guards])

    def open_values(self, box: Box, fact: str, reason: str | None = None) -> tuple[str, ...]:
        """The values of a fact in the lawful states of the box, of one reason or of all."""
        return self.space.values(self.left(box, reason), fact)

    @remembered
    def left(self, box: Box, reason: str | None = None) -> Box:
        """What the lawful states of the box have, of one reason or of all."""
        pieces = self.lawful_boxes if reason is None else self.regions[reason]
        return box & reduce(or_, self.space.meeting(box, pieces), 0)

    @remembered
    def weight(self, box: Box) -> int:
        """How many lawful, fully known states the box holds."""
        return sum(self.space.size(box & piece) for piece in self.space.meeting(box, self.lawful_boxes))

    @remembered
    def apart(self, box: Box, reason: str) -> tuple[str, ...]:
        """The fewest facts that keep the box from meeting a reason."""
        masks = self.space.masks.items()
        claims = (tuple(fact for fact, mask in masks if not box & claim & mask) for claim in self.regions[reason])
        return min(claims, key=len, default=())

    def kept(self, box: Box, region: Box) -> Box:
        """The region, with what the box says of each fact where the two agree."""
        return sum(box & region & mask or region & mask for mask in self.space.masks.values())

    @cached_property
    def names(self) -> frozenset[str]:
        """What of an order the fact mappings look at."""
        return frozenset(name for entry in self.rules.rulebook.fact_mappings for name in entry.when)

    @cached_property
    def seen(self) -> int:
        """The bits of what the fact mappings look at."""
        return self.rules.vocabulary.mask(self.names)

    @cached_property
    def mapped(self) -> tuple[tuple[int, Box], ...]:
        """What the condition of each fact mapping forbids, and the box it leaves."""
        return tuple((forbidden, self.space.box(entry.facts)) for forbidden, entry in self.rules.fact_mappings)

    @cached_property
    def pieces(self) -> tuple[tuple[str, Box], ...]:
        """The boxes of all regions, each behind its reason."""
        return tuple((reason, piece) for reason, region in self.regions.items() for piece in region)


def order_field(name: str) -> str:
    """The field of the order behind a name of a condition."""
    return {"status_word": "status", "message_fact": "message"}.get(name, name)


@lru_cache(maxsize=8)
def reasoning(rulebook: Rulebook) -> Reasoning:
    """The reasoning over this rulebook; made once for each content."""
    space = Space(rulebook.facts)
    laws = tuple(space.box(law.forbids) for law in rulebook.laws)
    claims = {reason.id: tuple(space.box(box.facts) for box in reason.boxes) for reason in rulebook.reasons}
    claims[NOT_CLOSED] = (space.box(rulebook.open_order.facts),)
    return Reasoning(
        rules=compiled(rulebook),
        space=space,
        law_boxes=laws,
        lawful_boxes=lawful(space, laws, [space.whole]),
        regions={reason: lawful(space, laws, boxes) for reason, boxes in claims.items()},
        assumed={entry.id: space.box(entry.facts) for entry in rulebook.assumptions},
    )
