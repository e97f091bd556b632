"""What is said of an order: no row that others leave nothing to, and each row said of some order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ali_closed.engine.sentences import FAMILIES
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.fields import FIELDS, RECIPIENTS
from ali_closed.model.rulebook import Condition
from ali_closed.proof.orders import Cut
from ali_closed.proof.result import Failure
from ali_closed.rules.conditions import Known
from ali_closed.rules.loader import DERIVED_FIELDS, Rulebook
from ali_closed.rules.tables import ORDERED

SPOKEN = tuple(FAMILIES)
"""The kinds of rows that are sentences."""


def said_rows(found: Diagnosis) -> Iterator[tuple[str, str]]:
    """The rows behind what a diagnosis says, by kind and id."""
    sentences = found.sentences
    kinds = {family: kind for kind, family in FAMILIES.items()}
    for text in (sentences.first_line, *sentences.happened, *sentences.refund, *sentences.dispute):
        family, _, row = text.id.partition(".")
        if family in kinds:  # where sources differ, the line that says so is of no row
            yield kinds[family], row


def shadowed(rulebook: Rulebook) -> Iterator[Failure]:
    """Rows that are never reached because of those before them, and kinds that do not end with a row for all else."""
    names = rulebook.vocabulary
    whole = sum(names.masks.values())
    cut = Cut(names, whole)
    for kind, rows in _tables(rulebook):
        before: tuple[Known, ...] = ()
        for place, (row_id, when) in enumerate(rows):
            box = whole & ~names.forbidden(when)
            if not any(True for _ in cut.without(box, before)):
                yield Failure("unreachable", f"{kind} {row_id}, row {place + 1}: those before it leave nothing to it")
            before = (*before, box)
        if not rows or rows[-1][1]:
            yield Failure("gap", f"{kind}: no row for all else")


def _tables(rulebook: Rulebook) -> Iterator[tuple[str, list[tuple[str, Mapping[str, Condition]]]]]:
    """The rows of which the first that holds is taken, by what they decide; for each recipient a table of its own."""
    for kind, rows in rulebook.sentences.items():
        if kind in ORDERED and kind != "draft":
            yield kind, [(row.id, row.when) for row in rows]
    for recipient in RECIPIENTS:
        mine = [row for row in rulebook.sentences["draft"] if recipient in row.when.get("recipient", RECIPIENTS)]
        others = [{name: allowed for name, allowed in row.when.items() if name != "recipient"} for row in mine]
        yield f"draft to {recipient}", [(row.id, when) for row, when in zip(mine, others, strict=True)]


def on_the_order(when: Mapping[str, Condition]) -> Mapping[str, Condition]:
    """The part of a condition that names what was told, and not what follows from it."""
    return {name: allowed for name, allowed in when.items() if name in FIELDS or name in DERIVED_FIELDS}
