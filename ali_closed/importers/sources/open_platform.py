"""Orders as the Open Platform answers them, in every spelling and wrapping that clients keep.

Answers of `solution.order.get`, `solution.order.info.get`, `trade.seller.orderlist.get`, `findorderbyid` and
`ds.order.get` differ in names and roots, not in meaning; the personal-data export uses the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from ali_closed.importers.fields.codes import Facts, bare, coded, first_coded, is_code
from ali_closed.importers.fields.times import aliexpress_time
from ali_closed.importers.fields.values import Json, agreed, first, flag, identifier, inner, listed, number, text, told
from ali_closed.importers.records import Context
from ali_closed.model.dates import PACIFIC
from ali_closed.model.span import Span

MARKS: Final = frozenset(
    ("order_status", "order_end_reason", "gmt_create", "gmt_trade_end", "gmt_create_order_time", "logistics_status")
)
"""Keys, in snake_case, any of which marks an order of the Open Platform; no field of the contract is among them."""

_CREATED: Final = ("gmt_create", "gmt_create_order_time")
_PAID: Final = ("gmt_pay_time", "gmt_pay_success", "gmt_pay_order_time", "order_paidtime_string")
_CHANGED: Final = ("gmt_update", "gmt_modified")
_ENDED: Final = ("gmt_trade_end", "gmt_trade_end_time")
_REASON: Final = ("end_reason", "order_end_reason")
_DIGITS: Final = 18
"""How many digits before the point an amount of money may have."""
_AGREE: Final = timedelta(minutes=5)
"""How far the time left, counted from when the answer was made, may lie from the order's own times."""


def is_order(record: Json) -> bool:
    """Whether an object in snake_case is an order, and not one of its lines, logs or messages."""
    if "order_status" in record or "order_end_reason" in record:
        return "child_order_id" not in record and "order_sort_id" not in record
    return len(MARKS & record.keys()) >= 2


def read_fields(record: Json, context: Context, made_at: datetime | None = None) -> dict[str, object]:
    """The facts of one order in snake_case, by the contract's names; DataError for a time that is none."""
    lines = _all(record, "product_list", "child_order_list")
    status = text(record.get("order_status"))
    ended = is_code("ended", status)
    fields: dict[str, object] = {"id": identifier(first(record, "order_id", "id", "trade_order_id"))}
    if not ended:
        fields |= coded("order_status", status) or {"status": status}
        fields |= coded("frozen_status", record.get("frozen_status"))
    fields |= first_coded("payment_type", bare(record.get("payment_type")).startswith)
    # Verbatim; that of the lines only if all that have one agree.
    of_lines = (text(first(line, *_REASON)) for line in lines)
    fields["end_reason"] = text(first(record, *_REASON)) or agreed(filter(None, of_lines))
    fields |= _days(record, ended or fields["end_reason"] is not None, context)
    fields["paid"] = _is_paid(record, lines, fields["paid_on"])
    fields |= _shipment(record)
    fields |= _issue(record, lines, fields)
    fields |= _refund(record, lines)
    countdown = coded("countdown", status).get("field")
    if countdown is not None:
        promised = lines if countdown == "protection_ends_on" else []
        fields[countdown] = _countdown(record, promised, fields.get("shipped_on"), made_at)
    return told(fields)


def _all(record: Json, *names: str) -> list[Json]:
    return [entry for name in names for entry in listed(record.get(name))]


def _times(records: Iterable[Json], *names: str) -> Iterator[Span]:
    return (when for record in records for name in names if (when := aliexpress_time(record.get(name), name)))


def _time(record: Json, *names: str) -> Span | None:
    return next(_times([record], *names), None)


def _days(record: Json, ended: bool, context: Context) -> Facts:
    created, paid, closed = (_time(record, *names) for names in (_CREATED, _PAID, _ENDED))
    if closed is None and ended:
        # Ended, so not before the last thing known of it, and not after its last change.
        earliest, latest = paid or created, _time(record, *_CHANGED)
        until = latest.first if latest else context.today
        since = earliest.first if earliest else None
        closed = Span(since if since and until and since <= until else None, until)
    return {"ordered_on": created, "paid_on": paid, "closed_on": closed}


def _is_paid(record: Json, lines: list[Json], paid_on: object) -> bool | None:
    own = text(record.get("fund_status"))
    words = [own] if own else [word for line in lines if (word := text(line.get("fund_status")))]
    answers = {coded("fund_status", word).get("paid") for word in words}
    succeeded = flag(record.get("is_success_pay"))
    took = True in answers or paid_on is not None or succeeded is True
    not_taken = answers == {False} or succeeded is False
    return took if took != not_taken else None


def _shipment(record: Json) -> Facts:
    parcels = _all(record, "logistic_info_list", "logistics_info_list")
    of_parcels = _latest(_times(parcels, "gmt_send"))
    sent = _time(record, "gmt_send_goods_time", "gmt_send_good_time") or of_parcels
    place = agreed(coded("receive_status", parcel.get("receive_status")).get("tracking") for parcel in parcels)
    return {
        **coded("logistics_status", record.get("logistics_status")),
        **({"shipped": True, "shipped_on": sent} if sent else {}),
        **({"tracking": place, "delivered_on": _latest(_times(parcels, "gmt_received"))} if place else {}),
    }


