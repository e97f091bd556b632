"""What the buyer told, with his words read: labels become fields, messages become what they prove."""

from __future__ import annotations

import dataclasses
import difflib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from ali_closed.engine.logic.compiled_rules import compiled
from ali_closed.errors import UsageError, quoted
from ali_closed.model.order import OPEN_STATUSES, STATUSES, SUB_STATUSES, Order
from ali_closed.model.text import Text, text
from ali_closed.rules.conditions import Forbidden, Known, Vocabulary
from ali_closed.rules.loader import Rulebook

if TYPE_CHECKING:
    from ali_closed.rules.words import EndReason

Labelled = Literal["status", "sub_status"]
LABELLED: Final[tuple[Labelled, ...]] = ("status", "sub_status")


@dataclass(frozen=True)
class InterpretedOrder:
    """An order whose words have been read.

    `named` are the reasons that AliExpress's own record leaves; with `one_of_named` they are one event, and what
    else was told picks among them, the first by default. `from_record` are the fields that only the record fills.
    """

    order: Order
    status_word: str | None
    message_fact: str | None
    named: tuple[str, ...]
    one_of_named: bool
    assumptions: tuple[Text, ...]
    warnings: tuple[Text, ...]
    from_record: tuple[str, ...] = ()
    vocabulary: Vocabulary = dataclasses.field(kw_only=True, repr=False, compare=False)

    @cached_property
    def known(self) -> Known:
        """What was told and what its words say, as the number that conditions are held against."""
        words = {"status_word": self.status_word, "message_fact": self.message_fact}
        return self.vocabulary.known({**self.order.told(), **words})

    def value(self, field: str) -> Any:
        """A field of the order, or what its words say; None if not known."""
        match field:
            case "status_word":
                return self.status_word
            case "message_fact":
                return self.message_fact
            case _:
                return self.order.value(field)

    def holds(self, forbidden: Forbidden) -> bool:
        """Whether a condition holds that forbids this."""
        return not self.known & forbidden

    def with_order(self, order: Order) -> InterpretedOrder:
        """The same words with another order, whose labels are already read."""
        return replace(self, order=order)


def interpret_order(order: Order, rulebook: Rulebook) -> InterpretedOrder:
    """What was told: its words read, and the answers that together say another one.

    Raises UsageError for a status that no label is like enough to; an unknown reason or message is only reported.
    """
    return implied_answers(read_words(order, rulebook), rulebook)


def read_words(order: Order, rulebook: Rulebook) -> InterpretedOrder:
    """Read the labels, the message and AliExpress's own reason, each by itself.

    Raises UsageError for a status that no label is like enough to; an unknown reason or message is only reported.
    """
    assumptions: list[Text] = []
    warnings: list[Text] = []
    word: str | None = None
    for field in LABELLED:
        order, found = _read_label(order, field, rulebook, assumptions, warnings)
        word = found or word
    message_fact = _message(order, rulebook, warnings)
    recorded = _recorded(order, rulebook, assumptions, warnings)
    if recorded is not None and recorded.reasons and order.value("status") in OPEN_STATUSES:
        warnings.append(text("told.end_reason_over_status"))  # the page has not followed the record yet
        order, word = order.replace(status=None), None
    missing: dict[str, Any] = {}
    if recorded is not None:
        missing = {name: held for name, held in recorded.facts.items() if order.value(name) is None}
        order = order.replace(**missing)
    return InterpretedOrder(
        order,
        word,
        message_fact,
        recorded.reasons if recorded else (),
        recorded is not None and recorded.one_event,
        tuple(assumptions),
        tuple(warnings),
        tuple(missing),
        vocabulary=rulebook.vocabulary,
    )


def without_record(interpreted: InterpretedOrder) -> InterpretedOrder:
    """What was told without what only the record says: the buyer never answered it, so it is no answer to repair."""
    order = interpreted.order.replace(**dict.fromkeys(interpreted.from_record))
    return replace(
        interpreted, order=order, from_record=(), warnings=(*interpreted.warnings, text("told.end_reason_decides"))
    )


