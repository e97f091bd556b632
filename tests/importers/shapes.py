"""Composed files, one of each form: no value in them was ever an order's.

The shapes (keys, wrappers, headers) are those of public documentation and of the exporters; what fills them is made
up. No real file of a closed order was at hand for any of them.
"""

from __future__ import annotations

import io
import json
from datetime import date, tzinfo
from typing import Any

from ali_closed.importers import ImportedOrder, RowError, stream_orders

TODAY = date(2026, 6, 15)
SECRET = "Zebedee Quux"
"""Stands wherever a file holds what is personal; nothing may ever repeat it."""

EXPORTS: dict[str, str] = {
    "A": (
        "order_id,parent_orderid,gmt_create_order_time,order_status,item_name,unit_price,payable_amt,"
        "gmt_pay_order_time,gmt_trade_end_time,end_reason,is_success_pay,frozen_status\n"
        f"8100000000020001,8100000000000001,2026-05-01 09:00:00,FINISH,{SECRET},1299,1299,"
        "2026-05-01 09:01:00,2026-06-10 23:30:00,buyer_confirm_goods_timeout,Y,NO_FROZEN\n"
    ),
    "B": (
        "\ufeffOrder Date,Order ID,Title,Qty,Price,Store,Product ID,SKU ID,Attributes,Price Info,Currency,Status,"
        "Product Url,Product Image Url,Store Url,Tags\n"
        f'"May 1, 2026",8100000000000001,"{SECRET}, blue",1,$9.99,Shop,1,2,,"$9.99|9|99",USD,Completed ,u,i,s,\n'
    ),
    "D": (
        "order_id,order_date,status,total_price_text,currency,store_name,order_title,order_titles,item_image_url,"
        "order_line_count,payment_method,shipping_contact_name,shipping_country_code,shipping_post_code,"
        "shipping_region_address,shipping_detail_address,shipping_phone,order_detail_url,invoice_page_url,"
        "invoice_pdf_paths,list_json,detail_json,invoice_info_json\n"
        f'8100000000000001,"May 1, 2026",Completed,$9.99,USD,Shop,T,T,i,1,Visa ****,{SECRET},DE,1,r,d,1,u,u,,'
        '"{""a"": ""b""}",{},{}\n'
    ),
    "E": (
        "order_id,order_date,store_name,status,line_index,order_line_id,product_id,sku_id,item_title,item_image_url,"
        "item_price_text,currency,quantity,item_detail_url,snapshot_url,sku_attrs_json,item_tags_json,line_json\n"
        f'8100000000000001,"May 1, 2026",Shop,Completed,0,8100000000020001,1,2,{SECRET},i,$1,USD,1,u,u,[],[],{{}}\n'
    ),
    "F": (
        "Order ID,Order Date,Thumbnail,Order Title,All Titles,Status,Total,Currency,Store Name,Payment Method,"
        "Shipping Contact,Shipping Country,Post Code,Region Address,Detail Address,Phone,Order Detail URL,"
        "Invoice Page URL,Invoice PDFs,List JSON,Detail JSON,Invoice JSON\n"
        f'8100000000000001,"May 1, 2026",,T,T,Completed,$9.99,USD,Shop,PayPal,{SECRET},DE,1,r,d,1,u,u,,{{}},{{}},{{}}\n'
    ),
    "G": (
        "orderId,date,status,store,total,currency,itemCount,paymentMethod,installmentFee,paidAt,finishedAt\n"
        "8100000000000001,2026-05-01,completed,Shop,9.99,USD,1,Visa,,2026-05-01,2026-06-10\n"
    ),
    "H lines": (
        "orderId,date,store,title,variations,quantity,unitPrice,lineTotal,currency\n"
        f"8100000000000001,2026-05-01,Shop,{SECRET},,1,9.99,9.99,USD\n"
    ),
    "H packages": (
        "orderId,date,trackingNumber,originTrackingNumber,carrier,eta,lastEvent,lastEventAt,events\n"
        "8100000000000001,2026-05-01,RX1,RX1,Post,,Delivered,2026-06-01,7\n"
    ),
    "H refunds": (
        "reverseOrderId,orderId,type,status,createdAt,store,title,count,unitPrice\n"
        f"9,8100000000000001,refund,Processing,2026-06-01,Shop,{SECRET},1,9.99\n"
    ),
    "I": (
        "Order Number\tOrder Date\tSubtotal\tShipping and Tax\tTotal Order Amount\tStore Name\tOrder Status\t"
        "Tracking Number\tTracking Status\tTracking Status Last Updated\tTracking Link\tProduct Title\tOption\tPrice\t"
        "Quantity\tPieces Per Pack\tTotal Quantity\tLanded Cost\tProduct URL\tImage URL\t\n"
        f'8100000000000001\tMay 1, 2026\t9\t0\t9\tShop\tCompleted\tRX1\tDelivered\t\tl\t"7 inch" {SECRET}\t\t9\t1\t1\t1'
        "\t9\tu\ti\t\n"
    ),
    "J": (
        "Order ID,Order Date,Status,Product Title,Product Link,Currency,Price,Store Name,Store Link\n"
        f'8100000000000001,"May 1, 2026",Completed,{SECRET},u,US,9.99,Shop,u\n'
    ),
    "K": (
        "orderId,itemId,Product,Date,Unit Price,Quantity,Price,Store Name,SKU, InvoiceURL,ImageUrl\n"
        f"8100000000000001,1,{SECRET},01.05.2026,9.99,1,9.99,Shop,2,u,i\n"
    ),
    "L": (
        "Order ID;Product;Store;Value;Tracking ID;Carrier;Order time;Status\n"
        f"8100000000000001;{SECRET};Shop;9,99;RX1;Post;2026-05-01 10:00;Completed\n"
    ),
    "M": (
        "Order Number,Product Details,Count,Status,Seller URL,Seller,Price Per Unit,Quantity,Price,Shipping Cost,"
        "Adjust Price,Discount,Total Amount,Payment Date,Shipping Method,Track No,Snapshot\n"
        f"8100000000000001,{SECRET},1,Finished,u,{SECRET},9,1,9,0,0,0,9,02:14 May. 01 2026,Post,RX1,s\n"
    ),
    "N": (
        "\ufeffProduct name,Product details,Seller,Price,Quantity,Amount,Order status,Shipping details\n"
        f'"{SECRET}",d,{SECRET},9,1,9,Finished,"{SECRET}\nSample Street 1"\n'
    ),
}
"""The exports that are tables, by their letter; all of one order, of 1 May 2026."""

