"""No network: no command opens a socket, whatever it is asked."""

import json
import subprocess
import sys

from tests.cli.program import surroundings

GUARDED = """
import json, sys

def refuse(event, arguments):
    if event.startswith("socket."):
        raise RuntimeError(event)

sys.addaudithook(refuse)
from ali_closed.cli.main import main
for arguments in json.loads(sys.argv[1]):
    try:
        main(arguments)
    except SystemExit as ended:
        if ended.code:
            raise
"""
ORDER = ["--status", "closed", "--paid", "--closed-on", "2026-06-01", "--today", "2026-06-15"]


COMMANDS = (
    ["diagnose", *ORDER, "--country", "DE", "-v"],
    ["diagnose", *ORDER, "--format", "html"],
    ["calendar", *ORDER],
    ["draft", "support", *ORDER],
    ["explain", "closed"],
)


def test_no_command_opens_a_socket() -> None:
    command = [sys.executable, "-c", GUARDED, json.dumps(COMMANDS)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, env=surroundings())
    assert ran.returncode == 0, ran.stderr
    assert all(said in ran.stdout for said in ("holiday", "<html", "BEGIN:VCALENDAR", "Hello,", "(closed)"))


def test_the_guard_has_teeth() -> None:
    given = [sys.executable, "-c", GUARDED.split("from ali_closed")[0] + "import socket; socket.socket()"]
    assert subprocess.run(given, capture_output=True, timeout=60, env=surroundings()).returncode != 0
