"""Every partly known state: exact against the union over its completions, and so monotone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.possible_reasons import Reasoning
from ali_closed.model.fields import DATE_FIELDS
from ali_closed.model.memo import Memo
from ali_closed.model.rulebook import FactMapping, Facts
from ali_closed.proof.states import Claims, States, StateSet
from ali_closed.proof.witnesses import Answer, Asking

OF_PLANS: Final = ("money", "dispute", "status_group")
"""The facts that the plan of a reason turns on."""


class Choice(NamedTuple):
    """What can be known of the fact before a place: one value, or a group of them, then with the states of each.

    `met` are the pieces of the reasons' regions that it meets, a bit for each. A box meets a piece fact by fact: what
    it does not meet, no state in which more is known can.
    """

    place: int
    states: StateSet
    box: Box
    met: int
    group: tuple[StateSet, ...] = ()


class Walked(NamedTuple):
    """How many states were walked, with every known fact at one value and with one at several, and those that fail."""

    known: int
    grouped: int
    inexact: tuple[Facts, ...]


def walk(fact_mappings: tuple[FactMapping, ...], states: States, claims: Claims, reasoner: Reasoning) -> Walked:
    """Check every consistent state in which each fact is known to one value, or not at all, or one fact to a group.

    The reasons left, and of each what its plan turns on, must be those of all completions together. One fact more
    leaves fewer completions, so that it cannot add any of them. A group is one that a fact mapping leaves; it counts
    where the laws leave two of its values, else the state is one without it.

    States of the same completions, in which the same can still be told, are walked once if nothing fails behind them:
    those that meet the same pieces and know the same of the plans. A fact that the laws settle makes many of them.
    """
    space = reasoner.space
    choices = [*_choices(fact_mappings, states, reasoner)]
    places = range(len(states.facts) + 1)
    single = [[choice for choice in choices if choice.place > place and not choice.group] for place in places]
    grouped = [[choice for choice in choices if choice.place > place and choice.group] for place in places]
    plans = sum(mask for fact, mask in space.masks.items() if fact in OF_PLANS)
    planned = [(space.box({f: (v,)}) & space.masks[f], have) for f in OF_PLANS for v, have in states.having[f].items()]
    pieces = Memo[int, list[tuple[str, Box]]](
        lambda bits: [piece for place, piece in enumerate(reasoner.pieces) if bits >> place & 1]
    )
    turns_on = Memo[StateSet, Box](lambda mine: sum([bit for bit, have in planned if have & mine]), limit=1 << 20)
    left: dict[tuple[int, Box], frozenset[tuple[str, Box]]] = {}

    def completed(some: StateSet) -> tuple[frozenset[str], frozenset[tuple[str, Box]]]:
        claiming = [(reason, mine & some) for reason, mine in claims.items() if mine & some]
        return frozenset([r for r, _ in claiming]), frozenset([(r, turns_on[mine]) for r, mine in claiming])

    union = Memo(completed, limit=1 << 20)
    inexact: list[Facts] = []
    exact: dict[object, tuple[int, int]] = {}

    def extend(place: int, some: StateSet, box: Box, meeting: int, group: tuple[StateSet, ...]) -> tuple[int, int]:
        """How many states there are from this one on, itself among them, as `Walked` counts them."""
        alike = place, some, meeting, box & plans, group
        if alike in exact:
            return exact[alike]
        failed = len(inexact)
        known, in_group = (0, 1) if group else (1, 0)
        reasons = reasoner.having(box, pieces[meeting])
        seen = meeting, box & plans
        if seen not in left:
            left[seen] = frozenset((reason, reasoner.left(box, reason) & plans) for reason in reasons)
        if (reasons, left[seen]) != union[some]:
            inexact.append({fact: held for fact, held in space.named(box).items() if space.masks[fact] & ~box})
        for at, states_of, box_of, met_of, _ in single[place]:
            fewer = some & states_of
            if fewer and (not group or _several(fewer, group)):
                more = extend(at, fewer, box & box_of, meeting & met_of, group)
                known, in_group = known + more[0], in_group + more[1]
        for at, states_of, box_of, met_of, each in () if group else grouped[place]:
            if _several(some & states_of, each):
                more = extend(at, some & states_of, box & box_of, meeting & met_of, each)
                known, in_group = known + more[0], in_group + more[1]
        if len(inexact) == failed:
            exact[alike] = known, in_group
        return known, in_group

    known, in_group = extend(0, states.whole, space.whole, (1 << len(reasoner.pieces)) - 1, ())
    return Walked(known, in_group, tuple(inexact))


def _several(some: StateSet, group: tuple[StateSet, ...]) -> bool:
    """Whether the states, all of them of a group of values, have two of the values at least."""
    return next((some != some & have for have in group if some & have), False)


def _choices(fact_mappings: tuple[FactMapping, ...], states: States, reasoner: Reasoning) -> Iterator[Choice]:
    """Each value of each fact, and the groups of values that some fact mapping leaves."""
    for place, fact in enumerate(states.facts, 1):
        left = {
            frozenset(entry.facts[fact.id]): entry.facts[fact.id] for entry in fact_mappings if fact.id in entry.facts
        }
        groups = (group for group in left.values() if 1 < len(group) < len(fact.values))
        for values in (*((value,) for value in fact.values), *groups):
            box = reasoner.space.box({fact.id: values})
            each = tuple(states.having[fact.id][value] for value in values) if len(values) > 1 else ()
            yield Choice(place, states.where({fact.id: values}), box, met(box, reasoner), each)


def met(box: Box, reasoner: Reasoning) -> int:
    """Which pieces of the regions a box meets, a bit for each."""
    return sum(1 << at for at, (_, piece) in enumerate(reasoner.pieces) if reasoner.space.meets(box, piece))


def added_by_days(asking: Asking) -> Iterator[tuple[Answer, Answer]]:
    """Days that add a reason to another answer: one that is told may unsay what was read from its silence."""
    days = [answer for answer in asking.answers if answer.field in DATE_FIELDS]
    for answer, day in product(asking.answers, days):
        if answer.field != day.field and not asking.possible((answer, day)) <= asking.possible((answer,)):
            yield answer, day
