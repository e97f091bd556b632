from hypothesis import given
from hypothesis import strategies as st

from ali_closed.report.text.sanitize import one_line
from ali_closed.report.text.wrap import cells, pieces, wrap


def test_breaks_at_spaces() -> None:
    assert wrap("one two three four", 9) == ["one two", "three", "four"]
    assert wrap("one two three", 12, "- ", "  ") == ["- one two", "  three"]


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert wrap("one two", 7) == ["one two"]
    assert wrap("", 7) == [""]


def test_a_long_word_is_cut_and_an_address_is_not() -> None:
    address = "https://example.org/" + "x" * 60
    assert wrap("a " + "x" * 12, 5) == ["a", "xxxxx", "xxxxx", "xx"]
    assert wrap(f"see {address} for more", 20) == ["see", address, "for more"]
    assert wrap("www.example.org/" + "y" * 30, 10) == ["www.example.org/" + "y" * 30]


def test_wide_letters_count_twice_and_marks_not_at_all() -> None:
    assert cells("订单") == 4
    assert cells("e\u0301") == 1
    assert wrap("很长的文字", 4) == ["很长", "的文", "字"]


@given(st.text(st.characters()).map(one_line), st.integers(2, 60))
def test_no_line_is_wider_and_no_letter_is_lost(text: str, width: int) -> None:
    lines = [text[begin:end] for begin, end in pieces(text, width)]
    assert "".join("".join(lines).split()) == "".join(text.split())
    if "://" not in text and "www." not in text.lower():
        assert all(cells(line) <= width for line in lines)
