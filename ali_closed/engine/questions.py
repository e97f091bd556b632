"""Which question to ask next: the one after which least is left to ask, and none whose answer changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import permutations
from typing import Any, Final, Literal, NamedTuple

from ali_closed.engine.logic.compiled_rules import holding
from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.interpreted_order import InterpretedOrder, implied_answers
from ali_closed.engine.logic.outcomes import Outcomes, StateSet, outcomes
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED, Reasoning
from ali_closed.engine.time.event_order import EventDates
from ali_closed.model.diagnosis import Answer, Dispute, Question, Refund
from ali_closed.model.fields import AHEAD_FIELDS, CHOICES, DATE_FIELDS, FLAG_FIELDS, UNKNOWN
from ali_closed.model.memo import remembered
from ali_closed.model.rulebook import FactMapping, FollowUp
from ali_closed.model.span import Span
from ali_closed.rules.conditions import Known
from ali_closed.rules.loader import Rulebook

CANCELLED_LABEL: Final = "cancelled"
"""Beside the statuses, the label most buyers read: it is an answer of its own."""

_FIRST: Final = "status"
"""What every buyer can read off the page, and what the other questions take for granted."""

_READ_AWAY: Final = (("status", ("status_word", "status_label")), ("sub_status", ("sub_status_label",)))
"""Fields whose answer can be a label that says nothing of the field itself, and what then tells of the answer."""

_OF_SENT_ORDERS: Final = ("dispute", "confirmed", "tracking")
"""What is asked only of orders that may have been sent."""

_EARLIEST: Final = date(2010, 4, 1)
_LATEST: Final = date(2100, 1, 1)
"""A day before every order, and one after every deadline."""

ASKED: Final = 4_000
"""How many questions are remembered, of a kilobyte each."""

Sketch = Callable[[InterpretedOrder], object]
"""What an order's plan comes to, for telling whether an answer changes it."""


class Found(NamedTuple):
    """What is known of an order without another question.

    `settled`: AliExpress names the one reason itself. `may_be_open`: it may not have ended.
    """

    refund: Refund
    dispute: Dispute
    dates: EventDates
    settled: bool
    may_be_open: bool


@dataclass(frozen=True)
class Asked:
    """A question, as it is asked, and for each answer that can be true the facts it would leave."""

    question: Question
    answers: Mapping[Any, Box]


@dataclass(frozen=True)
class _Candidate:
    """A question about the facts and what each answer would tell and leave; answers that leave nothing are none."""

    field: str
    answers: tuple[tuple[Known, StateSet], ...]

    @property
    def left(self) -> list[StateSet]:
        """What the answers leave, the one that says most first; answers that say the same count once."""
        return sorted({states for _, states in self.answers}, key=lambda states: (states.bit_count(), states))


def next_question(
    interpreted: InterpretedOrder, box: Box, reasoning: Reasoning, sketch: Sketch, found: Found
) -> Question | None:
    """The next question that can change the plan, or None.

    Where the money comes by itself whatever the reason, and could be there by now or nobody can say by when, only one
    thing matters more than the reason: whether it is, and first the day it counts from. Where nothing can be disputed,
    nothing is asked that only a sent order has; a decision that was told counts whatever the facts.
    """
    refund, dispute, dates = found.refund, found.dispute.verdict, found.dates
    late, agreed = refund.late is True, refund.verdict in {"automatic", "decided_by_dispute"}
    undated = refund.verdict == "automatic" and refund.expected_until is None
    can_be_there = late or undated or (refund.expected_from is not None and dates.today >= refund.expected_from)
    stands = {"refund_verdict": refund.verdict, "dispute_verdict": dispute, "late": late}
    told = reasoning.rules.with_cases(reasoning.rules.vocabulary.known(stands, interpreted.known))
    if any(entry.field is None for entry in holding(reasoning.rules.needless, told)):
        return None
    known = follow_ups(interpreted.known, interpreted.asked, box, told, reasoning)
    due = tuple(entry for entry in known if entry.due and can_be_there)
    later = tuple(entry for entry in known if not entry.due)
    first = tuple(entry for entry in later if entry.starts_refund and undated)
    urgent = (*(entry for entry in known if entry.whatever), *((*first, *due) if agreed else ()))
    asked = _follow_up(urgent, interpreted, reasoning, sketch, dates)
    if asked is None and not (found.settled or (agreed and late)):
        decided = dispute == "decided" and interpreted.value("dispute") is not None
        without = _OF_SENT_ORDERS if dispute == "not_needed" and not found.may_be_open else ()
        fact = None if decided else next_fact(interpreted, reasoning, without)
        asked = (
            _follow_up((*due, *later), interpreted, reasoning, sketch, dates)
            if fact is None
            else ask(fact, interpreted.known, reasoning)
        )
    return None if asked is None else asked.question


