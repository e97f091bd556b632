"""`ali-closed draft`: a message ready to paste; what is missing in it is said on stderr."""

from __future__ import annotations

from typing import Final

from ali_closed.cli.completion import one_of
from ali_closed.cli.flags import Settings, argument, order_command, setting
from ali_closed.model.fields import RECIPIENTS

_RECIPIENT: Final = argument("recipient", "|".join(RECIPIENTS), "Whom it is for.", completion=one_of(RECIPIENTS))
_ABOUT: Final = setting("--about", "Another text to this recipient; a wrong one lists them.", "TEXT")


@order_command(
    _ABOUT, arguments=(_RECIPIENT,), unused="format verbose color no_input", formats=("text", "plain", "json")
)
def draft(settings: Settings) -> int:
    """Write a message ready to paste: to the seller, to support, for a dispute, an appeal, or the bank or PayPal."""
    from ali_closed.cli.answers import answer
    from ali_closed.cli.show import note_warnings, put_draft

    answered = answer(settings)
    note_warnings(answered, settings)
    put_draft(answered, settings.extra["recipient"], settings, settings.extra["about"])
    return answered.diagnosis.exit_code
