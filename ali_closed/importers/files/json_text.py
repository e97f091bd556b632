"""JSON from anyone: whatever the bytes, a value or this project's own error."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, Final, NoReturn

from ali_closed.errors import DataError, quoted

_SEVERAL: Final = "Several orders are one a line, as `jq -c .` writes them, or a list: [{...}, {...}]."
VALUES: Final = 1_000_000
"""How many values one piece of JSON may hold: they take a hundred times the memory of their text."""
_QUOTED: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_JSONP: Final = re.compile(r"\s*[A-Za-z_$][\w.$]{0,80}\(\s*(?=[{\[])")


def _no_constant(name: str) -> NoReturn:
    raise DataError(
        f"The JSON says {name}, which is no value.", code="bad_json", hint="Write null for what is not known."
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        times = Counter(name for name, _ in pairs)
        twice = next(name for name in times if times[name] > 1)
        raise DataError(f"The JSON says {quoted(twice)} twice.", code="bad_json", hint="Leave out one of the two.")
    return found


_DECODER: Final = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_object)


def read_json(text: str, *, line: int = 1, column: int = 0) -> Any:
    """The value of a JSON text, also inside a call as servers answer scripts.

    DataError names line and column, counted from where the text begins in its file; and the limit, where it holds more
    than `VALUES`.
    """
    if _holds_too_much(text):
        raise DataError(
            f"The JSON holds more than {VALUES:,} values in one piece.",
            code="too_large",
            hint="Write one order a line (NDJSON), or a list of orders: these are read one by one.",
        )
    called = _JSONP.match(text)
    body = text[called.end() :].rstrip().removesuffix(";").rstrip().removesuffix(")") if called else text
    try:
        return _DECODER.decode(body)
    except json.JSONDecodeError as error:
        at = error.lineno + line - 1
        place = f"line {at}, " if at > 1 or "\n" in body.strip() else ""
        raise DataError(
            f"The JSON breaks off at {place}column {error.colno + (column if error.lineno == 1 else 0)}: {error.msg}.",
            code="bad_json",
            hint=_hint(error),
        ) from None
    except ValueError:
        raise DataError(
            "The JSON holds a number of thousands of digits.",
            code="bad_json",
            hint='Write what the page says as a text, for example {"id": "8100000000000001"}.',
        ) from None
    except RecursionError:
        raise DataError(
            "The JSON is nested deeper than any order.",
            code="bad_json",
            hint='An order is a flat object, for example {"status": "closed"}.',
        ) from None


def _holds_too_much(text: str) -> bool:
    """Whether the values of a text, counted by the marks before them, are more than `VALUES`."""
    if len(text) <= VALUES:
        return False
    marks = _QUOTED.sub("", text)
    return sum(marks.count(mark) for mark in ",[{") > VALUES


def _hint(error: json.JSONDecodeError) -> str:
    if error.msg == "Extra data":
        return _SEVERAL
    quotes = "Names and texts stand in double quotes. " if error.doc[error.pos : error.pos + 1] == "'" else ""
    return f'{quotes}An order looks like {{"status": "closed", "paid": true}}.'


def more_behind() -> DataError:
    """The error of what stands behind a whole JSON value."""
    return DataError("The JSON goes on behind its end.", code="bad_json", hint=_SEVERAL)


def decoded(data: bytes) -> str:
    """The text of some bytes in UTF-8, or in UTF-16 with its mark; DataError for any other encoding."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise DataError(
            "The text is not in UTF-8.",
            code="bad_encoding",
            hint="Save the file again with the encoding UTF-8.",
        ) from None


def is_json_object(line: bytes) -> bool:
    """Whether a line is a whole JSON object."""
    if not line.lstrip().startswith(b"{"):
        return False
    try:
        return _holds_too_much(line.decode("utf-8", errors="replace")) or isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
