"""A TAB offers values, as bash, zsh and fish ask for them, and loads no engine for it."""

import json
import subprocess
import sys

import pytest

from ali_closed.cli.flags import FORMATS, explained
from ali_closed.errors import AliClosedError
from ali_closed.model.fields import CHOICES, FIELDS, FLAG_FIELDS
from ali_closed.report.explain import explain
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.rules.loader import load_rules
from tests.cli.program import run, surroundings

PROGRAM = """
import contextlib, io, json, os, sys
from ali_closed.__main__ import run
sys.argv = ["ali-closed"]
said = []
for pressed in json.load(sys.stdin):
    os.environ.update(pressed)
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.suppress(SystemExit):
        run()
    said.append(out.getvalue())
print(json.dumps(said))
"""


def asked(shell, *lines, **environment):
    """What a shell is told for each of the lines that end where TAB is pressed."""

    def pressed(line):
        words = line.split()
        return {
            "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - (not line.endswith(" ")))},
            "zsh": {"_TYPER_COMPLETE_ARGS": line},
            "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
        }[shell]

    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(list(map(pressed, lines))),
        env=surroundings(_ALI_CLOSED_COMPLETE=f"complete_{shell}", **environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr == ""
    return json.loads(ended.stdout)


OFFERED = [
    ("ali-closed ca", {"calendar", "case"}),
    ("ali-closed case s", {"save", "show"}),
    ("ali-closed diagnose --parc", {"--parcel"}),
    ("ali-closed diagnose --parcel ", {*CHOICES["parcel"], "unknown"}),
    ("ali-closed diagnose --status c", {"cancel_requested", "completed", "closed"}),
    ("ali-closed ask --unknown dispute", {name for name in FIELDS if name.startswith("dispute")}),
    ("ali-closed diagnose --format ", set(FORMATS)),
    ("ali-closed explain --format ", {"text", "plain", "json"}),
    ("ali-closed diagnose --color a", {"auto", "always"}),
    ("ali-closed diagnose --what-if pai", {"paid=", "paid_on="}),
    ("ali-closed diagnose --seller-country U", {"UA", "UG", "UM", "US", "UY", "UZ"}),
    ("ali-closed ask --country D", {"DE", "DJ", "DK", "DM", "DO", "DZ"}),
    ("ali-closed case save x --tz Europe/Be", {"Europe/Belfast", "Europe/Belgrade", "Europe/Berlin"}),
    ("ali-closed batch orders.csv --tz Asia/To", {"Asia/Tokyo", "Asia/Tomsk"}),
    ("ali-closed draft s", {"seller", "support"}),
    ("ali-closed explain protection_e", {"protection_expired"}),
    ("ali-closed flow --as ", {"text", "mermaid", "dot"}),
    ("ali-closed schema ", {"order", "diagnosis", "question"}),
    ("ali-closed batch --only ", {"act", "late", "unsure"}),
    ("ali-closed batch --sort ", {"deadline"}),
    ("ali-closed batch --format ", {"ndjson", "csv", "text"}),
]


def test_bash():
    said = asked("bash", *(line for line, _ in OFFERED))
    assert [(line, set(told.split())) for (line, _), told in zip(OFFERED, said, strict=True)] == OFFERED


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_other_shells(shell):
    lines = ["ali-closed diagnose --parcel ", "ali-closed draft s", "ali-closed schema "]
    for line, said in zip(lines, asked(shell, *lines), strict=True):
        assert all(value in said for value in dict(OFFERED)[line])


def test_saved_cases_are_offered(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("ALI_CLOSED_HOME", str(tmp_path))
    for name in ("watch", "wallet", "shoes"):
        assert run(capsys, "case", "save", name, "--status", "closed").code == 0
    for said in asked("bash", *(f"ali-closed case {verb} w" for verb in ("show", "again", "remove"))):
        assert set(said.split()) == {"watch", "wallet"}


def test_saved_cases_that_cannot_be_read_are_not_offered(tmp_path):
    (tmp_path / "cases").write_text("no folder")
    (said,) = asked("bash", "ali-closed case show ", ALI_CLOSED_HOME=str(tmp_path))
    assert said.split() == []


def test_every_field_that_is_chosen_from_a_list_offers_it():
    fields = [field for field in CHOICES if field not in FLAG_FIELDS]
    said = asked("bash", *(f"ali-closed diagnose --{field.replace('_', '-')} " for field in fields))
    assert {field: told.split() for field, told in zip(fields, said, strict=True)} == {
        field: [*CHOICES[field], "unknown"] for field in fields
    }


def test_every_id_that_is_offered_is_explained():
    rulebook = load_rules()
    words = load_catalogue("en", rulebook)
    assert len(explained()) > 80
    for known in explained():
        try:
            explain(known, words)
        except AliClosedError as error:
            raise AssertionError(known) from error


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_there_for_every_shell(shell):
    program = "import sys; from ali_closed.__main__ import run; sys.argv = ['ali-closed']; run()"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env=surroundings(_ALI_CLOSED_COMPLETE=f"source_{shell}"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "_ALI_CLOSED_COMPLETE" in ended.stdout
