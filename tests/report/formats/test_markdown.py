import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ali_closed.report.formats.markdown import escaped, render_markdown
from ali_closed.report.formats.plain import render_plain
from ali_closed.report.text.sanitize import one_line
from tests.report.answers import DIAGNOSES, NASTY, told, typed

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = {
    "paragraph",
    "heading",
    "bullet_list",
    "ordered_list",
    "list_item",
    "strong",
    "text",
    "hr",
    "inline",
    "softbreak",
    "html_block",
}


def kinds(markdown: str) -> set[str]:
    tokens = [token for block in READER.parse(markdown) for token in (block, *(block.children or ()))]
    return {re.sub("_(open|close)$", "", token.type) for token in tokens}


def read(markdown: str) -> str:
    return " ".join(
        "".join(token.content if token.type == "text" else "" for token in block.children or ())
        for block in READER.parse(markdown)
        if block.type == "inline"
    )


@pytest.mark.parametrize("name", DIAGNOSES)
def test_it_reads_as_the_plain_text_and_folds_the_rest(name: str) -> None:
    answer = told(DIAGNOSES[name], whole=True)
    markdown = render_markdown(answer)
    screen, rest = render_plain(answer), render_plain(answer, verbose=True)
    head = len([answer.summary, *answer.mended, *([answer.subject] if answer.subject else [])])
    plain = "\n".join([screen, *rest.splitlines()[head:]])

    def bare(text: str) -> list[str]:
        return re.sub(r"^ *(- |\d+\. )|:", "", text, flags=re.MULTILINE).split()

    assert bare(read(markdown)) == bare(plain)
    assert kinds(markdown) <= OURS
    assert markdown.index("<details>") < markdown.index("## ") < markdown.index("</details>")


@pytest.mark.parametrize("nasty", NASTY)
def test_what_the_user_typed_is_only_text(nasty: str) -> None:
    markdown = render_markdown(told(typed(nasty), whole=True))
    assert kinds(markdown) <= OURS
    assert one_line(nasty) in read(markdown)
    assert all(char == "\n" or char.isprintable() for char in markdown)


@given(st.text(st.characters(), min_size=1, max_size=60).map(one_line).filter(bool))
def test_escaped_text_reads_as_it_was_typed(typed_text: str) -> None:
    for around in ("{}", "- {}", "**{}**", "## {}"):
        if around.startswith(("**", "##")) and not typed_text[0].isalnum() | typed_text[-1].isalnum():
            continue
        markdown = around.format(escaped(typed_text))
        if around.startswith("**") and not (typed_text[0].isalnum() and typed_text[-1].isalnum()):
            continue
        assert read(markdown) == typed_text
        assert kinds(markdown) <= OURS


@pytest.mark.parametrize(
    "address", ["http://evil.example", "www.evil.example", "a@evil.example", ":warning:", "#12", "@you"]
)
def test_addresses_and_references_are_broken_up(address: str) -> None:
    assert "\\" in escaped(address)
