"""Brings together what the command line gave of an order: the file or standard input, the flags, the clock."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any, BinaryIO, NamedTuple

from ali_closed.cli.flags import Settings
from ali_closed.engine.logic.interpreted_order import refuse_unknown_labels
from ali_closed.errors import DataError, MissingFileError, UsageError
from ali_closed.model.dates import PACIFIC, read_date, read_zone, today_in
from ali_closed.model.order import Order, read_order
from ali_closed.model.text import Text
from ali_closed.rules.loader import load_rules

LONGEST = 64 * 1024 * 1024
"""A single order's file is read whole; a larger one is for `batch`."""


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
    today = today_in(now, PACIFIC)
    if settings.today is None:
        return Clock(today, today_in(now, zone or PACIFIC), zone)
    span = read_date(settings.today, today=today, field="today")
    if span.first is None or not span.is_day:
        raise UsageError(
            "today: give one day, not a span.",
            code="bad_date",
            hint="For example --today 2026-06-15.",
            field="today",
        )
    return Clock(span.first, span.first, zone)


class ReadOrder(NamedTuple):
    """The order of the command line, the file and row it came from, and what could not be read there."""

    order: Order
    source: dict[str, Any] | None = None
    warnings: tuple[Text, ...] = ()


def read_input(settings: Settings, clock: Clock) -> ReadOrder:
    """The order from the file or standard input, with the flags laid over it.

    A label that is not known is an error where it was typed, and only a warning where a file holds it. Errors as of
    `opened`, and DataError for a file that is too large for one order.
    """
    flagged = read_typed(settings.flags, clock)
    if settings.file is None:
        return ReadOrder(flagged)
    from ali_closed.importers import read_one

    name = shown_name(settings.file)
    with opened(settings.file) as stream:
        data = stream.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise DataError(
            f"`{name}` is larger than {LONGEST // 1024 // 1024} MiB.",
            code="too_large",
            hint="For many orders use `ali-closed batch`.",
        )
    found = read_one(data, order_id=settings.order_id, today=clock.words_from, zone=clock.zone, name=name)
    changes = {name: flagged.raw(name) for name in settings.flags}
    return ReadOrder(found.order.replace(**changes), found.source, found.warnings)


def read_typed(values: Mapping[str, Any], clock: Clock) -> Order:
    """The order that was typed; raises UsageError also for a label that no known one is like enough to."""
    typed = clock.order_of(values)
    refuse_unknown_labels(typed, load_rules())
    return typed


def shown_name(file: str) -> str:
    """What a file is called in an answer."""
    return "standard input" if file == "-" else file


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """A file, or standard input for `-`, as bytes.

    Raises MissingFileError, DataError if it cannot be opened, UsageError if standard input is a terminal.
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
        stream = open(file, "rb")  # noqa: SIM115
    except FileNotFoundError:
        raise MissingFileError(
            f"There is no file `{file}`.", code="no_file", hint="Check the path, or use - for standard input."
        ) from None
    except IsADirectoryError:
        raise DataError(
            f"`{file}` is a folder.", code="unreadable", hint="Name a file in it, for example orders.csv."
        ) from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "its name holds a character that no file's can"
        raise DataError(
            f"`{file}` cannot be read: {said}.", code="unreadable", hint="Check its path and its rights."
        ) from None
    with stream:
        yield stream
