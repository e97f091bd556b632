"""`ali-closed diagnose`: flags, JSON, both; every shape of the answer; what the contract promises of the document."""

import json

import pytest

from ali_closed.model.fields import DATE_FIELDS, FIELDS
from tests.cli.program import EXPIRED, TODAY, answer, flags, pipe_in, real, run
from tests.report.answers import NASTY, ORDERS

_NAMES = """
    schema version rules_date rules_digest today order source state summary reasons ruled_out refund dispute deadlines
    steps avoid next_question ask_support contradictions assumptions warnings
"""
KEYS = _NAMES.split()
SHAPES = {
    "reasons": {"id", "verdict", "title", "because", "against", "sources"},
    "ruled_out": {"id", "because"},
    "deadlines": {"id", "on", "days_left", "sources"},
    "steps": {"id", "act", "text", "by", "where", "for_reasons", "sources"},
    "avoid": {"id", "act", "text", "by", "where", "for_reasons", "sources"},
    "contradictions": {"fields", "why", "repairs"},
    "refund": {"verdict", "expected_from", "expected_until", "late", "how", "readings"},
    "dispute": {"verdict", "opens_on", "act_by", "last_date", "days_left", "readings"},
    "readings": {"period", "source", "value", "unit", "says", "counted_from", "from", "until"},
    "because": {"field", "value", "text", "sources"},
    "against": {"field", "value", "text", "sources"},
    "sources": {"key", "name", "lines", "date"},
    "repairs": {"field", "from", "to"},
    "next_question": {"field", "kind", "text", "why", "where_to_look", "answers"},
    "answers": {"value", "label", "leads_to"},
}


def diagnosed(capsys, *arguments):
    return answer(capsys, "diagnose", *arguments, *TODAY, "--json")


def ids(entries):
    return [entry["id"] for entry in entries]


def test_what_contradicts_itself_in_several_ways_comes_to_an_end():
    """A date that tells the same as the answers that are repaired once kept the search going for ever."""
    given = ("--status", "payment_pending", "--closed-when", "at_payment", "--shipped", "--cancelled-by", "buyer")
    dates = ("--dispute-button", "shown", "--shipped-on", "2026-05-20..2026-06-02")
    found = real("diagnose", *given, *dates, *TODAY, "--json", seconds=20)
    assert (found.code, found.document["state"]) == (0, "contradiction")
    assert found.document["contradictions"][0]["repairs"]


# ---------------------------------------------------------------- flags, JSON, both


def test_flags_json_and_file_say_the_same(capsys, monkeypatch, tmp_path):
    path = tmp_path / "order.json"
    path.write_text(json.dumps(EXPIRED), encoding="utf-8")
    pipe_in(monkeypatch, EXPIRED)
    by_flags, by_pipe, by_file = (diagnosed(capsys, *how) for how in (flags(EXPIRED), ["-"], [str(path)]))
    assert by_flags.pop("source") is None
    assert by_pipe.pop("source") == {"file": "standard input", "row": 1}
    assert by_file.pop("source") == {"file": str(path), "row": 1}
    assert by_flags == by_pipe == by_file


def test_flags_win_over_json(capsys, monkeypatch):
    pipe_in(monkeypatch, {**EXPIRED, "note": "kept"})
    found = diagnosed(capsys, "-", "--closed-on", "2026-06-10", "--not-shipped", "--unknown", "parcel")
    changed = {"note": "kept", "closed_on": "2026-06-10", "shipped": False, "parcel": "unknown"}
    assert found["order"] == {**EXPIRED, **changed}


def test_null_and_unknown_mean_not_known(capsys, monkeypatch):
    pipe_in(monkeypatch, {"status": "closed", "paid": None, "closed_on": None})
    missing = diagnosed(capsys, "-")
    assert missing["order"] == {"status": "closed"}
    interpreted = diagnosed(capsys, "--status", "closed", "--unknown", "paid", "--unknown", "closed-on")
    assert interpreted["order"] == {"status": "closed", "paid": "unknown", "closed_on": "unknown"}
    for part in ("state", "refund", "dispute", "reasons"):
        assert interpreted[part] == missing[part]


def test_unknown_is_not_asked_again(capsys):
    asked = diagnosed(capsys, "--status", "closed")["next_question"]["field"]
    then = diagnosed(capsys, "--status", "closed", "--unknown", asked)["next_question"]
    assert then["field"] != asked


def test_every_date_is_a_flag_of_the_same_name(capsys):
    given = dict.fromkeys(DATE_FIELDS, "2026-06-01")
    implied = {"paid": True, "refund": "announced", "chargeback": "open"}
    assert diagnosed(capsys, *flags(given))["order"] == given | implied


