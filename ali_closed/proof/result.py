"""What the proof of the rules found: counts, and for each failure an order that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

from ali_closed.model.diagnosis import Diagnosis
from ali_closed.proof.witnesses import Answer

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


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that does not hold: what, and a command line that replays it if fields reach it."""

    kind: Kind
    what: str
    command: str | None = None


@dataclass(frozen=True)
class CheckResult:
    """The counts of a proof and its failures; `witnesses` are the orders tried on the way."""

    states: int
    partly_known: int
    grouped: int
    doubtful: int
    contradictions: int
    days: int
    ordered_events: int
    advice: int
    answers: int
    failures: tuple[Failure, ...]
    witnesses: Mapping[tuple[Answer, ...], Diagnosis]

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return not self.failures

    def count(self, kind: Kind) -> int:
        """How many failures of one kind."""
        return sum(failure.kind == kind for failure in self.failures)

    def with_failures(self, more: Iterable[Failure]) -> CheckResult:
        """The result with what another proof found."""
        return replace(self, failures=(*self.failures, *more))

    def as_dict(self) -> dict[str, Any]:
        """The result as JSON values: counts first, then the failures."""
        return {
            "passed": self.passed,
            "states": self.states,
            "partly_known_states": self.partly_known,
            "grouped_states": self.grouped,
            "states_in_lasting_doubt": self.doubtful,
            "contradictions": self.contradictions,
            "days": self.days,
            "ordered_events": self.ordered_events,
            "advice_compared": self.advice,
            "answers_held_against_themselves": self.answers,
            **{COUNTED.get(kind, kind): self.count(kind) for kind in get_args(Kind)},
            "failures": [
                {"kind": failure.kind, "what": failure.what, "command": failure.command} for failure in self.failures
            ],
        }
