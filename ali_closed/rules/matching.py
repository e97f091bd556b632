"""Finding wordings in a text: not where they are denied, stand on a condition or are only announced.

How a wording is written is told in the first lines of `wordings.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any, Final, Literal, NamedTuple

from ali_closed.model.memo import remembered

Language = Literal[
    "en", "ru", "uk", "es", "pt", "fr", "de", "pl", "it", "nl", "tr", "cs", "hu", "ro", "zh", "ja", "ko", "ar", "he"
]

SCRIPTS: Final[Mapping[Language, str]] = {
    **dict.fromkeys(("en", "es", "pt", "fr", "de", "pl", "it", "nl", "tr"), "latin"),
    **dict.fromkeys(("ru", "uk"), "cyrillic"),
}
"""Languages that share an alphabet; the others stand alone."""

Tongue = Mapping[str, str]
"""How a language says that something is so, is not so, or is not yet so: alternatives of each kind, folded."""
Parts = Sequence[str | None]
"""The parts of a wording, each of alternatives, folded; None is a gap."""
Sentence = tuple[str, ...]

GAP: Final = 5
"""How many words may stand in a gap; numbers, as of days or money, do not count."""
AHEAD: Final = 5
"""How many words before a match may deny it, or say that it is still to come."""
MESSAGE: Final = 20_000
"""How many characters of a message are read: more than any page or mail holds."""

_LETTERS: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe", "_": " "})
_CROSSED: Final = re.compile(r"[✗✘❌✖✕☒❎☐🚫⛔≠؟\u0335-\u0338]|\[\s?\]|~~|(?<!\w)!(?=\w)")
"""Signs by which a text may mean the opposite: crosses, empty boxes, lines through it."""
_CJK: Final = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_STOP_WITHIN: Final = re.compile(
    r"\b(руб|коп|грн|шт|г|р|nr|núm|num|ref|r|ca|tel|\d{1,2})\.(?=\s+[^\W\d_])",  # noqa: RUF001
    re.IGNORECASE,
)
_MONTHS: Final = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
"""What is written with a full stop and ends a sentence only where a capital follows that begins no German month."""


class Wording(NamedTuple):
    """The wordings of one message in one language, by their kind.

    `starts` are the beginnings of words of which a text must hold one.
    """

    tongue: Tongue
    common: frozenset[str]
    patterns: Mapping[str, Sequence[Parts]]
    message: str
    happened: bool
    announced: bool
    of_order: bool
    starts: Sequence[str]

    def standing(self, kind: str, flat: str) -> list[Parts]:
        """The patterns of a kind for which a closer look at a text is worth it."""
        return [
            parts
            for parts in self.patterns[kind]
            if all(any(start in flat for start in starts_of(part)) for part in parts if part)
        ]


class Speech:
    """The words and wordings of every language, folded already."""

    def __init__(self, folded: Mapping[str, Any]) -> None:
        self.tongues: Mapping[Language, Tongue] = folded["tongues"]
        self.common = {lang: frozenset(tongue["common"].split()) for lang, tongue in self.tongues.items()}
        self._wordings = folded["wordings"]

    @remembered
    def wordings(self, lang: Language) -> list[Wording]:
        """The wordings of a language."""
        return [Wording(self.tongues[lang], self.common[lang], *row) for row in self._wordings.get(lang, ())]

    def denies(self, folded: str) -> bool:
        """Whether a word of denial, in any language, stands in a folded text."""
        return _names(tuple(folded.split()), *(tongue["no"] for tongue in self.tongues.values()))


def proven(text: str, speech: Speech) -> set[str]:
    """The ids of the messages whose wordings stand in a text."""
    sentences = _sentences(text[:MESSAGE])
    spoken = [(words, _spoken(words, speech)) for words in sentences]
    flat = " " + " ".join(" ".join(words) for words in sentences)
    found = set()
    for lang in {lang for _, likely in spoken for lang in likely}:
        for wording in speech.wordings(lang):
            if any(start in flat for start in wording.starts):
                own = [(words, likely[lang]) for words, likely in spoken if lang in likely]
                if _proves(wording, own, sentences, flat):
                    found.add(wording.message)
    return found


def clauses(text: str) -> tuple[Sentence, ...]:
    """The folded words between the pauses of a text that are no question, without numbers; none where it is crossed."""
    if _CROSSED.search(text):
        return ()
    spoken = (groupby(words, ",".__eq__) for words in _sentences(text[:MESSAGE]))
    found = (tuple(words) for groups in spoken for pause, words in groups if not pause)
    bare = (tuple(word for word in words if not any(map(str.isdigit, word))) for words in found)
    return tuple(words for words in bare if words)


def fold(text: str) -> str:
    """The words of a text without case, accents, punctuation and spare spaces; CJK letters stand alone.

    What asks or crosses out stands as "?", a word that no label has.
    """
    found = (found["word"] or found["asked"] for found in _tokens(_plain(_CROSSED.sub(" ? ", text))))
    return " ".join(word for word in found if word)


def doubts(word: str, tongue: Tongue) -> bool:
    """Whether a folded word denies, or makes a condition or something still to come of what it stands by."""
    return _names((word,), *(tongue[kind] for kind in ("no", "no_after", "condition", "coming")))


def folded_stems(text: str) -> str:
    """Alternatives as they are compiled: folded, the longest first; raises ValueError for an empty one."""
    folded = [("=" if one.startswith("=") else "") + fold(one) for one in text.split("|")]
    if not all(one.strip("=") for one in folded):
        raise ValueError(f"`{text}` has an empty alternative")
    return "|".join(sorted(folded, key=lambda one: one.count(" "), reverse=True))


def folded_parts(text: str, names: Mapping[str, str]) -> list[str | None]:
    """The parts of a pattern, folded; raises ValueError for an unknown name, an empty part or a gap at an end."""
    unknown = set(re.findall(r"<(\w+)>", text)) - set(names)
    if unknown:
        raise ValueError(f"`{text}` names unknown stems: {', '.join(sorted(unknown))}")
    full = re.sub(r"<(\w+)>", lambda found: names[found[1]], text)
    parts = [None if part == ".." else folded_stems(part) for part in full.split()]
    if not parts or parts[0] is None or parts[-1] is None:
        raise ValueError(f"`{text}` is empty, or has a gap at an end")
    return parts


@cache
def _stems(folded: str) -> tuple[tuple[tuple[str, bool], ...], ...]:
    """Alternatives of one or more words: of each word its beginning, and whether that is all of it."""
    return tuple(
        tuple((word, one.startswith("=")) for word in one.removeprefix("=").split())
        for one in folded.split("|")
        if folded
    )


@cache
def starts_of(folded: str) -> tuple[str, ...]:
    """The beginnings of words, a space before each, of which a text must hold one if it holds an alternative."""
    return tuple(f" {stem[0][0]}" for stem in _stems(folded))


def _tokens(text: str) -> Iterator[re.Match[str]]:
    return _tokens_with(_CJK if max(text, default="") >= _CJK[0] else _CJK[0]).finditer(text)


@cache
def _tokens_with(cjk: str) -> re.Pattern[str]:
    """What tells the tokens of a text; all letters that stand alone take long to compile, where it has none of them."""
    return re.compile(
        rf"(?P<word>[{cjk}]|[^\W{cjk}]+)|(?P<asked>\?(?=[\s\"')\]»”.!?{cjk}]|$))|(?P<end>[!?;。]|\.(?=[\s\"')\]»”.]|$))|(?P<pause>[,:()|、]|\s[-–—]+\s)"  # noqa: RUF001
    )


def _plain(text: str) -> str:
    small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_LETTERS)
    bare = "".join(letter for letter in small if unicodedata.category(letter) not in {"Mn", "Cf"})
    return re.sub(r"n['’ʼ`´]t\b", " not", unicodedata.normalize("NFC", bare))  # noqa: RUF001


def _sentences(text: str) -> tuple[Sentence, ...]:
    """The folded words of each sentence that is no question, where "," is any pause within it."""
    lines = re.sub(r"\n\s*\n", ". ", text.replace("\r", ""))
    # A line that goes on in small letters was only wrapped; any other begins a thought of its own.
    joined = re.sub(r"\n[^\S\n]*(\S)", lambda m: (" " if m[1].islower() else ", ") + m[1], lines)
    sentences: list[list[str]] = [[]]
    whole = _STOP_WITHIN.sub(lambda m: m[1] if _goes_on(joined[m.end() :].lstrip()) else m[0], joined)
    for found in _tokens(_plain(whole)):
        if found["asked"]:
            sentences[-1] = []
        elif found["end"]:
            sentences.append([])
        else:
            sentences[-1].append(found["word"] or ",")
    return tuple(tuple(words) for words in sentences if words)


def _goes_on(text: str) -> bool:
    """Whether a text goes on with a sentence that was begun before."""
    return text[:1].islower() or text.casefold().startswith(_MONTHS)


def _spoken(words: Sentence, speech: Speech) -> Mapping[Language, tuple[str, ...]]:
    """The languages a sentence may be in, each with what denies in all that are as likely and share its alphabet.

    They are of each alphabet those with the most of their common words in it.
    """
    by_script: dict[str, dict[Language, int]] = {}
    for lang, said in speech.common.items():
        by_script.setdefault(SCRIPTS.get(lang, lang), {})[lang] = sum(word in said for word in words)
    found: dict[Language, tuple[str, ...]] = {}
    for counted in by_script.values():
        likely = [lang for lang, count in counted.items() if count == max(counted.values())]
        found |= dict.fromkeys(likely, tuple(speech.tongues[lang]["no"] for lang in likely))
    return found


def _proves(
    wording: Wording, own: list[tuple[Sentence, tuple[str, ...]]], sentences: tuple[Sentence, ...], flat: str
) -> bool:
    """Whether a wording stands in a text, of which its `own` sentences may be in its language."""
    found = wording.standing("found", flat)
    if not any(_stands(wording, parts, words, no) for words, no in own for parts in found):
        alone = [] if len(own) < len(sentences) else wording.standing("alone", flat)
        if not any(_is_all(wording, parts, sentences) for parts in alone):
            return False
    return not any(_spans(words, parts) for words in sentences for parts in wording.patterns["unless_anywhere"])


def _is_all(wording: Wording, parts: Parts, sentences: tuple[Sentence, ...]) -> bool:
    """Whether the whole text says what the pattern says, and else only pauses, common words and who said it."""
    if any(_spans(words, other) for words in sentences for other in wording.patterns["unless"]):
        return False
    tongue, silent = wording.tongue, wording.common | {","}
    said = (word for words in sentences for word in words)
    left = tuple(w for w in said if doubts(w, tongue) or not (w in silent or _names((w,), tongue["saying"])))
    return (0, len(left)) in _spans(left, parts)


def _stands(wording: Wording, parts: Parts, words: Sentence, no: tuple[str, ...]) -> bool:
    """Whether the sentence says what the pattern says: not denied, not on a condition, not yet to come."""
    tongue = wording.tongue
    if wording.of_order and _names(words, tongue["account"]) and not _names(words, tongue["order"]):
        return False  # of the buyer's account, and not of an order
    spans = _spans(words, parts, tongue["no"])
    said = any(not _doubted(wording, words, start, end, no) for start, end in spans)
    return said and not any(_spans(words, other) for other in wording.patterns["unless"])


def _names(words: Sentence, *alternatives: str) -> bool:
    return any(_after(words, at, *alternatives) for at in range(len(words)))


def _doubted(wording: Wording, words: Sentence, start: int, end: int, no: tuple[str, ...]) -> bool:
    tongue = wording.tongue
    before = start - 1
    while before >= 0 and not _after(words, before, *no) and _after(words, before, tongue["between"]):
        before -= 1
    if before >= 0 and _after(words, before, *no):
        return True
    if any(_after(words, at, tongue["no_after"]) for at in (end, end + 1)):
        return True
    if wording.announced:
        return False
    # "si, ..." is a yes
    if any(_after(words, at, tongue["condition"]) and words[at : at + 2] != ("si", ",") for at in range(end)):
        return True
    first = max([0, start - AHEAD, *(at for at in range(start) if words[at] == ",")])
    return wording.happened and (
        any(_after(words, at, tongue["coming"]) for at in range(first, end))
        or any(_after(words, at, *no) for at in range(first, start))
    )


def _spans(words: Sentence, parts: Parts, *stop: str) -> list[tuple[int, int]]:
    """Where the pattern begins and ends in the sentence; no word of `stop` may stand in a gap."""
    ends = ((at, _end(words, at, parts, stop)) for at, word in enumerate(words) if word != ",")
    return [(start, end) for start, end in ends if end is not None]


def _end(words: Sentence, at: int, parts: Parts, stop: tuple[str, ...], gap: int = 0) -> int | None:
    if not parts:
        return at
    if parts[0] is None:
        return _end(words, at, parts[1:], stop, GAP)
    while at < len(words):
        if words[at] != ",":
            after = _after(words, at, parts[0])
            if after and (end := _end(words, after, parts[1:], stop)) is not None:
                return end
            if not gap or _after(words, at, *stop):
                return None
            gap -= not words[at].isdigit()
        at += 1
    return None


def _after(words: Sentence, at: int, *alternatives: str) -> int | None:
    """Where the words go on after one of the alternatives, never 0; None where none stands there."""
    for folded in alternatives:
        for stem in _stems(folded):
            here = words[at : at + len(stem)]
            if len(here) == len(stem) and all(
                word == start if whole else word.startswith(start)
                for word, (start, whole) in zip(here, stem, strict=True)
            ):
                return at + len(stem)
    return None
