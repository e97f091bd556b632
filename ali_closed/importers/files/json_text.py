"""JSON from anyone: whatever the bytes, a value or this project's own error; of an array, entry by entry.

So a list of a million orders takes no more memory than one of them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, NoReturn

from ali_closed.errors import DataError, quoted

VALUES: Final = 1_000_000
"""How many values one piece of JSON may hold: they take a hundred times the memory of their text."""
LONGEST: Final = 16 * 1024 * 1024
"""How many bytes a line may have, or an entry of an array."""

_CHUNK: Final = 64 * 1024
_SEVERAL: Final = "Several orders are one a line, as `jq -c .` writes them, or a list: [{...}, {...}]."
_EXAMPLE: Final = 'An order looks like {"status": "closed", "paid": true}.'
_TEXTS: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_JSONP: Final = re.compile(r"\s*[A-Za-z_$][\w.$]{0,80}\(\s*(?=[{\[])")
_QUOTED: Final = re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*("?)', re.DOTALL)
_MARK: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*("?)|[\[\]{},]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands between two commas of an array, or on a line.

    Attributes:
        place: its place in the array, or the number of its line, from 1.
        text: its bytes; None if there are more than an order may have.
        line: the line of the file on which it begins, from 1; of what is all on one line that stays untold.
        column: how many bytes stand before it on that line.
        behind: whether it stands behind the array, where nothing should.
    """

    place: int
    text: bytes | None
    line: int = 1
    column: int = 0
    behind: bool = False

    def value(self) -> Any:
        """What it says; DataError if that is no JSON, or too much."""
        if self.behind:
            raise _bad("goes on behind its end", _SEVERAL)
        if self.text is None:
            hint = "Is it several orders? They are one a line, or entries of a list: [{...}, {...}]."
            what = f"This is longer than an order may be, {LONGEST // 1024 // 1024} MiB."
            raise DataError(what, code="too_large", hint=hint)
        return read_json(decoded(self.text), line=self.line, column=self.column)


def array_entries(stream: BinaryIO) -> Iterator[Entry]:
    """The entries of an array; brackets and quotes alone are looked at.

    An array that breaks off ends with an entry that is no JSON: half of one, or an empty one.
    """
    array = _Array()
    while chunk := stream.read(_CHUNK):
        slashes = len(chunk) - len(chunk.rstrip(b"\\"))
        yield from array.read(chunk + stream.read(slashes % 2))  # what a backslash stands before belongs to it
    yield from array.end()


class _Array:
    """What was read so far of an entry, the mark before it included, and where it and what follows stand."""

    def __init__(self) -> None:
        self._depth = self._place = 0
        self._quoted = self._closed = False
        self._line, self._column = 1, 0
        self._held, self._from = bytearray(), (1, 1)

    def read(self, chunk: bytes) -> Iterator[Entry]:
        """The entries that end in the next bytes."""
        start = at = 0
        if self._quoted and (rest := _QUOTED.match(chunk)):
            self._quoted, at = not rest[1], rest.end()
        for found in _MARK.finditer(chunk, at):
            mark = found[0][:1]
            if mark == b'"':
                self._quoted = not found[1]
                continue
            opens, closes = mark in b"[{", mark in b"]}"
            self._depth += opens - closes
            if self._closed or self._depth > 1 or (self._depth == 1 and closes):
                continue
            self._take(chunk[start : found.start()])
            start = found.start()
            if opens:
                self._place = 1
            elif not closes or self._place > 1 or self._said():
                yield self._entry()
            self._closed = closes
            self._held, self._from = bytearray(), (self._line, self._column + 1)
        self._take(chunk[start:])

    def end(self) -> Iterator[Entry]:
        """What is left when there is no more to read."""
        if self._said():
            yield self._entry()
        if not self._closed and self._depth == 1 and not self._quoted:
            yield Entry(self._place, b"", self._line, self._column)

    def _take(self, part: bytes) -> None:
        self._held += part[: LONGEST + 2 - len(self._held)]  # one more than may be kept tells that it is too much
        lines = part.count(b"\n")
        self._line += lines
        self._column = len(part) - part.rfind(b"\n") - 1 if lines else self._column + len(part)

    def _said(self) -> bool:
        return len(self._held) > LONGEST + 1 or bool(self._held[1:].strip())

    def _entry(self) -> Entry:
        self._place += 1
        text = bytes(self._held[1:]) if len(self._held) <= LONGEST + 1 else None
        return Entry(self._place - 1, text, *self._from, behind=self._closed)


def read_json(text: str, *, line: int = 1, column: int = 0) -> Any:
    """The value of a JSON text, also inside a call as servers answer scripts.

    DataError names line and column, counted from where the text begins in its file; and the limit, where it holds more
    than `VALUES`.
    """
    if _holds_too_much(text):
        hint = "Write one order a line (NDJSON), or a list of orders: these are read one by one."
        raise DataError(f"The JSON holds more than {VALUES:,} values in one piece.", code="too_large", hint=hint)
    called = _JSONP.match(text)
    body = text[called.end() :].rstrip().removesuffix(";").rstrip().removesuffix(")") if called else text
    try:
        return _DECODER.decode(body)
    except json.JSONDecodeError as error:
        at = error.lineno + line - 1
        place = f"line {at}, " if at > 1 or "\n" in body.strip() else ""
        place += f"column {error.colno + (column if error.lineno == 1 else 0)}"
        quotes = "Names and texts stand in double quotes. " if error.doc[error.pos : error.pos + 1] == "'" else ""
        hint = _SEVERAL if error.msg == "Extra data" else quotes + _EXAMPLE
        raise _bad(f"breaks off at {place}: {error.msg}", hint) from None
    except ValueError:
        hint = 'Write what the page says as a text, for example {"id": "8100000000000001"}.'
        raise _bad("holds a number of thousands of digits", hint) from None
    except RecursionError:
        hint = 'An order is a flat object, for example {"status": "closed"}.'
        raise _bad("is nested deeper than any order", hint) from None


def is_json_object(line: bytes) -> bool:
    """Whether a line is a whole JSON object."""
    if not line.lstrip().startswith(b"{"):
        return False
    try:
        return _holds_too_much(line.decode("utf-8", errors="replace")) or isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def decoded(data: bytes) -> str:
    """The text of some bytes in UTF-8, or in UTF-16 with its mark; DataError for any other encoding."""
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        hint = "Save the file again with the encoding UTF-8."
        raise DataError("The text is not in UTF-8.", code="bad_encoding", hint=hint) from None


def _holds_too_much(text: str) -> bool:
    """Whether the values of a text, counted by the marks before them, are more than `VALUES`."""
    if len(text) <= VALUES:
        return False
    marks = _TEXTS.sub("", text)
    return sum(map(marks.count, ",[{")) > VALUES


def _no_constant(name: str) -> NoReturn:
    raise _bad(f"says {name}, which is no value", "Write null for what is not known.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        times = Counter(name for name, _ in pairs)
        twice = next(name for name in times if times[name] > 1)
        raise _bad(f"says {quoted(twice)} twice", "Leave out one of the two.")
    return found


def _bad(what: str, hint: str) -> DataError:
    return DataError(f"The JSON {what}.", code="bad_json", hint=hint)


_DECODER: Final = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_object)
