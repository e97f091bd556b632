"""Public holidays where the time of a refund began on a day that is only known to lie before another."""

from datetime import date

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.time.day_counting import country_holidays
from ali_closed.model.order import read_order
from ali_closed.rules.loader import load_rules

TODAY = date(2026, 6, 15)


def test_a_refund_whose_time_began_on_an_unknown_day() -> None:
    order = read_order({"status": "closed", "paid": True, "closed_on": "2026-06-01", "dispute": "won"}, today=TODAY)
    found = diagnose(order, rulebook=load_rules(), today=TODAY, holidays=country_holidays("DE"))
    assert found.refund.expected_until == date(2026, 6, 15)
    assert "assumption.holidays" in {entry.id for entry in found.assumptions}
