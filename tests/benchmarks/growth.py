"""Prints how the proof and a diagnosis grow when the rules do.

    python tests/benchmarks/growth.py

The rules that ship are made larger in one way at a time: every reason stands there twice, and four times; every
reading of every document; every row that looks at a field. A free fact more, of two values, is the fourth way: each
makes the partly known states three times as many, and the proof walks all of them. Takes some minutes of one
processor; what is printed is processor time as a ratio to the rules as they ship, and in units of
`sum(i*i for i in range(10**7))`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.order import Order, read_order
from ali_closed.model.rulebook import Doubt, Fact
from ali_closed.proof.check import check
from ali_closed.rules.loader import Rulebook, load_rules
from tests.benchmarks.run import taken
from tests.test_scenarios import SCENARIOS

SIZES: Final = (1, 2, 4)
TODAY: Final = date(2026, 6, 15)
Rows = tuple[Any, ...]


def main() -> None:
    """Measure every way and size, and print them."""
    print(f"{'what grows':26} {'size':>4}  {'proof':>15}  {'a diagnosis':>20}")
    shipped = measured(load_rules())
    for way, larger in WAYS.items():
        for size in SIZES:
            proof, diagnosis = shipped if size == 1 else measured(larger(load_rules(), size))
            said = f"{proof / shipped[0]:5.2f} {proof:7.1f} u  {diagnosis / shipped[1]:5.2f} {diagnosis:12.5f} u"
            print(f"{way:26} {size:4}  {said}", flush=True)


def measured(rulebook: Rulebook) -> tuple[float, float]:
    """What the proof of a rulebook takes, in units, and on average a diagnosis of the orders of tests/scenarios."""
    unit = taken(lambda: sum(i * i for i in range(10**7)))
    proof = taken(lambda: check(rulebook))
    orders = [read_order(scenario.order, today=TODAY) for scenario in SCENARIOS.values()]
    diagnose(Order(), rulebook=rulebook, today=TODAY)  # what is compiled once is no part of a diagnosis
    diagnoses = taken(lambda: [diagnose(order, rulebook=rulebook, today=TODAY) for order in orders])
    return proof / unit, diagnoses / len(orders) / unit


# ---------------------------------------------------------------- larger rules


def more_reasons(rulebook: Rulebook, size: int) -> Rulebook:
    """Every reason so many times, with one lasting doubt between all of them."""
    copies = tuple(
        reason.model_copy(update={"id": f"{reason.id}{number or ''}"})
        for number in range(size)
        for reason in rulebook.reasons
    )
    doubt = Doubt(id="copies", reasons=tuple(reason.id for reason in copies), where=("000:125",))
    return _changed(rulebook, "reasons", size, reasons=copies, doubts=(*rulebook.doubts, doubt))


def more_readings(rulebook: Rulebook, size: int) -> Rulebook:
    """Every reading so many times, each as if another document said it."""
    periods = tuple(
        period.model_copy(
            update={
                "readings": tuple(
                    reading.model_copy(update={"source": f"{reading.source}{number or ''}"})
                    for number in range(size)
                    for reading in period.readings
                )
            }
        )
        for period in rulebook.periods
    )
    return _changed(rulebook, "readings", size, periods=periods)


def more_rows(rulebook: Rulebook, size: int) -> Rulebook:
    """Every row that looks at a field so many times."""
    return _changed(
        rulebook,
        "rows",
        size,
        fact_mappings=rulebook.fact_mappings * size,
        evidence=rulebook.evidence * size,
        implied_answers=_named(rulebook.implied_answers, size),
        steps=_named(rulebook.steps, size),
        avoids=_named(rulebook.avoids, size),
    )


def more_facts(rulebook: Rulebook, size: int) -> Rulebook:
    """A free fact more for each time the size doubles."""
    facts = tuple(Fact(id=f"free{number}", values=("one", "other")) for number in range(size.bit_length() - 1))
    return _changed(rulebook, "facts", size, facts=(*rulebook.facts, *facts))


def _named(rows: Rows, size: int) -> Rows:
    return tuple(row.model_copy(update={"id": f"{row.id}{number or ''}"}) for number in range(size) for row in rows)


def _changed(rulebook: Rulebook, way: str, size: int, **parts: Rows) -> Rulebook:
    return rulebook.model_copy(update={**parts, "digest": f"{size} times the {way}"})


WAYS: Final[Mapping[str, Callable[[Rulebook, int], Rulebook]]] = {
    "reasons": more_reasons,
    "readings": more_readings,
    "rows that look at fields": more_rows,
    "free facts (0, 1, 2 more)": more_facts,
}


if __name__ == "__main__":
    main()
