"""The deadlines as an iCalendar file: the same input gives the same bytes, and importing again replaces."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from ali_closed.model.diagnosis import Deadline, Diagnosis
from ali_closed.model.text import text
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.sanitize import one_line

if TYPE_CHECKING:
    from icalendar import Alarm, Event

_FIRST_DAY: Final = date(2020, 1, 1)
_MORNING: Final = timedelta(hours=9)
_DAY: Final = timedelta(days=1)
_REMIND_ON_THE_DAY: Final = (_MORNING,)
_REMIND_BEFORE: Final = (_MORNING - 3 * _DAY, _MORNING - _DAY, _MORNING)
_REMIND_AFTER: Final = (_MORNING + _DAY,)
_ALARMS: Final = {
    "refund_expected": _REMIND_ON_THE_DAY,
    "refund_late_after": _REMIND_AFTER,
    "dispute_opens": _REMIND_ON_THE_DAY,
    "processing_ends": _REMIND_AFTER,
    "cancel_answer_first": _REMIND_ON_THE_DAY,
    "cancel_answer_last": _REMIND_AFTER,
    "seller_answers_by": _REMIND_AFTER,
    "review_last": _REMIND_ON_THE_DAY,
}
"""When to remind, counted from midnight of the day; a deadline to be met has three reminders before it is over."""


def calendar_file(diagnosis: Diagnosis, words: Catalogue) -> bytes | None:
    """The deadlines from today on as an iCalendar file (RFC 5545, CRLF, UTF-8); None if there are none.

    An entry is known by the order and the deadline, so a later file replaces it: the order by its number, else
    by all that was told of it. No clock is read: DTSTAMP and SEQUENCE follow from the diagnosis's day.
    """
    coming = [entry for entry in diagnosis.deadlines if entry.on >= diagnosis.today]
    if not coming:
        return None
    from icalendar import Calendar

    found = Calendar()
    found.add("prodid", "-//ali-closed//ali-closed//EN")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    known_by = _identity(diagnosis)
    for entry in coming:
        found.add_component(_event(entry, diagnosis, words, known_by))
    return bytes(found.to_ical())


def has_stable_identity(diagnosis: Diagnosis) -> bool:
    """Whether entries are known by a number, and not by answers that may still change."""
    return bool(_number(diagnosis))


def _event(entry: Deadline, diagnosis: Diagnosis, words: Catalogue, known_by: str) -> Event:
    from icalendar import Event

    number = _number(diagnosis)
    title = words.say(
        "calendar.entry",
        what=words.say(f"timeline.{entry.id}"),
        order=words.say("calendar.order", id=number) if number else "",
    )
    answer = text("calendar.answer", today=diagnosis.today, summary=diagnosis.sentences.first_line)
    about = (words.say(f"calendar.text.{entry.id}"), words.say(answer), words.say("calendar.clock"))
    stamp = datetime(diagnosis.today.year, diagnosis.today.month, diagnosis.today.day, tzinfo=UTC)
    event = Event()
    event.add("uid", f"{known_by}-{entry.id.replace('_', '-')}@ali-closed")
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", max(0, (diagnosis.today - _FIRST_DAY).days))
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + _DAY)
    event.add("summary", title)
    event.add("description", "\n".join(about))
    event.add("transp", "TRANSPARENT")
    for before in _alarms(entry, diagnosis):
        event.add_component(_alarm(title, before))
    return event


def _alarms(entry: Deadline, diagnosis: Diagnosis) -> tuple[timedelta, ...]:
    if entry.id == "dispute_last" and entry.on == diagnosis.dispute.act_by:
        return ()  # the safe day is the last one, and it has reminders of its own
    return _ALARMS.get(entry.id, _REMIND_BEFORE)


def _alarm(title: str, trigger: timedelta) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", trigger)
    return alarm


def _number(diagnosis: Diagnosis) -> str:
    return one_line(str(diagnosis.order.value("id") or ""))[:40].rstrip()


def _identity(diagnosis: Diagnosis) -> str:
    """What the order is known by, as a digest, so that a calendar shared with others gives no number away."""
    interpreted = {field: held for field, held in diagnosis.order.echo().items() if field != "note"}
    known_by = one_line(str(diagnosis.order.value("id") or "")) or json.dumps(interpreted, sort_keys=True)
    return hashlib.sha256(known_by.encode()).hexdigest()[:20]


def no_dates(diagnosis: Diagnosis, words: Catalogue) -> str:
    """What to say where there is nothing to put into a calendar: the answer, or the question that would give a date."""
    if diagnosis.deadlines:
        return words.say(text("calendar.all_passed", summary=diagnosis.sentences.first_line))
    if diagnosis.refund.verdict in {"already_refunded", "nothing_to_refund"}:
        return words.say(text("calendar.not_needed", summary=diagnosis.sentences.first_line))
    question = diagnosis.next_question
    ask = text("calendar.none_asked") if question is None else text(f"question.{question.field}.text")
    return words.say(text("calendar.none", ask=ask))
