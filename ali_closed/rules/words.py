"""Reading words: labels of a status, messages of a page, and the reasons AliExpress records itself.

A word that is not there reads as unknown and decides nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from ali_closed.model.memo import WORDY, Memo
from ali_closed.rules.compiled import compiled
from ali_closed.rules.conditions import KINDS, Kind, Sure, Word
from ali_closed.rules.matching import Language, Speech, clauses, fold, proven
from ali_closed.rules.tables import PACKAGED, file_bytes, parsed

FILES: Final = ("labels.toml", "wordings.toml", "end_reasons.toml")
MESSAGES: Final = 1_000
"""Of how many messages what they prove is remembered, and of how many unknown labels which one is meant."""

LIKENESS: Final = 0.7
"""How alike, from 0 to 1, a suggestion must be."""
LONGEST: Final = 80
"""How many characters of an unknown label are compared; no label is longer."""
SLIPS: Final = ((8, 2), (5, 1))
"""From so many letters on, so many may be wrong in a word: fewer letters make too many other words."""


Fields = Mapping[str, str | bool]
"""Fields of an order, and what they hold."""


class Meaning(NamedTuple):
    """What a label says: the fields of the order it sets, and a mark for what no field can hold."""

    sets: Fields
    word: Word | None


class EndReason(NamedTuple):
    """A reason that AliExpress records: the closure reasons it names, if any, and what follows from it."""

    value: str
    vocabulary: tuple[str, ...]
    reasons: tuple[str, ...]
    one_event: bool
    facts: Fields


class Label(NamedTuple):
    """One label, as it stands and folded, for one kind of field."""

    text: str
    folded: str
    kind: Kind
    lang: Language
    sure: Sure
    meaning: Meaning


class Reading(NamedTuple):
    """How a label was read: the fields of the order it sets, its mark, and where it was seen, by whom.

    One that is not known sets nothing and was seen nowhere.
    """

    fields: dict[str, str | bool]
    word: Word | None = None
    sure: Sure | None = None
    langs: tuple[Language, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there is such a label."""
        return self.sure is not None


@dataclass(frozen=True, eq=False)
class Words:
    """Every word the program reads, in the parts of `rules.word_files`, each of them read when it is first needed."""

    part: Callable[[str], Any]

    def reading(self, kind: Kind, folded: str) -> Reading | None:
        """How a folded label is read as it stands."""
        known = self.part("known")
        number = known["labels"][kind].get(folded)
        if number is None:
            return None
        sets, word, sure, langs = known["readings"][number]
        return Reading(dict(sets), word, sure, langs)

    @cached_property
    def silent(self) -> Mapping[str, frozenset[str]]:
        """The words that say nothing: little ones, and those for the order and for the parcel."""
        return {kind: frozenset(words) for kind, words in self.part("known")["silent"].items()}

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """All labels: for the proof, and for what is like none of them."""
        return tuple(Label._make((*row, Meaning(*meaning))) for *row, meaning in self.part("labels"))

    @cached_property
    def folded(self) -> Mapping[Kind, dict[str, Label]]:
        """The first label of each kind that is folded so."""
        found: dict[Kind, dict[str, Label]] = {kind: {} for kind in KINDS}
        for label in self.labels:
            found[label.kind].setdefault(label.folded, label)
        return found

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The single words of all labels, for slips."""
        return frozenset(word for label in self.labels for word in label.folded.split())

    @cached_property
    def mends(self) -> Memo[tuple[Kind, str], str | None]:
        """Which label each unknown one is a slip of; in a file the same slip comes again and again."""
        return Memo(lambda key: _mended(*key, self), MESSAGES, lambda key: len(key[1]) <= LONGEST)

    @cached_property
    def outranked(self) -> Mapping[str, tuple[str, ...]]:
        """Every message in the order of the data, and those that are not reported beside it."""
        return {message: tuple(others) for message, others in self.part("spoken")["outranked"].items()}

    @cached_property
    def spoken(self) -> Mapping[str, Meaning]:
        """What a message sets, as a label does; one that is not there is a fact, which the rules know by name."""
        return {message: Meaning(*says) for message, says in self.part("spoken")["says"].items()}

    @cached_property
    def speech(self) -> Speech:
        """How every language says things, and what proves a message in it."""
        return Speech(self.part("spoken"))

    @cached_property
    def messages(self) -> Memo[str, tuple[str, ...]]:
        """What each message proves; one that is short is often read again."""
        return Memo(lambda text: _proven(text, self), MESSAGES, lambda text: len(text) <= WORDY)

    @cached_property
    def end_reasons(self) -> Mapping[str, EndReason]:
        """The reasons that AliExpress records, by their values without case."""
        return {
            value.casefold(): EndReason(value, tuple(vocabulary), tuple(reasons), one_event, facts)
            for value, vocabulary, reasons, one_event, facts in self.part("end_reasons")
        }


def load_words(folder: Path = PACKAGED) -> Words:
    """The words of a folder's files, those that ship if none is named; DataError where they are not readable."""
    return _loaded(folder)


@cache
def _loaded(folder: Path) -> Words:
    contents = {name: file_bytes(folder / name) for name in FILES}

    @cache
    def made() -> dict[str, Any]:
        from ali_closed.rules.word_files import folded

        parts = folded({name: parsed(name, content) for name, content in contents.items()})
        for name in parts:
            compiled(f"words_{name}", contents.values(), partial(parts.get, name))
        return parts

    return Words(cache(lambda part: compiled(f"words_{part}", contents.values(), lambda: made()[part])))


