"""Prints and draws how the proof and a diagnosis grow when the rules do.

    python tests/benchmarks/growth.py [PICTURE.svg]

The rules that ship are made larger in one way at a time: every reason stands there twice, and four times; every
reading of every document; every row that looks at a field. A free fact more, of two values, is the fourth way: each
makes the partly known states three times as many, and the proof walks all of them. Takes some minutes of one
processor; what is printed is processor time as a ratio to the rules as they ship, and in units of
`sum(i*i for i in range(10**7))`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from math import ceil, log2
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.order import Order, read_order
from ali_closed.model.rulebook import Doubt, Fact
from ali_closed.proof.check import check
from ali_closed.rules.loader import Rulebook, load_rules
from tests.benchmarks.run import taken
from tests.pictures.drawing import DARK, LIGHT
from tests.test_scenarios import SCENARIOS

SIZES: Final = (1, 2, 4)
TODAY: Final = date(2026, 6, 15)
Rows = tuple[Any, ...]


@dataclass(frozen=True)
class Measured:
    """The processor time of one size, in units."""

    way: str
    size: int
    proof: float
    diagnosis: float


def main(paths: list[str]) -> None:
    """Measure every way and size, print them, and draw them into a file if one is named."""
    found: list[Measured] = []
    print(f"{'what grows':26} {'size':>4}  {'proof':>15}  {'a diagnosis':>20}")
    shipped = measured("as it ships", 1, load_rules())
    for way, larger in WAYS.items():
        for size in SIZES:
            now = shipped if size == 1 else measured(way, size, larger(load_rules(), size))
            found.append(Measured(way, size, now.proof, now.diagnosis))
            proof = f"{now.proof / shipped.proof:5.2f} {now.proof:7.1f} u"
            diagnosis = f"{now.diagnosis / shipped.diagnosis:5.2f} {now.diagnosis:12.5f} u"
            print(f"{way:26} {size:4}  {proof}  {diagnosis}", flush=True)
    for path in paths:
        Path(path).write_text(picture(found), encoding="utf-8")


def measured(way: str, size: int, rulebook: Rulebook) -> Measured:
    """What the proof of a rulebook takes, and on average a diagnosis of the orders of tests/scenarios."""
    unit = taken(lambda: sum(i * i for i in range(10**7)))
    proof = taken(lambda: check(rulebook))
    orders = [read_order(scenario.order, today=TODAY) for scenario in SCENARIOS.values()]
    diagnose(Order(), rulebook=rulebook, today=TODAY)  # what is compiled once is no part of a diagnosis
    diagnoses = taken(lambda: [diagnose(order, rulebook=rulebook, today=TODAY) for order in orders])
    return Measured(way, size, proof / unit, diagnoses / len(orders) / unit)


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
    """Every row that looks at a field so many times, each step and each thing not to do with an act of its own.

    With the act of another none would be given, and the proof would look for each in vain, in a thousand orders.
    """
    return _changed(
        rulebook,
        "rows",
        size,
        fact_mappings=rulebook.fact_mappings * size,
        evidence=rulebook.evidence * size,
        implied_answers=_named(rulebook.implied_answers, size),
        acts=_named(rulebook.acts, size),
        steps=_acting(rulebook.steps, size),
        avoids=_acting(rulebook.avoids, size),
    )


def more_facts(rulebook: Rulebook, size: int) -> Rulebook:
    """A free fact more for each time the size doubles."""
    facts = tuple(Fact(id=f"free{number}", values=("one", "other")) for number in range(size.bit_length() - 1))
    return _changed(rulebook, "facts", size, facts=(*rulebook.facts, *facts))


def _named(rows: Rows, size: int) -> Rows:
    return tuple(row.model_copy(update={"id": f"{row.id}{number or ''}"}) for number in range(size) for row in rows)


def _acting(rows: Rows, size: int) -> Rows:
    acts = [f"{row.act}{number or ''}" for number in range(size) for row in rows]
    return tuple(row.model_copy(update={"act": act}) for row, act in zip(_named(rows, size), acts, strict=True))


def _changed(rulebook: Rulebook, way: str, size: int, **parts: Rows) -> Rulebook:
    # Made anew: a copy would keep the names of conditions of the smaller rules.
    return Rulebook.model_construct(**{**dict(rulebook), **parts, "digest": f"{size} times the {way}"})


WAYS: Final[Mapping[str, Callable[[Rulebook, int], Rulebook]]] = {
    "reasons": more_reasons,
    "readings": more_readings,
    "rows that look at fields": more_rows,
    "free facts (0, 1, 2 more)": more_facts,
}


# ---------------------------------------------------------------- the picture

WIDE: Final = 340
HIGH: Final = 260
EDGE: Final = 44
TOP: Final = 16
COLOURS: Final = ("red", "green", "cyan", "magenta")


def picture(found: list[Measured]) -> str:
    """Two drawings side by side, both axes doubling; a straight dotted line is what grows as the rules do."""
    ways = list(dict.fromkeys(entry.way for entry in found))
    width, height = 2 * (WIDE + EDGE) + EDGE, HIGH + 2 * EDGE + 20 * len(ways)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="growth" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="growth-title">',
        '<title id="growth-title">How the proof and a diagnosis grow when the rules do</title>',
        f"<style>{_style()}</style>",
        f'<rect class="paper" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="6"/>',
    ]
    for place, (title, took) in enumerate((("The proof", _proof), ("A diagnosis", _diagnosis))):
        parts += _panel(title, EDGE + place * (WIDE + EDGE), ways, found, took)
    for place, (way, colour) in enumerate(zip(ways, COLOURS, strict=False)):
        y = HIGH + 2 * EDGE + 20 * place
        parts.append(f'<line class="{colour}" x1="{EDGE}" x2="{EDGE + 24}" y1="{y - 4}" y2="{y - 4}"/>')
        parts.append(f'<text x="{EDGE + 32}" y="{y}">{escape(way)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _proof(entry: Measured) -> float:
    return entry.proof


def _diagnosis(entry: Measured) -> float:
    return entry.diagnosis


def _panel(
    title: str, left: int, ways: list[str], found: list[Measured], took: Callable[[Measured], float]
) -> list[str]:
    first = {entry.way: took(entry) for entry in found if entry.size == 1}
    points = {way: [(entry.size, took(entry) / first[way]) for entry in found if entry.way == way] for way in ways}
    most = max(max(ratio for _, ratio in line) for line in points.values())
    highest = max(2, ceil(log2(most)))
    sizes = log2(max(size for line in points.values() for size, _ in line)) or 1

    def at(size: float, ratio: float) -> tuple[float, float]:
        return left + log2(size) / sizes * (WIDE - EDGE), TOP + HIGH - max(log2(ratio), -0.5) / highest * (HIGH - EDGE)

    parts = [f'<text class="bold" x="{left}" y="{TOP + 12}">{title}</text>']
    for power in range(highest + 1):
        _, y = at(1, 2**power)
        parts.append(f'<line class="soft" x1="{left}" x2="{left + WIDE - EDGE}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="dim" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{2**power}</text>')
    for power in range(round(sizes) + 1):
        x, y = at(2**power, 1)
        parts.append(f'<text class="dim" x="{x:.1f}" y="{y + 20:.1f}" text-anchor="middle">{2**power} times</text>')
    straight = [at(2**power, 2**power) for power in range(round(sizes) + 1) if power <= highest]
    parts.append(f'<polyline class="soft dotted" points="{_listed(straight)}"/>')
    for way, colour in zip(ways, COLOURS, strict=False):
        parts.append(f'<polyline class="{colour}" points="{_listed([at(*point) for point in points[way]])}"/>')
    return parts


def _listed(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _style() -> str:
    def colours(palette: Mapping[str, str]) -> str:
        return ";".join(f"--{name}:{value}" for name, value in palette.items())

    return "\n".join(
        [
            f".growth{{{colours(LIGHT)}}}",
            f"@media (prefers-color-scheme:dark){{.growth{{{colours(DARK)}}}}}",
            ".growth text{font:14px system-ui,sans-serif;fill:var(--ink)}.growth .dim{fill:var(--soft);font-size:12px}",
            ".growth .bold{font-weight:700}.growth .paper{fill:var(--paper);stroke:var(--edge)}",
            ".growth line,.growth polyline{fill:none;stroke-width:2}",
            *(f".growth .{name}{{stroke:var(--{name})}}" for name in COLOURS),
            ".growth .soft{stroke:var(--edge);stroke-width:1}.growth .dotted{stroke-dasharray:3 4;stroke:var(--soft)}",
        ]
    )


if __name__ == "__main__":
    main(sys.argv[1:])
