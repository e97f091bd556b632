"""Slips on the command line are said, not read as something else."""

import pytest

from tests.cli.program import TODAY, answer, run


@pytest.mark.parametrize("command", ["diagnose", "ask", "draft seller", "calendar"])
@pytest.mark.parametrize(
    ("flags", "field"),
    [
        (["--paid", "--not-paid"], "paid"),
        (["--not-shipped", "--status", "closed", "--shipped"], "shipped"),
        (["--status", "closed", "--status=completed"], "status"),
        (["--closed-on", "2026-06-01", "--closed-on", "2026-06-02"], "closed_on"),
    ],
)
def test_a_field_given_twice_is_said(command, flags, field, capsys):
    ran = run(capsys, *command.split(), *flags, *TODAY)
    assert (ran.code, ran.out) == (2, "")
    assert f"`{field}` is given twice." in ran.err


@pytest.mark.parametrize("word", ["yes", "no", "True"])
def test_a_switch_takes_no_value(word, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = run(capsys, "diagnose", "--paid", word, *TODAY)
    assert (ran.code, ran.out) == (2, "")
    assert f"there is no file `{word}`." in ran.err
    assert "--not-paid a no" in ran.err


def test_a_file_may_be_called_yes(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "yes").write_text('{"status": "frozen"}')
    assert answer(capsys, "diagnose", "--paid", "yes", "--json", *TODAY)["order"] == {"status": "frozen", "paid": True}


def test_a_case_may_be_called_no(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("ALI_CLOSED_HOME", str(tmp_path))
    assert run(capsys, "case", "save", "no", "--paid", *TODAY).code == 0


def test_the_version_has_its_short_flag(capsys):
    short, long = run(capsys, "-V"), run(capsys, "--version")
    assert short == long
    assert short.out.startswith("ali-closed ")
