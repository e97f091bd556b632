"""Orders as the Open Platform answers them, in all the wrappings and spellings that clients keep."""

from __future__ import annotations

import copy
from datetime import date, datetime
from typing import Any

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.importers.fields.codes import codes
from ali_closed.model.dates import PACIFIC
from ali_closed.model.span import Span
from ali_closed.rules.loader import load_rules
from ali_closed.rules.words import load_words
from tests.importers.shapes import (
    DETAIL,
    DROPSHIP_NEW,
    DROPSHIP_OLD,
    LIST_ITEM,
    SECRET,
    TODAY,
    error_of,
    fields,
    order_list,
    order_of,
    shown,
)

LIVE_END = datetime(2024, 5, 28, 0, 15, 30, tzinfo=PACIFIC)


def changed(record: dict[str, Any], **changes: Any) -> dict[str, Any]:
    made = copy.deepcopy(record)
    made.update(changes)
    return {name: held for name, held in made.items() if held is not ...}


def span(source: object, name: str) -> Span | None:
    found = order_of(source)
    return found.order.span(name)


def camel(value: Any) -> Any:
    """The same with the keys of a Java or JavaScript client."""
    if isinstance(value, dict):
        return {
            "".join(part.title() if place else part for place, part in enumerate(key.split("_"))): camel(held)
            for key, held in value.items()
        }
    return [camel(entry) for entry in value] if isinstance(value, list) else value


# ---------------------------------------------------------------- the published live example


@pytest.mark.parametrize(
    "item",
    [
        LIST_ITEM,
        changed(LIST_ITEM, timeout_left_time=...),
        changed(LIST_ITEM, over_time_left="2024-05-28 00:15:30"),
        changed(LIST_ITEM, gmt_send_goods_time=...),
        changed(LIST_ITEM, gmt_send_goods_time="2024-02-26 10:00:00"),
    ],
)
def test_the_live_example_ends_at_its_exact_moment(item: dict[str, Any]) -> None:
    found = span(order_list(item), "protection_ends_on")
    assert found is not None
    assert found.moment == LIVE_END
    assert found.first == date(2024, 5, 28)


def test_time_left_counts_from_when_the_answer_was_made() -> None:
    found = span(order_list(changed(LIST_ITEM, gmt_update="2024-03-05 08:00:00")), "protection_ends_on")
    assert found is not None
    assert found.moment == LIVE_END.replace(second=31, microsecond=1000)


def test_without_the_time_left_a_later_change_leaves_a_span() -> None:
    item = changed(LIST_ITEM, timeout_left_time=..., gmt_update="2024-03-05 08:00:00")
    assert span(order_list(item), "protection_ends_on") == Span(date(2024, 5, 28), date(2024, 6, 3))


def test_an_answer_that_does_not_say_when_it_was_made_has_no_countdown() -> None:
    item = changed(LIST_ITEM, product_list={})
    assert span(order_list(item, made_at="1"), "protection_ends_on") is None


def test_before_shipping_the_countdown_is_the_sellers() -> None:
    item = changed(
        LIST_ITEM, order_status="WAIT_SELLER_SEND_GOODS", timeout_left_time=..., gmt_send_goods_time="",
        logistics_status="WAIT_SELLER_SEND_GOODS", left_send_good_day="2", left_send_good_hour="1",
        left_send_good_min="3",
    )  # fmt: skip
    found = span(order_list(item), "processing_ends_on")
    assert found is not None
    assert found.moment == datetime(2024, 3, 22, 8, 3, 2, tzinfo=PACIFIC)
    assert fields(order_list(item))["shipped"] is False


# ---------------------------------------------------------------- shapes


@pytest.mark.parametrize(
    "shape",
    [
        order_list(LIST_ITEM),
        LIST_ITEM,
        [LIST_ITEM],
        {"result": {"target_list": [LIST_ITEM]}},
        {"result": {"target_list": {"aeop_order_item_dto": LIST_ITEM}}},
        camel(LIST_ITEM),
        {"data": [camel(LIST_ITEM)]},
        {**camel(LIST_ITEM), "_id": {"$oid": "65"}, "orderId": {"$numberLong": "8100000000000001"}},
    ],
)
def test_one_order_in_any_wrapping(shape: object) -> None:
    found = fields(shape)
    assert found["id"] == "8100000000000001"
    assert found["status"] == "shipped"
    assert found["paid"] is True
    assert found["dispute"] == "none"
    assert found["payment_method"] == "card"
    assert found["ordered_on"] == "2024-02-20"
    assert "end_reason" not in found


