"""What comes after the answer: everything behind it, other answers, a message, the calendar, keeping it, going back."""

from __future__ import annotations

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
    from ali_closed.report.formats.ics import calendar_file

    calendar = calendar_file(answered.diagnosis, answered.words)
    wishes = _wishes(session, answered, dated=calendar is not None)
    # The list pushes the beginning of the answer off a small screen; what matters most stays in sight.
    line = answered.words.say(answered.diagnosis.sentences.first_line)
    asked = f"{session.word('closing.short', line=line)}\n{session.word('closing.ask')}"
    while True:
        wish: str | None = session.face.choose(asked, session.word("closing.title"), wishes)
        session.face.say("")
        match wish:
            case None:
                return False
            case "back":
                return True
            case "details":
                shape = "plain" if session.face.accessible else "text"
                show(answered, replace(session.run.settings, format=shape, verbose=True, quiet=False))
            case "what_if":
                _what_if(session, answered)
            case "calendar" if calendar is not None:
                _write_calendar(session, calendar)
            case "save":
                _save(session, answered)
            case _:
                put_draft(answered, wish, replace(session.run.settings, format="text"))


def _wishes(session: Session, answered: Answered, *, dated: bool) -> list[Option]:
    wishes = [Option(None, session.word("closing.end"))]
    wishes += [Option(wish, session.word(f"closing.{wish}")) for wish in ("details", "what_if")]
    recipient = fitting_message(answered)
    if recipient is not None:
        wishes.append(Option(recipient, session.word(f"closing.message.{recipient}")))
    if dated:
        wishes.append(Option("calendar", session.word("closing.calendar")))
    return [*wishes, Option("save", session.word("closing.save")), Option("back", session.word("closing.back"))]


def fitting_message(answered: Answered) -> str | None:
    """Whom to write to: that of the first step which a message serves."""
    rulebook, found = answered.words.rulebook, answered.diagnosis
    recipients = dict.fromkeys(rulebook.drafts[step.act] for step in found.steps if step.act in rulebook.drafts)
    return next((name for name in recipients if choose_draft(found, name, rulebook).id is not None), None)


def _what_if(session: Session, answered: Answered) -> None:
    """Try other answers, one at a time, until the buyer has seen enough."""
    title, options = session.word("what_if.title"), [Option(None, session.word("what_if.end")), *session.options()]
    while (field := session.face.choose(session.word("what_if.ask"), title, options)) is not None:
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
    try:
        with Path(name).open("xb") as file:
            file.write(content)
    except FileExistsError:
        session.say("closing.there", name=name)
    except OSError as error:
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
        session.face.say(f"{error.message} {error.hint or ''}".strip())
    else:
        session.face.say(session.words.say("case.replaced" if replaced else "case.saved", name=name))
