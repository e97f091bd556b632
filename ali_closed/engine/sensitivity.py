"""Which single answer decides: the other answers that alone would change the advice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.logic.contradictions import BUYERS_WORD
from ali_closed.engine.questions import choices
from ali_closed.engine.time.day_counting import Holidays
from ali_closed.errors import UsageError
from ali_closed.model.diagnosis import AdviceGiven, Diagnosis, DisputeVerdict, RefundVerdict
from ali_closed.model.fields import CHOICES, COUNTRY_FIELDS, DATE_FIELDS, FIELDS, UNKNOWN
from ali_closed.model.order import Order
from ali_closed.model.span import Span
from ali_closed.rules.loader import Rulebook

MOST: Final = 4
"""Flips of one field that are kept, the nearest; a choice of ours."""

_FARTHEST: Final = 128
"""How many days a date is moved at most, either way: longer than any window, and a power of two for the search."""

_UNLISTED: Final = ("message", "end_reason", *COUNTRY_FIELDS)
"""Answers in AliExpress's own words, and countries: no list holds other ones, but they can be left out."""

_PASSED_THROUGH: Final = ("id", "note")


class Advised(NamedTuple):
    """What an answer comes to: the money, a dispute, whether the refund is late, and the first step."""

    refund: RefundVerdict
    dispute: DisputeVerdict
    late: bool
    step: AdviceGiven | None

    @property
    def compared(self) -> tuple[str | bool | None, ...]:
        """What two pieces of advice are compared by: a first step is the same on another day."""
        return (*self[:3], self.step and self.step.id)

    def differs(self, other: Advised) -> tuple[str, ...]:
        """The parts in which two pieces of advice differ."""
        parts = zip(self._fields, self.compared, other.compared, strict=True)
        return tuple(part for part, mine, others in parts if mine != others)


@dataclass(frozen=True, slots=True)
class DecidingAnswer:
    """Other answers to one field, any one of which would by itself change the advice in the same way.

    `before` is the value given, None if there is none; an answer that is None leaves the given one out. A date has
    one other answer, the nearest day (or span as long as the given one) earlier or later. `then` is the diagnosis
    with the first of the answers, asking nothing.
    """

    field: str
    before: Any
    answers: tuple[Any, ...]
    now: Advised
    then: Diagnosis

    @property
    def changed(self) -> tuple[str, ...]:
        """The parts of the advice that change."""
        return self.now.differs(advised(self.then))


def advised(diagnosis: Diagnosis) -> Advised:
    """What a diagnosis comes to."""
    first = diagnosis.steps[0] if diagnosis.steps else None
    return Advised(diagnosis.refund.verdict, diagnosis.dispute.verdict, diagnosis.refund.late is True, first)


def sensitivity(
    order: Order, *, rulebook: Rulebook, today: date, holidays: Holidays | None = None
) -> tuple[DecidingAnswer, ...]:
    """The single answers that would change the advice for an order as it was told, labels and all.

    What was answered comes first, the answers most easily wrong before the others and dates by the days they are
    moved; then what was not answered, in the contract's order. Answers that contradict the rest are left out, and
    an order that contradicts itself has no flips but repairs. Raises what `diagnose` raises for the order itself.
    """

    def answered(other: Order) -> Diagnosis:
        return diagnose(_all_asked(other), rulebook=rulebook, today=today, holidays=holidays)

    now = answered(order)
    if now.state == "contradiction":
        return ()
    interpreted = [field for field in _by_doubt(order) if field not in DATE_FIELDS]
    moved = [flip for field in DATE_FIELDS if order.span(field) for flip in _dates(field, order, now, answered)]
    asked = [field for field in _askable(rulebook) if order.value(field) is None]
    return (
        *(flip for field in interpreted for flip in _choices(field, order, now, answered)),
        *sorted(moved, key=lambda flip: abs(days_moved(flip))),
        *(flip for field in asked for flip in _choices(field, order, now, answered)),
    )


_Answered = Callable[[Order], Diagnosis]


def _all_asked(order: Order) -> Order:
    """The order with nothing left to ask: the advice is the same, and no time goes into the next question."""
    open_fields = (field for field in FIELDS if field not in _PASSED_THROUGH and order.raw(field) is None)
    return order.replace(**dict.fromkeys(open_fields, UNKNOWN))


def _by_doubt(order: Order) -> list[str]:
    """The fields that were answered, the buyer's word before the page's."""
    place = {field: number for number, field in enumerate(BUYERS_WORD)}
    known = [field for field in order.known() if field not in _PASSED_THROUGH]
    return sorted(known, key=lambda field: place.get(field, len(place)))


def _askable(rulebook: Rulebook) -> Iterator[str]:
    """The fields a question offers a choice for: about the facts, or about what to do once they are known."""
    asked = {fact.asked_by for fact in rulebook.facts} | {entry.field for entry in rulebook.follow_ups}
    return (field for field in CHOICES if field in asked)


# ---------------------------------------------------------------- answers chosen from a list


def _choices(field: str, order: Order, now: Diagnosis, answered: _Answered) -> list[DecidingAnswer]:
    """The flips of one field, those first that change least; answers with the same advice are one flip."""
    before, here = order.value(field), advised(now)
    found: dict[tuple[Any, ...], DecidingAnswer] = {}
    for value in (None,) if field in _UNLISTED else choices(field):
        if value == before:
            continue
        then = answered(order.replace(**{field: value}))
        if then.state == "contradiction" or not here.differs(advised(then)):
            continue
        key = advised(then).compared
        answers = (*(found[key].answers if key in found else ()), value)
        found[key] = DecidingAnswer(field, before, answers, here, found[key].then if key in found else then)
    return sorted(found.values(), key=lambda flip: len(flip.changed))[:MOST]


# ---------------------------------------------------------------- dates


def _dates(field: str, order: Order, now: Diagnosis, answered: _Answered) -> Iterator[DecidingAnswer]:
    """The nearest earlier and the nearest later day that change the advice."""
    for direction in (-1, 1):
        flip = _nearest(field, direction, order, now, answered)
        if flip is not None:
            yield flip


def _nearest(field: str, direction: int, order: Order, now: Diagnosis, answered: _Answered) -> DecidingAnswer | None:
    """The nearest move that changes the advice, by doubling and halving.

    As a day moves, a window closes or a refund falls due once and stays so; nothing changes there and back again.
    """
    here, span = advised(now), order.span(field)
    assert span is not None

    def tried(days: int) -> tuple[Span, Diagnosis] | None:
        moved = _shifted(span, direction * days)
        return None if moved is None else (moved, answered(order.replace(**{field: moved})))

    def same(found: tuple[Span, Diagnosis] | None) -> bool:
        return found is not None and found[1].state != "contradiction" and not here.differs(advised(found[1]))

    near, far = 0, 1
    while same(tried(far)):
        near, far = far, far * 2
        if far > _FARTHEST:
            return None
    while far - near > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if same(tried(middle)) else (near, middle)
    found = tried(far)
    if found is None or found[1].state == "contradiction":
        return None
    return DecidingAnswer(field, span, (found[0],), here, found[1])


def _shifted(span: Span, days: int) -> Span | None:
    """The span moved by some days; None where it leaves the calendar."""
    try:
        return span.shift(days)
    except UsageError:
        return None


def days_moved(flip: DecidingAnswer) -> int:
    """How many days later than the given one a date's other answer is; negative if earlier."""
    (to,) = flip.answers
    ends = ((flip.before.first, to.first), (flip.before.last, to.last))
    days: int = next((new - old).days for old, new in ends if old is not None)
    return days
