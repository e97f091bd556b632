"""Reading words: labels of a status, messages of a page, and the reasons AliExpress records itself.

The words are data: `labels.toml`, `wordings.toml` and `end_reasons.toml` say what each one means, and in
their first lines how they are written. A word that is not there reads as unknown and decides nothing.
"""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from ali_closed.errors import DataError
from ali_closed.model.order import CHOICES

Kind = Literal["status", "sub_status"]
How = Literal["exact", "folded", "unknown"]
Word = Literal["cancelled", "payment_failed", "marked_received", "under_review", "payment_processing"]
"""What a label says beyond the fields it sets: a meaning that is to be asked about."""
Sure = Literal["contract", "ui", "guide", "buyers", "translation"]
"""Where a label was seen: in the contract, on the page, in a guide, with buyers, or only translated."""
Language = Literal["en", "ru", "uk", "es", "pt", "fr", "de", "pl", "it", "nl", "tr", "zh", "ko"]

SCRIPTS: Final[tuple[tuple[Language, ...], ...]] = (
    ("en", "es", "pt", "fr", "de", "pl", "it", "nl", "tr"),
    ("ru", "uk"),
)
"""Languages that share an alphabet; the others stand alone."""

Stems = tuple[tuple[tuple[str, bool], ...], ...]
"""Alternatives, each of one or more words: a stem, and whether it is the whole word."""
Parts = tuple[Stems | None, ...]
"""The parts of a wording; None is a gap."""
Sentence = tuple[str, ...]

GAP: Final = 5
"""How many words may stand in a gap."""
AHEAD: Final = 4
"""How many words before a match may say that it is still to come."""
LIKENESS: Final = 0.7
"""How alike, from 0 to 1, a suggestion must be."""
LONGEST: Final = 80
"""How many characters of an unknown label are compared; no label is longer."""
MESSAGE: Final = 20_000
"""How many characters of a message are read: more than any page or mail holds."""

FILES: Final = ("labels.toml", "wordings.toml", "end_reasons.toml")

_LETTERS: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe", "_": " "})
_CJK: Final = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_TOKENS: Final = re.compile(
    rf"(?P<word>[{_CJK}]|[^\W{_CJK}]+)|(?P<end>[!?;。]|\.(?=[\s\"')\]»”.]|$))|(?P<pause>[,:()|、]|\s[-–—]+\s)"  # noqa: RUF001
)


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _possible(fields: dict[str, str | bool]) -> dict[str, str | bool]:
    for field, value in fields.items():
        if value not in CHOICES.get(field, ()):
            raise ValueError(f"{field} cannot be {value!r}")
    return fields


Fields = Annotated[dict[str, str | bool], AfterValidator(_possible)]


class Meaning(_Data):
    """What a label says: the fields of the order it sets, and a mark for what no field can hold."""

    sets: Fields = {}
    word: Word | None = None


class _Form(_Data):
    lang: Language
    sure: Sure
    text: tuple[str, ...] = Field(min_length=1)


class _LabelEntry(_Data):
    contract: str | None = None
    as_status: Meaning | None = None
    as_sub_status: Meaning | None = None
    forms: tuple[_Form, ...]


class _LabelFile(_Data):
    label: tuple[_LabelEntry, ...]


class _LanguageEntry(_Data):
    common: str
    no: str
    no_after: str = ""
    between: str
    condition: str
    coming: str
    names: dict[str, str] = {}


class _WordingEntry(_Data):
    lang: Language
    found: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    unless_anywhere: tuple[str, ...] = ()


class _MessageEntry(_Data):
    id: str
    happened: bool = False
    outranks: tuple[str, ...] = ()
    wording: tuple[_WordingEntry, ...] = Field(min_length=1)


class _WordingFile(_Data):
    language: dict[Language, _LanguageEntry]
    message: tuple[_MessageEntry, ...]


