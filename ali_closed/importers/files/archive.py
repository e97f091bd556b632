"""What a workbook would become in memory, counted before anything reads it: a few bytes can unpack into a million."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from ali_closed.errors import DataError
from ali_closed.importers.records import unreadable

UNPACKED: Final = 256 * 1024 * 1024
"""How many bytes a workbook may have unpacked."""
CELLS: Final = 10_000_000
"""How many cells a sheet may span, the empty ones between included: they all take memory."""

_PART: Final = 256 * 1024
_HEADER: Final = 30
_WHERE: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})(\d{1,8})["']""")
_LONGEST_WHERE: Final = 32


def refuse_too_large(data: bytes) -> None:
    """Raises DataError for an archive that is no workbook, or one that unpacks into more than is read whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise unreadable(
                    "This file is packed, and no workbook; orders cannot be read from it.",
                    code="unknown_format",
                    hint="Unpack it, and give the file that is in it.",
                )
            left = UNPACKED
            for entry in entries:
                left -= _measured(_unpacked(data, entry), left)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError):  # the last: a later version of ZIP
        raise unreadable("The workbook cannot be read: it is damaged.", code="bad_workbook") from None


def _unpacked(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of an entry, part by part, however many it says they are: that number may be a lie."""
    names = struct.unpack_from("<HH", data, entry.header_offset + _HEADER - 4)
    start = entry.header_offset + _HEADER + sum(names)
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[place : place + _PART]) for place in range(0, len(packed), _PART))
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        rest = bytes(packed)
        while rest and (part := inflate.decompress(rest, _PART)):
            rest = inflate.unconsumed_tail
            yield part
    else:
        raise zipfile.BadZipFile(f"packed by method {entry.compress_type}")


def _measured(parts: Iterator[bytes], left: int) -> int:
    """How many bytes there are; DataError if there are more than are left, or if their cells span too much."""
    size = rows = columns = 0
    before = b""
    for part in parts:
        size += len(part)
        if size > left:
            raise _too_large(f"unpacks into more than {UNPACKED // 1024 // 1024} MiB")
        for letters, digits in _WHERE.findall(before + part):
            rows, columns = max(rows, int(digits)), max(columns, _place(letters))
        if rows * columns > CELLS:
            raise _too_large(f"spans more than {CELLS} cells")
        before = part[-_LONGEST_WHERE:]
    return size


def _place(letters: bytes) -> int:
    """The number of a column: 1 for A, 27 for AA."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - ord("A") + 1
    return place


def _too_large(what: str) -> DataError:
    return unreadable(
        f"The workbook {what}.",
        code="too_large",
        hint="Save the sheet with the orders as CSV: that is read row by row.",
    )
