"""Sorts what is possible: evidence for and against first, then the base order of the rules. It removes nothing."""

from __future__ import annotations

from collections.abc import Iterable

from ali_closed.engine.logic.fact_mapping import fields_behind
from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED, Reasoning
from ali_closed.model.diagnosis import Because, Likelihood, ReasonFound, RuledOut
from ali_closed.rules.loader import Rulebook


def sorted_reasons(
    possible: Iterable[str], interpreted: InterpretedOrder, rulebook: Rulebook, named: tuple[str, ...]
) -> tuple[ReasonFound, ...]:
    """The possible reasons, best first, each with what speaks for and against it."""
    weighed = [(reason, *_weigh(reason, interpreted, rulebook)) for reason in possible]
    weighed.sort(key=lambda entry: (entry[0] not in named, len(entry[2]) - len(entry[1]), _rank(entry[0], rulebook)))
    alone = len(weighed) == 1
    scores = sorted((len(for_) - len(against) for _, for_, against in weighed), reverse=True)
    best = scores[0] if scores[2:3] != scores[:1] else scores[0] + 1  # three alike are no likelihood
    return tuple(
        ReasonFound(
            reason,
            _likelihood(alone or (reason in named and len(named) == 1), len(for_) - len(against), best),
            _named_first(reason, for_, interpreted, named),
            against,
            _where(reason, rulebook),
        )
        for reason, for_, against in weighed
    )


def best_named(possible: Iterable[str], interpreted: InterpretedOrder, rulebook: Rulebook) -> str:
    """Of reasons that one recorded event covers, the one with the best evidence, the first named by default."""

    def score(reason: str) -> tuple[int, int]:
        supports, against = _weigh(reason, interpreted, rulebook)
        place = interpreted.named.index(reason) if reason in interpreted.named else len(interpreted.named)
        return len(against) - len(supports), place

    return min(possible, key=score)


def _likelihood(certain: bool, score: int, best: int) -> Likelihood:
    if certain:
        return "certain"
    return "likely" if score == best and score > 0 else "possible"


def _weigh(
    reason: str, interpreted: InterpretedOrder, rulebook: Rulebook
) -> tuple[tuple[Because, ...], tuple[Because, ...]]:
    supports, against = [], []
    for entry in rulebook.evidence:
        if reason in entry.supports and interpreted.holds(entry.when):
            supports.append(_because(entry.when, entry.where, interpreted))
        elif reason in entry.against and interpreted.holds(entry.when):
            against.append(_because(entry.when, entry.where, interpreted))
    return tuple(supports), tuple(against)


def _because(when: Iterable[str], where: tuple[str, ...], interpreted: InterpretedOrder) -> Because:
    """Evidence is named by the last field of its condition that was told."""
    fields = [field for field in when if interpreted.value(field) is not None]
    field = {"status_word": "status", "message_fact": "message"}.get(fields[-1], fields[-1]) if fields else None
    value = interpreted.value(fields[-1]) if fields else None
    return Because(
        field, interpreted.order.value(field) if field and interpreted.order.value(field) is not None else value, where
    )


def _named_first(
    reason: str, supports: tuple[Because, ...], interpreted: InterpretedOrder, named: tuple[str, ...]
) -> tuple[Because, ...]:
    if reason not in named:
        return supports
    return (Because("end_reason", interpreted.order.value("end_reason"), ()), *supports)


def _rank(reason: str, rulebook: Rulebook) -> int:
    return rulebook.open_order.rank if reason == NOT_CLOSED else rulebook.reason(reason).rank


def _where(reason: str, rulebook: Rulebook) -> tuple[str, ...]:
    return rulebook.open_order.where if reason == NOT_CLOSED else rulebook.reason(reason).where


def ruled_out(
    possible: frozenset[str], box: Box, interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning
) -> tuple[RuledOut, ...]:
    """The reasons that other facts than "not ended" exclude, each with the answers that do."""
    found = []
    for reason in rulebook.reasons:
        if reason.id in possible:
            continue
        because = _excluded_by(reason.id, box, interpreted, rulebook, reasoning)
        if because:
            found.append(RuledOut(reason.id, because))
    return tuple(found)


def _excluded_by(
    reason: str, box: Box, interpreted: InterpretedOrder, rulebook: Rulebook, reasoning: Reasoning
) -> tuple[Because, ...]:
    """The fewest facts that keep the box from meeting the reason; "not ended" alone does not count."""
    space = reasoning.space
    best: tuple[str, ...] | None = None
    for claim in reasoning.regions[reason]:
        apart = tuple(fact for fact, mask in space.masks.items() if not box & claim & mask)
        if best is None or len(apart) < len(best):
            best = apart
    facts = tuple(fact for fact in best or () if fact != "status_group")
    cites = {fact: where for entry in rulebook.reason(reason).boxes for fact, where in entry.cites.items()}
    found: dict[tuple[str | None, str], Because] = {}
    for fact in facts:
        fields = fields_behind(interpreted, rulebook, fact) or _implied(fact, interpreted, rulebook)
        for field in fields or (None,):
            value = interpreted.order.value(field) if field else None
            found[(field, str(value))] = Because(field, value, cites.get(fact, rulebook.reason(reason).where))
    return tuple(found.values())


def _implied(fact: str, interpreted: InterpretedOrder, rulebook: Rulebook) -> tuple[str, ...]:
    """A fact that no answer narrows directly follows by a law from one that another answer narrows."""
    for law in rulebook.laws:
        if fact in law.forbids:
            for other in law.forbids:
                if other != fact and (fields := fields_behind(interpreted, rulebook, other)):
                    return fields
    return ()
