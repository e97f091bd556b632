"""Orders of aliexpress.ru, a market of its own with words of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ali_closed.importers.fields.codes import Facts, coded, is_code
from ali_closed.importers.fields.times import page_day
from ali_closed.importers.fields.values import Json, first, identifier, inner, text, told
from ali_closed.model.span import Span

MARKS: Final = frozenset({"order_display_status", "finish_reason", "antifraud_status"})
_BESIDE: Final = frozenset({"payment_status", "delivery_status"})


def is_order(record: Json) -> bool:
    """Whether an object in snake_case is an order of aliexpress.ru."""
    return bool(MARKS & record.keys()) or record.keys() >= _BESIDE


def read_fields(record: Json) -> dict[str, object]:
    """The facts of one order, by the contract's names; DataError for a time that is none."""
    issue = inner(record, "issue") or inner(record, "dispute")
    dispute = text(issue.get("issue_status")) or text(issue.get("status")) or text(record.get("issue_status"))
    result = first(issue or record, "ae_result_refund", "result")
    return told(
        {
            "id": identifier(first(record, "order_id", "id")),
            **coded("ru_delivery", record.get("delivery_status")),
            **coded("ru_payment", record.get("payment_status")),
            **coded("ru_antifraud", record.get("antifraud_status")),
            **_status(record.get("order_display_status"), record.get("status")),
            "end_reason": text(record.get("finish_reason")),
            "ordered_on": _time(record, "created_at"),
            "paid_on": _time(record, "paid_at"),
            "closed_on": _time(record, "finished_at"),
            **(coded("ru_issue", dispute, result) or coded("ru_issue", dispute)),
        }
    )


def _status(shown: object, state: object) -> Facts:
    """What the page shows, and the plainer state beside it where it says who or what ended the order."""
    if is_code("order_status", shown):
        return coded("order_status", shown, state) or coded("order_status", shown)
    label = text(shown)
    return coded("ru_state", state) or ({"status": label} if label and label.casefold() != "unknown" else {})


def _time(record: Json, name: str) -> datetime | Span | None:
    """A time with an offset as it stands; one without is a day on a clock that is not said, so only the day."""
    found = page_day(record.get(name), name)
    return found if found is None or isinstance(found, datetime) else Span.day(found)
