"""What the buyer told, with his words read: labels become fields, messages become what they prove."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ali_closed.engine.logic.compiled_rules import compiled
from ali_closed.errors import UsageError, did_you_mean, quoted
from ali_closed.model.fields import FIELDS, OPEN_STATUSES, STATUSES, SUB_STATUSES
from ali_closed.model.order import Order
from ali_closed.model.span import Span
from ali_closed.model.text import Text, text
from ali_closed.rules.conditions import EITHER, KINDS, Forbidden, Kind, Known, Vocabulary
from ali_closed.rules.loader import Rulebook

if TYPE_CHECKING:
    from ali_closed.rules.words import EndReason, Meaning

Made = TypeVar("Made")
_NO_ENDING: Final = ("seller_shut", "ending", "delivered", "identity")
"""What a message can prove without saying how the order ended: the first says most."""
_FROM_THE_START: Final = frozenset(
    ("message", "country", "ordered_on", "paid", "paid_on", "payment_method", "bank", "parcel", "refund")
)
"""What may be told of an order without saying how far it has come."""
_VALUES: Final[Mapping[str, tuple[str, ...]]] = {"status": STATUSES, "sub_status": SUB_STATUSES}


@dataclass(frozen=True)
class InterpretedOrder:
    """An order whose words have been read.

    `named` are the reasons that AliExpress's own record leaves; with `one_of_named` they are one event, and what
    else was told picks among them, the first by default. `from_record` are the fields that only the record fills;
    `asked` those to which the buyer gave any answer, whatever was read from it; `mended` the warnings that tell of
    slips of the finger; `label` is what was typed where the status is known by its word; `of_message` the warnings that
    only the message gives; `given` is the order as it was told, before its words were read.
    """

    order: Order
    status_word: str | None
    message_fact: str | None
    named: tuple[str, ...]
    one_of_named: bool
    assumptions: tuple[Text, ...]
    warnings: tuple[Text, ...]
    from_record: tuple[str, ...] = ()
    from_message: tuple[tuple[str, Any], ...] = ()
    asked: frozenset[str] = frozenset()
    mended: tuple[Text, ...] = ()
    label: str | None = None
    of_message: tuple[Text, ...] = ()
    given: Order = dataclasses.field(kw_only=True, repr=False, compare=False)
    vocabulary: Vocabulary = dataclasses.field(kw_only=True, repr=False, compare=False)

    @cached_property
    def known(self) -> Known:
        """What was told and what its words say, as the number that conditions are held against."""
        words = {"status_word": self.status_word, "message_fact": self.message_fact}
        read_away = (field for field in KINDS if field in self.asked and self.order.raw(field) is None)
        words |= {f"{field}_label": "given" for field in read_away}
        return self.vocabulary.known({**self.order.told(), **words})

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made of this order under a key before, else made now."""
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made

    @cached_property
    def days(self) -> dict[str, Span]:
        """The dates that were told, in the order of the contract."""
        return self.order.days()

    @cached_property
    def _made(self) -> dict[Hashable, Any]:
        return {}

    def value(self, field: str) -> Any:
        """A field of the order, or what its words say; None if not known."""
        match field:
            case "status_word":
                return self.status_word
            case "message_fact":
                return self.message_fact
            case _:
                return self.order.value(field)

    def told(self, field: str) -> Any:
        """A field as it can be said again: its value, or the label that says another thing than a value."""
        value = self.order.value(field)
        return self.label if value is None and field == "status" else value

    def holds(self, forbidden: Forbidden) -> bool:
        """Whether a condition holds that forbids this."""
        return not self.known & forbidden

    def on(self, given: Order) -> InterpretedOrder:
        """The same with the days, the number and the note of an order: what conditions see stays, for they see none."""
        held = given.__dict__
        days = {name: held[name] for name in self.days}
        read = self.order is not self.given
        order = self.order.replace(**days, id=given.id, note=given.note) if read else given
        made = object.__new__(InterpretedOrder)
        made.__dict__.update(self.__dict__, known=self.known, given=given, order=order, days=days, _made={})
        return made

    def with_order(self, order: Order) -> InterpretedOrder:
        """The same words with another order, whose labels are already read."""
        return replace(self, order=order)


