"""The plan: the days of its steps, and which of several with one act is said."""

from datetime import timedelta

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.order import read_order
from ali_closed.proof.witnesses import DAY
from ali_closed.rules.loader import Rulebook


def steps_on(rulebook: Rulebook, **interpreted: object) -> dict[str, object]:
    found = diagnose(read_order(interpreted, today=DAY), rulebook=rulebook, today=DAY)
    return {step.id: step.by for step in found.steps}


@pytest.mark.parametrize(("ago", "due"), [(170, 10), (180, 0), (181, None)])
def test_paypal_is_offered_until_its_last_day(rulebook: Rulebook, ago: int, due: int | None) -> None:
    paid = (DAY - timedelta(days=ago)).isoformat()
    steps = steps_on(
        rulebook, status="completed", parcel="not_received", shipped=True, payment_method="paypal", paid_on=paid
    )
    if due is None:
        assert "paypal_beside_dispute" not in steps
    else:
        assert steps["paypal_beside_dispute"] == DAY + timedelta(days=due)


def test_paypal_is_offered_today_where_the_payment_may_be_young_enough(rulebook: Rulebook) -> None:
    """Paid within a span whose first day is too long ago and whose last is not."""
    first, last = (DAY - timedelta(days=ago) for ago in (190, 170))
    span = f"{first.isoformat()}..{last.isoformat()}"
    steps = steps_on(
        rulebook, status="completed", parcel="not_received", shipped=True, payment_method="paypal", paid_on=span
    )
    assert steps["paypal_beside_dispute"] == DAY


def test_of_steps_with_one_act_the_most_fitting_speaks(rulebook: Rulebook) -> None:
    alone = steps_on(rulebook, status="completed", confirmed="by_mistake")
    assert "dispute_confirmed_without_parcel" in alone
    assert "dispute_if_not_right" not in alone
    beside = steps_on(rulebook, status="completed", confirmed="disputed")
    assert {"dispute_confirmed_without_parcel", "dispute_if_not_right"} <= set(beside)


def test_an_act_has_one_day_the_earliest(rulebook: Rulebook) -> None:
    """Reasons that leave different times have the first line's day, the earliest of them all."""
    steps = steps_on(
        rulebook, status="completed", confirmed="disputed", closed_on=(DAY - timedelta(days=2)).isoformat()
    )
    earliest = DAY + timedelta(days=3)  # 5 days from the end, 2 days ago
    assert steps["dispute_confirmed_without_parcel"] == steps["dispute_if_not_right"] == earliest


def test_a_receipt_confirmed_by_mistake_is_disputed_on_the_same_day(rulebook: Rulebook) -> None:
    ended = (DAY - timedelta(days=1)).isoformat()
    steps = steps_on(
        rulebook, status="completed", confirmed="by_mistake", confirmed_on=ended, parcel="not_received", dispute="none"
    )
    assert steps["dispute_mistaken_confirmation"] == DAY


@pytest.mark.parametrize("told", [{"refund": "received"}, {"paid": False, "bank": "nothing"}])
def test_where_no_money_is_due_nothing_has_to_be_done_today(rulebook: Rulebook, told: dict[str, object]) -> None:
    assert DAY not in steps_on(rulebook, status="closed", unauthorised=True, **told).values()


@pytest.mark.parametrize(("country", "office"), [("DE", "eu"), ("US", "us"), ("JP", "other"), (None, "other")])
def test_the_consumer_office_is_that_of_the_country(rulebook: Rulebook, country: str | None, office: str) -> None:
    assert rulebook.office(country).id == office


def test_the_seller_is_asked_for_a_number_that_works_today(rulebook: Rulebook) -> None:
    """003:19: at once, since a wrong number is a ground for a dispute."""
    assert steps_on(rulebook, status="shipped", tracking="unknown_number")["wrong_tracking_number"] == DAY
