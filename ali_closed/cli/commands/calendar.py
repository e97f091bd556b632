"""`ali-closed calendar`: the deadlines as an iCalendar file on stdout."""

from __future__ import annotations

import sys

import typer

from ali_closed.cli.flags import OrderInput, Settings, order_command
from ali_closed.cli.streams import note
from ali_closed.errors import AliClosedError, UsageError


@order_command(unused=("json", "format", "verbose", "color", "no_input"))
def calendar(given: OrderInput, settings: Settings) -> None:
    """Write the deadlines as an iCalendar file, with reminders; importing a later file replaces the entries."""
    from ali_closed.cli.answers import answer
    from ali_closed.report.formats.ics import calendar_file, has_stable_identity, no_dates

    if settings.format != "text":
        raise UsageError(
            f"A calendar cannot be written as `{settings.format[:20]}`.",
            code="bad_value",
            hint="It is an iCalendar file; leave out --format and --json.",
            field="format",
        )
    answered = answer(given, settings)
    found = calendar_file(answered.diagnosis, answered.words)
    if found is None:
        note(no_dates(answered.diagnosis, answered.words))
    else:
        put_bytes(found)
        if not (has_stable_identity(answered.diagnosis) or settings.quiet):
            note(answered.words.say("calendar.no_number"))
    if settings.exit_code:
        raise typer.Exit(answered.diagnosis.exit_code)


def put_bytes(answer_bytes: bytes) -> None:
    """Write bytes to stdout as they are: the line ends of a calendar file must not be translated.

    Raises AliClosedError if there is no stdout, or no room on it.
    """
    if sys.stdout is None:
        raise AliClosedError("The answer cannot be written: standard output is closed.", code="no_output")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(answer_bytes)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AliClosedError(f"The answer cannot be written: {error.strerror}.", code="no_output") from None
