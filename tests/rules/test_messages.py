"""Messages, as pages, mails, chats and buyers word them."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ali_closed.rules.matching import MESSAGE, fold
from ali_closed.rules.words import load_words, read_label, read_message

BOOK = load_words()
PHRASES = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))
PROVES: dict[str, list[str]] = PHRASES["proves"]
NOTHING: list[str] = PHRASES["nothing"]["texts"]
ENDS = {"message_closed", "message_completed", "message_cancelled"}
"""That the order has ended is proven beside the cause that a text names."""
CAUSES = {"message_security", "message_card", "message_unpaid", "message_not_shipped", "message_timer"}


@pytest.mark.parametrize("proven", PROVES)
def test_a_message_proves_one_thing(proven: str) -> None:
    for text in PROVES[proven]:
        for written in (text, f"Dear customer! {text.upper()}. Thank you for shopping."):
            read = read_message(written, BOOK)
            assert tuple(said for said in read if proven not in CAUSES or said not in ENDS) == (proven,), written


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("Closed for security reasons", True),
        ("Your order has been closed due to security reasons", True),
        ("Заказ закрыт по соображениям безопасности", True),
        ("Ihre Bestellung wurde aus Sicherheitsgründen geschlossen", True),
        ("Payment failed. Your order has been cancelled. Submit appeal", True),
        ("Your order is closed. The seller failed to ship your order within the processing time.", True),
        ("For security reasons your payment is being verified. This can take 24 hours.", False),
        ("Your order will be closed for security reasons if you do not submit proof of your card.", False),
        ("The seller has not shipped your order in time. You can cancel.", False),
        ("security reasons", False),
        ("You have to cancel this order yourself", False),
        ("Our office is closed for the holidays, we ship on Monday", False),
        ("The flight was cancelled because of the weather", False),
    ],
)
def test_a_cause_is_no_end(text: str, ended: bool) -> None:
    assert bool(ENDS & {*read_message(text, BOOK)}) == ended


def test_a_message_proves_nothing() -> None:
    for text in NOTHING:
        for written in (text, f"Dear customer, {text}"):
            assert read_message(written, BOOK) == (), written


def test_the_table_is_long_and_says_nothing_twice() -> None:
    texts = [text for texts in PROVES.values() for text in texts] + NOTHING
    assert len(texts) == len(set(texts)) > 150


@pytest.mark.parametrize(
    ("text", "proven"),
    [
        ("Payment failed. The seller did not ship.", ("message_card", "message_not_shipped")),
        (
            "For security reasons your order was closed, because your card could not be verified",
            ("message_security", "message_card", "message_closed"),
        ),
        ("Closed for security reasons. Verify your identity.", ("message_security", "message_closed")),
        ("Your account was restricted for security reasons. Verify your identity.", ("message_identity",)),
        ("Your order was closed. Your account has been restricted.", ("message_identity", "message_closed")),
        (
            "The seller has cancelled your order because it is out of stock. Your refund was issued.",
            ("message_cancelled_by_seller", "message_out_of_stock", "message_refund"),
        ),
        (
            "Your refund was completed and will reach your card within 10 business days.",
            ("message_refund",),
        ),
        ("Verify your identity. Your card was declined.", ("message_card",)),
        ("Not for security reasons. Your card was declined.", ("message_card",)),
        ("Sí, se cerró por motivos de seguridad", ("message_security", "message_closed")),
        ("your order was not\naccepted because the card\nwas declined", ("message_card",)),
        ("Возврат 1 230 руб. оформлен", ("message_refund",)),
        ("Die Erstattung über 1.234,50 € wurde am 20.06. veranlasst", ("message_refund",)),
        ("Ihre Bestellung wurde am 20. Juni geschlossen", ("message_closed",)),
        ("Not closed on day 20. Your card was declined", ("message_card",)),
        ("Dispute: no\nSecurity reasons", ("message_security",)),
        ("not for\nsecurity reasons", ()),
        ("no, for security reasons", ("message_security",)),
    ],
)
def test_several_sentences(text: str, proven: tuple[str, ...]) -> None:
    assert read_message(text, BOOK) == proven


@pytest.mark.parametrize(
    ("text", "proven"),
    [
        ("security", "message_security"),
        ("They say: risk.", "message_security"),
        ("the reason was just safety", "message_security"),
        ("risco", "message_security"),
        ("по соображениям риска, говорят", None),
        ("пишут: риск", "message_security"),
        ("because of my card", "message_card"),
        ("passport", "message_identity"),
        ("order unpaid", "message_unpaid"),
        ("the timer", "message_timer"),
        ("not security", None),
        ("if risk", None),
        ("security?", None),
        ("maybe security", None),
        ("Security. Payment. Help centre", None),
        ("Account\nSecurity\nOrders", None),
        ("Order ID", None),
        ("Payment time", None),
    ],
)
def test_a_short_answer_names_one_thing(text: str, proven: str | None) -> None:
    assert read_message(text, BOOK) == ((proven,) if proven else ())


@pytest.mark.parametrize(
    ("text", "proven"),
    [
        ("Was it closed for security reasons?", ()),
        ("Payment failed? Try another card.", ()),
        ("Why? Security reasons.", ("message_security",)),
        ("付款失败？请重试", ()),
        ("see https://example.com/a?b=c, payment failed", ("message_card",)),
        ("perhaps your card was declined", ()),
    ],
)
def test_a_question_and_a_guess_prove_nothing(text: str, proven: tuple[str, ...]) -> None:
    assert read_message(text, BOOK) == proven


@pytest.mark.parametrize("text", ["didn't", "didn’t", "didnt", "did not", "DID NOT"])
def test_not_is_read_in_every_spelling(text: str) -> None:
    assert read_message(f"the seller {text} ship", BOOK) == ("message_not_shipped",)
    assert read_message(f"the payment {text} fail", BOOK) == ()


def test_every_message_of_the_ledger_has_its_wordings() -> None:
    listed = tomllib.loads((resources.files("ali_closed.rules") / "messages.toml").read_text(encoding="utf-8"))
    ledger = [entry["id"] for entry in listed["message"] if entry["id"].startswith("message_")]
    assert sorted(BOOK.outranked) == sorted(ledger) == sorted(PROVES)


def test_every_message_is_read_in_eight_languages_and_ukrainian() -> None:
    wanted = {"en", "ru", "uk", "es", "pt", "fr", "de", "pl", "it"}
    written = tomllib.loads((resources.files("ali_closed.rules") / "wordings.toml").read_text(encoding="utf-8"))
    for message, entry in written["message"].items():
        assert wanted <= set(entry), message


def test_a_very_long_message_is_read_in_time() -> None:
    assert read_message("if security reasons " * MESSAGE, BOOK) == ()


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert set(read_message(text, BOOK)) <= set(BOOK.outranked)
    assert fold(fold(text)) == fold(text)
    for kind in ("status", "sub_status"):
        reading = read_label(text, kind, BOOK)
        assert reading.known == bool(reading.fields or reading.word)
