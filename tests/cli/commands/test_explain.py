"""`ali-closed explain`: an answer for every id of the ledger and for every label, with its documents."""

from typing import get_args

import pytest

from ali_closed.report.explain import explain, render_entry
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.rules.conditions import Sure
from ali_closed.rules.loader import load_rules
from tests.cli.program import answer, run
from tests.own_days import with_readings

BOOK = load_rules()
# Typed from the ledger, and not read from the rules: one that is dropped there is missed here.
LEDGER = {
    "status": """
        payment_pending payment_verification shipment_pending shipped completed closed frozen
    """,
    "sub_status": """
        order_cancelled confirmation_received confirmation_timed_out payment_processing dispute_open dispute_closed
    """,
    "reason": """
        payment_timeout payment_failed security_coupon security_pattern seller_did_not_ship buyer_cancelled
        seller_cancelled seller_fraud receipt_confirmed confirmed_by_mistake protection_expired marked_delivered
        dispute_decided shipment_cancelled
    """,
    "period": """
        payment_window payment_check processing_time protection_period protection_after_delivery dispute_opens
        dispute_window seller_dispute_answer dispute_review return_shipping cancel_answer cancel_button refund_security
        refund_not_shipped refund_cancelled refund_seller_fraud refund_dispute review_window paypal_dispute
    """,
    "rule": """
        cannot_reopen who_can_close confirmed_then_defect still_in_transit refund_same_method refund_tracker
        refund_held_by_bank no_notification dispute_kinds dispute_grounds_not_received dispute_grounds_received
        dispute_steps evidence return_packing appeal extend_processing extend_protection seller_asks_cancel
        seller_says_sent cancel_before_shipping cancel_complaint support_path support_details security_message
        security_reorder card_check compromised_card change_payment_method shipping_delay_causes new_tracking_number
        prevent_closure repeated_closures closed_by_error too_late_still_write seller_unresponsive
        seller_paid_from_escrow before_or_after_shipping want_money_not_goods commission_not_returned money_to_whom
        fake_evidence_blocks reorder_after_refund support_speeds_up where_status_is never_confirm_early
        closed_before_receipt contact_seller_first shipping_method_changed dispute_button_place
        negotiate_during_dispute paypal_and_platform unpaid_reminders readd_to_cart payment_causes_likelier help_center
    """,
    "message": """
        message_security message_card message_identity message_unpaid message_not_shipped message_timer
        message_shipment label_cancelled label_payment_failed button_shown button_gone dispute_not_examined
    """,
    "disagreement": """
        refund_periods_differ payment_window cancel_answer confirmed_then_defect window_after_expiry who_can_close
        review_window completed_or_closed
    """,
}
IDS = [(kind, name) for kind, names in LEDGER.items() for name in names.split()]
DATED = {
    "2022-03-09": "(9 March 2022)",
    None: "(undated)",
    "2026-09-07": "(7 September 2026)",
    "2026-04-17": "(17 April 2026)",
    "2024-03-14": "(14 March 2024)",
}
KEYS = {"asked", "kind", "id", "title", "text", "readings", "sources"}


def explained(capsys, *arguments):
    return answer(capsys, "explain", *arguments, "--json")


def test_the_ledger_was_typed_whole():
    counts = {kind: len(names.split()) for kind, names in LEDGER.items()}
    assert list(counts.values()) == [7, 6, 14, 19, 55, 12, 8]


@pytest.mark.parametrize(("kind", "name"), IDS)
def test_every_id_of_the_ledger_is_explained_with_its_documents(kind, name, capsys):
    found = explained(capsys, name)
    assert set(found) == KEYS
    assert found["id"] == name
    assert kind in found["kind"]
    assert len(found["text"]) > len(found["title"]) > 3
    assert "{" not in found["text"]
    assert found["sources"]
    today = {source.key: source.date or None for source in BOOK.sources if source.kind != "document"}
    for source in found["sources"]:
        assert source["name"]
        if source["key"] in today:
            assert (source["lines"], source["date"]) == ([], today[source["key"]])
            continue
        assert source["lines"]
        assert all(line.partition(":")[0] in {"000", "001", "002", "003", "004"} for line in source["lines"])
        assert source["date"] == ("2022-03-09" if source["key"] == "001" else None)
    assert bool(found["readings"]) == ("period" in found["kind"])


