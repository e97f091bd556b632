"""`ali-closed calendar`: the deadlines as an iCalendar file on stdout."""

from __future__ import annotations

from ali_closed.cli.flags import Settings, order_command
from ali_closed.cli.streams import note, put
from ali_closed.errors import UsageError, quoted


@order_command(unused="json format verbose color no_input", formats=())
def calendar(settings: Settings) -> int:
    """Write the deadlines as an iCalendar file, with reminders; importing a later file replaces the entries."""
    from ali_closed.cli.answers import answer
    from ali_closed.cli.show import note_warnings
    from ali_closed.report.formats.ics import calendar_file, no_dates
    from ali_closed.report.text.phrases import order_number

    if settings.format != "text":
        raise UsageError(
            f"A calendar cannot be written as {quoted(settings.format)}.",
            code="bad_value",
            hint="It is an iCalendar file; leave out --format and --json.",
            field="format",
        )
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
