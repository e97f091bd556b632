"""Prints how many questions are asked: over every consistent state beside the best policy, and over stories.

    python tests/benchmarks/questions.py [STORIES.jsonl ...]

A story is a JSON line with `today` and `order`. It is asked from nothing: what it does not tell is "unknown".
Without a file, the orders of tests/scenarios are the stories.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.logic.interpreted_order import interpret_order
from ali_closed.engine.questions import CANCELLED_LABEL
from ali_closed.model.fields import UNKNOWN
from ali_closed.model.order import Order, read_order
from ali_closed.rules.loader import Rulebook, load_rules
from tests.engine.policy import Figures, policy_figures
from tests.test_scenarios import SCENARIOS

Story = tuple[date, Mapping[str, Any]]


def main(paths: list[str]) -> None:
    """Print the figures of both policies, and the mean and the most over each file of stories."""
    rulebook = load_rules()
    found = policy_figures(rulebook)
    print(f"{found.states} consistent states")
    print(f"best possible  {_shown(found.best)}")
    print(f"ours           {_shown(found.ours)}, {float(found.ratio):.4f} of the best")
    groups = {path: list(_stories(path)) for path in paths} or {
        "tests/scenarios": [(one.today, one.order) for one in SCENARIOS.values()]
    }
    counts = {name: [_asked(story, rulebook) for story in stories] for name, stories in groups.items()}
    counts["all"] = [count for group in list(counts.values()) for count in group]
    for name, group in counts.items():
        print(f"{name}: {len(group)} stories, mean {sum(group) / len(group):.3f}, most {max(group)}")


def _shown(figures: Figures) -> str:
    return f"mean {float(figures.mean):.4f}, worst {figures.worst}"


def _stories(path: str) -> Iterator[Story]:
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.strip():
            story = json.loads(line)
            yield date.fromisoformat(story["today"]), story["order"]


def _asked(story: Story, rulebook: Rulebook) -> int:
    """How many questions are asked of a story before the engine has no more."""
    today, fields = story
    interpreted = interpret_order(read_order(fields, today=today), rulebook)
    order, count = Order(), 0
    while (question := diagnose(order, rulebook=rulebook, today=today).next_question) is not None:
        known = interpreted.order.raw(question.field)
        if question.field == "status" and interpreted.status_word == CANCELLED_LABEL:
            known = CANCELLED_LABEL
        order = order.replace(**{question.field: UNKNOWN if known is None else known})
        count += 1
        if count > len(Order.model_fields):
            raise SystemExit(f"The questions do not end: {order.echo()}")
    return count


if __name__ == "__main__":
    main(sys.argv[1:])
