"""The ways that are left, each with its clock."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.order import CHOICES, read_order
from ali_closed.report.catalogue import load_catalogue
from ali_closed.report.ladder import Rung, ladder, ladder_applies, ladder_lines, region_of
from ali_closed.rules.loader import load_rules

TODAY: Final = date(2026, 6, 15)
RULES: Final = load_rules()
ENDED: Final = {"status": "completed", "shipped": True, "paid": True, "parcel": "not_received"}


def diagnosed(**told: object) -> Diagnosis:
    return diagnose(read_order(told, today=TODAY), rulebook=RULES, today=TODAY)


def rung(name: str, country: str | None = None, **told: object) -> Rung:
    return next(found for found in ladder(diagnosed(**told), country) if found.id == name)


def said(found: Rung) -> str:
    return " ".join(ladder_lines(found, load_catalogue("en", RULES)))


def test_the_way_goes_from_the_page_to_the_consumer_office() -> None:
    ids = [found.id for found in ladder(diagnosed(**ENDED, closed_on="2026-04-01"))]
    assert ids == ["order_page", "seller", "dispute", "appeal", "support", "card_issuer", "consumer_body"]
    with_paypal = [found.id for found in ladder(diagnosed(**ENDED, payment_method="paypal"))]
    assert "paypal" in with_paypal
    assert "card_issuer" not in with_paypal
    assert not {"paypal", "card_issuer"} & {found.id for found in ladder(diagnosed(**ENDED, payment_method="bonus"))}


@pytest.mark.parametrize(
    ("told", "standing", "by"),
    [
        ({"closed_on": "2026-06-03", "tracking": "stalled", "confirmed": "no"}, "now", date(2026, 6, 18)),
        ({"closed_on": "2026-04-01", "tracking": "stalled", "confirmed": "no"}, "over", None),
        ({"dispute": "open"}, "running", None),
        ({"dispute": "lost"}, "done", None),
        ({"status": "shipped", "shipped_on": "2026-06-12"}, "later", date(2026, 6, 23)),
        ({"status": "shipped", "dispute_button": "too_early"}, "later", None),
        ({"status": "closed", "shipped": False, "parcel": None}, "not_needed", None),
        ({"parcel": "received_faulty", "confirmed": "yes", "confirmed_on": "2026-06-10"}, "now", TODAY),
    ],
)
def test_the_dispute_follows_the_diagnosis(told: Mapping[str, Any], standing: str, by: date | None) -> None:
    found = rung("dispute", **{**ENDED, **told})
    assert (found.standing, found.by) == (standing, by)


def test_paypal_has_a_date_until_it_has_passed() -> None:
    paypal = {**ENDED, "payment_method": "paypal"}
    assert rung("paypal", **paypal, paid_on="2026-03-01").by == date(2026, 8, 28)
    assert rung("paypal", **paypal).by is None
    assert rung("paypal", **paypal, paid_on="2025-03-01").standing == "over"
    assert rung("paypal", **paypal, chargeback="open").standing == "running"
    assert rung("paypal", **paypal, chargeback="lost").standing == "done"


def test_the_card_issuer_has_no_date_of_ours() -> None:
    found = rung("card_issuer", **ENDED, payment_method="card", paid_on="2026-03-01")
    assert found.by is None
    assert not any(sign.isdigit() for sign in said(found))


def test_an_appeal_is_for_decisions_and_security_closings() -> None:
    assert rung("appeal", **ENDED, dispute="lost").standing == "now"
    assert rung("appeal", **ENDED, dispute="lost", appeal="open").standing == "running"
    assert rung("appeal", **ENDED, dispute="lost", appeal="lost").standing == "done"
    assert rung("appeal", **ENDED).standing == "later"
    assert rung("appeal", status="closed", message="security reasons").standing == "now"


def test_it_is_shown_where_the_page_refuses_or_money_is_late() -> None:
    assert ladder_applies(diagnosed(**ENDED, closed_on="2026-04-01", tracking="stalled", confirmed="no"))
    assert ladder_applies(diagnosed(**ENDED, closed_on="2026-06-03", dispute_button="gone"))
    assert ladder_applies(diagnosed(**ENDED, dispute="lost"))
    assert ladder_applies(diagnosed(status="closed", shipped=False, paid=True, closed_on="2026-04-01"))
    assert not ladder_applies(diagnosed(**ENDED, dispute="won", dispute_closed_on="2026-06-10"))
    assert not ladder_applies(diagnosed(**ENDED, closed_on="2026-06-03", tracking="stalled", confirmed="no"))
    assert not ladder_applies(diagnosed(status="closed", shipped=False, paid=True, refund="received"))
    assert not ladder_applies(diagnosed(**{**ENDED, "parcel": "received_ok"}))


def test_every_region_has_its_words() -> None:
    countries = {"DE": "eu", "GB": "uk", "us": "us", "CA": "ca", "AU": "au", "BR": "br", "KR": "kr", "RU": "ru"}
    for country, region in {**countries, "JP": "other", "": "other"}.items():
        assert region_of(country) == region
        assert said(rung("consumer_body", country, **ENDED))
    assert region_of(None) == "other"


def test_every_rung_has_words_and_sources_that_exist() -> None:
    keys = {source.key for source in RULES.sources}
    words = load_catalogue("en", RULES)
    used: set[str] = set()
    for button in (None, *CHOICES["dispute_button"]):
        for parcel in CHOICES["parcel"]:
            for tracking in ("delivered", "stalled"):
                told = {**ENDED, "parcel": parcel, "tracking": tracking, "dispute_button": button}
                for found in ladder(diagnosed(**told)):
                    lines = ladder_lines(found, words)
                    assert all(line[0].isupper() and line[-1] in "." for line in lines[1:]), lines
                    assert "{" not in said(found)
                    used |= {RULES.source_of(line).key for line in found.where}
                    assert all(words.has(f"ladder.source.{name}") for name in found.outside)
    assert used <= keys
