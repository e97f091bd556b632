"""The cells of an export: what is absent, spoilt or out of its column, and a date, a status or a number out of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from ali_closed.errors import DataError
from ali_closed.importers.fields.times import When, page_day
from ali_closed.importers.fields.values import identifier, text
from ali_closed.importers.records import Missed


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell that holds an error of the spreadsheet, such as #REF!, and where it is."""

    place: str


class Row(dict[str, object]):
    """A row by its columns, where a broken cell counts as empty."""

    def __init__(self, cells: Mapping[str, object]) -> None:
        super().__init__({name: None if isinstance(held, BrokenCell) else held for name, held in cells.items()})
        self._broken = {name: Missed(held.place, name) for name, held in cells.items() if isinstance(held, BrokenCell)}
        self._missed: dict[str, Missed] = {}
        self.asked: set[str] = set()

    @property
    def missed(self) -> tuple[Missed, ...]:
        """The broken cells that were looked for."""
        return tuple(self._missed.values())

    def get(self, name: str, default: Any = None) -> Any:
        """What a column holds."""
        self.asked.add(name)
        if name in self._broken:
            self._missed[name] = self._broken[name]
        return super().get(name, default)


Cells = Mapping[str, object]
"""A row by its columns, in small letters."""

ORDER_NUMBER: Final = re.compile(r"\d{10,20}")

_ABSENT: Final = frozenset({"", "null", "\\n", "none", "nan", "n/a", "-"})
"""What programs write into a cell that is empty, in small letters."""
_LONGEST_ABSENT: Final = 10
_LOST: Final = "\ufffd"
"""Stands where a byte was that is no UTF-8."""
_NO_LABEL: Final = re.compile(r"[\d@]")
"""What is in addresses and numbers, and in no status."""
_CODE: Final = re.compile(r"\w{1,80}", re.ASCII)
_SHIFTED: Final = "Is the row shifted? A text with a comma in it needs quotes."


def is_absent(held: object) -> bool:
    """Whether a cell of an export is empty, also where a program has written that it is."""
    return held is None or (
        isinstance(held, str) and len(held) < _LONGEST_ABSENT and held.strip().casefold() in _ABSENT
    )


def day(cells: Cells, *columns: str) -> When | None:
    """The date of the first column that holds one; DataError if one is written and none can be read."""
    refused: DataError | None = None
    for column in columns:
        try:
            found = page_day(cell(cells, column), column)
        except DataError as error:
            refused = refused or error
        else:
            if found is not None:
                return found
    if refused is not None:
        raise refused
    return None


def label(cells: Cells, column: str) -> str | None:
    """The status as the page shows it; DataError, without repeating it, for what no page shows as one."""
    shown = text(cell(cells, column))
    if shown is not None and _NO_LABEL.search(shown):
        _refuse(column, "the status of an order")
    return shown


def refuse_text(cells: Cells, *columns: str) -> None:
    """Raises DataError, without repeating it, for what is not one of AliExpress's own words in a column of these."""
    for column in columns:
        given = text(cell(cells, column))
        if given is not None and not _CODE.fullmatch(given):
            _refuse(column, "one word of AliExpress")


def order_number(cells: Cells, columns: tuple[str, ...]) -> str | None:
    """The number of the order, from the first column that holds one; DataError if one is written that is none."""
    given, place = None, ""
    for place in columns:
        given = (identifier(cells.get(place)) or "").removeprefix("#").removesuffix(".0")
        if ORDER_NUMBER.fullmatch(given):
            return given
    if given:
        _refuse(place, "an order's number")
    return None


def cell(cells: Cells, column: str) -> object:
    """A cell; DataError if the file's encoding has spoilt it."""
    held = cells.get(column)
    if isinstance(held, str) and _LOST in held:
        raise DataError(
            f"`{column}` is not in UTF-8.",
            code="bad_encoding",
            hint="Save the file again with the encoding UTF-8.",
            field=column,
        )
    return held


def _refuse(column: str, what: str) -> NoReturn:
    raise DataError(f"`{column}` does not hold {what}.", code="bad_value", hint=_SHIFTED, field=column)
