"""What the buyer's pages load, alone or as a browser recorded it."""

from __future__ import annotations

import base64
import copy
import json
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ali_closed.importers import ImportedOrder
from ali_closed.importers.records import not_read
from ali_closed.importers.sources.web import tracking_of
from ali_closed.model.span import Span
from tests.importers.shapes import (
    SECRET,
    WEB_DETAIL,
    WEB_TRACKING,
    error_of,
    fields,
    har,
    order_of,
    read,
    shown,
    web_list,
    web_order,
)

ONE, TWO = "8100000000000001", "8100000000000002"


def test_the_list_is_read_in_its_order() -> None:
    found = read(web_list(web_order(ONE, "Awaiting delivery", code="8"), web_order(TWO, "Completed ")))
    assert [entry.order.echo() for entry in found if isinstance(entry, ImportedOrder)] == [
        {"id": ONE, "status": "Awaiting delivery", "ordered_on": "2026-05-01"},
        {"id": TWO, "status": "Completed", "ordered_on": "2026-05-01"},
    ]


@pytest.mark.parametrize(
    ("label", "when", "status"),
    [
        ("Завершено", "1 мая 2026 г.", "Завершено"),
        ("Finalizado", "01 may, 2026", "Finalizado"),
        ("完了", "May 1, 2026", "完了"),
        ("เสร็จสมบูรณ์", "May 1, 2026", "completed"),
    ],
)
def test_labels_stay_as_they_are_and_numbers_help_where_they_are_not_known(label: str, when: str, status: str) -> None:
    assert fields(web_list(web_order(ONE, label, when))) == {"id": ONE, "status": status, "ordered_on": "2026-05-01"}


def test_the_detail_page() -> None:
    assert fields(WEB_DETAIL) == {
        "id": ONE,
        "status": "Completed",
        "paid": True,
        "payment_method": "paypal",
        "ordered_on": "2026-05-01",
        "paid_on": "2026-05-02",
    }


COMPLETED: dict[str, Any] = {
    "api": "mtop.aliexpress.trade.buyer.order.detail",
    "data": {
        "data": {
            "a": {
                "tag": "detail_order_status_block",
                "fields": {
                    "orderId": ONE,
                    "title": "Completed",
                    "reminder": "Order complete.If there are any problems, you can apply for a return/refund within"
                    " 7 days of confirming receipt.If the item you received is defective or not as described, you can"
                    " open a dispute within 90 days after order was placed.",
                },
            },
            "b": {
                "tag": "detail_product_block",
                "fields": {
                    "productVOList": [
                        {
                            "itemTags": [{"richText": '<font color="#009966">Free returns</font>'}],
                            "buttonVOS": [{"text": "Returns/refunds", "type": "OPEN_DISPUTE"}],
                        }
                    ]
                },
            },
            "c": {
                "tag": "detail_simple_order_info_component",
                "fields": {
                    "addressVO": {"countryCode": "BR", "address": SECRET},
                    "orderCreatTime": "May 1, 2026",
                    "payTime": "May 1, 2026",
                    "orderShipTime": "May 2, 2026",
                    "orderEndTime": "May 20, 2026",
                },
            },
            "d": {
                "tag": "detail_order_services",
                "fields": {
                    "title": "Service Commitment",
                    "data": [
                        {
                            "title": "Fast delivery",
                            "content": "Apply for R$5,00 coupon code if delayed by May 19, 2026 · Refund if no delivery"
                            " before Jun 19, 2026 · Refund if items damaged",
                        }
                    ],
                },
            },
        }
    },
}


def completed(said: str | None = None, **order: object) -> dict[str, Any]:
    """The page, with something else beside its end, or with other days of the order; None for one that is not there."""
    page = copy.deepcopy(COMPLETED)
    blocks = page["data"]["data"]
    if said is not None:
        blocks["a"]["fields"]["reminder"] = said
    blocks["c"]["fields"] |= order
    return page


def test_a_completed_page_names_its_own_clocks_and_days() -> None:
    assert fields(COMPLETED) == {
        "id": ONE,
        "status": "Completed",
        "paid": True,
        "shipped": True,
        "dispute_button": "shown",
        "country": "BR",
        "free_returns": True,
        "ordered_on": "2026-05-01",
        "paid_on": "2026-05-01",
        "shipped_on": "2026-05-02",
        "delivery_due_on": "2026-06-19",
        "closed_on": "2026-05-20",
        "dispute_ends_on": "2026-07-30",
    }


