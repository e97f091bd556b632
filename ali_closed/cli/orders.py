"""What takes one order: `diagnose`, `ask`, `draft` and `calendar`."""

from __future__ import annotations

import sys

from ali_closed.cli.answers import Clock, answer, read_input, read_typed, start_run
from ali_closed.cli.flags import Settings, known_field
from ali_closed.cli.show import difference, note_warnings, put_draft, show
from ali_closed.cli.streams import is_terminal, note, put, put_either, put_json
from ali_closed.errors import UsageError, quoted
from ali_closed.model.fields import FLAG_FIELDS
from ali_closed.model.order import Order
from ali_closed.model.text import text
from ali_closed.report.changes import differences
from ali_closed.report.formats.json_document import question

_SWITCHED = {"true": True, "yes": True, "false": False, "no": False}


def diagnose(settings: Settings) -> int:
    """Diagnose one order; without any fact ask, as `ali-closed` alone does, where there is a terminal."""
    if _asks(settings):
        from ali_closed.cli.wizard.run import start

        return start(settings)
    run = start_run(settings)
    order, source, warnings = read_input(settings, run.clock)
    answered = run.answer(order, source, warnings)
    if settings.extra["what_if"]:
        # Laid over the order as it was given: a label that was read already would have lost what else it says.
        changed = _with_changes(order, settings.extra["what_if"], run.clock)
        other = run.answer(changed, source, warnings)
        was, now = answered.document(), other.document()
        first = answered.words.say(text("what_if.now", summary=answered.diagnosis.sentences.first_line))
        said = "\n".join((first, *difference(answered, other, quiet=settings.quiet)))
        put_either({"before": was, "after": now, "changed": differences(was, now)}, said, as_json=settings.as_json)
    else:
        show(answered, settings)
    return answered.diagnosis.exit_code


def _asks(settings: Settings) -> bool:
    """Whether there is somebody to ask who gave no fact, and wants no more than to be asked."""
    any_fact = settings.file is not None or settings.flags or settings.extra["what_if"]
    other_answer = settings.format != "text" or settings.no_input or settings.quiet
    return not (any_fact or other_answer) and is_terminal(sys.stdin) and is_terminal(sys.stdout)


def _with_changes(order: Order, changes: list[str], clock: Clock) -> Order:
    values: dict[str, object] = {}
    for entry in changes:
        name, sign, value = (part.strip() for part in entry.partition("="))
        if not sign or not name:
            said = f"--what-if needs FIELD=VALUE, not {quoted(entry)}."
            hint = "For example --what-if parcel=not_received."
            raise UsageError(said, code="bad_what_if", hint=hint, field="what_if")
        name = known_field(name)
        values[name] = _SWITCHED.get(value.lower(), value) if name in FLAG_FIELDS else value
    read = read_typed(values, clock)
    return order.replace(**{name: read.raw(name) for name in values})


def ask(settings: Settings) -> None:
    """Print the next question, or null; nothing is remembered in between."""
    answered = answer(settings)
    asked = answered.diagnosis.next_question
    put_json(asked and question(asked, answered.words))
    note_warnings(answered, settings)


def draft(settings: Settings) -> int:
    """Write a message ready to paste; what is missing in it is said on stderr."""
    from ali_closed.report.drafts.letter import draft as write_draft

    answered = answer(settings)
    found = write_draft(answered.diagnosis, answered.words, settings.extra["recipient"], settings.extra["about"])
    note_warnings(answered, settings)
    put_draft(found, answered.words, settings)
    return answered.diagnosis.exit_code


def calendar(settings: Settings) -> int:
    """Write the deadlines as an iCalendar file."""
    from ali_closed.report.formats.ics import calendar_file, no_dates
    from ali_closed.report.text.phrases import order_number

    answered = answer(settings)
    note_warnings(answered, settings)
    found = calendar_file(answered.diagnosis, answered.words)
    if found is None:
        note(no_dates(answered.diagnosis, answered.words))
    else:
        put(found)
        # Without a number entries are known by answers that may still change.
        if not (order_number(answered.diagnosis) or settings.quiet):
            note(answered.words.say("calendar.no_number"))
    return answered.diagnosis.exit_code
