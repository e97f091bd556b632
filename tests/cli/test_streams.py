"""Streams, colour and width: pipes that close, output that cannot be written, texts that try to steer a terminal."""

import io
import os
import pty
import re
import subprocess
import sys

import pytest

from ali_closed.cli.flags import FORMATS
from ali_closed.cli.streams import colour_wanted
from tests.cli.program import EXPIRED, ROOT, TODAY, Terminal, flags, pipe_in, real, run, surroundings
from tests.fuzz.edge import Try, tried_in
from tests.report.answers import NASTY

COLOUR = re.compile(r"\x1b\[[\d;]*m")
LONG = ["diagnose", *flags(EXPIRED), *TODAY]
BIDI = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200e\u200f\u061c"


# ---------------------------------------------------------------- pipes


def test_head_is_no_error():
    """Also where it closes the pipe before the answer comes."""
    python = f"{sys.executable} -W error -m ali_closed"
    given = "diagnose --status closed --today 2026-06-15"
    script = "\n".join(
        f"{python} {arguments} | {reader}; echo ${{PIPESTATUS[0]}}"
        for arguments, reader in (
            (f"{given} --json", "head -1"),
            (f"{given} --color always", "head -1 >/dev/null"),
            ("--help", "true"),
        )
    )
    ended = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, cwd=ROOT, env=surroundings(), check=True
    )
    assert ended.stderr == ""
    assert ended.stdout == "{\n0\n0\n0\n"


@pytest.mark.parametrize("arguments", [["diagnose", "--json"], ["diagnose", "--color", "always"]])
def test_a_pipe_that_is_closed_before_is_no_error(arguments):
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [sys.executable, "-m", "ali_closed", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=writer,
        stderr=subprocess.PIPE,
        env=surroundings(),
        check=False,
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, b"")


class Full(io.StringIO):
    """A stream with no room, for text or for bytes."""

    def write(self, _):
        raise OSError(28, "No space left on device")

    @property
    def buffer(self):
        return self


@pytest.mark.parametrize(("stream", "named"), [(None, "closed"), (Full(), "No space left on device")])
def test_an_answer_that_cannot_be_written_is_a_failure(stream, named, capsys, monkeypatch):
    for arguments in (["diagnose", "--json"], ["explain", "closed", "--json"]):
        monkeypatch.setattr(sys, "stdout", stream)
        shown = run(capsys, *arguments)
        assert (shown.code, shown.error["code"]) == (1, "no_output")
        assert named in shown.error["message"]
    monkeypatch.setattr(sys, "stdout", stream)
    calendar = run(capsys, "calendar", *LONG[1:])
    assert (calendar.code, calendar.err.split(": ")[1]) == (1, "The answer cannot be written")
    assert named in calendar.err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no disk that is always full")
@pytest.mark.parametrize(("arguments", "code"), [(["draft", "support", *LONG[1:]], 0), (["diagnose", "none.json"], 66)])
def test_notes_that_cannot_be_written_change_no_exit_code(arguments, code):
    command = [sys.executable, "-m", "ali_closed", *arguments]
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=full, env=surroundings(), check=False)
    assert (ended.returncode, ended.stdout != b"") == (code, code == 0)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no disk that is always full")
@pytest.mark.parametrize("arguments", [["--help"], ["diagnose", "-h"], ["diagnose", "--help-all"], ["--version"]])
def test_help_that_cannot_be_written_is_no_fault_of_the_program(arguments):
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "ali_closed", *arguments]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=surroundings(), check=False)
    assert ended.returncode == 1
    assert ended.stderr.decode() == "ali-closed: The answer cannot be written: No space left on device.\n"


