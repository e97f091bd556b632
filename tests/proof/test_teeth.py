"""Proof 10: change any cell of the rules, and some test fails.

A cell counts as guarded where one of these would fail: the counts of states pinned in test_facts.py, the tables
pinned in test_loader.py, the proof that a doubt covers every overlap, or where an order is diagnosed otherwise.
Every twelfth cell is tried in the ordinary run; all of them, in some minutes, with
`pytest tests/proof/test_teeth.py -m slow`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.logic.fact_mapping import derive_facts
from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.possible_reasons import Reasoning, reasoning
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.order import UNKNOWN
from ali_closed.proof.reachability import held, variants, with_dates
from ali_closed.proof.result import CheckResult
from ali_closed.proof.states import States, StateSet, claimed, lawful_states, shared
from ali_closed.proof.witnesses import DAY, Answer, Asking, Base, order_of
from ali_closed.rules.loader import Rulebook
from tests.proof.mutants import Mutant, mutants

SHARE = 12
UNSEEN = 0.04
"""Which share of the cells may show in no order tried: what they say, other cells or the laws mostly say as well."""
TRIES = 100
"""How many orders are tried on one cell."""


@dataclass
class Bench:
    """What mutants are tried on: the rules as they are, their states, and orders with their diagnoses."""

    asking: Asking
    states: States
    claims: Mapping[str, StateSet]
    bases: tuple[Base, ...]
    known: dict[tuple[Answer, ...], Diagnosis]

    @property
    def book(self) -> Rulebook:
        return self.asking.rulebook

    def now(self, answers: tuple[Answer, ...]) -> Diagnosis:
        if answers not in self.known:
            self.known[answers] = diagnose(order_of(answers), rulebook=self.book, today=DAY)
        return self.known[answers]

    def changes(self, answers: tuple[Answer, ...], mutant: Rulebook) -> bool:
        """Whether the order is diagnosed otherwise; a crash is a change, too."""
        now = self.now(answers)
        try:
            found = diagnose(order_of(answers), rulebook=mutant, today=DAY)
        except (AssertionError, ValueError, KeyError, IndexError):
            return True
        return replace(found, rules_digest=now.rules_digest) != now

    def showing(self, ids: frozenset[str]) -> Iterator[tuple[Answer, ...]]:
        """The known orders whose diagnosis names one of these."""
        for name in sorted(ids):
            yield from self.naming.get(name, ())

    @cached_property
    def naming(self) -> Mapping[str, list[tuple[Answer, ...]]]:
        """Per id, the known orders whose diagnosis names it."""
        found: dict[str, list[tuple[Answer, ...]]] = {}
        for answers, diagnosis in self.known.items():
            for name in {part for token in held(diagnosis) for part in token[1:]}:
                found.setdefault(name, []).append(answers)
        return found


def is_guarded(mutant: Mutant, bench: Bench) -> bool:
    """Whether some test would fail if the rules were these, or no lawful state is another under them."""
    match mutant.kind:
        case "law" | "box":
            return True  # the states each reason claims are counted: see test_a_law_or_a_box
        case "period" if mutant.book.periods != bench.book.periods:
            return True  # every reading is pinned in test_loader.py
        case "reason" if _meanings(mutant.book) != _meanings(bench.book):
            return True  # so is what a reason means for the money
        case "doubt" if _leaves_a_hole(mutant, bench):
            return True
        case "period":
            return any_changes(_at_the_edges(), mutant, bench)
        case "fact_mapping":
            differing = _where_folds_differ(mutant, bench)
            first = next(differing, None)
            return first is None or any_changes(chain([first], islice(differing, TRIES)), mutant, bench)
        case _:
            return any_changes(islice(_orders(mutant, bench), TRIES), mutant, bench)


def _meanings(book: Rulebook) -> list[tuple[str, str, str, str]]:
    return [(reason.id, reason.refund, reason.period, reason.dispute) for reason in book.reasons]


def any_changes(orders: Iterable[tuple[Answer, ...]], mutant: Mutant, bench: Bench) -> bool:
    return any(bench.changes(answers, mutant.book) for answers in orders)


def _orders(mutant: Mutant, bench: Bench) -> Iterator[tuple[Answer, ...]]:
    """Orders on which the cell can show: those that name it, with the value it has lost; then any that meet it."""
    for answers in islice(bench.showing(mutant.touched), TRIES // 2):
        yield _with_cell(answers, mutant, bench)
    yield from _alternately([variants(mutant.when, [base], bench.asking) for base in bench.bases])


def _with_cell(answers: tuple[Answer, ...], mutant: Mutant, bench: Bench) -> tuple[Answer, ...]:
    if mutant.cell is None:
        return answers
    interpreted = bench.asking.answer(*mutant.cell)
    name = interpreted.field if interpreted is not None else mutant.cell[0]
    kept = tuple(answer for answer in answers if answer.field != name)
    return kept if interpreted is None else (*kept, interpreted)


def _alternately(found: list[Iterator[tuple[Answer, ...]]]) -> Iterator[tuple[Answer, ...]]:
    """The first of each, then the second of each, and so on."""
    while found:
        left = []
        for some in found:
            answers = next(some, None)
            if answers is not None:
                left.append(some)
                yield answers
        found = left


def _where_folds_differ(mutant: Mutant, bench: Bench) -> Iterator[tuple[Answer, ...]]:
    reasoner, changed = bench.asking.reasoner, reasoning(mutant.book)
    for answers in islice(_orders(mutant, bench), 2 * TRIES):
        other = derive_facts(bench.asking.read(answers), changed)
        if _lawful(other, reasoner) != _lawful(bench.asking.box(answers), reasoner):
            yield answers


def _lawful(box: Box, reasoner: Reasoning) -> tuple[Box, ...]:
    """What the laws leave of a box."""
    return tuple(box & piece for piece in reasoner.lawful_boxes if reasoner.space.meets(box, piece))


def _at_the_edges() -> Iterator[tuple[Answer, ...]]:
    """Orders on both sides of the numbers that are our own."""
    shipped = (Answer("status", "shipped"), Answer("parcel", "not_received"))
    for days in range(3, 8):
        yield with_dates(shipped, {"protection_ends_on": days})
    asked = [Answer(field, UNKNOWN) for field in ("dispute", "closed_when", "paid", "tracking")]
    for known in range(len(asked) + 1):
        yield (Answer("status", "closed"), *asked[:known])


def _leaves_a_hole(mutant: Mutant, bench: Bench) -> bool:
    """Whether two reasons claim a state that no doubt covers any more."""
    doubts = [set(doubt.reasons) for doubt in mutant.book.doubts]
    groups = shared(bench.claims, bench.states).items()
    return any(len(group) > 1 and some and not any(group <= names for names in doubts) for group, some in groups)


@pytest.fixture(scope="module")
def bench(
    asking: Asking,
    states: States,
    claims: Mapping[str, StateSet],
    grounds: tuple[Base, ...],
    checked: CheckResult,
) -> Bench:
    return Bench(asking, states, claims, (*grounds, *fuller(grounds, asking)), dict(checked.witnesses))


def fuller(grounds: tuple[Base, ...], asking: Asking) -> Iterator[Base]:
    """The same reasons with more told: what has nothing to do with the reason, and how far the order got."""
    for base in grounds:
        for shipped in (True, False):
            interpreted = (*base.answers, Answer("shipped", shipped), Answer("paid", True))
            more = tuple({answer.field: answer for answer in interpreted}.values())
            if base.reason in asking.possible(more):
                yield Base(base.reason, base.status_group, more)


def test_a_law_or_a_box(rulebook: Rulebook, states: States, claims: Mapping[str, StateSet]) -> None:
    """Every change of one shows in the counts that test_facts.py pins, unless it changes no state at all."""
    for mutant in mutants(rulebook):
        if mutant.kind == "box":
            found = claimed(mutant.book, states)
            assert (found == claims) is (counts(found) == counts(claims)), mutant.name
        elif mutant.kind == "law":
            reasoner = reasoning(mutant.book)
            if reasoner.weight(reasoner.space.whole) == len(states.named):
                assert lawful_states(mutant.book.facts, mutant.book.laws).named == states.named, mutant.name


def counts(claims: Mapping[str, StateSet]) -> Mapping[str, int]:
    return {reason: some.bit_count() for reason, some in claims.items()}


def test_a_share_of_all_cells(rulebook: Rulebook, bench: Bench) -> None:
    tried = list(islice(mutants(rulebook), 0, None, SHARE))
    assert len(tried) > 300
    assert len(unguarded(tried, bench)) <= UNSEEN * len(tried)


@pytest.mark.slow
def test_every_cell(rulebook: Rulebook, bench: Bench) -> None:
    tried = list(mutants(rulebook))
    assert len(unguarded(tried, bench)) <= UNSEEN * len(tried)


def unguarded(some: Iterable[Mutant], bench: Bench) -> list[str]:
    return [mutant.name for mutant in some if not is_guarded(mutant, bench)]