def read_label(text: str, kind: Kind, book: Words) -> Reading:
    """Read a label of a status or sub-status, whatever its case, accents, punctuation and words that say nothing."""
    folded = fold(text)
    return book.reading(kind, folded) or _reading_of_the_rest(folded.split(), kind, book) or Reading({})


def _reading_of_the_rest(words: list[str], kind: Kind, book: Words) -> Reading | None:
    """How the label is read that is left of these words without what says nothing; a word of denial is always left.

    The order's own word is kept as long as a label has it, since "order received" says more than "received". The
    parcel's says nothing only in a label that speaks of the parcel anyway: a cancelled parcel is no cancelled order.
    """
    known = book.part("known")
    for more in ("little", "order", "parcel"):
        dropped = book.silent["little"] | book.silent[more]
        rest = " ".join(word for word in words if word not in dropped)
        found = book.reading(kind, known["bare"][kind].get(rest, rest))
        told = {} if found is None else found.fields
        if found and (more != "parcel" or told.keys() & {"tracking", "parcel"} or told == {"status": "shipped"}):
            # "los" says nothing in Spanish; beside an English word it is a slip of another.
            own = {"en", *found.langs}
            return (
                found if all(own.intersection(known["langs"][word]) for word in dropped.intersection(words)) else None
            )
    return None


def nearest_labels(text: str, kind: Kind, book: Words) -> tuple[str, ...]:
    """The labels most like an unknown one, best first: to ask whether one is meant, and never a verdict.

    What is denied is not suggested.
    """
    folded = fold(text)[:LONGEST]
    near = difflib.get_close_matches(folded, book.folded[kind], cutoff=LIKENESS)
    near = [held for held in near if book.speech.denies(held) == book.speech.denies(folded)]
    return tuple(book.folded[kind][found].text for found in near)


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
    options = [_meant(word, book) for word in words]
    found: dict[int, Label] = {}
    for known, label in book.folded[kind].items():
        if known[0] != folded[0] or not _may_be_near(folded, known, SLIPS[0][1]):
            continue
        parts = known.split()
        if len(parts) == len(words) and label.lang in book.part("spoken")["mended"]:
            slips = sum(option.get(part, LONGEST) for part, option in zip(parts, options, strict=True))
            if slips <= SLIPS[0][1]:
                found.setdefault(slips, label)
    if not found:
        return None
    slips, nearest = min(found.items())
    # A label that is as near, though it begins otherwise or none is mended in its language, may as well be meant.
    doubtful = any(
        label.meaning != nearest.meaning and _may_be_near(folded, known, slips) and _distance(folded, known) <= slips
        for known, label in book.folded[kind].items()
    )
    return None if doubtful else nearest.text


def _meant(word: str, book: Words) -> dict[str, int]:
    """The words that one may be a slip of, and how many letters of it are wrong; a word of any label is none."""
    if word in book.vocabulary:
        return {word: 0}
    found = {}
    for meant in (known for known in book.vocabulary if known[0] == word[0]):
        allowed = next((slips for length, slips in SLIPS if len(meant) >= length), 0)
        near = _may_be_near(word, meant, allowed) and not any(map(str.isdigit, word + meant))
        if near and (slips := _distance(word, meant)) <= allowed and not _denies(word, meant, allowed, book):
            found[meant] = slips
    return found


def _denies(one: str, other: str, slips: int, book: Words) -> bool:
    """Whether either word is the other with what denies it in front or run into its end, give or take slips."""
    return any(
        (word.startswith(no) and _distance(word[len(no) :], bare) <= slips)
        or (word.endswith(no) and _distance(word[: -len(no)], bare) <= slips)
        for no in book.part("spoken")["denying"]
        for word, bare in ((one, other), (other, one))
    )


def _may_be_near(one: str, other: str, slips: int) -> bool:
    """Whether so few letters can be wrong, without a close look: a slip changes two kinds of letters at most."""
    return abs(len(one) - len(other)) <= slips and len(set(one) ^ set(other)) <= 2 * slips


def _distance(one: str, other: str, most: int = SLIPS[0][1]) -> int:
    """How many letters were left out, added, mistaken, or have changed places with the next; more than `most` if so."""
    shorter = min(len(one), len(other))
    same = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    one, other = one[same:], other[same:]
    if not (one and other and most):
        return max(len(one), len(other))
    rests = [(one[1:], other), (one, other[1:]), (one[1:], other[1:])]
    if one[:2] == other[1::-1]:
        rests.append((one[2:], other[2:]))
    return 1 + min(_distance(*rest, most - 1) for rest in rests)


def read_message(text: str, book: Words) -> tuple[str, ...]:
    """The ids of the messages a text proves, in the order of the data; several only if it names several."""
    return book.messages[text]


def _proven(text: str, book: Words) -> tuple[str, ...]:
    found = proven(text, book.speech)
    beaten = {other for message in found for other in book.outranked[message]}
    return tuple(message for message in book.outranked if message in found - beaten)


def read_labels_within(text: str, book: Words) -> tuple[Meaning, ...]:
    """What a message says that no wording knows: its mails carry the page's labels ("Order 123: in transit").

    A single word is a label only where the message says nothing else.
    """
    silent = frozenset[str]().union(*book.silent.values())
    said = [clause for clause in clauses(text) if not silent.issuperset(clause)]
    readings = [read_label(" ".join(clause), "status", book) for clause in said if len(clause) > 1 or len(said) == 1]
    return tuple(Meaning(reading.fields, reading.word) for reading in readings if reading.known)


def read_end_reason(text: str, book: Words) -> EndReason | None:
    """What AliExpress's recorded reason says, in whatever case; None for a value that is not known."""
    return book.end_reasons.get(text.strip().casefold())