# ---------------------------------------------------------------- the facts


def next_fact(interpreted: InterpretedOrder, reasoning: Reasoning, without: tuple[str, ...] = ()) -> str | None:
    """The field that the next question about the facts asks for; None when they are settled or a doubt stays.

    `without` are fields that are not to be asked for.
    """
    weighing = _weighing(reasoning)
    return weighing.next_fact(interpreted.known & weighing.seen, without)


def spoken(interpreted: InterpretedOrder, reasoning: Reasoning) -> Box:
    """The box of facts that the answers leave open.

    Silence means nothing here while a question can still break it; only a question that was asked in vain
    leaves what is taken for granted.
    """
    return _weighing(reasoning).spoken(interpreted.known)


class _Weighing:
    """Questions about the facts, weighed by the states that each answer leaves. No order is built: bits are tried."""

    def __init__(self, reasoning: Reasoning) -> None:
        rules, vocabulary = reasoning.rules, reasoning.rules.vocabulary
        asked_by = {fact.asked_by for fact in rules.rulebook.facts}
        self.reasoning = reasoning
        self.rules = rules
        self.outcomes = outcomes(reasoning)
        self.fields = tuple(field for field in CHOICES if field in asked_by)
        self.asked = sum(vocabulary.asked[field] for field in self.fields)
        self.patience = rules.rulebook.policy["unknown_answers_until_no_more_are_asked"]
        self.needless = tuple(
            (forbidden, entry.field) for forbidden, entry in rules.needless if entry.field is not None
        )
        self.assumed = tuple(
            (vocabulary.asked[entry.field], forbidden, reasoning.assumed[entry.id])
            for forbidden, entry in rules.assumptions
        )
        self.mapped = tuple(
            (forbidden | self._unasked(entry), box)
            for (forbidden, box), (_, entry) in zip(reasoning.mapped, rules.fact_mappings, strict=True)
        )
        implied = (name for entry in rules.rulebook.implied_answers for name in entry.when)
        assumed = (name for entry in rules.rulebook.assumptions for name in (entry.field, *entry.when))
        marks = (mark for _, marks in _READ_AWAY for mark in marks)
        answers = (name for entry in rules.rulebook.needless for name in entry.when)
        self.seen = reasoning.seen | vocabulary.mask((*implied, *assumed, *self.fields, *marks, *answers))

    def _unasked(self, entry: FactMapping) -> int:
        """What makes a silence mean nothing: fields that a question can still ask for."""
        silent = self.rules.vocabulary.silent
        return sum(silent[name] for name in entry.when if name in self.fields) if entry.assumes else 0

    def spoken(self, known: Known) -> Box:
        """The facts that the answers leave open, where silence means nothing while a question can break it."""
        box, heard = self.reasoning.space.whole, self.heard(known)
        for forbidden, left in self.mapped:
            if not heard & forbidden:
                box &= left
        for asked, forbidden, left in self.assumed:
            if heard & asked and not heard & forbidden and self.reasoning.consistent(box & left):
                box &= left
        return box

    def heard(self, known: Known) -> Known:
        """The same, with what need not be asked any more taken for asked.

        It was answered with a label of which nothing is left but what it says elsewhere, or by another answer.
        """
        silent = self.rules.vocabulary.silent
        read_away = (field for field, marks in _READ_AWAY if any(not known & silent[mark] for mark in marks))
        needless = (field for forbidden, field in self.needless if not known & forbidden)
        return self.without((*read_away, *needless), known)

    def without(self, fields: Iterable[str], known: Known) -> Known:
        """The same, with these fields taken for asked as far as they are not told."""
        for field in fields:
            silent = known & self.rules.vocabulary.silent[field]
            if silent:
                known = known ^ silent | self.rules.vocabulary.asked[field]
        return known

    def answered(self, known: Known, field: str, value: Any) -> Known:
        """What would be known with one answer more."""
        if field == _FIRST and value == CANCELLED_LABEL:
            return self.rules.vocabulary.known({"status": "closed", "status_word": CANCELLED_LABEL}, known)
        return self.rules.implied(self.rules.vocabulary.known({field: value}, known))

    @remembered
    def next_fact(self, told: Known, without: tuple[str, ...]) -> str | None:
        """The field to ask for, but for some."""
        known = self.without(without, told)
        now = self.outcomes.within(self.spoken(known))
        if len(self.outcomes.open(now)) < 2 or (told & self.asked).bit_count() >= self.patience:
            return None
        heard, silent = self.heard(known), self.rules.vocabulary.silent
        fields = (field for field in self.fields if heard & silent[field])
        candidates = [found for field in fields if len((found := self._candidate(field, known)).left) > 1]
        narrowing = [candidate for candidate in candidates if self._narrows(candidate, now)]
        if narrowing:
            return min(narrowing, key=lambda found: (found.field != _FIRST, *_score(found, now, self.outcomes))).field
        return self._first_of_pair(candidates, now)

    def _candidate(self, field: str, known: Known) -> _Candidate:
        answered = [self.answered(known, field, value) for value in choices(field)]
        left = ((then, self.outcomes.within(self.spoken(then))) for then in answered)
        return _Candidate(field, tuple((then, states) for then, states in left if states))

    def _narrows(self, candidate: _Candidate, now: StateSet) -> bool:
        """Whether an answer leaves fewer outcomes than there are now."""
        known = self.outcomes.open(now)
        return any(self.outcomes.open(states) < known for states in candidate.left)

    def _first_of_pair(self, candidates: list[_Candidate], now: StateSet) -> str | None:
        """Where no single question narrows anything, the first of two that together do."""
        for one, other in permutations(candidates, 2):
            for known, _ in one.answers:
                if self._narrows(self._candidate(other.field, known), now):
                    return one.field
        return None


