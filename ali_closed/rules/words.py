"""Reading words: labels of a status, messages of a page, and the reasons AliExpress records itself.

The words are data, which `rules.word_files` loads. A word that is not there reads as unknown and decides nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ali_closed.model.fields import CHOICES
from ali_closed.model.memo import WORDY, Memo
from ali_closed.rules.conditions import Word
from ali_closed.rules.matching import Language, Tongue, Wording, clauses, denies, fold, proven

MESSAGES: Final = 1_000
"""Of how many messages what they prove is remembered, and of how many unknown labels which one is meant."""

Kind = Literal["status", "sub_status"]
Sure = Literal["contract", "ui", "guide", "buyers", "translation"]
"""Where a label was seen: in the contract, on the page, in a guide, with buyers, or only translated."""

LIKENESS: Final = 0.7
"""How alike, from 0 to 1, a suggestion must be."""
LONGEST: Final = 80
"""How many characters of an unknown label are compared; no label is longer."""
SLIPS: Final = ((8, 2), (5, 1))
"""From so many letters on, so many may be wrong in a word: fewer letters make too many other words."""


class Data(BaseModel):
    """The base of all that stands in a file of words: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _possible(fields: dict[str, str | bool]) -> dict[str, str | bool]:
    for name, value in fields.items():
        if value not in CHOICES.get(name, ()):
            raise ValueError(f"{name} cannot be {value!r}")
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
class Silent:
    """Folded words of all languages that may stand in a label, or not, without changing what it says.

    `little` are articles and the like; `order` are words for the order itself; `parcel` are words for the parcel, which
    say nothing only in a label that speaks of the parcel anyway: a cancelled parcel is no cancelled order. `langs` are
    the languages of each.
    """

    little: frozenset[str]
    order: frozenset[str]
    parcel: frozenset[str]
    langs: Mapping[str, frozenset[Language]]


