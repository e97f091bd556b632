"""No network: no command opens a socket, whatever it is asked."""

import subprocess
import sys

import pytest

from tests.cli.program import surroundings

GUARDED = """
import sys

def refuse(event, arguments):
    if event.startswith("socket."):
        raise RuntimeError(event)

sys.addaudithook(refuse)
from ali_closed.__main__ import run
run()
"""
ORDER = ["--status", "closed", "--paid", "--closed-on", "2026-06-01", "--today", "2026-06-15"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["diagnose", *ORDER, "--country", "DE", "-v"],
        ["diagnose", *ORDER, "--format", "html"],
        ["calendar", *ORDER],
        ["draft", "support", *ORDER],
        ["explain", "closed"],
    ],
    ids=lambda given: given[0],
)
def test_no_command_opens_a_socket(arguments: list[str]) -> None:
    command = [sys.executable, "-c", GUARDED, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, env=surroundings())
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout


def test_the_guard_has_teeth() -> None:
    given = [sys.executable, "-c", GUARDED.split("from ali_closed")[0] + "import socket; socket.socket()"]
    assert subprocess.run(given, capture_output=True, timeout=60, env=surroundings()).returncode != 0
