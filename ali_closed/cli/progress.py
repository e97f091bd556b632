"""What long work shows of itself: a line on the terminal of stderr that is written over, and nothing anywhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ali_closed.cli.streams import is_terminal

Show = Callable[[str, float | None], None]
"""Takes what is being done, and the share of it from 0 to 1 that is done, if that is known."""


@contextmanager
def progress(wanted: bool = True) -> Iterator[Show]:
    """What shows how far a piece of work is, to whoever watches stderr; the line is gone at the end."""
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