class EndReason(_Data):
    """A reason that AliExpress records: the closure reasons it names, if any, and what follows from it."""

    value: str
    vocabulary: tuple[Literal["list", "detail", "ru", "form"], ...] = Field(min_length=1)
    reasons: tuple[str, ...]
    sure: Literal["B", "C", "D"]
    one_event: bool = False
    facts: Fields = {}


class _EndReasonFile(_Data):
    end_reason: tuple[EndReason, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """One label, for one kind of field."""

    text: str
    kind: Kind
    lang: Language
    sure: Sure
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A compiled wording, and for each part the beginnings of which a text must hold one."""

    parts: Parts
    needs: tuple[tuple[str, ...], ...]

    def may_stand(self, text: str) -> bool:
        """Whether a closer look is worth it; most patterns are in other languages."""
        return all(any(start in text for start in starts) for starts in self.needs)


@dataclass(frozen=True, slots=True)
class _Wording:
    """The compiled wordings of one message in one language."""

    message: str
    lang: Language
    happened: bool
    found: tuple[_Pattern, ...]
    unless: tuple[_Pattern, ...]
    unless_anywhere: tuple[_Pattern, ...]
    no: Stems
    no_after: Stems
    between: Stems
    condition: Stems
    coming: Stems


@dataclass(frozen=True, slots=True)
class Words:
    """Every word the program reads."""

    labels: tuple[Label, ...]
    exact: Mapping[tuple[Kind, str], Label]
    folded: Mapping[tuple[Kind, str], Label]
    wordings: tuple[_Wording, ...]
    common: Mapping[Language, frozenset[str]]
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
    sentences = _sentences(text[:MESSAGE])
    spoken = [(words, _languages(words, book)) for words in sentences]
    flat = " " + " ".join(" ".join(words) for words in sentences)
    proven = {wording.message for wording in book.wordings if _proves(wording, spoken, flat)}
    beaten = {other for message in proven for other in book.outranked[message]}
    return tuple(message for message in book.outranked if message in proven - beaten)


def read_end_reason(text: str, book: Words) -> EndReason | None:
    """What AliExpress's recorded reason says, in whatever case; None for a value that is not known."""
    return book.end_reasons.get(text.strip().casefold())


def fold(text: str) -> str:
    """The words of a text without case, accents, punctuation and spare spaces; CJK letters stand alone."""
    return " ".join(found["word"] for found in _TOKENS.finditer(_plain(text)) if found["word"])


def _plain(text: str) -> str:
    small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_LETTERS)
    bare = "".join(letter for letter in small if unicodedata.category(letter) not in {"Mn", "Cf"})
    return re.sub(r"n['’ʼ`´]t\b", " not", unicodedata.normalize("NFC", bare))  # noqa: RUF001


def _sentences(text: str) -> tuple[Sentence, ...]:
    """The folded words of each sentence, where "," is any pause within it."""
    lines = re.sub(r"\n\s*\n", ". ", text.replace("\r", ""))
    # A line that goes on in small letters was only wrapped; any other begins a thought of its own.
    joined = re.sub(r"\n[^\S\n]*(\S)", lambda m: (" " if m[1].islower() else ", ") + m[1], lines)
    sentences: list[list[str]] = [[]]
    for found in _TOKENS.finditer(_plain(joined)):
        if found["end"]:
            sentences.append([])
        else:
            sentences[-1].append(found["word"] or ",")
    return tuple(tuple(words) for words in sentences if words)


def _languages(words: Sentence, book: Words) -> set[Language]:
    """The languages a sentence may be in: of each script those with the most of their common words in it."""
    counts = {lang: sum(word in common for word in words) for lang, common in book.common.items()}
    return {lang for lang, count in counts.items() if count >= max(counts[other] for other in _script(lang))}


def _script(lang: Language) -> tuple[Language, ...]:
    return next((script for script in SCRIPTS if lang in script), (lang,))


