"""Tables as text: commas, semicolons or tabs, read line by line, so that a broken row costs only itself."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal

from ali_closed.errors import DataError
from ali_closed.importers.files.workbooks import COLUMNS
from ali_closed.importers.records import Context, Found, Record, guarded
from ali_closed.importers.sources import contract
from ali_closed.importers.sources.exports import Export, export_of, is_pasted_row, pasted

DELIMITERS: Final = (",", ";", "\t")
LONGEST_FIELD: Final = 16 * 1024 * 1024
"""How many characters a field may have: some exports keep whole answers of the site in one."""
LONGEST_ROW: Final = 2_000
"""How many lines a row may run over before its first line counts as broken."""

Line = tuple[int, str]
"""A line with its number from 1."""


def read_table(lines: Iterator[Line], context: Context) -> Iterator[Found]:
    """The rows of a table, each with the line it begins on; DataError if no column is known."""
    header = next((line for line in lines if line[1].strip() and not line[1].casefold().startswith("sep=")), None)
    if header is not None:
        table = _table(header[1])
        rows = chain([header], lines) if table.is_pasted else lines
        yield from _rows(deque(), rows, table, context)


@dataclass(frozen=True, slots=True)
class _Table:
    """How the rows of a table are to be read; pasted is one without a header."""

    delimiter: str
    export: Export
    columns: Sequence[str]
    is_pasted: bool = False

    def fits(self, cells: Sequence[str]) -> bool:
        """Whether a row has the header's columns; empty ones at its end count for nothing."""
        width = len(self.columns)
        return len(cells) == width or (len(cells) > width and not any(cell.strip() for cell in cells[width:]))

    def record(self, number: int, cells: list[str] | None, context: Context) -> Record:
        """The record of a row; DataError for cells that are not the header's."""
        if cells is None:
            raise DataError("The quotes of this row do not match.", code="bad_row")
        if not self.fits(cells) and not (self.is_pasted and is_pasted_row(cells)):
            message = f"This row has {len(cells)} columns and the header {len(self.columns)}."
            raise DataError(message, code="bad_row", hint="A text with a comma in it needs quotes.")
        return self.export.record(dict(zip(self.columns, cells, strict=False)), number, context)


def _table(header: str) -> _Table:
    for delimiter in DELIMITERS:
        cells = _cells(header, delimiter) or []
        if cells and (export := export_of(cells)):
            if len(cells) > COLUMNS:
                raise DataError(f"The table has more than {COLUMNS:,} columns.", code="too_large")
            if not export.needs:
                contract.refuse_slips(cells)
            return _Table(delimiter, export, [cell.strip().casefold() for cell in cells])
    bare = _cells(header, "\t", quoted=False)
    if bare and is_pasted_row(bare) and (export := export_of(pasted())):
        return _Table("\t", export, pasted(), is_pasted=True)
    raise DataError(
        "Nothing here is an order: neither JSON, nor a table whose columns are known.",
        code="unknown_format",
        hint='Give a JSON order such as {"status": "closed"}, a saved AliExpress answer, or an export with its header.',
    )


def _cells(line: str, delimiter: str, *, quoted: bool = True) -> list[str] | None:
    """The cells of a line; None if it ends inside quotes or its quotes are wrong."""
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    try:
        return next(csv.reader([line], delimiter=delimiter, quoting=quoting, strict=True), [])
    except csv.Error:
        return None


def _rows(again: deque[Line], lines: Iterator[Line], table: _Table, context: Context) -> Iterator[Found]:
    """The rows of the lines, after those that are to be looked at again."""
    csv.field_size_limit(LONGEST_FIELD)
    while (start := _next(again, lines)) is not None:
        number, line = start
        if not line.strip():
            continue
        cells = _cells(line, table.delimiter)
        if cells is None and table.delimiter == "\t":
            # What scripts put on the clipboard has quotes that mean nothing.
            bare = _cells(line, table.delimiter, quoted=False)
            cells = bare if bare is not None and table.fits(bare) else None
        if cells is None and '"' in line:
            cells = _over_lines(line, again, lines, table)
        if cells is None or any(cell.strip() for cell in cells):
            yield guarded(number, table.record, number, cells, context)


def _next(again: deque[Line], lines: Iterator[Line]) -> Line | None:
    return again.popleft() if again else next(lines, None)


def _over_lines(line: str, again: deque[Line], lines: Iterator[Line], table: _Table) -> list[str] | None:
    """The cells of a row that runs over several lines; None if its first line is broken.

    The lines that turn out not to belong to it go back to `again`. Quotes that are wrong stay wrong whatever follows,
    and the reader stops there: so no line is looked at more than a few times, however many open a quote.
    """
    taken: list[Line] = []

    def of_this_row() -> Iterator[str]:
        yield line
        size = len(line)
        while len(taken) < LONGEST_ROW and size < LONGEST_FIELD and (following := _next(again, lines)):
            taken.append(following)
            size += len(following[1])
            yield following[1]
            alone = _cells(following[1], table.delimiter) if len(table.columns) > 2 else None
            if alone is not None and table.fits(alone):
                # A whole row by itself: the quotes before it were never meant to be closed.
                return

    cells = None
    with suppress(csv.Error):
        cells = next(csv.reader(of_this_row(), delimiter=table.delimiter, strict=True), None)
    if cells is None or not table.fits(cells):
        again.extendleft(reversed(taken))
        return None
    return cells
