"""A new closure reason is data, texts and scenarios: one is added to a copy of the rules, and all of the code takes it.

A parcel that customs refuses, brought back only by a dispute. What is added stands in `new_reason/`: rows behind those
of the rule files, a file of texts, a scenario; `WIDENED` are the lists that have to name the new reason or fact.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

import ali_closed
from ali_closed.cli.flags import FORMATS
from ali_closed.proof.check import check_everything
from ali_closed.proof.partial_states import added_by_days
from ali_closed.proof.reachability import Reached, never_first
from ali_closed.proof.states import claimed, lawful_states, shared
from ali_closed.proof.texts import check_texts, untranslated
from ali_closed.proof.witnesses import Asking, bases
from ali_closed.report.explain import explain
from ali_closed.report.flow import Place, draw, question_tree
from ali_closed.report.text.catalogue import Catalogue, load_catalogue
from ali_closed.rules.loader import Rulebook, load_rules
from tests.scenarios.expectations import differences
from tests.test_scenarios import answered, read_scenario, unwritten

ADDED: Final = Path(__file__).parent / "new_reason"
REASON: Final = "customs_refused"
OWN_EVIDENCE: Final = 'for = ["customs_refused"]\nagainst = ["protection_expired"]\n'
BESIDE: Final = r'\g<0>"customs", '

WIDENED: Final = (
    # the fact that tells it apart, wherever its values are listed
    ("facts.toml", r'id = "tracking", values = \[', BESIDE),
    (
        "facts.toml",
        r'status = \["shipped"\], tracking = \["unknown"\].*\nfacts = \{ tracking = \[',
        r'\g<0>"customs", ',
    ),
    ("facts.toml", r'id = "no_tracking_before_shipping".* tracking = \[', BESIDE),
    ("facts.toml", r"\[assumption\.no_delivery_mark\]\n(.*\n){2}facts = \{ tracking = \[", BESIDE),
    ("facts.toml", r'when = \{ delivered_on = \["known"\] \}\nfacts = \{ tracking = \[(?=.*"stopped")', BESIDE),
    ("facts.toml", r'"customs", (.*\nfacts = \{ tracking = \["delivered", "stopped")', r"\1"),
    ("evidence.toml", r', "customs"(\] \}\nfor = \["shipment_cancelled"\])', r"\1"),
    # what is asked, advised and counted as of a shipment that was cancelled
    ("groups.toml", r"ended_with_protection = \[", rf'\g<0>"{REASON}", '),
)
"""The file, a place in it, and what is written there: beside whatever else stands in the list."""


SCENARIOS: Final = sorted((ADDED / "scenarios").glob("*.toml"))
TITLE: Final = "The parcel was refused at customs"
REFUSED: Final = ("--status", "closed", "--tracking", "customs", "--confirmed", "no", "--closed-on", "2026-06-03")
TODAY: Final = ("--today", "2026-06-08")


@dataclass(frozen=True)
class Grown:
    """A copy of the program whose data were added to, and what is made of them."""

    folder: Path
    rulebook: Rulebook
    words: Catalogue


def grow(folder: Path, *, without: str = "", change: Callable[[str], str] = str) -> Grown:
    """The program with the new reason; `without` names a file of it that is left out, `change` mends its rules."""
    package = folder / "ali_closed"
    shutil.copytree(Path(ali_closed.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    rules, locale = package / "rules", package / "report" / "locale"
    for name, place, written in WIDENED:
        text, found = re.subn(place, written, (rules / name).read_text("utf-8"))
        assert found, (name, place)
        (rules / name).write_text(text, "utf-8")
    for rows in sorted((ADDED / "rules").glob("*.toml")):
        if rows.name != without:
            with (rules / rows.name).open("a", encoding="utf-8") as file:
                file.write(change(rows.read_text("utf-8")))
    for texts in (ADDED / "texts").glob("*.toml"):
        if texts.name != without:
            shutil.copy(texts, locale / "en")
    rulebook = load_rules(rules)
    return Grown(folder, rulebook, load_catalogue("en", rulebook, locale))


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    return grow(tmp_path_factory.mktemp("grown"))


# ---------------------------------------------------------------- it is taken without a change of code


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_its_scenarios_are_answered(path: Path, grown: Grown) -> None:
    scenario = read_scenario(path)
    assert not differences(answered(scenario, grown.rulebook, grown.words), scenario.expect)


def _ends(node: Place) -> Iterator[frozenset[str]]:
    if not node.field:
        yield frozenset(node.reasons)
        return
    for _, child in node.leads:
        yield from _ends(child)


def test_the_questions_lead_to_it(grown: Grown) -> None:
    tree = question_tree(grown.rulebook)
    assert any(REASON in reasons for reasons in _ends(tree))
    assert TITLE in draw(tree, grown.words, "text")
    assert explain(REASON, grown.words)["title"] == TITLE


COMMANDS: Final = (
    *(("diagnose", *REFUSED, *TODAY, "-v", "--format", shape) for shape in FORMATS),
    ("ask", "--status", "closed", "--tracking", "customs"),
    ("calendar", *REFUSED, *TODAY),
    ("draft", "seller", *REFUSED, *TODAY),
    ("explain", REASON),
    ("rules", "list"),
    *(("batch", "orders.ndjson", *TODAY, "--format", shape) for shape in ("text", "csv", "ndjson")),
)
NAMED: Final = (REASON, TITLE, "customs did not let the parcel in", "customs refused the parcel")
SILENT: Final = (
    ("diagnose", *REFUSED, *TODAY, "-v", "--format", "svg"),
    ("calendar", *REFUSED, *TODAY),
    *(("batch", "orders.ndjson", *TODAY, "--format", shape) for shape in ("text", "csv")),
    ("ask", "--status", "closed", "--tracking", "customs"),
    ("draft", "seller", *REFUSED, *TODAY),
)
"""What says the days, the money or a question, and no reason."""
RUN_ALL: Final = """
import contextlib, io, json, sys
from ali_closed.cli.main import main
for arguments in json.loads(sys.argv[1]):
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(out):
        try:
            main(arguments)
        except SystemExit as ended:
            code = ended.code
    out.flush()
    print(json.dumps([code, out.buffer.getvalue().decode()]))
