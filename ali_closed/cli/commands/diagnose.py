"""`ali-closed diagnose`: one order, from flags, from a file or standard input, or both."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from ali_closed.cli.completion import changes
from ali_closed.cli.flags import Settings, known_field, order_command, setting
from ali_closed.cli.streams import is_terminal, put_json, put_words
from ali_closed.errors import UsageError, quoted
from ali_closed.model.fields import FLAG_FIELDS
from ali_closed.model.text import text

if TYPE_CHECKING:
    from ali_closed.cli.answers import Answered
    from ali_closed.cli.reading import Clock
    from ali_closed.model.order import Order

_WHAT_IF: Final = setting(
    "--what-if", "Show what would change; repeatable.", "FIELD=VALUE", default=[], completion=changes
)
_SWITCHED: Final = {"true": True, "yes": True, "false": False, "no": False}


@order_command(_WHAT_IF)
def diagnose(settings: Settings) -> int:
    """Diagnose one order: what happened, does the money come back, until when, what to do now.

    Without any fact it asks, as `ali-closed` alone does, where there is a terminal.
    """
    from ali_closed.cli.answers import start_run
    from ali_closed.cli.reading import read_input
    from ali_closed.cli.show import show

    if _asks(settings):
        from ali_closed.cli.wizard.start import start

        return start(settings)
    run = start_run(settings)
    read = read_input(settings, run.clock)
    answered = run.answer(*read)
    if settings.extra["what_if"]:
        # Laid over the order as it was given: a label that was read already would have lost what else it says.
        changed = _with_changes(read.order, settings.extra["what_if"], run.clock)
        _show_difference(answered, run.answer(*read._replace(order=changed)), settings)
    else:
        show(answered, settings)
    return answered.diagnosis.exit_code


def _asks(settings: Settings) -> bool:
    """Whether there is somebody to ask who gave no fact, and wants no more than to be asked."""
    any_fact = settings.file is not None or settings.flags or settings.extra["what_if"]
    other_answer = settings.format != "text" or settings.no_input or settings.quiet
    return not (any_fact or other_answer) and is_terminal(sys.stdin) and is_terminal(sys.stdout)


def _with_changes(order: Order, changes: list[str], clock: Clock) -> Order:
    """The order with some answers changed, each written as FIELD=VALUE."""
    from ali_closed.cli.reading import read_typed

    values: dict[str, object] = {}
    for entry in changes:
        name, sign, value = (part.strip() for part in entry.partition("="))
        if not sign or not name:
            raise UsageError(
                f"--what-if needs FIELD=VALUE, not {quoted(entry)}.",
                code="bad_what_if",
                hint="For example --what-if parcel=not_received.",
                field="what_if",
            )
        name = known_field(name)
        values[name] = _SWITCHED.get(value.lower(), value) if name in FLAG_FIELDS else value
    read = read_typed(values, clock)
    return order.replace(**{name: read.raw(name) for name in values})


def _show_difference(before: Answered, after: Answered, settings: Settings) -> None:
    from ali_closed.cli.show import difference
    from ali_closed.report.changes import differences

    if settings.format == "json":
        changed = differences(before.document(), after.document())
        put_json({"before": before.document(), "after": after.document(), "changed": changed})
        return
    now = before.words.say(text("what_if.now", summary=before.diagnosis.sentences.first_line))
    put_words("\n".join((now, *difference(before, after, quiet=settings.quiet))))
