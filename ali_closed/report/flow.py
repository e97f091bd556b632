"""The picture of the questions: each question as it is really asked from nothing, each answer, and where it leads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from textwrap import wrap
from typing import Any, Final

from ali_closed.engine.logic.interpreted_order import InterpretedOrder, interpret_order
from ali_closed.engine.logic.possible_reasons import Reasoning, reasoning
from ali_closed.engine.questions import ask, follow_ups, next_fact, with_answer
from ali_closed.model.order import Order
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.rules.loader import Rulebook

_WIDTH: Final = 32
"""Characters in a line of a box that is drawn."""


@dataclass(frozen=True)
class End:
    """Where no fact is left to ask: the reasons, and the fields that are still asked where dates depend on them."""

    reasons: tuple[str, ...]
    then: tuple[str, ...]


@dataclass(frozen=True)
class Asking:
    """A question, and where its answers lead; answers that lead to the same place stand together."""

    field: str
    leads: tuple[tuple[tuple[Any, ...], Node], ...]


Node = Asking | End


def draw(tree: Node, words: Catalogue, as_: str) -> str:
    """The picture of a tree of questions in one of the shapes; KeyError for any other."""
    return _DRAWN[as_](_numbers(tree), words)


def as_json(tree: Node, words: Catalogue) -> list[dict[str, Any]]:
    """The questions as JSON values: each with its answers, and the question or the reasons they lead to."""
    names = _numbers(tree)
    return [_question(node, names, words) for node in names if isinstance(node, Asking)]


def _question(node: Asking, names: Mapping[Node, str], words: Catalogue) -> dict[str, Any]:
    return {
        "number": int(names[node][1:]),
        "field": node.field,
        "text": _label(node, words),
        "answers": [
            {
                "values": list(values),
                "labels": [words.answer(node.field, value) for value in values],
                "next": int(names[child][1:]) if isinstance(child, Asking) else None,
                "reasons": list(child.reasons) if isinstance(child, End) else [],
                "then": list(child.then) if isinstance(child, End) else [],
            }
            for values, child in node.leads
        ],
    }


# ---------------------------------------------------------------- the questions as they are asked


def question_tree(rulebook: Rulebook) -> Node:
    """All questions about the facts from nothing, asked by the code that asks the buyer."""
    return _node(interpret_order(Order(), rulebook), rulebook, reasoning(rulebook))


def _node(interpreted: InterpretedOrder, rulebook: Rulebook, reasoner: Reasoning) -> Node:
    field = next_fact(interpreted, reasoner)
    if field is None:
        box = reasoner.derived(interpreted.known)
        known = interpreted.known
        then = tuple(entry.field for entry in follow_ups(known, interpreted.asked, box, known, reasoner))
        return End(tuple(sorted(reasoner.possible(box))), then)
    leads: dict[Node, list[Any]] = {}
    for value in ask(field, interpreted.known, reasoner).answers:
        leads.setdefault(_node(with_answer(interpreted, field, value, rulebook), rulebook, reasoner), []).append(value)
    return Asking(field, tuple((tuple(values), node) for node, values in leads.items()))


def _numbers(tree: Node) -> Mapping[Node, str]:
    """A name for every place, from the first question down, level by level."""
    names: dict[Node, str] = {}
    waiting = deque([tree])
    numbers = {Asking: count(1), End: count(1)}
    while waiting:
        node = waiting.popleft()
        if node in names:
            continue
        names[node] = f"{'q' if isinstance(node, Asking) else 'r'}{next(numbers[type(node)])}"
        if isinstance(node, Asking):
            waiting.extend(child for _, child in node.leads)
    return names


# ---------------------------------------------------------------- the three shapes


def _text(names: Mapping[Node, str], words: Catalogue) -> str:
    lines = [words.say("flow.title"), words.say("flow.unknown")]
    for node, name in names.items():
        if isinstance(node, End):
            continue
        lines += ["", words.say("flow.question", number=name[1:], text=_label(node, words))]
        for values, child in node.leads:
            ends = isinstance(child, End)
            where = _label(child, words) if ends else words.say("flow.next", number=names[child][1:])
            lines.append(words.say("flow.answer", answers=_answers(node.field, values, words), where=where))
    return "\n".join(lines) + "\n"


def _mermaid(names: Mapping[Node, str], words: Catalogue) -> str:
    lines = ["flowchart TD"]
    for node, name in names.items():
        label = _escaped_mermaid(_label(node, words))
        lines.append(f'    {name}["{label}"]' if isinstance(node, Asking) else f'    {name}(["{label}"])')
    for name, answers, child in _edges(names, words):
        lines.append(f'    {name} -->|"{_escaped_mermaid(answers)}"| {child}')
    return "\n".join(lines) + "\n"


def _dot(names: Mapping[Node, str], words: Catalogue) -> str:
    lines = ["digraph questions {", "    node [shape=box];"]
    for node, name in names.items():
        style = "" if isinstance(node, Asking) else ", style=rounded"
        lines.append(f'    {name} [label="{_escaped_dot(_label(node, words))}"{style}];')
    for name, answers, child in _edges(names, words):
        lines.append(f'    {name} -> {child} [label="{_escaped_dot(answers)}"];')
    return "\n".join([*lines, "}"]) + "\n"


def _edges(names: Mapping[Node, str], words: Catalogue) -> Iterator[tuple[str, str, str]]:
    for node, name in names.items():
        if isinstance(node, Asking):
            for values, child in node.leads:
                yield name, _answers(node.field, values, words), names[child]


def _escaped_mermaid(label: str) -> str:
    """A label for double quotes: Mermaid takes entities with # for the characters that mean something to it."""
    return "".join(f"#{ord(sign)};" if sign in '"#<>&|`' else sign for sign in label)


def _escaped_dot(label: str) -> str:
    lines = (line.replace("\\", "\\\\").replace('"', '\\"') for line in wrap(label, _WIDTH))
    return "\\n".join(lines)


def _label(node: Node, words: Catalogue) -> str:
    if isinstance(node, Asking):
        return words.say(f"question.{node.field}.text")
    reasons = words.say("flow.and").join(words.say(f"explain.{reason}.title") for reason in node.reasons)
    if not node.then:
        return words.say("flow.end", reasons=reasons)
    fields = words.say("word.comma").join(words.say(f"question.{field}.short") for field in node.then)
    return words.say("flow.end_then", reasons=reasons, fields=fields)


def _answers(field: str, values: tuple[Any, ...], words: Catalogue) -> str:
    return words.say("flow.or").join(words.answer(field, value) for value in values)


_DRAWN: Final[Mapping[str, Callable[[Mapping[Node, str], Catalogue], str]]] = {
    "text": _text,
    "mermaid": _mermaid,
    "dot": _dot,
}
