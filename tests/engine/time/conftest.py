"""Every test of this folder counts with the days of `periods.toml` beside it."""

import pytest

from ali_closed.rules.loader import Rulebook


@pytest.fixture(scope="session")
def rulebook(own_days: Rulebook) -> Rulebook:
    return own_days
