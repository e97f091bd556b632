"""Times as AliExpress writes them: its own clock without an offset, and days in the buyer's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final, NoReturn

from ali_closed.errors import DataError
from ali_closed.importers.fields.values import number
from ali_closed.model.dates import EARLIEST, LATEST, PACIFIC, numbered_days
from ali_closed.model.month_names import TOKEN, named_day

When = date | datetime
"""A day, or an exact time, which always has an offset."""

ENVELOPE: Final = timezone(timedelta(hours=8))
"""The clock of an answer's own `time_stamp`, unlike that of everything in it."""

_WALL: Final = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?P<time>[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?")
_OFFSET: Final = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?\d*)?) ?(Z|[+-]\d\d:?\d\d)")
_RETIRED: Final = re.compile(r"(\d{8})(\d{6})(\d{3})([+-]\d{4})")
_CLOCK: Final = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})")
_EAST: Final = re.compile(r"(\d{4}) ?[年년.] ?(\d{1,2}) ?[月월.] ?(\d{1,2}) ?[日일.]?")
_LONGEST: Final = 60
_FIRST_EPOCH, _LAST_EPOCH = 946_684_800_000, 7_258_118_400_000


def aliexpress_time(value: object, field: str) -> When | None:
    """A time of the APIs and of the personal-data export: US Pacific, whatever `gmt_` says.

    An hour that the clock shows twice, or never, leaves only the day. None if absent; DataError if not readable.
    """
    given = _text_or_time(value.get("epoch", value) if isinstance(value, Mapping) else value, field, on_pacific_clock)
    if not isinstance(given, str):
        return given
    if found := _WALL.fullmatch(given):
        try:
            shown = datetime.fromisoformat(given).replace(microsecond=0)
        except ValueError:
            _refuse(field)
        return _within(on_pacific_clock(shown) if found["time"] else shown.date(), field)
    milliseconds = number(given)
    if milliseconds is not None and len(given) == 13:
        return epoch(milliseconds, field)
    _refuse(field)


def day_of(when: When) -> date:
    """The day of a day, or of an exact time where it was told."""
    return when.date() if isinstance(when, datetime) else when


def on_pacific_clock(wall: datetime) -> When:
    """What AliExpress's clock showed, as an exact time; as a day in the hours around a clock change."""
    earlier, later = (wall.replace(tzinfo=PACIFIC, fold=fold) for fold in (0, 1))
    return earlier if earlier.utcoffset() == later.utcoffset() else wall.date()


def epoch(milliseconds: float, field: str) -> datetime:
    """An exact time from milliseconds since 1970; DataError for one outside the years of a date."""
    if not _FIRST_EPOCH <= milliseconds < _LAST_EPOCH:
        _refuse(field)
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(PACIFIC)


def envelope_time(value: object) -> datetime | None:
    """When an answer was made, by its own clock of GMT+8; None where it does not say."""
    found = _WALL.fullmatch(value.strip()) if isinstance(value, str) else None
    with suppress(ValueError):
        if found and found["time"]:
            return datetime.fromisoformat(found[0]).replace(microsecond=0, tzinfo=ENVELOPE)
    return None


def page_day(value: object, field: str) -> When | None:
    """A day as a page or an export shows it, in any of the eight languages; an exact time where one is given.

    Numbers alone are read only if they can mean one day, as `model.dates` has it.
    None if absent; DataError if not readable.
    """
    given = _text_or_time(value, field, datetime.date)
    if not isinstance(given, str):
        return given
    try:
        wall = _WALL.fullmatch(given)
        found = date.fromisoformat(wall["day"]) if wall else named_day(_CLOCK.sub(" ", given)) or _numbered(given)
    except (ValueError, ArithmeticError):
        found = None
    if found is None:
        _refuse(field)
    return _within(found, field)


def _text_or_time(value: object, field: str, on_clock: Callable[[datetime], When]) -> When | str | None:
    """What no page writes in its own way: nothing, a workbook's time, an epoch, a time with its offset; else the text.

    `on_clock` says what a workbook's time means, which has no offset.
    """
    if value is None:
        return None
    if isinstance(value, date):
        when = _within(value, field)
        return on_clock(when) if isinstance(when, datetime) and when.utcoffset() is None else when
    if isinstance(value, int | float) and not isinstance(value, bool):
        return epoch(value, field)
    if not isinstance(value, str) or len(value) > _LONGEST:
        _refuse(field)
    given = " ".join(value.split())
    exact = _with_offset(given)
    return (given or None) if exact is None else _within(exact, field)


def _with_offset(given: str) -> datetime | None:
    try:
        if found := _OFFSET.fullmatch(given):
            return datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3]}")
        if found := _RETIRED.fullmatch(given):
            return datetime.strptime(f"{found[1]}{found[2]}{found[4]}", "%Y%m%d%H%M%S%z")
    except ValueError:
        return None
    return None


def _numbered(given: str) -> date | None:
    if eastern := _EAST.fullmatch(_CLOCK.sub("", given).strip()):
        return date(int(eastern[1]), int(eastern[2]), int(eastern[3]))
    found = _NUMBERS.match(given)
    if found is None or TOKEN.search(_CLOCK.sub(" ", given[found.end() :])):
        return None
    days = numbered_days(*found.groups())
    return next(iter(days)) if len(days) == 1 else None


def _within(when: When, field: str) -> When:
    if not EARLIEST <= day_of(when) <= LATEST:
        _refuse(field)
    return when


def _refuse(field: str) -> NoReturn:
    raise DataError(
        f"`{field}` does not hold one date.",
        code="bad_date",
        hint="Write it as 2026-11-02, or leave it empty.",
        field=field,
    ) from None
