"""The diagnosis of one order, told by its fields."""

from datetime import date
from typing import Any, Final

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.order import read_order
from ali_closed.rules.loader import Rulebook

DAY: Final = date(2026, 6, 15)


def on(rulebook: Rulebook, day: date = DAY, **order: Any) -> Diagnosis:
    """What is diagnosed on a day, on that of most tests if none is named."""
    return diagnose(read_order(order, today=day), rulebook=rulebook, today=day)
