"""The diagnosis as the contract's JSON document; keys never vanish, unknown is null."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Final, TypeVar

from ali_closed.model.diagnosis import (
    AdviceGiven,
    Because,
    Contradiction,
    Deadline,
    Diagnosis,
    Question,
    ReadingApplied,
    ReasonFound,
    Refund,
    RuledOut,
)
from ali_closed.model.memo import Memo, is_brief
from ali_closed.model.span import Span
from ali_closed.model.text import Filled, Text
from ali_closed.report.formats import SCHEMA
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import advice_filled, advice_place, advice_said, because_text, sources, title


def document(
    diagnosis: Diagnosis,
    words: Catalogue,
    *,
    version: str,
    source: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The contract's document of a diagnosis, in the catalogue's language; its parts are shared, not to be changed."""
    parts, dispute, today = _parts(words), diagnosis.dispute, diagnosis.today
    return {
        "schema": SCHEMA,
        "version": version,
        "rules_date": diagnosis.rules_date,
        "rules_digest": diagnosis.rules_digest,
        "today": iso(today),
        "order": diagnosis.order.echo(),
        "source": source,
        "state": diagnosis.state,
        "summary": words.say(diagnosis.sentences.first_line),
        "reasons": parts.all_reasons[diagnosis.reasons],
        "ruled_out": parts.all_ruled_out[diagnosis.ruled_out],
        "refund": parts.refunds[diagnosis.refund, diagnosis.sentences.refund],
        "dispute": Part(
            verdict=dispute.verdict,
            opens_on=iso(dispute.opens_on),
            act_by=iso(dispute.act_by),
            last_date=iso(dispute.last_date),
            days_left=days_left(dispute.act_by, today),
            readings=_each(dispute.readings, parts.opening),
        ),
        "deadlines": _each([(entry, today) for entry in diagnosis.deadlines], parts.deadlines),
        "steps": parts.all_advice[diagnosis.steps, _filled(diagnosis.steps, diagnosis, words)],
        "avoid": parts.all_advice[diagnosis.avoid, _filled(diagnosis.avoid, diagnosis, words)],
        "next_question": diagnosis.next_question and parts.questions[diagnosis.next_question],
        "ask_support": None if diagnosis.doubt is None else words.say(f"doubt.{diagnosis.doubt}"),
        "contradictions": _each(diagnosis.contradictions, parts.contradictions),
        "assumptions": parts.said[diagnosis.assumptions],
        "warnings": parts.said[diagnosis.warnings],
    }


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

    @cached_property
    def json(self) -> str:
        """The parts as a JSON array."""
        return f"[{','.join(part.json for part in self)}]"


class Said(list[str]):
    """Sentences in a row."""

    @cached_property
    def json(self) -> str:
        """The sentences as a JSON array."""
        return _ENCODE(self)


def members(part: Mapping[str, Any]) -> list[str]:
    """What stands between the braces of an object, in pieces: those of its parts are there already."""
    pieces: list[str] = []
    rest: dict[str, Any] = {}
    for name, held in part.items():
        if not isinstance(held, (Part, Parts, Said)):
            rest[name] = held
            continue
        if rest:
            pieces += (_ENCODE(rest)[1:-1], ",")
            rest = {}
        pieces += (f'"{name}":', held.json, ",")
    if rest:
        pieces.append(_ENCODE(rest)[1:-1])
    elif pieces:
        pieces.pop()
    return pieces


_ENCODE: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), check_circular=False).encode
PARTS: Final = 4_000
"""How many parts of documents are kept of each kind, of one kilobyte to four with their JSON."""
ROWS: Final = 1_000
"""How many rows of parts are kept of each kind, of two kilobytes to ten with their JSON."""


