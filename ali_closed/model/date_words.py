"""Dates in words: "3 weeks ago", "mid-March 2026", and days with the month's name, "12. März 2026", "3 июня 2026".

Pure text to days, counted from a given today. Whatever is vague becomes a span wide enough to hold it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Any, Final

from dateutil.relativedelta import relativedelta

from ali_closed.errors import UsageError, quoted
from ali_closed.model.span import Span

_MONTHS: Final = """
    january январь января enero janeiro janvier januar jänner styczeń stycznia gennaio
    february февраль февраля febrero fevereiro février februar luty lutego febbraio
    march март марта marzo março mars märz marzec marca
    april апрель апреля abril avril kwiecień kwietnia aprile
    may май мая mayo maio mai maj maja maggio
    june июнь июня junio junho juin juni czerwiec czerwca giugno
    july июль июля julio julho juillet juli lipiec lipca luglio
    august август августа agosto août sierpień sierpnia
    september сентябрь сентября septiembre setiembre setembro septembre wrzesień września settembre
    october октябрь октября octubre outubro octobre oktober październik października ottobre
    november ноябрь ноября noviembre novembro novembre listopad listopada
    december декабрь декабря diciembre dezembro décembre dezember grudzień grudnia dicembre
"""
MONTHS: Final = tuple(tuple(line.split()) for line in _MONTHS.split("\n")[1:-1])
"""The months in English, Russian, Spanish, Portuguese, French, German, Polish and Italian, January first."""

_FILLERS: Final = {"on", "the", "of", "st", "nd", "rd", "th", "de", "del", "le", "il", "el", "o", "r", "г", "года"}  # noqa: RUF001
TOKEN: Final = re.compile(r"[^\W\d_]+|\d+")

_SINGLE: Final = {
    "day before yesterday": -2,
    "yesterday": -1,
    "today": 0,
    "tomorrow": 1,
    "day after tomorrow": 2,
}
_NUMBERS: Final = "one two three four five six seven eight nine ten eleven twelve"
_COUNTS: Final = {"a": 1} | {word: number for number, word in enumerate(_NUMBERS.split(), start=1)}
_WIDTH: Final = {"day": 0, "week": 3, "month": 15, "year": 183}
"""Days of doubt on each side of so many units: about half a unit; `about` doubles it."""

_BEYOND: Final = {"more than": 1, "over": 1, "at least": 0}
_BOUNDS: Final = {**_BEYOND, "less than": -1, "under": -1, "at most": 0, "up to": 0}
"""By how many days the bound lies further away than the count says, which is taken at its word."""

_ENGLISH: Final = {"sept": 9} | {
    written: number for number, (name, *_) in enumerate(MONTHS, start=1) for written in (name, name[:3])
}
_PARTS: Final = {
    **dict.fromkeys(("early", "beginning of", "start of"), (1, 12)),
    **dict.fromkeys(("mid", "middle of"), (9, 22)),
    **dict.fromkeys(("late", "end of"), (19, 31)),
}
_SOON: Final = timedelta(days=92)
"""A month without its year is a past one; so long before its next beginning it could be that one as well."""


_AMOUNT = re.compile(
    rf"(?P<ahead>in )?(?:(?P<bound>{'|'.join(_BOUNDS)}) |"
    r"(?P<about>about |around |roughly |approximately |approx\.? |~ ?))?"
    rf"(?P<count>\d{{1,4}}|{'|'.join(_COUNTS)})(?:(?: ?- ?| to | or )(?P<up_to>\d{{1,4}}))?"
    r" (?P<unit>day|week|month|year)s?(?P<behind> ago| from now)?"
)
_PERIOD = re.compile(r"(?P<which>last|this|next) (?P<unit>week|month|year)")
_IN_MONTH = re.compile(
    rf"(?:in |(?:at )?the )?(?:(?P<part>{'|'.join(_PARTS)})[ -])?"
    rf"(?P<month>{'|'.join(_ENGLISH)})\.?(?:,? (?P<year>\d{{4}}))?"
)


def read_words(text: str, today: date) -> Span | None:
    """The days that lower-case words speak of, counted from today; None if they are no such words.

    Raises UsageError for words that could mean two dates, and ValueError or OverflowError for days that do
    not exist.
    """
    if (days := _SINGLE.get(text.removeprefix("the "))) is not None:
        return Span.day(today + timedelta(days=days))
    if found := _PERIOD.fullmatch(text):
        return _period(found["unit"], {"last": -1, "this": 0, "next": 1}[found["which"]], today)
    if found := _IN_MONTH.fullmatch(text):
        month, part = _ENGLISH[found["month"]], found["part"]
        if found["year"]:
            return days_of_month(int(found["year"]), month, part)
        return _month_without_year(text, month, part, today)
    return _relative(text, today)


def days_of_month(year: int, month: int, part: str | None = None) -> Span:
    """Every day of a month, or of its early, middle or late part; ValueError if there is no such month."""
    first, last = _PARTS[part] if part else (1, 31)
    return Span(date(year, month, first), date(year, month, first) + relativedelta(day=last))


def _relative(text: str, today: date) -> Span | None:
    """Words such as "about 3 weeks ago" or "in less than 5 days"."""
    found = _AMOUNT.fullmatch(text)
    if found is None or bool(found["ahead"]) == bool(found["behind"]):
        return None
    ago, bound, unit = found["behind"] == " ago", found["bound"], found["unit"]
    count = _COUNTS.get(found["count"]) or int(found["count"])
    step: Any = {f"{unit}s": -1 if ago else 1}
    day, other = (today + relativedelta(**step) * many for many in (count, int(found["up_to"] or count)))
    if bound:
        edge = day + timedelta(days=_BOUNDS[bound] * (-1 if ago else 1))
        open_end = None if bound in _BEYOND else today
        span = Span(open_end, edge) if (bound in _BEYOND) == ago else Span(edge, open_end)
        return None if found["up_to"] else span
    width = _WIDTH[unit]
    if found["about"]:
        # About so many days may be a fifth of them off.
        width = min(max(1, -(-count // 5)), 30) if unit == "day" else 2 * width
    first, last = min(day, other) - timedelta(days=width), max(day, other) + timedelta(days=width)
    # What was "ago" is not in the future, however vague; nor the other way round.
    return Span(first, min(last, today)) if ago else Span(max(first, today), last)


def _period(unit: str, step: int, today: date) -> Span:
    """The week, month or year before, around or after today; weeks may begin on Sunday or on Monday."""
    if unit == "year":
        return Span(date(today.year + step, 1, 1), date(today.year + step, 12, 31))
    if unit == "month":
        month = today + relativedelta(day=1, months=step)
        return days_of_month(month.year, month.month)
    monday, sunday = (today - timedelta(days=since) for since in (today.weekday(), today.isoweekday() % 7))
    return Span(min(monday, sunday) + timedelta(days=7 * step), max(monday, sunday) + timedelta(days=7 * step + 6))


def _month_without_year(text: str, month: int, part: str | None, today: date) -> Span:
    """The latest such month, or part of it, that has begun, unless the next one is near as well."""
    day = _PARTS[part][0] if part else 1
    coming = today.year + (date(today.year, month, day) <= today)
    if date(coming, month, day) - today <= _SOON:
        raise UsageError(
            f"{quoted(text)} could be in {coming - 1} or in {coming}.",
            code="bad_date",
            hint=f"Write `{text} {coming - 1}` or `{text} {coming}`.",
        )
    return days_of_month(coming - 1, month, part)


def _plain(word: str) -> str:
    """A word without case and accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(sign))


