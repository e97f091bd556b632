"""The whole proof of the rules and their texts, and how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ali_closed.proof.check import Watch, check, unwatched
from ali_closed.proof.result import CheckResult
from ali_closed.proof.texts import check_texts, untranslated
from ali_closed.report.text.catalogue import LOCALE, Catalogue, load_catalogue
from ali_closed.rules.loader import Rulebook

SHOWN = 50
"""How many failures are shown on a screen; JSON has all of them."""


PARTS: Final[Mapping[str, float]] = {
    "states": 0.2,
    "grouped": 0.15,
    "readings": 0.2,
    "repairs": 0.05,
    "reach": 0.3,
    "texts": 0.1,
}
"""The parts of the proof that take long, in their order, and what share of its time each took when it was measured."""


def check_everything(rulebook: Rulebook, locale: Path = LOCALE, watch: Watch = unwatched) -> CheckResult:
    """Prove the rules and the texts of a folder that go with them; takes some ten seconds."""
    found = check(rulebook, watch)
    watch("texts")
    words = load_catalogue("en", rulebook, locale)
    return found.with_failures((*check_texts(rulebook, words, found.witnesses), *untranslated(locale)))


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
        kind = words.say(f"check.kind.{failure['kind']}")
        lines += ["", words.say("check.failure", kind=kind, what=failure["what"])]
        if failure["command"]:
            lines.append(words.say("check.command", command=failure["command"]))
    if len(shown) < len(failures):
        lines += ["", words.say("check.more", count=len(failures) - len(shown))]
    lines += ["", words.say("check.passed") if passed else words.say("check.failed", count=len(failures))]
    return "\n".join(lines).lstrip("\n")
