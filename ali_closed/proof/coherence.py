"""One answer never contradicts itself: proven of every order that can be told, and looked for in every answer given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from ali_closed.engine.advice import DUE
from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.sentences import NOTHING_TO_DO
from ali_closed.model.diagnosis import AdviceGiven, Diagnosis
from ali_closed.model.fields import FIELDS, UNKNOWN
from ali_closed.model.rulebook import SentenceRow
from ali_closed.proof.drafts import drafts_at_odds
from ali_closed.proof.orders import DISPUTABLE, Orders, When
from ali_closed.proof.reachability import DATES, with_dates
from ali_closed.proof.result import Failure
from ali_closed.proof.witnesses import DAY, Answers, Asking, Base, command, fields_of, order_of
from ali_closed.rules.conditions import Forbidden, Known, Vocabulary
from ali_closed.rules.loader import DERIVED_FIELDS, NOT_CLOSED, Rulebook

SOUGHT: Final = 3
"""How many orders are sought for a first line of which conditions do not tell enough."""

NEVER: Final[tuple[When, ...]] = (
    {"state": ("not_closed",), "reasons": ("one", "several")},
    {"state": ("settled",), "reasons": ("none", "several")},
    {"state": ("several",), "reasons": ("none", "one")},
    {"reasons": ("one",), "may_be_open": (True,)},
    {"late": (True,), "refund_late_after": ("ahead", "today", UNKNOWN)},
    {"late": (False,), "refund_late_after": ("past", UNKNOWN)},
    {"late": (UNKNOWN,), "refund_late_after": ("known",)},
    {"dispute_act_by": ("past",)},
    {"safe_day": ("past",)},
    {"safe_day": ("known",), "dispute_for": ("none",)},
    {"dispute_act_by": ("today",), "safe_day": ("ahead", UNKNOWN)},
    {"dispute_act_by": ("ahead",), "safe_day": ("today", UNKNOWN)},
    {"dispute_act_by": ("ahead", UNKNOWN), "dispute_verdict": ("contested",)},
    {
        "dispute_act_by": ("known",),
        "dispute_verdict": ("not_yet", "over", "running", "decided", "not_needed", "depends"),
    },
    *({name: (UNKNOWN,)} for name in ("state", "reasons", "may_be_open", "dispute_for")),
)
"""What no answer is, for one part of it says the other."""


@lru_cache(maxsize=8)
def never(rulebook: Rulebook) -> Mapping[Forbidden, When]:
    """What the proof takes no answer for: what was told is read together, but for an order that had to be mended."""
    unread = ({**entry.when, "state": ("settled", "several", "not_closed")} for entry in rulebook.implied_answers)
    return {rulebook.vocabulary.forbidden(when): when for when in (*NEVER, *unread)}


def incoherent(
    asking: Asking, bases: tuple[Base, ...], witnesses: Mapping[Answers, Diagnosis]
) -> tuple[int, int, list[Failure]]:
    """How many rows and answers were compared; rows at odds in any order with others, and answers that break a law."""
    rulebook = asking.rulebook
    orders = Orders(rulebook, asking.reasoner)
    impossible = list(no_order(rulebook, orders))
    left = list(unled(rulebook, orders))
    told = dict.fromkeys(answers for entry in left for answers in _orders(entry, asking, bases, orders.names))
    sought = {answers: diagnose(order_of(answers), rulebook=rulebook, today=DAY, asks=False) for answers in told}
    failures = [
        *(Failure("contradicting", what) for what, boxes in impossible if orders.together(boxes)),
        *_broken(rulebook, {**witnesses, **sought}, orders),
    ]
    led = len({id(row) for row in rulebook.sentences["first_line"] if row.acts} - {id(entry.line) for entry in left})
    return len(impossible) + led, len(witnesses) + len(sought), failures


# ---------------------------------------------------------------- every order that can be told


def no_order(rulebook: Rulebook, orders: Orders) -> Iterator[tuple[str, tuple[Known, ...]]]:
    """The boxes in which no order may have an outcome at once, each behind what it would be told.

    No act is to be done and not to be done, nor done where what it presupposes is excluded. An act has one day: beside
    one to have it done by none until when to wait is named for another reason; from when it can be done gives way.
    """
    presupposed = {act.id: act.presupposes for act in rulebook.acts}
    several = orders.box({"reasons": ("several",)})
    for step in rulebook.steps:
        box = orders.box(step.when)
        for other in rulebook.avoids:
            if other.act == step.act:
                yield f"{step.id} and {other.id}: do and do not {step.act}", (box & orders.box(other.when),)
        for name, allowed in presupposed[step.act].items():
            excluded = ~(orders.names.masks[name] & ~orders.names.forbidden({name: allowed}))
            yield f"{step.id}: {step.act} presupposes {name} {list(allowed)}", (box & excluded,)
        for other in rulebook.steps:
            dated = other.act == step.act and step.by and other.by
            if dated and step.by not in DUE and DUE.get(other.by) == "until":
                yield f"{step.id} and {other.id}: two days to {step.act}", (box & several, orders.box(other.when))


class Unled(NamedTuple):
    """A first line and an order under which, as far as conditions tell, no step does what the line names."""

    line: SentenceRow
    reason: str
    known: Known


def unled(rulebook: Rulebook, orders: Orders) -> Iterator[Unled]:
    """Where no step may do what a first line names, whatever the reasons and the days; of all others it is proven."""
    given = [(step.act, box) for step in rulebook.steps for box in orders.boxes(as_sentences_see(step.when, rulebook))]
    before = [orders.box(when) for when in never(rulebook).values()]
    for row in rulebook.sentences["first_line"]:
        lines = orders.boxes(row.when)
        if row.acts:
            done = tuple(box for act, box in given if act in row.acts)
            left = (left for line in lines for left in orders.left(line, done, tuple(before)))
            yield from (Unled(row, *found) for found in islice(left, SOUGHT))
        before += lines


def as_sentences_see(when: When, rulebook: Rulebook) -> When:
    """A condition of advice on the standing of an order as the conditions of sentences name it."""
    seen: dict[str, dict[str | bool, str]] = {"late": {False: UNKNOWN}, "reasons": {"one": "none"}}
    seen |= {period.id: {"ahead": UNKNOWN} for period in rulebook.periods}
    return {
        name: (*allowed, *(seen[name][value] for value in allowed if value in seen[name])) if name in seen else allowed
        for name, allowed in when.items()
    }


# ---------------------------------------------------------------- every answer given


def _orders(entry: Unled, asking: Asking, bases: Iterable[Base], names: Vocabulary) -> Iterator[Answers]:
    """The orders that tell the same, and what leaves the reason, with every choice of dates."""
    told = answers_of(entry.known, asking, names)
    if told is not None:
        named = fields_of(told)
        for alone in ((), *(base.answers for base in bases if base.reason == entry.reason)):
            answers = (*(answer for answer in alone if answer.field not in named), *told)
            if asking.possible(answers):
                yield from (
                    with_dates(answers, {n: day for n, day in dates.items() if n not in named}) for dates in DATES
                )


def answers_of(box: Known, asking: Asking, names: Vocabulary) -> Answers | None:
    """The fewest answers that give an order of the box; None where no buyer can give them."""
    found = []
    for name in (*FIELDS, *DERIVED_FIELDS):
        left = box & names.masks[name]
        if not left & names.silent[name]:
            values = [value for value, bit in names.bits[name].items() if left & bit] or ["known"]
            found.append(asking.answer(name, values[0]))
    return None if None in found else tuple(answer for answer in found if answer is not None)


def _broken(rulebook: Rulebook, witnesses: Mapping[Answers, Diagnosis], orders: Orders) -> Iterator[Failure]:
    for answers, found in witnesses.items():
        for what in broken_laws(found, rulebook):
            yield Failure("contradicting", what, command(answers))
        if found.state != "several" and not orders.foresees(found.situation):
            said = f"{found.refund.verdict} and {found.dispute.verdict}"
            yield Failure("contradicting", f"the proof does not know that what follows can be {said}", command(answers))


def broken_laws(found: Diagnosis, rulebook: Rulebook) -> Iterator[str]:
    """The laws that one answer breaks."""
    days: dict[str, set[date]] = defaultdict(set)
    idle = found.refund.verdict in {"nothing_to_refund", "already_refunded"} or NOTHING_TO_DO in found.picks
    for step in found.steps:
        for other in found.avoid:
            if step.act == other.act and _reasons(step, found) & _reasons(other, found):
                yield f"{step.id} and {other.id}: do and do not {step.act}"
        if step.by is not None:
            days[step.act].add(step.by)
        surely = found.exit_code == 0 and step.for_reasons is None and step.due == "by"
        if (idle or surely) and step.by == found.today:
            yield f"{step.id} today, although nothing is to be done"
        if step.act == "open_dispute" and found.dispute.verdict not in DISPUTABLE:
            yield f"{step.id} while the dispute is {found.dispute.verdict}"
        elif step.act == "open_dispute" and step.by and found.dispute.act_by and step.by > found.dispute.act_by:
            yield f"{step.id} by {step.by}, after {found.dispute.act_by}"
    yield from (f"{act} has two days" for act, held in days.items() if len(held) > 1)
    _, _, said = found.sentences.first_line.id.partition(".")
    acts = next(row.acts for row in rulebook.sentences["first_line"] if row.id == said)
    first = found.steps[0].act if found.steps else "nothing"
    if acts and first not in acts:
        yield f"the first line {said} names {' or '.join(acts)}, the first step is {first}"
    yield from drafts_at_odds(found, rulebook)
    yield from (f"no answer is {dict(when)}" for no, when in never(rulebook).items() if not found.situation & no)


def _reasons(given: AdviceGiven, found: Diagnosis) -> frozenset[str]:
    everyone = frozenset(reason.id for reason in found.reasons) or frozenset({NOT_CLOSED})
    return everyone if given.for_reasons is None else frozenset(given.for_reasons)
