"""A country is typed, any there is, and what is none is asked for again."""

import pytest

from ali_closed.cli.wizard.ask import put
from ali_closed.cli.wizard.interview import begin, next_prompt
from ali_closed.model.fields import UNKNOWN
from tests.cli.wizard.test_parity import wizard

LATE = {
    "status": "completed",
    "confirmed": "yes",
    "parcel": "received_faulty",
    "dispute": "none",
    "dispute_ends_on": UNKNOWN,
    "ordered_on": "2026-03-01",
    "paid_on": "2026-03-20",
    "closed_on": "2026-05-01",
    "confirmed_on": "2026-05-01",
    "free_returns": True,
    "country": "DE",
}


class Typing:
    """A face that types what it is given, and keeps what it was told."""

    accessible = True

    def __init__(self, typed):
        self.typed = list(typed)
        self.said = []

    def write(self, question, name, *, kept="", many=False):
        self.said.append(question)
        return self.typed.pop(0)

    def say(self, text):
        self.said.append(text)


@pytest.mark.parametrize(
    ("typed", "expected"), [(["cn"], "cn"), (["China", "CN"], "CN"), ([""], UNKNOWN), (["JP"], "JP")]
)
def test_a_country_is_typed(typed, expected):
    session = wizard(begin(LATE))
    prompt = next_prompt(session.interview, session.diagnose().diagnosis)
    assert (prompt.field, prompt.kind) == ("seller_country", "text")
    session.face = Typing(typed)
    assert put(session, prompt) == expected
    assert not session.face.typed
    assert any("letters" in line for line in session.face.said)
    assert any("back" in line for line in session.face.said)
