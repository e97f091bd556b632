"""One answer never contradicts itself: what ships does not, and for each law there is a bad twin that is found."""

from datetime import date, timedelta
from itertools import combinations, product
from typing import Any, get_args

import pytest

from ali_closed.engine.time.verdicts import combine_verdicts
from ali_closed.model.diagnosis import AdviceGiven, DisputeVerdict
from ali_closed.model.fields import UNKNOWN
from ali_closed.model.rulebook import Advice
from ali_closed.proof.coherence import (
    broken_laws,
    incoherent,
    no_order,
    unled,
)
from ali_closed.proof.orders import DISPUTABLE, Orders
from ali_closed.proof.result import CheckResult
from ali_closed.proof.witnesses import Asking, Base
from ali_closed.rules.loader import Rulebook
from tests.diagnoses import on

TODAY = date(2026, 6, 15)
EXPIRED = {"status": "completed", "sub_status": "confirmation_timed_out", "parcel": "not_received", "paid": True}
REFUNDED = {"status": "closed", "refund": "received"}


def given(act: str, by: date | None = None) -> AdviceGiven:
    return AdviceGiven(id=f"to_{act}", act=act, by=by, due="by", place="", for_reasons=None, where=())


def advice(act: str, **when: Any) -> Advice:
    return Advice(id=f"bad_{act}", act=act, when=when, rank=1)


def clashing(book: Rulebook, asking: Asking) -> list[str]:
    """What an order can be and must not."""
    orders = Orders(book, asking.reasoner)
    return [what for what, boxes in no_order(book, orders) if orders.together(boxes)]


# ---------------------------------------------------------------- every order


def test_nothing_that_ships_contradicts_itself(checked: CheckResult) -> None:
    assert checked.as_dict()["contradicting"] == 0
    assert checked.counts["advice_compared"] > 100
    assert checked.counts["answers_held_against_themselves"] > len(checked.witnesses) > 1000


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
    assert bool(clashing(book, asking)) is clashes


def test_a_step_beyond_what_its_act_presupposes_is_found(rulebook: Rulebook, asking: Asking) -> None:
    rows = (advice("fetch_parcel"), advice("pay", status=("payment_pending",)))
    book = rulebook.model_copy(update={"steps": rows, "avoids": (), "digest": "presuming"})
    assert clashing(book, asking) == ["bad_fetch_parcel: fetch_parcel presupposes tracking ['awaiting_pickup']"]


def test_a_step_with_another_kind_of_day_beside_one_of_its_act_is_found(rulebook: Rulebook, asking: Asking) -> None:
    late = next(step for step in rulebook.steps if step.id == "wait_for_refund")
    other = late.model_copy(update={"id": "bad_wait", "by": "today", "when": {"dispute_verdict": ("open",)}})
    alone = late.model_copy(update={"id": "bad_wait", "by": "today", "when": {"reasons": ("one",)}})
    for twin, clashes in ((other, True), (alone, False)):
        book = rulebook.model_copy(update={"steps": (*rulebook.steps, twin), "digest": f"two days {twin.when}"})
        found = [what for what in clashing(book, asking) if "two days" in what]
        assert bool(found) is clashes
        assert all(what.startswith("bad_wait and ") for what in found)


def test_from_when_an_act_can_be_done_is_not_said_beside_a_day_to_have_it_done_by(rulebook: Rulebook) -> None:
    found = on(rulebook, shipped_on="2026-06-12")
    assert found.dispute.opens_on is not None
    assert {step.due for step in found.steps if step.act == "open_dispute"} == {"by"}


def test_most_first_lines_are_proven_by_their_conditions(
    rulebook: Rulebook, asking: Asking, checked: CheckResult
) -> None:
    proven = checked.counts["advice_compared"] - len(list(no_order(rulebook, Orders(rulebook, asking.reasoner))))
    assert proven > sum(bool(row.acts) for row in rulebook.sentences["first_line"]) / 2


def test_a_piece_has_no_outcome_that_the_whole_box_may_not_have(rulebook: Rulebook, asking: Asking) -> None:
    orders = Orders(rulebook, asking.reasoner)
    boxes = [orders.box(step.when) for step in rulebook.steps[::6]]
    had = 0
    for follows in orders.follows[::12]:
        for box, other in product(boxes, boxes):
            if any(orders.fitting(box & other, follows)):
                had += 1
                assert orders.may_have(box, follows)
    assert had > 100
    told = orders.box({"status": ("payment_pending",), "message_fact": (UNKNOWN,)})
    sent = [follows for follows in orders.follows if follows.refund == "by_dispute" and not follows.recorded]
    assert not any(orders.may_have(told, follows) for follows in sent)


def test_an_order_is_found_by_all_that_its_box_tells(rulebook: Rulebook, asking: Asking) -> None:
    """What is remembered of the facts alone is told with all else of the box that is asked about."""
    orders = Orders(rulebook, asking.reasoner)
    follows = next(follows for follows in orders.follows if follows.refund == "automatic" and not follows.recorded)
    for country in ({}, {"country": ("known",)}, {"country": (UNKNOWN,)}):
        box = orders.box(country)
        found = list(orders.fitting(box, follows))
        assert found
        for reason, order in found:
            assert order & ~(box | orders.outcome) == 0
            assert orders.some(order)
            assert reason in asking.reasoner.possible(asking.reasoner.derived(order))


def test_a_first_line_that_no_step_follows_is_found(
    rulebook: Rulebook, asking: Asking, grounds: tuple[Base, ...]
) -> None:
    rows = rulebook.sentences["first_line"]
    alone = tuple(row if row.id == "papers_asked" else row.model_copy(update={"acts": ()}) for row in rows)
    book = rulebook.model_copy(update={"sentences": {**rulebook.sentences, "first_line": alone}, "digest": "one led"})
    assert list(unled(book, Orders(book, asking.reasoner))) == []
    steps = tuple(step for step in book.steps if step.act != "prove_card")
    twin = Asking(book.model_copy(update={"steps": steps, "digest": "no step follows"}))
    *_, failures = incoherent(twin, grounds, {})
    found = {failure.what for failure in failures}
    assert any(what.startswith("the first line papers_asked names prove_card") for what in found), found


def test_a_dispute_that_some_reasons_allow_is_never_called_over() -> None:
    words: tuple[DisputeVerdict, ...] = get_args(DisputeVerdict)
    for count in range(1, len(words) + 1):
        for said in combinations(words, count):
            assert combine_verdicts(said) in DISPUTABLE or not set(said) & set(DISPUTABLE), said


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
        "do and do not wait": found._replace(steps=(first, given("wait")), avoid=(given("wait"),)),
        "ask_seller has two days": found._replace(steps=(first, given("ask_seller", TODAY), given("ask_seller", last))),
        f"after {last}": found._replace(steps=(given("open_dispute", last + timedelta(days=1)),)),
        "while the dispute is over": found._replace(steps=(first,), dispute=found.dispute._replace(verdict="over")),
        "the first step is ask_seller": found._replace(steps=(given("ask_seller"), first)),
        "the first step is nothing": found._replace(steps=()),
        "no answer is": found._replace(situation=rulebook.vocabulary.known({"safe_day": "past"}, found.situation)),
    }
    twins["open_dispute today, although nothing"] = found._replace(steps=(given("open_dispute", TODAY),), exit_code=0)
    refunded = on(rulebook, **REFUNDED)
    twins["today, although nothing is to be done"] = refunded._replace(steps=(given("check_refund", TODAY),))
    for law, twin in twins.items():
        broken = list(broken_laws(twin, rulebook))
        assert len(broken) == 1, (law, broken)
        assert law in broken[0]
