"""Files that break readers, at the edge: each costs its own row or is refused by name, and the rest is answered."""

from __future__ import annotations

import gc
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ali_closed import importers
from ali_closed.cli import answers
from ali_closed.cli.answers import Clock
from ali_closed.cli.bulk import work
from ali_closed.importers import detect, grouping
from ali_closed.importers.files import json_text, tables, workbooks
from ali_closed.importers.records import Context, Record
from ali_closed.model.order import Order
from tests.benchmarks.batch import measured
from tests.cli.program import SECRET, TODAY, Ran, real, run
from tests.importers.files.test_workbooks import with_more
from tests.importers.shapes import EXPORTS

SHOP = EXPORTS["B"].removeprefix("\ufeff").split("\n")[0] + "\n"
GOOD = {"id": "good", "end_reason": "pay_timeout"}


def shop_row(number: int, day: str = "May 1, 2026", title: str = "A thing") -> str:
    cells = [f'"{day}"', f"810000000000000{number}", title, *"1234567", "USD", "Completed", *"uist"]
    return ",".join(cells) + "\n"


@pytest.fixture
def batch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def running(source: str | bytes, *flags: str) -> Ran:
        file = tmp_path / "orders"
        file.write_bytes(source.encode() if isinstance(source, str) else source)
        return run(capsys, "batch", str(file), *TODAY, *flags)

    return running


def told(ran: Ran) -> list[tuple[int, str | None]]:
    """For each line its row, and the code of its error or None for an answer."""
    made = [json.loads(line) for line in ran.out.splitlines()]
    return [(line["row"], line["error"]["code"]) if "error" in line else (line["source"]["row"], None) for line in made]


@pytest.mark.parametrize("day", ["May 9999999999 2026", "99999999999999999999 May 2026", "May 1, 0000", "May 1, 9999"])
def test_a_date_that_no_calendar_holds_costs_its_row(batch: Any, day: str) -> None:
    ran = batch(SHOP + shop_row(1) + shop_row(2, day) + shop_row(3))
    assert (ran.code, told(ran)) == (65, [(2, None), (3, "bad_date"), (4, None)])


@pytest.mark.parametrize(
    ("said", "stamp"),
    [
        ({"left_send_good_day": "-99999999999"}, None),
        ({"left_send_good_day": "1", "left_send_good_hour": "-999999999999999"}, None),
        ({"timeout_left_time": -5_000_000_000}, "0001-01-01 00:00:00"),
        ({"timeout_left_time": 5_000_000_000}, "9999-12-31 23:00:00"),
        (
            {
                "order_amount": {"amount": "1E+9999999", "currency_code": "USD"},
                "refund_info": {
                    "refund_status": "refund_ok",
                    "refund_cash_amt": {"amount": "1E+9999999", "currency_code": "USD"},
                    "refund_coupon_amt": {"amount": "1", "currency_code": "USD"},
                },
            },
            None,
        ),
    ],
)
def test_a_number_beyond_any_order_says_nothing_and_costs_nothing(
    batch: Any, said: dict[str, Any], stamp: str | None
) -> None:
    order = {
        "order_id": 8100000000000001,
        "order_status": "WAIT_SELLER_SEND_GOODS",
        "gmt_create": "2026-06-01 10:00:00",
    }
    answer = {"aliexpress_x_response": {"time_stamp": stamp, "result": {**order, **said}}}
    ran = batch(json.dumps(answer))
    assert (ran.code, told(ran)) == (0, [(1, None)])
    assert "processing_ends_on" not in ran.out.split('"order"')[1].split("}")[0]


