"""Situations a non-programmer can read: every file in scenarios/ is one order, one day and what must be answered.

How such a file is written stands in scenarios/README.md.
"""

import json
import shlex
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.time.day_counting import country_holidays
from ali_closed.model.fields import FIELDS, FLAG_FIELDS
from ali_closed.model.order import read_order
from ali_closed.report.formats.json_document import document
from ali_closed.report.text.catalogue import Catalogue, load_catalogue
from ali_closed.rules.loader import Rulebook, load_rules
from tests.cli.program import answer, pipe_in, real
from tests.scenarios.expectations import ANY, EXCLUDED, NAMED, NONE, NOT_CLOSED, WORDS, Document, differences, listed

FOLDER: Final = Path(__file__).parent / "scenarios"


@dataclass(frozen=True)
class Scenario:
    """One file: the order, the day, where the buyer is, and what is expected of the answer."""

    file: str
    name: str
    story: str
    today: date
    order: Mapping[str, Any]
    expect: Mapping[str, Any]
    why: str = ""
    zone: str | None = None
    country: str | None = None
    command: str | None = None


def _plain(value: Any) -> Any:
    """TOML values as JSON gives them: days as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(held) for key, held in value.items()}
    return [_plain(held) for held in value] if isinstance(value, list) else value


def read_scenario(path: Path) -> Scenario:
    data = tomllib.loads(path.read_text("utf-8"))
    assert set(data) == {"scenario", "order", "expect"}, f"{path.name}: it needs [scenario], [order] and [expect]"
    return Scenario(file=path.stem, order=_plain(data["order"]), expect=_plain(data["expect"]), **data["scenario"])


SCENARIOS: Final = {path.stem: read_scenario(path) for path in sorted(FOLDER.glob("*.toml"))}
SEEN: Final = "disagreement-refund_periods_differ"
"""A scenario whose answer has something of everything."""
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)


# ---------------------------------------------------------------- every file


@cache
def _rules() -> Rulebook:
    return load_rules()


@cache
def _words() -> Catalogue:
    return load_catalogue("en", _rules())


@cache
def _answer(file: str) -> Document:
    return answered(SCENARIOS[file], _rules(), _words())


def answered(scenario: Scenario, rulebook: Rulebook, words: Catalogue) -> Document:
    """The answer through the public functions, as JSON would carry it."""
    zone = ZoneInfo(scenario.zone) if scenario.zone else None
    holidays = country_holidays(scenario.country) if scenario.country else None
    order = read_order(scenario.order, today=scenario.today, zone=zone)
    order = order.replace(country=scenario.country or order.value("country"))  # as the flag sets it
    diagnosis = diagnose(order, rulebook=rulebook, today=scenario.today, holidays=holidays)
    found: Document = json.loads(json.dumps(document(diagnosis, words, version="")))
    return found


@every_scenario
def test_the_answer_is_as_expected(scenario: Scenario) -> None:
    assert not differences(_answer(scenario.file), scenario.expect)


def test_every_scenario_is_well_formed() -> None:
    """A misspelt id would make "never" and "any of" true for the wrong reason."""
    rules = _rules()
    reasons = {entry.id for entry in rules.reasons} | {NOT_CLOSED, NONE}
    steps = {entry.id for entry in rules.steps}
    known = {
        **dict.fromkeys(("first", "reasons_include", "ruled_out", "never_first", "never_possible"), reasons),
        **dict.fromkeys(("first_step", "steps_include", "never_step"), steps),
        "avoid_include": {entry.id for entry in rules.avoids},
        "question": {*FIELDS, NONE, ANY},
    }
    for file, scenario in SCENARIOS.items():
        assert scenario.name, file
        assert scenario.story, file
        assert scenario.expect, file
        assert set(scenario.expect) <= WORDS, file
        for word, ids in known.items():
            assert set(listed(scenario.expect.get(word, []))) <= ids, (file, word)


@pytest.mark.parametrize("word", sorted(WORDS))
def test_a_wrong_expectation_is_noticed(word: str) -> None:
    found = _answer("contradiction-never-sent-yet-timed-out" if word in {"contradiction", "repairs_include"} else SEEN)
    there = EXCLUDED[word](found) if word in EXCLUDED else ["nonsense"]
    wrong: Any = {"nonsense": "nonsense"} if word in NAMED else there
    assert there
    assert len(differences(found, {word: wrong})) == len(there)


def test_the_instructions_name_every_word() -> None:
    explained = (FOLDER / "README.md").read_text("utf-8")
    assert not [word for word in sorted(WORDS) if f"`{word}`" not in explained]


# ---------------------------------------------------------------- nothing is forgotten


def _files(prefix: str) -> list[Scenario]:
    return [scenario for file, scenario in SCENARIOS.items() if file.startswith(prefix)]


def unwritten(rulebook: Rulebook, files: Collection[str]) -> list[str]:
    """The scenarios that a reason needs and that are not there: before, on and after the day that matters."""
    needed = (f"reason-{reason.id}-{when}" for reason in rulebook.reasons for when in ("before", "on", "after"))
    return [f"{scenario}.toml" for scenario in needed if scenario not in files]


def test_every_reason_has_a_before_an_on_and_an_after() -> None:
    assert not unwritten(_rules(), SCENARIOS)
    for reason in _rules().reasons:
        for scenario in _files(f"reason-{reason.id}-"):
            expected = [*listed(scenario.expect.get("first", [])), *scenario.expect.get("reasons_include", [])]
            assert reason.id in expected, scenario.file


def test_every_disagreement_has_a_scenario() -> None:
    for disagreement in _rules().disagreements:
        assert _files(f"disagreement-{disagreement.id}"), disagreement.id


def test_every_status_that_is_not_closed_has_a_scenario() -> None:
    ended = {"completed", "closed"}
    for status in {entry.id for entry in _rules().statuses} - ended | {"dispute_runs"}:
        assert _files(f"status-{status}"), status


# ---------------------------------------------------------------- the same through the real command line

THROUGH_FLAGS: Final = [file for file, scenario in SCENARIOS.items() if scenario.command]
THROUGH_JSON: Final = [
    "story-finished-for-security",
    "story-supplies-completed-by-themselves",
    "zone-day-read-in-berlin",
    "holidays-germany",
]
SHELL: Final = {"version", "source", "assumptions"}
"""What the shell adds to the pure answer."""


Run = Callable[..., Document]


@pytest.fixture
def run_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command line in this process and gives its document."""

    def run_line(arguments: list[str], given: str | None = None) -> Document:
        if given is not None:
            pipe_in(monkeypatch, given)
        found: Document = answer(capsys, *arguments)
        return found

    return run_line


