"""Breaks text into lines by the columns it takes on a screen; addresses of pages stay whole."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://|www\.", re.IGNORECASE)


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
    width = max(width, 2)
    found: list[tuple[int, int]] = []
    begin = end = used = 0
    for word in re.finditer(r"\S+", text):
        needed = cells(word.group())
        gap = cells(text[end : word.start()]) if end > begin else 0
        if end > begin and used + gap + needed > width:
            found.append((begin, end))
            begin, end, used, gap = word.start(), word.start(), 0, 0
        elif end == begin:
            begin = word.start()
        for cut in _cuts(word.group(), width) if needed > width else ():
            found.append((begin, word.start() + cut))
            begin = word.start() + cut
            needed = cells(text[begin : word.end()])
        end, used = word.end(), used + gap + needed
    return (*found, (begin, end)) if end > begin else tuple(found) or ((0, 0),)


def _cuts(word: str, width: int) -> list[int]:
    """Where a word too long for a line is cut."""
    if _ADDRESS.search(word):
        return []
    found, used = [], 0
    for at, char in enumerate(word):
        used += cells(char)
        if used > width:
            found.append(at)
            used = cells(char)
    return found


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """The text as lines no wider than the width, the first begun by `first`, the others by `rest`."""
    room = width - max(cells(first), cells(rest))
    return [(rest if at else first) + text[begin:end] for at, (begin, end) in enumerate(pieces(text, room))]
