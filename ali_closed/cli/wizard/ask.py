"""Puts one question until there is an answer: explains it, shows the answer so far, reads what is typed."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum, auto
from typing import Literal

from ali_closed.cli.wizard.prompts import Option
from ali_closed.cli.wizard.session import LABELLED, Prompt, Session, Value
from ali_closed.errors import UsageError
from ali_closed.model.fields import CHOICES, COUNTRY_FIELDS, DATE_FIELDS, UNKNOWN
from ali_closed.report.text.phrases import title
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


def put(session: Session, prompt: Prompt) -> Value | Literal[Action.BACK, Action.MESSAGE]:
    """Ask until there is an answer, or until the buyer would rather do something else.

    That is `BACK`: to go back, or to leave the answer as it is; and `MESSAGE`: to add the words of a message first.
    """
    while True:
        given = _put_choice(session, prompt) if prompt.values else _put_text(session, prompt)
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
    words, substitute = session.words, f"substitute.{field}"
    why = words.say("screen.why", why=words.say(f"question.{field}.why"))
    where = words.say("screen.where", where=words.say(f"question.{field}.where"))
    return [why, where, *([words.say(substitute)] if words.has(substitute) else [])]


def _so_far(session: Session) -> list[str]:
    """What the answer would be without any further question."""
    words, found = session.words, session.diagnose().diagnosis
    several = len(found.reasons) > 1
    lines = [words.say(found.sentences.first_line), *([session.word("so_far.reasons")] if several else [])]
    for reason in found.reasons:
        likelihood = words.say(f"likelihood.{reason.verdict}")
        one = "so_far.reason" if several else "so_far.one"
        lines.append(session.word(one, title=title(reason.id, words), likelihood=likelihood))
    return lines


def _extras(session: Session, prompt: Prompt) -> list[Option]:
    """What can be chosen beside the answers, each by its letter."""
    names = [("why", "why", Action.WHY), ("leave" if prompt.changing else "back", "back", Action.BACK)]
    if not prompt.changing:
        names.append(("so_far", "so_far", Action.SO_FAR))
        if prompt.field != "message" and session.offers_message(session.diagnose().diagnosis):
            names.append(("message", "message", Action.MESSAGE))
    return [
        Option(action, session.word(f"choice.{name}"), session.word(f"letter.{letter}"))
        for name, letter, action in names
    ]


# ---------------------------------------------------------------- from a list


def _put_choice(session: Session, prompt: Prompt) -> Value | Action:
    def options(values: tuple[Value, ...]) -> list[Option]:
        return [Option(value, session.words.answer(prompt.field, value)) for value in values]

    *listed, unknown = options(prompt.values)
    if prompt.field in LABELLED:
        listed.append(Option(Action.OTHER, session.word("choice.other")))
    elif prompt.rest:
        listed.append(Option(Action.REST, session.word("choice.rest")))
    question, name = session.words.say(f"question.{prompt.field}.text"), session.name(prompt.field)
    held = session.answers.get(prompt.field) if prompt.changing else None
    listed += [unknown, *_extras(session, prompt)]
    given: Value | Action = session.face.choose(question, name, listed, start=held)
    if given is Action.OTHER:
        return _put_label(session, prompt.field)
    if given is Action.REST:
        back = Option(Action.LIST, session.word("choice.list"))
        given = session.face.choose(question, name, [*options(prompt.rest), back])
    return given


def _put_label(session: Session, field: str) -> Value | Action:
    """The words on the page, as they are typed; unknown ones bring suggestions, never a guess."""
    question = f"{session.word('label.ask')} {session.word('label.keys')}"
    words, typed = session.words.rulebook.words, ""
    while True:
        typed = session.face.write(question, session.word("label.title"), kept=typed)
        if not typed:
            return Action.LIST
        if typed in CHOICES[field] or read_label(typed, LABELLED[field], words).known:
            return typed
        near = [Option(word, word) for word in nearest_labels(typed, LABELLED[field], words)]
        asked = session.word("label.unknown", typed=typed[:40])
        asked += f" {session.word('label.near')}" if near else ""
        again = Option(Action.OTHER, session.word("choice.again"))
        back = Option(Action.LIST, session.word("choice.list"))
        given: Value | Action = session.face.choose(asked, session.name(field), [*near, again, back])
        if given is not Action.OTHER:
            return given


# ---------------------------------------------------------------- typed


def _put_text(session: Session, prompt: Prompt) -> Value | Action:
    field, extras = prompt.field, _extras(session, prompt)
    actions: dict[str, Action] = {"?": Action.WHY} | {extra.letter: extra.value for extra in extras}
    unknown = {*map(fold, (session.words.say("question.unknown"), session.words.answer(field, UNKNOWN))), UNKNOWN, ""}
    question = _question(session, prompt, Action.MESSAGE in actions.values())
    held = session.answers.get(field) if prompt.changing else None
    typed = held if isinstance(held, str) and held != UNKNOWN else ""
    while True:
        typed = session.face.write(question, session.name(field), kept=typed, many=field == "message")
        if typed.casefold() in actions:
            return actions[typed.casefold()]
        if fold(typed) in unknown:
            return UNKNOWN
        if not (field in DATE_FIELDS or field in COUNTRY_FIELDS) or _is_read(session, field, typed):
            return typed
        question = ""


def _question(session: Session, prompt: Prompt, message: bool) -> str:
    """The question with what can be typed; where an answer is changed, with the answer there is."""
    keys = {name: session.word(f"letter.{name}") for name in ("why", "back", "so_far", "message")}
    lines = [session.words.say(f"question.{prompt.field}.text")]
    if prompt.field in DATE_FIELDS:
        recent = session.run.clock.words_from - timedelta(days=12)
        lines.append(session.word("date.forms", day=recent.isoformat(), month=f"{recent:%Y-%m}"))
    if prompt.field == "message" and not prompt.changing:
        lines = [session.word("message.offer"), session.word("message.keys", **keys)]
    else:
        lines.append(session.word("text.keys_changing" if prompt.changing else "text.keys", **keys))
    if message:
        lines.append(session.word("text.keys_message", **keys))
    if prompt.field == "message" and session.face.accessible:
        lines.append(session.word("prompt.lines"))
    if prompt.changing:
        lines.append(session.line(prompt.field))
    return "\n".join(lines)


def _is_read(session: Session, field: str, typed: str) -> bool:
    """Whether a date or a country can be read; says why it was not."""
    try:
        session.run.clock.order_of({field: typed})
    except UsageError as error:
        message = error.message.removeprefix(f"{field}: ")
        session.face.say(f"{message} {error.hint or ''}".strip())
        return False
    return True
