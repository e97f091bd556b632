"""The fields of an order and their values, as constants: what help and completion need without reading anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

from ali_closed.errors import UsageError, did_you_mean, nearest, quoted

Recipient = Literal["seller", "support", "dispute", "appeal", "bank"]
RECIPIENTS: Final[tuple[Recipient, ...]] = get_args(Recipient)
"""To whom a message can be written."""

Pick = Literal["act", "late", "unsure"]
PICKS: Final[tuple[Pick, ...]] = get_args(Pick)
"""What an order among many can count as: something is to be done, the refund is late, or it cannot be told."""

UNKNOWN: Final = "unknown"
"""What a field holds when the buyer was asked and does not know."""

_NAMES: Final = """
    id note status sub_status end_reason message closed_when paid shipped bank tracking parcel confirmed cancel_request
    cancelled_by cancel_asked_by_seller seller_says dispute return dispute_button review_button appeal chargeback refund
    payment_method coupon large_sum unauthorised processing_extended protection_extended country seller_country
    free_returns
    ordered_on paid_on processing_ends_on shipped_on delivery_due_on delivered_on protection_ends_on cancel_requested_on
    confirmed_on closed_on dispute_opened_on dispute_closed_on refund_announced_on last_seen_open_on dispute_ends_on
    chargeback_opened_on
"""
FIELDS: Final = tuple(_NAMES.split())
"""Every field by its contract name, in the contract's order."""
DATE_FIELDS: Final = tuple(name for name in FIELDS if name.endswith("_on"))
AHEAD_FIELDS: Final = ("processing_ends_on", "delivery_due_on", "protection_ends_on", "dispute_ends_on")
"""Dates of what may lie ahead; every other date is of something that has happened."""
COUNTRY_FIELDS: Final = ("country", "seller_country")
"""Where the buyer and the seller are."""
TEXT_FIELDS: Final = ("id", "note", "status", "sub_status", "end_reason", "message")
LONGEST_TEXT: Final = 250_000
"""How many characters a text may have: more than any page shows, and little enough to keep many orders at once."""

_VALUES: Final[Mapping[str, str]] = {
    "status": "payment_pending payment_verification shipment_pending cancel_requested shipped completed closed frozen",
    "sub_status": "order_cancelled confirmation_received confirmation_timed_out payment_processing dispute_open"
    " dispute_closed none",
    "closed_when": "at_payment before_shipping after_shipping",
    "bank": "nothing reserved booked",
    "tracking": "none unknown_number moving stalled awaiting_pickup delivery_failed delivered delivered_elsewhere"
    " customs returned cancelled lost",
    "parcel": "not_received received_ok received_faulty received_partly wrong_item",
    "confirmed": "no yes by_mistake disputed",
    "cancel_request": "none pending agreed refused withdrawn",
    "cancelled_by": "buyer seller platform not_me",
    "seller_says": "out_of_stock price_changed cannot_ship not_sent sent refunded wait",
    "dispute": "none open won partial won_nothing lost withdrawn agreed_return refused vanished",
    "return": "none sent arrived",
    "dispute_button": "shown gone too_early refuses_delivered refuses_too_late",
    "review_button": "shown gone",
    "appeal": "none open won lost",
    "chargeback": "none open won lost",
    "refund": "none_seen announced received received_partly",
    "payment_method": "card paypal wallet bank_transfer bonus other",
    "coupon": "none ordinary welcome",
}
FLAG_FIELDS: Final = tuple(
    name for name in FIELDS if name not in {*_VALUES, *TEXT_FIELDS, *COUNTRY_FIELDS, *DATE_FIELDS}
)
"""A yes or no."""
CHOICES: Final[Mapping[str, tuple[Any, ...]]] = {
    name: (True, False) if name in FLAG_FIELDS else tuple(_VALUES[name].split())
    for name in FIELDS
    if name in FLAG_FIELDS or name in _VALUES
}
"""The values of every field that is chosen from a list, in the contract's order, without "unknown"."""
STATUSES: Final[tuple[str, ...]] = CHOICES["status"]
OPEN_STATUSES: Final = tuple(status for status in STATUSES if status not in {"completed", "closed"})
"""The statuses of an order that has not ended."""
SUB_STATUSES: Final[tuple[str, ...]] = CHOICES["sub_status"]

_COUNTRIES: Final = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO
    JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR
    MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO
    RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV
    TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES: Final = frozenset(_COUNTRIES.split())
"""Every ISO 3166 code in use."""

_OTHER_COUNTRIES: Final = {"UK": "GB", "EL": "GR"}
"""Codes that people and the European Union write for another one."""


def country_code(given: str) -> str | None:
    """The ISO code that is meant; None for what is no country's."""
    code = given.strip().upper()
    code = _OTHER_COUNTRIES.get(code, code)
    return code if code in COUNTRIES else None


def as_flags(field: str, value: object) -> list[str]:
    """A field and what it holds, as they are written on a command line."""
    name = field.replace("_", "-")
    if value == UNKNOWN:
        return ["--unknown", field]
    if isinstance(value, bool):
        return [f"--{name}" if value else f"--not-{name}"]
    # A value that begins with a dash could be taken for a flag.
    return [f"--{name}={value}"] if str(value).startswith("-") else [f"--{name}", str(value)]


def given_twice(field: str) -> UsageError:
    """The error for two values of a field: the last would win, and nobody would see that the first is gone."""
    said = f"`{field}` is given twice."
    return UsageError(said, code="given_twice", hint="Leave out one of the two.", field=field)


def unknown_field(name: str) -> UsageError:
    """The error for a name that is no field's."""
    near = nearest(name.replace("-", "_"), FIELDS, count=1)
    hint = did_you_mean(near, "`ali-closed schema order` lists the fields.")
    shown = quoted(name)
    return UsageError(f"There is no field {shown}.", code="unknown_field", hint=hint, field=shown.strip("`"))
