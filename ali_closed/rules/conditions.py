"""Conditions as numbers: what is known of an order is one number, what a condition forbids another.

Each name that a condition can use has a bit for each of its values, one for any other value, and two for "unknown":
not told, and asked in vain. An order sets one bit a name, so a condition holds if none of them is forbidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, get_args

from ali_closed.model.diagnosis import DeadlineId, DisputeVerdict, Likelihood, RefundVerdict, State
from ali_closed.model.fields import CHOICES, COUNTRY_FIELDS, FIELDS, RECIPIENTS, UNKNOWN
from ali_closed.model.memo import Memo
from ali_closed.model.rulebook import Condition, RuleTables

Kind = Literal["status", "sub_status"]
"""The fields that may hold a label, as the page or the buyer words it, in the place of a value."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

Sure = Literal["contract", "ui", "guide", "buyers", "translation"]
"""Where a label was seen: in the contract, on the page, in a guide, with buyers, or only translated."""

Word = Literal["cancelled", "expired", "payment_failed", "marked_received", "under_review", "payment_processing"]
"""What a label says beyond the fields it sets: a meaning that is to be asked about."""

EITHER: Final = "security_or_card"
"""What a message proves that names both: one of the two ended the order."""

Known = int
"""What is known of an order: one bit for each name."""

Forbidden = int
"""The bits that a condition does not allow."""

KNOWN: Final = "known"
"""In a condition: any value, as long as there is one."""


NAMES: Final = 1_000
"""For how many choices of names it is remembered which bits are theirs."""


class _Bits(dict[Any, int]):
    """The bits of what a name can hold; one for all values that are not listed."""

    def __init__(self, bits: Mapping[Any, int], other: int) -> None:
        super().__init__(bits)
        self._other = other

    def __missing__(self, value: Any) -> int:
        return self._other


class Vocabulary:
    """Every name that a condition can use, its values, and the bits they stand for."""

    def __init__(self, values: Mapping[str, Iterable[Any]]) -> None:
        self.bits: dict[str, dict[Any, int]] = {}
        self.silent: dict[str, int] = {}
        self.asked: dict[str, int] = {}
        self.masks: dict[str, int] = {}
        self._bits: dict[str, _Bits] = {}
        self.other: dict[str, int] = {}
        lowest = 1
        for name, listed in values.items():
            bits = self.bits[name] = {value: lowest << place for place, value in enumerate(listed)}
            other = self.other[name] = lowest << len(bits)
            self.silent[name], self.asked[name] = other << 1, other << 2
            self._bits[name] = _Bits({**bits, None: self.silent[name], UNKNOWN: self.asked[name]}, other)
            self.masks[name] = (other << 3) - lowest
            lowest = other << 3
        self.nothing: Known = sum(self.silent[name] for name in self.masks)
        self.unknown: int = self.nothing | sum(self.asked[name] for name in self.masks)
        self._all_but: Memo[tuple[str, ...], int] = Memo(lambda names: ~self.mask(names), NAMES)

    def bit(self, name: str, value: Any) -> int:
        """The bit of what a name holds: None where it was not told, "unknown" where it was asked in vain."""
        return self._bits[name][value]

    def value(self, known: Known, name: str) -> Any:
        """The value listed that a name holds; None where it holds another one or none."""
        return next((value for value, bit in self.bits[name].items() if known & bit), None)

    def known(self, held: Mapping[str, Any], before: Known | None = None) -> Known:
        """What is known once these names hold these values; all others as they were, or not told."""
        known, told = self.nothing if before is None else before, 0
        for name, value in held.items():
            told |= self._bits[name][value]
        return known & self._all_but[tuple(held)] | told

    def may_hold(self, known: Known, forbidden: Forbidden) -> bool:
        """Whether a condition holds, or nothing stands against it but what is not known."""
        return not known & forbidden & ~self.unknown

    def told(self, known: Known, name: str) -> bool:
        """Whether a name holds a value."""
        return not known & (self.silent[name] | self.asked[name])

    def mask(self, names: Iterable[str]) -> int:
        """All bits of some names."""
        return sum(self.masks[name] for name in set(names))

    def forbidden(self, when: Mapping[str, Condition]) -> Forbidden:
        """What a condition forbids. Raises ValueError for a name or a value that there is none of."""
        forbidden = 0
        for name, allowed in when.items():
            if name not in self.masks:
                raise ValueError(f"no field `{name}`")
            unknown = self.silent[name] | self.asked[name]
            bits = {**self.bits[name], UNKNOWN: unknown, KNOWN: self.masks[name] & ~unknown}
            left = self.masks[name]
            for value in allowed:
                if value not in bits:
                    raise ValueError(f"no value `{value}` of `{name}`")
                left &= ~bits[value]
            forbidden |= left
        return forbidden


def vocabulary(book: RuleTables, reasons: Iterable[str]) -> Vocabulary:
    """The names of conditions: the order's fields, what the reading of words adds to them, and what a diagnosis does.

    Of countries there are only those that the readings name.
    """
    messages = (message.id for message in book.messages if message.id.startswith("message_"))
    conditions = (reading.when for period in book.periods for reading in period.readings)
    named = (when.get(field, ()) for when in conditions for field in COUNTRY_FIELDS)
    countries = sorted({str(code) for codes in named for code in codes})
    told = {field: countries if field in COUNTRY_FIELDS else CHOICES.get(field, ()) for field in FIELDS}
    either = (True, False)
    return Vocabulary(
        {
            **told,
            "status_word": get_args(Word),
            "message_fact": (*(message.removeprefix("message_") for message in messages), EITHER),
            **dict.fromkeys(("status_label", "sub_status_label"), ("given",)),
            "state": get_args(State),
            "reason": reasons,
            "reasons": ("none", "one", "several"),
            "likelihood": get_args(Likelihood),
            "may_be_open": either,
            "refund_verdict": get_args(RefundVerdict),
            "dispute_verdict": get_args(DisputeVerdict),
            **dict.fromkeys(("late", "ending", "few_days_left", "claim_first"), either),
            "dispute_for": ("all", "some", "none"),
            "sure_step": ("none", "some", "today"),
            "documents": ("agree", "differ", "vague", "over"),
            **dict.fromkeys(sorted(period.id for period in book.periods), ("ahead", "over")),
            **dict.fromkeys((*get_args(DeadlineId), "safe_day"), ("ahead", "today", "past")),
            **dict.fromkeys(sorted(row.id for kind in ("case", "sure_case") for row in book.sentences[kind]), either),
            "recipient": RECIPIENTS,
            "draft": sorted({name for letters in book.letters.values() for name in letters}),
        }
    )