COLLECTED = [
    {
        "id": f"8100000000000001-{line}",
        "orderId": "8100000000000001",
        "orderLineId": f"810000000002000{line}",
        "productId": "1",
        "title": SECRET,
        "price": "9,99€",
        "orderDate": "1 may, 2026",
        "orderDateIso": "2026-05-01",
        "status": "Finalizado",
        "storeName": "Shop",
        "tags": [],
    }
    for line in (1, 2)
]
"""C: the lines of one order as JSON."""

ADDRESS = {"contact_person": SECRET, "mobile_no": "0000000", "detail_address": SECRET, "zip": "00000"}

LIST_ITEM: dict[str, Any] = {
    "order_id": 8100000000000001,
    "order_status": "WAIT_BUYER_ACCEPT_GOODS",
    "gmt_create": "2024-02-20 10:00:00",
    "gmt_pay_time": "2024-02-20 10:01:00",
    "gmt_update": "2024-02-27 23:15:30",
    "gmt_send_goods_time": "2024-02-27 23:15:30",
    "timeout_left_time": 5937329001,
    "frozen_status": "NO_FROZEN",
    "issue_status": "NO_ISSUE",
    "fund_status": "PAY_SUCCESS",
    "logistics_status": "SELLER_SEND_GOODS",
    "end_reason": "",
    "payment_type": "MIXEDCARD",
    "pay_amount": {"amount": "9.99", "currency_code": "USD"},
    "buyer_signer_fullname": SECRET,
    "product_list": {
        "order_product_dto": [
            {
                "order_id": 8100000000000001,
                "child_id": 8100000000020001,
                "son_order_status": "WAIT_BUYER_ACCEPT_GOODS",
                "freight_commit_day": "90",
                "issue_status": "NO_ISSUE",
                "can_submit_issue": False,
            }
        ]
    },
}
"""An order on its way, in the times of the one live example that was published (March 2024)."""


