"""A JSON array entry by entry, so that a list of a million orders takes no more memory than one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

_CHUNK: Final = 64 * 1024
_MARK: Final = re.compile(rb'["\[\]{},]')
_QUOTED: Final = re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*("?)', re.DOTALL)


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


def array_entries(stream: BinaryIO, longest: int) -> Iterator[Entry]:
    """The entries of an array, none longer than `longest` bytes; brackets and quotes alone are looked at.

    An array that breaks off ends with an entry that is no JSON: half of one, or an empty one.
    """
    reader = _Reader(longest)
    while chunk := stream.read(_CHUNK):
        slashes = len(chunk) - len(chunk.rstrip(b"\\"))
        yield from reader.read(chunk + stream.read(slashes % 2))  # what a backslash stands before belongs to it
    yield from reader.end()


class _Reader:
    """What was read so far of the entry that is being read, and where it stands."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._depth = 0
        self._quoted = self._closed = self._comma = False
        self._parts: list[bytes] = []
        self._size = 0
        self._place = 1
        self._line, self._column = 1, 0
        self._from = (1, 0)

    def read(self, chunk: bytes) -> Iterator[Entry]:
        """The entries that end in the next bytes."""
        start = at = 0
        while at < len(chunk):
            if self._quoted:
                through = _QUOTED.match(chunk, at)
                self._quoted = not (through and through[1])
                at = through.end() if through and through[1] else len(chunk)
                continue
            found = None if self._closed else _MARK.search(chunk, at)
            if found is None:
                break
            at, mark = found.end(), found[0]
            if mark == b'"':
                self._quoted = True
            elif mark in b"[{":
                self._depth += 1
                if self._depth == 1:
                    start = self._skip(chunk, start, at)
            elif mark in b"]}":
                self._depth -= 1
            if (mark == b"," and self._depth == 1) or self._depth == 0:
                self._keep(chunk[start : at - 1])
                self._closed = self._depth == 0
                if not self._closed or self._comma or self._said():
                    yield self._entry()
                self._comma = True
                start = self._skip(chunk, at - 1, at)
        self._keep(chunk[start:])

    def end(self) -> Iterator[Entry]:
        """What is left when there is no more to read."""
        if self._said():
            yield self._entry(behind=self._closed)
        if self._depth == 1 and not self._quoted:
            self._from = (self._line, self._column)
            yield self._entry()

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size <= self._longest:
            self._parts.append(part)
        self._count(part)

    def _skip(self, chunk: bytes, start: int, end: int) -> int:
        """Go past what belongs to no entry; the next one begins behind it."""
        self._count(chunk[start:end])
        self._from = (self._line, self._column)
        return end

    def _count(self, part: bytes) -> None:
        lines = part.count(b"\n")
        self._line += lines
        self._column = len(part) - part.rfind(b"\n") - 1 if lines else self._column + len(part)

    def _said(self) -> bool:
        return any(not part.isspace() for part in self._parts if part) or self._size > self._longest

    def _entry(self, *, behind: bool = False) -> Entry:
        text = b"".join(self._parts) if self._size <= self._longest else None
        found = Entry(self._place, text, *self._from, behind=behind)
        self._place += 1
        self._parts, self._size = [], 0
        return found
