"""Folds what was told into the box of facts, by the tables of facts.toml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.logic.possible_reasons import Reasoning
from ali_closed.model.order import CHOICES, Order
from ali_closed.model.rulebook import FactMapping
from ali_closed.rules.loader import Rulebook


def derive_facts(interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning) -> Box:
    """The box of facts that the answers leave open; a fact without any value left is a contradiction."""
    box = reasoning.space.whole
    for entry in mappings_that_hold(interpreted, rulebook):
        box &= reasoning.space.box(entry.facts)
    return box


def mappings_that_hold(interpreted: InterpretedOrder, rulebook: Rulebook) -> Iterator[FactMapping]:
    """The folds whose conditions this order meets."""
    return (entry for entry in rulebook.fact_mappings if interpreted.holds(entry.when))


def fields_behind(interpreted: InterpretedOrder, rulebook: Rulebook, fact: str) -> tuple[str, ...]:
    """The told fields that narrow a fact."""
    found: dict[str, None] = {}
    for entry in mappings_that_hold(interpreted, rulebook):
        if fact in entry.facts:
            found.update(
                dict.fromkeys(_order_field(field) for field in entry.when if interpreted.value(field) is not None)
            )
    return tuple(found)


def assume(
    box: Box, interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning
) -> tuple[Box, tuple[str, ...]]:
    """The box under what is taken for granted while untold, and which assumptions narrowed it.

    An assumption that would leave nothing lawful is not made.
    """
    made: list[str] = []
    for entry in rulebook.assumptions:
        narrowed = box & reasoning.assumed[entry.id]
        if interpreted.value(entry.field) is None and narrowed != box and reasoning.consistent(narrowed):
            if reasoning.possible(box) and _narrows(box, narrowed, reasoning):
                made.append(entry.id)
            box = narrowed
    return box, tuple(made)


def _narrows(box: Box, narrowed: Box, reasoning: Reasoning) -> bool:
    return reasoning.weight(narrowed) < reasoning.weight(box)


def _order_field(field: str) -> str:
    return {"status_word": "status", "message_fact": "message"}.get(field, field)


def alternatives(order: Order, field: str) -> tuple[Any, ...]:
    """The other answers a repair may offer for a field, the last of them to drop it."""
    given = order.value(field)
    if field in {"message", "end_reason"} or field.endswith("_on"):
        return (None,)
    return (*(value for value in CHOICES.get(field, ()) if value != given), None)
