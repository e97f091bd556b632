"""`ali-closed case`: orders kept on this computer, what is due in them, and what has changed since."""

from __future__ import annotations

from typing import Final

from ali_closed.cli.completion import saved_cases
from ali_closed.cli.flags import Settings, argument, command, common, order_command, setting

_NAME: Final = argument("name", "NAME", "What the case is called.")
_SAVED: Final = argument("name", "NAME", "What the case is called.", completion=saved_cases)
_KEPT: Final = {"tz": "Instead of the zone saved with it.", "country": "Instead of the country saved with it."}


@order_command(arguments=(_NAME,), unused="format verbose color no_input")
def save(settings: Settings) -> int:
    """Keep an order on this computer under a name, with the answer of today."""
    from ali_closed.cli import saved

    return saved.save(settings)


@command(
    setting("--within", "Only what is to be done in that time.", "3d"),
    *common("today tz country lang json", **_KEPT),
    *common("quiet exit_code", quiet="A line for each case.", exit_code="10: something is to be done."),
)
def list_cases(settings: Settings) -> None:
    """List what is due in all saved cases, the most urgent first."""
    from ali_closed.cli import saved

    saved.list_cases(settings)


@command(_SAVED, *common("today tz country lang json format color verbose quiet exit_code", **_KEPT))
def show_case(settings: Settings) -> int:
    """Show the answer to a saved case as it is today."""
    from ali_closed.cli import saved

    return saved.show_case(settings)


@command(
    _SAVED,
    setting("--update", "Compare with this answer from now on."),
    *common("today tz country lang json exit_code", **_KEPT),
)
def again(settings: Settings) -> int:
    """Say what has changed since a case was saved: dates that passed, a late refund, new rules."""
    from ali_closed.cli import saved

    return saved.again(settings)


@command(_SAVED, setting("--yes -y", "Do not ask; without a terminal nothing is asked."), *common("lang json"))
def remove(settings: Settings) -> None:
    """Delete a saved case, after asking in a terminal."""
    from ali_closed.cli import saved

    saved.remove(settings)


COMMANDS: Final = {"save": save, "list": list_cases, "show": show_case, "again": again, "remove": remove}