def _without_shell(found: Document) -> Document:
    return {key: value for key, value in found.items() if key not in SHELL}


def _flags(order: Mapping[str, Any]) -> list[str]:
    """An order as the flags of the command line."""
    found: list[str] = []
    for field, value in order.items():
        flag = field.replace("_", "-")
        if field in FLAG_FIELDS and isinstance(value, bool):
            found.append(f"--{flag}" if value else f"--not-{flag}")
        else:
            found += [f"--{flag}", value]
    return found


def _settings(scenario: Scenario) -> list[str]:
    settings = ["--today", scenario.today.isoformat(), "--json"]
    settings += ["--tz", scenario.zone] if scenario.zone else []
    return [*settings, "--country", scenario.country] if scenario.country else settings


@pytest.mark.parametrize("file", THROUGH_FLAGS)
def test_flags_give_the_same(file: str, run_line: Run) -> None:
    scenario = SCENARIOS[file]
    assert scenario.command is not None
    program, *arguments = shlex.split(scenario.command)
    found = run_line(arguments)
    assert program == "ali-closed"
    assert not differences(found, scenario.expect)
    assert _without_shell(found) == _without_shell(_answer(file))


@pytest.mark.parametrize("file", THROUGH_JSON)
def test_json_on_standard_input_gives_the_same(file: str, run_line: Run) -> None:
    scenario = SCENARIOS[file]
    found = run_line(["diagnose", "-", *_settings(scenario)], json.dumps(scenario.order))
    assert not differences(found, scenario.expect)
    assert _without_shell(found) == _without_shell(_answer(file))


def test_a_process_of_its_own_gives_the_same() -> None:
    scenario = SCENARIOS[THROUGH_JSON[0]]
    ran = real("diagnose", "-", *_settings(scenario), given=json.dumps(scenario.order).encode())
    assert (ran.code, ran.err) == (0, "")
    assert _without_shell(ran.document) == _without_shell(_answer(scenario.file))


def test_flags_win_over_the_json_they_stand_beside(run_line: Run) -> None:
    scenario = SCENARIOS["reason-protection_expired-on"]
    dates = {name: value for name, value in scenario.order.items() if name.endswith("_on")}
    rest = {name: value for name, value in scenario.order.items() if name not in dates}
    given = {**scenario.order, **dict.fromkeys(dates, "2026-01-01")}
    found = run_line(["diagnose", "-", *_flags(dates), *_settings(scenario)], json.dumps(given))
    assert dates
    assert rest
    assert _without_shell(found) == _without_shell(_answer(scenario.file))