@pytest.mark.parametrize(
    "said",
    [
        "en un plazo de 7 días desde la confirmación, o 90 días después de realizar el pedido",
        "em até 7 dias após a confirmação do recebimento, ou 90 dias após a data do pedido",
        "dans les 7 jours suivant la confirmation de réception ou 90 jours après la date de la commande",
        "innerhalb von 7 Tagen nach Bestätigung des Empfangs oder 90 Tagen nach der Bestellung",
        "entro 7 giorni dalla conferma di ricezione o 90 giorni dall'ordine",
        "w ciągu 7 dni od potwierdzenia odbioru lub 90 dni od złożenia zamówienia",
        "в течение 7 дней после подтверждения получения или 90 дней с момента оформления заказа",
        "протягом 7 днів після підтвердження отримання або 90 днів від дати замовлення",
    ],
)
def test_the_clocks_of_a_page_are_read_in_other_languages(said: str) -> None:
    assert fields(completed(said)) == fields(COMPLETED)


@pytest.mark.parametrize("said", ["수령 확인 후 7일 이내", "You can ask within 15 days of receipt."])
def test_a_clock_that_cannot_be_counted_is_said_to_be_unread(said: str) -> None:
    found = order_of(completed(said))
    assert found.order.span("dispute_ends_on") is None
    assert found.warnings == (not_read(said),)


def test_what_a_page_says_of_its_end_is_a_message_unless_it_names_clocks() -> None:
    said = "The seller did not ship in time."
    assert fields(completed(said))["message"] == said
    assert "message" not in fields(completed(said, orderEndTime=None))


@pytest.mark.parametrize(
    ("today", "ends"),
    [
        ("2026-05-25", {"from": "2026-05-27", "until": "2026-07-30"}),
        ("2026-05-27", {"from": "2026-05-27", "until": "2026-07-30"}),
        ("2026-05-28", "2026-07-30"),
        ("2026-09-01", "2026-07-30"),
    ],
)
def test_of_two_clocks_the_one_that_is_past_is_left_out(today: str, ends: object) -> None:
    found = order_of(COMPLETED, today=date.fromisoformat(today))
    assert found.order.echo()["dispute_ends_on"] == ends


def test_a_clock_counts_from_the_day_of_an_exact_time() -> None:
    assert fields(completed(orderCreatTime=1_777_640_400_000)) == fields(COMPLETED)


def test_a_clock_without_its_start_says_nothing() -> None:
    assert "dispute_ends_on" not in fields(completed(orderEndTime=None, orderCreatTime=None, payTime=None))


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (2, {"dispute": "open", "dispute_opened_on": "2026-03-01"}),
        (3, {"dispute": "open", "dispute_opened_on": "2026-03-01"}),
        (4, {"sub_status": "dispute_closed", "dispute_opened_on": "2026-03-01", "dispute_closed_on": "2026-03-05"}),
        ("Processing", {"refund": "announced"}),
    ],
)
def test_the_list_of_returns_says_whether_a_dispute_runs(status: int | str, told: dict[str, object]) -> None:
    case = {
        "tradeOrderId": ONE,
        "reverseStatus": status,
        "gmtCreateFormat": "2026-03-01 21:19:58",
        "gmtModifiedFormat": "2026-03-05 02:19:10",
    }
    answer = {"api": "mtop.aliexpress.buyer.reverse.list", "data": {"items": [{"reverseOrderLines": [case]}]}}
    assert fields(answer) == {"id": ONE, **told}


def test_the_tracking_page() -> None:
    assert fields(WEB_TRACKING) == {
        "shipped": True,
        "tracking": "delivered",
        "delivered_on": "2026-05-28",
        "delivery_due_on": "2026-06-20",
    }


def test_parcels_in_different_places_leave_the_place_open() -> None:
    module = json.loads(json.dumps(WEB_TRACKING))
    module["data"]["module"]["trackingDetailLineList"].append(
        {"detailList": [{"time": 1, "trackingName": "In transit"}]}
    )
    found = fields(module)
    assert "tracking" not in found
    assert found["shipped"] is True


