"""Lines of one order: one where they agree, several where they do not, and no order twice."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from ali_closed.errors import DataError
from ali_closed.importers import grouping
from ali_closed.importers.grouping import grouped, is_new, remembered
from ali_closed.importers.records import Record, RowError
from ali_closed.model.dates import PACIFIC
from ali_closed.model.span import Span


def line(row: int, number: str | None, line_id: str | None = None, **fields: object) -> Record:
    return Record({"id": number, **fields} if number else fields, row, line_id, is_line=True)


def result(*lines: Record | RowError) -> list[tuple[int, str | None, dict[str, object]]]:
    return [
        (found.row, found.error.code, {})
        if isinstance(found, RowError)
        else (found.row, (fields := dict(found.fields)).pop("id", None), fields)
        for found in grouped(lines)
    ]


def test_lines_that_agree_are_one_order() -> None:
    assert result(line(1, "1", status="closed"), line(2, "1", paid=True), line(3, "2")) == [
        (1, "1", {"status": "closed", "paid": True}),
        (3, "2", {}),
    ]


def test_days_that_differ_make_a_span() -> None:
    late = datetime(2026, 6, 10, 23, 0, tzinfo=PACIFIC)
    found = result(line(1, "1", closed_on=late), line(2, "1", closed_on=date(2026, 6, 8)), line(3, "1", closed_on=late))
    assert found == [(1, "1", {"closed_on": Span(date(2026, 6, 8), date(2026, 6, 10))})]


def test_days_that_differ_are_days_where_the_buyer_is() -> None:
    lines = [line(1, "1", paid_on=date(2026, 6, 8)), line(2, "1", paid_on=date(2026, 6, 10))]
    (found,) = grouped(lines, ZoneInfo("Europe/Berlin"))
    assert isinstance(found, Record)
    assert found.fields["paid_on"] == Span(date(2026, 6, 7), date(2026, 6, 10))


def test_open_ends_stay_open() -> None:
    found = result(line(1, "1", closed_on=Span(None, date(2026, 6, 8))), line(2, "1", closed_on=date(2026, 6, 10)))
    assert found == [(1, "1", {"closed_on": Span(None, date(2026, 6, 10))})]


def test_two_endings_stay_two_orders_under_the_lines_own_numbers() -> None:
    found = result(
        line(1, "9", "91", end_reason="end_issue"),
        line(2, "9", "92", end_reason="buyer_confirm_goods"),
        line(3, "9", "93", end_reason="end_issue"),
    )
    assert found == [(1, "91", {"end_reason": "end_issue"}), (2, "92", {"end_reason": "buyer_confirm_goods"})]


def test_an_order_seen_again_later_is_an_error() -> None:
    assert [entry[:2] for entry in result(line(1, "1"), line(2, "2"), line(3, "1"), line(4, "1"))] == [
        (1, "1"),
        (2, "2"),
        (3, "seen_again"),
        (4, "seen_again"),
    ]


def test_a_broken_line_between_those_of_an_order_costs_only_itself() -> None:
    broken = RowError(DataError("no date", code="bad_date"), 2)
    assert result(line(1, "1", status="closed"), broken, line(3, "1", paid=True), line(4, "2")) == [
        (1, "1", {"status": "closed", "paid": True}),
        (2, "bad_date", {}),
        (4, "2", {}),
    ]
    apart = result(line(1, "1", status="closed"), broken, line(3, "1", status="shipped"))
    assert [entry[0] for entry in apart] == [1, 2, 3]


def test_whole_orders_of_one_number_stay_apart() -> None:
    whole = [replace(line(row, "1", status="closed"), is_line=False) for row in range(1, 4)]
    assert [entry[0] for entry in result(*whole)] == [1, 2, 3]


def test_orders_without_a_number_stay_apart() -> None:
    assert len(result(line(1, None), line(2, None))) == 2


@pytest.mark.parametrize("count", [10, 5_000])
def test_every_number_is_remembered_in_memory_and_beyond(count: int) -> None:
    numbers = [str(8_000_000_000_000_000 + number * 20_000) for number in range(count)] + ["\ud800", "id"]
    with closing(remembered()) as ids:
        assert all(is_new(number, ids) for number in numbers)
        assert not any(is_new(number, ids) for number in numbers)


def test_no_order_has_endless_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "LINES", 3)
    assert [entry[:2] for entry in result(*(line(row, "1") for row in range(1, 6)))] == [
        (1, "1"),
        (4, "seen_again"),
        (5, "seen_again"),
    ]
