"""What a TAB offers for the value of a flag or an argument: constants, and what lies in a folder; never the engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Final

from ali_closed.model.fields import FIELDS

Completion = Callable[[], Iterable[str]] | Iterable[str]
"""The values there are, or what finds them, of which typer offers those that begin as what was typed."""

_EXPLAINED: Final = ("statuses", "sub_statuses", "reasons", "periods", "rules", "messages", "disagreements")

CHANGES: Final = tuple(f"{field}=" for field in FIELDS)
"""A field whose value is to be changed."""


def asked_for() -> bool:
    """Whether the shell asks for completions: typer takes its time over each function that completes."""
    return any(name.endswith("_COMPLETE") for name in os.environ)


def zones() -> list[str]:
    """A time zone, by the list that comes with the zones."""
    from importlib.resources import files

    return (files("tzdata") / "zones").read_text(encoding="ascii").split()


def explained() -> list[str]:
    """An id that can be explained."""
    from ali_closed.rules.tables import load_tables

    tables = load_tables()
    return sorted({str(entry["id"]) for part in _EXPLAINED for entry in tables[part]})


def saved_cases() -> list[str]:
    """The name of a saved case."""
    from ali_closed.cases import CaseStore

    return CaseStore().names()
