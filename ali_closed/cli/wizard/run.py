"""The wizard: where somebody can be asked, questions one after the other, a review, the answer, and what follows it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from ali_closed.cli.answers import Answered, start_run
from ali_closed.cli.cases import keep
from ali_closed.cli.flags import Settings
from ali_closed.cli.show import difference, put_draft, show
from ali_closed.cli.streams import colour_wanted, is_terminal
from ali_closed.cli.wizard.ask import Action, put
from ali_closed.cli.wizard.prompts import Face, Option
from ali_closed.cli.wizard.session import Prompt, Session, prompt_for
from ali_closed.engine.drafts import choose_draft
from ali_closed.errors import AliClosedError, Interrupted, UsageError
from ali_closed.model.dates import read_zone
from ali_closed.model.diagnosis import Contradiction, Diagnosis
from ali_closed.model.fields import FIELDS, UNKNOWN
from ali_closed.report.text.phrases import shown

_HINT: Final = (
    "Give the order by flags or as JSON instead:\n"
    "  ali-closed diagnose --status closed --paid --not-shipped --closed-on 2026-05-21\n"
    '  echo \'{"status": "finished", "parcel": "not_received"}\' | ali-closed diagnose - --json\n'
    "ali-closed --help says more."
)
CLOCK: Final = "/etc/localtime"
"""A link to the file of this computer's zone, such as /usr/share/zoneinfo/Europe/Berlin."""


def start(settings: Settings) -> int:
    """Ask what the flags have not told, and answer; the exit code of the answer.

    Raises UsageError if a file was given, too, and with two examples where nobody can be asked: nothing is read from a
    pipe.
    """
    if settings.file is not None or settings.order_id is not None:
        said, hint = settings.words.say("wizard.error.file"), "ali-closed diagnose FILE --status closed"
        raise UsageError(said, code="usage", hint=hint, field="file")
    why = "no_input" if settings.no_input else "json" if settings.as_json else "no_terminal"
    if why != "no_terminal" or not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        raise UsageError(settings.words.say(f"wizard.error.{why}"), code="no_terminal", hint=_HINT)
    return run_wizard(settings, make_face(settings)).diagnosis.exit_code


def wants_numbers(settings: Settings) -> bool:
    """Whether to number the answers: --accessible, ALI_CLOSED_ACCESSIBLE, or a terminal that cannot do more."""
    asked_for = settings.extra.get("accessible") or os.environ.get("ALI_CLOSED_ACCESSIBLE", "0") not in {"", "0"}
    return asked_for or os.environ.get("TERM", "dumb" if os.name == "posix" else "") in {"dumb", "unknown"}


def make_face(settings: Settings) -> Face:
    """What asks on this terminal: arrow keys as long as they work, else numbers."""
    # Where questions go: stderr, so that stdout holds the answer alone; stdout where nobody sees stderr.
    words, out = settings.words, sys.stderr if is_terminal(sys.stderr) else sys.stdout
    numbered = Face(words, out, sys.stdin.readline)
    if wants_numbers(settings):
        return numbered
    try:
        from ali_closed.cli.wizard.arrows import ArrowFace, terminal_output

        return ArrowFace(words, out, output=terminal_output(out), colour=colour_wanted(settings.color, out))
    except Exception:
        # Whatever prompt_toolkit cannot do here (on Windows, no console at all), lines can.
        numbered.say(words.say("wizard.lost_arrows"))
        return numbered


def run_wizard(settings: Settings, face: Face) -> Answered:
    """Ask, show the answer on stdout, and end when the buyer has seen enough.

    Answers that the settings give are not asked for again; without a zone the computer's own is used. Raises
    Interrupted, with the command line that goes on from there, at Ctrl-C or Ctrl-D; UsageError for an answer given
    beforehand that cannot be used.
    """
    run = start_run(replace(settings, tz=settings.tz or local_zone()))
    session = Session(face, run, {name: settings.flags[name] for name in FIELDS if name in settings.flags})
    session.diagnose()
    try:
        _greet(session, own_zone=settings.tz is None)
        while True:
            _answer_all(session)
            answered, shape = session.diagnose(), settings.format
            session.face.say("")
            plain = shape == "text" and session.face.accessible
            show(answered, replace(settings, format="plain" if plain else shape), more="screen.more_below")
            if not _wants_to_change(session, answered):
                break
            _go_back(session)
        session.say("command.same")
        session.face.say(f"  {session.one_shot()}")
        return answered
    except (KeyboardInterrupt, EOFError):
        raise Interrupted(hint=_resume(session)) from None
    except Exception:
        # Whatever went wrong, the answers are not lost.
        session.face.say(_resume(session) or "")
        raise


