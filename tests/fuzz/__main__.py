"""`python -m tests.fuzz MINUTES [DOOR ...]`: tries through every door in turn, other ones each time, until time is up.

Prints how many inputs were tried through each door and for how long; of what does not hold, the smallest input, once.
Ends with 1 if anything did not hold.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, seed, settings

import tests.conftest  # noqa: F401 - the same surroundings as in a test
from tests.fuzz.doors import DOORS

ROUND = 200
"""How many inputs go through one door before it is the next one's turn."""


@dataclass
class Tried:
    """What went through one door."""

    inputs: int = 0
    seconds: float = 0.0
    failed: bool = False


def tries(name: str, count: Tried) -> None:
    """One round through a door, other inputs than the last."""
    door = DOORS[name]

    @seed(random.SystemRandom().getrandbits(64))
    @settings(
        max_examples=ROUND,
        derandomize=False,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(door.given)
    def one_round(held: object) -> None:
        count.inputs += 1
        door.holds(held)

    start = time.monotonic()
    try:
        one_round()
    except Exception as error:
        count.failed = True
        said = [f"{name}: {type(error).__name__}: {error}"[:2_000], *getattr(error, "__notes__", ())]
        print("\n".join(said), flush=True)
    count.seconds += time.monotonic() - start


def main(arguments: list[str]) -> int:
    """Try until the time is up; 1 if something did not hold."""
    until = time.monotonic() + 60 * float(arguments[0] if arguments else 10)
    counts = {name: Tried() for name in arguments[1:] or DOORS}
    while time.monotonic() < until and (left := [name for name, count in counts.items() if not count.failed]):
        for name in left:
            if time.monotonic() < until:
                tries(name, counts[name])
    for name, count in counts.items():
        print(f"{name}: {count.inputs:,} inputs in {count.seconds / 60:.1f} minutes{', FAILED' * count.failed}")
    print(f"in all: {sum(count.inputs for count in counts.values()):,} inputs")
    return int(any(count.failed for count in counts.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
