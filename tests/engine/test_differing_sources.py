"""One sentence says where a day comes from that the founding documents do not name."""

from datetime import date

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.order import read_order
from ali_closed.model.text import Text
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.rules.loader import Rulebook, load_rules
from tests.own_days import with_readings

CONFIRMED = {
    "status": "completed",
    "confirmed": "yes",
    "confirmed_on": "2026-06-10",
    "closed_on": "2026-06-10",
    "delivered_on": "2026-06-09",
    "ordered_on": "2026-05-01",
    "dispute": "none",
}
IN_HAND = ["received_faulty", "received_partly", "wrong_item"]


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """The documents' days, and two longer ones that today's sources name for some orders."""
    documents = [
        {"from": start, "days": [15, 15]} for start in ("protection_ends_on", "closed_on", "confirmed_on", "received")
    ]
    page = {"from": "ordered_on", "days": [90, 90], "source": "order_page", "when": {"parcel": IN_HAND}}
    free = {"from": "paid_on", "days": [90, 90], "source": "free_returns", "when": {"free_returns": [True]}}
    free["when"]["parcel"] = IN_HAND
    return with_readings("dispute_window", *documents, page, free)


def said(rulebook: Rulebook, today: date = date(2026, 6, 12), **told: object) -> tuple[Text, ...]:
    """What is said of the dispute after the first sentence."""
    order = read_order({**CONFIRMED, **told}, today=today)
    return diagnose(order, rulebook=rulebook, today=today).sentences.dispute[1:]


def test_the_last_day_is_of_today(rulebook: Rulebook) -> None:
    (found,) = said(rulebook, parcel="received_faulty", dispute_button="shown")
    assert found.id == "dispute_source.last_between"
    assert found.params["day"] == date(2026, 6, 25)
    source = found.params["source"]
    assert isinstance(source, Text)
    assert (source.id, source.params["year"]) == ("said_by.order_page", "2026")


def test_what_may_hold_is_said_to(rulebook: Rulebook) -> None:
    (found,) = said(rulebook, parcel="wrong_item", ordered_on=None, paid_on="2026-05-05", dispute_button="shown")
    assert found.id == "dispute_source.last_unsure_between"


def test_the_page_of_the_order_is_nobody_elses(rulebook: Rulebook) -> None:
    assert not said(rulebook, parcel="received_faulty", dispute_ends_on="2026-07-20", dispute_button="shown")


def test_where_the_documents_name_the_day_nothing_is_said(rulebook: Rulebook) -> None:
    timed_out = {"confirmed": "no", "confirmed_on": None, "sub_status": "confirmation_timed_out"}
    assert not said(rulebook, parcel="not_received", delivered_on=None, **timed_out)


def test_a_day_said_already_is_not_said_again(rulebook: Rulebook) -> None:
    timed_out = {"confirmed": "no", "confirmed_on": None, "sub_status": "confirmation_timed_out"}
    (found,) = said(rulebook, parcel="received_faulty", delivered_on=None, ordered_on="2026-05-01", **timed_out)
    assert found.id == "dispute_source.last_other"
    assert "day" not in found.params


def test_of_two_days_that_are_said_the_earlier_one_can_be_of_today(rulebook: Rulebook) -> None:
    timed_out = {"confirmed": "no", "confirmed_on": None, "sub_status": "confirmation_timed_out"}
    (found,) = said(rulebook, parcel="received_faulty", delivered_on=None, ordered_on="2026-03-20", **timed_out)
    assert found.id == "dispute_source.first_other"
    assert "day" not in found.params


def test_a_clock_whose_start_nobody_told_is_named(rulebook: Rulebook) -> None:
    (found,) = said(rulebook, parcel="received_faulty", ordered_on=None)
    assert (found.id, found.params["count"]) == ("dispute_source.untold", 90)
    assert not said(rulebook, parcel="not_received", ordered_on=None)


@pytest.mark.parametrize("change", ["later", "earlier"])
def test_without_today_there_is_nothing_to_say(rulebook: Rulebook, change: str) -> None:
    outside = {source.key for source in rulebook.sources if source.outside}
    periods = tuple(
        period.model_copy(
            update={
                "readings": tuple(reading for reading in period.readings if reading.source not in outside)
                or period.readings
            }
        )
        for period in rulebook.periods
    )
    book = rulebook.model_copy(update={"periods": periods, "digest": f"documents alone {change}"})
    button = {"dispute_button": "shown"} if change == "later" else {}
    assert not said(book, parcel="received_faulty", **button)


def test_every_source_that_can_be_named_has_a_year_and_a_name() -> None:
    rulebook = load_rules()
    words = load_catalogue("en", rulebook)
    behind = {reading.source for reading in rulebook.period("dispute_window").readings}
    for source in rulebook.sources:
        if source.outside and source.key in behind:
            assert source.date
            assert source.date[:4] in words.say(f"said_by.{source.kind}", year=source.date[:4])
