"""Decisions on an order are data: outside the engine nothing compares an answer, a reason or a step with a literal."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import ali_closed
from ali_closed.model.fields import CHOICES, FIELDS, UNKNOWN
from ali_closed.rules.loader import DERIVED_FIELDS, NOT_CLOSED, load_rules

ROOT: Final = Path(ali_closed.__file__).parent
DECIDING: Final = ("engine", "rules", "proof", "model")
RULES = load_rules()

READS: Final = ("value", "raw", "span")
"""How a field of an order is read."""

NAMES: Final = frozenset(
    {
        *(reason.id for reason in RULES.reasons),
        NOT_CLOSED,
        *(advice.id for advice in RULES.advice),
        *(value for values in CHOICES.values() for value in values if isinstance(value, str)),
    }
) - {UNKNOWN, "none", "open", "other", "returned"}
"""Reasons, steps and values of fields; not the words that other things are called as well."""


def decisions(tree: ast.AST) -> Iterator[ast.AST]:
    """Comparisons and matches with a literal that names an answer, and fields that are asked for by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(_names(side) for side in sides) or (any(map(_reads, sides)) and any(map(_literal, sides))):
                yield node
        elif isinstance(node, ast.match_case) and any(
            _names(part.value) for part in ast.walk(node.pattern) if isinstance(part, ast.MatchValue)
        ):
            yield node


def _names(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Constant) and part.value in NAMES for part in ast.walk(node))


def _literal(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Constant) and part.value is not None for part in ast.walk(node)) and not _reads(
        node
    )


def _reads(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in READS
        and any(isinstance(given, ast.Constant) and given.value in {*FIELDS, *DERIVED_FIELDS} for given in node.args)
    )


def modules() -> list[Path]:
    return [path for path in sorted(ROOT.rglob("*.py")) if path.relative_to(ROOT).parts[0] not in DECIDING]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_decides_nothing(path: Path) -> None:
    found = list(decisions(ast.parse(path.read_text(encoding="utf-8"))))
    places = [f"{path.name}:{getattr(node, 'lineno', 0)}" for node in found]
    assert not found, places


@pytest.mark.parametrize(
    "written",
    [
        'order.value("parcel") == "received_ok"',
        'order.value("bank") in {"booked", "reserved"}',
        'step.id == "wait_for_refund"',
        'reason.id in ("payment_failed", "not_closed")',
        'order.value("paid") is True',
        'match order.value("tracking"):\n    case "moving":\n        pass',
    ],
)
def test_a_decision_is_found(written: str) -> None:
    assert list(decisions(ast.parse(written)))


@pytest.mark.parametrize("written", ['shape == "json"', 'order.value("id") is None', "name in words.texts"])
def test_what_decides_nothing_of_an_order_is_left_alone(written: str) -> None:
    assert not list(decisions(ast.parse(written)))
