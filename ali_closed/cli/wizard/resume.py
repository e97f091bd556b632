"""The command line that says the same as the answers given so far."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from ali_closed.cli.answers import Run
from ali_closed.cli.flags import Settings
from ali_closed.cli.wizard.interview import Value
from ali_closed.errors import UsageError
from ali_closed.model.dates import read_date
from ali_closed.model.fields import DATE_FIELDS, UNKNOWN


def one_shot(answers: Iterable[tuple[str, Value]], run: Run) -> str:
    """The command that gives the same answer without questions."""
    return quote(["ali-closed", "diagnose", *_arguments(tuple(answers), run)])


def go_on(answers: Iterable[tuple[str, Value]], run: Run, *, accessible: bool = False) -> str:
    """The command that asks on from these answers."""
    numbered = ["--accessible"] if accessible else []
    return quote(["ali-closed", *_arguments(tuple(answers), run), *numbered])


def quote(arguments: list[str]) -> str:
    """Arguments as they are typed into a shell."""
    return subprocess.list2cmdline(arguments) if os.name == "nt" else shlex.join(arguments)


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


def _arguments(answers: tuple[tuple[str, Value], ...], run: Run) -> list[str]:
    flags = [flag for field, value in answers for flag in _flag(field, value, run.clock.words_from)]
    dated = any(field in DATE_FIELDS and value != UNKNOWN for field, value in answers)
    return [*flags, *_settings(run.settings, dated)]


def _flag(field: str, value: Value, words_from: date) -> Iterator[str]:
    name = field.replace("_", "-")
    if isinstance(value, bool):
        yield f"--{name}" if value else f"--not-{name}"
    elif value == UNKNOWN:
        yield from ("--unknown", field)
    else:
        held = steady(value, words_from) if field in DATE_FIELDS else value
        # A value that begins with a dash could be taken for a flag.
        yield from ([f"--{name}={held}"] if held.startswith("-") else [f"--{name}", held])


def _settings(settings: Settings, dated: bool) -> Iterator[str]:
    chosen = {
        "today": settings.today,
        "tz": settings.tz if dated else None,
        "country": settings.country,
        "lang": settings.lang if settings.lang != "en" else None,
        "format": settings.format if settings.format not in {"text", "plain"} else None,
    }
    for name, value in chosen.items():
        if value is not None:
            yield from (f"--{name}", value)