def _proves(wording: _Wording, spoken: list[tuple[Sentence, set[Language]]], flat: str) -> bool:
    found = [pattern for pattern in wording.found if pattern.may_stand(flat)]
    own = [words for words, languages in spoken if wording.lang in languages] if found else []
    if not any(_stands(wording, pattern, words) for words in own for pattern in found):
        return False
    return not any(_spans(words, pattern.parts) for words, _ in spoken for pattern in wording.unless_anywhere)


def _stands(wording: _Wording, pattern: _Pattern, words: Sentence) -> bool:
    """Whether the sentence says what the pattern says: not denied, not on a condition, not yet to come."""
    spans = _spans(words, pattern.parts, wording.no)
    said = any(not _doubted(wording, words, start, end) for start, end in spans)
    return said and not any(_spans(words, other.parts) for other in wording.unless)


def _doubted(wording: _Wording, words: Sentence, start: int, end: int) -> bool:
    before = start - 1
    while before >= 0 and not _after(words, before, wording.no) and _after(words, before, wording.between):
        before -= 1
    if before >= 0 and _after(words, before, wording.no):
        return True
    if any(_after(words, at, wording.no_after) for at in (end, end + 1)):
        return True
    # "si, ..." is a yes: a condition has no pause after its first word
    if any(
        (after := _after(words, at, wording.condition)) and words[after : after + 1] != (",",) for at in range(start)
    ):
        return True
    first = max([start - AHEAD, *(at for at in range(start) if words[at] == ",")])
    return wording.happened and any(_after(words, at, wording.coming) for at in range(max(first, 0), end))


def _spans(words: Sentence, parts: Parts, stop: Stems = ()) -> list[tuple[int, int]]:
    """Where the pattern begins and ends in the sentence; no word of `stop` may stand in a gap."""
    ends = ((at, _end(words, at, parts, stop)) for at, word in enumerate(words) if word != ",")
    return [(start, end) for start, end in ends if end is not None]


def _end(words: Sentence, at: int, parts: Parts, stop: Stems, gap: int = 0) -> int | None:
    if not parts:
        return at
    if parts[0] is None:
        return _end(words, at, parts[1:], stop, GAP)
    while at < len(words):
        if words[at] != ",":
            after = _after(words, at, parts[0])
            if after and (end := _end(words, after, parts[1:], stop)) is not None:
                return end
            if not gap or _after(words, at, stop):
                return None
            gap -= 1
        at += 1
    return None


def _after(words: Sentence, at: int, stems: Stems) -> int | None:
    """Where the words go on after one of the alternatives, never 0; None where none stands there."""
    for stem in stems:
        here = words[at : at + len(stem)]
        if len(here) == len(stem) and all(
            word == start if whole else word.startswith(start) for word, (start, whole) in zip(here, stem, strict=True)
        ):
            return at + len(stem)
    return None


@cache
def _stems(text: str) -> Stems:
    """Compile alternatives, the longest first; raises ValueError for an empty one."""
    stems = [tuple((word, one.startswith("=")) for word in fold(one).split()) for one in text.split("|")]
    if not all(stems):
        raise ValueError(f"`{text}` has an empty alternative")
    return tuple(sorted(stems, key=len, reverse=True))


def _pattern(text: str, names: Mapping[str, str]) -> _Pattern:
    """Compile a pattern; raises ValueError for an unknown name, an empty part or a gap at an end."""
    unknown = set(re.findall(r"<(\w+)>", text)) - set(names)
    if unknown:
        raise ValueError(f"`{text}` names unknown stems: {', '.join(sorted(unknown))}")
    full = re.sub(r"<(\w+)>", lambda found: names[found[1]], text)
    parts = tuple(None if part == ".." else _stems(part) for part in full.split())
    if not parts or parts[0] is None or parts[-1] is None:
        raise ValueError(f"`{text}` is empty, or has a gap at an end")
    return _Pattern(parts, tuple(tuple(f" {stem[0][0]}" for stem in part) for part in parts if part))


