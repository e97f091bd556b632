"""Times as AliExpress writes them: its own clock without an offset, and days in the buyer's language."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final, NoReturn

from ali_closed.errors import DataError
from ali_closed.importers.fields.values import agreed
from ali_closed.model.date_words import TOKEN, named_day
from ali_closed.model.dates import EARLIEST, LATEST, NUMBERS, PACIFIC, day_or_time, numbered_days, read_date
from ali_closed.model.span import Span

When = date | datetime
"""A day where the buyer is, or an exact time, which has an offset."""

_RETIRED: Final = re.compile(r"(\d{14})\d{3}([+-]\d{4})")
_EPOCH: Final = re.compile(r"\d{13}", re.ASCII)
_CLOCK: Final = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?", re.IGNORECASE)
_EAST: Final = re.compile(r"(\d{4}) ?[年년.] ?(\d{1,2}) ?[月월.] ?(\d{1,2}) ?[日일.]?")
_LONGEST: Final = 60


def aliexpress_time(value: object, field: str) -> Span | None:
    """A time of the APIs and of the personal-data export: US Pacific, whatever `gmt_` says.

    An hour that the clock shows twice, or never, leaves only the day. None if absent; DataError if not readable.
    """
    found = _read(value, field)
    if isinstance(found, str):
        _refuse(field)
    # Nothing that counts from a day is left here.
    return None if found is None else read_date(found, today=LATEST, zone=PACIFIC)


def page_day(value: object, field: str) -> When | None:
    """A day as a page or an export shows it, in any of the eight languages; an exact time where one is given.

    Numbers alone are read only if they can mean one day, as `model.dates` has it.
    None if absent; DataError if not readable.
    """
    found = _read(value, field)
    if isinstance(found, datetime) and found.utcoffset() is None:
        return found.date()
    if not isinstance(found, str):
        return found
    day = None
    with suppress(ValueError, ArithmeticError):
        day = named_day(_CLOCK.sub(" ", found)) or _numbered(found)
    return _within(day, field)


def envelope_time(value: object) -> datetime | None:
    """When an answer was made, by its own clock of GMT+8, unlike all that is in it; None where it does not say."""
    found = _in_numbers(value.strip()) if isinstance(value, str) else None
    if not isinstance(found, datetime) or found.utcoffset() is not None or not EARLIEST <= found.date() <= LATEST:
        return None
    return found.replace(tzinfo=timezone(timedelta(hours=8)))


def epoch(milliseconds: float, field: str) -> datetime:
    """An exact time from milliseconds since 1970; DataError for one outside the years of a date."""
    with suppress(ValueError, ArithmeticError, OSError):
        when = datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(PACIFIC)
        if EARLIEST <= when.date() <= LATEST:
            return when
    _refuse(field)


def day_of(when: When) -> date:
    """The day of a day, or of an exact time where it was told."""
    return when.date() if isinstance(when, datetime) else when


def _read(value: object, field: str) -> When | str | None:
    """What no page writes in its own way: an epoch, a day or a time in numbers or of a workbook; else the text.

    A time without an offset is on a clock that is not said.
    """
    if value is None:
        return None
    if isinstance(value, date):
        return _within(value, field)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return epoch(value, field)
    if not isinstance(value, str) or len(value) > _LONGEST:
        _refuse(field)
    given = " ".join(value.split())
    if _EPOCH.fullmatch(given):
        return epoch(int(given), field)
    found = _in_numbers(given)
    return (given or None) if found is None else _within(found, field)


def _in_numbers(given: str) -> When | None:
    with suppress(ValueError):
        if (exact := day_or_time(given)) is not None:
            return exact
        if found := _RETIRED.fullmatch(given):
            return datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S%z")
    return None


def _numbered(given: str) -> date | None:
    if eastern := _EAST.fullmatch(_CLOCK.sub("", given).strip()):
        return date(int(eastern[1]), int(eastern[2]), int(eastern[3]))
    found = NUMBERS.match(given)
    if found is None or TOKEN.search(_CLOCK.sub(" ", given[found.end() :])):
        return None
    return agreed(numbered_days(*found.groups()))


def _within(when: When | None, field: str) -> When:
    if when is None or not EARLIEST <= day_of(when) <= LATEST:
        _refuse(field)
    return when


def _refuse(field: str) -> NoReturn:
    hint = "Write it as 2026-11-02, or leave it empty."
    raise DataError(f"`{field}` does not hold one date.", code="bad_date", hint=hint, field=field)
