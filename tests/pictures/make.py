"""Makes the pictures of README.md from real runs of the program.

    python tests/pictures/make.py [FOLDER]

They are written beside this file, or into FOLDER. `tests/test_pictures.py` fails if they are out of date.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.cli.program import real
from tests.pictures.drawing import draw
from tests.pictures.screen import COLUMNS, TERMINAL, Line, after_keys, written

HERE: Final = Path(__file__).resolve().parent
DOWN, ENTER = "\x1b[B", "\r"
LAST_CHOICE: Final = "   Add the words of a message"
"""When this stands there, the whole list does."""
WIZARD: Final = "ali-closed --today 2026-06-15"
ANSWER: Final = (
    "ali-closed diagnose --status finished --parcel not_received --dispute none",
    "  --confirmed by_mistake --confirmed-on 2026-06-11 --closed-on 2026-06-11",
    "  --ordered-on 2026-05-02 --shipped-on 2026-05-06 --today 2026-06-15",
)
"""One command line in pieces that fit: receipt confirmed by mistake, and nothing has come."""


def wizard() -> str:
    """The wizard at its third question, asked why it asks."""
    keys = [
        (" > Awaiting payment", DOWN * 5),
        (" > Completed, or Finished", ENTER),
        (LAST_CHOICE, ENTER),
        (LAST_CHOICE, "w"),
        (" > Back to the question", ENTER),
    ]
    shown = after_keys(WIZARD, keys, LAST_CHOICE)
    return draw([_typed(f"$ {WIZARD}"), *shown], "ali-closed asks its third question, and has said why")


def answer() -> str:
    """The answer on a terminal of 80 columns."""
    shown = written(_run("--color", "always"))
    command = [f"{'$' if place == 0 else '>'} {part}" for place, part in enumerate(ANSWER)]
    lines = [f"{part} \\" for part in command[:-1]] + command[-1:]
    return draw([*map(_typed, lines), [], *shown], "The answer of ali-closed for an order confirmed by mistake")


def timeline() -> str:
    """The life of the same order, as the program draws it."""
    return _run("--format", "svg")


PICTURES: Final[dict[str, Callable[[], str]]] = {
    "wizard.svg": wizard,
    "answer.svg": answer,
    "timeline.svg": timeline,
}


def make(folder: Path) -> None:
    """Write every picture into the folder."""
    for name, draw_it in PICTURES.items():
        (folder / name).write_text(draw_it(), encoding="utf-8", newline="\n")


def _typed(command: str) -> Line:
    return [(command, ("bold",))]


def _run(*more: str) -> str:
    """What the program writes for the order of the answer."""
    arguments = [*shlex.split(" ".join(ANSWER))[1:], *more]
    ran = real(*arguments, **{**TERMINAL, "COLUMNS": str(COLUMNS)})
    assert (ran.code, ran.err) == (0, ""), ran.err
    return ran.out


if __name__ == "__main__":
    make(Path(sys.argv[1]) if sys.argv[1:] else HERE)
