"""A rulebook whose days are the tests' own: no number that a document is mended by breaks a test of the counting."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from ali_closed.rules.loader import Rulebook, build
from ali_closed.rules.tables import FILES


@pytest.fixture(scope="session")
def own_days() -> Rulebook:
    folder = files("ali_closed.rules")
    tables: dict[str, Any] = {name: tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in FILES}
    own = tomllib.loads((Path(__file__).parent / "time" / "periods.toml").read_text(encoding="utf-8"))
    periods = tables["periods.toml"]["period"]
    assert set(own) <= {period["id"] for period in periods}
    for period in periods:
        start = period["reading"][0]["counted_from"]
        period["reading"] = [reading(**{"from": start, **row}) for row in own.get(period["id"], [{"days": [10, 10]}])]
    return build(tables)


def reading(days: list[int], unit: str = "calendar_days", **row: Any) -> dict[str, Any]:
    counted_from = row.pop("from")
    return {"counted_from": counted_from, "value": days, "unit": unit, "source": "000a", "where": ["000:20"], **row}
