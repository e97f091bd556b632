"""A line of many orders alike is to the letter the line of its own document."""

from __future__ import annotations

import json

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.order import Order, read_order
from ali_closed.report.formats.batch_rows import AlikeRows, json_row
from ali_closed.report.formats.json_document import document
from tests.report.answers import ORDERS, RULES, TODAY, WORDS

OWN = [{}, {"id": "8100000000000001"}, {"note": '"}, "source": {'}, {"id": "\x1b\u202e", "note": "\N{GRINNING FACE}"}]


@pytest.mark.parametrize("kind", ORDERS)
def test_the_line_of_each_alike_order_is_that_of_its_own_document(kind: str) -> None:
    def made(order: Order, row: int) -> dict[str, object]:
        found = diagnose(order, rulebook=RULES, today=TODAY)
        return document(found, WORDS, version="1", source={"file": None, "row": row})

    order = read_order(ORDERS[kind], today=TODAY)
    alike = AlikeRows(made(order.replace(id="1", note="the first"), 1))
    for row, own in enumerate(OWN, start=2):
        another = order.replace(**{"id": None, "note": None, **own})
        line = alike.row(another, {"file": None, "row": row})
        assert line == json_row(made(another, row))
        assert line == json.dumps(made(another, row), separators=(",", ":")) + "\n"
