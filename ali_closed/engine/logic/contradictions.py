"""Answers that cannot all be true: which they are, and the fewest changes that bring a reason back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Final

from ali_closed.engine.logic.fact_mapping import alternatives, derive_facts, mappings_that_hold
from ali_closed.engine.logic.fact_space import lawful
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.logic.possible_reasons import Reasoning
from ali_closed.engine.time.readings import event
from ali_closed.model.diagnosis import Contradiction, Repair
from ali_closed.model.order import AHEAD_FIELDS, DATE_FIELDS, Order
from ali_closed.model.rulebook import Law
from ali_closed.model.text import Text, text
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
    "tracking",
    "message",
    "sub_status",
    "status",
)
"""Which answer is doubted first: the buyer's word before the page's, and the page's status last."""

_IN_ORDER: Final = ("ordered_on", "paid_on", "shipped_on", "delivered_on")
_AFTER_ORDERED: Final = (
    "closed_on",
    "confirmed_on",
    "cancel_requested_on",
    "dispute_opened_on",
    "protection_ends_on",
)


_FEW: Final = 2
"""Of more answers than these no other values are tried: each is left out."""


def contradiction(interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning) -> Contradiction:
    """Which answers contradict one another, and every smallest repair, the buyer's word first."""
    everything = _told_fields(interpreted, rulebook)
    fields = _narrowest(interpreted, rulebook, reasoning)
    repairs = _repairs(fields, 1, interpreted, rulebook, reasoning) or _repairs(
        everything, 1, interpreted, rulebook, reasoning
    )
    size = 1
    while not repairs:
        size += 1
        if size > len(fields):
            fields = _wider(fields, everything, interpreted, rulebook, reasoning)
        repairs = _repairs(fields, size, interpreted, rulebook, reasoning)
    laws = _broken(_only(interpreted, list(fields)), rulebook, reasoning)
    why = text("contradiction.laws", laws=_joined(laws)) if laws else text("contradiction.facts")
    lines = [*(line for law in laws for line in law.where), *_where(fields, interpreted, rulebook)]
    return Contradiction(fields, why, tuple(dict.fromkeys(lines)), _flat(repairs))


def _broken(interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning) -> tuple[Law, ...]:
    """The laws of which none can be spared for the contradiction; none where two answers speak of the same fact."""
    space, box = reasoning.space, derive_facts(interpreted, rulebook, reasoning)
    if not space.alive(box):
        return ()
    laws = dict(
        zip((law.id for law in rulebook.laws), zip(rulebook.laws, reasoning.law_boxes, strict=True), strict=True)
    )

    def breaks(ids: Iterable[str]) -> bool:
        return not lawful(space, (laws[law][1] for law in ids), [box])

    needed = list(laws)
    if not breaks(needed):
        return ()
    for law in list(laws):
        fewer = [other for other in needed if other != law]
        if breaks(fewer):
            needed = fewer
    return tuple(laws[law][0] for law in needed)


def _joined(laws: tuple[Law, ...]) -> Text:
    first, *others = (text(f"law.{law.id}") for law in laws)
    for other in others:
        first = text("contradiction.and", first=first, second=other)
    return first


def _wider(
    fields: tuple[str, ...],
    everything: tuple[str, ...],
    interpreted: InterpretedOrder,
    rulebook: Rulebook,
    reasoning: Reasoning,
) -> tuple[str, ...]:
    """More of the answers, where several contradictions overlap: what clashes when the first ones are dropped."""
    rest = repaired_told(interpreted, dict.fromkeys(fields))
    more = {*fields, *_narrowest(rest, rulebook, reasoning)}
    wider = tuple(field for field in everything if field in more)
    return wider if len(wider) > len(fields) else everything


def mended(
    interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning
) -> tuple[InterpretedOrder, tuple[Contradiction, ...]]:
    """The order with its smallest repair made, and the contradiction that it mends, if there is one."""
    if _possible(interpreted, rulebook, reasoning):
        return interpreted, ()
    clash = contradiction(interpreted, rulebook, reasoning)
    first = repaired_told(interpreted, {clash.repairs[0].field: clash.repairs[0].to})
    if _possible(first, rulebook, reasoning):
        return first, (clash,)
    return repaired_told(interpreted, {repair.field: repair.to for repair in clash.repairs}), (clash,)


def _repairs(
    fields: tuple[str, ...], size: int, interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning
) -> list[tuple[Repair, ...]]:
    """The repairs that change so many of these answers."""
    found = (_repair(chosen, interpreted, rulebook, reasoning) for chosen in combinations(fields, size))
    return [tuple(repair) for repair in found if repair is not None]


def _flat(repairs: list[tuple[Repair, ...]]) -> tuple[Repair, ...]:
    """The repairs of one answer each stand side by side; one that needs several answers comes whole and alone."""
    if len(repairs[0]) == 1:
        return tuple(repair for (repair,) in repairs)
    return repairs[0]


