"""Whatever the bytes, reading them gives orders or this project's own errors, and nothing else."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from ali_closed.errors import AliClosedError
from ali_closed.importers import ImportedOrder, RowError, read_one
from ali_closed.importers.fields.codes import codes
from tests.importers.shapes import (
    COLLECTED,
    DETAIL,
    DROPSHIP_NEW,
    EXPORTS,
    LIST_ITEM,
    RUSSIAN,
    TODAY,
    WEB_DETAIL,
    WEB_TRACKING,
    har,
    order_list,
    read,
    web_list,
    web_order,
)
from tests.importers.workbooks import workbook

SAMPLES: list[bytes] = [
    workbook(Orders=[line.split(",") for line in EXPORTS["A"].strip().split("\n")]),
    *(text.encode() for text in EXPORTS.values()),
    *(
        json.dumps(value).encode()
        for value in (
            COLLECTED, order_list(LIST_ITEM), DETAIL, DROPSHIP_NEW, RUSSIAN, WEB_DETAIL, WEB_TRACKING,
            web_list(web_order("8100000000000001", "Closed")), har(("https://x/mtop", json.dumps(WEB_DETAIL))),
            {"status": "closed", "closed_on": "2026-06-01"},
        )
    ),
]  # fmt: skip

KEYS = [
    "$date", "$numberLong", "api", "cent", "child_order_list", "closed_on", "content", "created_at",
    "currency_code", "data", "detailList", "end_reason", "entries", "fdContentList", "fields",
    "finish_reason", "freight_commit_day", "gmtTradeEnd", "gmt_create", "gmt_send", "gmt_update", "id",
    "issue", "issue_info", "left_send_good_day", "log", "logistic_info_list", "orderCreatTime", "orderDate",
    "orderDateText", "orderId", "orderLineId", "orderStatus", "order_amount", "order_display_status",
    "order_dto", "order_id", "order_status", "over_time_left", "product_list", "refund_cash_amt",
    "refund_info", "refund_status", "request", "response", "result", "reverseStatus", "rsp_code", "status",
    "statusText", "tag", "target_list", "text", "time", "time_stamp", "timeout_left_time",
    "trackingDetailLineList", "tradeOrderId", "url",
]  # fmt: skip
WORDS = [
    *codes()["order_status"], *codes()["logistics_status"],
    "refund_ok", "received", "mtop.x", "Refund if no delivery before Jun 3, 2026",
    "2026-05-01 10:00:00", "Closed", "", "1", "90", "detail_order_status_block",
]  # fmt: skip

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(WORDS)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=25,
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file in which some bytes are others."""
    sample = draw(st.sampled_from(SAMPLES))
    start = draw(st.integers(0, len(sample)))
    end = draw(st.integers(start, min(len(sample), start + 40)))
    return sample[:start] + draw(st.binary(max_size=16)) + sample[end:]


def survives(data: bytes) -> None:
    with suppress(AliClosedError):
        assert all(isinstance(entry, ImportedOrder | RowError) for entry in read(data, "a.csv"))
    with suppress(AliClosedError):
        read_one(data, today=TODAY)


@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"\xff\xfea")
@example(b"\xef\xbb\xbf")
@example(b"PK\x03\x04")
@example(b'{"id": "\\ud800"}\n{"id": "\\ud800"}')
@example(b"mtopj(")
@example(b"\x00")
@example(b'"')
def test_any_bytes(data: bytes) -> None:
    survives(data)


@given(values)
@example({"$date": None})
def test_any_json(value: Any) -> None:
    survives(json.dumps(value, allow_nan=True).encode("utf-8", errors="surrogatepass"))


@given(damaged())
def test_any_damage(data: bytes) -> None:
    survives(data)


@given(st.sampled_from(list(EXPORTS.values())), st.lists(st.text(max_size=30), max_size=40))
def test_any_rows_under_a_known_header(text: str, cells: list[str]) -> None:
    header = text.removeprefix("\ufeff").split("\n")[0]
    mark = ";" if ";" in header else "\t" if "\t" in header else ","
    survives((header + "\n" + mark.join(cells)).encode("utf-8", errors="surrogatepass"))
