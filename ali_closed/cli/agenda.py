"""What is due in saved cases: the next date of each, and the order of urgency."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ali_closed.cases.file import Case
from ali_closed.cli.answers import Answered, exit_code
from ali_closed.errors import UsageError, quoted
from ali_closed.model.diagnosis import Deadline, Diagnosis
from ali_closed.model.text import text
from ali_closed.report.answer.summary import summary

_WAITING: Final = frozenset(
    {
        "refund_expected",
        "refund_late_after",
        "processing_ends",
        "cancel_answer_first",
        "cancel_answer_last",
        "review_last",
    }
)
"""Deadlines at which nothing has to be done, only something to be looked for."""
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

    @property
    def acts_on(self) -> date | None:
        """The first day on which something is to be done; today if it is due already; None if no day is known.

        Where it is open what happened, a step of any possible reason counts: to be safe is to act by the earliest.
        """
        found = self.diagnosis
        today = found.today
        if found.refund.late or found.dispute.verdict == "contested":
            return today
        doubt = found.refund.verdict == "depends"
        steps = [
            step.by
            for step in found.steps
            if step.by is not None and (doubt or step.for_reasons is None) and step.by != found.refund.expected_until
        ]
        dates = [entry.on for entry in found.deadlines if entry.on >= today and entry.id not in _WAITING]
        first = min([*steps, *dates], default=None)
        if first is not None:
            return max(first, today)
        return today if found.dispute.verdict == "open" else None

    def due_within(self, days: int | None) -> bool:
        """Whether something is to be done within so many days; None: at any time, dated or not."""
        if days is None:
            return exit_code(self.diagnosis) == 10
        return self.acts_on is not None and (self.acts_on - self.diagnosis.today).days <= days

    def urgency(self) -> tuple[date, date, str]:
        """What sorts the agenda: the day to act, then the next date, then the name."""
        return self.acts_on or _FAR, self.next.on if self.next else _FAR, self.case.name

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
            "summary": self.answered.words.say(summary(self.diagnosis)),
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
        return words.say(row), words.say(text("case.row_summary", summary=summary(self.diagnosis)))


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
