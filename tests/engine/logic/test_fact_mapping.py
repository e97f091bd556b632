"""The facts: how fields fold into them, the laws between them, and the states each reason claims."""

from collections.abc import Mapping
from itertools import combinations, product

import pytest

from ali_closed.model.fields import CHOICES, DATE_FIELDS, FLAG_FIELDS, OPEN_STATUSES, STATUSES, SUB_STATUSES
from ali_closed.model.rulebook import FactMapping
from ali_closed.proof.states import States, StateSet, forbids
from ali_closed.proof.witnesses import WORDINGS, Answer, Asking
from ali_closed.rules.conditions import EITHER
from ali_closed.rules.loader import DERIVED_FIELDS, Rulebook
from ali_closed.rules.words import read_message

SAYS_NOTHING_ALONE = {
    ("status", "Processing payment"),
    ("status", "Suspicious order"),
    ("dispute_button", "gone"),
    ("dispute_button", "refuses_too_late"),
    ("cancel_request", "pending"),
    ("cancel_request", "agreed"),
    ("cancel_request", "refused"),
    ("cancel_request", "withdrawn"),
    ("parcel", "not_received"),
    ("bank", "nothing"),
    ("message", WORDINGS["identity"]),
    ("message", WORDINGS["seller_shut"]),
    ("cancelled_by", "seller"),
    ("cancelled_by", "platform"),
}
"""Answers that narrow no fact by themselves: they sort, add steps, or tell only beside another answer."""

# ---------------------------------------------------------------- folds


def test_every_answer_that_a_fold_looks_at_narrows_a_fact(asking: Asking) -> None:
    silent = asking.box(())
    idle = {(answer.field, answer.value) for answer in asking.answers if asking.box((answer,)) & silent == silent}
    assert idle == SAYS_NOTHING_ALONE


def test_a_fold_names_values_that_can_be_given(rulebook: Rulebook, asking: Asking) -> None:
    for mapping in rulebook.fact_mappings:
        for field, allowed in mapping.when.items():
            for value in allowed:
                if value == "unknown":
                    continue
                assert asking.answer(field, value) is not None, (dict(mapping.when), field, value)
                assert (value == "known") is (field in DATE_FIELDS)


def test_every_pair_of_answers_folds_to_what_both_leave_or_to_less(asking: Asking) -> None:
    """Whatever two answers say together, no fact is left without a value unless they contradict one another."""
    space = asking.reasoner.space
    for one, other in combinations(asking.answers, 2):
        if one.field != other.field:
            box = asking.box((one, other))
            assert box & space.whole == box
            assert space.alive(box) or not asking.possible((one, other))


@pytest.mark.parametrize(
    "fields",
    [
        ("confirmed", "sub_status", "parcel"),
        ("confirmed", "status_word", "parcel"),
        ("paid", "bank", "closed_when"),
        ("paid", "bank", "message_fact"),
        ("tracking", "delivered_on", "shipped"),
        ("tracking", "delivered_on", "status"),
        ("cancelled_by", "cancel_request", "status"),
        ("cancelled_by", "message_fact", "seller_says"),
        ("dispute", "dispute_opened_on", "dispute_closed_on"),
        ("dispute", "sub_status", "dispute_button"),
        ("dispute", "sub_status", "status"),
        ("message_fact", "status", "paid"),
        ("status_word", "sub_status", "cancelled_by"),
        ("status", "sub_status", "closed_when"),
        ("coupon", "message_fact", "status"),
    ],
    ids="-".join,
)
def test_a_table_of_folds_is_complete(asking: Asking, rulebook: Rulebook, fields: tuple[str, ...]) -> None:
    """Every combination of the inputs of one table: it never widens what one input says, and never fails."""
    for inputs in product(*(inputs_of(field, asking) for field in fields)):
        interpreted = asking.read(tuple(answer for answer in inputs if answer is not None))
        holding = [
            mapping
            for mapping in rulebook.fact_mappings
            if interpreted.holds(rulebook.vocabulary.forbidden(mapping.when))
        ]
        box = asking.box(tuple(answer for answer in inputs if answer is not None))
        for mapping in holding:
            assert box & ~asking.reasoner.space.box(mapping.facts) == 0


def inputs_of(field: str, asking: Asking) -> tuple[Answer | None, ...]:
    """Every value of an input, and nothing told."""
    return (None, *asking.answers_for(field))


