"""Prints how fast all of it is, as ratios with their spread against named floors and peers; one command for the table.

    python tests/benchmarks/run.py [--peers] [--memory]

Every ratio is the median over pairs, one measurement of ours and one of the floor right after it, so that a busy
machine slows both; the spread is the middle half. Figures are processor time. `--peers` installs HTTPie, sqlite-utils
and zen-engine into an environment that is thrown away; without it they are measured where they are installed.
`--memory` adds what takes two minutes more: memory over many orders, and what a second process saves by the clock.
How the proof grows with the rules is growth.py's to say, and how many questions are asked questions.py's.
"""

from __future__ import annotations

import gc
import io
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pydantic import create_model

sys.path.insert(0, str(Path(__file__).parents[2]))

from ali_closed.__main__ import GARBAGE
from ali_closed.cli.answers import Clock, start_run
from ali_closed.cli.bulk.work import Answerer, Job
from ali_closed.cli.flags import Settings
from ali_closed.engine.logic.outcomes import outcomes
from ali_closed.engine.logic.possible_reasons import reasoning
from ali_closed.importers import stream_orders
from ali_closed.model.fields import FIELDS
from ali_closed.report.formats.batch_rows import json_row
from ali_closed.rules.loader import load_rules
from tests.benchmarks import batch, startup

PEERS: Final = ("httpie", "sqlite-utils", "zen-engine")
TODAY: Final = date(2026, 6, 15)
ORDERS: Final = 3_000
TOGETHER: Final = 200
"""Orders of one measurement."""


def main(arguments: list[str]) -> None:
    """Measure and print everything."""
    machine = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    print(f"{machine}, {datetime.now(UTC).date()}")
    print(", ".join(f"{name} {version(name)}" for name in ("pydantic", "typer")))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scripts = _installed(folder / "peers") if "--peers" in arguments else Path(sys.executable).parent
        os.environ["PATH"] = os.pathsep.join((str(scripts), os.environ.get("PATH", "")))
        startup.main([])
        for line in (*orders(folder), *floors(folder), *decisions(scripts)):
            print(line, flush=True)
        if "--memory" in arguments:
            batch.main([])


def _installed(folder: Path) -> Path:
    """The scripts of a new environment with the peers in it."""
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([scripts / "python", "-m", "pip", "install", "--quiet", *PEERS], check=False)
    return scripts


