"""`--what-if`: what another answer would change, without changing the order; and -v, which changes no document."""

import json
import re
from datetime import date

import pytest

from tests.cli.program import EXPIRED, TODAY, answer, flags, pipe_in, run

CODE = re.compile(r"\w_\w|\w\[\d|\w\.\w|\{|\}|None|True|False")
"""What only a program would write: an id with an underscore, a path into JSON, a Python value."""


def in_words(day):
    written = date.fromisoformat(day)
    return f"{written.day} {written:%B %Y}"


def both(capsys, *arguments):
    return answer(capsys, "diagnose", *flags(EXPIRED), *TODAY, "--json", *arguments)


def test_before_is_the_plain_answer_and_after_the_other_one(capsys):
    found = both(capsys, "--what-if", "closed_on=2026-05-01")
    assert list(found) == ["before", "after", "changed"]
    assert found["before"] == both(capsys)
    other = flags({**EXPIRED, "closed_on": "2026-05-01"})
    assert found["after"] == answer(capsys, "diagnose", *other, *TODAY, "--json")
    changed = {entry["path"]: (entry["from"], entry["to"]) for entry in found["changed"]}
    assert changed["dispute.verdict"] == ("open", "over")
    assert changed["dispute.days_left"][0] == found["before"]["dispute"]["days_left"] > 0


def test_several_changes_go_together(capsys):
    found = both(capsys, "--what-if", "parcel=received_ok", "--what-if", "closed-on=2026-06-10")
    assert found["after"]["order"] == {**EXPIRED, "parcel": "received_ok", "closed_on": "2026-06-10"}


@pytest.mark.parametrize(("written", "read"), [("true", True), ("no", False), ("unknown", "unknown")])
def test_booleans_can_be_written_as_words(written, read, capsys):
    assert both(capsys, "--what-if", f"shipped={written}")["after"]["order"]["shipped"] is read or read == "unknown"


def test_dates_are_read_as_flags_are(capsys):
    assert both(capsys, "--what-if", "closed_on=yesterday")["after"]["order"]["closed_on"] == "2026-06-14"


def shown(capsys, *arguments, order=EXPIRED):
    ran = run(capsys, "diagnose", *flags(order), *TODAY, *arguments)
    assert (ran.code, ran.err) == (0, "")
    return ran.out.splitlines()


def test_in_words_both_summaries_stand_one_below_the_other(capsys):
    now, then, *rest = shown(capsys, "--what-if", "closed_on=2026-05-25")
    found = both(capsys, "--what-if", "closed_on=2026-05-25")
    assert now == "Before: " + found["before"]["summary"]
    assert then == "Then: " + found["after"]["summary"]
    safe, last, now_last = (
        in_words(found[when]["dispute"][day])
        for when, day in (("before", "act_by"), ("before", "last_date"), ("after", "last_date"))
    )
    assert rest[:4] == [
        "Refund: It is too late for a dispute. Before: Only a dispute brings it back.",
        "Dispute: It is too late. Before: It can be opened.",
        f"No longer counts: Open the dispute, last safe day, {safe}.",
        f"Moved: Last day for a dispute by any document, from {last} to {now_last}.",
    ]
    assert any(line.startswith("New: Look whether the page still takes a dispute") for line in rest)


@pytest.mark.parametrize(
    "change",
    [
        "closed_on=2026-05-25",
        "parcel=received_ok",
        "status=shipped",
        "status=Cancelled",
        "dispute=lost",
        "shipped=no",
        "sub_status=confirmation_received",
        "dispute_button=gone",
        "message=Closed due to security issues.",
        "coupon=welcome",
    ],
)
def test_no_id_no_path_and_no_value_of_a_program_is_shown(change, capsys):
    lines = shown(capsys, "--what-if", change)
    assert not [line for line in lines if CODE.search(line.replace("econsumer.gov", ""))]


def test_quietly_only_the_summaries_are_shown(capsys):
    assert len(shown(capsys, "-q", "--what-if", "closed_on=2026-05-25")) == 2


