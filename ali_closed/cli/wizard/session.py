"""One run of the wizard: what it speaks through, the answers so far, and how they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from ali_closed.cli.answers import Answered, Run
from ali_closed.cli.wizard.interview import Interview, Value
from ali_closed.cli.wizard.prompts import Face, Option
from ali_closed.cli.wizard.resume import steady
from ali_closed.errors import UsageError
from ali_closed.model.dates import read_date
from ali_closed.model.fields import DATE_FIELDS, UNKNOWN
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import field_name, shown
from ali_closed.report.text.sanitize import clean


@dataclass
class Session:
    """One run of the wizard: what it speaks through, what it knows, and the answers so far."""

    face: Face
    run: Run
    interview: Interview

    @property
    def words(self) -> Catalogue:
        """What it is said in."""
        return self.run.words

    def diagnose(self, interview: Interview | None = None) -> Answered:
        """The answer to what was said so far, or to other answers."""
        return self.run.answer(self.run.clock.order_of((interview or self.interview).answers))

    def word(self, text_id: str, **params: str | int) -> str:
        """A text of the wizard's own."""
        return self.words.say(f"wizard.{text_id}", **params)

    def say(self, text_id: str, **params: str | int) -> None:
        """Write a text of the wizard's own."""
        self.face.say(self.word(text_id, **params))

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
        return self.word("review.line", name=self.name(field), value=self.shown(field, self.interview.value(field)))

    def answers(self) -> list[Option]:
        """Every answer that can be changed."""
        return [Option(field, self.line(field)) for field in self.interview.asked()]
