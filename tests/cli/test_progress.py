"""Long work shows itself, on a terminal's stderr alone."""

import json
import re
import sys
from datetime import date, timedelta

import pexpect
import pytest

from ali_closed.proof.check import PARTS
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.rules.loader import load_rules
from tests.cli.program import TODAY, real, surroundings

WORDS = load_catalogue("en", load_rules())
SHARE = """
from ali_closed.cli.streams import progress
with progress() as show:
    show("half of it", 0.5)
    show("[red] and no share", None)
print("done")
"""


def on_terminal(*command, **environment):
    """What a terminal of 40 columns is sent."""
    kept = surroundings(COLUMNS=None, **environment)
    child = pexpect.spawn(command[0], list(command[1:]), env=kept, dimensions=(24, 40), timeout=60)
    return child.read().decode()


def test_the_share_is_shown_where_it_is_known_and_the_line_goes():
    said = on_terminal(sys.executable, "-c", SHARE, TERM="xterm")
    assert re.search(r"50%.*half of it", said)
    assert "[red] and no share" in said
    assert said.rindex("\x1b[2K") < said.index("done")


def test_nothing_on_a_terminal_that_cannot_do_it():
    assert on_terminal(sys.executable, "-c", SHARE, TERM="dumb").split() == ["done"]


def test_the_parts_of_the_proof_are_all_of_it():
    assert sum(PARTS.values()) == pytest.approx(1)
    assert all(WORDS.has(f"progress.check.{part}") for part in PARTS)


@pytest.mark.parametrize("flags", ["--format ndjson > out", "--sort deadline", "--sort deadline --jobs 2"])
def test_batch_on_a_terminal(tmp_path, flags):
    days = [str(date(2022, 1, 1) + timedelta(days=number)) for number in range(450)]
    orders = [{"id": str(number), "status": "closed", "closed_on": day} for number, day in enumerate(days)]
    (tmp_path / "in").write_text("\n".join(map(json.dumps, orders)), encoding="utf-8")
    line = f"{sys.executable} -m ali_closed batch {tmp_path / 'in'} {' '.join(TODAY)} {flags}"
    said = on_terminal("sh", "-c", f"cd {tmp_path}; {line}", TERM="xterm")
    assert [shown for shown in ("200 orders", "400 orders") if shown in said] == ["200 orders", "400 orders"]
    assert said.rindex("\x1b[2K") < said.index("450 orders:")
    assert "ORDER" not in said or said.rindex("\x1b[2K") < said.index("ORDER")


def test_nothing_in_a_pipe(tmp_path):
    (tmp_path / "in").write_text('{"status": "closed"}\n' * 2000, encoding="utf-8")
    ran = real("batch", str(tmp_path / "in"), *TODAY)
    assert "\r" not in ran.err
    assert len(ran.err.splitlines()) == 1
