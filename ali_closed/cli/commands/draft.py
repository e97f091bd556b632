"""`ali-closed draft`: a message ready to paste; what is missing in it is said on stderr."""

from __future__ import annotations

from typing import Final

import typer

from ali_closed.cli.completion import one_of
from ali_closed.cli.flags import OrderInput, Settings, argument, order_command, setting
from ali_closed.errors import UsageError
from ali_closed.model.fields import RECIPIENTS

_RECIPIENT: Final = argument("recipient", "|".join(RECIPIENTS), "Whom it is for.", completion=one_of(RECIPIENTS))
_ABOUT: Final = setting("--about", "Another text to this recipient; a wrong one lists them.", "TEXT")


@order_command(_ABOUT, arguments=(_RECIPIENT,), unused=("format", "verbose", "color", "no_input"))
def draft(given: OrderInput, settings: Settings) -> None:
    """Write a message ready to paste: to the seller, to support, for a dispute, an appeal, or the bank or PayPal."""
    from ali_closed.cli.answers import answer
    from ali_closed.cli.show import put_draft

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
