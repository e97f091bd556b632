"""From what was given to a diagnosis."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from ali_closed import __version__
from ali_closed.cli.flags import Settings
from ali_closed.cli.reading import Clock, read_clock, read_input
from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.time.day_counting import Holidays, country_holidays
from ali_closed.errors import UsageError
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.fields import country_code
from ali_closed.model.order import Order
from ali_closed.model.text import Text, text
from ali_closed.report.formats.json_document import document
from ali_closed.report.text.catalogue import Catalogue


@dataclass(frozen=True)
class Answered:
    """A diagnosis with all that its shapes need."""

    diagnosis: Diagnosis
    source: dict[str, Any] | None
    assumptions: tuple[Text, ...]
    words: Catalogue
    holidays: Holidays | None

    def document(self) -> dict[str, Any]:
        """The contract's JSON document."""
        return document(
            self.diagnosis, self.words, version=__version__, source=self.source, assumptions=self.assumptions
        )


@dataclass(frozen=True)
class Run:
    """What the orders of a run are answered under: the settings as they were given, and as they were read."""

    settings: Settings
    clock: Clock
    words: Catalogue
    holidays: Holidays | None

    def answer(self, order: Order, source: dict[str, Any] | None = None, warnings: tuple[Text, ...] = ()) -> Answered:
        """Diagnose an order, from a file and row, with what could not be read there."""
        order, holidays = self._in_country(order)
        diagnosis = diagnose(order, rulebook=self.words.rulebook, today=self.clock.today, holidays=holidays)
        if warnings:
            diagnosis = replace(diagnosis, warnings=(*warnings, *diagnosis.warnings))
        return Answered(diagnosis, source, self._assumptions(diagnosis.order), self.words, holidays)

    def _in_country(self, order: Order) -> tuple[Order, Holidays | None]:
        """The order with the country that the flag gives, and the public holidays of where the buyer is.

        Of a country that the order itself names and whose holidays nobody knows, none are counted.
        """
        if self.holidays is not None:
            return order.replace(country=country_code(self.holidays.country)), self.holidays
        with suppress(UsageError):
            if code := order.value("country"):
                return order, _holidays_of(code)
        return order, None

    def _assumptions(self, order: Order) -> tuple[Text, ...]:
        """What was taken for granted of the days given."""
        if not order.days():
            return ()
        zone = self.clock.zone
        return (text("assumption.days_pacific") if zone is None else text("assumption.days_zone", zone=str(zone)),)


_holidays_of: Final = cache(country_holidays)


def start_run(settings: Settings, clock: Clock | None = None) -> Run:
    """Read the clock, the country, the rules and the words; UsageError for a setting that there is none of."""
    holidays = None if settings.country is None else _holidays_of(settings.country)
    return Run(settings, clock or read_clock(settings), settings.words, holidays)


def answer(settings: Settings) -> Answered:
    """Read the order, and diagnose."""
    run = start_run(settings)
    return run.answer(*read_input(settings, run.clock))