def test_a_recording_puts_one_order_together() -> None:
    listed = web_list(web_order(ONE, "Awaiting delivery"), web_order(TWO, "Closed"))
    answers = har(
        ("https://www.aliexpress.com/style.css", "body{}"),
        ("https://x/mtop.aliexpress.trade.buyer.order.list", json.dumps(listed)),
        ("https://x/mtop.aliexpress.trade.buyer.order.detail", f"mtopjsonp3({json.dumps(WEB_DETAIL)});"),
        (f"https://x/mtop.ae.ld.querydetail?data=%7B%22tradeOrderId%22%3A%22{ONE}%22%7D", json.dumps(WEB_TRACKING)),
    )  # fmt: skip
    first, second = read(answers)
    assert isinstance(first, ImportedOrder)
    assert first.order.echo() | {"delivered_on": ...} == {
        "id": ONE,
        "status": "Completed",
        "paid": True,
        "shipped": True,
        "tracking": "delivered",
        "payment_method": "paypal",
        "ordered_on": "2026-05-01",
        "paid_on": "2026-05-02",
        "delivery_due_on": "2026-06-20",
        "delivered_on": ...,
    }
    assert isinstance(second, ImportedOrder)
    assert second.order.id == TWO
    assert SECRET not in repr((first, second))


def test_a_recording_may_hold_its_bodies_in_base64() -> None:
    recorded = har(("https://x/list", ""))
    content: dict[str, Any] = recorded["log"]["entries"][0]["response"]["content"]
    content["encoding"] = "base64"
    content["text"] = base64.b64encode(json.dumps(web_list(web_order(ONE, "Closed"))).encode()).decode()
    assert fields(recorded)["id"] == ONE


def test_a_recording_without_orders_has_none() -> None:
    found = error_of(har(("https://x/", "{}"), ("https://x/", '{"orderId": ')))
    assert found.error.code == "no_order"
    assert "HAR" in (found.error.hint or "")


def test_an_answer_in_a_call_as_servers_give_it_to_scripts() -> None:
    assert fields(f" mtopjsonp12({json.dumps(WEB_DETAIL)})\n")["id"] == ONE


@pytest.mark.parametrize(
    ("labels", "refund"),
    [
        (["Refund completed"], "received"),
        (["Refund completed", "Refund completed"], "received"),
        (["Refund processing"], "announced"),
        (["Refund completed", "Refund processing"], None),
        (["Refund completed", ""], None),
        (["Awaiting delivery"], None),
    ],
)
def test_the_lines_of_an_order_say_what_became_of_the_money(labels: list[str], refund: str | None) -> None:
    lines = [{"productId": "1", "statusText": label} for label in labels]
    order = {**web_order(ONE, "Completed"), "orderLines": lines}
    assert fields(web_list(order)).get("refund") == refund


def test_the_older_page_that_names_the_reason() -> None:
    found = fields({"orderId": ONE, "orderStatus": "FINISH", "endReason": "buyer_pay_timeout"})
    assert found["end_reason"] == "buyer_pay_timeout"
    assert found["closed_on"] == {"from": None, "until": "2026-06-15"}


def test_a_date_in_no_known_form_costs_only_its_order() -> None:
    broken = web_order(ONE, "Closed", when="5月1日")
    assert shown(web_list(broken, web_order(TWO, "Closed"))) == [(1, "bad_date"), (2, TWO)]
    assert error_of(web_list(broken)).error.field == "orderDateText"


def test_an_order_any_part_of_which_breaks_off_is_an_error() -> None:
    detail = json.loads(json.dumps(WEB_DETAIL).replace("May 2, 2026", "someday"))
    listed = web_list(web_order(ONE, "Closed"), web_order(TWO, "Closed"))
    for answers in ((listed, detail), (detail, listed)):
        found = shown(har(*(("https://x/mtop", json.dumps(answer)) for answer in answers)))
        assert found == [(1, "bad_date"), (2, TWO)]


@pytest.mark.parametrize(
    ("label", "place"),
    [("Delivered", "delivered"), ("In transit", "moving"), ("Frobnicated", None), (None, None)],
)
def test_words_for_where_a_parcel_is(label: str | None, place: str | None) -> None:
    assert tracking_of(label) == place


def test_days_of_a_page_are_the_viewers() -> None:
    found = order_of(web_list(web_order(ONE, "Closed")), zone=ZoneInfo("Europe/Berlin"))
    assert found.order.span("ordered_on") == Span(date(2026, 4, 30), date(2026, 5, 1))
