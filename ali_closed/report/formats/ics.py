"""The deadlines as an iCalendar file: the same input gives the same bytes, and importing again replaces."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from icalendar import Alarm, Calendar, Component, Event

from ali_closed.model.diagnosis import TO_MEET, Deadline, Diagnosis
from ali_closed.model.text import text
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import order_number
from ali_closed.report.text.sanitize import one_line

_FIRST_DAY: Final = date(2020, 1, 1)
_MORNING: Final = timedelta(hours=9)
_DAY: Final = timedelta(days=1)
_LATE: Final = frozenset({"refund_late_after", "processing_last", "cancel_answer_last", "seller_answers_by"})
"""Days after which somebody else is late."""


def calendar_file(diagnosis: Diagnosis, words: Catalogue) -> bytes | None:
    """The deadlines from today on as an iCalendar file (RFC 5545, CRLF, UTF-8); None if there are none.

    An entry is known by the order and the deadline, so a later file replaces it: the order by its number, else
    by all that was told of it. No clock is read: DTSTAMP and SEQUENCE follow from the diagnosis's day.
    """
    coming = [entry for entry in diagnosis.deadlines if entry.on >= diagnosis.today]
    if not coming:
        return None
    about = {"prodid": "-//ali-closed//ali-closed//EN", "version": "2.0", "calscale": "GREGORIAN", "method": "PUBLISH"}
    known_by = _identity(diagnosis)
    return bytes(_filled(Calendar(), about, *(_event(entry, diagnosis, words, known_by) for entry in coming)).to_ical())


def _filled(made: Component, properties: dict[str, Any], *parts: Component) -> Component:
    for name, value in properties.items():
        made.add(name, value)
    for part in parts:
        made.add_component(part)
    return made


def _event(entry: Deadline, diagnosis: Diagnosis, words: Catalogue, known_by: str) -> Component:
    number = order_number(diagnosis)
    title = words.say(
        "calendar.entry",
        what=words.say(f"timeline.{entry.id}"),
        order=words.say("calendar.order", id=number) if number else "",
    )
    answer = text("calendar.answer", today=diagnosis.today, summary=diagnosis.sentences.first_line)
    about = (words.say(f"calendar.text.{entry.id}"), words.say(answer), words.say("calendar.clock"))
    stamp = datetime.combine(diagnosis.today, time(), UTC)
    properties = {
        "uid": f"{known_by}-{entry.id.replace('_', '-')}@ali-closed",
        "dtstamp": stamp,
        "last-modified": stamp,
        "sequence": max(0, (diagnosis.today - _FIRST_DAY).days),
        "dtstart": entry.on,
        "dtend": entry.on + _DAY,
        "summary": title,
        "description": "\n".join(about),
        "transp": "TRANSPARENT",
    }
    alarms = (
        {"action": "DISPLAY", "description": title, "trigger": _MORNING + days * _DAY}
        for days in _reminders(entry, diagnosis)
    )
    return _filled(Event(), properties, *(_filled(Alarm(), alarm) for alarm in alarms))


def _reminders(entry: Deadline, diagnosis: Diagnosis) -> tuple[int, ...]:
    """On which days to remind, counted from the day itself: of what is to be done, three times before it is over."""
    if entry.id == "dispute_last" and entry.on == diagnosis.dispute.act_by:
        return ()  # the safe day is the last one, and it has reminders of its own
    if entry.id in TO_MEET or entry.id == "dispute_last":
        return (-3, -1, 0)
    return (1,) if entry.id in _LATE else (0,)


def _identity(diagnosis: Diagnosis) -> str:
    """What the order is known by, as a digest, so that a calendar shared with others gives no number away."""
    told = {field: held for field, held in diagnosis.order.echo().items() if field != "note"}
    known_by = one_line(str(diagnosis.order.value("id") or "")) or json.dumps(told, sort_keys=True)
    return hashlib.sha256(known_by.encode()).hexdigest()[:20]


def no_dates(diagnosis: Diagnosis, words: Catalogue) -> str:
    """What to say where there is nothing to put into a calendar: the answer, or the question that would give a date."""
    if diagnosis.deadlines:
        return words.say("calendar.all_passed", summary=diagnosis.sentences.first_line)
    if diagnosis.refund.verdict in {"already_refunded", "nothing_to_refund"}:
        return words.say("calendar.not_needed", summary=diagnosis.sentences.first_line)
    question = diagnosis.next_question
    ask = text("calendar.none_asked") if question is None else text(f"question.{question.field}.text")
    return words.say("calendar.none", ask=ask)