@pytest.mark.parametrize(
    ("interpreted", "fact", "values"),
    [
        ({"bank": "booked", "paid": False}, "money", ("left",)),
        ({"bank": "nothing", "paid": False}, "money", ("none",)),
        ({"bank": "reserved"}, "money", ("left",)),
        ({"confirmed": "no", "sub_status": "confirmation_received"}, "confirmed", ("disputed",)),
        ({"confirmed": "yes", "parcel": "not_received"}, "confirmed", ("yes", "by_mistake")),
        ({"confirmed": "yes", "parcel": "received_ok"}, "confirmed", ("yes",)),
        ({"tracking": "awaiting_pickup"}, "tracking", ("other", "delivered")),
        ({"tracking": "returned"}, "tracking", ("delivered", "stopped")),
        ({"tracking": "moving"}, "tracking", ("other", "delivered")),
        ({"cancelled_by": "seller"}, "cancelled_by", ("buyer", "seller", "platform", "nobody")),
        ({"cancelled_by": "seller", "cancel_request": "none"}, "cancelled_by", ("seller", "platform", "nobody")),
        ({"cancelled_by": "not_me"}, "cancelled_by", ("seller", "platform", "nobody")),
        ({"cancelled_by": "buyer"}, "cancelled_by", ("buyer",)),
        ({"dispute_button": "shown"}, "stage", ("sent",)),
        ({"bank": "booked", "paid": False}, "stage", ("at_payment", "waiting")),
        ({"dispute": "vanished"}, "dispute", ("open", "undecided", "decided")),
        ({"dispute": "won_nothing"}, "dispute", ("decided",)),
        ({"dispute": "refused"}, "dispute", ("undecided",)),
        ({"status": "frozen"}, "status_group", ("frozen",)),
        ({"status": "cancel_requested"}, "status_group", ("cancelling",)),
        ({"shipped": False}, "stage", ("at_payment", "waiting")),
        ({"message": WORDINGS["security"]}, "message", ("security",)),
        ({"message": WORDINGS["security"], "status": "shipped"}, "message", ("security",)),
        ({"message": WORDINGS["security"], "status": "payment_verification"}, "message", ("nothing",)),
        ({"coupon": "welcome"}, "coupon", ("used",)),
    ],
)
def test_what_an_answer_leaves_of_a_fact(
    asking: Asking, interpreted: Mapping[str, str | bool], fact: str, values: tuple[str, ...]
) -> None:
    box = asking.box(tuple(Answer(field, value) for field, value in interpreted.items()))
    assert asking.reasoner.space.values(box, fact) == values


CHECKED = ("payment_pending", "payment_verification")
"""Statuses that speak of a check themselves."""

ENDED_BY = {
    ("payment_pending", "unpaid"): {"payment_timeout", "payment_failed"},
    ("shipment_pending", "not_shipped"): {"seller_did_not_ship", "seller_cancelled"},
    ("shipped", "timer"): {"protection_expired", "marked_delivered", "dispute_decided"},
}
"""Messages that just this status has come to its end."""


def test_a_message_about_an_ending_proves_nothing_of_an_open_order(asking: Asking) -> None:
    for status, (fact, wording) in product(OPEN_STATUSES, WORDINGS.items()):
        said = asking.possible((Answer("status", status), Answer("message", wording)))
        if fact == "security" and status not in CHECKED:
            assert said == {"security_pattern", "security_coupon"}, status
        elif (status, fact) in ENDED_BY:
            assert said == ENDED_BY[status, fact], (status, fact)
        else:
            more = {"shipment_cancelled"} if (status, fact) == ("shipped", "shipment") else set()
            assert said == {"not_closed"} | more, (status, fact)


def test_every_wording_proves_its_message(rulebook: Rulebook) -> None:
    for fact, wording in WORDINGS.items():
        proven = ("message_security", "message_card") if fact == EITHER else (f"message_{fact}",)
        assert read_message(wording, rulebook.words) == proven
    read = rulebook.words
    facts = (message.removeprefix("message_") for message in read.outranked if message not in read.spoken)
    assert tuple(WORDINGS) == (*facts, EITHER)


def test_every_field_of_a_condition_is_an_input(rulebook: Rulebook) -> None:
    known = {*CHOICES, *DATE_FIELDS, *FLAG_FIELDS, *DERIVED_FIELDS}
    conditions: list[FactMapping] = list(rulebook.fact_mappings)
    assert {field for mapping in conditions for field in mapping.when} <= known
    assert {value for mapping in conditions for value in mapping.when.get("status", ())} == {
        *STATUSES,
        "unknown",
    }
    assert {value for mapping in conditions for value in mapping.when.get("sub_status", ())} == {
        *SUB_STATUSES,
        "unknown",
    }


