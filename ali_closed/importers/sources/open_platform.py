"""Orders as the Open Platform answers them, in every spelling and wrapping that clients keep.

Answers of `solution.order.get`, `solution.order.info.get`, `trade.seller.orderlist.get`, `findorderbyid` and
`ds.order.get` differ in names and roots, not in meaning; the personal-data export uses the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from ali_closed.importers.fields.codes import coded, first_coded, is_code, payment_method
from ali_closed.importers.fields.times import When, aliexpress_time, day_of, envelope_time
from ali_closed.importers.fields.values import agreed, first, flag, identifier, inner, listed, money, number, text
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
_SENT: Final = ("gmt_send_goods_time", "gmt_send_good_time")
_LINES: Final = ("product_list", "child_order_list")
_PARCELS: Final = ("logistic_info_list", "logistics_info_list")
_AGREE: Final = timedelta(minutes=5)
"""How far the time left, counted from when the answer was made, may lie from the order's own times."""


def is_order(record: Mapping[str, Any]) -> bool:
    """Whether an object in snake_case is an order, and not one of its lines, logs or messages."""
    if "order_status" in record or "order_end_reason" in record:
        return "child_order_id" not in record and "order_sort_id" not in record
    return len(MARKS & record.keys()) >= 2


def orders(
    answer: Any, made_at: datetime | None = None, depth: int = 0
) -> Iterator[tuple[Mapping[str, Any], datetime | None]]:
    """Every order in an answer in snake_case, each with when the answer was made, where the envelope says."""
    if isinstance(answer, list) and depth <= 12:
        for entry in answer:
            yield from orders(entry, made_at, depth + 1)
    elif isinstance(answer, Mapping) and depth <= 12:
        if is_order(answer):
            yield answer, made_at
            return
        made_at = envelope_time(answer.get("time_stamp")) or made_at
        for held in answer.values():
            yield from orders(held, made_at, depth + 1)


def order_id(record: Mapping[str, Any]) -> str | None:
    """The number of the order; some answers leave it out."""
    return identifier(first(record, "order_id", "id", "trade_order_id"))


def read_fields(record: Mapping[str, Any], context: Context, made_at: datetime | None = None) -> dict[str, object]:
    """The facts of one order in snake_case, by the contract's names; DataError for a time that is none."""
    lines = [line for name in _LINES for line in listed(record.get(name))]
    status = text(record.get("order_status"))
    ended = is_code("ended", status)
    fields: dict[str, object] = {}
    if status is not None and not ended:
        fields |= coded("order_status", status) or {"status": status}
    if not ended:
        fields |= coded("frozen_status", record.get("frozen_status"))
    fields["end_reason"] = _end_reason(record, lines)
    _add_times(fields, record, ended, context)
    _add_money(fields, record, lines)
    _add_shipment(fields, record)
    _add_issue(fields, record, lines)
    _add_refund(fields, record, lines)
    _add_countdown(fields, record, lines, status, made_at)
    # What is only a day here is one on AliExpress's clock, whatever the zone the buyer is in.
    return {
        name: Span.day(held) if isinstance(held, date) and not isinstance(held, datetime) else held
        for name, held in fields.items()
        if held is not None
    }


def _time(record: Mapping[str, Any], names: tuple[str, ...]) -> When | None:
    for name in names:
        found = aliexpress_time(record.get(name), name)
        if found is not None:
            return found
    return None


def _times(records: Iterable[Mapping[str, Any]], name: str) -> list[When]:
    return [when for record in records if (when := aliexpress_time(record.get(name), name)) is not None]


def _end_reason(record: Mapping[str, Any], lines: list[Mapping[str, Any]]) -> str | None:
    """The recorded reason, verbatim; that of the lines only if all that have one agree."""
    own = text(first(record, "end_reason", "order_end_reason"))
    if own is not None:
        return own
    of_lines = {reason for line in lines if (reason := text(first(line, "end_reason", "order_end_reason")))}
    return agreed(of_lines)


def _add_times(fields: dict[str, object], record: Mapping[str, Any], ended: bool, context: Context) -> None:
    created, paid, closed = _time(record, _CREATED), _time(record, _PAID), _time(record, _ENDED)
    fields["ordered_on"], fields["paid_on"], fields["closed_on"] = created, paid, closed
    if closed is None and (ended or fields["end_reason"] is not None):
        # Ended, so not before the last thing known of it, and not after its last change.
        earliest, latest = paid or created, _time(record, _CHANGED)
        until = day_of(latest) if latest is not None else context.today
        since = day_of(earliest) if earliest is not None else None
        fields["closed_on"] = Span(since if since is not None and since <= until else None, until)


def _add_money(fields: dict[str, object], record: Mapping[str, Any], lines: list[Mapping[str, Any]]) -> None:
    words = [text(record.get("fund_status"))]
    words = words if words[0] else [word for line in lines if (word := text(line.get("fund_status")))]
    answers = {coded("fund_status", word).get("paid") for word in words}
    succeeded = flag(record.get("is_success_pay"))
    took = True in answers or fields.get("paid_on") is not None or succeeded is True
    not_taken = answers == {False} or succeeded is False
    fields["paid"] = took if took != not_taken else None
    fields["payment_method"] = payment_method(record.get("payment_type"))


