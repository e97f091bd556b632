"""One date bounds the others: what is not told lies between its neighbours, and nothing true is ever cut away."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.logic.compiled_rules import compiled
from ali_closed.engine.logic.interpreted_order import InterpretedOrder, interpret_order
from ali_closed.engine.time.event_order import EventDates, circles, date_contradictions, event_dates, story
from ali_closed.model.diagnosis import Contradiction
from ali_closed.model.fields import AHEAD_FIELDS, DATE_FIELDS
from ali_closed.model.order import Order, read_order
from ali_closed.model.rulebook import EventOrder
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook
from tests.diagnoses import on

TODAY: Final = date(2026, 6, 15)
DAY: Final = timedelta(days=1)


def told(rulebook: Rulebook, **order: Any) -> InterpretedOrder:
    return interpret_order(read_order(order, today=TODAY), rulebook)


def dates(rulebook: Rulebook, reason: str | None = None, **order: Any) -> EventDates:
    return event_dates(told(rulebook, **order), compiled(rulebook), TODAY, reason)


def clashes(
    interpreted: InterpretedOrder, rulebook: Rulebook, reasons: Iterable[str] = ()
) -> tuple[Contradiction, ...]:
    """The dates that cannot be where no other than these reasons is possible."""
    return date_contradictions(interpreted, story(interpreted.known, compiled(rulebook), *reasons), TODAY)


def span(first: str | None, last: str | None) -> Span:
    return Span(*(None if end is None else date.fromisoformat(end) for end in (first, last)))


# ---------------------------------------------------------------- the order itself


def test_no_event_comes_before_itself(rulebook: Rulebook) -> None:
    assert circles(rulebook.event_order) == ()


def test_a_circle_is_found(rulebook: Rulebook) -> None:
    back = EventOrder(id="back", earlier="closed_on", later=("ordered_on",), where=("000:125",))
    assert {"ordered_on", "paid_on", "closed_on"} <= set(circles((*rulebook.event_order, back)))


ROWS: Final = """
cancel_requested < closed
closed < refund_announced (story)
confirmed < closed
delivered < confirmed (told)
delivered < protection_ends closed (story, presumed)
delivered < protection_ends closed (told, story, presumed)
dispute_closed < closed (told, story, presumed)
dispute_closed < refund_announced (told)
dispute_opened < dispute_closed
last_seen_open < confirmed closed
ordered < everything
paid < chargeback_opened
paid < closed
paid < processing_ends shipped refund_announced
shipped < closed
shipped < delivered confirmed dispute_opened
"""
"""Every row; those marked hold where something is told, in the story of reasons, or until a date speaks against."""

DAYS: Final = """
closed = confirmed: receipt_confirmed confirmed_by_mistake
closed = protection_ends or delivered + protection_after_delivery: marked_delivered
closed = protection_ends: protection_expired shipment_cancelled
confirmed = closed: receipt_confirmed confirmed_by_mistake
protection_ends = closed or delivered + protection_after_delivery: marked_delivered
protection_ends = closed: protection_expired shipment_cancelled
"""


def short(name: str) -> str:
    return name.removesuffix("_on")


def test_the_order_of_events_is_this(rulebook: Rulebook) -> None:
    found = []
    for row in rulebook.event_order:
        marks = [
            mark for mark, there in (("told", row.when), ("story", row.reasons), ("presumed", row.presumed)) if there
        ]
        every = set(row.later) == set(DATE_FIELDS) - {row.earlier}
        later = "everything" if every else " ".join(map(short, row.later))
        found.append(f"{short(row.earlier)} < {later}" + (f" ({', '.join(marks)})" if marks else ""))
    assert sorted(found) == ROWS.split("\n")[1:-1]


def test_the_events_of_one_day_are_these(rulebook: Rulebook) -> None:
    found = []
    for row in rulebook.same_days:
        others = [short(other.event) + (f" + {other.after}" if other.after else "") for other in row.others]
        found.append(f"{short(row.event)} = {' or '.join(others)}: {' '.join(row.reasons)}")
    assert sorted(found) == DAYS.split("\n")[1:-1]


def in_order(rulebook: Rulebook) -> list[tuple[str, str, Mapping[str, Any], frozenset[str]]]:
    """Every pair of the data that holds for certain, with what must be told and possible for it to hold."""
    return [
        (row.earlier, later, {field: values[0] for field, values in row.when.items()}, frozenset(row.reasons))
        for row in rulebook.event_order
        if not row.presumed
        for later in row.later
    ]


def test_a_date_against_the_order_is_a_contradiction_with_its_repairs(rulebook: Rulebook) -> None:
    pairs = in_order(rulebook)
    assert len(pairs) > 25
    for earlier, later, facts, reasons in pairs:
        order = {**facts, earlier: "2026-06-10", later: "2026-06-09"}
        (found,) = clashes(told(rulebook, **order), rulebook, reasons)
        assert found.fields == (later, earlier)
        assert [repair.field for repair in found.repairs] == [later, earlier]
        assert found.where
        same = told(rulebook, **{**order, later: "2026-06-10"})
        assert clashes(same, rulebook, reasons) == ()


def test_what_holds_in_some_circumstances_says_nothing_in_others(rulebook: Rulebook) -> None:
    pressed = {"confirmed_on": "2026-06-01", "delivered_on": "2026-06-05", "status": "completed"}
    assert on(rulebook, **pressed, confirmed="yes").state == "contradiction"
    assert on(rulebook, **pressed, confirmed="by_mistake").state != "contradiction"
    assert on(rulebook, **pressed, confirmed="yes", parcel="not_received").state != "contradiction"
    paid_back = {"closed_on": "2026-06-10", "refund_announced_on": "2026-06-05", "paid": True, "status": "closed"}
    assert on(rulebook, **paid_back, shipped=False).state == "contradiction"
    assert on(rulebook, **paid_back, shipped=True, confirmed="yes").state != "contradiction"


def test_a_presumed_order_gives_way_to_the_dates(rulebook: Rulebook) -> None:
    lost = {"status": "completed", "dispute": "won", "closed_on": "2026-05-01"}
    assert on(rulebook, **lost).refund.late
    opened_after = on(rulebook, **lost, dispute_opened_on="2026-05-10")
    assert (opened_after.state, opened_after.refund.late) == ("settled", None)
    assert on(rulebook, **lost, dispute_closed_on="2026-06-10").refund.late is False
    assert on(rulebook, **lost, confirmed="yes").refund.late is None


def test_the_date_that_clashes_most_is_doubted_first(rulebook: Rulebook) -> None:
    found = on(
        rulebook,
        status="closed",
        ordered_on="2026-06-10",
        paid_on="2026-05-01",
        shipped_on="2026-05-03",
        closed_on="2026-06-01",
    )
    assert [clash.repairs[0].field for clash in found.contradictions] == ["ordered_on"] * 3


# ---------------------------------------------------------------- what lies between


def test_an_event_that_happened_has_happened_by_today(rulebook: Rulebook) -> None:
    found = dates(
        rulebook,
        confirmed_on={"from": "2026-06-01"},
        protection_ends_on={"from": "2026-06-01"},
        delivered_on="2026-06-12",
        parcel="not_received",
    )
    assert found.of("confirmed_on") == span("2026-06-01", "2026-06-15")
    assert found.of("protection_ends_on") == span("2026-06-01", None)
    assert found.between("received") is None


def test_an_order_last_seen_open_ended_since(rulebook: Rulebook) -> None:
    assert dates(rulebook, last_seen_open_on="2026-06-10").of("closed_on") == span("2026-06-10", "2026-06-15")


def test_what_is_not_told_lies_between_its_neighbours(rulebook: Rulebook) -> None:
    found = dates(
        rulebook, ordered_on="2026-03-01", paid_on="2026-03-03", delivered_on="2026-04-20", closed_on="2026-05-01"
    )
    assert found.of("shipped_on") is None
    assert found.between("shipped_on") == span("2026-03-03", "2026-04-20")
    assert found.between("confirmed_on") == span("2026-03-03", "2026-05-01")
    assert found.between("refund_announced_on") == span("2026-03-03", None)
    assert found.between("last_seen_open_on") == span("2026-03-01", "2026-05-01")


def test_a_told_span_is_cut_to_what_the_others_leave(rulebook: Rulebook) -> None:
    found = dates(rulebook, shipped_on="2026-03", delivered_on="2026-03-10", ordered_on="2026-03-02")
    assert found.of("shipped_on") == span("2026-03-02", "2026-03-10")


def test_a_moment_stays_where_nothing_is_cut(rulebook: Rulebook) -> None:
    found = dates(rulebook, closed_on="2026-06-10T10:00:00-07:00", ordered_on="2026-06-01").of("closed_on")
    assert found is not None
    assert found.moment is not None


def test_what_belongs_to_a_reason_counts_in_its_story_only(rulebook: Rulebook) -> None:
    announced = {"refund_announced_on": "2026-01-10"}
    assert dates(rulebook, "seller_cancelled", **announced).between("closed_on") == span(None, "2026-01-10")
    assert dates(rulebook, "protection_expired", **announced).between("closed_on") is None
    confirmed = {"confirmed_on": "2026-06-01"}
    assert dates(rulebook, "receipt_confirmed", **confirmed).of("closed_on") == span("2026-06-01", "2026-06-01")
    assert dates(rulebook, "protection_expired", **confirmed).of("closed_on") is None
    assert dates(rulebook, "protection_expired", closed_on="2026-06-01").of("protection_ends_on") == span(
        "2026-06-01", "2026-06-01"
    )
    delivered = dates(rulebook, "marked_delivered", delivered_on="2026-06-01")
    assert delivered.of("protection_ends_on") == delivered.of("closed_on") == span("2026-06-06", "2026-06-06")


def test_the_day_of_another_event_gives_way_to_what_is_known(rulebook: Rulebook) -> None:
    found = dates(rulebook, "receipt_confirmed", confirmed_on="2026-06-01", last_seen_open_on="2026-06-05")
    assert found.of("closed_on") == span("2026-06-05", "2026-06-15")


# ---------------------------------------------------------------- for every history


@st.composite
def histories(draw: st.DrawFn, rulebook: Rulebook) -> tuple[Mapping[str, date], Order, str | None]:
    """Days on which everything happened, in the order of events, and an order that tells truly of some of them."""
    days = {name: draw(st.integers(-60, 0)) for name in DATE_FIELDS}
    for _ in DATE_FIELDS:
        for row in rulebook.event_order:
            for later in row.later:
                days[later] = max(days[later], days[row.earlier])
    happened = {name: TODAY + day * DAY for name, day in days.items()}
    order = {}
    for name in draw(st.lists(st.sampled_from(DATE_FIELDS), max_size=6)):
        before, after = draw(st.integers(0, 9)), draw(st.integers(0, 9))
        order[name] = Span(happened[name] - before * DAY, happened[name] + after * DAY)
    confirmed = draw(st.sampled_from([None, "yes", "no"]))
    dispute = draw(st.sampled_from([None, "won", "lost"]))
    reason = draw(st.sampled_from([None, "seller_cancelled", "dispute_decided", "protection_expired"]))
    return happened, Order().replace(**order, confirmed=confirmed, dispute=dispute), reason


@given(data=st.data())
def test_the_true_day_is_never_cut_away(rulebook: Rulebook, data: st.DataObject) -> None:
    happened, order, reason = data.draw(histories(rulebook))
    found = event_dates(interpret_order(order, rulebook), compiled(rulebook), TODAY, reason)
    stood_for = {row.event for row in rulebook.same_days if reason in row.reasons and order.span(row.event) is None}
    stood_for |= {"closed_on"} if order.span("closed_on") is None else set()
    assert clashes(interpret_order(order, rulebook), rulebook) == ()
    for name, day in happened.items():
        narrowed = found.between(name)
        if narrowed is not None and name not in stood_for:
            assert narrowed.first is None or narrowed.first <= day, name
            assert narrowed.last is None or day <= narrowed.last, name
            before = order.span(name)
            if before is not None:
                assert narrowed.first is not None
                assert before.first is not None
                assert narrowed.first >= before.first


@given(data=st.data())
def test_narrowing_what_is_narrowed_changes_nothing(rulebook: Rulebook, data: st.DataObject) -> None:
    _, order, reason = data.draw(histories(rulebook))
    once = event_dates(interpret_order(order, rulebook), compiled(rulebook), TODAY, reason)
    told_again = order.replace(**{name: once.of(name) for name in DATE_FIELDS if once.of(name)})
    twice = event_dates(interpret_order(told_again, rulebook), compiled(rulebook), TODAY, reason)
    for name in DATE_FIELDS:
        assert (twice.of(name), twice.between(name)) == (once.of(name), once.between(name))


@given(data=st.data())
def test_one_date_more_never_widens_another(rulebook: Rulebook, data: st.DataObject) -> None:
    happened, order, _ = data.draw(histories(rulebook))
    more = data.draw(st.sampled_from([name for name in DATE_FIELDS if name not in AHEAD_FIELDS]))
    before = event_dates(interpret_order(order, rulebook), compiled(rulebook), TODAY)
    if order.span(more) is not None:
        return
    after = event_dates(
        interpret_order(order.replace(**{more: Span.day(happened[more])}), rulebook), compiled(rulebook), TODAY
    )
    for name in DATE_FIELDS:
        wide, narrow = before.between(name), after.between(name)
        if wide is not None:
            assert narrow is not None
            assert wide.first is None or (narrow.first is not None and narrow.first >= wide.first)
            assert wide.last is None or (narrow.last is not None and narrow.last <= wide.last)


# ---------------------------------------------------------------- what follows


@pytest.mark.parametrize(
    "order",
    [
        {
            "status": "closed",
            "paid": True,
            "shipped": False,
            "refund": "announced",
            "refund_announced_on": "2026-01-10",
        },
        {"dispute": "won", "refund": "announced", "refund_announced_on": "2026-01-10"},
        {"status": "completed", "closed_on": "2026-01-10", "dispute": "won"},
    ],
)
def test_late_is_found_from_another_date_and_stays(rulebook: Rulebook, order: dict[str, Any]) -> None:
    read = read_order(order, today=TODAY)
    late = [diagnose(read, rulebook=rulebook, today=date(2026, 1, 10) + n * DAY).refund.late for n in range(60)]
    assert late[0] is False
    assert late[-1] is True
    assert late == sorted(late)


def test_what_is_derived_makes_no_deadline_earlier(rulebook: Rulebook) -> None:
    """Received on some day before the end: the days from the receipt may be over, and shorten nothing."""
    order = {"status": "completed", "sub_status": "confirmation_received", "confirmed": "yes", "parcel": "wrong_item"}
    alone = on(rulebook, **order, closed_on="2026-06-10").dispute
    ordered = on(rulebook, **order, closed_on="2026-06-10", ordered_on="2026-03-01").dispute
    assert (alone.verdict, alone.act_by, alone.last_date) == (ordered.verdict, ordered.act_by, ordered.last_date)


def test_a_reading_that_cannot_be_dated_keeps_a_window_from_being_over(rulebook: Rulebook) -> None:
    order = {
        "status": "completed",
        "sub_status": "confirmation_timed_out",
        "dispute": "none",
        "closed_on": "2026-05-01",
    }
    assert on(rulebook, **order, parcel="not_received").dispute.verdict == "over"
    known = {"parcel": "received_faulty", "ordered_on": "2026-01-10", "paid_on": "2026-01-10"}
    assert on(rulebook, **order, **known).dispute.verdict == "contested"
    assert on(rulebook, **order, **known, delivered_on="2026-04-20").dispute.verdict == "over"
