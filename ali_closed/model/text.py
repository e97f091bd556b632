"""A sentence that is not yet in any language: the id of a text and what it is filled with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Union

Param = Union[str, int, date, "Text", tuple["Text", ...]]
_NOTHING: Mapping[str, Param] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Text:
    """The id of a text in the catalogue and its parameters; a parameter may itself be a text."""

    id: str
    params: Mapping[str, Param] = field(default_factory=lambda: _NOTHING)

    def __hash__(self) -> int:
        return hash((self.id, frozenset(self.params.items())))


def text(text_id: str, /, **params: Param) -> Text:
    """Shorthand for a `Text` with its parameters."""
    return Text(text_id, MappingProxyType(params))
