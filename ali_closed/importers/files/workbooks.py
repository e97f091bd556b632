"""Workbooks: the first sheet whose columns are those of a known export."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import time, timedelta

from ali_closed.errors import AliClosedError
from ali_closed.importers.files.archive import refuse_too_large
from ali_closed.importers.records import Context, Found, RowError, unreadable
from ali_closed.importers.sources.exports import Export, export_of


def read_sheet(data: bytes, context: Context) -> Iterator[Found]:
    """The rows of a workbook, each with its number in the sheet.

    DataError if the extra `xlsx` is not installed, for a broken file, and if no sheet is known.
    """
    for rows in _sheets(data):
        for place, row in enumerate(rows[:20]):
            columns = [str(cell).strip().casefold() for cell in row]
            export = export_of(columns)
            if export is not None:
                return _records(rows, place, columns, export, context)
    raise unreadable(
        "The workbook has no sheet with orders in it.",
        code="unknown_format",
        hint="It must have the export's own header, for example order_id, gmt_create_order_time, end_reason.",
    )


def _records(
    rows: Sequence[Sequence[object]], place: int, columns: list[str], export: Export, context: Context
) -> Iterator[Found]:
    for number, row in enumerate(rows[place + 1 :], start=place + 2):
        cells = {column: _cell(cell) for column, cell in zip(columns, row, strict=False)}
        if not any(cell not in (None, "") for cell in cells.values()):
            continue
        try:
            yield export.record(cells, number, context)
        except AliClosedError as error:
            yield RowError(error, number)


def _cell(cell: object) -> object:
    """A cell as the readers of values take it: whole numbers whole, spans of time as nothing."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    return None if isinstance(cell, time | timedelta) else cell


def _sheets(data: bytes) -> list[Sequence[Sequence[object]]]:
    refuse_too_large(data)
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:
        raise unreadable(
            "Reading a workbook needs one more package.",
            code="missing_extra",
            hint='Install it with: pip install "ali_closed[xlsx]", or save the sheet as CSV.',
        ) from None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except Exception:
        # The library raises several kinds, and may add others, for a file that is no workbook.
        raise unreadable("The workbook cannot be read: it is damaged.", code="bad_workbook") from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise unreadable("The workbook cannot be read: it is damaged.", code="bad_workbook") from None
        raise
