"""AliExpress's own words for the state of an order, as the contract's fields: `rules/codes.toml` lists them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from ali_closed.rules.tables import packaged

Facts = Mapping[str, Any]


@cache
def codes() -> Mapping[str, Mapping[str, Facts]]:
    """Of every table what each of its words says."""
    return {
        table: {word: facts for code, facts in map(_split, rows) for word in code}
        for table, rows in packaged("codes.toml").items()
    }


def _split(row: Facts) -> tuple[list[str], Facts]:
    """The words of a row, and what they say."""
    return _bare(row["code"]).split("|"), {name: value for name, value in row.items() if name != "code"}


def _bare(word: object) -> str:
    """A word without what its spellings differ in."""
    return word.strip().casefold().replace("_", "").replace("-", "") if isinstance(word, str) else ""


def is_code(table: str, *words: object) -> bool:
    """Whether a table has a word, or some that stand beside one another."""
    return "+".join(map(_bare, words)) in codes()[table]


def coded(table: str, *words: object) -> Facts:
    """What a word of a table says, or some that stand beside one another; nothing where it is not there."""
    return codes()[table].get("+".join(map(_bare, words)), {})


def first_coded(table: str, words: Iterable[object]) -> Facts:
    """What the first row of a table says that has any of these words; nothing where none is there."""
    given = set(map(_bare, words))
    return next((facts for word, facts in codes()[table].items() if word in given), {})


def payment_method(code: object) -> str | None:
    """What a `payment_type` of the API is paid with; None for one that is not known."""
    return _method("payment_type", _bare(code).startswith)


def shown_method(label: object) -> str | None:
    """What a payment method that a page names is; None where the name does not say."""
    shown = _bare(label)
    return _method("shown_method", lambda name: re.search(rf"(?<!\w){name}", shown) is not None)


def _method(table: str, fits: Callable[[str], bool]) -> str | None:
    return next((facts["payment_method"] for word, facts in codes()[table].items() if fits(word)), None)
