"""From bytes to records: finds out by content what a file is, and reads it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, BinaryIO, Final

from ali_closed.errors import DataError
from ali_closed.importers.fields.times import envelope_time
from ali_closed.importers.fields.values import Json, identifier, objects, plain
from ali_closed.importers.files import har
from ali_closed.importers.files.json_array import Entry, array_entries
from ali_closed.importers.files.json_text import decoded, is_json_object, more_behind, read_json
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
LONGEST_LINE: Final = 16 * 1024 * 1024
"""How many bytes a line may have, or an entry of a JSON array."""

ENVELOPES: Final = 12
"""How deep in its answer an order may stand."""

_BOM: Final = b"\xef\xbb\xbf"
_CODE: Final = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_FIELDS: Final = frozenset(FIELDS)
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")

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
    head = stream.read(HEAD)
    if head[:2] in _UTF16:
        head, stream = _again(decoded(head + _rest(stream, len(head))).encode(errors="replace"))
    head = head.removeprefix(_BOM)
    if head.startswith(b"PK\x03\x04"):
        yield from read_sheet(head + _rest(stream, len(head)), context)
        return
    _refuse_foreign(head)
    if b"\r" in head and b"\n" not in head:
        # The line ends of old Macs, which some spreadsheets still write.
        head, stream = _again((head + _rest(stream, len(head))).replace(b"\r", b"\n"))
    start = head.lstrip()[:1]
    ended = len(head) < HEAD
    if start == b"{" and not ended:
        head, ended = _two_lines(head, stream)
    by_line = _lines_of_json(head, ended)
    if start == b"[":
        yield from _pieces(array_entries(_buffered(head, stream), LONGEST_LINE), context)
    elif (start == b"{" and not by_line) or _is_call(head):
        yield from _document(head + _rest(stream, len(head)), context)
    elif by_line:
        lines = _lines(head, stream)
        yield from _pieces((Entry(number, line) for number, line in lines if line is None or line.strip()), context)
    elif start:
        yield from read_table(_text_lines(_lines(head, stream)), context)


def _again(data: bytes) -> tuple[bytes, BinaryIO]:
    """What to look at, and the rest, of a file that was read whole to write it otherwise."""
    return data[:HEAD], io.BytesIO(data[HEAD:])


def _refuse_foreign(head: bytes) -> None:
    """Raises DataError for a file of a kind that holds no orders, saying what it is and what to give instead."""
    start = head[:64].lstrip().lower()
    for beginnings, what, instead in _BEGINNINGS:
        if start.startswith(beginnings):
            raise DataError(f"This file is {what}; orders cannot be read from it.", code="unknown_format", hint=instead)


def _rest(stream: BinaryIO, already: int) -> bytes:
    rest = stream.read(WHOLE - already + 1)
    if already + len(rest) > WHOLE:
        raise DataError(
            f"The file is larger than {WHOLE // 1024 // 1024} MiB, and its form has to be read whole.",
            code="too_large",
            hint="Write one order a line (NDJSON), a list of orders, or a table as CSV: these are read as they come.",
        )
    return rest


def _is_call(head: bytes) -> bool:
    """Whether it is JSON inside a call, as servers answer scripts."""
    return head.lstrip()[:5] == b"mtopj"


def _two_lines(head: bytes, stream: BinaryIO) -> tuple[bytes, bool]:
    """The head, longer where its first line is, up to some of the second; and whether the file ends with it."""
    while b"\n" not in head.strip() and len(head) <= LONGEST_LINE:
        more = stream.read(len(head))
        if not more:
            return head, True
        head += more
    return head, False


def _lines_of_json(head: bytes, ended: bool) -> bool:
    """Whether it is one JSON object a line: the first line is, or a later one, and the first is only broken.

    `ended` is whether the file is no longer than what was looked at.
    """
    whole = head.split(b"\n")
    lines = [line for line in (whole if ended else whole[:-1]) if line.strip()]
    # A single line is one value, whether it holds one order or a hundred.
    if len(whole) < 2 or not lines or (len(lines) == 1 and ended):
        return False
    if is_json_object(lines[0]):
        return True
    if lines[0].strip() == b"{":
        return False
    return any(line.startswith(b"{") and is_json_object(line) for line in lines[1:])


def _lines(head: bytes, stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The lines with their numbers from 1; None in the place of one that is too long."""
    source = _buffered(head, stream)
    number = 0
    while line := source.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) <= LONGEST_LINE:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = source.readline(LONGEST_LINE)
        yield number, None


