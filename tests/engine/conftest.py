"""Every test of the engine counts with the days of `own_days.toml`."""

import pytest

from ali_closed.rules.loader import Rulebook
from tests.own_days import own_days
from tests.proofs import asking, claims, grounds, reasoner, states

# Made anew of the rulebook below: a fixture that two rooms share keeps what the first of them gave it.
__all__ = ["asking", "claims", "grounds", "reasoner", "rulebook", "states"]


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return own_days()
