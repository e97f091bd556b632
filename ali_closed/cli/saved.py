"""Saved cases: keeping an order, what is due in all of them, and what has changed since."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import typer

from ali_closed.cases.file import Case
from ali_closed.cases.store import CaseStore, Damaged, default_folder
from ali_closed.cli.agenda import Entry, read_within
from ali_closed.cli.answers import Answered, answer, start_run
from ali_closed.cli.flags import Settings
from ali_closed.cli.reading import ReadOrder
from ali_closed.cli.show import show
from ali_closed.cli.streams import is_terminal, note, put_error, put_json, put_words
from ali_closed.errors import AliClosedError, DataError, UsageError
from ali_closed.model.dates import read_date
from ali_closed.model.fields import DATE_FIELDS
from ali_closed.model.order import Order, read_order
from ali_closed.model.span import Span
from ali_closed.model.text import text
from ali_closed.report.changes import change_lines, changes
from ali_closed.report.text.sanitize import one_line


def save(settings: Settings) -> int:
    """Keep an order on this computer under a name, with the answer of today."""
    answered = answer(settings)
    words = answered.words
    case, replaced = keep(settings.extra["name"], answered, settings)
    if settings.format == "json":
        put_json({"case": case.name, "saved_at": case.saved_at, "replaced": replaced})
    else:
        put_words(words.say(text("case.replaced" if replaced else "case.saved", name=case.name)))
        if not settings.quiet:
            put_words(words.say(answered.diagnosis.sentences.first_line))
    return answered.diagnosis.exit_code


def keep(name: str, answered: Answered, settings: Settings) -> tuple[Case, bool]:
    """Keep an order and its answer under a name; whether that replaced what was kept under it before."""
    kept = {"country": settings.country, "tz": settings.tz}
    case = Case(
        name=name,
        saved_at=_now(),
        today=answered.diagnosis.today.isoformat(),
        order=storable(answered.diagnosis.given),
        settings={name: value for name, value in kept.items() if value is not None},
        diagnosis=answered.document(),
    )
    return case, CaseStore(default_folder()).save(case)


def list_cases(settings: Settings) -> None:
    """List what is due in all saved cases, the most urgent first."""
    start_run(settings)  # A wrong setting is not to be taken for a damaged case.
    json = settings.format == "json"
    days = read_within(settings.extra["within"])
    found, damaged = _entries(CaseStore(default_folder()), settings)
    shown = [entry for entry in found if days is None or entry.due_within(days)]
    if json:
        put_json([entry.as_json() for entry in shown])
    elif shown:
        put_words("\n".join(line for entry in shown for line in entry.lines()[: 1 if settings.quiet else None]))
    elif not damaged:
        note(settings.words.say("case.none_due" if found else "case.none"))
    for error in damaged:
        put_error(error, as_json=json)
    if settings.exit_code and any(entry.due_within(days) for entry in found):
        raise typer.Exit(10)
    if damaged:
        raise typer.Exit(DataError.exit_code)


def _entries(store: CaseStore, settings: Settings) -> tuple[list[Entry], list[AliClosedError]]:
    """Every case that can be answered, most urgent first, and what is wrong with the rest."""
    found: list[Entry] = []
    damaged: list[AliClosedError] = []
    for case in store.all():
        if isinstance(case, Damaged):
            damaged.append(case.error)
            continue
        try:
            found.append(Entry(case, answer_case(case, settings)))
        except DataError as error:
            damaged.append(error)
    return sorted(found, key=Entry.urgency), damaged


def show_case(settings: Settings) -> int:
    """Show the answer to a saved case as it is today."""
    start_run(settings)  # A wrong setting is not to be taken for a damaged case.
    case = CaseStore(default_folder()).load(settings.extra["name"])
    answered = answer_case(case, settings)
    if settings.format == "text" and not settings.quiet:
        note(_header(case, answered))
    show(answered, settings)
    return answered.diagnosis.exit_code


def again(settings: Settings) -> int:
    """Say what has changed since a case was saved: dates that passed, a late refund, new rules."""
    start_run(settings)  # A wrong setting is not to be taken for a damaged case.
    json = settings.format == "json"
    store = CaseStore(default_folder())
    case = store.load(settings.extra["name"])
    answered = answer_case(case, settings)
    after = answered.document()
    if json:
        changed = [] if case.diagnosis is None else changes(case.diagnosis, after)
        put_json({"case": case.name, "before": case.diagnosis, "after": after, "changed": changed})
    else:
        put_words("\n".join(_again_lines(case, answered, after)))
    if settings.extra["update"]:
        store.update(settings.extra["name"], lambda kept: _with_answer(kept, answer_case(kept, settings)))
        if not json:
            note(answered.words.say(text("case.updated", name=case.name)))
    return answered.diagnosis.exit_code


def _again_lines(case: Case, answered: Answered, after: Mapping[str, Any]) -> list[str]:
    words = answered.words
    now = words.say(text("case.now", summary=answered.diagnosis.sentences.first_line))
    if case.diagnosis is None:
        return [_header(case, answered), words.say("case.never_answered"), now]
    lines = change_lines(case.diagnosis, after, words) if changes(case.diagnosis, after) else []
    return [_header(case, answered), *(lines or [words.say("case.same")]), now]


def remove(settings: Settings) -> None:
    """Delete a saved case, after asking in a terminal."""
    words, store, name = settings.words, CaseStore(default_folder()), settings.extra["name"]
    asked = not settings.extra["yes"] and is_terminal(sys.stdin) and is_terminal(sys.stderr)
    if asked and store.has(name):
        question = words.say(text("case.remove_ask", name=one_line(name)))
        if not typer.confirm(question, default=False, err=True):
            note(words.say(text("case.kept", name=one_line(name))))
            return
    store.remove(name)
    if settings.format == "json":
        put_json({"case": one_line(name), "removed": True})
    else:
        put_words(words.say(text("case.removed", name=one_line(name))))


def answer_case(case: Case, settings: Settings) -> Answered:
    """The answer to a saved case, with the zone and the country it was saved with unless others are given.

    Raises DataError if the case holds what no order can, or was saved with a zone or country there is none of.
    """
    settings = dataclasses.replace(
        settings,
        tz=settings.tz or case.settings.get("tz"),
        country=settings.country or case.settings.get("country"),
    )
    source = None if case.diagnosis is None else case.diagnosis.get("source")
    try:
        run = start_run(settings)
        today = run.clock.today
        told_on = today if case.today is None else read_date(case.today, today=today).first
        order = read_order(case.order, today=told_on or today)
        return run.answer(ReadOrder(order, source if isinstance(source, dict) else None))
    except UsageError as error:
        raise DataError(
            f"The case `{case.name}` cannot be read: {error.message}",
            code="damaged_case",
            hint=f"{error.hint or ''} The file was left as it is.".strip(),
            field=error.field,
        ) from None


def storable(order: Order) -> dict[str, Any]:
    """The order as JSON values that can be read again on any day and in any zone: dates absolute, moments kept."""
    held = order.echo()
    for name in DATE_FIELDS:
        span = order.span(name)
        if isinstance(span, Span) and span.moment is not None:
            held[name] = span.moment.isoformat()
    return held


def _header(case: Case, answered: Answered) -> str:
    """Which case, and the day its saved answer is of."""
    if case.diagnosis is None:
        return answered.words.say(text("case.show_undated", name=case.name))
    return answered.words.say(text("case.show", name=case.name, day=_answered_on(case)))


def _answered_on(case: Case) -> date | str:
    day = str((case.diagnosis or {}).get("today"))
    try:
        return date.fromisoformat(day)
    except ValueError:
        return day


def _with_answer(case: Case, answered: Answered) -> Case:
    return dataclasses.replace(case, saved_at=_now(), diagnosis=answered.document())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
