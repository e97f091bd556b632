"""`batch`: a line for every order in its place, in any shape, whoever reads on or stops reading."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pexpect
import pytest

from ali_closed.importers.fields.values import identifier
from tests.benchmarks.batch import alike, measured
from tests.cli.program import PATIENCE, Ran, run, surroundings
from tests.importers.shapes import DETAIL, EXPORTS, LIST_ITEM, SECRET, har, order_list, web_list, web_order

DAY = ("--today", "2026-06-15")
ORDERS: list[dict[str, Any]] = [
    {"id": "act", "status": "completed", "sub_status": "confirmation_timed_out", "parcel": "not_received",
     "paid": True, "shipped": True, "closed_on": "2026-06-10", "dispute_ends_on": "2026-06-25"},
    {"id": "late", "end_reason": "send_goods_timeout", "paid": True, "closed_on": "2026-03-01"},
    {"id": "unsure", "status": "closed"},
    {"id": "calm", "end_reason": "pay_timeout", "paid": False, "closed_on": "2026-06-01"},
]  # fmt: skip
BROKEN = (
    '{"statsu": "closed"}',
    "{",
    "[]",
    '{"tracking": "Frobnicated"}',
    '{"closed_on": "1/2/26"}',
    '{"paid": "maybe"}',
)


def ndjson(orders: Iterable[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(order) + "\n" for order in orders)


@pytest.fixture
def batch(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Any:
    def running(source: object, *flags: str, name: str = "orders") -> Ran:
        file = tmp_path / name
        if isinstance(source, bytes):
            file.write_bytes(source)
        else:
            file.write_text(source if isinstance(source, str) else json.dumps(source), encoding="utf-8")
        return run(capfd, "batch", str(file), *DAY, *flags)

    return running


def lines(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.splitlines()]


PIPED: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}


def process(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "ali_closed", "batch", *arguments], **options)


def test_a_line_for_every_order_in_its_place(batch: Any) -> None:
    ran = batch(ndjson(ORDERS))
    assert ran.code == 0
    assert [line["order"]["id"] for line in lines(ran)] == ["act", "late", "unsure", "calm"]
    assert [line["source"]["row"] for line in lines(ran)] == [1, 2, 3, 4]
    assert "4 orders" in ran.err


def test_the_same_document_as_diagnose(batch: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    orders = [*ORDERS, {**ORDERS[0], "id": "again", "note": "the same facts"}, {"status": "Cancelled"}]
    made = lines(batch(ndjson(orders)))
    for order, line in zip(orders, made, strict=True):
        alone = tmp_path / "one.json"
        alone.write_text(json.dumps(order), encoding="utf-8")
        expected = json.loads(run(capfd, "diagnose", str(alone), *DAY, "--json").out)
        line["source"] = expected["source"]
        assert line == expected
        assert list(line) == list(expected)


def test_a_bad_row_is_an_error_in_its_place(batch: Any) -> None:
    text = "".join(ndjson([order]) + bad + "\n\n" for order, bad in zip([*ORDERS, {}, {}], BROKEN, strict=True))
    ran = batch(text)
    made = lines(ran)
    assert ran.code == 65
    assert len(made) == 12
    assert [line["row"] for line in made if "error" in line] == [2, 5, 8, 11, 14, 17]
    for line in made[1::2]:
        assert set(line) == {"error", "row"}
        assert set(line["error"]) == {"code", "message", "hint", "field"}
    assert "6 rows could not be read" in ran.err


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        (json.dumps(ORDERS, indent=1), ["act", "late", "unsure", "calm"]),
        (order_list(LIST_ITEM), ["8100000000000001"]),
        (DETAIL, ["8100000000000001"]),
        (EXPORTS["B"], ["8100000000000001"]),
        (web_list(web_order("1000000000000001", "Closed"), web_order("1000000000000002", "Completed")),
         ["1000000000000001", "1000000000000002"]),
        (har(("https://x/mtop", json.dumps(web_list(web_order("1000000000000001", "Closed"))))), ["1000000000000001"]),
        ("", []),
    ],
)  # fmt: skip
def test_every_kind_of_file(batch: Any, source: object, ids: list[str]) -> None:
    ran = batch(source)
    assert ran.code == 0
    assert [line["order"]["id"] for line in lines(ran)] == ids
    assert SECRET not in ran.out + ran.err


def test_a_file_that_is_no_orders(batch: Any) -> None:
    ran = batch("Dear diary,\n")
    assert ran.code == 65
    assert ran.out == ""
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(("which", "ids"), [("act", {"act", "late"}), ("late", {"late"}), ("unsure", {"unsure"})])
def test_only_some(batch: Any, which: str, ids: set[str]) -> None:
    ran = batch(ndjson(ORDERS) + "{\n", "--only", which)
    made = lines(ran)
    found = {line["order"]["id"] for line in made if "order" in line}
    assert ids <= found <= ids | ({"unsure"} if which == "act" else set())
    assert "error" in made[-1]
    assert "4 orders" in ran.err


def test_sorted_by_deadline(batch: Any) -> None:
    orders = [{**ORDERS[0], "id": str(day), "dispute_ends_on": f"2026-06-{day + 14}"} for day in (9, 3, 14, 7)]
    made = lines(batch(ndjson([ORDERS[3], *orders]) + "{\n" + ndjson([{"id": "last", "end_reason": "pay_timeout"}]),
                       "--sort", "deadline"))  # fmt: skip
    placed = [line["order"]["id"] if "order" in line else None for line in made]
    assert placed == ["3", "7", "9", "14", "calm", "last", None]


def test_what_is_to_be_done_today_comes_first_though_no_day_is_known(batch: Any) -> None:
    waits = {"id": "waits", "status": "closed", "paid": True, "shipped": False, "closed_on": "2026-06-10"}
    ends = {"id": "ends", "status": "completed", "parcel": "not_received", "dispute_ends_on": "2026-06-20"}
    today = {"id": "today", "status": "closed", "paid": True}
    shown = batch(ndjson([waits, ends, today]), "--sort", "deadline", "--format", "text").out.splitlines()[1:]
    assert [line.split()[:2] for line in shown] == [
        ["today", "2026-06-15"],
        ["ends", "2026-06-20"],
        ["waits", lines(batch(ndjson([waits])))[0]["refund"]["expected_until"]],
    ]


def test_csv(batch: Any) -> None:
    ran = batch(ndjson([*ORDERS, {**ORDERS[0], "id": '=cmd("x")'}]) + "{\n", "--format", "csv")
    made = list(csv.DictReader(io.StringIO(ran.out)))
    assert [row["id"] for row in made] == ["act", "late", "unsure", "calm", '\'=cmd("x")', ""]
    assert made[0]["refund"] == "by_dispute"
    assert made[0]["dispute_act_by"] == "2026-06-25"
    assert [row["refund_late"] for row in made[1:4]] == ["true", "", ""]  # nobody knows is not no
    assert made[3]["reason"] == "payment_timeout"
    assert [row["reason"] for row in made[2:4]] == ["several", "payment_timeout"]
    assert made[5]["reason"] == "not_read"
    assert made[5]["summary"].startswith("Not read: ")
    assert made[5]["row"] == "6"
    assert len(made[5]) == 12


@pytest.mark.parametrize("number", ["8123456789012345", "0012", "12E3", "1.E3", "3-11", "2026/05"])
def test_a_spreadsheet_keeps_the_number_of_an_order_as_it_is(batch: Any, number: str) -> None:
    ran = batch(ndjson([{**ORDERS[3], "id": number}]), "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(ran.out))
    assert row["id"] == "'" + number
    assert identifier(row["id"]) == number


@pytest.mark.parametrize("number", ["812345678901234", "7", "DE-12a", "order 12", "a1", "1" * 99_999 + "x"], ids=len)
def test_a_number_that_a_spreadsheet_leaves_alone_stays_bare(batch: Any, number: str) -> None:
    ran = batch(ndjson([{**ORDERS[3], "id": number}]), "--format", "csv")
    assert [row["id"] for row in csv.DictReader(io.StringIO(ran.out))] == [number]


def test_the_counts_say_how_many_are_both_late_and_to_act_on(batch: Any) -> None:
    orders = ndjson([*ORDERS, {**ORDERS[1], "refund": "none_seen"}])
    act, late = (set(batch(orders, "--only", only).out.splitlines()) for only in ("act", "late"))
    assert act & late
    said = f" {len(act)} to act on, {len(late)} late ({len(act & late)} of them to act on, "
    assert said in batch(orders, "--format", "csv").err


def test_text(batch: Any) -> None:
    ran = batch(ndjson([ORDERS[0], {"status": "closed"}, {"id": "a\x1b[2J\nb"}]) + "{\n", "--format", "text")
    made = ran.out.splitlines()
    assert len(made) == 5
    assert made[0].split() == ["ORDER", "BY", "WHAT", "TO", "KNOW"]
    assert made[1].startswith("act ")
    assert "2026-06-25" in made[1]
    assert made[2].startswith("row 2 ")
    assert made[4].startswith("row 4 ")
    assert "\x1b" not in ran.out


@pytest.mark.parametrize("shape", ["csv", "text"])
def test_several_processes_say_the_same(batch: Any, shape: str) -> None:
    dice = random.Random(4)
    orders = [{**dice.choice(ORDERS), "id": str(number)} for number in range(300)]
    text = ndjson(orders[:150]) + "{\n" + ndjson(orders[150:])
    alone, together = batch(text, "--format", shape), batch(text, "--format", shape, "--jobs", "2")
    assert alone.out == together.out
    assert (alone.code, alone.err) == (together.code, together.err)


@pytest.mark.parametrize(
    "flags",
    [("--only", "acts"), ("--sort", "name"), ("--format", "xml"), ("--jobs", "0"), ("--jobs", "x"), ("--lang", "tlh")],
)
def test_a_wrong_flag_is_named(batch: Any, flags: tuple[str, str]) -> None:
    ran = batch("{}", *flags)
    assert ran.code == 2
    assert ran.out == ""
    assert "Traceback" not in ran.err


def test_quiet_has_no_counts(batch: Any) -> None:
    assert batch("{}", "-q").err == ""


def test_broken_rows_of_a_large_table_are_reported_where_they_stand(batch: Any) -> None:
    """The shape of a long order list, at a fiftieth of its length; the whole length is marked slow."""
    large_table(batch, 2_000)


@pytest.mark.slow
def test_broken_rows_of_a_hundred_thousand(batch: Any) -> None:
    large_table(batch, 100_000)


def large_table(batch: Any, count: int) -> None:
    dice = random.Random(count)
    header = EXPORTS["B"].removeprefix("\ufeff").split("\n")[0]
    made = [header]
    broken = set()
    for number in range(count):
        day, status = f"May {dice.randint(1, 28)}, 2026", dice.choice(["Completed", "Canceled", "Awaiting delivery"])
        order = str(8_000_000_000_000_000 + number * 20_000)
        cells = [f'"{day}"', order, '"A ""thing"", blue"', *"1234567", "USD", status, *"uist"]
        if dice.random() < 0.01:
            broken.add(number + 2)
            place, value = dice.choice([(0, "someday"), (2, '"open'), (2, "a, b, c")])
            cells[place] = value
        made.append(",".join(cells))
    ran = batch("\n".join(made) + "\n", "--format", "csv")
    found = list(csv.DictReader(io.StringIO(ran.out)))
    assert [int(row["row"]) for row in found] == list(range(2, count + 2))
    assert {int(row["row"]) for row in found if row["reason"] == "not_read"} == broken
    assert all(
        row["id"] == "'" + str(8_000_000_000_000_000 + (int(row["row"]) - 2) * 20_000)
        for row in found
        if row["reason"] != "not_read"
    )


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """More orders than any pipe holds the answers to: the program waits until someone reads on."""
    file = tmp_path / "endless"
    file.write_text(ndjson({**ORDERS[3], "id": str(number)} for number in range(5_000)), encoding="utf-8")
    return file


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_it_reads_standard_input_and_a_reader_that_leaves_is_no_error(endless: Path, jobs: str) -> None:
    with endless.open("rb") as source, process("-", "--jobs", jobs, *DAY, stdin=source, **PIPED) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        first = running.stdout.readline()
        running.stdout.close()
        assert json.loads(first)["source"] == {"file": "standard input", "row": 1}
        assert running.wait(PATIENCE) == 0
        assert running.stderr.read() == b""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_it(endless: Path, jobs: str) -> None:
    with process(str(endless), "--jobs", jobs, *DAY, start_new_session=True, **PIPED) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert json.loads(running.stdout.readline())
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=PATIENCE)
        assert running.returncode == 130
        assert b"Traceback" not in said


@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_memory_does_not_grow(tmp_path: Path, form: str) -> None:
    few = measured(alike(tmp_path / "few", 1_000, form)).mib
    more = alike(tmp_path / "more", 3_000, form)
    # What one run takes beyond the others is the machine's doing; orders that are kept are kept in every run.
    assert any(measured(more).mib <= min(1.1 * few, 64) for _ in range(3))


@pytest.mark.slow
@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_memory_of_a_million(tmp_path: Path, form: str) -> None:
    few, most = (measured(alike(tmp_path / str(count), count, form)).mib for count in (10_000, 1_000_000))
    assert most <= 1.1 * few
    assert most <= 64


def test_orders_that_differ_are_shared_out_and_come_back_in_place(batch: Any) -> None:
    """Alike orders among those that are still being answered, broken rows, and orders that have no answer."""
    dice = random.Random(9)
    orders = []
    for number in range(400):
        order = {**dice.choice(ORDERS), "closed_on": f"2026-05-{dice.randint(1, 28):02}", "id": str(number)}
        orders.append({**order, "status": "Frobnicated"} if number % 17 == 3 else order)
    text = ndjson(orders[:200]) + "{\n" + ndjson(orders[200:])
    alone = batch(text, "--sort", "deadline")
    assert batch(text, "--jobs", "2", "--sort", "deadline").out == alone.out
    alone, together = batch(text), batch(text, "--jobs", "2")
    assert alone.out == together.out
    assert (alone.code, alone.err) == (together.code, together.err)
    assert [line["row"] if "error" in line else line["source"]["row"] for line in lines(alone)] == list(range(1, 402))


@pytest.mark.parametrize("shape", ["csv", "text"])
def test_a_file_that_is_no_orders_has_not_even_a_header(batch: Any, shape: str) -> None:
    assert batch("Dear diary,\n", "--format", shape).out == ""
    assert len(batch("", "--format", shape).out.splitlines()) == 1
    assert len(batch(ndjson(ORDERS), "--format", shape, "--only", "late").out.splitlines()) == 2


@pytest.mark.parametrize("columns", [80, 40])
def test_the_table_keeps_to_the_width_and_breaks_between_words(tmp_path: Path, columns: int) -> None:
    """On a terminal; a pipe gets a line for each order."""
    file = tmp_path / "orders"
    file.write_text(ndjson([*ORDERS, {"id": "9" * 40, "status": "frozen"}]) + "broken\n", encoding="utf-8")
    line = f"{sys.executable} -m ali_closed batch {file} {' '.join(DAY)} --format text"
    environment = surroundings(COLUMNS=None)
    child = pexpect.spawn("sh", ["-c", line], dimensions=(24, columns), env=environment, timeout=60, encoding="utf-8")
    on_screen = re.sub(r"\x1b\[K|\r", "", child.read())
    piped = subprocess.run(["sh", "-c", line], capture_output=True, env=environment, check=False, text=True)
    assert max(map(len, on_screen.splitlines())) <= columns
    assert on_screen.split() == [*piped.stdout.split(), *piped.stderr.split()]
    assert len(piped.stdout.splitlines()) == 1 + len(ORDERS) + 2
