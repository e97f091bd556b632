import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ali_closed.report.text.sanitize import clean, one_line


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain words, 1-2 & <b>", "plain words, 1-2 & <b>"),
        ("line\nand\ttab", "line\nand\ttab"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("a\rb\x00c\x7fd\x9be\x85f", "abcdef"),
        ("\u202eback\u2066\u2069\u200e", "back"),
        ("a\u200b\u200c\u200d\u2060\ufeff\u00adb", "ab"),
        ("\U000e0041tag", "tag"),
        ("\u2764\ufe0f", "\u2764"),
        ("one\u2028two\u2029three", "one\ntwo\nthree"),
        ("half \ud83d pair", "half \N{REPLACEMENT CHARACTER} pair"),
        ("\uffff\U0001fffe\ufdd0x", "x"),
        ("\u3164\u115fx", "x"),
        ("Заказ закрыт 订单已关闭 إغلاق é", "Заказ закрыт 订单已关闭 إغلاق é"),
    ],
)
def test_drops_what_steers_and_keeps_what_is_read(typed: str, shown: str) -> None:
    assert clean(typed) == shown


@given(st.text(st.characters()))
def test_leaves_nothing_that_acts(typed: str) -> None:
    found = clean(typed)
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in found if char not in "\n\t")
    assert clean(found) == found
    found.encode("utf-8")


@given(st.text(st.characters()))
def test_one_line_is_one_line(typed: str) -> None:
    assert len(one_line(typed).splitlines()) <= 1
    assert "\t" not in one_line(typed)
