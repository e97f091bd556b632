"""The common flags: which commands take them, how the others refuse them, and what a language may be called."""

import json

import pytest

from tests.cli.program import TODAY, pipe_in, run

LOOKUPS = (["schema", "order"], ["flow"], ["explain"], ["explain", "closed"], ["rules", "list"], ["rules", "check"])
LENGTHS = {"schema": (), "flow": (), "explain": ("-q", "-v"), "rules": ("-q", "-v")}


@pytest.fixture(autouse=True)
def _no_proof(monkeypatch):
    """The proof of the rules takes half a minute and has its own tests."""
    from tests.cli.commands.test_rules import PROVEN

    monkeypatch.setattr("ali_closed.proof.check.check_everything", lambda *_, **__: PROVEN)


@pytest.mark.parametrize("command", LOOKUPS, ids=" ".join)
def test_what_takes_no_order_takes_the_flags_that_make_sense(command, capsys):
    lengths = LENGTHS[command[0]]
    plain = run(capsys, *command)
    assert (plain.code, plain.err) == (0, "")
    for flags in (["--no-input"], ["--color", "never"], ["--lang", "en_GB"]):
        assert run(capsys, *command, *flags) == plain, flags
    as_json = run(capsys, *command, "--json")
    assert (as_json.code, as_json.err) == (0, "")
    assert json.loads(as_json.out)
    assert run(capsys, *command, "--format", "json").out == as_json.out
    for flag in ("-q", "-v"):
        found = run(capsys, *command, flag)
        assert (found.code, bool(found.out)) == ((0, True) if flag in lengths else (2, False)), flag


@pytest.mark.parametrize("command", [*LOOKUPS, ["batch"]], ids=" ".join)
@pytest.mark.parametrize("flags", [["--exit-code"], ["--unknown", "paid"], ["--status", "closed"], ["--not-paid"]])
def test_the_rest_is_refused(command, flags, capsys):
    found = run(capsys, *command, *flags)
    assert (found.code, found.out) == (2, "")
    assert f"No such option: {flags[0]}" in found.err
    assert f"`ali-closed {' '.join(command[: 2 if command[0] == 'rules' else 1])} --help`" in found.err


@pytest.mark.parametrize("command", ["schema order", "flow", "explain", "rules list"])
def test_a_shape_there_is_none_of_is_refused(command, capsys):
    found = run(capsys, *command.split(), "--format", "html")
    assert (found.code, found.out) == (2, "")
    assert "json" in found.err
    assert run(capsys, *command.split(), "--color", "pink").code == 2


def test_a_picture_has_one_shape(capsys):
    found = run(capsys, "flow", "--as", "dot", "--json")
    assert (found.code, found.out) == (2, "")
    assert found.error["field"] == "as"
    assert "`mermaid`" in run(capsys, "flow", "--as", "mermeid").err


def test_a_terminal_breaks_the_picture_in_words_alone(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("ali_closed.cli.streams.is_terminal", lambda _: True)
    for shape in ("text", "dot"):
        lines = run(capsys, "flow", "--as", shape).out.splitlines()
        assert (max(map(len, lines)) <= 40) == (shape == "text"), shape


def test_the_questions_as_json_lead_to_one_another(capsys):
    questions = json.loads(run(capsys, "flow", "--json").out)
    assert [entry["number"] for entry in questions] == list(range(1, len(questions) + 1))
    assert questions[0]["field"] == "status"
    led_to = set()
    for entry in questions:
        for answer in entry["answers"]:
            assert len(answer["values"]) == len(answer["labels"]) > 0
            assert (answer["next"] is None) == bool(answer["reasons"])
            led_to.add(answer["next"])
    assert led_to - {None} == set(range(2, len(questions) + 1))


# ---------------------------------------------------------------- languages


@pytest.mark.parametrize("name", ["en", "EN", "en_US", "en-GB", "En-us", "en_US.UTF-8", " en "])
def test_a_language_may_be_named_as_systems_do(name, capsys):
    assert run(capsys, "diagnose", *TODAY, "--lang", name) == run(capsys, "diagnose", *TODAY)


@pytest.mark.parametrize("name", ["de", "xx", "C", "", "english", "\x1b[1m"])
def test_a_language_there_are_no_texts_in_is_refused_with_those_there_are(name, capsys):
    found = run(capsys, "diagnose", *TODAY, "--lang", name)
    assert (found.code, found.out) == (2, "")
    assert "There are texts in: en." in found.err
    assert "\x1b" not in found.err


# ---------------------------------------------------------------- an answer given twice


@pytest.mark.parametrize(
    "flags",
    [
        ["--unknown", "paid", "--paid"],
        ["--not-paid", "--unknown", "paid"],
        ["--status", "closed", "--unknown", "status"],
        ["--closed-on", "2026-06-03", "--unknown", "closed-on"],
    ],
)
@pytest.mark.parametrize("command", ["diagnose", "ask"])
def test_known_and_not_known_at_once_is_refused(command, flags, capsys):
    found = run(capsys, command, *flags, *TODAY)
    assert (found.code, found.out) == (2, "")
    assert "is given twice" in found.err
    assert "Leave out one of the two" in found.err


def test_not_known_twice_is_no_contradiction(capsys):
    once = run(capsys, "diagnose", "--unknown", "paid", *TODAY)
    assert run(capsys, "diagnose", "--unknown", "paid", "--unknown", "paid", "--status", "unknown", *TODAY).code == 0
    assert run(capsys, "diagnose", "--unknown", "paid", "--unknown", "paid", *TODAY) == once


def test_a_flag_that_says_not_known_wins_over_the_file(capsys, monkeypatch):
    pipe_in(monkeypatch, {"status": "closed", "paid": True})
    found = run(capsys, "diagnose", "-", "--unknown", "paid", "--json", *TODAY)
    assert found.document["order"]["paid"] == "unknown"


# ---------------------------------------------------------------- truth in quotes


@pytest.mark.parametrize(("given", "mended"), [("true", "true"), ("False", "false")])
def test_truth_in_quotes_is_mended_by_leaving_them_out(given, mended, capsys, monkeypatch):
    pipe_in(monkeypatch, {"status": "closed", "paid": given})
    found = run(capsys, "diagnose", "-")
    assert (found.code, found.out) == (2, "")
    assert f'{{"paid": {mended}}}' in found.err
    assert "Did you mean" not in found.err
