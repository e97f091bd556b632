"""A rulebook whose days are the tests' own: no number that a document is mended by breaks a test of the counting."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from ali_closed.model.rulebook import PeriodReading
from ali_closed.rules.loader import Rulebook, build
from ali_closed.rules.tables import FILES, PACKAGED


@cache
def own_days() -> Rulebook:
    """The rules as they ship, but for the days."""
    tables: dict[str, Any] = {name: tomllib.loads((PACKAGED / name).read_text(encoding="utf-8")) for name in FILES}
    own = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    periods = tables["periods.toml"]["period"]
    assert set(own) <= {period["id"] for period in periods}
    for period in periods:
        start = period["reading"][0]["counted_from"]
        period["reading"] = [reading(**{"from": start, **row}) for row in own.get(period["id"], [{"days": [10, 10]}])]
    return build(tables)


def with_readings(period: str, *rows: dict[str, Any]) -> Rulebook:
    """The same, but for the readings of one period."""
    readings = tuple(PeriodReading.model_validate(reading(**row)) for row in rows)
    periods = (
        entry.model_copy(update={"readings": readings}) if entry.id == period else entry for entry in own_days().periods
    )
    return own_days().model_copy(update={"periods": tuple(periods), "digest": f"{period} {rows}"})


def reading(days: list[int], unit: str = "calendar_days", **row: Any) -> dict[str, Any]:
    """A row of the file as a row of the rules."""
    counted_from = row.pop("from")
    return {"counted_from": counted_from, "value": days, "unit": unit, "source": "000a", "where": ["000:20"], **row}
