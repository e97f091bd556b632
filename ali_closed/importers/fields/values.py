"""Foreign values as plain ones: ids as text, empty as absent, lists out of their wrappers, keys in one style."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

DEEPEST: Final = 40
"""How deep objects may stand in one another; real answers need about ten."""

_CAPITAL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBER: Final = re.compile(r"-?\d{1,18}", re.ASCII)
_ROUNDED: Final = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_NUMBERS_OF_MONGO: Final = ("$numberLong", "$numberInt", "$numberDouble", "$numberDecimal", "$oid")
_FLAGS: Final = dict.fromkeys(("true", "yes", "y", "1", "1.0"), True) | dict.fromkeys(
    ("false", "no", "n", "0", "0.0"), False
)

Json = Mapping[str, Any]
"""An object of JSON, or a row by its columns."""
_Said = TypeVar("_Said")


def told(fields: Mapping[str, object]) -> dict[str, object]:
    """What is known of some fields."""
    return {name: held for name, held in fields.items() if held is not None}


def text(value: object) -> str | None:
    """A text without the space around it; None for what is empty or no text."""
    return value.strip() or None if isinstance(value, str) else identifier(value)


def identifier(value: object) -> str | None:
    """An id as text; None if absent, or if a spreadsheet rounded it to something like 8.1E+15."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else None
    if isinstance(value, int):
        return str(value) if abs(value) < 10**40 and not isinstance(value, bool) else None
    if not isinstance(value, str):
        return None
    # A spreadsheet keeps a number as text where it is written ="8000..." or '8000...
    bare = value.strip().removeprefix("=").strip("\"'").strip()
    return None if not bare or _ROUNDED.fullmatch(bare) else bare


def flag(value: object) -> bool | None:
    """A yes or no in any of its spellings; None for anything else."""
    return _FLAGS.get(str(value).strip().casefold()) if isinstance(value, str | int | float) else None


def number(value: object) -> int | None:
    """A whole number, also where it is written as text; None for anything else."""
    if isinstance(value, str):
        return int(value) if _NUMBER.fullmatch(value.strip()) else None
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    return whole if isinstance(whole, int) and not isinstance(whole, bool) and abs(whole) < 10**18 else None


def plain(value: object, depth: int = 0) -> Any:
    """A JSON value with keys in snake_case, the extended types of MongoDB unwrapped; too deep becomes None."""
    if depth > DEEPEST:
        return None
    if isinstance(value, Mapping):
        if len(value) == 1:
            ((kind, held),) = value.items()
            if kind in _NUMBERS_OF_MONGO:
                return held
            if kind == "$date":
                date = held.get("$numberLong") if isinstance(held, Mapping) else held
                return date if number(date) is None else number(date)
        return {snake(str(key)): plain(held, depth + 1) for key, held in value.items()}
    if isinstance(value, list):
        return [plain(entry, depth + 1) for entry in value]
    return value


def snake(key: str) -> str:
    """A key of any client in the style of the API: gmtPayTime becomes gmt_pay_time."""
    return _CAPITAL.sub("_", key[:200]).lower() if not key.islower() else key


def listed(value: object) -> list[Json]:
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


def first(record: Json, *names: str) -> Any:
    """The first value that is there and not empty."""
    return next((held for name in names if (held := record.get(name)) not in (None, "", {}, [])), None)


def agreed(told: Iterable[_Said]) -> _Said | None:
    """The one thing that all say; None where they differ, or one says nothing."""
    different = set(told)
    return different.pop() if len(different) == 1 else None


def inner(record: Json, name: str) -> Json:
    """The object held under a name; an empty one where there is none."""
    held = record.get(name)
    return held if isinstance(held, Mapping) else {}


def objects(value: object, depth: int = 0) -> Iterator[Json]:
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
