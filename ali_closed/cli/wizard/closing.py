"""What comes after the answer: everything behind it, other answers, a message, the calendar, keeping it, going back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from ali_closed.cli.answers import Answered
from ali_closed.cli.cases import keep
from ali_closed.cli.show import difference, put_draft, show
from ali_closed.cli.wizard.ask import Action, put
from ali_closed.cli.wizard.prompts import Option
from ali_closed.cli.wizard.session import Session, prompt_for
from ali_closed.engine.drafts import choose_draft
from ali_closed.errors import AliClosedError

_CALENDAR: Final = "ali-closed.ics"


def goes_back(session: Session, answered: Answered) -> bool:
    """Do what the buyer wishes after the answer, until it is all; True where an answer is to be changed."""
    from ali_closed.report.drafts.letter import draft
    from ali_closed.report.formats.ics import calendar_file

    settings, recipient = session.run.settings, fitting_message(answered)
    calendar = calendar_file(answered.diagnosis, answered.words)
    whole = replace(settings, format="plain" if session.face.accessible else "text", verbose=True, quiet=False)
    wishes: dict[str, Callable[[], None] | bool] = {
        "end": False,
        "details": lambda: show(answered, whole),
        "what_if": lambda: _what_if(session, answered),
    }
    if recipient is not None:
        letter = draft(answered.diagnosis, answered.words, recipient)
        wishes[f"message.{recipient}"] = lambda: put_draft(letter, answered.words, replace(settings, format="text"))
    if calendar is not None:
        wishes["calendar"] = lambda: _write_calendar(session, calendar)
    wishes |= {"save": lambda: _save(session, answered), "back": True}
    options = [Option(wish, session.word(f"closing.{name}")) for name, wish in wishes.items()]
    # The list pushes the beginning of the answer off a small screen; what matters most stays in sight.
    line = answered.words.say(answered.diagnosis.sentences.first_line)
    asked = f"{session.word('closing.short', line=line)}\n{session.word('closing.ask')}"
    while True:
        wish: Callable[[], None] | bool = session.face.choose(asked, session.word("closing.title"), options)
        session.face.say("")
        if isinstance(wish, bool):
            return wish
        wish()


def fitting_message(answered: Answered) -> str | None:
    """Whom to write to: that of the first step which a message serves."""
    rulebook, found = answered.words.rulebook, answered.diagnosis
    recipients = dict.fromkeys(rulebook.drafts[step.act] for step in found.steps if step.act in rulebook.drafts)
    return next((name for name in recipients if choose_draft(found, name, rulebook).id is not None), None)


def _what_if(session: Session, answered: Answered) -> None:
    """Try other answers, one at a time, until the buyer has seen enough."""
    options = [Option(None, session.word("what_if.end")), *session.options()]
    while (field := session.pick("what_if", options)) is not None:
        given = put(session, prompt_for(field, changing=True))
        if isinstance(given, Action):
            continue
        other = session.diagnose(**{field: given})
        session.face.say("")
        session.say("review.line", name=session.name(field), value=session.shown(field, given))
        session.face.say("\n".join(difference(answered, other)))


def _write_calendar(session: Session, content: bytes) -> None:
    """Write the dates into a new file; one that is there already stays as it is."""
    name = session.face.write(session.word("closing.file"), session.word("closing.file_title"), kept=_CALENDAR)
    if not name:
        return
    path = Path(name)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        session.say("closing.there", name=name)
    except OSError as error:
        with suppress(OSError):
            path.unlink()  # half a file would be in the way of another try
        session.say("closing.unwritable", name=name, why=str(error.strerror))
    else:
        session.say("closing.written", name=name)


def _save(session: Session, answered: Answered) -> None:
    name = session.face.write(session.word("closing.name"), session.word("closing.name_title"))
    if not name:
        return
    try:
        _, replaced = keep(name, answered, session.run.settings)
    except AliClosedError as error:
        session.say_error(error)
    else:
        session.face.say(session.words.say("case.replaced" if replaced else "case.saved", name=name))