def test_every_id_of_the_rules_is_explained_and_listed(capsys):
    listed = {(entry["kind"], entry["id"]) for entry in explained(capsys)}
    assert set(IDS) <= listed
    groups = ["statuses", "sub_statuses", "reasons", "periods", "rules", "messages", "disagreements"]
    ids = {entry.id for group in groups for entry in getattr(BOOK, group)}
    assert ids <= {name for _, name in listed}
    for name in sorted(ids - {name for _, name in IDS}):
        assert explained(capsys, name)["id"] == name


def test_the_list_names_kind_id_and_title(capsys):
    shown = run(capsys, "explain")
    assert (shown.code, shown.err) == (0, "")
    lines = shown.out.splitlines()
    assert lines[0] == "status:"
    for entry in explained(capsys):
        assert f"  {entry['id']}: {entry['title']}" in lines


def test_a_button_that_is_there_counts_for_more_than_the_dates(capsys):
    assert "takes a dispute, whatever the dates say. If you want" in run(capsys, "explain", "button_shown").out


def test_numbers_come_from_the_readings(capsys):
    for period in (BOOK.period("dispute_window"), BOOK.period("refund_not_shipped")):
        shown = sorted((entry["source"], str(entry["value"])) for entry in explained(capsys, period.id)["readings"])
        held = (*period.readings, *period.hearsay)
        assert shown == sorted((entry.source, str(entry.value and list(entry.value))) for entry in held)
    assert f"{BOOK.period('dispute_window').shortest} days" in explained(capsys, "dispute_window")["text"]


@pytest.mark.parametrize("name", ["dispute_window", "refund_security", "payment_window", "review_window", "closed"])
def test_as_text_it_says_the_same(name, capsys):
    found = explained(capsys, name)
    shown = run(capsys, "explain", name)
    assert (shown.code, shown.err) == (0, "")
    head, body, *rest = shown.out.splitlines()
    assert head == f"{found['title']} ({name})"
    assert body == found["text"]
    groups = {reading["group"] for reading in found["readings"]} - {"documents"}
    heads = len(groups) + 1 if groups else 0
    assert len(rest) == heads + len(found["readings"]) + len(found["sources"])
    for source in found["sources"]:
        assert any(source["name"] in line and DATED[source["date"]] in line for line in rest)


@pytest.mark.parametrize(
    "asked", ["Protection_Expired", "protection-expired", "PROTECTION EXPIRED", " protection_expired "]
)
def test_ids_are_found_in_any_spelling(asked, capsys):
    assert explained(capsys, asked)["id"] == "protection_expired"


@pytest.mark.parametrize(
    ("label", "sets"),
    [
        ("Finished", {"status": "completed"}),
        ("confirmation timed out", {"sub_status": "confirmation_timed_out"}),
        ("Awaiting delivery", {"status": "shipped"}),
        ("Закрыт", {"status": "closed"}),
        ("delivered", {"tracking": "delivered"}),
    ],
)
def test_labels_are_explained_with_what_they_set(label, sets, capsys):
    found = explained(capsys, label)
    if found["id"] is None:
        assert set(sets.items()) <= set(found["sets"].items())
        shown = run(capsys, "explain", label)
        assert shown.code == 0
        assert all(value in shown.out for value in sets.values())
    else:
        assert found["id"] in sets.values()


