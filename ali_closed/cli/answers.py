"""From what was given to a diagnosis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ali_closed import __version__
from ali_closed.cli.flags import Settings
from ali_closed.cli.reading import (
    Clock,
    ReadOrder,
    in_country,
    read_clock,
    read_holidays,
    read_input,
    shell_assumptions,
)
from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.time.day_counting import Holidays
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.text import Text
from ali_closed.report.formats.json_document import document
from ali_closed.report.text.catalogue import Catalogue


@dataclass(frozen=True)
class Answered:
    """A diagnosis with all that its shapes need."""

    diagnosis: Diagnosis
    source: dict[str, Any] | None
    assumptions: tuple[Text, ...]
    words: Catalogue

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

    def answer(self, read: ReadOrder) -> Answered:
        """Diagnose an order that has been read."""
        order, holidays = in_country(read.order, self.holidays)
        diagnosis = diagnose(order, rulebook=self.words.rulebook, today=self.clock.today, holidays=holidays)
        diagnosis = replace(diagnosis, warnings=(*read.warnings, *diagnosis.warnings))
        return Answered(diagnosis, read.source, shell_assumptions(self.clock, diagnosis.order), self.words)


def start_run(settings: Settings) -> Run:
    """Read the clock, the country, the rules and the words; UsageError for a setting that there is none of."""
    return Run(settings, read_clock(settings), settings.words, read_holidays(settings))


def answer(settings: Settings) -> Answered:
    """Read the order, and diagnose."""
    run = start_run(settings)
    return run.answer(read_input(settings, run.clock))
