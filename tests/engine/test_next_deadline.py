"""The agenda's date is the one of the first line: the same day, and the same thing to do."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.order import read_order
from ali_closed.model.text import Text
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.rules.loader import Rulebook, load_rules
from tests.test_scenarios import SCENARIOS

RULES: Final = load_rules()
WORDS: Final = load_catalogue("en", RULES)
TODAY: Final = date(2026, 6, 15)
CARD: Final = {"status": "completed", "paid_on": "2026-03-20", "payment_method": "card", "parcel": "not_received"}


def found(order: Any, today: date = TODAY, rulebook: Rulebook = RULES) -> Diagnosis:
    return diagnose(read_order(order, today=today), rulebook=rulebook, today=today)


def days(said: Text) -> Iterator[date]:
    """The days that a text names, those of the texts in it too."""
    for value in said.params.values():
        if isinstance(value, date):
            yield value
        elif isinstance(value, Text):
            yield from days(value)


def test_the_next_date_is_the_one_that_the_first_line_names() -> None:
    for file, scenario in SCENARIOS.items():
        diagnosis = found(scenario.order, scenario.today)
        line, following = diagnosis.sentences.first_line, diagnosis.next_deadline
        named, said = list(days(line)), WORDS.say(line)
        filled = any(isinstance(value, Text) and value.id == "word.today" for value in line.params.values())
        if filled or "open a dispute today" in said or "open it today" in said:
            named.append(diagnosis.today)
        if named:
            assert following is not None, (file, said)
            assert following.on in named, (file, said)
        else:
            assert following is None or following.on == diagnosis.due, (file, said)
        if " dispute by " in said:
            assert following is not None, file
            assert following.id in {"dispute_act_by", "protection_ends"}, file


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"closed_on": "2026-06-10", "sub_status": "confirmation_timed_out"}, ("dispute_act_by", "2026-06-25")),
        ({"sub_status": "confirmation_timed_out"}, ("dispute_act_by", "2026-06-15")),
        ({"closed_on": "2026-04-10", "sub_status": "confirmation_timed_out"}, None),
        ({"closed_on": "2026-04-25", "end_reason": "seller_send_goods_timeout"}, ("refund_late_after", "2026-05-22")),
    ],
)
def test_a_way_outside_never_stands_before_what_is_due(
    rulebook: Rulebook, told: dict[str, str], expected: tuple[str, str] | None
) -> None:
    diagnosis = found({**CARD, **told}, rulebook=rulebook)
    following = diagnosis.next_deadline
    assert "card_claim_last" in {entry.id for entry in diagnosis.deadlines}
    assert (following and (following.id, following.on.isoformat())) == expected
