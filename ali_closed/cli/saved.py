"""Saved cases: keeping an order, what is due in all of them, and what has changed since."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime

import typer

from ali_closed.cases.file import Case
from ali_closed.cases.store import CaseStore, Damaged, default_folder
from ali_closed.cli.agenda import Entry, entry_of, read_within
from ali_closed.cli.answers import Answered, answer, start_run
from ali_closed.cli.flags import Settings
from ali_closed.cli.show import note_warnings, show
from ali_closed.cli.streams import is_terminal, note, put_error, put_json, put_words
from ali_closed.errors import AliClosedError, DataError
from ali_closed.report.text.sanitize import one_line


def save(settings: Settings) -> int:
    """Keep an order on this computer under a name, with the answer of today."""
    answered = answer(settings)
    words = answered.words
    case, replaced = keep(settings.extra["name"], answered, settings)
    if settings.format == "json":
        put_json({"case": case.name, "saved_at": case.saved_at, "replaced": replaced})
    else:
        put_words(words.say("case.replaced" if replaced else "case.saved", name=case.name))
        if not settings.quiet:
            put_words(words.say(answered.diagnosis.sentences.first_line))
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
    return case, CaseStore(default_folder()).save(case)


def list_cases(settings: Settings) -> None:
    """List what is due in all saved cases, the most urgent first."""
    start_run(settings)  # A wrong setting is not to be taken for a damaged case.
    json = settings.format == "json"
    days = read_within(settings.extra["within"])
    found, damaged = _entries(settings)
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


def _entries(settings: Settings) -> tuple[list[Entry], list[AliClosedError]]:
    """Every case that can be answered, most urgent first, and what is wrong with the rest."""
    found: list[Entry] = []
    damaged: list[AliClosedError] = []
    for case in CaseStore(default_folder()).all():
        try:
            if isinstance(case, Damaged):
                raise case.error
            found.append(entry_of(case, settings))
        except DataError as error:
            damaged.append(error)
    return sorted(found, key=Entry.urgency), damaged


def show_case(settings: Settings) -> int:
    """Show the answer to a saved case as it is today."""
    entry = _entry(settings)
    if settings.format == "text" and not settings.quiet:
        note(entry.header())
    show(entry.answered, settings)
    return entry.diagnosis.exit_code


def again(settings: Settings) -> int:
    """Say what has changed since a case was saved: dates that passed, a late refund, new rules."""
    entry, json = _entry(settings), settings.format == "json"
    case, answered = entry.case, entry.answered
    if json:
        after = answered.document()
        put_json({"case": case.name, "before": case.diagnosis, "after": after, "changed": entry.changes()})
    else:
        put_words("\n".join(entry.since()))
    if settings.extra["update"]:
        CaseStore(default_folder()).update(
            settings.extra["name"],
            lambda kept: replace(kept, saved_at=_now(), diagnosis=entry_of(kept, settings).answered.document()),
        )
        if not json:
            note(answered.words.say("case.updated", name=case.name))
    return entry.diagnosis.exit_code


def remove(settings: Settings) -> None:
    """Delete a saved case, after asking in a terminal."""
    words, store, name = settings.words, CaseStore(default_folder()), settings.extra["name"]
    shown = one_line(name)
    asked = not settings.extra["yes"] and is_terminal(sys.stdin) and is_terminal(sys.stderr)
    if asked and store.has(name) and not typer.confirm(words.say("case.remove_ask", name=shown), err=True):
        note(words.say("case.kept", name=shown))
        return
    store.remove(name)
    if settings.format == "json":
        put_json({"case": shown, "removed": True})
    else:
        put_words(words.say("case.removed", name=shown))


def _entry(settings: Settings) -> Entry:
    """The case of the name that was given, as it stands today."""
    start_run(settings)  # A wrong setting is not to be taken for a damaged case.
    return entry_of(CaseStore(default_folder()).load(settings.extra["name"]), settings)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
