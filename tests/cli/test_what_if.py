"""`--what-if`: what another answer would change, without changing the order."""

import pytest

from tests.cli.program import EXPIRED, TODAY, answer, flags, run


def both(capsys, *arguments):
    return answer(capsys, "diagnose", *flags(EXPIRED), *TODAY, "--json", *arguments)


def test_before_is_the_plain_answer_and_after_the_other_one(capsys):
    found = both(capsys, "--what-if", "closed_on=2026-05-01")
    assert list(found) == ["before", "after", "changed"]
    assert found["before"] == both(capsys)
    assert found["after"] == both(capsys, "--closed-on", "2026-05-01")
    changed = {entry["path"]: (entry["from"], entry["to"]) for entry in found["changed"]}
    assert changed["dispute.verdict"] == ("open", "over")
    assert changed["dispute.days_left"][0] == 3


def test_several_changes_go_together(capsys):
    found = both(capsys, "--what-if", "parcel=received_ok", "--what-if", "closed-on=2026-06-10")
    assert found["after"]["order"] == {**EXPIRED, "parcel": "received_ok", "closed_on": "2026-06-10"}


@pytest.mark.parametrize(("written", "read"), [("true", True), ("no", False), ("unknown", "unknown")])
def test_booleans_can_be_written_as_words(written, read, capsys):
    assert both(capsys, "--what-if", f"shipped={written}")["after"]["order"]["shipped"] is read or read == "unknown"


def test_dates_are_read_as_flags_are(capsys):
    assert both(capsys, "--what-if", "closed_on=yesterday")["after"]["order"]["closed_on"] == "2026-06-14"


def test_in_words_both_summaries_stand_one_below_the_other(capsys):
    shown = run(capsys, "diagnose", *flags(EXPIRED), *TODAY, "--what-if", "closed_on=2026-05-01")
    assert (shown.code, shown.err) == (0, "")
    now, then, *rest = shown.out.splitlines()
    found = both(capsys, "--what-if", "closed_on=2026-05-01")
    assert now.endswith(found["before"]["summary"])
    assert then.endswith(found["after"]["summary"])
    assert any("dispute.verdict" in line for line in rest)


def test_nothing_changed_is_said(capsys):
    found = both(capsys, "--what-if", "paid=true")
    assert found["changed"] == []
    shown = run(capsys, "diagnose", *flags(EXPIRED), *TODAY, "--what-if", "paid=true")
    assert len(shown.out.splitlines()) == 2


def test_the_exit_code_is_that_of_the_order_itself(capsys):
    given = ("diagnose", *flags(EXPIRED), *TODAY, "--exit-code")
    assert run(capsys, *given, "--what-if", "closed_on=2026-04-01").code == 10


@pytest.mark.parametrize(
    ("written", "code", "hint"),
    [
        ("parcl=not_received", "bad_what_if", "`parcel=...`"),
        ("parcel", "bad_what_if", "parcel=not_received"),
        ("=x", "bad_what_if", "parcel=not_received"),
        ("parcel=not_recieved", "bad_value", "`not_received`"),
        ("shipped=perhaps", "bad_value", "true, false, unknown"),
        ("closed_on=1/2/26", "bad_date", "2026-01-02 or 2026-02-01"),
        ("closed_on=", "bad_date", "2026-11-02"),
    ],
)
def test_what_cannot_be_tried_is_refused(written, code, hint, capsys):
    shown = run(capsys, "diagnose", *flags(EXPIRED), "--json", "--what-if", written)
    assert (shown.code, shown.out) == (2, "")
    assert shown.error["code"] == code
    assert hint in shown.error["hint"]
