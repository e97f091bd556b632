"""The exports that buyers make: each told by its columns and read right, with nothing personal kept."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import datetime
from typing import Any

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.errors import DataError
from ali_closed.importers import RowError
from ali_closed.importers.sources.exports import export_of, exports
from ali_closed.model.dates import PACIFIC
from ali_closed.rules.loader import load_rules
from tests.importers.shapes import COLLECTED, SECRET, TODAY, error_of, fields, order_of, read, shown
from tests.importers.shapes import EXPORTS as FILES
from tests.importers.workbooks import workbook

PAGE = {"id": "8100000000000001", "status": "Completed", "ordered_on": "2026-05-01"}
EXPECTED: dict[str, dict[str, Any]] = {
    "A": {
        "id": "8100000000000001",
        "end_reason": "buyer_confirm_goods_timeout",
        "paid": True,
        "ordered_on": "2026-05-01",
        "paid_on": "2026-05-01",
        "closed_on": "2026-06-10",
    },
    "B": PAGE,
    "D": {**PAGE, "payment_method": "card"},
    "E": PAGE,
    "F": {**PAGE, "payment_method": "paypal"},
    "G": {
        **PAGE,
        "status": "completed",
        "paid": True,
        "payment_method": "card",
        "paid_on": "2026-05-01",
        "closed_on": "2026-06-10",
    },
    "H lines": {"id": PAGE["id"], "ordered_on": "2026-05-01"},
    "H packages": {
        "id": PAGE["id"],
        "shipped": True,
        "tracking": "delivered",
        "ordered_on": "2026-05-01",
        "delivered_on": "2026-06-01",
    },
    "H refunds": {"id": PAGE["id"], "refund": "announced"},
    "I": {**PAGE, "tracking": "delivered"},
    "J": PAGE,
    "K": {"id": PAGE["id"], "ordered_on": "2026-05-01"},
    "L": PAGE,
    "M": {"id": PAGE["id"], "status": "Finished", "paid": True, "paid_on": "2026-05-01"},
    "N": {"id": "8100000000000001", "status": "Finished"},
}


@pytest.mark.parametrize("letter", list(FILES))
@pytest.mark.parametrize(
    "change", ["nothing", "crlf", "utf-16", "bom", "extra column", "no last newline", "order of columns"]
)
def test_each_export_is_read_whatever_programs_do_to_files(letter: str, change: str) -> None:
    text = FILES[letter].removeprefix("\ufeff")
    mark = {"L": ";", "I": "\t"}.get(letter, ",")
    match change:
        case "crlf":
            text = text.replace("\n", "\r\n")
        case "no last newline":
            text = text.rstrip("\n")
        case "extra column" if letter != "I":
            header, _, rest = text.partition("\n")
            text = f"{header}{mark}Added\n{rest.rstrip()}{mark}x\n"
        case "order of columns":
            made = io.StringIO()
            rows = csv.reader(io.StringIO(text), delimiter=mark)
            csv.writer(made, delimiter=mark).writerows(row[::-1] for row in rows)
            text = made.getvalue()
    data = text.encode({"utf-16": "utf-16", "bom": "utf-8-sig"}.get(change, "utf-8"))
    assert fields(data, "8100000000000001.csv") == EXPECTED[letter]


def test_every_export_has_a_file_here() -> None:
    read_here = {export_of(text.removeprefix("\ufeff").splitlines()[0].split(mark))
                 for text in FILES.values() for mark in ",;\t"} - {None}  # fmt: skip
    json_alone = {export for export in exports() if export.name.startswith("C ")}
    assert {export.name for export in exports()} == {export.name for export in read_here | json_alone if export}


def test_the_lines_of_one_order_are_one_order() -> None:
    assert fields(COLLECTED) == {"id": "8100000000000001", "status": "Finalizado", "ordered_on": "2026-05-01"}
    assert fields("\n".join(json.dumps(line) for line in COLLECTED)) == fields(COLLECTED)


def test_an_export_with_most_of_its_columns_is_read_and_the_foreign_ones_are_named() -> None:
    row = "completed\tx\t8100000000000046\t2026-06-10\t2026-05-01\t2026-05-01"
    found = order_of(f"status\textra\torderId\tfinishedAt\tpaidAt\tdate\n{row}\n")
    assert (found.id, found.order.echo()["closed_on"]) == ("8100000000000046", "2026-06-10")
    assert [warning.params["words"] for warning in found.warnings] == ["extra"]


def test_a_paste_without_its_header() -> None:
    assert fields(FILES["I"].split("\n", 1)[1]) == EXPECTED["I"]


def test_the_personal_data_export_settles_and_keeps_the_moment() -> None:
    text = FILES["A"].replace("buyer_confirm_goods_timeout", "pay_timeout").replace(",Y,", ",N,").replace(
        "2026-05-01 09:01:00", ""
    )  # fmt: skip
    found = order_of(text)
    closed = found.order.span("closed_on")
    assert closed is not None
    assert closed.moment == datetime(2026, 6, 10, 23, 30, tzinfo=PACIFIC)
    diagnosis = diagnose(found.order, rulebook=load_rules(), today=TODAY)
    assert diagnosis.state == "settled"
    assert diagnosis.refund.verdict == "nothing_to_refund"


def rows_of(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.strip().split("\n")]


def test_the_personal_data_export_as_a_workbook() -> None:
    data = workbook(About=[["Made for", SECRET]], Orders=[["Order Information"], [], *rows_of(FILES["A"])])
    found = order_of(data)
    assert found.order.echo() == EXPECTED["A"]
    assert found.row == 4


def test_a_workbook_of_numbers_and_times() -> None:
    wall = datetime(2026, 6, 10, 23, 30)  # noqa: DTZ001
    row = [
        8100000000020001,
        8100000000000001,
        wall.replace(day=1),
        "FINISH",
        SECRET,
        1299,
        12.99,
        None,
        wall,
        "pay_timeout",
    ]
    found = fields(workbook(Orders=[rows_of(FILES["A"])[0], row]))
    assert found["id"] == "8100000000000001"
    assert found["ordered_on"] == "2026-06-01"
    assert found["closed_on"] == "2026-06-10"


def test_a_workbook_without_orders_is_an_error() -> None:
    with pytest.raises(DataError) as caught:
        read(workbook(Sheet=[["a", "b"], [1, 2]]))
    assert caught.value.code == "unknown_format"


def test_without_the_extra_a_workbook_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(DataError) as caught:
        read(workbook(Orders=rows_of(FILES["A"])))
    assert caught.value.code == "missing_extra"
    assert "ali_closed[xlsx]" in (caught.value.hint or "")


def test_an_id_that_a_spreadsheet_rounded_is_no_id() -> None:
    text = FILES["B"].replace(",8100000000000001,", ",8.1E+15,")
    assert "id" not in fields(text)
    assert fields(FILES["B"].replace(",8100000000000001,", ',="8100000000000001",'))["id"] == "8100000000000001"


def test_contract_columns_make_a_table_too() -> None:
    header = "id,Status,paid,Closed on,Favourite colour\n"
    told = {"id": "1", "status": "closed", "paid": True, "closed_on": "2026-05-21"}
    assert fields(header + "1,closed,yes,2026-05-21,red\n") == told
    assert fields(header + "2,completed,,,\n") == {"id": "2", "status": "completed"}
    spelt = order_of("id,status,Parcel,Dispute button\n1,completed,Not received,Too-early\n").order
    assert (spelt.parcel, spelt.dispute_button) == ("not_received", "too_early")


def test_a_slip_in_a_column_is_not_passed_over() -> None:
    with pytest.raises(DataError) as caught:
        read("id,status,closed_onn\n1,closed,2026-05-21\n")
    assert caught.value.hint == "Did you mean `closed_on`?"


@pytest.mark.parametrize("text", ["a,b,c\n1,2,3\n", "hello", "<html></html>", "id,note\n1,x\n"])
def test_what_is_no_table_of_orders_says_so(text: str) -> None:
    with pytest.raises(DataError) as caught:
        read(text)
    assert caught.value.code == "unknown_format"


@pytest.mark.parametrize("letter", list(FILES))
def test_nothing_personal_is_kept_even_of_broken_rows(letter: str) -> None:
    text = FILES[letter].replace("May 1, 2026", f"{SECRET} Street").replace("2026-05-01", f"{SECRET} Street")
    for found in read(text + text.split("\n")[-2] + ",,,,\n", "x"):
        said = json.dumps(found.error.as_dict()) if isinstance(found, RowError) else repr(found)
        assert SECRET not in said


OWN = "8100000000020001"


@pytest.mark.parametrize("parent", ["", "0", "-1", "null", "\\N", OWN])
def test_a_line_without_a_parent_is_an_order_itself(parent: str) -> None:
    header, line = FILES["A"].strip().split("\n")
    line = line.replace("8100000000000001", parent)
    assert shown(f"{header}\n{line}") == [(2, OWN)]
    if parent != OWN:
        other = "8100000000040001"
        assert shown(f"{header}\n{line}\n{line.replace(OWN, other)}") == [(2, OWN), (3, other)]


@pytest.mark.parametrize("empty", ["null", "\\N", "NULL", "N/A"])
def test_what_a_database_writes_into_an_empty_cell_is_absent(empty: str) -> None:
    text = FILES["A"].replace("2026-06-10 23:30:00", empty).replace("buyer_confirm_goods_timeout", empty)
    found = fields(text)
    assert "end_reason" not in found
    assert found["closed_on"] == {"from": "2026-05-01", "until": TODAY.isoformat()}


def test_the_pages_own_day_comes_before_one_that_a_program_made_of_it() -> None:
    line = {**COLLECTED[0], "orderDate": "Feb 21, 2026", "orderDateIso": "2026-02-20T23:00:00.000Z"}
    assert fields([line])["ordered_on"] == "2026-02-21"
    assert fields([{**line, "orderDateIso": ""}])["ordered_on"] == "2026-02-21"
    assert fields([{**line, "orderDate": "21 Foo", "orderDateIso": "2026-02-21"}])["ordered_on"] == "2026-02-21"
    assert "ordered_on" not in fields([{**line, "orderDate": "", "orderDateIso": ""}])
    assert error_of([{**line, "orderDate": "21 Foo", "orderDateIso": ""}]).error.field == "orderdate"


@pytest.mark.parametrize(
    "letter", [letter for letter in FILES if letter not in ("K", "H lines", "H packages", "H refunds")]
)
@pytest.mark.parametrize("cell", ["Sample Street 7", "+49 151 5550000", "zebedee@example.org"])
def test_what_is_no_status_is_not_repeated(letter: str, cell: str) -> None:
    text = FILES[letter]
    for status in ("Completed ", "Completed", "completed", "Finished", "FINISH"):
        text = text.replace(status, cell)
    found = read(text, "8100000000000001.csv")
    for entry in found:
        assert isinstance(entry, RowError), entry
        assert (entry.error.code, entry.error.field is None) == ("bad_value", False)
        assert cell not in json.dumps(entry.error.as_dict())


@pytest.mark.parametrize("letter", [letter for letter in FILES if letter != "N"])
def test_a_name_in_the_column_of_the_number_is_not_repeated(letter: str) -> None:
    text = FILES[letter].replace("8100000000000001", SECRET).replace(OWN, SECRET)
    found = error_of(text)
    assert "does not hold an order's number" in found.error.message
    assert SECRET not in json.dumps(found.error.as_dict())


@pytest.mark.parametrize("number", ["#8100000000000001", "8100000000000001.0", "'8100000000000001"])
def test_a_number_as_programs_spoil_it(number: str) -> None:
    assert fields(FILES["B"].replace("8100000000000001", number))["id"] == "8100000000000001"


def test_a_cell_in_another_encoding_is_named() -> None:
    text = FILES["L"].replace("Completed", "Закрыт")
    for spoilt in (text, "id,status\n1,Закрыт\n"):
        found = error_of(spoilt.encode("cp1251"))
        assert (found.error.code, found.error.field) == ("bad_encoding", "status")


def test_a_row_that_says_nothing_of_an_order_is_an_error() -> None:
    header, line = FILES["J"].strip().split("\n")
    assert shown(f"{header}\n{line}\n,,,a second thing,u,,,,\n") == [(2, PAGE["id"]), (3, "no_order")]
