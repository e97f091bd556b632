"""`ali-closed diagnose`: one order, from flags, from a file or standard input, or both."""

from __future__ import annotations

from typing import Any

import typer

from ali_closed.cli.answers import Answered, answer, answer_order, exit_code, show
from ali_closed.cli.flags import OrderInput, Settings, order_command
from ali_closed.cli.help import GroupedCommand
from ali_closed.cli.streams import put, put_json
from ali_closed.errors import UsageError, nearest
from ali_closed.model.order import FIELDS, FLAG_FIELDS, read_order
from ali_closed.model.text import text

_WHAT_IF: tuple[str, Any, Any, Any] = (
    "what_if",
    list[str],
    [],
    typer.Option(
        "--what-if",
        metavar="FIELD=VALUE",
        help="Show what would change; repeatable.",
        rich_help_panel="Settings",
    ),
)


@order_command(_WHAT_IF)
def diagnose(given: OrderInput, settings: Settings) -> None:
    """Diagnose one order: what happened, does the money come back, until when, what to do now."""
    answered = answer(given, settings)
    if settings.extra["what_if"]:
        _show_difference(answered, _what_if(answered, settings), settings)
    else:
        show(answered, settings)
    if settings.exit_code:
        raise typer.Exit(exit_code(answered.diagnosis))


def _what_if(answered: Answered, settings: Settings) -> Answered:
    """The answer if some answers were different."""
    changes: dict[str, object] = {}
    for entry in settings.extra["what_if"]:
        name, sign, value = entry.partition("=")
        name = name.strip().replace("-", "_")
        if not sign or name not in FIELDS:
            near = nearest(name, FIELDS, count=1)
            hint = f"Did you mean `{near[0]}=...`? " if near else ""
            raise UsageError(
                f"--what-if needs FIELD=VALUE, not `{entry[:40]}`.",
                code="bad_what_if",
                hint=f"{hint}For example --what-if parcel=not_received.",
                field="what_if",
            )
        changes[name] = _flag_value(value.strip()) if name in FLAG_FIELDS else value.strip()
    read = read_order(changes, today=answered.clock.words_from, zone=answered.clock.zone)
    order = answered.diagnosis.order.replace(**{name: read.raw(name) for name in changes})
    return answer_order(order, settings, answered.clock, answered.rulebook, answered.words, answered.source)


def _flag_value(value: str) -> object:
    return {"true": True, "yes": True, "false": False, "no": False}.get(value.lower(), value)


def _show_difference(before: Answered, after: Answered, settings: Settings) -> None:
    from ali_closed.report.difference import differences

    changed = differences(before.document(), after.document())
    if settings.format == "json":
        put_json({"before": before.document(), "after": after.document(), "changed": changed})
        return
    words = before.words
    was, now = before.document()["summary"], after.document()["summary"]
    lines = [words.say(text("what_if.now", summary=was)), words.say(text("what_if.then", summary=now))]
    if not changed:
        lines = [lines[0], words.say("what_if.same")]
    lines += [
        words.say(text("what_if.changed", path=entry["path"], before=str(entry["from"]), after=str(entry["to"])))
        for entry in changed
        if entry["path"]
        in {
            "state",
            "reasons[0].id",
            "refund.verdict",
            "refund.expected_until",
            "refund.late",
            "dispute.verdict",
            "dispute.act_by",
            "dispute.last_date",
        }
    ]
    put("\n".join(lines))


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("diagnose", cls=GroupedCommand)(diagnose)
