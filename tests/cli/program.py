"""Runs the program at its edge: in this process, which is fast, or as a real one."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ali_closed.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
TODAY = ("--today", "2026-06-15")
EXPIRED = {
    "status": "completed",
    "sub_status": "confirmation_timed_out",
    "paid": True,
    "shipped": True,
    "parcel": "not_received",
    "closed_on": "2026-06-03",
}
SECRET = "Erika-Mustermann-4711"
"""What must stand in no message about a failure."""
PATIENCE = 90
"""Seconds that a busy machine may take for a program to start; a test that passes waits for none of them."""
POSIX = pytest.mark.skipif(os.name == "nt", reason="on Windows the rights of files are another matter")
"""For tests of who may read and write a file."""


@dataclass(frozen=True)
class Ran:
    """What a run left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON on stdout."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The one JSON error on stderr, which has to be its only line."""
        line = self.err.removesuffix("\n")
        assert "\n" not in line
        assert line.isascii()
        assert list(json.loads(line)) == ["error"]
        return json.loads(line)["error"]


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Ran:
    """Run the program in this process."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    written = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    assert "Traceback" not in written.err
    return Ran(ended.value.code, written.out, written.err)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """The JSON that a run printed; it has to end well, with nothing on stderr."""
    ran = run(capsys, *arguments)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.isascii()
    return ran.document


def pipe_in(monkeypatch: pytest.MonkeyPatch, given: bytes | str | Mapping[str, Any], *, terminal: bool = False) -> None:
    """Put something on standard input."""
    text = json.dumps(given) if isinstance(given, Mapping) else given
    data = text.encode() if isinstance(text, str) else text
    kind = Terminal if terminal else io.TextIOWrapper
    monkeypatch.setattr(sys, "stdin", kind(io.BytesIO(data), encoding="utf-8"))


def run_line(line: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> Ran:
    """Run a line of a shell in a folder: `ali-closed ... > FILE`, or `... | ali-closed ...`."""
    monkeypatch.chdir(folder)
    before, _, command = line.rpartition(" | ")
    command, _, target = command.partition(" > ")
    name, *arguments = shlex.split(command)
    assert name == "ali-closed", line
    piped = subprocess.run(["sh", "-c", before], cwd=folder, capture_output=True, check=True).stdout if before else b""
    pipe_in(monkeypatch, piped)
    ran = run(capsys, *arguments)
    if target:
        (folder / target.strip()).write_text(ran.out, encoding="utf-8")
    return ran


def files_for_examples(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files that examples speak of, and a place of their own for saved cases."""
    monkeypatch.setenv("ALI_CLOSED_HOME", str(folder / "home"))
    (folder / "order.json").write_text(json.dumps({"id": "1", **EXPIRED}), encoding="utf-8")
    rows = [{"id": "1", **EXPIRED}, {"id": "2", "status": "frozen", "paid": True}]
    (folder / "orders.ndjson").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    (folder / "orders.csv").write_text(
        "id,status,paid,closed_on\n1,closed,yes,2026-05-21\n2,frozen,,\n", encoding="utf-8"
    )


def flags(order: Mapping[str, Any]) -> list[str]:
    """An order as the flags of a command line."""
    found: list[str] = []
    for name, value in order.items():
        dashed = name.replace("_", "-")
        found += [f"--{dashed}" if value else f"--not-{dashed}"] if isinstance(value, bool) else [f"--{dashed}", value]
    return found


def surroundings(**changes: str | None) -> dict[str, str]:
    """The environment of a real run; None takes a variable away."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    merged = {**os.environ, "PYTHONPATH": path, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def real(*arguments: str | bytes, given: bytes | None = None, seconds: int = PATIENCE, **changes: str | None) -> Ran:
    """Run the program as a process of its own, so long at most; a warning is an error in it."""
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-m", "ali_closed", *arguments],
        input=given,
        stdin=subprocess.DEVNULL if given is None else None,
        capture_output=True,
        env=surroundings(**changes),
        timeout=seconds,
        check=False,
    )
    found = Ran(ended.returncode, ended.stdout.decode(), ended.stderr.decode())
    assert "Traceback" not in found.err, found.err
    return found
