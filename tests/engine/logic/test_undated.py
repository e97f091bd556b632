"""What is reasoned of an order whatever its days never leaks the days, number or note of one order into another."""

from __future__ import annotations

from datetime import date

import pytest

from ali_closed.engine import diagnose as module
from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.logic.undated import WHENEVER, undated, whenever
from ali_closed.model.fields import DATE_FIELDS
from ali_closed.model.order import Order, read_order
from ali_closed.rules.loader import Rulebook
from tests.test_scenarios import SCENARIOS

TODAY = date(2026, 6, 15)
ORDERS = {file: read_order(scenario.order, today=TODAY) for file, scenario in SCENARIOS.items()}


def test_every_answer_is_the_same_whatever_was_answered_before(rulebook: Rulebook) -> None:
    assert ORDERS
    for file, order in ORDERS.items():
        days = {name: span.shift(-3) for name in DATE_FIELDS if (span := order.span(name)) is not None}
        module._remembered.cache_clear()
        alone = diagnose(order, rulebook=rulebook, today=TODAY)
        module._remembered.cache_clear()
        diagnose(order.replace(id="other", note="other", **days), rulebook=rulebook, today=TODAY)
        assert diagnose(order, rulebook=rulebook, today=TODAY) == alone, file


def test_no_mark_is_left_in_an_answer(rulebook: Rulebook) -> None:
    for file, order in ORDERS.items():
        assert repr(WHENEVER) not in repr(diagnose(order, rulebook=rulebook, today=TODAY)), file


@pytest.mark.parametrize("name", DATE_FIELDS)
def test_an_order_without_its_days_still_tells_that_there_was_one(name: str) -> None:
    order = read_order({"id": "1", "note": "n", "status": "closed", name: "2026-05-01"}, today=TODAY)
    assert whenever(undated(order)) == Order.model_validate({"status": "closed", name: WHENEVER})
    assert whenever(undated(read_order({name: "unknown"}, today=TODAY))).raw(name) == "unknown"
