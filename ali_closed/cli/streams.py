"""Streams and colour: stdout carries the answer, stderr everything else, and a closed pipe is no error."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, TextIO

from ali_closed.errors import AliClosedError

_COMMAND: Final = re.compile(r"\s+(ali-closed|echo) ")
_MARK: Final = re.compile(r"\s*(\w\. |\d+\. |- )?")
"""What a line of a list begins with; its other lines stand behind that."""


def prepare() -> None:
    """Let any text be written: a stream that cannot show a character shows a replacement, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def put(answer: str | bytes) -> None:
    """Write the answer to stdout, bytes as they are; AliClosedError if there is none, or no room on it."""
    if sys.stdout is None:
        raise AliClosedError("The answer cannot be written: standard output is closed.", code="no_output")
    try:
        if isinstance(answer, bytes):
            sys.stdout.buffer.write(answer)
        else:
            sys.stdout.write(answer if answer.endswith("\n") else answer + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AliClosedError(f"The answer cannot be written: {error.strerror}.", code="no_output") from None


def put_json(answer: Any) -> None:
    """Write a JSON answer to stdout; only ASCII, so that no character of the user's can do anything."""
    put(json.dumps(answer, ensure_ascii=True, indent=2))


def put_either(found: Any, said: str, *, as_json: bool) -> None:
    """Write an answer to stdout, as JSON, or in words, clean and broken for its terminal."""
    put_json(found) if as_json else put(_shown(said, sys.stdout))


def note(said: str, stream: TextIO | None = None) -> None:
    """Write lines to stderr, or to what a person is asked on, clean and broken for its terminal."""
    stream = stream or sys.stderr
    _write(_shown(said, stream), stream)


def put_error(error: AliClosedError, *, as_json: bool) -> None:
    """Write an error to stderr: one JSON object, or what is wrong and how to mend it."""
    if as_json:
        _write(json.dumps({"error": error.as_dict()}, ensure_ascii=True), sys.stderr)
    else:
        note("\n".join(filter(None, (f"ali-closed: {error.message}", error.hint))))


def _write(line: str, stream: TextIO | None) -> None:
    if stream is not None:
        try:
            stream.write(line + "\n")
            stream.flush()
        except OSError:  # nothing can be told, and what was done holds all the same
            drop(stream)


def _shown(said: str, stream: TextIO | None) -> str:
    """Clean, and for a terminal broken between words; a command line stays whole, for it is there to be copied."""
    from ali_closed.report.text.sanitize import clean
    from ali_closed.report.text.wrap import wrap

    room, shown, command = columns(stream), list[str](), ""
    for line in clean(said).split("\n"):
        if command or _COMMAND.match(line):
            shown.append(line)
            command += f"{line}\n"
            with suppress(ValueError):  # a quote in it goes on behind its end, as that of a message with several lines
                shlex.split(command)
                command = ""
        else:
            margin = line[: _MARK.match(line).end()]  # type: ignore[union-attr]
            shown += [line] if room is None else wrap(line.removeprefix(margin), room, margin, " " * len(margin))
    return "\n".join(shown)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sees this stream."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def width(stream: TextIO | None = None) -> int:
    """How many columns there are: COLUMNS if set, else those of the stream's terminal or of stdout's, else 80."""
    if not os.environ.get("COLUMNS", "").isdigit():
        with suppress(AttributeError, OSError, ValueError):  # None, or no terminal
            return os.get_terminal_size(stream.fileno()).columns or 80  # type: ignore[union-attr]
    return shutil.get_terminal_size().columns


def columns(stream: TextIO | None) -> int | None:
    """The columns of a terminal; None where no person sees it, and nothing needs to be broken."""
    return width(stream) if is_terminal(stream) else None


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


def drop(stream: TextIO) -> None:
    """The reader of a stream is gone, or its disk is full: nothing more is written to it, at exit either."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def progress(wanted: bool = True) -> Iterator[Callable[[str, float | None], None]]:
    """What shows how far a piece of work is, to whoever watches stderr; the line is gone at the end.

    It takes what is being done, and the share of it from 0 to 1 that is done, if that is known.
    """
    if not wanted or not is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
        yield lambda what, done: None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = TaskProgressColumn(), TextColumn("{task.description}", markup=False), TimeRemainingColumn()
    # Without a thread of its own, which a process that is forked meanwhile would not survive.
    shown = Progress(
        *columns,
        console=Console(stderr=True),
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with shown:
        task = shown.add_task("", total=None)

        def show(what: str, done: float | None) -> None:
            shown.update(task, description=what, completed=done or 0, total=done and 1, refresh=True)

        yield show
