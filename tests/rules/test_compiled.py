"""What is kept of data files: never out of step, never in the way, and never what somebody else wrote."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ali_closed.rules import compiled as module
from ali_closed.rules.compiled import cache_folder, compiled
from ali_closed.rules.loader import load_rules
from ali_closed.rules.tables import FILES, PACKAGED, load_tables
from tests.cli.program import POSIX, surroundings


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ALI_CLOSED_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def made(sources=(b"a",), value=1):
    """What comes back, and how often it had to be made."""
    calls = []

    def make():
        calls.append(value)
        return value

    return compiled("thing", sources, make), len(calls)


def files():
    return sorted(cache_folder().iterdir())


def test_it_is_made_once_for_the_same_sources():
    assert made() == (1, 1)
    assert made(value=2) == (1, 0)
    assert len(files()) == 1


@pytest.mark.parametrize("sources", [(b"b",), (b"a", b""), (b"", b"a"), (b"a", b"a")])
def test_other_sources_make_it_anew(sources):
    made()
    assert made(sources, 2) == (2, 1)
    assert made() == (1, 0)


def test_where_one_source_ends_counts():
    made((b"ab", b"c"))
    assert made((b"a", b"bc"), 2) == (2, 1)


def test_another_version_of_the_program_makes_its_own(monkeypatch):
    made()
    monkeypatch.setattr(module, "__version__", "next")
    assert made(value=2) == (2, 1)


@pytest.mark.parametrize("content", [b"", b'{"a": ', b"\xff", b"not json"])
def test_a_damaged_file_is_made_anew(content):
    made()
    files()[0].write_bytes(content)
    assert made(value=2) == (2, 1)
    assert made(value=3) == (2, 0)


def test_only_the_newest_few_are_kept():
    for number in range(9):
        made((b"%d" % number,), number)
    assert len(files()) == 4
    assert made((b"8",)) == (8, 0)


@POSIX
def test_it_is_private():
    made()
    assert cache_folder().stat().st_mode & 0o777 == 0o700
    assert files()[0].stat().st_mode & 0o777 == 0o600


@POSIX
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_can_write_is_not_used(mode):
    made()
    cache_folder().chmod(mode)
    assert made(value=2) == (2, 1)
    assert made(value=3) == (3, 1)
    assert cache_folder().stat().st_mode & 0o777 == mode


@POSIX
def test_a_file_that_others_can_write_is_not_read():
    made()
    files()[0].chmod(0o666)
    assert made(value=2) == (2, 1)
    assert made(value=3) == (2, 0)


@POSIX
def test_a_link_is_followed_neither_to_a_folder_nor_to_a_file(tmp_path):
    made()
    elsewhere = tmp_path / "elsewhere"
    files()[0].rename(elsewhere)
    (cache_folder() / elsewhere.name).symlink_to(elsewhere)
    name = f"thing-{module._digest((b'a',))}.json"
    (cache_folder() / name).symlink_to(elsewhere)
    assert made(value=2) == (2, 1)
    moved = tmp_path / "moved"
    cache_folder().rename(moved)
    cache_folder().symlink_to(moved, target_is_directory=True)
    assert made(value=3) == (3, 1)


@POSIX
def test_what_belongs_to_somebody_else_is_not_read(monkeypatch):
    made()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert made(value=2) == (2, 1)


def test_where_nothing_can_be_written_it_is_made_each_time(home):
    home.write_text("a file where the folder would be")
    assert made() == (1, 1)
    assert made(value=2) == (2, 1)


def test_a_file_that_cannot_be_replaced_leaves_no_draft(monkeypatch):
    def full(*_):
        raise OSError

    monkeypatch.setattr(os, "replace", full)
    assert made() == (1, 1)
    assert files() == []


def test_the_places_are_those_of_the_system(monkeypatch, tmp_path):
    monkeypatch.delenv("ALI_CLOSED_HOME")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    from platformdirs import user_cache_path

    assert cache_folder() == user_cache_path("ali-closed", appauthor=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    if sys.platform == "linux":
        assert cache_folder() == tmp_path / "me" / ".cache" / "ali-closed"


def test_a_rule_file_that_changes_is_noticed(tmp_path):
    folder = tmp_path / "rules"
    folder.mkdir()
    for name in FILES:
        (folder / name).write_bytes((PACKAGED / name).read_bytes())
    before = load_tables(folder)
    changed = (folder / "doubts.toml").read_text(encoding="utf-8").replace('id = "', 'id = "other_', 1)
    stat = (folder / "doubts.toml").stat()
    (folder / "doubts.toml").write_text(changed, encoding="utf-8")
    os.utime(folder / "doubts.toml", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    after = load_tables(folder)
    assert after["digest"] != before["digest"]
    assert load_tables(folder) == after


def test_a_value_that_the_code_has_no_more_is_noticed(tmp_path):
    """The rules that were kept were in order; the table of fields that they were held against has changed since."""
    package = tmp_path / "ali_closed"
    shutil.copytree(PACKAGED.parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "ali_closed", "diagnose", "--status", "closed"]
    assert subprocess.run(command, cwd=tmp_path, env=surroundings(), capture_output=True, check=False).returncode == 0
    fields = package / "model" / "fields.py"
    fields.write_text(fields.read_text("utf-8").replace(" customs returned", " returned"), "utf-8")
    ran = subprocess.run(command, cwd=tmp_path, env=surroundings(), capture_output=True, text=True, check=False)
    assert (ran.returncode, "no value `customs` of `tracking`" in ran.stderr) == (65, True), ran.stderr


def test_kept_rules_are_the_rules():
    first, again = load_tables(), load_tables()
    assert first == again
    load_rules.cache_clear()
    try:
        assert load_rules().digest == first["digest"]
    finally:
        load_rules.cache_clear()


def test_several_processes_at_once_answer_alike(home):
    command = [
        sys.executable,
        "-m",
        "ali_closed",
        "diagnose",
        "--status",
        "Finished",
        "--today",
        "2026-06-15",
        "--json",
    ]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, env=surroundings()) for _ in range(4)]
    answers = {run.communicate(timeout=60)[0] for run in running}
    assert [run.returncode for run in running] == [0, 0, 0, 0]
    assert len(answers) == 1
    assert {file.name.partition("-")[0] for file in files()} == {
        *("checked", "rules", "texts"),
        *("words_end_reasons", "words_known", "words_labels", "words_spoken"),
    }
    for file in files():
        json.loads(Path(file).read_bytes())
