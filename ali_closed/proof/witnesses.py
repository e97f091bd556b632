"""Orders that bring about a state of the facts, and the command lines that replay them."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import product
from typing import Any, Final, NamedTuple

from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.interpreted_order import InterpretedOrder, implied_answers, read_words
from ali_closed.engine.logic.possible_reasons import Reasoning, reasoning
from ali_closed.engine.time.day_counting import add_business_days, add_days
from ali_closed.model.fields import CHOICES, COUNTRY_FIELDS, DATE_FIELDS, UNKNOWN, as_flags
from ali_closed.model.memo import remembered
from ali_closed.model.order import Order, read_order
from ali_closed.model.rulebook import Condition, Facts
from ali_closed.model.span import Span
from ali_closed.proof.states import States, StateSet
from ali_closed.rules.loader import Rulebook

DAY: Final = date(2026, 6, 15)
"""The day on which the orders of the proof are looked at; any would do."""

WORDINGS: Final[Mapping[str, str]] = {
    "security": "security reasons",
    "card": "card declined",
    "identity": "verify your identity",
    "unpaid": "not paid in time",
    "not_shipped": "not shipped in time",
    "timer": "confirmation timed out",
    "shipment": "shipment cancelled",
    "seller_shut": "the store has been closed",
    "ending": "your order will soon be marked as completed",
    "delivered": "we have confirmed the delivery of your order",
    "security_or_card": "security reasons. card declined",
}
"""What a page says for each thing a message can prove."""

_LONG_AGO: Final[Mapping[str, object]] = {
    "parcel": "not_received",
    "payment_method": "paypal",
    "paid_on": "2025-06-01",
    "closed_on": "2025-09-01",
}
_TIMER: Final = {"status": "completed", "sub_status": "confirmation_timed_out"}
_LATE_FAULT: Final[Mapping[str, object]] = {
    "status": "completed",
    "confirmed": "yes",
    "parcel": "received_faulty",
    "dispute": "none",
    "dispute_ends_on": UNKNOWN,
    "ordered_on": "2026-03-01",
    "paid_on": "2026-03-20",
    "closed_on": "2026-05-01",
    "confirmed_on": "2026-05-01",
}
RARE: Final[tuple[Mapping[str, object], ...]] = (
    {"bank": "nothing", "tracking": "unknown_number"},
    {"refund": "received_partly", "closed_on": "2026-02-05"},
    {"status": "closed", "end_reason": "pay_timeout", "bank": "booked", "closed_on": "2026-06-08"},
    {"status": "payment failed", "bank": "booked"},
    {"status": "shipment cancelled", "dispute": "refused", "protection_ends_on": "2026-07-20"},
    {"closed_on": "2026-04-17", "refund": "none_seen"},
    {**_LATE_FAULT, "country": "DE"},
    {**_LATE_FAULT, "country": "DE", "free_returns": True},
    {"status": "cancelled", "closed_on": "2026-05-24"},
    {"status": "cancelled", "protection_ends_on": "2026-03-22"},
    {"status": "payment_pending", "ordered_on": "2026-04-01"},
    {"status": "completed", "sub_status": "confirmation_received", "confirmed": "yes", "closed_on": "2026-03-01"},
    {"status": "payment_verification", "ordered_on": "2026-04-01", "paid_on": "2026-04-01"},
    {"end_reason": "buyer_confirm_goods", "dispute_button": "gone"},
    {"status": "shipment_pending", "processing_ends_on": "2026-06-13"},
    {"status": "shipment_pending", "ordered_on": "2026-03-01"},
    {"paid": True, "shipped": False},
    {"status": "closed", "closed_when": "before_shipping", "refund": "received_partly", "closed_on": "2026-06-10"},
    {"status": "closed", "closed_when": "before_shipping", "refund": "received_partly", "closed_on": "2026-03-10"},
    {"status": "completed", "dispute": "lost", "refund_announced_on": "2026-04-01"},
    _LONG_AGO,
    {**_LONG_AGO, **_TIMER},
    {**_LONG_AGO, **_TIMER, "dispute_button": "gone"},
    {"sub_status": "dispute_open", "dispute": "vanished"},
    {"status": "shipped", "parcel": "not_received", "ordered_on": "2026-05", "delivery_due_on": "2026-06-20"},
    {
        "status": "closed",
        "paid_on": "2026-05-01..2026-05-04",
        "ordered_on": "..2026-05-04",
        "closed_on": "2026-05-20..",
    },
    {"status": "closed", "refund": "received", "id": "8190011223344556"},
    {"status": "payment_pending", "paid": True, "bank": "nothing"},
    {**_TIMER, "closed_on": "2026-03-01", "dispute_button": "gone", "chargeback": "lost"},
    {"status": "completed", "closed_on": "2026-03-01", "parcel": "not_received", "chargeback": "lost"},
    {"status": "cancelled", "closed_on": "2026-05-24", "chargeback": "lost"},
    {"status": "cancelled", "closed_on": "2026-05-24", "payment_method": "paypal", "paid_on": "2025-06-01"},
    {"delivered_on": "2026-06-01..2026-06-06", "sub_status": "none"},
    {"status": "shipped", "tracking": "returned", "dispute_button": "too_early"},
    {"status": "closed", "refund": "received_partly", "dispute_button": "gone"},
    {"status": "completed", "confirmed": "yes", "refund": "received_partly"},
    {**_TIMER, "closed_on": "2026-03-01", "chargeback": "lost"},
    {"status": "completed", "dispute": "lost", "parcel": "not_received", "dispute_closed_on": "2026-06-10"},
    {"status": "closed", "paid": True, "parcel": "not_received", "closed_on": "2026-04-10"},
)
"""Orders of DAY for whose answer there are words of their own, and which no other search comes upon."""

_NOTHING_TOLD: Final = Order()


class Answer(NamedTuple):
    """One answer as a buyer gives it: `value` is a word of the contract, a label, a message or a day."""

    field: str
    value: Any


Answers = tuple[Answer, ...]


@dataclass(frozen=True)
class Asking:
    """What a buyer can answer, under one rulebook."""

    rulebook: Rulebook

    @cached_property
    def reasoner(self) -> Reasoning:
        """The reasoning over the rulebook."""
        return reasoning(self.rulebook)

    @cached_property
    def answers(self) -> Answers:
        """Every answer that a fact mapping looks at."""
        fields = dict.fromkeys(name for entry in self.rulebook.fact_mappings for name in entry.when)
        return tuple(answer for name in fields for answer in self.answers_for(name))

    @cached_property
    def worded(self) -> Mapping[str, tuple[str, Mapping[str, str]]]:
        """What a rule reads from words: the field that holds them, and the words for each value."""
        return {"message_fact": ("message", WORDINGS), "status_word": ("status", self.labels)}

    def answers_for(self, name: str) -> Answers:
        """The answers that give a field, or what a rule reads from words, one of its values."""
        if name in self.worded:
            field, words = self.worded[name]
            return tuple(Answer(field, said) for said in words.values())
        if name == "end_reason":
            return tuple(Answer(name, reason.value) for reason in self.rulebook.words.end_reasons.values())
        if name in DATE_FIELDS:
            return (Answer(name, DAY - timedelta(days=3)),)
        return tuple(Answer(name, value) for value in CHOICES.get(name, ()))

    def answer(self, name: str, value: str | bool) -> Answer | None:
        """The answer that gives a field, or what a rule reads from words, this value; None where none does."""
        if value == "known":
            return next(iter(self.answers_for(name)), None)
        if name in self.worded:
            field, words = self.worded[name]
            return Answer(field, words[str(value)]) if value in words else None
        return Answer(name, value) if name in COUNTRY_FIELDS or value in CHOICES.get(name, ()) else None

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Per mark that a label can leave, the first label of the status that leaves it."""
        found: dict[str, str] = {}
        for label in self.rulebook.words.labels:
            if label.kind == "status" and label.meaning.word is not None:
                found.setdefault(label.meaning.word, label.text)
        return found

    def read(self, answers: Iterable[Answer]) -> InterpretedOrder:
        """What a buyer has told with these answers."""
        return implied_answers(read_words(order_of(answers), self.rulebook), self.rulebook)

    @remembered
    def box(self, answers: Answers) -> Box:
        """The box of facts that the answers leave."""
        return self.reasoner.derived(self.read(answers).known)

    def possible(self, answers: Answers) -> frozenset[str]:
        """The reasons that the answers leave."""
        return self.reasoner.possible(self.box(answers))

    def reaching(self, facts: Facts) -> Answers | None:
        """Answers that leave every completion of these facts, and as little else as can be; None where none do."""
        target = self.reasoner.space.box(facts)
        whole = self.reasoner.weight(target)
        kept = (start for start in self._starts() if self.reasoner.weight(self.box(start) & target) == whole)
        chosen = next(kept, None)
        if chosen is None:
            return None
        left = self.reasoner.weight(self.box(chosen))
        while left > whole:
            best = min(self._narrower(chosen, target, whole), default=None, key=lambda entry: entry[0])
            if best is None or best[0] >= left:
                break
            left, chosen = best
        return chosen

    def _starts(self) -> Iterator[Answers]:
        """First answers: a message or its absence narrows by itself, save beside some other answer."""
        messages = self.answers_for("message_fact")
        yield ()
        yield from ((message,) for message in messages)
        yield from ((message, other) for message in messages for other in self.answers if other.field != message.field)

    def _narrower(self, chosen: Answers, target: Box, whole: int) -> Iterator[tuple[int, Answers]]:
        taken = {answer.field for answer in chosen}
        for answer in self.answers:
            if answer.field not in taken:
                more = (*chosen, answer)
                box = self.box(more)
                if self.reasoner.weight(box & target) == whole:
                    yield self.reasoner.weight(box), more

    def fewest(self, answers: Answers) -> Answers:
        """The answers without those that change no possible reason."""
        wanted = self.possible(answers)
        for answer in answers:
            fewer = tuple(other for other in answers if other != answer)
            if self.possible(fewer) == wanted:
                answers = fewer
        return answers


