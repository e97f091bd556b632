"""Puts one question until there is an answer: explains it, shows the answer so far, reads what is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from enum import Enum, auto
from functools import partial

from ali_closed.cli.wizard.prompts import Option
from ali_closed.cli.wizard.session import LABELLED, Prompt, Session, Value
from ali_closed.errors import UsageError
from ali_closed.model.fields import CHOICES, DATE_FIELDS, UNKNOWN
from ali_closed.report.text.phrases import title
from ali_closed.rules.matching import fold
from ali_closed.rules.words import nearest_labels, read_label


class Action(Enum):
    """What can be chosen that is no answer."""

    BACK = auto()
    MESSAGE = auto()


Given = Value | Action | Callable[[], Value | None]
"""An answer, no answer, or what is to be done before there is one; that is asked for again if it brings none."""


def put(session: Session, prompt: Prompt) -> Value | Action:
    """Ask until there is an answer, or until the buyer would rather do something else.

    That is `BACK`: to go back, or to leave the answer as it is; and `MESSAGE`: to add the words of a message first.
    """
    while True:
        given = _put_choice(session, prompt) if prompt.values else _put_text(session, prompt)
        answer = given() if callable(given) else given
        if answer is not None:
            return answer


def _tell(session: Session, prompt: Prompt, told: Callable[[], list[str]]) -> None:
    """Say what was asked for; before a list, which would push it off a small screen, wait until it is read."""
    text = "\n".join(told())
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
    words, found = session.words, session.diagnose().diagnosis
    several = len(found.reasons) > 1
    lines = [words.say(found.sentences.first_line), *([session.word("so_far.reasons")] if several else [])]
    for reason in found.reasons:
        likelihood = words.say(f"likelihood.{reason.verdict}")
        one = "so_far.reason" if several else "so_far.one"
        lines.append(session.word(one, title=title(reason.id, words), likelihood=likelihood))
    return lines


def _extras(session: Session, prompt: Prompt) -> Iterator[Option]:
    """What can be chosen beside the answers, each by its letter."""

    def extra(name: str, letter: str, chosen: Given) -> Option:
        return Option(chosen, session.word(f"choice.{name}"), session.word(f"letter.{letter}"))

    yield extra("why", "why", partial(_tell, session, prompt, partial(_explanation, session, prompt.field)))
    yield extra("leave" if prompt.changing else "back", "back", Action.BACK)
    if not prompt.changing:
        yield extra("so_far", "so_far", partial(_tell, session, prompt, partial(_so_far, session)))
        if prompt.field != "message" and session.offers_message(session.diagnose().diagnosis):
            yield extra("message", "message", Action.MESSAGE)


def _put_choice(session: Session, prompt: Prompt) -> Given:
    field, question, name = prompt.field, session.words.say(f"question.{prompt.field}.text"), session.name(prompt.field)

    def options(values: tuple[Value, ...]) -> list[Option]:
        return [Option(value, session.words.answer(field, value)) for value in values]

    *listed, unknown = options(prompt.values)
    if field in LABELLED:
        listed.append(Option(partial(_put_label, session, field), session.word("choice.other")))
    elif prompt.rest:
        rest = [*options(prompt.rest), Option(None, session.word("choice.list"))]
        listed.append(Option(partial(session.face.choose, question, name, rest), session.word("choice.rest")))
    held = session.answers.get(field) if prompt.changing else None
    given: Given = session.face.choose(question, name, [*listed, unknown, *_extras(session, prompt)], start=held)
    return given


def _put_label(session: Session, field: str) -> Value | None:
    """The words on the page, as they are typed; unknown ones bring suggestions, never a guess."""
    question = f"{session.word('label.ask')} {session.word('label.keys')}"
    words, typed, given = session.words.rulebook.words, "", ""
    while given == "":
        typed = session.face.write(question, session.word("label.title"), kept=typed)
        if not typed:
            return None
        if typed in CHOICES[field] or read_label(typed, LABELLED[field], words).known:
            return typed
        near = [Option(word, word) for word in nearest_labels(typed, LABELLED[field], words)]
        asked = session.word("label.unknown", typed=typed[:40])
        asked += f" {session.word('label.near')}" if near else ""
        options = [*near, Option("", session.word("choice.again")), Option(None, session.word("choice.list"))]
        given = session.face.choose(asked, session.name(field), options)
    return given


def _put_text(session: Session, prompt: Prompt) -> Given:
    field = prompt.field
    extras: dict[str, Given] = {extra.letter: extra.value for extra in _extras(session, prompt)}
    extras["?"] = next(iter(extras.values()))
    unknown = {*map(fold, (session.words.say("question.unknown"), session.words.answer(field, UNKNOWN))), UNKNOWN, ""}
    question = _question(session, prompt, Action.MESSAGE in extras.values())
    held = session.answers.get(field) if prompt.changing else None
    typed = held if isinstance(held, str) and held != UNKNOWN else ""
    while True:
        typed = session.face.write(question, session.name(field), kept=typed, many=field == "message")
        if typed.casefold() in extras:
            return extras[typed.casefold()]
        if fold(typed) in unknown:
            return UNKNOWN
        try:
            session.run.clock.order_of({field: typed})
        except UsageError as error:
            session.say_error(error)
        else:
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
