"""Workbooks: the first sheet whose columns are those of a known export.

What a workbook would become in memory is measured before anything reads it: a few bytes can unpack into a million.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import time, timedelta
from itertools import chain, islice
from typing import Final
from xml.etree import ElementTree

from ali_closed.errors import DataError
from ali_closed.importers.fields.cells import BrokenCell
from ali_closed.importers.records import Context, Found, guarded
from ali_closed.importers.sources.exports import export_of

HEADERS: Final = 20
"""Among how many rows of a sheet the header is looked for."""
SHEETS: Final = 100
"""How many sheets are looked at; one part of a workbook may be named as many."""
UNPACKED: Final = 256 * 1024 * 1024
"""How many bytes a workbook may have unpacked, a text that many cells share counted in each of them."""
CELLS: Final = 2_000_000
"""How many cells a sheet may span, the empty ones between included: they all take memory."""
ROWS: Final = 1_048_576
COLUMNS: Final = 16_384
"""The last row and the last column of a sheet; the library that reads it believes in any."""

Cell = tuple[int, int]
"""A cell by its row and its column, both from 1."""

_PIECE: Final = 256 * 1024
_WORKBOOK: Final = "xl/workbook.xml"
_LINKS: Final = "xl/_rels/workbook.xml.rels"
_OTHER_KINDS: Final = frozenset({"xl/workbook.bin", "content.xml", "mimetype"})
"""What makes the library take it for a workbook of another kind, which is not measured here."""
_MARK: Final = re.compile(
    rb"""<(?:[\w.-]+:)?(?P<tag>row|c|si)(?=[\s/>])"""
    rb"""|\br\s*=\s*["'](?P<letters>[A-Za-z]*)(?P<digits>[0-9]*)["']"""
    rb"""|\bt\s*=\s*["'](?P<kind>[se])["']"""
    rb"""|<(?:[\w.-]+:)?v\b[^<>]*>\s*(?P<number>\d{1,9})"""
)
"""All that says where a cell stands and what it takes, in the order of the text. Written so that it sees no less than
the library does: text that looks alike can only make a sheet larger."""


@contextmanager
def damage_named() -> Iterator[None]:
    """DataError for whatever a library raises that reads a workbook: several kinds, and it may add others."""
    try:
        yield
    except BaseException as error:
        broken = isinstance(error, Exception) or type(error).__name__ == "PanicException"
        if isinstance(error, DataError) or not broken:
            raise
        raise DataError("The workbook cannot be read: it is damaged.", code="bad_workbook") from None


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
                # A span of time is no date.
                held: dict[str, object] = {
                    column: None if isinstance(cell, time | timedelta) else cell
                    for column, cell in zip(columns, cells, strict=False)
                } | {
                    column: BrokenCell(f"{_letters(at)}{number}")
                    for at, column in enumerate(columns if broken else (), start=1)
                    if (number, at) in broken
                }
                if any(cell not in (None, "") for cell in held.values()):
                    yield guarded(number, export.record, held, number, context)
            return
    hint = "It must have the export's own header, for example order_id, gmt_create_order_time, end_reason."
    raise DataError("The workbook has no sheet with orders in it.", code="unknown_format", hint=hint)


def _letters(place: int) -> str:
    """The letters of a column by its place from 1: A, and AA after Z."""
    before, last = divmod(place - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)


def _sheets(data: bytes) -> Iterator[tuple[str, Iterator[Sequence[object]]]]:
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
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
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


