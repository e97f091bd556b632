"""Orders of aliexpress.ru, a market of its own with words of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from ali_closed.importers.fields.codes import RU_DELIVERY, RU_PAYMENT, RU_RESULT, RU_STATE, RU_STATUS
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
        **RU_DELIVERY.get(_word(record, "delivery_status"), {}),
        **RU_PAYMENT.get(_word(record, "payment_status"), {}),
        **_status(record),
        "end_reason": text(record.get("finish_reason")),
        "ordered_on": _time(record, "created_at"),
        "paid_on": _time(record, "paid_at"),
        "closed_on": _time(record, "finished_at"),
    }
    if _word(record, "antifraud_status") == "inreview" and "status" not in fields:
        fields["status"] = "payment_verification"
    fields.update(_issue(record))
    return {name: held for name, held in fields.items() if held is not None}


def _word(record: Mapping[str, Any], name: str) -> str:
    """A value in small letters, without the marks that its spellings differ in."""
    return (text(record.get(name)) or "").casefold().replace("_", "").replace("-", "")


def _status(record: Mapping[str, Any]) -> Mapping[str, object]:
    """What the page shows, and the plainer state beside it where it says who or what ended the order."""
    state = RU_STATE.get(_word(record, "status"), {})
    shown = RU_STATUS.get(_word(record, "order_display_status"))
    if shown is None:
        given = text(record.get("order_display_status"))
        return state if state or given is None or given.casefold() == "unknown" else {"status": given}
    return state if shown.get("status") == "closed" and state.get("status") == "Cancelled" else shown


def _issue(record: Mapping[str, Any]) -> dict[str, object]:
    issue = inner(record, "issue") or inner(record, "dispute") or record
    match _word(issue, "issue_status") or (_word(issue, "status") if issue is not record else ""):
        case "inprocess":
            return {"dispute": "open"}
        case "finished":
            result = RU_RESULT.get(_word(issue, "ae_result_refund") or _word(issue, "result"))
            return {"dispute": result} if result else {"sub_status": "dispute_closed"}
        case "nodispute":
            return {"dispute": "none"}
        case _:
            return {}


def _time(record: Mapping[str, Any], name: str) -> When | Span | None:
    """A time with an offset as it stands; one without is a day on a clock that is not said, so only the day."""
    given = record.get(name)
    if isinstance(given, Mapping):
        return aliexpress_time(given, name)
    found = page_day(given, name)
    return found if isinstance(found, datetime) or not isinstance(found, date) else Span.day(found)
