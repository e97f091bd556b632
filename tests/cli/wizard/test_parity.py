"""The same answers give the same document: by the wizard, by the flags it prints, and as JSON."""

import json
import random
import shlex

import pytest

from ali_closed.cli.answers import start_run
from ali_closed.cli.flags import Settings
from ali_closed.cli.main import main
from ali_closed.cli.wizard.prompts import Face
from ali_closed.cli.wizard.session import Session
from ali_closed.model.fields import CHOICES, COUNTRY_FIELDS, DATE_FIELDS, FIELDS, UNKNOWN
from ali_closed.report.text.catalogue import load_catalogue

WORDS = load_catalogue("en")
SETTINGS = Settings(today="2026-06-15", tz="Europe/Berlin")
DATES = (
    "2026-06-01",
    "2026-05",
    "3 weeks ago",
    "about 2 months ago",
    "more than 15 days ago",
    "yesterday",
    "2026-05-20..2026-06-02",
    "2026-06-01 23:30",
    UNKNOWN,
)
COUNTRIES = ("DE", "CN", UNKNOWN)
TEXTS = ("closed due to security issues", 'the card\'s issuer said "no"\nand $HOME', UNKNOWN)
LABELS = ("finished", "Delivered", "auto confirmed", "being prepared", "\u0417\u0430\u043a\u0440\u044b\u0442")


def wizard(answers):
    return Session(
        Face(WORDS, None, None), start_run(SETTINGS), {name: answers[name] for name in FIELDS if name in answers}
    )


def said_by_flags(session, capsys):
    command = shlex.split(session.one_shot())
    return run([*command[1:], "--json", "--tz", "Europe/Berlin"], capsys)


def said_by_json(session, capsys, tmp_path):
    path = tmp_path / "order.json"
    path.write_text(json.dumps(session.answers), encoding="utf-8")
    return run(["diagnose", str(path), "--json", "--today", "2026-06-15", "--tz", "Europe/Berlin"], capsys)


def run(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    shown = capsys.readouterr()
    assert ended.value.code == 0, shown.err
    document = json.loads(shown.out)
    document.pop("source")
    return document


def same(session, capsys, tmp_path):
    document = session.diagnose().document()
    document.pop("source")
    document = json.loads(json.dumps(document))
    assert said_by_flags(session, capsys) == document
    assert said_by_json(session, capsys, tmp_path) == document


@pytest.mark.parametrize("place", range(max(len(values) for values in CHOICES.values()) + 1))
def test_every_value_of_every_field_is_the_same_by_all_three_ways(place, capsys, tmp_path):
    answers = {}
    for number, field in enumerate(FIELDS):
        if field in CHOICES:
            answers[field] = (*CHOICES[field], UNKNOWN)[place % (len(CHOICES[field]) + 1)]
        elif field in DATE_FIELDS:
            answers[field] = DATES[(place + number) % len(DATES)]
        elif field in COUNTRY_FIELDS:
            answers[field] = COUNTRIES[place % len(COUNTRIES)]
        elif field != "end_reason":
            answers[field] = TEXTS[place % len(TEXTS)]
    same(wizard(answers), capsys, tmp_path)


@pytest.mark.parametrize("label", LABELS)
def test_labels_are_the_same_by_all_three_ways(label, capsys, tmp_path):
    same(wizard({"status": label, "paid": True}), capsys, tmp_path)


@pytest.mark.parametrize("seed", range(40))
def test_walks_through_the_questions_are_the_same_by_all_three_ways(seed, capsys, tmp_path):
    chance = random.Random(seed)
    found = wizard({})
    while (prompt := found.next_prompt(found.diagnose().diagnosis)) is not None:
        assert prompt.field not in found.answers
        typed = DATES if prompt.field in DATE_FIELDS else COUNTRIES if prompt.field in COUNTRY_FIELDS else TEXTS
        value = chance.choice(prompt.values or typed)
        found.answers[prompt.field] = value
    same(found, capsys, tmp_path)
