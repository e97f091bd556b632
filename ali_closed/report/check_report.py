"""The whole proof of the rules and their texts, and how it is shown."""

from __future__ import annotations

from ali_closed.engine.check import check
from ali_closed.engine.check_result import CheckResult
from ali_closed.report.catalogue import Catalogue, load_catalogue
from ali_closed.report.check_texts import check_texts
from ali_closed.rules.loader import Rulebook

SHOWN = 50
"""How many failures are shown on a screen; JSON has all of them."""


def check_everything(rulebook: Rulebook, words: Catalogue | None = None) -> CheckResult:
    """Prove the rules and the texts that go with them; takes up to a minute."""
    found = check(rulebook)
    return found.with_failures(check_texts(rulebook, words or load_catalogue("en", rulebook), found.witnesses))


def render_check(found: CheckResult, words: Catalogue | None = None) -> str:
    """The counts, one a line, and the failures with their command lines."""
    counts = found.as_dict()
    failures = counts.pop("failures")
    passed = counts.pop("passed")
    width = max(len(name) for name in counts)
    lines = [f"{name.replace('_', ' '):{width}}  {count}" for name, count in counts.items()]
    for failure in failures[:SHOWN]:
        lines += ["", f"{failure['kind']}: {failure['what']}"]
        if failure["command"]:
            lines.append(f"  {failure['command']}")
    lines += ["", "passed" if passed else f"failed: {len(failures)}"]
    return "\n".join(lines)
