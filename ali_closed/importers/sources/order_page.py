"""The page of one order as the browser loads it: its days, its dispute button, and the clocks it names in words.

The page states its own windows ("within 7 days of confirming receipt", "within 90 days after order was placed"). They
outrank every document, so they are read and never guessed. Seen on a completed order of September 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from ali_closed.importers.fields.codes import shown_method
from ali_closed.importers.fields.times import page_day
from ali_closed.importers.fields.values import inner, listed, objects, text

_CLOCK: Final = re.compile(
    r"within (?P<days>\d{1,3}) days? (?:of|after|from) (?:the |your |you )?(?P<start>confirm|order|plac)", re.I
)
_STARTS: Final[Mapping[str, str]] = {"confirm": "closed_on", "order": "ordered_on", "plac": "ordered_on"}
"""How the start of a clock begins on the page, and the day it counts from: a confirmation ends the order."""
_REFUND_BEFORE: Final = re.compile(
    r"refund if (?:no delivery|not delivered|.{0,20}not received) (?:before|by) (?P<day>.{6,30}?)(?=\s*(?:·|$))", re.I
)
_COUPON_BY: Final = re.compile(r"if delayed by (?P<day>.{6,30}?)(?=\s*(?:·|$))", re.I)
_TAGS: Final = re.compile(r"<[^>]{0,200}>")
_FREE_RETURNS: Final = "free returns"


def read_page(blocks: Iterable[Mapping[str, Any]], today: date) -> dict[str, object]:
    """The fields of the order that the blocks of its page tell, by the contract's names; DataError for a wrong day.

    What the page says beside the end of an order, if it names no clocks, is a message like any other.
    """
    found: dict[str, object] = {}
    reminder = ""
    for fields in blocks:
        reminder = text(fields.get("reminder")) or reminder
        found.update((name, held) for name, held in _block(fields).items() if held is not None)
    ends = _dispute_ends(reminder, found, today)
    if ends is not None:
        return {**found, "dispute_ends_on": ends}
    return {**found, "message": reminder} if reminder and "closed_on" in found else found


def is_block(entry: Mapping[str, Any]) -> bool:
    """Whether this is one of the blocks that are read."""
    return (text(entry.get("tag")) or "").startswith(("detail_order_", "detail_product_", "detail_simple_order_info"))


def _block(fields: Mapping[str, Any]) -> dict[str, object]:
    paid = page_day(fields.get("payTime"), "payTime")
    shipped = page_day(fields.get("orderShipTime"), "orderShipTime")
    return {
        "ordered_on": page_day(fields.get("orderCreatTime"), "orderCreatTime"),
        "paid_on": paid,
        "paid": None if paid is None else True,
        "shipped_on": shipped,
        "shipped": None if shipped is None else True,
        "closed_on": page_day(fields.get("orderEndTime"), "orderEndTime"),
        "payment_method": shown_method(fields.get("paymentMethod")),
        "country": text(inner(fields, "addressVO").get("countryCode")),
        "dispute_button": "shown" if any(kind == "OPEN_DISPUTE" for kind in _buttons(fields)) else None,
        "free_returns": _free_returns(listed(fields.get("productVOList"))),
        **promised(entry.get("content") for entry in listed(fields.get("data"))),
    }


def _buttons(fields: Mapping[str, Any]) -> Iterator[object]:
    return (entry.get("type") for entry in objects(fields) if "type" in entry and "text" in entry)


def _free_returns(products: list[Mapping[str, Any]]) -> bool | None:
    """Whether each item carries the mark; items that differ leave it open, and no mark says nothing."""
    marked = [
        any(
            _TAGS.sub("", text(tag.get("richText")) or "").strip().casefold() == _FREE_RETURNS
            for tag in listed(product.get("itemTags"))
        )
        for product in products
    ]
    return True if marked and all(marked) else None


def promised(lines: Iterable[object]) -> dict[str, object]:
    """The day from which a parcel that has not come is late.

    "Refund if no delivery before" names the day from which the money can be asked for, not the end of protection; a
    coupon for a delay comes earlier and counts only where no such day is named.
    """
    told = [line for line in lines if isinstance(line, str)]
    for pattern in (_REFUND_BEFORE, _COUPON_BY):
        for line in told:
            if match := pattern.search(line):
                return {"delivery_due_on": page_day(match["day"].strip(), "delivery promise")}
    return {}


def _dispute_ends(reminder: str, found: Mapping[str, object], today: date) -> object:
    """The last day that the page names. Of clocks that differ by what is wrong, those that are past are left out."""
    ends: list[date] = []
    for match in _CLOCK.finditer(reminder):
        start = found.get(_STARTS[match["start"].casefold()])
        if isinstance(start, date):
            ends.append(start + timedelta(days=int(match["days"])))
    if not ends:
        return None
    ahead = [end for end in ends if end >= today] or [max(ends)]
    first, last = min(ahead), max(ahead)
    return first if first == last else {"from": first.isoformat(), "until": last.isoformat()}
