"""The order as the buyer tells it: every field may be missing, and missing means "not known"."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date, tzinfo
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from ali_closed.errors import AliClosedError, UsageError, quoted
from ali_closed.model.dates import read_date
from ali_closed.model.span import Span

UNKNOWN: Final = "unknown"
"""What a field holds when the buyer was asked and does not know."""


def _span(value: object, info: Any) -> object:
    if value is None or value == UNKNOWN or isinstance(value, Span):
        return value
    context = info.context or {}
    try:
        return read_date(value, today=context["today"], zone=context.get("zone"), field=info.field_name)
    except KeyError:
        raise ValueError("relative or written dates need `today`; give a Span") from None
    except AliClosedError as error:
        raise PydanticCustomError("date", "{reason}", {"reason": error.message, "hint": error.hint}) from None


def _echo(value: Span | str | None) -> object:
    return value.echo() if isinstance(value, Span) else value


_DATE_SCHEMA = {
    "anyOf": [
        {"type": "string", "description": "an ISO day, a time with offset, a month, a span A..B, or words"},
        {
            "type": "object",
            "properties": {
                "from": {"type": ["string", "null"]},
                "until": {"type": ["string", "null"]},
            },
            "minProperties": 1,
            "additionalProperties": False,
        },
        {"type": "null"},
    ]
}

DateField = Annotated[
    Span | Literal["unknown"] | None,
    BeforeValidator(_span),
    PlainSerializer(_echo),
    WithJsonSchema(_DATE_SCHEMA),
]
Flag = bool | Literal["unknown"] | None


class Order(BaseModel):
    """One order. `None` and "unknown" both mean not known; "unknown" is not asked again.

    `status` and `sub_status` hold a value of the contract or a label as the buyer reads it.
    Dates are spans of whole days on AliExpress's clock (America/Los_Angeles), both ends inclusive.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True)

    id: str | None = None
    note: str | None = None
    status: str | None = None
    sub_status: str | None = None
    end_reason: str | None = None
    message: str | None = None
    closed_when: Literal["at_payment", "before_shipping", "after_shipping", "unknown"] | None = None
    paid: Flag = None
    shipped: Flag = None
    bank: Literal["nothing", "reserved", "booked", "unknown"] | None = None
    tracking: (
        Literal[
            "none",
            "unknown_number",
            "moving",
            "stalled",
            "awaiting_pickup",
            "delivery_failed",
            "delivered",
            "delivered_elsewhere",
            "customs",
            "returned",
            "cancelled",
            "lost",
            "unknown",
        ]
        | None
    ) = None
    parcel: (
        Literal["not_received", "received_ok", "received_faulty", "received_partly", "wrong_item", "unknown"] | None
    ) = None
    confirmed: Literal["no", "yes", "by_mistake", "disputed", "unknown"] | None = None
    cancel_request: Literal["none", "pending", "agreed", "refused", "withdrawn", "unknown"] | None = None
    cancelled_by: Literal["buyer", "seller", "platform", "not_me", "unknown"] | None = None
    cancel_asked_by_seller: Flag = None
    seller_says: (
        Literal["out_of_stock", "price_changed", "cannot_ship", "not_sent", "sent", "refunded", "wait", "unknown"]
        | None
    ) = None
    dispute: (
        Literal[
            "none",
            "open",
            "won",
            "partial",
            "won_nothing",
            "lost",
            "withdrawn",
            "agreed_return",
            "refused",
            "vanished",
            "unknown",
        ]
        | None
    ) = None
    return_: Annotated[Literal["none", "sent", "arrived", "unknown"] | None, Field(alias="return")] = None
    dispute_button: Literal["shown", "gone", "too_early", "refuses_delivered", "refuses_too_late", "unknown"] | None = (
        None
    )
    review_button: Literal["shown", "gone", "unknown"] | None = None
    appeal: Literal["none", "open", "won", "lost", "unknown"] | None = None
    chargeback: Literal["none", "open", "won", "lost", "unknown"] | None = None
    refund: Literal["none_seen", "announced", "received", "received_partly", "unknown"] | None = None
    payment_method: Literal["card", "paypal", "wallet", "bank_transfer", "bonus", "other", "unknown"] | None = None
    coupon: Literal["none", "ordinary", "welcome", "unknown"] | None = None
    large_sum: Flag = None
    unauthorised: Flag = None
    processing_extended: Flag = None
    protection_extended: Flag = None
    ordered_on: DateField = None
    paid_on: DateField = None
    processing_ends_on: DateField = None
    shipped_on: DateField = None
    delivery_due_on: DateField = None
    delivered_on: DateField = None
    protection_ends_on: DateField = None
    cancel_requested_on: DateField = None
    confirmed_on: DateField = None
    closed_on: DateField = None
    dispute_opened_on: DateField = None
    dispute_closed_on: DateField = None
    refund_announced_on: DateField = None
    last_seen_open_on: DateField = None

    def value(self, field: str) -> Any:
        """What the field holds, by its contract name; None where it is not known or was answered "unknown"."""
        held = self.__dict__[_attribute(field)]
        return None if held == UNKNOWN else held

    def raw(self, field: str) -> Any:
        """What the field holds, "unknown" included."""
        return self.__dict__[_attribute(field)]

    def span(self, field: str) -> Span | None:
        """The date held by a date field."""
        held = self.value(field)
        return held if isinstance(held, Span) else None

    def told(self) -> dict[str, Any]:
        """Every field that holds anything, "unknown" included, by its contract name, in the contract's order."""
        held = self.__dict__
        return {name: held[attribute] for name, attribute in _ATTRIBUTES if held[attribute] is not None}

    def known(self) -> dict[str, Any]:
        """Every field with a known value, by its contract name, in the contract's order."""
        return {name: held for name, held in self.told().items() if held != UNKNOWN}

    def replace(self, **changes: Any) -> Order:
        """The order with some fields changed; names are the contract's."""
        return self.model_copy(update={_attribute(name): held for name, held in changes.items()})

    def echo(self) -> dict[str, Any]:
        """The order as JSON values: every known or asked field, dates as days or spans."""
        return {name: _echo(held) if isinstance(held, Span) else held for name, held in self.told().items()}


