"""Prints what a start takes in processor time, as ratios against `python -c pass` and the least program of its kind.

    python tests/benchmarks/startup.py [RUNS]

Every figure is the median over RUNS (21 unless said otherwise) pairs, each of one run of the program and one of the
bare program right after it, so that a busy machine slows both; the spread is the middle half. What is kept is kept
before: a first run makes it. `http` and `sqlite-utils` are measured too, where they are installed.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

RUNS = 21
BARE = """
import typer
from pydantic import BaseModel


class Order(BaseModel):
    status: str


app = typer.Typer(add_completion=False)


@app.command()
def main(status: str = "closed"):
    print(Order(status=status).model_dump_json())


app()
"""
"""The least program there can be with typer and one pydantic model."""
SLOWING = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
ORDER = ("diagnose", "--status", "closed", "--paid", "--closed-on", "2026-06-01", "--today", "2026-06-15", "--json")
WORDS = ("diagnose", "--status", "Finished", "--message", "closed for security reasons", "--json")
COMPLETION = {"_ALI_CLOSED_COMPLETE": "complete_bash", "COMP_WORDS": "ali-closed diagnose --par", "COMP_CWORD": "2"}
PEERS = {"http --version": ("http", "--version"), "sqlite-utils --version": ("sqlite-utils", "--version")}

Command = tuple[list[str], Mapping[str, str]]


def taken(command: Command) -> float:
    """The processor time of one run, in milliseconds, of the process and of the system for it."""
    arguments, more = command
    surroundings = {name: value for name, value in os.environ.items() if name not in SLOWING} | dict(more)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(arguments, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def commands(bare: Path) -> dict[str, Command]:
    """What is measured, by the name it is printed under; first the two floors."""
    program = [sys.executable, "-m", "ali_closed"]
    found: dict[str, Command] = {
        "python -c pass": ([sys.executable, "-c", "pass"], {}),
        "the bare program": ([sys.executable, str(bare)], {}),
        "diagnose --json": ([*program, *ORDER], {}),
        "diagnose --json, with words": ([*program, *WORDS], {}),
        "--help": ([*program, "--help"], {}),
        "diagnose --help": ([*program, "diagnose", "--help"], {}),
        "--version": ([*program, "--version"], {}),
        "a TAB": (program, COMPLETION),
    }
    beside = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    for name, (peer, *arguments) in PEERS.items():
        if path := shutil.which(peer, path=beside):
            found[name] = ([path, *arguments], {})
    return found


def main(arguments: list[str]) -> None:
    """Measure and print."""
    runs = int(arguments[0]) if arguments else RUNS
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        measured = commands(bare)
        floor = measured["the bare program"]
        for name, command in measured.items():
            taken(command)
            pairs = [(taken(command), taken(floor)) for _ in range(runs)]
            ratios = sorted(one / other for one, other in pairs)
            low, high = ratios[runs // 4], ratios[-1 - runs // 4]
            print(
                f"{name:28} {statistics.median(one for one, _ in pairs):6.1f} ms, "
                f"{statistics.median(ratios):.2f} times the bare program ({low:.2f} to {high:.2f})",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
