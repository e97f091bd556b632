"""A sentence that is not yet in any language: the id of a text and what it is filled with."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, Union

Param = Union[str, int, date, "Text", tuple["Text", ...]]
Filled = tuple[tuple[str, Param], ...]
"""What a text is filled with, by name."""


class Text(NamedTuple):
    """The id of a text in the catalogue and its parameters, by name; a parameter may itself be a text."""

    id: str
    filled: Filled = ()

    @property
    def params(self) -> dict[str, Param]:
        """The parameters by name."""
        return dict(self.filled)


def text(text_id: str, /, **params: Param) -> Text:
    """Shorthand for a `Text` with its parameters."""
    return Text(text_id, tuple(params.items()))


def counted(text_id: str, count: int) -> Text:
    """The text for so many: in the singular for one."""
    return text(f"{text_id}.{'one' if count == 1 else 'other'}", count=count)