def test_a_closed_order_in_detail() -> None:
    found = fields(
        {
            "aliexpress_solution_order_info_get_response": {
                "result": {"data": DETAIL, "error_code": "F00", "time_stamp": "x"}
            }
        }
    )
    assert found == {
        "id": "8100000000000001",
        "end_reason": "buyer_accept_goods_timeout",
        "paid": True,
        "shipped": True,
        "tracking": "delivered",
        "dispute": "none",
        "ordered_on": "2026-04-01",
        "paid_on": "2026-04-01",
        "shipped_on": "2026-04-03",
        "delivered_on": "2026-05-02",
        "closed_on": "2026-06-10",
    }
    assert fields({"aliexpress_trade_new_redefining_findorderbyid_response": {"target": DETAIL}}) == found


def test_dropshippers_answers_old_and_new() -> None:
    old, new = fields(DROPSHIP_OLD), fields(DROPSHIP_NEW)
    assert old["end_reason"] == "send_goods_timeout"
    assert "id" not in old
    assert new["status"] == "shipment_pending"
    assert new["paid_on"] == "2026-05-01"


def test_lines_that_ended_for_different_reasons_name_none() -> None:
    mixed = copy.deepcopy(DROPSHIP_OLD)
    lines = mixed["aliexpress_trade_ds_order_get_response"]["result"]["child_order_list"]["aeop_child_order_info"]
    lines[1]["end_reason"] = "buyer_confirm_goods"
    assert "end_reason" not in fields(mixed)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (
            {"aliexpress_ds_trade_order_get_response": {"rsp_code": 401, "rsp_msg": f"{SECRET} is not registered"}},
            "401",
        ),
        ({"error_response": {"code": 27, "msg": "Invalid session", "sub_code": "isv.x"}}, "27"),
    ],
)
def test_a_refused_call_is_an_error_with_its_code_alone(answer: object, code: str) -> None:
    found = error_of(answer)
    assert found.error.code == "refused"
    assert code in found.error.message
    assert SECRET not in found.error.message


# ---------------------------------------------------------------- what the fields say


@pytest.mark.parametrize("status", sorted(codes()["ended"]))
def test_finish_is_ended_and_nothing_more(status: str) -> None:
    item = {
        "order_id": 1,
        "order_status": status,
        "gmt_create": "2026-04-01 10:00:00",
        "gmt_update": "2026-06-01 10:00:00",
    }
    assert fields(item) == {
        "id": "1",
        "ordered_on": "2026-04-01",
        "closed_on": {"from": "2026-04-01", "until": "2026-06-01"},
    }
    found = order_of(item)
    diagnosis = diagnose(found.order, rulebook=load_rules(), today=TODAY)
    assert diagnosis.state == "several"
    assert {"payment_timeout", "buyer_cancelled", "receipt_confirmed", "protection_expired"} <= {
        reason.id for reason in diagnosis.reasons
    }
    assert "not_closed" not in {reason.id for reason in diagnosis.reasons}


