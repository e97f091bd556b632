"""Loads the files of words, and keeps what was made of them in parts, so that a start reads no more than it needs."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from ali_closed.rules.compiled import compiled
from ali_closed.rules.tables import PACKAGED
from ali_closed.rules.words import Words

FILES: Final = ("labels.toml", "wordings.toml", "end_reasons.toml")


def load_words(folder: Path = PACKAGED) -> Words:
    """The words of a folder's files, those that ship if none is named; DataError where they are not readable."""
    return _loaded(folder)


@cache
def _loaded(folder: Path) -> Words:
    texts = [(folder / name).read_bytes() for name in FILES]

    @cache
    def made() -> dict[str, Any]:
        parts = _parts(*(text.decode("utf-8") for text in texts))
        for name in parts:
            compiled(f"words_{name}", texts, partial(parts.get, name))
        return parts

    return Words(lambda part: compiled(f"words_{part}", texts, lambda: made()[part]))


def build_words(labels: str, wordings: str, end_reasons: str) -> Words:
    """The words of three TOML texts.

    Raises DataError for text that is not TOML, an unknown key, field or value, and a word that is said
    twice with different meanings.
    """
    return Words(_parts(labels, wordings, end_reasons).__getitem__)


def _parts(*texts: str) -> dict[str, Any]:
    from ali_closed.rules.word_entries import folded

    return folded(dict(zip(FILES, texts, strict=True)))
