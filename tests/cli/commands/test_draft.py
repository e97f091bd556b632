"""`ali-closed draft`: the message on stdout, what is missing on stderr."""

import json
from pathlib import Path

import pytest

from tests.cli.program import run

LATE = ("--status", "closed", "--paid", "--not-shipped", "--closed-on", "2026-05-01", "--today", "2026-06-15")


def test_the_message_is_on_stdout_and_the_rest_on_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    ran = run(capfd, "draft", "support", *LATE)
    assert ran.code == 0
    assert ran.out.startswith("Hello,\n\nThe refund for this order is late.\n\n")
    assert ran.out.endswith("Thank you.\n")
    assert ran.err.splitlines()[0].startswith("Not known, so left out: order number (--id)")
    assert "Not known" not in ran.out


def test_quiet_keeps_the_notes_to_itself(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(capfd, "draft", "support", *LATE, "-q").err == ""


def test_json_holds_it_all_and_stderr_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    ran = run(capfd, "draft", "support", *LATE, "--json")
    found = json.loads(ran.out)
    assert (found["recipient"], found["about"]) == ("support", "refund_late")
    assert "id" in found["missing"]
    assert found["notes"]
    assert ran.err == ""


def test_another_text_can_be_asked_for(capfd: pytest.CaptureFixture[str]) -> None:
    ran = run(capfd, "draft", "dispute", "--parcel", "received_faulty", "--about", "incomplete")
    assert ran.out.startswith("A part of the goods is missing.")


def test_where_no_message_helps_stdout_is_empty_and_stderr_says_what_does(
    capfd: pytest.CaptureFixture[str],
) -> None:
    for quiet in ((), ("-q",)):
        ran = run(capfd, "draft", "dispute", *LATE, *quiet)
        assert (ran.code, ran.out) == (0, "")
        assert "ali-closed draft support" in ran.err
    found = json.loads(run(capfd, "draft", "dispute", *LATE, "--json").out)
    assert (found["about"], found["text"]) == (None, None)
    assert found["notes"]
    assert run(capfd, "draft", "dispute", *LATE, "--about", "not_received").out


def test_no_dispute_where_it_is_too_late_or_none_is_needed(capfd: pytest.CaptureFixture[str]) -> None:
    order = ("--status", "completed", "--parcel", "not_received", "--closed-on", "2026-01-10", "--today", "2026-06-15")
    ran = run(capfd, "draft", "dispute", *order)
    assert (ran.code, ran.out) == (0, "")
    assert "the time for a dispute is over" in ran.err


@pytest.mark.parametrize("command", ["draft seller", "calendar", "ask", "case save mended"])
def test_a_label_taken_by_likeness_is_said_where_the_answer_does_not(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALI_CLOSED_HOME", str(tmp_path))
    order = ("--status", "clsed", "--paid", "--not-shipped", "--closed-on", "2026-05-01", "--today", "2026-05-10")
    ran = run(capfd, *command.split(), *order)
    assert ran.code == 0
    assert ran.err.startswith('There is no label "clsed"; it was taken for "closed" by likeness.\n')


@pytest.mark.parametrize(
    ("recipient", "more"),
    [("seller", {}), ("support", {}), ("dispute", {}), ("appeal", {"dispute": "lost"}), ("bank", {})],
)
def test_from_a_file_with_flags_over_it(
    recipient: str, more: dict[str, str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "order.json"
    file.write_text(json.dumps({"id": "77", "status": "closed", "parcel": "not_received", **more}))
    ran = run(capfd, "draft", recipient, str(file), "--id", "78", "--today", "2026-06-15")
    assert ran.code == 0
    assert "My order number is 78." in ran.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nobody",), "There is no draft `nobody`."),
        (("suport",), "`support`"),
        (("support", "--about", "weather"), "There is no draft `weather`."),
        (("support", "--about", "refnd"), "`refund`"),
        (("support", "--format", "html"), "--format cannot be `html`"),
        ((), "Missing argument"),
    ],
)
def test_usage_errors(arguments: tuple[str, ...], says: str, capfd: pytest.CaptureFixture[str]) -> None:
    ran = run(capfd, "draft", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_an_error_as_json_stands_alone_whatever_was_mended(capfd: pytest.CaptureFixture[str]) -> None:
    ran = run(capfd, "draft", "nobody", "--status", "clsed", "--json")
    assert (ran.code, ran.out, ran.error["code"]) == (2, "", "unknown_recipient")


def test_exit_code_says_that_something_is_to_be_done(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(capfd, "draft", "support", *LATE, "--exit-code").code == 10


def test_control_characters_of_the_buyer_reach_no_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    ran = run(capfd, "draft", "support", "--status", "closed", "--message", "a\x1b[2Jb\x9b", "--id", "7\x1b]0;x")
    assert "\x1b" not in ran.out
    assert "\x9b" not in ran.out
