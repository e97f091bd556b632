"""Tables with broken rows: each costs only itself, and is reported where it stands."""

from __future__ import annotations

import pytest

from tests.importers.shapes import order_of, read, shown

HEADER = "Order Date,Order ID,Title,Price Info,Status\n"


def row(number: int, title: str = "A thing") -> str:
    return f'"May {number}, 2026",810000000000000{number},{title},x,Completed\n'


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (row(2, "one, two"), "bad_row"),
        ("8100000000000002\n", "bad_row"),
        (row(2).replace("May 2, 2026", "someday"), "bad_date"),
        (row(2, '"never closed'), "bad_row"),
        (row(2, 'x"').replace('"May 2', 'May "2'), "bad_row"),
    ],
)
def test_a_broken_row_costs_only_itself(broken: str, code: str) -> None:
    found = shown(HEADER + row(1) + broken + row(3) + row(4))
    assert found == [(2, "8100000000000001"), (3, code), (4, "8100000000000003"), (5, "8100000000000004")]


def test_a_row_over_several_lines_is_one_row() -> None:
    text = HEADER + row(1, '"A ""thing""\n\nof two, or three lines"') + row(2)
    assert shown(text) == [(2, "8100000000000001"), (5, "8100000000000002")]


def test_two_broken_rows_after_each_other() -> None:
    text = HEADER + row(1, '"open') + row(2, '"open') + row(3) + row(4, '"shut"')
    assert shown(text) == [(2, "bad_row"), (3, "bad_row"), (4, "8100000000000003"), (5, "8100000000000004")]


def test_a_broken_last_row() -> None:
    assert shown(HEADER + row(1) + row(2, '"open')) == [(2, "8100000000000001"), (3, "bad_row")]


def test_empty_lines_and_the_line_of_excel_are_passed_over() -> None:
    text = "sep=,\n\n" + HEADER + "\n" + row(1) + "\n\n,,,,\n , ,,,,,\n"
    assert shown(text) == [(5, "8100000000000001")]


def test_the_line_ends_of_old_macs() -> None:
    assert shown((HEADER + row(1) + row(2)).replace("\n", "\r")) == [(2, "8100000000000001"), (3, "8100000000000002")]


def test_a_long_cell_is_no_trouble() -> None:
    assert shown(HEADER + row(1, '"' + "x" * 300_000 + '"')) == [(2, "8100000000000001")]


def test_bytes_that_are_no_text_spoil_only_their_cell() -> None:
    found = order_of((HEADER + row(1)).encode().replace(b"A thing", b"\xff\xfe\x00thing"))
    assert found.order.status == "Completed"


def test_a_header_alone_has_no_orders() -> None:
    assert read(HEADER) == []
    assert read("") == []
    assert read("\n\n") == []
