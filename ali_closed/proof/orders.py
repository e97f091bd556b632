"""Sets of orders as boxes of what is known of them, and whether any of them can be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import chain, combinations, islice, product
from typing import Final, NamedTuple

from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.possible_reasons import Reasoning
from ali_closed.engine.time.verdicts import DECIDED, combine_refunds, combine_verdicts
from ali_closed.model.diagnosis import DisputeVerdict, RefundVerdict
from ali_closed.model.fields import CHOICES, UNKNOWN
from ali_closed.model.memo import Memo
from ali_closed.model.rulebook import Condition, Facts
from ali_closed.proof.witnesses import WORDINGS
from ali_closed.rules.conditions import Forbidden, Known, Vocabulary
from ali_closed.rules.loader import NOT_CLOSED, Rulebook

When = Mapping[str, Condition]

DISPUTABLE: Final = ("open", "contested", "not_yet", "depends")
"""Where a dispute can still be opened, or may be."""

OUTCOME: Final = ("reason", "refund_verdict", "dispute_verdict")
"""What of a condition is not told but follows for one reason."""


Kind = tuple[RefundVerdict, DisputeVerdict]
"""What is said of the refund and of a dispute."""
Kinds = tuple[Kind, ...]

PIECES: Final = 150
"""How many pieces of the orders of a first line are looked at before it counts as not proven."""

PLAIN: Final = 4
"""How many names a box narrows at most that is taken out of a first line before outcomes are looked for."""


class Follows(NamedTuple):
    """What may follow for some reasons, each with its bit: of the orders `known`, where the facts allow it.

    A reason that AliExpress recorded holds against what was told of other facts.
    """

    refund: RefundVerdict
    dispute: DisputeVerdict
    reasons: tuple[tuple[str, Known], ...]
    known: Known
    facts: Box
    recorded: bool


Pieces = Mapping[tuple[Known, Kind], list[tuple[Follows, Known]]]
"""Of a box and a kind of outcome, the orders that are not done."""
Chosen = tuple[tuple[Follows, Known], ...]
"""Outcomes, each with the reasons that may have it."""
Narrowed = tuple[Known, tuple[tuple[Known, Known], ...]]
"""A box with the names it narrows, each with the bits that it leaves out."""


class Cut:
    """Takes boxes out of a box; most of them narrow few names of the whole.

    What was asked in vain is as if it was not told: its bit stays clear, for a carry to show that a name has a value.
    """

    def __init__(self, names: Vocabulary, whole: Known) -> None:
        self._masks, self._guards = tuple(names.masks.values()), sum(names.asked.values())
        self._full = sum(self._masks) & ~self._guards
        self._whole = whole & self._full
        self._narrowed = Memo(self._narrow)
        # Those that narrow the fewest names go first: they cut a box into the fewest pieces.
        self._sorted = Memo[tuple[Known, ...], list[Narrowed]](
            lambda taken: sorted([self._narrowed[other] for other in taken], key=lambda other: len(other[1]))
        )

    def some(self, box: Known) -> bool:
        """Whether the box leaves each name a value: adding all ones carries into the guard bit of one that has."""
        return (box + self._full) & self._guards == self._guards

    def _narrow(self, box: Known) -> Narrowed:
        box &= self._full
        return box, tuple((mask, mask & ~box) for mask in self._masks if mask & self._whole & ~box)

    def width(self, box: Known) -> int:
        """How many names a box narrows."""
        return len(self._narrowed[box][1])

    def without(self, box: Known, taken: tuple[Known, ...]) -> Iterator[Known]:
        """What is left of a box when others are taken out, in pieces that do not overlap."""
        return self._without(box & self._full, self._sorted[taken])

    def _without(self, box: Known, taken: list[Narrowed]) -> Iterator[Known]:
        full, guards = self._full, self._guards
        meeting = [other for other in taken if ((box & other[0]) + full) & guards == guards]
        if not meeting:
            yield box
            return
        if any(box & other == box for other, _ in meeting):
            return
        (_, names), *others = meeting
        for mask, left_out in names:
            if out := box & left_out:
                yield from self._without(box & ~mask | out, others)
                box ^= out


class Orders:
    """Every order that can be told, with each outcome that a reason can have; all else is not known to be so."""

    def __init__(self, rulebook: Rulebook, reasoning: Reasoning) -> None:
        self.names = rulebook.vocabulary
        self.reasoning = reasoning
        others = (self.names.other[name] for name, listed in self.names.bits.items() if listed)
        unread = (bit for fact, bit in self.names.bits["message_fact"].items() if fact not in WORDINGS)
        full = sum(self.names.masks.values()) & ~sum(self.names.asked.values())
        self.whole: Known = full & ~sum(others) & ~sum(unread)
        self.outcome = self.names.mask(OUTCOME) & full
        self.cut = Cut(self.names, self.whole | self.outcome)
        self.some = self.cut.some
        asked = {name: mask for name, mask in self.names.masks.items() if name not in OUTCOME}
        self._asked = {self.names.silent[name]: mask for name, mask in asked.items()}
        self._silent = sum(self._asked)
        self._recorded = Memo(self._may_be_recorded)
        self._unread = self.whole & ~reasoning.seen
        self._leaving = Memo(self._told)
        self._cases: dict[str, list[When]] = {}
        for case in rulebook.sentences["case"]:
            self._cases.setdefault(case.id, []).append(case.when)
        self.follows = tuple(self._all_that_follows(rulebook))
        self.kinds: dict[Kind, list[Follows]] = {}
        for follows in self.follows:
            self.kinds.setdefault((follows.refund, follows.dispute), []).append(follows)

    def box(self, when: When) -> Known:
        """The orders under which a condition holds, whatever the cases it names."""
        return self.whole & ~self.names.forbidden(when)

    def boxes(self, when: When) -> list[Known]:
        """The same, with the cases spelled out."""
        found = [self.box({name: allowed for name, allowed in when.items() if name not in self._cases})]
        for name in self._cases.keys() & when:
            cases = [self.box(case) for case in self._cases[name]]
            if UNKNOWN in when[name]:
                found = [piece for box in found for piece in self.cut.without(box, tuple(cases))]
            else:
                found = [box & case for box in found for case in cases if self.some(box & case)]
        return found

    def foresees(self, answer: Known) -> bool:
        """Whether an answer about one reason is among those that may follow; what several outcomes make is let be."""
        mixed = self.names.bits["refund_verdict"]["depends"] | self.names.bits["dispute_verdict"]["depends"]
        mixed |= self.names.bits["dispute_verdict"]["contested"] | self.names.bits["reasons"]["several"]
        told = answer & self.whole
        told |= sum(silent for name, silent in self.names.silent.items() if not told & self.names.masks[name])
        said: Kind = self.names.value(answer, "refund_verdict"), self.names.value(answer, "dispute_verdict")
        return bool(told & mixed) or any(self.some(told & follows.known) for follows in self.kinds.get(said, ()))

    def fitting(self, box: Known, follows: Follows) -> Iterator[tuple[str, Known]]:
        """The reasons of which an order of the box can have this outcome, each with such an order."""
        box &= follows.known
        if self.some(box):
            left = self.reasoning.possible(follows.facts & self.reasoning.derived(box))
            able = [entry for entry in follows.reasons if follows.recorded or entry[0] in left]
            for reason, bit in able:
                if box & bit and (one := self._can_be(reason, box & ~self.names.masks["reason"] | bit, follows)):
                    yield reason, one

    def together(self, boxes: tuple[Known, ...]) -> bool:
        """Whether an order can have an outcome in each of these boxes at once."""
        first, *others = boxes
        for follows in self.follows:
            if any(self.fitting(first, follows)):
                rest = first & follows.known | self.outcome
                if not others or self.together(tuple(rest & other for other in others)):
                    return True
        return False

    @cached_property
    def ways(self) -> Mapping[Known, list[Kinds]]:
        """Per verdict of all reasons, with `dispute_for`, the fewest outcomes that bring it about."""
        found: dict[Known, list[Kinds]] = {}
        for count in (1, 2, 3):
            for some in combinations(self.kinds, count):
                said = self._said_of(some)
                if not any(set(kinds) <= set(some) for kinds in found.get(said, ())):
                    found.setdefault(said, []).append(some)
        return found

    def _said_of(self, kinds: Kinds) -> Known:
        refund, dispute = combine_refunds(one for one, _ in kinds), combine_verdicts(other for _, other in kinds)
        disputes = ("all", "some") if any(other in DISPUTABLE for _, other in kinds) else ("none",)
        return self.box({"refund_verdict": (refund,), "dispute_verdict": (dispute,), "dispute_for": disputes})

    def left(self, line: Known, done: tuple[Known, ...], before: tuple[Known, ...]) -> Iterator[tuple[str, Known]]:
        """Orders of a box that may have no outcome in any of those done and are in none before, each with a reason.

        None where it is proven that there is none; what is told of facts is looked at for each reason by itself.
        """
        undone = self._all_undone(line, done, tuple(box for box in before if self.cut.width(box) <= PLAIN))
        for whole, chosen in islice(undone, PIECES):
            yield from islice(self._staying(whole, chosen, before), 1)
        for whole, chosen in islice(undone, 1):  # too many to look at
            reasons = chosen[0][0].known & chosen[0][1]
            yield next(reason for reason, bit in self.names.bits["reason"].items() if reasons & bit), self.one(whole)

    def _all_undone(
        self, line: Known, done: tuple[Known, ...], plain: tuple[Known, ...]
    ) -> Iterator[tuple[Known, Chosen]]:
        """The orders of a box outside some others, with each way to have no outcome that is done."""
        pieces: Pieces = Memo(lambda of: list(self._pieces(of[0], of[1], done)))
        for said, ways in self.ways.items():
            starts = list(self.cut.without(line & said, plain)) if self.some(line & said) else []
            for kinds, start in product(ways, starts):
                for told, chosen in self._undone(start | self.outcome, kinds, pieces):
                    yield start & (told | self.outcome), chosen

    def _undone(self, box: Known, kinds: Kinds, pieces: Pieces) -> Iterator[tuple[Known, Chosen]]:
        """The orders of a box that have outcomes of these kinds, none of them done."""
        if not kinds:
            yield box, ()
            return
        for follows, piece in pieces[box, kinds[0]]:
            for told, chosen in self._undone(piece | self.outcome, kinds[1:], pieces):
                yield told, ((follows, piece | ~self.names.masks["reason"]), *chosen)

    def _pieces(self, box: Known, kind: Kind, done: tuple[Known, ...]) -> Iterator[tuple[Follows, Known]]:
        for follows in self.kinds[kind]:
            start = box & follows.known
            for piece in self.cut.without(start, done) if self.may_have(start, follows) else ():
                if any(self.fitting(piece, follows)):
                    yield follows, piece

    def _staying(self, whole: Known, chosen: Chosen, before: tuple[Known, ...]) -> Iterator[tuple[str, Known]]:
        """One order for each way to be outside the boxes before: of one reason, or of several."""
        several = self.names.bits["reasons"]["several"]
        only = whole & ~several
        for _, reasons in chosen:
            only &= reasons
        for box, many in ((only, False), (whole & (~self.names.masks["reasons"] | several), True)):
            can_be = (self.may_have((box | self.outcome) & reasons, follows) for follows, reasons in chosen)
            for piece in self.cut.without(box, before) if self.some(box) and all(can_be) else ():
                told = piece | self.outcome
                found = self._all_fitting(told, chosen)
                if found and (not many or self._several(told)):
                    reason, order = found
                    yield reason, self.one(order & told)
                    break

    def may_have(self, box: Known, follows: Follows) -> bool:
        """Whether any order of a box may have an outcome; where none may, no piece of the box has to be looked at.

        Of a recorded reason that is not known: what an order of a piece says besides, it may hold against.
        """
        return self.some(box & follows.known) and (follows.recorded or any(self.fitting(box, follows)))

    def _all_fitting(self, box: Known, chosen: Chosen) -> tuple[str, Known] | None:
        """The first reason and an order of the box, where for each outcome one can have it; else None."""
        (first, mine), *others = chosen
        found = next(self.fitting(box & mine, first), None)
        rest = (any(self.fitting(box & reasons, follows)) for follows, reasons in others)
        return found if found and all(rest) else None

    def _several(self, box: Known) -> bool:
        found: set[str] = set()
        for follows in self.follows:
            found.update(reason for reason, _ in self.fitting(box, follows))
            if len(found) > 1:
                return True
        return False

    def _can_be(self, reason: str, box: Known, follows: Follows) -> Known:
        """An order of the box that leaves the reason, 0 where there is none.

        What the engine derives of a box of orders are the facts that each of them leaves at most.
        """
        if not follows.recorded:  # answers from which no fact is read decide nothing, so that all are looked at as one
            told = self._leaving[reason, box | self._unread, follows.facts]
            return told and self.one(box & (told | self._unread))
        return self.one(box) if self._recorded[reason, self.reasoning.derived(box), follows.facts] else 0

    def _may_be_recorded(self, of: tuple[str, Box, Box]) -> bool:
        """Whether a record of the reason leaves it, beside what an order says and what its outcome needs of facts."""
        reason, sure, facts = of
        kept = (self.reasoning.kept(sure, region) for region in self.reasoning.regions[reason])
        return any(reason in self.reasoning.possible(one & facts) for one in kept)

    def _told(self, of: tuple[str, Known, Box]) -> Known:
        """An order of the box that leaves the reason by what it says of the facts, 0 where there is none.

        Where one that tells as little as can be leaves it not, the box is split by an answer of its own that the others
        do not all give.
        """
        reason, box, facts = of
        sure = facts & self.reasoning.derived(box)
        if reason not in self.reasoning.possible(sure):
            return 0
        one = self.one(box)
        if reason in self.reasoning.possible(sure & self.reasoning.derived(one)):
            return one
        split: list[Forbidden] = []
        for forbidden, kept in self.reasoning.mapped:
            if box & forbidden and not one & forbidden:
                split.insert(0 if reason not in self.reasoning.possible(sure & kept) else len(split), forbidden)
        parts = chain(self.cut.without(box, (~split[0],)), [box & ~split[0]]) if split else iter(())
        return next((told for part in parts if self.some(part) and (told := self._leaving[reason, part, facts])), 0)

    def one(self, box: Known) -> Known:
        """An order of the box that tells as little as can be; what follows from it stays open."""
        one = box & (self.outcome | self._silent)
        told = self._silent & ~box
        while told:
            silent = told & -told
            left = box & self._asked[silent]
            one |= left & -left
            told ^= silent
        return one

    def _all_that_follows(self, rulebook: Rulebook) -> Iterator[Follows]:
        """Every outcome by the reasons that can have it: those of one kind of dispute have the same."""
        kinds: dict[str, int] = {OPEN: self.names.bits["reason"][NOT_CLOSED]}
        for reason in rulebook.reasons:
            kinds[reason.dispute] = kinds.get(reason.dispute, 0) | self.names.bits["reason"][reason.id]
        for kind, reasons in kinds.items():
            for refund, dispute, facts, when in _after_refund(kind, rulebook):
                known = self.box({"refund_verdict": (refund,), "dispute_verdict": (dispute,)})
                known &= ~self.names.masks["reason"] | reasons
                known &= self.box(STILL_OPEN if kind == OPEN else {"reasons": ("one", "several")})
                for condition in when:
                    known &= self.box(condition)
                recorded = 0 if kind == OPEN else known & self.box(RECORDED)
                if dispute != "decided":  # what was told of a dispute that ended stands beside the record
                    recorded &= self.box(but("dispute", *(() if dispute == "running" else ("open",)), *DECIDED))
                for orders, record in ((known, False), (recorded, True)):
                    if self.some(orders):
                        able = tuple((name, bit) for name, bit in self.names.bits["reason"].items() if orders & bit)
                        yield Follows(refund, dispute, able, orders, self.reasoning.space.box(facts), record)


# ---------------------------------------------------------------- what may follow, as engine/time says it


def but(name: str, *values: str | bool) -> When:
    """Any value of a field but these."""
    return {name: (*(value for value in CHOICES[name] if value not in values), UNKNOWN)}


OPEN: Final = "open"
STILL_OPEN: Final[When] = {"may_be_open": (True,), "reasons": ("none", "several")}
RECORDED: Final[When] = {"end_reason": ("known",), "status": ("completed", "closed", UNKNOWN)}
RECEIVED: Final[When] = {"parcel": ("received_ok",)}
KEPT: Final[When] = {**RECEIVED, "return": ("none", UNKNOWN)}
NOT_KEPT: Final[tuple[When, ...]] = (but("parcel", "received_ok"), {**RECEIVED, "return": ("sent", "arrived")})
"""What was told of good goods that are still with the buyer, and, in either way, of any others."""
NOT_REFUNDED: Final[When] = {**but("refund", "received"), **but("chargeback", "won")}
NOT_SHOWN: Final = but("dispute_button", "shown")
BUTTONS: Final[Mapping[DisputeVerdict, When]] = {
    "open": {"dispute_button": ("shown", UNKNOWN)},
    "contested": NOT_SHOWN,
    "depends": but("dispute_button", "shown", "gone", "refuses_too_late"),
    "over": NOT_SHOWN,
}
"""What the page can show where a dispute of an order that ended stands so."""
BUTTONS_WHILE_SENT: Final[Mapping[DisputeVerdict, When]] = {
    "open": {"dispute_button": ("shown", "gone", UNKNOWN)},
    "contested": NOT_SHOWN,
    "not_yet": NOT_SHOWN,
    "depends": but("dispute_button", "shown", "refuses_too_late"),
}
"""The same of an order on its way."""

Outcome = tuple[RefundVerdict, DisputeVerdict, Facts, tuple[When, ...]]
"""What is said of the refund and of a dispute, the facts that allow it, and what was told."""


def _after_refund(kind: str, rulebook: Rulebook) -> Iterator[Outcome]:
    """What may follow for reasons of a kind of dispute, with what a refund that came or was announced changes."""
    for refund, dispute, facts, told in _before_refund(kind, rulebook):
        kept = dispute if dispute in {"running", "decided"} else "not_needed"
        yield "already_refunded", kept, facts, (*told, {"refund": ("received",)})
        yield "already_refunded", kept, facts, (*told, {"chargeback": ("won",)})
        announced = (*told, NOT_REFUNDED, {"refund": ("announced",)})
        if refund in {"by_dispute", "too_late"}:
            yield "automatic", "not_needed" if dispute == "over" else dispute, facts, announced
            yield refund, dispute, facts, (*told, NOT_REFUNDED, but("refund", "announced"))
        else:
            if refund == "nothing_to_refund":
                yield "automatic", dispute, facts, (*announced, KEPT)
            yield refund, dispute, facts, (*told, NOT_REFUNDED)


def _before_refund(kind: str, rulebook: Rulebook) -> Iterator[Outcome]:
    yield "decided_by_dispute", "decided", {"dispute": ("decided",)}, ()
    yield "decided_by_dispute", "running", {"dispute": ("open",)}, ()
    yield from _while_open(rulebook)
    if kind != OPEN:
        for refund, dispute, facts, told in _after_the_end(kind):
            yield refund, dispute, {**facts, "status_group": ("ended",)}, told


def _after_the_end(kind: str) -> Iterator[Outcome]:
    none: Facts = {"dispute": ("none", "undecided")}
    recorded: When = {"end_reason": ("known",)}
    yield "decided_by_dispute", "decided", {}, (recorded, {"dispute": DECIDED})
    yield "decided_by_dispute", "running", {}, (recorded, {"dispute": ("open",)})
    if kind == "not_needed":
        yield "nothing_to_refund", "not_needed", none, (but("bank", "reserved", "booked"),)
        yield "automatic", "not_needed", none, (but("bank", "nothing"),)
        shown: When = {"dispute_button": ("shown",), "message_fact": (UNKNOWN,), "end_reason": (UNKNOWN,)}
        yield from (("by_dispute", "open", none, (shown, goods)) for goods in NOT_KEPT)
        return
    yield "nothing_to_refund", "not_needed", none, ({"bank": ("nothing",)},)
    yield "nothing_to_refund", "not_needed", none, (KEPT,)
    for dispute, button in BUTTONS.items():
        refund: RefundVerdict = "too_late" if dispute == "over" else "by_dispute"
        yield from ((refund, dispute, none, (goods, button)) for goods in NOT_KEPT)


def _while_open(rulebook: Rulebook) -> Iterator[Outcome]:
    none: Facts = {"dispute": ("none", "undecided")}
    sent: Facts = {**none, "status_group": ("sent",)}
    yield "not_yet", "not_needed", sent, (KEPT,)
    yield from (("too_late", "over", sent, (goods, NOT_SHOWN)) for goods in NOT_KEPT)
    message = (*(fact for fact in WORDINGS if fact != "shipment"), UNKNOWN)
    still: When = {"parcel": ("not_received", UNKNOWN), "message_fact": message}
    no_ground = but("tracking", *rulebook.groups["ground_at_once"])
    for dispute, button in BUTTONS_WHILE_SENT.items():
        yield from (("by_dispute", dispute, sent, (goods, button)) for goods in NOT_KEPT)
        yield "not_yet", dispute, sent, (still, no_ground, button)
    yield "not_yet", "depends", {"status_group": ("frozen",)}, ({"dispute": ("vanished",)},)
    before: Facts = {**none, "status_group": ("unpaid", "checking")}
    yield "nothing_to_refund", "not_needed", before, ()
    yield "not_yet", "not_needed", before, ()
    yield "not_yet", "not_needed", {**none, "status_group": ("waiting", "cancelling", "frozen")}, ()
