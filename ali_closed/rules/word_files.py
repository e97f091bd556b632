"""Loads the files of words: `labels.toml`, `wordings.toml` and `end_reasons.toml`.

In their first lines they say how they are written.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, TypeVar, cast, get_args

from pydantic import Field, ValidationError, model_validator

from ali_closed.errors import DataError
from ali_closed.rules.compiled import compiled
from ali_closed.rules.matching import (
    Language,
    Tongue,
    Wording,
    denies,
    doubts,
    fold,
    folded_parts,
    folded_stems,
    pattern_of,
    stems_of,
)
from ali_closed.rules.tables import PACKAGED
from ali_closed.rules.words import Data, EndReason, Kind, Label, Meaning, Silent, Sure, Words

_MANNER: Final = {"happened", "announced", "of_order"}
FILES: Final = ("labels.toml", "wordings.toml", "end_reasons.toml")


class _InLanguages(Data):
    """An entry whose keys, where they are languages, hold what it has in each."""

    @model_validator(mode="before")
    @classmethod
    def _by_language(cls, written: Mapping[str, Any]) -> dict[str, Any]:
        spoken = {name: held for name, held in written.items() if name in get_args(Language)}
        return {"spoken": spoken, **{name: held for name, held in written.items() if name not in spoken}}


class _LabelEntry(_InLanguages):
    contract: str | None = None
    says: Meaning | None = None
    as_status: Meaning | None = None
    as_sub_status: Meaning | None = None
    spoken: dict[Language, dict[Sure, Annotated[tuple[str, ...], Field(min_length=1)]]]


class _SilentEntry(Data):
    little: str
    order: str
    parcel: str = ""


class _LabelFile(Data):
    silent: dict[Language, _SilentEntry]
    label: tuple[_LabelEntry, ...]


class _LanguageEntry(Data):
    common: str
    no: str
    no_after: str = ""
    between: str
    condition: str
    coming: str
    saying: str = ""
    prefix: str = ""
    account: str = ""
    order: str = ""
    names: dict[str, str] = Field(default_factory=dict)


class _WordingEntry(Data):
    found: tuple[str, ...] = Field(min_length=1)
    alone: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unless_anywhere: tuple[str, ...] = ()


class _Wordings(_InLanguages):
    spoken: dict[Language, _WordingEntry] = Field(min_length=1)


class _MessageEntry(_Wordings):
    id: str
    happened: bool = False
    announced: bool = False
    of_order: bool = False
    outranks: tuple[str, ...] = ()
    says: Meaning | None = None
    also: tuple[_Wordings, ...] = ()


class _WordingFile(Data):
    language: dict[Language, _LanguageEntry]
    message: tuple[_MessageEntry, ...]


class _EndReasonFile(Data):
    end_reason: tuple[EndReason, ...]


Read = TypeVar("Read", bound=Data)


def load_words(folder: Path = PACKAGED) -> Words:
    """Every word of the files of a folder, those that ship if none is named; DataError for one that is not readable."""
    return _loaded(folder)


@cache
def _loaded(folder: Path) -> Words:
    texts = [(folder / name).read_bytes() for name in FILES]
    return _frozen(compiled("words", texts, lambda: _folded(*(text.decode("utf-8") for text in texts))))


def build_words(labels: str, wordings: str, end_reasons: str) -> Words:
    """The words of three TOML texts, compiled.

    Raises DataError for text that is not TOML, an unknown key, field or value, and a word that is said
    twice with different meanings.
    """
    return _frozen(_folded(labels, wordings, end_reasons))


def _folded(labels: str, wordings: str, end_reasons: str) -> dict[str, Any]:
    """What the three texts say, checked and folded, as JSON values."""
    read = _read(_LabelFile, labels, FILES[0])
    spoken = _wordings(_read(_WordingFile, wordings, FILES[1]))
    silent = _silent(read, spoken["tongues"], spoken["denying"])
    known = _labels(read)
    return {
        "labels": known,
        "silent": silent,
        "bare": _bare(known, frozenset(word for kind, word, _ in silent if kind == "little")),
        **spoken,
        "end_reasons": _end_reasons(_read(_EndReasonFile, end_reasons, FILES[2])),
    }


def _frozen(folded: Mapping[str, Any]) -> Words:
    """The words made of what was folded."""
    by_folded: dict[tuple[Kind, str], Label] = {}
    labels = []
    for kind, sets, rows in folded["labels"]:
        meaning = Meaning.model_validate(sets)
        for text, words, lang, sure in rows:
            label = Label(text, kind, lang, sure, meaning)
            labels.append(label)
            by_folded.setdefault((kind, words), label)
    tongues = {lang: _tongue(lang, stems) for lang, stems in folded["tongues"].items()}
    return Words(
        labels=tuple(labels),
        folded=MappingProxyType(by_folded),
        tongues=tuple(tongues.values()),
        silent=Silent(
            **{
                kind: frozenset(word for of, word, _ in folded["silent"] if of == kind)
                for kind in _SilentEntry.model_fields
            },
            langs=_languages((word, lang) for _, word, lang in folded["silent"]),
        ),
        bare=MappingProxyType({(kind, rest): words for kind, rest, words in folded["bare"]}),
        denying=tuple(folded["denying"]),
        mended=frozenset(folded["mended"]),
        outranked=MappingProxyType({message: tuple(others) for message, others in folded["outranked"].items()}),
        spoken=MappingProxyType({message: Meaning.model_validate(says) for message, says in folded["spoken"].items()}),
        end_reasons=MappingProxyType(
            {entry["value"].casefold(): EndReason.model_validate(entry) for entry in folded["end_reasons"]}
        ),
        compile_wordings=lambda: tuple(_wording(row, tongues) for row in folded["wordings"]),
        list_languages=lambda: _languages(
            ((kind, words), lang) for kind, _, rows in folded["labels"] for _, words, lang, _ in rows
        ),
    )


def _languages(said: Iterable[tuple[Any, Language]]) -> Mapping[Any, frozenset[Language]]:
    """The languages of each thing that is said."""
    found: dict[Any, set[Language]] = {}
    for thing, lang in said:
        found.setdefault(thing, set()).add(lang)
    return MappingProxyType({thing: frozenset(langs) for thing, langs in found.items()})


def _read(model: type[Read], text: str, name: str) -> Read:
    try:
        return model.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _error(name, f"not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise _error(name, f"{place}: {first['msg']}") from None


def _labels(file: _LabelFile) -> list[Any]:
    """Of each meaning of an entry its kind, what it sets, and its texts: as they stand, folded, where they are from."""
    found: list[Any] = []
    meanings: dict[tuple[Kind, str], Meaning] = {}
    for entry in file.label:
        kinds: tuple[tuple[Kind, Meaning | None], ...] = (
            ("status", entry.as_status or entry.says),
            ("sub_status", entry.as_sub_status or entry.says),
        )
        own: list[tuple[Language, Sure, str]] = [("en", "contract", entry.contract)] if entry.contract else []
        seen = ((lang, sure, text) for lang, by in entry.spoken.items() for sure, texts in by.items() for text in texts)
        rows = [(text, fold(text), lang, sure) for lang, sure, text in chain(seen, own)]
        for kind, meaning in kinds:
            if meaning is None:
                continue
            for text, words, *_ in rows:
                if meanings.setdefault((kind, words), meaning) != meaning or not words:
                    raise _error(FILES[0], f"`{text}` as {kind} has two meanings, or none")
            found.append((kind, meaning.model_dump(), rows))
    return found


def _silent(
    file: _LabelFile, tongues: Mapping[str, Mapping[str, str]], denying: Iterable[str]
) -> list[tuple[str, str, Language]]:
    """The silent words with their kind and language, folded; DataError for one that denies or doubts anything."""
    spoken = tuple(_tongue(cast(Language, lang), stems) for lang, stems in tongues.items())
    said = [
        (kind, word, lang)
        for lang, entry in file.silent.items()
        for kind, words in entry.model_dump().items()
        for word in fold(words).split()
    ]
    for _, word, lang in said:
        doubted = any(doubts(word, tongue) for tongue in spoken if tongue.lang == lang)
        if doubted or word in denying or denies(word, spoken):
            raise _error(FILES[0], f"`{word}` of {lang} is no word that says nothing")
    return said


def _bare(labels: list[Any], little: frozenset[str]) -> list[tuple[str, str, str]]:
    """Of each label with little words what is left without them, and its own words, or "" where it is ambiguous."""
    found: dict[tuple[str, str], tuple[str, Any]] = {}
    for kind, meaning, rows in labels:
        for _, words, *_ in rows:
            rest = " ".join(word for word in words.split() if word not in little)
            known, meant = found.setdefault((kind, rest), (words, meaning))
            if meant != meaning:
                found[kind, rest] = ("", meant)
            elif known == rest or words == rest:
                found[kind, rest] = (known and rest, meant)
    return [(kind, rest, words) for (kind, rest), (words, _) in found.items() if words != rest]


def _wordings(file: _WordingFile) -> dict[str, Any]:
    _once(FILES[1], [entry.id for entry in file.message])
    outranked = {entry.id: entry.outranks for entry in file.message}
    if strange := {other for others in outranked.values() for other in others} - set(outranked):
        raise _error(FILES[1], f"`{min(strange)}` is outranked and nowhere defined")
    try:
        return {
            "tongues": {lang: _tongue_stems(entry) for lang, entry in file.language.items()},
            "wordings": [
                (message.id, lang, message.model_dump(include=_MANNER), _patterns(entry, file.language[lang].names))
                for message in file.message
                for wordings in (message, *message.also)
                for lang, entry in wordings.spoken.items()
            ],
            "outranked": outranked,
            "spoken": {entry.id: entry.says.model_dump() for entry in file.message if entry.says is not None},
            "mended": [lang for lang, entry in file.language.items() if entry.prefix],
            "denying": sorted(
                {fold(one) for entry in file.language.values() for one in entry.prefix.split("|") if one}
            ),
        }
    except ValueError as error:
        raise _error(FILES[1], str(error)) from None


def _tongue_stems(entry: _LanguageEntry) -> dict[str, str]:
    stems = entry.model_dump(exclude={"common", "names", "prefix"})
    return {"common": fold(entry.common), **{name: folded_stems(held) if held else "" for name, held in stems.items()}}


def _patterns(entry: _WordingEntry, names: Mapping[str, str]) -> dict[str, list[list[str | None]]]:
    kinds = entry.model_dump()
    return {kind: [folded_parts(text, names) for text in texts] for kind, texts in kinds.items()}


def _end_reasons(file: _EndReasonFile) -> list[dict[str, Any]]:
    _once(FILES[2], [reason.value.casefold() for reason in file.end_reason])
    return [reason.model_dump() for reason in file.end_reason]


def _tongue(lang: Language, folded: Mapping[str, str]) -> Tongue:
    stems = {name: stems_of(held) for name, held in folded.items() if name != "common"}
    return Tongue(lang=lang, common=frozenset(folded["common"].split()), **stems)


def _wording(row: tuple[Any, ...], tongues: Mapping[Language, Tongue]) -> Wording:
    message, lang, manner, patterns = row
    kinds: dict[str, Any] = {kind: tuple(map(pattern_of, folded)) for kind, folded in patterns.items()}
    return Wording(message=message, tongue=tongues[lang], **manner, **kinds)


def _once(name: str, keys: list[str]) -> None:
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise _error(name, f"`{min(twice)}` is there twice")


def _error(name: str, what: str) -> DataError:
    return DataError(f"{name}: {what}.", code="bad_rules", hint="Install the program again, or mend the file.")
