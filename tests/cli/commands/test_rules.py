"""`ali-closed rules`: the list, and what the proof ends with."""

import json
from datetime import date

from ali_closed.proof.result import CheckResult, Failure
from ali_closed.rules.loader import load_rules
from tests.cli.program import answer, run

PROVEN = CheckResult({"states": 2252, "partly_known_states": 211_200, "grouped_states": 407_280})
BROKEN = CheckResult(
    PROVEN.counts,
    (
        Failure("gap", "No reason claims this state.", "ali-closed diagnose --status closed --paid"),
        Failure("text", "There is no text advice.wait."),
    ),
)


def proof(monkeypatch, found):
    """The proof itself takes half a minute and has its own tests."""
    seen = []
    monkeypatch.setattr("ali_closed.proof.check.check_everything", lambda book, **_: seen.append(book) or found)
    return seen


def test_the_list_is_that_of_explain(capsys):
    assert run(capsys, "rules", "list").out == run(capsys, "explain").out
    assert answer(capsys, "rules", "list", "--json") == answer(capsys, "explain", "--json")


def test_every_source_is_listed_with_kind_date_place_and_age(capsys):
    found = {entry["key"]: entry for entry in answer(capsys, "rules", "list", "--sources", "--json")}
    assert set(found) == {source.key for source in load_rules().sources}
    article = found["001"]
    assert (article["kind"], article["date"], article["counts"]) == ("document", "2022-03-09", True)
    assert article["age_days"] == (date.fromisoformat(load_rules().date) - date(2022, 3, 9)).days
    assert article["text"] == "Why AliExpress Order Closed: founding article, 9 March 2022, 4 years old"
    assert (found["br_consumer_law"]["kind"], found["br_consumer_law"]["place"]) == ("law", "BR")
    assert found["000a"]["age_days"] is None
    assert (found["guide_shipped"]["sure"], found["guide_shipped"]["counts"]) == ("C", False)
    assert "not counted" in found["guide_shipped"]["text"]


def test_the_sources_as_text_are_the_same(capsys):
    listed = answer(capsys, "rules", "list", "--sources", "--json")
    *lines, counted = run(capsys, "rules", "list", "--sources").out.splitlines()
    assert lines == [entry["text"] for entry in listed]
    assert "the date of the rules" in counted
    assert run(capsys, "rules", "list", "--sources", "-q").out.split() == [entry["key"] for entry in listed]


def test_a_proof_that_holds_ends_with_0(capsys, monkeypatch):
    seen = proof(monkeypatch, PROVEN)
    shown = run(capsys, "rules", "check")
    assert (shown.code, shown.err) == (0, "")
    counts = dict(line.rsplit(maxsplit=1) for line in shown.out.splitlines() if line[-1:].isdigit())
    assert counts["states"] == "2252"
    assert counts["partly known states"] == "211200"
    assert [counts[name] for name in ("gaps", "overlaps", "uncited", "unreachable")] == ["0"] * 4
    assert shown.out.splitlines()[-1] == "passed"
    assert [book.digest for book in seen] == [load_rules().digest]


def test_a_proof_that_holds_as_json(capsys, monkeypatch):
    proof(monkeypatch, PROVEN)
    found = answer(capsys, "rules", "check", "--json")
    assert found["passed"] is True
    assert found["failures"] == []
    assert (found["gaps"], found["overlaps"], found["uncited"], found["unreachable"]) == (0, 0, 0, 0)


def test_a_proof_that_fails_ends_with_65_and_says_how_to_replay_it(capsys, monkeypatch):
    proof(monkeypatch, BROKEN)
    shown = run(capsys, "rules", "check")
    assert shown.code == 65
    assert "No reason claims this state." in shown.out
    assert "  ali-closed diagnose --status closed --paid\n" in shown.out
    assert "There is no text advice.wait." in shown.out
    assert shown.err.startswith("ali-closed: The rules do not hold.")


def test_a_proof_that_fails_as_json(capsys, monkeypatch):
    proof(monkeypatch, BROKEN)
    shown = run(capsys, "rules", "check", "--json")
    assert (shown.code, shown.error["code"]) == (65, "rules")
    found = json.loads(shown.out)
    assert (found["passed"], found["gaps"]) == (False, 1)
    assert found["failures"][0]["command"] == "ali-closed diagnose --status closed --paid"
