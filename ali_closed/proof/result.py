"""What the proof of the rules found: counts, and for each failure an order that shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple, get_args

from ali_closed.model.diagnosis import Diagnosis
from ali_closed.proof.witnesses import Answers

Kind = Literal[
    "gap",
    "overlap",
    "uncited",
    "circle",
    "unreachable",
    "inexact",
    "not_monotone",
    "not_contained",
    "unrepaired",
    "contradicting",
    "text",
]
"""What can fail.

gap: a state no reason claims. overlap: a state that several claim and no doubt covers. uncited: a rule without a
line, or with one that no document has. circle: an event that would have to come before itself. unreachable: a rule or
text that no order brings about. inexact: a partly known state whose answer is not the union over its completions.
not_monotone: one fact more adds a reason or a plan. not_contained: one document alone answers what the whole
excludes. unrepaired: a contradiction whose repair mends nothing, or that a single change mends and none is offered.
contradicting: advice or a first line against the rest of the answer. text: one that is missing or cannot be filled in.
"""


COUNTED: Final[Mapping[Kind, str]] = {"gap": "gaps", "overlap": "overlaps"}
"""Kinds that are counted under another name."""


class Failure(NamedTuple):
    """One thing that does not hold: what, and a command line that replays it if fields reach it."""

    kind: Kind
    what: str
    command: str | None = None


@dataclass(frozen=True)
class CheckResult:
    """How much was proven of what, and what failed; `witnesses` are the orders tried on the way."""

    counts: Mapping[str, int]
    failures: tuple[Failure, ...] = ()
    witnesses: Mapping[Answers, Diagnosis] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return not self.failures

    def as_dict(self) -> dict[str, Any]:
        """The result as JSON values: counts first, then the failures."""
        failed = Counter(failure.kind for failure in self.failures)
        return {
            "passed": self.passed,
            **self.counts,
            **{COUNTED.get(kind, kind): failed[kind] for kind in get_args(Kind)},
            "failures": [failure._asdict() for failure in self.failures],
        }