class _Parts:
    """The parts that documents repeat, each made once; what a user wrote at length is not kept."""

    def __init__(self, words: Catalogue) -> None:
        self._words = words
        self.sources: Memo[tuple[str, ...], Parts] = _memo(lambda lines: Parts(map(Part, sources(lines, words))))
        self.because = _memo(self._because)
        self.reasons = _memo(self._reason)
        self.ruled_out = _memo(self._ruled_out)
        # Of the money the days on which it may come, of a dispute those on which it can surely be opened.
        self.coming: Memo[ReadingApplied, Part] = _memo(lambda entry: _reading(entry, entry.first, entry.last))
        self.opening: Memo[ReadingApplied, Part] = _memo(lambda entry: _reading(entry, entry.begins, entry.first))
        self.deadlines = _memo(self._deadline)
        self.advice = _memo(self._advice)
        self.contradictions = _memo(self._contradiction)
        # What names few days comes again as a whole.
        self.refunds = _rows(self._refund)
        self.said: Memo[tuple[Text, ...], Said] = _rows(lambda texts: Said(map(words.say, texts)))
        self.all_reasons: Memo[tuple[ReasonFound, ...], Parts] = _rows(lambda entries: _each(entries, self.reasons))
        self.all_ruled_out: Memo[tuple[RuledOut, ...], Parts] = _rows(lambda entries: _each(entries, self.ruled_out))
        self.all_advice: Memo[tuple[tuple[AdviceGiven, ...], tuple[Filled, ...]], Parts] = _rows(
            lambda of: _each(zip(*of, strict=True), self.advice)
        )
        self.questions: Memo[Question, Part] = _memo(lambda entry: question(entry, words))

    def _because(self, entry: Because) -> Part:
        return Part(
            field=entry.field,
            value=_echo(entry.value),
            text=because_text(entry, self._words),
            sources=self.sources[entry.where],
        )

    def _reason(self, reason: ReasonFound) -> Part:
        return Part(
            id=reason.id,
            verdict=reason.verdict,
            title=title(reason.id, self._words),
            because=_each(reason.because, self.because),
            against=_each(reason.against, self.because),
            sources=self.sources[reason.where],
        )

    def _ruled_out(self, entry: RuledOut) -> Part:
        return Part(id=entry.id, because=_each(entry.because, self.because))

    def _deadline(self, of: tuple[Deadline, date]) -> Part:
        entry, today = of
        return Part(
            id=entry.id,
            on=iso(entry.on),
            days_left=days_left(entry.on, today),
            sources=self.sources[entry.where],
        )

    def _refund(self, of: tuple[Refund, tuple[Text, ...]]) -> Part:
        refund, said = of
        return Part(
            verdict=refund.verdict,
            expected_from=iso(refund.expected_from),
            expected_until=iso(refund.expected_until),
            late=refund.late,
            how=" ".join(map(self._words.say, said)),
            readings=_each(refund.readings, self.coming),
        )

    def _advice(self, of: tuple[AdviceGiven, Filled]) -> Part:
        entry, filled = of
        return Part(
            id=entry.id,
            act=entry.act,
            text=advice_said(entry, filled, self._words),
            by=iso(entry.by),
            where=advice_place(entry, self._words),
            for_reasons=None if entry.for_reasons is None else list(entry.for_reasons),
            sources=self.sources[entry.where],
        )

    def _contradiction(self, entry: Contradiction) -> Part:
        repairs = [{"field": repair.field, "from": _echo(repair.before), "to": repair.to} for repair in entry.repairs]
        return Part(fields=list(entry.fields), why=self._words.say(entry.why), repairs=repairs)


_Key = TypeVar("_Key")
_Made = TypeVar("_Made", Part, Parts, Said)


def _memo(make: Callable[[_Key], _Made]) -> Memo[_Key, _Made]:
    return Memo(make, PARTS, is_brief)


def _rows(make: Callable[[_Key], _Made]) -> Memo[_Key, _Made]:
    return Memo(make, ROWS, is_brief)


_parts: Final = lru_cache(maxsize=8)(_Parts)


def _each(entries: Iterable[_Key], made: Memo[_Key, Part]) -> Parts:
    return Parts(map(made.__getitem__, entries))


def _filled(advice: Iterable[AdviceGiven], diagnosis: Diagnosis, words: Catalogue) -> tuple[Filled, ...]:
    """What the text of each step is filled with."""
    return tuple([advice_filled(entry, diagnosis, words) for entry in advice])


def _echo(value: Any) -> Any:
    return value.echo() if isinstance(value, Span) else value


def _reading(entry: ReadingApplied, begins: date | None, until: date | None) -> Part:
    return Part(
        {
            "period": entry.period,
            "source": entry.source,
            "value": entry.value and list(entry.value),
            "unit": entry.unit,
            "says": entry.says,
            "counted_from": entry.counted_from,
            "from": iso(begins),
            "until": iso(until),
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
            {"value": each.value, "label": words.answer(entry.field, each.value), "leads_to": list(each.leads_to)}
            for each in entry.answers
        ],
    )
