"""Which closure reasons a box of facts leaves possible: exact, without order, and without any default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ali_closed.engine.logic.fact_space import Box, Space, lawful
from ali_closed.rules.loader import Rulebook

NOT_CLOSED = "not_closed"


@dataclass(frozen=True)
class Reasoning:
    """The rulebook's boxes, with the laws already taken out of them."""

    space: Space
    law_boxes: tuple[Box, ...]
    lawful_boxes: tuple[Box, ...]
    claims: Mapping[str, tuple[Box, ...]]
    regions: Mapping[str, tuple[Box, ...]]
    assumed: Mapping[str, Box]

    def consistent(self, box: Box) -> bool:
        """Whether the box holds any lawful state."""
        return self.space.alive(box) and any(self.space.meets(box, piece) for piece in self.lawful_boxes)

    def possible(self, box: Box) -> frozenset[str]:
        """The reasons of which the box holds a lawful state; `not_closed` where it may not have ended."""
        meets = self.space.meets
        return frozenset(
            reason for reason, region in self.regions.items() if any(meets(box, piece) for piece in region)
        )

    def open_values(self, box: Box, fact: str, reason: str | None = None) -> tuple[str, ...]:
        """The values of a fact in the lawful states of the box, of one reason or of all."""
        pieces = self.lawful_boxes if reason is None else self.regions[reason]
        left = 0
        for piece in pieces:
            if self.space.meets(box, piece):
                left |= box & piece
        return self.space.values(left, fact)

    def weight(self, box: Box) -> int:
        """How many lawful, fully known states the box holds."""
        space = self.space
        return sum(space.size(box & piece) for piece in self.lawful_boxes if space.meets(box, piece))


@lru_cache(maxsize=8)
def _reasoning(book: _Key) -> Reasoning:
    rulebook = book.rulebook
    space = Space(rulebook.facts)
    laws = tuple(space.box(law.forbids) for law in rulebook.laws)
    claims = {reason.id: tuple(space.box(box.facts) for box in reason.boxes) for reason in rulebook.reasons}
    claims[NOT_CLOSED] = (space.box(rulebook.open_order.facts),)
    return Reasoning(
        space=space,
        law_boxes=laws,
        lawful_boxes=lawful(space, laws, [space.whole]),
        claims=claims,
        regions={reason: lawful(space, laws, boxes) for reason, boxes in claims.items()},
        assumed={entry.id: space.box(entry.facts) for entry in rulebook.assumptions},
    )


class _Key:
    """A rulebook as a cache key: its digest says all."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def __hash__(self) -> int:
        return hash(self.rulebook.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.rulebook.digest == self.rulebook.digest


def reasoning(rulebook: Rulebook) -> Reasoning:
    """The reasoning over this rulebook; made once for each content."""
    return _reasoning(_Key(rulebook))
