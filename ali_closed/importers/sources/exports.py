"""The exports that buyers make, told apart by their columns and never by the name of the file.

The letters are those under which the formats are listed in the documentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from ali_closed.errors import DataError
from ali_closed.importers.fields.cells import (
    ORDER_NUMBER,
    Cells,
    Row,
    cell,
    day,
    is_absent,
    label,
    order_number,
    refuse_text,
)
from ali_closed.importers.fields.codes import COLLECTOR_STATUS, shown_method
from ali_closed.importers.fields.values import identifier, text
from ali_closed.importers.records import Context, Missed, Record
from ali_closed.importers.sources import contract, open_platform
from ali_closed.importers.sources.web import refund_case, tracking_of

_FILE_ID: Final = re.compile(r"(?<!\d)\d{12,20}(?!\d)")
_HEADERLESS: Final = 16
"""How many columns a paste without a header has at least."""


Reader = Callable[[Cells, Context], dict[str, object]]
"""What a row says of its order."""


@dataclass(frozen=True)
class Export:
    """One format.

    Attributes:
        name: its letter, and who writes it.
        needs: columns, in small letters, that all have to be there.
        read: the facts of a row.
        order_id: the columns of the order's number, the first that holds one; none where only the file is named
            after it.
        line_id: the column of the line's own number.
        cut: whether some of the columns it needs are missing, so that what is not read of it has to be said.
    """

    name: str
    needs: frozenset[str]
    read: Reader
    order_id: tuple[str, ...]
    line_id: str | None = None
    cut: bool = False

    def record(self, cells: Cells, row: int, context: Context) -> Record:
        """The row as a record; DataError names the column that cannot be read."""
        held = Row({column: given for column, given in cells.items() if not is_absent(given)})
        fields = self._facts(held, context)
        number = order_number(held, self.order_id) if self.order_id else _named_in(context.name)
        if number is None and not fields:
            raise DataError("This row has neither an order's number nor anything else of an order.", code="no_order")
        line = identifier(held.get(self.line_id)) if self.line_id else None
        missed = held.missed
        if self.cut:
            missed += tuple(Missed(None, column) for column in held if column not in held.asked | self.needs)
        return Record(row, number, fields, line if line and ORDER_NUMBER.fullmatch(line) else None, True, missed)

    def _facts(self, held: Row, context: Context) -> dict[str, object]:
        return {name: value for name, value in self.read(held, context).items() if value is not None}


class OwnColumns(Export):
    """A table with the contract's own columns."""

    def record(self, cells: Cells, row: int, context: Context) -> Record:
        """The row as a record, as JSON with these fields would be read."""
        held = Row(cells)
        return Record(row, identifier(cell(held, "id")), self._facts(held, context), missed=held.missed)


def _shown(cells: Cells, context: Context, *, columns: Mapping[str, str]) -> dict[str, object]:
    """A row that repeats what the order page shows, under these columns."""
    status, tracking, method = (columns.get(name) for name in ("status", "tracking", "method"))
    paid_on = day(cells, *_listed(columns, "paid"))
    return {
        "status": label(cells, status) if status else None,
        "ordered_on": day(cells, *_listed(columns, "ordered")),
        "paid_on": paid_on,
        "paid": True if paid_on is not None else None,
        "tracking": tracking_of(text(cells.get(tracking))) if tracking else None,
        "payment_method": shown_method(cells.get(method)) if method else None,
    }


def _personal_data(cells: Cells, context: Context) -> dict[str, object]:
    """The buyer's own data from AliExpress: the words and the clock of the API."""
    refuse_text(cells, "order_status", "end_reason", "frozen_status", "is_success_pay")
    return open_platform.read_fields(cells, context)


def _collector(cells: Cells, context: Context) -> dict[str, object]:
    shown = label(cells, "status")
    fields: dict[str, object] = dict(COLLECTOR_STATUS.get((shown or "").casefold(), {"status": shown}))
    paid, finished = day(cells, "paidat"), day(cells, "finishedat")
    if paid is not None and "paid" not in fields:
        fields["paid"] = True
    fields.update(
        ordered_on=day(cells, "date"),
        paid_on=paid,
        closed_on=finished,
        payment_method=shown_method(cells.get("paymentmethod")),
    )
    return fields


def _package(cells: Cells, context: Context) -> dict[str, object]:
    place = tracking_of(text(cells.get("lastevent")))
    return {
        "ordered_on": day(cells, "date"),
        "shipped": True if text(cells.get("lastevent")) else None,
        "tracking": place,
        "delivered_on": day(cells, "lasteventat") if place == "delivered" else None,
    }


def _refund(cells: Cells, context: Context) -> dict[str, object]:
    return refund_case(cells.get("status"))


def _listed(columns: Mapping[str, str], name: str) -> list[str]:
    """The columns that are listed for a name, with bars between them."""
    return columns[name].split("|") if columns.get(name) else []


