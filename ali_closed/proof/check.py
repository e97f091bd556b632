"""The proof of the rules: every lawful state, every partly known one, every document, every contradiction of two."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final

from ali_closed.engine.time.event_order import circles, ordered_pairs
from ali_closed.model.rulebook import Facts
from ali_closed.proof.citations import uncited
from ali_closed.proof.coherence import incoherent
from ali_closed.proof.partial_states import added_by_days, walk
from ali_closed.proof.reachability import shadowed, unreachable
from ali_closed.proof.readings import not_contained
from ali_closed.proof.repairs import unreadable_labels, unrepaired
from ali_closed.proof.result import COUNTED, CheckResult, Failure, Kind
from ali_closed.proof.states import States, StateSet, claimed, lawful_states, shared
from ali_closed.proof.texts import check_texts, untranslated
from ali_closed.proof.witnesses import Asking, bases, command
from ali_closed.report.text.catalogue import LOCALE, Catalogue, load_catalogue
from ali_closed.rules.loader import Rulebook

Watch = Callable[[str], None]
"""Told the name of each part of the proof that takes long when it begins."""

SHOWN = 50
"""How many failures are shown on a screen; JSON has all of them."""

PARTS: Final[Mapping[str, float]] = {
    "states": 0.07,
    "readings": 0.09,
    "repairs": 0.01,
    "reach": 0.75,
    "texts": 0.08,
}
"""The parts of the proof that take long, in their order, and what share of its time each took when it was measured."""


def check(rulebook: Rulebook, watch: Watch = lambda _: None) -> CheckResult:
    """Prove the rules over every state, without the texts; pure, and the same for the same rules."""
    asking = Asking(rulebook)
    states = lawful_states(rulebook.facts, rulebook.laws)
    claims = claimed(rulebook, states)
    groups = {group: some for group, some in shared(claims, states).items() if some}
    watch("states")
    walked = walk(rulebook.fact_mappings, states, claims, asking.reasoner)
    watch("readings")
    found = bases(asking, groups, states)
    days, beyond = not_contained(asking, found)
    watch("repairs")
    contradictions, unmended = unrepaired(asking, 2)
    watch("reach")
    unreached, witnesses = unreachable(asking, found, states, claims, groups)
    compared, answers, contradicting = incoherent(asking, found, witnesses)
    failures = [
        *claimed_wrongly(groups, states, asking),
        *uncited(rulebook),
        *shadowed(rulebook),
        *(Failure("circle", f"{name} would have to come before itself") for name in circles(rulebook.event_order)),
        *unreached,
        *_failed("inexact", walked.inexact, asking),
        *(Failure("not_monotone", f"{both[1].field} adds a reason", command(both)) for both in added_by_days(asking)),
        *beyond,
        *unmended,
        *unreadable_labels(asking),
        *contradicting,
    ]
    counts = {
        "states": len(states.named),
        "partly_known_states": walked.known,
        "grouped_states": walked.grouped,
        "states_in_lasting_doubt": sum(groups[group].bit_count() for group in groups if _doubted(group, rulebook)),
        "contradictions": contradictions,
        "days": days,
        "ordered_events": ordered_pairs(rulebook.event_order),
        "advice_compared": compared,
        "answers_held_against_themselves": answers,
    }
    return CheckResult(counts, tuple(failures), witnesses)


def check_everything(rulebook: Rulebook, locale: Path = LOCALE, watch: Watch = lambda _: None) -> CheckResult:
    """Prove the rules and the texts of a folder that go with them."""
    collects = gc.isenabled()
    gc.disable()  # what the proof makes it holds to its end, and next to none of it stands in a circle
    try:
        found = check(rulebook, watch)
        watch("texts")
        words = load_catalogue("en", rulebook, locale)
        more = check_texts(rulebook, words, found.witnesses), untranslated(locale)
        return replace(found, failures=tuple(chain(found.failures, *more)))
    finally:
        if collects:
            gc.freeze()  # else the first thing made afterwards would have all of it searched
            gc.unfreeze()
            gc.enable()


def render_check(found: CheckResult, words: Catalogue, *, quiet: bool = False, verbose: bool = False) -> str:
    """The counts, one a line, and the failures with their command lines; `quiet` leaves out the counts."""
    counts = found.as_dict()
    failures = counts.pop("failures")
    passed = counts.pop("passed")
    names = {name: words.say(f"check.count.{name}") for name in counts}
    width = max(map(len, names.values()))
    lines = [] if quiet else [f"{names[name]:{width}}  {count}" for name, count in counts.items()]
    shown = failures if verbose else failures[:SHOWN]
    for failure in shown:
        kind = words.say(f"check.count.{COUNTED.get(failure['kind'], failure['kind'])}")
        lines += ["", words.say("check.failure", kind=kind, what=failure["what"])]
        if failure["command"]:
            lines.append(words.say("check.command", command=failure["command"]))
    if len(shown) < len(failures):
        lines += ["", words.say("check.more", count=len(failures) - len(shown))]
    lines += ["", words.say("check.passed") if passed else words.say("check.failed", count=len(failures))]
    return "\n".join(lines).lstrip("\n")


def _doubted(group: frozenset[str], rulebook: Rulebook) -> bool:
    """Whether several reasons are left, and a lasting doubt names them all."""
    return len(group) > 1 and any(group <= set(doubt.reasons) for doubt in rulebook.doubts)


def claimed_wrongly(groups: Mapping[frozenset[str], StateSet], states: States, asking: Asking) -> Iterator[Failure]:
    """States that no reason claims, and those that several do and no doubt covers."""
    for group, some in groups.items():
        wrong = ({fact: (value,) for fact, value in state.items()} for state in states.members(some))
        if not group:
            yield from _failed("gap", wrong, asking, "no reason: ")
        elif len(group) > 1 and not _doubted(group, asking.rulebook):
            what = f"{' and '.join(sorted(group))} (name them in doubts.toml, or narrow a box): "
            yield from _failed("overlap", wrong, asking, what)


def _failed(kind: Kind, wrong: Iterable[Facts], asking: Asking, what: str = "") -> Iterator[Failure]:
    for facts in wrong:
        shown = ", ".join(f"{fact} = {' or '.join(values)}" for fact, values in facts.items())
        answers = asking.reaching(facts)
        yield Failure(kind, f"{what}{shown}", None if answers is None else command(answers))
