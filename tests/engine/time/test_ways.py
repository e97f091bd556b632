"""The last days of the ways outside: whose, from when, and never where they make no sense."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ali_closed.model.diagnosis import TO_MEET
from ali_closed.rules.loader import Rulebook, load_rules
from tests.diagnoses import on

WAYS = {way.id for way in load_rules().ways}
TODAY = date(2026, 6, 15)
RECEIVED = {"status": "completed", "delivered_on": "2026-06-10", "parcel": "received_faulty"}
PAID = {"status": "completed", "parcel": "not_received", "paid_on": "2026-05-01"}


def days(book: Rulebook, **told: object) -> dict[str, date]:
    return {entry.id: entry.on for entry in on(book, **told).deadlines if entry.id in WAYS}


@pytest.mark.parametrize(
    ("country", "day"), [("DE", 24), ("NO", 24), ("BR", 17), ("RU", 17), ("US", None), ("GB", None), (None, None)]
)
def test_the_law_of_the_country_gives_the_days(rulebook: Rulebook, country: str | None, day: int | None) -> None:
    found = days(rulebook, **RECEIVED, country=country)
    assert found.get("withdrawal_last") == (None if day is None else date(2026, 6, day))


@pytest.mark.parametrize(
    ("method", "country", "expected"),
    [
        ("card", None, {"card_claim_last": date(2026, 8, 29)}),
        ("card", "US", {"card_claim_last": date(2026, 6, 30)}),
        ("paypal", "US", {"paypal_last": date(2026, 10, 28)}),
        ("wallet", None, {}),
        (None, "US", {}),
    ],
)
def test_the_means_of_payment_gives_the_days(
    rulebook: Rulebook, method: str | None, country: str | None, expected: dict[str, date]
) -> None:
    assert days(rulebook, **PAID, payment_method=method, country=country) == expected


def test_the_worst_day_of_a_span_counts(rulebook: Rulebook) -> None:
    told = {**RECEIVED, "delivered_on": "2026-06-08..2026-06-12"}
    assert days(rulebook, **told, country="DE")["withdrawal_last"] == date(2026, 6, 22)


def test_a_day_that_has_passed_stays_where_it_may_not_be_over_yet(rulebook: Rulebook) -> None:
    told = {**PAID, "payment_method": "paypal", "chargeback": "open"}
    assert days(rulebook, **told)["paypal_escalate_by"] == date(2026, 5, 21)
    assert days(rulebook, **{**told, "paid_on": "2026-06-01"})["paypal_escalate_by"] == date(2026, 6, 21)
    assert "paypal_escalate_by" not in days(rulebook, **{**told, "paid_on": "2025-11-01"})
    assert "paypal_escalate_by" not in days(rulebook, **{**told, "paid_on": None})


def test_only_a_decision_of_aliexpress_is_appealed(rulebook: Rulebook) -> None:
    ended = {"status": "closed", "closed_on": "2026-06-10", "paid": True, "country": "GB"}
    security = {**ended, "message": "security reasons"}
    assert days(rulebook, **security)["platform_appeal_last"] == date(2026, 12, 7)
    assert "platform_appeal_last" not in days(rulebook, **ended)
    assert "platform_appeal_last" not in days(rulebook, **{**security, "country": "US"})


def test_the_buyer_has_to_meet_them() -> None:
    assert WAYS <= TO_MEET


TOLD = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["completed", "closed", "shipped", "shipment_pending"]),
        "parcel": st.sampled_from(["not_received", "received_ok", "received_faulty"]),
        "country": st.sampled_from(["DE", "GB", "US", "BR", "RU", "JP"]),
        "payment_method": st.sampled_from(["card", "paypal", "wallet"]),
        "dispute": st.sampled_from(["none", "lost", "won", "open"]),
        "chargeback": st.sampled_from(["none", "open"]),
        "refund": st.sampled_from(["none_seen", "received"]),
        **{
            name: st.integers(0, 700).map(lambda ago: str(TODAY - timedelta(days=ago)))
            for name in ("paid_on", "delivered_on", "closed_on", "dispute_closed_on")
        },
    },
)


@given(TOLD)
def test_no_way_where_the_money_is_back_and_no_step_without_a_way(told: dict[str, object]) -> None:
    found = on(load_rules(), **told)
    ids = {entry.id for entry in found.deadlines}
    if found.refund.verdict == "already_refunded":
        assert not ids & WAYS
    steps = {step.id: step for step in found.steps}
    for step, way in (
        ("withdraw", "withdrawal_last"),
        ("appeal_by_contract", "platform_appeal_last"),
        ("paypal_escalate", "paypal_escalate_by"),
    ):
        if step in steps:
            day = next(entry.on for entry in found.deadlines if entry.id == way)
            assert steps[step].by == max(day, TODAY)
