"""The one family of errors, each with its exit code, and how errors word what they were given."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable

_SHOWN = 40
"""How many characters of a bad value a message repeats."""


class AliClosedError(Exception):
    """Anything the user is told instead of an answer.

    Attributes:
        code: a stable word for scripts.
        message: what is wrong, and where.
        hint: how to mend it, with an example; None where nothing can be mended.
        field: the field of the order or the flag it is about, by its contract name.
        exit_code: what the process ends with.
        usual_code: the `code` of its kind where none is given.
    """

    exit_code = 1
    usual_code = "failed"

    def __init__(
        self, message: str, *, code: str | None = None, hint: str | None = None, field: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.usual_code
        self.hint = hint
        self.field = field

    def as_dict(self) -> dict[str, str | None]:
        """The error as the contract's JSON object, without the envelope."""
        return {"code": self.code, "message": self.message, "hint": self.hint, "field": self.field}


class UsageError(AliClosedError):
    """A flag, a field or a value that cannot be used."""

    exit_code = 2
    usual_code = "usage"


class DataError(AliClosedError):
    """A file that cannot be read as an order, or a rule set that fails its check."""

    exit_code = 65
    usual_code = "bad_data"


class MissingFileError(AliClosedError):
    """A file that is not there."""

    exit_code = 66
    usual_code = "missing_file"


class Interrupted(AliClosedError):
    """The user stopped the program; `hint` may hold the command line that goes on from there."""

    exit_code = 130
    usual_code = "interrupted"

    def __init__(self, message: str = "Interrupted.", **told: str | None) -> None:
        super().__init__(message, **told)


def debugging() -> bool:
    """Whether a failure of the program itself is to be seen with its traceback."""
    return bool(os.environ.get("ALI_CLOSED_DEBUG"))


def as_error(error: Exception, what: str) -> AliClosedError:
    """Any failure as one of ours, `what` saying what it stopped: a message, never a traceback, never a value."""
    if isinstance(error, AliClosedError):
        return error
    if debugging():
        raise error
    return DataError(
        f"{what}: the program failed on it ({type(error).__name__}).",
        code="failed",
        hint="Please report it, with the row if you can; ALI_CLOSED_DEBUG=1 shows where.",
    )


def quoted(value: object) -> str:
    """A value as a message may repeat it: text in backticks, short and printable; else only its kind."""
    if isinstance(value, str):
        start = value if len(value) <= _SHOWN else value[: _SHOWN - 3] + "..."
        return "`" + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in start) + "`"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, (list, tuple)):
        return "a list"
    return "a value of another kind"


def nearest(word: str, known: Iterable[str], *, count: int = 3, cutoff: float = 0.6) -> tuple[str, ...]:
    """The known words most like `word`, best first, whatever the case of the letters."""
    by_folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word[:_SHOWN].casefold(), list(by_folded), n=count, cutoff=cutoff)
    return tuple(by_folded[name] for name in found)


def did_you_mean(names: Iterable[str], otherwise: str = "") -> str:
    """The question of a hint that names what is near; `otherwise` where nothing is."""
    listed = " or ".join(f"`{name}`" for name in names)
    return f"Did you mean {listed}?" if listed else otherwise
