"""Prints what `batch` takes: memory as orders grow a hundredfold, and time with a second process; all as ratios.

    python tests/benchmarks/batch.py [ORDERS]

ORDERS is 200,000 unless said otherwise, which takes two minutes; a million show the same memory. Processor time is the
sum over all processes; the time by the clock means something on a machine that does nothing else.
"""

from __future__ import annotations

import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ali_closed.cli.bulk.run import NOT_ALL_READ

ORDERS = 200_000
FEWER = 100
"""How many times fewer orders the memory is compared with."""
DIFFERENT = 20_000
"""How many orders that are all different are shared out: enough for the start of the processes to count little."""
RUNS = 3
"""How often two processes are measured beside one."""
REASONS = ("pay_timeout", "send_goods_timeout", "buyer_cancel_order", "end_issue")

_RUN = """
import os, pathlib, re, runpy, sys
sys.argv = ["ali-closed", "batch", *sys.argv[1:]]
try:
    runpy.run_module("ali_closed", run_name="__main__")
finally:
    # Not what getrusage says of memory: that counts what the process was before it became Python.
    status = pathlib.Path("/proc/self/status").read_text()
    sys.stderr.write(f"KIB={re.search(r'VmHWM:[^0-9]*([0-9]+)', status)[1]} CPU={sum(os.times()[:4])}")
"""


@dataclass(frozen=True)
class Taken:
    """What a run took: the most memory of its first process, time by the clock, and processor time."""

    mib: float
    seconds: float
    processor: float


def measured(file: Path, *flags: str) -> Taken:
    """What `batch` takes for a file."""
    command = [sys.executable, "-c", _RUN, str(file), "--today", "2026-06-15", *flags]
    start = time.perf_counter()
    ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    seconds = time.perf_counter() - start
    found = re.search(r"KIB=(\d+) CPU=([\d.]+)$", ran.stderr)
    if found is None or ran.returncode not in (0, NOT_ALL_READ):
        raise SystemExit(f"No measurement came back: {ran.stderr[-200:]}")
    return Taken(int(found[1]) / 1024, seconds, float(found[2]))


def alike(file: Path, count: int, form: str = "ndjson") -> Path:
    """A file of orders of some four hundred kinds, as NDJSON or as a table."""
    dice = random.Random(7)
    with file.open("w", encoding="utf-8") as stream:
        if form == "csv":
            stream.write("id,end_reason,closed_on\n")
        for number in range(count):
            order = {
                "id": str(8_000_000_000_000_000 + number * 20_000),
                "end_reason": dice.choice(REASONS),
                "closed_on": f"2026-0{dice.choice('3456')}-{dice.randint(1, 28):02}",
            }
            stream.write((",".join(order.values()) if form == "csv" else json.dumps(order)) + "\n")
    return file


def different(file: Path, count: int) -> Path:
    """A file of orders of which hardly two are alike, none with a recorded reason: each has to be thought about."""
    dice = random.Random(7)
    with file.open("w", encoding="utf-8") as stream:
        for number in range(count):
            order = {
                "id": str(8_000_000_000_000_000 + number * 20_000),
                "status": dice.choice(("closed", "completed")),
                "tracking": dice.choice(("none", "moving", "delivered")),
                "payment_method": dice.choice(("card", "paypal", "wallet")),
                "paid_on": f"2026-0{dice.choice('12')}-{dice.randint(1, 28):02}",
                "closed_on": f"2026-0{dice.choice('345')}-{dice.randint(1, 28):02}",
            }
            stream.write(json.dumps(order) + "\n")
    return file


def _memory(folder: Path, count: int) -> Iterator[str]:
    for form in ("ndjson", "csv"):
        few = measured(alike(folder / "few", count // FEWER, form))
        most = measured(alike(folder / "most", count, form))
        each = most.processor / count * 1e6
        yield (
            f"{form}: {most.mib:.1f} MiB for {count} orders, {few.mib:.1f} MiB for {count // FEWER}: "
            f"{most.mib / few.mib:.3f} times; {each:.0f} millionths of a second of processor time an order"
        )


def _processes(folder: Path, count: int) -> Iterator[str]:
    for name, file in (
        ("orders that differ", different(folder / "different", DIFFERENT)),
        ("orders of 420 kinds", alike(folder / "alike", count // 2)),
    ):
        runs = [(_counting(), measured(file, "--jobs", "1"), measured(file, "--jobs", "2")) for _ in range(RUNS)]
        by_clock = _spread(alone.seconds / shared.seconds for _, alone, shared in runs)
        processor = _spread(shared.processor / alone.processor for _, alone, shared in runs)
        yield (
            f"{name}, --jobs 2: by the clock {by_clock} times as fast as one, in {processor} times its processor time; "
            f"two processes that only count {_spread(most for most, _, _ in runs)} times as fast as one"
        )


def _counting() -> float:
    """How many times as much two processes that only count do by the clock as one: what the machine gives at most."""

    def seconds(processes: int) -> float:
        start = time.perf_counter()
        ran = [subprocess.Popen([sys.executable, "-c", "for _ in range(30_000_000): pass"]) for _ in range(processes)]
        for process in ran:
            process.wait()
        return time.perf_counter() - start

    return 2 * seconds(1) / seconds(2)


def _spread(ratios: Iterable[float]) -> str:
    """The median of some ratios, the least and the greatest."""
    low, *_, high = found = sorted(ratios)
    return f"{statistics.median(found):.2f} ({low:.2f} to {high:.2f})"


def main(arguments: list[str]) -> None:
    """Measure and print."""
    count = int(arguments[0]) if arguments else ORDERS
    with tempfile.TemporaryDirectory() as folder:
        for measure in (_processes, _memory):
            for line in measure(Path(folder), count):
                print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
