"""What holds of every order, whatever was told: random orders over all fields, and the same order as days pass."""

from datetime import date, timedelta
from typing import Any, Final

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.order import AHEAD_FIELDS, CHOICES, DATE_FIELDS, UNKNOWN, Order
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook

TODAY: Final = date(2026, 6, 15)
DAY: Final = timedelta(days=1)
BACK: Final = 130
"""How many days back a date is told: beyond the longest protection and every window after it."""

few = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


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
@given(orders())
def test_the_last_date_is_never_before_the_day_to_act_by(rulebook: Rulebook, order: Order) -> None:
    dispute = on(order, TODAY, rulebook).dispute
    if dispute.act_by is not None and dispute.last_date is not None:
        assert dispute.act_by <= dispute.last_date


@few
@given(orders())
def test_nothing_is_over_beside_a_reading_that_runs(rulebook: Rulebook, order: Order) -> None:
    found = on(order, TODAY, rulebook)
    if found.dispute.verdict == "over" or found.refund.verdict == "too_late":
        assert "open" not in {reading.says for reading in found.dispute.readings}
        assert order.value("dispute_button") != "shown"


@few
@given(orders(), st.integers(1, 60))
def test_nothing_reopens_as_days_pass(rulebook: Rulebook, order: Order, days: int) -> None:
    now, later = on(order, TODAY, rulebook), on(order, TODAY + days * DAY, rulebook)
    assume(now.state != "contradiction" and later.state != "contradiction")
    if now.dispute.verdict == "over":
        assert later.dispute.verdict == "over"
    if now.dispute.verdict == "contested":
        assert later.dispute.verdict in {"contested", "over", "depends"}
    if now.dispute.verdict == "open":
        assert later.dispute.verdict != "not_yet"
    if now.refund.verdict == "too_late":
        assert later.refund.verdict == "too_late"
    if now.refund.late:
        assert later.refund.late
