"""Sorts what is possible: evidence for and against first, then the base order of the rules. It removes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from ali_closed.engine.logic.compiled_rules import CompiledRules, holding
from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED, Reasoning, order_field
from ali_closed.model.diagnosis import Because, Likelihood, ReasonFound, RuledOut
from ali_closed.model.rulebook import OpenOrder, Reason
from ali_closed.rules.loader import Rulebook


class _Weighed(NamedTuple):
    """What speaks for a reason and against it."""

    supports: tuple[Because, ...] = ()
    against: tuple[Because, ...] = ()

    @property
    def score(self) -> int:
        return len(self.supports) - len(self.against)


def sorted_reasons(
    possible: Iterable[str],
    standing: Collection[str],
    interpreted: InterpretedOrder,
    rules: CompiledRules,
    named: tuple[str, ...],
) -> tuple[ReasonFound, ...]:
    """The possible reasons, best first, each with what speaks for and against it.

    `standing` are those left under what is taken for granted: the verdicts speak of them, so they come first.
    """
    evidence = _evidence(interpreted, rules)
    weighed = [(reason, evidence.get(reason, _Weighed())) for reason in possible]
    weighed.sort(
        key=lambda entry: (
            entry[0] not in named,
            entry[0] not in standing,
            -entry[1].score,
            _rule(entry[0], rules).rank,
        )
    )
    alone = len(weighed) == 1
    scores = sorted((found.score for reason, found in weighed if reason in standing), reverse=True)
    best = scores[0] if scores[2:3] != scores[:1] else scores[0] + 1  # three alike are no likelihood
    return tuple(
        ReasonFound(
            reason,
            _likelihood(alone or (reason in named and len(named) == 1), found.score, best),
            _named_first(reason, found.supports, interpreted, named),
            found.against,
            _rule(reason, rules).where,
            aside=reason not in standing,
        )
        for reason, found in weighed
    )


def best_named(possible: Iterable[str], interpreted: InterpretedOrder, rules: CompiledRules) -> str:
    """Of reasons that one recorded event covers, the one with the best evidence, the first named by default."""
    evidence = _evidence(interpreted, rules)

    def score(reason: str) -> tuple[int, int]:
        place = interpreted.named.index(reason) if reason in interpreted.named else len(interpreted.named)
        return -evidence.get(reason, _Weighed()).score, place

    return min(possible, key=score)


def _likelihood(certain: bool, score: int, best: int) -> Likelihood:
    if certain:
        return "certain"
    return "likely" if score == best and score > 0 else "possible"


def _evidence(interpreted: InterpretedOrder, rules: CompiledRules) -> Mapping[str, _Weighed]:
    """What speaks for and against each reason that any evidence speaks of."""
    found: dict[str, _Weighed] = {}
    for entry in holding(rules.evidence, interpreted.known):
        because = (_because(entry.when, entry.where, interpreted),)
        for reason in entry.supports:
            before = found.get(reason, _Weighed())
            found[reason] = before._replace(supports=before.supports + because)
        for reason in entry.against:
            if reason not in entry.supports:
                before = found.get(reason, _Weighed())
                found[reason] = before._replace(against=before.against + because)
    return found


def _because(when: Iterable[str], where: tuple[str, ...], interpreted: InterpretedOrder) -> Because:
    """Evidence is named by the last field of its condition that was told."""
    told = [name for name in when if interpreted.value(name) is not None]
    if not told:
        return Because(None, None, where)
    field = order_field(told[-1])
    said = interpreted.told(field)
    return Because(field, interpreted.value(told[-1]) if said is None else said, where)


def _named_first(
    reason: str, supports: tuple[Because, ...], interpreted: InterpretedOrder, named: tuple[str, ...]
) -> tuple[Because, ...]:
    if reason not in named:
        return supports
    return (Because("end_reason", interpreted.order.value("end_reason"), ()), *supports)


def _rule(reason: str, rules: CompiledRules) -> Reason | OpenOrder:
    """What the rules say of a reason, or of an order that has not ended."""
    return rules.rulebook.open_order if reason == NOT_CLOSED else rules.reasons[reason]


def ruled_out(
    possible: frozenset[str], box: Box, interpreted: InterpretedOrder, reasoning: Reasoning
) -> tuple[RuledOut, ...]:
    """The reasons that other facts than "not ended" exclude, by the fewest facts, each with the answers that do."""

    @cache
    def told(fact: str) -> list[tuple[str | None, Any]]:
        fields = behind.get(fact) or _implied(fact, behind, rules.rulebook)
        return [(field, interpreted.told(field)) for field in fields] or [(None, None)]

    rules = reasoning.rules
    behind, found = reasoning.fields_behind(interpreted.known), []
    for reason in rules.rulebook.reasons:
        if reason.id not in possible:
            cites = rules.cites[reason.id]
            because = {
                (field, str(value)): Because(field, value, cites.get(fact, reason.where))
                for fact in reasoning.apart(box, reason.id)
                if fact != "status_group"
                for field, value in told(fact)
            }
            if because:
                found.append(RuledOut(reason.id, tuple(because.values())))
    return tuple(found)


def _implied(fact: str, behind: Mapping[str, Iterable[str]], rulebook: Rulebook) -> Iterable[str]:
    """A fact that no answer narrows directly follows by a law from one that another answer narrows."""
    others = (other for law in rulebook.laws if fact in law.forbids for other in law.forbids if other != fact)
    return next((behind[other] for other in others if other in behind), ())
