import io
import re
import subprocess
import sys
from collections import Counter

import pytest
from rich.cells import cell_len
from rich.console import Console

from ali_closed.model.diagnosis import Diagnosis
from ali_closed.report.formats.plain import render_plain, render_terminal
from tests.report.answers import DIAGNOSES, NASTY, told, typed

SIGNS = re.compile(r"[•-]")


def shown(
    diagnosis: Diagnosis,
    width: int,
    *,
    verbose: bool = False,
    quiet: bool = False,
    colour: bool = False,
    utf8: bool = True,
) -> str:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8" if utf8 else "ascii", errors="strict", newline="\n")
    console = Console(
        file=stream,
        width=width,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    render_terminal(told(diagnosis, whole=verbose), console=console, verbose=verbose, quiet=quiet)
    stream.flush()
    return raw.getvalue().decode()


def words(text: str) -> Counter[str]:
    return Counter(SIGNS.sub(" ", text).split())


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("width", [40, 80, 250])
@pytest.mark.parametrize("name", DIAGNOSES)
def test_no_line_is_wider_than_the_console(name: str, width: int, verbose: bool) -> None:
    lines = shown(DIAGNOSES[name], width, verbose=verbose).splitlines()
    assert max(map(cell_len, lines)) <= min(width, 100)


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("name", DIAGNOSES)
def test_it_says_what_the_plain_text_says(name: str, width: int, verbose: bool) -> None:
    answer = told(DIAGNOSES[name], whole=verbose)
    plain = render_plain(answer, width=width, verbose=verbose)
    assert words(shown(DIAGNOSES[name], width, verbose=verbose)) == words(plain)


@pytest.mark.parametrize("name", DIAGNOSES)
def test_colour_is_never_the_only_sign(name: str) -> None:
    coloured = shown(DIAGNOSES[name], 80, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == shown(DIAGNOSES[name], 80)


@pytest.mark.parametrize("name", DIAGNOSES)
def test_an_encoding_without_line_signs_gets_ascii(name: str) -> None:
    drawn = shown(DIAGNOSES[name], 40, utf8=False, verbose=True)
    assert drawn.isascii()


def test_quiet_is_the_summary_alone() -> None:
    assert (
        shown(DIAGNOSES["expired"], 80, quiet=True).split()
        == render_plain(told(DIAGNOSES["expired"]), quiet=True).split()
    )


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("nasty", NASTY)
def test_what_the_user_typed_is_only_text(nasty: str, width: int) -> None:
    coloured = shown(typed(nasty), width, verbose=True, colour=True)
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert all(char == "\n" or char.isprintable() for char in bare)
    if "://" not in nasty:
        assert max(map(cell_len, bare.splitlines())) <= width


def test_markup_of_the_users_is_shown_as_typed() -> None:
    drawn = shown(typed("[red]shoes[/red] :warning: [L]"), 80, colour=True)
    assert "Order [red]shoes[/red] :warning: [L]" in re.sub(r"\x1b\[[0-9;]*m", "", drawn)
    assert "\x1b]8" not in shown(typed("[link=http://evil.example]x[/link]"), 80, colour=True)


def test_rich_is_imported_only_to_print() -> None:
    program = "import ali_closed.cli.show, ali_closed.report.formats.plain, sys; sys.exit('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
