"""The proof of the texts: what the rules need is there and can be filled in, and nothing is there that they do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, get_args

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.drafts import ChosenDraft, choose_draft
from ali_closed.engine.questions import choices
from ali_closed.engine.sentences import FAMILIES as SENTENCES
from ali_closed.model.diagnosis import Answer as Given
from ali_closed.model.diagnosis import DeadlineId, Diagnosis, DisputeVerdict, Likelihood, Question, RefundVerdict
from ali_closed.model.fields import CHOICES, FIELDS, RECIPIENTS, UNKNOWN
from ali_closed.model.rulebook import Unit
from ali_closed.proof.drafts import messages, needed_draft_texts
from ali_closed.proof.result import Failure
from ali_closed.proof.witnesses import DAY, Answers, Asking, command, order_of, rare
from ali_closed.report.answer.outline import outline
from ali_closed.report.answer.short import screen_parts
from ali_closed.report.answer.timeline import timeline
from ali_closed.report.drafts.letter import missing_line, write
from ali_closed.report.explain import entries, explain
from ali_closed.report.formats.json_document import document, question
from ali_closed.report.text.catalogue import FIRST_LANGUAGE, LOCALE, Catalogue, MissingText, languages, own_texts
from ali_closed.rules.loader import NOT_CLOSED, OTHER_EVENTS, Rulebook

SHARED: Final = frozenset({"calendar", "timeline", "told"})
"""First words of text ids of which rules and verdicts need some and a screen has others."""

UNASKED: Final = ("id", "note")
"""Fields that pass through; nothing asks for them."""

_PLACEHOLDERS: Final = re.compile(r"\{[^{}]*\}")


class Said(dict[str, str]):
    """Texts that remember which of them were said."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__(texts)
        self.ids: set[str] = set()

    def __getitem__(self, text_id: str) -> str:
        self.ids.add(text_id)
        return super().__getitem__(text_id)


def check_texts(rulebook: Rulebook, words: Catalogue, witnesses: Mapping[Answers, Diagnosis]) -> tuple[Failure, ...]:
    """What the catalogue lacks, cannot fill in, or holds in vain.

    `witnesses` are the orders of the proof of the rules and their diagnoses, every one of which is put into words.
    """
    said = Said(words.texts)
    listening = replace(words, texts=said)
    found: dict[str, Failure] = {}  # many orders say the same text: the first replays it
    for failure in _unsayable(rulebook, listening, witnesses):
        found.setdefault(failure.what, failure)
    needed = set(needed_texts(rulebook))
    for text_id in sorted(needed - set(words.texts)):
        found.setdefault(_missing(text_id), Failure("text", _missing(text_id)))
    failures = [*found.values()]
    own = families(needed)
    for text_id, content in words.texts.items():
        if text_id.partition(".")[0] in own and text_id not in needed | said.ids:
            failures.append(Failure("unreachable", f"text {text_id}"))
        if text_id.partition(".")[0] in {"advice", "explain"} and re.search(r"\d", _PLACEHOLDERS.sub("", content)):
            failures.append(Failure("uncited", f"text {text_id} names a number of its own"))
    return tuple(failures)


def families(needed: Iterable[str]) -> frozenset[str]:
    """The first words of the text ids that only rules and verdicts need; all others belong to a screen or a wizard."""
    return frozenset(text_id.partition(".")[0] for text_id in needed) - SHARED


def untranslated(locale: Path = LOCALE) -> Iterator[Failure]:
    """Texts that another language lacks, has in vain, or fills with other things."""
    first, *others = languages(locale)
    texts = own_texts(first, locale)
    for language in others:
        own = own_texts(language, locale)
        yield from (Failure("text", f"{language}: {_missing(text_id)}") for text_id in sorted(set(texts) - set(own)))
        yield from (
            Failure("text", f"{language}: {text_id} is not in {FIRST_LANGUAGE}")
            for text_id in sorted(set(own) - set(texts))
        )
        for text_id in sorted(set(own) & set(texts)):
            if {*_PLACEHOLDERS.findall(own[text_id])} != {*_PLACEHOLDERS.findall(texts[text_id])}:
                yield Failure("text", f"{language}: {text_id} is filled with other things")


def _missing(text_id: str) -> str:
    return f"{text_id} is missing"


