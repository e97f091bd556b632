"""What the proofs share: the rules as they ship, their states counted apart, and one run of the whole check."""

from collections.abc import Mapping

import pytest

from ali_closed.engine.check import check
from ali_closed.engine.check_orders import Asking, Base, bases
from ali_closed.engine.check_result import CheckResult
from ali_closed.engine.check_states import States, StateSet, claimed, lawful_states, shared
from ali_closed.engine.reasoning import Reasoning
from ali_closed.rules.loader import Rulebook, load_rules


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rules()


@pytest.fixture(scope="session")
def asking(rulebook: Rulebook) -> Asking:
    return Asking(rulebook)


@pytest.fixture(scope="session")
def mind(asking: Asking) -> Reasoning:
    return asking.mind


@pytest.fixture(scope="session")
def states(rulebook: Rulebook) -> States:
    return lawful_states(rulebook.facts, rulebook.laws)


@pytest.fixture(scope="session")
def claims(rulebook: Rulebook, states: States) -> Mapping[str, StateSet]:
    return claimed(rulebook, states)


@pytest.fixture(scope="session")
def grounds(asking: Asking, states: States, claims: Mapping[str, StateSet]) -> tuple[Base, ...]:
    return bases(asking, {group: some for group, some in shared(claims, states).items() if some}, states)


@pytest.fixture(scope="session")
def checked(rulebook: Rulebook) -> CheckResult:
    return check(rulebook)
