"""The order as the buyer tells it: every field may be missing, and missing means "not known"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, tzinfo
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, Field, GetCoreSchemaHandler, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from ali_closed.errors import AliClosedError, UsageError, did_you_mean, nearest, quoted
from ali_closed.model.dates import read_date
from ali_closed.model.fields import (
    CHOICES,
    COUNTRIES,
    COUNTRY_FIELDS,
    DATE_FIELDS,
    FIELDS,
    FLAG_FIELDS,
    LONGEST_TEXT,
    TEXT_FIELDS,
    UNKNOWN,
    country_code,
    unknown_field,
)
from ali_closed.model.span import Span


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
            "properties": {"from": {"type": ["string", "null"]}, "until": {"type": ["string", "null"]}},
            "minProperties": 1,
            "additionalProperties": False,
        },
        {"type": "null"},
    ]
}


class _Days:
    """How a date field is read and written, as pydantic asks for it once a field."""

    _CORE: Final = core_schema.with_info_plain_validator_function(
        _span, serialization=core_schema.plain_serializer_function_ser_schema(_echo)
    )

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return self._CORE


class _Listed:
    """How a field is read that holds one of the values listed for it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        values = CHOICES["return" if handler.field_name == "return_" else str(handler.field_name)]
        return core_schema.nullable_schema(core_schema.literal_schema([*values, UNKNOWN]))


DateField = Annotated[Span | Literal["unknown"] | None, _Days(), WithJsonSchema(_DATE_SCHEMA)]
Choice = Annotated[str | None, _Listed()]
Flag = bool | Literal["unknown"] | None


def _country(value: object) -> object:
    if not isinstance(value, str) or value == UNKNOWN:
        return value
    code = country_code(value)
    if code is None:
        raise PydanticCustomError("country", "no such country")
    return code


CountryField = Annotated[str | None, BeforeValidator(_country), Field(json_schema_extra={"examples": ["DE", "CN"]})]


class Order(BaseModel, frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True):
    """One order. `None` and "unknown" both mean not known; "unknown" is not asked again.

    `status` and `sub_status` hold a value of the contract or a label as the buyer reads it.
    Dates are spans of whole days on AliExpress's clock (America/Los_Angeles), both ends inclusive.
    """

    id: str | None = None
    note: str | None = None
    status: str | None = None
    sub_status: str | None = None
    end_reason: str | None = None
    message: str | None = None
    closed_when: Choice = None
    paid: Flag = None
    shipped: Flag = None
    bank: Choice = None
    tracking: Choice = None
    parcel: Choice = None
    confirmed: Choice = None
    cancel_request: Choice = None
    cancelled_by: Choice = None
    cancel_asked_by_seller: Flag = None
    seller_says: Choice = None
    dispute: Choice = None
    return_: Annotated[Choice, Field(alias="return")] = None
    dispute_button: Choice = None
    review_button: Choice = None
    appeal: Choice = None
    chargeback: Choice = None
    refund: Choice = None
    payment_method: Choice = None
    coupon: Choice = None
    large_sum: Flag = None
    unauthorised: Flag = None
    processing_extended: Flag = None
    protection_extended: Flag = None
    country: CountryField = None
    seller_country: CountryField = None
    free_returns: Flag = None
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
    dispute_ends_on: DateField = None
    chargeback_opened_on: DateField = None

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

    def days(self) -> dict[str, Span]:
        """Every date that is known, in the contract's order."""
        held = self.__dict__
        return {name: held[name] for name in DATE_FIELDS if isinstance(held[name], Span)}

    def told(self) -> dict[str, Any]:
        """Every field that holds anything, "unknown" included, by its contract name, in the contract's order."""
        held = self.__dict__
        return {name: held[attribute] for name, attribute in _ATTRIBUTES if held[attribute] is not None}

    def known(self) -> dict[str, Any]:
        """Every field with a known value, by its contract name, in the contract's order."""
        return {name: held for name, held in self.told().items() if held != UNKNOWN}

    def replace(self, **changes: Any) -> Order:
        """The order with some fields changed; names are the contract's."""
        return self.model_copy(update={_attribute(name): held for name, held in changes.items()}) if changes else self

    def echo(self) -> dict[str, Any]:
        """The order as JSON values: every known or asked field, dates as days or spans."""
        return {name: held.echo() if isinstance(held, Span) else held for name, held in self.told().items()}


def _attribute(field: str) -> str:
    return "return_" if field == "return" else field


_LONGEST_CODE: Final = 3
"""Longer than this is no code but a name, and no code is like it."""
_KNOWN: Final = frozenset(FIELDS)
_ATTRIBUTES: Final = tuple((name, _attribute(name)) for name in FIELDS)


def read_order(data: Mapping[str, object], *, today: date, zone: tzinfo | None = None) -> Order:
    """Read an order from plain values, as flags or JSON give them.

    Raises UsageError for an unknown field or value, naming the nearest known one.
    """
    for key in data:
        if key not in _KNOWN:
            raise unknown_field(str(key))
    for key in TEXT_FIELDS:
        if isinstance(held := data.get(key), str) and len(held) > LONGEST_TEXT:
            raise UsageError(
                f"`{key}` has more than {LONGEST_TEXT:,} characters.",
                code="too_large",
                hint="Give the words that matter, or leave it out.",
                field=key,
            )
    try:
        return Order.model_validate(dict(data), context={"today": today, "zone": zone}, strict=True)
    except ValidationError as error:
        raise _usage(error, data) from None


def _usage(error: ValidationError, data: Mapping[str, object]) -> UsageError:
    first = error.errors(include_url=False)[0]
    field = str(first["loc"][0])
    if first["type"] == "date":
        context = first.get("ctx", {})
        return UsageError(str(context["reason"]), code="bad_date", hint=context.get("hint"), field=field)
    given = data.get(field)
    message = f"`{field}` cannot be {quoted(given)}."
    hint = f'Give it as a text, for example {{"{field}": "..."}}.'
    if field in COUNTRY_FIELDS:
        near = nearest(str(given), sorted(COUNTRIES), count=2, cutoff=0.5) if len(str(given)) <= _LONGEST_CODE else ()
        hint = f"{did_you_mean(near)} Give the code of a country, of two letters, as in DE.".strip()
    elif field in FLAG_FIELDS and isinstance(given, str) and given.lower() in {"true", "false"}:
        message = f"`{field}` cannot be a text, as {quoted(given)} in quotes is."
        hint = f'Leave out the quotes: {{"{field}": {given.lower()}}}.'
    elif field in CHOICES:
        values = [str(value).lower() for value in CHOICES[field]]
        near = nearest(str(given), values, count=1)
        rest = " Where none of them fits, it is `other`." if "other" in values else ""
        hint = f"{did_you_mean(near)} It is one of: {', '.join(values)}, unknown.{rest}".strip()
    return UsageError(message, code="bad_value", hint=hint, field=field)