def _buffered(head: bytes, stream: BinaryIO) -> io.BufferedReader:
    return io.BufferedReader(_Joined(head, stream), HEAD)


class _Joined(io.RawIOBase):
    """What was looked at already, then the rest of the stream."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = memoryview(head)
        self._stream = stream

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as there is something."""
        part = self._head[: len(buffer)] if self._head else self._stream.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def _text_lines(lines: Iterator[tuple[int, bytes | None]]) -> Iterator[Line]:
    """Lines of a table; what is not UTF-8 is replaced, for it spoils its own cell at most."""
    for number, line in lines:
        yield number, '"' if line is None else line.decode("utf-8", errors="replace").replace("\0", "")


def _pieces(entries: Iterable[Entry], context: Context) -> Iterator[Found]:
    """The orders of JSON that is read piece by piece: by line, or by entry of a list."""
    for entry in entries:
        found = guarded(entry.place, _of_piece, entry, context)
        yield from (replace(one, row=entry.place) for one in ([found] if isinstance(found, RowError) else found))


def _of_piece(entry: Entry, context: Context) -> list[Found]:
    if entry.behind:
        raise more_behind()
    if entry.text is None:
        raise DataError(
            f"This is longer than an order may be, {LONGEST_LINE // 1024 // 1024} MiB.",
            code="too_large",
            hint="Is it several orders? They are one a line, or entries of a list: [{...}, {...}].",
        )
    return value_records(read_json(decoded(entry.text), line=entry.line, column=entry.column), context)


def _document(data: bytes, context: Context) -> Iterator[Found]:
    """The orders of one JSON object, numbered from 1.

    What breaks on a single line is a row; a text over many lines that is no JSON is no file of orders.
    """
    text = decoded(data)
    try:
        root = read_json(text)
    except DataError as error:
        if "\n" in text.strip():
            raise
        yield RowError(error)
        return
    found = guarded(1, value_records, root, context)
    rows = [found] if isinstance(found, RowError) else found
    yield from (replace(entry, row=number) for number, entry in enumerate(rows, start=1))


def value_records(value: Any, context: Context) -> list[Found]:
    """The orders of a JSON value of any known form; UsageError or DataError if it is none."""
    if not isinstance(value, Mapping):
        hint = 'For example {"status": "closed", "paid": true}.'
        raise DataError("An order must be a JSON object.", code="bad_json", hint=hint)
    if value.keys() <= _FIELDS:
        return [Record(contract.read_fields(value))]
    if har.is_har(value):
        return web.records(har.read_parts(value, context.today))
    if web.is_answer(value):
        return web.records(web.read_parts(value, context.today))
    export = export_of([*value])
    if export is not None and export.needs and not export.cut:
        return [export.record({key.casefold(): held for key, held in value.items()}, 1, context)]
    answer = plain(value)
    if found := list(_answered(answer, context)):
        return found
    if refused := _refusal(answer) if isinstance(answer, Mapping) else None:
        raise DataError(
            f"This is an answer of AliExpress without an order in it ({refused}).",
            code="refused",
            hint="Ask for the order again, and save an answer that holds it.",
        )
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


def _refusal(answer: Json) -> str | None:
    """The code with which an answer of the API refuses; None for what is no answer."""
    if not any(name.endswith("_response") or name == "rsp_code" for name in answer):
        return None
    names = ("rsp_code", "error_code", "code", "sub_code")
    codes = (identifier(entry.get(name)) for entry in objects(answer) for name in names)
    return next((code for code in codes if code and _CODE.fullmatch(code)), "it gives no code")
