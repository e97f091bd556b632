"""One screen: the buyer's order, one line a reason, dates said once, and never more rows than there are."""

import re
from dataclasses import replace

import pytest

from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.text import text
from ali_closed.report.answer.blocks import Outline
from ali_closed.report.answer.outline import outline
from ali_closed.report.answer.short import LIMITS, STEPS
from ali_closed.report.formats.plain import render_plain
from tests.report.answers import DIAGNOSES, NASTY, RULES, WORDS, diagnosed, told, typed

LEADS = [
    WORDS.say(f"screen.{name}")
    for name in ("clash", "mend", "happened", "refund", "dispute", "note", "question", "support", "assumed")
]

CLAUSES = [WORDS.say(f"clause.{name}") for name in ("sent", "unsent", "not_closed", *(row.id for row in RULES.reasons))]
CONDITION = re.compile(f"[Ii]f ({'|'.join(CLAUSES)})")


def rows(answer: Outline, width: int) -> list[str]:
    return render_plain(answer, width=width).splitlines()


def said(answer: Outline, kind: str) -> list[str]:
    return [
        line.whole
        for section in answer.screen
        for group in section.groups
        if group.kind == kind
        for line in group.lines
    ]


@pytest.mark.parametrize("name", DIAGNOSES)
def test_the_parts_come_in_the_order_in_which_a_buyer_asks(name: str) -> None:
    lines = [line for line in rows(told(DIAGNOSES[name]), 200) if line]
    begun = [lead for line in lines for lead in LEADS if line.startswith(lead)]
    assert begun == sorted(begun, key=LEADS.index)
    assert {WORDS.say("screen.refund"), WORDS.say("screen.assumed")} <= set(begun)
    facts, steps, avoids, asked = (
        [at for at, line in enumerate(lines) if line.startswith(begins)]
        for begins in (tuple(LEADS[:6]), tuple("123456789"), "- ", tuple(LEADS[6:]))
    )
    assert facts
    assert steps
    assert [*facts, *steps, *avoids, *asked] == sorted([*facts, *steps, *avoids, *asked])


