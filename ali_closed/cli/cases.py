"""Saved cases: keeping an order, what is due in all of them, and what has changed since."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import typer

from ali_closed.cases import Case, CaseStore
from ali_closed.cli.answers import Answered, answer, start_run
from ali_closed.cli.flags import Settings
from ali_closed.cli.show import note_warnings, show
from ali_closed.cli.streams import is_terminal, note, put_either, put_error
from ali_closed.errors import AliClosedError, DataError, MissingFileError, UsageError, quoted
from ali_closed.model.dates import read_date
from ali_closed.model.order import read_order
from ali_closed.model.text import text
from ali_closed.report.changes import change_lines, changes
from ali_closed.report.formats.json_document import days_left, iso
from ali_closed.report.text.sanitize import one_line


@dataclass(frozen=True)
class Entry(Answered):
    """The answer of today to a saved case."""

    case: Case

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
        following, today = self.diagnosis.next_deadline, self.diagnosis.today
        left = following and {"id": following.id, "on": iso(following.on), "days_left": days_left(following.on, today)}
        return {
            "case": self.case.name,
            "saved_at": self.case.saved_at,
            "state": self.diagnosis.state,
            "summary": self.words.say(self.diagnosis.sentences.first_line),
            "next": left,
        }

    def lines(self) -> tuple[str, str]:
        """The entry as two lines: when and what, then the summary."""
        words, today, following = self.words, self.diagnosis.today, self.diagnosis.next_deadline
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
        day: date | str = str(self.case.diagnosis.get("today"))
        with suppress(ValueError):
            day = date.fromisoformat(str(day))
        return self.words.say("case.show", name=self.case.name, day=day)


def entry_of(case: Case, settings: Settings) -> Entry:
    """A saved case today, with the zone and the country it was saved with unless others are given.

    Raises DataError if the case holds what no order can, or was saved with a zone or country there is none of.
    """
    saved = case.settings
    settings = replace(settings, tz=settings.tz or saved.get("tz"), country=settings.country or saved.get("country"))
    source = case.diagnosis.get("source")
    try:
        run = start_run(settings)
        today = run.clock.today
        order = read_order(case.order, today=read_date(case.today, today=today).first or today)
        return Entry(**vars(run.answer(order, source if isinstance(source, dict) else None)), case=case)
    except UsageError as error:
        raise DataError(
            f"The case `{case.name}` cannot be read: {error.message}",
            code="damaged_case",
            hint=f"{error.hint or ''} The file was left as it is.".strip(),
            field=error.field,
        ) from None


def _entry(settings: Settings) -> Entry:
    """The case of the name that was given, as it stands today."""
    start_run(settings)  # A wrong setting is not to be taken for a damaged case.
    return entry_of(CaseStore().load(settings.extra["name"]), settings)


def save(settings: Settings) -> int:
    """Keep an order under a name, with the answer of today."""
    answered = answer(settings)
    words = answered.words
    case, replaced = keep(settings.extra["name"], answered, settings)
    said = words.say("case.replaced" if replaced else "case.saved", name=case.name)
    if not settings.quiet:
        said += f"\n{words.say(answered.diagnosis.sentences.first_line)}"
    found = {"case": case.name, "saved_at": case.saved_at, "replaced": replaced}
    put_either(found, said, as_json=settings.as_json)
    note_warnings(answered, settings)
    return answered.diagnosis.exit_code


def keep(name: str, answered: Answered, settings: Settings) -> tuple[Case, bool]:
    """Keep an order and its answer under a name; whether that replaced what was kept under it before.

    Its dates are kept so that they can be read again on any day and in any zone: absolute, and moments as such.
    """
    order, kept = answered.diagnosis.given, {"country": settings.country, "tz": settings.tz}
    moments = {name: span.moment.isoformat() for name, span in order.days().items() if span.moment is not None}
    case = Case(
        name=name,
        saved_at=_now(),
        today=answered.diagnosis.today.isoformat(),
        order={**order.echo(), **moments},
        settings={name: value for name, value in kept.items() if value is not None},
        diagnosis=answered.document(),
    )
    return case, CaseStore().save(case)


def list_cases(settings: Settings) -> None:
    """List what is due, the most urgent first, and say what is wrong with the files that cannot be read."""
    start_run(settings)  # A wrong setting is not to be taken for a damaged case.
    days = _read_within(settings.extra["within"])
    found: list[Entry] = []
    damaged: list[AliClosedError] = []
    store = CaseStore()
    for name in store.names():
        try:
            found.append(entry_of(store.load(name), settings))
        except MissingFileError:
            continue  # removed by another process meanwhile
        except DataError as error:
            damaged.append(error)
    found.sort(key=Entry.urgency)
    shown = [entry for entry in found if days is None or entry.due_within(days)]
    if shown or settings.as_json:
        said = "\n".join(line for entry in shown for line in entry.lines()[: 1 if settings.quiet else None])
        put_either([entry.as_json() for entry in shown], said, as_json=settings.as_json)
    elif not damaged:
        note(settings.words.say("case.none_due" if found else "case.none"))
    for broken in damaged:
        put_error(broken, as_json=settings.as_json)
    if settings.exit_code and any(entry.due_within(days) for entry in found):
        raise typer.Exit(10)
    if damaged:
        raise typer.Exit(DataError.exit_code)


def _read_within(given: str | None) -> int | None:
    """A number of days as `3d`, `3` or `2w`. Raises UsageError."""
    if given is None:
        return None
    found = re.fullmatch(r"([0-9]{1,4})\s*([dw]?)", given.strip().lower())
    if found is None:
        hint = "Give days or weeks, for example --within 3d or --within 2w."
        raise UsageError(f"--within cannot be {quoted(given)}.", code="bad_value", hint=hint, field="within")
    return int(found[1]) * (7 if found[2] == "w" else 1)


def show_case(settings: Settings) -> int:
    """Show the answer to a case as it is today."""
    entry = _entry(settings)
    if settings.format == "text" and not settings.quiet:
        note(entry.header())
    show(entry, settings)
    return entry.diagnosis.exit_code


def again(settings: Settings) -> int:
    """Say what has changed since a case was saved."""
    entry = _entry(settings)
    case, words, after = entry.case, entry.words, entry.document()
    changed = changes(case.diagnosis, after)
    lines = change_lines(case.diagnosis, after, words) if changed else []
    now = words.say("case.now", summary=entry.diagnosis.sentences.first_line)
    said = "\n".join((entry.header(), *(lines or [words.say("case.same")]), now))
    found = {"case": case.name, "before": case.diagnosis, "after": after, "changed": changed}
    put_either(found, said, as_json=settings.as_json)
    if settings.extra["update"]:
        CaseStore().save(replace(case, saved_at=_now(), diagnosis=after))
        if not settings.as_json:
            note(words.say("case.updated", name=case.name))
    return entry.diagnosis.exit_code


def remove(settings: Settings) -> None:
    """Delete a case, after asking in a terminal."""
    words, store, name = settings.words, CaseStore(), settings.extra["name"]
    shown = one_line(name)
    asked = not settings.extra["yes"] and is_terminal(sys.stdin) and is_terminal(sys.stderr)
    if asked and store.has(name) and not typer.confirm(words.say("case.remove_ask", name=shown), err=True):
        note(words.say("case.kept", name=shown))
        return
    store.remove(name)
    put_either({"case": shown, "removed": True}, words.say("case.removed", name=shown), as_json=settings.as_json)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
