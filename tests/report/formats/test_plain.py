import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ali_closed.report.answer.outline import outline
from ali_closed.report.formats.plain import render_plain
from ali_closed.report.text.wrap import cells
from ali_closed.rules.words import read_message
from tests.report.answers import DIAGNOSES, NASTY, RULES, WORDS, typed


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("name", DIAGNOSES)
def test_no_line_is_wider_than_asked_for(name: str, width: int, verbose: bool) -> None:
    shown = render_plain(DIAGNOSES[name], WORDS, RULES, width=width, verbose=verbose)
    assert max(map(cells, shown.splitlines())) <= width
    assert not any(line != line.rstrip() for line in shown.splitlines())


@pytest.mark.parametrize("name", DIAGNOSES)
def test_the_width_changes_no_word(name: str) -> None:
    shown = [render_plain(DIAGNOSES[name], WORDS, RULES, width=width).split() for width in (40, 80, 200, None)]
    assert all(words == shown[0] for words in shown)


@pytest.mark.parametrize("name", DIAGNOSES)
def test_the_summary_is_the_first_line_and_alone_when_quiet(name: str) -> None:
    summary = outline(DIAGNOSES[name], WORDS, RULES).summary
    quiet = render_plain(DIAGNOSES[name], WORDS, RULES, width=None, quiet=True)
    assert quiet == summary
    assert render_plain(DIAGNOSES[name], WORDS, RULES, width=None).split()[:5] == summary.split()[:5]


def test_a_pipe_gets_a_sentence_a_line() -> None:
    lines = render_plain(DIAGNOSES["expired"], WORDS, RULES, width=None).splitlines()
    assert all(not re.search(r"[a-z]\. [A-Z]", line) for line in lines)


@pytest.mark.parametrize("name", DIAGNOSES)
def test_it_is_plain(name: str) -> None:
    shown = render_plain(DIAGNOSES[name], WORDS, RULES, width=80, verbose=True)
    assert shown.isascii()
    assert "\x1b" not in shown


@pytest.mark.parametrize("width", [40, 80, None])
@pytest.mark.parametrize("nasty", NASTY)
def test_what_the_user_typed_is_only_text(nasty: str, width: int | None) -> None:
    shown = render_plain(typed(nasty), WORDS, RULES, width=width, verbose=True)
    assert all(char == "\n" or char.isprintable() for char in shown)
    if width and "://" not in nasty:
        assert max(map(cells, shown.splitlines())) <= width


@given(st.text(st.characters(), min_size=1, max_size=40))
def test_no_text_of_the_users_can_begin_a_line_of_its_own(nasty: str) -> None:
    assume(not read_message(nasty, RULES.words))  # one that is understood makes another answer
    shown = render_plain(typed(nasty), WORDS, RULES, width=None)
    harmless = render_plain(typed("x"), WORDS, RULES, width=None)
    headings = [line for line in shown.splitlines() if line.endswith(":") and line[:1].isalpha()]
    assert [line for line in headings if not line.startswith("Order")] == [
        line for line in harmless.splitlines() if line.endswith(":") and line[:1].isalpha()
    ]
