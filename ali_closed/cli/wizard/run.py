"""The wizard: questions one after the other, a review, the answer, and what comes after it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ali_closed.cli.answers import Answered, start_run
from ali_closed.cli.flags import Settings
from ali_closed.cli.show import show
from ali_closed.cli.wizard.ask import Action, put
from ali_closed.cli.wizard.closing import goes_back
from ali_closed.cli.wizard.prompts import Face, Option
from ali_closed.cli.wizard.session import Prompt, Session, prompt_for
from ali_closed.errors import AliClosedError, Interrupted, UsageError
from ali_closed.model.dates import read_zone
from ali_closed.model.diagnosis import Contradiction, Diagnosis
from ali_closed.model.fields import FIELDS, UNKNOWN
from ali_closed.report.text.phrases import shown

CLOCK: Final = "/etc/localtime"
"""A link to the file of this computer's zone, such as /usr/share/zoneinfo/Europe/Berlin."""


def run_wizard(settings: Settings, face: Face) -> Answered:
    """Ask, show the answer on stdout, and end when the buyer has seen enough.

    Answers that the settings give are not asked for again; without a zone the computer's own is used. Raises
    Interrupted, with the command line that goes on from there, at Ctrl-C or Ctrl-D; UsageError for an answer given
    beforehand that cannot be used.
    """
    run = start_run(replace(settings, tz=settings.tz or local_zone()))
    session = Session(face, run, {name: settings.flags[name] for name in FIELDS if name in settings.flags})
    try:
        session.diagnose()
        _greet(session, own_zone=settings.tz is None)
        return _run(session)
    except (KeyboardInterrupt, EOFError):
        raise Interrupted(hint=_resume(session)) from None
    except AliClosedError:
        raise
    except Exception:
        # Whatever went wrong, the answers are not lost.
        session.face.say(_resume(session) or "")
        raise


def local_zone() -> str | None:
    """The IANA name of the computer's zone, from the variable TZ or the link of its clock; None where it has none."""
    name = os.environ.get("TZ", "").removeprefix(":") or os.path.realpath(CLOCK).rpartition("zoneinfo/")[2]
    try:
        read_zone(name)
    except UsageError:
        return None
    return name


def _run(session: Session) -> Answered:
    while True:
        _answer_all(session)
        answered = session.diagnose()
        settings = session.run.settings
        if session.face.accessible and settings.format == "text":
            settings = replace(settings, format="plain")
        session.face.say("")
        show(answered, settings, more="screen.more_below")
        if not goes_back(session, answered):
            break
        _go_back(session)
    session.say("command.same")
    session.face.say(f"  {session.one_shot()}")
    return answered


def _greet(session: Session, *, own_zone: bool) -> None:
    session.say("welcome")
    session.say("numbers" if session.face.accessible else "keys")
    session.say("stop")
    zone = session.run.settings.tz
    if zone is None:
        session.say("no_zone")
    else:
        session.say("zone" if own_zone else "zone_given", zone=zone)
    if session.asked():
        session.say("beforehand", names=", ".join(map(session.name, session.asked())))


def _resume(session: Session) -> str | None:
    """The command line that goes on from here; before any answer there is nothing to go on from."""
    if not session.asked():
        return None
    return f"{session.word('command.resume')}\n  {session.go_on()}"


# ---------------------------------------------------------------- the questions


def _answer_all(session: Session) -> None:
    """Ask as long as an answer can change the plan, then let answers be changed until the result is wanted.

    What cannot all be true is cleared up at once.
    """
    while True:
        diagnosis = session.diagnose().diagnosis
        if contradiction := session.to_mend(diagnosis):
            _mend(session, contradiction)
        elif prompt := session.next_prompt(diagnosis):
            _ask(session, prompt)
        elif field := _review(session, diagnosis):
            _take(session, field)
        else:
            return


def _ask(session: Session, prompt: Prompt) -> None:
    given = put(session, prompt)
    if given is Action.MESSAGE:
        _take(session, "message")
    elif given is Action.BACK:
        _go_back(session)
    elif session.notes(prompt.field, given):
        session.say(f"narrow.{prompt.field}", label=str(given))
    else:
        session.answers[prompt.field] = given


def _take(session: Session, field: str) -> None:
    """Ask for one answer, again or as one more: the words of a message that the page, a mail or the chat showed."""
    given = put(session, prompt_for(field, changing=field in session.answers))
    if not isinstance(given, Action):
        session.answers[field] = given


def _go_back(session: Session) -> None:
    """Let an earlier answer be picked and changed; all the others stay."""
    answers = session.options()
    if not answers:
        session.say("back.none")
        return
    options = [*answers, Option(None, session.word("back.go_on"))]
    field = session.face.choose(session.word("back.ask"), session.word("back.title"), options, start=answers[-1].value)
    if field is not None:
        _take(session, field)


def _review(session: Session, diagnosis: Diagnosis) -> str | None:
    """The field to change, "message" to add one, or None to see the result."""
    options = [Option(None, session.word("review.result")), *session.options()]
    if session.offers_message(diagnosis):
        options.append(Option("message", session.word("choice.message")))
    chosen: str | None = session.face.choose(session.word("review.ask"), session.word("review.title"), options)
    return chosen


# ---------------------------------------------------------------- what cannot all be true


def _mend(session: Session, contradiction: Contradiction) -> None:
    """Say what does not fit together, and let it be mended, answered again, or kept."""
    answered = [field for field in contradiction.fields if field in session.answers]
    said = [session.words.say(contradiction.why), *(f"- {session.line(field)}" for field in answered)]
    given = session.face.choose("\n".join(said), session.word("mend.title"), list(_ways_out(session, contradiction)))
    if given is None:
        session.keep(contradiction)
    elif isinstance(given, str):
        _take(session, given)
    else:
        field, to = given
        session.answers[field] = to


def _ways_out(session: Session, contradiction: Contradiction) -> Iterator[Option]:
    """Repairs as (field, value), fields to answer again by their name, and None to leave all as it is."""
    for repair in contradiction.repairs:
        name = session.name(repair.field)
        if repair.to is None:
            yield Option((repair.field, UNKNOWN), session.word("mend.drop", name=name))
        else:
            to = shown(repair.field, repair.to, session.words)
            yield Option((repair.field, repair.to), session.word("mend.to", name=name, to=to))
    for field in contradiction.fields:
        yield Option(field, session.word("mend.again", name=session.name(field)))
    yield Option(None, session.word("mend.keep"))
