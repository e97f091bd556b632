"""Every draft reads as a person would write it, whatever is not known."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from itertools import combinations
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.fields import CHOICES, COUNTRY_FIELDS, DATE_FIELDS, FIELDS, RECIPIENTS, Recipient
from ali_closed.model.order import Order, read_order
from ali_closed.proof.drafts import drafts_at_odds
from ali_closed.report.drafts.letter import Draft, draft, missing_line
from tests.cli.program import run
from tests.report.answers import RULES, TODAY, WORDS, diagnosed
from tests.test_scenarios import SCENARIOS

LONGEST: Final = 1700

BEFORE: Final = {
    "id": "8190011223344556",
    "ordered_on": "2026-04-01",
    "paid_on": "2026-04-01",
    "closed_on": "2026-05-01",
}
AFTER: Final = {
    "id": "8190011223344556",
    "ordered_on": "2026-03",
    "shipped_on": "2026-03-20",
    "status": "completed",
    "paid": True,
    "shipped": True,
}
REASONS: Final[Mapping[str, Mapping[str, Any]]] = {
    "payment_timeout": {**BEFORE, "end_reason": "pay_timeout", "status": "closed", "bank": "nothing"},
    "payment_failed": {**BEFORE, "status": "closed", "message": "Your card was declined", "payment_method": "card"},
    "security_coupon": {
        **BEFORE,
        "status": "closed",
        "message": "security issues, delete the coupon",
        "coupon": "welcome",
    },
    "security_pattern": {**BEFORE, "status": "closed", "message": "security reasons", "paid": True, "bank": "booked"},
    "seller_did_not_ship": {
        **BEFORE,
        "status": "closed",
        "message": "not shipped in time",
        "paid": True,
        "refund": "none_seen",
    },
    "buyer_cancelled": {
        **BEFORE,
        "status": "closed",
        "cancelled_by": "buyer",
        "cancel_request": "agreed",
        "paid": True,
    },
    "seller_cancelled": {
        **BEFORE,
        "status": "closed",
        "cancelled_by": "seller",
        "seller_says": "out_of_stock",
        "paid": True,
    },
    "seller_fraud": {**BEFORE, "status": "closed", "cancelled_by": "platform", "paid": True, "refund": "announced"},
    "receipt_confirmed": {**AFTER, "confirmed": "yes", "confirmed_on": "2026-06-05", "parcel": "received_faulty"},
    "confirmed_by_mistake": {
        **AFTER,
        "confirmed": "by_mistake",
        "confirmed_on": "2026-06-12",
        "parcel": "not_received",
    },
    "protection_expired": {**AFTER, "closed_on": "2026-06-03", "tracking": "stalled", "parcel": "not_received"},
    "marked_delivered": {**AFTER, "delivered_on": "2026-06-10", "tracking": "delivered", "parcel": "not_received"},
    "dispute_decided": {**AFTER, "dispute": "lost", "dispute_closed_on": "2026-06-10", "parcel": "wrong_item"},
    "shipment_cancelled": {
        **AFTER,
        "status": "closed",
        "tracking": "cancelled",
        "parcel": "not_received",
        "seller_says": "wait",
    },
    "not_closed": {
        **AFTER,
        "status": "shipped",
        "delivery_due_on": "2026-05-20",
        "parcel": "not_received",
        "tracking": "customs",
    },
}


def sentences(text: str) -> list[str]:
    """The sentences and the listed items of a draft, quotations taken out."""
    plain = re.sub(r'"[^"\n]*"', '"..."', text)
    return [part for part in re.split(r"(?<=[.?])\s+|\n+", plain) if part]


def written(found: Draft) -> str:
    assert found.text is not None, found.notes
    return found.text


def assert_reads_well(found: Draft, diagnosis: Diagnosis) -> None:
    assert len(found.notes) == len(set(found.notes))
    if found.text is None:
        assert (found.about, found.missing, found.evidence) == (None, (), ())
        assert found.notes[-1].startswith("Nothing written: ")
        others = re.findall(r"ali-closed draft (\w+)", found.notes[-1])
        assert all(draft(diagnosis, WORDS, other).text for other in others), found.notes[-1]
        return
    unquoted = re.sub(r'"[^"\n]*"', '"quoted"', found.text)
    for mark in ("{", "}", "[", "]", "<", ">", "_", "None", "null", "unknown", "  ", "..", ",.", " ."):
        assert mark not in unquoted, (mark, found.text)
    assert not re.search(r"\d{4}-\d\d", unquoted.replace(str(diagnosis.order.value("id")), ""))
    assert len(found.text) <= LONGEST
    assert found.text.strip() == found.text
    assert "\n\n\n" not in found.text
    said = sentences(found.text)
    assert len(said) == len(set(said)), found.text
    for sentence in said:
        if sentence.startswith("- "):
            assert sentence[2:] in found.evidence
        else:
            assert sentence[0].isupper(), sentence
            assert sentence[-1] in '.?,:"', sentence
    assert set(found.missing) <= set(FIELDS)


def assert_only_facts(found: Draft, order: Order) -> None:
    """What the text says happened is what was told."""
    if found.text is None:
        return
    said = set(sentences(found.text))
    for name, values in CHOICES.items():
        for value in values:
            for voice in ("draft.fact", "draft.seller.fact"):
                sentence = WORDS.texts.get(f"{voice}.{name}.{str(value).lower()}")
                own = "draft.seller.fact" if found.recipient == "seller" else "draft.fact"
                if sentence in said and voice == own:
                    assert order.value(name) == value, sentence
    for name in found.missing:
        assert order.value(name) is None


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_and_recipient_under_every_combination_of_missing_facts(reason: str) -> None:
    interpreted = REASONS[reason]
    optional = [name for name in interpreted if name not in {"end_reason", "message", "status"}][:5]
    for count in range(len(optional) + 1):
        for left_out in combinations(optional, count):
            diagnosis = diagnosed(**{name: value for name, value in interpreted.items() if name not in left_out})
            for recipient in RECIPIENTS:
                found = draft(diagnosis, WORDS, recipient)
                assert_reads_well(found, diagnosis)
                assert_only_facts(found, diagnosis.order)


def _values(name: str) -> st.SearchStrategy[object]:
    if name in DATE_FIELDS:
        return st.sampled_from(
            ["2026-06-01", "2026-05", "2026-04-02..2026-04-09", "..2026-06-10", "2026-06-02..", "unknown"]
        )
    if name == "id":
        return st.sampled_from(["8190011223344556", "  ", "81 90\n"])
    if name == "note":
        return st.just("my own words")
    if name == "message":
        return st.sampled_from(['They said: "closed" {x} [y]\nNone', "security reasons", "x" * 900])
    if name == "end_reason":
        return st.sampled_from(["pay_timeout", "security_close", "never heard of"])
    if name in COUNTRY_FIELDS:
        return st.sampled_from(["DE", "CN", "unknown"])
    return st.sampled_from([*CHOICES[name], "unknown"])


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(FIELDS), max_size=12, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: _values(name) for name in names})
    )
)
def test_any_order_however_contradictory(interpreted: dict[str, object]) -> None:
    diagnosis = diagnosed(**interpreted)
    for recipient in RECIPIENTS:
        found = draft(diagnosis, WORDS, recipient)
        assert_reads_well(found, diagnosis)
    assert list(drafts_at_odds(diagnosis, RULES)) == []


WAITING: Final = {"status": "shipment_pending", "paid": True}


@cache
def situations() -> tuple[Diagnosis, ...]:
    """The scenarios; and an order that was sent, one that never was and one that waits, with every single answer."""
    scenarios = [(read_order(scenario.order, today=scenario.today), scenario.today) for scenario in SCENARIOS.values()]
    answers = [(field, value) for field in CHOICES if field not in COUNTRY_FIELDS for value in CHOICES[field]]
    bases = (REASONS["protection_expired"], REASONS["seller_did_not_ship"], WAITING)
    varied = [(read_order({**base, field: value}, today=TODAY), TODAY) for base in bases for field, value in answers]
    return tuple(diagnose(order, rulebook=RULES, today=today) for order, today in (*scenarios, *varied))


def test_every_draft_is_chosen_and_every_sentence_is_said() -> None:
    said, chosen = set[str](), set[tuple[str, str]]()
    for diagnosis in situations():
        for recipient in RECIPIENTS:
            found = draft(diagnosis, WORDS, recipient)
            assert_reads_well(found, diagnosis)
            assert_only_facts(found, diagnosis.order)
            said.update(sentences(found.text or ""))
            if found.about is not None:
                chosen.add((recipient, found.about))
    assert chosen == {(recipient, about) for recipient, letters in RULES.letters.items() for about in letters}
    facts = {text_id: text for text_id, text in WORDS.texts.items() if re.match(r"draft\.(seller\.)?fact\.", text_id)}
    assert [text_id for text_id, text in facts.items() if "{" not in text and text not in said] == []


@pytest.mark.parametrize(
    ("recipient", "about"), [(recipient, about) for recipient, letters in RULES.letters.items() for about in letters]
)
def test_every_draft_can_be_asked_for_of_any_order(recipient: str, about: str) -> None:
    for interpreted in (
        REASONS["receipt_confirmed"],
        {"status": "completed", "parcel": "received_ok", "refund": "received"},
        {"status": "cancel_requested", "cancel_request": "pending"},
    ):
        diagnosis = diagnosed(**interpreted)
        found = draft(diagnosis, WORDS, recipient, about)
        assert found.about == about
        assert_reads_well(found, diagnosis)
        assert_only_facts(found, diagnosis.order)


def test_the_drafts_are_few() -> None:
    assert sum(map(len, RULES.letters.values())) <= 41


Asked = Callable[..., Mapping[str, Any]]


@pytest.fixture
def asked() -> Asked:
    """The draft as a script gets it."""

    def ask(order: Mapping[str, Any], recipient: str, about: str | None = None) -> Mapping[str, Any]:
        return asdict(draft(diagnosed(**order), WORDS, recipient, about))

    return ask


def test_order_of_what_is_said(asked: Asked) -> None:
    found = asked(REASONS["marked_delivered"], "dispute")
    parts = ("My order number is", "The order was placed", "Tracking shows a delivery", "I ask for", "Attached:")
    places = [found["text"].index(part) for part in parts]
    assert places == sorted(places)
    assert found["about"] == "handed_to_another"
    assert any("letter from the carrier" in item for item in found["evidence"])
    assert any("weight and the address" in item for item in found["evidence"])


def test_a_late_refund_names_the_day_it_was_due(asked: Asked) -> None:
    found = asked(REASONS["seller_did_not_ship"], "support")
    assert found["about"] == "refund_late"
    assert "The refund was due by 29 May 2026 at the latest." in found["text"]
    assert "My order number is 8190011223344556." in found["text"]


@pytest.mark.parametrize("about", ["refund", "refund_late", "decide_return"])
def test_who_asks_for_money_asks_for_its_sum_day_account_and_number(asked: Asked, about: str) -> None:
    found = asked({**AFTER, "dispute": "won"}, "support", about)
    for wanted in ("what sum", "on which day", "to which account", "under which reference number"):
        assert wanted in found["text"]


def test_what_is_missing_is_named_with_its_flag(capfd: pytest.CaptureFixture[str]) -> None:
    line = run(capfd, "draft", "support", "--status", "closed", "--paid", "--not-shipped").err
    assert "order number (--id)" in line
    assert "day of the end (--closed-on)" in line


def test_nothing_missing_says_nothing(asked: Asked) -> None:
    order = {**BEFORE, "paid": True, "shipped": False, "status": "closed", "refund": "none_seen"}
    assert not asked(order, "support")["missing"]
    assert missing_line(draft(diagnosed(**order), WORDS, "support"), WORDS) is None


def test_contradicting_answers_are_left_out_and_named(asked: Asked) -> None:
    order = {"status": "completed", "closed_on": "2026-01-01", "ordered_on": "2026-05-01", "shipped": True}
    for recipient in RECIPIENTS:
        found = asked(order, recipient)
        assert "2026" not in (found["text"] or "")
        assert any("contradict" in note for note in found["notes"])
        assert not {"closed_on", "ordered_on"} & set(found["missing"])


def test_paypal_gets_its_own_words_and_its_last_day(asked: Asked) -> None:
    order = {**REASONS["protection_expired"], "payment_method": "paypal", "paid_on": "2026-03-01"}
    found = asked(order, "bank")
    assert "I open a case about a payment to AliExpress." in found["text"]
    assert "A case is possible until 28 August 2026, within 180 days of the payment." in found["text"]


def test_no_paypal_day_once_it_has_passed(asked: Asked) -> None:
    order = {**REASONS["protection_expired"], "payment_method": "paypal", "ordered_on": "2025-03"}
    found = asked({**order, "paid_on": "2025-03-01"}, "bank")
    assert found["about"] == "paypal_case"
    assert "A case is possible" not in found["text"]


def test_the_message_is_quoted_as_one_short_line(asked: Asked) -> None:
    order = {"status": "closed", "message": 'security "reasons"\n' + "and more " * 100}
    quote = re.search(r'message: "([^"]*)"', asked(order, "support")["text"])
    assert quote is not None
    assert quote[1].startswith("security 'reasons' and more")
    assert quote[1].endswith(" ...")
    assert len(quote[1]) <= 310


def test_what_was_refused_is_not_told_as_a_payment(asked: Asked) -> None:
    found = asked({"status": "closed", "paid": True, "paid_on": "2026-06-01", "bank": "nothing"}, "support")
    assert "The payment was made" not in found["text"]
    assert "I have paid" not in found["text"]


@pytest.mark.parametrize(
    ("order", "recipient", "never"),
    [
        ({**REASONS["receipt_confirmed"]}, "dispute", "confirmed receipt"),
        ({**REASONS["not_closed"], "tracking": "moving"}, "dispute", "on its way"),
        ({**REASONS["not_closed"], "tracking": "awaiting_pickup"}, "dispute", "picked up"),
        ({**REASONS["protection_expired"], "protection_ends_on": "2026-06-01"}, "dispute", "protection ended"),
        ({**AFTER, "dispute": "lost", "parcel": "not_received"}, "bank", "against me"),
        ({**AFTER, "dispute": "withdrawn", "closed_on": "2026-06-03", "parcel": "not_received"}, "bank", "took back"),
    ],
)
def test_what_harms_the_buyer_is_not_told(asked: Asked, order: Mapping[str, Any], recipient: str, never: str) -> None:
    text = asked(order, recipient)["text"]
    assert text is not None
    assert never not in text


@pytest.mark.parametrize(
    ("order", "recipient", "note"),
    [
        ({"status": "closed", "paid": False}, "support", "no money is due"),
        ({**AFTER, "dispute": "open", "parcel": "not_received"}, "dispute", "open already"),
        ({**BEFORE, "status": "closed", "message": "security reasons", "appeal": "open"}, "appeal", "open already"),
        (
            {"status": "shipped", "shipped_on": "2026-06-12", "parcel": "not_received"},
            "dispute",
            "opens on 23 June 2026",
        ),
        ({"status": "shipped", "parcel": "not_received", "dispute_button": "too_early"}, "dispute", "every day"),
        ({"status": "shipped", "parcel": "not_received", "tracking": "awaiting_pickup"}, "dispute", "fetch it"),
        (REASONS["receipt_confirmed"], "dispute", "what exactly is wrong"),
        (REASONS["protection_expired"], "bank", "freeze the order"),
        (REASONS["protection_expired"], "bank", "comes first"),
        ({**REASONS["protection_expired"], "payment_method": "paypal"}, "bank", "within 20 days"),
        (REASONS["protection_expired"], "seller", "stop no clock"),
        (REASONS["protection_expired"], "support", "stop no clock"),
    ],
)
def test_notes_beside_the_text(asked: Asked, order: Mapping[str, Any], recipient: str, note: str) -> None:
    found = asked(order, recipient)
    assert found["text"] is not None
    assert any(note in said for said in found["notes"]), found["notes"]


@pytest.mark.parametrize(
    ("order", "recipient", "about"),
    [
        (REASONS["seller_did_not_ship"], "support", "refund_late"),
        ({**AFTER, "parcel": "received_faulty", "closed_on": "2026-06-03"}, "seller", "answer_dispute"),
        ({**AFTER, "tracking": "cancelled", "parcel": "not_received"}, "seller", "send_again"),
        ({**AFTER, "tracking": "unknown_number", "parcel": "not_received"}, "seller", "tracking_number"),
        ({**AFTER, "closed_on": "2026-04-01", "parcel": "not_received"}, "seller", "goodwill"),
        ({**AFTER, "dispute": "open", "parcel": "not_received"}, "seller", "answer_dispute"),
        ({**AFTER, "dispute": "agreed_return", "parcel": "wrong_item"}, "seller", "return_address"),
        ({**AFTER, "dispute": "agreed_return", "parcel": "not_received"}, "dispute", "not_received"),
        ({**AFTER, "dispute_button": "gone", "parcel": "not_received"}, "support", "open_dispute"),
        ({"status": "shipment_pending", "processing_ends_on": "2026-05-20"}, "support", "cancel"),
        ({"status": "shipment_pending", "cancel_request": "refused"}, "seller", "tracking_number"),
        ({**AFTER, "confirmed": "by_mistake"}, "dispute", "not_received"),
        ({**AFTER, "dispute": "won", "dispute_closed_on": "2026-05-01"}, "support", "refund_late"),
        ({**AFTER, "dispute": "agreed_return", "return": "sent"}, "support", "decide_return"),
        ({**AFTER, "return": "sent"}, "support", "decide_return"),
        ({**AFTER, "return": "arrived"}, "support", "refund"),
        (
            {**AFTER, "dispute": "agreed_return", "return": "arrived", "dispute_closed_on": "2026-05-01"},
            "support",
            "refund_late",
        ),
        ({**AFTER, "parcel": "received_ok", "return": "sent", "dispute": "none"}, "dispute", "sent_back"),
        ({"status": "closed", "paid": False, "refund": "announced"}, "support", "refund"),
        ({"status": "closed", "paid": False, "refund_announced_on": "2026-04-01"}, "support", "refund_late"),
        ({"status": "closed", "bank": "nothing", "refund": "announced"}, "support", "refund"),
    ],
)
def test_what_is_asked_agrees_with_the_steps(
    asked: Asked, order: Mapping[str, Any], recipient: str, about: str
) -> None:
    assert asked(order, recipient)["about"] == about


@pytest.mark.parametrize(
    ("order", "recipient", "why"),
    [
        (REASONS["seller_did_not_ship"], "dispute", "no dispute is needed"),
        (REASONS["seller_did_not_ship"], "seller", "with AliExpress, not with the seller"),
        ({"status": "shipment_pending", "paid": True}, "dispute", "it takes no dispute"),
        ({"status": "shipment_pending", "cancel_request": "agreed"}, "seller", "was agreed"),
        ({**AFTER, "dispute": "lost"}, "dispute", "decided already"),
        ({**AFTER, "dispute": "won"}, "dispute", "in your favour"),
        ({**REASONS["protection_expired"], "closed_on": "2026-04-03"}, "dispute", "is over"),
        ({**AFTER, "closed_on": "2026-06-03"}, "dispute", "--parcel not_received"),
        ({**AFTER, "dispute": "won"}, "appeal", "in your favour"),
        ({**AFTER, "dispute": "lost", "appeal": "lost"}, "appeal", "draft bank"),
        (REASONS["protection_expired"], "appeal", "--dispute lost"),
        ({"status": "shipped"}, "appeal", "could be appealed"),
        ({"status": "closed", "paid": True, "shipped": False, "bank": "nothing"}, "bank", "no money left"),
        ({**BEFORE, "status": "closed", "paid": True, "payment_method": "bonus"}, "bank", "no bank paid"),
        ({"status": "shipped", "shipped_on": "2026-06-12", "paid": True}, "bank", "still open"),
        ({**AFTER, "dispute": "agreed_return", "parcel": "received_faulty"}, "bank", "go back first"),
        ({**AFTER, "dispute": "agreed_return", "parcel": "not_received"}, "seller", "nothing to send back"),
        (REASONS["security_pattern"], "seller", "not the seller"),
        ({"status": "payment_verification", "paid": True}, "seller", "being checked"),
        ({"status": "closed", "paid": False}, "seller", "nothing to answer"),
        ({**AFTER, "dispute": "won"}, "seller", "in your favour"),
        ({"status": "payment_pending", "paid": False}, "support", "waits for your payment"),
        ({"status": "closed", "refund": "received", "paid": True}, "support", "the money is back"),
        ({**AFTER, "parcel": "received_ok"}, "support", "nothing to claim"),
        ({"unauthorised": True, "bank": "booked"}, "dispute", "did not place this order"),
    ],
)
def test_where_no_message_helps_none_is_written(
    asked: Asked, order: Mapping[str, Any], recipient: Recipient, why: str
) -> None:
    found = asked(order, recipient)
    assert found["text"] is None
    assert why in found["notes"][-1]
    by_name = asked(order, recipient, next(iter(RULES.letters[recipient])))
    assert by_name["text"] is not None
    assert any(why in said and not said.startswith("Nothing written") for said in by_name["notes"])


def test_no_text_asks_for_what_the_case_does_not_have() -> None:
    """Rules over every situation, whatever the words are."""
    for diagnosis in situations():
        order, value = diagnosis.given, diagnosis.order.value
        dispute = diagnosis.dispute.verdict
        by_itself = diagnosis.refund.verdict == "automatic" and value("refund") != "announced"  # else it was promised
        found = {recipient: draft(diagnosis, WORDS, recipient) for recipient in RECIPIENTS}
        if diagnosis.contradictions:
            continue
        if found["dispute"].text is not None:
            nothing_to_return = value("dispute") == "agreed_return" and value("parcel") == "not_received"
            assert dispute in {"open", "contested", "not_yet", "depends", "running"} or nothing_to_return, order
            assert not by_itself, order
        if found["appeal"].text is not None:
            assert value("appeal") != "lost", order
            assert value("dispute") not in {"won", "agreed_return"} or value("appeal") == "open", order
        if found["bank"].text is not None:
            stopped = {reason.id for reason in diagnosis.reasons} == {"payment_failed"}
            assert value("bank") != "nothing" or stopped or value("chargeback"), order
            assert value("payment_method") != "bonus" or value("unauthorised"), order
        if by_itself or (dispute == "not_needed" and value("status") != "frozen"):
            assert found["seller"].about not in {"send_again", "where_is_it"}, order
        if by_itself:
            assert found["seller"].about not in {"tracking_number", "goodwill", "answer_dispute"}, order
        if value("parcel") in {"received_ok", "received_faulty", "received_partly", "wrong_item"}:
            for recipient in RECIPIENTS:
                assert "I have not received" not in (found[recipient].text or ""), order
        if value("parcel") in {"received_faulty", "received_partly", "wrong_item"}:
            assert found["support"].about not in {"not_received", "how_it_stands"}, order
        if value("unauthorised"):
            assert all("I did not place" in (text.text or "I did not place") for text in found.values())


def test_dates_ahead_are_told_as_ahead(asked: Asked) -> None:
    order = {"status": "shipped", "parcel": "not_received", "delivery_due_on": "2026-06-20"}
    assert "The delivery is due on 20 June 2026." in asked(order, "support")["text"]
    order["delivery_due_on"] = "2026-06-14"
    assert "The delivery was due on 14 June 2026." in asked(order, "support")["text"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"payment_method": "card", "paid_on": "2026-05-01"}, "last day for such a claim is 29 August 2026."),
        ({"payment_method": "card", "paid_on": "2026-05-01", "country": "US"}, "such a claim is 30 June 2026."),
        ({"payment_method": "card", "paid_on": "2026-02-01"}, None),
        ({"payment_method": "card"}, None),
        ({"paid_on": "2026-05-01"}, None),
    ],
)
def test_the_bank_is_told_until_when_a_card_can_be_claimed(
    asked: Asked, told: Mapping[str, Any], said: str | None
) -> None:
    late = {**AFTER, "ordered_on": None, "shipped_on": None, "closed_on": "2026-05-20", "parcel": "not_received"}
    body = asked({**late, **told}, "bank")["text"]
    assert said in body if said else "such a claim" not in body


def test_a_whole_month_is_called_by_its_name(asked: Asked) -> None:
    assert "The order was placed in March 2026." in asked(REASONS["protection_expired"], "dispute")["text"]
