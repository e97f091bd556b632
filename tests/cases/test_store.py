"""Cases are written whole or not at all, whoever writes beside and whoever is killed."""

import errno
import os
import random
import stat
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from ali_closed.cases import Case, CaseStore, default_folder
from ali_closed.errors import AliClosedError, DataError, MissingFileError, UsageError
from tests.cli.program import POSIX

WORKER = """
import sys
from pathlib import Path
from ali_closed.cases import Case
from ali_closed.cases import CaseStore
store, worker, first, last = CaseStore(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
for number in range(first, last):
    name = f"case-{worker}-{number}"
    order = {"id": name, "status": "closed", "note": "x" * 20000}
    told = {"saved_at": "", "today": "", "order": order, "settings": {}, "diagnosis": {"worker": worker}}
    store.save(Case(name=name, **told))
    store.save(Case(name="shared", **told))
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""


def case(name: str = "watch", **order: Any) -> Case:
    return Case(
        name=name,
        saved_at="2026-06-15T00:00:00Z",
        today="2026-06-15",
        order=order or {"status": "closed"},
        settings={"tz": "Europe/Berlin"},
        diagnosis={"a": 1},
    )


def everything(store: CaseStore) -> list[Case]:
    return [store.load(name) for name in store.names()]


def start(program: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_hundred_saves_from_four_processes_with_kills_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    store = CaseStore(folder)
    lucky = random.Random(5)
    done = dict.fromkeys("abcd", 0)
    kills = 0
    torn: list[object] = []
    finished = threading.Event()

    def look() -> None:
        while not finished.wait(0.001):
            with suppress(MissingFileError):
                try:
                    store.load("shared")
                except DataError as error:
                    torn.append(error)

    reader = threading.Thread(target=look, daemon=True)
    reader.start()
    while any(count < 50 for count in done.values()):
        running = {name: start(WORKER, folder, name, count, 50) for name, count in done.items() if count < 50}
        for name in list(running) if kills < 8 else ():
            answers = running[name].stdout
            assert answers is not None
            done[name] += sum(answers.readline() != "" for _ in range(4))
            time.sleep(lucky.random() / 100)
            running[name].kill()
            kills += running[name].wait() != 0
            held = everything(store)
            answered = {f"case-{name}-{number}" for number in range(done[name])}
            assert answered <= {entry.name for entry in held}
        for name, process in running.items():
            done[name] += len(process.communicate(timeout=120)[0].splitlines())
    finished.set()
    reader.join()
    assert torn == []
    assert kills >= 8
    found = everything(store)
    expected = {f"case-{name}-{number}" for name in "abcd" for number in range(50)} | {"shared"}
    assert {entry.name for entry in found} == expected
    assert all(len(entry.order["note"]) == 20000 for entry in found)
    store.save(case())
    assert {path.name for path in folder.iterdir()} == {f"{name}.json" for name in expected} | {"watch.json", ".lock"}


def test_a_case_comes_back_as_it_was(tmp_path: Path) -> None:
    store = CaseStore(tmp_path / "new" / "cases")
    assert store.save(case(note="Ünï ☃")) is False
    assert store.load("watch") == case(note="Ünï ☃")
    assert store.save(case()) is True
    assert "☃" not in (tmp_path / "new" / "cases" / "watch.json").read_text(encoding="utf-8")


def test_letters_that_have_no_utf8_are_kept_too(tmp_path: Path) -> None:
    store = CaseStore(tmp_path)
    store.save(case(note="\udcff"))
    assert store.load("watch").order == {"note": "\udcff"}


@POSIX
def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        CaseStore(tmp_path / "cases").save(case())
    finally:
        os.umask(before)
    rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "cases").iterdir()}
    assert rights == {"watch.json": 0o600, ".lock": 0o600}
    assert stat.S_IMODE((tmp_path / "cases").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "a\\b",
        ".hidden",
        "-f",
        "x.",
        "a b",
        "a\x00b",
        "a\n",
        "_x",
        "a:b",
        "x" * 49,
        "con",
        "NUL.txt",
        "COM1",
    ],
)
def test_names_that_could_do_something_are_refused(name: str, tmp_path: Path) -> None:
    store = CaseStore(tmp_path)
    with pytest.raises(UsageError) as wrong:
        store.save(case(name))
    assert wrong.value.code == "bad_name"
    with pytest.raises(UsageError):
        store.remove(name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["watch", "watch-2026", "a.b_c", "заказ", "8190011223344556", "x"])
def test_names_that_are_fine(name: str, tmp_path: Path) -> None:
    store = CaseStore(tmp_path)
    store.save(case(name))
    assert store.load(name).name == name


def test_capitals_and_ways_to_write_a_letter_make_no_second_case(tmp_path: Path) -> None:
    store = CaseStore(tmp_path)
    store.save(case("Café"))
    assert store.save(case("cafe\u0301", status="frozen")) is True
    assert store.load("CAFÉ").order == {"status": "frozen"}


def test_a_missing_case_names_the_nearest(tmp_path: Path) -> None:
    store = CaseStore(tmp_path / "cases")
    for act in (store.load, store.remove):
        with pytest.raises(MissingFileError):
            act("watch")
    assert not (tmp_path / "cases").exists()
    store.save(case())
    with pytest.raises(MissingFileError) as wrong:
        store.load("wotch")
    assert "`watch`" in str(wrong.value.hint)


DAMAGED = {
    "empty": "",
    "cut": '{"format": 1, "name": "cut", "order"',
    "list": "[]",
    "nothing": "{}",
    "other": '{"shoes": 3}',
    "noname": '{"format": 1, "order": {}, "settings": {}}',
    "noorder": '{"format": 1, "name": "noorder", "settings": {}}',
    "baddiagnosis": '{"format": 1, "name": "x", "order": {}, "settings": {}, "diagnosis": 3}',
    "badsettings": '{"format": 1, "name": "x", "order": {}, "settings": {"tz": 3}}',
    "baddate": '{"format": 1, "name": "x", "order": {}, "settings": {}, "saved_at": 3}',
    "badformat": '{"format": "one", "order": {}}',
    "deep": "[" * 100_000,
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_reported_and_left_as_it_is(name: str, tmp_path: Path) -> None:
    store = CaseStore(tmp_path)
    store.save(case())
    path = tmp_path / f"{name}.json"
    path.write_text(DAMAGED[name])
    assert store.names() == sorted((name, "watch"))
    assert store.load("watch") == case()
    with pytest.raises(DataError) as wrong:
        store.load(name)
    assert wrong.value.code == "damaged_case"
    with pytest.raises(DataError):
        store.save(case(name))
    assert path.read_text() == DAMAGED[name]
    store.remove(name)
    assert not path.exists()


def test_bytes_that_are_no_text_are_damage(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError):
        CaseStore(tmp_path).load("x")


def test_a_newer_format_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"format": 99}')
    with pytest.raises(DataError) as wrong:
        CaseStore(tmp_path).load("x")
    assert wrong.value.code == "newer_format"


def test_a_copied_file_goes_by_its_own_name(tmp_path: Path) -> None:
    store = CaseStore(tmp_path)
    store.save(case())
    (tmp_path / "copy.json").write_bytes((tmp_path / "watch.json").read_bytes())
    assert [entry.name for entry in everything(store)] == ["copy", "watch"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = CaseStore(tmp_path)
    store.save(case())

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(AliClosedError) as wrong:
            store.save(case(status="frozen"))
    assert wrong.value.code == "unwritable"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "watch.json"]
    assert store.load("watch") == case()
    store.save(case("other"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "other.json", "watch.json"]


def test_a_file_in_the_place_of_the_folder_is_an_error_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "cases").write_text("")
    with pytest.raises(AliClosedError) as wrong:
        CaseStore(tmp_path / "cases").save(case())
    assert wrong.value.code == "unwritable"
    with pytest.raises(DataError):
        CaseStore(tmp_path / "cases").names()
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(DataError):
        CaseStore(tmp_path).load("folder")


def test_the_folder_is_the_users_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ALI_CLOSED_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "cases"
    monkeypatch.delenv("ALI_CLOSED_HOME")
    assert default_folder().parts[-2:] == ("ali-closed", "cases")
