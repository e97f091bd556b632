"""The proof of the messages: each law with a bad twin that it must catch."""

from datetime import date
from typing import Any

import pytest

from ali_closed.errors import DataError
from ali_closed.model.fields import RECIPIENTS, Recipient
from ali_closed.model.rulebook import SentenceRow
from ali_closed.proof.drafts import drafts_at_odds, needed_draft_texts, wanted_drafts
from ali_closed.proof.reachability import shadowed
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.rules.loader import Rulebook
from ali_closed.rules.tables import load_tables
from tests.diagnoses import on
from tests.report.drafts.test_letter import REASONS

TODAY = date(2026, 6, 15)
LATE = {"status": "closed", "paid": True, "shipped": False, "closed_on": "2026-05-01"}


def with_rows(rulebook: Rulebook, *rows: SentenceRow) -> Rulebook:
    return rulebook.model_copy(update={"sentences": {**rulebook.sentences, "draft": rows}, "digest": f"drafts {rows}"})


def without(rulebook: Rulebook, row_id: str, recipient: str) -> Rulebook:
    kept = (row for row in rulebook.sentences["draft"] if row.id != row_id or recipient not in row.when["recipient"])
    return with_rows(rulebook, *kept)


def first(rulebook: Rulebook, row: SentenceRow) -> Rulebook:
    return with_rows(rulebook, row, *rulebook.sentences["draft"])


def test_no_order_has_a_message_at_odds_with_its_answer(rulebook: Rulebook) -> None:
    for order in (LATE, *REASONS.values()):
        assert list(drafts_at_odds(on(rulebook, **order), rulebook)) == []


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_a_recipient_without_a_row_for_all_else_is_found(rulebook: Rulebook, recipient: Recipient) -> None:
    last = next(row for row in rulebook.sentences["draft"] if dict(row.when) == {"recipient": (recipient,)})
    twin = without(rulebook, last.id, recipient)
    assert f"draft to {recipient}: no row for all else" in {failure.what for failure in shadowed(twin)}


def test_a_row_behind_another_that_says_all_of_it_is_found(rulebook: Rulebook) -> None:
    twin = first(rulebook, SentenceRow(id="what_happened", when={"recipient": ("seller",)}))
    found = [failure.what for failure in shadowed(twin)]
    assert any(what.startswith("draft to seller goodwill, row ") for what in found)
    assert not any(what.startswith("draft to support") for what in found)


def test_asking_the_seller_for_what_aliexpress_holds_is_found(rulebook: Rulebook) -> None:
    twin = without(rulebook, "money_with_aliexpress", "seller")
    assert list(drafts_at_odds(on(rulebook, **LATE), twin)) == [
        "a message to seller, and avoid_asking_seller_for_money: do not ask_seller"
    ]


def test_a_message_into_a_dispute_that_cannot_be_opened_is_found(rulebook: Rulebook) -> None:
    twin = first(rulebook, SentenceRow(id="not_received", when={"recipient": ("dispute",)}))
    over = {"status": "completed", "shipped": True, "closed_on": "2026-03-01", "parcel": "not_received"}
    assert list(drafts_at_odds(on(rulebook, **over), twin)) == [
        "a message to the dispute form while the dispute is over"
    ]


def test_a_step_that_leads_to_nobody_is_found(rulebook: Rulebook) -> None:
    twin = first(rulebook, SentenceRow(id="goods_fine", when={"recipient": ("support",)}, written=False))
    assert "support_refund_late, and no message to support: goods_fine" in list(
        drafts_at_odds(on(rulebook, **LATE), twin)
    )


def test_every_letter_is_chosen_by_some_row(rulebook: Rulebook) -> None:
    assert not [token for token in wanted_drafts(rulebook) if token[0] == "letter"]
    assert ("letter", "seller", "goodwill") in set(wanted_drafts(without(rulebook, "goodwill", "seller")))


def test_every_text_of_the_messages_is_there(rulebook: Rulebook) -> None:
    needed = set(needed_draft_texts(rulebook))
    assert needed <= set(load_catalogue("en", rulebook).texts)
    assert {"draft.seller.goodwill.ask", "draft.fact.parcel.not_received", "draft.date.paypal_last"} <= needed
    assert "draft.fact.confirmed.yes" not in needed


@pytest.mark.parametrize(
    ("part", "entry", "says"),
    [
        ("draft", {"id": "no_such_letter", "when": {"recipient": ["seller"]}}, "letter to seller"),
        ("draft", {"id": "goodwill", "when": {"recipient": ["nobody"]}}, "no value `nobody`"),
        ("draft", {"id": "goodwill", "when": {"recipient": ["seller"]}, "instead": ["nobody"]}, "not readable"),
        ("untold", {"id": "no_such_field", "when": {}}, "no field"),
        ("attachment", {"id": "order_page", "when": {"draft": ["no_such_letter"]}}, "no value `no_such_letter`"),
    ],
)
def test_names_that_there_are_none_of_are_refused(part: str, entry: dict[str, Any], says: str) -> None:
    from ali_closed.rules import loader

    tables = load_tables()
    tables["sentences"] = {**tables["sentences"], part: [*tables["sentences"][part], entry]}
    with pytest.raises(DataError, match=says):
        loader._check(loader._frozen(tables))
