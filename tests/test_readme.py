"""README.md: every command line in it runs, every transcript is what is printed, every command is named."""

import json
import re
import shlex
import subprocess
import sys

import pytest

from ali_closed.cli.commands import NAMES
from tests.cli.commands.test_rules import PROVEN
from tests.cli.program import ROOT, files_for_examples, run_line, surroundings

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def transcripts():
    """Every command line of this program in a fenced block, with the lines printed below it."""
    found = []
    for kind, block in BLOCKS:
        if kind == "console":
            for part in re.split(r"^\$ ", block.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
                line, _, printed = part.partition("\n")
                found.append((line, printed))
        elif kind in {"sh", "bash", "shell"}:
            found += [(line, "") for line in block.replace("\\\n", " ").splitlines()]
    return [(line, printed) for line, printed in map(own_part, found) if line]


def own_part(entry):
    """What of a line is this program's: the lines that install run it behind what they install."""
    line, printed = entry
    last = line.partition(" #")[0].rsplit("&&", 1)[-1].strip().removeprefix(".venv/bin/")
    return (last if re.search(r"(^|\| )ali-closed .", last) else ""), printed


LINES = transcripts()


def test_there_are_command_lines_and_transcripts():
    assert len(LINES) >= 5
    assert any(printed for _, printed in LINES)


def test_every_command_line_runs(capsys, monkeypatch, tmp_path):
    """One after the other in one folder: a later one may use what an earlier one wrote."""
    monkeypatch.setattr("ali_closed.proof.check.check_everything", lambda *_, **__: PROVEN)
    files_for_examples(tmp_path, monkeypatch)
    for line, printed in LINES:
        found = run_line(line, capsys, monkeypatch, tmp_path)
        assert found.code == 0, (line, found.err)
        if printed.strip():
            pattern = "".join(
                ".*" if part == "...\n" else re.escape(part) for part in printed.splitlines(keepends=True)
            )
            assert re.fullmatch(pattern, found.out, re.DOTALL), line


def test_the_first_screen_holds_a_transcript_and_what_installs_it():
    screen = "\n".join(README.splitlines()[:24])
    assert screen.index("$ ali-closed diagnose") < screen.index("pip install") < screen.index("<!-- test command -->")


def test_the_lines_that_install_need_nothing_but_python():
    lines = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines() if "pip install" in line]
    assert len(lines) >= 2
    for line in lines:
        names = [shlex.split(part)[0] for part in line.split("&&")]
        assert names[0] == "python3"
        assert all(name.startswith(".venv/bin/") for name in names[1:])


@pytest.mark.parametrize("command", NAMES)
def test_every_command_is_named(command):
    assert re.search(rf"(`|^\$ |\| |ali-closed ){command}\b", README, re.MULTILINE)


def test_the_python_in_it_runs(capsys):
    blocks = [block for kind, block in BLOCKS if kind == "python"]
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("automatic [")


def test_every_file_and_folder_it_speaks_of_is_there():
    for name in re.findall(r"^\| `([\w/]+/)` \|", README, re.MULTILINE):
        assert (ROOT / name).is_dir(), name


PYTEST = sorted(set(re.findall(r"-m pytest (?:-q )?((?:-m \w+ )?tests/[^`\n]*)", README)))


def test_every_command_that_runs_tests_finds_some():
    """Collected in one process for all of them: to start pytest takes longer than to look."""
    program = (
        "import json, sys, pytest\n"
        "given = ['-q', '-p', 'no:cacheprovider', '--collect-only']\n"
        "codes = {asked: pytest.main([*given, *asked.split()]) for asked in sys.argv[1:]}\n"
        "print(json.dumps({asked: code.name for asked, code in codes.items()}))"
    )
    command = [sys.executable, "-c", program, *PYTEST]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT, env=surroundings())
    assert json.loads(ran.stdout.splitlines()[-1]) == dict.fromkeys(PYTEST, "OK"), ran.stderr[-300:]