def _export(name: str, needs: str, read: Reader, order_id: str, line_id: str | None = None) -> Export:
    numbers = tuple(order_id.split("|")) if order_id else ()
    return Export(name, frozenset(needs.split("|")), read, numbers, line_id)


def _page(name: str, needs: str, order_id: str, line_id: str | None = None, **columns: str) -> Export:
    """A format whose rows repeat what the order page shows; its status stands under `status` unless said otherwise."""
    return _export(name, needs, partial(_shown, columns={"status": "status", **columns}), order_id, line_id)


EXPORTS: Final[tuple[Export, ...]] = (
    _export(
        "A personal data of AliExpress",
        "order_id|gmt_create_order_time",
        _personal_data,
        "parent_orderid|order_id",
        "order_id",
    ),
    _page("B Shopper Inventory, CSV", "order date|order id|title|price info|status", "order id", ordered="order date"),
    _page(
        "C Shopper Inventory, JSON",
        "orderid|orderlineid|orderdate|status",
        "orderid",
        "orderlineid",
        ordered="orderdate|orderdateiso",
    ),
    _page(
        "D nrbrook, orders",
        "order_id|order_date|status|total_price_text",
        "order_id",
        ordered="order_date",
        method="payment_method",
    ),
    _page(
        "E nrbrook, order lines",
        "order_id|order_date|status|line_index",
        "order_id",
        "order_line_id",
        ordered="order_date",
    ),
    _page(
        "F nrbrook, sheet",
        "order id|order date|order title|status|total",
        "order id",
        ordered="order date",
        method="payment method",
    ),
    _export("G aliexpress-mcp, orders", "orderid|date|status|total|itemcount", _collector, "orderid"),
    _export("H aliexpress-mcp, packages", "orderid|trackingnumber|lastevent", _package, "orderid"),
    _export("H aliexpress-mcp, refunds", "reverseorderid|orderid|type|status", _refund, "orderid"),
    _page("H aliexpress-mcp, lines", "orderid|date|variations|linetotal", "orderid", status="", ordered="date"),
    _page(
        "I order downloader",
        "order number|order date|order status|tracking status",
        "order number",
        status="order status",
        ordered="order date",
        tracking="tracking status",
    ),
    _page(
        "J orders scrapper", "order id|order date|status|product title|product link", "order id", ordered="order date"
    ),
    _page("K order exporter", "orderid|itemid|product|date|unit price", "orderid", status="", ordered="date"),
    _page("L aliexpress-orders", "order id|product|tracking id|order time|status", "order id", ordered="order time"),
    _page(
        "M export to xls",
        "order number|product details|seller url|payment date|track no",
        "order number",
        paid="payment date",
    ),
    _page("N order details", "product name|product details|order status|shipping details", "", status="order status"),
)

_PASTED: Final = (
    "order number,order date,subtotal,shipping and tax,total order amount,store name,order status,tracking number,"
    "tracking status,tracking status last updated,tracking link,product title,option,price,quantity,pieces per pack,"
    "total quantity,landed cost,product url,image url"
)
PASTED: Final = tuple(_PASTED.split(","))
"""The columns of the order downloader (I), whose header is copied by a button of its own and so may be missing."""


def export_of(columns: Sequence[str]) -> Export | None:
    """The format of some columns; of several that fit, the one that asks for the most.

    Where none has all of its columns, one that has most of them, and more than are the contract's.
    """
    held = {column.strip().casefold() for column in columns}
    fitting = [export for export in EXPORTS if export.needs <= held]
    if fitting:
        return max(fitting, key=lambda export: len(export.needs))
    fields = [field for column in columns if (field := contract.field_of(column))]
    near = max(EXPORTS, key=lambda export: len(export.needs & held))
    if len(near.needs & held) > max(len(fields), len(near.needs) // 2):
        return replace(near, cut=True)
    if not set(fields) - {"id", "note"}:
        return None
    return OwnColumns("the contract's own columns", frozenset(), _contract, ("id",))


def _contract(cells: Cells, context: Context) -> dict[str, object]:
    found: dict[str, object] = {}
    for column in cells:
        field = contract.field_of(column)
        if field is not None and field != "id":
            held = cell(cells, column)
            found[field] = contract.read_cell(field, held) if isinstance(held, str) else held
    return found


def is_pasted_row(cells: Sequence[str]) -> bool:
    """Whether a row is one of the order downloader's, without a header above it."""
    if len(cells) < _HEADERLESS or not ORDER_NUMBER.fullmatch(cells[0].strip()):
        return False
    return not cells[1].strip() or any(sign.isdigit() for sign in cells[1])


def _named_in(file: str | None) -> str | None:
    """The order that a file is named after."""
    found = _FILE_ID.search(file or "")
    return found[0] if found else None
