"""One try at the program's edge: what is given to it, and what holds of what it leaves behind, whatever was given."""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import pytest

from ali_closed.cli.main import main

FILE = "{file}"
"""Stands in the arguments where the file's path is to stand."""
CODES = frozenset({0, 2, 10, 11, 12, 65, 66})
"""What a run may end with: never 1, for that the program failed."""


@dataclass(frozen=True)
class Try:
    """What the program is given: arguments, standard input, a file, and cases that lie there already."""

    arguments: tuple[str, ...]
    given: bytes = b""
    file: bytes = b""
    cases: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Left:
    """What a run left behind."""

    code: int
    out: str
    err: str
    cases: Mapping[str, bytes]


def tried(given: Try) -> Left:
    """Run the program with it and look at everything that holds of any run."""
    left = _run(given)
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
    elif given.arguments[:1] == ("batch",):
        rows = [_row(json.loads(line)) for line in left.out.splitlines()]
        assert rows == sorted(rows)
    elif as_json:
        json.loads(left.out)
    return left


def _row(line: Mapping[str, object]) -> object:
    if "error" in line:
        assert set(line) == {"error", "row"}
        return line["row"]
    source = line["source"]
    assert isinstance(source, dict)
    return source["row"]


def _run(given: Try) -> Left:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with tempfile.TemporaryDirectory() as home:
        folder, file = Path(home) / "cases", Path(home) / "given"
        file.write_bytes(given.file)
        if given.cases:
            folder.mkdir()
        for name, content in given.cases.items():
            (folder / f"{name}.json").write_bytes(content)
        arguments = [argument.replace(FILE, str(file)) for argument in given.arguments]
        stdin = io.TextIOWrapper(io.BytesIO(given.given), encoding="utf-8")
        with (
            patch.dict(os.environ, {"ALI_CLOSED_HOME": home}),
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