def test_id_and_note_pass_through(capsys, monkeypatch):
    pipe_in(monkeypatch, {"id": 8123456789012345, "note": "red shoes\nsize 9"})
    assert diagnosed(capsys, "-")["order"] == {"id": "8123456789012345", "note": "red shoes\nsize 9"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-06-03", "2026-06-03"),
        ("yesterday", "2026-06-14"),
        ("12 days ago", "2026-06-03"),
        ("2026-05", {"from": "2026-05-01", "until": "2026-05-31"}),
        ("2026-06-01..2026-06-03", {"from": "2026-06-01", "until": "2026-06-03"}),
        ("..2026-06-03", {"from": None, "until": "2026-06-03"}),
        ("2026-06-03..", {"from": "2026-06-03", "until": None}),
        ("3 weeks ago", {"from": "2026-05-22", "until": "2026-05-28"}),
        ("2026-06-03T23:30:00-07:00", "2026-06-03"),
        ("2026-06-03T05:00:00+00:00", "2026-06-02"),
    ],
)
def test_dates_are_echoed_as_they_were_read(written, read, capsys):
    assert diagnosed(capsys, "--status", "closed", "--closed-on", written)["order"]["closed_on"] == read


def test_a_zone_turns_a_day_into_the_pacific_days_it_can_be(capsys):
    found = diagnosed(capsys, "--status", "closed", "--closed-on", "2026-06-03", "--tz", "Europe/Berlin")
    assert found["order"]["closed_on"] == {"from": "2026-06-02", "until": "2026-06-03"}
    assert any("Europe/Berlin" in sentence for sentence in found["assumptions"])


def test_labels_are_read_in_any_language_and_case(capsys):
    for label, status in (("Finished", "completed"), ("Geschlossen", "closed"), ("ЗАКРЫТ", "closed")):
        found = diagnosed(capsys, "--status", label)
        assert (found["order"]["status"], found["warnings"]) == (status, [])


def test_a_label_taken_by_likeness_is_a_warning(capsys):
    found = diagnosed(capsys, "--status", "Closd")
    assert found["order"]["status"] == "closed"
    assert len(found["warnings"]) == 1
    assert "Closd" in found["warnings"][0]


@pytest.mark.parametrize("how", [["-q"], ["--format", "plain"], ["--format", "md"], ["--format", "html"]])
def test_what_was_mended_stands_right_after_the_first_line(how, capsys):
    plain = run(capsys, "diagnose", *TODAY, "--status", "closed", "-q").out.splitlines()[0]
    said = run(capsys, "diagnose", *TODAY, "--status", "Closd", *how).out
    after = said.partition(plain)[2] if how != ["--format", "html"] else said.partition("</h1>")[2]
    assert "Closd" in " ".join(after.splitlines()[:3])


@pytest.mark.parametrize("shape", ["plain", "md", "html"])
def test_a_label_that_was_mended_can_do_nothing_to_the_page(shape, capsys):
    found = run(capsys, "diagnose", "--status", "cl\u202esed\u200b\x9b", "--format", shape, *TODAY)
    assert found.code == 0
    assert "by likeness" in found.out
    assert all(char == "\n" or char.isprintable() for char in found.out)


def test_a_number_of_any_length_neither_fills_the_screen_nor_takes_minutes(capsys, monkeypatch):
    pipe_in(monkeypatch, {"status": "closed", "paid": True, "id": "x" * 250_000})
    shown = run(capsys, "diagnose", "-", *TODAY).out.splitlines()
    assert "Order " + "x" * 40 in shown
    assert max(map(len, shown)) < 200


def test_a_label_must_be_known_where_it_is_typed_and_not_where_a_file_holds_it(tmp_path, capsys):
    refused = run(capsys, "diagnose", *TODAY, "--status", "Finishing school")
    assert refused.code == 2
    assert "Finishing school" in refused.err
    assert run(capsys, "diagnose", *TODAY, "--status", "closed", "--what-if", "status=Finishing school").code == 2
    (tmp_path / "order.json").write_text('{"status": "Finishing school", "dispute": "lost", "paid": true}')
    found = diagnosed(capsys, str(tmp_path / "order.json"))
    assert found["dispute"]["verdict"] == "decided"
    assert "Finishing school" in found["warnings"][0]