def ratio(pairs: list[tuple[float, float]]) -> str:
    """The median of the ratios of one to the other, and their middle half."""
    ratios = sorted(one / other for one, other in pairs)
    low, high = ratios[len(ratios) // 4], ratios[-1 - len(ratios) // 4]
    return f"{statistics.median(ratios):.3g} ({low:.3g} to {high:.3g})"


def taken(work: Callable[[], object]) -> float:
    """The processor time of some work."""
    start = time.process_time()
    work()
    return time.process_time() - start


# ---------------------------------------------------------------- orders, beside pydantic's round trip of their lines


def orders(folder: Path) -> Iterator[str]:
    """What orders take in `batch`, document and all, as a part of pydantic's speed on the same lines."""
    gc.set_threshold(GARBAGE)  # as in a process of the program's own
    for name, file in (
        ("orders that all differ", different(folder / "different", ORDERS)),
        ("the same, 20,000 of them", different(folder / "many", 20_000)),
        ("orders of 18 kinds, on days that differ", batch.different(folder / "days", ORDERS)),
        ("orders much alike", batch.alike(folder / "alike", 4 * ORDERS)),
    ):
        answerer = Answerer(Job(Clock(TODAY, TODAY, None), None, "en", "ndjson", None))
        lines = file.read_bytes().splitlines(keepends=True)
        pairs = [_pair(lines[at : at + TOGETHER], answerer) for at in range(0, len(lines), TOGETHER)]
        each = len(lines) / sum(ours for _, ours in pairs)
        yield f"{name:40} {each:6.0f} a second, {ratio(pairs)} of pydantic's round trip"


def floors(folder: Path) -> Iterator[str]:
    """What each step takes of orders whose answers went by on other days, and the line without prepared parts."""
    before = different(folder / "before", ORDERS).read_bytes().splitlines(keepends=True)
    dice = random.Random(8)
    lines = [json.dumps(json.loads(line) | _days(dice)).encode() + b"\n" for line in before]
    run = start_run(Settings(lang="en"), Clock(TODAY, TODAY, None))
    steps: list[tuple[str, Callable[[Any], Any]]] = [
        ("reading it", lambda lines: list(stream_orders(io.BytesIO(b"".join(lines)), today=TODAY))),
        ("diagnosing it", lambda found: [run.answer(entry.order) for entry in found]),
        ("its document", lambda answered: [entry.document() for entry in answered]),
        ("the document's line", lambda made: (made, [json_row(entry) for entry in made])[0]),
        ("the same line by json.dumps", lambda made: [json.dumps(entry) for entry in made]),
    ]
    went_by: Any = before
    for _, step in steps[:-1]:
        went_by = step(went_by)
    pairs: dict[str, list[tuple[float, float]]] = {name: [] for name, _ in steps}
    for at in range(0, len(lines), TOGETHER):
        given: Any = lines[at : at + TOGETHER]
        floor = taken(partial(_round_trip, given))
        for name, step in steps:
            start = time.process_time()
            given = step(given)
            pairs[name].append((time.process_time() - start, floor))
    for name, found in pairs.items():
        yield f"{name:40} {ratio(found)} times pydantic's round trip"


def _pair(lines: list[bytes], answerer: Answerer) -> tuple[float, float]:
    """The time of pydantic's round trip of some lines, and of their answers."""

    def answered() -> None:
        for found in stream_orders(io.BytesIO(b"".join(lines)), today=TODAY):
            answerer.line(found)

    return taken(partial(_round_trip, lines)), taken(answered)


def _round_trip(lines: list[bytes]) -> None:
    for line in lines:
        _LINE.model_validate_json(line).model_dump_json()


_LINE: Final = create_model("Line", **{name.replace("return", "return_"): (str | bool | None, None) for name in FIELDS})
"""An order as a model whose values are not looked into: the least that reading and writing one takes."""


def different(file: Path, count: int) -> Path:
    """A file of orders that differ in what was answered, and on which days."""
    dice = random.Random(7)
    choices = {
        "status": ("completed", "finished", "shipped", "cancelled", "closed"),
        "paid": (True, False),
        "shipped": (True, False),
        "parcel": ("not_received", "received_faulty"),
        "tracking": ("none", "moving", "delivered", "returned"),
    }
    with file.open("w", encoding="utf-8") as stream:
        for number in range(count):
            order = {"id": str(number)}
            order |= {name: dice.choice(values) for name, values in choices.items() if dice.random() < 0.7}
            stream.write(json.dumps(order | _days(dice)) + "\n")
    return file


def _days(dice: random.Random) -> dict[str, str]:
    return {
        "closed_on": f"2026-0{dice.randint(2, 5)}-{dice.randint(1, 28):02}",
        "ordered_on": f"2025-{dice.randint(10, 12)}-{dice.randint(1, 28):02}",
    }


# ---------------------------------------------------------------- the decision alone, beside zen-engine's


_ZEN: Final = """
import json, sys, time, zen
given = json.load(sys.stdin)
engine = zen.ZenEngine({"loader": {"type": "static", "content": {"reasons": given["table"]}}})
engine.evaluate("reasons", given["states"][0])
found, seconds = [], []
for states in (given["states"],) * 3:
    start = time.process_time()
    found = [engine.evaluate("reasons", state)["result"] for state in states]
    seconds.append(time.process_time() - start)
print(json.dumps({"seconds": min(seconds), "found": [sorted({row["reason"] for row in rows}) for rows in found]}))
"""


def decisions(scripts: Path) -> Iterator[str]:
    """Which reasons are possible when all facts are known: ours, none remembered, beside the same table in zen."""
    python = shutil.which("python", path=str(scripts))
    reasoner = reasoning(load_rules())
    states = outcomes(reasoner).states
    named = [{fact: values[0] for fact, values in reasoner.space.named(state).items()} for state in states]
    given = json.dumps({"table": _table(), "states": named})
    ran = subprocess.run([python or sys.executable, "-c", _ZEN], input=given, capture_output=True, text=True)
    if ran.returncode:
        yield "the decision alone: zen-engine is not installed; --peers installs it"
        return
    theirs = json.loads(ran.stdout)

    def decide() -> list[frozenset[str]]:
        anew = replace(reasoner)  # remembers nothing yet
        return [anew.possible(state) for state in states]

    if [sorted(reasons) for reasons in decide()] != theirs["found"]:
        raise SystemExit("zen-engine decides otherwise: the tables are not equal.")
    pairs = [(theirs["seconds"], taken(decide)) for _ in range(startup.RUNS)]
    yield f"{'the decision alone':40} {len(states)} states, {ratio(pairs)} times as fast as zen-engine"


def _table() -> dict[str, Any]:
    """The boxes of the reasons as a decision table that collects every row that holds."""
    rules = load_rules()
    facts = [fact.id for fact in rules.facts]
    boxes = [(reason.id, box.facts) for reason in rules.reasons for box in reason.boxes]
    boxes.append(("not_closed", rules.open_order.facts))
    rows = [
        {
            "_id": str(number),
            "reason": json.dumps(reason),
            **{fact: ", ".join(map(json.dumps, box[fact])) if fact in box else "" for fact in facts},
        }
        for number, (reason, box) in enumerate(boxes)
    ]
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": fact, "name": fact, "field": fact} for fact in facts],
        "outputs": [{"id": "reason", "name": "reason", "field": "reason"}],
        "rules": rows,
    }
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {"id": "table", "name": "table", "type": "decisionTableNode", "content": content},
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "table", "type": "edge"},
            {"id": "2", "sourceId": "table", "targetId": "out", "type": "edge"},
        ],
    }


if __name__ == "__main__":
    main(sys.argv[1:])
