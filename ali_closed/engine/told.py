"""What the buyer told, with his words read: labels become fields, messages become what they prove."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from ali_closed.errors import UsageError, quoted
from ali_closed.model.order import STATUSES, SUB_STATUSES, UNKNOWN, Order
from ali_closed.model.rulebook import Condition
from ali_closed.model.text import Text, text
from ali_closed.rules.loader import Rulebook
from ali_closed.rules.words import read_end_reason, read_label, read_message

Labelled = Literal["status", "sub_status"]
LABELLED: Final[tuple[Labelled, ...]] = ("status", "sub_status")


@dataclass(frozen=True)
class Told:
    """An order whose words have been read."""

    order: Order
    status_word: str | None
    message_fact: str | None
    named: tuple[str, ...]
    assumptions: tuple[Text, ...]
    warnings: tuple[Text, ...]

    def value(self, field: str) -> Any:
        """A field of the order, or what its words say, for the conditions of rules; None if not known."""
        if field == "status_word":
            return self.status_word
        if field == "message_fact":
            return self.message_fact
        return self.order.value(field)

    def holds(self, when: Mapping[str, Condition]) -> bool:
        """Whether every field named has one of the values listed."""
        for field, allowed in when.items():
            held = self.value(field)
            if held is None:
                if UNKNOWN not in allowed:
                    return False
            elif "known" not in allowed and held not in allowed:
                return False
        return True

    def with_order(self, order: Order) -> Told:
        """The same words with another order, whose labels are already read."""
        return Told(order, self.status_word, self.message_fact, self.named, self.assumptions, self.warnings)


def read_told(order: Order, rulebook: Rulebook) -> Told:
    """Read the labels, the message and AliExpress's own reason.

    Raises UsageError for a status that no label is like enough to; an unknown reason or message is only reported.
    """
    assumptions: list[Text] = []
    warnings: list[Text] = []
    word: str | None = None
    for field in LABELLED:
        order, found = _read_label(order, field, rulebook, assumptions)
        word = found or word
    message_fact = _message(order, rulebook, warnings)
    named = _named(order, rulebook, assumptions, warnings)
    return Told(order, word, message_fact, named, tuple(assumptions), tuple(warnings))


def _read_label(order: Order, field: Labelled, rulebook: Rulebook, assumptions: list[Text]) -> tuple[Order, str | None]:
    given = order.value(field)
    if given is None or given in (STATUSES if field == "status" else SUB_STATUSES):
        return order, None
    reading = read_label(given, field, rulebook.words)
    if reading.how == "unknown":
        likeness = [word for word in reading.suggestions if word]
        hint = f"Did you mean {' or '.join(f'`{word}`' for word in likeness[:3])}? " if likeness else ""
        values = STATUSES if field == "status" else SUB_STATUSES
        raise UsageError(
            f"`{field}` has no label {quoted(given)}.",
            code="bad_value",
            hint=f"{hint}Values: {', '.join(values)}; or the words on the page, for example Closed.",
            field=field,
        )
    changes: dict[str, Any] = {field: None}
    for name, value in reading.fields.items():
        if name == field or order.value(name) is None:
            changes[name] = value
    read = order.replace(**changes)
    said = tuple(
        text("told.field", field=name, value=str(value).lower())
        for name, value in reading.fields.items()
        if read.value(name) == value
    )
    assumptions.append(text("told.label", label=given, readings=said) if said else text("told.label_only", label=given))
    return read, reading.word


def _message(order: Order, rulebook: Rulebook, warnings: list[Text]) -> str | None:
    if not order.value("message"):
        return None
    proven = read_message(order.value("message"), rulebook.words)
    if not proven:
        warnings.append(text("told.message_unknown"))
        return None
    return proven[0].removeprefix("message_")


def _named(order: Order, rulebook: Rulebook, assumptions: list[Text], warnings: list[Text]) -> tuple[str, ...]:
    given = order.value("end_reason")
    if not given:
        return ()
    found = read_end_reason(given, rulebook.words)
    if found is None:
        warnings.append(text("told.end_reason_unknown", value=given))
        return ()
    if not found.reasons:
        warnings.append(text("told.end_reason_undecided", value=given))
        return ()
    assumptions.append(text("told.end_reason", value=given))
    return tuple(found.reasons)
