"""Which closure reasons a box of facts leaves possible: exact, without order, and without any default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from operator import or_

from ali_closed.engine.logic.compiled_rules import CompiledRules, compiled, holding
from ali_closed.engine.logic.fact_space import Box, Space, lawful
from ali_closed.model.memo import Memo
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
        return self._derived[known & self.seen]

    def mappings(self, known: Known) -> tuple[FactMapping, ...]:
        """The fact mappings whose conditions the answers meet."""
        return self._mappings[known & self.seen]

    def fields_behind(self, known: Known, fact: str) -> tuple[str, ...]:
        """The told fields that narrow a fact."""
        return self._fields_behind[known & self.seen].get(fact, ())

    def consistent(self, box: Box) -> bool:
        """Whether the box holds any lawful state."""
        return self._consistent[box]

    def possible(self, box: Box) -> frozenset[str]:
        """The reasons of which the box holds a lawful state; `not_closed` where it may not have ended."""
        return self._possible[box]

    def open_values(self, box: Box, fact: str, reason: str | None = None) -> tuple[str, ...]:
        """The values of a fact in the lawful states of the box, of one reason or of all."""
        return self.space.values(self.left(box, reason), fact)

    def left(self, box: Box, reason: str | None = None) -> Box:
        """What the lawful states of the box have, of one reason or of all."""
        return self._left[box, reason]

    def weight(self, box: Box) -> int:
        """How many lawful, fully known states the box holds."""
        return self._weight[box]

    def apart(self, box: Box, reason: str) -> tuple[str, ...]:
        """The fewest facts that keep the box from meeting a reason."""
        return self._apart[box, reason]

    @cached_property
    def seen(self) -> int:
        """What of an order the fact mappings look at."""
        names = (name for entry in self.rules.rulebook.fact_mappings for name in entry.when)
        return self.rules.vocabulary.mask(names)

    @cached_property
    def mapped(self) -> tuple[tuple[int, Box], ...]:
        """What the condition of each fact mapping forbids, and the box it leaves."""
        return tuple((forbidden, self.space.box(entry.facts)) for forbidden, entry in self.rules.fact_mappings)

    @cached_property
    def _derived(self) -> Memo[Known, Box]:
        mapped, whole = self.mapped, self.space.whole

        def derive(known: Known) -> Box:
            box = whole
            for forbidden, left in mapped:
                if not known & forbidden:
                    box &= left
            return box

        return Memo(derive)

    @cached_property
    def _mappings(self) -> Memo[Known, tuple[FactMapping, ...]]:
        return Memo(lambda known: tuple(holding(self.rules.fact_mappings, known)))

    @cached_property
    def _fields_behind(self) -> Memo[Known, Mapping[str, tuple[str, ...]]]:
        vocabulary = self.rules.vocabulary

        def behind(known: Known) -> Mapping[str, tuple[str, ...]]:
            found: dict[str, dict[str, None]] = {}
            for entry in self.mappings(known):
                told = [order_field(name) for name in entry.when if vocabulary.told(known, name)]
                for fact in entry.facts:
                    found.setdefault(fact, {}).update(dict.fromkeys(told))
            return {fact: tuple(fields) for fact, fields in found.items()}

        return Memo(behind)

    @cached_property
    def _consistent(self) -> Memo[Box, bool]:
        return Memo(lambda box: bool(self.space.meeting(box, self.lawful_boxes)))

    @cached_property
    def _possible(self) -> Memo[Box, frozenset[str]]:
        meeting, regions = self.space.meeting, self.regions.items()
        return Memo(lambda box: frozenset([reason for reason, region in regions if meeting(box, region)]))

    @cached_property
    def _left(self) -> Memo[tuple[Box, str | None], Box]:
        meeting = self.space.meeting
        pieces: dict[str | None, tuple[Box, ...]] = {None: self.lawful_boxes}
        pieces.update(self.regions)
        return Memo(lambda of: of[0] & reduce(or_, meeting(of[0], pieces[of[1]]), 0))

    @cached_property
    def _weight(self) -> Memo[Box, int]:
        space, pieces = self.space, self.lawful_boxes
        return Memo(lambda box: sum(space.size(box & piece) for piece in space.meeting(box, pieces)))

    @cached_property
    def _apart(self) -> Memo[tuple[Box, str], tuple[str, ...]]:
        def apart(key: tuple[Box, str]) -> tuple[str, ...]:
            box, reason = key
            masks = self.space.masks.items()
            claims = (tuple(fact for fact, mask in masks if not box & claim & mask) for claim in self.regions[reason])
            return min(claims, key=len, default=())

        return Memo(apart)


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
