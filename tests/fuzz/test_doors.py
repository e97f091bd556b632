"""A few tries through every door; `python -m tests.fuzz MINUTES` makes as many as there is time for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.fuzz.doors import DOORS


@pytest.mark.parametrize("name", DOORS)
def test_whatever_comes_through_a_door_is_answered_or_refused(name: str) -> None:
    door = DOORS[name]

    @settings(max_examples=25)
    @given(door.given)
    def tries(given: object) -> None:
        door.holds(given)

    tries()
