"""`ali-closed ask`: the questions of the wizard, one at a time, without a memory."""

import json

import pytest

from ali_closed.model.fields import CHOICES, COUNTRIES, COUNTRY_FIELDS, FIELDS, UNKNOWN
from ali_closed.rules.loader import load_rules
from tests.cli.program import TODAY, answer, flags, pipe_in, real, run
from tests.report.answers import ORDERS

REASONS = {reason.id for reason in load_rules().reasons} | {"not_closed"}
LABELLED = ("status", "sub_status")
"""These take words of the page too."""
LONGEST = 20
"""More questions than this nobody answers."""


def asked(capsys, monkeypatch, order):
    pipe_in(monkeypatch, order)
    return answer(capsys, "ask", "-", *TODAY)


def proper(question):
    """A question has all that a page needs to put it."""
    assert list(question) == ["field", "kind", "text", "why", "where_to_look", "answers"]
    assert question["field"] in FIELDS
    assert all(question[part].strip() for part in ("text", "why", "where_to_look"))
    answers = question["answers"]
    if question["kind"] == "date":
        assert answers == []
        return
    assert [entry["value"] for entry in answers][-1] == UNKNOWN
    assert len(answers) >= 2
    assert len({entry["label"] for entry in answers}) == len(answers)
    for entry in answers[:-1]:
        known = COUNTRIES if question["field"] in COUNTRY_FIELDS else CHOICES[question["field"]]
        assert question["field"] in LABELLED or entry["value"] in known
        assert isinstance(entry["value"], bool) == (question["kind"] == "boolean")
        assert set(entry["leads_to"]) <= REASONS


def test_an_empty_order_is_asked_about(capsys, monkeypatch):
    question = asked(capsys, monkeypatch, {})
    proper(question)
    assert question["field"] == "status"


@pytest.mark.parametrize("name", ORDERS)
def test_it_is_the_next_question_of_the_diagnosis(name, capsys, monkeypatch):
    pipe_in(monkeypatch, ORDERS[name])
    diagnosis = answer(capsys, "diagnose", "-", *TODAY, "--json")
    question = asked(capsys, monkeypatch, ORDERS[name])
    assert question == diagnosis["next_question"]
    if question is not None:
        proper(question)


def test_where_nothing_can_change_the_plan_it_prints_null(capsys):
    shown = run(capsys, "ask", *flags(ORDERS["frozen"]), *TODAY)
    assert (shown.code, shown.out, shown.err) == (0, "null\n", "")


@pytest.mark.parametrize("choose", [0, 1, -2, -1], ids=["first", "second", "last", "unknown"])
def test_answering_comes_to_an_end_and_nothing_is_asked_twice(choose, capsys, monkeypatch):
    order = {}
    while (question := asked(capsys, monkeypatch, order)) is not None:
        proper(question)
        assert question["field"] not in order, order
        values = [entry["value"] for entry in question["answers"]] or ["2026-06-01", "2026-05", "3 weeks ago", UNKNOWN]
        order[question["field"]] = values[choose]
        assert len(order) < LONGEST
    assert order


@pytest.mark.parametrize("given", [{}, {"status": "closed"}, {"status": "completed", "paid": True}])
def test_every_answer_offered_can_be_given(given, capsys, monkeypatch):
    question = asked(capsys, monkeypatch, given)
    for entry in question["answers"]:
        then = asked(capsys, monkeypatch, {**given, question["field"]: entry["value"]})
        # Only of a word with two meanings it is asked again, which of them is meant.
        interpreted = entry["value"] == UNKNOWN or entry["value"] in CHOICES[question["field"]]
        assert not interpreted or then is None or then["field"] != question["field"]


def test_with_a_contradiction_it_asks_about_its_first_field(capsys, monkeypatch):
    pipe_in(monkeypatch, ORDERS["contradiction"])
    found = answer(capsys, "diagnose", "-", *TODAY, "--json")
    assert found["state"] == "contradiction"
    assert asked(capsys, monkeypatch, ORDERS["contradiction"])["field"] == found["contradictions"][0]["fields"][0]


def test_flags_win_here_too(capsys, monkeypatch):
    first = asked(capsys, monkeypatch, {})
    pipe_in(monkeypatch, {first["field"]: None})
    then = answer(capsys, "ask", "-", "--unknown", first["field"], *TODAY)
    assert then["field"] != first["field"]


def test_nothing_is_remembered(capsys, monkeypatch):
    before = asked(capsys, monkeypatch, {"status": "closed"})
    asked(capsys, monkeypatch, {"status": "closed", before["field"]: UNKNOWN})
    assert asked(capsys, monkeypatch, {"status": "closed"}) == before


def test_json_is_said_or_not(capsys):
    given = ("ask", "--status", "closed", *TODAY)
    assert run(capsys, *given).out == run(capsys, *given, "--json").out


def test_a_real_pipe():
    shown = real("ask", "-", given=json.dumps({"status": "closed"}).encode())
    assert (shown.code, shown.err) == (0, "")
    proper(shown.document)
