"""A HAR file: what the browser loaded while the buyer looked at his orders."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any, Final
from urllib.parse import unquote

from ali_closed.errors import DataError
from ali_closed.importers.fields.values import Json, inner, listed
from ali_closed.importers.files.json_text import decoded, read_json
from ali_closed.importers.sources import web

_ORDER: Final = re.compile(r"(?:tradeOrderId|orderId)\W{1,12}(\d{10,20})")


def read_parts(root: Json, today: date) -> Iterator[web.Part]:
    """What the loaded answers say of each order, in the order of loading; other traffic is passed over."""
    for entry in listed(inner(root, "log").get("entries")):
        answer = _answer(entry)
        if answer is not None and web.is_answer(answer):
            yield from web.read_parts(answer, today, _asked_for(entry))


def _answer(entry: Json) -> Any:
    """The JSON an entry holds; None for anything else."""
    content = inner(inner(entry, "response"), "content")
    body = content.get("text")
    with suppress(DataError, ValueError):
        if isinstance(body, str) and "mtop" not in body and content.get("encoding") == "base64":
            body = decoded(base64.b64decode(body))
        if isinstance(body, str) and any(name in body for name in ("orderId", "racking", "reverse")):
            return read_json(body)
    return None


def _asked_for(entry: Json) -> str | None:
    """The order that the request named, in its address or in what it sent."""
    request = inner(entry, "request")
    sent = inner(request, "postData").get("text")
    for place in (request.get("url"), sent):
        if isinstance(place, str) and (found := _ORDER.search(unquote(place[:20_000]))):
            return found[1]
    return None
