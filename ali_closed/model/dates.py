"""Reading dates: every form a buyer or a script may give, and the AliExpress clock.

AliExpress keeps its clock in US Pacific time, so a `Span` holds Pacific days. The forms with numbers are
here, those in words in `date_words`.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final, NoReturn
from zoneinfo import ZoneInfo

from ali_closed.errors import UsageError, did_you_mean, nearest, quoted
from ali_closed.model.memo import LIMIT
from ali_closed.model.span import Span

PACIFIC: Final = ZoneInfo("America/Los_Angeles")
"""Where AliExpress keeps its clock, with daylight saving."""

EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2199, 12, 31)
"""The days a date may lie between; the market opened in 2010, so anything outside is a slip."""

_LONGEST_TEXT = 100
_EXAMPLES = (
    "Write a day as 2026-11-02, a month as 2026-11, a span as 2026-11-02..2026-11-05, or words such as `3 weeks ago`."
)
_ENDS_HINT = (
    "Write 2026-11-02..2026-11-05, 2026-11-02.. or ..2026-11-05; "
    'in JSON also {"from": "2026-11-02", "until": "2026-11-05"}, or either alone.'
)

_MONTH = re.compile(r"(\d{4})-(\d\d)")
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[tT ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?([zZ]|[+-]\d\d:?\d\d)?)?")
NUMBERS: Final = re.compile(r"(\d{1,4})(?P<mark>[-/. ])(\d{1,2})(?P=mark)(\d{1,4})")
"""Three numbers with one mark between them."""
_ENDS = ("from", "until")
_MACHINE_ZONES = {"localtime", "Factory"}


def read_date(value: object, *, today: date, zone: tzinfo | None = None, field: str | None = None) -> Span:
    """Read a date as the buyer or a script gave it, as a span of Pacific days.

    Args:
        value: text in any form of the contract, {"from": ..., "until": ...}, a day, an aware time, or a
            Span, which is taken to be read already.
        today: the day it is now in `zone`, or in Pacific time without one; words count from it.
        zone: where the buyer read the date; None if on AliExpress's own clock.
        field: the field it is for, named in an error.

    Raises:
        UsageError: code "bad_date", for everything that is not clearly one date; and for years outside
            2000 to 2199.
    """
    if isinstance(value, Span):
        return value
    try:
        return _on_pacific_days(_read(value, today, zone), zone)
    except UsageError as error:
        where = "" if field is None else f"{field}: "
        raise UsageError(where + error.message, code="bad_date", hint=error.hint, field=field) from None


def day_or_time(text: str) -> date | None:
    """A day in ISO form, or a time, with its offset if it has one; None for any other text.

    Raises ValueError for what the calendar or the clock does not have.
    """
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    day, clock, offset = found.groups("")
    return datetime.fromisoformat(f"{day}T{clock}{offset.upper()}") if clock else date.fromisoformat(day)


def numbered_days(one: str, mark: str, two: str, three: str, *, strictly: bool = True) -> frozenset[date]:
    """The days of the calendar that three numbers with a mark between them can mean.

    A year that leads is followed by month and day. Nobody can tell which of the two stands first before a slash or a
    dash. `strictly`: none unless the year has four digits, and dots have the day before the month; otherwise a year of
    two digits is after 2000.
    """
    if strictly and (mark not in ("-", "/", ".") or 4 not in (len(one), len(three))):
        return frozenset()
    orders = [(one, two, three)] if len(one) == 4 else [(three, two, one), (three, one, two)]
    days = set()
    for year, month, day in orders[:1] if strictly and mark == "." else orders:
        with suppress(ValueError):
            days.add(date(int(f"20{year:0>2}" if len(year) <= 2 else year), int(month), int(day)))
    return frozenset(days)


def read_zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name such as Europe/Berlin.

    Raises UsageError, code "bad_zone", naming the closest names.
    """
    known = zoneinfo.available_timezones() - _MACHINE_ZONES
    if name in known:
        return ZoneInfo(name)
    named = {zone.rpartition("/")[2]: zone for zone in sorted(known, reverse=True)} | {zone: zone for zone in known}
    near = nearest(name.strip().replace(" ", "_"), named, cutoff=0.75)
    best = dict.fromkeys(named[found] for found in near)
    raise UsageError(
        f"There is no time zone {quoted(name)}.",
        code="bad_zone",
        field="tz",
        hint=did_you_mean(best, "Give a region and city, as in Europe/Berlin."),
    )


def _read(value: object, today: date, zone: tzinfo | None) -> Span:
    if isinstance(value, str):
        # Other zones may have no hash to be remembered by.
        read = _read_again if zone is None or isinstance(zone, ZoneInfo) else _read_text
        return read(value, today, zone)
    if isinstance(value, datetime):
        return _from_time(value, zone)
    if isinstance(value, date):
        return _within_years(Span.day(value), value.isoformat())
    if isinstance(value, Mapping):
        return _read_ends(value, today, zone)
    _refuse(f"A date must be text, not {quoted(value)}.")


@lru_cache(maxsize=LIMIT)
def _read_again(given: str, today: date, zone: tzinfo | None) -> Span:
    """A date as text, remembered: many orders name the same days."""
    return _read_text(given, today, zone)


