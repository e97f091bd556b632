"""`ali-closed draft`: a message ready to paste; what is missing in it is said on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import typer

from ali_closed.cli.completion import one_of
from ali_closed.cli.flags import OrderInput, Settings, argument, order_command, setting
from ali_closed.cli.streams import note, put, put_json
from ali_closed.errors import UsageError
from ali_closed.model.fields import RECIPIENTS

if TYPE_CHECKING:
    from ali_closed.cli.answers import Answered
    from ali_closed.report.drafts.letter import Draft

_RECIPIENT: Final = argument("recipient", "|".join(RECIPIENTS), "Whom it is for.", completion=one_of(RECIPIENTS))
_ABOUT: Final = setting("--about", "Another text to this recipient; a wrong one lists them.", "TEXT")


@order_command(_ABOUT, arguments=(_RECIPIENT,), unused=("format", "verbose", "color", "no_input"))
def draft(given: OrderInput, settings: Settings) -> None:
    """Write a message ready to paste: to the seller, to support, for a dispute, an appeal, or the bank or PayPal."""
    from ali_closed.cli.answers import answer

    if settings.format not in {"text", "plain", "json"}:
        raise UsageError(
            f"A draft cannot be written as `{settings.format[:20]}`.",
            code="bad_value",
            hint="--format is text, plain or json here.",
            field="format",
        )
    answered = answer(given, settings)
    put_draft(answered, settings.extra["recipient"], settings, settings.extra["about"])
    if settings.exit_code:
        raise typer.Exit(answered.diagnosis.exit_code)


def put_draft(answered: Answered, recipient: str, settings: Settings, about: str | None = None) -> None:
    """Write the draft to stdout, and what is missing and what to mind to stderr; as JSON all of it to stdout."""
    from ali_closed.report.drafts.letter import draft as write_draft
    from ali_closed.report.drafts.letter import missing_line
    from ali_closed.report.text.sanitize import clean
    from ali_closed.rules.loader import load_rules

    found = write_draft(answered.diagnosis, answered.words, load_rules(), recipient, about)
    if settings.format == "json":
        put_json(as_json(found))
        return
    if found.text is not None:
        put(clean(found.text))
    if not settings.quiet or found.text is None:
        missing = missing_line(found, answered.words)
        for line in (*((missing,) if missing else ()), *found.notes):
            note(line)


def as_json(found: Draft) -> dict[str, Any]:
    """The draft as JSON values."""
    return {
        "recipient": found.recipient,
        "about": found.about,
        "text": found.text,
        "evidence": list(found.evidence),
        "missing": list(found.missing),
        "notes": list(found.notes),
    }
