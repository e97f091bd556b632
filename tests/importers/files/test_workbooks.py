"""Workbooks that would become more than memory holds are refused before anything reads them."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest

from ali_closed.errors import DataError
from ali_closed.importers.files import workbooks
from tests.importers.shapes import read
from tests.importers.workbooks import workbook

ROWS = [["order_id", "gmt_create_order_time", "end_reason"], ["8100000000000001", "2026-05-01 09:00:00", "pay_timeout"]]


def with_more(more: str, *, stored: bool = False) -> bytes:
    """A workbook with something added behind its last row."""
    held = io.BytesIO()
    kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(io.BytesIO(workbook(Orders=ROWS))) as plain, zipfile.ZipFile(held, "w", kind) as made:
        for name in plain.namelist():
            made.writestr(name, plain.read(name).decode().replace("</sheetData>", more + "</sheetData>"))
    return held.getvalue()


def refused(data: bytes) -> DataError:
    with pytest.raises(DataError) as caught:
        read(data)
    assert caught.value.hint is None or "CSV" in caught.value.hint
    return caught.value


@pytest.mark.parametrize("stored", [True, False])
def test_an_ordinary_workbook_is_read(stored: bool) -> None:
    (found,) = read(with_more("", stored=stored))
    assert found.row == 2


@pytest.mark.parametrize("stored", [True, False])
def test_what_unpacks_into_too_much(monkeypatch: pytest.MonkeyPatch, stored: bool) -> None:
    monkeypatch.setattr(workbooks, "UNPACKED", 1024 * 1024)
    error = refused(with_more("<!--" + "a" * 2**20 + "-->", stored=stored))
    assert (error.code, error.message) == ("too_large", "The workbook unpacks into more than 1 MiB.")


def test_what_unpacks_into_more_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "UNPACKED", 1024 * 1024)
    data = bytearray(with_more("<!--" + "a" * 2**21 + "-->"))
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        size = made.getinfo("xl/worksheets/s1.xml").file_size.to_bytes(4, "little")
    assert size in data
    assert refused(bytes(data).replace(size, (100).to_bytes(4, "little"))).code == "too_large"


@pytest.mark.parametrize("mark", ['"', "'"])
def test_a_cell_far_out_spans_more_than_memory_holds(mark: str) -> None:
    row = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'.replace('"', mark)
    assert refused(with_more(row)).message == f"The workbook spans more than {workbooks.CELLS:,} cells."


def test_a_cell_whose_place_is_cut_in_two_is_seen() -> None:
    cell = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    for shift in range(0, 900, 8):
        assert refused(with_more("<!--" + "a" * (workbooks._PIECE - 900 + shift) + "-->" + cell)).code == "too_large"


def test_a_name_that_is_no_text_is_damage() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("\u00e9.csv", "id")
    assert refused(held.getvalue().replace("\u00e9".encode(), b"\xff\xff")).code == "bad_workbook"


def test_damage_is_an_error_of_its_own() -> None:
    data = with_more("")
    for broken in (b"PK\x03\x04" + b"x" * 500, data[:60], data.replace(b"PK\x01\x02", b"PK\x01\x03")):
        assert refused(broken).code == "bad_workbook"


def test_bytes_that_do_not_inflate_are_damage() -> None:
    data = with_more("")
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        start = made.getinfo("xl/worksheets/s1.xml").header_offset + 30 + len("xl/worksheets/s1.xml")
    with pytest.raises(zlib.error):
        zlib.decompressobj(-zlib.MAX_WBITS).decompress(b"\xff" * 40)
    assert refused(data[:start] + b"\xff" * 40 + data[start + 40 :]).code == "bad_workbook"