_NAMES: Final[tuple[tuple[str, int], ...]] = tuple(
    (_plain(name), place) for place, names in enumerate(MONTHS, start=1) for name in names
)


def named_day(text: str, *, alone: bool = False) -> date | None:
    """The day of a text with one year, one day and one month in words; ValueError if there is no such day.

    With `alone` no other word may stand there: "before 3 May 2026" is no day; and UsageError for one without its year.
    """
    tokens = [token for token in TOKEN.findall(text) if _plain(token) not in _FILLERS]
    named = [_month(_plain(token)) for token in tokens if not token.isdigit()]
    if alone and None in named:
        return None
    months = [month for month in named if month is not None]
    numbers = [token for token in tokens if token.isdigit()]
    years, days = ([int(token) for token in numbers if (len(token) == 4) is long] for long in (True, False))
    if alone and not years and len(days) == len(months) == 1:
        raise UsageError(f"{quoted(text)} does not say the year.", hint=f"Add it, as in `{text} 2026`.")
    if len(years) != 1 or len(days) != 1 or len(months) != 1:
        return None
    return date(years[0], months[0], days[0])


def _month(word: str) -> int | None:
    """The month a word begins, if it can only be one; at least three letters."""
    found = {place for name, place in _NAMES if name.startswith(word)} if len(word) >= 3 else set()
    exact = {place for name, place in _NAMES if name == word}
    return next(iter(exact or found)) if len(exact or found) == 1 else None
