"""The exports that buyers make, told apart by their columns and never by the name of the file.

The letters are those under which the formats are listed in the documentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from ali_closed.importers import contract, open_platform
from ali_closed.importers.found import Context, Record
from ali_closed.importers.times import When, page_day
from ali_closed.importers.values import identifier, text
from ali_closed.importers.vocabulary import COLLECTOR_STATUS, shown_method
from ali_closed.importers.web import refund_case, tracking_of

Cells = Mapping[str, object]
"""A row by its columns, in small letters."""

_FILE_ID: Final = re.compile(r"(?<!\d)\d{12,20}(?!\d)")
_ORDER_NUMBER: Final = re.compile(r"\d{12,20}")
_HEADERLESS: Final = 16
"""How many columns a paste without a header has at least."""


@dataclass(frozen=True)
class Export:
    """One format.

    Attributes:
        name: its letter, and who writes it.
        needs: columns, in small letters, that all have to be there.
        read: the facts of a row.
        order_id: the column of the order's number; None where only the file is named after it.
        line_id: the column of the line's own number.
    """

    name: str
    needs: frozenset[str]
    read: Callable[[Cells, Context], dict[str, object]]
    order_id: str | None
    line_id: str | None = None

    def record(self, cells: Cells, row: int, context: Context) -> Record:
        """The row as a record; DataError names the column that cannot be read."""
        number = identifier(cells.get(self.order_id)) if self.order_id else _named_in(context.name)
        line = identifier(cells.get(self.line_id)) if self.line_id else None
        fields = {name: held for name, held in self.read(cells, context).items() if held is not None}
        return Record(row, number, fields, line)


def _page(
    cells: Cells,
    context: Context,
    *,
    status: str | None,
    ordered: str | None,
    paid: str | None = None,
    tracking: str | None = None,
    method: str | None = None,
    day_first: bool = False,
) -> dict[str, object]:
    """A row that repeats what the order page shows."""
    paid_on = _date(cells, paid)
    return {
        "status": text(cells.get(status)) if status else None,
        "ordered_on": _date(cells, ordered, day_first=day_first),
        "paid_on": paid_on,
        "paid": True if paid_on is not None else None,
        "tracking": tracking_of(text(cells.get(tracking))) if tracking else None,
        "payment_method": shown_method(cells.get(method)) if method else None,
    }


def _date(cells: Cells, column: str | None, *, day_first: bool = False) -> When | None:
    return None if column is None else page_day(cells.get(column), column, day_first=day_first)


def _personal_data(cells: Cells, context: Context) -> dict[str, object]:
    """The buyer's own data from AliExpress: the words and the clock of the API, and an order may be of its parent."""
    record = {name: held for name, held in cells.items() if isinstance(held, str) is False or str(held).strip()}
    return open_platform.read_fields(record, context)


def _collector(cells: Cells, context: Context) -> dict[str, object]:
    word = (text(cells.get("status")) or "").casefold()
    fields: dict[str, object] = dict(COLLECTOR_STATUS.get(word, {"status": text(cells.get("status"))}))
    paid, finished = _date(cells, "paidat"), _date(cells, "finishedat")
    if paid is not None and "paid" not in fields:
        fields["paid"] = True
    fields.update(
        ordered_on=_date(cells, "date"),
        paid_on=paid,
        closed_on=finished,
        payment_method=shown_method(cells.get("paymentmethod")),
    )
    return fields


def _package(cells: Cells, context: Context) -> dict[str, object]:
    place = tracking_of(text(cells.get("lastevent")))
    return {
        "ordered_on": _date(cells, "date"),
        "shipped": True if text(cells.get("lastevent")) else None,
        "tracking": place,
        "delivered_on": _date(cells, "lasteventat") if place == "delivered" else None,
    }


def _refund(cells: Cells, context: Context) -> dict[str, object]:
    return refund_case(cells.get("status"))


def _needs(*columns: str) -> frozenset[str]:
    return frozenset(columns)


