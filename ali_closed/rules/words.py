"""Reading words: labels of a status, messages of a page, and the reasons AliExpress records itself.

The words are data, which `rules.word_files` loads. A word that is not there reads as unknown and decides nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ali_closed.model.order import CHOICES
from ali_closed.rules.conditions import Word
from ali_closed.rules.matching import Language, Tongue, Wording, fold, proven

Kind = Literal["status", "sub_status"]
How = Literal["exact", "folded", "unknown"]
Sure = Literal["contract", "ui", "guide", "buyers", "translation"]
"""Where a label was seen: in the contract, on the page, in a guide, with buyers, or only translated."""

LIKENESS: Final = 0.7
"""How alike, from 0 to 1, a suggestion must be."""
LONGEST: Final = 80
"""How many characters of an unknown label are compared; no label is longer."""


class Data(BaseModel):
    """The base of all that stands in a file of words: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _possible(fields: dict[str, str | bool]) -> dict[str, str | bool]:
    for field, value in fields.items():
        if value not in CHOICES.get(field, ()):
            raise ValueError(f"{field} cannot be {value!r}")
    return fields


Fields = Annotated[dict[str, str | bool], AfterValidator(_possible)]


class Meaning(Data):
    """What a label says: the fields of the order it sets, and a mark for what no field can hold."""

    sets: Fields = {}
    word: Word | None = None


class EndReason(Data):
    """A reason that AliExpress records: the closure reasons it names, if any, and what follows from it."""

    value: str
    vocabulary: tuple[Literal["list", "detail", "ru", "form"], ...] = Field(min_length=1)
    reasons: tuple[str, ...]
    sure: Literal["B", "C", "D"]
    one_event: bool = False
    facts: Fields = {}


@dataclass(frozen=True, slots=True)
class Label:
    """One label, for one kind of field."""

    text: str
    kind: Kind
    lang: Language
    sure: Sure
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Words:
    """Every word the program reads."""

    labels: tuple[Label, ...]
    exact: Mapping[tuple[Kind, str], Label]
    folded: Mapping[tuple[Kind, str], Label]
    tongues: tuple[Tongue, ...]
    wordings: tuple[Wording, ...]
    outranked: Mapping[str, tuple[str, ...]]
    end_reasons: Mapping[str, EndReason]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a label was read.

    Attributes:
        fields: the fields of the order it sets; empty where it is unknown or only a mark.
        word: the mark, for what no field can hold.
        how: "exact", "folded" (other case, accents, punctuation or spaces) or "unknown".
        suggestions: where unknown, the labels most like it, best first; never a verdict.
        sure: where the label was seen; None where unknown.
    """

    fields: dict[str, str | bool]
    word: Word | None
    how: How
    suggestions: tuple[str, ...] = ()
    sure: Sure | None = None


def read_label(text: str, kind: Kind, book: Words) -> Reading:
    """Read a label of a status or sub-status: as it stands, else folded, else only suggest."""
    folded = fold(text)
    label = book.exact.get((kind, text))
    how: How = "exact" if label else "folded"
    label = label or book.folded.get((kind, folded))
    if label:
        return Reading(dict(label.meaning.sets), label.meaning.word, how, (), label.sure)
    known = [held for of_kind, held in book.folded if of_kind == kind]
    near = difflib.get_close_matches(folded[:LONGEST], known, cutoff=LIKENESS)
    return Reading({}, None, "unknown", tuple(book.folded[kind, found].text for found in near))


def read_message(text: str, book: Words) -> tuple[str, ...]:
    """The ids of the messages a text proves, in the order of the data; several only if it names several."""
    found = proven(text, book.wordings, book.tongues)
    beaten = {other for message in found for other in book.outranked[message]}
    return tuple(message for message in book.outranked if message in found - beaten)


def read_end_reason(text: str, book: Words) -> EndReason | None:
    """What AliExpress's recorded reason says, in whatever case; None for a value that is not known."""
    return book.end_reasons.get(text.strip().casefold())