@lru_cache(maxsize=8)
def _weighing(reasoning: Reasoning) -> _Weighing:
    return _Weighing(reasoning)


def _score(candidate: _Candidate, now: StateSet, known: Outcomes) -> tuple[float, int]:
    """How many outcomes are left on average over the states, and how many at worst.

    A state that several answers admit is counted with the one that says most.
    """
    left, worst, rest = 0, 0, now
    for states in candidate.left:
        count = len(known.open(states))
        left += count * (states & rest).bit_count()
        worst = max(worst, count)
        rest &= ~states
    return round(left / now.bit_count(), 9), worst


def ask(field: str, known: Known, reasoning: Reasoning) -> Asked:
    """The question for a field, with every answer that can be true."""
    weighing = _weighing(reasoning)
    return _ask(field, known & weighing.seen, weighing)


@lru_cache(maxsize=ASKED)
def _ask(field: str, known: Known, weighing: _Weighing) -> Asked:
    # Of countries, those that a rule names.
    values = choices(field) or tuple(weighing.rules.vocabulary.bits[field])
    left = {value: weighing.reasoning.derived(weighing.answered(known, field, value)) for value in values}
    answers = {value: box for value, box in left.items() if weighing.reasoning.possible(box)}
    offered = [Answer(value, _sorted(weighing.reasoning.possible(box))) for value, box in answers.items()]
    everything: frozenset[str] = frozenset().union(*(answer.leads_to for answer in offered))
    return Asked(Question(field, _kind(field), (*offered, Answer(UNKNOWN, _sorted(everything)))), answers)


