"""Every test of the engine counts with the days of `own_days.toml`."""

import pytest

from ali_closed.rules.loader import Rulebook
from tests.own_days import own_days


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return own_days()