def implied_answers(interpreted: InterpretedOrder, rulebook: Rulebook) -> InterpretedOrder:
    """What was told, with the answers that together say another one read so."""
    for forbidden, entry in compiled(rulebook).implied_answers:
        if interpreted.holds(forbidden):
            said = (*interpreted.assumptions, text(f"told.{entry.id}"))
            interpreted = replace(interpreted, order=interpreted.order.replace(**entry.sets), assumptions=said)
    return interpreted


def _read_label(
    order: Order, field: Labelled, rulebook: Rulebook, assumptions: list[Text], warnings: list[Text]
) -> tuple[Order, str | None]:
    given = order.value(field)
    if given is None or given in (STATUSES if field == "status" else SUB_STATUSES):
        return order, None
    from ali_closed.rules.words import read_label

    reading = read_label(given, field, rulebook.words)
    if reading.how == "unknown":
        near = _alike(given, reading.suggestions, rulebook.policy["label_likeness_percent"])
        if near is None and order.value("end_reason") is None:
            raise _unknown_label(given, field, reading.suggestions)
        if near is None:
            warnings.append(text("told.label_unknown", label=given))  # the record says more than the label
            return order.replace(**{field: None}), None
        warnings.append(text("told.label_alike", label=given, near=near))
        reading = read_label(near, field, rulebook.words)
    changes: dict[str, Any] = {field: None}
    for name, value in reading.fields.items():
        if name == field or order.value(name) is None:
            changes[name] = value
    read = order.replace(**changes)
    said = tuple(
        text(
            "told.field",
            name=text(f"question.{name}.short"),
            value=text(f"question.{name}.answer.{str(value).lower()}"),
        )
        for name, value in reading.fields.items()
        if read.value(name) == value
    )
    assumptions.append(text("told.label", label=given, readings=said) if said else text("told.label_only", label=given))
    return read, reading.word


def _alike(given: str, suggestions: tuple[str, ...], percent: int) -> str | None:
    """The label that is all but the same: a slip of the finger is taken for it, and said; a code is not guessed at."""
    if "_" in given or not suggestions:
        return None
    near = suggestions[0]
    same = difflib.SequenceMatcher(None, given.casefold(), near.casefold()).ratio()
    return near if 100 * same >= percent else None


def _unknown_label(given: str, field: str, suggestions: tuple[str, ...]) -> UsageError:
    hint = f"Did you mean {' or '.join(f'`{word}`' for word in suggestions[:3])}? " if suggestions else ""
    values = STATUSES if field == "status" else SUB_STATUSES
    return UsageError(
        f"`{field}` has no label {quoted(given)}.",
        code="bad_value",
        hint=f"{hint}Values: {', '.join(values)}; or the words on the page, for example Closed.",
        field=field,
    )


def _message(order: Order, rulebook: Rulebook, warnings: list[Text]) -> str | None:
    if not order.value("message"):
        return None
    from ali_closed.rules.words import read_message

    proven = read_message(order.value("message"), rulebook.words)
    if not proven:
        warnings.append(text("told.message_unknown"))
        return None
    facts = {message.removeprefix("message_") for message in proven}
    if len(facts) == 1:
        return facts.pop()
    if facts <= {"security", "card", "identity"}:
        return "identity"  # it speaks of both: security or payment
    warnings.append(text("told.message_several"))
    return None


def _recorded(order: Order, rulebook: Rulebook, assumptions: list[Text], warnings: list[Text]) -> EndReason | None:
    given = order.value("end_reason")
    if not given:
        return None
    from ali_closed.rules.words import read_end_reason

    found = read_end_reason(given, rulebook.words)
    if found is None:
        warnings.append(text("told.end_reason_unknown", value=given))
    elif not found.reasons:
        warnings.append(text("told.end_reason_undecided", value=given))
    else:
        assumptions.append(text("told.end_reason", value=given))
    return found
