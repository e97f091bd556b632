"""The diagnosis as the contract's JSON document; keys never vanish, unknown is null."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Final

from ali_closed.model.diagnosis import (
    AdviceGiven,
    Because,
    Contradiction,
    Deadline,
    Diagnosis,
    Question,
    ReadingApplied,
    ReasonFound,
    RuledOut,
)
from ali_closed.model.memo import WORDY, Memo
from ali_closed.model.span import Span
from ali_closed.model.text import Text
from ali_closed.report.formats import SCHEMA
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import advice_place, advice_said, because_text, sources, title


def document(
    diagnosis: Diagnosis,
    words: Catalogue,
    *,
    version: str,
    source: dict[str, Any] | None = None,
    assumptions: Iterable[Text] = (),
) -> dict[str, Any]:
    """The contract's document of a diagnosis, in the catalogue's language; its parts are shared, not to be changed."""
    parts = _parts(words)
    return {
        "schema": SCHEMA,
        "version": version,
        "rules_date": diagnosis.rules_date,
        "rules_digest": diagnosis.rules_digest,
        "today": diagnosis.today.isoformat(),
        "order": diagnosis.order.echo(),
        "source": source,
        "state": diagnosis.state,
        "summary": words.say(diagnosis.sentences.first_line),
        "reasons": Parts([parts.reasons[reason] for reason in diagnosis.reasons]),
        "ruled_out": Parts([parts.ruled_out[entry] for entry in diagnosis.ruled_out]),
        "refund": Part(
            verdict=diagnosis.refund.verdict,
            expected_from=iso(diagnosis.refund.expected_from),
            expected_until=iso(diagnosis.refund.expected_until),
            late=diagnosis.refund.late,
            how=said(diagnosis.sentences.refund, words),
            readings=Parts([parts.readings[entry] for entry in diagnosis.refund.readings]),
        ),
        "dispute": Part(
            verdict=diagnosis.dispute.verdict,
            opens_on=iso(diagnosis.dispute.opens_on),
            act_by=iso(diagnosis.dispute.act_by),
            last_date=iso(diagnosis.dispute.last_date),
            days_left=days_left(diagnosis.dispute.act_by, diagnosis.today),
            readings=Parts([parts.readings[entry] for entry in diagnosis.dispute.readings]),
        ),
        "deadlines": Parts([parts.deadlines[entry, diagnosis.today] for entry in diagnosis.deadlines]),
        "steps": Parts([parts.advice[entry, advice_said(entry, diagnosis, words)] for entry in diagnosis.steps]),
        "avoid": Parts([parts.advice[entry, advice_said(entry, diagnosis, words)] for entry in diagnosis.avoid]),
        "next_question": diagnosis.next_question and parts.questions[diagnosis.next_question],
        "ask_support": None if diagnosis.doubt is None else words.say(f"doubt.{diagnosis.doubt}"),
        "contradictions": Parts([parts.contradictions[entry] for entry in diagnosis.contradictions]),
        "assumptions": [words.say(entry) for entry in (*assumptions, *diagnosis.assumptions)],
        "warnings": [words.say(entry) for entry in diagnosis.warnings],
    }


def said(sentences: Iterable[Text], words: Catalogue) -> str:
    """Sentences in words, one after another."""
    return " ".join(words.say(sentence) for sentence in sentences)


def iso(day: date | None) -> str | None:
    """A day as ISO text, or None."""
    return None if day is None else day.isoformat()


def days_left(day: date | None, today: date) -> int | None:
    """Days from today to a day, negative if it is past."""
    return None if day is None else (day - today).days


class Part(dict[str, Any]):
    """A part that documents repeat, and its JSON in ASCII, made once."""

    @cached_property
    def json(self) -> str:
        """The part as JSON."""
        return f"{{{''.join(members(self))}}}"


class Parts(list[Part]):
    """Parts in a row."""


def members(part: Mapping[str, Any]) -> list[str]:
    """What stands between the braces of an object, in pieces: those of its parts are there already."""
    pieces: list[str] = []
    rest: dict[str, Any] = {}
    for name, held in part.items():
        if not isinstance(held, (Part, Parts)):
            rest[name] = held
            continue
        if rest:
            pieces += (_ENCODE(rest)[1:-1], ",")
            rest = {}
        pieces.append(f'"{name}":')
        pieces += (held.json, ",") if isinstance(held, Part) else _row(held)
    if rest:
        pieces.append(_ENCODE(rest)[1:-1])
    elif pieces:
        pieces.pop()
    return pieces


def _row(parts: Parts) -> list[str]:
    """Parts in a row, in pieces, and the comma after it."""
    pieces = [piece for part in parts for piece in (",", part.json)]
    return ["[", *pieces[1:], "]", ","]


_ENCODE: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), check_circular=False).encode
PARTS: Final = 4_000
"""How many parts of documents are kept of each kind, of one kilobyte to four with their JSON."""


class _Parts:
    """The parts that documents repeat, each made once; what a user wrote at length is not kept."""

    def __init__(self, words: Catalogue) -> None:
        def are_brief(*values: object) -> bool:
            return not any(isinstance(value, str) and len(value) > WORDY for value in values)

        self._words = words
        self.sources: Memo[tuple[str, ...], Parts] = Memo(lambda lines: Parts(map(Part, sources(lines, words))), PARTS)
        self.because: Memo[Because, Part] = Memo(
            lambda entry: because(entry, words), PARTS, lambda entry: are_brief(entry.value)
        )
        self.reasons: Memo[ReasonFound, Part] = Memo(
            self._reason,
            PARTS,
            lambda reason: are_brief(*(entry.value for entry in (*reason.because, *reason.against))),
        )
        self.ruled_out: Memo[RuledOut, Part] = Memo(
            lambda entry: Part(id=entry.id, because=Parts([self.because[fact] for fact in entry.because])),
            PARTS,
            lambda entry: are_brief(*(because.value for because in entry.because)),
        )
        self.readings: Memo[ReadingApplied, Part] = Memo(_reading, PARTS)
        self.advice: Memo[tuple[AdviceGiven, Text], Part] = Memo(lambda of: self._advice(*of), PARTS)
        self.deadlines: Memo[tuple[Deadline, date], Part] = Memo(lambda of: self._deadline(*of), PARTS)
        self.contradictions: Memo[Contradiction, Part] = Memo(
            lambda entry: _contradiction(entry, words),
            PARTS,
            lambda entry: are_brief(*(repair.before for repair in entry.repairs)),
        )
        self.questions: Memo[Question, Part] = Memo(lambda entry: question(entry, words), PARTS)

    def _reason(self, reason: ReasonFound) -> Part:
        return Part(
            id=reason.id,
            verdict=reason.verdict,
            title=title(reason.id, self._words),
            because=Parts([self.because[entry] for entry in reason.because]),
            against=Parts([self.because[entry] for entry in reason.against]),
            sources=self.sources[reason.where],
        )

    def _advice(self, entry: AdviceGiven, said: Text) -> Part:
        return Part(
            id=entry.id,
            act=entry.act,
            text=self._words.say(said),
            by=iso(entry.by),
            where=advice_place(entry, self._words),
            for_reasons=None if entry.for_reasons is None else list(entry.for_reasons),
            sources=self.sources[entry.where],
        )

    def _deadline(self, entry: Deadline, today: date) -> Part:
        return Part(
            id=entry.id,
            on=entry.on.isoformat(),
            days_left=days_left(entry.on, today),
            sources=self.sources[entry.where],
        )


@lru_cache(maxsize=8)
def _parts(words: Catalogue) -> _Parts:
    return _Parts(words)


def because(entry: Because, words: Catalogue) -> Part:
    """Why: the field, its value, a sentence, and the sources."""
    value = entry.value.echo() if isinstance(entry.value, Span) else entry.value
    return Part(
        field=entry.field,
        value=value,
        text=because_text(entry, words),
        sources=sources(entry.where, words),
    )


def _reading(entry: ReadingApplied) -> Part:
    ends = entry.period.startswith(("dispute", "protection", "confirmed"))
    return Part(
        {
            "period": entry.period,
            "source": entry.source,
            "value": None if entry.value is None else list(entry.value),
            "unit": entry.unit,
            "says": entry.says,
            "counted_from": entry.counted_from,
            "from": iso(entry.begins if ends else entry.first),
            "until": iso(entry.first if ends else entry.last),
        }
    )


def question(entry: Question, words: Catalogue) -> Part:
    """The next question, as `ask` prints it."""
    return Part(
        field=entry.field,
        kind=entry.kind,
        text=words.say(f"question.{entry.field}.text"),
        why=words.say(f"question.{entry.field}.why"),
        where_to_look=words.say(f"question.{entry.field}.where"),
        answers=[
            {
                "value": answer.value,
                "label": words.answer(entry.field, answer.value),
                "leads_to": list(answer.leads_to),
            }
            for answer in entry.answers
        ],
    )


def _contradiction(entry: Contradiction, words: Catalogue) -> Part:
    return Part(
        fields=list(entry.fields),
        why=words.say(entry.why),
        repairs=[
            {
                "field": repair.field,
                "from": repair.before.echo() if isinstance(repair.before, Span) else repair.before,
                "to": repair.to,
            }
            for repair in entry.repairs
        ],
    )
