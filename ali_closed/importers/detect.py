"""From bytes to records: finds out by content what a file is, and reads it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, BinaryIO, Final

from ali_closed.errors import DataError
from ali_closed.importers.fields.times import envelope_time
from ali_closed.importers.fields.values import identifier, inner, objects, plain
from ali_closed.importers.files import har, json_text
from ali_closed.importers.files.json_text import Entry, array_entries, decoded, is_json_object, read_json
from ali_closed.importers.files.tables import Line, read_table
from ali_closed.importers.files.workbooks import read_sheet
from ali_closed.importers.records import Context, Found, Record, RowError, guarded
from ali_closed.importers.sources import aliexpress_ru, contract, open_platform, web
from ali_closed.importers.sources.exports import export_of
from ali_closed.model.fields import FIELDS

HEAD: Final = 64 * 1024
"""How many bytes are looked at to find out what a file is."""
WHOLE: Final = 64 * 1024 * 1024
"""How many bytes may be read whole: an object of JSON over many lines, HAR, XLSX, UTF-16."""
ENVELOPES: Final = 12
"""How deep in its answer an order may stand."""

_CODE: Final = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_FIELDS: Final = frozenset(FIELDS)

_COPY: Final = "Copy what it says into flags, for example ali-closed diagnose --status closed, or start the questions."
_BEGINNINGS: Final = (
    ((b"%pdf",), "a PDF", _COPY),
    ((b"\x89png", b"\xff\xd8\xff", b"gif8", b"riff"), "a picture", _COPY),
    (
        (b"<!doctype", b"<html", b"from: <saved by"),
        "a web page",
        "Open the order with the browser's network tab open, and save all as HAR.",
    ),
    ((b"\x1f\x8b", b"rar!", b"7z\xbc\xaf"), "packed", "Unpack it, and give the file that is in it."),
    ((b"\xd0\xcf\x11\xe0",), "an old or protected workbook", "Save it as .xlsx without a password, or as CSV."),
)
"""How a file begins in small letters, what it then is, and what to give instead."""


def read_records(stream: BinaryIO, context: Context) -> Iterator[Found]:
    """What a file says, row by row; NDJSON and tables are never held whole.

    Raises DataError for a file in no known form; a row that cannot be read is a RowError in its place.
    """
    file = _File(stream)
    if file.head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        file = _File(io.BytesIO(decoded(file.whole()).encode(errors="replace")))
    file.head = file.head.removeprefix(b"\xef\xbb\xbf")
    if file.head.startswith(b"PK\x03\x04"):
        yield from read_sheet(file.whole(), context)
        return
    start = file.head[:64].lstrip().lower()
    for beginnings, what, instead in _BEGINNINGS:
        if start.startswith(beginnings):
            raise DataError(f"This file is {what}; orders cannot be read from it.", code="unknown_format", hint=instead)
    if b"\r" in file.head and b"\n" not in file.head:
        # The line ends of old Macs, which some spreadsheets still write.
        file = _File(io.BytesIO(file.whole().replace(b"\r", b"\n")))
    start = file.head.lstrip()[:5]
    by_line = _is_by_line(file)
    if start.startswith(b"["):
        yield from _pieces(array_entries(io.BufferedReader(file, HEAD)), context)
    elif start == b"mtopj" or (start.startswith(b"{") and not by_line):
        yield from _document(file.whole(), context)
    elif by_line:
        yield from _pieces((line for line in _lines(file) if line.text is None or line.text.strip()), context)
    elif start:
        yield from read_table(map(_as_text, _lines(file)), context)


class _File(io.RawIOBase):
    """A file whose beginning was looked at: `head`, then the rest of the stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._at = 0
        self.head = b""
        self.look(HEAD)

    def look(self, size: int) -> None:
        """Look at more of it; `ended` says whether that was all."""
        more = self._stream.read(size)
        self.ended = len(more) < size
        self.head += more

    def whole(self) -> bytes:
        """All of it; DataError if that is too much."""
        rest = self._stream.read(WHOLE - len(self.head) + 1)
        if len(self.head) + len(rest) > WHOLE:
            hint = "Write one order a line (NDJSON), a list of orders, or a table as CSV: these are read as they come."
            what = f"The file is larger than {WHOLE // 1024 // 1024} MiB, and its form has to be read whole."
            raise DataError(what, code="too_large", hint=hint)
        return self.head + rest

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as there is something."""
        part = self.head[self._at : self._at + len(buffer)] or self._stream.read(len(buffer))
        self._at += len(part)
        buffer[: len(part)] = part
        return len(part)


def _is_by_line(file: _File) -> bool:
    """Whether it is one JSON object a line: the first line is, or a later one, and the first is only broken."""
    while file.head.lstrip().startswith(b"{") and b"\n" not in file.head.strip() and not file.ended:
        if len(file.head) > json_text.LONGEST:
            break
        file.look(len(file.head))
    whole = file.head.split(b"\n")
    lines = [line for line in (whole if file.ended else whole[:-1]) if line.strip()]
    # A single line is one value, whether it holds one order or a hundred.
    if len(whole) < 2 or not lines or (len(lines) == 1 and file.ended):
        return False
    if is_json_object(lines[0]):
        return True
    return lines[0].strip() != b"{" and any(line.startswith(b"{") and is_json_object(line) for line in lines[1:])


def _lines(file: _File) -> Iterator[Entry]:
    """The lines, without the text of one that is too long."""
    source = io.BufferedReader(file, HEAD)
    number = 0
    while line := source.readline(json_text.LONGEST + 1):
        number += 1
        too_long = len(line) > json_text.LONGEST
        yield Entry(number, None if too_long else line)
        while too_long and line and not line.endswith(b"\n"):
            line = source.readline(HEAD)


def _as_text(line: Entry) -> Line:
    """A line of a table; what is not UTF-8 is replaced, for it spoils its own cell at most."""
    given = b'"' if line.text is None else line.text
    return line.place, given.decode("utf-8", errors="replace").replace("\0", "")


def _pieces(entries: Iterable[Entry], context: Context) -> Iterator[Found]:
    """The orders of JSON that is read piece by piece: by line, or by entry of a list."""
    for entry in entries:
        yield from (replace(found, row=entry.place) for found in _found(entry.value, context))


def _document(data: bytes, context: Context) -> Iterator[Found]:
    """The orders of one JSON object, numbered from 1.

    What breaks on a single line is a row; a text over many lines that is no JSON is no file of orders.
    """
    text = decoded(data)
    root = read_json(text) if "\n" in text.strip() else None
    found = _found(lambda: read_json(text) if root is None else root, context)
    yield from (replace(entry, row=number) for number, entry in enumerate(found, start=1))


def _found(read: Callable[[], Any], context: Context) -> list[Found]:
    """The orders of a JSON value that is still to be read, or why there is none."""
    found = guarded(1, lambda: value_records(read(), context))
    return [found] if isinstance(found, RowError) else found


def value_records(value: Any, context: Context) -> list[Found]:
    """The orders of a JSON value of any known form; UsageError or DataError if it is none."""
    if not isinstance(value, Mapping):
        hint = 'For example {"status": "closed", "paid": true}.'
        raise DataError("An order must be a JSON object.", code="bad_json", hint=hint)
    if value.keys() <= _FIELDS:
        return [Record(contract.read_fields(value))]
    if isinstance(inner(value, "log").get("entries"), list):
        return web.records(har.read_parts(value, context.today))
    if web.is_answer(value):
        return web.records(web.read_parts(value, context.today))
    export = export_of([*value])
    if export is not None and export.needs and not export.cut:
        return [export.record({key.casefold(): held for key, held in value.items()}, 1, context)]
    answer = plain(value)
    if found := list(_answered(answer, context)):
        return found
    if isinstance(answer, Mapping) and any(name.endswith("_response") or name == "rsp_code" for name in answer):
        names = ("rsp_code", "error_code", "code", "sub_code")
        codes = (identifier(entry.get(name)) for entry in objects(answer) for name in names)
        refused = next((code for code in codes if code and _CODE.fullmatch(code)), "it gives no code")
        hint = "Ask for the order again, and save an answer that holds it."
        what = f"This is an answer of AliExpress without an order in it ({refused})."
        raise DataError(what, code="refused", hint=hint)
    return [Record(contract.read_fields(value))]


def _answered(answer: Any, context: Context, made_at: datetime | None = None, depth: int = 0) -> Iterator[Found]:
    """Every order in an answer in snake_case, each with when the answer was made, where the envelope says."""
    if isinstance(answer, list | Mapping) and depth > ENVELOPES:
        return
    if isinstance(answer, list):
        for entry in answer:
            yield from _answered(entry, context, made_at, depth + 1)
    elif isinstance(answer, Mapping):
        if aliexpress_ru.is_order(answer):
            yield guarded(1, lambda: Record(aliexpress_ru.read_fields(answer)))
        elif open_platform.is_order(answer):
            yield guarded(1, lambda: Record(open_platform.read_fields(answer, context, made_at)))
        else:
            made_at = envelope_time(answer.get("time_stamp")) or made_at
            for held in answer.values():
                yield from _answered(held, context, made_at, depth + 1)