def test_nothing_changed_is_said(capsys):
    assert both(capsys, "--what-if", "paid=true")["changed"] == []
    assert shown(capsys, "--what-if", "paid=true")[1:] == ["Nothing would change."]


def test_what_decides_nothing_is_not_called_no_change(capsys):
    assert both(capsys, "--what-if", "coupon=none")["changed"]
    _, _, *rest = shown(capsys, "--what-if", "coupon=none")
    assert rest == ["Nothing that decides would change; the steps or the evidence may."]


def test_an_answer_that_does_not_fit_is_named_as_one(capsys):
    _, then, contradiction, *_ = shown(capsys, "--what-if", "shipped=no")
    assert "does not fit" in then
    assert contradiction.startswith("That does not fit the other answers.")


@pytest.mark.parametrize("label", ["Cancelled", "canceled", "Awaiting delivery", "Finished"])
def test_a_label_can_be_tried_as_it_is_read(label, capsys):
    order = {"status": "Closed", "paid": True}
    found = answer(capsys, "diagnose", *flags(order), *TODAY, "--json", "--what-if", f"status={label}")
    assert found["after"] == answer(capsys, "diagnose", *flags({**order, "status": label}), *TODAY, "--json")


def test_a_label_that_was_given_keeps_all_it_says_beside_the_other_answer(capsys):
    order = {"status": "Cancelled", "shipped": True}
    found = answer(capsys, "diagnose", *flags(order), *TODAY, "--json", "--what-if", "parcel=not_received")
    with_it = {**order, "parcel": "not_received"}
    assert found["after"] == answer(capsys, "diagnose", *flags(with_it), *TODAY, "--json")
    assert found["before"] == answer(capsys, "diagnose", *flags(order), *TODAY, "--json")


def test_what_another_label_said_goes_with_it(capsys):
    order = {"status": "Delivered", "shipped": True}
    found = answer(capsys, "diagnose", *flags(order), *TODAY, "--json", "--what-if", "status=Finished")
    assert found["before"]["order"]["tracking"] == "delivered"
    assert "tracking" not in found["after"]["order"]


def test_the_order_may_come_from_a_pipe(monkeypatch, capsys):
    pipe_in(monkeypatch, EXPIRED)
    found = answer(capsys, "diagnose", "-", *TODAY, "--json", "--what-if", "closed_on=2026-05-25")
    assert found["after"]["dispute"]["verdict"] == "over"


def test_what_was_typed_steers_no_terminal(capsys):
    lines = shown(capsys, "--what-if", "message=\x1b[31mred\u202e")
    assert not re.search("[\x1b\u202e]", "".join(lines))


def test_the_exit_code_is_that_of_the_order_itself(capsys):
    given = ("diagnose", *flags(EXPIRED), *TODAY, "--exit-code")
    assert run(capsys, *given, "--what-if", "closed_on=2026-04-01").code == 10


@pytest.mark.parametrize(
    ("written", "code", "hint"),
    [
        ("parcl=not_received", "unknown_field", "`parcel`"),
        ("foo=1", "unknown_field", "schema order"),
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


# ---------------------------------------------------------------- with -v


def test_the_document_does_not_change_with_it(capsys):
    assert json.dumps(both(capsys, "-v")) == json.dumps(both(capsys))


@pytest.mark.parametrize(
    "order",
    [
        EXPIRED,
        {"status": "closed"},
        {"status": "closed", "paid": True, "shipped": False, "closed_on": "2026-04-21"},
        {"status": "shipped", "shipped_on": "2026-05-01"},
        {"status": "frozen", "paid": True},
        {"status": "closed", "paid": False},
        {"status": "closed", "dispute": "lost"},
        {"status": "completed", "parcel": "received_ok"},
        {"status": "closed", "refund": "received"},
    ],
)
def test_with_the_whole_trace_every_line_of_the_answer_names_its_sources(order, capsys):
    lines = shown(capsys, "-v", "--format", "md", order=order)
    section = ""
    for line in lines:
        section = line.removeprefix("## ") if line.startswith("## ") else section
        if section in {"Refund", "Dispute"} and line and not line.startswith("#"):
            assert re.search(r"\\\[\d{3}\\?:\d|\\\[\w", line), line