def needed_texts(rulebook: Rulebook) -> Iterator[str]:
    """The ids of all texts that the rules, the fields and the verdicts need, whether or not an order says them."""
    asking = Asking(rulebook)
    for _, entry, _ in entries(rulebook):
        yield from (f"explain.{entry}.title", f"explain.{entry}.text")
    for advice in rulebook.advice:
        yield f"advice.{advice.id}"
        if advice.place:
            yield f"place.{advice.place}"
    for field in FIELDS:
        if field not in UNASKED:
            yield from (f"question.{field}.{part}" for part in ("text", "why", "where", "short"))
            answers = choices(field) if field in CHOICES else ()
            yield from (f"question.{field}.answer.{str(value).lower()}" for value in answers)
    yield "question.unknown"
    yield "doubt.any"
    yield from (f"note.{reading.note}" for period in rulebook.periods for reading in period.readings if reading.note)
    for kind, family in SENTENCES.items():
        yield from (f"{family}.{row.id}" for row in rulebook.sentences[kind])
    for reason in (*(reason.id for reason in rulebook.reasons), NOT_CLOSED):
        yield from (f"happened.{reason}", f"clause.{reason}")
    for family, rows in (("office", rulebook.offices), ("doubt", rulebook.doubts), ("law", rulebook.laws)):
        yield from (f"{family}.{row.id}" for row in rows)
    yield from (f"told.{entry.id}" for entry in rulebook.implied_answers)
    said = {"refund": RefundVerdict, "dispute": DisputeVerdict, "likelihood": Likelihood, "unit": Unit}
    yield from (f"{family}.{word}" for family, words in said.items() for word in get_args(words))
    for deadline in get_args(DeadlineId):
        yield from (f"timeline.{deadline}", f"calendar.text.{deadline}")
    yield from (f"event.{name}" for name in OTHER_EVENTS)
    yield from (f"warning.{mapping.warns}" for mapping in rulebook.fact_mappings if mapping.warns)
    yield from needed_draft_texts(rulebook)
    yield from (f"word_meaning.{word}" for word in asking.labels)


def _unsayable(rulebook: Rulebook, words: Catalogue, witnesses: Mapping[Answers, Diagnosis]) -> Iterator[Failure]:
    """Texts that some answer needs and that are not there, or lack what fills them."""
    for _, entry, _ in entries(rulebook):
        yield from _tried(f"explain {entry}", None, explain, entry, words)
    for field in FIELDS:
        if field not in UNASKED:
            asked = Question(field, "choice", (Given(UNKNOWN, ()),))
            yield from _tried(f"the question of {field}", None, question, asked, words)
    rare_ones = {
        answers: witnesses.get(answers) or diagnose(order_of(answers), rulebook=rulebook, today=DAY)
        for answers in rare(rulebook)
    }
    letters: set[object] = set()
    for answers, found in {**witnesses, **rare_ones}.items():
        yield from _tried("a diagnosis", answers, _say, found, words)
        for recipient in RECIPIENTS:
            chosen = messages(found, rulebook)[recipient]
            told = tuple((name, found.order.value(name) if name in CHOICES else None) for name in chosen.told)
            beside = chosen.attachments, tuple(note.id for note in chosen.notes), found.contradictions != ()
            letter = (recipient, chosen.id or chosen.row.id, told, beside)
            if letter not in letters:
                letters.add(letter)
                yield from _tried(f"a message to {recipient}", answers, _write, chosen, found, words)
    for answers, found in rare_ones.items():
        yield from _tried("a diagnosis", answers, outline, found, words)
        for recipient, known in rulebook.letters.items():
            for about in known:
                chosen = choose_draft(found, recipient, rulebook, about)
                yield from _tried(f"a message to {recipient}", answers, _write, chosen, found, words)


def _say(found: Diagnosis, words: Catalogue) -> None:
    """Say all of an order: in JSON, on a screen that has room for everything, and on the timeline."""
    document(found, words, version="")
    tuple(screen_parts("", found, words, ""))
    timeline(found, words)


def _write(chosen: ChosenDraft, found: Diagnosis, words: Catalogue) -> None:
    missing_line(write(chosen, found, words), words)


def _tried(what: str, answers: Answers | None, say: Callable[..., object], *said: object) -> Iterator[Failure]:
    """What cannot be said; the answers replay it."""
    try:
        say(*said)
    except MissingText as error:
        wrong = _missing(error.text_id)
    except (KeyError, IndexError, AttributeError, ValueError) as error:
        wrong = f"{what} cannot be put into words: {error}"
    else:
        return
    yield Failure("text", wrong, None if answers is None else command(answers))
