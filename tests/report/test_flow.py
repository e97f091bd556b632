"""The picture of the questions is whole, well formed in each shape, and what is really asked."""

from __future__ import annotations

import re
from datetime import date

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.order import Order
from ali_closed.report.flow import Place, _escaped_dot, _escaped_mermaid, draw, question_tree
from ali_closed.report.text.catalogue import Catalogue, load_catalogue
from ali_closed.rules.loader import load_rules

RULES = load_rules()
WORDS: Catalogue = load_catalogue("en", RULES)
SHAPES = ("text", "mermaid", "dot")
QUOTED = r'"((?:[^"\\]|\\.)*)"'


@pytest.fixture(scope="module")
def tree() -> Place:
    return question_tree(RULES)


@pytest.fixture(scope="module")
def pictures(tree: Place) -> dict[str, str]:
    return {shape: draw(tree, WORDS, shape) for shape in SHAPES}


def places(node: Place) -> set[Place]:
    found, waiting = set(), [node]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += [child for _, child in here.leads]
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_it_begins_with_the_status_and_names_every_reason(shape: str, pictures: dict[str, str]) -> None:
    flat = pictures[shape].replace("\\n", " ")
    first = flat.index(WORDS.say("question.status.text"))
    assert first < min(flat.index(WORDS.say(f"explain.{reason.id}.title")) for reason in RULES.reasons)


@pytest.mark.parametrize("shape", SHAPES)
def test_no_bare_ids_and_no_blanks(shape: str, pictures: dict[str, str]) -> None:
    assert not re.search(r"[a-z]_[a-z]", pictures[shape])
    assert "{}" not in pictures[shape]
    assert pictures[shape].endswith("\n")


def test_mermaid_defines_every_node_once_and_uses_each(pictures: dict[str, str]) -> None:
    head, *lines = pictures["mermaid"].splitlines()
    assert head == "flowchart TD"
    nodes = [
        found for line in lines if (found := re.fullmatch(r'    ([qr]\d+)(?:\["([^"]+)"\]|\(\["([^"]+)"\]\))', line))
    ]
    edges = [found for line in lines if (found := re.fullmatch(r'    (q\d+) -->\|"([^"]+)"\| ([qr]\d+)', line))]
    assert len(nodes) + len(edges) == len(lines)
    defined = [node[1] for node in nodes]
    assert len(defined) == len(set(defined))
    assert {edge[1] for edge in edges} | {edge[3] for edge in edges} == set(defined)
    labels = "".join(re.sub(r"#\d+;", "", edge[2]) for edge in edges)
    assert not set(labels) & set('"#<>|`')


def test_dot_is_balanced_and_defines_every_node_once(pictures: dict[str, str]) -> None:
    head, style, *lines, foot = pictures["dot"].splitlines()
    assert (head, style.strip(), foot) == ("digraph questions {", "node [shape=box];", "}")
    nodes = [
        found
        for line in lines
        if (found := re.fullmatch(rf"    ([qr]\d+) \[label={QUOTED}(?:, style=rounded)?\];", line))
    ]
    edges = [found for line in lines if (found := re.fullmatch(rf"    (q\d+) -> ([qr]\d+) \[label={QUOTED}\];", line))]
    assert len(nodes) + len(edges) == len(lines)
    defined = [node[1] for node in nodes]
    assert len(defined) == len(set(defined))
    assert {edge[1] for edge in edges} | {edge[2] for edge in edges} == set(defined)


def test_text_sends_nobody_to_a_question_that_is_not_there(pictures: dict[str, str]) -> None:
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", pictures["text"], flags=re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    sent = {int(number) for number in re.findall(r": go on with (\d+)$", pictures["text"], flags=re.MULTILINE)}
    assert sent == set(numbers) - {1}


def test_labels_are_escaped() -> None:
    assert _escaped_mermaid('a "b" <c> #1 | d') == "a #34;b#34; #60;c#62; #35;1 #124; d"
    assert _escaped_dot('a "b" \\') == 'a \\"b\\" \\\\'


def test_no_place_is_drawn_twice(tree: Place, pictures: dict[str, str]) -> None:
    drawn = re.findall(r"^    ([qr]\d+) \[", pictures["dot"], flags=re.MULTILINE)
    assert len(drawn) == len(places(tree))


def test_the_text_has_all_questions_and_the_ends(tree: Place, pictures: dict[str, str]) -> None:
    ends = [place for place in places(tree) if not place.field]
    assert all(end.reasons for end in ends)
    assert {reason for end in ends for reason in end.reasons} == {reason.id for reason in RULES.reasons} | {
        "not_closed"
    }


def test_the_questions_drawn_are_those_the_diagnosis_asks(tree: Place) -> None:
    """Along the first, the middle and the last answer of every question; the labels of the page are answers too."""
    day = date.fromisoformat(RULES.date)
    for choose in (0, 1, -1):
        node, order = tree, Order()
        while node.field:
            question = diagnose(order, rulebook=RULES, today=day).next_question
            assert question is not None
            assert question.field == node.field
            values, node = node.leads[min(choose, len(node.leads) - 1)]
            order = order.replace(**{question.field: values[0]})
        question = diagnose(order, rulebook=RULES, today=day).next_question
        assert question is None or question.field in node.then