Read = TypeVar("Read", bound=_Data)


@cache
def load_words() -> Words:
    """Every word of the packaged files; raises DataError for one that is not readable."""
    folder = resources.files("ali_closed.rules")
    return build_words(*((folder / name).read_text(encoding="utf-8") for name in FILES))


def build_words(labels: str, wordings: str, end_reasons: str) -> Words:
    """The words of three TOML texts, compiled.

    Raises DataError for text that is not TOML, an unknown key, field or value, and a word that is said
    twice with different meanings.
    """
    read_labels, folded = _labels(_read(_LabelFile, labels, FILES[0]))
    read_wordings = _read(_WordingFile, wordings, FILES[1])
    reasons = _read(_EndReasonFile, end_reasons, FILES[2]).end_reason
    try:
        compiled = tuple(_compiled(read_wordings))
    except ValueError as error:
        raise _error(FILES[1], str(error)) from None
    outranked = {entry.id: entry.outranks for entry in read_wordings.message}
    _once(FILES[1], [entry.id for entry in read_wordings.message])
    if strange := {other for others in outranked.values() for other in others} - set(outranked):
        raise _error(FILES[1], f"`{min(strange)}` is outranked and nowhere defined")
    _once(FILES[2], [reason.value.casefold() for reason in reasons])
    return Words(
        labels=read_labels,
        exact=MappingProxyType({(label.kind, label.text): label for label in reversed(read_labels)}),
        folded=MappingProxyType(folded),
        wordings=compiled,
        common=MappingProxyType(
            {lang: frozenset(fold(entry.common).split()) for lang, entry in read_wordings.language.items()}
        ),
        outranked=MappingProxyType(outranked),
        end_reasons=MappingProxyType({reason.value.casefold(): reason for reason in reasons}),
    )


def _read(model: type[Read], text: str, name: str) -> Read:
    try:
        return model.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _error(name, f"not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise _error(name, f"{place}: {first['msg']}") from None


def _labels(file: _LabelFile) -> tuple[tuple[Label, ...], dict[tuple[Kind, str], Label]]:
    """Every label, and the first of each kind and folded text."""
    labels: list[Label] = []
    folded: dict[tuple[Kind, str], Label] = {}
    for entry in file.label:
        kinds: tuple[tuple[Kind, Meaning | None], ...] = (
            ("status", entry.as_status),
            ("sub_status", entry.as_sub_status),
        )
        own = (_Form(lang="en", sure="contract", text=(entry.contract,)),) if entry.contract else ()
        said = ((form, text) for form in (*own, *entry.forms) for text in form.text)
        for form, text in said:
            for kind, meaning in kinds:
                if meaning is None:
                    continue
                label = Label(text, kind, form.lang, form.sure, meaning)
                words = fold(text)
                if folded.setdefault((kind, words), label).meaning != meaning or not words:
                    raise _error(FILES[0], f"`{text}` as {kind} has two meanings, or none")
                labels.append(label)
    return tuple(labels), folded


def _compiled(file: _WordingFile) -> Iterable[_Wording]:
    for message in file.message:
        for entry in message.wording:
            language = file.language[entry.lang]
            yield _Wording(
                message=message.id,
                lang=entry.lang,
                happened=message.happened,
                found=tuple(_pattern(text, language.names) for text in entry.found),
                unless=tuple(_pattern(text, language.names) for text in entry.unless),
                unless_anywhere=tuple(_pattern(text, language.names) for text in entry.unless_anywhere),
                no=_stems(language.no),
                no_after=_stems(language.no_after) if language.no_after else (),
                between=_stems(language.between),
                condition=_stems(language.condition),
                coming=_stems(language.coming),
            )


def _once(name: str, keys: list[str]) -> None:
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise _error(name, f"`{min(twice)}` is there twice")


def _error(name: str, what: str) -> DataError:
    return DataError(f"{name}: {what}.", code="bad_rules", hint="Install the program again, or mend the file.")
