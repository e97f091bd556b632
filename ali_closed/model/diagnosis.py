"""What the engine finds out about one order: ids, dates and lines, in no language."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal, NamedTuple

from ali_closed.model.order import Order
from ali_closed.model.text import Text

State = Literal["settled", "several", "not_closed", "contradiction"]
Likelihood = Literal["certain", "likely", "possible"]
RefundVerdict = Literal[
    "automatic",
    "by_dispute",
    "decided_by_dispute",
    "nothing_to_refund",
    "already_refunded",
    "too_late",
    "not_yet",
    "depends",
]
DisputeVerdict = Literal["open", "contested", "not_yet", "over", "running", "decided", "not_needed", "depends"]
DeadlineId = Literal[
    "pay_by",
    "processing_ends",
    "processing_last",
    "cancel_answer_first",
    "cancel_answer_last",
    "protection_ends",
    "dispute_opens",
    "dispute_act_by",
    "dispute_last",
    "seller_answers_by",
    "return_by",
    "refund_expected",
    "refund_late_after",
    "review_last",
    "paypal_last",
    "paypal_escalate_by",
    "card_claim_last",
    "withdrawal_last",
    "platform_appeal_last",
]


class Because(NamedTuple):
    """One thing that speaks for, against or rules out: a field and its value, and the lines that say so."""

    field: str | None
    value: Any
    where: tuple[str, ...]
    text: Text | None = None


class ReasonFound(NamedTuple):
    """A reason that is possible, and how likely; `aside` where what is taken for granted leaves it out."""

    id: str
    verdict: Likelihood
    because: tuple[Because, ...]
    against: tuple[Because, ...]
    where: tuple[str, ...]
    aside: bool = False


class RuledOut(NamedTuple):
    """A reason that the facts exclude, and which facts."""

    id: str
    because: tuple[Because, ...]


class ReadingApplied(NamedTuple):
    """One document's reading of a period, applied to this order.

    `first` and `last` are the earliest and the latest end (days, inclusive); None where the start is unknown.
    One that is not `sure` to apply can only make the time longer.
    """

    period: str
    source: str
    where: tuple[str, ...]
    unit: str
    value: tuple[int, int] | None
    counted_from: str
    note: str = ""
    begins: date | None = None
    first: date | None = None
    last: date | None = None
    says: Literal["open", "over"] | None = None
    sure: bool = True


class Refund(NamedTuple):
    """Does the money come back, and when; `late` means that today is after `expected_until`."""

    verdict: RefundVerdict
    expected_from: date | None = None
    expected_until: date | None = None
    late: bool | None = None
    readings: tuple[ReadingApplied, ...] = ()


class Dispute(NamedTuple):
    """Can a dispute be opened, and until when.

    `documents`: whether the documents' last days agree, differ, are over, or vague as the order's own date or page is.
    """

    verdict: DisputeVerdict
    opens_on: date | None = None
    act_by: date | None = None
    last_date: date | None = None
    readings: tuple[ReadingApplied, ...] = ()
    documents: Literal["agree", "differ", "vague", "over"] | None = None


_TO_MEET: Final = """
    pay_by protection_ends dispute_act_by return_by paypal_last paypal_escalate_by card_claim_last withdrawal_last
    platform_appeal_last
"""
TO_MEET: Final = frozenset(_TO_MEET.split())
"""The days by which the buyer has to have done something, or loses it; the others are for waiting or for others."""


class Deadline(NamedTuple):
    """One date to keep, with the lines behind it."""

    id: DeadlineId
    on: date
    where: tuple[str, ...]

    def is_to_meet(self, today: date) -> bool:
        """Whether the buyer still has to meet it."""
        return self.id in TO_MEET and self.on >= today


class AdviceGiven(NamedTuple):
    """A step, or a thing not to do; `for_reasons` None means right whatever the reason.

    `due` says what its day is: the day to have done it by, the day until which to wait, or the day from which on.
    """

    id: str
    act: str
    by: date | None
    due: Literal["by", "until", "from"]
    place: str
    for_reasons: tuple[str, ...] | None
    where: tuple[str, ...]
    office: str = ""

    @property
    def has_its_day(self) -> bool:
        """Whether it is to be done by a day or from one on, and not only waited until one."""
        return self.by is not None and self.due != "until"


class Answer(NamedTuple):
    """A possible answer to a question and the reasons it would leave."""

    value: str | bool
    leads_to: tuple[str, ...]


class Question(NamedTuple):
    """The next question worth asking."""

    field: str
    kind: Literal["choice", "boolean", "date"]
    answers: tuple[Answer, ...]


class Repair(NamedTuple):
    """A change of one answer that brings a reason back; `to` None drops the answer."""

    field: str
    before: Any
    to: Any


class Contradiction(NamedTuple):
    """Answers that cannot all be true, and the smallest changes that mend it.

    Any one of the repairs does, unless they are `joint`: then it takes them all.
    """

    fields: tuple[str, ...]
    why: Text
    where: tuple[str, ...]
    repairs: tuple[Repair, ...]
    joint: bool = False


class Sentences(NamedTuple):
    """What is said of the whole, in the order a buyer asks: each part is one sentence or a few."""

    first_line: Text
    happened: tuple[Text, ...]
    refund: tuple[Text, ...]
    dispute: tuple[Text, ...]


class Diagnosis(NamedTuple):
    """The whole answer for one order on one day.

    `given` is the order as it was told, before its labels were read; `label` what was typed where its status is known
    by a word alone; `country` whose public holidays were counted.
    `mended` are the warnings that stand beside the first line, since a word was read otherwise than it was written.
    `exit_code` is the contract's; `picks` what a batch counts it as; `due` the first day on which to act;
    `next_deadline` what the first line is about. `situation` is all of it as the number that conditions hold against.
    """

    order: Order
    given: Order
    label: str | None
    country: str | None
    today: date
    rules_date: str
    rules_digest: str
    state: State
    reasons: tuple[ReasonFound, ...]
    ruled_out: tuple[RuledOut, ...]
    refund: Refund
    dispute: Dispute
    deadlines: tuple[Deadline, ...]
    steps: tuple[AdviceGiven, ...]
    avoid: tuple[AdviceGiven, ...]
    next_question: Question | None
    doubt: str | None
    contradictions: tuple[Contradiction, ...]
    assumptions: tuple[Text, ...]
    warnings: tuple[Text, ...]
    mended: tuple[Text, ...]
    sentences: Sentences
    exit_code: int
    picks: frozenset[str]
    due: date | None
    next_deadline: Deadline | None
    situation: int

    def told(self, name: str) -> Any:
        """A field of the order as it can be said again: its value, or the label in its place."""
        value = self.order.value(name)
        return self.label if value is None and name == "status" else value
