"""The words of one language: every text by its id, filled with dates, numbers and the periods of the rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from string import Formatter
from typing import Any, Final

from ali_closed.errors import DataError, UsageError, quoted
from ali_closed.model.fields import UNKNOWN
from ali_closed.model.memo import Memo, is_brief, remembered
from ali_closed.model.rulebook import Period
from ali_closed.model.text import Param, Text, counted
from ali_closed.report.text.sanitize import one_line
from ali_closed.rules.compiled import compiled
from ali_closed.rules.loader import Rulebook, load_rules

LOCALE: Final = Path(__file__).parents[1] / "locale"
"""The folder of the texts that ship with the program, a folder of each language in it."""

SAID: Final = 4_000
"""How many sentences are remembered, of some hundred bytes each."""

FIRST_LANGUAGE: Final = "en"
"""The language that has every text; what another one lacks is said in this."""


_EITHER: Final = re.compile(r"\[([^][|]*)(?:\|([^][]*))?\]")
"""In a text: what is said where all that fills it is known, and what otherwise."""


def languages(locale: Path = LOCALE) -> tuple[str, ...]:
    """The languages there are texts in; a country or an encoding named with one makes no difference."""
    others = {path.name for path in locale.iterdir() if path.is_dir()} - {FIRST_LANGUAGE}
    return (FIRST_LANGUAGE, *sorted(others))


class MissingText(DataError):
    """A text that the rules or a verdict need and no file of the language has."""

    def __init__(self, text_id: str, language: str) -> None:
        hint = "Add it there; `ali-closed rules check` names every text that is missing."
        super().__init__(f"The text `{text_id}` is missing from report/locale/{language}.", code="texts", hint=hint)
        self.text_id = text_id


@dataclass(frozen=True)
class PeriodWords:
    """A period as texts name it; numbers come from the readings, in the units they give."""

    shortest: int
    longest: int
    range: str


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All texts of one language, and the rules they speak of.

    What was said is remembered, so a text is filled once with the same.
    """

    rulebook: Rulebook
    language: str
    texts: Mapping[str, str]
    periods: Mapping[str, PeriodWords]

    def has(self, text_id: str) -> bool:
        """Whether there is a text of this id."""
        return text_id in self.texts

    def say(self, text: Text | str, /, **params: Param) -> str:
        """The sentence of a text; MissingText for an id that is not in the catalogue."""
        return self._said[Text(text, tuple(params.items())) if isinstance(text, str) else text]

    @remembered
    def advice_asks_for(self, advice: str) -> tuple[str, ...]:
        """What the text of a step is filled with, periods aside; of most steps it is nothing."""
        names = _names(self._unfilled(f"advice.{advice}"))
        return tuple(dict.fromkeys(name for name in names if name not in self.periods))

    @cached_property
    def _said(self) -> Memo[Text, str]:
        def fill(text: Text) -> str:
            filled = {name: self._shown(value) for name, value in text.filled}

            def chosen(either: re.Match[str]) -> str:
                return either[1] if filled.keys() >= {*_names(either[1])} else either[2] or ""

            return _EITHER.sub(chosen, self._unfilled(text.id)).format_map({**self.periods, **filled})

        return Memo(fill, SAID, is_brief)

    def _unfilled(self, text_id: str) -> str:
        try:
            return self.texts[text_id]
        except KeyError:
            raise MissingText(text_id, self.language) from None

    def _shown(self, value: Param) -> object:
        if isinstance(value, Text):
            return self.say(value)
        if isinstance(value, tuple):
            return self.texts["word.comma"].join(map(self.say, value))
        if isinstance(value, date):
            return self.date(value)
        return one_line(value) if isinstance(value, str) else value

    def date(self, day: date) -> str:
        """A day in words, as 18 June 2026."""
        month = self.texts[f"month.m{day.month}"]
        return self.texts["word.date"].format(day=day.day, month=month, year=day.year)

    def days(self, count: int) -> str:
        """How far away a day is: "today", "3 days left", "2 days ago"."""
        if count == 0:
            return self.texts["word.today"]
        return self.say(counted("days.left" if count > 0 else "days.ago", abs(count)))

    def length(self, value: tuple[int, int] | None, unit: str) -> str:
        """How long a period is, such as "15 days", "up to a day" or "a few days"."""
        return self.texts[f"unit.{unit}"] if value is None else _length(*value, unit, self.texts)

    def answer(self, field: str, value: object) -> str:
        """A field's value as the buyer reads it."""
        label = f"question.{field}.answer.{str(value).lower() if isinstance(value, bool) else value}"
        if label in self.texts:
            return self.say(label)
        return self.texts["question.unknown"] if value == UNKNOWN else str(value)


