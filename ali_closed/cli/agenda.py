"""What is due in saved cases: the next date of each, and the order of urgency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ali_closed.cases.file import Case
from ali_closed.cli.answers import Answered
from ali_closed.errors import UsageError, quoted
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.text import text

_FAR: Final = date.max


@dataclass(frozen=True)
class Entry:
    """A saved case as it stands today."""

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
        return self.diagnosis.due or _FAR, following.on if following else _FAR, self.case.name

    def as_json(self) -> dict[str, Any]:
        """The entry as the contract's JSON."""
        following, today = self.diagnosis.next_deadline, self.diagnosis.today
        left = {} if following is None else {"days_left": (following.on - today).days}
        return {
            "case": self.case.name,
            "saved_at": self.case.saved_at,
            "state": self.diagnosis.state,
            "summary": self.answered.words.say(self.diagnosis.sentences.first_line),
            "next": following and {"id": following.id, "on": following.on.isoformat(), **left},
        }

    def lines(self) -> tuple[str, str]:
        """The entry as two lines: when and what, then the summary."""
        words, today, following = self.answered.words, self.diagnosis.today, self.diagnosis.next_deadline
        day = following.on if following else self.diagnosis.due
        what = (
            text(f"calendar.{following.id}.title")
            if following
            else text("case.what.undated" if day is None else "case.what.today")
        )
        if day is None:
            when = text("case.when.undated")
        elif day < today:
            when = text("case.when.late", day=day)
        else:
            when = text("case.when.dated", day=day, left=words.days((day - today).days))
        row = text("case.row", when=when, name=self.case.name, what=what)
        return words.say(row), words.say(text("case.row_summary", summary=self.diagnosis.sentences.first_line))


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
