"""A span of days: its ends, its echo and moving it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ali_closed.errors import UsageError
from ali_closed.model.span import Span

D1, D2 = date(2026, 11, 2), date(2026, 11, 5)
NOON = datetime(2026, 11, 2, 20, tzinfo=UTC)


def test_a_day_is_a_span_of_one_day() -> None:
    assert Span.day(D1) == Span(D1, D1)
    assert Span.day(D1).is_day
    assert Span.day(D1, NOON).moment == NOON


@pytest.mark.parametrize("span", [Span(D1, D2), Span(None, D1), Span(D1, None), Span(None, None)])
def test_anything_else_is_not_a_day(span: Span) -> None:
    assert not span.is_day


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (Span.day(D1), "2026-11-02"),
        (Span.day(D1, NOON), "2026-11-02"),
        (Span(D1, D2), {"from": "2026-11-02", "until": "2026-11-05"}),
        (Span(D1, None), {"from": "2026-11-02", "until": None}),
        (Span(None, D2), {"from": None, "until": "2026-11-05"}),
        (Span(None, None), {"from": None, "until": None}),
    ],
)
def test_echo_is_the_form_of_the_answer(span: Span, shown: object) -> None:
    assert span.echo() == shown


def test_a_span_cannot_be_changed_and_can_be_a_key() -> None:
    with pytest.raises(AttributeError):
        Span.day(D1).first = D2  # type: ignore[misc]
    assert len({Span.day(D1), Span(D1, D1), Span(D1, D2)}) == 2


def test_what_is_no_span_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Span(D2, D1)
    with pytest.raises(TypeError, match="not times"):
        Span(NOON, None)
    with pytest.raises(TypeError, match="not times"):
        Span(None, NOON)
    with pytest.raises(ValueError, match="offset"):
        Span.day(D1, datetime(2026, 11, 2, 12))  # noqa: DTZ001
    for first, last in ((D1, D2), (D1, None), (None, D1), (None, None)):
        with pytest.raises(ValueError, match="one day"):
            Span(first, last, NOON)


def test_shift_moves_the_known_ends() -> None:
    assert Span(D1, D2).shift(3) == Span(date(2026, 11, 5), date(2026, 11, 8))
    assert Span(D1, None).shift(-2) == Span(date(2026, 10, 31), None)
    assert Span(None, D2).shift(1) == Span(None, date(2026, 11, 6))


def test_a_moved_moment_is_only_a_day() -> None:
    assert Span.day(D1, NOON).shift(1) == Span.day(date(2026, 11, 3))
    assert Span.day(D1, NOON).shift(0) == Span.day(D1, NOON)


@pytest.mark.parametrize("days", [10**7, -(10**7), 10**30, -(10**30)])
def test_leaving_the_calendar_is_an_error_of_ours(days: int) -> None:
    with pytest.raises(UsageError) as caught:
        Span.day(D1).shift(days)
    assert caught.value.code == "bad_date"


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 500), st.integers(-20000, 20000))
def test_shift_can_be_undone(first: date, length: int, days: int) -> None:
    span = Span(first, first + timedelta(days=length))
    assert span.shift(days).shift(-days) == span