"""


def test_every_command_and_format_takes_it(grown: Grown) -> None:
    order = {"status": "closed", "tracking": "customs", "confirmed": "no", "closed_on": "2026-06-03"}
    (grown.folder / "orders.ndjson").write_text(json.dumps(order) + "\n", "utf-8")
    command = [sys.executable, "-c", RUN_ALL, json.dumps(COMMANDS)]
    ran = subprocess.run(command, cwd=grown.folder, capture_output=True, text=True, encoding="utf-8", check=True)
    answers: list[Any] = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(answers) == len(COMMANDS)
    for arguments, (code, out) in zip(COMMANDS, answers, strict=True):
        assert (code, bool(out)) == (0, True), (arguments, ran.stderr)
        if arguments not in SILENT:
            assert any(words in out for words in NAMED), arguments


@pytest.mark.slow
def test_the_whole_proof_takes_it(grown: Grown) -> None:
    locale = grown.folder / "ali_closed" / "report" / "locale"
    assert not check_everything(grown.rulebook, locale).failures


# ---------------------------------------------------------------- what is forgotten is named


def test_a_missing_text_is_named(tmp_path: Path) -> None:
    bare = grow(tmp_path, without="customs_refused.toml")
    found = {failure.what for failure in check_texts(bare.rulebook, bare.words, {})}
    assert found >= {
        f"{text_id} is missing"
        for text_id in (
            f"explain.{REASON}.title",
            f"explain.{REASON}.text",
            f"happened.{REASON}",
            f"clause.{REASON}",
            "doubt.customs_or_shipment",
        )
    }


def test_an_answer_that_lacks_a_text_names_it(tmp_path: Path) -> None:
    grow(tmp_path, without="customs_refused.toml")
    command = [sys.executable, "-m", "ali_closed", *COMMANDS[0]]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert ran.returncode == 65
    assert f".{REASON}` is missing from report/locale/en" in ran.stderr.replace("\n", " ")


def test_a_missing_scenario_is_named(grown: Grown) -> None:
    there = {path.stem for path in (Path(__file__).parents[1] / "scenarios").glob("*.toml")}
    assert unwritten(grown.rulebook, there) == [
        f"reason-{REASON}-before.toml",
        f"reason-{REASON}-on.toml",
        f"reason-{REASON}-after.toml",
    ]
    assert not unwritten(grown.rulebook, there | {path.stem for path in SCENARIOS})


def _never_first(book: Rulebook) -> list[str]:
    asking, states = Asking(book), lawful_states(book.facts, book.laws)
    groups = {group: some for group, some in shared(claimed(book, states), states).items() if some}
    found = never_first(book, bases(asking, groups, states), asking, Reached(book))
    return [failure.what for failure in found if REASON in failure.what]


def test_a_reason_nothing_speaks_for_is_named(tmp_path: Path) -> None:
    found = _never_first(grow(tmp_path, without="evidence.toml").rulebook)
    assert f"evidence for {REASON}: evidence.toml has no row with it under `for`" in found


def test_a_reason_that_always_stands_behind_another_is_named(tmp_path: Path) -> None:
    alike = 'for = ["customs_refused", "marked_delivered", "protection_expired", "shipment_cancelled"]\n'
    found = _never_first(grow(tmp_path, change=lambda rows: rows.replace(OWN_EVIDENCE, alike)).rulebook)
    others = "marked_delivered or protection_expired or shipment_cancelled"
    assert found == [f"{REASON} before all others: always behind {others}; evidence.toml needs a row for it"]


def test_a_reason_that_comes_first_somewhere_is_not_named(grown: Grown) -> None:
    assert not _never_first(grown.rulebook)


def test_a_day_that_would_add_it_is_named(tmp_path: Path) -> None:
    """A message that the shipment was cancelled reads as such tracking only while no delivery is told."""
    silent, given = 'message = ["nothing"]', 'message = ["nothing", "shipment"]'
    book = grow(tmp_path, change=lambda rows: rows.replace(silent, given)).rulebook
    assert {day.field for _, day in added_by_days(Asking(book))} == {"delivered_on"}


def test_no_day_adds_it(grown: Grown) -> None:
    assert not list(added_by_days(Asking(grown.rulebook)))


# ---------------------------------------------------------------- another language


def test_a_text_that_another_language_lacks_is_named_and_said_in_the_first(grown: Grown, tmp_path: Path) -> None:
    locale = tmp_path / "locale"
    shutil.copytree(grown.folder / "ali_closed" / "report" / "locale", locale)
    shutil.copytree(locale / "en", locale / "de")
    assert not [*untranslated(locale)]
    (locale / "de" / "customs_refused.toml").unlink()
    own = f'[clause]\n{REASON} = "der Zoll liess {{title}} nicht herein"\nzoll = "Zoll"\n'
    (locale / "de" / "own.toml").write_text(own, "utf-8")
    found = [failure.what for failure in untranslated(locale)]
    assert f"de: happened.{REASON} is missing" in found
    assert f"de: clause.{REASON} is filled with other things" in found
    assert "de: clause.zoll is not in en" in found
    assert load_catalogue("de_AT.UTF-8", grown.rulebook, locale).say(f"explain.{REASON}.title") == TITLE
