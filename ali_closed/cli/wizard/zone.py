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
    for path in _paths():
        # Region and city of a path such as /usr/share/zoneinfo/Europe/Berlin.
        name = path.rpartition("zoneinfo/")[2]
        with suppress(UsageError):
            if now.astimezone(read_zone(name)).utcoffset() == now.astimezone().utcoffset():
                return name
    return None


def _paths() -> Iterator[str]:
    """What the system says: the variable TZ alone if it is set, else where the link of the clock points."""
    if said := os.environ.get("TZ"):
        yield said.removeprefix(":")
        return
    with suppress(OSError):
        yield str(LOCAL.resolve(strict=True))
    with suppress(OSError, UnicodeDecodeError):
        yield NAMED.read_text(encoding="ascii").strip()
