"""What a TAB offers for the value of a flag or an argument: constants, and what lies in a folder; never the engine."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import Final

from ali_closed.model.fields import CHOICES, COUNTRIES, COUNTRY_FIELDS, FIELDS, FLAG_FIELDS, UNKNOWN

Completion = Callable[..., Iterable[str]]
"""Gives the values there are, of which typer offers those that begin as what was typed, its argument if it has one."""

_CHANGED: Final = "ALI_CLOSED_CHANGED"
"""The variable that holds the field behind whose `=` bash wants a value."""
_EXPLAINED: Final = ("statuses", "sub_statuses", "reasons", "periods", "rules", "messages", "disagreements")


def asked_for() -> bool:
    """Whether the shell asks for completions: typer takes its time over each function that completes."""
    return any(name.endswith("_COMPLETE") for name in os.environ)


def join_words() -> None:
    """Bash breaks a word at each `=` and replaces what stands behind it; typer looks for the flag before it."""
    words = os.environ.get("COMP_WORDS", "").split("\n")[: int(os.environ.get("COMP_CWORD", 0)) + 1]
    if "=" not in words[-2:]:
        return
    *before, last = re.sub(r"\n=(\n|$)", "=", "\n".join(words)).split("\n")
    if not last.startswith("-"):
        field, _, last = last.partition("=")
        os.environ[_CHANGED] = field
    os.environ.update(COMP_WORDS="\n".join([*before, last]), COMP_CWORD=str(len(before)))


def one_of(values: Iterable[str]) -> Completion:
    """One of these."""
    return lambda: values


countries: Final = one_of(sorted(COUNTRIES))
"""The code of a country."""


def values_of(field: str) -> Completion | None:
    """A value of a field; None where it can hold anything, or takes no value."""
    if field in COUNTRY_FIELDS:
        return countries
    if field in FLAG_FIELDS or field not in CHOICES:
        return None
    return one_of((*CHOICES[field], UNKNOWN))


def zones() -> list[str]:
    """A time zone, by the list that comes with the zones."""
    from importlib.resources import files

    return (files("tzdata") / "zones").read_text(encoding="ascii").split()


def changes(incomplete: str) -> list[str]:
    """A field and, behind its sign, a value: `parcel=not_received`."""
    if field := os.environ.get(_CHANGED):
        return _changed(field)
    name, sign, _ = incomplete.partition("=")
    fields = [field for field in FIELDS if field.startswith(name)]
    if not sign and len(fields) > 1:
        return [f"{field}=" for field in fields]
    # Of one field its values come with it: a shell puts a space behind what is alone.
    return [f"{field}={value}" for field in fields for value in ("", *_changed(field))]


def _changed(field: str) -> list[str]:
    return [*(("true", "false") if field in FLAG_FIELDS else CHOICES.get(field, ())), UNKNOWN]


def explained() -> list[str]:
    """An id that can be explained."""
    from ali_closed.rules.tables import load_tables

    tables = load_tables()
    return sorted({str(entry["id"]) for part in _EXPLAINED for entry in tables[part]})


def languages() -> Iterable[str]:
    """A language there are texts in."""
    from ali_closed.report.text.catalogue import languages as known

    return known()


def saved_cases() -> list[str]:
    """The name of a saved case."""
    from ali_closed.cases import CaseStore, default_folder

    return CaseStore(default_folder()).names()
