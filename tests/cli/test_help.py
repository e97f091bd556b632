"""The help: examples first and working, every command and every field named; the version; the ways to start it."""

import re
import subprocess
import sys
import tomllib

import pytest

from ali_closed import __version__
from ali_closed.cli.commands import NAMES
from ali_closed.model.fields import CHOICES, FIELDS, FLAG_FIELDS
from ali_closed.report.formats.json_document import SCHEMA
from ali_closed.rules.loader import load_rules
from tests.cli.commands.test_rules import PROVEN
from tests.cli.program import ROOT, files_for_examples, run, run_line, surroundings

CONTRACT = ("diagnose", "ask", "batch", "explain", "rules", "flow", "draft", "calendar", "case", "schema")
SUBCOMMANDS = ("rules list", "rules check", "case save", "case list", "case show", "case again", "case remove")
SETTINGS = "--today --tz --country --unknown --lang --json --format --color --no-input --exit-code -v -q -h"
COMMON = SETTINGS.split()
TAKE_AN_ORDER = ("diagnose", "ask", "draft", "calendar")
UNUSED = {
    "ask": ("--json", "--format", "--color", "--no-input", "--exit-code", "-v", "-q"),
    "draft": ("--format", "--color", "--no-input", "-v"),
    "calendar": ("--json", "--format", "--color", "--no-input", "-v"),
}
"""What a command takes and has no use for."""


def shown(capsys, *arguments, flag="--help"):
    found = run(capsys, *arguments, flag)
    assert (found.code, found.err) == (0, "")
    return found.out


def all_of(capsys, command):
    return shown(capsys, *command.split(), flag="--help-all")


def flags_in(text):
    return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))


def examples(text):
    part = text.partition("\nExamples:\n")[2].partition("\n\n")[0]
    return [line.strip() for line in part.splitlines()]


def test_the_help_of_the_program_names_every_command(capsys):
    text = shown(capsys)
    assert NAMES == CONTRACT
    for command in CONTRACT:
        assert re.search(rf"^  {command} +\w", text, re.MULTILINE), command
    assert text.index("Examples:") < text.index("Commands:") < text.index("Options:")
    assert {"--version", "--accessible"} <= flags_in(text)


@pytest.mark.parametrize("command", CONTRACT)
def test_examples_come_first_in_every_help(command, capsys):
    text = shown(capsys, command)
    assert examples(text)
    ends = [text.find(name) for name in ("Arguments:", "Options:", "Settings:", "Commands:") if name in text]
    assert text.index("Examples:") < min(ends)


@pytest.mark.parametrize("command", SUBCOMMANDS)
def test_every_command_of_a_group_says_what_it_does(command, capsys):
    text = shown(capsys, *command.split())
    assert len(text.splitlines()[2]) > 10
    assert text.index("Examples:") < min(text.index(name) for name in ("Options:", "Settings:") if name in text)
    assert "--json" in text or command == "case remove"


@pytest.mark.parametrize("command", TAKE_AN_ORDER)
def test_every_field_and_every_setting_that_is_used_is_in_the_whole_help(command, capsys):
    words = flags_in(all_of(capsys, command))
    for field in FIELDS:
        dashed = field.replace("_", "-")
        assert f"--{dashed}" in words
        assert (f"--not-{dashed}" in words) == (field in FLAG_FIELDS)
    assert set(COMMON) - words == set(UNUSED.get(command, ()))


@pytest.mark.parametrize("command", TAKE_AN_ORDER)
def test_the_short_help_has_the_dozen_that_matter_and_names_the_rest(command, capsys):
    text = shown(capsys, command)
    whole = all_of(capsys, command)
    rest = flags_in(whole) - flags_in(text)
    assert {"--status", "--paid", "--closed-on", "--unknown", "--help-all", "-h"} <= flags_in(text)
    assert {"--coupon", "--paid-on", "--tz", "--lang"} <= rest
    left_out = len(re.findall(r"^  --", whole, re.MULTILINE)) - len(re.findall(r"^  --", text, re.MULTILINE))
    assert text.splitlines()[-1] == f"{left_out} more flags: ali-closed {command} --help-all"