@pytest.mark.parametrize(("status", "facts"), sorted(codes()["order_status"].items()))
def test_an_open_status_is_read(status: str, facts: dict[str, object]) -> None:
    found = fields({"order_id": 1, "order_status": status, "gmt_create": "2026-06-01 10:00:00"})
    assert facts.items() <= found.items()
    assert "closed_on" not in found


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"frozen_status": "IN_FROZEN"}, {"status": "frozen"}),
        ({"issue_status": "IN_ISSUE"}, {"dispute": "open", "status": "shipped"}),
        ({"issue_status": "END_ISSUE"}, {"sub_status": "dispute_closed"}),
        ({"issue_status": "NO_ISSUE"}, {"dispute": "none"}),
        ({"product_list": [{"issue_status": "IN_ISSUE"}], "issue_status": "NO_ISSUE"}, {"dispute": "open"}),
        ({"product_list": [{"can_submit_issue": True}]}, {"dispute_button": "shown"}),
        ({"refund_info": {"refund_status": "refund_ok"}}, {"refund": "received"}),
        ({"refund_info": {"refund_status": "wait_refund", "refund_time": "2026-06-01 10:00"}},
         {"refund": "announced", "refund_announced_on": "2026-06-01"}),
        ({"refund_info": {"refund_status": "refund_ok", "refund_cash_amt": {"cent": 300, "currency_code": "USD"}},
          "order_amount": {"amount": "9.99", "currency_code": "USD"}}, {"refund": "received_partly"}),
        ({"refund_info": {"refund_status": "refund_ok", "refund_cash_amt": {"cent": 300, "currency_code": "EUR"}},
          "order_amount": {"amount": "9.99", "currency_code": "USD"}}, {"refund": "received"}),
        ({"fund_status": "NOT_PAY"}, {"paid": False}),
        ({"fund_status": "WAIT_SELLER_CHECK"}, {"paid": True}),
        ({"is_success_pay": "N"}, {"paid": False}),
        ({"logistics_status": "SELLER_SEND_PART_GOODS"}, {"shipped": True}),
        ({"logistics_status": "WAIT_SELLER_SEND_GOODS"}, {"shipped": False}),
        ({"payment_type": "pp101"}, {"payment_method": "paypal"}),
        ({"payment_type": "ebanx101"}, {"payment_method": "other"}),
        ({"end_reason": "Quite_New"}, {"end_reason": "Quite_New"}),
        ({"order_status": "BRAND_NEW"}, {"status": "BRAND_NEW"}),
    ],
)  # fmt: skip
def test_fields_become_facts(record: dict[str, Any], said: dict[str, object]) -> None:
    found = fields({"order_id": 1, "order_status": "WAIT_BUYER_ACCEPT_GOODS", **record})
    assert said.items() <= found.items()


@pytest.mark.parametrize(
    ("record", "silent"),
    [
        ({"logistics_status": "NO_LOGISTICS"}, "shipped"),
        ({"loan_status": "loan_ok"}, "dispute"),
        ({"refund_info": {"refund_status": "refund_cancel"}}, "refund"),
        ({"refund_info": {"refund_status": "refund_frozen"}}, "refund"),
        ({"fund_status": "NOT_PAY", "gmt_pay_time": "2026-06-01 10:00:00"}, "paid"),
        ({"logistic_info_list": [{"receive_status": "suspected_received", "gmt_received": "2026-06-01 10:00"}]},
         "tracking"),
        ({"logistic_info_list": [{"receive_status": "received"}, {"receive_status": "default"}]}, "tracking"),
        ({"end_reason": ""}, "end_reason"),
        ({"payment_type": "zz9"}, "payment_method"),
    ],
)  # fmt: skip
def test_what_decides_nothing_stays_unknown(record: dict[str, Any], silent: str) -> None:
    assert silent not in fields(
        {"order_id": 1, "order_status": "FINISH", "gmt_create": "2026-05-01 10:00:00", **record}
    )


@pytest.mark.parametrize("entry", sorted(load_words().end_reasons.values(), key=lambda entry: entry.value), ids=str)
def test_every_recorded_reason_is_carried_and_decides(entry: Any) -> None:
    if not entry.value:
        return
    record = {"order_id": 1, "order_status": "FINISH", "end_reason": entry.value, "gmt_create": "2026-05-01 10:00:00",
              "gmt_update": "2026-06-01 10:00:00", "fund_status": "PAY_SUCCESS"}  # fmt: skip
    if entry.facts.get("paid") is False:
        record["fund_status"] = "NOT_PAY"
    found = order_of(record)
    assert found.order.end_reason == entry.value
    diagnosis = diagnose(found.order, rulebook=load_rules(), today=TODAY)
    assert diagnosis.state != "contradiction"
    if len(entry.reasons) == 1:
        assert diagnosis.state == "settled"
        assert diagnosis.reasons[0].id == entry.reasons[0]
        question = diagnosis.next_question  # the reason is known; whether the money has come may not be
        assert question is None or question.field == "refund"


