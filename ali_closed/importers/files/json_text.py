"""JSON from anyone: whatever the bytes, a value or this project's own error."""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

from ali_closed.errors import quoted
from ali_closed.importers.records import unreadable

_SEVERAL: Final = "Several orders are one a line, as `jq -c .` writes them, or a list: [{...}, {...}]."
_JSONP: Final = re.compile(r"\s*[A-Za-z_$][\w.$]{0,80}\(\s*(?=[{\[])")


def _no_constant(name: str) -> NoReturn:
    raise unreadable(
        f"The JSON says {name}, which is no value.", code="bad_json", hint="Write null for what is not known."
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise unreadable(f"The JSON says {quoted(twice)} twice.", code="bad_json", hint="Leave out one of the two.")
    return found


_DECODER: Final = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_object)


def read_json(text: str) -> Any:
    """The value of a JSON text, also inside a call as servers answer scripts; DataError names line and column."""
    called = _JSONP.match(text)
    body = text[called.end() :].rstrip().removesuffix(";").rstrip().removesuffix(")") if called else text
    try:
        return _DECODER.decode(body)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, " if "\n" in body.strip() else ""
        raise unreadable(
            f"The JSON breaks off at {place}column {error.colno}: {error.msg}.",
            code="bad_json",
            hint=_hint(error),
        ) from None
    except ValueError:
        raise unreadable(
            "The JSON holds a number of thousands of digits.",
            code="bad_json",
            hint='Write what the page says as a text, for example {"id": "8100000000000001"}.',
        ) from None
    except RecursionError:
        raise unreadable(
            "The JSON is nested deeper than any order.",
            code="bad_json",
            hint='An order is a flat object, for example {"status": "closed"}.',
        ) from None


def _hint(error: json.JSONDecodeError) -> str:
    if error.msg == "Extra data":
        return _SEVERAL
    quotes = "Names and texts stand in double quotes. " if error.doc[error.pos : error.pos + 1] == "'" else ""
    return f'{quotes}An order looks like {{"status": "closed", "paid": true}}.'


def decoded(data: bytes) -> str:
    """The text of some bytes in UTF-8, or in UTF-16 with its mark; DataError for any other encoding."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise unreadable(
            "The text is not in UTF-8.",
            code="bad_encoding",
            hint="Save the file again with the encoding UTF-8.",
        ) from None


def is_json_object(line: bytes) -> bool:
    """Whether a line is a whole JSON object."""
    if not line.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
