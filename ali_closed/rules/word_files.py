"""What may stand in `labels.toml`, `wordings.toml` and `end_reasons.toml`, read, checked and folded into JSON values.

In their first lines the files say how they are written. Made once, it is kept in parts: `known`, what each folded label
says; `labels`, all of them as they stand; `spoken`, the languages and wordings of messages; and `end_reasons`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field, ValidationError, model_validator

from ali_closed.errors import DataError
from ali_closed.model.fields import CHOICES
from ali_closed.model.rulebook import Rule
from ali_closed.rules.conditions import KINDS, Kind, Sure, Word
from ali_closed.rules.matching import Language, Speech, doubts, fold, folded_parts, folded_stems, starts_of
from ali_closed.rules.tables import bad_rules


def _possible(fields: dict[str, str | bool]) -> dict[str, str | bool]:
    for name, value in fields.items():
        if value not in CHOICES.get(name, ()):
            raise ValueError(f"{name} cannot be {value!r}")
    return fields


_Fields = Annotated[dict[str, str | bool], AfterValidator(_possible)]


class _Meaning(Rule):
    sets: _Fields = Field(default_factory=dict)
    word: Word | None = None

    def row(self) -> tuple[dict[str, str | bool], Word | None]:
        return self.sets, self.word


class _InLanguages(Rule):
    """An entry whose keys, where they are languages, hold what it has in each."""

    @model_validator(mode="before")
    @classmethod
    def _by_language(cls, written: Mapping[str, Any]) -> dict[str, Any]:
        spoken = {name: held for name, held in written.items() if name in get_args(Language)}
        return {"spoken": spoken, **{name: held for name, held in written.items() if name not in spoken}}


class _LabelEntry(_InLanguages):
    contract: str | None = None
    says: _Meaning | None = None
    as_status: _Meaning | None = None
    as_sub_status: _Meaning | None = None
    spoken: dict[Language, dict[Sure, Annotated[tuple[str, ...], Field(min_length=1)]]]

    def meant_as(self, kind: Kind) -> _Meaning | None:
        """What it says in a field; a value of the contract says itself in its own."""
        told: _Meaning | None = getattr(self, f"as_{kind}") or self.says
        own = told is None and self.contract in CHOICES[kind]
        return _Meaning(sets={kind: self.contract or ""}) if own else told


class _SilentEntry(Rule):
    little: str
    order: str
    parcel: str = ""


class _LanguageEntry(Rule):
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


class _WordingEntry(Rule):
    found: tuple[str, ...] = Field(min_length=1)
    alone: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unless_anywhere: tuple[str, ...] = ()


class _Wordings(_InLanguages):
    spoken: dict[Language, _WordingEntry] = Field(min_length=1)


class _MessageEntry(_Wordings):
    happened: bool = False
    announced: bool = False
    of_order: bool = False
    outranks: tuple[str, ...] = ()
    says: _Meaning | None = None
    also: tuple[_Wordings, ...] = ()


class _EndReason(Rule):
    value: str
    vocabulary: tuple[Literal["list", "detail", "ru", "form"], ...] = Field(min_length=1)
    reasons: tuple[str, ...]
    sure: Literal["B", "C", "D"]
    one_event: bool = False
    facts: _Fields = Field(default_factory=dict)


class _Files(Rule):
    silent: dict[Language, _SilentEntry]
    label: tuple[_LabelEntry, ...]
    language: dict[Language, _LanguageEntry]
    message: dict[str, _MessageEntry]
    end_reason: tuple[_EndReason, ...]


_Label = tuple[str, str, Kind, Language, Sure, Any]


def folded(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What the three files say, in parts, of their tables by file; DataError where that cannot be or is said twice."""
    try:
        files = _Files.model_validate({key: held for file in tables.values() for key, held in file.items()})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = next((name for name, file in tables.items() if first["loc"][0] in file), "A word file")
        raise _error(name, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    spoken = _spoken(files)
    silent = _silent(files, spoken)
    labels = _labels(files)
    values = [reason.value.casefold() for reason in files.end_reason]
    if twice := {value for value in values if values.count(value) > 1}:
        raise _error("end_reasons.toml", f"`{min(twice)}` is there twice")
    return {
        "known": {**_known(labels), **silent, "bare": _bare(labels, frozenset(silent["silent"]["little"]))},
        "labels": labels,
        "spoken": spoken,
        "end_reasons": [list(reason.model_dump(exclude={"sure"}).values()) for reason in files.end_reason],
    }


def _labels(files: _Files) -> list[_Label]:
    """Every label of each kind: as it stands, folded, its kind, its language, where it was seen, and what it says."""
    found: list[_Label] = []
    meanings: dict[tuple[Kind, str], Any] = {}
    for entry in files.label:
        said = {kind: meaning.row() for kind in KINDS if (meaning := entry.meant_as(kind))}
        if not said:
            raise _error("labels.toml", f"`{entry.contract}` says nothing")
        seen = ((text, lang, sure) for lang, by in entry.spoken.items() for sure, texts in by.items() for text in texts)
        rows: list[tuple[str, str, Language, Sure]] = [(text, fold(text), lang, sure) for text, lang, sure in seen]
        rows += [(entry.contract, fold(entry.contract), "en", "contract")] if entry.contract else []
        for kind, says in said.items():
            for text, words, lang, sure in rows:
                if meanings.setdefault((kind, words), says) != says or not words:
                    raise _error("labels.toml", f"`{text}` as {kind} has two meanings, or none")
                found.append((text, words, kind, lang, sure, says))
    return found


def _known(labels: list[_Label]) -> dict[str, Any]:
    """The folded labels of each kind with the number of their reading, and the readings, none of them twice."""
    found: dict[tuple[Kind, str], tuple[Any, Sure, dict[Language, None]]] = {}
    for _, words, kind, lang, sure, meaning in labels:
        found.setdefault((kind, words), (meaning, sure, {}))[2][lang] = None
    readings: list[Any] = []
    numbers: dict[Kind, dict[str, int]] = {kind: {} for kind in KINDS}
    for (kind, words), ((sets, word), sure, langs) in found.items():
        reading = [sets, word, sure, list(langs)]
        if reading not in readings:
            readings.append(reading)
        numbers[kind][words] = readings.index(reading)
    return {"labels": numbers, "readings": readings}


def _silent(files: _Files, spoken: Mapping[str, Any]) -> dict[str, Any]:
    """The silent words of each kind, and their languages, folded; DataError for one that denies or doubts anything."""
    speech = Speech(spoken)
    silent: dict[str, dict[str, None]] = {kind: {} for kind in _SilentEntry.model_fields}
    langs: dict[str, list[Language]] = {}
    for lang, entry in files.silent.items():
        for kind, words in entry.model_dump().items():
            for word in fold(words).split():
                doubted = lang in speech.common and doubts(word, speech.tongues[lang])
                if doubted or word in spoken["denying"] or speech.denies(word):
                    raise _error("labels.toml", f"`{word}` of {lang} is no word that says nothing")
                silent[kind][word] = None
                langs.setdefault(word, []).append(lang)
    return {"silent": {kind: list(words) for kind, words in silent.items()}, "langs": langs}


def _bare(labels: list[_Label], little: frozenset[str]) -> dict[Kind, dict[str, str]]:
    """Of each label with little words what is left without them, and its own words, or "" where it is ambiguous."""
    found: dict[Kind, dict[str, tuple[str, Any]]] = {kind: {} for kind in KINDS}
    for _, words, kind, _, _, meaning in labels:
        rest = " ".join(word for word in words.split() if word not in little)
        known, meant = found[kind].setdefault(rest, (words, meaning))
        if meant != meaning:
            found[kind][rest] = ("", meant)
        elif rest in (known, words):
            found[kind][rest] = (known and rest, meant)
    return {kind: {rest: own for rest, (own, _) in rests.items() if own != rest} for kind, rests in found.items()}


def _spoken(files: _Files) -> dict[str, Any]:
    outranked = {message: entry.outranks for message, entry in files.message.items()}
    if strange := {other for others in outranked.values() for other in others} - set(outranked):
        raise _error("wordings.toml", f"`{min(strange)}` is outranked and nowhere defined")
    wordings: dict[Language, list[Any]] = {}
    try:
        tongues = {lang: _stems(entry) for lang, entry in files.language.items()}
        for message, said in files.message.items():
            for entry in (said, *said.also):
                for lang, held in entry.spoken.items():
                    names = files.language[lang].names
                    patterns = {kind: [folded_parts(one, names) for one in some] for kind, some in iter(held)}
                    begin = (pattern[0] or "" for pattern in (*patterns["found"], *patterns["alone"]))
                    starts = sorted({start for part in begin for start in starts_of(part)})
                    manner = (said.happened, said.announced, said.of_order)
                    wordings.setdefault(lang, []).append((patterns, f"message_{message}", *manner, starts))
        prefixes = {one for entry in files.language.values() for one in entry.prefix.split("|") if one}
    except ValueError as error:
        raise _error("wordings.toml", str(error)) from None
    return {
        "tongues": tongues,
        "wordings": wordings,
        "outranked": {f"message_{one}": [f"message_{other}" for other in others] for one, others in outranked.items()},
        "says": {f"message_{message}": said.says.row() for message, said in files.message.items() if said.says},
        "mended": [lang for lang, entry in files.language.items() if entry.prefix],
        "denying": sorted(map(fold, prefixes)),
    }


def _stems(entry: _LanguageEntry) -> dict[str, str]:
    stems = entry.model_dump(exclude={"common", "names", "prefix"})
    return {"common": fold(entry.common), **{name: folded_stems(held) if held else "" for name, held in stems.items()}}


def _error(name: str, what: str) -> DataError:
    return bad_rules(f"{name}: {what}.", "Install the program again, or mend the file.")