def _latest(times: Iterable[Span]) -> Span | None:
    return max(times, key=lambda when: (when.first, when.moment.timestamp() if when.moment else 0.0), default=None)


def _issue(record: Json, lines: list[Json], fields: Facts) -> Facts:
    """A dispute of the order or of any of its lines: one that runs says more than one that ended."""
    found = [record, inner(record, "issue_info")]
    for line in lines:
        found += [line, inner(line, "child_issue_info"), inner(line, "issue_info")]
    said = {bare(place.get("issue_status")) for place in found}
    state = {} if "dispute" in fields else first_coded("issue_status", said.__contains__)
    if {**fields, **state}.get("dispute") == "open":
        return {**state, "dispute_opened_on": next(_times(found, "issue_time"), None)}
    # Before anything was sent there is no dispute, whatever a line of the order says.
    sent = fields.get("shipped", fields["end_reason"] is None)
    submits = any(flag(line.get("can_submit_issue")) for line in lines)
    return {**state, "dispute_button": "shown" if submits and sent else None}


def _refund(record: Json, lines: list[Json]) -> Facts:
    """What came back, or will, of the order; where only its lines say, of those."""
    own = inner(record, "refund_info")
    infos = [own] if own else [inner(line, "refund_info") for line in lines]
    refunded, announced = (
        [info for info in infos if text(info.get("refund_status")) == word] for word in ("refund_ok", "wait_refund")
    )
    if refunded:
        return {"refund": "received_partly" if len(refunded) < len(infos) or _is_part(refunded, record) else "received"}
    if announced:
        when = aliexpress_time(announced[0].get("refund_time"), "refund_time")
        return {"refund": "announced", "refund_announced_on": when}
    return {}


def _is_part(infos: list[Json], record: Json) -> bool:
    """Whether less came back than the order cost, both known and in one currency."""
    whole = _money(first(record, "order_amount", "pay_amount"))
    cash = [_money(info.get("refund_cash_amt")) for info in infos]
    coupons = [_money(info.get("refund_coupon_amt")) for info in infos]
    sums = [*cash, *filter(None, coupons)]
    if whole is None or any(part is None or part[1] != whole[1] for part in sums):
        return False
    return 0 < sum(part[0] for part in sums if part) < whole[0]


def _money(value: object) -> tuple[Decimal, str] | None:
    """An amount and its currency, from cents or from text with a point; None if either is missing."""
    if not isinstance(value, Mapping):
        return None
    code = text(value.get("currency_code")) or text(inner(value, "currency").get("currency_code"))
    if code is None:
        return None
    cents, factor = number(value.get("cent")), number(value.get("cent_factor"))
    if cents is not None:
        return Decimal(cents) / (factor or 100), code
    given = value.get("amount", value.get("amount_str"))
    try:
        amount = Decimal(str(given).strip())
    except InvalidOperation:
        return None
    return (amount, code) if amount.is_finite() and amount.adjusted() < _DIGITS else None


def _countdown(record: Json, lines: list[Json], sent: object, made_at: datetime | None) -> Span | datetime | None:
    """The end of the present status; the lines may promise days that count from the order's own times."""
    if ends := aliexpress_time(record.get("over_time_left"), "over_time_left"):
        return ends
    counted = _own_end(record, lines, sent)
    left = _time_left(record)
    if left is not None and made_at is not None:
        interpreted = (made_at + left).astimezone(PACIFIC)
        # Where the two agree, the order's own times are exact, and the answer was on its way for a second.
        return counted[1] if counted and abs(counted[1] - interpreted) <= _AGREE else interpreted
    if counted is None or counted[0] == counted[1]:
        return counted and counted[1]
    return Span(counted[0].date(), counted[1].date())


def _time_left(record: Json) -> timedelta | None:
    """The time left in the present status; None where it is not told, or longer than any."""
    left = number(record.get("timeout_left_time"))
    days, hours, minutes = (number(record.get(f"left_send_good_{unit}")) for unit in ("day", "hour", "min"))
    if left is None and days is not None:
        left = ((days * 24 + (hours or 0)) * 60 + (minutes or 0)) * 60_000
    return None if left is None or abs(left) >= 10**11 else timedelta(milliseconds=left)


def _own_end(record: Json, lines: list[Json], sent: object) -> tuple[datetime, datetime] | None:
    """The promised days of 24 hours after the last change of the shipment: the earliest and the latest end.

    The order's last change may have been another one than that; then the end lies between the two that follow.
    """
    days = [count for line in lines if (count := number(line.get("freight_commit_day"))) and 0 < count <= 366]
    changed = _time(record, *_CHANGED)
    if not days or not changed or not changed.moment:
        return None
    moment = sent.moment if isinstance(sent, Span) else None
    return _later(min(moment or changed.moment, changed.moment), min(days)), _later(changed.moment, max(days))


def _later(start: datetime, days: int) -> datetime:
    """Whole days of 24 hours later, on the same clock: the hour on it shifts where its summer time changes."""
    return (start.astimezone(UTC) + timedelta(hours=24 * days)).astimezone(start.tzinfo)
