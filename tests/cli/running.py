"""Runs commands as a shell would, in this process: exit code, stdout, stderr."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ali_closed.cli.main import main


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """What was written to stdout."""
        return self.out.decode()


def run(capture: pytest.CaptureFixture[bytes], *arguments: str) -> Ran:
    """Run the program with these arguments; `capture` is the fixture capfdbinary."""
    capture.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    written = capture.readouterr()
    code = ended.value.code
    assert isinstance(code, int)
    return Ran(code, written.out, written.err.decode())
