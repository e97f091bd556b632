"""Puts one question until there is an answer: explains it, shows the answer so far, reads what is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Literal

from ali_closed.cli.answers import Answered, Run
from ali_closed.cli.reading import ReadOrder
from ali_closed.cli.wizard.interview import LABELLED, Interview, Prompt, Value, offers_message
from ali_closed.cli.wizard.prompts import Face, Option
from ali_closed.cli.wizard.resume import steady
from ali_closed.errors import UsageError
from ali_closed.model.dates import read_date
from ali_closed.model.fields import CHOICES, COUNTRY_FIELDS, DATE_FIELDS, UNKNOWN
from ali_closed.model.order import read_order
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import field_name, span_text, title
from ali_closed.report.text.sanitize import clean
from ali_closed.rules.matching import fold
from ali_closed.rules.words import nearest_labels, read_label


class Action(Enum):
    """What can be chosen that is no answer."""

    WHY = auto()
    BACK = auto()
    SO_FAR = auto()
    MESSAGE = auto()
    OTHER = auto()
    REST = auto()
    LIST = auto()


@dataclass
class Session:
    """One run of the wizard: what it speaks through, what it knows, and the answers so far."""

    face: Face
    run: Run
    interview: Interview

    @property
    def words(self) -> Catalogue:
        """What it is said in."""
        return self.run.words

    def diagnose(self, interview: Interview | None = None) -> Answered:
        """The answer to what was said so far, or to other answers."""
        given = (interview or self.interview).given()
        clock = self.run.clock
        return self.run.answer(ReadOrder(read_order(given, today=clock.words_from, zone=clock.zone)))

    def say(self, text_id: str, **params: str | int) -> None:
        """Write a text of the catalogue."""
        self.face.say(self.words.say(f"wizard.{text_id}", **params))

    def word(self, text_id: str, **params: str | int) -> str:
        """A text of the catalogue."""
        return self.words.say(f"wizard.{text_id}", **params)


def put(session: Session, prompt: Prompt, *, changing: bool = False) -> Value | Literal[Action.BACK, Action.MESSAGE]:
    """Ask until there is an answer, or until the buyer would rather do something else.

    That is `BACK`: to go back, or to leave the answer as it is; and `MESSAGE`: to add the words of a message first.
    """
    while True:
        given = _put_choice(session, prompt, changing) if prompt.values else _put_text(session, prompt, changing)
        if given is Action.WHY:
            _tell(session, prompt, _explanation(session, prompt.field))
        elif given is Action.SO_FAR:
            _tell(session, prompt, _so_far(session))
        elif given is Action.BACK or given is Action.MESSAGE or not isinstance(given, Action):
            return given


def _tell(session: Session, prompt: Prompt, lines: list[str]) -> None:
    """Say what was asked for; before a list, which would push it off a small screen, wait until it is read."""
    text = "\n".join(lines)
    if prompt.values and not session.face.accessible:
        session.face.choose(text, session.word("told.title"), [Option(None, session.word("told.read"))])
    else:
        session.face.say("")
        session.face.say(text)


def _explanation(session: Session, field: str) -> list[str]:
    """Why the question is asked, where to look, and what helps where a date is not known."""
    words = session.words
    lines = [
        session.word("why.why", why=words.say(f"question.{field}.why")),
        session.word("why.where", where=words.say(f"question.{field}.where")),
    ]
    if words.has(f"substitute.{field}"):
        lines.append(words.say(f"substitute.{field}"))
    return lines


def _so_far(session: Session) -> list[str]:
    """What the answer would be without any further question."""
    words, found = session.words, session.diagnose().diagnosis
    lines = [words.say(found.sentences.first_line)]
    if len(found.reasons) > 1:
        lines.append(session.word("so_far.reasons"))
    one = "reason" if len(found.reasons) > 1 else "one"
    for reason in found.reasons:
        likelihood = words.say(f"likelihood.{reason.verdict}")
        lines.append(session.word(f"so_far.{one}", title=title(reason.id, words), likelihood=likelihood))
    return lines


def shown_answer(session: Session, field: str, value: Value | None) -> str:
    """An answer as the buyer reads it; a date in words with the days it was read as."""
    if value == UNKNOWN or value is None:
        return session.words.say("question.unknown")
    if field not in DATE_FIELDS or not isinstance(value, str):
        return clean(session.words.answer(field, value))
    try:
        # Without the zone: the days as the buyer counts them.
        days = span_text(read_date(value, today=session.run.clock.words_from), session.words)
    except UsageError:
        return clean(value)
    typed_day = steady(value, session.run.clock.words_from) == value.strip() and " - " not in days
    return days if typed_day else session.word("date.read", typed=value, read=days)


def _extras(session: Session, field: str, changing: bool) -> list[Option]:
    def extra(name: str, value: Action, letter: str) -> Option:
        return Option(value, session.word(f"choice.{name}"), session.word(f"letter.{letter}"))

    why = extra("why", Action.WHY, "why")
    if changing:
        return [why, extra("leave", Action.BACK, "back")]
    found = [why, extra("back", Action.BACK, "back"), extra("so_far", Action.SO_FAR, "so_far")]
    if field != "message" and offers_message(session.interview, session.diagnose().diagnosis):
        found.append(extra("message", Action.MESSAGE, "message"))
    return found


# ---------------------------------------------------------------- from a list


def _put_choice(session: Session, prompt: Prompt, changing: bool) -> Value | Action:
    options = [Option(value, session.words.answer(prompt.field, value)) for value in prompt.values]
    if prompt.field in LABELLED:
        options.insert(len(options) - 1, Option(Action.OTHER, session.word("choice.other")))
    elif prompt.rest:
        options.insert(len(options) - 1, Option(Action.REST, session.word("choice.rest")))
    question = session.words.say(f"question.{prompt.field}.text")
    name = field_name(prompt.field, session.words)
    held = session.interview.value(prompt.field) if changing else None
    given: Value | Action = session.face.choose(
        question, name, [*options, *_extras(session, prompt.field, changing)], start=held
    )
    if given is Action.OTHER:
        return _put_label(session, prompt.field)
    if given is Action.REST:
        rest = [Option(value, session.words.answer(prompt.field, value)) for value in prompt.rest]
        given = session.face.choose(question, name, [*rest, Option(Action.LIST, session.word("choice.list"))])
    return given


def _put_label(session: Session, field: str) -> Value | Action:
    """The words on the page, as they are typed; unknown ones bring suggestions, never a guess."""
    question = f"{session.word('label.ask')} {session.word('label.keys')}"
    typed = ""
    while True:
        typed = clean(session.face.write(question, session.word("label.title"), kept=typed)).strip()
        if not typed:
            return Action.LIST
        if typed in CHOICES[field]:
            return typed
        reading = read_label(typed, LABELLED[field], session.words.rulebook.words)
        if reading.how != "unknown":
            return typed
        unknown = session.word("label.unknown", typed=typed[:40])
        again = [
            Option(Action.OTHER, session.word("choice.again")),
            Option(Action.LIST, session.word("choice.list")),
        ]
        near = [Option(word, word) for word in nearest_labels(typed, LABELLED[field], session.words.rulebook.words)]
        asked = f"{unknown} {session.word('label.near')}" if near else unknown
        given: Value | Action = session.face.choose(asked, field_name(field, session.words), [*near, *again])
        if given is not Action.OTHER:
            return given


# ---------------------------------------------------------------- typed


def _put_text(session: Session, prompt: Prompt, changing: bool) -> Value | Action:
    dated = prompt.kind == "date"
    question = _question(session, prompt, changing)
    held = session.interview.value(prompt.field) if changing else None
    typed = held if isinstance(held, str) and held != UNKNOWN else ""
    name = field_name(prompt.field, session.words)
    while True:
        typed = clean(session.face.write(question, name, kept=typed, many=prompt.field == "message")).strip()
        action = _action(session, prompt.field, typed, changing)
        if action is not None:
            return action
        if _means_unknown(session, prompt.field, typed):
            return UNKNOWN
        if not (dated or prompt.field in COUNTRY_FIELDS) or _is_read(session, prompt.field, typed):
            return typed
        question = ""


def _question(session: Session, prompt: Prompt, changing: bool) -> str:
    """The question with what can be typed; where an answer is changed, with the answer there is."""
    keys = {name: session.word(f"letter.{name}") for name in ("why", "back", "so_far")}
    lines = [session.words.say(f"question.{prompt.field}.text")]
    if prompt.kind == "date":
        today = session.run.clock.words_from
        recent = today - timedelta(days=12)
        lines.append(session.word("date.forms", day=recent.isoformat(), month=f"{recent:%Y-%m}"))
        lines.append(session.word("date.keys_changing" if changing else "date.keys", **keys))
        if any(extra.value is Action.MESSAGE for extra in _extras(session, prompt.field, changing)):
            lines.append(session.word("date.keys_message", message=session.word("letter.message")))
    elif prompt.field == "message" and not changing:
        lines = [session.word("message.offer"), session.word("message.keys", **keys)]
    else:
        lines.append(session.word("text.keys" if changing else "date.keys", **keys))
    if prompt.field == "message" and session.face.accessible:
        lines.append(session.word("prompt.lines"))
    if changing:
        name = field_name(prompt.field, session.words)
        held = shown_answer(session, prompt.field, session.interview.value(prompt.field))
        lines.append(session.word("review.line", name=name, value=held))
    return "\n".join(lines)


def _action(session: Session, field: str, typed: str, changing: bool) -> Action | None:
    if typed == "?":
        return Action.WHY
    return next((extra.value for extra in _extras(session, field, changing) if extra.letter == typed.casefold()), None)


def _means_unknown(session: Session, field: str, typed: str) -> bool:
    said = {*map(fold, (session.words.say("question.unknown"), session.words.answer(field, UNKNOWN))), UNKNOWN, ""}
    return fold(typed) in said


def _is_read(session: Session, field: str, typed: str) -> bool:
    """Whether a date or a country can be read; says why it was not."""
    clock = session.run.clock
    try:
        read_order({field: typed}, today=clock.words_from, zone=clock.zone)
    except UsageError as error:
        session.face.say(session.word("date.wrong", message=error.message, hint=error.hint or "").strip())
        return False
    return True