@pytest.mark.parametrize("command", TAKE_AN_ORDER)
def test_a_flag_that_is_not_in_the_help_is_taken_all_the_same(command, capsys):
    recipient = ["support"] if command == "draft" else []
    assert run(capsys, command, *recipient, "--status", "closed", "--color", "never", "--no-input").code == 0


def test_every_value_of_a_field_is_in_the_help(capsys):
    words = set(all_of(capsys, "diagnose").split())
    for field, values in CHOICES.items():
        if field not in (*FLAG_FIELDS, "status", "sub_status"):
            assert set(values) <= words, field


def test_what_matters_most_comes_first(capsys):
    text = all_of(capsys, "diagnose")
    groups = [text.index(name) for name in ("what matters most", "The order, more", "its dates", "Settings:")]
    assert groups == sorted(groups)
    first = text[groups[0] : groups[1]]
    assert len(re.findall(r"^  --", first, re.MULTILINE)) == 12


def test_every_switch_says_what_it_means(capsys):
    flat = " ".join(all_of(capsys, "diagnose").split())
    for field in FLAG_FIELDS:
        assert re.search(rf"--not-{field.replace('_', '-')} [A-Z][a-z ,]+\.", flat), field


@pytest.mark.parametrize("command", ["", *CONTRACT, *SUBCOMMANDS])
def test_the_examples_really_run(command, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("ali_closed.proof.check.check_everything", lambda *_, **__: PROVEN)
    files_for_examples(tmp_path, monkeypatch)
    lines = examples(shown(capsys, *command.split()))
    assert lines
    if command in {"case list", "case show", "case again", "case remove"}:
        assert run(capsys, "case", "save", "watch", "--status", "closed").code == 0
    for line in lines:
        if line == "ali-closed":
            continue
        found = run_line(line, capsys, monkeypatch, tmp_path)
        assert found.code == 0, (line, found.err)
        assert found.out, line


@pytest.mark.parametrize("command", ["", *CONTRACT, *SUBCOMMANDS])
@pytest.mark.parametrize("columns", [40, 80])
def test_the_help_keeps_to_the_width(command, columns, capsys, monkeypatch):
    """Only command lines to copy, and names of flags, are never broken."""
    monkeypatch.setenv("COLUMNS", str(columns))
    text = shown(capsys, *command.split())
    whole = examples(text)
    for line in text.splitlines():
        if len(line) > columns:
            assert line.strip() in whole or re.fullmatch(r" +--[a-z-]+ / --[a-z-]+", line), line


def test_no_value_is_broken_in_two_on_a_narrow_terminal(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    words = set(all_of(capsys, "diagnose").split())
    assert set(CHOICES["tracking"]) | set(CHOICES["dispute"]) | set(CHOICES["seller_says"]) <= words


@pytest.mark.parametrize("command", ["", "diagnose", "rules", "rules check"])
def test_the_short_flag_is_the_same(command, capsys):
    assert run(capsys, *command.split(), "-h").out == shown(capsys, *command.split())


def test_the_help_is_not_coloured(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in shown(capsys, "diagnose")


# ---------------------------------------------------------------- the version, and the ways to start


def test_the_version_says_program_rules_and_schema(capsys):
    found = run(capsys, "--version")
    book = load_rules()
    assert (found.code, found.err) == (0, "")
    assert found.out == f"ali-closed {__version__}\nrules {book.date} {book.digest}\nschema {SCHEMA}\n"
    answer = run(capsys, "diagnose", "--json").document
    assert [answer[key] for key in ("version", "rules_date", "rules_digest", "schema")] == [
        __version__,
        book.date,
        book.digest,
        SCHEMA,
    ]


@pytest.mark.parametrize("name", ["ali-closed", "ali_closed"])
def test_both_names_start_the_program(name):
    """As the script does that an installation puts there."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    module, _, function = scripts[name].partition(":")
    script = f"import sys; from {module} import {function}; sys.argv[0] = {name!r}; sys.exit({function}())"
    ended = subprocess.run(
        [sys.executable, "-c", script, "diagnos"], capture_output=True, text=True, env=surroundings(), check=False
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "diagnose" in ended.stderr
