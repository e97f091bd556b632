"""Orders of aliexpress.ru, a market of its own with words of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from ali_closed.importers.fields.codes import Facts, coded, is_code
from ali_closed.importers.fields.times import When, aliexpress_time, page_day
from ali_closed.importers.fields.values import first, identifier, inner, text
from ali_closed.model.span import Span

MARKS: Final = frozenset({"order_display_status", "finish_reason", "antifraud_status"})
_BESIDE: Final = frozenset({"payment_status", "delivery_status"})


def is_order(record: Mapping[str, Any]) -> bool:
    """Whether an object in snake_case is an order of aliexpress.ru."""
    return bool(MARKS & record.keys()) or record.keys() >= _BESIDE


def order_id(record: Mapping[str, Any]) -> str | None:
    """The number of the order."""
    return identifier(first(record, "order_id", "id"))


def read_fields(record: Mapping[str, Any]) -> dict[str, object]:
    """The facts of one order, by the contract's names; DataError for a time that is none."""
    fields: dict[str, object] = {
        **coded("ru_delivery", record.get("delivery_status")),
        **coded("ru_payment", record.get("payment_status")),
        **coded("ru_antifraud", record.get("antifraud_status")),
        **_status(record.get("order_display_status"), record.get("status")),
        "end_reason": text(record.get("finish_reason")),
        "ordered_on": _time(record, "created_at"),
        "paid_on": _time(record, "paid_at"),
        "closed_on": _time(record, "finished_at"),
        **_issue(record),
    }
    return {name: held for name, held in fields.items() if held is not None}


def _status(shown: object, state: object) -> Facts:
    """What the page shows, and the plainer state beside it where it says who or what ended the order."""
    if is_code("order_status", shown):
        return coded("order_status", shown, state) or coded("order_status", shown)
    label = text(shown)
    unread = {} if label is None or label.casefold() == "unknown" else {"status": label}
    return coded("ru_state", state) or unread


def _issue(record: Mapping[str, Any]) -> Facts:
    issue = inner(record, "issue") or inner(record, "dispute")
    state = text(issue.get("issue_status")) or text(issue.get("status")) or text(record.get("issue_status"))
    result = first(issue or record, "ae_result_refund", "result")
    return coded("ru_issue", state, result) or coded("ru_issue", state)


def _time(record: Mapping[str, Any], name: str) -> When | Span | None:
    """A time with an offset as it stands; one without is a day on a clock that is not said, so only the day."""
    given = record.get(name)
    if isinstance(given, Mapping):
        return aliexpress_time(given, name)
    found = page_day(given, name)
    return found if isinstance(found, datetime) or not isinstance(found, date) else Span.day(found)
