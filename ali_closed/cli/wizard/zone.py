"""The time zone of this computer, by the name that a command line can repeat."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from ali_closed.errors import UsageError
from ali_closed.model.dates import read_zone

LOCAL = Path("/etc/localtime")
NAMED = Path("/etc/timezone")


def local_zone() -> str | None:
    """The IANA name of the computer's zone; None where it has none, or one that tells another time."""
    now = datetime.now(UTC)
    here = now.astimezone().utcoffset()
    for name in _names():
        try:
            zone = read_zone(name)
        except UsageError:
            continue
        if now.astimezone(zone).utcoffset() == here:
            return name
    return None


def _names() -> Iterator[str]:
    """What the system says: the variable TZ alone if it is set, else where the link of the clock points."""
    said = os.environ.get("TZ")
    if said:
        yield _after_folder(said.removeprefix(":"))
        return
    with suppress(OSError):
        yield _after_folder(str(LOCAL.resolve(strict=True)))
    with suppress(OSError, UnicodeDecodeError):
        yield NAMED.read_text(encoding="ascii").strip()


def _after_folder(path: str) -> str:
    """Region and city of a path such as /usr/share/zoneinfo/Europe/Berlin."""
    return path.rpartition("zoneinfo/")[2]
