"""The command line that says the same as the answers given so far."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from datetime import date, timedelta

from ali_closed.cli.answers import Run
from ali_closed.cli.wizard.interview import Value
from ali_closed.errors import UsageError
from ali_closed.model.dates import read_date
from ali_closed.model.fields import DATE_FIELDS, UNKNOWN, as_flags


def one_shot(answers: Mapping[str, Value], run: Run) -> str:
    """The command that gives the same answer without questions."""
    return _command(["ali-closed", "diagnose"], answers, run)


def go_on(answers: Mapping[str, Value], run: Run) -> str:
    """The command that asks on from these answers."""
    return _command(["ali-closed"], answers, run) + (" --accessible" if run.settings.extra.get("accessible") else "")


def _command(words: list[str], answers: Mapping[str, Value], run: Run) -> str:
    """The answers and the settings of a run as they are typed into a shell."""
    settings, dated = run.settings, False
    for field, value in answers.items():
        if field in DATE_FIELDS and value != UNKNOWN:
            value, dated = steady(str(value), run.clock.words_from), True
        words += as_flags(field, value)
    chosen = {
        "today": settings.today,
        "tz": settings.tz if dated else None,
        "country": settings.country,
        "lang": settings.lang if settings.lang != "en" else None,
        "format": settings.format if settings.format not in {"text", "plain"} else None,
    }
    words += [word for name, held in chosen.items() if held is not None for word in (f"--{name}", held)]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def steady(value: str, words_from: date) -> str:
    """A date that means the same on any later day: words that count from today become days."""
    try:
        span = read_date(value, today=words_from)
        if span == read_date(value, today=words_from + timedelta(days=1)):
            return value.strip()
    except UsageError:
        return value.strip()  # A time without an offset needs a zone to be read, and is no word.
    if span.is_day:
        return str(span.first)
    return f"{span.first or ''}..{span.last or ''}"
