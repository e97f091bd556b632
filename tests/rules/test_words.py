"""Labels, messages and recorded reasons, as pages, mails, chats and buyers word them."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ali_closed.errors import DataError
from ali_closed.model.order import CHOICES, STATUSES, SUB_STATUSES
from ali_closed.rules.matching import MESSAGE
from ali_closed.rules.words import (
    FILES,
    LONGEST,
    Kind,
    build_words,
    fold,
    load_words,
    read_end_reason,
    read_label,
    read_message,
)

BOOK = load_words()
TEXTS = {name: (resources.files("ali_closed.rules") / name).read_text(encoding="utf-8") for name in FILES}

# ---------------------------------------------------------------- messages
PROVES = {
    "message_security": [
        "We have to cancel this order due to security issues. Please place the order again or delete the"
        " coupon and try again.",
        "finished for security reasons",
        "security reasons",
        "SECURITY CONCERNS",
        "Your order has been closed due to security reasons",
        "they said it was closed because of security",
        "Order closed: safety reasons",
        "Your order could not be processed for security reasons",
        "We cannot ship this order due to security concerns.",
        "closed by the security system",
        "The transaction was flagged as suspicious",
        "suspicious activity on your account",
        "Your order was identified as suspected fraud",
        "Rejected By Risk Control",
        "your order did not pass our risk control, so it was closed",
        "closed because they think the order is fraudulent",
        "This order is considered high risk and was cancelled",
        "Please delete the coupon and order again",
        "place the order again without the coupon",
        "coupon abuse was detected",
        "We detected unusual activity and closed the order",
        "Order closed\nSecurity reasons",
        "If you have questions, ask us. Your order was closed for security reasons.",
        "not sure why, but it says: closed for security reasons",
        "Заказ закрыт по соображениям безопасности",
        "Заказ был отменён из-за безопасности",
        "закрыли в целях безопасности",
        "Подозрительный заказ",
        "заказ отменен по причине подозрения в мошенничестве",
        "Удалите купон и оформите заказ заново",
        "Замовлення закрито з міркувань безпеки",
        "Підозріле замовлення",
        "Замовлення скасовано через проблеми безпеки",
        "Su pedido ha sido cancelado por motivos de seguridad",
        "cerrado por razones de seguridad",
        "Pedido cancelado debido a problemas de seguridad",
        "actividad sospechosa en su cuenta",
        "Seu pedido foi encerrado por motivos de segurança",
        "cancelado devido a questões de segurança",
        "atividade suspeita",
        "Votre commande a été annulée pour des raisons de sécurité",
        "fermée pour cause de fraude",
        "commande suspecte",
        "Ihre Bestellung wurde aus Sicherheitsgründen geschlossen",
        "Die Bestellung konnte aus Sicherheitsgründen nicht bearbeitet werden",
        "wegen Sicherheitsbedenken storniert",
        "verdächtige Aktivität",
        "Zamówienie zostało zamknięte ze względów bezpieczeństwa",
        "podejrzane zamówienie",
        "Ordine annullato per motivi di sicurezza",
        "attività sospetta",
        "Bestelling geannuleerd om veiligheidsredenen",
        "Siparişiniz güvenlik nedeniyle iptal edildi",
        "由于安全原因，您的订单已关闭",
        "보안상의 이유로 주문이 취소되었습니다",
        "Your order has been cancelled because of a security problem with your account",
        "AliExpress closed my order citing security",
        "Sorry, your order has been closed. Reason: Security",
        "Dear buyer, the order was closed due to security risk. The refund will be made within 3-20 business days.",
        "chat told me closed for security",
        "I got a message: order closed, suspicious transaction",
        "Order closed by risk control department",
        "We have detected abnormal behavior in your account, so we closed this order",
        "order terminated for security purposes",
        "due to a security check the order was cancelled",
        "This order has security issues",
        "order cancelled: account security issue",
        "they suspect me of fraud",
        "closed since they suspected fraud",
        "Заказ закрыт в связи с вопросами безопасности",
        "нам пришлось отменить этот заказ из соображений безопасности. Оформите заказ снова или удалите купон",
        "Закрыто службой безопасности AliExpress",
        "заказ признан подозрительным",
        "Tuvimos que cancelar este pedido por problemas de seguridad. Vuelva a realizar el pedido o elimine el cupón",
        "Precisamos cancelar este pedido por questões de segurança. Faça o pedido novamente ou exclua o cupom",
        "Nous devons annuler cette commande pour des problèmes de sécurité. Veuillez passer à nouveau "
        "la commande ou supprimer le coupon",
        "Wir müssen diese Bestellung aufgrund von Sicherheitsproblemen stornieren",
        "Musimy anulować to zamówienie z powodu problemów z bezpieczeństwem",
        "Dobbiamo annullare questo ordine per problemi di sicurezza",
        "Zamówienie anulowane z powodów bezpieczeństwa",
    ],
    "message_card": [
        "card payment verification",
        "Your card was declined",
        "card refused",
        "bank declined",
        "the bank refused the payment",
        "declined by your bank",
        "Payment failed",
        "Your payment has failed. Please try another card.",
        "Your card could not be verified",
        "your card was not accepted",
        "they did not accept my card",
        "My credit card was rejected by AliExpress",
        "Payment could not be processed",
        "payment was unsuccessful",
        "transaction declined",
        "insufficient funds",
        "Please verify your card",
        "Appeal (Card Verification)",
        "verify your identity and card",
        "invalid card number",
        "wrong CVV",
        "Your card was declined and the amount will be refunded",
        "Ваша карта отклонена",
        "Платёж не прошёл",
        "Оплата отклонена банком",
        "банк отклонил платеж",
        "не удалось подтвердить карту",
        "Требуется верификация карты",
        "недостаточно средств на карте",
        "Картку відхилено",
        "Платіж не пройшов",
        "банк відмовив в оплаті",
        "Su tarjeta fue rechazada",
        "el pago ha fallado",
        "Pago rechazado por el banco",
        "Verificación de la tarjeta",
        "Seu cartão foi recusado",
        "Falha no pagamento",
        "pagamento não autorizado",
        "Votre carte a été refusée",
        "Échec du paiement",
        "paiement refusé par la banque",
        "Ihre Karte wurde abgelehnt",
        "Zahlung fehlgeschlagen",
        "die Bank hat die Zahlung abgelehnt",
        "Karta została odrzucona",
        "Płatność nie powiodła się",
        "bank odrzucił płatność",
        "La carta è stata rifiutata",
        "Pagamento fallito",
        "Uw betaling is mislukt",
        "Ödemeniz başarısız oldu",
        "付款失败",
        "결제 실패",
        "My bank declined the transaction",
        "Payment declined, please try another payment method",
        "your payment was rejected",
        "The card issuer declined the payment",
        "Order cancelled because card verification failed",
        "we were unable to verify your card",
        "we were unable to process your payment",
        "We couldn't verify your payment card",
        "Please provide card photos to verify the card",
        "card blocked by the bank",
        "the charge was declined",
        "Your payment method was declined",
        "PayPal declined",
        "Payment error",
        "paid with Visa but it was declined",
        "Order cancelled due to payment failure",
        "Оплата не удалась",
        "Ваш платеж был отклонен",
        "Карта не принята",
        "ошибка при оплате",
        "банк не пропустил платёж",
        "Tarjeta no aceptada",
        "No se pudo procesar el pago",
        "el banco rechazó el pago",
        "O pagamento foi recusado pelo banco",
        "Não foi possível processar o pagamento",
        "Le paiement a échoué",
        "Votre paiement n'a pas abouti",
        "Die Zahlung ist fehlgeschlagen",
        "Kreditkarte wurde nicht akzeptiert",
        "Karte konnte nicht verifiziert werden",
        "Nie udało się zrealizować płatności",
        "Il pagamento non è andato a buon fine",
    ],
    "message_identity": [
        "Please verify your identity",
        "Identity verification required",
        "Your account is under review",
        "account under review",
        "Submit an appeal",
        "You can submit an appeal if your account was blocked by mistake",
        "Your payment was put on hold, appeal within 7 days",
        "we need a photo of your passport",
        "Your account has been restricted. Submit an appeal.",
        "Подтвердите вашу личность",
        "Ваш аккаунт на проверке",
        "Подать апелляцию",
        "Підтвердіть свою особу",
        "Ваш акаунт заблоковано",
        "Verifique su identidad",
        "Su cuenta está en revisión",
        "Verifique sua identidade",
        "Sua conta está em análise",
        "Veuillez vérifier votre identité",
        "Votre compte est en cours d'examen",
        "Bitte bestätigen Sie Ihre Identität",
        "Ihr Konto wird überprüft",
        "Potwierdź swoją tożsamość",
        "Twoje konto jest weryfikowane",
        "Verifica la tua identità",
        "Il tuo account è in fase di verifica",
        "请验证您的身份",
        "Please verify your account",
        "They want a copy of my ID",
        "Support wanted ID and passport",
        "Your account has been suspended",
        "To continue, please complete identity verification",
        "my account is blocked",
        "account restricted, appeal possible",
        "Ваш аккаунт заблокирован",
        "нужно подтвердить личность",
        "Su cuenta ha sido bloqueada",
        "Ihr Konto wurde gesperrt",
        "Votre compte a été bloqué",
    ],
    "message_unpaid": [
        "payment was not completed in time",
        "Order closed: not paid in time",
        "The payment time has expired",
        "payment timeout",
        "Order Payment Timeout",
        "You did not pay for this order",
        "unpaid order closed",
        "The order was closed because it was not paid within 20 days",
        "closed due to non-payment",
        "payment deadline passed",
        "We did not receive your payment in time",
        "time for payment ran out",
        "Заказ не был оплачен вовремя",
        "Время оплаты истекло",
        "истёк срок оплаты",
        "заказ закрыт за неоплату",
        "Замовлення не було оплачено вчасно",
        "Час на оплату минув",
        "El pedido no se ha pagado a tiempo",
        "El plazo de pago ha expirado",
        "O pedido não foi pago dentro do prazo",
        "O prazo de pagamento expirou",
        "La commande n'a pas été payée dans les délais",
        "Le délai de paiement est dépassé",
        "Die Bestellung wurde nicht rechtzeitig bezahlt",
        "Zahlungsfrist abgelaufen",
        "Zamówienie nie zostało opłacone na czas",
        "Upłynął termin płatności",
        "L'ordine non è stato pagato in tempo",
        "Il tempo per il pagamento è scaduto",
        "De bestelling is niet op tijd betaald",
        "付款超时",
        "The order was closed because payment was not received in time",
        "Order expired, unpaid",
        "Payment period expired",
        "The payment was not made within the time limit",
        "order cancelled as it was not paid",
        "you haven't paid in time",
        "Заказ закрыт, так как не был оплачен",
        "Pedido cancelado por falta de pago",
        "Pedido cancelado por falta de pagamento",
        "Commande annulée car non payée",
        "Bestellung storniert, da nicht bezahlt",
        "Zamówienie anulowane z powodu braku płatności",
        "Ordine annullato per mancato pagamento",
    ],
    "message_not_shipped": [
        "processing time ended",
        "The seller did not ship your order in time",
        "seller did not ship",
        "Seller didn't send the goods",
        "the shop never shipped it",
        "Order not shipped in time",
        "Seller failed to ship within the processing time",
        "Seller Send Goods Timeout",
        "The shipping time has expired",
        "closed because it was not shipped",
        "the processing deadline has passed",
        "The order was cancelled because the seller couldn't ship it in time",
        "Продавец не отправил заказ",
        "продавец не отправил товар вовремя",
        "Время обработки истекло",
        "истек срок отправки",
        "Продавець не відправив замовлення",
        "Час на відправлення минув",
        "El vendedor no envió el pedido",
        "El plazo de envío ha expirado",
        "O vendedor não enviou o pedido",
        "O prazo de envio expirou",
        "Le vendeur n'a pas expédié la commande",
        "Le délai d'expédition est dépassé",
        "Der Verkäufer hat die Bestellung nicht rechtzeitig versandt",
        "Der Verkäufer hat nicht verschickt",
        "Die Bearbeitungszeit ist abgelaufen",
        "Sprzedawca nie wysłał zamówienia",
        "Upłynął czas realizacji",
        "Il venditore non ha spedito l'ordine",
        "Il tempo di elaborazione è scaduto",
        "卖家未发货",
        "Seller has failed to ship within the time limit",
        "the supplier did not dispatch the goods on time",
        "Order closed because the seller didn't ship",
        "The seller never sent it",
        "your order has not been shipped within the processing time",
        "shipping deadline passed",
        "Processing time is over",
        "the time for shipping has run out",
        "Заказ не был отправлен вовремя",
        "продавец так и не отправил посылку",
        "El pedido no fue enviado a tiempo",
        "O pedido não foi enviado no prazo",
        "La commande n'a pas été expédiée à temps",
        "Bestellung wurde nicht fristgerecht versandt",
        "Zamówienie nie zostało wysłane na czas",
        "L'ordine non è stato spedito in tempo",
    ],
    "message_timer": [
        "order automatically completed",
        "Your order has been completed automatically",
        "auto-confirmed",
        "Confirmation timed out",
        "The confirmation period has ended",
        "user marked as received automatically",
        "receipt was confirmed automatically",
        "Buyer Accept Goods Timeout",
        "Your purchase protection has expired",
        "the buyer protection period is over",
        "The system confirmed the receipt",
        "Заказ завершён автоматически",
        "Время подтверждения истекло",
        "истек срок защиты покупателя",
        "получение подтверждено автоматически",
        "Замовлення автоматично завершено",
        "Термін захисту минув",
        "El pedido se completó automáticamente",
        "El plazo de confirmación ha vencido",
        "O pedido foi concluído automaticamente",
        "La commande a été confirmée automatiquement",
        "Le délai de confirmation est dépassé",
        "Die Bestellung wurde automatisch abgeschlossen",
        "Der Käuferschutz ist abgelaufen",
        "Zamówienie zostało zakończone automatycznie",
        "Ochrona kupującego wygasła",
        "L'ordine è stato completato automaticamente",
        "自动确认收货",
        "Order auto completed",
        "the order got completed automatically",
        "Your order was automatically confirmed as received",
        "Automatic confirmation of receipt",
        "Receipt auto confirmed by the system",
        "Protection period ended",
        "protection ran out",
        "Confirmation time out",
        "Delivery was confirmed by the system automatically",
        "Заказ подтверждён автоматически",
        "защита заказа закончилась",
        "Pedido confirmado automáticamente",
        "Pedido finalizado automaticamente",
        "Commande terminée automatiquement",
        "Der Empfang wurde automatisch bestätigt",
        "Zamówienie zakończono automatycznie",
        "Ordine confermato automaticamente",
    ],
    "message_shipment": [
        "exception parcel handling in sorting center",
        "Exception Parcel Handling",
        "Shipment cancelled",
        "The shipment was canceled",
        "your package has been cancelled in transit",
        "Tracking: order cancelled",
        "Отправка отменена",
        "Доставка была отменена",
        "Відправлення скасовано",
        "Envío cancelado",
        "Envio cancelado",
        "Expédition annulée",
        "L'expédition a été annulée",
        "Die Sendung wurde storniert",
        "Przesyłka została anulowana",
        "La spedizione è stata annullata",
        "Parcel handling exception",
        "Shipment has been cancelled",
        "Your shipment is canceled",
        "delivery cancelled",
        "the parcel was cancelled at customs",
        "tracking says cancelled",
        "Отправление аннулировано",
    ],
}

PROVES_NOTHING = [
    "",
    "...",
    "hello",
    "according to our data the parcel arrives soon",
    "your refund is being processed",
    "dispute closed, appeal rejected",
    "package delivered",
    "wait two more weeks",
    "your order has been shipped",
    "not for security reasons",
    "out of stock",
    # denied
    "It was not closed for security reasons",
    "no security issue was found",
    "not due to any security concerns",
    "this has nothing to do with security reasons",
    "Your card was not declined",
    "the payment has not failed",
    "The payment time has not expired",
    "The processing time has not ended",
    "the order was not automatically completed",
    "the shipment was not cancelled",
    "не из соображений безопасности",
    "карта не была отклонена",
    "не з міркувань безпеки",
    "no por motivos de seguridad",
    "não por motivos de segurança",
    "pas pour des raisons de sécurité",
    "nicht aus Sicherheitsgründen",
    "nie ze względów bezpieczeństwa",
    "non per motivi di sicurezza",
    "niet om veiligheidsredenen",
    "不是安全原因",
    "güvenlik nedeniyle değil",
    # only on a condition, or still to come
    "If the seller does not ship in time, the order is cancelled automatically",
    "If you do not confirm, the order will be automatically completed",
    "If your card is declined, try another one",
    "The order will be automatically confirmed in 5 days",
    "Please pay before the payment time runs out",
    "unless the payment is not completed in time",
    "Если продавец не отправит заказ вовремя, деньги вернутся",
    "Заказ будет автоматически завершён через 5 дней",
    "Si el vendedor no envía el pedido a tiempo, le devolveremos el dinero",
    "Si le vendeur n'expédie pas dans les délais",
    "Wenn der Verkäufer nicht rechtzeitig versendet",
    "Die Bestellung wird automatisch abgeschlossen",
    "Jeśli sprzedawca nie wyśle zamówienia na czas",
    "Se il venditore non spedisce in tempo",
    "Se o vendedor não enviar a tempo",
    # about something else
    "The dispute is over. You may submit an appeal against the decision.",
    "submit an appeal against the dispute decision",
    "апелляция по спору отклонена",
    "The seller is suspected of fraud, his orders are frozen",
    "the seller's account is under review",
    "продавец оказался мошенником",
    "the refund to your card was declined",
    "seller refused to refund my card",
    "I paid by card and the seller refused the return",
    "the memory card was rejected",
    "the graphics card has an error",
    "Your refund was completed automatically",
    "the dispute was automatically closed",
    "Order closed automatically",
    "The seller did not send the tracking number",
    "the seller did not ship the right item",
    "The seller has not shipped your order yet",
    "This order is awaiting your payment",
    "Payment being verified",
    "Pay now",
    "enter the security code",
    "Order cancelled",
    "Order cancelled before shipment",
    "Awaiting shipment Cancel order",
    "You can cancel the order before shipping",
    "the parcel was returned to sender",
    "the parcel is held at customs",
    "user marked as received",
    "Your protection has been extended",
    "Ваш возврат обрабатывается",
    "посылка скоро прибудет",
    "Su reembolso está en proceso",
    "O seu reembolso está sendo processado",
    "Votre remboursement est en cours",
    "Ihre Rückerstattung wird bearbeitet",
    "Twój zwrot jest przetwarzany",
    "Il rimborso è in corso",
    "Ваше замовлення відправлено",
    "Votre commande a été expédiée",
    "Bestellung versandt",
    # what else pages, mails and buyers say
    "Your payment is being verified",
    "Payment processing",
    "Payment successful",
    "Your payment was confirmed",
    "Your payment was received",
    "we received your payment",
    "order placed",
    "order confirmed",
    "seller shipped",
    "seller says he has no stock",
    "out for delivery",
    "refund completed",
    "refund failed",
    "Your refund to card ending 1234 is completed",
    "The refund will be credited to your card",
    "Money will be returned to your card in 3-20 business days",
    "Please confirm receipt",
    "Confirm received",
    "Remember to confirm before the protection ends",
    "Protection ends on 17 June",
    "Your protection will expire soon",
    "The order has been closed",
    "Cancelled by seller",
    "The seller cancelled the order",
    "the buyer cancelled the order",
    "You cancelled this order",
    "This order was cancelled at your request",
    "The seller asks you to cancel",
    "please cancel with reason other",
    "dispute rejected: evidence insufficient",
    "Your dispute was rejected because tracking says delivered",
    "your claim was declined",
    "seller declined your dispute",
    "seller rejected your refund request",
    "seller does not accept the cancellation",
    "Your cancellation request was declined",
    "chargeback declined by bank",
    "dispute won",
    "dispute closed automatically",
    "your return was not received in time",
    "item not received",
    "package lost",
    "package is stuck in customs",
    "shipment delayed",
    "shipment in transit",
    "shipment accepted by airline",
    "The seller has until 5 June to ship",
    "Ship within 3 days",
    "Seller will ship within 5 days",
    "Processing time: 3 days",
    "Security tips: never share your password",
    "for the safety of your parcel",
    "Buyer protection",
    "Secure payment",
    "Secure payment with card",
    "Visa, Mastercard, PayPal accepted",
    "add a card",
    "Card ending in 1234",
    "paid with card",
    "Payment method: Visa",
    "Your account was charged",
    "Please log in to your account",
    "Refund to account",
    "Review your order",
    "Leave a review",
    "Your review was submitted",
    "coupon expired",
    "use coupon",
    "Use the coupon before it expires",
    "payment coupon",
    "заказ отправлен",
    "заказ закрыт",
    "оплата прошла",
    "платеж проверяется",
    "возврат на карту выполнен",
    "продавец просит отменить заказ",
    "спор закрыт",
    "спор отклонен",
    "товар закончился",
    "посылка доставлена",
    "Pago realizado",
    "Pago confirmado",
    "Pedido enviado",
    "disputa cerrada",
    "Pagamento aprovado",
    "Paiement accepté",
    "Zahlung erhalten",
    "Ihre Zahlung ist eingegangen",
    "Bitte bestätigen Sie den Erhalt",
    "Płatność przyjęta",
    "Pagamento ricevuto",
    "Rückerstattung auf Ihre Karte abgeschlossen",
    "Wysłano",
]


@pytest.mark.parametrize(("text", "proven"), [(text, key) for key, texts in PROVES.items() for text in texts])
def test_a_message_proves_one_thing(text: str, proven: str) -> None:
    assert read_message(text, BOOK) == (proven,)
    assert read_message(text.upper(), BOOK) == (proven,)
    assert read_message(f"Dear customer! {text}. Thank you for shopping.", BOOK) == (proven,)


@pytest.mark.parametrize("text", PROVES_NOTHING)
def test_a_message_proves_nothing(text: str) -> None:
    assert read_message(text, BOOK) == ()
    assert read_message(f"Dear customer, {text}", BOOK) == ()


def test_the_table_is_long_and_says_nothing_twice() -> None:
    texts = [text for texts in PROVES.values() for text in texts] + PROVES_NOTHING
    assert len(texts) == len(set(texts)) > 150


@pytest.mark.parametrize(
    ("text", "proven"),
    [
        ("Payment failed. The seller did not ship.", ("message_card", "message_not_shipped")),
        (
            "For security reasons your order was closed, because your card could not be verified",
            ("message_security", "message_card"),
        ),
        ("Closed for security reasons. Verify your identity.", ("message_security", "message_identity")),
        ("Verify your identity. Your card was declined.", ("message_card",)),
        ("Not for security reasons. Your card was declined.", ("message_card",)),
        ("Sí, se cerró por motivos de seguridad", ("message_security",)),
        ("your order was not\naccepted because the card\nwas declined", ("message_card",)),
        ("Dispute: no\nSecurity reasons", ("message_security",)),
        ("not for\nsecurity reasons", ()),
        ("no, for security reasons", ("message_security",)),
    ],
)
def test_several_sentences(text: str, proven: tuple[str, ...]) -> None:
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
    written = tomllib.loads(TEXTS["wordings.toml"])
    for message in written["message"]:
        assert wanted <= {wording["lang"] for wording in message["wording"]}, message["id"]


def test_a_very_long_message_is_read_in_time() -> None:
    assert read_message("if security reasons " * MESSAGE, BOOK) == ()


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert set(read_message(text, BOOK)) <= set(BOOK.outranked)
    assert fold(fold(text)) == fold(text)
    for kind in ("status", "sub_status"):
        assert read_label(text, kind, BOOK).how in {"exact", "folded", "unknown"}


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
    ("expired", {"status": "closed"}, None),
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
    assert reading.how != "unknown"
    assert reading.suggestions == ()


@pytest.mark.parametrize("value", STATUSES)
def test_every_status_of_the_contract_is_a_label(value: str) -> None:
    for text in (value, value.replace("_", " "), value.replace("_", "-").upper()):
        assert read_label(text, "status", BOOK).fields == {"status": value}
    assert read_label(value, "status", BOOK).how == "exact"


@pytest.mark.parametrize("value", SUB_STATUSES)
def test_every_sub_status_of_the_contract_is_a_label(value: str) -> None:
    for text in (value, value.replace("_", " "), value.replace("_", "-").title()):
        assert read_label(text, "sub_status", BOOK).fields == {"sub_status": value}


def test_a_label_says_how_it_was_read() -> None:
    assert read_label("Finalizado", "status", BOOK).how == "exact"
    assert read_label("Finalizado", "status", BOOK).sure == "ui"
    folded = read_label("  cómmande,ANNULÉE ", "status", BOOK)
    assert (folded.how, folded.sure, folded.word) == ("folded", "guide", "cancelled")


def test_likeness_is_a_suggestion_and_no_verdict() -> None:
    reading = read_label("Finishd", "status", BOOK)
    assert (reading.how, reading.fields, reading.word, reading.sure) == ("unknown", {}, None, None)
    assert "Finished" in reading.suggestions
    assert len(reading.suggestions) <= 3


@pytest.mark.parametrize("text", ["", " - ", "quite another thing entirely", "x" * 100 * LONGEST])
def test_nothing_is_suggested_for_what_is_like_nothing(text: str) -> None:
    assert read_label(text, "status", BOOK).suggestions == ()


def test_a_label_of_the_other_field_is_unknown() -> None:
    assert read_label("frozen", "sub_status", BOOK).how == "unknown"
    assert read_label("none", "status", BOOK).how == "unknown"


def test_every_label_is_read_as_written() -> None:
    for label in BOOK.labels:
        assert label.meaning.sets or label.meaning.word, label.text
        for text in (label.text, label.text.upper(), f" {label.text}. "):
            reading = read_label(text, label.kind, BOOK)
            assert (reading.fields, reading.word) == (label.meaning.sets, label.meaning.word), text


def test_changing_a_reading_changes_no_label() -> None:
    read_label("closed", "status", BOOK).fields["status"] = "frozen"
    assert read_label("closed", "status", BOOK).fields == {"status": "closed"}


@pytest.mark.parametrize("lang", ["en", "ru", "uk", "es", "pt", "fr", "de", "pl", "it"])
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
    assert len(known) == 14
    for reason in BOOK.end_reasons.values():
        assert set(reason.reasons) <= known
        assert all(value in CHOICES[field] for field, value in reason.facts.items())


# ---------------------------------------------------------------- the files
LABELS, WORDINGS, END_REASONS = TEXTS.values()


def _swapped(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


LABEL = """
[[label]]
as_status = {{ sets = {{ status = "{0}" }} }}
forms = [{{ lang = "en", sure = "ui", text = ["{1}"] }}]
"""


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        ("label = [", "labels.toml: not TOML"),
        (LABEL.format("closed", "A") + "extra = 1", "label.0.extra"),
        (LABEL.format("shut", "A"), "status cannot be 'shut'"),
        (LABEL.format("closed", "-"), "two meanings, or none"),
        (LABEL.format("closed", "Ended") + LABEL.format("frozen", "énded"), "`énded` as status has two"),
    ],
)
def test_a_mistake_in_the_labels_is_an_error(labels: str, says: str) -> None:
    with pytest.raises(DataError, match=re.escape(says)):
        build_words(labels, WORDINGS, END_REASONS)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("<pay>", "<cash>", "unknown stems: cash"),
        ('"suspicious", ', '".. suspicious", ', "gap at an end"),
        ('"suspicious", ', '"a||b", ', "empty alternative"),
        ('["message_identity"]', '["message_x"]', "`message_x` is outranked"),
        ('id = "message_timer"', 'id = "message_unpaid"', "`message_unpaid` is there twice"),
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


def test_the_same_label_in_two_languages_is_no_mistake() -> None:
    same = LABEL.format("closed", "Ended")
    assert read_label("ended", "status", build_words(same + same, WORDINGS, END_REASONS)).how == "folded"


def test_what_is_read_is_frozen() -> None:
    reason = read_end_reason("pay_timeout", BOOK)
    assert reason is not None
    with pytest.raises(ValidationError):
        reason.value = "other"
    with pytest.raises(dataclasses.FrozenInstanceError):
        BOOK.labels = ()
    assert load_words() is BOOK
