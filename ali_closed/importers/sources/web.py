"""The JSON that the buyer's own pages load: the order list, one order, its tracking, its refund cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from ali_closed.errors import DataError
from ali_closed.importers.fields.codes import coded
from ali_closed.importers.fields.times import aliexpress_time, epoch, page_day
from ali_closed.importers.fields.values import agreed, first, identifier, inner, listed, objects, text
from ali_closed.importers.sources import order_page
from ali_closed.rules.words import load_words, read_label

Said = dict[str, object] | DataError
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
    details: list[Mapping[str, Any]] = []
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
        yield detail_id or asked_for, _said(partial(_details, today=today), details)


def merged(parts: Iterable[Part]) -> dict[str | None, Said]:
    """The parts put together by order, in the order in which orders first come; what was loaded later wins.

    Of an order that any part breaks off at, nothing but the error is left.
    """
    found: dict[str | None, Said] = {}
    for order_id, said in parts:
        found[order_id] = _together(found.get(order_id, {}), said)
    if None in found and len(found) == 2:
        # One order was looked at: what does not repeat its number is about it.
        nameless = found.pop(None)
        only = next(iter(found))
        found[only] = _together(found[only], nameless)
    return found


def _together(known: Said, said: Said) -> Said:
    if isinstance(known, DataError):
        return known
    return said if isinstance(said, DataError) else known | said


def _said(read: Callable[[Any], dict[str, object]], given: object) -> Said:
    """What a reader makes of something, without what is not known."""
    try:
        return {name: held for name, held in read(given).items() if held is not None}
    except DataError as error:
        return error


def _listed_order(fields: Mapping[str, Any]) -> dict[str, object]:
    arguments = inner(inner(fields, "utParams"), "args")
    return {
        **_status(fields.get("statusText"), arguments.get("orderStatus")),
        "ordered_on": page_day(fields.get("orderDateText"), "orderDateText"),
        # What the lines of the order say of the money; lines that differ leave it open.
        "refund": agreed(map(_refund_in, listed(fields.get("orderLines")))),
    }


def _refund_in(line: Mapping[str, Any]) -> object:
    """What the status of one line says of the money."""
    labels = (text(held) for name, held in line.items() if name.casefold().endswith(("status", "statustext")))
    read = (read_label(label, "sub_status", load_words()).fields.get("refund") for label in labels if label)
    return next((refund for refund in read if refund), None)


def _status(label: object, number: object) -> dict[str, object]:
    """The label, or in a language that is not known, what the number beside it was seen to mean."""
    shown = text(label)
    if shown is not None and not read_label(shown, "status", load_words()).known:
        return dict(coded("web_status", identifier(number))) or {"status": shown}
    return {"status": shown}


def _details(blocks: list[Mapping[str, Any]], today: date) -> dict[str, object]:
    """The page of one order, with the status as its title shows it."""
    titles = (fields.get("title") for fields in blocks if "title" in fields and "orderId" in fields)
    return {**_status(next(titles, None), None), **order_page.read_page(blocks, today)}


def _tracking(module: Mapping[str, Any]) -> dict[str, object]:
    """Where the parcels are, and the days that the page promises; parcels that differ leave the place open."""
    parcels = [listed(parcel.get("detailList")) for parcel in listed(module.get("trackingDetailLineList"))]
    # The carrier's last word stands first.
    last = [events[0] if events else {} for events in parcels]
    place = agreed(tracking_of(text(event.get("trackingName"))) for event in last)
    times = [time for event in last if isinstance(time := event.get("time"), int)]
    day = coded("last_event", place).get("field")
    contents = (line for entry in objects(module) for line in _lines(entry.get("fdContentList")))
    return {
        "tracking": place,
        "shipped": True if any(parcels) else None,
        **({day: epoch(max(times), "time")} if day and times else {}),
        **order_page.promised(contents),
    }


def tracking_of(label: str | None) -> str | None:
    """What a carrier's or a page's word says of the parcel; None where it is not known."""
    fields = read_label(label or "", "status", load_words()).fields
    place = fields.get("tracking") or coded("place", fields.get("status")).get("tracking")
    return place if isinstance(place, str) else None


def _lines(held: object) -> list[object]:
    return held if isinstance(held, list) else []


def _refund_case(entry: Mapping[str, Any]) -> dict[str, object]:
    """A return or dispute in the buyer's list: whether it runs, since when and until when, or what is paid."""
    told = coded("refund_case", identifier(entry.get("reverseStatus")))
    opened, changed = (aliexpress_time(entry.get(name), name) for name in ("gmtCreateFormat", "gmtModifiedFormat"))
    concluded = "sub_status" in told
    return {
        **told,
        "dispute_opened_on": opened if concluded or "dispute" in told else None,
        "dispute_closed_on": changed if concluded else None,
    }
