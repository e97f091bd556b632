"""Days with the month's name, in the languages of the pages: "12. März 2026", "3 июня 2026"."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from ali_closed.errors import UsageError, quoted

MONTHS: Final[tuple[tuple[str, ...], ...]] = (
    ("january", "январь", "января", "enero", "janeiro", "janvier", "januar", "jänner", "styczeń", "stycznia",
     "gennaio"),
    ("february", "февраль", "февраля", "febrero", "fevereiro", "février", "februar", "luty", "lutego", "febbraio"),
    ("march", "март", "марта", "marzo", "março", "mars", "märz", "marzec", "marca"),
    ("april", "апрель", "апреля", "abril", "avril", "kwiecień", "kwietnia", "aprile"),
    ("may", "май", "мая", "mayo", "maio", "mai", "maj", "maja", "maggio"),
    ("june", "июнь", "июня", "junio", "junho", "juin", "juni", "czerwiec", "czerwca", "giugno"),
    ("july", "июль", "июля", "julio", "julho", "juillet", "juli", "lipiec", "lipca", "luglio"),
    ("august", "август", "августа", "agosto", "août", "sierpień", "sierpnia"),
    ("september", "сентябрь", "сентября", "septiembre", "setiembre", "setembro", "septembre", "wrzesień", "września",
     "settembre"),
    ("october", "октябрь", "октября", "octubre", "outubro", "octobre", "oktober", "październik", "października",
     "ottobre"),
    ("november", "ноябрь", "ноября", "noviembre", "novembro", "novembre", "listopad", "listopada"),
    ("december", "декабрь", "декабря", "diciembre", "dezembro", "décembre", "dezember", "grudzień", "grudnia",
     "dicembre"),
)  # fmt: skip
"""The months in English, Russian, Spanish, Portuguese, French, German, Polish and Italian, January first."""

_FILLERS: Final = {"on", "the", "of", "st", "nd", "rd", "th", "de", "del", "le", "il", "el", "o", "r", "г", "года"}  # noqa: RUF001
TOKEN: Final = re.compile(r"[^\W\d_]+|\d+")


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
    years: list[int] = []
    days: list[int] = []
    months: list[int] = []
    for token in TOKEN.findall(text):
        if token.isdigit():
            (years if len(token) == 4 else days).append(int(token))
        elif (word := _plain(token)) not in _FILLERS:
            month = _month(word)
            if month is not None:
                months.append(month)
            elif alone:
                return None
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
