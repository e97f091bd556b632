"""Foreign values as plain ones: ids as text, empty as absent, lists out of their wrappers, keys in one style."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar

DEEPEST: Final = 40
"""How deep objects may stand in one another; real answers need about ten."""

_CAPITAL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBER: Final = re.compile(r"-?\d{1,18}", re.ASCII)
_ROUNDED: Final = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_NUMBERS_OF_MONGO: Final = ("$numberLong", "$numberInt", "$numberDouble", "$numberDecimal", "$oid")
_YES: Final = frozenset({"true", "yes", "y", "1", "1.0"})
_NO: Final = frozenset({"false", "no", "n", "0", "0.0"})

_Said = TypeVar("_Said")


def text(value: object) -> str | None:
    """A text without the space around it; None for what is empty or no text."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return identifier(value)
    return None


def identifier(value: object) -> str | None:
    """An id as text; None if absent, or if a spreadsheet rounded it to something like 8.1E+15."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else None
    if isinstance(value, int):
        return str(value) if abs(value) < 10**40 else None
    if not isinstance(value, str):
        return None
    # A spreadsheet keeps a number as text where it is written ="8000..." or '8000...
    bare = value.strip().removeprefix("=").strip("\"'").strip()
    return None if not bare or _ROUNDED.fullmatch(bare) else bare


def flag(value: object) -> bool | None:
    """A yes or no in any of its spellings; None for anything else."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold() if isinstance(value, str | int | float) else ""
    return True if word in _YES else False if word in _NO else None


def number(value: object) -> int | None:
    """A whole number, also where it is written as text; None for anything else."""
    if isinstance(value, str):
        return int(value) if _NUMBER.fullmatch(value.strip()) else None
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    return whole if isinstance(whole, int) and not isinstance(whole, bool) and abs(whole) < 10**18 else None


def money(value: object) -> tuple[Decimal, str] | None:
    """An amount and its currency, from cents or from text with a point; None if either is missing."""
    if not isinstance(value, Mapping):
        return None
    code = text(value.get("currency_code")) or text(inner(value, "currency").get("currency_code"))
    if code is None:
        return None
    cents, factor = number(value.get("cent")), number(value.get("cent_factor"))
    if cents is not None:
        return Decimal(cents) / (factor or 100), code
    given = value.get("amount", value.get("amount_str"))
    try:
        amount = Decimal(str(given).strip())
    except InvalidOperation:
        return None
    return (amount, code) if amount.is_finite() else None


def plain(value: object, depth: int = 0) -> Any:
    """A JSON value with keys in snake_case, the extended types of MongoDB unwrapped; too deep becomes None."""
    if depth > DEEPEST:
        return None
    if isinstance(value, Mapping):
        if len(value) == 1:
            for kind in _NUMBERS_OF_MONGO:
                if kind in value:
                    return value[kind]
            if "$date" in value:
                return _mongo_date(value["$date"])
        return {snake(str(key)): plain(held, depth + 1) for key, held in value.items()}
    if isinstance(value, list):
        return [plain(entry, depth + 1) for entry in value]
    return value


def snake(key: str) -> str:
    """A key of any client in the style of the API: gmtPayTime becomes gmt_pay_time."""
    return _CAPITAL.sub("_", key[:200]).lower() if not key.islower() else key


def _mongo_date(value: object) -> object:
    inner = value.get("$numberLong") if isinstance(value, Mapping) else value
    return {"epoch": inner} if isinstance(inner, int) else {"epoch": number(inner)} if number(inner) else inner


def listed(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list that may stand bare, under the name of its type, or alone; {} is an empty list."""
    if isinstance(value, list):
        return [entry for entry in value if isinstance(entry, Mapping)]
    if not isinstance(value, Mapping) or not value:
        return []
    if len(value) == 1:
        inner = next(iter(value.values()))
        if isinstance(inner, list | Mapping):
            return listed(inner) if isinstance(inner, list) else [inner]
    return [value]


def first(record: Mapping[str, Any], *names: str) -> Any:
    """The first value that is there and not empty."""
    for name in names:
        held = record.get(name)
        if held not in (None, "", {}, []):
            return held
    return None


def agreed(told: Iterable[_Said]) -> _Said | None:
    """The one thing that all say; None where they differ, or one says nothing."""
    different = set(told)
    return different.pop() if len(different) == 1 else None


def inner(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object held under a name; an empty one where there is none."""
    held = record.get(name)
    return held if isinstance(held, Mapping) else {}


def objects(value: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Every object in a JSON value, outermost first, in the order of the text."""
    if depth > DEEPEST:
        return
    if isinstance(value, Mapping):
        yield value
        for held in value.values():
            yield from objects(held, depth + 1)
    elif isinstance(value, list):
        for entry in value:
            yield from objects(entry, depth + 1)