EXPORTS: Final[tuple[Export, ...]] = (
    Export(
        "A personal data of AliExpress",
        _needs("order_id", "gmt_create_order_time"),
        _personal_data,
        "parent_orderid",
        "order_id",
    ),
    Export(
        "B Shopper Inventory, CSV",
        _needs("order date", "order id", "title", "price info", "status"),
        partial(_page, status="status", ordered="order date"),
        "order id",
    ),
    Export(
        "C Shopper Inventory, JSON",
        _needs("orderid", "orderlineid", "orderdateiso", "status"),
        partial(_page, status="status", ordered="orderdateiso"),
        "orderid",
        "orderlineid",
    ),
    Export(
        "C Shopper Inventory, JSON",
        _needs("orderid", "orderlineid", "orderdate", "status"),
        partial(_page, status="status", ordered="orderdate"),
        "orderid",
        "orderlineid",
    ),
    Export(
        "D nrbrook, orders",
        _needs("order_id", "order_date", "status", "total_price_text"),
        partial(_page, status="status", ordered="order_date", method="payment_method"),
        "order_id",
    ),
    Export(
        "E nrbrook, order lines",
        _needs("order_id", "order_date", "status", "line_index"),
        partial(_page, status="status", ordered="order_date"),
        "order_id",
        "order_line_id",
    ),
    Export(
        "F nrbrook, sheet",
        _needs("order id", "order date", "order title", "status", "total"),
        partial(_page, status="status", ordered="order date", method="payment method"),
        "order id",
    ),
    Export(
        "G aliexpress-mcp, orders",
        _needs("orderid", "date", "status", "total", "itemcount"),
        _collector,
        "orderid",
    ),
    Export("H aliexpress-mcp, packages", _needs("orderid", "trackingnumber", "lastevent"), _package, "orderid"),
    Export("H aliexpress-mcp, refunds", _needs("reverseorderid", "orderid", "type", "status"), _refund, "orderid"),
    Export(
        "H aliexpress-mcp, lines",
        _needs("orderid", "date", "variations", "linetotal"),
        partial(_page, status=None, ordered="date"),
        "orderid",
    ),
    Export(
        "I order downloader",
        _needs("order number", "order date", "order status", "tracking status"),
        partial(_page, status="order status", ordered="order date", tracking="tracking status"),
        "order number",
    ),
    Export(
        "J orders scrapper",
        _needs("order id", "order date", "status", "product title", "product link"),
        partial(_page, status="status", ordered="order date"),
        "order id",
    ),
    Export(
        "K order exporter",
        _needs("orderid", "itemid", "product", "date", "unit price"),
        partial(_page, status=None, ordered="date", day_first=True),
        "orderid",
    ),
    Export(
        "L aliexpress-orders",
        _needs("order id", "product", "tracking id", "order time", "status"),
        partial(_page, status="status", ordered="order time"),
        "order id",
    ),
    Export(
        "M export to xls",
        _needs("order number", "product details", "seller url", "payment date", "track no"),
        partial(_page, status="status", ordered=None, paid="payment date"),
        "order number",
    ),
    Export(
        "N order details",
        _needs("product name", "product details", "order status", "shipping details"),
        partial(_page, status="order status", ordered=None),
        None,
    ),
)

PASTED: Final = (
    "order number",
    "order date",
    "subtotal",
    "shipping and tax",
    "total order amount",
    "store name",
    "order status",
    "tracking number",
    "tracking status",
    "tracking status last updated",
    "tracking link",
    "product title",
    "option",
    "price",
    "quantity",
    "pieces per pack",
    "total quantity",
    "landed cost",
    "product url",
    "image url",
)
"""The columns of the order downloader (I), whose header is copied by a button of its own and so may be missing."""


def export_of(columns: Sequence[str]) -> Export | None:
    """The format of some columns; of several that fit, the one that asks for the most."""
    held = {column.strip().casefold() for column in columns}
    fitting = [export for export in EXPORTS if export.needs <= held]
    if fitting:
        return max(fitting, key=lambda export: len(export.needs))
    fields = [field for column in columns if (field := contract.field_of(column))]
    return Export("the contract's own columns", frozenset(), _contract, "id") if set(fields) - {"id", "note"} else None


def _contract(cells: Cells, context: Context) -> dict[str, object]:
    return {
        field: contract.read_cell(field, held) if isinstance(held, str) else held
        for column, held in cells.items()
        if (field := contract.field_of(column)) and field != "id"
    }


def is_pasted_row(cells: Sequence[str]) -> bool:
    """Whether a row is one of the order downloader's, without a header above it."""
    if len(cells) < _HEADERLESS or not _ORDER_NUMBER.fullmatch(cells[0].strip()):
        return False
    return not cells[1].strip() or any(sign.isdigit() for sign in cells[1])


def _named_in(file: str | None) -> str | None:
    """The order that a file is named after."""
    found = _FILE_ID.search(file or "")
    return found[0] if found else None
