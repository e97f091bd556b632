"""What can be brought about: every reason, step, reading, doubt, question and verdict by some order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import reduce
from itertools import chain, islice
from operator import or_
from typing import Any, Final, get_args

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.sentences import FAMILIES, day_of
from ali_closed.model.diagnosis import DeadlineId, Diagnosis, DisputeVerdict, RefundVerdict, State
from ali_closed.model.fields import CHOICES, FIELDS, RECIPIENTS, UNKNOWN
from ali_closed.model.rulebook import Condition, PeriodReading
from ali_closed.proof.drafts import Token, draft_tokens, row_token, wanted_drafts
from ali_closed.proof.orders import Cut
from ali_closed.proof.result import Failure
from ali_closed.proof.states import Claims, States, StateSet, needed_laws
from ali_closed.proof.witnesses import DAY, Answer, Answers, Asking, Base, fields_of, order_of, overlays, rare
from ali_closed.rules.conditions import Known
from ali_closed.rules.loader import DERIVED_FIELDS, NOT_CLOSED, Rulebook
from ali_closed.rules.tables import ORDERED

Dates = Mapping[str, int]
"""Date fields and how many days they lie before (negative) or after the day of the proof."""

DATES: Final[tuple[Dates, ...]] = (
    {},
    {"closed_on": -5},
    {"closed_on": -60},
    {"closed_on": -17, "confirmed_on": -17},
    {"confirmed_on": -2},
    {"confirmed_on": -8},
    {"protection_ends_on": -3, "closed_on": -3},
    {"protection_ends_on": 3, "shipped_on": -30},
    {"protection_ends_on": 30, "shipped_on": -3},
    {"delivered_on": -2},
    {"delivered_on": -60, "closed_on": -60},
    {"shipped_on": -3},
    {"shipped_on": -120},
    {"shipped_on": -30, "paid_on": -32, "ordered_on": -32},
    {"ordered_on": -3},
    {"processing_ends_on": 5},
    {"processing_ends_on": 5, "cancel_requested_on": -2},
    {"cancel_requested_on": -7},
    {"dispute_opened_on": -2},
    {"dispute_closed_on": -2},
    {"dispute_closed_on": -60},
    {"delivery_due_on": -5},
    {"last_seen_open_on": -10},
    {"processing_ends_on": -10},
    {"processing_ends_on": -10, "cancel_requested_on": -20},
    {"dispute_opened_on": -20},
)
"""When things can have happened: on both sides of every date that matters."""

ASIDE: Final = (
    *("paid", "parcel", "dispute_button", "tracking"),
    *("message_fact", "bank", "refund", "seller_says", "cancelled_by", "confirmed"),
)
"""What changes what follows from a reason more often than the reason itself."""

_IMPLIED: Final[Mapping[tuple[str, str], tuple[str, Condition]]] = {
    ("dispute_verdict", "running"): ("dispute", ("open",)),
    ("refund_verdict", "already_refunded"): ("refund", ("received",)),
}
"""What must be told for a verdict that advice speaks of first."""

SPOKEN = tuple(FAMILIES)
"""The kinds of rows that are sentences."""

TRIES: Final = 1000
"""How many orders are tried for one thing before it counts as out of reach."""

ASKED: Final = ("question", "doubt")
"""What is only brought about where questions are asked."""

Goal = tuple[Token, Iterable[Answers]]
"""What some order must bring about, and the orders in which it is looked for."""


@dataclass
class Reached:
    """What the orders tried so far have brought about, and the diagnoses of them.

    Questions take a fifth of the time of a diagnosis, so that not every order is asked one.
    """

    rulebook: Rulebook
    tokens: set[Token] = field(default_factory=set)
    seen: dict[Answers, Diagnosis] = field(default_factory=dict)
    _found: dict[frozenset[tuple[str, Any]], Diagnosis] = field(default_factory=dict)
    _asked: set[frozenset[tuple[str, Any]]] = field(default_factory=set)

    def look(self, answers: Answers, *, asks: bool = False) -> Diagnosis:
        """Diagnose an order, once, and keep what it holds."""
        alike = frozenset(dict(answers).items())
        if alike not in self._found or (asks and alike not in self._asked):
            found = diagnose(order_of(answers), rulebook=self.rulebook, today=DAY, asks=asks)
            self._found[alike] = found
            self._asked.update([alike] if asks else ())
            self.tokens.update(held(found))
            self.tokens.update(draft_tokens(found, self.rulebook))
        self.seen[answers] = self._found[alike]
        return self.seen[answers]

    def ask_on(self, answers: Answers) -> None:
        """Answer "unknown" to every question until none is left."""
        while (question := self.look(answers, asks=True).next_question) is not None:
            answers = (*answers, Answer(question.field, UNKNOWN))

    def look_for(self, token: Token, orders: Iterable[Answers]) -> bool:
        """Whether one of some orders brings something about, if none before them did."""
        for answers in islice(orders, TRIES):
            if token in self.tokens:
                break
            if token[0] in ASKED:
                self.ask_on(answers)
            else:
                self.look(answers)
        return token in self.tokens


def held(found: Diagnosis) -> Iterator[Token]:
    """Everything a diagnosis holds."""
    yield "state", found.state
    yield "refund", found.refund.verdict
    yield "dispute", found.dispute.verdict
    yield from (("reason", reason.id) for reason in found.reasons)
    yield from (("first", reason.id) for reason in found.reasons[:1])
    yield from (("advice", given.id) for given in (*found.steps, *found.avoid))
    yield from (("deadline", entry.id) for entry in found.deadlines)
    yield from (("way", entry.id, line) for entry in found.deadlines for line in entry.where)
    yield from (("assumption", entry.id.partition(".")[2]) for entry in found.assumptions)
    yield from (("warning", entry.id.partition(".")[2]) for entry in found.warnings)
    for reading in (*found.refund.readings, *found.dispute.readings):
        yield "reading", reading.period, reading.source, reading.counted_from, *reading.where
    for kind, row, filled in said_rows(found):
        yield "sentence", kind, row
        yield "filled", kind, row, *sorted(filled)
    yield "exit_code", str(found.exit_code)
    yield from (("pick", pick) for pick in found.picks)
    if found.next_question is not None:
        yield "question", found.next_question.field
    if found.doubt is not None:
        yield "doubt", found.doubt


def said_rows(found: Diagnosis) -> Iterator[tuple[str, str, frozenset[str]]]:
    """The rows behind what a diagnosis says, by kind and id, and what fills their texts."""
    sentences = found.sentences
    kinds = {family: kind for kind, family in FAMILIES.items()}
    for text in (sentences.first_line, *sentences.happened, *sentences.refund, *sentences.dispute):
        family, _, row = text.id.partition(".")
        if family in kinds:  # where sources differ, the line that says so is of no row
            yield kinds[family], row, frozenset(text.params)


def unreachable(
    asking: Asking,
    bases: tuple[Base, ...],
    states: States,
    claims: Claims,
    groups: Mapping[frozenset[str], StateSet],
) -> tuple[list[Failure], Mapping[Answers, Diagnosis]]:
    """What no state or order brings about, and every order diagnosed to find it out."""
    book = asking.rulebook
    reached = Reached(book)
    for answers in rare(book):
        reached.look(answers, asks=True)
    for base in bases:
        for dates in DATES:
            reached.look(with_dates(base.answers, dates), asks=True)
        for answer in (answer for name in ASIDE for answer in asking.answers_for(name)):
            interpreted = _told_too(base, answer)
            for more in (interpreted, with_dates(interpreted, {"shipped_on": -3, "delivery_due_on": -1})):
                if asking.possible(more):
                    reached.look(more)
        reached.ask_on(base.answers)
    reached.ask_on(())
    for answer in (*asking.answers, *chain(*map(asking.answers_for, CHOICES))):
        reached.look((answer,))
    not_found = [token for token, orders in goals(asking, bases, states, groups) if not reached.look_for(token, orders)]
    missing = [token for token in not_found if token not in reached.tokens]
    failures = [Failure("unreachable", f"{token[0]} {' '.join(token[1:])}") for token in missing]
    failures += [*never_first(book, bases, asking, reached), *_idle_facts(book, states, claims)]
    return [*failures, *_idle_mappings(asking, bases)], reached.seen


def goals(
    asking: Asking, bases: tuple[Base, ...], states: States, groups: Mapping[frozenset[str], StateSet]
) -> Iterator[Goal]:
    """Everything that some order must bring about; without orders where what is tried for all else must do it."""
    book = asking.rulebook

    def meeting(when: Mapping[str, Condition]) -> Iterator[Answers]:
        return variants(told(when, book), _fitting(when, bases), asking)

    words = {"refund": get_args(RefundVerdict), "dispute": get_args(DisputeVerdict), "deadline": get_args(DeadlineId)}
    yield from ((("state", word), ()) for word in get_args(State) if word != "contradiction")
    yield from (((kind, word), ()) for kind, known in words.items() for word in known)
    yield from ((("reason", reason.id), ()) for reason in book.reasons)
    yield from (((kind, row.id), ()) for kind in ("exit_code", "pick") for row in book.sentences[kind])
    for period in book.periods:
        if not any(period.id in advice.rules for advice in book.advice):  # behind which it would stand, with its lines
            for of in period.readings:
                yield ("reading", period.id, of.source, of.counted_from, *of.where), ()
    yield from ((("doubt", doubt.id), _doubted(doubt.reasons, asking, states, groups)) for doubt in book.doubts)
    yield from (
        (("question", fact.asked_by), _silent(fact.asked_by, asking, bases)) for fact in book.facts if fact.asked_by
    )
    for entry in book.follow_ups:
        of_it = [
            base
            for base in bases
            if entry.whatever or base.reason in entry.reasons or base.status_group in entry.status_groups
        ]
        orders = variants(on_the_order(entry.when), of_it, asking)
        yield ("question", entry.field), (answers for answers in orders if entry.field not in fields_of(answers))
    yield from ((("advice", advice.id), meeting(advice.when)) for advice in book.advice)
    for assumption in book.assumptions:
        yield ("assumption", assumption.id), meeting({assumption.field: (UNKNOWN,), **assumption.when})
    yield from ((("assumption", entry.id), meeting(entry.when)) for entry in book.implied_answers)
    for mapping in book.fact_mappings:
        said = {"assumption": mapping.assumes, "warning": mapping.warns}
        yield from (((kind, name), meeting(mapping.when)) for kind, name in said.items() if name)
    for kind in SPOKEN:
        for row in book.sentences[kind]:
            yield ("sentence", kind, row.id), meeting(row.when)
            if row.to_come:  # with its days, and without
                days = dict.fromkeys(map(day_of, row.to_come), ("ahead", "today"))
                yield ("filled", kind, row.id, *sorted((*row.fill, *row.to_come))), meeting({**row.when, **days})
                yield ("filled", kind, row.id, *sorted(row.fill)), meeting(row.when)
    yield from ((row_token(row), meeting(row.when)) for row in book.sentences["draft"])
    yield from ((token, ()) for token in wanted_drafts(book))
    yield from ((("way", way, *reading.where), meeting(when)) for way, reading, when in readings_of_ways(book))


def never_first(book: Rulebook, bases: tuple[Base, ...], asking: Asking, reached: Reached) -> Iterator[Failure]:
    """Reasons that no evidence speaks for, or that stand behind others in every order, also where it speaks."""
    for reason in book.reasons:
        speaking = [on_the_order(entry.when) for entry in book.evidence if reason.id in entry.supports]
        if not speaking:
            yield Failure("unreachable", f"evidence for {reason.id}: evidence.toml has no row with it under `for`")
        of_reason = [base for base in bases if base.reason == reason.id]
        otherwise = [replace(base, answers=_told_too(base, more)) for base in of_reason for more in asking.answers]
        tried = (
            variants(when, some, asking, dates)
            for when in speaking
            for some, dates in ((of_reason, DATES), (otherwise, ({},)))
        )
        if not any(reached.look_for(("first", reason.id), orders) for orders in tried):
            shown = [[other.id for other in found.reasons] for found in reached.seen.values()]
            before = sorted({others[0] for others in shown if reason.id in others})
            what = (
                f"{reason.id} before all others: always behind {' or '.join(before)}; evidence.toml needs a row for it"
            )
            yield Failure("unreachable", what)


def with_dates(answers: Answers, dates: Dates) -> Answers:
    """The answers with these dates told besides."""
    others = tuple(answer for answer in answers if answer.field not in dates)
    return (*others, *(Answer(name, DAY + timedelta(days=days)) for name, days in dates.items()))


# ---------------------------------------------------------------- where to look


def _doubted(
    reasons: Iterable[str], asking: Asking, states: States, groups: Mapping[frozenset[str], StateSet]
) -> Iterator[Answers]:
    """Orders of states that several of some reasons claim."""
    for group in sorted((group for group in groups if len(group) > 1 and group <= set(reasons)), key=sorted):
        for state in islice(states.members(groups[group]), TRIES // 20):
            answers = asking.reaching({fact: (value,) for fact, value in state.items()})
            if answers is not None:
                yield answers


def _silent(name: str, asking: Asking, bases: tuple[Base, ...]) -> Iterator[Answers]:
    """Orders that tell what a reason needs, and one thing more, save the field that a question is to ask for."""
    told = [tuple(answer for answer in base.answers if answer.field != name) for base in bases]
    yield from told
    for answers in told:
        for other in asking.answers:
            if other.field not in fields_of(answers) and asking.possible((*answers, other)):
                yield (*answers, other)


def readings_of_ways(book: Rulebook) -> Iterator[tuple[str, PeriodReading, Mapping[str, Condition]]]:
    """Each way outside with each of its readings, and the conditions of both."""
    for way in book.ways:
        for reading in book.period(way.period).readings:
            if reading.counted_from in way.starts:
                yield way.id, reading, {**reading.when, **way.when}


def on_the_order(when: Mapping[str, Condition]) -> Mapping[str, Condition]:
    """The part of a condition that names what was told, and not what follows from it."""
    return {name: allowed for name, allowed in when.items() if name in FIELDS or name in DERIVED_FIELDS}


def told(when: Mapping[str, Condition], book: Rulebook) -> Mapping[str, Condition]:
    """What an order must tell for a condition on more than the order."""
    way = next((allowed for name, _, allowed in readings_of_ways(book) if name in when), {})
    when = {**way, **when}
    implied = {
        field: value for (name, verdict), (field, value) in _IMPLIED.items() if when.get(name, ())[:1] == (verdict,)
    }
    return {**implied, **on_the_order(when)}


def _told_too(base: Base, answer: Answer) -> Answers:
    return (*(other for other in base.answers if other.field != answer.field), answer)


def variants(
    when: Mapping[str, Condition], bases: Iterable[Base], asking: Asking, choices: tuple[Dates, ...] = DATES
) -> Iterator[Answers]:
    """The orders of these bases that meet a condition, with every choice of dates."""
    silent = {name for name, allowed in when.items() if allowed == (UNKNOWN,)}
    fitting = [dates for dates in choices if not silent & set(dates)]
    for base in bases:
        for overlay in islice(overlays(when, asking), 12):
            named = {*when, *fields_of(overlay)}
            answers = (*(answer for answer in base.answers if answer.field not in named), *overlay)
            if not asking.possible(answers):
                continue
            for dates in fitting:
                yield with_dates(answers, {name: day for name, day in dates.items() if name not in named})


def _fitting(when: Mapping[str, Condition], bases: tuple[Base, ...]) -> list[Base]:
    """The orders that a condition can hold of: of a reason that it names, and ended or not."""
    reasons, ended = when.get("reason"), when.get("reasons")
    return [
        base
        for base in bases
        if (reasons is None or base.reason in reasons)
        and (ended is None or (base.reason == NOT_CLOSED) is ("none" in ended))
    ]


# ---------------------------------------------------------------- what stands in vain


def shadowed(rulebook: Rulebook) -> Iterator[Failure]:
    """Rows that are never reached because of those before them, and kinds that do not end with a row for all else.

    Of a kind the first row that holds is taken; the messages are a kind for each recipient.
    """
    names, sentences = rulebook.vocabulary, rulebook.sentences
    whole = sum(names.masks.values()) & ~sum(names.asked.values())
    cut = Cut(names, whole)
    kinds = [(kind, whole, rows) for kind, rows in sentences.items() if kind in ORDERED and kind != "draft"]
    others = {f"draft to {to}": names.forbidden({"recipient": (to,)}) for to in RECIPIENTS}
    kinds += [(kind, whole & ~forbidden, sentences["draft"]) for kind, forbidden in others.items()]
    for kind, start, rows in kinds:
        before: tuple[Known, ...] = ()
        for place, row in enumerate(rows, 1):
            box = start & ~names.forbidden(row.when)
            if cut.some(box):
                if not any(cut.without(box, before)):
                    yield Failure("unreachable", f"{kind} {row.id}, row {place}: those before it leave nothing to it")
                before = (*before, box)
        if before[-1:] != (start,):
            yield Failure("gap", f"{kind}: no row for all else")


def _idle_facts(book: Rulebook, states: States, claims: Claims) -> Iterator[Failure]:
    """Values no lawful state has, laws that forbid nothing of their own, boxes that hold nothing of their own."""
    for fact in book.facts:
        for value in fact.values:
            if not states.having[fact.id][value]:
                yield Failure("unreachable", f"fact {fact.id} = {value}")
    needed = needed_laws(book.facts, book.laws)
    for law in book.laws:
        if law.id not in needed:
            yield Failure("unreachable", f"law {law.id}: the others forbid the same")
    for reason in book.reasons:
        for place, box in enumerate(reason.boxes):
            rest = [states.where(other.facts) for at, other in enumerate(reason.boxes) if at != place]
            if not states.where(box.facts) & ~reduce(or_, rest, 0):
                yield Failure("unreachable", f"box {place + 1} of {reason.id}: no lawful state is its own")
    if not claims[NOT_CLOSED]:
        yield Failure("unreachable", NOT_CLOSED)


def _idle_mappings(asking: Asking, bases: tuple[Base, ...]) -> Iterator[Failure]:
    """Fact mappings and evidence that hold of no order a reason is left of."""
    book = asking.rulebook
    grounds = (Base("", "", ()), *bases)
    for kind, entries in (("fact_mapping", book.fact_mappings), ("evidence", book.evidence)):
        for when in (entry.when for entry in entries):
            forbidden = book.vocabulary.forbidden(when)
            if not any(asking.read(order).holds(forbidden) for order in variants(when, grounds, asking, ({},))):
                yield Failure("unreachable", f"{kind} when {dict(when)}")
