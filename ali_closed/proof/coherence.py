"""One answer never contradicts itself: proven of every order that can be told, and looked for in every answer given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations, islice
from typing import Final, get_args

from ali_closed.engine.advice import DUE
from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.sentences import NOTHING_TO_DO
from ali_closed.engine.time.verdicts import combine_verdicts
from ali_closed.model.diagnosis import AdviceGiven, Diagnosis, DisputeVerdict
from ali_closed.model.fields import FIELDS, UNKNOWN
from ali_closed.model.rulebook import Advice, SentenceRow
from ali_closed.proof.drafts import drafts_at_odds
from ali_closed.proof.orders import DISPUTABLE, Orders, When
from ali_closed.proof.reachability import DATES, with_dates
from ali_closed.proof.result import Failure
from ali_closed.proof.witnesses import DAY, Answer, Asking, Base, command, fields_of, order_of
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


@dataclass(frozen=True)
class Compared:
    """How much was compared, and what contradicts itself."""

    compared: int
    answers: int
    failures: tuple[Failure, ...]


def incoherent(asking: Asking, bases: tuple[Base, ...], witnesses: Mapping[tuple[Answer, ...], Diagnosis]) -> Compared:
    """Rows that contradict others or what they presuppose in any order, and answers that break a law."""
    rulebook = asking.rulebook
    orders = Orders(rulebook, asking.reasoner)
    left = list(unled(rulebook, orders))
    told = dict.fromkeys(answers for entry in left for answers in _orders(entry, asking, bases, orders.names))
    sought = {answers: diagnose(order_of(answers), rulebook=rulebook, today=DAY, asks=False) for answers in told}
    failures = [
        *at_odds(rulebook, orders),
        *presuming_too_much(rulebook, orders),
        *of_two_days(rulebook, orders),
        *said_at_odds(combine_verdicts),
        *_broken(rulebook, {**witnesses, **sought}, orders),
    ]
    presumed = sum(len(act.presupposes) for act in rulebook.acts)
    led = len({id(row) for row in rulebook.sentences["first_line"] if row.acts} - {id(entry.line) for entry in left})
    compared = len(same_act(rulebook)) + presumed + len(two_days(rulebook)) + led
    return Compared(compared, len(witnesses) + len(sought), tuple(failures))


# ---------------------------------------------------------------- every order that can be told


def same_act(rulebook: Rulebook) -> list[tuple[Advice, Advice]]:
    """A step and a thing not to do, of one act."""
    return [(step, other) for step in rulebook.steps for other in rulebook.avoids if step.act == other.act]


def at_odds(rulebook: Rulebook, orders: Orders) -> Iterator[Failure]:
    """No act is to be done and not to be done in one state."""
    for step, other in same_act(rulebook):
        reason = orders.reason(orders.box(step.when) & orders.box(other.when))
        if reason is not None:
            yield Failure("contradicting", f"{step.id} and {other.id} of {reason}: do and do not {step.act}")


def presuming_too_much(rulebook: Rulebook, orders: Orders) -> Iterator[Failure]:
    """No step is advised where what its act presupposes is excluded."""
    presupposed = {act.id: act.presupposes for act in rulebook.acts}
    for step in rulebook.steps:
        for name, allowed in presupposed[step.act].items():
            excluded = orders.box(step.when) & ~(orders.names.masks[name] & ~orders.names.forbidden({name: allowed}))
            reason = orders.reason(excluded)
            if reason is not None:
                yield Failure("contradicting", f"{step.id} of {reason}: {step.act} presupposes {name} {list(allowed)}")


def two_days(rulebook: Rulebook) -> list[tuple[Advice, Advice]]:
    """Steps of one act of which one names the day to have it done by, the other until when to wait.

    From when an act can be done gives way to a day to have it done by.
    """
    dated = [step for step in rulebook.steps if step.by]
    return [
        (one, other)
        for one in dated
        for other in dated
        if one.act == other.act and one.by not in DUE and DUE.get(other.by) == "until"
    ]


def of_two_days(rulebook: Rulebook, orders: Orders) -> Iterator[Failure]:
    """An act has one day: no step that names another kind of day is given beside it, for another reason."""
    several = orders.box({"reasons": ("several",)})
    for one, other in two_days(rulebook):
        if orders.together((orders.box(one.when), orders.box(other.when)), several):
            yield Failure("contradicting", f"{one.id} and {other.id}: two days to {one.act}")


@dataclass(frozen=True)
class Unled:
    """A first line and an order under which, as far as conditions tell, no step does what the line names."""

    line: SentenceRow
    reason: str
    known: Known


def unled(rulebook: Rulebook, orders: Orders) -> Iterator[Unled]:
    """Where no step may do what a first line names, whatever the reasons and the days; of all others it is proven."""
    given = [(step.act, box) for step in rulebook.steps for box in orders.boxes(_as_sentences_see(step.when, rulebook))]
    before = [orders.box(when) for when in never(rulebook).values()]
    for row in rulebook.sentences["first_line"]:
        lines = orders.boxes(row.when)
        if row.acts:
            done = tuple(box for act, box in given if act in row.acts)
            left = (left for line in lines for left in orders.left(line, done, tuple(before)))
            yield from (Unled(row, *found) for found in islice(left, SOUGHT))
        before += lines


def _as_sentences_see(when: When, rulebook: Rulebook) -> When:
    """A condition of advice on the standing of an order as the conditions of sentences name it."""
    seen: dict[str, dict[str | bool, str]] = {"late": {False: UNKNOWN}, "reasons": {"one": "none"}}
    seen |= {period.id: {"ahead": UNKNOWN} for period in rulebook.periods}
    return {
        name: (*allowed, *(seen[name][value] for value in allowed if value in seen[name])) if name in seen else allowed
        for name, allowed in when.items()
    }


def said_at_odds(combine: Callable[[Iterable[DisputeVerdict]], DisputeVerdict]) -> Iterator[Failure]:
    """Whatever several reasons say: where one of them lets a dispute be opened, the whole does."""
    words: tuple[DisputeVerdict, ...] = get_args(DisputeVerdict)
    for count in range(1, len(words) + 1):
        for said in combinations(words, count):
            if set(said) & set(DISPUTABLE) and combine(said) not in DISPUTABLE:
                yield Failure("contradicting", f"a dispute that is {' or '.join(said)} is {combine(said)}")


# ---------------------------------------------------------------- every answer given


def _orders(entry: Unled, asking: Asking, bases: Iterable[Base], names: Vocabulary) -> Iterator[tuple[Answer, ...]]:
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


def answers_of(box: Known, asking: Asking, names: Vocabulary) -> tuple[Answer, ...] | None:
    """The fewest answers that give an order of the box; None where no buyer can give them."""
    found = []
    for name in (*FIELDS, *DERIVED_FIELDS):
        left = box & names.masks[name]
        if not left & names.silent[name]:
            values = [value for value, bit in names.bits[name].items() if left & bit] or ["known"]
            found.append(asking.answer(name, values[0]))
    return None if None in found else tuple(answer for answer in found if answer is not None)


def _broken(rulebook: Rulebook, witnesses: Mapping[tuple[Answer, ...], Diagnosis], orders: Orders) -> Iterator[Failure]:
    for answers, found in witnesses.items():
        for what in broken_laws(found, rulebook):
            yield Failure("contradicting", what, command(answers))
        if found.state != "several" and not orders.foresees(found.situation):
            said = f"{found.refund.verdict} and {found.dispute.verdict}"
            yield Failure("contradicting", f"the proof does not know that what follows can be {said}", command(answers))


def broken_laws(found: Diagnosis, rulebook: Rulebook) -> Iterator[str]:
    """The laws that one answer breaks."""
    yield from _done_and_not_done(found)
    yield from _two_days(found)
    yield from _disputed_in_vain(found)
    yield from _hurried(found)
    yield from _led_elsewhere(found, rulebook)
    yield from drafts_at_odds(found, rulebook)
    yield from (f"no answer is {dict(when)}" for no, when in never(rulebook).items() if not found.situation & no)


def _done_and_not_done(found: Diagnosis) -> Iterator[str]:
    for step in found.steps:
        for other in found.avoid:
            if step.act == other.act and _reasons(step, found) & _reasons(other, found):
                yield f"{step.id} and {other.id}: do and do not {step.act}"


def _reasons(given: AdviceGiven, found: Diagnosis) -> frozenset[str]:
    everyone = frozenset(reason.id for reason in found.reasons) or frozenset({NOT_CLOSED})
    return everyone if given.for_reasons is None else frozenset(given.for_reasons)


def _two_days(found: Diagnosis) -> Iterator[str]:
    days: dict[str, set[date]] = defaultdict(set)
    for step in found.steps:
        if step.by is not None:
            days[step.act].add(step.by)
    yield from (f"{act} has two days" for act, held in days.items() if len(held) > 1)


def _disputed_in_vain(found: Diagnosis) -> Iterator[str]:
    dispute = found.dispute
    for step in found.steps:
        if step.act == "open_dispute" and dispute.verdict not in DISPUTABLE:
            yield f"{step.id} while the dispute is {dispute.verdict}"
        elif step.act == "open_dispute" and step.by and dispute.act_by and step.by > dispute.act_by:
            yield f"{step.id} by {step.by}, after {dispute.act_by}"


def _hurried(found: Diagnosis) -> Iterator[str]:
    if found.refund.verdict in {"nothing_to_refund", "already_refunded"} or NOTHING_TO_DO in found.picks:
        today = (step for step in found.steps if step.by == found.today)
        yield from (f"{step.id} today, although nothing is to be done" for step in today)


def _led_elsewhere(found: Diagnosis, rulebook: Rulebook) -> Iterator[str]:
    _, _, said = found.sentences.first_line.id.partition(".")
    acts = next(row.acts for row in rulebook.sentences["first_line"] if row.id == said)
    if acts and (not found.steps or found.steps[0].act not in acts):
        first = found.steps[0].act if found.steps else "nothing"
        yield f"the first line {said} names {' or '.join(acts)}, the first step is {first}"
