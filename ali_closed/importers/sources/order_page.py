"""The page of one order as the browser loads it: its days, its dispute button, and the clocks it names in words.

The page states its own windows ("within 7 days of confirming receipt", "within 90 days after order was placed"). They
outrank every document, so they are read and never guessed. Seen on a completed order of September 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Final

from ali_closed.importers.fields.codes import coded, codes, shown_method
from ali_closed.importers.fields.times import day_of, page_day
from ali_closed.importers.fields.values import Json, inner, listed, objects, text, told
from ali_closed.model.span import Span

_DAYS: Final = {
    "ordered_on": "orderCreatTime",
    "paid_on": "payTime",
    "shipped_on": "orderShipTime",
    "closed_on": "orderEndTime",
}
_COUNTED: Final = re.compile(r"\b\d{1,3}[ \u00a0]?[^\W\d_]")
_REFUND_BEFORE: Final = re.compile(
    r"refund if (?:no delivery|not delivered|.{0,20}not received) (?:before|by) (?P<day>.{6,30}?)(?=\s*(?:·|$))", re.I
)
_COUPON_BY: Final = re.compile(r"if delayed by (?P<day>.{6,30}?)(?=\s*(?:·|$))", re.I)
_TAGS: Final = re.compile(r"<[^>]{0,200}>")
_FREE_RETURNS: Final = "free returns"


def read_page(blocks: Iterable[Json], today: date) -> dict[str, object]:
    """The fields of the order that the blocks of its page tell, by the contract's names; DataError for a wrong day.

    What the page says beside the end of an order, if it names no clocks, is a message like any other; `unread` holds
    it where it counts something that was not read as a clock.
    """
    found: dict[str, object] = {}
    reminder = ""
    for fields in blocks:
        reminder = text(fields.get("reminder")) or reminder
        found |= told(_block(fields))
    ends = _clocks(reminder, found)
    if "closed_on" in found and len(ends) < len(_COUNTED.findall(reminder)):
        found["unread"] = reminder
    if ends:
        # Of clocks that differ by what is wrong, those that are past are left out.
        ahead = [end for end in ends if end >= today] or [max(ends)]
        return {**found, "dispute_ends_on": Span(min(ahead), max(ahead)).echo()}
    return {**found, "message": reminder} if reminder and "closed_on" in found else found


def is_block(entry: Json) -> bool:
    """Whether this is one of the blocks that are read."""
    return (text(entry.get("tag")) or "").startswith(("detail_order_", "detail_product_", "detail_simple_order_info"))


def _block(fields: Json) -> dict[str, object]:
    days = {field: page_day(fields.get(name), name) for field, name in _DAYS.items()}
    products = listed(fields.get("productVOList"))
    buttons = (entry.get("type") for entry in objects(fields) if "text" in entry)
    return {
        **days,
        "paid": None if days["paid_on"] is None else True,
        "shipped": None if days["shipped_on"] is None else True,
        **shown_method(fields.get("paymentMethod")),
        "country": text(inner(fields, "addressVO").get("countryCode")),
        "dispute_button": "shown" if "OPEN_DISPUTE" in buttons else None,
        # Items that differ leave it open, and no mark says nothing.
        "free_returns": (products and all(map(_returns_free, products))) or None,
        **promised(entry.get("content") for entry in listed(fields.get("data"))),
    }


def _returns_free(product: Json) -> bool:
    tags = (_TAGS.sub("", text(tag.get("richText")) or "") for tag in listed(product.get("itemTags")))
    return any(tag.strip().casefold() == _FREE_RETURNS for tag in tags)


def promised(lines: Iterable[object]) -> dict[str, object]:
    """The day from which a parcel that has not come is late.

    "Refund if no delivery before" names the day from which the money can be asked for, not the end of protection; a
    coupon for a delay comes earlier and counts only where no such day is named.
    """
    said = [line for line in lines if isinstance(line, str)]
    matches = (match for pattern in (_REFUND_BEFORE, _COUPON_BY) for line in said if (match := pattern.search(line)))
    match = next(matches, None)
    return {} if match is None else {"delivery_due_on": page_day(match["day"].strip(), "delivery promise")}


@cache
def _clock() -> re.Pattern[str]:
    """A number of days, and within a few words where they start."""
    unit = r"\b(?P<days>\d{1,3})[ \u00a0]?(?:day|d[ií]a|jour|tag|giorn|dni|дн|ден)\w*"
    starts = "|".join(codes()["clock_start"])
    return re.compile(rf"{unit}(?:[ ,'’][^\W\d]+){{0,5}}?[ ,'’]+(?P<start>{starts})", re.I)  # noqa: RUF001


def _clocks(reminder: str, found: Mapping[str, object]) -> list[date]:
    """The days on which the clocks end that the page names, as far as it shows where they start."""
    named = ((coded("clock_start", clock["start"]), int(clock["days"])) for clock in _clock().finditer(reminder))
    clocks = [(found.get(start.get("field", "")), days) for start, days in named]
    return [day_of(start) + timedelta(days=days) for start, days in clocks if isinstance(start, date)]
