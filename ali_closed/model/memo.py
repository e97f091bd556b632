"""A memory of what was made, with a bound."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache, partial
from typing import Any, Concatenate, Final, Generic, ParamSpec, TypeVar

_Key = TypeVar("_Key")
_Made = TypeVar("_Made")
_Given = ParamSpec("_Given")

LIMIT: Final = 20_000
"""How many small things a memory holds; what takes kilobytes is given a lower bound where it is made."""

WORDY: Final = 200
"""A text of a user's own that is longer is hardly given twice, and too long to remember."""


def is_brief(held: object) -> bool:
    """Whether no text in it, however deep in tuples, is too long to remember."""
    if isinstance(held, tuple):
        return all(map(is_brief, held))
    return not isinstance(held, str) or len(held) <= WORDY


class Memo(dict[_Key, _Made], Generic[_Key, _Made]):
    """Remembers what was made of each key that it keeps; forgets all of it rather than grow beyond its limit."""

    def __init__(
        self, make: Callable[[_Key], _Made], limit: int = LIMIT, keeps: Callable[[_Key], bool] | None = None
    ) -> None:
        super().__init__()
        self._make = make
        self._limit = limit
        self._keeps = keeps

    def __missing__(self, key: _Key) -> _Made:
        made = self._make(key)
        if self._keeps is not None and not self._keeps(key):
            return made
        if len(self) >= self._limit:
            self.clear()
        self[key] = made
        return made


def remembered(make: Callable[Concatenate[Any, _Given], _Made]) -> cached_property[Callable[_Given, _Made]]:
    """A method whose answers are kept with its object, so that what was asked before is a look into a table."""

    def kept(held: Any) -> Any:
        return lru_cache(maxsize=LIMIT)(partial(make, held))

    return cached_property(kept)
