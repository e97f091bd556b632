"""Answers that cannot all be true: which they are, and the fewest changes that bring a reason back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import combinations, product
from typing import Any, Final

from ali_closed.engine.logic.fact_space import Box, lawful
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.logic.possible_reasons import Reasoning, order_field
from ali_closed.model.diagnosis import Contradiction, Repair
from ali_closed.model.fields import CHOICES
from ali_closed.model.order import Order
from ali_closed.model.rulebook import Law
from ali_closed.model.text import Text, text
from ali_closed.rules.conditions import Known
from ali_closed.rules.loader import Rulebook

BUYERS_WORD: Final = (
    "paid",
    "confirmed",
    "cancelled_by",
    "cancel_request",
    "parcel",
    "closed_when",
    "seller_says",
    "coupon",
    "dispute",
    "dispute_button",
    "bank",
    "shipped",
    "message",
    "sub_status",
    "status",
    "tracking",
)
"""Which answer is doubted first: the buyer's word before the page's, which lags behind the carrier's."""

_FEW: Final = 2
"""Of more answers than these no other values are tried: each is left out."""


def contradiction(interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning) -> Contradiction:
    """Which answers contradict one another, and every smallest repair, the buyer's word first."""
    everything = _told_fields(interpreted, reasoning)
    fields = _narrowest(everything, interpreted, reasoning)
    repairs = _repairs(fields, 1, interpreted, reasoning) or _repairs(everything, 1, interpreted, reasoning)
    size = 1
    while not repairs:
        size += 1
        if size > len(everything):
            raise AssertionError("the rules leave nothing to an order of which nothing is told")
        if size > len(fields):
            fields = _wider(fields, everything, interpreted, reasoning)
        repairs = _repairs(fields, size, interpreted, reasoning)
    laws = _broken(_only(fields, interpreted, reasoning), rulebook, reasoning)
    why = text("contradiction.laws", laws=_joined(laws)) if laws else text("contradiction.facts")
    lines = [*(line for law in laws for line in law.where), *_where(fields, interpreted, reasoning)]
    return Contradiction(fields, why, tuple(dict.fromkeys(lines)), _flat(repairs), joint=size > 1)


def _broken(known: Known, rulebook: Rulebook, reasoning: Reasoning) -> tuple[Law, ...]:
    """The laws of which none can be spared for the contradiction; none where two answers speak of the same fact."""
    space, box = reasoning.space, reasoning.derived(known)
    needed = list(zip(rulebook.laws, reasoning.law_boxes, strict=True))

    def breaks(laws: Iterable[tuple[Law, Box]]) -> bool:
        return not lawful(space, (forbidden for _, forbidden in laws), [box])

    if not space.alive(box) or not breaks(needed):
        return ()
    for law in tuple(needed):
        fewer = [other for other in needed if other is not law]
        if breaks(fewer):
            needed = fewer
    return tuple(law for law, _ in needed)


def _joined(laws: tuple[Law, ...]) -> Text:
    first, *others = (text(f"law.{law.id}") for law in laws)
    for other in others:
        first = text("contradiction.and", first=first, second=other)
    return first


def _wider(
    fields: tuple[str, ...], everything: tuple[str, ...], interpreted: InterpretedOrder, reasoning: Reasoning
) -> tuple[str, ...]:
    """More of the answers, where several contradictions overlap: what clashes when the first ones are dropped."""
    rest = tuple(field for field in everything if field not in fields)
    more = {*fields, *_narrowest(rest, interpreted, reasoning)}
    wider = tuple(field for field in everything if field in more)
    return wider if len(wider) > len(fields) else everything


def mended(
    interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning
) -> tuple[InterpretedOrder, tuple[Contradiction, ...]]:
    """The order with its smallest repair made, and the contradiction that it mends, if there is one."""
    if _possible(interpreted.known, reasoning):
        return interpreted, ()
    clash = contradiction(interpreted, rulebook, reasoning)
    changed = clash.repairs if clash.joint else clash.repairs[:1]
    return repaired_told(interpreted, {repair.field: repair.to for repair in changed}), (clash,)


def _repairs(
    fields: tuple[str, ...], size: int, interpreted: InterpretedOrder, reasoning: Reasoning
) -> list[tuple[Repair, ...]]:
    """The repairs that change so many of these answers."""
    found = (_repair(chosen, interpreted, reasoning) for chosen in combinations(fields, size))
    return [tuple(repair) for repair in found if repair is not None]