# ---------------------------------------------------------------- laws and states


def test_no_lawful_state_has_what_a_law_forbids(rulebook: Rulebook, states: States) -> None:
    for state in states.members(states.whole):
        assert not any(forbids(law, state) for law in rulebook.laws)


def test_states_are_all_combinations_less_what_is_forbidden(rulebook: Rulebook, states: States) -> None:
    """The same count without looking at laws early: every combination of the values that one stage leaves."""
    names = [fact.id for fact in rulebook.facts]
    waiting = [
        dict(zip(names, values, strict=True))
        for values in product(*((("waiting",) if f.id == "stage" else f.values) for f in rulebook.facts))
    ]
    lawful = [state for state in waiting if not any(forbids(law, state) for law in rulebook.laws)]
    assert len(lawful) == states.having["stage"]["waiting"].bit_count()


@pytest.mark.parametrize(
    ("reason", "facts"),
    [
        ("payment_timeout", {"money": ("left",)}),
        ("seller_did_not_ship", {"stage": ("sent", "at_payment")}),
        ("buyer_cancelled", {"cancelled_by": ("seller", "platform", "nobody")}),
        ("seller_cancelled", {"stage": ("sent",)}),
        ("receipt_confirmed", {"confirmed": ("no", "by_mistake", "disputed")}),
        ("confirmed_by_mistake", {"confirmed": ("no", "yes")}),
        ("protection_expired", {"confirmed": ("yes", "by_mistake")}),
        ("marked_delivered", {"tracking": ("other", "stopped", "cancelled")}),
        ("dispute_decided", {"dispute": ("none", "open", "undecided")}),
        ("shipment_cancelled", {"confirmed": ("yes", "by_mistake", "disputed")}),
        ("shipment_cancelled", {"stage": ("at_payment", "waiting")}),
        ("security_coupon", {"coupon": ("none",)}),
        ("not_closed", {"status_group": ("ended",)}),
    ],
)
def test_a_reason_never_claims(
    states: States, claims: Mapping[str, StateSet], reason: str, facts: Mapping[str, tuple[str, ...]]
) -> None:
    assert not claims[reason] & states.where(facts)


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        ({"status_group": ("ended",), "message": ("nothing",), "dispute": ("decided",)}, {"dispute_decided"}),
        ({"status_group": ("frozen",)}, {"not_closed"}),
        ({"status_group": ("ended",), "message": ("unpaid",), "money": ("none",)}, {"payment_timeout"}),
        ({"status_group": ("ended",), "message": ("unpaid",), "money": ("left",)}, {"payment_failed"}),
        ({"status_group": ("ended",), "message": ("security",)}, {"security_pattern", "security_coupon"}),
        ({"status_group": ("ended",), "message": ("card",)}, {"payment_failed"}),
        ({"cancelled_by": ("buyer",), "message": ("nothing",)}, {"buyer_cancelled"}),
        ({"cancelled_by": ("seller",), "message": ("nothing",), "money": ("left",)}, {"seller_cancelled"}),
    ],
)
def test_only_these_reasons_claim(
    states: States, claims: Mapping[str, StateSet], facts: Mapping[str, tuple[str, ...]], reasons: set[str]
) -> None:
    some = states.where(facts)
    assert some
    assert {reason for reason, claim in claims.items() if claim & some} == reasons


# How many lawful states there are, and how many of them each reason claims: a change of any cell of a law or a box
# that is not said by others as well changes one of these. After a change of the rules that is meant, mend them here.
LAWFUL = 1652
CLAIMED = {
    "buyer_cancelled": 24,
    "confirmed_by_mistake": 216,
    "dispute_decided": 200,
    "marked_delivered": 60,
    "payment_failed": 120,
    "payment_timeout": 40,
    "protection_expired": 264,
    "receipt_confirmed": 96,
    "security_coupon": 208,
    "security_pattern": 416,
    "seller_cancelled": 24,
    "seller_did_not_ship": 32,
    "seller_fraud": 28,
    "shipment_cancelled": 128,
    "not_closed": 244,
}


def test_the_states_each_reason_claims(states: States, claims: Mapping[str, StateSet]) -> None:
    found = {reason: claim.bit_count() for reason, claim in claims.items()}
    meant = "if the change of a fact, a law or a box was meant, mend LAWFUL and CLAIMED"
    assert (len(states.named), {**found, **CLAIMED}) == (LAWFUL, found), meant
