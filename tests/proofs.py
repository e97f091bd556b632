"""What the proofs share: the rules as they ship, their states counted apart, and one run of the whole check."""

from collections.abc import Mapping

import pytest

from ali_closed.engine.logic.possible_reasons import Reasoning
from ali_closed.proof.check import check
from ali_closed.proof.result import CheckResult
from ali_closed.proof.states import States, StateSet, claimed, lawful_states, shared
from ali_closed.proof.witnesses import Asking, Base, bases
from ali_closed.rules.loader import Rulebook, load_rules


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rules()


@pytest.fixture(scope="session")
def asking(rulebook: Rulebook) -> Asking:
    return Asking(rulebook)


@pytest.fixture(scope="session")
def reasoner(asking: Asking) -> Reasoning:
    return asking.reasoner


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
