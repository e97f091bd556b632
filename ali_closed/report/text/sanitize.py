"""What the user typed is shown as text: characters that steer a terminal or turn a line round are dropped."""

from __future__ import annotations

import unicodedata
from typing import Final

_KEPT: Final = "\n\t"
_SELECTORS: Final = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x180B, 0x1810), 0x034F)
"""Variation selectors and the grapheme joiner: invisible, yet they change how wide a text is."""
_FILLERS: Final = (0x115F, 0x1160, 0x3164, 0xFFA0)
"""Letters that show nothing."""
_DROPPED: Final = frozenset(map(chr, (*_SELECTORS, *_FILLERS)))
_INSTEAD: Final = {"Cc": "", "Cf": "", "Cs": "\N{REPLACEMENT CHARACTER}", "Zl": "\n", "Zp": "\n"}
"""What is shown for the characters of some kinds."""


def clean(text: str) -> str:
    """The text without control, bidi and invisible characters; newline and tab stay.

    Dropped are C0 but newline and tab, DEL, C1, every format character (bidi controls, zero-width and tags are
    among them), variation selectors and noncharacters. Line and paragraph separators become newlines, half a
    surrogate pair the replacement character.
    """
    return text if text.isascii() and text.isprintable() else "".join(map(_cleaned, text))


def one_line(text: str) -> str:
    """The clean text on one line: every run of white space is one space."""
    return " ".join(clean(text).split())


def _cleaned(char: str) -> str:
    point = ord(char)
    is_nonchar = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
    if char in _DROPPED or is_nonchar:
        return ""
    return char if char in _KEPT else _INSTEAD.get(unicodedata.category(char), char)
