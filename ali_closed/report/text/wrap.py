"""Breaks text into lines by the columns it takes on a screen; addresses of pages stay whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]{,20}://|www\.", re.IGNORECASE)  # bounded, or a long word takes minutes


def cells(text: str) -> int:
    """How many columns a text takes on a terminal, as rich counts them, which prints it."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # an answer in plain English never needs it

    return cell_len(text)


@lru_cache(maxsize=1024)
def pieces(text: str, width: int | None) -> tuple[tuple[int, int], ...]:
    """Where each line of the text begins and ends; None breaks nowhere.

    Breaks at spaces. A word longer than the width is cut, an address of a page never. What was broken last is
    remembered: a screen is tried with the same lines until it is full.
    """
    if width is None or cells(text) <= width:
        return ((0, len(text)),)
    found: list[tuple[int, int]] = []
    begin = end = 0
    for first, last in _words(text, max(width, 2)):
        if end > begin and cells(text[begin:last]) > max(width, 2):
            found.append((begin, end))
            begin = first
        elif end == begin:
            begin = first
        end = last
    return (*found, (begin, end))


def _words(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Where each word begins and ends; one too long for a line is several."""
    for word in re.finditer(r"\S+", text):
        first, last = word.span()
        if cells(word.group()) > width and not _ADDRESS.search(word.group()):
            for at in range(first + 1, last):
                if cells(text[first : at + 1]) > width:
                    yield first, at
                    first = at
        yield first, last


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """The text as lines no wider than the width, the first begun by `first`, the others by `rest`."""
    room = width - max(cells(first), cells(rest))
    return [(rest if at else first) + text[begin:end] for at, (begin, end) in enumerate(pieces(text, room))]
