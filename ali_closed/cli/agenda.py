"""A saved case as it stands today: its answer, the next date, how urgent it is, and what has changed since."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ali_closed.cases.file import Case
from ali_closed.cli.answers import Answered, start_run
from ali_closed.cli.flags import Settings
from ali_closed.errors import DataError, UsageError, quoted
from ali_closed.model.dates import read_date
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.order import read_order
from ali_closed.model.text import text
from ali_closed.report.changes import change_lines, changes


@dataclass(frozen=True)
class Entry:
    """A saved case and its answer of today."""

    case: Case
    answered: Answered

    @property
    def diagnosis(self) -> Diagnosis:
        """The answer of today."""
        return self.answered.diagnosis

    def due_within(self, days: int | None) -> bool:
        """Whether something is to be done within so many days; None: at any time, dated or not."""
        due = self.diagnosis.due
        if days is None:
            return "act" in self.diagnosis.picks
        return due is not None and (due - self.diagnosis.today).days <= days

    def urgency(self) -> tuple[date, date, str]:
        """What sorts the agenda: the day to act, then the next date, then the name."""
        following = self.diagnosis.next_deadline
        return self.diagnosis.due or date.max, following.on if following else date.max, self.case.name

    def as_json(self) -> dict[str, Any]:
        """The entry as the contract's JSON."""
        following, left = self.diagnosis.next_deadline, None
        if following is not None:
            days_left = (following.on - self.diagnosis.today).days
            left = {"id": following.id, "on": following.on.isoformat(), "days_left": days_left}
        return {
            "case": self.case.name,
            "saved_at": self.case.saved_at,
            "state": self.diagnosis.state,
            "summary": self.answered.words.say(self.diagnosis.sentences.first_line),
            "next": left,
        }

    def lines(self) -> tuple[str, str]:
        """The entry as two lines: when and what, then the summary."""
        words, today, following = self.answered.words, self.diagnosis.today, self.diagnosis.next_deadline
        day = following.on if following else self.diagnosis.due
        what = f"timeline.{following.id}" if following else f"case.what.{'undated' if day is None else 'today'}"
        if day is None:
            when = text("case.when.undated")
        elif day < today:
            when = text("case.when.late", day=day)
        else:
            when = text("case.when.dated", day=day, left=words.days((day - today).days))
        row = words.say("case.row", when=when, name=self.case.name, what=text(what))
        return row, words.say("case.row_summary", summary=self.diagnosis.sentences.first_line)

    def header(self) -> str:
        """Which case, and the day its saved answer is of."""
        words, name, before = self.answered.words, self.case.name, self.case.diagnosis
        if before is None:
            return words.say("case.show_undated", name=name)
        day: date | str = str(before.get("today"))
        with suppress(ValueError):
            day = date.fromisoformat(str(day))
        return words.say("case.show", name=name, day=day)

    def changes(self) -> list[dict[str, Any]]:
        """Every path of the answer that has changed since the case was saved."""
        return [] if self.case.diagnosis is None else changes(self.case.diagnosis, self.answered.document())

    def since(self) -> list[str]:
        """What has changed since the case was saved, and what holds now."""
        words, before = self.answered.words, self.case.diagnosis
        if before is None:
            lines = [words.say("case.never_answered")]
        else:
            found = change_lines(before, self.answered.document(), words) if self.changes() else []
            lines = found or [words.say("case.same")]
        return [self.header(), *lines, words.say("case.now", summary=self.diagnosis.sentences.first_line)]


def entry_of(case: Case, settings: Settings) -> Entry:
    """A saved case today, with the zone and the country it was saved with unless others are given.

    Raises DataError if the case holds what no order can, or was saved with a zone or country there is none of.
    """
    saved = case.settings
    settings = replace(settings, tz=settings.tz or saved.get("tz"), country=settings.country or saved.get("country"))
    source = None if case.diagnosis is None else case.diagnosis.get("source")
    try:
        run = start_run(settings)
        today = run.clock.today
        given_on = today if case.today is None else read_date(case.today, today=today).first
        order = read_order(case.order, today=given_on or today)
        return Entry(case, run.answer(order, source if isinstance(source, dict) else None))
    except UsageError as error:
        raise DataError(
            f"The case `{case.name}` cannot be read: {error.message}",
            code="damaged_case",
            hint=f"{error.hint or ''} The file was left as it is.".strip(),
            field=error.field,
        ) from None


def read_within(given: str | None) -> int | None:
    """A number of days as `3d`, `3` or `2w`. Raises UsageError."""
    if given is None:
        return None
    found = re.fullmatch(r"([0-9]{1,4})\s*([dw]?)", given.strip().lower())
    if found is None:
        raise UsageError(
            f"--within cannot be {quoted(given)}.",
            code="bad_value",
            hint="Give days or weeks, for example --within 3d or --within 2w.",
            field="within",
        )
    return int(found[1]) * (7 if found[2] == "w" else 1)
