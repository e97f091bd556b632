"""Rules that do nothing: facts no state has, laws and boxes that say nothing of their own, folds that never hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from ali_closed.engine.logic.possible_reasons import NOT_CLOSED
from ali_closed.model.rulebook import Condition
from ali_closed.proof.result import Failure
from ali_closed.proof.states import States, StateSet, needed_laws
from ali_closed.proof.witnesses import Answer, Asking, Base, fields_of, overlays
from ali_closed.rules.loader import Rulebook


def idle_facts(book: Rulebook, states: States, claims: Mapping[str, StateSet]) -> Iterator[Failure]:
    """Values no lawful state has, laws that forbid nothing of their own, boxes that hold nothing of their own."""
    for fact in book.facts:
        for value in fact.values:
            if not states.having[fact.id][value]:
                yield Failure("unreachable", f"fact {fact.id} = {value}")
    needed = needed_laws(book.facts, book.laws)
    for law in book.laws:
        if law.id not in needed:
            yield Failure("unreachable", f"law {law.id}: the others forbid the same")
    for reason in book.reasons:
        for place, box in enumerate(reason.boxes):
            rest = [states.where(other.facts) for at, other in enumerate(reason.boxes) if at != place]
            if not states.where(box.facts) & ~_union(rest):
                yield Failure("unreachable", f"box {place + 1} of {reason.id}: no lawful state is its own")
    if not claims[NOT_CLOSED]:
        yield Failure("unreachable", NOT_CLOSED)


def _union(sets: Iterable[StateSet]) -> StateSet:
    whole = 0
    for some in sets:
        whole |= some
    return whole


def idle_folds(asking: Asking, bases: tuple[Base, ...]) -> Iterator[Failure]:
    """Folds and evidence that hold of no order a reason is left of."""
    backgrounds = ((), *(base.answers for base in bases))
    for kind, conditions in (
        ("fact_mapping", [entry.when for entry in asking.rulebook.fact_mappings]),
        ("evidence", [entry.when for entry in asking.rulebook.evidence]),
    ):
        for when in conditions:
            if not any(_holds(when, background, asking) for background in backgrounds):
                yield Failure("unreachable", f"{kind} when {dict(when)}")


def _holds(when: Mapping[str, Condition], background: tuple[Answer, ...], asking: Asking) -> bool:
    forbidden = asking.rulebook.vocabulary.forbidden(when)
    for overlay in islice(overlays(when, asking), 40):
        answers = (*(answer for answer in background if answer.field not in {*when, *fields_of(overlay)}), *overlay)
        if asking.read(answers).holds(forbidden) and asking.possible(answers):
            return True
    return False
