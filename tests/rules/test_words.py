"""Labels and recorded reasons, as pages and buyers word them, and the files they stand in."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from ali_closed.errors import DataError
from ali_closed.model.fields import CHOICES, STATUSES, SUB_STATUSES
from ali_closed.rules.tables import parsed
from ali_closed.rules.word_files import folded
from ali_closed.rules.words import (
    FILES,
    LONGEST,
    Kind,
    Words,
    load_words,
    mended_label,
    nearest_labels,
    read_end_reason,
    read_label,
    read_labels_within,
)

BOOK = load_words()


def build_words(*texts: str) -> Words:
    """The words of the texts of the three files."""
    contents = zip(FILES, texts, strict=True)
    return Words(folded({name: parsed(name, text.encode()) for name, text in contents}).__getitem__)


TEXTS = {name: (resources.files("ali_closed.rules") / name).read_text(encoding="utf-8") for name in FILES}

# ---------------------------------------------------------------- labels
STATUS = [
    ("Closed", {"status": "closed"}, None),
    ("closed automatically", {"status": "closed"}, None),
    ("Cancelled", {"status": "closed"}, "cancelled"),
    ("canceled", {"status": "closed"}, "cancelled"),
    ("Order cancelled", {"status": "closed"}, "cancelled"),
    ("Payment failed", {}, "payment_failed"),
    ("declined", {}, "payment_failed"),
    ("submit appeal", {}, "payment_failed"),
    ("delivered", {"tracking": "delivered"}, None),
    ("delivered to mailbox", {"tracking": "delivered"}, None),
    ("at local office", {"tracking": "awaiting_pickup"}, None),
    ("ready for pickup", {"tracking": "awaiting_pickup"}, None),
    ("Shipment cancelled", {"tracking": "cancelled", "shipped": True}, None),
    ("cancelled in transit", {"tracking": "cancelled", "shipped": True}, None),
    ("returned to sender", {"tracking": "returned"}, None),
    ("delivered to sender", {"tracking": "returned"}, None),
    ("being prepared", {"status": "shipment_pending"}, None),
    ("processing", {"status": "shipment_pending"}, None),
    ("awaiting shipment", {"status": "shipment_pending"}, None),
    ("not shipped", {"status": "shipment_pending"}, None),
    ("auto completed", {"status": "completed", "sub_status": "confirmation_timed_out"}, None),
    ("auto-confirmed", {"status": "completed", "sub_status": "confirmation_timed_out"}, None),
    ("auto closed", {"status": "completed", "sub_status": "confirmation_timed_out"}, None),
    ("marked received", {"status": "completed"}, "marked_received"),
    ("user marked as received", {"status": "completed"}, "marked_received"),
    ("says I confirmed", {"status": "completed"}, "marked_received"),
    ("received", {}, "marked_received"),
    ("Finished", {"status": "completed"}, None),
    ("frozen", {"status": "frozen"}, None),
    ("under review", {}, "under_review"),
    ("restricted", {}, "under_review"),
    ("Подозрительный заказ", {}, "under_review"),
    ("payment processing", {}, "payment_processing"),
    ("Awaiting delivery ", {"status": "shipped"}, None),
    ("Partial shipment", {"status": "shipped"}, None),
    ("Awaiting cancellation", {"status": "cancel_requested"}, None),
    ("Payment not yet confirmed", {"status": "payment_verification"}, None),
    ("expired", {"status": "closed"}, "expired"),
    ("dispute in progress", {"sub_status": "dispute_open"}, None),
    ("Confirmation received", {"status": "completed", "sub_status": "confirmation_received"}, None),
    ("Закрыт", {"status": "closed"}, None),
    ("ЗАВЕРШЕН", {"status": "completed"}, None),
    ("заказ отменен", {"status": "closed"}, "cancelled"),
    ("Ожидается платеж", {"status": "payment_pending"}, None),
    ("Скасовано", {"status": "closed"}, "cancelled"),
    ("Завершено", {"status": "completed"}, None),
    ("Finalizado", {"status": "completed"}, None),
    ("entregado", {"tracking": "delivered"}, None),
    ("envio cancelado", {"tracking": "cancelled", "shipped": True}, None),
    ("pedido concluido", {"status": "completed"}, None),
    ("Pedido encerrado", {"status": "closed"}, None),
    ("commande annulee", {"status": "closed"}, "cancelled"),
    ("Livrée", {"tracking": "delivered"}, None),
    ("storniert", {"status": "closed"}, "cancelled"),
    ("abgeschlossen", {"status": "completed"}, None),
    ("anulowane", {"status": "closed"}, "cancelled"),
    ("Wyslane", {"status": "shipped"}, None),
    ("Ordine consegnato", {"tracking": "delivered"}, None),
    ("chiuso", {"status": "closed"}, None),
]
SUB_STATUS = [
    ("order cancelled", {"sub_status": "order_cancelled"}, None),
    ("Canceled orders", {"sub_status": "order_cancelled"}, None),
    ("cancelled", {}, "cancelled"),
    ("confirmation received", {"sub_status": "confirmation_received"}, None),
    ("Confirmation timed out", {"sub_status": "confirmation_timed_out"}, None),
    ("payment processing", {"sub_status": "payment_processing"}, None),
    ("fund processing", {}, "payment_processing"),
    ("There is a dispute", {"sub_status": "dispute_open"}, None),
    ("dispute in progress", {"sub_status": "dispute_open"}, None),
    ("case closed", {"sub_status": "dispute_closed"}, None),
    ("dispute closed", {"sub_status": "dispute_closed"}, None),
    ("invalid request", {"dispute": "refused"}, None),
    ("dismissed", {"dispute": "refused"}, None),
    ("dispute disappeared", {"dispute": "vanished"}, None),
    ("shipment cancelled", {"tracking": "cancelled", "shipped": True}, None),
    ("Открыт спор", {"sub_status": "dispute_open"}, None),
    ("спір", {"sub_status": "dispute_open"}, None),
    ("Abrir disputa", {"dispute_button": "shown"}, None),
    ("Litige en cours", {"sub_status": "dispute_open"}, None),
    ("none", {"sub_status": "none"}, None),
]


@pytest.mark.parametrize(
    ("kind", "text", "fields", "word"),
    [("status", *row) for row in STATUS] + [("sub_status", *row) for row in SUB_STATUS],
)
def test_a_label_is_read(kind: Kind, text: str, fields: dict[str, str | bool], word: str | None) -> None:
    reading = read_label(text, kind, BOOK)
    assert (reading.fields, reading.word) == (fields, word)
    assert reading.known


@pytest.mark.parametrize("value", STATUSES)
def test_every_status_of_the_contract_is_a_label(value: str) -> None:
    for text in (value, value.replace("_", " "), value.replace("_", "-").upper()):
        assert read_label(text, "status", BOOK).fields == {"status": value}
    assert read_label(value, "status", BOOK).known


@pytest.mark.parametrize("value", SUB_STATUSES)
def test_every_sub_status_of_the_contract_is_a_label(value: str) -> None:
    for text in (value, value.replace("_", " "), value.replace("_", "-").title()):
        assert read_label(text, "sub_status", BOOK).fields == {"sub_status": value}


def test_a_label_says_how_it_was_read() -> None:
    assert read_label("Finalizado", "status", BOOK).known
    assert read_label("Finalizado", "status", BOOK).sure == "ui"
    folded = read_label("  cómmande,ANNULÉE ", "status", BOOK)
    assert (folded.sure, folded.word) == ("guide", "cancelled")


def test_likeness_is_a_suggestion_and_no_verdict() -> None:
    reading = read_label("Finishd", "status", BOOK)
    assert (reading.known, reading.fields, reading.word, reading.sure) == (False, {}, None, None)
    near = nearest_labels("Finishd", "status", BOOK)
    assert "Finished" in near
    assert len(near) <= 3


@pytest.mark.parametrize("text", ["", " - ", "quite another thing entirely", "x" * 100 * LONGEST])
def test_nothing_is_suggested_for_what_is_like_nothing(text: str) -> None:
    assert nearest_labels(text, "status", BOOK) == ()
    assert mended_label(text, "status", BOOK) is None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("clsoed", "closed"),
        ("finnished", "Finished"),
        ("canceledd", "Canceled"),
        ("complted", "completed"),
        ("dispute clossed", "dispute_closed"),
        ("confirmation recieved", "confirmation_received"),
        ("dispute opend", "Dispute opened"),
        ("awaiting shipmnet", "Awaiting shipment"),
        ("закрытт", "Закрыт"),
        ("замарожен", "Заморожен"),
        ("gescholssen", "Geschlossen"),
        ("conculído", "Concluído"),
        ("expéddié", "Expédié"),
        ("entregdo", "Entregado"),
        ("zamknięnte", "Zamknięte"),
        ("speditto", "Spedito"),
    ],
)
def test_a_slip_of_the_finger_inside_a_word_is_mended(text: str, label: str) -> None:
    assert not read_label(text, "status", BOOK).known
    near = mended_label(text, "status", BOOK)
    assert near is not None
    read, meant = read_label(near, "status", BOOK), read_label(label, "status", BOOK)
    assert (read.fields, read.word) == (meant.fields, meant.word)


@pytest.mark.parametrize(
    "text",
    [
        "protection not expired",
        "incomplete",
        "incompleto",
        "незавершен",
        "inachevé",
        "niezakończone",
        "ненадіслано",  # its first letter is that of what denies it
        "not closed",
        "closed not",
        "the order not closed",
        "close",
        "lost it",
        "last",  # a short word is as near to any other
        "xlosed",
        "clsed_now",
        "closed 5",
        "dispute refunded",  # every word of it is known
        "получениене подтверждено",  # what denies is run into the word before
        "utoconfirmed",  # nearer to another label, though it begins otherwise
        "controversia perta",
        "disputa rechada",
        "не полачен",  # as near to "не оплачен"
        "odsláno",  # Czech, in which nothing is mended
        "dispute los",  # no Spanish article
        "o dispute",
    ],
)
def test_what_may_mean_something_else_is_not_mended(text: str) -> None:
    assert not read_label(text, "status", BOOK).known
    assert mended_label(text, "status", BOOK) is None


DENIALS = {
    "en": ("not", "no", "without", "un", "in", "dis", "non"),
    "ru": ("не", "без", "нет"),
    "uk": ("не", "без", "немає"),
    "es": ("no", "sin", "nunca", "in"),
    "pt": ("não", "sem", "in"),
    "fr": ("pas", "non", "sans", "in"),
    "de": ("nicht", "kein", "ohne", "un"),
    "pl": ("nie", "bez", "brak"),
    "it": ("non", "senza", "mai", "in"),
    "nl": ("niet", "geen", "zonder", "on"),
    "tr": ("değil", "yok"),
    "cs": ("ne", "není", "bez"),
    "hu": ("nem", "nincs", "nélkül"),
    "ro": ("nu", "ne", "fără"),
    "zh": ("未", "不", "没有"),
    "ja": ("未", "ない"),
    "ko": ("미", "안", "않음"),
    "ar": ("لم", "غير", "لا"),
    "he": ("לא", "אין", "טרם"),
}


def test_no_label_is_read_as_what_it_denies() -> None:
    for label in BOOK.labels[::7]:
        first, *others = label.text.split()
        for word in DENIALS[label.lang]:
            denied = (f"{word} {label.text}", f"{word}{label.text}", " ".join([first, word, *others]))
            for text in denied:
                reading = read_label(text, label.kind, BOOK)
                if word != "in":  # alone no denial, but "in dispute"
                    assert not reading.known or reading.fields != label.meaning.sets, text
                near = mended_label(text, label.kind, BOOK)
                # a denial may be mended to the denial that was meant
                if not reading.known and near is not None:
                    assert read_label(near, label.kind, BOOK).fields != label.meaning.sets, (text, near)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("waiting on item from seller", {"status": "shipment_pending"}),
        ("unshipped", {"status": "shipment_pending"}),
        ("to be paid", {"status": "payment_pending"}),
        ("processed", {"status": "shipped"}),
        ("awaiting confirmation", {"status": "shipped"}),
        ("esperando confirmación", {"status": "shipped"}),
        ("expired", {"status": "closed"}),
        ("out for delivery", {"tracking": "moving"}),
        ("en reparto", {"tracking": "moving"}),
        ("delivery unsuccessful", {"tracking": "delivery_failed"}),
        ("undelivered", {"parcel": "not_received"}),
        ("не доставлен", {"parcel": "not_received"}),
        ("no entregado", {"parcel": "not_received"}),
        ("nicht geliefert", {"parcel": "not_received"}),
        ("refund processed", {"refund": "announced"}),
        ("Refund completed", {"refund": "received"}),
        ("Rückerstattung abgeschlossen", {"refund": "received"}),
        ("refund rejected", {"refund": "none_seen"}),
        ("возврат отклонён", {"refund": "none_seen"}),
        ("dispute won", {"dispute": "won"}),
        ("спор проигран", {"dispute": "lost"}),
        ("dispute rejected", {"dispute": "lost"}),
        ("no dispute", {"dispute": "none"}),
        ("dispute not opened", {"dispute": "none"}),
        ("pas de litige", {"dispute": "none"}),
        ("payment successful", {"paid": True}),
        ("оплата прошла успешно", {"paid": True}),
        ("confirmation required", {"confirmed": "no"}),
        ("receipt not confirmed", {"confirmed": "no"}),
        ("cancellation rejected", {"cancel_request": "refused"}),
        ("Подтверждение продлено", {"status": "shipped", "protection_extended": True}),
    ],
)
def test_what_buyers_say_in_place_of_a_status(text: str, fields: dict[str, str | bool]) -> None:
    assert read_label(text, "status", BOOK).fields == fields


TODAY: dict[str, dict[str, str | bool]] = {
    "Awaiting payment|To pay|A ser pago|Aguardando pagamento |Ожидаем оплату|In afwachting van betaling"
    "|Ödeme bekleniyor|お支払い待ち|결제 대기 중|في انتظار الدفع|ממתין לתשלום|Čeká na platbu|Fizetésre vár"
    "|În așteptarea plății|待付款": {"status": "payment_pending"},
    "Processing|Processando|Em separação|Заказ собирается|Комплектується|En cours de traitement|Wordt verwerkt"
    "|Hazırlanıyor|発送準備中|배송 준비 중|قيد المعالجة|בטיפול|Zpracovává se|Feldolgozás alatt|În procesare|待发货": {
        "status": "shipment_pending"
    },
    "Awaiting delivery|Processed|Processado|Aguardando a entrega |Отправлена|En espera de entrega|Verzonden|Kargoda"
    "|配送中|배송 중|تم الشحن|נשלח|Odesláno|Úton|Expediat|已发货": {"status": "shipped"},
    "Completed|Concluído|Finalizado|Voltooid|Tamamlandı|取引完了|거래 완료|مكتمل|הושלם|Dokončeno|Teljesítve|已完成": {
        "status": "completed"
    },
    "The seller has agreed to cancel|Stornierung angenommen|Отмена одобрена": {
        "status": "closed",
        "cancelled_by": "buyer",
    },
    "You withdrew the dispute|Спор отменён|Disputa retirada": {"dispute": "withdrawn"},
    "Return request approved|Devolución aprobada": {"dispute": "agreed_return"},
    "Partially refunded|Teilweise erstattet": {"refund": "received_partly"},
    "Delivered to the wrong address|Livré à une autre adresse": {"tracking": "delivered_elsewhere"},
    "Too late to open a dispute|Срок открытия спора истёк": {"dispute_button": "refuses_too_late"},
    "The goods arrive soon|По нашим данным товар скоро прибудет": {"dispute_button": "too_early"},
    "Payment expired|Pagamento expirado": {"status": "closed", "paid": False},
    "Expired|Expirado|Canceled|Cancelled|Compra cancelada|Pedido cancelado|Order Closed|Gesloten"
    "|İptal edildi|キャンセル済み|취소됨|تم الإلغاء|בוטלה|Zrušeno|Törölve|Anulată|已取消": {"status": "closed"},
    "Objeto entregue ao destinatário|Вручено адресату|Bezorgd|Teslim edildi|配達完了|배송 완료|تم التسليم|נמסר": {
        "tracking": "delivered"
    },
    "Cleared customs|Left the country of origin|Saiu para entrega|Импорт в страну назначения|Dağıtıma çıktı|配達中": {
        "tracking": "moving"
    },
    "Teslim edilmedi|未配達|미배송|לא נמסר|لم يتم التسليم|Nedoručeno|Nelivrat|Nem érkezett meg|Niet bezorgd": {
        "parcel": "not_received"
    },
    "Gönderilmedi|未発送|미발송|לא נשלח|لم يتم الشحن|Neodesláno|Neexpediat|Nincs feladva|Niet verzonden": {
        "status": "shipment_pending"
    },
    "Ödenmedi|未払い|미결제|לא שולם|غير مدفوع|Nezaplaceno|Neplătit|Nincs kifizetve|Onbetaald": {
        "status": "payment_pending"
    },
}


@pytest.mark.parametrize(("texts", "fields"), TODAY.items())
def test_the_labels_of_todays_pages(texts: str, fields: dict[str, str | bool]) -> None:
    for text in texts.split("|"):
        assert read_label(text, "status", BOOK).fields == fields, text


def test_what_might_be_closed_or_completed_is_unknown() -> None:
    for text in ("取引終了", "거래 종료", "已结束"):
        assert not read_label(text, "status", BOOK).known


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("The order is closed", "Closed"),
        ("Order status: Closed", "Closed"),
        ("O pedido foi cancelado", "Cancelado"),
        ("Aguardando a entrega ", "Aguardando entrega"),
        ("Ваш заказ закрыт", "Закрыт"),
        ("Ihre Bestellung wurde versandt", "Versandt"),
        ("La commande a été annulée", "Commande annulée"),
        ("L'ordine è chiuso", "Chiuso"),
        ("Siparişiniz kapatıldı", "Kapatıldı"),
        ("ההזמנה נסגרה", "סגור"),
        ("Your package was delivered", "Delivered"),
        ("Objeto entregue", "Entregue"),
        ("Your order was received", "Order received"),
    ],
)
def test_words_that_say_nothing_may_stand_in_a_label_or_be_missing(text: str, like: str) -> None:
    reading, meant = read_label(text, "status", BOOK), read_label(like, "status", BOOK)
    assert meant.known
    assert (reading.fields, reading.word) == (meant.fields, meant.word)


@pytest.mark.parametrize(
    "text",
    [
        "the order is not closed",
        "the",
        "order",
        "the order is the",
        "the package is closed",  # a parcel is no order
        "your order will be closed",
        "order to be closed",
        "se cancelado",
        "o pedido não foi cancelado",
        "teslim edildi mi",
        "de livrat",
        "teslim edilmemiştir",
        "gönderilmedii",
        # crossed out, or asked
        "✗ Paid",
        "Paid ✘",
        "❌ Delivered",
        "☐ Delivered",
        "[ ] Delivered",
        "P̶a̶i̶d̶",
        "~~Delivered~~",
        "!paid",
        "Closed?",
        "Livré ?",
    ],
)
def test_words_and_signs_that_say_something_are_never_left_out(text: str) -> None:
    assert not read_label(text, "status", BOOK).known
    assert mended_label(text, "status", BOOK) is None
    assert read_labels_within(text, BOOK) == ()


@pytest.mark.parametrize(
    "text", ["✓ Delivered", "☑ Delivered", "“Delivered!”", "Ｄｅｌｉｖｅｒｅｄ", "DELI\u200bVERED"]
)
def test_a_label_under_signs_that_say_nothing(text: str) -> None:
    assert read_label(text, "status", BOOK).fields == {"tracking": "delivered"}


def test_a_label_that_would_be_two_without_its_little_words_is_neither() -> None:
    two = LABEL.format("closed", "The done") + LABEL.format("frozen", "Done a")
    book = build_words(SILENT + two, WORDINGS, END_REASONS)
    assert read_label("the done", "status", book).fields == {"status": "closed"}
    assert not read_label("done", "status", book).known


def test_a_label_of_the_other_field_is_unknown() -> None:
    assert not read_label("frozen", "sub_status", BOOK).known
    assert not read_label("none", "status", BOOK).known


def test_every_label_is_read_as_written() -> None:
    for label in BOOK.labels:
        assert label.meaning.sets or label.meaning.word, label.text
        for text in (label.text, label.text.upper(), f" {label.text}. "):
            reading = read_label(text, label.kind, BOOK)
            assert (reading.fields, reading.word) == (label.meaning.sets, label.meaning.word), text


def test_changing_a_reading_changes_no_label() -> None:
    read_label("closed", "status", BOOK).fields["status"] = "frozen"
    assert read_label("closed", "status", BOOK).fields == {"status": "closed"}


@pytest.mark.parametrize("lang", sorted(DENIALS))
def test_every_status_has_labels_in_every_language(lang: str) -> None:
    said = {
        label.meaning.sets.get("status")
        for label in BOOK.labels
        if label.lang == lang and label.sure != "contract" and label.kind == "status"
    }
    assert said >= set(STATUSES)


# ---------------------------------------------------------------- recorded reasons
LIST = [
    "buyer_confirm_goods",
    "buyer_confirm_goods_timeout",
    "pay_timeout",
    "buyer_cancel_notpay_order",
    "buyer_cancel_order_in_risk",
    "buyer_cancel_order",
    "send_goods_timeout",
    "risk_closed",
    "security_close",
    "suspicious_trade",
    "confirm_payamount_timeout",
    "reject_payamount",
    "end_issue",
    "trade_close",
    "",
]
DETAIL = [
    "buyer_accept_goods",
    "buyer_accept_goods_timeout",
    "CANCELED",
    "buyer_pay_timeout",
    "buyer_cancel_notpay_order",
    "buyer_cancel_order_in_risk",
    "cancel_order_close_trade",
    "seller_send_goods_timeout",
    "risk_reject_closed",
    "seller_accept_issue_no_goods_return",
    "seller_response_issue_timeout",
    "",
]
RU = [
    "PaymentTimeout",
    "ShippingTimeout",
    "BuyerNotPickUpPosting",
    "CancelledByBuyer",
    "SecurityClose",
    "LogisticOrderToPostingMapFailed",
    "CancelledBySeller",
    "BuyerDoesNotWantOrder",
    "BuyerWantChangeProduct",
    "BuyerChangeCoupon",
    "BuyerChangeMailAddress",
    "BuyerChangeLogistic",
    "BuyerCannotPayment",
    "BuyerOtherReasons",
    "ProductNotEnough",
    "SellerDidNotUseBuyerLogisticType",
    "BuyerCannotContactSeller",
    "SellerRiseOrderAmount",
    "CancelGroupBuyAfterPay",
    "GroupBuyFailure",
    "FreightCommitDayNotMatch",
    "ConfirmedByBuyer",
    "AutoConfirm",
    "ConfirmedByLogistic",
]
FORM = [
    "buyerDonotwantOrder",
    "buyerWantChangeProduct",
    "buyerChangeMailAddress",
    "buyerChangeCoupon",
    "buyerChangeLogistic",
    "buyerCannotPayment",
    "otherReasons",
    "freightCommitDayNotMatch",
    "sellerRiseOrderAmount",
    "sellerDidnotuseBuyerLogisticType",
    "buyerCannotContactSeller",
    "productNotEnough",
]


@pytest.mark.parametrize(("vocabulary", "values"), [("list", LIST), ("detail", DETAIL), ("ru", RU), ("form", FORM)])
def test_a_vocabulary_is_read_whole(vocabulary: str, values: list[str]) -> None:
    for value in values:
        for text in (value, value.upper(), f" {value} "):
            reason = read_end_reason(text, BOOK)
            assert reason is not None
            assert vocabulary in reason.vocabulary
    held = [reason for reason in BOOK.end_reasons.values() if vocabulary in reason.vocabulary]
    assert len(held) == len(values)


@pytest.mark.parametrize(
    ("value", "reasons"),
    [
        ("pay_timeout", ("payment_timeout",)),
        ("buyer_pay_timeout", ("payment_timeout",)),
        ("buyer_cancel_notpay_order", ("buyer_cancelled",)),
        ("buyer_cancel_order", ("buyer_cancelled",)),
        ("risk_closed", ("payment_failed", "security_pattern")),
        ("risk_reject_closed", ("payment_failed", "security_pattern")),
        ("security_close", ("security_pattern", "security_coupon")),
        ("suspicious_trade", ("security_pattern", "security_coupon")),
        ("cancel_order_close_trade", ("buyer_cancelled", "seller_cancelled")),
        ("CancelledBySeller", ("seller_cancelled",)),
        ("send_goods_timeout", ("seller_did_not_ship",)),
        ("buyer_accept_goods", ("receipt_confirmed", "confirmed_by_mistake")),
        ("buyer_accept_goods_timeout", ("protection_expired", "marked_delivered")),
        ("AutoConfirm", ("protection_expired",)),
        ("ConfirmedByLogistic", ("marked_delivered",)),
        ("end_issue", ("dispute_decided",)),
        ("seller_accept_issue_no_goods_return", ("dispute_decided",)),
        ("seller_response_issue_timeout", ("dispute_decided",)),
        ("trade_close", ()),
        ("", ()),
    ],
)
def test_a_recorded_reason_names_closure_reasons(value: str, reasons: tuple[str, ...]) -> None:
    reason = read_end_reason(value, BOOK)
    assert reason is not None
    assert reason.reasons == reasons


@pytest.mark.parametrize("value", ["order_completed", "pay-timeout", "unheard_of", "FINISH"])
def test_an_unknown_reason_decides_nothing(value: str) -> None:
    assert read_end_reason(value, BOOK) is None


def test_recorded_reasons_name_reasons_and_fields_that_exist() -> None:
    listed = tomllib.loads((resources.files("ali_closed.rules") / "reasons.toml").read_text(encoding="utf-8"))
    known = {entry["id"] for entry in listed["reason"]}
    for reason in BOOK.end_reasons.values():
        assert set(reason.reasons) <= known
        assert all(value in CHOICES[field] for field, value in reason.facts.items())


# ---------------------------------------------------------------- the files
LABELS, WORDINGS, END_REASONS = TEXTS.values()


def _swapped(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


SILENT = '[silent]\nen = { little = "the a", order = "order" }\n'
LABEL = """
[[label]]
as_status = {{ sets = {{ status = "{0}" }} }}
en.ui = ["{1}"]
"""


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        ("label = [", "labels.toml is not TOML"),
        (SILENT.replace("the a", "the no") + LABEL.format("closed", "A"), "`no` of en is no word that says nothing"),
        (
            SILENT.replace("the a", "the will") + LABEL.format("closed", "A"),
            "`will` of en is no word that says nothing",
        ),
        (LABEL.format("closed", "A") + "extra = 1", "label.0.extra"),
        (LABEL.format("shut", "A"), "status cannot be 'shut'"),
        (LABEL.format("closed", "-"), "two meanings, or none"),
        ('[[label]]\ncontract = "shut"', "`shut` says nothing"),
        (LABEL.format("closed", "Ended") + LABEL.format("frozen", "énded"), "`énded` as status has two"),
    ],
)
def test_a_mistake_in_the_labels_is_an_error(labels: str, says: str) -> None:
    with pytest.raises(DataError, match=re.escape(says)):
        build_words(labels if "[silent]" in labels else SILENT + labels, WORDINGS, END_REASONS)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("<pay>", "<cash>", "unknown stems: cash"),
        ('"suspicious", ', '".. suspicious", ', "gap at an end"),
        ('"suspicious", ', '"a||b", ', "empty alternative"),
        ('["identity"', '["x"', "`x` is outranked"),
        ("[message.timer]", "[message.unpaid]", "not TOML"),
        ("happened = true", "happens = true", "happens"),
    ],
)
def test_a_mistake_in_the_wordings_is_an_error(old: str, new: str, says: str) -> None:
    with pytest.raises(DataError, match=re.escape(says)):
        build_words(LABELS, _swapped(WORDINGS, old, new), END_REASONS)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("risk_closed", "PAY_timeout", "`pay_timeout` is there twice"),
        ("paid = false", 'paid = "no"', "paid cannot be 'no'"),
        ("paid = false", "price = 1", "facts"),
        ('sure = "B"', 'sure = "A"', "sure"),
    ],
)
def test_a_mistake_in_the_recorded_reasons_is_an_error(old: str, new: str, says: str) -> None:
    with pytest.raises(DataError, match=re.escape(says)):
        build_words(LABELS, WORDINGS, _swapped(END_REASONS, old, new))


@pytest.mark.parametrize(("content", "says"), [(None, "is missing"), (b"\xff", "is not TOML")])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, says: str) -> None:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    broken = tmp_path / "wordings.toml"
    broken.unlink() if content is None else broken.write_bytes(content)
    with pytest.raises(DataError, match=f"wordings.toml {says}"):
        read_label("closed", "status", load_words(tmp_path))


def test_the_same_label_in_two_languages_is_no_mistake() -> None:
    same = LABEL.format("closed", "Ended")
    assert read_label("ended", "status", build_words(SILENT + same + same, WORDINGS, END_REASONS)).known


def test_what_is_read_is_frozen() -> None:
    reason = read_end_reason("pay_timeout", BOOK)
    assert reason is not None
    with pytest.raises(AttributeError):
        reason.value = "other"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        BOOK.labels = ()
    assert load_words() is BOOK