@pytest.mark.parametrize("name", DIAGNOSES)
def test_there_are_few_steps_and_the_first_is_the_most_urgent(name: str) -> None:
    answer, diagnosis = told(DIAGNOSES[name]), DIAGNOSES[name]
    assert 1 <= len(said(answer, "steps")) <= STEPS
    assert len(said(answer, "list")) <= 2
    by_reason = [line for line in said(answer, "steps") if CONDITION.search(line)]
    assert len(by_reason) <= 2
    first = [step for step in diagnosis.steps if step.act == diagnosis.steps[0].act]
    assert any(WORDS.say(f"advice.{step.id}")[1:20] in said(answer, "steps")[0] for step in first)


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize(("width", "most"), LIMITS)
def test_only_what_the_user_typed_himself_takes_more_rows(width: int, most: int, nasty: str) -> None:
    bare = replace(told(typed(nasty)), subject="")
    own = sum(len(line) // 20 + 1 for line in rows(bare, width) if any(word in line for word in nasty.split()))
    assert len(rows(bare, width)) <= most + own


def test_a_day_that_the_first_line_says_is_not_said_again() -> None:
    answer = told(DIAGNOSES["expired"])
    assert "18 June 2026" in answer.summary
    assert not any("18 June 2026" in line for line in said(answer, "steps"))


def test_what_differs_by_reason_is_one_line_a_reason() -> None:
    by_reason = [line for line in said(told(DIAGNOSES["unknown"]), "steps") if re.search("[Ii]f it was", line)]
    assert len(by_reason) == 2
    assert by_reason[0].startswith("Today, if it was sent: open a dispute")
    assert by_reason[1].startswith("If it was never sent: wait")


def test_what_was_taken_for_granted_is_one_line_that_says_how_to_see_the_rest() -> None:
    days = text("assumption.days_zone", zone="Europe/Berlin")
    found = DIAGNOSES["expired"]._replace(assumptions=(days, *DIAGNOSES["expired"].assumptions))
    answer = outline(found, WORDS, more="screen.more_flag")
    *_, last = said(answer, "prose")
    assert last.startswith(WORDS.say("screen.assumed"))
    assert "15 June 2026" in last
    assert "Europe/Berlin" in last
    assert last.endswith("-v")


def test_a_contradiction_names_what_clashes_and_one_repair() -> None:
    diagnosis = DIAGNOSES["contradiction"]
    answer = told(diagnosis)
    assert all(WORDS.say(f"question.{field}.short") in answer.summary for field in diagnosis.contradictions[0].fields)
    assert said(answer, "prose")[0].startswith(WORDS.say("screen.mend"))


def test_each_contradiction_says_in_a_line_how_it_is_mended_and_what_does_not_fit() -> None:
    both = diagnosed(status="completed", paid_on="2026-05-20", ordered_on="2026-06-01", closed_on="2026-06-17")
    lines = [line for line in said(told(both), "prose") if line.startswith(WORDS.say("screen.mend"))]
    assert len(lines) == 2
    assert "17 June 2026" in lines[0]
    assert lines[0].endswith("That day lies in the future.")
    assert lines[1].endswith("The day of payment cannot lie before the day of the order.")


def test_a_contradiction_says_what_was_told_against_it() -> None:
    line = said(told(diagnosed(shipped=False, tracking="delivered")), "prose")[0]
    assert line.startswith('To mend it: Change "No, the page does not say so"')
    assert line.endswith('Or change "Delivered" to "There is no tracking number" (last tracking line).')


def test_what_takes_several_changes_is_not_offered_as_a_choice() -> None:
    both = diagnosed(status="closed", paid=False, bank="booked", shipped=False, tracking="delivered", confirmed="yes")
    assert both.contradictions[0].joint
    line = said(told(both), "prose")[0]
    assert line.startswith("To mend it: Leave out")
    assert " Or " not in line


def test_the_appeal_that_the_contract_gives_stands_on_the_screen() -> None:
    closed = diagnosed(status="closed", message="security reasons", closed_on="2026-06-10", paid=True, country="GB")
    assert any("appeal its decision free of charge" in step for step in said(told(closed), "steps"))


def test_the_question_is_there_wherever_one_would_help() -> None:
    for diagnosis in DIAGNOSES.values():
        asked = [line for line in said(told(diagnosis), "prose") if line.startswith(WORDS.say("screen.question"))]
        assert len(asked) == (diagnosis.next_question is not None)


def test_where_to_look_does_not_say_so_twice() -> None:
    texts = {name: said for name, said in WORDS.texts.items() if re.fullmatch(r"question\.\w+\.where", name)}
    assert len(texts) > 40
    assert not [name for name, said in texts.items() if said.startswith("Look")]


def first_steps(diagnosis: Diagnosis) -> str:
    return said(told(diagnosis), "steps")[0]


def test_the_place_of_the_first_step_stands_below_it() -> None:
    shown = rows(told(DIAGNOSES["expired"]), 200)
    at = next(number for number, line in enumerate(shown) if line.startswith("1. "))
    assert shown[at + 1].startswith("   Where: ")


def test_where_nothing_has_to_be_done_nothing_is_urgent() -> None:
    fine = diagnosed(status="completed", parcel="received_ok", confirmed="yes", closed_on="2026-06-05")
    assert "oday" not in first_steps(fine)


# ---------------------------------------------------------------- what a buyer reads first, and the steps below it

BACK: dict[str, object] = {"status": "closed", "paid": True, "shipped": True, "parcel": "not_received"}
SHIPPED: dict[str, object] = {"status": "shipped", "parcel": "not_received"}


@pytest.mark.parametrize(
    ("order", "first_line", "steps"),
    [
        pytest.param(
            {**BACK, "tracking": "moving", "closed_on": "2026-06-13"},
            "open it by 18 June 2026",
            ("Open a dispute and say that nothing came.", "Choose "),
            id="the day that the first line names is not today in the step",
        ),
        pytest.param(
            {**BACK, "tracking": "returned", "closed_on": "2026-06-10"},
            "open it today",
            ("Today: Open a dispute", "Today: Ask the seller as well"),
            id="on the last safe day the dispute comes before the seller",
        ),
        pytest.param(
            {**BACK, "tracking": "returned", "closed_on": "2026-06-14"},
            "open it by 19 June 2026 (4 days left)",
            ("Open a dispute", "Today: Ask the seller as well"),
            id="while few days are left the dispute comes before the seller",
        ),
        pytest.param(
            {**SHIPPED, "tracking": "returned", "protection_ends_on": "2026-07-08"},
            "ask the seller first, and open it by 8 July 2026",
            ("Today: Ask the seller", "Open a dispute"),
            id="while days are left the seller is asked first",
        ),
        pytest.param(
            {**BACK, "tracking": "awaiting_pickup", "closed_on": "2026-06-12"},
            "fetch it today. If it is not handed over, open a dispute by 17 June 2026",
            ("Today: Fetch the parcel.", "Open a dispute, if the parcel is not handed over"),
            id="a parcel that waits is fetched first",
        ),
        pytest.param(
            {"status": "ready for pickup"},
            "fetch it today. If it is not handed over, open a dispute today",
            ("Today: Fetch the parcel.", "Today: Open a dispute, if the parcel is not handed over"),
            id="a parcel that waits and nothing else is known",
        ),
        pytest.param(
            {**SHIPPED, "tracking": "awaiting_pickup", "protection_ends_on": "2026-06-17"},
            "fetch it today. If it is not handed over, open a dispute by 17 June 2026",
            ("Today: Fetch the parcel.", "Open a dispute, if the parcel is not handed over"),
            id="a parcel that waits while protection ends",
        ),
        pytest.param(
            {**SHIPPED, "tracking": "stalled", "shipped_on": "2026-03-20"},
            "Look at the countdown on the order's page today",
            ("Today: Look at the countdown for protection.", "Today: Open a dispute"),
            id="protection that may be over is for today",
        ),
        pytest.param(
            {"status": "shipped", "tracking": "customs", "shipped_on": "2026-04-20"},
            "Look at the countdown on the order's page today",
            (
                "Today: Look at the countdown for protection.",
                "Today: Open a dispute",
                "Today: Ask the carrier or customs",
            ),
            id="customs has a step of its own",
        ),
        pytest.param(
            {"status": "shipped", "tracking": "delivered", "delivered_on": "2026-06-14"},
            "open a dispute by 19 June 2026",
            ("Open a dispute, if you do not have the parcel. Do not count on extending",),
            id="after a delivery mark the day is said, and nothing is extended",
        ),
        pytest.param(
            {**SHIPPED, "dispute": "vanished"},
            "look today whether it still stands",
            ("Today: Look whether the dispute still stands", "Look at the countdown for protection."),
            id="a vanished dispute is looked for first",
        ),
        pytest.param(
            {"status": "completed", "parcel": "not_received", "dispute_button": "too_early"},
            "The page takes no dispute yet: try every day, and ask AliExpress support today",
            ("Try every day to open a dispute, and ask support today",),
            id="the page says too early",
        ),
        pytest.param(
            {**SHIPPED, "tracking": "delivered", "delivered_on": "2026-06-14", "dispute_button": "refuses_delivered"},
            "The page takes no dispute yet: try every day, and ask AliExpress support today",
            ("Try every day to open a dispute, and ask support today",),
            id="the page says delivered",
        ),
        pytest.param(
            {**SHIPPED, "delivery_due_on": "2026-06-10", "tracking": "moving", "protection_ends_on": "2026-07-10"},
            "The parcel is late, and that is a ground for a dispute: open it by 10 July 2026",
            ("Open a dispute", "Extend protection"),
            id="a missed day of delivery is the ground",
        ),
        pytest.param(
            {
                **SHIPPED,
                "seller_says": "sent",
                "cancel_request": "refused",
                "tracking": "none",
                "shipped_on": "2026-06-10",
            },
            "",
            ("Look at the countdown", "Today: Ask the seller for a tracking number that works", "From 21 June 2026 on"),
            id="a dispute that is not open yet is named with its day",
        ),
        pytest.param(
            {
                "status": "closed",
                "tracking": "returned",
                "paid": True,
                "seller_says": "refunded",
                "refund": "none_seen",
                "closed_on": "2026-05-10",
            },
            "too late for a dispute",
            ("Look whether the page still takes a dispute", "Today: Look yourself whether a refund is under way"),
            id="a refund that the seller claims is looked for",
        ),
        pytest.param(
            {"status": "completed", "parcel": "received_ok", "dispute_ends_on": "2026-06-30"},
            "",
            ("Until 30 June 2026 (15 days left): If a fault shows, open a dispute.", "Leave a review"),
            id="the last day that the page names is said of good goods too",
        ),
        pytest.param(
            {"status": "completed", "parcel": "received_ok", "dispute_ends_on": "2026-06-10"},
            "",
            ("Enjoy the goods. If a fault shows, open a dispute",),
            id="a last day that is past is not offered",
        ),
        pytest.param(
            {
                "status": "completed",
                "parcel": "not_received",
                "shipped": True,
                "payment_method": "paypal",
                "paid_on": "2026-04-20",
                "closed_on": "2026-06-05",
            },
            "",
            (
                "Today: Open a dispute",
                "By 17 October 2026 (124 days left): Open a case with PayPal",
            ),
            id="the day of PayPal is on the screen",
        ),
    ],
)
def test_the_first_line_and_the_steps_say_the_same(
    order: dict[str, object], first_line: str, steps: tuple[str, ...]
) -> None:
    answer = told(diagnosed(**order))
    assert first_line in answer.summary
    shown = said(answer, "steps")
    assert len(shown) >= len(steps)
    assert all(step.startswith(begins) for step, begins in zip(shown, steps, strict=False)), shown


@pytest.mark.parametrize(
    "order",
    [
        {**BACK, "tracking": "customs", "closed_on": "2026-06-10"},
        {"status": "completed", "parcel": "received_ok"},
        {"status": "completed", "parcel": "received_faulty", "closed_on": "2026-05-20", "paid_on": "2026-04-20"},
        {"status": "closed", "closed_when": "at_payment"},
    ],
)
def test_a_condition_that_the_buyer_has_told_is_not_said(order: dict[str, object]) -> None:
    steps = said(told(diagnosed(**order)), "steps")
    assert not [step for step in steps if re.search("if it was (never )?sent", step, re.IGNORECASE)]


def test_a_condition_that_leaves_nothing_out_is_not_said() -> None:
    vanished = diagnosed(status="completed", parcel="not_received", dispute="vanished", closed_on="2026-06-08")
    assert said(told(vanished), "steps")[0].startswith("Today: Look whether the dispute still stands")


def test_what_two_unlikely_reasons_ask_for_is_not_said_to_everybody() -> None:
    order = {"status": "closed", "paid": True, "shipped": False, "cancelled_by": "seller", "closed_on": "2026-06-01"}
    mistake = WORDS.say("advice.say_it_is_an_error")
    assert mistake not in said(told(diagnosed(**order)), "steps")
    assert mistake in said(told(diagnosed(**{**order, "cancelled_by": "platform", "message": "security"})), "steps")


def test_a_step_right_for_every_reason_stands_before_one_for_some() -> None:
    faulty = diagnosed(
        status="completed",
        parcel="received_faulty",
        country="DE",
        closed_on="2026-05-20",
        payment_method="paypal",
        paid_on="2026-04-20",
    )
    steps = said(told(faulty), "steps")
    assert any("PayPal" in step for step in steps)
    under = [bool(CONDITION.search(step)) for step in steps[1:]]
    assert under == sorted(under)


def test_after_an_appeal_no_appeal_is_named_any_more() -> None:
    for appeal in ("won", "lost", "open"):
        decided = diagnosed(status="completed", dispute="lost", appeal=appeal)
        assert not [line for line in said(told(decided), "list") if "only an appeal is left" in line]


@pytest.mark.parametrize(
    ("order", "lines"),
    [
        pytest.param(
            {"dispute": "agreed_return", "return": "none", "parcel": "not_received", "paid": True, "shipped": True},
            ("What happened: A dispute about it was decided.", "Refund: Not before the dispute is changed"),
            id="nothing can be sent back",
        ),
        pytest.param(
            {"dispute": "agreed_return", "return": "arrived", "paid": True, "shipped": True},
            ("Refund: The goods are back with the seller",),
            id="the goods are back",
        ),
        pytest.param(
            {"status": "shipped", "paid": True},
            ("Dispute: You need one only if it does not come",),
            id="nothing speaks for a dispute yet",
        ),
        pytest.param(
            {"paid": True, "shipped": True, "refund": "received", "dispute": "vanished", "parcel": "not_received"},
            ("Refund: It is back", "Dispute: You need none, unless a part is missing."),
            id="money that is back needs no dispute",
        ),
        pytest.param(
            {"status": "Finished", "parcel": "not_received"},
            ("Assumed: today is 15 June 2026; no dispute yet;",),
            id="another name of the same status is not told back",
        ),
    ],
)
def test_no_line_speaks_against_what_was_told(order: dict[str, object], lines: tuple[str, ...]) -> None:
    shown = said(told(diagnosed(**order)), "prose")
    assert all(any(line.startswith(begins) for line in shown) for begins in lines), shown


def test_what_was_sent_for_sure_is_not_asked_of_the_reader() -> None:
    sent = told(diagnosed(tracking="moving", shipped_on="2026-05-13", dispute_button="refuses_too_late"))
    assert sent.summary.startswith("Ask AliExpress support today to open a dispute")


def test_what_holds_for_most_reasons_is_not_pushed_out_by_a_condition_that_no_buyer_can_check() -> None:
    steps = said(told(diagnosed(tracking="delivered", parcel="not_received")), "steps")
    assert not any("acted against the seller" in step or "escalate" in step for step in steps)
    assert any(step.startswith('Choose "refund only"') for step in steps)
    assert any(step.startswith("Ask the carrier in writing") for step in steps)


def test_an_order_that_has_not_ended_needs_a_dispute_only_if_it_was_sent() -> None:
    assert said(told(diagnosed(parcel="not_received")), "steps")[0].startswith("Today, if it was sent: open a dispute")


def test_proof_stands_on_the_screen_where_lines_are_free() -> None:
    faulty = diagnosed(status="completed", confirmed="yes", confirmed_on="2026-05-25", parcel="received_faulty")
    assert any(step.startswith("Photograph every fault") for step in said(told(faulty), "steps"))


def test_what_the_buyer_told_is_not_most_likely() -> None:
    told_so = diagnosed(status="completed", confirmed="yes", parcel="received_faulty")
    assert "What happened: Receipt was confirmed, so the money is on its way to the seller." in said(
        told(told_so), "prose"
    )


def test_who_cancelled_is_said_as_the_word_of_the_buyer() -> None:
    told_so = told(diagnosed(status="closed", cancelled_by="seller"))
    assert any("From what you say, the seller cancelled; if not, perhaps" in line for line in said(told_so, "prose"))


def test_what_a_contradiction_is_taken_as_is_named() -> None:
    dates = diagnosed(status="completed", closed_on="2026-05-01", confirmed_on="2026-06-14")
    assert said(told(dates), "prose")[-1].startswith("Assumed: today is 15 June 2026; day of the end: left out;")
    facts = diagnosed(status="closed", shipped=False, tracking="delivered")
    assert said(told(facts), "prose")[-1].startswith(
        'Assumed: today is 15 June 2026; whether it was sent: "Yes, the page says it was sent";'
    )


def test_a_long_message_that_does_not_fit_is_named_by_its_beginning() -> None:
    long = "Your order has been closed because the seller did not ship in time. " + "Thank you for shopping. " * 99
    mend = said(told(diagnosed(status="shipped", tracking="moving", message=long)), "prose")[0]
    assert mend.startswith('To mend it: Leave out "Your order has been closed')
    assert len(mend) < 400


def test_what_is_due_of_an_act_is_said_before_the_rest_of_it() -> None:
    gone = said(told(diagnosed(status="cancelled", dispute_button="gone")), "steps")
    assert gone[0].startswith("Today, if the shipment was cancelled on its way: ask support to open the dispute")
    confirmed = said(told(diagnosed(status="closed", confirmed_on="2026-06-01")), "steps")
    assert confirmed[0].startswith("Today, if you confirmed by mistake: open a dispute")


def test_a_long_note_does_not_fill_the_screen() -> None:
    assert len(told(diagnosed(status="closed", note="so long a note " * 99)).subject) < 100


def test_a_finished_order_leads_with_the_dispute() -> None:
    assert told(diagnosed(status="finished", parcel="not_received")).summary.startswith(
        "To be safe open a dispute today"
    )


FILLED = {
    "fields": "last seen open on",
    "left": WORDS.say("days.left.other", count=90),
    "payer": max((said for name, said in WORDS.texts.items() if name.startswith("payer.")), key=len),
}


def test_no_first_line_is_longer_than_150_characters_whatever_the_day() -> None:
    for name, said_of_it in WORDS.texts.items():
        if name.startswith("first_line."):
            for known in (r"\1", r"\2"):  # with what may be known, and without
                said = re.sub(r"\[([^][|]*)\|?([^][]*)\]", known, said_of_it)
                filled = re.sub(r"\{(.+?)\}", lambda at: _longest(at[1]), said)
                assert len(filled) <= 150, name


def _longest(name: str) -> str:
    if name in FILLED or "." in name:
        return FILLED.get(name, "20")
    return "by 29 September 2026" if name.startswith("by_") else "29 September 2026"
