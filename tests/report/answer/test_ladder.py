"""The ways that are left, each with its clock."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.order import CHOICES, read_order
from ali_closed.report.answer.ladder import Rung, ladder, ladder_applies, ladder_lines, region_of
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.rules.loader import load_rules

TODAY: Final = date(2026, 6, 15)
RULES: Final = load_rules()
ENDED: Final = {"status": "completed", "shipped": True, "paid": True, "parcel": "not_received"}


def diagnosed(**interpreted: object) -> Diagnosis:
    return diagnose(read_order(interpreted, today=TODAY), rulebook=RULES, today=TODAY)


def rung(name: str, country: str | None = None, **interpreted: object) -> Rung:
    found = replace(diagnosed(**interpreted), country=country)
    return next(entry for entry in ladder(found) if entry.id == name)


def brings(found: Rung) -> set[str]:
    return {item.id.removeprefix("ladder.needs.") for item in found.bring}


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
    ("interpreted", "standing", "by"),
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
def test_the_dispute_follows_the_diagnosis(interpreted: Mapping[str, Any], standing: str, by: date | None) -> None:
    found = rung("dispute", **{**ENDED, **interpreted})
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


UNSENT: Final = {"status": "closed", "shipped": False, "paid": True, "closed_on": "2026-04-01"}
IN_HAND: Final = {
    "status": "completed",
    "shipped": True,
    "parcel": "received_faulty",
    "confirmed": "yes",
    "confirmed_on": "2026-04-01",
}


def test_an_unsent_order_needs_no_tracking_no_dispute_and_no_appeal() -> None:
    for found in ladder(diagnosed(**UNSENT)):
        assert not brings(found) & {"tracking", "letter", "goods", "decision"}, found.id
        assert "tracking" not in said(found), found.id
    assert rung("dispute", **UNSENT).standing == "not_needed"
    assert rung("appeal", **UNSENT).standing == "not_needed"
    assert "refund_page" in brings(rung("support", **UNSENT))


def test_goods_in_hand_need_no_tracking() -> None:
    for found in ladder(diagnosed(**IN_HAND)):
        assert not brings(found) & {"tracking", "letter"}, found.id
        assert "tracking" not in said(found), found.id
    assert "goods" in brings(rung("card_issuer", **IN_HAND))
    assert rung("appeal", **IN_HAND).standing == "not_needed"


def test_what_aliexpress_closed_itself_is_not_asked_of_the_seller() -> None:
    closed = {"status": "closed", "paid": True, "message": "security reasons", "closed_on": "2026-04-01"}
    assert "seller" not in [found.id for found in ladder(diagnosed(**closed))]
    assert "papers" in brings(rung("support", **closed))
    assert "papers" not in brings(rung("support", **UNSENT))


def test_a_dispute_won_is_not_appealed() -> None:
    won = {**ENDED, "dispute": "won", "dispute_closed_on": "2026-05-01"}
    assert ladder_applies(diagnosed(**won))
    assert rung("appeal", **won).standing == "not_needed"
    assert "appeal" not in said(rung("dispute", **won))
    assert "refund_page" in brings(rung("card_issuer", **won))


def test_no_way_is_recommended_that_is_closed() -> None:
    assert "closed on 20 July 2025" in said(rung("consumer_body", "DE", **ENDED))
    assert "Turn the case into a claim" in said(rung("paypal", **ENDED, payment_method="paypal"))


def test_what_is_said_of_offices_outside_has_a_source_outside() -> None:
    outside = {source.key for source in RULES.sources if source.outside}
    for country in ("DE", "GB", "US", "CA", "AU", "BR", "KR", "RU", None):
        found = rung("consumer_body", country, **ENDED)
        assert found.where
        assert set(found.where) <= outside
    for method in ("card", "paypal"):
        name = "paypal" if method == "paypal" else "card_issuer"
        assert set(rung(name, **ENDED, payment_method=method).where) & outside


def test_every_text_of_the_ladder_is_used() -> None:
    words = load_catalogue("en", RULES)
    used = {"ladder.chargeback_freezes", "ladder.paypal_escalate"}
    cases: list[Mapping[str, Any]] = [ENDED, UNSENT, IN_HAND, {**ENDED, "tracking": "delivered"}]
    cases += [{**ENDED, "dispute": value} for value in CHOICES["dispute"]]
    cases += [
        {**ENDED, "closed_on": day, "tracking": "stalled", "confirmed": "no"} for day in ("2026-06-03", "2026-04-01")
    ]
    cases += [{**ENDED, "dispute": "lost", "appeal": value} for value in CHOICES["appeal"]]
    cases += [{"status": "closed", "paid": True, "message": "security reasons"}, {**ENDED, "dispute_button": "gone"}]
    cases += [{"status": "shipped", "shipped": True, "parcel": "received_partly"}]
    cases += [{"status": "shipped", "shipped_on": "2026-06-12", "parcel": "not_received"}]
    cases += [
        {"status": "shipped", "parcel": "not_received", "dispute_button": value} for value in ("too_early", "shown")
    ]
    cases += [{**IN_HAND, "confirmed_on": day} for day in ("2026-06-10", "unknown")]
    for interpreted in list(cases):
        cases += [
            {**interpreted, "payment_method": "paypal", "paid_on": day}
            for day in ("2026-03-01", "2025-03-01", "unknown")
        ]
        cases += [
            {**interpreted, "payment_method": method, "chargeback": claim}
            for method in ("card", "paypal")
            for claim in ("open", "lost")
        ]
    countries = ("DE", "GB", "US", "CA", "AU", "BR", "KR", "RU", None)
    found = [replace(diagnosed(**ENDED), country=country) for country in countries]
    for entry in (
        entry for answer in (*found, *(diagnosed(**interpreted) for interpreted in cases)) for entry in ladder(answer)
    ):
        used |= {part.id for part in (entry.text, entry.clock, entry.effect, *entry.bring)}
        used |= {f"ladder.{entry.id}.title", "ladder.clock", "ladder.effect", "ladder.bring"}
    assert {name for name in words.texts if name.startswith("ladder.")} - used == set()


def test_every_rung_has_words_and_sources_that_exist() -> None:
    keys = {source.key for source in RULES.sources}
    words = load_catalogue("en", RULES)
    used: set[str] = set()
    for button in (None, *CHOICES["dispute_button"]):
        for parcel in CHOICES["parcel"]:
            for tracking in ("delivered", "stalled"):
                interpreted = {**ENDED, "parcel": parcel, "tracking": tracking, "dispute_button": button}
                for found in ladder(diagnosed(**interpreted)):
                    lines = ladder_lines(found, words)
                    assert all(line[0].isupper() and line[-1] in "." for line in lines[1:]), lines
                    assert "{" not in said(found)
                    used |= {ref if ref in keys else RULES.source_of(ref).key for ref in found.where}
    assert used <= keys
