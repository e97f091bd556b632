"""Files that people try although no order can be read from them: each is named for what it is."""

from __future__ import annotations

import io
import zipfile

import pytest

from ali_closed.errors import DataError
from tests.importers.shapes import SECRET, read

PAGE = f"<div>Order 8100000000000001, {SECRET}</div>"


def archive(**files: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, text in files.items():
            made.writestr(zipfile.ZipInfo(name), text)  # of no time of day
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "what", "instead"),
    [
        (b"%PDF-1.4\n%\xe2\xe3", "a PDF", "flags"),
        (b"\x89PNG\r\n\x1a\n\x00", "a picture", "flags"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture", "flags"),
        (f"\n<!DOCTYPE html>\n<html>{PAGE}".encode(), "a web page", "HAR"),
        (f"<html>{PAGE}".encode(), "a web page", "HAR"),
        (f"From: <Saved by Blink>\n{PAGE}".encode(), "a web page", "HAR"),
        (b"\x1f\x8b\x08\x00", "packed", "Unpack"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook", ".xlsx"),
        (archive(orders="order_id,order_status\n"), "packed", "Unpack"),
    ],
    ids=["pdf", "png", "jpeg", "page with a doctype", "page", "saved page", "gzip", "old workbook", "zip"],
)
def test_what_it_is_and_what_to_give_instead(data: bytes, what: str, instead: str) -> None:
    with pytest.raises(DataError) as caught:
        read(data)
    error = caught.value
    assert error.code == "unknown_format"
    assert what in error.message
    assert instead in (error.hint or "")
    assert SECRET not in str(error.as_dict())