def test_no_text_is_wider_than_the_terminal(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("ali_closed.cli.streams.is_terminal", lambda _: True)
    for name in ("dispute_window", "protection_expired"):
        lines = run(capsys, "explain", name).out.splitlines()
        assert max(map(len, lines)) <= 40


@pytest.mark.parametrize("sure", get_args(Sure))
def test_a_label_says_where_its_words_were_seen(sure):
    words = load_catalogue("en")
    seen = (explain(label.text, words) for label in BOOK.words.labels if label.sure == sure)
    found = next(entry for entry in seen if entry["kind"] == ["label"])
    assert found["text"].endswith(words.say(f"explained.seen.{sure}"))


# ---------------------------------------------------------------- what stands behind a label


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("Finished", "000:129"),
        ("Cerrado", "000:129"),
        ("auto confirmed", "000:140"),
        ("delivered", "000:165"),
        ("cancelled", "002:9-21"),
        ("Processing payment", "000:141"),
        ("pay_timeout", "000:125"),
    ],
)
def test_a_label_names_the_documents_behind_what_it_says(label, line, capsys):
    found = explained(capsys, label)
    assert line in [line for source in found["sources"] for line in source["lines"]]
    assert all(source["name"] in run(capsys, "explain", label).out for source in found["sources"])


def test_only_words_that_no_document_has_are_without_one():
    words = load_catalogue("en", BOOK)
    silent = [label for label in BOOK.words.labels if not explain(label.text, words)["sources"]]
    said = {label.meaning.word or " ".join(label.meaning.sets) for label in silent}
    assert said == {"refund"}


def test_where_no_document_speaks_of_a_label_that_is_said(capsys):
    assert run(capsys, "explain", "refund rejected").out.endswith("None of the documents speaks of it.\n")


# ---------------------------------------------------------------- readings in words


def test_a_reading_says_what_its_note_says(capsys):
    said = run(capsys, "explain", "payment_window").out
    assert "000c (000:125): a couple of hours for some purchases, counted from" in said
    assert said.count("a few days, counted") == 1
    assert "(in working days)" in run(capsys, "explain", "refund_not_shipped").out


def test_documents_today_and_hearsay_stand_side_by_side(capsys):
    period = BOOK.period("cancel_answer")
    said = run(capsys, "explain", "cancel_answer").out.splitlines()
    alone = "Heard from one source alone, so it counts for nothing:"
    heads = ["What the founding articles say:", "What is said today:", alone]
    places = [said.index(head) for head in heads]
    assert places == sorted(places)
    lasts = {reading.source: reading.value[0] for reading in (*period.readings, *period.hearsay)}
    assert said[places[0] + 1].startswith(f"001 (001:107): {lasts['001']} days")
    terms = f"AliExpress's terms, 29 June 2026, 5 months old, first hand): {lasts['seller_rules']} days"
    assert terms in said[places[1] + 1]
    assert f"{lasts['guide_shipped']} hours" in said[places[2] + 1]
    groups = [reading["group"] for reading in explained(capsys, "cancel_answer")["readings"]]
    assert groups == ["documents", "documents", "today", "hearsay"]


def test_one_day_is_one_day(capsys):
    words = load_catalogue("en", with_readings("cancel_button", {"from": "paid_on", "days": [1, 1]}))
    assert ": 1 day, counted from" in render_entry(explain("cancel_button", words), words)
    for name in LEDGER["period"].split():
        assert " 1 days" not in run(capsys, "explain", name).out


# ---------------------------------------------------------------- how much


def test_quiet_and_verbose(capsys):
    closed = explained(capsys, "closed")
    assert run(capsys, "explain", "closed", "-q").out == f"{closed['title']} (closed)\n{closed['text']}\n"
    ids = run(capsys, "explain", "-q").out.split()
    assert ids == list(dict.fromkeys(entry["id"] for entry in explained(capsys)))
    said = run(capsys, "explain", "-v").out
    assert closed["text"].partition(". ")[0] in said
    assert all(f"  {name}: " in said for name in ids)
