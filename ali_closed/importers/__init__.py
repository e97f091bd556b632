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
from ali_closed.importers.detect import WHOLE, read_records
from ali_closed.importers.grouping import grouped
from ali_closed.importers.records import Context, ImportedOrder, Record, RowError, guarded
from ali_closed.model.order import read_order

__all__ = ["WHOLE", "ImportedOrder", "RowError", "read_one", "read_orders", "stream_orders"]

_LISTED: Final = 20
"""How many orders of a file an error names."""


def stream_orders(
    stream: BinaryIO, *, today: date, zone: tzinfo | None = None, name: str | None = None
) -> Iterator[ImportedOrder | RowError]:
    """The orders of a file as they come, each row that cannot be read as an error in its place.

    NDJSON, JSON arrays and tables are read in constant memory; everything else is read whole, up to `WHOLE` bytes.

    Args:
        stream: the bytes, read from where it stands.
        today: the day that relative dates count from.
        zone: where the buyer read the days that pages show; None for AliExpress's own clock, which is always that
            of the APIs and of the personal-data export.
        name: what the file is called.

    Raises:
        DataError: for a file in no known form, or broken as a whole.
    """
    context = Context(today, zone, name)
    for found in grouped(read_records(stream, context), zone):
        yield found if isinstance(found, RowError) else guarded(found.row, _order, found, context)


def read_orders(
    data: bytes, *, today: date, zone: tzinfo | None = None, name: str | None = None
) -> Iterator[ImportedOrder | RowError]:
    """The orders of a file's bytes; otherwise like `stream_orders`."""
    return stream_orders(io.BytesIO(data), today=today, zone=zone, name=name)


def read_one(
    data: bytes,
    *,
    order_id: str | None = None,
    today: date,
    zone: tzinfo | None = None,
    name: str | None = None,
) -> ImportedOrder:
    """The one order of a file, or the one of this number.

    Raises UsageError if there are several and none was named, or none has the number; DataError if there is none
    or it cannot be read; of a contract order's own fields UsageError, as `read_order` does.
    """
    found = list(read_orders(data, today=today, zone=zone, name=name))
    orders = [entry for entry in found if isinstance(entry, ImportedOrder)]
    wanted = [entry for entry in orders if order_id is None or _called(entry) == order_id.strip()]
    if len(wanted) == 1 and (order_id is not None or len(found) == 1):
        return wanted[0]
    if len(found) == 1 and isinstance(found[0], RowError):
        raise found[0].error
    if not orders:
        raise _none(found)
    if order_id is not None and len(wanted) > 1:
        raise UsageError(
            f"Order {order_id[:40]} is in it {len(wanted)} times, and what is said of it differs.",
            code="several_orders",
            hint="`ali-closed batch FILE` gives them all.",
            field="order",
        )
    raise _several(orders, order_id, len(found) - len(orders))


def _order(found: Record, context: Context) -> ImportedOrder:
    order = read_order(found.fields, today=context.today, zone=context.zone)
    return ImportedOrder(order, context.name, found.row, order.id, found.missed)


def _called(order: ImportedOrder) -> str:
    """The order's number; of one without a number, the row it stands in."""
    return order.id or f"row-{order.row}"


def _none(found: list[ImportedOrder | RowError]) -> DataError:
    first = next((entry for entry in found if isinstance(entry, RowError)), None)
    if first is None:
        return DataError(
            "There is no order in it.",
            code="no_order",
            hint='An order looks like {"status": "closed", "paid": true}.',
        )
    return DataError(f"Row {first.row}: {first.error.message}", code=first.error.code, hint=first.error.hint)


def _several(orders: list[ImportedOrder], wanted: str | None, broken: int) -> UsageError:
    shown = [f"  {_called(entry)}" for entry in orders[:_LISTED]]
    if len(orders) > _LISTED:
        shown.append(f"  and {len(orders) - _LISTED} more")
    example = _called(orders[0])
    what = f"There are {len(orders)} orders in it" if len(orders) > 1 else "There is one order in it"
    if broken:
        what += f", and {broken} rows that cannot be read" if broken > 1 else ", and a row that cannot be read"
    return UsageError(
        f"{what}, and none has the number {wanted[:40]}." if wanted else f"{what}: say which.",
        code="no_such_order" if wanted else "several_orders",
        hint="\n".join([f"For example --order {example}. They are:", *shown]),
        field="order",
    )
