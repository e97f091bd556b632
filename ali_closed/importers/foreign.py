"""Files that people try although no order can be read from them, told by how they begin."""

from __future__ import annotations

from typing import Final

from ali_closed.importers.records import unreadable

_COPY: Final = "Copy what it says into flags, for example ali-closed diagnose --status closed, or start the questions."
_RECORD: Final = "Open the order with the browser's network tab open, and save all as HAR."
_UNPACK: Final = "Unpack it, and give the file that is in it."
_RESAVE: Final = "Save it as .xlsx without a password, or as CSV."

_BEGINNINGS: Final = (
    (b"%pdf", "a PDF", _COPY),
    (b"\x89png", "a picture", _COPY),
    (b"\xff\xd8\xff", "a picture", _COPY),
    (b"gif8", "a picture", _COPY),
    (b"riff", "a picture", _COPY),
    (b"<!doctype", "a web page", _RECORD),
    (b"<html", "a web page", _RECORD),
    (b"from: <saved by", "a web page", _RECORD),
    (b"\x1f\x8b", "packed", _UNPACK),
    (b"rar!", "packed", _UNPACK),
    (b"7z\xbc\xaf", "packed", _UNPACK),
    (b"\xd0\xcf\x11\xe0", "an old or protected workbook", _RESAVE),
)
"""How a file begins in small letters, what it then is, and what to give instead."""


def refuse_foreign(head: bytes) -> None:
    """Raises DataError for a file of a kind that holds no orders, saying what it is and what to give instead."""
    start = head[:64].lstrip().lower()
    for beginning, what, instead in _BEGINNINGS:
        if start.startswith(beginning):
            raise unreadable(
                f"This file is {what}; orders cannot be read from it.", code="unknown_format", hint=instead
            )