def local_zone() -> str | None:
    """The IANA name of the computer's zone, from the variable TZ or the link of its clock; None where it has none."""
    name = os.environ.get("TZ", "").removeprefix(":") or os.path.realpath(CLOCK).rpartition("zoneinfo/")[2]
    with suppress(UsageError):
        read_zone(name)
        return name
    return None


def _greet(session: Session, *, own_zone: bool) -> None:
    session.say("welcome")
    session.say("numbers" if session.face.accessible else "keys")
    session.say("stop")
    zone = session.run.settings.tz
    session.say("no_zone" if zone is None else "zone" if own_zone else "zone_given", zone=zone or "")
    if session.asked():
        session.say("beforehand", names=", ".join(map(session.name, session.asked())))


def _resume(session: Session) -> str | None:
    """The command line that goes on from here; before any answer there is nothing to go on from."""
    if not session.asked():
        return None
    return f"{session.word('command.resume')}\n  {session.go_on()}"


def _answer_all(session: Session) -> None:
    """Ask as long as an answer can change the plan, then let answers be changed until the result is wanted.

    What cannot all be true is cleared up at once.
    """
    while True:
        diagnosis = session.diagnose().diagnosis
        clashes = (found for found in diagnosis.contradictions if session.clash(found) not in session.kept)
        if contradiction := next(clashes, None):
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
    elif isinstance(given, Action):
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
    field = session.pick("back", [*answers, Option(None, session.word("back.go_on"))], start=answers[-1].value)
    if field is not None:
        _take(session, field)


def _review(session: Session, diagnosis: Diagnosis) -> str | None:
    """The field to change, "message" to add one, or None to see the result."""
    options = [Option(None, session.word("review.result")), *session.options()]
    if session.offers_message(diagnosis):
        options.append(Option("message", session.word("choice.message")))
    return session.pick("review", options)


def _mend(session: Session, contradiction: Contradiction) -> None:
    """Say what does not fit together, and let it be mended, answered again, or kept."""
    answered = [field for field in contradiction.fields if field in session.answers]
    said = [session.words.say(contradiction.why), *(f"- {session.line(field)}" for field in answered)]
    options = list(_ways_out(session, contradiction))
    way_out: Callable[[], None] = session.face.choose("\n".join(said), session.word("mend.title"), options)
    way_out()


def _ways_out(session: Session, contradiction: Contradiction) -> Iterator[Option]:
    """Repairs, fields to answer again, and to leave all as it is: each as what is then done."""
    for field, _, to in contradiction.repairs:
        mended = partial(session.answers.__setitem__, field, UNKNOWN if to is None else to)
        told = {} if to is None else {"to": shown(field, to, session.words)}
        yield Option(mended, session.word("mend.to" if told else "mend.drop", name=session.name(field), **told))
    for field in contradiction.fields:
        yield Option(partial(_take, session, field), session.word("mend.again", name=session.name(field)))
    yield Option(partial(session.kept.add, session.clash(contradiction)), session.word("mend.keep"))


def _wants_to_change(session: Session, answered: Answered) -> bool:
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
    name = session.face.write(session.word("closing.file"), session.word("closing.file_title"), kept="ali-closed.ics")
    if not name:
        return
    path, begun = Path(name), False
    try:
        with path.open("xb") as file:
            begun = True
            file.write(content)
    except FileExistsError:
        session.say("closing.there", name=name)
    except OSError as error:
        if begun:  # half a file would be in the way of another try
            path.unlink(missing_ok=True)
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