def _add_shipment(fields: dict[str, object], record: Mapping[str, Any]) -> None:
    parcels = [parcel for name in _PARCELS for parcel in listed(record.get(name))]
    sent = _times(parcels, "gmt_send")
    own = _time(record, _SENT)
    fields |= coded("logistics_status", record.get("logistics_status"))
    if sent or own is not None:
        fields["shipped"] = True
        fields["shipped_on"] = own if own is not None else _latest(sent)
    if place := agreed(coded("receive_status", parcel.get("receive_status")).get("tracking") for parcel in parcels):
        fields["tracking"] = place
        times = _times(parcels, "gmt_received")
        fields["delivered_on"] = _latest(times) if times else None


def _latest(times: list[When]) -> When:
    return max(times, key=lambda when: (day_of(when), when.timestamp() if isinstance(when, datetime) else 0.0))


def _add_issue(fields: dict[str, object], record: Mapping[str, Any], lines: list[Mapping[str, Any]]) -> None:
    """A dispute of the order or of any of its lines: one that runs says more than one that ended."""
    found = [record, inner(record, "issue_info")]
    for line in lines:
        found += [line, inner(line, "child_issue_info"), inner(line, "issue_info")]
    told = first_coded("issue_status", (place.get("issue_status") for place in found))
    fields |= {} if "dispute" in fields else told
    if fields.get("dispute") == "open":
        fields["dispute_opened_on"] = next(iter(_times(found, "issue_time")), None)
    else:
        # Before anything was sent there is no dispute, whatever a line of the order says.
        sent = fields.get("shipped", fields["end_reason"] is None)
        submits = any(flag(line.get("can_submit_issue")) for line in lines)
        fields["dispute_button"] = "shown" if submits and sent else None


def _add_refund(fields: dict[str, object], record: Mapping[str, Any], lines: list[Mapping[str, Any]]) -> None:
    """What came back, or will, of the order; where only its lines say, of those."""
    own = inner(record, "refund_info")
    infos = [own] if own else [inner(line, "refund_info") for line in lines]
    said = [text(info.get("refund_status")) for info in infos]
    if "refund_ok" in said:
        refunded = [info for info, word in zip(infos, said, strict=True) if word == "refund_ok"]
        fields["refund"] = "received_partly" if len(refunded) < len(infos) or _is_part(refunded, record) else "received"
    elif "wait_refund" in said:
        fields["refund"] = "announced"
        fields["refund_announced_on"] = aliexpress_time(
            infos[said.index("wait_refund")].get("refund_time"), "refund_time"
        )


def _is_part(infos: list[Mapping[str, Any]], record: Mapping[str, Any]) -> bool:
    """Whether less came back than the order cost, both known and in one currency."""
    whole = money(first(record, "order_amount", "pay_amount"))
    cash = [money(info.get("refund_cash_amt")) for info in infos]
    coupons = [money(info.get("refund_coupon_amt")) for info in infos]
    sums = [*cash, *(coupon for coupon in coupons if coupon is not None)]
    if whole is None or any(part is None or part[1] != whole[1] for part in sums):
        return False
    return 0 < sum(part[0] for part in sums if part is not None) < whole[0]


def _add_countdown(
    fields: dict[str, object],
    record: Mapping[str, Any],
    lines: list[Mapping[str, Any]],
    status: str | None,
    made_at: datetime | None,
) -> None:
    """The end of the present status: of the protection while on its way, of the processing time before."""
    name = coded("countdown", status).get("field")
    if name is None:
        return
    ends = aliexpress_time(record.get("over_time_left"), "over_time_left")
    if ends is not None:
        fields[name] = ends
        return
    counted = _own_end(fields, record, lines) if name == "protection_ends_on" else None
    left = _time_left(record)
    if left is not None and made_at is not None:
        interpreted = (made_at + left).astimezone(PACIFIC)
        # Where the two agree, the order's own times are exact, and the answer was on its way for a second.
        fields[name] = counted[1] if counted and abs(counted[1] - interpreted) <= _AGREE else interpreted
    elif counted is not None:
        fields[name] = counted[1] if counted[0] == counted[1] else Span(day_of(counted[0]), day_of(counted[1]))


def _time_left(record: Mapping[str, Any]) -> timedelta | None:
    milliseconds = number(record.get("timeout_left_time"))
    if milliseconds is not None:
        return timedelta(milliseconds=milliseconds) if abs(milliseconds) < 10**11 else None
    parts = [number(record.get(f"left_send_good_{unit}")) for unit in ("day", "hour", "min")]
    if parts[0] is None or parts[0] > 1000:
        return None
    days, hours, minutes = (part or 0 for part in parts)
    return timedelta(days=days, hours=min(hours, 24), minutes=min(minutes, 60))


def _own_end(
    fields: dict[str, object], record: Mapping[str, Any], lines: list[Mapping[str, Any]]
) -> tuple[datetime, datetime] | None:
    """The promised days of 24 hours after the last change of the shipment: the earliest and the latest end.

    The order's last change may have been another one than that; then the end lies between the two that follow.
    """
    days = [count for line in lines if (count := number(line.get("freight_commit_day"))) and 0 < count <= 366]
    changed, sent = _time(record, _CHANGED), fields.get("shipped_on")
    if not days or not isinstance(changed, datetime):
        return None
    first = min(sent, changed) if isinstance(sent, datetime) else changed
    return _later(first, min(days)), _later(changed, max(days))


def _later(start: datetime, days: int) -> datetime:
    """Whole days of 24 hours later, on the same clock: the hour on it shifts where its summer time changes."""
    return (start.astimezone(UTC) + timedelta(hours=24 * days)).astimezone(start.tzinfo)
