"""One order out of a file: the only one, or the one that was named."""

from __future__ import annotations

import json

import pytest

from ali_closed.errors import DataError, UsageError
from ali_closed.importers import ImportedOrder, read_one
from tests.importers.shapes import TODAY, web_list, web_order

MANY = web_list(*(web_order(f"81000000000000{number:02}", "Closed") for number in range(30)))


def one(source: object, order_id: str | None = None) -> ImportedOrder:
    text = source if isinstance(source, str) else json.dumps(source)
    return read_one(text.encode(), order_id=order_id, today=TODAY, name="saved.json")


def test_a_contract_order_in_any_layout() -> None:
    order = {"id": "1", "status": "closed", "paid": True}
    for text in (json.dumps(order), json.dumps(order, indent=2), json.dumps([order]), "\ufeff" + json.dumps(order)):
        found = one(text)
        assert found.order.echo() == order
        assert found.source == {"file": "saved.json", "row": 1}


def test_an_order_that_says_nothing_is_an_order() -> None:
    assert one("{}").order.echo() == {}


def test_a_number_is_taken_for_an_id() -> None:
    assert one({"id": 8100000000000001}).id == "8100000000000001"


def test_of_several_one_must_be_named() -> None:
    with pytest.raises(UsageError) as caught:
        one(MANY)
    assert caught.value.code == "several_orders"
    assert caught.value.exit_code == 2
    assert "8100000000000000" in (caught.value.hint or "")
    assert "and 10 more" in (caught.value.hint or "")


def test_the_one_that_was_named() -> None:
    found = one(MANY, "8100000000000007")
    assert found.id == "8100000000000007"
    assert found.row == 8


@pytest.mark.parametrize("source", [MANY, {"id": "1", "status": "closed"}])
def test_a_number_that_is_not_there(source: object) -> None:
    with pytest.raises(UsageError) as caught:
        one(source, "42")
    assert caught.value.code == "no_such_order"


def test_lines_that_ended_differently_cannot_be_one() -> None:
    lines = "".join(f"{json.dumps({'id': '1', 'end_reason': reason})}\n" for reason in ("end_issue", "trade_close"))
    with pytest.raises(UsageError) as caught:
        one(lines, "1")
    assert "batch" in (caught.value.hint or "")


def test_rows_that_cannot_be_read_are_named_beside_the_orders() -> None:
    broken = '{"statsu": "closed"}\n'
    for text, said in (
        ('{"id": "1"}\n' + broken, "There is one order in it, and a row that cannot be read: say which."),
        ('{"id": "1"}\n{"id": "2"}\n' + 2 * broken, "There are 2 orders in it, and 2 rows that cannot be read"),
    ):
        with pytest.raises(UsageError) as caught:
            one(text)
        assert caught.value.message.startswith(said)


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        (b'{"paid": NaN}', "NaN", "null"),
        (b'{"id": ' + b"9" * 5000 + b"}", "digits", "text"),
        (b"[" * 100_000, "nested", "flat object"),
        (b"{'status': 'closed'}", "column 2", "double quotes"),
    ],
)
def test_what_json_cannot_hold_is_named_with_its_mend(text: bytes, said: str, hint: str) -> None:
    with pytest.raises(DataError) as caught:
        read_one(text, today=TODAY)
    assert said in caught.value.message
    assert hint in (caught.value.hint or "")


def test_orders_without_a_number_are_chosen_by_their_row() -> None:
    text = b'[{"status": "closed"}, {"status": "frozen"}]'
    with pytest.raises(UsageError, match="say which") as caught:
        read_one(text, today=TODAY)
    assert "row-2" in (caught.value.hint or "")
    assert read_one(text, order_id="row-2", today=TODAY).order.value("status") == "frozen"
