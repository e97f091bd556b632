"""Which single answer decides: every flip is true, none is missed, and the nearest is named."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.questions import choices
from ali_closed.engine.sensitivity import MOST, Advised, DecidingAnswer, advised, days_moved, sensitivity
from ali_closed.engine.time.day_counting import country_holidays
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.fields import CHOICES, DATE_FIELDS
from ali_closed.model.order import Order, read_order
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook

TODAY = date(2026, 6, 15)
FAR = 30
"""Days within which every single day is tried."""
SENT: dict[str, Any] = {"status": "completed", "paid": True, "shipped": True, "parcel": "not_received"}
EXPIRED = {**SENT, "sub_status": "confirmation_timed_out", "closed_on": "2026-06-03"}
ORDERS: dict[str, dict[str, Any]] = {
    "expired": EXPIRED,
    "defect": {**EXPIRED, "sub_status": "confirmation_received", "parcel": "received_faulty", "confirmed": "yes"},
    "never_shipped": {"status": "closed", "paid": True, "shipped": False, "closed_on": "2026-05-21"},
    "label": {"status": "Cancelled", "closed_on": "2026-06-03", "paid": True},
    "message": {"status": "Finished", "paid": True, "message": "Closed due to security issues."},
    "recorded": {"end_reason": "buyer_accept_goods_timeout", "closed_on": "2026-06-03"},
    "on_its_way": {"status": "shipped", "shipped_on": "2026-05-01", "protection_ends_on": "2026-07-10"},
    "about": {**SENT, "sub_status": "confirmation_timed_out", "closed_on": "2026-05-25..2026-06-08"},
    "nothing_known": {},
}


def order(name: str) -> Order:
    return read_order(ORDERS[name], today=TODAY)


def found(interpreted: Order, rulebook: Rulebook) -> tuple[DecidingAnswer, ...]:
    return sensitivity(interpreted, rulebook=rulebook, today=TODAY)


@pytest.fixture(scope="module")
def listed(rulebook: Rulebook) -> Mapping[str, tuple[DecidingAnswer, ...]]:
    """The flips of every order, found once."""
    return {name: found(order(name), rulebook) for name in ORDERS}


def whole(interpreted: Order, rulebook: Rulebook) -> Diagnosis:
    return diagnose(interpreted, rulebook=rulebook, today=TODAY)


def same(one: Advised, other: Advised) -> bool:
    return not one.differs(other)


@pytest.mark.parametrize("name", ORDERS)
def test_every_flip_holds_when_the_whole_order_is_diagnosed_anew(
    name: str, rulebook: Rulebook, listed: Mapping[str, tuple[DecidingAnswer, ...]]
) -> None:
    interpreted = order(name)
    now = advised(whole(interpreted, rulebook))
    for flip in listed[name]:
        assert flip.now == now
        assert flip.before == interpreted.value(flip.field)
        for value in flip.answers:
            then = whole(interpreted.replace(**{flip.field: value}), rulebook)
            assert then.state != "contradiction"
            assert not same(now, advised(then))
            assert same(advised(flip.then), advised(then))


@pytest.mark.parametrize("name", ORDERS)
def test_no_answer_that_flips_is_missed(
    name: str, rulebook: Rulebook, listed: Mapping[str, tuple[DecidingAnswer, ...]]
) -> None:
    interpreted = order(name)
    now = advised(whole(interpreted, rulebook))
    asked = {fact.asked_by for fact in rulebook.facts} | {entry.field for entry in rulebook.follow_ups}
    for field in CHOICES:
        if interpreted.value(field) is None and field not in asked:
            continue
        flipping = set()
        for value in choices(field):
            then = whole(interpreted.replace(**{field: value}), rulebook)
            if then.state != "contradiction" and not same(now, advised(then)):
                flipping.add(value)
        of_field = [flip for flip in listed[name] if flip.field == field]
        told_of = [value for flip in of_field for value in flip.answers]
        assert len(told_of) == len(set(told_of))
        assert set(told_of) == flipping or (set(told_of) < flipping and len(of_field) == MOST)


@pytest.mark.parametrize("name", ORDERS)
def test_a_date_is_moved_no_farther_than_it_takes(
    name: str, rulebook: Rulebook, listed: Mapping[str, tuple[DecidingAnswer, ...]]
) -> None:
    interpreted = order(name)
    now = advised(whole(interpreted, rulebook))
    for field in DATE_FIELDS:
        span = interpreted.span(field)
        moves = [days_moved(flip) for flip in listed[name] if flip.field == field]
        assert len({move > 0 for move in moves}) == len(moves) <= 2
        for direction in (-1, 1) if span is not None else ():
            assert span is not None
            first = next(move for move in (*moves, (FAR + 1) * direction) if move * direction > 0)
            for days in range(direction, min(max(first, -FAR - 1), FAR + 1), direction):
                then = whole(interpreted.replace(**{field: span.shift(days)}), rulebook)
                if then.state == "contradiction":
                    assert abs(first) > FAR
                    break
                assert same(now, advised(then)), (field, days)


def test_the_day_after_the_window_is_the_flip_of_a_closing_day(rulebook: Rulebook) -> None:
    (flip,) = (flip for flip in found(order("expired"), rulebook) if flip.field == "closed_on")
    assert (flip.before, flip.answers) == (Span.day(date(2026, 6, 3)), (Span.day(date(2026, 5, 30)),))
    assert (flip.now.dispute, flip.then.dispute.verdict) == ("open", "over")
    assert flip.changed == ("refund", "dispute", "step")


def test_answers_with_the_same_advice_are_one_flip(rulebook: Rulebook) -> None:
    faulty, good = (flip for flip in found(order("expired"), rulebook) if flip.field == "parcel")
    assert faulty.answers == ("received_faulty", "received_partly", "wrong_item")
    assert faulty.changed == ("step",)
    assert good.answers == ("received_ok",)


@pytest.mark.parametrize("name", ORDERS)
def test_told_answers_come_first_then_dates_then_what_was_not_asked(
    name: str, listed: Mapping[str, tuple[DecidingAnswer, ...]]
) -> None:
    flips = listed[name]
    kinds = [2 if flip.before is None else int(isinstance(flip.before, Span)) for flip in flips]
    assert kinds == sorted(kinds)
    moves = [abs(days_moved(flip)) for flip in flips if isinstance(flip.before, Span)]
    assert moves == sorted(moves)
    for field in {flip.field for flip in flips}:
        of_field = [flip for flip in flips if flip.field == field]
        assert len(of_field) <= MOST
        assert [len(flip.changed) for flip in of_field] == sorted(len(flip.changed) for flip in of_field) or (
            field in DATE_FIELDS
        )


def test_a_label_is_another_answer_only_if_it_says_something_else(rulebook: Rulebook) -> None:
    interpreted = order("label")
    assert all("cancelled" not in flip.answers for flip in found(interpreted, rulebook) if flip.field == "status")
    closed = found(read_order({"status": "closed", "shipped": True}, today=TODAY), rulebook)
    assert any("cancelled" in flip.answers for flip in closed if flip.field == "status")


@pytest.mark.parametrize(("name", "field"), [("message", "message"), ("recorded", "end_reason")])
def test_words_of_aliexpress_are_only_left_out(name: str, field: str, rulebook: Rulebook) -> None:
    (flip,) = (flip for flip in found(order(name), rulebook) if flip.field == field)
    assert (flip.before, flip.answers) == (ORDERS[name][field], (None,))


def test_what_was_answered_with_unknown_counts_as_not_answered(rulebook: Rulebook) -> None:
    silent, asked = order("expired"), order("expired").replace(dispute="unknown", dispute_button="unknown")
    assert found(silent, rulebook) == found(asked, rulebook)


def test_number_and_note_decide_nothing(rulebook: Rulebook) -> None:
    noted = order("expired").replace(id="8123456789", note="red shoes")
    assert [flip.field for flip in found(noted, rulebook)] == [flip.field for flip in found(order("expired"), rulebook)]


def test_an_order_that_contradicts_itself_has_repairs_instead(rulebook: Rulebook) -> None:
    interpreted = read_order({"status": "completed", "paid": False, "sub_status": "confirmation_received"}, today=TODAY)
    assert whole(interpreted, rulebook).contradictions
    assert found(interpreted, rulebook) == ()


def test_holidays_move_the_day_from_which_a_refund_is_late(rulebook: Rulebook) -> None:
    interpreted = read_order(
        {"status": "closed", "paid": True, "shipped": False, "closed_on": "2026-06-01"}, today=TODAY
    )

    def moved(holidays: Any) -> list[int]:
        listed = sensitivity(interpreted, rulebook=rulebook, today=TODAY, holidays=holidays)
        return [days_moved(flip) for flip in listed if flip.field == "closed_on"]

    (plain,), (german,) = moved(None), moved(country_holidays("DE"))
    assert german <= plain < 0


def test_the_same_order_has_the_same_flips(rulebook: Rulebook) -> None:
    assert found(order("expired"), rulebook) == found(order("expired"), rulebook)
