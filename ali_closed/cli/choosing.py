"""A value that has to be one of a few: what is said where it is not."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from ali_closed.errors import UsageError, nearest, quoted

COLOURS: Final = ("auto", "always", "never")
FORMATS: Final = ("text", "plain", "json", "md", "html", "svg")
"""The shapes of an answer."""


def check_choice(flag: str, given: str | None, known: Collection[str]) -> None:
    """Raises UsageError, naming the nearest known value and all of them, for a value that a flag cannot have."""
    if given is None or given in known:
        return
    near = nearest(given, known, count=1)
    hint = f"Did you mean `{near[0]}`? " if near else ""
    listed = f"It is one of: {', '.join(known)}." if len(known) > 1 else f"It is always {next(iter(known))}."
    raise UsageError(f"--{flag} cannot be {quoted(given)}.", code="bad_value", hint=f"{hint}{listed}", field=flag)
