"""The wizard as people meet it: the real program on a pseudo-terminal."""

import os
import re
import shlex
import sys

import pexpect
import pyte
import pytest

from ali_closed.cli.answers import start_run
from ali_closed.cli.flags import Settings
from ali_closed.cli.wizard.prompts import Face
from ali_closed.cli.wizard.session import LABELLED, Session
from ali_closed.model.fields import UNKNOWN
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.report.text.phrases import field_name
from tests.cli.program import PATIENCE
from tests.cli.program import flags as as_flags

UP, DOWN, ENTER, CTRL_C, CTRL_D = "\x1b[A", "\x1b[B", "\r", "\x03", "\x04"
TODAY = "--today 2026-06-15 --tz UTC"
SETTINGS = Settings(today="2026-06-15", tz="UTC")
KNOWN = (
    "--status closed --unknown message --closed-when before_shipping --paid --not-shipped"
    " --refund none_seen --coupon none"
)
"""In the order of the fields, which is that of every command line the wizard prints."""
WORDS = load_catalogue("en")
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>]")
TRUTH = {
    "status": "closed",
    "closed_when": "before_shipping",
    "cancelled_by": "buyer",
    "closed_on": "2026-06-01",
    "refund": "none_seen",
}
"""What the buyer of these tests knows; he does not know the rest."""


def start(flags="", *, rows=24, columns=80, **environment):
    """The program on a terminal; everything it writes is kept in `logfile_read`."""
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    settings = {"PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm", **environment}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "ali_closed", *shlex.split(flags)],
        dimensions=(rows, columns),
        env={**kept, **settings},
        encoding="utf-8",
        timeout=PATIENCE,
    )
    child.delaybeforesend = 0.02
    child.logfile_read = Recorder()
    return child


class Recorder:
    """What was written, without what steers the terminal."""

    def __init__(self):
        self.raw = ""

    def write(self, text):
        self.raw += text

    def flush(self):
        pass

    @property
    def text(self):
        return ESCAPES.sub("", self.raw).replace("\r", "")

    @property
    def flat(self):
        return " ".join(self.text.split())


def end(child, code):
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == code, child.logfile_read.text[-2000:]
    return child.logfile_read


def name(field):
    return field_name(field, WORDS)


def prompts(session):
    """What the wizard will ask the buyer, and what he answers."""
    while (prompt := session.next_prompt(session.diagnose().diagnosis)) is not None:
        value = TRUTH.get(prompt.field, UNKNOWN)
        yield prompt, value
        session.answers[prompt.field] = value


def place(prompt, value):
    beside = 1 if prompt.field in LABELLED or prompt.rest else 0
    at = prompt.values.index(value)
    return at + beside if at == len(prompt.values) - 1 else at


def answer_all(child, *, numbers=False):
    """Answer every question by keys, each after its name was written; the document there should then be."""
    asked = []
    session = Session(Face(WORDS, None, None), start_run(SETTINGS))
    for prompt, value in prompts(session):
        if prompt.values:
            child.expect_exact("Your answer (" if numbers else f"{name(prompt.field)}:")
            child.send(f"{place(prompt, value) + 1}\n" if numbers else DOWN * place(prompt, value) + ENTER)
        else:
            child.expect_exact(f"{name(prompt.field)}:")
            child.send(("" if value == UNKNOWN else value) + ("\n" if numbers else ENTER))
        asked.append(prompt.field)
    assert asked[0] == "status"
    return session.diagnose().document()


@pytest.mark.parametrize(("rows", "columns"), [(24, 80), (12, 40)])
def test_a_whole_run_by_arrow_keys(rows, columns):
    child = start(TODAY, rows=rows, columns=columns)
    document = answer_all(child)
    child.expect_exact("Next:")
    child.send(ENTER)
    child.expect_exact("More:")
    child.send(ENTER)
    shown = end(child, 0)
    assert document["summary"] in " ".join(shown.text.replace("\u2502", "").split())
    commands = [line for line in shown.raw.splitlines() if "ali-closed diagnose" in line]
    assert "--status closed --" in commands[-1]
    assert "message" not in commands[-1]
    assert "--closed-on 2026-06-01 --refund none_seen --today 2026-06-15 --tz UTC" in commands[-1]


def screen(child, rows, columns):
    """What stands on the terminal now."""
    shown = pyte.Screen(columns, rows)
    pyte.Stream(shown).feed(child.logfile_read.raw)
    return [line.rstrip() for line in shown.display]


def flat(lines):
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize(
    ("order", "columns"),
    [
        ({"status": "payment_verification"}, 80),
        ({"status": "closed", "paid": True, "shipped": False, "refund": "none_seen", "closed_on": "2026-06-10"}, 40),
        ({"status": "completed", "parcel": "received_faulty", "confirmed": "yes", "confirmed_on": "2026-06-14"}, 40),
    ],
)
def test_the_first_line_stands_beside_what_comes_next(order, columns):
    session = Session(Face(WORDS, None, None), start_run(SETTINGS), dict(order))
    for prompt, _ in prompts(session):
        order = {**order, prompt.field: TRUTH.get(prompt.field, UNKNOWN)}
    line = WORDS.say(session.diagnose().diagnosis.sentences.first_line)
    child = start(f"{shlex.join(as_flags(order))} {TODAY}", columns=columns)
    child.expect_exact("Next:")
    child.send(ENTER)
    child.expect_exact("Go back and change")
    assert f"In short: {line} What next?" in flat(screen(child, 24, columns))
    child.send(ENTER)
    end(child, 0)


