"""A text that says a thing where all that fills it is known, and otherwise another."""

from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from ali_closed.report.text.catalogue import Catalogue, load_catalogue

WORDS: Final = load_catalogue("en")
DAY: Final = date(2026, 6, 18)
OPENS: Final = WORDS.rulebook.period("dispute_opens").longest


def of(said: str) -> Catalogue:
    return replace(WORDS, texts={**WORDS.texts, "tried": said})


@pytest.mark.parametrize(
    ("said", "known", "unknown"),
    [
        ("It comes[ by {on}].", "It comes by 18 June 2026.", "It comes."),
        ("Pay [by {on}|in time], or not.", "Pay by 18 June 2026, or not.", "Pay in time, or not."),
        ("[{on}|Some day]: wait[; it is {on}].", "18 June 2026: wait; it is 18 June 2026.", "Some day: wait."),
        # the name of a period is no day of that name
        ("It opens[ on {dispute_opens}| after {dispute_opens.longest} days].", f"It opens after {OPENS} days.", None),
    ],
)
def test_what_is_said_where_a_day_is_known_and_where_not(said: str, known: str, unknown: str | None) -> None:
    words = of(said)
    assert words.say("tried", on=DAY) == known
    assert words.say("tried") == (known if unknown is None else unknown)


def test_all_that_fills_it_must_be_known() -> None:
    words = of("It can be opened[ until {on} ({left})|; until when is not known].")
    assert words.say("tried", on=DAY) == "It can be opened; until when is not known."
    assert words.say("tried", on=DAY, left="3 days left") == "It can be opened until 18 June 2026 (3 days left)."


def test_what_a_user_typed_is_said_as_it_is() -> None:
    assert of("It was [{typed}|nothing].").say("tried", typed="[a|b]") == "It was [a|b]."


def test_a_text_asks_for_what_may_fill_it() -> None:
    said = "It comes[ by {on}], {who}, in {dispute_window.longest} days."
    words = replace(WORDS, texts={**WORDS.texts, "advice.tried": said})
    assert words.advice_asks_for("tried") == ("on", "who")
