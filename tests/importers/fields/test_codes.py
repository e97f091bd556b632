"""AliExpress's own words: each says what an order can hold, however it is spelt."""

from __future__ import annotations

import pytest

from ali_closed.importers.fields.codes import coded, codes, first_coded, is_code, shown_method
from ali_closed.model.fields import CHOICES, DATE_FIELDS
from ali_closed.rules.words import load_words, read_label


@pytest.mark.parametrize("table", sorted(codes()))
def test_every_word_says_what_an_order_can_hold(table: str) -> None:
    for word, facts in codes()[table].items():
        for field, value in facts.items():
            if field == "field":
                assert value in DATE_FIELDS, word
            elif field == "status":
                assert read_label(value, "status", load_words()).known, word
            else:
                assert value in CHOICES[field], word


@pytest.mark.parametrize("spelt", ["WAIT_BUYER_ACCEPT_GOODS", "WaitBuyerAcceptGoods", " wait-buyer-accept-goods "])
def test_a_word_is_known_however_it_is_spelt(spelt: str) -> None:
    assert coded("order_status", spelt) == {"status": "shipped"}


def test_a_word_may_say_more_beside_another() -> None:
    assert coded("ru_issue", "Finished", "Partial") == {"dispute": "partial"}
    assert coded("ru_issue", "Finished") == {"sub_status": "dispute_closed"}
    assert coded("ru_issue", "Finished", None) == {}


def test_the_first_row_speaks() -> None:
    assert first_coded("issue_status", {"noissue", "", "inissue"}.__contains__) == {"dispute": "open"}
    assert first_coded("issue_status", {"", "7"}.__contains__) == {}


@pytest.mark.parametrize(
    ("label", "method"), [("Visa ****1", "card"), ("My (PayPal)", "paypal"), ("Revisa tu pago", None)]
)
def test_a_method_is_named_by_a_word_of_its_own(label: str, method: str | None) -> None:
    assert shown_method(label).get("payment_method") == method


@pytest.mark.parametrize("word", ["", None, 7, "FINISH_", "heard of never"])
def test_what_is_not_there_says_nothing(word: object) -> None:
    assert not is_code("order_status", word)
    assert coded("order_status", word) == {}
    assert shown_method(word) == {}
