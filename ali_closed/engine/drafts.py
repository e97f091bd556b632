"""Which message to a recipient fits an order, what it tells, and why none helps: rows of rules/drafts.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, get_args

from ali_closed.engine.logic.compiled_rules import CompiledRules, compiled
from ali_closed.model.diagnosis import DeadlineId, Diagnosis
from ali_closed.model.fields import DATE_FIELDS, FIELDS, RECIPIENTS, Recipient
from ali_closed.model.memo import LIMIT
from ali_closed.model.rulebook import SentenceRow
from ali_closed.model.text import Text, text
from ali_closed.rules.conditions import Known
from ali_closed.rules.loader import Rulebook

DEADLINES: Final[tuple[str, ...]] = get_args(DeadlineId)
DATES: Final = (*DATE_FIELDS, *DEADLINES)
"""What a message tells first: days, in the order in which they come."""
TOLD: Final = (*DATES, *(name for name in FIELDS if name not in DATE_FIELDS))
"""All that a message can tell, in its order."""


@dataclass(frozen=True, slots=True)
class ChosenDraft:
    """A message by its id, None where none helps, and what it is made of.

    `row` is what the rules chose, also where another was asked for by its id; `instead` are the recipients to whom
    one helps. `told` are the fields and deadlines it tells, `missing` the fields that would make it better.
    """

    recipient: Recipient
    id: str | None
    row: SentenceRow
    instead: tuple[Recipient, ...] = ()
    told: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def why_not(self) -> str | None:
        """What stands against a message, by its id."""
        return None if self.row.written else self.row.id


def choose_draft(
    diagnosis: Diagnosis, recipient: Recipient, rulebook: Rulebook, about: str | None = None
) -> ChosenDraft:
    """The message to a recipient that fits a diagnosis, or the one of the id `about`."""
    rules = compiled(rulebook)
    known, wrong = diagnosis.situation, {name for entry in diagnosis.contradictions for name in entry.fields}
    if wrong:  # what contradicts itself is not told, nor the days that turn on it
        known = rules.vocabulary.known(dict.fromkeys((*wrong, *DEADLINES)), known)
    rows = _rows(known & rules.seen["draft"], rules)
    row = rows[recipient]
    instead = tuple(other for other in row.instead if rows[other].written)
    if not row.written and about is None:
        return ChosenDraft(recipient, None, row, instead)
    chosen = about or row.id
    known = rules.vocabulary.known({"recipient": recipient, "draft": chosen}, known)
    silent = wrong.union(entry.id for entry in rules.sentences_holding("untold", known))
    asked = [name for name in _tellable(recipient, chosen, rulebook) if name not in silent]
    told = tuple(name for name in asked if rules.vocabulary.told(known, name))
    wants = rulebook.letters[recipient][chosen].wants
    return ChosenDraft(
        recipient,
        chosen,
        row,
        instead,
        told,
        tuple(name for name in asked if name in wants and name not in told),
        tuple(dict.fromkeys(entry.id for entry in rules.sentences_holding("attachment", known))),
        tuple(_notes(known, diagnosis, rules)) if row.written else (),
    )


@lru_cache(maxsize=LIMIT)
def _rows(known: Known, rules: CompiledRules) -> Mapping[Recipient, SentenceRow]:
    """For each recipient the first row that holds."""
    return {to: rules.sentence("draft", rules.vocabulary.known({"recipient": to}, known)) for to in RECIPIENTS}


@lru_cache(maxsize=256)
def _tellable(recipient: Recipient, name: str, rulebook: Rulebook) -> tuple[str, ...]:
    """All that a message can tell, days first, in the order in which they come."""
    letter = rulebook.letters[recipient][name]
    return tuple(field for field in TOLD if field in {*letter.wants, *letter.tells})


def _notes(known: Known, diagnosis: Diagnosis, rules: CompiledRules) -> list[Text]:
    days: dict[str, date] = {entry.id: entry.on for entry in diagnosis.deadlines}
    rows = rules.sentences_holding("draft_note", known)
    return [text(f"draft.note.{row.id}", **{name: days[name] for name in row.fill}) for row in rows]
