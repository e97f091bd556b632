"""Every error: its exit code, what it says, as text and as one JSON object, with nothing on stdout."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from ali_closed.cli.main import main
from ali_closed.errors import AliClosedError
from tests.cli.program import PATIENCE, SECRET, Terminal, pipe_in, real, run, surroundings

ORDERS = b'{"id": "5", "status": "closed"}\n{"id": "6", "status": "closed"}\n'
# arguments, exit code, code, field, and what the message or the hint must name.
BY_FLAGS = [
    # The nearest flag, command, value, field is named.
    (["diagnose", "--statuss", "closed"], 2, "usage", None, "--status"),
    (["diagnose", "--tracking-number", "1"], 2, "usage", None, "--tracking"),
    (["diagnose", "--tracking", "deliverd"], 2, "bad_value", "tracking", "`delivered`"),
    (["diagnose", "--tracking", "xyzzy"], 2, "bad_value", "tracking", "awaiting_pickup"),
    (["diagnose", "--dispute", "Open"], 2, "bad_value", "dispute", "`open`"),
    (["diagnose", "--payment-method", "klarna"], 2, "bad_value", "payment_method", "none of them fits, it is `other`"),
    (["diagnose", "--status", "clos"], 2, "bad_value", "status", "`closed`"),
    (["diagnose", "--status", ""], 2, "bad_value", "status", "payment_pending"),
    (["diagnose", "--sub-status", "xyzzy"], 2, "bad_value", "sub_status", "confirmation_timed_out"),
    (["diagnose", "--unknown", "payd"], 2, "unknown_field", "payd", "`paid`"),
    (["diagnose", "--unknown", "xyzzy"], 2, "unknown_field", "xyzzy", "ali-closed schema order"),
    (["diagnose", "--paid=yes"], 2, "usage", None, "--paid"),
    (["diagnose", "one.json", "two.json"], 2, "usage", None, "two.json"),
    (["diagnos"], 2, "usage", None, "diagnose"),
    (["rules", "chek"], 2, "usage", None, "check"),
    (["--statuss", "closed"], 2, "usage", None, "--status"),
    # Dates.
    (["diagnose", "--closed-on", "1/2/26"], 2, "bad_date", "closed_on", "2026-01-02 or 2026-02-01"),
    (["diagnose", "--closed-on", "12/11/2025"], 2, "bad_date", "closed_on", "2025-11-12 or 2025-12-11"),
    (["diagnose", "--closed-on", "2026-02-29"], 2, "bad_date", "closed_on", "no such day"),
    (["diagnose", "--closed-on", "2026-06-05..2026-06-01"], 2, "bad_date", "closed_on", "2026-06-01..2026-06-05"),
    (["diagnose", "--closed-on", "9999-12-31"], 2, "bad_date", "closed_on", "2000 to 2199"),
    (["diagnose", "--closed-on", "some day"], 2, "bad_date", "closed_on", "3 weeks ago"),
    (["diagnose", "--closed-on", ""], 2, "bad_date", "closed_on", "3 weeks ago"),
    (["diagnose", "--today", "soon"], 2, "bad_date", "today", "2026-11-02"),
    (["diagnose", "--today", "2026-06"], 2, "bad_date", "today", "2026-06-15"),
    (["diagnose", "--today", "..2026-06-03"], 2, "bad_date", "today", "2026-06-15"),
    # Settings.
    (["diagnose", "--tz", "Europe/Berln"], 2, "bad_zone", "tz", "Europe/Berlin"),
    (["diagnose", "--tz", "../../etc/passwd"], 2, "bad_zone", "tz", "Europe/Berlin"),
    (["diagnose", "--tz", ""], 2, "bad_zone", "tz", "Europe/Berlin"),
    (["diagnose", "--country", "Germany"], 2, None, "country", "DE"),
    (["diagnose", "--country", "QQ"], 2, None, "country", "two letters"),
    (["diagnose", "--country", ""], 2, None, "country", "two letters"),
    (["diagnose", "--lang", "xx"], 2, None, "lang", "en"),
    (["diagnose", "--lang", "../en"], 2, None, "lang", "en"),
    (["diagnose", "--color", "alway"], 2, "bad_value", "color", "`always`"),
    (["explain", "protection_expird"], 2, "unknown_id", "id", "`protection_expired`"),
    (["explain", "xyzzy"], 2, "unknown_id", "id", "ali-closed explain"),
    (["explain", " "], 2, "unknown_id", "id", "closed"),
    # No terminal for the questions.
    ([], 2, "no_terminal", None, "ali-closed diagnose"),
    (["--paid"], 2, "no_terminal", None, "ali-closed diagnose"),
    (["-q"], 2, "no_terminal", None, "ali-closed diagnose"),
    (["--paid", "--no-input"], 2, "no_terminal", None, "ali-closed diagnose"),
]
# What is on standard input for `diagnose -`, then as above.
BY_PIPE = {
    "nothing": (b"", 65, "no_order", None, "status"),
    "white space": (b" \n\n", 65, "no_order", None, "status"),
    "no order in a list": (b"[]", 65, "no_order", None, "status"),
    "broken off": (b'{"status": "closed"', 65, "bad_json", None, "column 20"),
    "broken in a line": (b'{\n"status": closed\n}', 65, "bad_json", None, "line 2"),
    "more after it": (b'{"status": "closed"} x', 65, "bad_json", None, "column 22"),
    "text": (b'"closed"', 65, "unknown_format", None, "JSON"),
    "null": (b"null", 65, "unknown_format", None, "JSON"),
    "number": (b"5", 65, "unknown_format", None, "JSON"),
    "list of a number": (b"[1]", 65, "bad_json", None, "object"),
    "NaN": (b'{"status": NaN}', 65, "bad_json", None, "JSON"),
    "Infinity": (b'{"status": -Infinity}', 65, "bad_json", None, "JSON"),
    "huge number": (b'{"id": ' + b"9" * 6000 + b"}", 65, "bad_json", None, "JSON"),
    "too deep": (b"[" * 100_000, 65, "bad_json", None, "JSON"),
    "too deep in objects": (b'{"a": ' * 100_000, 65, "bad_json", None, "JSON"),
    "broken off after a line": (b'{\n"status": "closed"', 65, "bad_json", None, "line 2"),
    "same key twice": (b'{"status": "closed", "status": "frozen"}', 65, "bad_json", None, "status"),
    "not UTF-8": (b'{"status": "\xff"}', 65, "bad_encoding", None, "UTF-8"),
    "half of UTF-16": (b"\xff\xfe{", 65, "bad_encoding", None, "UTF-8"),
    "bytes": (bytes(range(256)), 65, "unknown_format", None, "JSON"),
    "unknown field": (b'{"statuss": "closed"}', 2, "unknown_field", "statuss", "`status`"),
    "upper case": (b'{"Status": "closed"}', 2, "unknown_field", "Status", "`status`"),
    "dashes": (b'{"sub-status": "none"}', 2, "unknown_field", "sub-status", "`sub_status`"),
    "bad value": (b'{"dispute": "opn"}', 2, "bad_value", "dispute", "`open`"),
    "text for a boolean": (b'{"paid": "yes"}', 2, "bad_value", "paid", "true, false, unknown"),
    "number for a boolean": (b'{"paid": 1}', 2, "bad_value", "paid", "true, false, unknown"),
    "number for a status": (b'{"status": 5}', 2, "bad_value", "status", "completed"),
    "number for a note": (b'{"note": 5}', 2, "bad_value", "note", "text"),
    "list for an id": (b'{"id": [1]}', 2, "bad_value", "id", "text"),
    "number for a date": (b'{"closed_on": 20260603}', 2, "bad_date", "closed_on", "2026-11-02"),
    "empty span": (b'{"closed_on": {}}', 2, "bad_date", "closed_on", '"from"'),
    "foreign end": (b'{"closed_on": {"til": "2026-06-03"}}', 2, "bad_date", "closed_on", "until"),
    "two meanings": (b'{"closed_on": "1/2/26"}', 2, "bad_date", "closed_on", "2026-02-01"),
    "several orders": (ORDERS, 2, "several_orders", "order", "--order 5"),
}


def refused(capsys, arguments, again=lambda: None):
    """The error of a run, which has to be the same as text and as JSON."""
    again()
    as_text = run(capsys, *arguments)
    again()
    as_json = run(capsys, *arguments, "--json")
    assert (as_text.out, as_json.out) == ("", "")
    assert as_text.code == as_json.code
    error = as_json.error
    assert list(error) == ["code", "message", "hint", "field"]
    assert error["code"]
    assert error["message"].strip()
    shown = f"ali-closed: {error['message']}\n" + (f"{error['hint']}\n" if error["hint"] else "")
    if error["code"] != "no_terminal":
        assert as_text.err == shown
    return as_json.code, error


def matches(found, exit_code, code, field, named):
    ended, error = found
    assert (ended, error["field"]) == (exit_code, field)
    assert code is None or error["code"] == code
    assert named in f"{error['message']} {error['hint']}"


@pytest.mark.parametrize(("arguments", "exit_code", "code", "field", "named"), BY_FLAGS)
def test_by_flags(arguments, exit_code, code, field, named, capsys):
    matches(refused(capsys, arguments), exit_code, code, field, named)


@pytest.mark.parametrize("name", BY_PIPE)
def test_by_pipe(name, capsys, monkeypatch):
    data, *expected = BY_PIPE[name]
    matches(refused(capsys, ["diagnose", "-"], lambda: pipe_in(monkeypatch, data)), *expected)


@pytest.mark.parametrize("name", ["nothing", "broken off", "not UTF-8", "unknown field", "bad value", "two meanings"])
def test_by_file(name, capsys, tmp_path):
    data, *expected = BY_PIPE[name]
    path = tmp_path / "order.json"
    path.write_bytes(data)
    matches(refused(capsys, ["diagnose", str(path)]), *expected)
    matches(refused(capsys, ["ask", str(path)]), *expected)


def test_a_flag_beside_a_file_is_refused_as_alone(capsys, monkeypatch):
    found = refused(capsys, ["diagnose", "-", "--dispute", "opn"], lambda: pipe_in(monkeypatch, {"paid": True}))
    matches(found, 2, "bad_value", "dispute", "`open`")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["schema", "ordr"], "`order`"),
        (["schema"], "order|diagnosis|question"),
        (["flow", "--as", "dott"], "dot"),
        (["schema", "order", "order"], "order"),
        (["rules"], "command"),
        (["rules", "list", "--yaml"], "--yaml"),
        (["rules", "list", "x"], "x"),
        (["diagnose", "--status"], "--status"),
        (["diagnose", "--format", "jsn"], "`json`"),
    ],
)
def test_without_a_json_mode(arguments, named, capsys):
    shown = run(capsys, *arguments)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith("ali-closed: ")
    assert named in shown.err


@pytest.mark.parametrize("json_mode", [["--json"], ["--format", "json"], ["--format=json"]])
def test_every_way_to_json_makes_errors_json(json_mode, capsys):
    for arguments in (["--dispute", "opn"], ["--statuss", "x"], ["none.json"], ["--color", "alway"]):
        assert run(capsys, "diagnose", *json_mode, *arguments).error["message"]


# ---------------------------------------------------------------- files and streams


@pytest.mark.parametrize("command", ["diagnose", "ask", "batch"])
def test_a_file_that_is_not_there_and_a_folder(command, capsys, tmp_path):
    path = str(tmp_path / "none.json")
    matches(refused(capsys, [command, path]), 66, "no_file", None, path)
    matches(refused(capsys, [command, str(tmp_path)]), 65, "unreadable", None, "is a folder. Name a file in it")


def test_a_file_below_a_file(capsys, tmp_path):
    path = tmp_path / "order.json"
    path.write_text("{}", encoding="utf-8")
    code, error = refused(capsys, ["diagnose", str(path / "order.json")])
    assert code in {65, 66}
    assert error["code"] in {"unreadable", "no_file"}


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="there is no file that opens and cannot be read")
@pytest.mark.parametrize("command", ["diagnose", "batch"])
def test_a_file_that_breaks_when_it_is_read(command, capsys):
    matches(refused(capsys, [command, "/proc/self/mem"]), 65, "unreadable", None, "`/proc/self/mem` cannot be read")


def test_a_file_larger_than_an_order(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("ali_closed.cli.answers.LONGEST", 1024 * 1024)
    path = tmp_path / "order.json"
    path.write_bytes(b" " * (1024 * 1024 + 1))
    matches(refused(capsys, ["diagnose", str(path)]), 65, "too_large", None, "ali-closed batch")
    again = lambda: pipe_in(monkeypatch, b" " * (1024 * 1024 + 1))  # noqa: E731
    matches(refused(capsys, ["diagnose", "-"], again), 65, "too_large", None, "1 MiB")


def test_a_terminal_is_no_order(capsys, monkeypatch):
    again = lambda: pipe_in(monkeypatch, b"{}", terminal=True)  # noqa: E731
    matches(refused(capsys, ["diagnose", "-"], again), 2, "no_input", None, "ali-closed diagnose --status closed")


def test_no_standard_input_at_all(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    matches(refused(capsys, ["diagnose", "-"]), 2, "no_input", None, "ali-closed diagnose --status closed")


def test_the_number_of_no_order(capsys, monkeypatch):
    found = refused(capsys, ["diagnose", "-", "--order", "7"], lambda: pipe_in(monkeypatch, ORDERS))
    matches(found, 2, "no_such_order", "order", "  6")


def test_the_number_of_an_order_without_a_file(capsys, monkeypatch):
    again = lambda: pipe_in(monkeypatch, b"")  # noqa: E731
    for flags in (["--order", "5"], ["--order", "5", "--status", "closed"]):
        matches(refused(capsys, ["diagnose", *flags], again), 2, "no_input", "order", "Name the file")
    matches(refused(capsys, ["diagnose", "-", "--order", "5"], again), 65, "no_order", None, '"status": "closed"')


def test_a_real_terminal_is_not_waited_for():
    """On a terminal `diagnose -` ends at once instead of waiting for keys that nobody thinks of."""
    outer, inner = pty.openpty()
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "ali_closed", "diagnose", "-", "--json"],
            stdin=inner,
            capture_output=True,
            env=surroundings(),
            timeout=PATIENCE,
            check=False,
        )
    finally:
        os.close(outer)
        os.close(inner)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert json.loads(ended.stderr)["error"]["code"] == "no_input"


# ---------------------------------------------------------------- the bare command


def test_without_a_terminal_two_examples_are_shown(capsys):
    shown = run(capsys)
    assert (shown.code, shown.out) == (2, "")
    examples = [line for line in shown.err.splitlines() if line.startswith("  ")]
    assert len(examples) == 2
    assert examples[0].startswith("  ali-closed diagnose --")
    assert "| ali-closed diagnose - --json" in examples[1]


@pytest.mark.parametrize("place", [0, 1])
def test_one_terminal_of_two_is_not_enough(place, capsys, monkeypatch):
    names = ("stdin", "stdout")
    with Terminal(open(os.devnull, "r+b", buffering=0)) as terminal:
        monkeypatch.setattr(sys, names[place], terminal)
        with pytest.raises(SystemExit, match="2"):
            main([])


def test_a_command_comes_before_its_flags(capsys):
    matches(refused(capsys, ["--paid", "diagnose"]), 2, "usage", "file", "ali-closed diagnose")


# ---------------------------------------------------------------- failures of the program


@pytest.mark.parametrize("failure", [ValueError, KeyError, RecursionError, OSError, UnicodeDecodeError, AssertionError])
@pytest.mark.parametrize(
    ("place", "arguments"),
    [
        ("ali_closed.cli.orders.start_run", ["diagnose", "--note", SECRET]),
        ("ali_closed.cli.answers.diagnose", ["diagnose", "--status", "closed", "--note", SECRET]),
        ("ali_closed.cli.answers.document", ["ask", "--status", "closed"]),
        ("ali_closed.cli.orders.question", ["ask", "--note", SECRET]),
        ("ali_closed.report.text.catalogue.load_catalogue", ["explain", "closed"]),
    ],
)
def test_the_program_fails_with_a_sentence_and_without_what_was_typed(place, arguments, failure, capsys, monkeypatch):
    def broken(*_, **__):
        if failure is UnicodeDecodeError:
            raise UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, SECRET)
        raise failure(SECRET)

    monkeypatch.setattr(place, broken)
    if place.endswith("document"):
        arguments = ["diagnose", "--json", "--status", "closed"]
        shown = run(capsys, *arguments)
        code, error = shown.code, shown.error
    else:
        code, error = refused(capsys, arguments)
    assert (code, error["code"], error["field"]) == (1, "failed", None)
    assert failure.__name__ in error["message"]
    assert SECRET not in json.dumps(error)
    assert "report" in error["hint"]


def test_a_failure_of_the_family_keeps_its_own_words(capsys, monkeypatch):
    def broken(*_, **__):
        raise AliClosedError("The moon is full.", code="moon", hint="Wait.")

    monkeypatch.setattr("ali_closed.cli.orders.start_run", broken)
    assert refused(capsys, ["diagnose"]) == (
        1,
        {"code": "moon", "message": "The moon is full.", "hint": "Wait.", "field": None},
    )


def test_what_was_typed_does_nothing_in_an_error(capsys, monkeypatch):
    steering = "\x1b[2J\u202e\x07\x9b31m"
    for arguments in (
        ["diagnose", "--status", steering],
        ["diagnose", "--closed-on", steering],
        ["diagnose", "--tracking", steering],
        ["diagnose", "--unknown", steering],
        ["diagnose", "--tz", steering],
        ["diagnose", "--country", steering],
        ["diagnose", "--lang", steering],
        ["diagnose", "--format", steering],
        ["diagnose", f"none-{steering}.json"],
        ["diagnose", f"--{steering}"],
        ["explain", steering],
        ["schema", steering],
        ["flow", "--as", steering],
        [steering],
    ):
        shown = run(capsys, *arguments)
        assert shown.code in {2, 66}, arguments
        assert not set(shown.err) & set(steering) - set("[2J31m"), arguments


def test_errors_of_a_real_run():
    shown = real("diagnose", "-", given=b'{"status": "\xff"}')
    assert (shown.code, shown.out) == (65, "")
    assert shown.err.startswith("ali-closed: The text is not in UTF-8.")
