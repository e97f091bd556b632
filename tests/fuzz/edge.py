"""One try at the program's edge: what is given to it, and what holds of what it leaves behind, whatever was given."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import pytest

from ali_closed.cli.main import main
from ali_closed.report.text.wrap import cells
from tests.test_coherence import broken_laws

FILE = "{file}"
"""Stands in the arguments where the file's path is to stand."""
CODES = frozenset({0, 2, 10, 11, 12, 65, 66})
"""What a run may end with: never 1, for that the program failed."""
LONGEST = 10.0
"""Seconds of CPU that nothing as small as what is tried here may take, the rules loaded included."""


@dataclass(frozen=True)
class Try:
    """What the program is given: arguments, standard input, a file, and cases that lie there already.

    With `columns` it writes to a terminal that has so many.
    """

    arguments: tuple[str, ...]
    given: bytes = b""
    file: bytes = b""
    cases: Mapping[str, bytes] = field(default_factory=dict)
    columns: int = 0


@dataclass(frozen=True)
class Left:
    """What a run left behind."""

    code: int
    out: str
    err: str
    cases: Mapping[str, bytes]


def tried(given: Try) -> Left:
    """Run the program with it and look at everything that holds of any run."""
    with tempfile.TemporaryDirectory() as home:
        return tried_in(Path(home), given)


def tried_in(home: Path, given: Try) -> Left:
    """The same where something may lie already."""
    before = time.process_time()
    left = _run(home, given)
    assert time.process_time() - before < LONGEST
    assert left.code in CODES, (left.code, left.err)
    for written in (left.out, left.err):
        assert "Traceback" not in written
        assert "program failed" not in written, written
    as_json = "--json" in given.arguments
    if left.code in (2, 65, 66) and given.arguments[:1] != ("batch",) and given.arguments[:2] != ("case", "list"):
        assert left.out == ""
        assert left.err
        if as_json:
            assert list(json.loads(left.err)) == ["error"]
    elif given.arguments[:1] == ("batch",) and as_json and "deadline" not in given.arguments:
        rows = [_row(json.loads(line)) for line in left.out.splitlines()]
        assert rows == sorted(rows)
    elif as_json and given.arguments[:1] != ("batch",):
        answer = json.loads(left.out)
        if given.arguments[:1] == ("diagnose",):
            assert list(broken_laws(answer)) == []
    elif given.columns and "--format=text" in given.arguments:
        lines = re.sub(r"\x1b\[[\d;]*[mK]", "", left.out).splitlines()
        assert [line for line in lines if cells(line) > given.columns] == []
    return left


def _row(line: Mapping[str, object]) -> object:
    if "error" in line:
        assert set(line) == {"error", "row"}
        return line["row"]
    source = line["source"]
    assert isinstance(source, dict)
    return source["row"]


class _Stream(io.TextIOWrapper):
    """Standard output or error, kept; a terminal or none."""

    def __init__(self, terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def _run(home: Path, given: Try) -> Left:
    out, err = (_Stream(given.columns > 0) for _ in range(2))
    folder, file = home / "cases", home / "given"
    file.write_bytes(given.file)
    if given.cases:
        folder.mkdir()
    for name, content in given.cases.items():
        (folder / f"{name}.json").write_bytes(content)
    arguments = [argument.replace(FILE, str(file)) for argument in given.arguments]
    stdin = io.TextIOWrapper(io.BytesIO(given.given), encoding="utf-8")
    with (
        patch.dict(os.environ, {"ALI_CLOSED_HOME": str(home), "COLUMNS": str(given.columns or 80)}),
        patch.object(sys, "stdin", stdin),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = _ended(lambda: main(arguments))
    kept = {path.stem: path.read_bytes() for path in folder.glob("*.json")} if folder.is_dir() else {}
    shown = []
    for stream in (out, err):
        stream.flush()
        shown.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    return Left(code, shown[0], shown[1], kept)


def _ended(run: Callable[[], None]) -> int:
    with pytest.raises(SystemExit) as ended:
        run()
    assert isinstance(ended.value.code, int)
    return ended.value.code
