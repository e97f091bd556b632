"""The JSON that the buyer's own pages load: the order list, one order, its tracking, its refund cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any, Final

from ali_closed.errors import DataError
from ali_closed.importers.fields.codes import coded
from ali_closed.importers.fields.times import aliexpress_time, epoch, page_day
from ali_closed.importers.fields.values import Json, agreed, first, identifier, inner, listed, objects, text, told
from ali_closed.importers.records import Found, Record, RowError, guarded, not_read
from ali_closed.importers.sources import order_page
from ali_closed.rules.words import load_words, read_label

Said = dict[str, object] | RowError
"""What an answer says of an order; the error if that cannot be read."""
Part = tuple[str | None, Said]
"""An order's number, None where the page does not repeat it, and what one answer says of the order."""

_COMPONENT: Final = frozenset({"statusText", "orderCreatTime", "reverseOrderLines"})
"""What tells a component of one of the buyer's pages, one of them at least."""


def is_answer(root: Any) -> bool:
    """Whether a JSON value is an answer to one of the buyer's pages, or a component of one."""
    if not isinstance(root, Mapping):
        return False
    api = root.get("api")
    if isinstance(api, str) and api.startswith("mtop."):
        return True
    return any(
        "trackingDetailLineList" in entry or inner(entry, "fields").keys() & _COMPONENT for entry in objects(root)
    )


def read_parts(answer: Any, today: date, asked_for: str | None = None) -> Iterator[Part]:
    """What an answer says of each order in it, in its order.

    `asked_for` is the order that the request named, for answers that do not repeat it; of the page's own clocks those
    that are past `today` are left out where another still runs.
    """
    details: list[Json] = []
    detail_id: str | None = None
    for entry in objects(answer):
        fields = inner(entry, "fields")
        if "statusText" in fields:
            yield identifier(fields.get("orderId")), _said(_listed_order, fields)
        elif order_page.is_block(entry) or "orderCreatTime" in fields:
            detail_id = identifier(first(fields, "orderId", "tradeOrderId")) or detail_id
            details.append(fields)
        elif "trackingDetailLineList" in entry:
            yield asked_for, _said(_tracking, entry)
        elif "reverseOrderLineId" in entry or ("reverseStatus" in entry and "tradeOrderId" in entry):
            yield identifier(entry.get("tradeOrderId")), _said(_refund_case, entry)
    if details:
        yield detail_id or asked_for, _said(_details, details, today)


def records(parts: Iterable[Part]) -> list[Found]:
    """The orders that the parts are of, in the order in which they first come; what was loaded later wins.

    Of an order that any part breaks off at, nothing but the error is left. DataError if there is none.
    """
    found: dict[str | None, Said] = {}
    for order_id, said in parts:
        found[order_id] = _both(found.get(order_id, {}), said)
    if None in found and len(found) == 2:
        # One order was looked at: what does not repeat its number is about it.
        nameless = found.pop(None)
        found = {order_id: _both(said, nameless) for order_id, said in found.items()}
    if not found:
        hint = "Open the order list, or an order, with the browser's network tab open; then save all as HAR."
        raise DataError("There is no order in it.", code="no_order", hint=hint)
    return [said if isinstance(said, RowError) else _record(order_id, **said) for order_id, said in found.items()]


def _both(one: Said, other: Said) -> Said:
    """What two answers say; the later one wins, and an error outlasts both."""
    if isinstance(one, RowError) or isinstance(other, RowError):
        return one if isinstance(one, RowError) else other
    return {**one, **other}


def _record(order_id: str | None, *, unread: object = None, **fields: object) -> Record:
    return Record(told({"id": order_id, **fields}), warnings=() if unread is None else (not_read(str(unread)),))


def _said(read: Callable[..., dict[str, object]], *given: object) -> Said:
    """What a reader makes of something, without what is not known."""
    return guarded(1, lambda: told(read(*given)))


def _listed_order(fields: Json) -> dict[str, object]:
    arguments = inner(inner(fields, "utParams"), "args")
    return {
        **_status(fields.get("statusText"), arguments.get("orderStatus")),
        "ordered_on": page_day(fields.get("orderDateText"), "orderDateText"),
        # What the lines of the order say of the money; lines that differ leave it open.
        "refund": agreed(map(_refund_in, listed(fields.get("orderLines")))),
    }


def _refund_in(line: Json) -> object:
    """What the status of one line says of the money."""
    labels = (text(held) for name, held in line.items() if name.casefold().endswith(("status", "statustext")))
    read = (read_label(label, "sub_status", load_words()).fields.get("refund") for label in labels if label)
    return next(filter(None, read), None)


def _status(label: object, number: object) -> dict[str, object]:
    """The label, or in a language that is not known, what the number beside it was seen to mean."""
    shown = text(label)
    known = shown is None or read_label(shown, "status", load_words()).known
    return {"status": shown, **({} if known else coded("web_status", identifier(number)))}


def _details(blocks: list[Json], today: date) -> dict[str, object]:
    """The page of one order, with the status as its title shows it."""
    titles = (fields.get("title") for fields in blocks if "title" in fields and "orderId" in fields)
    return {**_status(next(titles, None), None), **order_page.read_page(blocks, today)}


def _tracking(module: Json) -> dict[str, object]:
    """Where the parcels are, and the days that the page promises; parcels that differ leave the place open."""
    parcels = [listed(parcel.get("detailList")) for parcel in listed(module.get("trackingDetailLineList"))]
    # The carrier's last word stands first.
    last = [events[0] if events else {} for events in parcels]
    place = agreed(tracking_of(text(event.get("trackingName"))) for event in last)
    times = [time for event in last if isinstance(time := event.get("time"), int)]
    day = coded("last_event", place).get("field")
    contents = (entry["fdContentList"] for entry in objects(module) if isinstance(entry.get("fdContentList"), list))
    return {
        "tracking": place,
        "shipped": any(parcels) or None,
        **({day: epoch(max(times), "time")} if day and times else {}),
        **order_page.promised(chain.from_iterable(contents)),
    }


def tracking_of(label: str | None) -> str | None:
    """What a carrier's or a page's word says of the parcel; None where it is not known."""
    fields = read_label(label or "", "status", load_words()).fields
    place = fields.get("tracking") or coded("place", fields.get("status")).get("tracking")
    return place if isinstance(place, str) else None


def _refund_case(entry: Json) -> dict[str, object]:
    """A return or dispute in the buyer's list: whether it runs, since when and until when, or what is paid."""
    case = coded("refund_case", identifier(entry.get("reverseStatus")))
    opened, changed = (aliexpress_time(entry.get(name), name) for name in ("gmtCreateFormat", "gmtModifiedFormat"))
    concluded = "sub_status" in case
    return {
        **case,
        "dispute_opened_on": opened if concluded or "dispute" in case else None,
        "dispute_closed_on": changed if concluded else None,
    }