@pytest.mark.parametrize("raised", [OverflowError, RecursionError, ArithmeticError, KeyError, AssertionError])
@pytest.mark.parametrize(
    "place",
    [
        (detect.contract, "read_fields"),
        (importers, "read_order"),
        (answers, "diagnose"),
        (work.rows, "act_by"),
        (work.rows, "members"),
    ],
    ids=lambda place: place[1],
)
def test_whatever_a_row_raises_is_an_error_in_its_place(
    batch: Any, raised: type[Exception], place: tuple[Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = getattr(*place)

    def broken(*given: Any, **named: Any) -> Any:
        if "broken" in str(given[0]) and "'error'" not in str(given[0]):
            raise raised(SECRET)
        return before(*given, **named)

    monkeypatch.setattr(*place, broken)
    rows = [GOOD, {"status": "closed", "message": "broken"}, GOOD]
    ran = batch("".join(f"{json.dumps(row)}\n" for row in rows))
    assert (ran.code, told(ran)) == (65, [(1, None), (2, "failed"), (3, None)])
    assert raised.__name__ in ran.out
    assert SECRET not in ran.out + ran.err


ROW = '<row r="{}"><c r="A{}"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (ROW.format(4_000_000_000, 4_000_000_000), "row 4,000,000,000"),
        (ROW.format("0" * 30 + "1048577", 1), "row 1,048,577"),
        ('<row r="1048576">' + "<c><v>1</v></c>" * 16_000 + "</row>", "2,000,000 cells"),
        ("<row>" + "<c/>" * 16_385 + "</row>", "16,384 cells"),
        ('<row><c r="AAAA7"><v>1</v></c></row>', "16,384 cells"),
        ('<row><c r="A99999999999"><v>1</v></c></row>', "row 99,999,999,999"),
        ('<row x="><"  r = \'1048576\'><c r="XFD1"><v>1</v></c></row>', "2,000,000 cells"),
    ],
    ids=["rows", "zeros", "no places", "too wide", "letters", "far down", "odd quotes"],
)
def test_a_workbook_that_is_small_and_would_be_huge_is_refused_before_it_is_opened(
    tmp_path: Path, more: str, said: str
) -> None:
    file = tmp_path / "orders.xlsx"
    file.write_bytes(with_more(more))
    ran = real("batch", str(file), *TODAY, "--json")
    assert (ran.code, ran.out) == (65, "")
    assert ran.error["code"] == "too_large"
    assert said in ran.error["message"]
    assert "CSV" in ran.error["hint"]


def test_a_text_that_many_cells_share_counts_in_each(batch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "UNPACKED", 1024 * 1024)
    shared = "<sst><si><t>" + "x" * 60_000 + "</t></si></sst>"
    cells = "".join(f'<row r="{row}"><c t="s" r="D{row}"><v>0</v></c></row>' for row in range(3, 33))
    assert "unpacks into more" in batch(with_parts(cells, shared)).err
    assert told(batch(with_parts(cells.replace('t="s"', ""), shared)))[0] == (2, None)


