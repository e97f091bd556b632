"""Few questions, none in vain, none twice, and the page's status first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.logic.interpreted_order import InterpretedOrder, interpret_order
from ali_closed.engine.logic.outcomes import outcomes
from ali_closed.engine.logic.possible_reasons import reasoning
from ali_closed.engine.questions import ask, choices, next_fact, spoken, with_answer
from ali_closed.model.fields import CHOICES, UNKNOWN
from ali_closed.model.order import Order, read_order
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook, load_rules
from tests.engine.policy import sheet
from tests.own_days import with_readings

RULES = load_rules()
MIND = reasoning(RULES)
KNOWN = outcomes(MIND)
SHEET = sheet(RULES)
TODAY = date(2026, 6, 15)
NOTHING = interpret_order(Order(), RULES)


def asked_of(rulebook: Rulebook = RULES, **fields: object) -> str | None:
    order = read_order(fields, today=TODAY)
    question = diagnose(order, rulebook=rulebook, today=TODAY).next_question
    return None if question is None else question.field


def answered(interpreted: InterpretedOrder, *, vain: int = 1) -> Iterator[tuple[InterpretedOrder, str]]:
    """Every point our questions lead to, with so many answers in vain on the way, and what is asked there."""
    field = next_fact(interpreted, MIND)
    if field is None:
        return
    yield interpreted, field
    for value in SHEET[field]:
        after = with_answer(interpreted, field, value, RULES)
        if KNOWN.within(spoken(after, MIND)):
            yield from answered(after, vain=vain)
    if vain:
        yield from answered(with_answer(interpreted, field, UNKNOWN, RULES), vain=vain - 1)


@pytest.fixture(scope="module")
def points() -> list[tuple[InterpretedOrder, str]]:
    return list(answered(NOTHING))


REFUNDED_BY_ITSELF = {"status": "cancelled", "closed_when": "before_shipping", "cancelled_by": "buyer", "paid": True}
FAULTY = {"status": "completed", "confirmed": "yes", "parcel": "received_faulty", "confirmed_on": "2026-06-01"}
PAYPAL = {"status": "completed", "payment_method": "paypal", "chargeback": "open", "paid_on": "2026-06-01"}


@pytest.mark.parametrize(
    ("fields", "question"),
    [
        # the status comes first, whatever else is told
        ({}, "status"),
        ({"paid": True, "parcel": "not_received"}, "status"),
        # until it is asked, nothing is taken for granted: a shipment cancelled on its way changes the plan
        ({"status": "shipped"}, "tracking"),
        ({"status": "payment_pending"}, None),
        # a page that shows no dispute does not spare the question; asked in vain, none is taken to have been
        ({"status": "completed", "sub_status": "confirmation_timed_out", "tracking": "moving"}, "dispute"),
        (FAULTY, "dispute"),
        ({**FAULTY, "dispute": "unknown"}, "dispute_ends_on"),
        ({**FAULTY, "dispute": "unknown", "dispute_ends_on": "unknown"}, None),
        # dates are asked only where the money waits for them, and the money not before it can be there
        (REFUNDED_BY_ITSELF, "closed_on"),
        ({**REFUNDED_BY_ITSELF, "refund": "received"}, None),
        ({**REFUNDED_BY_ITSELF, "closed_on": "2026-05-01"}, "refund"),
        ({**REFUNDED_BY_ITSELF, "closed_on": "2026-05-01", "refund": "none_seen"}, "payment_method"),
        ({**REFUNDED_BY_ITSELF, "closed_on": "2026-05-01", "refund": "none_seen", "payment_method": "card"}, None),
        ({**REFUNDED_BY_ITSELF, "closed_on": "..2026-05-01", "refund": "none_seen"}, "payment_method"),
        ({"status": "completed", "dispute": "won", "dispute_closed_on": "2026-06-15"}, None),
        # where it is open whether money comes by itself, the facts come first
        ({"status": "cancelled", "paid": True, "closed_on": "2026-05-01"}, "closed_when"),
        # when a case with PayPal was opened
        (PAYPAL, "chargeback_opened_on"),
        ({**PAYPAL, "chargeback_opened_on": "unknown"}, "dispute"),
        ({**PAYPAL, "payment_method": "card"}, "dispute"),
        ({**PAYPAL, "refund": "received"}, None),
    ],
)
def test_what_is_asked_next(fields: dict[str, object], question: str | None) -> None:
    assert asked_of(**fields) == question


def test_no_question_is_asked_of_what_was_told_or_asked(points: list[tuple[InterpretedOrder, str]]) -> None:
    assert [field for interpreted, field in points if interpreted.order.raw(field) is not None] == []


def test_every_question_has_answers_that_lead_to_different_ends(points: list[tuple[InterpretedOrder, str]]) -> None:
    for interpreted, field in points:
        after = {
            KNOWN.open(KNOWN.within(spoken(with_answer(interpreted, field, value, RULES), MIND)))
            for value in ask(field, interpreted.known, MIND).answers
        }
        assert len(after) > 1, (interpreted.order.echo(), field)


def test_every_answer_offered_is_consistent(points: list[tuple[InterpretedOrder, str]]) -> None:
    for interpreted, field in points[::7]:
        for value, box in ask(field, interpreted.known, MIND).answers.items():
            assert MIND.possible(box), (interpreted.order.echo(), field, value)


def test_answers_in_vain_end() -> None:
    order, asked = Order(), []
    while (question := diagnose(order, rulebook=RULES, today=TODAY).next_question) is not None:
        asked.append(question.field)
        order = order.replace(**{question.field: UNKNOWN})
    assert asked[0] == "status"
    assert len(asked) == len(set(asked)) <= 9


def test_a_cancelled_order_is_an_answer_of_its_own() -> None:
    assert choices("status")[-1] == "cancelled"
    interpreted = with_answer(NOTHING, "status", "cancelled", RULES)
    assert interpreted.status_word == "cancelled"
    assert interpreted.value("status") == "closed"
    assert next_fact(interpreted, MIND) != "status"


LATE = {"status": "cancelled", "closed_when": "before_shipping", "paid": True, "closed_on": "2026-05-01"}


@pytest.mark.parametrize(
    "fields",
    [
        {**LATE},
        {**LATE, "cancelled_by": "seller"},
        {"status": "completed", "dispute": "won", "dispute_closed_on": "2026-05-01"},
        {"end_reason": "send_goods_timeout", "closed_on": "2026-05-01"},
    ],
)
def test_whether_the_money_has_come_is_asked_before_it_is_called_late(fields: dict[str, object]) -> None:
    found = diagnose(read_order(fields, today=TODAY), rulebook=RULES, today=TODAY)
    assert found.refund.late is True
    assert found.next_question is not None
    assert found.next_question.field == "refund"
    assert asked_of(**fields, refund="received") is None
    for answer in ("none_seen", "announced", "received_partly", "unknown"):
        assert asked_of(**fields, refund=answer) != "refund"


def test_substitutes_follow_the_dates_they_stand_in_for() -> None:
    fields = {
        "status": "completed",
        "sub_status": "confirmation_timed_out",
        "confirmed": "no",
        "closed_when": "after_shipping",
        "dispute": "none",
        "tracking": "moving",
        "parcel": "not_received",
    }
    assert asked_of(**fields) == "dispute_ends_on"
    fields |= {"dispute_ends_on": "unknown"}
    assert asked_of(**fields) == "closed_on"
    assert asked_of(**fields, closed_on="unknown") == "dispute_button"
    assert asked_of(**fields, closed_on="unknown", dispute_button="unknown") == "last_seen_open_on"
    assert asked_of(**fields, closed_on="2026-06-10") is None


LATE_FAULT = {
    "status": "completed",
    "confirmed": "yes",
    "dispute": "none",
    "parcel": "received_faulty",
    "ordered_on": "2026-03-01",
    "paid_on": "2026-03-20",
    "closed_on": "2026-05-01",
    "confirmed_on": "2026-05-01",
}
"""On 15 June the 90 days from the order are over, and those from the payment run: for some items, in some countries."""


def test_the_page_is_asked_before_the_documents_count() -> None:
    fields = {"status": "completed", "sub_status": "confirmation_timed_out", "dispute": "none", "tracking": "stalled"}
    asked = {"parcel": "not_received", "confirmed": "no", "closed_when": "after_shipping"}
    assert asked_of(**fields, **asked) == "dispute_ends_on"
    assert asked_of(**fields, **asked, dispute_ends_on="2026-07-20") is None
    assert asked_of(**fields, **asked, closed_on="2026-06-10") is None
    assert asked_of(**fields, **asked, closed_on="2026-05-01") == "dispute_ends_on"


@pytest.fixture(scope="module")
def for_some() -> Rulebook:
    """The documents' days, one that today's page names for goods, and two that hold in one country each."""
    in_hand = {"parcel": ["received_faulty", "wrong_item"]}
    from_china = {**in_hand, "free_returns": [True], "seller_country": ["CN"]}
    return with_readings(
        "dispute_window",
        {"from": "closed_on", "days": [15, 15]},
        {"from": "ordered_on", "days": [90, 90], "source": "order_page", "when": in_hand},
        {"from": "paid_on", "days": [90, 90], "source": "free_returns", "when": from_china},
        {"from": "paid_on", "days": [90, 90], "source": "korea_90", "when": {**in_hand, "country": ["KR"]}},
    )


def test_the_mark_and_the_countries_are_asked_for_where_one_answer_decides(for_some: Rulebook) -> None:
    late = {**LATE_FAULT, "dispute_ends_on": "unknown", "rulebook": for_some}
    assert asked_of(**late) is None  # in one country or with the mark it may still run
    assert asked_of(**late, country="DE") == "free_returns"
    assert asked_of(**late, country="DE", free_returns=True) == "seller_country"
    assert asked_of(**late, country="DE", free_returns=True, seller_country="CN") is None
    assert asked_of(**late, free_returns=False) == "country"
    over = {**late, "paid_on": "2026-03-01"}
    assert asked_of(**over) == "dispute_button"  # by every count it is over: only the page can still say otherwise
    assert asked_of(**over, dispute_button="gone") is None


def test_a_country_is_any_country_and_those_that_a_rule_names_are_listed(for_some: Rulebook) -> None:
    order = read_order({**LATE_FAULT, "dispute_ends_on": "unknown", "free_returns": False}, today=TODAY)
    question = diagnose(order, rulebook=for_some, today=TODAY).next_question
    assert question is not None
    listed = {answer.value for answer in question.answers}
    assert (question.kind, question.answers[-1].value) == ("choice", UNKNOWN)
    assert {"KR", "BR", "DE", "GB", "US", UNKNOWN} <= listed
    assert diagnose(order.replace(country="JP"), rulebook=for_some, today=TODAY).dispute.verdict == "over"


def test_every_follow_up_is_asked_somewhere() -> None:
    """Each entry of the rules comes up in one of these orders, answered in vain from there on."""
    orders: list[dict[str, object]] = [
        {"status": "shipped", "tracking": "delivered", "parcel": "not_received"},
        {"status": "shipped"},
        {"status": "shipment_pending"},
        {"status": "completed", "confirmed": "yes", "dispute": "none"},
        {"status": "completed", "confirmed": "no", "dispute": "none", "closed_when": "after_shipping"},
        {"status": "completed", "dispute": "won"},
        {"status": "completed", "dispute": "agreed_return"},
        {"status": "completed", "sub_status": "dispute_closed"},
        {"status": "shipped", "dispute": "none", "confirmed": "no"},
        {"status": "cancelled", "closed_when": "before_shipping", "paid": True, "closed_on": "2026-05-01"},
        {"status": "completed", "payment_method": "paypal", "chargeback": "open", "paid_on": "2026-06-01"},
        {"sub_status": "confirmation_timed_out", "dispute": "none", "parcel": "wrong_item"},
        {**LATE_FAULT, "country": "DE"},
        {**LATE_FAULT, "country": "DE", "free_returns": True},
        {**LATE_FAULT, "free_returns": False},
        {"status": "closed", "paid": False, "refund": "announced"},
    ]
    asked = set()
    for fields in orders:
        order = read_order(fields, today=TODAY)
        while (question := diagnose(order, rulebook=RULES, today=TODAY).next_question) is not None:
            asked.add(question.field)
            order = order.replace(**{question.field: UNKNOWN})
    assert {entry.field for entry in RULES.follow_ups} <= asked


def test_a_date_has_no_list_of_answers_and_unknown_is_the_last_of_every_other() -> None:
    question = diagnose(Order(), rulebook=RULES, today=TODAY).next_question
    dated = diagnose(read_order(REFUNDED_BY_ITSELF, today=TODAY), rulebook=RULES, today=TODAY).next_question
    assert question is not None
    assert dated is not None
    assert (dated.kind, dated.answers) == ("date", ())
    assert question.answers[-1].value == UNKNOWN
    assert [answer.value for answer in question.answers[:-1]] == list(choices("status"))


GIVEN = (
    *({"status": status} for status in (*CHOICES["status"], "cancelled")),
    {"status": "delivered"},
    {"status": "delivered", "sub_status": "Refund completed"},
    {"status": "dispute won", "parcel": "received_faulty"},
    {"status": "payment_verification", "end_reason": "ProductNotEnough"},
    {"status": "WAIT_GROUP", "sub_status": "no such line"},
    {"status": "refunded", "parcel": "not_received"},
    {"status": "no dispute", "closed_on": "unknown", "paid": "unknown"},
    {"status": "clsed", "message": "your account has been suspended"},
    {"message": "The seller has cancelled your order", "tracking": "unknown"},
)


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("place", [0, -2, -1])
def test_nothing_is_asked_that_was_given_or_asked_before(given: dict[str, str], place: int) -> None:
    """Whatever is answered, the first value or the last or "unknown", the questions end and none comes twice."""
    told: dict[str, object] = dict(given)
    for _ in range(20):
        found = diagnose(read_order(told, today=TODAY), rulebook=RULES, today=TODAY)
        question = found.next_question
        if question is None or found.contradictions:
            return
        assert question.field not in told
        told[question.field] = question.answers[place].value if question.answers else "2026-06-01"
    raise AssertionError(f"asked on and on: {told}")


STARTS = ("status", "paid", "bank", "shipped", "parcel", "tracking", "cancelled_by", "dispute", "closed_when", "refund")


@given(
    st.dictionaries(st.sampled_from(STARTS), st.integers(0, 20), max_size=3),
    st.lists(st.integers(0, 20), min_size=len(Order.model_fields), max_size=len(Order.model_fields)),
)
@settings(max_examples=60)
def test_the_questions_end_and_none_is_asked_twice(places: dict[str, int], chosen: list[int]) -> None:
    """Whatever is told at first, and whatever is answered, "I don't know" among it."""
    order = read_order({name: CHOICES[name][at % len(CHOICES[name])] for name, at in places.items()}, today=TODAY)
    asked = set(places)
    for place in chosen:
        found = diagnose(order, rulebook=RULES, today=TODAY)
        question = found.next_question
        if question is None or found.state == "contradiction":
            return  # what is asked of a contradiction is what was told
        assert question.field not in asked
        asked.add(question.field)
        if question.kind == "date":
            value: Any = (UNKNOWN, Span.day(date(2026, 6, 1)), Span.day(date(2026, 5, 1)))[place % 3]
        else:
            value = question.answers[place % len(question.answers)].value
        order = order.replace(**{question.field: value})
    raise AssertionError("the questions do not end")
