"""What the benchmark of growth measures: rules that really are larger, and a picture that stands alone."""

import xml.etree.ElementTree as ET

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.order import Order
from ali_closed.proof.states import lawful_states
from ali_closed.rules.loader import Rulebook, load_rules
from tests.benchmarks.growth import (
    SIZES,
    TODAY,
    WAYS,
    Measured,
    more_facts,
    more_readings,
    more_reasons,
    more_rows,
    picture,
)

RULES = load_rules()


def answer(rulebook: Rulebook) -> Diagnosis:
    return diagnose(Order(), rulebook=rulebook, today=TODAY)


def test_every_way_makes_the_rules_larger() -> None:
    now = answer(RULES)
    closed = len(now.reasons) - 1  # an order that has not ended stands there once
    reasons = more_reasons(RULES, 2)
    assert len(answer(reasons).reasons) == 2 * closed + 1
    assert {reason.id for reason in reasons.reasons} <= reasons.vocabulary.bits["reason"].keys()
    assert len(answer(more_readings(RULES, 2)).dispute.readings) == 2 * len(now.dispute.readings)
    rows = more_rows(RULES, 2)
    assert (len(rows.advice), len(rows.fact_mappings)) == (2 * len(RULES.advice), 2 * len(RULES.fact_mappings))
    given = {step.id for step in now.steps}
    assert {step.id for step in answer(rows).steps} == given | {f"{step}1" for step in given}
    larger = more_facts(RULES, 4)
    states = len(lawful_states(RULES.facts, RULES.laws).named)
    assert len(lawful_states(larger.facts, larger.laws).named) == 4 * states


def test_the_picture_stands_alone() -> None:
    found = [Measured(way, size, float(size), 1 / size) for way in WAYS for size in SIZES]
    drawn = ET.fromstring(picture(found))
    assert "http" not in picture(found).replace("http://www.w3.org/2000/svg", "")
    said = {element.text for element in drawn.iter("{http://www.w3.org/2000/svg}text")}
    assert {*WAYS, "The proof", "A diagnosis"} <= said
