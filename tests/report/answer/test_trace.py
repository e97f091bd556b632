"""The whole trace: behind every date, contradiction and way there is a line, a source, or a word why there is none."""

from datetime import date

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.order import read_order
from ali_closed.report.answer.outline import outline
from ali_closed.report.formats.plain import render_plain
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.rules.loader import load_rules

DAY = date(2026, 6, 15)
BOOK = load_rules()
WORDS = load_catalogue("en", BOOK)
EXPIRED = {
    "status": "completed",
    "sub_status": "confirmation_timed_out",
    "parcel": "not_received",
    "closed_on": "2025-12-03",
    "paid_on": "2025-10-01",
    "payment_method": "card",
}
TURNED = {"status": "closed", "closed_on": "2026-05-01", "ordered_on": "2026-05-10"}


def interpreted(given):
    return diagnose(read_order(given, today=DAY), rulebook=BOOK, today=DAY)


def section(name, given):
    found = outline(interpreted(given), WORDS, whole=True)
    return next(part for part in found.behind if part.id == name)


@pytest.mark.parametrize("given", [EXPIRED, TURNED])
def test_every_date_but_today_says_where_it_comes_from(given):
    lines = section("dates", given).lines
    assert [line.text for line in lines if not line.refs] == ["Today"]
    assert {line.text for line in lines if line.refs == ("as told",)} <= {"Paid", "Closed", "Ordered"}


def test_a_day_ahead_needs_no_document_and_two_in_the_wrong_order_have_one():
    (ahead, *_) = section("contradiction", {"status": "closed", "closed_on": "2027-05-01"}).lines
    assert ahead.refs == ("by the calendar",)
    (said, *_) = section("contradiction", TURNED).lines
    assert said.refs == ("000:125",)
    assert [entry.refs for entry in said.below] == [("as told",)] * 2


def test_every_way_to_the_money_names_its_sources():
    lines = section("steps", EXPIRED).lines
    assert all(line.refs for line in lines)
    (bank,) = [line for line in lines if "card issuer" in line.text]
    (office,) = [line for line in lines if "consumer office" in line.text]
    assert "alifaq" in bank.refs
    assert "econsumer" in office.refs
    listed = section("sources", EXPIRED).lines
    assert {("alifaq",), ("econsumer",)} <= {line.refs for line in listed}
    named = " ".join(line.text for line in listed)
    assert "alifaq.org" in named
    assert "econsumer.gov" in named


def test_what_is_said_twice_is_one_line_with_all_that_it_cites():
    first, *_ = section("reasons", EXPIRED).lines
    (status,) = [line for line in first.below if line.text.startswith("Order status: ")]
    assert {"000:129", "000:140"} <= set(status.refs)
    said = [line.text for line in section("readings", EXPIRED).lines]
    assert len(said) == len(set(said))


def test_the_name_of_a_document_is_never_broken_into_sentences():
    shown = render_plain(outline(interpreted(EXPIRED), WORDS, whole=True), verbose=True)
    assert "\n  - Frustrated? AliExpress Order Closed (undated), lines " in shown
    assert "; over. [000:20]" in shown