@damage_named()
def measured(data: bytes) -> Mapping[str, frozenset[Cell]]:
    """The cells of each part that hold an error of the spreadsheet, such as #REF!.

    Raises DataError for an archive that is no workbook, and for one that would take more memory than is read whole.
    """
    errors: dict[str, frozenset[Cell]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if _WORKBOOK not in names or names & _OTHER_KINDS:
            hint = "Unpack it, and give the file that is in it; or save the workbook as .xlsx or as CSV."
            what = "This file is packed, and no workbook that can be read; orders cannot be read from it."
            raise DataError(what, code="unknown_format", hint=hint)
        left, texts = UNPACKED, array("Q")
        # The shared texts first: what the sheets take depends on how long they are.
        for entry in sorted(archive.infolist(), key=lambda entry: "sharedstrings" not in entry.filename.casefold()):
            part = _Part(left, texts)
            for tags in _unpacked(archive, entry):
                part.read(tags)
            part.end()
            left = part.left
            errors[entry.filename] = frozenset(part.errors)
    return errors


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of an entry, whatever it says of their number and sum: that may be a lie.

    They come piece by piece, none of which ends within a tag unless that is longer than any.
    """
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(f"packed by method {entry.compress_type}")
    entry.file_size = sys.maxsize
    del entry.CRC
    held = b""
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            held += piece
            cut = max(held.rfind(b"<"), 0) or (len(held) if len(held) > _PIECE else 0)
            yield held[:cut]
            held = held[cut:]
    yield held


class _Part:
    """One part of the archive, as far as it was read: what is left of `UNPACKED`, the cells it spans, its errors."""

    def __init__(self, left: int, texts: array[int]) -> None:
        self.left = left
        self.errors: set[Cell] = set()
        self._texts = texts
        self._text_at = self._at = 0
        self._row = self._column = self._rows = self._columns = 0
        self._tag = b""
        self._shared = self._wrong = False

    def read(self, held: bytes) -> None:
        """Take in more bytes; DataError as soon as they are too many, or span too much."""
        self._take(len(held))
        for found in _MARK.finditer(held):
            match found.lastgroup:
                case "tag":
                    self._open(found["tag"], self._at + found.start())
                case "digits" if self._tag in (b"c", b"row") and found["digits"]:
                    self._row = int(found["digits"].lstrip(b"0")[:20] or b"0")
                    if self._tag == b"c" and found["letters"]:
                        self._column = _number(found["letters"])
                    self._widen()
                case "kind":
                    self._shared, self._wrong = found["kind"] == b"s", found["kind"] == b"e"
                case "number" if self._shared:
                    self._shared = False
                    place = int(found["number"])
                    self._take(self._texts[place] if place < len(self._texts) else 0)
        self._at += len(held)
        if self._rows * self._columns > CELLS:
            raise _too_large(f"spans more than {CELLS:,} cells")

    def end(self) -> None:
        """Nothing more comes."""
        self._close()
        if self._texts:
            self._texts[-1] = max(self._texts[-1], self._at - self._text_at)

    def _take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise _too_large(f"unpacks into more than {UNPACKED // 1024 // 1024} MiB")

    def _open(self, tag: bytes, at: int) -> None:
        self._close()
        self._tag = tag
        if tag == b"row":
            self._row, self._column = self._row + 1, 0
        elif tag == b"c":
            self._column += 1
        else:
            if self._texts:
                self._texts[-1] = at - self._text_at
            self._text_at = at
            self._texts.append(0)
        self._widen()

    def _widen(self) -> None:
        if self._row > ROWS:
            raise _too_large(f"has a row {self._row:,}, and no sheet has more than {ROWS:,}")
        if self._column > COLUMNS:
            raise _too_large(f"has a row with more than {COLUMNS:,} cells")
        self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)

    def _close(self) -> None:
        if self._wrong and len(self.errors) < CELLS // 10:
            self.errors.add((self._row, self._column))
        self._shared = self._wrong = False


def _number(letters: bytes) -> int:
    """The number of a column: 1 for A, 27 for AA; of more letters than any has, one beyond the last."""
    place = 0
    for letter in letters.upper() if len(letters) <= 3 else b"ZZZ":
        place = place * 26 + letter - ord("A") + 1
    return place


def _too_large(what: str) -> DataError:
    hint = "Save the sheet with the orders as CSV: that is read row by row."
    return DataError(f"The workbook {what}.", code="too_large", hint=hint)
