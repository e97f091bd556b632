import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ali_closed.report.formats.plain import render_plain
from ali_closed.report.text.wrap import cells
from tests.report.answers import DIAGNOSES, NASTY, diagnosed, every_line, told, typed, understood


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("name", DIAGNOSES)
def test_no_line_is_wider_than_asked_for(name: str, width: int, verbose: bool) -> None:
    shown = render_plain(told(DIAGNOSES[name], whole=verbose), width=width, verbose=verbose)
    assert max(map(cells, shown.splitlines())) <= width
    assert not any(line != line.rstrip() for line in shown.splitlines())


@pytest.mark.parametrize("name", DIAGNOSES)
def test_the_width_changes_no_word(name: str) -> None:
    shown = [render_plain(told(DIAGNOSES[name]), width=width).split() for width in (40, 80, 200, None)]
    assert all(words == shown[0] for words in shown)


@pytest.mark.parametrize("name", DIAGNOSES)
def test_the_summary_is_the_first_line_and_alone_when_quiet(name: str) -> None:
    answer = told(DIAGNOSES[name])
    assert render_plain(answer, quiet=True) == answer.summary
    assert render_plain(answer).splitlines()[0] == answer.summary


@pytest.mark.parametrize("name", DIAGNOSES)
def test_a_pipe_gets_an_entry_a_line(name: str) -> None:
    answer = told(DIAGNOSES[name], whole=True)
    lines = render_plain(answer, verbose=True).splitlines()
    assert all(any(shown.endswith(entry.whole) for shown in lines) for entry in every_line(answer.behind))


def test_what_was_mended_in_reading_is_said_right_beside_the_first_line() -> None:
    answer = told(diagnosed(status="clsed"))
    assert answer.mended
    for quiet in (True, False):
        first, second, *_ = render_plain(answer, quiet=quiet).splitlines()
        assert (first, second) == (answer.summary, answer.mended[0])
        assert "clsed" in second
    assert len(render_plain(answer, quiet=True).splitlines()) == 2


@pytest.mark.parametrize("name", DIAGNOSES)
def test_it_is_plain(name: str) -> None:
    shown = render_plain(told(DIAGNOSES[name], whole=True), width=80, verbose=True)
    assert shown.isascii()
    assert "\x1b" not in shown


@pytest.mark.parametrize("width", [40, 80, None])
@pytest.mark.parametrize("nasty", NASTY)
def test_what_the_user_typed_is_only_text(nasty: str, width: int | None) -> None:
    shown = render_plain(told(typed(nasty), whole=True), width=width, verbose=True)
    assert all(char == "\n" or char.isprintable() for char in shown)
    if width and "://" not in nasty:
        assert max(map(cells, shown.splitlines())) <= width


@given(st.text(st.characters(), min_size=1, max_size=40))
def test_no_text_of_the_users_can_begin_a_line_of_its_own(nasty: str) -> None:
    assume(not understood(nasty))
    alike = [begins("x" * wide) for wide in (1, 40, 80)]  # a long text may leave less room below
    assert begins(nasty) in [*alike, begins("\u200b")], "what shows nothing names no order"


def begins(typed_in: str) -> list[str]:
    return [line.split(" ")[0] for line in render_plain(told(typed(typed_in)), width=None).splitlines()]
