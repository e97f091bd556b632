"""The exit codes of the contract: each is reached, and means what it says."""

import signal
import subprocess
import sys

import pytest

from tests.cli.program import EXPIRED, PATIENCE, TODAY, flags, run, surroundings

OVER = {**EXPIRED, "closed_on": "2026-04-03"}
LATE = ("--status", "closed", "--paid", "--not-shipped", "--closed-on", "2026-04-21")
IN_TIME = ("--status", "closed", "--paid", "--not-shipped", "--closed-on", "2026-05-21")
RECEIVED = ("--status", "completed", "--sub-status", "confirmation_received")
DEFECT = (*RECEIVED, "--parcel", "received_faulty", "--confirmed", "yes")
CONTRADICTION = (*RECEIVED, "--not-paid")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (flags(EXPIRED), 10),
        (LATE, 10),
        ([*DEFECT, "--confirmed-on", "2026-06-10"], 10),
        (["--status", "shipped", "--paid", "--shipped", "--tracking", "cancelled"], 10),
        (["--status", "closed", "--paid", "--shipped", "--dispute", "open"], 10),
        (flags(OVER), 11),
        (CONTRADICTION, 12),
        (IN_TIME, 0),
        (["--status", "frozen", "--paid"], 0),
        (["--status", "payment_pending", "--not-paid"], 0),
        (["--status", "closed", "--refund", "received"], 0),
        (["--status", "closed", "--refund", "received", "--chargeback", "open"], 10),
        (["--status", "shipment_pending", "--processing-ends-on", "2026-05-01"], 10),
        (["--status", "shipment_pending", "--processing-ends-on", "2026-07-01"], 0),
        (["--status", "cancel_requested", "--cancel-requested-on", "2026-06-05"], 10),
        (["--status", "shipped", "--dispute-button", "refuses_too_late", "--parcel", "not_received"], 10),
        (["--status", "shipped", "--tracking", "customs"], 10),
        (["--status", "frozen", "--parcel", "not_received"], 10),
        (["--status", "shipment_pending", "--unauthorised"], 10),
        (["--dispute-closed-on", "2026-06-10"], 10),
        (["--status", "completed", "--dispute", "lost"], 10),
        (["--status", "completed", "--dispute", "lost", "--appeal", "won"], 0),
        (["--status", "completed", "--dispute", "agreed_return"], 10),
        (["--status", "completed", "--dispute", "agreed_return", "--return", "arrived"], 0),
        (["--status", "closed", "--refund", "announced", "--dispute-button", "refuses_too_late"], 10),
    ],
)
def test_exit_code_says_what_is_to_be_done(arguments, code, capsys):
    plain = run(capsys, "diagnose", *arguments, *TODAY)
    asked = run(capsys, "diagnose", *arguments, *TODAY, "--exit-code")
    assert (plain.code, asked.code) == (0, code)
    assert asked.out == plain.out
    assert asked.err == ""


@pytest.mark.parametrize("shape", ["json", "md", "svg"])
def test_exit_code_is_the_same_in_every_shape(shape, capsys):
    assert run(capsys, "diagnose", *flags(OVER), *TODAY, "--exit-code", "--format", shape).code == 11


def test_a_warning_day_is_the_last_day_to_act(capsys):
    """Up to and on the last day there is something to do; after it, it is too late."""
    named = {**EXPIRED, "dispute_ends_on": "2026-06-18"}
    codes = [
        run(capsys, "diagnose", *flags(named), "--today", day, "--exit-code").code
        for day in ("2026-06-18", "2026-06-19")
    ]
    assert codes == [10, 11]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, EOFError])
def test_stopped_is_130(stop, capsys, monkeypatch):
    def stopped(*_):
        raise stop

    monkeypatch.setattr("ali_closed.cli.orders.start_run", stopped)
    shown = run(capsys, "diagnose")
    assert (shown.code, shown.out) == (130, "")
    assert "Interrupted" in shown.err
    assert '"code": "interrupted"' in run(capsys, "diagnose", "--json").err


def test_ctrl_c_while_reading_is_130():
    """The signal comes when the program reads: the pipe holds less than what is written here."""
    with subprocess.Popen(
        [sys.executable, "-m", "ali_closed", "diagnose", "-", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings(),
    ) as child:
        child.stdin.write(b" " * 1_000_000)
        child.send_signal(signal.SIGINT)
        try:
            out, err = child.communicate(timeout=PATIENCE)
        finally:
            child.kill()
    assert (child.returncode, out) == (130, b"")
    assert b"interrupted" in err
    assert b"Traceback" not in err
