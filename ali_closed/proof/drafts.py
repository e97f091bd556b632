"""The proof of the messages: each row is reached, every text can be written, and none is at odds with the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain

from ali_closed.engine.drafts import DATES, ChosenDraft, choose_draft
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.fields import CHOICES, RECIPIENTS, Recipient
from ali_closed.model.memo import LIMIT, Memo
from ali_closed.model.rulebook import SentenceRow
from ali_closed.proof.orders import DISPUTABLE
from ali_closed.rules.conditions import Known
from ali_closed.rules.loader import Rulebook

Token = tuple[str, ...]
"""Something a diagnosis can hold: a kind and its id."""


def row_token(row: SentenceRow) -> Token:
    """A row by all that it says."""
    return "draft", row.id, str(dict(row.when))


def messages(found: Diagnosis, rulebook: Rulebook) -> Mapping[Recipient, ChosenDraft]:
    """The message to each recipient, chosen when first looked at, once for all diagnoses that come to the same."""
    chosen, told = _chosen(rulebook), (found.situation, frozenset(chain(*(c.fields for c in found.contradictions))))
    if told not in chosen:
        if len(chosen) >= LIMIT:
            chosen.clear()
        chosen[told] = Memo[Recipient, ChosenDraft](lambda recipient: choose_draft(found, recipient, rulebook))
    return chosen[told]


@lru_cache(maxsize=8)
def _chosen(rulebook: Rulebook) -> dict[tuple[Known, frozenset[str]], Mapping[Recipient, ChosenDraft]]:
    return {}


def draft_tokens(found: Diagnosis, rulebook: Rulebook) -> Iterator[Token]:
    """The rows behind the messages of a diagnosis, and what is beside them."""
    for chosen in map(messages(found, rulebook).__getitem__, RECIPIENTS):
        yield row_token(chosen.row)
        yield from (("attachment", name) for name in chosen.attachments)
        yield from (("draft_note", note.id.rpartition(".")[2]) for note in chosen.notes)


def wanted_drafts(rulebook: Rulebook) -> Iterator[Token]:
    """Everything of the messages, but for their rows, that some order must bring about."""
    yield from (("attachment", row.id) for row in rulebook.sentences["attachment"])
    yield from (("draft_note", row.id) for row in rulebook.sentences["draft_note"])
    written = {(name, row.id) for row in rulebook.sentences["draft"] if row.written for name in row.when["recipient"]}
    for recipient, letters in rulebook.letters.items():
        yield from (("letter", recipient, name) for name in letters if (recipient, name) not in written)


def drafts_at_odds(found: Diagnosis, rulebook: Rulebook) -> Iterator[str]:
    """Messages that ask what the answer advises against, and steps to write to somebody that end nowhere.

    A step leads to a message, to somebody else, or to what has to be told first.
    """
    doubtful = {name for entry in found.contradictions for name in entry.fields}
    chosen = messages(found, rulebook)
    recipients = rulebook.drafts
    helps = {recipients[step.act] for step in found.steps if step.act in recipients}
    for other in found.avoid:
        recipient = recipients.get(other.act)
        if other.for_reasons is None and recipient and recipient not in helps and chosen[recipient].id:
            yield f"a message to {recipient}, and {other.id}: do not {other.act}"
    for step in found.steps:
        recipient = recipients.get(step.act)
        if step.for_reasons is None and recipient and not chosen[recipient].id:
            refusal = chosen[recipient]
            wanting = [name for name in refusal.row.for_want_of if found.order.value(name) is None or name in doubtful]
            if not refusal.instead and not wanting:
                yield f"{step.id}, and no message to {recipient}: {refusal.row.id}"
    if found.dispute.verdict not in {*DISPUTABLE, "running"} and "dispute" not in helps and chosen["dispute"].id:
        yield f"a message to the dispute form while the dispute is {found.dispute.verdict}"


# ---------------------------------------------------------------- the texts


def needed_draft_texts(rulebook: Rulebook) -> Iterator[str]:
    """The ids of all texts that the rows of the messages need."""
    never = [row for row in rulebook.sentences["untold"] if set(row.when) == {row.id}]
    for recipient, letters in rulebook.letters.items():
        for name, letter in letters.items():
            yield from (f"draft.{recipient}.{name}.{part}" for part in ("about", "ask"))
            for field in (*letter.wants, *letter.tells):
                if field in DATES:
                    yield f"draft.date.{field}"
                elif field in CHOICES:
                    untold = {value for row in never if row.id == field for value in row.when[field]}
                    yield from (f"draft.fact.{field}.{str(v).lower()}" for v in CHOICES[field] if v not in untold)
                else:
                    yield f"draft.fact.{field}"
    yield from (f"draft.evidence.{row.id}" for row in rulebook.sentences["attachment"])
    yield from (f"draft.note.{row.id}" for row in rulebook.sentences["draft_note"])
    yield from (f"draft.unfit.{row.id}" for row in rulebook.sentences["draft"] if not row.written)
