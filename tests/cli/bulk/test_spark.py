"""Spark, on two processors of this machine: the lines of `batch`, row for row, errors in their place.

Run with `python -m pytest -m spark`; it needs the extra `spark` and Java 17.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.importers.shapes import DETAIL, EXPORTS, LIST_ITEM, RUSSIAN, har, order_list, web_list, web_order

pytestmark = pytest.mark.spark

DAY = ("--today", "2026-06-15", "--country", "DE")
END_REASONS = ("pay_timeout", "send_goods_timeout", "buyer_accept_goods", "no_such_reason")


def many(count: int) -> str:
    """Orders over several batches of rows, every seventh line broken in its own way, some numbers twice."""
    broken = ("{", "[]", '{"statsu": "closed"}', '{"id": "1"}', '{"closed_on": "1/2/26"}')
    lines = []
    for number in range(count):
        order: dict[str, Any] = {"id": str(number), "end_reason": END_REASONS[number % 4], "paid": number % 3 > 0}
        order["closed_on"] = f"2026-0{1 + number % 5}-{1 + number % 28:02}"
        lines.append(broken[number % len(broken)] if number % 7 == 3 else json.dumps(order))
    return "\n".join(lines) + "\n"


def folder_of_files(folder: Path) -> None:
    """Every kind of file: long and short, good, broken in part, and broken as a whole; and what Spark leaves lying."""
    folder.mkdir()
    texts = {f"export-{letter}": held for letter, held in EXPORTS.items()} | {"many.ndjson": many(2_500), "none": ""}
    shopped = web_list(web_order("1000000000000001", "Closed"), web_order("1000000000000002", "Completed"))
    answers = {"list": order_list(LIST_ITEM), "detail": DETAIL, "web": shopped, "russian": RUSSIAN}
    answers["har"] = har(("https://x/mtop", json.dumps(shopped)))
    for name, text in (texts | {name: json.dumps(held) for name, held in answers.items()}).items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "diary.txt").write_text("Dear diary,\n", encoding="utf-8")
    (folder / "latin.ndjson").write_bytes(b'{"id": "1"}\n{"id": "\xe9"}\n{"id": "3"}\n')
    (folder / "_SUCCESS").write_bytes(b"")
    (folder / ".many.ndjson.crc").write_bytes(b"crc")


def submitted(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The job as the README has a cluster start it."""
    script.write_text("from ali_closed.cli.bulk.spark import main\n\nmain()\n", encoding="utf-8")
    submit = Path(sys.executable).with_name("spark-submit")
    command = [str(submit), "--master", "local[2]", "--conf", "spark.ui.enabled=false", str(script), *arguments]
    surroundings = os.environ | {"PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable}
    return subprocess.run(command, capture_output=True, text=True, env=surroundings, check=False)


def job(*arguments: str) -> subprocess.CompletedProcess[str]:
    surroundings = os.environ | {"PYSPARK_SUBMIT_ARGS": "--master local[2] --conf spark.ui.enabled=false pyspark-shell"}
    command = [sys.executable, "-m", "ali_closed.cli.bulk.spark", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=surroundings, check=False)


def batch(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ali_closed", "batch", str(file), *DAY, "--format", "ndjson"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def rows_of(out: Path) -> list[dict[str, Any]]:
    from pyarrow import parquet

    return [row for part in sorted(out.glob("part-*")) for row in parquet.read_table(part).to_pylist()]


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spark") / "orders"
    folder_of_files(folder)
    return folder


@pytest.fixture(scope="module")
def answered(orders: Path) -> list[dict[str, Any]]:
    out = orders.parent / "out"
    ended = job(str(orders), str(out), *DAY)
    assert ended.returncode == 0, ended.stderr
    return rows_of(out)


def test_the_lines_of_batch_row_for_row(orders: Path, answered: list[dict[str, Any]]) -> None:
    by_file = {file: list(rows) for file, rows in groupby(answered, key=lambda row: row["file"])}
    assert list(by_file) == sorted(by_file), "in the order of the names, each in one piece"
    for file in sorted(orders.iterdir()):
        given = by_file.pop(str(file), [])
        if file.name.startswith(("_", ".")):
            assert given == []
            continue
        expected = batch(file)
        assert [row["line"] for row in given if row["row"] is not None] == expected.stdout.splitlines(), file.name
        interpreted = expected.stderr
        assert any(row["failed"] for row in given) == (expected.returncode == 65), (file.name, interpreted)
    assert by_file == {}


def test_what_a_row_counts_as(answered: list[dict[str, Any]]) -> None:
    many = [row for row in answered if row["file"].endswith("many.ndjson")]
    assert len(many) == 2_500
    for row in many:
        line = json.loads(row["line"])
        assert row["failed"] == ("error" in line)
        assert row["row"] == (line["row"] if row["failed"] else line["source"]["row"])
        assert row["late"] == (not row["failed"] and line["refund"]["late"] is True)
    for name in ("late", "unsure", "failed"):
        assert {row[name] for row in many} == {True, False}


def test_a_file_that_is_no_orders_costs_only_itself(answered: list[dict[str, Any]]) -> None:
    (diary,) = [row for row in answered if row["file"].endswith("diary.txt")]
    assert diary["row"] is None
    assert diary["failed"]
    assert json.loads(diary["line"])["error"]["code"] == "unknown_format"


def test_submitted_as_to_a_cluster_with_packed_files(
    orders: Path, tmp_path: Path, answered: list[dict[str, Any]]
) -> None:
    folder = tmp_path / "packed"
    folder.mkdir()
    (folder / "many.ndjson.gz").write_bytes(gzip.compress((orders / "many.ndjson").read_bytes()))
    (folder / "broken.gz").write_bytes(b"\x1f\x8bno gzip")
    ended = submitted(tmp_path / "job.py", str(folder), str(tmp_path / "out"), *DAY)
    assert ended.returncode == 0, ended.stderr
    broken, *packed = rows_of(tmp_path / "out")
    assert json.loads(broken["line"])["error"]["code"] == "unreadable"
    plain = [row for row in answered if row["file"].endswith("many.ndjson")]
    assert [row["line"].replace(".gz", "").replace(str(folder), str(orders)) for row in packed] == [
        row["line"] for row in plain
    ]


def test_errors_are_told_without_a_traceback(orders: Path, tmp_path: Path) -> None:
    for arguments, code, interpreted in (
        ((str(orders), str(tmp_path / "out"), "--country", "Atlantis"), 2, "Atlantis"),
        ((str(tmp_path / "none"), str(tmp_path / "out")), 66, "There is no file in"),
        ((str(orders), str(tmp_path)), 65, "Spark could not do it: [PATH_ALREADY_EXISTS]"),
    ):
        ended = job(*arguments)
        assert ended.returncode == code, ended.stderr
        assert interpreted in ended.stderr
        assert "Traceback" not in ended.stderr
