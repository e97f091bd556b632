"""Evidence sorts and never removes; what is ruled out names the answers that do it."""

from datetime import date
from typing import Any

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.engine.logic.ranking import sorted_reasons
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.proof.witnesses import DAY, Asking, Base, order_of
from ali_closed.rules.loader import Rulebook
from tests.diagnoses import on

TODAY = date(2026, 6, 15)


def test_without_any_evidence_every_reason_stays(rulebook: Rulebook, asking: Asking, grounds: tuple[Base, ...]) -> None:
    bare = rulebook.model_copy(update={"evidence": (), "digest": "without evidence"})
    for base in grounds:
        order = order_of(base.answers)
        with_it = diagnose(order, rulebook=rulebook, today=DAY)
        without = diagnose(order, rulebook=bare, today=DAY)
        assert {reason.id for reason in with_it.reasons} == {reason.id for reason in without.reasons}
        assert answer(with_it) == answer(without)


def answer(found: Diagnosis) -> tuple[object, ...]:
    """What a diagnosis says of money and dispute, apart from the order of its sources."""
    refund, dispute = found.refund, found.dispute
    return found.state, refund.verdict, refund.expected_until, dispute.verdict, dispute.act_by, dispute.last_date


def test_the_order_of_the_rules_decides_nothing(asking: Asking) -> None:
    interpreted = asking.read(())
    possible = sorted(asking.reasoner.regions)
    assert sorted_reasons(possible, possible, interpreted, asking.reasoner.rules, ()) == sorted_reasons(
        reversed(possible), possible, interpreted, asking.reasoner.rules, ()
    )


def test_without_evidence_the_base_order_stands(rulebook: Rulebook, asking: Asking) -> None:
    interpreted = asking.read(())
    ranks = {reason.id: reason.rank for reason in rulebook.reasons} | {"not_closed": rulebook.open_order.rank}
    assert len(set(ranks.values())) == len(ranks)
    found = [entry.id for entry in sorted_reasons(ranks, ranks, interpreted, asking.reasoner.rules, ())]
    assert found == sorted(ranks, key=lambda reason: ranks[reason])


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ({"status": "closed", "paid": True, "shipped": False, "seller_says": "out_of_stock"}, "seller_cancelled"),
        (
            {"status": "closed", "paid": True, "shipped": False, "processing_ends_on": "2026-06-01"},
            "seller_did_not_ship",
        ),
        ({"status": "completed", "tracking": "delivered", "parcel": "not_received"}, "marked_delivered"),
        ({"status": "completed", "parcel": "received_ok", "confirmed": "yes"}, "receipt_confirmed"),
        ({"status": "closed", "paid": False}, "payment_timeout"),
    ],
)
def test_the_best_evidence_comes_first(rulebook: Rulebook, order: dict[str, Any], first: str) -> None:
    found = on(rulebook, **order)
    assert found.reasons[0].id == first
    assert found.reasons[0].because
    assert all(because.where for reason in found.reasons for because in (*reason.because, *reason.against))


def test_what_the_verdicts_do_not_speak_of_comes_last(rulebook: Rulebook) -> None:
    """A dispute nobody told of is taken not to have been; its reason stays possible, behind all others."""
    found = on(rulebook, status="completed", parcel="received_partly")
    assert found.reasons[-1].id == "dispute_decided"
    assert found.refund.verdict == "by_dispute"


def test_the_only_reason_left_is_certain(rulebook: Rulebook) -> None:
    (only,) = on(rulebook, status="completed", confirmed="yes", dispute="none", parcel="received_ok").reasons
    assert (only.id, only.verdict) == ("receipt_confirmed", "certain")


def test_ruled_out_names_the_answers(rulebook: Rulebook) -> None:
    found = on(rulebook, status="closed", paid=True, shipped=False)
    out = {entry.id: {because.field for because in entry.because} for entry in found.ruled_out}
    assert out["payment_timeout"] == {"paid"}
    assert out["protection_expired"] == {"shipped"}
    assert not set(out) & {reason.id for reason in found.reasons}


def test_not_ended_alone_rules_nothing_out(rulebook: Rulebook) -> None:
    assert on(rulebook, status="frozen").ruled_out == ()
