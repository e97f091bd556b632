"""The questions and answers of one run, apart from any terminal: what was said, what to ask next, what to change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from ali_closed.engine.questions import choices
from ali_closed.model.diagnosis import Contradiction, Diagnosis
from ali_closed.model.fields import CHOICES, FIELDS, FLAG_FIELDS, OPEN_STATUSES, UNKNOWN
from ali_closed.rules.conditions import Kind
from ali_closed.rules.words import Words, read_label

Value = str | bool
"""An answer as the contract writes it: a value, a date as it was typed, a label, or "unknown"."""

LABELLED: Final[Mapping[str, Kind]] = {"status": "status", "sub_status": "sub_status"}
"""The fields whose answer may be the words that the buyer reads."""
PASSED_THROUGH: Final = ("id", "note")
"""Fields that nobody is asked for."""

Clash = tuple[tuple[str, Value | None], ...]


@dataclass(frozen=True)
class Prompt:
    """A question to put: the answers that can be true, and the rest, which contradict what was said.

    Without any answers to choose from, one is typed.
    """

    field: str
    values: tuple[Value, ...] = ()
    rest: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Interview:
    """The answers in the order they were given, and the contradictions that the buyer wants to keep."""

    answers: Mapping[str, Value] = field(default_factory=dict)
    kept: frozenset[Clash] = frozenset()

    def value(self, name: str) -> Value | None:
        """What was answered; None if nothing."""
        return self.answers.get(name)

    def asked(self) -> tuple[str, ...]:
        """The fields that can be shown and changed, in the order of their answers."""
        return tuple(name for name in self.answers if name not in PASSED_THROUGH)

    def answer(self, name: str, value: Value) -> Interview:
        """With an answer; an earlier one of the same field is replaced in its place, all others stay."""
        return replace(self, answers={**self.answers, name: value})

    def noted(self, name: str, value: Value, words: Words) -> Interview | None:
        """With what a label says of other fields, where it says nothing of the field it was typed for; else None."""
        kind = LABELLED.get(name)
        if kind is None or not isinstance(value, str):
            return None
        reading = read_label(value, kind, words)
        if reading.word is not None or name in reading.fields or not reading.fields:
            return None
        # What was answered already keeps its place and its value.
        return replace(self, answers={**self.answers, **reading.fields, **self.answers})

    def keep(self, contradiction: Contradiction) -> Interview:
        """With a contradiction that the buyer was shown and left as it is."""
        return replace(self, kept=self.kept | {self._clash(contradiction)})

    def to_mend(self, diagnosis: Diagnosis) -> Contradiction | None:
        """The first contradiction that the buyer has not yet been asked about."""
        return next((found for found in diagnosis.contradictions if self._clash(found) not in self.kept), None)

    def _clash(self, contradiction: Contradiction) -> Clash:
        return tuple((name, self.value(name)) for name in contradiction.fields)


def begin(initial: Mapping[str, Value]) -> Interview:
    """The interview with the answers that were given beforehand, as flags give them, in the contract's order."""
    return Interview({name: initial[name] for name in FIELDS if name in initial})


def next_prompt(interview: Interview, diagnosis: Diagnosis) -> Prompt | None:
    """What to ask next, which is what `ask` prints; None when no answer can change the plan."""
    question = diagnosis.next_question
    if question is None:
        return None
    held = interview.value(question.field)
    # A label that speaks of other fields alone is an answer, and yet none to this question.
    asked_on = question.field in LABELLED and held != UNKNOWN and diagnosis.order.raw(question.field) is None
    if held is not None and not asked_on:
        return None
    every = prompt_for(question.field)
    if not every.values:
        return every
    values = tuple(answer.value for answer in question.answers)
    rest = tuple(value for value in every.values if value not in values)
    return Prompt(question.field, values, () if question.field in FLAG_FIELDS else rest)


def prompt_for(field: str) -> Prompt:
    """The question for a field with every answer there is, to change it or to try another."""
    return Prompt(field, (*choices(field), UNKNOWN) if field in CHOICES else ())


def offers_message(interview: Interview, diagnosis: Diagnosis) -> bool:
    """Whether the words of a message can be added: once the status is told, where the order may have ended.

    They are offered beside the questions and never asked for: a closing usually comes without any, and no list of
    answers holds what they can be, so that `ask` cannot ask for them either.
    """
    if interview.value("status") is None or diagnosis.order.value("status") in OPEN_STATUSES:
        return False
    return interview.value("message") is None and interview.value("end_reason") is None