def choices(field: str) -> tuple[Any, ...]:
    """The answers that a question offers to every order; none where any text can be the answer."""
    return (*CHOICES[field], CANCELLED_LABEL) if field == _FIRST else CHOICES.get(field, ())


def with_answer(interpreted: InterpretedOrder, field: str, value: Any, rulebook: Rulebook) -> InterpretedOrder:
    """What would be told with one answer more."""
    if field == _FIRST and value == CANCELLED_LABEL:
        return replace(interpreted, order=interpreted.order.replace(status="closed"), status_word=CANCELLED_LABEL)
    return implied_answers(interpreted.with_order(interpreted.order.replace(**{field: value})), rulebook)


# ---------------------------------------------------------------- after the facts


def _follow_up(
    entries: Iterable[FollowUp],
    interpreted: InterpretedOrder,
    reasoning: Reasoning,
    sketch: Sketch,
    dates: EventDates,
) -> Asked | None:
    for entry in entries:
        asked = (
            Asked(Question(entry.field, "date", ()), {})
            if entry.field in DATE_FIELDS
            else ask(entry.field, interpreted.known, reasoning)
        )
        offered = asked.answers or (_extremes(entry.field, dates) if entry.field in DATE_FIELDS else ())
        if len(offered) > 1 and _changes(entry.field, offered, interpreted, reasoning.rules.rulebook, sketch):
            return asked
    return None


def _extremes(field: str, dates: EventDates) -> tuple[Span, Span]:
    """The first and the last day that the other dates leave: if neither changes the plan, no day between them does."""
    between = dates.between(field) or Span(None, None)
    first = between.first or _EARLIEST
    last = between.last or (_LATEST if field in AHEAD_FIELDS else dates.today)
    return Span.day(first), Span.day(max(first, last))


@lru_cache(maxsize=ASKED)
def follow_ups(
    known: Known, asked: frozenset[str], box: Box, told: Known, reasoning: Reasoning
) -> tuple[FollowUp, ...]:
    """What is asked once no fact is left to ask, in order, as far as it changes the plan.

    `told` is what conditions are held against. What concerns reasons alone takes for granted that the order has ended.
    """
    weighing = _weighing(reasoning)
    heard, silent = weighing.heard(known), weighing.rules.vocabulary.silent
    found = []
    possible = reasoning.possible(box)
    status_groups = reasoning.open_values(box, "status_group", NOT_CLOSED) if NOT_CLOSED in possible else ()
    for entry in holding(reasoning.rules.follow_ups, told):
        of_reasons = possible & set(entry.reasons) and (entry.status_groups or NOT_CLOSED not in possible)
        concerned = entry.whatever or of_reasons or set(status_groups) & set(entry.status_groups)
        unheard = known & silent[entry.field] and (entry.field in DATE_FIELDS or heard & silent[entry.field])
        if concerned and unheard and entry.field not in asked:
            found.append(entry)
    return tuple(found)


def _changes(
    field: str, offered: Iterable[Any], interpreted: InterpretedOrder, rulebook: Rulebook, sketch: Sketch
) -> bool:
    """Whether any answer makes another plan of what is told."""
    now = sketch(interpreted)
    return any(sketch(with_answer(interpreted, field, value, rulebook)) != now for value in offered)


# ---------------------------------------------------------------- about a contradiction


def question_about(fields: tuple[str, ...], interpreted: InterpretedOrder, reasoning: Reasoning) -> Question | None:
    """The question about the first of some fields that can be asked, as if it had not been answered."""
    for field in fields:
        if field in DATE_FIELDS:
            return Question(field, "date", ())
        if field in CHOICES:
            unanswered = dict.fromkeys((field, *dict(_READ_AWAY).get(field, ())))
            asked = ask(field, reasoning.rules.vocabulary.known(unanswered, interpreted.known), reasoning)
            if asked.answers:
                return asked.question
            return Question(field, _kind(field), tuple(Answer(value, ()) for value in (*choices(field), UNKNOWN)))
    return None


def _kind(field: str) -> Literal["choice", "boolean"]:
    return "boolean" if field in FLAG_FIELDS else "choice"


def _sorted(reasons: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(reasons))
