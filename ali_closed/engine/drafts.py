"""Which message to a recipient fits an order, what it tells, and why none helps: rows of rules/drafts.toml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, get_args

from ali_closed.engine.logic.compiled_rules import CompiledRules, compiled
from ali_closed.model.diagnosis import DeadlineId, Diagnosis
from ali_closed.model.fields import DATE_FIELDS, FIELDS, Recipient
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
    known = _situation(diagnosis, rules)
    row = draft_row(known, recipient, rules)
    instead = tuple(other for other in row.instead if draft_row(known, other, rules).written)
    if not row.written and about is None:
        return ChosenDraft(recipient, None, row, instead)
    chosen = about or row.id
    letter = rulebook.letters[recipient][chosen]
    known = rules.vocabulary.known({"recipient": recipient, "draft": chosen}, known)
    silent = {entry.id for entry in rules.sentences_holding("untold", known)}
    silent.update(name for entry in diagnosis.contradictions for name in entry.fields)
    wanted = {*letter.wants, *letter.tells} - silent
    asked = [name for name in TOLD if name in wanted]
    told = tuple(name for name in asked if rules.vocabulary.told(known, name))
    return ChosenDraft(
        recipient,
        chosen,
        row,
        instead,
        told,
        tuple(name for name in asked if name in letter.wants and name not in told),
        tuple(dict.fromkeys(entry.id for entry in rules.sentences_holding("attachment", known))),
        tuple(_notes(known, diagnosis, rules)) if row.written else (),
    )


def draft_row(known: Known, recipient: Recipient, rules: CompiledRules) -> SentenceRow:
    """The first row for a recipient that holds."""
    known = rules.vocabulary.known({"recipient": recipient}, known)
    return rules.sentence("draft", known)


def _situation(diagnosis: Diagnosis, rules: CompiledRules) -> Known:
    """How the order stands, without the answers that contradict each other and the days that turn on them."""
    wrong = [name for entry in diagnosis.contradictions for name in entry.fields]
    return rules.vocabulary.known(dict.fromkeys((*wrong, *DEADLINES) if wrong else ()), diagnosis.situation)


def _notes(known: Known, diagnosis: Diagnosis, rules: CompiledRules) -> list[Text]:
    days: dict[str, date] = {entry.id: entry.on for entry in diagnosis.deadlines}
    rows = rules.sentences_holding("draft_note", known)
    return [text(f"draft.note.{row.id}", **{name: days[name] for name in row.fill}) for row in rows]
