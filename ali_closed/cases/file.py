"""The file of a saved case: what is in it, how it is read, and how older formats are brought up to date."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from ali_closed.errors import DataError
from ali_closed.model.fields import FIELDS

FORMAT: Final = 1
LARGEST: Final = 4 * 1024 * 1024

_UNTOLD: Final = {"saved_at": None, "today": None, "diagnosis": None}


@dataclass(frozen=True)
class Case:
    """One saved case.

    `order` holds the fields as JSON values, dates absolute; `settings` what else the answer turned on ("country",
    "tz"); `diagnosis` the contract's document as it was when saved, None for a file written by hand.
    """

    name: str
    saved_at: str | None
    today: str | None
    order: Mapping[str, Any]
    settings: Mapping[str, str]
    diagnosis: Mapping[str, Any] | None


_READER: Final = TypeAdapter(Case)


def encoded(case: Case) -> bytes:
    """The file as it is written: readable letters, unless one of them has no place in UTF-8."""
    content = {"format": FORMAT, **asdict(case)}
    try:
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
    except UnicodeEncodeError:
        return (json.dumps(content, indent=2) + "\n").encode()


def parse(data: bytes, path: Path) -> Case:
    """Read the content of a file. Raises DataError, code "damaged_case" or "newer_format"."""
    if len(data) > LARGEST:
        raise _damaged(path, "it is too large for a case")
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _damaged(path, "it is not JSON") from None
    if not isinstance(content, dict):
        raise _damaged(path, "it holds no object")
    content = _migrated(content, path)
    try:
        case = _READER.validate_python({**_UNTOLD, **content})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _damaged(path, f"`{first['loc'][0]}` does not hold what it should") from None
    own = case.name.casefold() == path.stem.casefold()  # a copied file goes by the name of the file
    return case if own else replace(case, name=path.stem)


def _migrated(content: dict[str, Any], path: Path) -> dict[str, Any]:
    """The content in the format of today, step by step from the format it was written in."""
    version = content.get("format", 0)
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise _damaged(path, "its format is not a number")
    if version > FORMAT:
        raise DataError(
            f"`{path}` was saved by a newer version of ali-closed.", code="newer_format", hint="Update ali-closed."
        )
    for step in range(version, FORMAT):
        content = _MIGRATIONS[step](content, path)
    return content


def _from_bare_order(content: dict[str, Any], path: Path) -> dict[str, Any]:
    """Format 0: an order as `diagnose` takes it, put there by hand."""
    if not content or not set(content) <= set(FIELDS):
        raise _damaged(path, "it holds neither a case nor an order")
    return {"format": 1, "name": path.stem, "order": content, "settings": {}}


_MIGRATIONS: Final[Mapping[int, Callable[[dict[str, Any], Path], dict[str, Any]]]] = {0: _from_bare_order}


def _damaged(path: Path, why: str) -> DataError:
    return DataError(
        f"`{path}` is damaged: {why}.",
        code="damaged_case",
        hint=f"It was left as it is. Mend it by hand, or remove it with `ali-closed case remove {path.stem}`.",
    )
