"""What a scenario can expect of an answer, word by word; README.md explains the words."""

from collections.abc import Callable, Mapping
from typing import Any, Final

NOT_CLOSED: Final = "not_closed"
NONE: Final = "none"
"""How a scenario writes the contract's null."""
ANY: Final = "any"
"""How a scenario writes: there is one, whichever."""

Document = Mapping[str, Any]


def _ids(entries: list[dict[str, Any]], key: str = "id") -> list[str]:
    return [entry[key] for entry in entries]


def _first(found: Document) -> str:
    if found["state"] == NOT_CLOSED:
        return NOT_CLOSED
    return found["reasons"][0]["id"] if found["reasons"] else NONE


def _possible(found: Document) -> list[str]:
    return [NOT_CLOSED] if found["state"] == NOT_CLOSED else _ids(found["reasons"])


def _inside(part: str, key: str) -> Callable[[Document], Any]:
    return lambda found: found[part][key]


def _first_step(key: str) -> Callable[[Document], Any]:
    return lambda found: found["steps"][0][key] if found["steps"] else None


def _cited(found: Any) -> set[str]:
    """Every line of every document that the answer names, wherever it names it."""
    if isinstance(found, dict):
        own = set(found["lines"]) if isinstance(found.get("lines"), list) else set()
        return own.union(*(_cited(held) for held in found.values()))
    return set().union(*(_cited(held) for held in found)) if isinstance(found, list) else set()


ONE_OF: Final[Mapping[str, Callable[[Document], Any]]] = {
    "state": lambda found: found["state"],
    "first": _first,
    "first_verdict": lambda found: found["reasons"][0]["verdict"] if found["reasons"] else None,
    "refund": _inside("refund", "verdict"),
    "expected_from": _inside("refund", "expected_from"),
    "expected_until": _inside("refund", "expected_until"),
    "late": _inside("refund", "late"),
    "dispute": _inside("dispute", "verdict"),
    "opens_on": _inside("dispute", "opens_on"),
    "act_by": _inside("dispute", "act_by"),
    "last_date": _inside("dispute", "last_date"),
    "days_left": _inside("dispute", "days_left"),
    "first_step": _first_step("id"),
    "first_step_by": _first_step("by"),
    "first_step_for": _first_step("for_reasons"),
    "question": lambda found: found["next_question"] and found["next_question"]["field"],
}
"""The answer is the expected value, or one of the expected ones."""

INCLUDED: Final[Mapping[str, Callable[[Document], Any]]] = {
    "reasons_include": _possible,
    "ruled_out": lambda found: _ids(found["ruled_out"]),
    "steps_include": lambda found: _ids(found["steps"]),
    "avoid_include": lambda found: _ids(found["avoid"]),
    "contradiction": lambda found: [name for entry in found["contradictions"] for name in entry["fields"]],
    "repairs_include": lambda found: [
        change["field"] for entry in found["contradictions"] for change in entry["repairs"]
    ],
    "cites": lambda found: sorted(_cited(found)),
}
"""The answer has all of the expected values, and may have more."""

EXCLUDED: Final[Mapping[str, Callable[[Document], Any]]] = {
    "never_first": lambda found: [_first(found)],
    "never_possible": _possible,
    "never_step": lambda found: _ids(found["steps"]),
    "never_avoid": lambda found: _ids(found["avoid"]),
    "never_deadline": lambda found: _ids(found["deadlines"]),
}
"""The answer has none of these."""

CONTAINED: Final[Mapping[str, Callable[[Document], str]]] = {
    "summary_contains": lambda found: found["summary"],
    "first_step_contains": lambda found: found["steps"][0]["text"] if found["steps"] else "",
    "steps_contain": lambda found: "\n".join(_ids(found["steps"], "text")),
    "warnings_contain": lambda found: "\n".join(found["warnings"]),
    "assumptions_contain": lambda found: "\n".join(found["assumptions"]),
}
"""The sentences have every expected piece of text, whatever its case."""


def _said(found: Document) -> dict[str, set[str]]:
    said: dict[str, set[str]] = {}
    for reading in found["dispute"]["readings"]:
        said.setdefault(reading["source"], set()).add(reading["says"] or NONE)
    return said


def _lengths(found: Document) -> dict[str, set[str]]:
    said: dict[str, set[str]] = {}
    for reading in found["refund"]["readings"]:
        value = "" if reading["value"] is None else "-".join(map(str, reading["value"])) + " "
        said.setdefault(reading["source"], set()).add(value + reading["unit"])
    return said


NAMED: Final[Mapping[str, Callable[[Document], Mapping[str, Any]]]] = {
    "deadlines": lambda found: {entry["id"]: {entry["on"]} for entry in found["deadlines"]},
    "dispute_says": _said,
    "refund_says": _lengths,
}
"""Tables: under each expected name the answer has the expected value."""

WORDS: Final = {*ONE_OF, *INCLUDED, *EXCLUDED, *CONTAINED, *NAMED}


def listed(expected: Any) -> list[Any]:
    """One value as a list of one."""
    return expected if isinstance(expected, list) else [expected]


def differences(found: Document, expect: Mapping[str, Any]) -> list[str]:
    """What in the answer is not as expected, one line each."""
    wrong = []
    for word, expected in expect.items():
        wanted = listed(expected)
        if word in ONE_OF:
            held = ONE_OF[word](found)
            if (NONE if held is None else held) not in wanted and (held is None or ANY not in wanted):
                wrong.append(f"{word} is {held!r}, expected {expected!r}")
        elif word in INCLUDED:
            there = INCLUDED[word](found)
            wrong += [f"{word}: {entry!r} is not in {there}" for entry in wanted if entry not in there]
        elif word in EXCLUDED:
            there = EXCLUDED[word](found)
            wrong += [f"{word}: {entry!r} is there" for entry in wanted if entry in there]
        elif word in CONTAINED:
            text = CONTAINED[word](found)
            wrong += [f"{word}: {part!r} is not in {text!r}" for part in wanted if part.lower() not in text.lower()]
        else:
            there = NAMED[word](found)
            wrong += [
                f"{word}: {name} is {there.get(name)}, not {value!r}"
                for name, value in expected.items()
                if value not in there.get(name, ())
            ]
    return wrong
