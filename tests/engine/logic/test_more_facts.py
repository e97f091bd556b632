"""A fact more never adds a reason: what is not known excludes nothing, so an answer can only exclude.

Beyond the ranks of the contract: the bank, a message and AliExpress's own record may overrule what was told before,
and so may an answer that is read as the end of an order that the page still shows on its way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import permutations
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.fields import CHOICES, DATE_FIELDS, UNKNOWN
from ali_closed.model.order import read_order
from ali_closed.proof.witnesses import Answer, Asking
from ali_closed.rules.loader import load_rules

RULES: Final = load_rules()
TODAY: Final = date(2026, 6, 15)

OVERRULES: Final = frozenset({"bank", "message", "end_reason"})
"""What outranks other answers, by the contract."""

ENDS_WHAT_IS_ON_ITS_WAY: Final = frozenset({"sub_status", "confirmed", "tracking"})
"""What says of an order that the page shows on its way that it, or its shipment, has ended."""


NEWER_THAN_A_MAIL: Final = frozenset({"status", "tracking", "dispute"})
"""What the page or the carrier says by now, where a mail said before that an order is open or was delivered, and how a
dispute ended, where a message named security before."""


def overruled(told: Mapping[str, object], field: str) -> bool:
    if field in OVERRULES or ("message" in told and field in NEWER_THAN_A_MAIL):
        return True
    return told.get("status") == "shipped" and field in ENDS_WHAT_IS_ON_ITS_WAY


def test_no_second_answer_adds_a_reason(asking: Asking) -> None:
    for one, other in permutations(asking.answers, 2):
        if one.field == other.field or overruled({one.field: one.value}, other.field):
            continue
        both = asking.possible((one, other))
        assert both - {"not_closed"} <= asking.possible((one,)), (one, other)


def test_what_a_third_answer_adds_a_second_one_would_add(asking: Asking) -> None:
    """Three answers at a time, of the fields that sort and exclude most."""
    fields = ("cancelled_by", "cancel_request", "shipped_on", "delivered_on", "tracking", "confirmed", "dispute")
    some = [answer for answer in asking.answers if answer.field in fields]
    completed = Answer("status", "completed")
    for one, other in permutations(some, 2):
        if one.field != other.field:
            three = asking.possible((completed, one, other))
            assert three <= asking.possible((completed, one)), (one, other)


DAYS: Final = ("2026-06-01", "2026-05-02..2026-06-03", "2026-06", "about 2 months ago", "2026-06-20")
ASKED: Final = {
    **{field: values for field, values in CHOICES.items() if field not in {"bank", "country", "seller_country"}},
    **dict.fromkeys(DATE_FIELDS, DAYS),
    "bank": CHOICES["bank"],
    "message": ("security reasons", "card declined", "not paid in time", "shipment cancelled", "nothing to read here"),
}
ORDERS: Final = st.dictionaries(st.sampled_from(sorted(ASKED)), st.integers(0, 50), max_size=7)


def reasons(fields: dict[str, Any]) -> set[str] | None:
    """The reasons that stand for an order with nothing left to ask; None where it contradicts itself."""
    silent = dict.fromkeys((field for field in ASKED if field not in fields and field != "message"), UNKNOWN)
    found = diagnose(read_order({**silent, **fields}, today=TODAY), rulebook=RULES, today=TODAY)
    return None if found.state == "contradiction" else {reason.id for reason in found.reasons} - {"not_closed"}


@given(ORDERS, st.sampled_from(sorted(set(ASKED) - OVERRULES)), st.integers(0, 50))
@settings(max_examples=400)
def test_a_fact_more_never_adds_a_reason(places: dict[str, int], field: str, place: int) -> None:
    told = {name: ASKED[name][at % len(ASKED[name])] for name, at in places.items() if name != field}
    if overruled(told, field):
        return
    before, after = reasons(told), reasons({**told, field: ASKED[field][place % len(ASKED[field])]})
    if before is not None and after is not None:
        assert after <= before
