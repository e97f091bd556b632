"""What reading a file yields: orders, and in the place of what could not be read, errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any, TypeVar

from ali_closed.errors import AliClosedError, as_error
from ali_closed.model.order import Order
from ali_closed.model.text import Text, text

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Context:
    """What reading needs to know beside the bytes.

    Attributes:
        today: the day that words such as "yesterday" count from.
        zone: where the buyer read the days a page or an export shows; None if on AliExpress's own clock.
        name: what the file is called, for `source` and for exports that name only the file after the order.
    """

    today: date
    zone: tzinfo | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """The facts of one order, or of one line of it.

    Attributes:
        fields: values as `read_order` takes them, by the contract's names; what is only a `date` is one where the
            buyer is, a `Span` one on AliExpress's clock.
        row: where it begins, from 1: the line of a text, the row of a sheet, the number of an order in JSON.
        line_id: the number of this line of the order, where it has one of its own.
        is_line: whether it may be one of several lines of its order, as exports have them.
        warnings: what could not be read, though the rest could.
    """

    fields: Mapping[str, object]
    row: int = 1
    line_id: str | None = None
    is_line: bool = False
    warnings: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that could not be read, and why."""

    error: AliClosedError
    row: int = 1


@dataclass(frozen=True, slots=True)
class ImportedOrder:
    """One order, where it came from, and what could not be read of it."""

    order: Order
    file: str | None
    row: int
    id: str | None
    warnings: tuple[Text, ...] = ()

    @property
    def source(self) -> dict[str, Any]:
        """The file and row, as the contract shows them."""
        return {"file": self.file, "row": self.row}


def not_read(words: str) -> Text:
    """The warning for what was not understood at all."""
    return text("told.not_read", words=words)


Found = Record | RowError


def guarded(row: int, read: Callable[..., _T], *given: Any) -> _T | RowError:
    """What reading a row gives; whatever it raises is an error in its place, so that no row ends those after it."""
    try:
        return read(*given)
    except Exception as error:
        failed = as_error(error, "This row cannot be read")
        failed.__traceback__ = failed.__context__ = None  # their frames hold the row, and in circles the error itself
        return RowError(failed, row)
