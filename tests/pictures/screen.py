"""What a terminal shows, as lines of styled text: of a program that runs on it, or of what one wrote."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from itertools import groupby
from typing import Final

import pexpect
import pyte
from rich.ansi import AnsiDecoder
from rich.console import Console
from rich.style import Style

from tests.cli.program import PATIENCE, surroundings

Piece = tuple[str, tuple[str, ...]]
"""Some text and the names of its looks: a colour, bold, dim, underline."""
Line = list[Piece]
COLUMNS: Final = 80
ROWS: Final = 60
TERMINAL: Final[dict[str, str | None]] = {
    "COLUMNS": None,
    "LINES": None,
    "TERM": "xterm",
    "TZ": "America/Los_Angeles",
    "LC_ALL": "C.UTF-8",
    "PYTHONUTF8": "1",
    "NO_COLOR": None,
    "FORCE_COLOR": None,
    "COLORTERM": None,
    "PROMPT_TOOLKIT_COLOR_DEPTH": None,
    "ALI_CLOSED_ACCESSIBLE": None,
    "PROMPT_TOOLKIT_NO_CPR": "1",
}
"""The same terminal wherever the pictures are made."""
COLOURS: Final = {1: "red", 2: "green", 5: "magenta", 6: "cyan"}
"""The colours of the terminal's own palette that the program uses, by their number there."""


def after_keys(command: str, keys: Sequence[tuple[str, str]], last: str) -> list[Line]:
    """What the terminal shows when the program waits at its last question.

    Args:
        command: the line that starts the program, beginning with `ali-closed`.
        keys: what a line of the screen has to begin with, and the keys that are then pressed.
        last: what a line has to begin with when all is drawn.

    Raises pexpect.TIMEOUT if such a line does not come.
    """
    arguments = ["-m", "ali_closed", *shlex.split(command)[1:]]
    child = pexpect.spawn(
        sys.executable,
        arguments,
        dimensions=(ROWS, COLUMNS),
        env=surroundings(**TERMINAL),
        encoding="utf-8",
        timeout=PATIENCE,
    )
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    try:
        for begins, pressed in (*keys, (last, "")):
            while not any(line.startswith(begins) for line in screen.display):
                stream.feed(child.read_nonblocking(4096, timeout=PATIENCE))
            child.send(pressed)
        return _without_empty_end([_screen_line(screen, row) for row in range(ROWS)])
    finally:
        child.close(force=True)


def _screen_line(screen: pyte.Screen, row: int) -> Line:
    found = []
    cells = [screen.buffer[row][column] for column in range(COLUMNS)]
    for looks, group in groupby(cells, _looks):
        found.append(("".join(cell.data for cell in group), looks))
    return found


def _looks(cell: pyte.screens.Char) -> tuple[str, ...]:
    named = [cell.fg] if cell.fg in COLOURS.values() else []
    named += [name for name, on in (("bold", cell.bold), ("underline", cell.underscore)) if on]
    return tuple(named)


def _without_empty_end(lines: list[Line]) -> list[Line]:
    while lines and not "".join(text for text, _ in lines[-1]).strip():
        lines = lines[:-1]
    return lines


def written(output: str) -> list[Line]:
    """The lines that a program wrote, escape sequences included."""
    console = Console(width=COLUMNS, color_system="standard", force_terminal=True)
    return [
        [(part.text, _style_looks(part.style or Style.null())) for part in text.render(console)]
        for text in map(AnsiDecoder().decode_line, output.splitlines())
    ]


def _style_looks(style: Style) -> tuple[str, ...]:
    named = [COLOURS[style.color.number]] if style.color is not None and style.color.number in COLOURS else []
    named += [name for name in ("bold", "dim", "underline") if getattr(style, name)]
    return tuple(named)
