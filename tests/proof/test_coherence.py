"""One answer never contradicts itself: what ships does not, and for each law there is a bad twin that is found."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.time.verdicts import combine_verdicts
from ali_closed.model.diagnosis import AdviceGiven, Diagnosis
from ali_closed.model.order import read_order
from ali_closed.model.rulebook import Advice
from ali_closed.proof.coherence import Orders, at_odds, broken_laws, presuming_too_much, said_at_odds
from ali_closed.proof.result import CheckResult
from ali_closed.proof.witnesses import Asking
from ali_closed.rules.loader import Rulebook

TODAY = date(2026, 6, 15)
EXPIRED = {"status": "completed", "sub_status": "confirmation_timed_out", "parcel": "not_received", "paid": True}
REFUNDED = {"status": "closed", "refund": "received"}


def on(rulebook: Rulebook, **order: Any) -> Diagnosis:
    return diagnose(read_order(order, today=TODAY), rulebook=rulebook, today=TODAY)


def given(act: str, by: date | None = None) -> AdviceGiven:
    return AdviceGiven(id=f"to_{act}", act=act, by=by, due="by", place="", for_reasons=None, where=())


def advice(act: str, **when: Any) -> Advice:
    return Advice(id=f"bad_{act}", act=act, when=when, rank=1)


# ---------------------------------------------------------------- every order


def test_nothing_that_ships_contradicts_itself(checked: CheckResult) -> None:
    assert checked.count("contradicting") == 0
    assert checked.advice > 100
    assert checked.answers > len(checked.witnesses) > 1000


@pytest.mark.parametrize(
    ("step", "avoid", "clashes"),
    [
        ({"tracking": ("lost",)}, {"parcel": ("not_received",)}, True),
        ({"tracking": ("lost",)}, {"tracking": ("moving",)}, False),
        ({"refund_verdict": ("automatic",)}, {"dispute_verdict": ("open",)}, True),
        ({"refund_verdict": ("automatic",), "refund": ("none_seen",)}, {"dispute_verdict": ("open",)}, False),
        ({"status": ("payment_pending",), "message_fact": ("unknown",)}, {"dispute_verdict": ("over",)}, False),
        ({"dispute": ("open",)}, {"dispute_verdict": ("running",)}, True),
        ({"dispute": ("open",)}, {"dispute_verdict": ("contested",)}, False),
    ],
)
def test_an_act_that_is_to_be_done_and_not_is_found_where_an_order_can_be_both(
    rulebook: Rulebook, asking: Asking, step: Any, avoid: Any, clashes: bool
) -> None:
    rows = {"steps": (advice("wait", **step),), "avoids": (advice("wait", **avoid),)}
    book = rulebook.model_copy(update={**rows, "digest": f"{rows}"})
    assert bool(list(at_odds(book, Orders(book, asking.reasoner)))) is clashes


def test_a_step_beyond_what_its_act_presupposes_is_found(rulebook: Rulebook, asking: Asking) -> None:
    rows = (advice("fetch_parcel"), advice("pay", status=("payment_pending",)))
    book = rulebook.model_copy(update={"steps": rows, "digest": "presuming"})
    found = [failure.what for failure in presuming_too_much(book, Orders(book, asking.reasoner))]
    assert len(found) == 1
    assert "bad_fetch_parcel" in found[0]


def test_a_dispute_that_some_reasons_allow_is_never_called_over() -> None:
    assert list(said_at_odds(combine_verdicts)) == []
    assert any("open or over" in failure.what for failure in said_at_odds(lambda words: "over"))


# ---------------------------------------------------------------- one answer


def test_an_answer_that_holds_breaks_no_law(rulebook: Rulebook) -> None:
    for order in (EXPIRED, REFUNDED, {}, {"status": "shipped"}, {**EXPIRED, "closed_on": "2026-06-12"}):
        assert list(broken_laws(on(rulebook, **order), rulebook)) == []


def test_each_law_has_a_twin_that_breaks_it(rulebook: Rulebook) -> None:
    found = on(rulebook, **EXPIRED, closed_on="2026-06-12")
    last = found.dispute.act_by
    assert last is not None
    first = given("open_dispute", last)
    twins = {
        "do and do not wait": replace(found, steps=(first, given("wait")), avoid=(given("wait"),)),
        "ask_seller has two days": replace(found, steps=(first, given("ask_seller", TODAY), given("ask_seller", last))),
        f"after {last}": replace(found, steps=(given("open_dispute", last + timedelta(days=1)),)),
        "while the dispute is over": replace(found, steps=(first,), dispute=found.dispute._replace(verdict="over")),
        "the first step is ask_seller": replace(found, steps=(given("ask_seller"), first)),
        "the first step is nothing": replace(found, steps=()),
    }
    refunded = on(rulebook, **REFUNDED)
    twins["today, although nothing is to be done"] = replace(refunded, steps=(given("check_refund", TODAY),))
    for law, twin in twins.items():
        broken = list(broken_laws(twin, rulebook))
        assert len(broken) == 1, (law, broken)
        assert law in broken[0]