def _attribute(field: str) -> str:
    return "return_" if field == "return" else field


FIELDS: Final[tuple[str, ...]] = tuple(info.alias or name for name, info in Order.model_fields.items())
_ATTRIBUTES: Final = tuple((name, _attribute(name)) for name in FIELDS)
DATE_FIELDS: Final[tuple[str, ...]] = tuple(name for name in FIELDS if name.endswith("_on"))
AHEAD_FIELDS: Final = ("processing_ends_on", "delivery_due_on", "protection_ends_on")
"""Dates of what may lie ahead; every other date is of something that has happened."""
FLAG_FIELDS: Final[tuple[str, ...]] = (
    "paid",
    "shipped",
    "cancel_asked_by_seller",
    "large_sum",
    "unauthorised",
    "processing_extended",
    "protection_extended",
)
TEXT_FIELDS: Final[tuple[str, ...]] = ("id", "note", "status", "sub_status", "end_reason", "message")
STATUSES: Final = (
    "payment_pending",
    "payment_verification",
    "shipment_pending",
    "cancel_requested",
    "shipped",
    "completed",
    "closed",
    "frozen",
)
OPEN_STATUSES: Final = tuple(status for status in STATUSES if status not in {"completed", "closed"})
"""The statuses of an order that has not ended."""
SUB_STATUSES: Final = (
    "order_cancelled",
    "confirmation_received",
    "confirmation_timed_out",
    "payment_processing",
    "dispute_open",
    "dispute_closed",
    "none",
)


def _choices(field: str) -> tuple[Any, ...]:
    if field == "status":
        return STATUSES
    if field == "sub_status":
        return SUB_STATUSES
    if field in FLAG_FIELDS:
        return (True, False)
    annotation = Order.model_fields[_attribute(field)].annotation
    found = [value for part in get_args(annotation) for value in get_args(part)]
    return tuple(value for value in found if isinstance(value, str) and value != UNKNOWN)


CHOICES: Final[Mapping[str, tuple[Any, ...]]] = {
    field: _choices(field)
    for field in FIELDS
    if field not in DATE_FIELDS and (field not in TEXT_FIELDS or field in {"status", "sub_status"})
}
"""The values of every field that is chosen from a list, in the contract's order, without "unknown"."""


def read_order(data: Mapping[str, object], *, today: date, zone: tzinfo | None = None) -> Order:
    """Read an order from plain values, as flags or JSON give them.

    Raises UsageError for an unknown field or value, naming the nearest known one.
    """
    for key in data:
        if key not in FIELDS:
            raise _unknown_field(str(key))
    try:
        return Order.model_validate(dict(data), context={"today": today, "zone": zone}, strict=True)
    except ValidationError as error:
        raise _usage(error, data) from None


def _unknown_field(key: str) -> UsageError:
    near = difflib.get_close_matches(key.replace("-", "_").lower(), FIELDS, n=1)
    hint = f"Did you mean `{near[0]}`?" if near else "`ali-closed schema order` lists the fields."
    return UsageError(f"There is no field `{_short(key)}`.", code="unknown_field", hint=hint, field=_short(key))


def _usage(error: ValidationError, data: Mapping[str, object]) -> UsageError:
    first = error.errors(include_url=False)[0]
    field = str(first["loc"][0])
    if first["type"] == "date":
        context = first.get("ctx", {})
        return UsageError(str(context["reason"]), code="bad_date", hint=context.get("hint"), field=field)
    given = data.get(field)
    if field in FLAG_FIELDS and isinstance(given, str) and given.lower() in {"true", "false"}:
        return UsageError(
            f"`{field}` cannot be a text, as {quoted(given)} in quotes is.",
            code="bad_value",
            hint=f'Leave out the quotes: {{"{field}": {given.lower()}}}.',
            field=field,
        )
    if field in CHOICES:
        values = [str(value).lower() for value in CHOICES[field]]
        near = difflib.get_close_matches(str(given).lower(), values, n=1)
        hint = f"Did you mean `{near[0]}`? " if near else ""
        hint += f"It is one of: {', '.join(values)}, unknown."
        return UsageError(f"`{field}` cannot be {quoted(given)}.", code="bad_value", hint=hint, field=field)
    hint = f'Give it as a text, for example {{"{field}": "..."}}.'
    return UsageError(f"`{field}` cannot be {quoted(given)}.", code="bad_value", hint=hint, field=field)


def _short(given: object) -> str:
    return quoted(given).strip("`")
