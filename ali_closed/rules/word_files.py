"""Loads the files of words: `labels.toml`, `wordings.toml` and `end_reasons.toml`.

In their first lines they say how they are written.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final, TypeVar

from pydantic import Field, ValidationError

from ali_closed.errors import DataError
from ali_closed.rules.matching import Language, Stems, Tongue, Wording, fold, pattern_of, stems_of
from ali_closed.rules.words import Data, EndReason, Kind, Label, Meaning, Sure, Words

FILES: Final = ("labels.toml", "wordings.toml", "end_reasons.toml")


class _Form(Data):
    lang: Language
    sure: Sure
    text: tuple[str, ...] = Field(min_length=1)


class _LabelEntry(Data):
    contract: str | None = None
    as_status: Meaning | None = None
    as_sub_status: Meaning | None = None
    forms: tuple[_Form, ...]


class _LabelFile(Data):
    label: tuple[_LabelEntry, ...]


class _LanguageEntry(Data):
    common: str
    no: str
    no_after: str = ""
    between: str
    condition: str
    coming: str
    saying: str = ""
    names: dict[str, str] = Field(default_factory=dict)


class _WordingEntry(Data):
    lang: Language
    found: tuple[str, ...] = Field(min_length=1)
    alone: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unless_anywhere: tuple[str, ...] = ()


class _MessageEntry(Data):
    id: str
    happened: bool = False
    outranks: tuple[str, ...] = ()
    wording: tuple[_WordingEntry, ...] = Field(min_length=1)


class _WordingFile(Data):
    language: dict[Language, _LanguageEntry]
    message: tuple[_MessageEntry, ...]


class _EndReasonFile(Data):
    end_reason: tuple[EndReason, ...]


Read = TypeVar("Read", bound=Data)


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