@dataclass(frozen=True)
class Base:
    """The fewest answers that leave a reason, or a status still open, with as few others as can be."""

    reason: str
    status_group: str
    answers: Answers


def order_of(answers: Iterable[Answer]) -> Order:
    """The order that gives these answers."""
    held = {
        answer.field: Span.day(answer.value) if isinstance(answer.value, date) else answer.value for answer in answers
    }
    return _NOTHING_TOLD.replace(**held)


def rare(rulebook: Rulebook) -> Iterator[Answers]:
    """The orders that no other search comes upon; of the first the money has its last day today."""
    ended = {"status": "closed", "closed_when": "before_shipping", "closed_on": _longest_ago(rulebook).isoformat()}
    for given in (ended, *RARE):
        yield tuple(Answer(name, held) for name, held in read_order(given, today=DAY).told().items())


def _longest_ago(rulebook: Rulebook) -> date:
    """The day on which an order ended whose money, by the longest that any document gives it, comes by today."""
    counted: Mapping[str, Callable[[date, int], date]] = {
        "business_days": add_business_days,
        "calendar_days": add_days,
    }
    periods = {reason.period for reason in rulebook.reasons if reason.period}
    readings = (reading for period in periods for reading in rulebook.period(period).readings)
    return min(
        counted[reading.unit](DAY, -reading.value[1])
        for reading in readings
        if reading.value is not None and reading.unit in counted
    )


