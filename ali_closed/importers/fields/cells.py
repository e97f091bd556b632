"""The cells of an export: what is absent, spoilt or out of its column, and a date, a status or a number out of one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, NoReturn

from ali_closed.errors import DataError
from ali_closed.importers.fields.times import When, page_day
from ali_closed.importers.fields.values import Json, identifier, text
from ali_closed.model.text import Text
from ali_closed.model.text import text as said


class Kind(NamedTuple):
    """A kind of text that one column holds and others do not, so that a shifted row is seen."""

    name: str
    shape: re.Pattern[str]


ORDER_NUMBER: Final = Kind("an order's number", re.compile(r"\d{10,20}"))
LABEL: Final = Kind("the status of an order", re.compile(r"[^\d@]*"))
"""The status as a page shows it, unlike addresses and numbers."""
WORD: Final = Kind("one word of AliExpress", re.compile(r"\w{1,80}", re.ASCII))

_ABSENT: Final = re.compile(r"|null|\\n|none|nan|n/a|-", re.IGNORECASE)
"""What programs write into a cell that is empty."""
_LOST: Final = "\ufffd"
"""Stands where a byte was that is no UTF-8."""


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell that holds an error of the spreadsheet, such as #REF!, and where it is."""

    place: str


class Row(dict[str, object]):
    """A row by its columns, in small letters, where a broken cell counts as empty.

    What cannot be read is a DataError that names the column and does not repeat the cell.
    """

    def __init__(self, cells: Json) -> None:
        super().__init__(cells)
        self.asked: set[str] = set()
        self.warnings: dict[Text, None] = {}

    def get(self, name: str, default: Any = None) -> Any:
        """What a column holds; of a broken cell that was looked for a warning stays."""
        self.asked.add(name)
        held = super().get(name, default)
        if isinstance(held, BrokenCell):
            self.warnings[said("told.cell_broken", cell=held.place, column=name)] = None
            return None
        return held

    def cell(self, column: str) -> object:
        """A cell that the file's encoding has not spoilt."""
        held = self.get(column)
        if isinstance(held, str) and _LOST in held:
            hint = "Save the file again with the encoding UTF-8."
            raise DataError(f"`{column}` is not in UTF-8.", code="bad_encoding", hint=hint, field=column)
        return held

    def day(self, columns: Iterable[str]) -> When | None:
        """The date of the first column that holds one; an error only if one is written and none can be read."""
        refused: DataError | None = None
        for column in columns:
            try:
                if (found := page_day(self.cell(column), column)) is not None:
                    return found
            except DataError as error:
                refused = refused or error
        if refused is not None:
            raise refused
        return None

    def text(self, column: str, kind: Kind) -> str | None:
        """A text of a kind."""
        given = text(self.cell(column))
        if given is not None and not kind.shape.fullmatch(given):
            _refuse(column, kind.name)
        return given

    def order_number(self, columns: Iterable[str]) -> str | None:
        """The number of the order, from the first column that holds one."""
        given, column = None, ""
        for column in columns:
            given = (identifier(self.get(column)) or "").removeprefix("#").removesuffix(".0")
            if ORDER_NUMBER.shape.fullmatch(given):
                return given
        if given:
            _refuse(column, ORDER_NUMBER.name)
        return None


def is_absent(held: object) -> bool:
    """Whether a cell of an export is empty, also where a program has written that it is."""
    return held is None or (isinstance(held, str) and _ABSENT.fullmatch(held.strip()) is not None)


def _refuse(column: str, what: str) -> NoReturn:
    hint = "Is the row shifted? A text with a comma in it needs quotes."
    raise DataError(f"`{column}` does not hold {what}.", code="bad_value", hint=hint, field=column)
