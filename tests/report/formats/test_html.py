import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ali_closed.report.formats.html import render_html
from ali_closed.report.text.sanitize import one_line
from tests.report.answers import DIAGNOSES, NASTY, told, typed, understood

EMPTY = {"meta"}
HTML = {
    "html", "head", "meta", "title", "style", "body", "main", "section", "footer",
    "h1", "h2", "h3", "p", "ul", "ol", "li", "div", "span", "strong", "details", "summary",
}  # fmt: skip
DRAWING = {"svg", "title", "desc", "rect", "line", "circle", "path", "text"}
FETCHING = {"src", "href", "xlink:href", "srcset", "action", "data", "poster", "background", "formaction", "style"}


class Page(HTMLParser):
    """Reads a page strictly: every element closed in turn, and what it holds noted."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.said.append(data)


def page(name: str, *, verbose: bool = False) -> str:
    return render_html(told(DIAGNOSES[name], whole=verbose))


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("name", DIAGNOSES)
def test_it_is_one_file_that_fetches_nothing(name: str, verbose: bool) -> None:
    found = page(name, verbose=verbose)
    read = Page(found)
    assert {tag for tag, _ in read.tags} <= HTML | DRAWING
    assert all(not FETCHING & set(attributes) for _, attributes in read.tags)
    assert not any(attribute.startswith("on") for _, attributes in read.tags for attribute in attributes)
    assert "url(" not in found
    assert "@import" not in found
    assert "://" not in found


def test_the_policy_allows_only_its_own_style() -> None:
    metas = [attributes for tag, attributes in Page(page("expired")).tags if tag == "meta"]
    policy = next(entry["content"] for entry in metas if entry.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    assert any(entry.get("name") == "viewport" for entry in metas)


@pytest.mark.parametrize("name", DIAGNOSES)
def test_headings_go_down_one_step_at_a_time(name: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(page(name)).tags if tag in {"h1", "h2", "h3"}]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", DIAGNOSES)
def test_ids_are_there_once_and_language_is_named(name: str) -> None:
    tags = Page(page(name, verbose=True)).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert ("html", {"lang": "en"}) in tags


def test_it_knows_dark_ground_and_paper() -> None:
    assert "prefers-color-scheme:dark" in page("expired")
    style = page("expired")
    assert "@media print" in style
    # On paper everything shrinks together: sizes are measured in rem, so it is the root that is set.
    assert "html{font-size:10.5pt}" in style
    assert not re.search(r"body\{[^}]*font-size", style)


@pytest.mark.parametrize("nasty", NASTY)
def test_what_the_user_typed_is_only_text(nasty: str) -> None:
    found = render_html(told(typed(nasty), whole=True))
    read = Page(found)
    assert {tag for tag, _ in read.tags} <= HTML | DRAWING
    assert one_line(nasty) in "".join(read.said)
    assert all(char == "\n" or char.isprintable() for char in found)


@given(st.text(st.characters(), min_size=1, max_size=40))
def test_no_text_opens_an_element(nasty: str) -> None:
    assume(not understood(nasty))
    assert elements(nasty) in [elements("x" * wide) for wide in (1, 40, 80)], "a long note may leave less room below"


def elements(typed_in: str) -> list[str]:
    return [tag for tag, _ in Page(render_html(told(typed(typed_in)))).tags if tag != "p"]
