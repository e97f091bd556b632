"""The rules as frozen values: what the founding documents say, and what the reasoning turns on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from ali_closed.model.fields import Recipient

Unit = Literal["hours", "calendar_days", "business_days", "a_few", "on_page"]
SourceKind = Literal["document", "terms", "order_page", "help_copy", "law", "payment_scheme", "guide"]
RefundKind = Literal["automatic", "by_dispute", "decided_by_dispute", "nothing_to_refund"]
Condition = tuple[str | bool, ...]
Where = tuple[str, ...]
Facts = Mapping[str, tuple[str, ...]]
NonEmptyWhere = Annotated[Where, Field(min_length=1)]
DayOrNone = Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$")]


class Rule(BaseModel, frozen=True, extra="forbid", populate_by_name=True, defer_build=True):
    """The base of all that stands in rule files: frozen, an unknown key is an error, built when it is first needed."""


class Named(Rule):
    """An entry with an id."""

    id: str


class Cited(Rule):
    """An entry that stands on lines of the documents."""

    where: NonEmptyWhere


class Source(Rule):
    """One founding document, or a source outside them, as it is named to users.

    `date` is that of the text, or of the day on which it was recorded; `place` is where it holds, everywhere if empty.
    `sure`: A is AliExpress's own text, a law or a scheme's page, B several that agree or a faithful copy, C one other.
    Only A and B reason.
    """

    key: str
    name: str
    file: str = ""
    first_line: int = 0
    last_line: int = 0
    date: DayOrNone = ""
    outside: bool = False
    kind: SourceKind = "document"
    place: str = ""
    sure: Literal["A", "B", "C"] = "A"


class LedgerEntry(Named):
    """One row of a ledger table that carries no numbers: its id, its lines, and the verdicts that it is behind."""

    where: Where
    verdicts: tuple[str, ...] = ()


class StatusEntry(LedgerEntry):
    """A status; `ends`: by which ended status of a message an open one is over, and what of it stays true then."""

    ends: Mapping[str, Mapping[str, str | bool]] = Field(default_factory=dict)


class PeriodReading(Cited):
    """What one document says of one period: how long (in `unit`), counted from which event, and of which orders.

    A reading whose `when` is known to hold counts like any other. One that may hold can only make the time longer.
    """

    source: str
    unit: Unit
    counted_from: str
    value: tuple[int, int] | None = None
    when: Mapping[str, Condition] = Field(default_factory=dict)
    note: str = ""


class Period(Named):
    """A period with every document's reading; the readings are never merged in data.

    `hearsay` is what sources say that are not sure enough to count; it is only shown.
    """

    readings: tuple[PeriodReading, ...] = Field(alias="reading", min_length=1)
    hearsay: tuple[PeriodReading, ...] = ()

    @property
    def where(self) -> Where:
        """The lines of every reading."""
        return tuple(line for reading in (*self.readings, *self.hearsay) for line in reading.where)

    @property
    def shortest(self) -> int:
        """The shortest length that any document gives it whatever the order, in its unit."""
        return min(reading.value[0] for reading in self.readings if reading.value is not None and not reading.when)

    @property
    def longest(self) -> int:
        """The longest length that any document gives it, in its unit."""
        return max(reading.value[1] for reading in self.readings if reading.value is not None)

    def readings_from(self, starts: tuple[str, ...]) -> tuple[PeriodReading, ...]:
        """The readings counted from one of the events named, whatever the order."""
        return tuple(reading for reading in self.readings if reading.counted_from in starts and not reading.when)


class Fact(Named):
    """One of the few facts the reasons turn on, its values, and the field that asks for it."""

    values: tuple[str, ...]
    asked_by: str = ""


class Law(Named, Cited):
    """A combination of facts that cannot be."""

    forbids: Facts = Field(alias="not")


class FactMapping(Cited):
    """How fields narrow facts: holds when every field has one of the values, then keeps only these facts.

    `assumes` names the sentence that says so where a silence is taken for an answer, `warns` the one that says so
    where an answer is not counted.
    """

    when: Mapping[str, Condition]
    facts: Facts
    assumes: str = ""
    warns: str = ""


class ImpliedAnswers(Named, Cited):
    """Answers that together say another one: what they set takes the place of what was told."""

    when: Mapping[str, Condition]
    sets: Mapping[str, str | bool]


class Assumption(Named):
    """What is taken for granted of a fact while its field is not told and the others have one of the values."""

    field: str
    when: Mapping[str, Condition] = Field(default_factory=dict)
    facts: Facts


class Box(Rule):
    """Facts under which a reason can have happened, and the lines that exclude the rest of each."""

    facts: Facts
    cites: Mapping[str, NonEmptyWhere]


class Window(Rule):
    """How long a dispute can still be opened: readings of a period, from these starts."""

    period: str
    starts: tuple[str, ...]
    where: Where = ()


class Reason(Named, Cited):
    """A closure reason: its boxes, what it means for the money, and how long it can be disputed.

    `reviewable`: the goods came, or may have, so the review window runs.
    """

    refund: RefundKind
    period: str = ""
    period_without: tuple[str, ...] = ()
    dispute: Literal["not_needed", "window", "decided"]
    rank: int
    rank_where: NonEmptyWhere
    too_late_for_defects: bool = False
    reviewable: bool = False
    windows: tuple[Window, ...] = Field(default=(), alias="window")
    boxes: tuple[Box, ...] = Field(alias="box", min_length=1)


class OpenOrder(Cited):
    """The order that has not ended: no reason, yet it stands among them where it is possible."""

    facts: Facts
    rank: int
    rank_where: NonEmptyWhere


class EventOrder(Named, Cited):
    """An event that comes before others, or on their day: always, in some circumstances, or in some reasons' story.

    `presumed`: how it usually goes; a date told against it outranks it, and if it `excludes`, rules out its reasons as
    long as another is left.
    """

    earlier: str
    later: tuple[str, ...] = Field(min_length=1)
    when: Mapping[str, Condition] = Field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    presumed: bool = False
    excludes: bool = False


class OtherEvent(Rule):
    """An event whose day another one shares, or follows after the shortest length of a period."""

    event: str
    after: str = ""


class SameDay(Cited):
    """An event that in the story of some reasons falls on the day of another: the first of these that was told."""

    event: str
    others: tuple[OtherEvent, ...] = Field(alias="with", min_length=1)
    reasons: tuple[str, ...] = Field(min_length=1)


class Evidence(Cited):
    """A fact that speaks for or against reasons, and only sorts them."""

    when: Mapping[str, Condition]
    supports: tuple[str, ...] = Field(default=(), alias="for")
    against: tuple[str, ...] = ()


class Advice(Named):
    """One act, to be done or not to be done, and when that is said.

    `by` names the day of a step, `place` where on the page it is done; with `office` it names a consumer office.
    """

    act: str
    rules: tuple[str, ...] = ()
    where: Where = ()
    when: Mapping[str, Condition]
    by: str = ""
    rank: int
    place: str = ""
    office: bool = False


class Act(Named):
    """What can be done, or not done; a step to do it is advised only where what it presupposes is not excluded.

    `place` is where its steps are done that name no place of their own, `draft` to whom a message helps with it.
    """

    place: str = ""
    draft: Recipient | None = None
    presupposes: Mapping[str, Condition] = Field(default_factory=dict)


class Office(Named):
    """The consumer office of some countries; the one without countries is that of all others."""

    countries: tuple[str, ...] = ()
    where: Where = ()


class Way(Named):
    """A way to the money outside AliExpress's own: its last day, by which period and from which events, and whose.

    Its period's readings name the countries and means of payment; `when` says of which orders it makes sense. A `claim`
    is made against the payment.
    """

    period: str
    starts: tuple[str, ...] = Field(min_length=1)
    claim: bool = False
    when: Mapping[str, Condition]


class SentenceRow(Named):
    """One thing that can be said of an order, or that it can count as, and when; `fill` names what fills its text.

    `to_come` names days that fill it too, each only where it is known and not past: the text says what else it says.
    `acts` are what it tells the buyer to do, the first of them that is a step being the first step. Of a message that
    is not `written`, for it does not help: to whom one may `instead`, or what has to be told first.
    """

    when: Mapping[str, Condition] = Field(default_factory=dict)
    fill: tuple[str, ...] = ()
    to_come: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    written: bool = True
    instead: tuple[Recipient, ...] = ()
    for_want_of: tuple[str, ...] = ()


class Letter(Rule):
    """What one message tells if it is known: it is poor without `wants`."""

    wants: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()


class FollowUp(Rule):
    """A question asked after those for the facts, of these reasons or of orders still open; of neither, before all."""

    field: str
    reasons: tuple[str, ...] = ()
    status_groups: tuple[str, ...] = ()
    when: Mapping[str, Condition] = Field(default_factory=dict)
    due: bool = False
    starts_refund: bool = False

    @property
    def whatever(self) -> bool:
        """Whether it is asked whatever happened."""
        return not (self.reasons or self.status_groups)


class Needless(Rule):
    """A question that what was told has answered already; without a field, every question."""

    field: str | None = None
    when: Mapping[str, Condition]


class Doubt(Named, Cited):
    """Reasons that no fact can tell apart; what remains is to ask support."""

    reasons: tuple[str, ...] = Field(min_length=2)


class RuleTables(Rule):
    """All rules but the words, validated, with the date of their last change and a digest of their content.

    `sentences` are the rows of sentences.toml and drafts.toml by kind, in their order.
    """

    date: str
    digest: str
    sources: tuple[Source, ...]
    statuses: tuple[StatusEntry, ...]
    sub_statuses: tuple[LedgerEntry, ...]
    periods: tuple[Period, ...]
    rules: tuple[LedgerEntry, ...]
    messages: tuple[LedgerEntry, ...]
    disagreements: tuple[LedgerEntry, ...]
    facts: tuple[Fact, ...]
    laws: tuple[Law, ...]
    implied_answers: tuple[ImpliedAnswers, ...]
    fact_mappings: tuple[FactMapping, ...]
    assumptions: tuple[Assumption, ...]
    reasons: tuple[Reason, ...]
    open_order: OpenOrder
    evidence: tuple[Evidence, ...]
    steps: tuple[Advice, ...]
    avoids: tuple[Advice, ...]
    acts: tuple[Act, ...]
    offices: tuple[Office, ...]
    groups: Mapping[str, Condition]
    ways: tuple[Way, ...]
    doubts: tuple[Doubt, ...]
    follow_ups: tuple[FollowUp, ...]
    needless: tuple[Needless, ...]
    event_order: tuple[EventOrder, ...]
    same_days: tuple[SameDay, ...]
    policy: Mapping[str, int]
    waited_for: tuple[SentenceRow, ...]
    sentences: Mapping[str, tuple[SentenceRow, ...]]
    letters: Mapping[Recipient, Mapping[str, Letter]]

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What to do, then what not to do."""
        return (*self.steps, *self.avoids)

    @property
    def drafts(self) -> Mapping[str, Recipient]:
        """To whom a message helps with an act."""
        return {act.id: act.draft for act in self.acts if act.draft is not None}

    def office(self, country: str | None) -> Office:
        """The consumer office of a country; that of any other where it is not known."""
        others = next(entry for entry in self.offices if not entry.countries)
        return next((entry for entry in self.offices if country in entry.countries), others)

    def period(self, period_id: str) -> Period:
        """The period of this id; KeyError where there is none."""
        return {period.id: period for period in self.periods}[period_id]

    def reason(self, reason_id: str) -> Reason:
        """The reason of this id; KeyError where there is none."""
        return {reason.id: reason for reason in self.reasons}[reason_id]

    def source_of(self, line: str) -> Source:
        """The document that a line such as "000:129", or every line of "000:66-73", stands in; a source by its key.

        KeyError or ValueError if there is none.
        """
        file, _, lines = line.partition(":")
        first, _, last = lines.partition("-")
        for source in self.sources:
            if source.key == line or (
                source.file == file and source.first_line <= int(first) <= int(last or first) <= source.last_line
            ):
                return source
        raise KeyError(line)
