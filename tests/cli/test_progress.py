"""Long work shows itself: share done, rate and time left, on a terminal's stderr alone."""

import io
import json
import re
import sys
from datetime import date, timedelta
from types import SimpleNamespace

import pexpect
import pytest

from ali_closed.cli.progress import Progress, share_read
from ali_closed.proof.check import PARTS
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.rules.loader import load_rules
from tests.cli.program import TODAY, Terminal, real, surroundings

WORDS = load_catalogue("en", load_rules())


class Clock:
    """A clock that stands until it is set."""

    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def seen(monkeypatch):
    """What a terminal on stderr was sent."""
    held = io.BytesIO()
    stream = Terminal(held, encoding="utf-8", write_through=True)
    # Not sys.stderr itself, which pytest sets anew between a fixture and its test.
    monkeypatch.setattr("ali_closed.cli.progress.sys", SimpleNamespace(stderr=stream))
    return lambda: held.getvalue().decode()


def shown(text):
    """What stands on the line in the end."""
    return text.rpartition("\r")[2].removesuffix("\x1b[K")


def test_share_rate_and_time_left(seen):
    clock = Clock()
    progress = Progress(WORDS, clock=clock)
    assert not progress.due
    clock.now += 10
    assert progress.due
    progress.show("50 orders", 0.25, 50)
    assert shown(seen()) == "25 % - 50 orders - 5 a second - 30 s left"
    assert not progress.due


@pytest.mark.parametrize(
    ("seconds", "done", "count", "line"),
    [
        (1, 0.5, None, "50 % - x"),
        (10, None, 40, "x - 4 a second"),
        (100, 0.25, None, "25 % - x - 5:00 min left"),
        (90, 0.9, None, "90 % - x - 10 s left"),
        (5, 0.0, None, "0 % - x"),
    ],
)
def test_what_is_not_known_is_not_guessed(seen, seconds, done, count, line):
    clock = Clock()
    progress = Progress(WORDS, clock=clock)
    clock.now += seconds
    progress.show("x", done, count)
    assert shown(seen()) == line


def test_the_line_goes_when_the_work_is_done_or_fails(seen):
    def fail():
        with Progress(WORDS) as progress:
            progress.show("x", None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert shown(seen()) == ""


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (80, "25 % - 50 orders - 5 a second - 30 s left"),
        (42, "25 % - 50 orders - 5 a second - 30 s left"),
        (41, "25 % - 50 orders - 30 s left"),
        (20, "25 % - 30 s left"),
        (10, "25 %"),
        (3, ""),
    ],
)
def test_it_never_runs_over_the_line(seen, monkeypatch, columns, line):
    monkeypatch.setenv("COLUMNS", str(columns))
    clock = Clock()
    progress = Progress(WORDS, clock=clock)
    clock.now += 10
    progress.show("50 orders", 0.25, 50)
    assert shown(seen()) == line


@pytest.mark.parametrize("why", ["pipe", "dumb", "not wanted"])
def test_nothing_where_nobody_watches(seen, monkeypatch, why):
    pipe = io.StringIO()
    if why == "pipe":
        monkeypatch.setattr("ali_closed.cli.progress.sys", SimpleNamespace(stderr=pipe))
    if why == "dumb":
        monkeypatch.setenv("TERM", "dumb")
    with Progress(WORDS, wanted=why != "not wanted") as progress:
        progress.show("x", 0.5)
    assert (seen(), pipe.getvalue()) == ("", "")


def test_the_share_of_a_file_is_what_was_read_of_it(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"x" * 100)
    with file.open("rb") as stream:
        share = share_read(stream)
        assert share() is None
        stream.read(25)
        assert share() == 0.25
        stream.read()
        assert share() is None
    assert share_read(io.BytesIO(b"abc"))() is None


def test_the_parts_of_the_proof_are_all_of_it():
    assert sum(PARTS.values()) == pytest.approx(1)
    assert all(WORDS.has(f"progress.check.{part}") for part in PARTS)


@pytest.mark.parametrize(("flags", "columns"), [("--format ndjson > out", 80), ("--sort deadline", 40)])
def test_batch_on_a_terminal(tmp_path, flags, columns):
    days = [str(date(2022, 1, 1) + timedelta(days=number)) for number in range(1200)]  # no two alike: it takes a while
    orders = [{"id": str(number), "status": "closed", "closed_on": day} for number, day in enumerate(days)]
    (tmp_path / "in").write_text("\n".join(map(json.dumps, orders)), encoding="utf-8")
    line = f"{sys.executable} -m ali_closed batch in {' '.join(TODAY)} {flags}"
    child = pexpect.spawn(
        "sh", ["-c", line], cwd=tmp_path, env=surroundings(COLUMNS=None), dimensions=(24, columns), timeout=60
    )
    said = child.read().decode()
    states = re.findall(r"\r([^\r\n]*)\x1b\[K", said)
    assert re.match(r"\d+ % - \d+ orders", states[0])
    assert max(map(len, states)) < columns
    assert states[-1] == ""
    assert said.rindex("\x1b[K") < said.index("1200 orders:")
    assert "ORDER" not in said or "\r\x1b[KORDER" in said


def test_nothing_in_a_pipe(tmp_path):
    (tmp_path / "in").write_text('{"status": "closed"}\n' * 2000, encoding="utf-8")
    ran = real("batch", str(tmp_path / "in"), *TODAY)
    assert "\r" not in ran.err
    assert len(ran.err.splitlines()) == 1
