"""AliExpress's own words for the state of an order, as the contract's fields: `rules/codes.toml` lists them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from ali_closed.rules.tables import packaged

Facts = Mapping[str, Any]


@cache
def codes() -> Mapping[str, Mapping[str, Facts]]:
    """Of every table what each of its words says."""
    return {
        table: {
            word: {name: value for name, value in row.items() if name != "code"}
            for row in rows
            for word in bare(row["code"]).split("|")
        }
        for table, rows in packaged("codes.toml").items()
    }


def bare(word: object) -> str:
    """A word without what its spellings differ in."""
    return word.strip().casefold().replace("_", "").replace("-", "") if isinstance(word, str) else ""


def is_code(table: str, *words: object) -> bool:
    """Whether a table has a word, or some that stand beside one another."""
    return "+".join(map(bare, words)) in codes()[table]


def coded(table: str, *words: object) -> Facts:
    """What a word of a table says, or some that stand beside one another; nothing where it is not there."""
    return codes()[table].get("+".join(map(bare, words)), {})


def first_coded(table: str, fits: Callable[[str], object]) -> Facts:
    """What the first word of a table says that fits; nothing where none does."""
    return next((facts for word, facts in codes()[table].items() if fits(word)), {})


def shown_method(label: object) -> Facts:
    """What a payment method that a page names is; nothing where the name does not say."""
    shown = bare(label)
    return first_coded("shown_method", lambda name: re.search(rf"(?<!\w){name}", shown))
