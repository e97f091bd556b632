"""From what the command line gave, files, flags and the clock, to a diagnosis."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from io import BufferedReader, FileIO
from typing import Any, BinaryIO, Final

from ali_closed import __version__
from ali_closed.cli.flags import Settings
from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.logic.interpreted_order import refuse_unknown_labels
from ali_closed.engine.time.day_counting import Holidays, country_holidays
from ali_closed.errors import DataError, MissingFileError, UsageError, quoted
from ali_closed.model.dates import PACIFIC, read_date, read_zone
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.fields import country_code
from ali_closed.model.order import Order, read_order
from ali_closed.model.text import Text, text
from ali_closed.report.formats.json_document import document
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.rules.loader import load_rules

LONGEST = 64 * 1024 * 1024
"""A single order's file is read whole; a larger one is for `batch`."""
_MEANT_FOR_A_SWITCH: Final = ("yes", "no", "true", "false", "unknown")


@dataclass(frozen=True)
class Clock:
    """The day to answer for, and the zone in which days and words were meant."""

    today: date
    words_from: date
    zone: tzinfo | None

    def order_of(self, values: Mapping[str, object]) -> Order:
        """The order of plain values; UsageError as of `read_order`."""
        return read_order(values, today=self.words_from, zone=self.zone)


def read_clock(settings: Settings) -> Clock:
    """The clock of this run: the only place where the time is looked up."""
    zone = None if settings.tz is None else read_zone(settings.tz)
    now = datetime.now(UTC)
    today = now.astimezone(PACIFIC).date()
    if settings.today is None:
        return Clock(today, now.astimezone(zone or PACIFIC).date(), zone)
    span = read_date(settings.today, today=today, field="today")
    if span.first is None or not span.is_day:
        said, hint = "today: give one day, not a span.", "For example --today 2026-06-15."
        raise UsageError(said, code="bad_date", hint=hint, field="today")
    return Clock(span.first, span.first, zone)


def read_input(settings: Settings, clock: Clock) -> tuple[Order, dict[str, Any] | None, tuple[Text, ...]]:
    """The order from the file or standard input, with the flags laid over it; its file and row, and what was not read.

    A label that is not known is an error where it was typed, and only a warning where a file holds it. Errors as of
    `opened`, and DataError for a file that is too large for one order.
    """
    flagged = read_typed(settings.flags, clock)
    if settings.file is None:
        if settings.order_id is not None:
            raise UsageError(
                f"--order {quoted(settings.order_id)} chooses an order of a file, and no file is named.",
                code="no_input",
                hint="Name the file, or - for standard input; an order given by flags has its number as --id.",
                field="order",
            )
        return flagged, None, ()
    from ali_closed.importers import read_one

    name = shown_name(settings.file)
    with opened(settings.file) as stream:
        data = stream.read(LONGEST + 1)
    if len(data) > LONGEST:
        said = f"`{name}` is larger than {LONGEST // 1024 // 1024} MiB."
        raise DataError(said, code="too_large", hint="For many orders use `ali-closed batch`.")
    found = read_one(data, order_id=settings.order_id, today=clock.words_from, zone=clock.zone, name=name)
    changes = {name: flagged.raw(name) for name in settings.flags}
    return found.order.replace(**changes), found.source, found.warnings


def read_typed(values: Mapping[str, Any], clock: Clock) -> Order:
    """The order that was typed; raises UsageError also for a label that no known one is like enough to."""
    typed = clock.order_of(values)
    refuse_unknown_labels(typed, load_rules())
    return typed


def shown_name(file: str) -> str:
    """What a file is called in an answer."""
    return "standard input" if file == "-" else file


class _File(FileIO):
    """A file of which what the system refuses while it is read is told as what it refuses at first."""

    def readinto(self, buffer: Any) -> int:
        """Read some bytes. Raises DataError."""
        try:
            return super().readinto(buffer)
        except OSError as error:
            raise _unreadable(str(self.name), error) from None


def _unreadable(file: str, error: OSError | ValueError) -> DataError:
    said = getattr(error, "strerror", None) or "its name holds a character that no file's can"
    return DataError(f"`{file}` cannot be read: {said}.", code="unreadable", hint="Check its path and its rights.")


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """A file, or standard input for `-`, as bytes.

    Raises MissingFileError, DataError if it cannot be read, UsageError if standard input is a terminal or the file is
    the value of a switch.
    """
    if file == "-":
        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError(
                "Standard input is a terminal, with no order in it.",
                code="no_input",
                hint="Pipe orders into it, name a file, or give flags: ali-closed diagnose --status closed.",
            )
        yield sys.stdin.buffer
        return
    try:
        stream = BufferedReader(_File(file))
    except FileNotFoundError:
        if file.lower() in _MEANT_FOR_A_SWITCH:
            said = f"A switch takes no value, and there is no file {quoted(file)}."
            hint = "--paid is a yes, --not-paid a no, --unknown paid neither."
            raise UsageError(said, code="bad_value", hint=hint) from None
        hint = "Check the path, or use - for standard input."
        raise MissingFileError(f"There is no file `{file}`.", code="no_file", hint=hint) from None
    except IsADirectoryError:
        hint = "Name a file in it, for example orders.csv."
        raise DataError(f"`{file}` is a folder.", code="unreadable", hint=hint) from None
    except (OSError, ValueError) as error:
        raise _unreadable(file, error) from None
    with stream:
        yield stream


@dataclass(frozen=True)
class Answered:
    """A diagnosis with all that its shapes need."""

    diagnosis: Diagnosis
    source: dict[str, Any] | None
    words: Catalogue

    def document(self) -> dict[str, Any]:
        """The contract's JSON document."""
        return document(self.diagnosis, self.words, version=__version__, source=self.source)


@dataclass(frozen=True)
class Run:
    """What the orders of a run are answered under: the settings as they were given, and as they were read."""

    settings: Settings
    clock: Clock
    words: Catalogue
    holidays: Holidays | None

    def answer(self, order: Order, source: dict[str, Any] | None = None, warnings: tuple[Text, ...] = ()) -> Answered:
        """Diagnose an order, from a file and row, with what could not be read there and how its days were taken."""
        order, holidays = self._in_country(order)
        found = diagnose(order, rulebook=self.words.rulebook, today=self.clock.today, holidays=holidays)
        zone, granted = self.clock.zone, found.assumptions
        if found.order.days():
            days = text("assumption.days_zone", zone=str(zone)) if zone else text("assumption.days_pacific")
            granted = (days, *granted)
        found = found._replace(warnings=(*warnings, *found.warnings), assumptions=granted)
        return Answered(found, source, self.words)

    def _in_country(self, order: Order) -> tuple[Order, Holidays | None]:
        """The order with the country that the flag gives, and the public holidays of where the buyer is.

        Of a country that the order itself names and whose holidays nobody knows, none are counted.
        """
        if self.holidays is not None:
            return order.replace(country=country_code(self.holidays.country)), self.holidays
        code = order.value("country")
        if code is None:
            return order, None
        with suppress(UsageError):
            return order, _holidays_of(code)
        return order, None


_holidays_of: Final = cache(country_holidays)


def start_run(settings: Settings, clock: Clock | None = None) -> Run:
    """Read the clock, the country, the rules and the words; UsageError for a setting that there is none of."""
    holidays = None if settings.country is None else _holidays_of(settings.country)
    return Run(settings, clock or read_clock(settings), settings.words, holidays)


def answer(settings: Settings) -> Answered:
    """Read the order, and diagnose."""
    run = start_run(settings)
    return run.answer(*read_input(settings, run.clock))
