"""What if one answer were different: tried out beside the answers, which stay as they are."""

from __future__ import annotations

from typing import Final

from ali_closed.cli.answers import Answered
from ali_closed.cli.comparing import difference
from ali_closed.cli.wizard.ask import Action, Session, put, shown_answer
from ali_closed.cli.wizard.interview import PASSED_THROUGH, prompt_for
from ali_closed.cli.wizard.prompts import Option
from ali_closed.model.order import FIELDS
from ali_closed.report.text.phrases import field_name

_END: Final = "end"
_MORE: Final = "more"


def what_if(session: Session, answered: Answered) -> None:
    """Try other answers, one at a time, until the buyer has seen enough."""
    while True:
        field = _field(session)
        if field is None:
            return
        given = put(session, prompt_for(field), changing=True)
        if isinstance(given, Action):
            continue
        other = session.diagnose(session.interview.answer(field, given))
        session.face.say("")
        name = field_name(field, session.words)
        session.say("review.line", name=name, value=shown_answer(session, field, given))
        session.face.say("\n".join(difference(answered, other)))


def _field(session: Session) -> str | None:
    """The field to try, or None at the end."""
    interview = session.interview
    options = [Option(_END, session.word("what_if.end"))]
    for field in interview.asked():
        held = shown_answer(session, field, interview.value(field))
        line = session.word("review.line", name=field_name(field, session.words), value=held)
        options.append(Option(field, line))
    options.append(Option(_MORE, session.word("what_if.more")))
    asked = session.word("what_if.ask")
    while True:
        chosen: str = session.face.choose(asked, session.word("what_if.title"), options)
        if chosen == _END:
            return None
        if chosen != _MORE:
            return chosen
        others = [
            Option(field, field_name(field, session.words))
            for field in FIELDS
            if field not in PASSED_THROUGH and interview.value(field) is None
        ]
        back = Option(_MORE, session.word("what_if.back"))
        chosen = session.face.choose(session.word("what_if.which"), session.word("what_if.title"), [*others, back])
        if chosen != _MORE:
            return chosen
