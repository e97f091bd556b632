"""The picture of the questions: each question as it is really asked from nothing, each answer, and where it leads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from textwrap import wrap
from typing import Any, Final, NamedTuple

from ali_closed.engine.logic.interpreted_order import InterpretedOrder, interpret_order
from ali_closed.engine.logic.possible_reasons import Reasoning, reasoning
from ali_closed.engine.questions import ask, follow_ups, next_fact, with_answer
from ali_closed.model.order import Order
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.rules.loader import Rulebook

_WIDTH: Final = 32
"""Characters in a line of a box that is drawn."""


class Place(NamedTuple):
    """A question and where its answers lead, or an end: the reasons left where there is nothing more to ask.

    Answers that lead to the same place stand together. `then` are the fields still asked where dates depend on them.
    """

    field: str = ""
    leads: tuple[tuple[tuple[Any, ...], Place], ...] = ()
    reasons: tuple[str, ...] = ()
    then: tuple[str, ...] = ()


# ---------------------------------------------------------------- the questions as they are asked


def question_tree(rulebook: Rulebook) -> Place:
    """All questions about the facts from nothing, asked by the code that asks the buyer."""
    return _place(interpret_order(Order(), rulebook), rulebook, reasoning(rulebook))


def _place(interpreted: InterpretedOrder, rulebook: Rulebook, reasoner: Reasoning) -> Place:
    field = next_fact(interpreted, reasoner)
    if field is None:
        box, known = reasoner.derived(interpreted.known), interpreted.known
        then = tuple(entry.field for entry in follow_ups(known, interpreted.asked, box, known, reasoner))
        return Place(reasons=tuple(sorted(reasoner.possible(box))), then=then)
    leads: dict[Place, list[Any]] = {}
    for value in ask(field, interpreted.known, reasoner).answers:
        leads.setdefault(_place(with_answer(interpreted, field, value, rulebook), rulebook, reasoner), []).append(value)
    return Place(field, tuple((tuple(values), place) for place, values in leads.items()))


def _numbers(tree: Place) -> Mapping[Place, str]:
    """A name for every place, from the first question down, level by level: q1 a question, r1 an end."""
    names: dict[Place, str] = {}
    waiting, questions, ends = deque([tree]), count(1), count(1)
    while waiting:
        place = waiting.popleft()
        if place not in names:
            names[place] = f"q{next(questions)}" if place.field else f"r{next(ends)}"
            waiting.extend(child for _, child in place.leads)
    return names


# ---------------------------------------------------------------- in words


def as_json(tree: Place, words: Catalogue) -> list[dict[str, Any]]:
    """The questions as JSON values: each with its answers, and the question or the reasons they lead to."""
    names = _numbers(tree)
    return [
        {
            "number": int(name[1:]),
            "field": place.field,
            "text": _label(place, words),
            "answers": [
                {
                    "values": list(values),
                    "labels": [words.answer(place.field, value) for value in values],
                    "next": int(names[child][1:]) if child.field else None,
                    "reasons": list(child.reasons),
                    "then": list(child.then),
                }
                for values, child in place.leads
            ],
        }
        for place, name in names.items()
        if place.field
    ]


def draw(tree: Place, words: Catalogue, as_: str) -> str:
    """The picture of a tree of questions in one of the shapes; KeyError for any other."""
    lines = _text(tree, words) if as_ == "text" else _drawn(tree, words, _SHAPES[as_])
    return "\n".join(lines) + "\n"


def _text(tree: Place, words: Catalogue) -> Iterator[str]:
    names = _numbers(tree)
    yield from (words.say("flow.title"), words.say("flow.unknown"))
    for place, name in names.items():
        if place.field:
            yield from ("", words.say("flow.question", number=name[1:], text=_label(place, words)))
        for values, child in place.leads:
            where = words.say("flow.next", number=names[child][1:]) if child.field else _label(child, words)
            yield words.say("flow.answer", answers=_answers(place, values, words), where=where)


def _label(place: Place, words: Catalogue) -> str:
    if place.field:
        return words.say(f"question.{place.field}.text")
    reasons = words.say("word.or").join(words.say(f"explain.{reason}.title") for reason in place.reasons)
    fields = words.say("word.comma").join(words.say(f"question.{field}.short") for field in place.then)
    return words.say("flow.end_then", reasons=reasons, fields=fields) if fields else reasons


def _answers(place: Place, values: tuple[Any, ...], words: Catalogue) -> str:
    return words.say("flow.or").join(words.answer(place.field, value) for value in values)


# ---------------------------------------------------------------- as a drawing


class _Shape(NamedTuple):
    """How a language for drawings writes a question, an end, and an answer that leads from one to another."""

    first: tuple[str, ...]
    question: str
    end: str
    answer: str
    last: tuple[str, ...]
    escaped: Callable[[str], str]


def _drawn(tree: Place, words: Catalogue, shape: _Shape) -> Iterator[str]:
    names = _numbers(tree)
    yield from shape.first
    for place, name in names.items():
        box = shape.question if place.field else shape.end
        yield box.format(name=name, label=shape.escaped(_label(place, words)))
    for place, name in names.items():
        for values, child in place.leads:
            label = shape.escaped(_answers(place, values, words))
            yield shape.answer.format(name=name, label=label, child=names[child])
    yield from shape.last


def _escaped_mermaid(label: str) -> str:
    """A label for double quotes: Mermaid takes entities with # for the characters that mean something to it."""
    return "".join(f"#{ord(sign)};" if sign in '"#<>&|`' else sign for sign in label)


def _escaped_dot(label: str) -> str:
    return "\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in wrap(label, _WIDTH))


_SHAPES: Final = {
    "mermaid": _Shape(
        ("flowchart TD",),
        '    {name}["{label}"]',
        '    {name}(["{label}"])',
        '    {name} -->|"{label}"| {child}',
        (),
        _escaped_mermaid,
    ),
    "dot": _Shape(
        ("digraph questions {", "    node [shape=box];"),
        '    {name} [label="{label}"];',
        '    {name} [label="{label}", style=rounded];',
        '    {name} -> {child} [label="{label}"];',
        ("}",),
        _escaped_dot,
    ),
}
