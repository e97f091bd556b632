"""What long work shows of itself: a line on the terminal of stderr that is written over, and nothing anywhere else."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import BinaryIO, Final

from ali_closed.cli.streams import is_terminal, width
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.wrap import cells

EVERY: Final = 0.5
"""Seconds between two states that are shown."""
_SETTLED: Final = 2.0
"""Seconds before the time left is guessed at."""


class Progress:
    """How far a piece of work is, for whoever watches stderr; `with` takes the line away at the end."""

    def __init__(self, words: Catalogue, *, wanted: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self.words = words
        self._clock = clock
        self._began = clock()
        self._due = self._began + EVERY
        self._shown = wanted and is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def clear(self) -> None:
        """Take the line away, so that something else can be written there."""
        self._write(("",))

    @property
    def due(self) -> bool:
        """Whether the last state was shown long enough ago."""
        return self._shown and self._clock() >= self._due

    def show(self, what: str, done: float | None, count: int | None = None) -> None:
        """Show what is being done, the share of it from 0 to 1 if that is known, and how many things a second."""
        now = self._clock()
        self._due = now + EVERY
        elapsed = now - self._began
        share = "" if done is None else self.words.say("progress.share", percent=int(100 * done))
        rate = self.words.say("progress.rate", count=round(count / elapsed)) if count and elapsed >= EVERY else ""
        left = self._left(round(elapsed / done - elapsed)) if done and elapsed >= _SETTLED else ""
        self._write((share, what, rate, left), (share, what, left), (share, left), (share or what,))

    def _left(self, seconds: int) -> str:
        minutes, seconds = divmod(seconds, 60)
        if not minutes:
            return self.words.say("progress.seconds_left", seconds=seconds)
        return self.words.say("progress.minutes_left", minutes=minutes, seconds=f"{seconds:02}")

    def _write(self, *choices: tuple[str, ...]) -> None:
        """Write the first of these lines that fits."""
        if self._shown:
            room = width(sys.stderr) - 1
            lines = [self.words.say("progress.between").join(filter(None, parts)) for parts in choices]
            fits = next((line for line in lines if cells(line) <= room), "")
            sys.stderr.write(f"\r{fits}\x1b[K")
            sys.stderr.flush()


def share_read(stream: BinaryIO) -> Callable[[], float | None]:
    """What part of a file has been read; None for what is no file, and for one that was read whole at the start."""
    try:
        size = os.fstat(stream.fileno()).st_size if stream.seekable() else 0
    except (OSError, ValueError):
        size = 0

    def share() -> float | None:
        at = stream.tell() if size else 0
        return at / size if 0 < at < size else None

    return share
