"""Foreign files become orders: whatever AliExpress, its apps and its users' tools save, told apart by content.

What is personal (names, addresses, phone numbers, titles, prices) is not read at all, so it can be in no answer and no
error. What a file does not say stays unknown.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, tzinfo
from typing import BinaryIO, Final

from ali_closed.errors import DataError, UsageError
from ali_closed.importers.detect import read_records
from ali_closed.importers.grouping import grouped
from ali_closed.importers.records import Context, ImportedOrder, Record, RowError, guarded
from ali_closed.model.order import read_order

__all__ = ["ImportedOrder", "RowError", "read_one", "stream_orders"]

_LISTED: Final = 20
"""How many orders of a file an error names."""


def stream_orders(
    stream: BinaryIO, *, today: date, zone: tzinfo | None = None, name: str | None = None
) -> Iterator[ImportedOrder | RowError]:
    """The orders of a file as they come, each row that cannot be read as an error in its place.

    NDJSON, JSON arrays and tables are read in constant memory; everything else is read whole, up to `detect.WHOLE`
    bytes. `today`, `zone` and `name` are as in `Context`. Raises DataError for a file in no known form, or broken as a
    whole.
    """
    context = Context(today, zone, name)
    for found in grouped(read_records(stream, context), zone):
        yield found if isinstance(found, RowError) else guarded(found.row, _order, found, context)


def read_one(
    data: bytes, *, order_id: str | None = None, today: date, zone: tzinfo | None = None, name: str | None = None
) -> ImportedOrder:
    """The one order of a file, or the one of this number.

    Raises UsageError if there are several and none was named, or none has the number; DataError if there is none
    or it cannot be read; of a contract order's own fields UsageError, as `read_order` does.
    """
    found = list(stream_orders(io.BytesIO(data), today=today, zone=zone, name=name))
    orders = [entry for entry in found if isinstance(entry, ImportedOrder)]
    broken = [entry for entry in found if isinstance(entry, RowError)]
    wanted = [entry for entry in orders if order_id is None or _called(entry) == order_id.strip()]
    if len(wanted) == 1 and (order_id is not None or not broken):
        return wanted[0]
    if not orders and broken:
        error = broken[0].error
        whole = f"Row {broken[0].row}: {error.message}"
        raise error if len(broken) == 1 else DataError(whole, code=error.code, hint=error.hint)
    if not orders:
        hint = 'An order looks like {"status": "closed", "paid": true}.'
        raise DataError(f"There is no order in {name or 'it'}.", code="no_order", hint=hint)
    if order_id is not None and len(wanted) > 1:
        raise UsageError(
            f"Order {order_id[:40]} is in it {len(wanted)} times, and what is said of it differs.",
            code="several_orders",
            hint="`ali-closed batch FILE` gives them all.",
            field="order",
        )
    raise _several(orders, order_id, len(broken))


def _order(found: Record, context: Context) -> ImportedOrder:
    order = read_order(found.fields, today=context.today, zone=context.zone)
    return ImportedOrder(order, context.name, found.row, order.id, found.warnings)


def _called(order: ImportedOrder) -> str:
    """The order's number; of one without a number, the row it stands in."""
    return order.id or f"row-{order.row}"


def _several(orders: list[ImportedOrder], wanted: str | None, broken: int) -> UsageError:
    shown = [f"  {_called(entry)}" for entry in orders[:_LISTED]]
    if len(orders) > _LISTED:
        shown.append(f"  and {len(orders) - _LISTED} more")
    what = f"There are {len(orders)} orders in it" if len(orders) > 1 else "There is one order in it"
    if broken:
        what += f", and {broken} rows that cannot be read" if broken > 1 else ", and a row that cannot be read"
    return UsageError(
        f"{what}, and none has the number {wanted[:40]}." if wanted else f"{what}: say which.",
        code="no_such_order" if wanted else "several_orders",
        hint="\n".join([f"For example --order {_called(orders[0])}. They are:", *shown]),
        field="order",
    )
