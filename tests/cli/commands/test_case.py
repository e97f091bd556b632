"""`ali-closed case`: keep, list, show, compare and remove."""

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.cli.program import PATIENCE, POSIX, Ran, pipe_in
from tests.cli.program import run as run_command

EXPIRED = ("--status", "completed", "--confirmed", "no", "--tracking", "stalled", "--parcel", "not_received")
# The page names the last day, so that no number of a document is needed.
WATCH = (*EXPIRED, "--closed-on", "2026-06-03", "--dispute-ends-on", "2026-06-18")
LATE = ("--status", "closed", "--paid", "--not-shipped", "--closed-on", "2026-05-01")


class Cases:
    """Runs `ali-closed case` with a folder of its own."""

    def __init__(self, capture: pytest.CaptureFixture[str], folder: Path) -> None:
        self.capture = capture
        self.folder = folder / "cases"

    def __call__(self, *arguments: str, code: int = 0) -> Ran:
        ran = run_command(self.capture, "case", *arguments)
        assert ran.code == code, ran.err
        return ran

    def json(self, *arguments: str, code: int = 0) -> Any:
        return json.loads(self(*arguments, "--json", code=code).out)


@pytest.fixture
def cases(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cases:
    monkeypatch.setenv("ALI_CLOSED_HOME", str(tmp_path))
    return Cases(capfd, tmp_path)


def test_save_says_so_and_gives_the_answer(cases: Cases) -> None:
    ran = cases("save", "watch", *WATCH, "--today", "2026-06-10")
    assert ran.out.splitlines()[0] == "Saved as watch."
    assert "18 June 2026" in ran.out
    assert "in the place of" in cases("save", "watch", *WATCH).out
    assert cases("save", "watch", *WATCH, "-q").out.count("\n") == 1
    assert cases.json("save", "other", *WATCH)["replaced"] is False


def test_save_takes_a_file_and_flags_over_it(cases: Cases, tmp_path: Path) -> None:
    file = tmp_path / "order.json"
    file.write_text(json.dumps({"id": "77", "status": "closed"}))
    cases("save", "watch", str(file), "--status", "frozen")
    held = json.loads((cases.folder / "watch.json").read_text())
    assert held["order"] == {"id": "77", "status": "frozen"}


def test_labels_and_moments_are_kept_as_they_were_given(cases: Cases) -> None:
    moment = "2026-06-20T23:30:00+02:00"
    cases("save", "watch", "--status", "Awaiting delivery", "--protection-ends-on", moment, "--today", "2026-06-10")
    assert json.loads((cases.folder / "watch.json").read_text())["order"] == {
        "status": "Awaiting delivery",
        "protection_ends_on": moment,
    }


@pytest.mark.parametrize(
    "flags",
    [
        WATCH,
        LATE,
        ("--status", "Canceled", "--closed-on", "3 weeks ago", "--unknown", "paid"),
        ("--status=shipped", "--protection-ends-on=2026-06-20T23:30:00+02:00", "--shipped-on=about 2 months ago"),
        (*LATE, "--tz", "Asia/Tokyo", "--country", "DE"),
        ("--closed-on", "..2026-06-01", "--last-seen-open-on", "2026-05", "--note", "Ünï", "--id", "77"),
    ],
)
def test_a_saved_case_gives_the_diagnosis_of_its_flags(cases: Cases, flags: tuple[str, ...]) -> None:
    today = ("--today", "2026-06-10")
    cases("save", "watch", *flags, *today)
    plain = run_command(cases.capture, "diagnose", *flags, *today, "--json")
    assert cases.json("show", "watch", *today) == json.loads(plain.out)


def test_words_are_counted_from_the_day_it_was_saved(cases: Cases) -> None:
    cases("save", "watch", *EXPIRED, "--closed-on", "7 days ago", "--today", "2026-06-10")
    assert cases.json("show", "watch", "--today", "2026-06-30")["order"]["closed_on"] == "2026-06-03"


def test_show_has_every_shape(cases: Cases) -> None:
    cases("save", "watch", *WATCH)
    shown = cases("show", "watch", "--today", "2026-06-10")
    assert "18 June 2026" in shown.out
    assert shown.err.startswith("Case watch, with the answer of ")
    assert cases("show", "watch", "-q", "--today", "2026-06-10").out.count("\n") == 1
    assert cases("show", "watch", "--format", "html").out.lower().startswith("<!doctype html>")
    assert cases("show", "watch", "--today", "2026-06-10", "--exit-code", code=10)
    assert cases("show", "watch", "--format", "pdf", code=2)


def test_again_names_what_has_changed(cases: Cases) -> None:
    cases("save", "watch", *WATCH, "--today", "2026-06-10")
    same = cases("again", "watch", "--today", "2026-06-11").out.splitlines()
    assert same[:2] == ["Case watch, with the answer of 10 June 2026.", "Nothing has changed since."]
    assert same[2].startswith("Now: ")
    later = cases("again", "watch", "--today", "2026-06-19").out
    assert "Passed since: Open the dispute, last safe day, 18 June 2026." in later


def test_again_as_json(cases: Cases) -> None:
    cases("save", "late", *LATE, "--today", "2026-05-02")
    found = cases.json("again", "late", "--today", "2026-06-15")
    assert list(found) == ["case", "before", "after", "changed"]
    assert (found["case"], found["before"]["today"], found["after"]["today"]) == ("late", "2026-05-02", "2026-06-15")
    assert {"path": "refund.late", "from": False, "to": True} in found["changed"]
    assert all(list(entry) == ["path", "from", "to"] for entry in found["changed"])
    assert cases.json("again", "late", "--today", "2026-05-03")["changed"] == []
    assert cases("again", "late", "--today", "2026-06-15", "--exit-code", code=10)


def test_again_compares_with_what_was_saved_until_told_otherwise(cases: Cases) -> None:
    cases("save", "late", *LATE, "--today", "2026-05-10")
    for _ in range(2):
        assert cases.json("again", "late", "--today", "2026-06-15")["changed"]
    updated = cases("again", "late", "--today", "2026-06-15", "--update")
    assert "The refund is late now" in updated.out
    assert "From now on" in updated.err
    assert cases.json("again", "late", "--today", "2026-06-15")["changed"] == []
    assert cases.json("again", "late", "--today", "2026-06-15")["before"]["today"] == "2026-06-15"


def test_list_is_the_agenda_most_urgent_first(cases: Cases) -> None:
    cases("save", "a-open", "--status", "shipment_pending", "--today", "2026-06-10")
    cases("save", "b-watch", *WATCH, "--today", "2026-06-10")
    cases("save", "c-late", *LATE, "--today", "2026-06-10")
    found = cases.json("list", "--today", "2026-06-10")
    assert [entry["case"] for entry in found] == ["c-late", "b-watch", "a-open"]
    assert list(found[0]) == ["case", "saved_at", "state", "summary", "next"]
    late = date.fromisoformat(found[0]["next"]["on"])
    days_left = (late - date(2026, 6, 10)).days
    assert found[0]["next"] == {"id": "refund_late_after", "on": f"{late}", "days_left": days_left}
    assert late < date(2026, 6, 10)
    assert found[1]["next"] == {"id": "dispute_act_by", "on": "2026-06-18", "days_left": 8}
    assert found[2]["next"] is None
    text = cases("list", "--today", "2026-06-10").out.splitlines()
    assert text[0] == f"{late.day} {late:%B} 2026 (late)  c-late: Last day for the refund"
    assert text[2] == "18 June 2026 (8 days left)  b-watch: Open the dispute, last safe day"
    assert text[4].startswith("no date yet  a-open")


def test_list_for_a_cron_line(cases: Cases) -> None:
    cases("save", "watch", *WATCH, "--today", "2026-06-10")
    quiet = cases("list", "--exit-code", "--within", "3d", "--today", "2026-06-14")
    assert quiet.out == ""
    assert cases("list", "--exit-code", "--within", "3d", "--today", "2026-06-15", code=10).out.startswith("18 June")
    assert cases("list", "--exit-code", "--within", "1w", "--today", "2026-06-11", code=10)
    assert cases("list", "--exit-code", "--today", "2026-06-11", code=10)
    # Too late: support is to be written to.
    assert cases("list", "--exit-code", "--within", "3d", "--today", "2026-12-01", code=10)


def test_waiting_is_not_due(cases: Cases) -> None:
    cases("save", "wait", *LATE, "--today", "2026-05-10")
    late = date.fromisoformat(cases.json("list", "--today", "2026-05-20")[0]["next"]["on"])
    assert cases("list", "--exit-code", "--within", "30d", "--today", f"{late}").out == ""
    assert cases("list", "--exit-code", "--within", "0d", "--today", f"{late + timedelta(days=1)}", code=10)


@pytest.mark.parametrize("given", ["", "3x", "-1", "3.5", "d", "99999"])
def test_within_that_is_no_time(cases: Cases, given: str) -> None:
    assert "--within cannot be" in cases("list", "--within", given, code=2).err


def test_nothing_saved_is_said(cases: Cases) -> None:
    assert cases("list").err.startswith("No case is saved.")
    assert cases.json("list") == []
    assert not cases.folder.exists()


def test_a_damaged_file_is_reported_the_rest_listed_and_the_file_left(cases: Cases) -> None:
    cases("save", "watch", *WATCH, "--today", "2026-06-10")
    (cases.folder / "bad.json").write_text("{")
    odd = json.loads((cases.folder / "watch.json").read_text()) | {"name": "odd", "order": {"tracking": "no such"}}
    (cases.folder / "odd.json").write_text(json.dumps(odd))
    ran = cases("list", "--today", "2026-06-10", code=65)
    assert "watch" in ran.out
    assert "bad.json` is damaged" in ran.err
    assert "`odd` cannot be read" in ran.err
    assert (cases.folder / "bad.json").read_text() == "{"
    as_json = cases("list", "--json", "--today", "2026-06-10", code=65)
    assert [entry["case"] for entry in json.loads(as_json.out)] == ["watch"]
    assert {json.loads(line)["error"]["code"] for line in as_json.err.splitlines()} == {"damaged_case"}
    assert cases("list", "--exit-code", "--within", "9d", "--today", "2026-06-10", code=10)
    assert cases("show", "bad", code=65)
    assert cases("again", "odd", code=65)


def test_remove(cases: Cases) -> None:
    cases("save", "watch", *WATCH)
    assert cases("remove", "watch").out == "Removed watch.\n"
    assert "There is no case `watch`." in cases("remove", "watch", code=66).err
    assert cases("show", "watch", code=66)


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    pipe_in(monkeypatch, typed)
    monkeypatch.setattr("ali_closed.cli.cases.is_terminal", lambda _: True)


@pytest.mark.parametrize(
    ("typed", "flags", "says", "kept"),
    [
        ("n\n", (), "is kept", True),
        ("\n", (), "is kept", True),
        ("y\n", (), "Removed watch", False),
        ("", ("--yes",), "Removed watch", False),
    ],
)
def test_in_a_terminal_it_asks_before_it_removes(
    cases: Cases, monkeypatch: pytest.MonkeyPatch, typed: str, flags: tuple[str, ...], says: str, kept: bool
) -> None:
    cases("save", "watch", *WATCH)
    at_a_terminal(monkeypatch, typed)
    ran = cases("remove", "watch", *flags)
    assert says in ran.out + ran.err
    assert ("for good?" in ran.err) is not bool(flags)
    assert (cases.folder / "watch.json").exists() == kept


def test_on_a_real_terminal_ctrl_c_keeps_it(cases: Cases) -> None:
    cases("save", "watch", *WATCH)
    arguments = ["-m", "ali_closed", "case", "remove", "watch"]
    child = pexpect.spawn(sys.executable, arguments, encoding="utf-8", timeout=PATIENCE)
    child.expect("for good\\?")
    child.send("\x03")
    child.expect("Interrupted")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert (cases.folder / "watch.json").exists()


def test_a_missing_case_is_not_asked_about(cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch, "")
    assert "There is no case `nosuch`" in cases("remove", "nosuch", code=66).err


def test_what_is_to_be_done_today_to_be_safe_is_due(cases: Cases) -> None:
    cases("save", "doubt", "--status", "closed", "--today", "2026-06-10")
    assert "today" in cases("list", "--within", "3d", "--today", "2026-06-15").out
    assert cases("list", "--within", "3d", "--exit-code", "--today", "2026-06-15", code=10)


def test_bad_settings_are_the_users_not_the_cases(cases: Cases) -> None:
    cases("save", "watch", *WATCH)
    for flags in (("--country", "XX"), ("--tz", "Mars/Base"), ("--today", "soon"), ("--lang", "xx")):
        for command in (("show", "watch"), ("again", "watch"), ("list",)):
            assert cases(*command, *flags, code=2).err


def test_saved_at_is_a_moment(cases: Cases) -> None:
    cases("save", "watch", *WATCH)
    saved_at = cases.json("list")[0]["saved_at"]
    assert saved_at.endswith("Z")
    assert date.fromisoformat(saved_at[:10]) >= date(2026, 1, 1)


def test_a_list_of_one_line_each(cases: Cases) -> None:
    cases("save", "watch", "--status", "frozen", "--today", "2026-06-10")
    cases("save", "lamp", "--status", "shipped", "--today", "2026-06-10")
    assert len(cases("list", "-q", "--today", "2026-06-10").out.splitlines()) == 2


def test_a_removal_as_json(cases: Cases) -> None:
    cases("save", "watch", "--status", "frozen", "--today", "2026-06-10")
    assert json.loads(cases("remove", "watch", "--json").out) == {"case": "watch", "removed": True}


@pytest.mark.parametrize(
    ("content", "code"),
    [('{"format": 99, "name": "watch"}', "newer_format"), ("{", "damaged_case"), ("", "damaged_case")],
)
def test_what_cannot_be_read_is_never_replaced(cases: Cases, content: str, code: str) -> None:
    cases("save", "other", *WATCH)
    file = cases.folder / "watch.json"
    file.write_text(content)
    for given in (("save", "watch", *WATCH), ("again", "watch", "--update")):
        ran = cases(*given, "--json", code=65)
        assert json.loads(ran.err)["error"]["code"] == code
        assert json.loads(ran.err)["error"]["hint"]
        assert file.read_text() == content


@pytest.mark.parametrize("settings", [{"tz": "Mars/Base"}, {"country": "XX"}])
def test_a_case_with_settings_there_are_none_of_is_damaged_and_hides_no_other(
    cases: Cases, settings: dict[str, str]
) -> None:
    cases("save", "watch", *WATCH)
    content = json.dumps(json.loads((cases.folder / "watch.json").read_text()) | {"settings": settings})
    (cases.folder / "other.json").write_text(content)
    ran = cases("list", "--json", code=65)
    assert [entry["case"] for entry in json.loads(ran.out)] == ["watch"]
    for verb in ("show", "again"):
        assert json.loads(cases(verb, "other", "--json", code=65).err)["error"]["code"] == "damaged_case"


@pytest.mark.parametrize(
    "name", ["../x", "a/b", ".", "con", " x ", "x\t", "\nx", "x\x1b[0m", "a b", "x" * 300, "x\x00"]
)
def test_a_name_is_one_in_every_verb_or_in_none(cases: Cases, name: str) -> None:
    said = {cases(verb, name, "--json", code=2).err for verb in ("save", "show", "again", "remove")}
    assert len(said) == 1
    assert json.loads(said.pop())["error"]["code"] == "bad_name"
    assert not cases.folder.exists()


@POSIX
def test_the_rights_of_a_folder_that_was_there_are_left(cases: Cases, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    shared.chmod(0o755)
    cases.folder.symlink_to(shared)
    cases("save", "watch", *WATCH)
    cases("remove", "watch")
    assert shared.stat().st_mode & 0o777 == 0o755