def with_parts(more: str, shared: str) -> bytes:
    """A workbook with rows added, and with texts that its cells share."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(with_more(more))) as plain,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in plain.namelist():
            made.writestr(name, plain.read(name))
        made.writestr("xl/sharedStrings.xml", shared)
    return held.getvalue()


BROKEN_CELL = (
    '<row r="3"><c r="A3"><v>8100000000000002</v></c><c t="e" r="B3"><v>#REF!</v></c>'
    '<c r="D3" t="e"><v>#NAME?</v></c></row>'
)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_broken_cell_that_is_read_is_named_in_a_warning(batch: Any, jobs: str) -> None:
    ran = batch(with_more(BROKEN_CELL), "--jobs", jobs)
    assert (ran.code, told(ran)) == (0, [(2, None), (3, None)])
    fine, broken = (json.loads(line)["warnings"] for line in ran.out.splitlines())
    assert not any("spreadsheet" in line for line in fine)
    (said,) = [line for line in broken if "spreadsheet" in line]
    assert "Cell B3 (gmt_create_order_time)" in said


def test_a_broken_cell_is_named_for_one_order_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "orders.xlsx"
    file.write_bytes(with_more(BROKEN_CELL))
    ran = run(capsys, "diagnose", str(file), "--order", "8100000000000002", *TODAY, "-v")
    assert "Cell B3 (gmt_create_order_time) holds an error" in ran.out


def test_an_archive_that_names_a_part_in_two_ways_is_damaged(batch: Any) -> None:
    ran = batch(with_more(BROKEN_CELL).replace(b"xl/workbook.xml", b"xl/workbookxxml", 1), "--json")
    assert (ran.code, ran.error["code"]) == (65, "bad_workbook")


def test_equal_ids_of_whole_orders_answer_a_line_each(batch: Any) -> None:
    rows = [{**GOOD, "note": "one"}, {**GOOD, "note": "two"}, {"id": "other", "status": "closed"}, GOOD, GOOD]
    for source in ("".join(f"{json.dumps(row)}\n" for row in rows), json.dumps(rows)):
        assert told(batch(source)) == [(row, None) for row in range(1, 6)]
    table = "id,status,note\n1,closed,a\n1,closed,b\n2,closed,\n1,closed,c\n"
    assert told(batch(table)) == [(row, None) for row in range(2, 6)]


def counted(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> list[int]:
    """How often a function is called, in the only entry of a list."""
    times, before = [0], getattr(owner, name)

    def counting(*given: Any, **named: Any) -> Any:
        times[0] += 1
        return before(*given, **named)

    monkeypatch.setattr(owner, name, counting)
    return times


@pytest.mark.parametrize(
    "line", ['"May 2, 2026",1,"open,x,Completed\n', '"\n', '""x\n', 'a,"b\n""\n', shop_row(1, title='"never')]
)
def test_lines_that_open_quotes_are_looked_at_a_few_times_each(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = counted(monkeypatch, tables, "_cells")
    count = 3_000
    list(tables.read_table(iter(enumerate([SHOP, *[line] * count], start=1)), Context(date(2026, 6, 15))))
    assert looked[0] < 4 * count * (line.count("\n") + 1)


def test_lines_of_one_order_are_compared_with_a_few_endings_each(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = counted(monkeypatch, grouping, "_agree")
    lines = [Record({"id": "1", "end_reason": str(row)}, row, is_line=True) for row in range(2_000)]
    assert len(list(grouping.grouped(lines))) == len(lines)
    assert compared[0] <= grouping.APART * len(lines)


def test_an_array_is_read_entry_by_entry(batch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detect, "WHOLE", 1)
    rows = [{**GOOD, "note": ']},{[\\"' * 3_000}] * 20
    for indent in (None, 2):
        assert told(batch(json.dumps(rows, indent=indent))) == [(row, None) for row in range(1, 21)]


@pytest.mark.parametrize(
    ("source", "codes", "said"),
    [
        ('[{"id": "1"},\n {"id": "2"}', [None, None, "bad_json"], "line 2, column 13"),
        ('[{"id": "1"},\n {"id": ', [None, "bad_json"], "line 2, column 9"),
        ('[{"id": "1"}, {"id": "1" "2"}, {"id": "3"}]', [None, "bad_json", None], "column 26"),
        ('[{"id": "1"}, {"id": "1", "id": "2"}, {}]', [None, "bad_json", None], "`id` twice"),
        ('[{"id": "1"},, {}]', [None, "bad_json", None], "column 14"),
        ('[{"id": "1"}]\n[{"id": "2"}]', [None, "bad_json"], "behind its end"),
        ('[{"id": "1"}, 7, "{", null, [], {}]', [None, *["bad_json"] * 4, None], "must be a JSON object"),
        ('[{"id": "1"}, {"a": [[]}, {}]]', [None, "bad_json"], "column"),
    ],
)
def test_what_breaks_in_an_array_costs_its_entry(batch: Any, source: str, codes: list[str | None], said: str) -> None:
    ran = batch(source)
    assert [code for _, code in told(ran)] == codes
    assert ran.code == 65
    assert said in ran.out


@pytest.mark.parametrize("source", ['[{}, {"note": "%s"}, {}]', '{}\n{"note": "%s"}\n{}\n'])
def test_an_order_longer_than_any_is_refused_with_the_limit(
    batch: Any, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_text, "LONGEST", 1024 * 1024)
    ran = batch(source % ("x" * 1024 * 1024))
    assert told(ran) == [(1, None), (2, "too_large"), (3, None)]
    assert "1 MiB" in ran.out


def test_a_file_that_has_to_be_read_whole_is_refused_with_the_limit(
    batch: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detect, "WHOLE", 1024 * 1024)
    ran = batch('{\n"note": "' + "x" * 1024 * 1024 + '"}')
    assert (ran.code, ran.out) == (65, "")
    assert "larger than 1 MiB" in ran.err


def test_more_values_than_memory_holds_are_refused_with_the_limit(batch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "VALUES", 1_000)
    many = '{"note": [' + "[]," * 1_000 + "[]]}"
    assert told(batch("{}\n" + many + "\n{}\n")) == [(1, None), (2, "too_large"), (3, None)]
    assert told(batch(f"[{many}, {{}}]")) == [(1, "too_large"), (2, None)]
    assert "1,000 values" in batch(many).out
    text = json.dumps({"note": "[,{" * 1_000})
    assert told(batch(text)) == [(1, None)]


@pytest.mark.parametrize("field", ["id", "note", "status", "sub_status", "end_reason", "message"])
def test_a_text_longer_than_any_is_refused_with_the_limit(batch: Any, field: str) -> None:
    ran = batch(f"{json.dumps({field: 'x' * 250_001})}\n{json.dumps({'note': 'x' * 250_000})}\n")
    assert told(ran) == [(1, "too_large"), (2, None)]
    assert "250,000 characters" in ran.out


def test_answers_to_long_orders_are_not_kept_and_others_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "REMEMBERED", 3)
    monkeypatch.setattr(work, "MARKS", 100)
    answerer = work.Answerer(work.Job(Clock(date(2026, 6, 15), date(2026, 6, 15), None), None, "en", "ndjson", None))
    for number in [*range(5)] * 2:
        order = Order(status="frozen", end_reason=f"{number} " + "x" * 90_000)
        answerer.line(importers.ImportedOrder(order, None, number, None))
    assert not answerer._answers
    brief = [Order(status="frozen", seller_country="CN", end_reason=f"{number}") for number in range(5)]
    for often, kept in ((1, 0), (2, 3)):
        for number, order in enumerate(brief):
            answerer.line(importers.ImportedOrder(order, None, number, None))
        assert len(answerer._answers) == kept, often
    for number in range(200):
        answerer.line(importers.ImportedOrder(Order(end_reason=f"{number}"), None, number, None))
    assert len(answerer._once) <= 100


def test_a_header_wider_than_any_table(batch: Any) -> None:
    ran = batch("status," + ",".join(f"c{n}" for n in range(20_000)) + "\nclosed\n")
    assert (ran.code, ran.out) == (65, "")
    assert "16,384 columns" in ran.err


def test_memory_of_an_array_does_not_grow_with_it(tmp_path: Path) -> None:
    for count in (500, 20_000):
        (tmp_path / str(count)).write_text(json.dumps([{**GOOD, "note": "x" * 200}] * count))
    few = measured(tmp_path / "500").mib
    assert any(measured(tmp_path / "20000").mib < few + 8 for _ in range(3))


@pytest.mark.parametrize(
    "row",
    ['{"status":', "[1, 2]", '{"paid": true, "paid": true}', '{"paid": NaN}', '{"id": 1', '{"closed_on": "31.02"}'],
)
def test_a_row_that_cannot_be_read_leaves_nothing_in_circles(row: str) -> None:
    """Garbage is looked for after many objects only: till then each such row would be held, of up to 16 MiB."""
    data = ('{"status": "closed"}\n' + f"{row}\n" * 50).encode()
    clock = date(2026, 6, 15)
    answerer = work.Answerer(work.Job(Clock(clock, clock, None), None, "en", "ndjson", None))

    def failed() -> int:
        return sum(answerer.line(found).failed for found in importers.stream_orders(io.BytesIO(data), today=clock))

    assert failed() == 50
    gc.collect()
    gc.disable()
    try:
        assert failed() == 50
        assert gc.collect() < 50
    finally:
        gc.enable()
