"""One JSON value or one a line: told apart however long the lines are."""

from __future__ import annotations

import json

import pytest

from ali_closed.errors import DataError
from ali_closed.importers.detect import HEAD
from tests.importers.shapes import DETAIL, SECRET, read, shown, web_list, web_order


def long_line(number: int, size: int) -> str:
    return json.dumps({**DETAIL, "id": 8100000000000000 + number, "memo": SECRET + "x" * size})


@pytest.mark.parametrize("size", [0, HEAD - 3000, HEAD, 3 * HEAD])
@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_a_long_first_line_is_still_one_order_of_several(size: int, end: str, start: str) -> None:
    found = shown(start + "\n".join([long_line(1, size), "{broken", long_line(3, size)]) + end)
    assert found == [(1, "8100000000000001"), (2, "bad_json"), (3, "8100000000000003")]


@pytest.mark.parametrize("size", [1, 2 * HEAD])
@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_a_single_line_of_many_orders_numbers_them(size: int, end: str) -> None:
    listed = web_list(*(web_order(f"810000000000000{place}", "Closed") for place in range(3)))
    found = shown(json.dumps({**listed, "padding": "x" * size}) + end)
    assert found == [(place + 1, f"810000000000000{place}") for place in range(3)]


def test_orders_one_after_the_other_over_many_lines_say_how_to_write_them() -> None:
    with pytest.raises(DataError) as caught:
        read(2 * (json.dumps({"status": "closed"}, indent=1) + "\n"))
    assert "jq -c" in (caught.value.hint or "")
