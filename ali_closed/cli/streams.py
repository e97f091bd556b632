"""Streams and colour: stdout carries the answer, stderr everything else, and a closed pipe is no error."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

from ali_closed.errors import AliClosedError


def prepare() -> None:
    """Let any text be written: a stream that cannot show a character shows a replacement, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def put(answer: str) -> None:
    """Write the answer to stdout; AliClosedError if there is none, or no room on it."""
    if sys.stdout is None:
        raise AliClosedError("The answer cannot be written: standard output is closed.", code="no_output")
    try:
        sys.stdout.write(answer if answer.endswith("\n") else answer + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AliClosedError(f"The answer cannot be written: {error.strerror}.", code="no_output") from None


def put_json(answer: Any) -> None:
    """Write a JSON answer to stdout; only ASCII, so that no character of the user's can do anything."""
    put(json.dumps(answer, ensure_ascii=True, indent=2))


def note(line: str) -> None:
    """Write a line to stderr."""
    if sys.stderr is not None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def put_error(error: AliClosedError, *, as_json: bool) -> None:
    """Write an error to stderr: one JSON object, or what is wrong and how to mend it."""
    if as_json:
        note(json.dumps({"error": error.as_dict()}, ensure_ascii=True))
        return
    from ali_closed.report.text.sanitize import clean

    note(f"ali-closed: {clean(error.message)}")
    if error.hint:
        note(clean(error.hint))


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sees this stream."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def colour_wanted(setting: str, stream: TextIO) -> bool:
    """Colour: --color decides, then NO_COLOR, FORCE_COLOR (0 means off), TERM=dumb, and whether it is a terminal."""
    if setting != "auto":
        return setting == "always"
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR")
    if forced:
        return forced != "0"
    return os.environ.get("TERM") != "dumb" and is_terminal(stream)


def drop_stdout() -> None:
    """The reader of stdout is gone: nothing more is written to it, at exit either."""
    try:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, sys.stdout.fileno())
    except (OSError, ValueError):
        pass