def command(answers: Iterable[Answer], today: date = DAY) -> str:
    """The command line that diagnoses the order of these answers."""
    told = [(name, held.written() if isinstance(held, Span) else held) for name, held in answers]
    flags = [flag for name, held in told for flag in as_flags(name, held)]
    return shlex.join(["ali-closed", "diagnose", *flags, "--today", today.isoformat()])


def bases(asking: Asking, groups: Mapping[frozenset[str], StateSet], states: States) -> tuple[Base, ...]:
    """For each reason, and for each status still open, a state that the fewest others claim, as answers."""
    found: dict[tuple[str, str], Base] = {}
    for group in sorted(groups, key=lambda group: (len(group), sorted(group))):
        for state in states.members(groups[group]):
            for reason in sorted(group):
                key = (reason, state["status_group"])
                if key in found:
                    continue
                facts = {fact: (value,) for fact, value in state.items()}
                answers = asking.reaching(facts)
                if answers is not None and reason in asking.possible(answers):
                    found[key] = Base(reason, key[1], asking.fewest(answers))
    return tuple(found.values())


def overlays(when: Mapping[str, Condition], asking: Asking) -> Iterator[Answers]:
    """The ways to meet a condition, the given answers before the silent ones."""
    choices: list[list[Answer | None]] = []
    for name, allowed in when.items():
        answers: list[Answer | None] = [
            answer for value in allowed if value != UNKNOWN and (answer := asking.answer(name, value)) is not None
        ]
        choices.append([*answers, None] if UNKNOWN in allowed else answers)
    for chosen in product(*choices):
        yield tuple(answer for answer in chosen if answer is not None)


def fields_of(answers: Iterable[Answer]) -> set[str]:
    """The fields that some answers are given to."""
    return {answer.field for answer in answers}