def _flat(repairs: list[tuple[Repair, ...]]) -> tuple[Repair, ...]:
    """The repairs of one answer each stand side by side; one that needs several answers comes whole and alone."""
    if len(repairs[0]) == 1:
        return tuple(repair for (repair,) in repairs)
    return repairs[0]


def _told_fields(interpreted: InterpretedOrder, reasoning: Reasoning) -> tuple[str, ...]:
    """Every answer that any fact mapping looks at, the one to doubt first in front."""
    used, read = {order_field(name) for name in reasoning.names}, dict(interpreted.from_message)
    known = [field for field in interpreted.order.known() if field in used and field not in read]
    if interpreted.status_word is not None and "status" not in known and "status_word" not in read:
        known.append("status")
    ranked = {field: place for place, field in enumerate(BUYERS_WORD)}
    return tuple(sorted(known, key=lambda field: (ranked.get(field, -1), field)))


def _narrowest(fields: tuple[str, ...], interpreted: InterpretedOrder, reasoning: Reasoning) -> tuple[str, ...]:
    """The answers of which none can be spared for the contradiction."""
    for field in reversed(fields):
        rest = tuple(other for other in fields if other != field)
        if not _possible(_only(rest, interpreted, reasoning), reasoning):
            fields = rest
    return fields


def _only(fields: Iterable[str], interpreted: InterpretedOrder, reasoning: Reasoning) -> Known:
    """What is known by some of the answers alone."""
    vocabulary = reasoning.rules.vocabulary
    kept = vocabulary.mask(name for field in fields for name in (field, *_read_from(field, interpreted)))
    return interpreted.known & kept | vocabulary.nothing & ~kept


def _read_from(field: str, interpreted: InterpretedOrder) -> dict[str, Any]:
    """What the words of an answer say beside it, and what is told of that without them."""
    if field == "message":
        return {"message_fact": None, **dict(interpreted.from_message)}
    return {"status_word": None} if field == "status" else {}


def _possible(known: Known, reasoning: Reasoning) -> bool:
    return bool(reasoning.possible(reasoning.derived(known)))


def _repair(fields: tuple[str, ...], interpreted: InterpretedOrder, reasoning: Reasoning) -> list[Repair] | None:
    few = len(fields) <= _FEW
    for values in product(*(alternatives(interpreted.order, field) if few else (None,) for field in fields)):
        changed = dict(zip(fields, values, strict=True))
        if _possible(_changed(changed, interpreted, reasoning), reasoning):
            return [Repair(field, interpreted.told(field), to) for field, to in changed.items()]
    return None


def _changed(changed: Mapping[str, object], interpreted: InterpretedOrder, reasoning: Reasoning) -> Known:
    """What is known with some answers changed; a changed status or message loses its words."""
    lost = {name: told for field in changed for name, told in _read_from(field, interpreted).items()}
    return reasoning.rules.vocabulary.known({**changed, **lost}, interpreted.known)


def alternatives(order: Order, field: str) -> tuple[Any, ...]:
    """The other answers a repair may offer for a field, the last of them to drop it; none for the page's own words."""
    if field in {"message", "end_reason", "sub_status"} or field.endswith("_on"):
        return (None,)
    return (*(value for value in CHOICES.get(field, ()) if value != order.value(field)), None)


def repaired_told(interpreted: InterpretedOrder, changed: Mapping[str, object]) -> InterpretedOrder:
    """What was told with some answers changed; a changed status or message loses its words, and what they warn of."""
    lost = {name: told for field in changed for name, told in _read_from(field, interpreted).items()}
    words: dict[str, Any] = {name: lost.pop(name) for name in ("status_word", "message_fact") if name in lost}
    if "message" in changed:
        words["from_message"] = ()
        words["warnings"] = tuple(entry for entry in interpreted.warnings if entry not in interpreted.of_message)
    return replace(interpreted, order=interpreted.order.replace(**changed, **lost), **words)


def _where(fields: tuple[str, ...], interpreted: InterpretedOrder, reasoning: Reasoning) -> tuple[str, ...]:
    lines = [
        line
        for entry in reasoning.mappings(interpreted.known)
        if any(order_field(name) in fields and interpreted.value(name) is not None for name in entry.when)
        for line in entry.where
    ]
    return tuple(dict.fromkeys(lines))
