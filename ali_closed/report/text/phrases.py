"""Parts of a diagnosis as a person reads them: values, reasons, advice, and the documents behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from textwrap import shorten
from typing import Any, Final

from ali_closed.model.diagnosis import AdviceGiven, Because, Diagnosis
from ali_closed.model.fields import TEXT_FIELDS, UNKNOWN
from ali_closed.model.span import Span
from ali_closed.model.text import Filled, Param, Text, text
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.sanitize import one_line

_LONGEST_NUMBER: Final = 40
_LONGEST_TEXT: Final = 80


def order_number(diagnosis: Diagnosis) -> str:
    """The number of the order, fit for one line; empty where there is none."""
    return one_line(str(diagnosis.order.value("id") or ""))[:_LONGEST_NUMBER].rstrip()


def title(reason: str, words: Catalogue) -> str:
    """What a reason is called."""
    return words.say(f"explain.{reason}.title")


def sources(lines: Iterable[str], words: Catalogue) -> list[dict[str, Any]]:
    """The documents behind some lines, each once, with its lines and its date."""
    found: dict[str, dict[str, Any]] = {}
    for line in dict.fromkeys(lines):
        source = words.rulebook.source_of(line)
        new: dict[str, Any] = {"key": source.key, "name": source.name, "lines": [], "date": source.date or None}
        entry = found.setdefault(source.key, new)
        if not source.outside:
            entry["lines"].append(line)
    return list(found.values())


def source_line(entry: Mapping[str, Any], words: Catalogue) -> str:
    """A document as one of a list: its name, its date, and the lines of it that speak of the matter."""
    lines = words.say("word.comma").join(sorted(entry["lines"], key=_place))
    beside = {"lines": lines} if lines else {}
    return words.say("screen.source", name=entry["name"], date=dated(entry["date"], words), **beside)


def _place(line: str) -> tuple[str, int]:
    file, _, lines = line.partition(":")
    return file, int(lines.partition("-")[0])


def dated(day: str | None, words: Catalogue) -> str:
    """The date of a document, or that it has none."""
    return words.date(date.fromisoformat(day)) if day else words.say("word.undated")


def beginning(event: str, words: Catalogue) -> str:
    """From what a period is counted: a day that the buyer can tell, or an event."""
    told = f"question.{event}.short"
    return words.say(told if words.has(told) else f"event.{event}")


def because_text(entry: Because, words: Catalogue) -> str:
    """The sentence of a because: the field's name and its value as the buyer reads it."""
    if entry.text is not None:
        return words.say(entry.text)
    if entry.field is None:
        return words.say("because.none")
    if entry.field == "end_reason":
        return words.say("because.end_reason", value=str(entry.value))
    return words.say("told.field", name=field_name(entry.field, words), value=shown(entry.field, entry.value, words))


def field_name(field: str, words: Catalogue) -> str:
    """What a field is called."""
    short = words.say(f"question.{field}.short")
    return short[:1].upper() + short[1:]


def shown(field: str, value: object, words: Catalogue) -> str:
    """A value as a person reads it; of a long message its beginning."""
    if isinstance(value, Span):
        return span_text(value[:2], words)
    said = words.answer(field, value)
    return shorten(one_line(said), _LONGEST_TEXT, placeholder=" ...") if field in TEXT_FIELDS else said


def span_text(span: tuple[date | None, date | None], words: Catalogue, shapes: str = "timeline") -> str:
    """A day or a span in words, as one family of texts has them; None leaves that side open."""
    match span:
        case (date() as first, date() as last):
            shape = "day" if first == last else "between"
            return words.say(f"{shapes}.{shape}", first=first, last=last)
        case (date() as first, _):
            return words.say(f"{shapes}.since", first=first)
        case (_, date() as last):
            return words.say(f"{shapes}.until", last=last)
    return words.say(f"{shapes}.never")


def either(choices: Iterable[Text], words: Catalogue) -> str:
    """Several as a choice: "a", "a or b", "a, b or c"."""
    *others, last = map(words.say, choices)
    return words.say("word.or").join((words.say("word.comma").join(others), last)) if others else last


def advice_text(entry: AdviceGiven, diagnosis: Diagnosis, words: Catalogue) -> str:
    """The sentence of a step, with the dates it names."""
    return advice_said(entry, advice_filled(entry, diagnosis, words), words)


def advice_said(entry: AdviceGiven, filled: Filled, words: Catalogue) -> str:
    """The sentence of a step that is filled with this."""
    return words.say(Text(f"advice.{entry.id}", filled))


def advice_filled(entry: AdviceGiven, diagnosis: Diagnosis, words: Catalogue) -> Filled:
    """What the text of a step is filled with."""
    asked = words.advice_asks_for(entry.id)
    if not asked:
        return ()
    filled: dict[str, Param] = {day.id: _day(day.on, diagnosis) for day in diagnosis.deadlines if day.id in asked}
    if "payer" in asked:
        filled["payer"] = text(f"payer.{diagnosis.order.value('payment_method') or UNKNOWN}")
    if "card_limit" in asked:
        filled["card_limit"] = _card_limit(diagnosis)
    if entry.office:
        filled["office"] = text(f"office.{entry.office}")
    return tuple(filled.items())


def _day(on: date, diagnosis: Diagnosis) -> Param:
    """A day as it is said: today has no date."""
    return text("word.today") if on == diagnosis.today else on


def _card_limit(diagnosis: Diagnosis) -> Text:
    """Until when a bank takes a claim, as far as it is known."""
    day = next((entry.on for entry in diagnosis.deadlines if entry.id == "card_claim_last"), None)
    if day is None:
        return text("card_limit.unknown")
    return text("card_limit.ahead" if day >= diagnosis.today else "card_limit.past", day=_day(day, diagnosis))


def advice_place(entry: AdviceGiven, words: Catalogue) -> str | None:
    """Where on the page a step is done."""
    return words.say(f"place.{entry.place}") if entry.place else None