def _told_fields(interpreted: InterpretedOrder, rulebook: Rulebook) -> tuple[str, ...]:
    """Every answer that any fold looks at, the one to doubt first in front."""
    rename = {"status_word": "status", "message_fact": "message"}
    used = {rename.get(field, field) for entry in rulebook.fact_mappings for field in entry.when}
    known = [field for field in interpreted.order.known() if field in used]
    if interpreted.status_word is not None and "status" not in known:
        known.append("status")
    ranked = {field: place for place, field in enumerate(BUYERS_WORD)}
    return tuple(sorted(known, key=lambda field: (ranked.get(field, -1), field)))


def _narrowest(interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning) -> tuple[str, ...]:
    """The answers of which none can be spared for the contradiction."""
    fields = list(_told_fields(interpreted, rulebook))
    for field in list(reversed(fields)):
        rest = [other for other in fields if other != field]
        if not _possible(_only(interpreted, rest), rulebook, reasoning):
            fields = rest
    return tuple(fields)


def _only(interpreted: InterpretedOrder, fields: list[str]) -> InterpretedOrder:
    kept = {field: interpreted.order.raw(field) for field in fields}
    return replace(
        interpreted,
        order=Order().replace(**kept),
        status_word=interpreted.status_word if "status" in fields else None,
        message_fact=interpreted.message_fact if "message" in fields else None,
    )


def _possible(interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning) -> bool:
    return bool(reasoning.possible(derive_facts(interpreted, rulebook, reasoning)))


def _repair(
    fields: tuple[str, ...], interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning
) -> list[Repair] | None:
    few = len(fields) <= _FEW
    for values in _choices(fields, interpreted.order) if few else [(None,) * len(fields)]:
        changed = dict(zip(fields, values, strict=True))
        repaired = repaired_told(interpreted, changed)
        if _possible(repaired, rulebook, reasoning):
            return [Repair(field, interpreted.order.value(field), to) for field, to in changed.items()]
    return None


def _choices(fields: tuple[str, ...], order: Order) -> Iterator[tuple[object, ...]]:
    if not fields:
        yield ()
        return
    for value in alternatives(order, fields[0]):
        for rest in _choices(fields[1:], order):
            yield (value, *rest)


def repaired_told(interpreted: InterpretedOrder, changed: dict[str, object]) -> InterpretedOrder:
    """What was told with some answers changed; a changed status or message loses its words."""
    return replace(
        interpreted,
        order=interpreted.order.replace(**changed),
        status_word=None if "status" in changed else interpreted.status_word,
        message_fact=None if "message" in changed else interpreted.message_fact,
    )


def _where(fields: tuple[str, ...], interpreted: InterpretedOrder, rulebook: Rulebook) -> tuple[str, ...]:
    rename = {"status_word": "status", "message_fact": "message"}
    lines = [
        line
        for entry in mappings_that_hold(interpreted, rulebook)
        if any(rename.get(field, field) in fields and interpreted.value(field) is not None for field in entry.when)
        for line in entry.where
    ]
    return tuple(dict.fromkeys(lines))


# ---------------------------------------------------------------- dates


def date_contradictions(interpreted: InterpretedOrder, today: date) -> tuple[Contradiction, ...]:
    """Dates that cannot be: a thing that has happened lies ahead, or came before what must come first."""
    found = [_ahead(field, interpreted) for field in _in_the_future(interpreted, today)]
    for earlier, later in _out_of_order(interpreted, today):
        changes = tuple(Repair(field, interpreted.order.span(field), None) for field in (later, earlier))
        found.append(
            Contradiction((later, earlier), text("contradiction.order", earlier=earlier, later=later), (), changes)
        )
    return tuple(found)


def _in_the_future(interpreted: InterpretedOrder, today: date) -> Iterator[str]:
    for field in DATE_FIELDS:
        span = interpreted.order.span(field)
        if span is not None and field not in AHEAD_FIELDS and span.first is not None and span.first > today:
            yield field


def _ahead(field: str, interpreted: InterpretedOrder) -> Contradiction:
    return Contradiction(
        (field,), text("contradiction.future", field=field), (), (Repair(field, interpreted.order.span(field), None),)
    )


def _out_of_order(interpreted: InterpretedOrder, today: date) -> Iterator[tuple[str, str]]:
    pairs = [*combinations(_IN_ORDER, 2), *(("ordered_on", later) for later in _AFTER_ORDERED)]
    for earlier, later in pairs:
        first, second = (
            interpreted.order.span(earlier),
            event(interpreted, later, today) if interpreted.order.span(later) else None,
        )
        if first is None or second is None or first.first is None or second.last is None:
            continue
        if second.last < first.first:
            yield earlier, later


def without_dates(interpreted: InterpretedOrder, contradictions: tuple[Contradiction, ...]) -> InterpretedOrder:
    """What was told without the dates that each contradiction would drop first."""
    drop = {entry.repairs[0].field: None for entry in contradictions}
    return interpreted.with_order(interpreted.order.replace(**drop)) if drop else interpreted