def _read_text(given: str, today: date, zone: tzinfo | None) -> Span:
    if len(given) > _LONGEST_TEXT:
        _refuse(f"{quoted(given)} is too long for a date.")
    text = " ".join(given.split())
    if ".." not in text:
        return _read_one(text, today, zone)
    if text.count("..") > 1:
        _refuse(f"{quoted(text)} has more than two ends.", _ENDS_HINT)
    start, _, end = text.partition("..")
    return _read_ends({"from": start.strip() or None, "until": end.strip() or None}, today, zone)


def _read_ends(value: Mapping[object, object], today: date, zone: tzinfo | None) -> Span:
    """From the first day of what one end says to the last day of what the other says; None is open."""
    for key, end in value.items():
        if key not in _ENDS:
            _refuse(f"{quoted(key)} is no end of a span: the ends are `from` and `until`.", _ENDS_HINT)
        if isinstance(end, Mapping) or (isinstance(end, str) and ".." in end):
            _refuse("An end of a span must be a single date.", _ENDS_HINT)
    start, end = (None if held is None else _read(held, today, zone) for held in map(value.get, _ENDS))
    if start is None and end is None:
        _refuse("A span needs at least one end.", _ENDS_HINT)
    first, last = start and start.first, end and end.last
    if (start is not None and first is None) or (end is not None and last is None):
        _refuse("An end of a span cannot be open on its own outer side.", _ENDS_HINT)
    if first is not None and last is not None and first > last:
        _refuse(f"The span runs backwards, from {first} to {last}.", f"Put the earlier end first: {last}..{first}.")
    return Span(first, last)


def _read_one(given: str, today: date, zone: tzinfo | None) -> Span:
    """A single date; what is none is refused with what can have been meant."""
    text = given.lower()
    try:
        span = _in_any_form(text, today, zone)
    except (ValueError, OverflowError):
        _refuse(f"There is no such day or time as {quoted(given)}.")
    if span is not None:
        return _within_years(span, given)
    if not given.isascii():
        _refuse(f"{quoted(given)} is not a date: it has letters, digits or signs that dates here do not use.")
    if found := NUMBERS.fullmatch(text):
        days = sorted(numbered_days(*found.groups(), strictly=False))
        written = [day.isoformat() for day in days if EARLIEST <= day <= LATEST]
        if not written:
            _refuse(f"There is no such day or time as {quoted(text)}.")
        said = "could mean two dates" if len(written) > 1 else "is not written as a date should be"
        _refuse(f"{quoted(text)} {said}.", f"Write {' or '.join(written)}.")
    _refuse(f"{quoted(given)} is not a date that can be read.")


def _in_any_form(text: str, today: date, zone: tzinfo | None) -> Span | None:
    """The exact forms first, then words; ValueError or OverflowError for a day that does not exist."""
    if (exact := day_or_time(text)) is not None:
        return _from_time(exact, zone) if isinstance(exact, datetime) else Span.day(exact)
    if (found := NUMBERS.fullmatch(text)) and len(days := numbered_days(*found.groups())) == 1:
        return Span.day(min(days))
    from ali_closed.model.date_words import days_of_month, named_day, read_words

    if found := _MONTH.fullmatch(text):
        return days_of_month(int(found[1]), int(found[2]))
    if text.isascii() and (span := read_words(text, today)) is not None:
        return span
    day = named_day(text, alone=True)
    return None if day is None else Span.day(day)


def _from_time(given: datetime, zone: tzinfo | None) -> Span:
    """The day of `zone` of an exact time; without an offset it is a time in `zone`."""
    _within_years(Span.day(given.date()), given.date().isoformat())
    if given.utcoffset() is not None:
        return Span.day(given.astimezone(zone or PACIFIC).date(), given)
    if zone is None:
        _refuse(
            f"The time {quoted(given.isoformat(' '))} has no offset, so it could be on either of two days.",
            f"Add the offset, as in {given.isoformat()}-08:00, or say where it was read: --tz Europe/Berlin.",
        )
    earlier, later = (given.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    # When the clocks change an hour is there twice or not at all: then only the day is sure.
    return Span.day(given.date(), earlier if earlier.utcoffset() == later.utcoffset() else None)


def _on_pacific_days(local: Span, zone: tzinfo | None) -> Span:
    """Days of `zone` as all the Pacific days they can be."""
    if local.moment is not None:
        return Span.day(local.moment.astimezone(PACIFIC).date(), local.moment)
    if zone is None:
        return local

    def pacific(day: date | None, *, end: bool = False) -> date | None:
        if day is None:
            return None
        midnight = datetime.combine(day + timedelta(days=end), time(), tzinfo=zone).astimezone(UTC)
        return (midnight - timedelta(microseconds=end)).astimezone(PACIFIC).date()

    return Span(pacific(local.first), pacific(local.last, end=True))


def _within_years(span: Span, given: str) -> Span:
    if span.moment is None and any(end is not None and not EARLIEST <= end <= LATEST for end in span[:2]):
        _refuse(f"{quoted(given)} lies outside the years {EARLIEST.year} to {LATEST.year}.")
    return span


def _refuse(message: str, hint: str = _EXAMPLES) -> NoReturn:
    raise UsageError(message, code="bad_date", hint=hint)
