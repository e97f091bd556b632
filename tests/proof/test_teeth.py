"""Proof 10: change any cell of the rules, and some test fails.

A cell counts as guarded where one of these would fail: the counts of states pinned in test_facts.py, the tables
pinned in test_loader.py, the proof that a doubt covers every overlap, or where an order is diagnosed otherwise.
Every twelfth cell is tried in the ordinary run; all of them, in some minutes, with
`pytest tests/proof/test_teeth.py -m slow`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice, product, repeat
from typing import TypeVar

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.possible_reasons import Reasoning, reasoning
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.fields import CHOICES, FIELDS, UNKNOWN
from ali_closed.model.order import read_order
from ali_closed.model.rulebook import Condition
from ali_closed.model.span import Span
from ali_closed.proof.coherence import answers_of, as_sentences_see
from ali_closed.proof.orders import Orders
from ali_closed.proof.reachability import DATES, held, told, with_dates
from ali_closed.proof.result import CheckResult
from ali_closed.proof.states import States, StateSet, claimed, lawful_states, shared
from ali_closed.proof.witnesses import DAY, Answer, Asking, Base, fields_of, order_of, overlays, rare
from ali_closed.rules.loader import NOT_CLOSED, Rulebook
from tests.proof.mutants import Mutant, mutants
from tests.test_scenarios import SCENARIOS

Way = TypeVar("Way")

SHARE = 12
UNSEEN = 0.04
"""Which share of the cells may show in no order tried: what they say, other cells or the laws mostly say as well."""
TRIES = 300
"""How many orders are tried on one cell."""
WAYS = 100
"""How many ways to meet a condition are taken turns with."""
STEP = 7919
"""From one order to the next among the ways to meet a condition and the dates: a prime, so that all have their turn."""


EDGES = (
    {"protection_ends_on": 0},
    {"protection_ends_on": 0, "shipped_on": -30},
    {"dispute_opened_on": -5},
    {"closed_on": -15},
    {"confirmed_on": -5},
    {"delivered_on": -15},
    {"paid_on": -2300},
    {"paid_on": -2300, "closed_on": -60},
    {"paid_on": -2300, "closed_on": -2200},
)
"""Days on which something ends, or long ago."""
ENDED = {"closed": "Your order has been cancelled", "completed": "Your order has been completed"}
"""What a message says of an order that has ended."""


@dataclass
class Bench:
    """What mutants are tried on: the rules as they are, their states, and orders with their diagnoses."""

    asking: Asking
    states: States
    claims: Mapping[str, StateSet]
    bases: tuple[Base, ...]
    known: dict[tuple[Answer, ...], Diagnosis]
    tries: int = TRIES

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
        return found._replace(rules_digest=now.rules_digest, situation=now.situation) != now

    def showing(self, names: Iterable[str]) -> Iterator[tuple[Answer, ...]]:
        """The known orders whose diagnosis names what a cell can change."""
        return _alternately([_spread(self.naming.get(name, ())) for name in sorted(names)])

    def standing(self, when: Mapping[str, Condition]) -> Iterator[tuple[Answer, ...]]:
        """The known orders that meet a condition by what they tell and what follows from it, for one of the reasons."""
        seen = as_sentences_see({name: cell for name, cell in when.items() if name != "reason"}, self.book)
        forbidden = self.book.vocabulary.forbidden(seen)
        reasons = set(when.get("reason", ()))
        return _spread(
            [
                answers
                for answers, found in self.known.items()
                if not found.situation & forbidden and (not reasons or reasons & _left(found))
            ]
        )

    @cached_property
    def orders(self) -> Orders:
        return Orders(self.book, self.asking.reasoner)

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
        case "assumption" if _assumes_the_same(mutant, bench):
            return True
        case "doubt" if _leaves_a_hole(mutant, bench):
            return True
        case "period":
            return any_changes(_at_the_edges(), mutant, bench)
        case "event":
            return any_changes(islice(_around(mutant, bench), bench.tries), mutant, bench)
        case "status":
            return any_changes(_ended(mutant, bench), mutant, bench)
        case "fact_mapping":
            differing = _where_folds_differ(mutant, bench)
            first = next(differing, None)
            asked = islice(bench.showing(mutant.when), bench.tries)  # that ask for what it folds
            return first is None or any_changes(chain([first], islice(differing, bench.tries), asked), mutant, bench)
        case "question":
            found = _alternately([_orders(mutant, bench), _asked(mutant, bench)])
            return any_changes(islice(found, 2 * bench.tries), mutant, bench)
        case _:
            return any_changes(islice(_orders(mutant, bench), bench.tries), mutant, bench)


def _meanings(book: Rulebook) -> list[tuple[str, str, str, str]]:
    return [(reason.id, reason.refund, reason.period, reason.dispute) for reason in book.reasons]


def any_changes(orders: Iterable[tuple[Answer, ...]], mutant: Mutant, bench: Bench) -> bool:
    return any(bench.changes(answers, mutant.book) for answers in orders)


def _orders(mutant: Mutant, bench: Bench) -> Iterator[tuple[Answer, ...]]:
    """Orders on which the cell can show.

    In turn those that meet it in all that follows and those that name it with the value it has lost; then any that
    tell what it asks for.
    """
    named = (_with_cell(answers, mutant, bench) for answers in bench.showing(mutant.touched))
    yield from islice(_alternately([bench.standing(mutant.when), named]), bench.tries // 2)
    foreseen = [_foreseen(mutant, bench)] if mutant.kind == "advice" else []
    yield from _alternately([*foreseen, *(_meeting(when, bench) for when in _apart(mutant))])


def _asked(mutant: Mutant, bench: Bench) -> Iterator[tuple[Answer, ...]]:
    """Orders that are asked what the cell is about, and orders that are asked on in vain until they are."""
    for answers, found in bench.known.copy().items():
        if found.next_question is not None and found.next_question.field in mutant.touched:
            yield _with_cell(answers, mutant, bench)
    for answers in _meeting(mutant.when, bench):
        question = bench.now(answers).next_question
        while question is not None and question.field not in mutant.touched:
            yield answers
            answers = (*answers, Answer(question.field, UNKNOWN))
            question = bench.now(answers).next_question
        yield answers


def _foreseen(mutant: Mutant, bench: Bench) -> Iterator[tuple[Answer, ...]]:
    """Orders with an outcome that meets the condition, where no other row of the same act speaks first."""
    table, row = next((t, row) for t in (bench.book.steps, bench.book.avoids) for row in t if row.id in mutant.touched)
    first = (other.when for other in table if other.act == row.act and other.rank < row.rank)
    taken = tuple(box for when in first for box in bench.orders.boxes(when))
    pieces = (piece for box in bench.orders.boxes(mutant.when) for piece in bench.orders.cut.without(box, taken))
    fitting = (
        one for piece in pieces for follows in bench.orders.follows for one in bench.orders.fitting(piece, follows)
    )
    told = (answers_of(known, bench.asking, bench.orders.names) for _, known in islice(fitting, WAYS))
    ways = list(product(dict.fromkeys(answers for answers in told if answers is not None), (*DATES, *EDGES)))
    for answers, dates in _spread(ways):
        named = fields_of(answers)
        yield with_dates(answers, {name: day for name, day in dates.items() if name not in named})


def _apart(mutant: Mutant) -> list[Mapping[str, Condition]]:
    """The condition, by each value of what follows from the order, for each is brought about in another way."""
    if mutant.cell is None or mutant.cell[0] in FIELDS or mutant.cell[0] not in mutant.when:
        return [mutant.when]
    name = mutant.cell[0]
    return [{**mutant.when, name: (value,)} for value in mutant.when[name]]


def _left(found: Diagnosis) -> set[str]:
    """The reasons that are left, as conditions name them."""
    return {reason.id for reason in found.reasons} or {NOT_CLOSED}


def _spread(orders: Sequence[Way]) -> Iterator[Way]:
    """All of them, those that stand together far apart."""
    return (orders[turn * STEP % len(orders)] for turn in range(len(orders)))


def _meeting(when: Mapping[str, Condition], bench: Bench) -> Iterator[tuple[Answer, ...]]:
    """Orders that meet a condition: from one base to the next, another way to meet it and other dates."""
    reasons = when.get("reason", ())
    bases = [base for base in bench.bases if base.reason in reasons] or bench.bases
    when = told(when, bench.book)
    silent = {name for name, allowed in when.items() if allowed == (UNKNOWN,)}
    dates = [some for some in DATES if not silent & set(some)]
    ways = list(product(_ways(when, bench), dates))
    if not ways:
        return
    for turn, base in enumerate(chain.from_iterable(repeat(bases, bench.tries))):
        way, some = ways[turn * STEP % len(ways)]
        named = {*when, *fields_of(way)}
        answers = (*(answer for answer in base.answers if answer.field not in named), *way)
        if bench.asking.possible(answers):
            yield with_dates(answers, {name: day for name, day in some.items() if name not in named})


def _ways(when: Mapping[str, Condition], bench: Bench) -> list[tuple[Answer, ...]]:
    """The ways to meet a condition: where a label says two things at once, one answer does."""
    every = _spread(list(islice(overlays(when, bench.asking), WAYS * TRIES)))
    found = list(dict.fromkeys(_one_each(way) for way in islice(every, WAYS)))
    forbidden = bench.book.vocabulary.forbidden(when)
    return [way for way in found if bench.asking.read(way).holds(forbidden)] or found


def _one_each(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """One answer for each field, a label before a plain word, which says less."""
    plain = sorted(answers, key=lambda answer: answer.value not in CHOICES.get(answer.field, ()))
    return tuple({answer.field: answer for answer in plain}.values())


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
    for answers in islice(_orders(mutant, bench), 2 * bench.tries):
        known = bench.asking.read(answers).known
        if _lawful(changed.derived(known), reasoner) != _lawful(reasoner.derived(known), reasoner):
            yield answers


def _assumes_the_same(mutant: Mutant, bench: Bench) -> bool:
    """Whether the laws leave the same of what is taken for granted, of all orders tried that say so."""
    reasoners = bench.asking.reasoner, reasoning(mutant.book)
    (name,), reasoner = mutant.touched, bench.asking.reasoner
    one, other = (each.assumed.get(name) for each in reasoners)
    if one is None or other is None or one == other:
        return False
    boxes = list(map(bench.asking.box, islice(_orders(mutant, bench), bench.tries)))
    return bool(boxes) and all(_lawful(box & one, reasoner) == _lawful(box & other, reasoner) for box in boxes)


def _lawful(box: Box, reasoner: Reasoning) -> tuple[Box, ...]:
    """What the laws leave of a box."""
    return tuple(box & piece for piece in reasoner.lawful_boxes if reasoner.space.meets(box, piece))


def _around(mutant: Mutant, bench: Bench) -> Iterator[tuple[Answer, ...]]:
    """Orders that tell the days of two events the wrong way round, as they should be, or of one of them."""
    one, other = sorted(mutant.touched)
    days = [{one: -2, other: -30}, {one: -30, other: -2}, {one: -10}, {other: -10}]
    for answers, some in product(islice(_meeting(mutant.when, bench), bench.tries // len(days)), days):
        kept = tuple(answer for answer in answers if answer.field not in mutant.touched)
        yield with_dates(kept, some)


def _ended(mutant: Mutant, bench: Bench) -> Iterator[tuple[Answer, ...]]:
    """Orders that a message calls ended while the page does not, alone and with one thing more."""
    (status,), (end,) = mutant.when["status"], mutant.touched
    told = (Answer("status", status), Answer("message", ENDED[end]))
    yield told
    yield from ((*told, more) for more in bench.asking.answers if more.field not in fields_of(told))


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
    found = Bench(asking, states, claims, (*grounds, *fuller(grounds, asking)), {})
    for answers in chain(checked.witnesses, rare(asking.rulebook), situations()):
        found.now(answers)
    return found


def situations() -> Iterator[tuple[Answer, ...]]:
    """The orders of the scenarios, as many days ago."""
    for scenario in SCENARIOS.values():
        days = (DAY - scenario.today).days
        told = read_order(scenario.order, today=scenario.today).told().items()
        yield tuple(Answer(name, held.shift(days) if isinstance(held, Span) else held) for name, held in told)


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
