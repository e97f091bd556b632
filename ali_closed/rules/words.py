"""Reading words: labels of a status, messages of a page, and the reasons AliExpress records itself.

The words are data: `labels.toml`, `wordings.toml` and `end_reasons.toml` say what each one means, and in
their first lines how they are written. A word that is not there reads as unknown and decides nothing.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from ali_closed.errors import DataError
from ali_closed.model.order import CHOICES
from ali_closed.rules.matching import Language, Stems, Tongue, Wording, fold, pattern_of, proven, stems_of

Kind = Literal["status", "sub_status"]
How = Literal["exact", "folded", "unknown"]
Word = Literal["cancelled", "payment_failed", "marked_received", "under_review", "payment_processing"]
"""What a label says beyond the fields it sets: a meaning that is to be asked about."""
Sure = Literal["contract", "ui", "guide", "buyers", "translation"]
"""Where a label was seen: in the contract, on the page, in a guide, with buyers, or only translated."""

LIKENESS: Final = 0.7
"""How alike, from 0 to 1, a suggestion must be."""
LONGEST: Final = 80
"""How many characters of an unknown label are compared; no label is longer."""

FILES: Final = ("labels.toml", "wordings.toml", "end_reasons.toml")


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
    saying: str = ""
    names: dict[str, str] = {}


class _WordingEntry(_Data):
    lang: Language
    found: tuple[str, ...] = Field(min_length=1)
    alone: tuple[str, ...] = ()
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
        tongues = {lang: _tongue(lang, entry) for lang, entry in read_wordings.language.items()}
        wordings_read = tuple(_wordings(read_wordings, tongues))
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
        tongues=tuple(tongues.values()),
        wordings=wordings_read,
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


def _tongue(lang: Language, entry: _LanguageEntry) -> Tongue:
    def stems(text: str) -> Stems:
        return stems_of(text) if text else ()

    return Tongue(
        lang=lang,
        common=frozenset(fold(entry.common).split()),
        no=stems(entry.no),
        no_after=stems(entry.no_after),
        between=stems(entry.between),
        condition=stems(entry.condition),
        coming=stems(entry.coming),
        saying=stems(entry.saying),
    )


def _wordings(file: _WordingFile, tongues: Mapping[Language, Tongue]) -> Iterable[Wording]:
    for message in file.message:
        for entry in message.wording:
            names = file.language[entry.lang].names
            yield Wording(
                message=message.id,
                tongue=tongues[entry.lang],
                happened=message.happened,
                found=tuple(pattern_of(text, names) for text in entry.found),
                alone=tuple(pattern_of(text, names) for text in entry.alone),
                unless=tuple(pattern_of(text, names) for text in entry.unless),
                unless_anywhere=tuple(pattern_of(text, names) for text in entry.unless_anywhere),
            )


def _once(name: str, keys: list[str]) -> None:
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise _error(name, f"`{min(twice)}` is there twice")


def _error(name: str, what: str) -> DataError:
    return DataError(f"{name}: {what}.", code="bad_rules", hint="Install the program again, or mend the file.")