def test_a_time_that_is_none_costs_only_its_order() -> None:
    good, bad = changed(LIST_ITEM, order_id=2), changed(LIST_ITEM, gmt_create="yesterday-ish")
    assert shown(order_list(bad, good)) == [(1, "bad_date"), (2, "2")]
    assert error_of(order_list(bad)).error.field == "gmt_create"


def test_nothing_personal_is_kept() -> None:
    for source in (order_list(LIST_ITEM), DETAIL):
        assert SECRET not in repr(order_of(source))


def test_a_recorded_reason_says_that_it_ended_by_its_last_change() -> None:
    """The documentation's own example: frozen and unpaid by its status, and yet confirmed."""
    item = changed(
        LIST_ITEM,
        order_status="PLACE_ORDER_SUCCESS",
        frozen_status="IN_FROZEN",
        issue_status="END_ISSUE",
        end_reason="buyer_confirm_goods",
        gmt_update="2024-03-01 10:00:00",
    )
    found = order_of(order_list(item))
    assert found.order.span("closed_on") == Span(date(2024, 2, 20), date(2024, 3, 1))
    diagnosis = diagnose(found.order, rulebook=load_rules(), today=TODAY)
    assert [reason.id for reason in diagnosis.reasons] == ["receipt_confirmed"]
    assert diagnosis.dispute.verdict == "over"
    assert diagnosis.refund.verdict == "too_late"


@pytest.mark.parametrize(
    ("logistics", "reason", "button"),
    [
        ("WAIT_SELLER_SEND_GOODS", "buyer_cancel_order", None),
        ("NO_LOGISTICS", "buyer_cancel_order", None),
        ("NO_LOGISTICS", "", "shown"),
        ("BUYER_ACCEPT_GOODS", "buyer_confirm_goods", "shown"),
    ],
)
def test_a_line_that_may_be_disputed_says_nothing_of_an_order_never_sent(
    logistics: str, reason: str, button: str | None
) -> None:
    item = changed(LIST_ITEM, order_status="FINISH", gmt_send_goods_time=..., logistics_status=logistics)
    item |= {"end_reason": reason, "product_list": [{"can_submit_issue": True}]}
    found = order_of(order_list(item))
    assert found.order.dispute_button == button
    assert diagnose(found.order, rulebook=load_rules(), today=TODAY).state != "contradiction"


@pytest.mark.parametrize(
    ("first", "second", "refund"),
    [
        (("refund_ok", 600), ("refund_ok", 399), "received"),
        (("refund_ok", 600), ("refund_ok", 300), "received_partly"),
        (("refund_ok", 600), (None, 0), "received_partly"),
        (("wait_refund", 600), (None, 0), "announced"),
        (("close", 600), ("refund_cancel", 0), None),
    ],
)
def test_a_refund_that_only_the_lines_tell_of(
    first: tuple[str, int], second: tuple[str | None, int], refund: str | None
) -> None:
    made = [
        {"child_order_id": str(place), "refund_info": {"refund_status": status, "refund_time": "2026-06-11 10:00",
         "refund_cash_amt": {"cent": cents, "cent_factor": 100, "currency_code": "USD"}} if status else {}}
        for place, (status, cents) in enumerate((first, second))
    ]  # fmt: skip
    found = fields(changed(DETAIL, child_order_list={"global_aeop_tp_child_order_dto": made}))
    assert found.get("refund") == refund
    assert found.get("refund_announced_on") == ("2026-06-11" if refund == "announced" else None)


@pytest.mark.parametrize(
    ("reason", "dispute"),
    [
        ("seller_accept_issue_no_goods_return", "won"),
        ("seller_response_issue_timeout", "won"),
        ("end_issue", None),
    ],
)
def test_a_dispute_that_the_seller_gave_up_was_won(reason: str, dispute: str | None) -> None:
    found = order_of(changed(DETAIL, order_end_reason=reason, issue_status="END_ISSUE", child_order_list={}))
    diagnosis = diagnose(found.order, rulebook=load_rules(), today=TODAY)
    assert [entry.id for entry in diagnosis.reasons] == ["dispute_decided"]
    assert diagnosis.order.value("dispute") == dispute
    assert diagnosis.refund.verdict == "decided_by_dispute"
