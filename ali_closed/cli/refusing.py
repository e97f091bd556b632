"""Flags that a command does not know: said to be misspelt, or to belong to other commands, and why."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from ali_closed.errors import UsageError, nearest, quoted
from ali_closed.model.order import FIELDS, FLAG_FIELDS

_ABOUT_AN_ORDER: Final = ("--today", "--tz", "--country", "--unknown", "--order", "--exit-code")
_LENGTH: Final = ("-q", "--quiet", "-v", "--verbose")
_SHAPE: Final = ("--json", "--format")
_HARMLESS: Final = ("--color", "--no-input", "--lang")


def refused(flag: str, command: str, known: Collection[str]) -> UsageError:
    """The error for a flag that a command does not know; `known` are those it knows, `command` how it is called."""
    if flag in _order_flags():
        why = "it takes no order"
        mend = f"For one order there is `ali-closed diagnose {flag}{'' if _is_switch(flag) else ' ...'}`."
    elif flag in _ABOUT_AN_ORDER:
        why, mend = "its answer does not depend on an order or a day", "Leave it out."
    elif flag == "--what-if":
        why, mend = "it does not compare answers", "`ali-closed diagnose` does."
    elif flag in _LENGTH:
        why, mend = "what it says has one length only", "Leave it out."
    elif flag in _SHAPE:
        why, mend = "it writes in one shape only", "Leave it out."
    elif flag in _HARMLESS:
        why, mend = "it would change nothing here", "Leave it out."
    else:
        near = nearest(flag, known, count=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        return UsageError(f"There is no flag {quoted(flag)}.", hint=f"{hint}`{command} -h` shows them all.")
    return UsageError(
        f"`{command}` has no flag {flag}: {why}.",
        hint=f"{mend} `{command} -h` shows the flags it has.",
        field=flag.lstrip("-").replace("-", "_"),
    )


def _order_flags() -> set[str]:
    named = {"--" + name.replace("_", "-") for name in FIELDS}
    return named | {"--not-" + name.replace("_", "-") for name in FLAG_FIELDS}


def _is_switch(flag: str) -> bool:
    return flag.removeprefix("--not-").removeprefix("--").replace("-", "_") in FLAG_FIELDS
