"""Eight times the lines take eight times the processor time, whatever they are: `python -m pytest -m benchmark`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.benchmarks.batch import alike, different, measured

FEW, MANY = 1_000, 8_000
HEADER = "order_id,gmt_create_order_time,end_reason\n"
SHOP = "Order Date,Order ID,Title,Price Info,Status\n"
ONE = "8100000000000001"


def of_one_id(file: Path, count: int) -> Path:
    return written(file, (json.dumps({"id": "1", "end_reason": "pay_timeout"}) for _ in range(count)))


def of_one_id_with_notes(file: Path, count: int) -> Path:
    return written(file, (json.dumps({"id": "1", "note": f"n{n}", "status": "closed"}) for n in range(count)))


def lines_of_one_order(file: Path, count: int) -> Path:
    return written(file, (f"{ONE},2026-05-01 09:00:00,reason_{n % 50}" for n in range(count)), HEADER)


def open_quotes(file: Path, count: int) -> Path:
    return written(file, (f'"May 2, 2026",{n},"open {n},x,Completed' for n in range(count)), SHOP)


def quotes_alone(file: Path, count: int) -> Path:
    return written(file, ('"' for _ in range(count)), SHOP)


def an_array(file: Path, count: int) -> Path:
    file.write_text(json.dumps([{"id": str(n), "end_reason": "pay_timeout"} for n in range(count)]))
    return file


def keys_of_one_object(file: Path, count: int) -> Path:
    names = [f'"k{n}": 1' for n in range(count * 10)]
    file.write_text("{" + ", ".join([*names, names[-1]]) + "}\n{}\n")
    return file


def written(file: Path, lines: Iterable[str], header: str = "") -> Path:
    file.write_text(header + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


KINDS = [of_one_id, of_one_id_with_notes, lines_of_one_order, open_quotes, quotes_alone, an_array, keys_of_one_object,
         alike, different]  # fmt: skip


@pytest.mark.benchmark
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_processor_time_grows_with_the_lines(kind: Callable[[Path, int], Path], tmp_path: Path) -> None:
    start, few, many = (measured(kind(tmp_path / str(count), count)).processor for count in (1, FEW, MANY))
    print(f"{kind.__name__}: {few - start:.2f} s for {FEW}, {many - start:.2f} s for {MANY}")
    assert many - start < 1.5 * MANY / FEW * max(few - start, 0.1)