def order_list(*items: dict[str, Any], made_at: str = "2024-03-20 22:00:02") -> dict[str, Any]:
    """An answer of `aliexpress.solution.order.get`."""
    result = {"success": True, "error_code": "1", "time_stamp": made_at, "target_list": {"order_dto": list(items)}}
    return {"aliexpress_solution_order_get_response": {"result": result, "request_id": "x"}}


DETAIL: dict[str, Any] = {
    "id": 8100000000000001,
    "order_status": "FINISH",
    "order_end_reason": "buyer_accept_goods_timeout",
    "gmt_create": "2026-04-01 10:00:00",
    "gmt_pay_success": "2026-04-01 10:01:00",
    "gmt_modified": "2026-06-10 23:30:00",
    "gmt_trade_end": "2026-06-10 23:30:00",
    "fund_status": "PAY_SUCCESS",
    "frozen_status": "NO_FROZEN",
    "issue_status": "NO_ISSUE",
    "logistics_status": "BUYER_ACCEPT_GOODS",
    "init_oder_amount": {"cent": 999, "cent_factor": 100, "currency_code": "USD", "amount": "9.99"},
    "order_amount": {"cent": 999, "cent_factor": 100, "currency_code": "USD", "amount": "9.99"},
    "buyerloginid": SECRET,
    "receipt_address": ADDRESS,
    "opr_log_dto_list": {},
    "tags": {},
    "logistic_info_list": {
        "global_aeop_tp_logistic_info_dto": [
            {"logistics_no": "RX1", "gmt_send": "2026-04-03 01:00:00", "receive_status": "received",
             "gmt_received": "2026-05-02 12:00"}
        ]
    },
    "child_order_list": {
        "global_aeop_tp_child_order_dto": [
            {"child_order_id": "8100000000020001", "id": 8100000000020001, "order_status": "FINISH",
             "order_sort_id": 1, "issue_status": "NO_ISSUE", "buyer_memo": SECRET}
        ]
    },
}  # fmt: skip
"""A closed order of `solution.order.info.get`."""


def web_list(*orders: dict[str, Any]) -> dict[str, Any]:
    """An answer of the buyer's order list."""
    blocks = {f"pc_om_list_order_{order['orderId']}": {"tag": "pc_om_list_order", "fields": order} for order in orders}
    return {"api": "mtop.aliexpress.trade.buyer.order.list", "ret": ["SUCCESS"], "data": {"data": blocks}}


def web_order(number: str, status: str, when: str = "May 1, 2026", code: str = "9") -> dict[str, Any]:
    """One order of the list."""
    return {
        "orderId": number,
        "statusText": status,
        "orderDateText": when,
        "totalPriceText": "$9.99",
        "storeName": SECRET,
        "utParams": {"args": {"orderStatus": code}},
    }


WEB_DETAIL: dict[str, Any] = {
    "api": "mtop.aliexpress.trade.buyer.order.detail",
    "data": {
        "data": {
            "detail_order_status_block_1": {
                "tag": "detail_order_status_block",
                "fields": {"orderId": "8100000000000001", "title": "Completed"},
            },
            "detail_simple_order_info_3": {
                "tag": "detail_simple_order_info_component",
                "fields": {
                    "tradeOrderId": "8100000000000001",
                    "orderCreatTime": "May 1, 2026",
                    "payTime": "May 2, 2026",
                    "paymentMethod": "PayPal",
                },
            },
        }
    },
}