@pytest.mark.parametrize("flag", ["--end-reason", "--message"])
def test_what_is_not_understood_excludes_nothing_and_is_a_warning(flag, capsys):
    plain = diagnosed(capsys, "--status", "closed")
    found = diagnosed(capsys, "--status", "closed", flag, "quite another thing")
    assert (len(plain["warnings"]), len(found["warnings"])) == (0, 1)
    assert set(ids(found["reasons"])) == set(ids(plain["reasons"]))


def test_a_country_moves_only_the_latest_date(capsys):
    given = ("--status", "closed", "--paid", "--not-shipped", "--closed-on", "2026-05-21")
    plain, german = diagnosed(capsys, *given), diagnosed(capsys, *given, "--country", "DE")
    assert german["refund"]["expected_from"] == plain["refund"]["expected_from"]
    assert german["refund"]["expected_until"] > plain["refund"]["expected_until"]


def test_the_order_of_a_file_is_named_by_its_number(capsys, monkeypatch, tmp_path):
    path = tmp_path / "orders.ndjson"
    path.write_text('{"id": "5", "status": "closed"}\n{"id": "6", "status": "frozen"}\n', encoding="utf-8")
    found = diagnosed(capsys, str(path), "--order", "6")
    assert (found["order"]["id"], found["state"]) == ("6", "not_closed")
    assert found["source"] == {"file": str(path), "row": 2}


# ---------------------------------------------------------------- the document


@pytest.mark.parametrize("name", ORDERS)
def test_no_key_ever_vanishes(name, capsys, monkeypatch):
    pipe_in(monkeypatch, ORDERS[name])
    found = diagnosed(capsys, "-")
    assert list(found) == KEYS
    assert found["schema"] == "ali-closed/diagnosis/1"
    assert found["today"] == "2026-06-15"
    assert set(found["order"]) <= set(FIELDS)
    shaped(found)


def shaped(value, name=""):
    """Every object in the document has exactly the keys the contract names."""
    if isinstance(value, list):
        for entry in value:
            shaped(entry, name)
    elif isinstance(value, dict):
        assert not name or name not in SHAPES or set(value) == SHAPES[name], name
        for key, held in value.items():
            if key not in {"order", "source", "value"}:
                shaped(held, key)


@pytest.mark.parametrize("text", NASTY)
def test_json_is_ascii_whatever_was_typed(text, capsys, monkeypatch):
    pipe_in(monkeypatch, json.dumps({"status": "closed", "note": text, "message": text, "id": text}))
    assert diagnosed(capsys, "-")["order"]["note"] == text


# ---------------------------------------------------------------- the shapes


def test_json_is_format_json(capsys):
    given = ("diagnose", "--status", "closed", *TODAY)
    assert run(capsys, *given, "--json").out == run(capsys, *given, "--format", "json").out
    assert run(capsys, *given, "--format=json").out == run(capsys, *given, "--format", "md", "--json").out


@pytest.mark.parametrize(
    ("shape", "start"),
    [
        ("text", "Only a dispute"),
        ("plain", "Only a dispute"),
        ("md", "**Only a dispute"),
        ("html", "<!DOCTYPE html>"),
        ("svg", "<svg"),
        ("json", "{"),
    ],
)
def test_every_format_answers(shape, start, capsys):
    shown = run(capsys, "diagnose", *flags(EXPIRED), *TODAY, "--format", shape)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith(start)
    assert shown.out.endswith("\n")


def test_quiet_is_the_summary_and_verbose_the_trace(capsys):
    given = ("diagnose", *flags(EXPIRED), *TODAY)
    summary = answer(capsys, *given, "--json")["summary"]
    usual, quiet, verbose = (run(capsys, *given, *extra).out for extra in ((), ("-q",), ("-v",)))
    assert quiet == f"{summary}\n"
    assert usual.startswith(summary)
    assert len(verbose) > len(usual)
    assert "000:140" in verbose
    assert "000:140" not in usual


# ---------------------------------------------------------------- same in, same out


def test_today_pins_everything(capsys):
    """Relative dates and spans included, in any zone, language and order of hashing."""
    given = ("diagnose", "--status", "finished", "--closed-on", "3 weeks ago", "--delivered-on", "about 2 months ago")
    shells = (
        {"TZ": "Pacific/Kiritimati", "LANG": "de_DE.UTF-8", "LC_ALL": None, "PYTHONHASHSEED": "1"},
        {"TZ": "Etc/GMT+12", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "2", "PYTHONUTF8": None},
    )
    for shape, shell in zip(("json", "text"), shells, strict=True):
        assert real(*given, *TODAY, "--format", shape, **shell) == run(capsys, *given, *TODAY, "--format", shape)
