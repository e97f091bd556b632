"""Workbooks: the first sheet whose columns are those of a known export."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import time, timedelta
from itertools import chain, islice
from typing import Final
from xml.etree import ElementTree
from zipfile import ZipFile

from ali_closed.errors import DataError
from ali_closed.importers.fields.cells import BrokenCell
from ali_closed.importers.files.archive import damage_named, measured
from ali_closed.importers.records import Context, Found, guarded
from ali_closed.importers.sources.exports import export_of

HEADERS: Final = 20
"""Among how many rows of a sheet the header is looked for."""
SHEETS: Final = 100
"""How many sheets are looked at; one part of a workbook may be named as many."""

_WORKBOOK: Final = "xl/workbook.xml"
_LINKS: Final = "xl/_rels/workbook.xml.rels"

_Row = Sequence[object]


def read_sheet(data: bytes, context: Context) -> Iterator[Found]:
    """The rows of a workbook, each with its number in the sheet.

    DataError if the extra `xlsx` is not installed, for a broken file, and if no sheet is known.
    """
    errors = measured(data)
    for name, rows in _sheets(data):
        first = list(islice(rows, HEADERS))
        for place, row in enumerate(first):
            columns = [str(cell).strip().casefold() for cell in row]
            export = export_of(columns)
            if export is None:
                continue
            broken = errors.get(_part_of(data, name), frozenset()) if any(errors.values()) else frozenset()
            for number, cells in enumerate(chain(first[place + 1 :], rows), start=place + 2):
                held = dict(zip(columns, map(_value, cells), strict=False))
                held |= {
                    column: BrokenCell(f"{_letters(at)}{number}")
                    for at, column in enumerate(columns if broken else (), start=1)
                    if (number, at) in broken
                }
                if any(cell not in (None, "") for cell in held.values()):
                    yield guarded(number, export.record, held, number, context)
            return
    hint = "It must have the export's own header, for example order_id, gmt_create_order_time, end_reason."
    raise DataError("The workbook has no sheet with orders in it.", code="unknown_format", hint=hint)


def _value(cell: object) -> object:
    """What a cell holds; a span of time is no date."""
    return None if isinstance(cell, time | timedelta) else cell


def _letters(place: int) -> str:
    """The letters of a column by its place from 1: A, and AA after Z."""
    before, last = divmod(place - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)


def _sheets(data: bytes) -> Iterator[tuple[str, Iterator[_Row]]]:
    """The sheets with their names, one at a time; each from its first row, also where the first ones are empty."""
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:
        hint = 'Install it with: pip install "ali_closed[xlsx]", or save the sheet as CSV.'
        raise DataError("Reading a workbook needs one more package.", code="missing_extra", hint=hint) from None
    with damage_named():
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names[:SHEETS]:
            sheet = book.get_sheet_by_name(name)
            yield name, iter(()) if sheet.start is None else sheet.iter_rows()


@damage_named()
def _part_of(data: bytes, sheet: str) -> str:
    """The part of the archive that holds a sheet; an empty text where the workbook does not say."""
    with ZipFile(io.BytesIO(data)) as archive:
        try:
            links = ElementTree.fromstring(archive.read(_LINKS))
            sheets = ElementTree.fromstring(archive.read(_WORKBOOK))
        except (KeyError, ElementTree.ParseError):
            return ""
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    wanted = next((entry for entry in sheets.iter() if entry.get("name") == sheet), None)
    link = None if wanted is None else next((held for name, held in wanted.items() if name.endswith("}id")), None)
    target = targets.get(link, "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
