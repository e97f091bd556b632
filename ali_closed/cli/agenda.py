"""What is due in saved cases: the next date of each, and the order of urgency."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ali_closed.cases.file import Case
from ali_closed.cli.answers import Answered
from ali_closed.errors import UsageError, quoted
from ali_closed.model.diagnosis import Deadline, Diagnosis
from ali_closed.model.text import text

_FAR: Final = date.max


@dataclass(frozen=True)
class Entry:
    """A saved case as it stands today."""

    case: Case
    answered: Answered
    next: Deadline | None

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
        return self.diagnosis.due or _FAR, self.next.on if self.next else _FAR, self.case.name

    def as_json(self) -> dict[str, Any]:
        """The entry as the contract's JSON."""
        following: Mapping[str, Any] | None = None
        if self.next is not None:
            left = (self.next.on - self.diagnosis.today).days
            following = {"id": self.next.id, "on": self.next.on.isoformat(), "days_left": left}
        return {
            "case": self.case.name,
            "saved_at": self.case.saved_at,
            "state": self.diagnosis.state,
            "summary": self.answered.words.say(self.diagnosis.sentences.first_line),
            "next": following,
        }

    def lines(self) -> tuple[str, str]:
        """The entry as two lines: when and what, then the summary."""
        words, today = self.answered.words, self.diagnosis.today
        if self.next is None:
            when, what = text("case.when.undated"), text("case.what.undated")
        else:
            what = text(f"calendar.{self.next.id}.title")
            when = text("case.when.dated", day=self.next.on, left=words.days((self.next.on - today).days))
            if self.next.on < today:
                when = text("case.when.late", day=self.next.on)
        row = text("case.row", when=when, name=self.case.name, what=what)
        return words.say(row), words.say(text("case.row_summary", summary=self.diagnosis.sentences.first_line))


def entry_of(case: Case, answered: Answered) -> Entry:
    """The entry of a case and its answer of today."""
    return Entry(case, answered, _next(answered.diagnosis))


def _next(diagnosis: Diagnosis) -> Deadline | None:
    """The date that comes next; of a late refund the date that has passed, for that is what is due."""
    if diagnosis.refund.late:
        late = [entry for entry in diagnosis.deadlines if entry.id == "refund_late_after"]
        if late:
            return late[0]
    return next((entry for entry in diagnosis.deadlines if entry.on >= diagnosis.today), None)


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
