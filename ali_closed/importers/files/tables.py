"""Tables as text: commas, semicolons or tabs, read line by line, so that a broken row costs only itself."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, Literal

from ali_closed.errors import DataError
from ali_closed.importers.files.archive import COLUMNS
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
    held: list[Line] = []
    for number, line in lines:
        held.append((number, line))
        if line.strip() and not line.casefold().startswith("sep="):
            break
    if not held or not held[-1][1].strip():
        return
    number, header = held[-1]
    delimiter, export, columns = _format(header)
    rows = lines if columns is not pasted() else chain(held[-1:], lines)
    yield from _rows(rows, delimiter, export, columns, context)


def _format(header: str) -> tuple[str, Export, Sequence[str]]:
    for delimiter in DELIMITERS:
        cells = _cells(header, delimiter)
        export = export_of(cells) if cells else None
        if cells and export is not None:
            if len(cells) > COLUMNS:
                raise DataError(f"The table has more than {COLUMNS:,} columns.", code="too_large")
            if not export.needs:
                contract.refuse_slips(cells)
            return delimiter, export, [cell.strip().casefold() for cell in cells]
    bare = _cells(header, "\t", quoted=False)
    export = export_of(pasted())
    if bare and is_pasted_row(bare) and export is not None:
        return "\t", export, pasted()
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


def _rows(
    lines: Iterator[Line], delimiter: str, export: Export, columns: Sequence[str], context: Context
) -> Iterator[Found]:
    csv.field_size_limit(LONGEST_FIELD)
    again: deque[Line] = deque()
    while (start := _next(again, lines)) is not None:
        number, line = start
        if not line.strip():
            continue
        cells = _cells(line, delimiter)
        if cells is None and delimiter == "\t":
            # What scripts put on the clipboard has quotes that mean nothing.
            bare = _cells(line, delimiter, quoted=False)
            cells = bare if bare is not None and _fits(bare, len(columns)) else None
        if cells is None and '"' in line:
            cells = _over_lines(line, again, lines, delimiter, len(columns))
        if cells is None or any(cell.strip() for cell in cells):
            yield guarded(number, _row, number, cells, export, columns, context)


def _next(again: deque[Line], lines: Iterator[Line]) -> Line | None:
    return again.popleft() if again else next(lines, None)


def _over_lines(line: str, again: deque[Line], lines: Iterator[Line], delimiter: str, width: int) -> list[str] | None:
    """The cells of a row that runs over several lines; None if its first line is broken.

    The lines that turn out not to belong to it go back to `again`. Quotes that are wrong stay wrong whatever follows,
    and the reader stops there: so no line is looked at more than a few times, however many open a quote.
    """
    taken: list[Line] = []

    def of_this_row() -> Iterator[str]:
        yield line
        size = len(line)
        while len(taken) < LONGEST_ROW and size < LONGEST_FIELD:
            following = _next(again, lines)
            if following is None:
                return
            taken.append(following)
            size += len(following[1])
            yield following[1]
            alone = _cells(following[1], delimiter) if width > 2 else None
            if alone is not None and _fits(alone, width):
                # A whole row by itself: the quotes before it were never meant to be closed.
                return

    try:
        cells = next(csv.reader(of_this_row(), delimiter=delimiter, strict=True), None)
    except csv.Error:
        cells = None
    if cells is None or not _fits(cells, width):
        again.extendleft(reversed(taken))
        return None
    return cells


def _fits(cells: Sequence[str], width: int) -> bool:
    """Whether a row has the header's columns; empty ones at its end count for nothing."""
    return len(cells) == width or (len(cells) > width and not any(cell.strip() for cell in cells[width:]))


def _row(number: int, cells: list[str] | None, export: Export, columns: Sequence[str], context: Context) -> Record:
    """The record of a row; DataError for cells that are not the header's."""
    if cells is None:
        raise DataError("The quotes of this row do not match.", code="bad_row")
    if not _fits(cells, len(columns)) and not (columns is pasted() and is_pasted_row(cells)):
        message = f"This row has {len(cells)} columns and the header {len(columns)}."
        raise DataError(message, code="bad_row", hint="A text with a comma in it needs quotes.")
    return export.record(dict(zip(columns, cells, strict=False)), number, context)
