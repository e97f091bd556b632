"""One answer never contradicts itself: proven of every order that can be told, and looked for in every answer given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations, islice
from typing import Final, get_args

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.logic.possible_reasons import Reasoning
from ali_closed.engine.sentences import NOTHING_TO_DO
from ali_closed.engine.time.verdicts import DECIDED, combine_verdicts
from ali_closed.model.diagnosis import AdviceGiven, Diagnosis, DisputeVerdict
from ali_closed.model.fields import FIELDS
from ali_closed.model.rulebook import Advice, Condition, Reason
from ali_closed.proof.drafts import drafts_at_odds
from ali_closed.proof.reachability import DATES, with_dates
from ali_closed.proof.result import Failure
from ali_closed.proof.sentences import without
from ali_closed.proof.witnesses import DAY, Answer, Asking, command, order_of
from ali_closed.rules.conditions import Forbidden, Known, Vocabulary
from ali_closed.rules.loader import DERIVED_FIELDS, NOT_CLOSED, Rulebook

PIECES: Final = 8
"""How many orders are sought for each first line."""

DISPUTABLE: Final = ("open", "contested", "not_yet", "depends")
"""Where a dispute can still be opened, or may be."""

FOLLOWING: Final = ("reason", "refund_verdict", "dispute_verdict")
"""What of a condition is not told but follows."""

_WINDOWS: Final = frozenset({"open", "contested", "not_yet", "depends"})
_AFTER_ALL: Final = frozenset(
    {
        ("decided_by_dispute", "decided"),
        ("decided_by_dispute", "running"),
        ("already_refunded", "decided"),
        ("already_refunded", "running"),
        ("already_refunded", "not_needed"),
        ("nothing_to_refund", "not_needed"),
    }
)
_ANNOUNCED: Final = frozenset({("automatic", verdict) for verdict in (*_WINDOWS, "not_needed")})
"""A refund that was announced comes by itself, while a dispute may still be open."""
Verdicts = tuple[str, str]
"""What is said of the refund and of a dispute."""


@dataclass(frozen=True)
class Compared:
    """How much was compared, and what contradicts itself."""

    compared: int
    answers: int
    failures: tuple[Failure, ...]


def incoherent(asking: Asking, witnesses: Mapping[tuple[Answer, ...], Diagnosis]) -> Compared:
    """Advice that contradicts other advice or what it presupposes in any order, and answers that break a law."""
    rulebook = asking.rulebook
    orders = Orders(rulebook, asking.reasoner)
    sought = {answers: diagnose(order_of(answers), rulebook=rulebook, today=DAY) for answers in _sought(asking, orders)}
    failures = [
        *at_odds(rulebook, orders),
        *presuming_too_much(rulebook, orders),
        *said_at_odds(combine_verdicts),
        *_broken(rulebook, {**witnesses, **sought}),
    ]
    presumed = sum(len(act.presupposes) for act in rulebook.acts)
    return Compared(len(same_act(rulebook)) + presumed, len(witnesses) + len(sought), tuple(failures))


# ---------------------------------------------------------------- every order that can be told


class Orders:
    """Sets of orders as boxes of what is known of them, and whether any of them can be told."""

    def __init__(self, rulebook: Rulebook, reasoning: Reasoning) -> None:
        self.names = rulebook.vocabulary
        self.reasoning = reasoning
        others = (self.names.other[name] for name, listed in self.names.bits.items() if listed)
        self.whole: Known = sum(self.names.masks.values()) & ~sum(others)
        self.verdicts = {reason.id: verdicts_of(reason) for reason in rulebook.reasons}
        self.verdicts[NOT_CLOSED] = verdicts_while_open()
        unasked = {reason.id for reason in rulebook.reasons if reason.dispute == "not_needed"}
        self.announced = {reason: _ANNOUNCED if reason not in unasked else frozenset() for reason in self.verdicts}

    def box(self, when: Mapping[str, Condition]) -> Known:
        """The orders under which a condition holds."""
        return self.whole & ~self.names.forbidden(when)

    def reason(self, box: Known) -> str | None:
        """A reason that is possible of some order of the box, with verdicts that it can have; None if there is none."""
        if not all(box & mask for mask in self.names.masks.values()):
            return None
        return self._reason(box) or self._recorded(box)

    def _reason(self, box: Known) -> str | None:
        """The same: what all orders of the box say of the facts leaves a reason, and so does what one of them says.

        Where that one fails, the box is split by an answer of its own that the others do not all give.
        """
        sure = self.reasoning.space.whole
        for forbidden, left in self.reasoning.mapped:
            if not box & forbidden:
                sure &= left
        if next(self._fitting(box, sure), None) is None:
            return None
        one = self._one(box)
        split: list[Forbidden] = []
        facts = sure
        for forbidden, left in self.reasoning.mapped:
            if box & forbidden and not one & forbidden:
                facts &= left
                if next(self._fitting(box, sure & left), None) is None:
                    split.insert(0, forbidden)
                else:
                    split.append(forbidden)
        if (found := next(self._fitting(one, facts), None)) is not None or not split:
            return found
        parts = chain(_outside(box, split[0], self.names), [box & ~split[0]])
        return next((found for part in parts if (found := self._reason(part)) is not None), None)

    def _recorded(self, box: Known) -> str | None:
        """A reason that AliExpress recorded itself: the record decides whatever else was told."""
        ended = {"end_reason": ("known",), "status": ("completed", "closed", "unknown")}
        box &= self.box(ended) & ~self.names.bits["reason"][NOT_CLOSED]
        told = all(box & mask for mask in self.names.masks.values())
        return next(self._fitting(box, self.reasoning.space.whole), None) if told else None

    def _one(self, box: Known) -> Known:
        """An order of the box that tells as little as can be; what follows from it stays open."""
        one = 0
        for name, mask in self.names.masks.items():
            left = box & mask
            silent = left & self.names.silent[name]
            one |= left if name in FOLLOWING else silent or left & -left
        return one

    def _fitting(self, box: Known, facts: int) -> Iterator[str]:
        bits = self.names.bits
        for reason in self.reasoning.possible(facts):
            if box & bits["reason"][reason] and any(
                box & bits["refund_verdict"][refund]
                and box & bits["dispute_verdict"][dispute]
                and (box & bits["refund"]["announced"] or (refund, dispute) not in self.announced[reason])
                and self._can_be(dispute, reason, facts, box)
                for refund, dispute in self.verdicts[reason]
            ):
                yield reason

    def _can_be(self, verdict: str, reason: str, facts: int, box: Known) -> bool:
        """Whether what was told of a dispute, and the facts, allow this verdict of it."""
        told = {**dict.fromkeys(DECIDED, "decided"), "open": "open"}
        ways = {"running": "open", "decided": "decided"}
        fact = ways.get(verdict)
        fits = [value for value in self.names.bits["dispute"] if told.get(value, fact) == fact]
        bits = self.names.bits["dispute"] | {"": self.names.silent["dispute"] | self.names.asked["dispute"]}
        disputes = set(self.reasoning.open_values(facts, "dispute", reason))
        return any(box & bits[value] for value in (*fits, "")) and bool(
            disputes & {fact} if fact else disputes - set(ways.values())
        )


def verdicts_of(reason: Reason) -> frozenset[Verdicts]:
    """What can be said of the refund and of a dispute where an order ended for this reason."""
    if reason.dispute == "not_needed":
        return _AFTER_ALL | {("automatic", "not_needed")}
    return _AFTER_ALL | _ANNOUNCED | {("too_late", "over"), *(("by_dispute", verdict) for verdict in _WINDOWS)}


def verdicts_while_open() -> frozenset[Verdicts]:
    """What can be said of the refund and of a dispute of an order that has not ended."""
    return (_AFTER_ALL | _ANNOUNCED) | {
        (refund, verdict) for refund in ("by_dispute", "not_yet") for verdict in (*_WINDOWS, "not_needed")
    }


def _outside(box: Known, forbidden: Forbidden, names: Vocabulary) -> Iterator[Known]:
    """The orders of a box under which a condition does not hold, in boxes that do not overlap."""
    for mask in names.masks.values():
        if out := box & mask & forbidden:
            yield box & ~mask | out
            box &= ~mask | mask & ~forbidden


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


def said_at_odds(combine: Callable[[Iterable[DisputeVerdict]], DisputeVerdict]) -> Iterator[Failure]:
    """Whatever several reasons say: where one of them lets a dispute be opened, the whole does."""
    words: tuple[DisputeVerdict, ...] = get_args(DisputeVerdict)
    for count in range(1, len(words) + 1):
        for said in combinations(words, count):
            if set(said) & set(DISPUTABLE) and combine(said) not in DISPUTABLE:
                yield Failure("contradicting", f"a dispute that is {' or '.join(said)} is {combine(said)}")


# ---------------------------------------------------------------- every answer given


def _sought(asking: Asking, orders: Orders) -> Iterator[tuple[Answer, ...]]:
    """Orders under which a first line may be said and no step does what it names, as far as conditions tell."""
    before: list[Known] = []
    for row in asking.rulebook.sentences["first_line"]:
        named = orders.box(row.when)
        done = (orders.box(step.when) for step in asking.rulebook.steps if step.act in row.acts)
        if row.acts:
            for piece in islice(without(named, (*done, *before), orders.names), PIECES):
                answers = _answers(piece, asking, orders.names)
                if answers is not None and asking.possible(answers):
                    yield from (_dated(answers, dates) for dates in DATES)
        before.append(named)


def _answers(box: Known, asking: Asking, names: Vocabulary) -> tuple[Answer, ...] | None:
    """The fewest answers that give an order of the box; None where no buyer can give them."""
    found = []
    for name in (*FIELDS, *DERIVED_FIELDS):
        left = box & names.masks[name]
        if not left & names.silent[name]:
            values = [value for value, bit in names.bits[name].items() if left & bit] or ["known"]
            found.append(asking.answer(name, values[0]))
    return None if None in found else tuple(answer for answer in found if answer is not None)


def _dated(answers: tuple[Answer, ...], dates: Mapping[str, int]) -> tuple[Answer, ...]:
    """The answers with these days, where they tell none of their own."""
    told = {answer.field for answer in answers}
    return with_dates(answers, {name: days for name, days in dates.items() if name not in told})


def _broken(rulebook: Rulebook, witnesses: Mapping[tuple[Answer, ...], Diagnosis]) -> Iterator[Failure]:
    for answers, found in witnesses.items():
        for what in broken_laws(found, rulebook):
            yield Failure("contradicting", what, command(answers))


def broken_laws(found: Diagnosis, rulebook: Rulebook) -> Iterator[str]:
    """The laws that one answer breaks."""
    yield from _done_and_not_done(found)
    yield from _two_days(found)
    yield from _disputed_in_vain(found)
    yield from _hurried(found)
    yield from _led_elsewhere(found, rulebook)
    yield from drafts_at_odds(found, rulebook)


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
