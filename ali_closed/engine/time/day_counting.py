"""Counting days: calendar days, business days with or without public holidays, hours as whole days.

Business days are Monday to Friday everywhere, as the documents count them. A count starts on the day after:
one business day from a Friday is the Monday. A count that leaves the calendar raises UsageError.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal, assert_never

from ali_closed.errors import UsageError, did_you_mean, nearest, quoted
from ali_closed.model.span import Span

if TYPE_CHECKING:
    from holidays import HolidayBase

Unit = Literal["calendar_days", "business_days", "hours"]

_SATURDAY: Final = 5
_HOURS_A_DAY: Final = 24


@dataclass(frozen=True, slots=True, eq=False)
class Holidays:
    """Where a country's working days depart from Monday to Friday.

    Attributes:
        country: its code, as CN.
        off: public holidays; those on a weekend change nothing.
        worked: Saturdays and Sundays worked in exchange for a holiday, as in China.
    """

    country: str
    off: Container[date]
    worked: Container[date] = frozenset()


def add_days(day: date, n: int) -> date:
    """The day `n` calendar days later; earlier if negative."""
    try:
        return day + timedelta(days=n)
    except OverflowError:
        raise _off_the_calendar(day) from None


def is_business_day(day: date, holidays: Holidays | None = None) -> bool:
    """Whether a count of business days includes the day."""
    weekday = day.weekday() < _SATURDAY
    return weekday if holidays is None or not _departs(day, holidays) else not weekday


def add_business_days(day: date, n: int, *, holidays: Holidays | None = None) -> date:
    """The `n`-th business day after the day; before it if negative; the day itself for 0."""
    if n == 0:
        return day
    if holidays is not None:
        return _walk(day, n, holidays)
    ordinal = day.toordinal()
    position = _weekdays_until(ordinal) + n - 1 if n > 0 else _weekdays_until(ordinal - 1) + n
    weeks, rest = divmod(position, 5)
    return _from_ordinal(7 * weeks + rest + 1, day)


def holiday_between(first: date, last: date, holidays: Holidays) -> bool:
    """Whether a holiday, or a weekend day worked, changes the count of the days from `first` to `last`.

    Both ends are included.
    """
    return any(_departs(day, holidays) for day in _days(first.toordinal(), last.toordinal()))


def country_holidays(code: str) -> Holidays:
    """The public holidays of a country, by its code of two letters (or three).

    Holidays of coming years are computed; the weekend days China works are known only once announced, about
    a year ahead. Raises UsageError, code "bad_country", naming near codes.
    """
    import holidays as library  # slow to import, and few orders need it

    wanted = code.strip().upper()
    # The library looks a code up among its own names, where MON is a weekday and NYSE an exchange.
    if wanted not in library.list_supported_countries(include_aliases=True):
        raise _unknown_country(code)
    found = library.country_holidays(wanted)
    return Holidays(found.country, found, _Worked(found))


def span_plus(
    span: Span, shortest: int, longest: int, unit: Unit, *, holidays: Holidays | None = None
) -> tuple[date | None, date | None]:
    """The earliest and the latest day on which a period counted from the span can end; None where it is open.

    Args:
        span: when the period begins; an exact moment counts as its day.
        shortest: its least length in `unit`.
        longest: its greatest length in `unit`.
        unit: hours are taken as whole days, rounded down for the earliest end and up for the latest.
        holidays: for business days; the ends hold whether or not they are kept, so holidays only ever
            make the latest later, and weekend days worked only ever make the earliest earlier.
    """
    match unit:
        case "calendar_days":
            return _ends(span, shortest, longest)
        case "hours":
            return _ends(span, shortest // _HOURS_A_DAY, -(-longest // _HOURS_A_DAY))
        case "business_days":
            kept = (None,) if holidays is None else (None, holidays)
            first, last = span.first, span.last
            return (
                None if first is None else min(add_business_days(first, shortest, holidays=h) for h in kept),
                None if last is None else max(add_business_days(last, longest, holidays=h) for h in kept),
            )
        case _:
            assert_never(unit)


class _Worked:
    """The weekend days a country works; the library knows them only for years it has been asked about."""

    def __init__(self, found: HolidayBase) -> None:
        self._found = found

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day not in self._found and day in self._found.weekend_workdays


def _departs(day: date, holidays: Holidays) -> bool:
    """Whether a holiday makes a weekday free, or a weekend day a working day."""
    return day in holidays.off if day.weekday() < _SATURDAY else day in holidays.worked


def _ends(span: Span, shortest: int, longest: int) -> tuple[date | None, date | None]:
    return (
        None if span.first is None else add_days(span.first, shortest),
        None if span.last is None else add_days(span.last, longest),
    )


def _walk(day: date, n: int, holidays: Holidays) -> date:
    """The n-th business day, day by day: holidays know no formula."""
    step, left, ordinal = (1 if n > 0 else -1), abs(n), day.toordinal()
    while left:
        ordinal += step
        left -= is_business_day(_from_ordinal(ordinal, day), holidays)
    return date.fromordinal(ordinal)


def _weekdays_until(ordinal: int) -> int:
    """Mondays to Fridays from the first day of the calendar, itself a Monday, until an ordinal."""
    weeks, rest = divmod(ordinal, 7)
    return 5 * weeks + min(rest, 5)


def _days(first: int, last: int) -> Iterator[date]:
    return map(date.fromordinal, range(first, last + 1))


def _from_ordinal(ordinal: int, start: date) -> date:
    if not date.min.toordinal() <= ordinal <= date.max.toordinal():
        raise _off_the_calendar(start)
    return date.fromordinal(ordinal)


def _off_the_calendar(start: date) -> UsageError:
    return UsageError(
        f"A period counted from {start} leaves the calendar.",
        code="bad_date",
        hint="Check the year, as in 2026-11-02.",
    )


def _unknown_country(code: str) -> UsageError:
    from holidays.registry import COUNTRIES

    codes = {name.replace("_", " "): entry[1] for name, entry in COUNTRIES.items()}
    wanted = code.strip().casefold()
    if len(wanted) > 3:
        near = [codes[name] for name in ([wanted] if wanted in codes else nearest(wanted, codes))]
    else:
        near = list(nearest(wanted, codes.values(), cutoff=0.5))
    return UsageError(
        f"There are no public holidays for a country {quoted(code)}.",
        code="bad_country",
        hint=f"{did_you_mean(near)} Give its code of two letters, as in DE.".strip(),
        field="country",
    )
