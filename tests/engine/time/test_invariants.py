"""What holds of every order, whatever was told: random orders over all fields, and the same order as days pass."""

from datetime import date, timedelta
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.fields import AHEAD_FIELDS, CHOICES, DATE_FIELDS, UNKNOWN
from ali_closed.model.order import Order
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook, load_rules

TODAY: Final = date(2026, 6, 15)
DAY: Final = timedelta(days=1)
BACK: Final = 130
"""How many days back a date is told: beyond the longest protection and every window after it."""

few = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """The rules as they ship: what holds of every order asks for no number, but for every reading there is."""
    return load_rules()


@st.composite
def spans(draw: st.DrawFn, field: str) -> Span:
    latest = 40 if field in AHEAD_FIELDS else 0
    first = draw(st.integers(-BACK, latest))
    last = draw(st.just(first) | st.integers(first, latest))
    ends = TODAY + first * DAY, TODAY + last * DAY
    return draw(st.just(Span(*ends)) | st.sampled_from([Span(ends[0], None), Span(None, ends[1])]))


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Orders that say something of a few fields, most of them ended or on their way, and of up to five dates."""
    told: dict[str, Any] = {
        "status": draw(st.sampled_from([None, "closed", "completed", "shipped", *CHOICES["status"]]))
    }
    for field in draw(st.lists(st.sampled_from([name for name in CHOICES if name != "status"]), max_size=7)):
        told[field] = draw(st.sampled_from([*CHOICES[field], UNKNOWN]))
    for field in draw(st.lists(st.sampled_from(DATE_FIELDS), max_size=5)):
        told[field] = draw(spans(field))
    return Order().replace(**told)


def on(order: Order, today: date, rulebook: Rulebook) -> Diagnosis:
    """The diagnosis; no question is looked for, since nothing depends on it here."""
    return diagnose(order, rulebook=rulebook, today=today)


@few
@given(orders(), st.integers(1, 60))
def test_every_answer_holds_together_and_nothing_reopens_as_days_pass(
    rulebook: Rulebook, order: Order, days: int
) -> None:
    now, later = on(order, TODAY, rulebook), on(order, TODAY + days * DAY, rulebook)
    for found in (now, later):
        if found.dispute.act_by is not None and found.dispute.last_date is not None:
            assert found.dispute.act_by <= found.dispute.last_date
        if found.dispute.verdict == "over" or found.refund.verdict == "too_late":
            assert "open" not in {reading.says for reading in found.dispute.readings}
            assert order.value("dispute_button") != "shown"
    assume(now.state != "contradiction" and later.state != "contradiction")
    if now.dispute.verdict == "over":
        assert later.dispute.verdict == "over"
    if now.dispute.verdict == "contested":
        announced = order.value("refund") == "announced"  # then money comes, and what is over is not missed
        assert later.dispute.verdict in {"contested", "over", "depends", *(["not_needed"] if announced else [])}
    if now.dispute.verdict == "open":
        assert later.dispute.verdict != "not_yet"
    if now.refund.verdict == "too_late":
        assert later.refund.verdict == "too_late"
    if now.refund.late:
        assert later.refund.late


# ---------------------------------------------------------------- readings that hold of some orders only


@st.composite
def ended(draw: st.DrawFn) -> Order:
    """An ended order that was sent, with a few of its dates, and nothing told that a reading asks for."""
    told: dict[str, Any] = {"status": "completed", "shipped": True, "paid": True, "dispute": "none"}
    told["confirmed"] = draw(st.sampled_from([None, "no", "yes", "by_mistake"]))
    for field in ("ordered_on", "paid_on", "delivered_on", "confirmed_on", "closed_on"):
        if draw(st.booleans()):
            told[field] = draw(spans(field))
    return Order().replace(**told)


conditions = st.fixed_dictionaries(
    {
        "country": st.sampled_from(["BR", "KR", "DE"]),
        "seller_country": st.sampled_from(["CN", "ES", "BR", "US"]),
        "free_returns": st.booleans(),
    }
)


@few
@given(ended(), conditions, st.sampled_from(["not_received", "received_faulty", "wrong_item"]))
def test_what_may_hold_makes_no_time_shorter(
    rulebook: Rulebook, order: Order, told: dict[str, Any], parcel: str
) -> None:
    """With nothing told of the seller, the time is as long as in the case that is best for the buyer."""
    unknown = on(order.replace(parcel=parcel), TODAY, rulebook)
    known = on(order.replace(parcel=parcel, **told), TODAY, rulebook)
    assume(unknown.state != "contradiction")
    if known.dispute.verdict != "over":
        assert unknown.dispute.verdict != "over"
    if known.dispute.verdict == "open":
        assert unknown.dispute.verdict == "open"
    if None not in {known.dispute.act_by, unknown.dispute.act_by}:
        assert unknown.dispute.act_by >= known.dispute.act_by


@few
@given(ended(), conditions)
def test_what_is_excluded_counts_for_nothing(rulebook: Rulebook, order: Order, told: dict[str, Any]) -> None:
    """Where nothing came, no reading asks for goods, and where nothing is returned free, nothing for the seller."""
    came = order.replace(parcel="not_received")
    assert on(came.replace(**told), TODAY, rulebook).dispute == on(came, TODAY, rulebook).dispute


@settings(few, max_examples=150)
@given(ended() | orders(), st.integers(-40, 40))
def test_the_day_that_the_page_names_outranks_every_document(rulebook: Rulebook, order: Order, days: int) -> None:
    last = TODAY + days * DAY
    told = order.replace(dispute_ends_on=Span.day(last), dispute_button=None)
    found = on(told, TODAY, rulebook)
    assume(found.state != "contradiction" and found.dispute.verdict in {"open", "contested", "over"})
    assert found.dispute.verdict == ("open" if days >= 0 else "over")
    assert found.dispute.last_date == last
