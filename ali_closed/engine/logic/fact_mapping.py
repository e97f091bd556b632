"""Maps what was told to the box of facts, by the tables of facts.toml."""

from __future__ import annotations

from typing import Any

from ali_closed.engine.logic.compiled_rules import holding
from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.logic.possible_reasons import Reasoning
from ali_closed.model.fields import CHOICES
from ali_closed.model.order import Order
from ali_closed.rules.conditions import Known


def derive_facts(interpreted: InterpretedOrder, reasoning: Reasoning) -> Box:
    """The box of facts that the answers leave open; a fact without any value left is a contradiction."""
    return reasoning.derived(interpreted.known)


def assume(box: Box, known: Known, reasoning: Reasoning) -> tuple[Box, tuple[str, ...]]:
    """The box under what is taken for granted while untold, and which assumptions narrowed it.

    An assumption that would leave nothing lawful is not made.
    """
    made: list[str] = []
    for entry in holding(reasoning.rules.assumptions, known):
        narrowed = box & reasoning.assumed[entry.id]
        if narrowed != box and reasoning.consistent(narrowed):
            if reasoning.possible(box) and reasoning.weight(narrowed) < reasoning.weight(box):
                made.append(entry.id)
            box = narrowed
    return box, tuple(made)


def alternatives(order: Order, field: str) -> tuple[Any, ...]:
    """The other answers a repair may offer for a field, the last of them to drop it; none for the page's own words."""
    given = order.value(field)
    if field in {"message", "end_reason", "sub_status"} or field.endswith("_on"):
        return (None,)
    return (*(value for value in CHOICES.get(field, ()) if value != given), None)