def own_texts(language: str, locale: Path = LOCALE) -> dict[str, str]:
    """The texts that a language has of its own, by their ids."""
    parts = [path.read_bytes() for path in sorted((locale / language).glob("*.toml"))]
    texts: dict[str, str] = compiled(f"texts-{language}", parts, lambda: _texts(parts))
    return texts


@cache
def _catalogue(language: str, rulebook: Rulebook, locale: Path) -> Catalogue:
    texts = own_texts(language, locale)
    if language != FIRST_LANGUAGE:
        texts = {**own_texts(FIRST_LANGUAGE, locale), **texts}
    periods = {period.id: _words(period, texts) for period in rulebook.periods}
    return Catalogue(rulebook, language, texts, periods)


def load_catalogue(language: str, rulebook: Rulebook | None = None, locale: Path = LOCALE) -> Catalogue:
    """The catalogue of a language, with the numbers of a rulebook, else of the one that ships, and a folder's texts.

    A language may be named as systems name it, such as EN, en_US or en-GB.UTF-8; UsageError for one there is none of.
    """
    known = languages(locale)
    found = re.split(r"[-_.@]", language.strip().lower(), maxsplit=1)[0]
    if found not in known:
        raise UsageError(
            f"There are no texts in the language {quoted(language)}.",
            code="bad_lang",
            hint=f"There are texts in: {', '.join(known)}. What the page says can be given in its own language.",
            field="lang",
        )
    return _catalogue(found, rulebook or load_rules(), locale)


def _names(said: str) -> Iterator[str]:
    """What a text is filled with."""
    return (field.partition(".")[0] for _, field, _, _ in Formatter().parse(said) if field)


def _texts(parts: Iterable[bytes]) -> dict[str, str]:
    import tomllib

    return {name: said for part in parts for name, said in _flat(tomllib.loads(part.decode("utf-8")))}


def _flat(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def _words(period: Period, texts: Mapping[str, str]) -> PeriodWords:
    """All lengths that hold of the most orders in one phrase: per unit the shortest and the longest, or its end."""
    lengths = [reading for reading in period.readings if reading.note != "days_off" and reading.value is not None]
    widest = min((len(reading.when) for reading in lengths), default=0)
    held: dict[str, list[tuple[int, int]]] = {}
    for reading in lengths:
        if reading.value is not None and len(reading.when) == widest:
            held.setdefault(reading.unit, []).append(reading.value)
    if not held:
        return PeriodWords(0, 0, texts["word.on_page"])
    lows, highs = zip(*chain.from_iterable(held.values()), strict=True)
    said = (
        _length(min((low for low, _ in values if low), default=0), max(high for _, high in values), unit, texts)
        for unit, values in held.items()
    )
    return PeriodWords(min(lows), max(highs), texts["word.or"].join(said))


def _length(low: int, high: int, unit: str, texts: Mapping[str, str]) -> str:
    shape = "none" if high == 0 else "up_to" if low == 0 else "exact" if low == high else "range"
    named = texts[f"explained.one.{unit}" if high == 1 else f"unit.{unit}"]
    return texts[f"length.{shape}"].format(low=low, high=high, unit=named)
