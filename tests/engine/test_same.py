"""Proof 8: the same order gives the same answer, whatever the surroundings and however the rule files are ordered."""

import json
import os
import random
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.order import read_order
from ali_closed.proof.witnesses import Asking, Base, order_of
from ali_closed.rules.loader import Rulebook, build, load_rules
from ali_closed.rules.tables import FILES, LISTED, NAMED, ORDERED, UNDER_ACTS

TODAY = date(2026, 6, 15)

ORDERS: list[dict[str, Any]] = [
    {},
    {"status": "closed"},
    {"status": "closed", "paid": True, "shipped": False, "closed_on": "about 3 weeks ago"},
    {"status": "Finished", "message": "closed for security reasons"},
    {"status": "FINISHED"},
    {
        "status": "completed",
        "sub_status": "confirmation_received",
        "confirmed": "by_mistake",
        "confirmed_on": "yesterday",
    },
    {"status": "completed", "paid": False, "sub_status": "confirmation_received"},
    {"status": "shipped", "protection_ends_on": "2026-06-20T01:30:00+03:00", "parcel": "not_received"},
    {"status": "completed", "dispute": "won", "dispute_closed_on": "2026-05"},
    {"status": "frozen", "ordered_on": "2026-03-08..2026-03-09"},
    {"end_reason": "security_close", "coupon": "welcome"},
]

SCRIPT = """
import json, sys
from datetime import date
from ali_closed.engine.diagnose import diagnose
from ali_closed.model.order import read_order
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.report.formats.ics import calendar_file
from ali_closed.report.formats.json_document import document
from ali_closed.rules.loader import load_rules

rules, today = load_rules(), date(2026, 6, 15)
words = load_catalogue("en", rules)
for given in json.load(sys.stdin):
    found = diagnose(read_order(given, today=today), rulebook=rules, today=today)
    print(json.dumps([document(found, words, version=""), str(calendar_file(found, words))]))
"""

SURROUNDINGS = [
    {"PYTHONHASHSEED": "0"},
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"},
    {"PYTHONHASHSEED": "4711", "TZ": "America/Los_Angeles", "LANG": "C", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "123456789", "TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8", "LC_ALL": "de_DE.UTF-8"},
]


def test_surroundings_change_nothing() -> None:
    answers = {run(surroundings) for surroundings in SURROUNDINGS}
    assert len(answers) == 1
    assert answers.pop().count("\n") == len(ORDERS)


def run(surroundings: Mapping[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=json.dumps(ORDERS),
        env={**os.environ, "PYTHONUTF8": "1", **surroundings},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def tables() -> dict[str, dict[str, Any]]:
    folder = files("ali_closed.rules")
    return {name: tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in FILES}


def shuffled(tables: Mapping[str, Mapping[str, Any]], seed: int) -> dict[str, dict[str, Any]]:
    """The same rules in another order: of the files, their tables and the entries; questions keep theirs."""
    lot = random.Random(seed)
    mixed: dict[str, dict[str, Any]] = {}
    for name in lot.sample(sorted(tables), len(tables)):
        parts = lot.sample(sorted(tables[name]), len(tables[name]))
        mixed[name] = {key: _mixed(key, tables[name][key], lot) for key in parts}
    return mixed


def _mixed(key: str, content: Any, lot: random.Random) -> Any:
    if key in (*ORDERED, *LISTED):
        return content
    if key in UNDER_ACTS:
        content = {act: _mixed("act", rows, lot) for act, rows in content.items()}
    if key in (*NAMED, *UNDER_ACTS):
        return dict(lot.sample(list(content.items()), len(content)))
    return lot.sample(content, len(content)) if isinstance(content, list) else content


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_rules_changes_nothing(
    tables: dict[str, dict[str, Any]], grounds: tuple[Base, ...], seed: int
) -> None:
    rulebook = load_rules()
    mixed = shuffled(tables, seed)
    assert list(mixed) != list(FILES)
    book = build(mixed)
    assert book.digest == rulebook.digest
    # A digest that is its own makes the reasoning start from the shuffled entries.
    book = book.model_copy(update={"digest": f"shuffled {seed}"})
    orders = [read_order(given, today=TODAY) for given in ORDERS] + [order_of(base.answers) for base in grounds]
    for order in orders:
        found = diagnose(order, rulebook=book, today=TODAY)._replace(rules_digest=rulebook.digest)
        assert found == diagnose(order, rulebook=rulebook, today=TODAY)


def test_a_diagnosis_leaves_nothing_behind(rulebook: Rulebook, asking: Asking) -> None:
    first = [diagnose(read_order(given, today=TODAY), rulebook=rulebook, today=TODAY) for given in ORDERS]
    again = [diagnose(read_order(given, today=TODAY), rulebook=rulebook, today=TODAY) for given in reversed(ORDERS)]
    assert first == again[::-1]