def test_nowhere_to_write_errors_to(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    assert run(capsys, "diagnose", "--dispute", "opn").code == 2


def test_real_streams_that_are_closed():
    for closed, code in ((">&-", 1), ("<&-", 0)):
        script = f"exec {sys.executable} -m ali_closed diagnose --status closed -q {closed}"
        ended = subprocess.run(["sh", "-c", script], capture_output=True, text=True, env=surroundings(), check=False)
        assert ended.returncode == code, closed
        assert "Traceback" not in ended.stderr


def test_a_stream_that_cannot_show_a_character_shows_another():
    found = real("explain", "Закрыт", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (found.code, found.err) == (0, "")
    assert found.out.isascii()
    assert found.out.startswith("??????\n")


def test_bytes_that_are_no_text_pass_through_as_flags():
    found = real("diagnose", "--status", "closed", "--id", b"8\xff9", "--color", "always")
    assert (found.code, found.err) == (0, "")
    assert "8\N{REPLACEMENT CHARACTER}9" in found.out


def test_an_answer_leaves_stderr_empty(capsys, monkeypatch):
    for arguments in (LONG, [*LONG, "--json"], [*LONG, "--color", "always"], [*LONG, "-v"], ["explain"], ["--version"]):
        shown = run(capsys, *arguments)
        assert (shown.code, shown.err) == (0, "")
        assert shown.out.endswith("\n")
        assert not shown.out.endswith("\n\n")


# ---------------------------------------------------------------- colour


@pytest.mark.parametrize(
    ("setting", "variables", "terminal", "wanted"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("always", {"TERM": "dumb"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour_follows_the_flag_then_the_variables_then_the_terminal(
    setting, variables, terminal, wanted, capsys, monkeypatch
):
    monkeypatch.delenv("NO_COLOR")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    kind = Terminal if terminal else io.TextIOWrapper
    stream = kind(io.BytesIO(), encoding="utf-8")
    assert colour_wanted(setting, stream) is wanted
    monkeypatch.setattr(sys, "stdout", stream)
    run(capsys, *LONG, "--color", setting)
    assert bool(COLOUR.search(stream.buffer.getvalue().decode())) is wanted


def test_only_text_is_ever_coloured(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    for shape in FORMATS[1:]:
        assert "\x1b" not in run(capsys, *LONG, "--format", shape, "--color", "always").out


def test_a_real_terminal_is_coloured_and_as_wide_as_it_is():
    outer, inner = pty.openpty()
    environment = surroundings(NO_COLOR=None, COLUMNS="50", TERM="xterm-256color")
    with subprocess.Popen(
        [sys.executable, "-m", "ali_closed", *LONG], stdin=inner, stdout=inner, stderr=inner, env=environment
    ) as child:
        os.close(inner)
        written = b""
        while True:
            try:
                piece = os.read(outer, 65536)
            except OSError:
                break
            if not piece:
                break
            written += piece
    os.close(outer)
    text = written.decode()
    assert child.returncode == 0
    assert COLOUR.search(text)
    assert not re.search(r"\x1b(?!\[[\d;]*m)", text)
    assert max(map(len, COLOUR.sub("", text).splitlines())) <= 50


# ---------------------------------------------------------------- width


@pytest.mark.parametrize("columns", ["40", "80"])
@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_no_line_is_wider_than_the_terminal(columns, term, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("TERM", term)
    note = {"note": "a note that is long enough to need more than one line of a narrow terminal " * 2}
    for order in ({"status": "closed"}, {**EXPIRED, **note}):
        for extra in (("-v",), ("-q",)):
            pipe_in(monkeypatch, order)
            shown = run(capsys, "diagnose", "-", *TODAY, "--color", "always", *extra)
            assert shown.code == 0
            assert max(len(line) for line in COLOUR.sub("", shown.out).splitlines()) <= int(columns)


SAID = [
    ("diagnose", "--status=closed", "--what-if=paid=true", *TODAY),
    ("diagnose", "--status=closed", "--paied", *TODAY),
    ("diagnose", "--closed-on=31 February", *TODAY),
    ("draft", "seller", "--status=closed", "--paid", *TODAY),
    ("calendar", "--status=closed", *TODAY),
    ("case", "list"),
    ("case", "save", "a-name-that-takes-half-a-line", "--status=completed", "--closed-on=2026-06-03", *TODAY),
    ("case", "list", *TODAY),
    ("case", "show", "a-name-that-takes-half-a-line", *TODAY),
    ("case", "again", "a-name-that-takes-half-a-line", "--update", "--today=2026-07-15"),
    ("case", "remove", "a-name-that-takes-half-a-line"),
    ("explain", "protection_expired"),
    ("rules", "list"),
    ("batch", "-", "--format=text", *TODAY),
]


@pytest.mark.parametrize("columns", [40, 80])
def test_whatever_a_command_says_fits_the_terminal(columns, tmp_path):
    for arguments in SAID:
        left = tried_in(tmp_path, Try(arguments, given=b'{"status": "closed"}\n{"no": 1}\n', columns=columns))
        # The message of a draft is there to be pasted elsewhere.
        said = left.err if arguments[0] == "draft" else left.out + left.err
        wide = [line for line in COLOUR.sub("", said).splitlines() if len(line) > columns]
        assert [line for line in wide if "://" not in line] == [], arguments


def test_lines_keep_their_margin(tmp_path):
    for columns in (40, 80, 200):
        for arguments in (("case", "save", "x", "--status=closed", *TODAY), ("case", "list", *TODAY)):
            left = tried_in(tmp_path, Try(arguments, columns=columns))
        head, *_, summary = left.out.splitlines()
        assert [len(line) - len(line.lstrip()) for line in (head, summary)] == [0, 4]


def test_a_command_line_stays_whole_to_be_copied(tmp_path):
    left = tried_in(tmp_path, Try((), columns=40))
    assert "  ali-closed diagnose --status closed --paid --not-shipped --closed-on 2026-05-21" in left.err.splitlines()


@pytest.mark.parametrize("columns", ["", "0", "-5", "wide", "1", "3"])
def test_a_width_that_makes_no_sense_is_no_failure(columns, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    assert run(capsys, *LONG, "--color", "always").code == 0
    assert run(capsys, "diagnose", "--help").code == 0


# ---------------------------------------------------------------- what was typed has no effect


def steering(text):
    """What is left of control, bidi and other invisible characters beside colours and line ends."""
    return sorted(
        set(
            re.findall(
                r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]", COLOUR.sub("", text)
            )
        )
    )


@pytest.mark.parametrize("extra", [("--color", "always", "-v"), ("--format", "md", "-v")])
def test_nothing_typed_takes_effect(extra, capsys, monkeypatch):
    """Wherever a text can stand; one by one the formats have tests of their own."""
    ran = []
    for typed in ("\n".join(NASTY), "x"):
        fields = dict.fromkeys(("id", "note", "message", "end_reason"), typed)
        pipe_in(monkeypatch, {"status": "closed", "paid": True, **fields})
        ran.append(run(capsys, "diagnose", "-", *TODAY, *extra))
    nasty, harmless = ran
    assert (nasty.code, nasty.err) == (harmless.code, harmless.err) == (0, "")
    assert steering(nasty.out) == []
    assert set(COLOUR.findall(nasty.out)) <= set(COLOUR.findall(harmless.out))


def test_markup_is_shown_as_it_was_typed(capsys):
    found = run(capsys, "diagnose", "--status", "closed", "--id", "[red]8[/]", "--color", "always")
    assert "[red]8[/]" in COLOUR.sub("", found.out)