def interpret_order(order: Order, rulebook: Rulebook) -> InterpretedOrder:
    """What was told: its words read, and the answers that together say another one.

    A label, message or recorded reason that is not known is only reported.
    """
    return implied_answers(read_words(order, rulebook), rulebook)


def refuse_unknown_labels(order: Order, rulebook: Rulebook) -> None:
    """Raises UsageError, with the nearest labels, for a status or sub-status that no label is like enough to."""
    for field in KINDS:
        given = order.value(field)
        if given is None or given in _VALUES[field] or order.value("end_reason") is not None:
            continue  # a record says more than any label
        from ali_closed.rules.words import mended_label, nearest_labels, read_label, read_message

        known = read_label(given, field, rulebook.words).known or read_message(given, rulebook.words)
        if not known and mended_label(given, field, rulebook.words) is None:
            raise _unknown_label(given, field, nearest_labels(given, field, rulebook.words))


def read_words(order: Order, rulebook: Rulebook) -> InterpretedOrder:
    """Read the labels, the message and AliExpress's own reason, each by itself.

    A label, message or recorded reason that is not known is only reported.
    """
    read = _Reading(order, rulebook)
    word = label = None
    for field in KINDS:
        typed = order.value(field)
        if found := read.label(field):
            word, label = found, typed
    before, warned = read.order, len(read.warnings)
    message_fact, found = read.message()
    of_message = tuple(read.warnings[warned:])
    changed = FIELDS if read.order is not before else ()
    from_message = tuple((name, before.value(name)) for name in changed if read.order.value(name) != before.value(name))
    if word is None and found is not None:
        word, from_message = found, (*from_message, ("status_word", None))
    recorded = read.record()
    if recorded is not None and recorded.reasons and read.order.value("status") in OPEN_STATUSES:
        read.warnings.append(text("told.end_reason_over_status"))  # the page has not followed the record yet
        read.order, word = read.order.replace(status=None), None
    missing = {} if recorded is None else _untold(read.order, recorded.facts)
    return InterpretedOrder(
        read.order.replace(**missing),
        word,
        message_fact,
        recorded.reasons if recorded else (),
        recorded is not None and recorded.one_event,
        tuple(read.assumptions),
        (*read.mended, *read.warnings),
        tuple(missing),
        from_message,
        frozenset(order.told()),
        tuple(read.mended),
        label,
        of_message,
        given=order,
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
        if not interpreted.known & forbidden:
            said = (*interpreted.assumptions, text(f"told.{entry.id}"))
            interpreted = replace(interpreted, order=interpreted.order.replace(**entry.sets), assumptions=said)
    return interpreted


class _Reading:
    """An order whose words are being read, and what is to be said of the reading."""

    def __init__(self, order: Order, rulebook: Rulebook) -> None:
        self.order = order
        self.words, self.statuses = rulebook.words, rulebook.statuses
        self.assumptions: list[Text] = []
        self.warnings: list[Text] = []
        self.mended: list[Text] = []

    def _fill(self, fields: Mapping[str, str | bool]) -> tuple[Text, ...]:
        """Fill in what a word says of fields that were not told; what it says, as far as it holds."""
        self.order = self.order.replace(**_untold(self.order, fields))
        return tuple(
            text(
                "told.field",
                name=text(f"question.{name}.short"),
                value=text(f"question.{name}.answer.{str(value).lower()}"),
            )
            for name, value in fields.items()
            if self.order.value(name) == value
        )

    def label(self, field: Kind) -> str | None:
        """Read the label in the place of a value; the mark that it leaves besides."""
        given = self.order.value(field)
        if given is None or given in _VALUES[field]:
            return None
        from ali_closed.rules.words import mended_label, read_label, read_message

        reading = read_label(given, field, self.words)
        self.order = self.order.replace(**{field: None})
        if not reading.known:
            near = mended_label(given, field, self.words)
            if near is None and read_message(given, self.words):
                self.assumptions.append(text("told.label_message", label=given))
                message = ". ".join(filter(None, (self.order.value("message"), given)))
                self.order = self.order.replace(message=message)
                return None
            if near is None:
                self.warnings.append(text("told.label_unknown", label=given))
                return None
            self.mended.append(text("told.label_alike", label=given, near=near))
            reading = read_label(near, field, self.words)
        said = self._fill(reading.fields)
        if reading.fields == {field: "_".join(given.casefold().split())} and reading.word is None:
            return None  # the value's own name, written as on the page
        same = set(reading.fields) == {field} and reading.word is None  # another name of the same status
        told = text("told.label_same" if same else "told.label", label=given, readings=said)
        self.assumptions.append(told if said else text("told.label_only", label=given))
        return reading.word

    def message(self) -> tuple[str | None, str | None]:
        """Read the message: what it proves of the end, and its mark for the status."""
        given = self.order.value("message")
        if not given:
            return None, None
        from ali_closed.rules.words import read_labels_within, read_message

        proven, spoken = read_message(given, self.words), self.words.spoken
        said = [spoken[message] for message in proven if message in spoken]
        if not proven:
            said = [_of_its_day(meaning, self.order) for meaning in read_labels_within(given, self.words)]
        if not proven and not said:
            self.warnings.append(text("told.message_unknown"))
        fact = _proven_fact([message for message in proven if message not in spoken], self.warnings)
        fields = {
            name: value
            for meaning in said
            for name, value in meaning.sets.items()
            if all(other.sets.get(name, value) == value for other in said)
        }
        self._end(fields.get("status"))
        if readings := self._fill(fields):
            self.assumptions.append(text("told.message", readings=readings))
        if any(not _says(self.order, name, value) for name, value in fields.items()):
            self.warnings.append(text("told.message_outranked"))
        # a mark belongs to the status that the message names
        marks = {meaning.word for meaning in said if _says(self.order, "status", meaning.sets.get("status"))}
        return fact, marks.pop() if len(marks) == 1 else None

    def _end(self, end: str | bool | None) -> None:
        """Drop an open status that a message of its end makes out of date, and keep what stays true of it."""
        open_status = self.order.value("status")
        left = next((entry.ends.get(str(end)) for entry in self.statuses if entry.id == open_status), None)
        if left is not None:
            self.warnings.append(text("warning.message_over_status"))
            self.order = self.order.replace(status=None)
            self.order = self.order.replace(**_untold(self.order, left))

    def record(self) -> EndReason | None:
        """Read the reason that AliExpress recorded itself."""
        given = self.order.value("end_reason")
        if not given:
            return None
        from ali_closed.rules.words import read_end_reason

        found = read_end_reason(given, self.words)
        if found is None:
            self.warnings.append(text("told.end_reason_unknown", value=given))
        elif not found.reasons:
            self.warnings.append(text("told.end_reason_undecided", value=given))
        else:
            self.assumptions.append(text("told.end_reason", value=given))
        return found


def _untold(order: Order, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of fields that were not told."""
    return {name: value for name, value in fields.items() if order.value(name) is None}


def _unknown_label(given: str, field: Kind, suggestions: tuple[str, ...]) -> UsageError:
    listed = f"Values: {', '.join(_VALUES[field])}; or the words on the page, for example Closed."
    return UsageError(
        f"`{field}` has no label {quoted(given)}.",
        code="bad_value",
        hint=f"{did_you_mean(suggestions[:3])} {listed}".strip(),
        field=field,
    )


def _says(order: Order, name: str, value: str | bool | None) -> bool:
    """Whether an order says as much of a field; of one that has ended either word for that does (000:129, 000:141)."""
    both = {order.value(name), value}
    return len(both) == 1 or (name == "status" and None not in both and not both & {*OPEN_STATUSES})


def _of_its_day(meaning: Meaning, order: Order) -> Meaning:
    """What a label in a message says; where more was told, the order may have gone on since the mail was sent."""
    status = meaning.sets.get("status")
    if status not in OPEN_STATUSES or order.known().keys() <= _FROM_THE_START:
        return meaning
    others = {name: value for name, value in meaning.sets.items() if name != "status"}
    return meaning._replace(sets=others | ({"shipped": True} if status == "shipped" else {}))


def _proven_fact(proven: Sequence[str], warnings: list[Text]) -> str | None:
    """The one thing that the messages prove; of what does not say how the order ended, the most that is said."""
    facts = [message.removeprefix("message_") for message in proven]
    endings = [fact for fact in facts if fact not in _NO_ENDING]
    if set(endings) == {"security", "card"}:
        return EITHER
    if len(endings) > 1:
        warnings.append(text("told.message_several"))
        return None
    return next(iter(endings), None) or next((fact for fact in _NO_ENDING if fact in facts), None)
