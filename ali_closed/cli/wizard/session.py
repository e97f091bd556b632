"""One run of the wizard: the answers so far, what to ask next, how they are shown, and the command that repeats it."""

from __future__ import annotations

import os
import shlex
import subprocess
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from ali_closed.cli.answers import Answered, Run
from ali_closed.cli.wizard.prompts import Face, Option
from ali_closed.engine.questions import choices
from ali_closed.errors import AliClosedError, UsageError
from ali_closed.model.dates import read_date
from ali_closed.model.diagnosis import Contradiction, Diagnosis
from ali_closed.model.fields import CHOICES, DATE_FIELDS, FLAG_FIELDS, OPEN_STATUSES, UNKNOWN, as_flags
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import field_name, shown
from ali_closed.report.text.sanitize import clean
from ali_closed.rules.conditions import Kind
from ali_closed.rules.words import read_label

Value = str | bool
"""An answer as the contract writes it: a value, a date as it was typed, a label, or "unknown"."""

LABELLED: Final[dict[str, Kind]] = {"status": "status", "sub_status": "sub_status"}
"""The fields whose answer may be the words that the buyer reads."""
PASSED_THROUGH: Final = ("id", "note")
"""Fields that nobody is asked for."""

Clash = tuple[tuple[str, Value | None], ...]


@dataclass(frozen=True)
class Prompt:
    """A question to put: the answers that can be true, and the rest, which contradict what was said.

    Without any answers to choose from, one is typed. `changing` is whether it can be left as it is.
    """

    field: str
    values: tuple[Value, ...] = ()
    rest: tuple[Value, ...] = ()
    changing: bool = False


def prompt_for(field: str, *, changing: bool = False) -> Prompt:
    """The question for a field with every answer there is."""
    return Prompt(field, (*choices(field), UNKNOWN) if field in CHOICES else (), changing=changing)


@dataclass
class Session:
    """One run of the wizard: what it speaks through, what orders are answered under, and the answers so far.

    The answers stand in the order they were given; `kept` are the contradictions that the buyer was shown and left.
    """

    face: Face
    run: Run
    answers: dict[str, Value] = field(default_factory=dict)
    kept: set[Clash] = field(default_factory=set)

    def diagnose(self, **others: Value) -> Answered:
        """The answer to what was said so far, with some of it said otherwise."""
        return self.run.answer(self.run.clock.order_of({**self.answers, **others}))

    def asked(self) -> list[str]:
        """The fields that can be shown and changed, in the order of their answers."""
        return [name for name in self.answers if name not in PASSED_THROUGH]

    def notes(self, name: str, value: Value) -> bool:
        """Whether it is a label that says nothing of the field it was typed for; what it says of others is kept."""
        if name not in LABELLED or not isinstance(value, str):
            return False
        reading = read_label(value, LABELLED[name], self.words.rulebook.words)
        if reading.word is not None or name in reading.fields or not reading.fields:
            return False
        self.answers |= {other: held for other, held in reading.fields.items() if other not in self.answers}
        return True

    def clash(self, contradiction: Contradiction) -> Clash:
        """A contradiction by its answers: as long as they stay, one that was kept is asked about no more."""
        return tuple((name, self.answers.get(name)) for name in contradiction.fields)

    def next_prompt(self, diagnosis: Diagnosis) -> Prompt | None:
        """What to ask next, which is what `ask` prints; None when no answer can change the plan."""
        question = diagnosis.next_question
        if question is None:
            return None
        held = self.answers.get(question.field)
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

    def offers_message(self, diagnosis: Diagnosis) -> bool:
        """Whether the words of a message can be added: once the status is told, where the order may have ended.

        They are offered beside the questions and never asked for: a closing usually comes without any, and no list of
        answers holds what they can be, so that `ask` cannot ask for them either.
        """
        if "status" not in self.answers or diagnosis.order.value("status") in OPEN_STATUSES:
            return False
        return not self.answers.keys() & {"message", "end_reason"}

    @property
    def words(self) -> Catalogue:
        """What it is said in."""
        return self.run.words

    def word(self, text_id: str, **params: str | int) -> str:
        """A text of the wizard's own."""
        return self.words.say(f"wizard.{text_id}", **params)

    def say(self, text_id: str, **params: str | int) -> None:
        """Write a text of the wizard's own."""
        self.face.say(self.word(text_id, **params))

    def say_error(self, error: AliClosedError) -> None:
        """Write what is wrong with an answer, and how to mend it; whose answer, the question has told."""
        self.face.say(f"{error.message.removeprefix(f'{error.field}: ')} {error.hint or ''}".strip())

    def name(self, field: str) -> str:
        """What a field is called."""
        return field_name(field, self.words)

    def shown(self, field: str, value: Value | None) -> str:
        """An answer as the buyer reads it; a date in words with the days it was read as."""
        if value == UNKNOWN or value is None:
            return self.words.say("question.unknown")
        if field not in DATE_FIELDS or not isinstance(value, str):
            return clean(self.words.answer(field, value))
        today = self.run.clock.words_from
        try:
            # Without the zone: the days as the buyer counts them.
            span = read_date(value, today=today)
        except UsageError:
            return clean(value)
        days = shown(field, span, self.words)
        typed_day = steady(value, today) == value.strip() and span.is_day
        return days if typed_day else self.word("date.read", typed=value, read=days)

    def line(self, field: str) -> str:
        """A field and its answer."""
        return self.word("review.line", name=self.name(field), value=self.shown(field, self.answers.get(field)))

    def options(self) -> list[Option]:
        """Every answer that can be changed."""
        return [Option(field, self.line(field)) for field in self.asked()]

    def pick(self, text_id: str, options: list[Option], start: str | None = None) -> str | None:
        """Let a field be picked, or what else there is to do."""
        asked, title = (self.words.say(f"wizard.{text_id}.{part}") for part in ("ask", "title"))
        picked: str | None = self.face.choose(asked, title, options, start)
        return picked

    def one_shot(self) -> str:
        """The command that gives the same answer without questions."""
        return self._command("ali-closed", "diagnose")

    def go_on(self) -> str:
        """The command that asks on from these answers."""
        return self._command("ali-closed") + (" --accessible" if self.run.settings.extra.get("accessible") else "")

    def _command(self, *words: str) -> str:
        """The answers and the settings of the run as they are typed into a shell."""
        settings, written, dated = self.run.settings, list(words), False
        for name, value in self.answers.items():
            if name in DATE_FIELDS and value != UNKNOWN:
                value, dated = steady(str(value), self.run.clock.words_from), True
            written += as_flags(name, value)
        chosen = {name: getattr(settings, name) for name in ("today", "tz", "country", "lang", "format")}
        for name, held in chosen.items():
            if held not in {None, "en", "text", "plain"} and (name != "tz" or dated):
                written += [f"--{name}", held]
        return subprocess.list2cmdline(written) if os.name == "nt" else shlex.join(written)


def steady(value: str, words_from: date) -> str:
    """A date that means the same on any later day: words that count from today become days."""
    try:
        span = read_date(value, today=words_from)
        if span == read_date(value, today=words_from + timedelta(days=1)):
            return value.strip()
    except UsageError:
        return value.strip()  # A time without an offset needs a zone to be read, and is no word.
    return span.written()
