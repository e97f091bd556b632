"""`ali-closed schema`: the schemas are valid, take what the program takes, and describe what it prints."""

import json

import jsonschema
import pytest

from ali_closed.model.fields import CHOICES, DATE_FIELDS, FIELDS, UNKNOWN
from tests.cli.program import EXPIRED, TODAY, answer, pipe_in, run
from tests.report.answers import ORDERS

KINDS = ("order", "diagnosis", "question")


MADE = {}


def schema(capsys, kind):
    """What a schema accepts; the program is asked for each once."""
    if kind not in MADE:
        found = answer(capsys, "schema", kind)
        jsonschema.Draft202012Validator.check_schema(found)
        MADE[kind] = jsonschema.Draft202012Validator(found)
    return MADE[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_a_valid_schema_with_a_name(kind, capsys):
    found = answer(capsys, "schema", kind)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["$id"] == f"ali-closed/{kind}/1"
    schema(capsys, kind)


# ---------------------------------------------------------------- orders


def test_the_order_has_exactly_the_fields_of_the_contract(capsys):
    found = answer(capsys, "schema", "order")
    assert list(found["properties"]) == list(FIELDS)
    assert found["additionalProperties"] is False
    assert "required" not in found


@pytest.mark.parametrize("name", ORDERS)
def test_orders_of_the_contract_are_accepted(name, capsys):
    schema(capsys, "order").validate(ORDERS[name])


def test_every_value_null_and_unknown_are_accepted(capsys):
    order = schema(capsys, "order")
    order.validate({})
    for field in FIELDS:
        for value in (*CHOICES.get(field, ()), None, UNKNOWN):
            order.validate({field: value})


@pytest.mark.parametrize(
    "day",
    [
        "2026-06-03",
        "2026-06",
        "3 weeks ago",
        "2026-06-03T12:00:00+02:00",
        {"from": "2026-06-03"},
        {"from": None, "until": "2026-06-03"},
    ],
)
def test_every_form_of_a_date_is_accepted(day, capsys):
    order = schema(capsys, "order")
    for field in DATE_FIELDS:
        order.validate({field: day})


REFUSED = [
    {"statuss": "closed"},
    {"sub-status": "none"},
    {"return_": "sent"},
    {"tracking": "deliverd"},
    {"paid": "yes"},
    {"paid": 1},
    {"status": 5},
    {"note": 5},
    {"closed_on": 20260603},
    {"closed_on": {}},
    {"closed_on": {"from": "2026-06-03", "til": "2026-06-05"}},
]


@pytest.mark.parametrize("given", REFUSED)
def test_what_the_program_refuses_the_schema_refuses(given, capsys, monkeypatch):
    with pytest.raises(jsonschema.ValidationError):
        schema(capsys, "order").validate(given)
    pipe_in(monkeypatch, given)
    assert run(capsys, "diagnose", "-").code == 2


def test_no_list_is_an_order(capsys):
    for given in ([], [EXPIRED], "closed", None, 5):
        with pytest.raises(jsonschema.ValidationError):
            schema(capsys, "order").validate(given)


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize("name", ORDERS)
def test_every_answer_is_as_its_schema_says(name, capsys, monkeypatch):
    order, diagnosis, question = (schema(capsys, kind) for kind in KINDS)
    for extra in ((), ("--country", "CN", "--tz", "Asia/Tokyo")):
        pipe_in(monkeypatch, ORDERS[name])
        found = answer(capsys, "diagnose", "-", *TODAY, "--json", *extra)
        diagnosis.validate(found)
        question.validate(found["next_question"])
        order.validate(found["order"])


def test_the_order_of_an_answer_gives_the_same_answer_again(capsys, monkeypatch):
    """What is echoed is absolute, so that it can be kept and asked again."""
    pipe_in(monkeypatch, {"status": "completed", "closed_on": "3 weeks ago", "delivered_on": "about 2 months ago"})
    first = answer(capsys, "diagnose", "-", *TODAY, "--json")
    pipe_in(monkeypatch, first["order"])
    assert answer(capsys, "diagnose", "-", *TODAY, "--json") == first


def test_no_key_may_be_missing_or_added(capsys):
    diagnosis = schema(capsys, "diagnosis")
    found = answer(capsys, "diagnose", "--status", "closed", *TODAY, "--json")
    for key in found:
        with pytest.raises(jsonschema.ValidationError):
            diagnosis.validate({name: value for name, value in found.items() if name != key})
    for part in ("refund", "dispute", "next_question"):
        for key in found[part]:
            with pytest.raises(jsonschema.ValidationError):
                diagnosis.validate({**found, part: {name: value for name, value in found[part].items() if name != key}})
    with pytest.raises(jsonschema.ValidationError):
        diagnosis.validate({**found, "more": 1})


def test_null_is_a_question(capsys):
    schema(capsys, "question").validate(None)


def test_the_schema_is_ascii_and_ends_with_a_line_end(capsys):
    for kind in KINDS:
        shown = run(capsys, "schema", kind).out
        assert shown.isascii()
        assert shown.endswith("}\n")
        assert json.loads(shown)