WEB_TRACKING: dict[str, Any] = {
    "api": "mtop.ae.ld.querydetail",
    "data": {
        "module": {
            "fastDeliveryInfoDTO": {
                "fdContentList": [
                    "Apply for $1.00 coupon code if delayed by May 20, 2026",
                    "Refund if no delivery before Jun 20, 2026",
                ]
            },
            "logisticsReceiverInfo": {"address": SECRET, "contactName": SECRET},
            "trackingDetailLineList": [
                {"mailNo": "RX1", "detailList": [{"time": 1780000000000, "trackingName": "Delivered"}]}
            ],
        }
    },
}


def har(*answers: tuple[str, str]) -> dict[str, Any]:
    """A HAR file of (address, body)."""
    entries = [
        {"request": {"url": url, "headers": [{"name": "cookie", "value": SECRET}]},
         "response": {"content": {"mimeType": "application/json", "text": body}}}
        for url, body in answers
    ]  # fmt: skip
    return {"log": {"version": "1.2", "entries": entries}}


RUSSIAN: dict[str, Any] = {
    "data": {
        "orders": [
            {
                "id": "5100000000000001",
                "order_display_status": "Close",
                "status": "Cancelled",
                "payment_status": "Refunded",
                "delivery_status": "Cancelled",
                "antifraud_status": "Passed",
                "finish_reason": "CancelledBySeller",
                "created_at": "2026-05-01T10:00:00Z",
                "paid_at": "2026-05-01T10:05:00Z",
                "buyer_name": SECRET,
            }
        ]
    }
}

DROPSHIP_OLD: dict[str, Any] = {
    "aliexpress_trade_ds_order_get_response": {
        "result": {
            "gmt_create": "2026-05-01 10:00:00",
            "order_status": "FINISH",
            "logistics_status": "NO_LOGISTICS",
            "order_amount": {"amount": "9.99", "currency_code": "USD"},
            "child_order_list": {
                "aeop_child_order_info": [
                    {"product_id": 1, "product_count": 1, "end_reason": "send_goods_timeout"},
                    {"product_id": 2, "product_count": 1, "end_reason": "send_goods_timeout"},
                ]
            },
            "logistics_info_list": {},
        }
    }
}

DROPSHIP_NEW: dict[str, Any] = {
    "aliexpress_ds_trade_order_get_response": {
        "rsp_code": 200,
        "rsp_msg": "Call succeeds",
        "result": {
            "gmt_create": "2026-05-01 10:00:00",
            "order_status": "WAIT_SELLER_SEND_GOODS",
            "order_paidtime_string": "2026-05-01 10:05:00",
            "pay_timeout_second": 1200,
            "child_order_list": {"ae_child_order_info": {"product_id": 1}},
        },
    }
}


def read(
    source: object, name: str | None = None, *, today: date = TODAY, zone: tzinfo | None = None
) -> list[ImportedOrder | RowError]:
    """What a text, some bytes or a JSON value reads as."""
    text = source if isinstance(source, str | bytes) else json.dumps(source)
    data = text.encode() if isinstance(text, str) else text
    return list(stream_orders(io.BytesIO(data), today=today, zone=zone, name=name))


def shown(source: object) -> list[tuple[int, str]]:
    """For each result its row, and the number of the order or the code of the error."""
    return [(found.row, found.error.code if isinstance(found, RowError) else str(found.id)) for found in read(source)]


def order_of(source: object, name: str | None = None, **where: Any) -> ImportedOrder:
    """The single order of a file."""
    (found,) = read(source, name, **where)
    assert isinstance(found, ImportedOrder), found
    return found


def error_of(source: object) -> RowError:
    """The error of the single row of a file, which cannot be read."""
    (found,) = read(source)
    assert isinstance(found, RowError), found
    return found


def fields(source: object, name: str | None = None) -> dict[str, Any]:
    """The fields of the single order of a file."""
    return order_of(source, name).order.echo()
