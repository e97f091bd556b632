"""Answers that contradict one another: every repair offered mends them, and one is offered where a change can."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ali_closed.engine.logic.contradictions import alternatives, mended, repaired_told
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.proof.result import Failure
from ali_closed.proof.witnesses import Answer, Answers, Asking, command


def contradictory(asking: Asking, size: int) -> Iterator[Answers]:
    """Every choice of so many answers, each to a field of its own, that leaves no reason and whose parts leave one."""
    for answers in combinations(asking.answers, size):
        if len({answer.field for answer in answers}) == size and not asking.possible(answers):
            yield answers


def unrepaired(asking: Asking, size: int) -> tuple[int, list[Failure]]:
    """How many contradictions were mended, and those that were not."""
    count = 0
    failures: list[Failure] = []
    for answers in contradictory(asking, size):
        count += 1
        failures += [Failure("unrepaired", what, command(answers)) for what in wrong_repairs(answers, asking)]
    return count, failures


def wrong_repairs(answers: Answers, asking: Asking) -> Iterator[str]:
    """What is wrong with the repairs offered for contradictory answers."""
    interpreted = asking.read(answers)
    consistent, clashes = mended(interpreted, asking.rulebook, asking.reasoner)
    if not asking.reasoner.possible(asking.reasoner.derived(consistent.known)):
        yield "the repairs offered mend nothing"
    offered = [repair for clash in clashes for repair in clash.repairs]
    alone = [_mends(interpreted, {repair.field: repair.to}, asking) for repair in offered]
    if any(alone) and not all(alone):
        yield "of several repairs that stand side by side one mends nothing"
    if not any(alone) and _single(interpreted, asking):
        yield "a single change mends it, and none is offered"


def _single(interpreted: InterpretedOrder, asking: Asking) -> bool:
    """Whether changing one answer, to anything or to nothing, brings a reason back."""
    fields = [*interpreted.order.known(), *(["status"] if interpreted.status_word else [])]
    return any(
        _mends(interpreted, {field: to}, asking) for field in fields for to in alternatives(interpreted.order, field)
    )


def _mends(interpreted: InterpretedOrder, changed: dict[str, object], asking: Asking) -> bool:
    return bool(asking.reasoner.possible(asking.reasoner.derived(repaired_told(interpreted, changed).known)))


def unreadable_labels(asking: Asking) -> Iterator[Failure]:
    """Labels, wordings and recorded reasons that leave no reason by themselves."""
    labels = (Answer(label.kind, label.text) for label in asking.rulebook.words.labels)
    for answer in (*labels, *asking.answers_for("end_reason")):
        if not asking.possible((answer,)):
            yield Failure("gap", f"the {answer.field} {answer.value!r} alone leaves no reason", command((answer,)))
    for answer in asking.answers_for("message_fact"):
        if asking.read((answer,)).message_fact is None:
            yield Failure("unreachable", f"the wording {answer.value!r} proves nothing", command((answer,)))