@dataclass(frozen=True)
class Words:
    """Every word the program reads; the wordings of messages are compiled when there is one to read.

    `silent` are the words that say nothing in a label, `bare` the labels without their little ones: folded, to the
    folded label, or to "" where two labels would be one. `denying` are the beginnings that deny a word in any language,
    and `mended` the languages for which they are known; `spoken` is what a message sets, as a label does; one that is
    not there is a fact, which the rules know by name.
    """

    labels: tuple[Label, ...]
    folded: Mapping[tuple[Kind, str], Label]
    tongues: tuple[Tongue, ...]
    silent: Silent
    bare: Mapping[tuple[Kind, str], str]
    denying: tuple[str, ...]
    mended: frozenset[Language]
    outranked: Mapping[str, tuple[str, ...]]
    spoken: Mapping[str, Meaning]
    end_reasons: Mapping[str, EndReason]
    compile_wordings: Callable[[], tuple[Wording, ...]] = field(compare=False, repr=False)
    list_languages: Callable[[], Mapping[tuple[Kind, str], frozenset[Language]]] = field(compare=False, repr=False)

    @cached_property
    def langs(self) -> Mapping[tuple[Kind, str], frozenset[Language]]:
        """The languages that have a label; looked for once a label is known only without its little words."""
        return self.list_languages()

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The single words of all labels, for slips."""
        return frozenset(word for _, known in self.folded for word in known.split())

    @cached_property
    def wordings(self) -> tuple[Wording, ...]:
        """What proves each message, in each language."""
        return self.compile_wordings()

    @cached_property
    def messages(self) -> Memo[str, tuple[str, ...]]:
        """What each message proves; one that is short is often read again."""
        return Memo(lambda text: _proven(text, self), MESSAGES, lambda text: len(text) <= WORDY)

    @cached_property
    def mends(self) -> Memo[tuple[Kind, str], str | None]:
        """Which label each unknown one is a slip of; in a file the same slip comes again and again."""
        return Memo(lambda key: _mended(*key, self), MESSAGES, lambda key: len(key[1]) <= LONGEST)

    @cached_property
    def mendable(self) -> Mapping[tuple[Kind, str], list[tuple[str, Label]]]:
        """The folded labels in which a slip can be mended, by their first letter."""
        found: dict[tuple[Kind, str], list[tuple[str, Label]]] = {}
        for (kind, known), label in self.folded.items():
            if label.lang in self.mended:
                found.setdefault((kind, known[0]), []).append((known, label))
        return found


@dataclass(frozen=True, slots=True)
class Reading:
    """How a label was read.

    Attributes:
        fields: the fields of the order it sets; empty where it is unknown or only a mark.
        word: the mark, for what no field can hold.
        sure: where the label was seen; None where it is unknown.
    """

    fields: dict[str, str | bool]
    word: Word | None
    sure: Sure | None

    @property
    def known(self) -> bool:
        """Whether there is such a label."""
        return self.sure is not None


def read_label(text: str, kind: Kind, book: Words) -> Reading:
    """Read a label of a status or sub-status, whatever its case, accents, punctuation and words that say nothing."""
    folded = fold(text)
    label = book.folded.get((kind, folded)) or _label_of_the_rest(folded.split(), kind, book)
    if label is None:
        return Reading({}, None, None)
    return Reading(dict(label.meaning.sets), label.meaning.word, label.sure)


def _label_of_the_rest(words: list[str], kind: Kind, book: Words) -> Label | None:
    """The label that is left of these words without what says nothing; a word of denial is always left.

    The order's own word is kept as long as a label has it, since "order received" says more than "received".
    """
    silent = book.silent
    for dropped in (silent.little, silent.little | silent.order, silent.little | silent.parcel):
        rest = " ".join(word for word in words if word not in dropped)
        key = kind, book.bare.get((kind, rest), rest)
        label = book.folded.get(key)
        if label and (not dropped & silent.parcel or _of_the_parcel(label.meaning.sets)):
            # "los" says nothing in Spanish; beside an English word it is a slip of another.
            own = {"en", *book.langs[key]}
            return label if all(own & silent.langs[word] for word in dropped.intersection(words)) else None
    return None


def _of_the_parcel(sets: Fields) -> bool:
    """Whether this is said of the parcel, or of the order for no more than where the parcel is."""
    return "tracking" in sets or "parcel" in sets or sets == {"status": "shipped"}


def nearest_labels(text: str, kind: Kind, book: Words) -> tuple[str, ...]:
    """The labels most like an unknown one, best first: to ask whether one is meant, and never a verdict.

    What is denied is not suggested.
    """
    folded = fold(text)[:LONGEST]
    denied = denies(folded, book.tongues)
    known = [held for of_kind, held in book.folded if of_kind == kind]
    near = difflib.get_close_matches(folded, known, cutoff=LIKENESS)
    near = [held for held in near if denies(held, book.tongues) == denied]
    return tuple(book.folded[kind, found].text for found in near)


def mended_label(text: str, kind: Kind, book: Words) -> str | None:
    """The one label of which a text differs by slips of the finger inside its words alone; None where there is none.

    A word that any label has is no slip, since it means something of its own. What stands in front of a word denies
    it in most languages ("undelivered"), so the first letter is never a slip, nor is what denies. A code is not
    guessed at.
    """
    return book.mends[kind, text]


def _mended(kind: Kind, text: str, book: Words) -> str | None:
    folded = fold(text)
    words = folded.split()
    if not words or len(folded) > LONGEST or "_" in text:
        return None
    found: dict[int, list[Label]] = {}
    for known, label in book.mendable.get((kind, folded[0]), ()):
        if abs(len(known) - len(folded)) <= SLIPS[0][1]:
            slips = _slips(words, known.split(), book)
            if slips is not None:
                found.setdefault(slips, []).append(label)
    if not found:
        return None
    slips, (nearest, *others) = min(found.items())
    # A label that is as near, though it begins otherwise or none is mended in its language, may as well be meant.
    others += (
        label
        for (of_kind, known), label in book.folded.items()
        if of_kind == kind and _may_be_near(folded, known, slips) and _distance(folded, known) <= slips
    )
    return nearest.text if all(label.meaning == nearest.meaning for label in others) else None


def _slips(words: list[str], known: list[str], book: Words) -> int | None:
    """How many letters of these words are wrong in those; None where they are other words."""
    if len(words) != len(known):
        return None
    total = 0
    for word, meant in zip(words, known, strict=True):
        if word == meant:
            continue
        allowed = next((slips for length, slips in SLIPS if len(meant) >= length), 0)
        slips = _distance(word, meant)
        if word in book.vocabulary or word[0] != meant[0] or slips > allowed or any(map(str.isdigit, word + meant)):
            return None
        if _denies(word, meant, allowed, book) or _denies(meant, word, allowed, book):
            return None
        total += slips
    return total if total <= SLIPS[0][1] else None


def _denies(word: str, other: str, slips: int, book: Words) -> bool:
    """Whether one word is the other with what denies it in front or run into its end, give or take slips."""
    return any(
        (word.startswith(no) and _distance(word[len(no) :], other) <= slips)
        or (word.endswith(no) and _distance(word[: -len(no)], other) <= slips)
        for no in book.denying
    )


def _may_be_near(one: str, other: str, slips: int) -> bool:
    """Whether so few letters can be wrong, without a close look: a slip changes two kinds of letters at most."""
    return abs(len(one) - len(other)) <= slips and len(set(one) ^ set(other)) <= 2 * slips


def _distance(one: str, other: str) -> int:
    """How many letters were left out, added, mistaken, or have changed places with the next."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, meant in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != meant))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == meant:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]


def read_message(text: str, book: Words) -> tuple[str, ...]:
    """The ids of the messages a text proves, in the order of the data; several only if it names several."""
    return book.messages[text]


def _proven(text: str, book: Words) -> tuple[str, ...]:
    found = proven(text, book.wordings, book.tongues)
    beaten = {other for message in found for other in book.outranked[message]}
    return tuple(message for message in book.outranked if message in found - beaten)


def read_labels_within(text: str, book: Words) -> tuple[Meaning, ...]:
    """What a message says that no wording knows: its mails carry the page's labels ("Order 123: in transit").

    A single word is a label only where the message says nothing else.
    """
    silent = book.silent.little | book.silent.order | book.silent.parcel
    said = [clause for clause in clauses(text) if not silent.issuperset(clause)]
    readings = [read_label(" ".join(clause), "status", book) for clause in said if len(clause) > 1 or len(said) == 1]
    return tuple(Meaning(sets=reading.fields, word=reading.word) for reading in readings if reading.known)


def read_end_reason(text: str, book: Words) -> EndReason | None:
    """What AliExpress's recorded reason says, in whatever case; None for a value that is not known."""
    return book.end_reasons.get(text.strip().casefold())
