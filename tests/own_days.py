"""A rulebook whose days are the tests' own: no number that a document is mended by breaks a test of the counting."""

import pickle
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ali_closed.rules.loader import Rulebook, build
from ali_closed.rules.tables import FILES, PACKAGED

Row = Mapping[str, Any]


@cache
def own_days() -> Rulebook:
    """The rules as they ship, but for the days."""
    return _counting({})


def with_readings(period: str, *rows: Row) -> Rulebook:
    """The same, but for the readings of one period."""
    return _counting({period: rows})


@cache
def _files() -> bytes:
    """The tables as they ship and the days of the tests, to be read again by each that changes them."""
    shipped = {name: tomllib.loads((PACKAGED / name).read_text(encoding="utf-8")) for name in FILES}
    return pickle.dumps((shipped, tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))))


def _counting(other: Mapping[str, Sequence[Row]]) -> Rulebook:
    tables, own = pickle.loads(_files())
    periods = tables["periods.toml"]["period"]
    days = {**own, **other}
    assert set(days) <= {period["id"] for period in periods}
    for period in periods:
        start = period["reading"][0]["counted_from"]
        period["reading"] = [_reading(**{"from": start, **row}) for row in days.get(period["id"], [{"days": [10, 10]}])]
    return build(tables)


def _reading(days: list[int], unit: str = "calendar_days", **row: Any) -> dict[str, Any]:
    """A row of the file as a row of the rules."""
    counted_from = row.pop("from")
    return {"counted_from": counted_from, "value": days, "unit": unit, "source": "000a", "where": ["000:20"], **row}