def test_an_explanation_stays_until_it_is_read():
    child = start(f"--status completed --parcel not_received {TODAY}", columns=40)
    child.expect_exact("Show the answer so far (s)")
    child.send("w")
    child.expect_exact("Back to the question")
    lines = screen(child, 24, 40)
    told = [WORDS.say(f"question.dispute.{part}") for part in ("why", "where")]
    assert "Why: {} Where: {}".format(*told) in flat(lines)
    child.send(ENTER)
    child.expect_exact("Show the answer so far (s)")
    child.send(CTRL_D)
    end(child, 130)


@pytest.mark.parametrize(
    ("flags", "until", "keys", "command", "key"),
    [
        (KNOWN, "Day of the end:", "", f"ali-closed {KNOWN}", CTRL_C),
        (
            f"{KNOWN} --cancelled-by buyer --unknown closed-on --unknown last-seen-open-on",
            "Next:",
            f"{ENTER}TRY",
            "--unknown closed_on",
            CTRL_D,
        ),
    ],
)
def test_stopping_at_any_point_prints_the_command_that_goes_on(flags, until, keys, command, key):
    child = start(f"{flags} {TODAY}" if flags else "")
    child.expect_exact(until)
    child.send(keys.removesuffix("TRY"))
    if keys.endswith("TRY"):
        child.expect_exact("More:")
    child.send(key)
    shown = end(child, 130)
    last = shown.text.rstrip().splitlines()[-1]
    assert last.strip().startswith("ali-closed")
    assert set(command.split()) <= set(last.split())
    assert "Traceback" not in shown.text


def test_the_command_with_a_message_of_several_lines_can_be_copied_from_a_narrow_terminal():
    message = "Your order was closed.\nWe found security issues with it, so it cannot be opened again."
    given = ["--status", "closed", "--message", message, "--closed-when", "before_shipping", "--paid", "--not-shipped"]
    child = start(f"{shlex.join(given)} {TODAY}", columns=40)
    child.expect_exact("Already answered")
    child.send(CTRL_C)
    shown = end(child, 130)
    command = shown.text[shown.text.rindex("  ali-closed ") :].strip()
    assert command.count("\n") == 1
    assert set(shlex.split(command)) >= {message, "--not-shipped", "2026-06-15"}


@pytest.mark.parametrize("flags", ["", KNOWN])
def test_a_pipe_is_never_taken_for_an_answer(flags):
    program = f"{shlex.quote(sys.executable)} -m ali_closed {flags}"
    script = f"printf 'closed\\n' | ({program}; echo ended=$?; cat)"
    child = pexpect.spawn("/bin/sh", ["-c", script], dimensions=(24, 80), encoding="utf-8", timeout=PATIENCE)
    child.logfile_read = Recorder()
    child.expect(pexpect.EOF)
    shown = child.logfile_read.text
    assert "ended=2\nclosed\n" in shown
    assert shown.count("ali-closed diagnose") == 2


@pytest.mark.parametrize(
    ("flags", "environment", "columns"),
    [("", {"TERM": "dumb"}, 80), ("--accessible", {}, 40)],
)
def test_a_whole_run_by_numbers(flags, environment, columns):
    child = start(f"{TODAY} {flags}", columns=columns, **environment)
    document = answer_all(child, numbers=True)
    child.expect_exact("See the result")
    child.send("1\n")
    child.expect_exact("That is all")
    child.send("1\n")
    shown = end(child, 0)
    assert "\x1b" not in shown.raw
    assert shown.raw.isascii()
    assert document["summary"] in shown.flat
    long = [line for line in shown.text.splitlines() if len(line) > columns and "ali-closed diagnose" not in line]
    assert long == []


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_numbers_can_be_stopped_too(key):
    known = f"{KNOWN} --closed-on 2026-06-01"
    child = start(f"{known} {TODAY} --accessible")
    child.expect_exact("Your answer (")
    child.send(key)
    shown = end(child, 130)
    assert shown.text.rstrip().splitlines()[-1].strip().startswith(f"ali-closed {known} --today 2026-06-15")


def test_a_terminal_that_changes_its_size():
    child = start(f"{KNOWN} {TODAY}")
    child.expect_exact("Day of the end:")
    child.setwinsize(24, 30)
    child.send("2026-06-01" + ENTER)
    child.expect_exact("Who cancelled:")
    child.setwinsize(20, 40)
    child.send(DOWN)
    child.setwinsize(30, 100)
    child.send(ENTER)
    child.expect_exact("Next:")
    child.send(ENTER)
    child.expect_exact("More:")
    child.send(ENTER)
    child.expect_exact("--cancelled-by seller")
    end(child, 0)


def test_diagnose_without_a_fact_asks():
    child = start("diagnose --today 2026-06-15 --tz UTC")
    child.expect("What does the order page say")
    child.expect_exact("Show the answer so far (s)")  # from now on it reads keys
    child.send(CTRL_C)
    end(child, 130)


@pytest.mark.parametrize("flags", ["--status closed", "-q", "--no-input", "--format plain", "--json"])
def test_diagnose_with_a_fact_or_a_shape_answers(flags):
    end(start(f"diagnose {flags} --today 2026-06-15"), 0)
