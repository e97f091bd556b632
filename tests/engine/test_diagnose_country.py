"""Public holidays where the time of a refund began on a day that is only known to lie before another."""

from datetime import date

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.time.day_counting import country_holidays
from ali_closed.model.order import read_order
from tests.own_days import with_readings

TODAY = date(2026, 6, 15)


def test_a_refund_whose_time_began_on_an_unknown_day() -> None:
    ten_working_days = {"from": "dispute_closed_on", "days": [1, 10], "unit": "business_days"}
    order = read_order({"status": "closed", "paid": True, "closed_on": "2026-06-01", "dispute": "won"}, today=TODAY)
    found = diagnose(
        order, rulebook=with_readings("refund_dispute", ten_working_days), today=TODAY, holidays=country_holidays("DE")
    )
    assert found.refund.expected_until == date(2026, 6, 15)
    assert "assumption.holidays" in {entry.id for entry in found.assumptions}
