"""What is imported for a script: nothing that only a terminal, a calendar or a table needs."""

import json
import subprocess
import sys

from ali_closed.cli.commands import NAMES
from tests.cli.program import surroundings

MODULES = """
    rich questionary prompt_toolkit holidays icalendar platformdirs python_calamine pyspark multiprocessing asyncio
"""
HEAVY = tuple(MODULES.split())
SCRIPT = """
import contextlib, io, json, sys
heavy = {heavy!r}
found = []
for arguments, given in {runs!r}:
    sys.stdin = io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8")
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())), contextlib.redirect_stderr(io.StringIO()):
        from ali_closed.cli.main import main
        try:
            main(arguments)
        except SystemExit as ended:
            code = ended.code
    found.append([arguments, code, sorted(set(heavy) & set(sys.modules))])
print(json.dumps(found))
"""
LIGHT = [
    (["diagnose", "--status", "closed", "--paid", "--not-shipped", "--closed-on", "3 weeks ago", "--json"], 0),
    (["diagnose", "--status", "Finished", "--message", "security issues", "--format", "json", "-v"], 0),
    (["diagnose", "--status", "closed", "--what-if", "paid=true", "--json", "--exit-code"], 10),
    (["diagnose", "-", "--json", "--tz", "Europe/Berlin", "--color", "always"], 0),
    (["diagnose", "--dispute", "opn", "--json"], 2),
    (["diagnose", "none.json", "--json"], 66),
    (["ask", "-"], 0),
    (["ask", "--status", "closed", "--unknown", "dispute"], 0),
    (["explain", "closed", "--json"], 0),
    (["schema", "order"], 0),
    (["diagnose", "--status", "closed"], 0),
    (["diagnose", "--status", "closed", "--format", "html"], 0),
    (["--json"], 2),
    (["--version"], 0),
    (["--help"], 0),
]


def imported(runs, heavy=HEAVY):
    script = SCRIPT.format(heavy=heavy, runs=[(arguments, '{"status": "closed"}') for arguments, *_ in runs])
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=surroundings(), check=True
    )
    return [(arguments, code, names) for arguments, code, names in json.loads(ended.stdout)]


def test_nothing_heavy_is_imported_for_a_script():
    assert imported(LIGHT) == [(arguments, code, []) for arguments, code in LIGHT]


def test_what_is_asked_for_is_imported():
    """So that the test above can fail: each run imports what none before it did."""
    heavy = {
        "rich": ["diagnose", "--status", "closed", "--color", "always"],
        "holidays": ["diagnose", "--paid", "--not-shipped", "--closed-on", "2026-05-21", "--country", "DE", "--json"],
        "icalendar": ["calendar", "--status", "completed", "--closed-on", "2026-06-03", "--today", "2026-06-15"],
    }
    before = set()
    for name, (_, code, names) in zip(heavy, imported([(run,) for run in heavy.values()]), strict=True):
        assert code == 0
        assert name in set(names) - before
        before = set(names)


ENGINE = (
    "pydantic",
    "ali_closed.model.order",
    "ali_closed.engine",
    "ali_closed.rules.loader",
    "ali_closed.report.text.catalogue",
)
HELPS = [
    [*command, flag]
    for command in (
        [],
        *([name] for name in NAMES),
        ["case", "save"],
        ["case", "list"],
        ["rules", "check"],
    )
    for flag in ("--help", "-h")
]


def test_help_and_the_version_are_said_without_the_engine():
    runs = [*HELPS, ["diagnose", "--help-all"], ["--version"]]
    assert imported([(arguments,) for arguments in runs], ENGINE) == [(arguments, 0, []) for arguments in runs]


def test_an_answer_needs_the_engine():
    """So that the test above can fail."""
    ((_, code, names),) = imported([(["diagnose", "--json"],)], ENGINE)
    assert (code, names) == (0, sorted(ENGINE))
