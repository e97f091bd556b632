"""Every reading decides some scenario, or stands here with the reason why it never does.

What several documents say alike is left out together: a length from the same start is one reading to the buyer.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.time.day_counting import country_holidays
from ali_closed.model.diagnosis import AdviceGiven, Deadline, Diagnosis, ReadingApplied
from ali_closed.model.order import read_order
from ali_closed.model.rulebook import Period, PeriodReading
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.rules.loader import Rulebook, load_rules
from tests.test_scenarios import SCENARIOS, Scenario

RULES: Final = load_rules()
Group = tuple[PeriodReading, ...]

_WITHIN: Final = "the money is late only after the longest, and can come by the earliest, that others give"
NEVER: Final = {
    "cancel_button 003 paid_on": "said in words: no step of an order turns on the day",
    "dispute_review 000b escalated": "told cases, said in words",
    "dispute_review 000b dispute_opened_on": "told cases, said in words",
    "dispute_window 000e confirmed_on": "a confirmation ends the order: its 15 days are those or later",
    "dispute_window free_returns confirmed_on free_returns_eu": "the articles give every buyer the same",
    "payment_check 000c paid_on": "a check is too long only after the 2 or 3 days of the big sales",
    "refund_cancelled 000d closed_on": _WITHIN,
    "refund_not_shipped 000b closed_on": _WITHIN,
    "refund_not_shipped 000c closed_on": _WITHIN,
    "refund_not_shipped 000e closed_on": _WITHIN,
    "refund_not_shipped protection_copy closed_on no_day_of_its_own": _WITHIN,
    "refund_security 000a closed_on": _WITHIN,
    "refund_security protection_copy closed_on no_day_of_its_own": _WITHIN,
    "refund_seller_fraud 000d closed_on": _WITHIN,
    "seller_dispute_answer dispute_copy dispute_opened_on no_day_of_its_own": "the latest is waited for",
}
"""Readings that decide nothing, and why."""


def groups() -> Iterator[tuple[Period, Group]]:
    """The readings of each period that have a length, those alike together."""
    for period in RULES.periods:
        alike: dict[tuple[Any, ...], list[PeriodReading]] = {}
        for reading in period.readings:
            if reading.value is not None:
                alike.setdefault((reading.value, reading.unit, reading.counted_from, str(reading.when)), []).append(
                    reading
                )
        yield from ((period, tuple(group)) for group in alike.values())


def named(period: Period, group: Group) -> str:
    """Without the days, which a document may be mended by."""
    return f"{period.id} {group[0].source} {group[0].counted_from} {group[0].note}".rstrip()


GROUPS: Final = {named(period, group): (period, group) for period, group in groups()}


def without(period: Period, group: Group) -> Rulebook:
    """The rules without these readings."""
    return _with(period, tuple(reading for reading in period.readings if reading not in group))


def longer(period: Period, group: Group) -> Rulebook:
    """The rules with these readings three weeks longer, for a period that nothing else gives a length."""
    more = 21 * 24 if group[0].unit == "hours" else 21
    return _with(
        period, tuple(_stretched(reading, more) if reading in group else reading for reading in period.readings)
    )


def _stretched(reading: PeriodReading, more: int) -> PeriodReading:
    return reading.model_copy(update={"value": tuple(days + more for days in reading.value or ())})


def _with(period: Period, readings: Group) -> Rulebook:
    periods = tuple(
        period.model_copy(update={"readings": readings}) if entry is period else entry for entry in RULES.periods
    )
    return RULES.model_copy(update={"periods": periods, "digest": f"{period.id} {readings}"})


def diagnosed(scenario: Scenario, rulebook: Rulebook) -> Diagnosis:
    holidays = country_holidays(scenario.country) if scenario.country else None
    order = read_order(scenario.order, today=scenario.today)
    order = order.replace(country=scenario.country or order.value("country"))
    return diagnose(order, rulebook=rulebook, today=scenario.today, holidays=holidays)


def outcome(found: Diagnosis) -> object:
    """All days and verdicts of an answer, and its steps."""
    refund, dispute = found.refund, found.dispute
    return (
        (refund.verdict, refund.expected_from, refund.expected_until),
        (dispute.verdict, dispute.act_by, dispute.last_date, dispute.opens_on),
        {(entry.id, entry.on) for entry in found.deadlines},
        {(step.id, step.by) for step in (*found.steps, *found.avoid)},
    )


def lines(found: Diagnosis) -> frozenset[str]:
    """The lines that an answer names for its days."""
    days: list[ReadingApplied | Deadline | AdviceGiven] = [*found.refund.readings, *found.dispute.readings]
    days += [*found.deadlines, *found.steps, *found.avoid]
    return frozenset(line for entry in days for line in entry.where)


@cache
def before() -> Mapping[str, tuple[object, frozenset[str]]]:
    """What comes out of each scenario as the rules are, and the lines that its days name."""
    answers = {file: diagnosed(scenario, RULES) for file, scenario in SCENARIOS.items()}
    return {file: (outcome(found), lines(found)) for file, found in answers.items()}


def written_for_days(file: str) -> bool:
    """False, which sorts first, of the scenarios that were written for one reading."""
    return not file.startswith(("reading-", "today-"))


def decided(name: str) -> str | None:
    """The first scenario whose answer turns on a reading; one that decides nothing is looked for where it is named."""
    period, group = GROUPS[name]
    alone = sum(1 for entry, _ in GROUPS.values() if entry is period) == 1 or group[0].note in {"days_off", "big_sales"}
    book = longer(period, group) if alone else without(period, group)
    where = {line for reading in group for line in reading.where}
    naming = sorted((file for file, (_, lines) in before().items() if where & lines), key=written_for_days)
    tried = naming if name in NEVER else dict.fromkeys((*naming, *SCENARIOS))
    return next((file for file in tried if outcome(diagnosed(SCENARIOS[file], book)) != before()[file][0]), None)


@pytest.fixture
def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """No question is looked for: nothing compared here turns on it, and it takes a quarter of the time."""
    monkeypatch.setattr("ali_closed.engine.diagnose.next_question", lambda *_: None)


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize("name", GROUPS)
def test_a_reading_decides_a_scenario_or_is_known_to_decide_none(name: str) -> None:
    assert (decided(name) is None) == (name in NEVER)


def test_what_decides_nothing_is_a_reading_and_says_so() -> None:
    words = load_catalogue("en", RULES)
    assert set(NEVER) <= set(GROUPS)
    outside = {source.key for source in RULES.sources if source.outside}
    for name in NEVER:
        reading = GROUPS[name][1][0]
        assert reading.source not in outside or "it moves no day" in words.say(f"note.{reading.note}"), name
