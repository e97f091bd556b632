"""One answer never contradicts itself, and fits one screen: the contract's laws, held against the JSON alone.

Nothing here knows how an answer comes about. Tried are all scenarios and some hundred orders that nobody thought of.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations, product
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.fields import CHOICES, DATE_FIELDS
from ali_closed.model.order import read_order
from ali_closed.model.text import text
from ali_closed.report.answer.outline import outline
from ali_closed.report.formats.json_document import document
from ali_closed.report.formats.plain import render_plain
from ali_closed.report.text.catalogue import Catalogue, load_catalogue
from ali_closed.rules.loader import Rulebook, load_rules
from tests.test_scenarios import SCENARIOS

TODAY: Final = date(2026, 6, 15)
OPEN_WINDOW: Final = {"open", "contested", "not_yet", "depends"}
NOTHING_DUE: Final = {"nothing_to_refund", "already_refunded"}
SCREENS: Final = ((80, 24), (40, 44))

Answer = dict[str, Any]


@cache
def rules() -> Rulebook:
    return load_rules()


@cache
def words() -> Catalogue:
    return load_catalogue("en", rules())


def answered(order: dict[str, Any], today: date) -> tuple[Diagnosis, Answer]:
    """The diagnosis for its screen, and the JSON as a script would read it."""
    found = diagnose(read_order(order, today=today), rulebook=rules(), today=today)
    told: Answer = json.loads(json.dumps(document(found, words(), version="")))
    return found, told


# ---------------------------------------------------------------- the laws


def share_a_state(one: Answer, other: Answer) -> bool:
    """Whether two pieces of advice hold for one and the same reason."""
    mine, others = one["for_reasons"], other["for_reasons"]
    return mine is None or others is None or bool(set(mine) & set(others))


def broken_laws(found: Answer) -> Iterator[str]:
    """Every law of the contract that an answer breaks."""
    steps, today = found["steps"], found["today"]
    if not steps:
        yield "there is no step at all"
    for step, avoid in product(steps, found["avoid"]):
        if step["act"] == avoid["act"] and share_a_state(step, avoid):
            yield f"{step['id']} is to be done and {avoid['id']} not to be done: {step['act']}"
    for one, other in (*combinations(steps, 2), *combinations(found["avoid"], 2)):
        if one["act"] == other["act"] and share_a_state(one, other):
            yield f"{one['id']} and {other['id']} say one thing twice: {one['act']}"
    days: dict[str, set[str]] = defaultdict(set)
    for step in steps:
        if step["by"] is not None:
            days[step["act"]].add(step["by"])
            if step["by"] < today:
                yield f"{step['id']} is due on a day that is past"
    yield from (f"{act} has several days: {sorted(due)}" for act, due in days.items() if len(due) > 1)
    dispute = found["dispute"]
    for step in steps:
        if step["act"] == "open_dispute":
            if dispute["verdict"] not in OPEN_WINDOW:
                yield f"{step['id']} although the dispute is {dispute['verdict']}"
            if step["by"] and dispute["act_by"] and step["by"] > dispute["act_by"]:
                yield f"{step['id']} by {step['by']}, after {dispute['act_by']}"
        if step["by"] == today and found["refund"]["verdict"] in NOTHING_DUE:
            yield f"{step['id']} is due today although nothing is to be done"


# ---------------------------------------------------------------- the bad twins: each law finds its breach

SOUND: Final[Answer] = {
    "today": "2026-06-15",
    "refund": {"verdict": "by_dispute"},
    "dispute": {"verdict": "open", "act_by": "2026-06-18"},
    "steps": [{"id": "one", "act": "open_dispute", "by": "2026-06-18", "for_reasons": None}],
    "avoid": [{"id": "two", "act": "wait", "by": None, "for_reasons": None}],
}


def step(**changed: Any) -> Answer:
    return {"id": "three", "act": "wait", "by": None, "for_reasons": None, **changed}


def test_a_sound_answer_breaks_no_law() -> None:
    assert list(broken_laws(SOUND)) == []


@pytest.mark.parametrize(
    ("twin", "law"),
    [
        ({"steps": []}, "no step"),
        ({"steps": [step()]}, "not to be done"),
        ({"steps": [step(for_reasons=["protection_expired"])]}, "not to be done"),
        ({"steps": [*SOUND["steps"], step(act="open_dispute", by="2026-06-16")]}, "several days"),
        ({"steps": [step(), step()]}, "say one thing twice"),
        ({"steps": [step(act="open_dispute", by="2026-06-19")]}, "after 2026-06-18"),
        ({"dispute": {"verdict": "over", "act_by": None}}, "the dispute is over"),
        ({"steps": [step(act="pay", by="2026-06-15")], "refund": {"verdict": "already_refunded"}}, "due today"),
        ({"steps": [step(act="pay", by="2026-06-14")]}, "is past"),
    ],
)
def test_each_law_finds_its_breach(twin: Answer, law: str) -> None:
    assert any(law in said for said in broken_laws({**SOUND, **twin}))


# ---------------------------------------------------------------- every scenario, and orders nobody thought of


def _value(field: str) -> st.SearchStrategy[Any]:
    if field in DATE_FIELDS:
        return st.integers(-90, 40).map(lambda days: (TODAY + timedelta(days=days)).isoformat())
    return st.sampled_from(sorted(CHOICES[field], key=str))


ASKED: Final = tuple(sorted({*CHOICES, *DATE_FIELDS}))


def orders(fewest: int, most: int) -> st.SearchStrategy[dict[str, Any]]:
    """Orders of which some fields are told, whatever they say."""
    return st.lists(st.sampled_from(ASKED), min_size=fewest, max_size=most, unique=True).flatmap(
        lambda fields: st.fixed_dictionaries({field: _value(field) for field in fields})
    )


ORDERS: Final = orders(2, 4) | orders(0, 9)
"""Half of them tell little: the less is told, the more reasons share an answer."""


def rows_over(found: Diagnosis) -> list[str]:
    """The screens that the answer does not fit."""
    days = text("assumption.days_zone", zone="America/Argentina/Buenos_Aires")
    told = outline(found._replace(assumptions=(days, *found.assumptions)), words())
    heights = {width: len(render_plain(told, width=width).splitlines()) for width, _ in SCREENS}
    return [f"{heights[width]} rows at {width} columns" for width, most in SCREENS if heights[width] > most]


# ---------------------------------------------------------------- a dispute has one day in the first line and the steps

DISPUTE_DAY: Final = re.compile(r"open (?:it|a dispute)(?: today|.*? by (\d+ \w+ \d{4}))", re.I)


def day_named(summary: str, today: date) -> str | None:
    """The day by which a first line tells to open a dispute."""
    found = DISPUTE_DAY.search(summary)
    if found is None:
        return None
    day = today if found[1] is None else datetime.strptime(found[1], "%d %B %Y").date()  # noqa: DTZ007
    return day.isoformat()


@pytest.mark.parametrize(
    ("summary", "day"),
    [
        ("To be safe open a dispute today; whether it comes depends.", "2026-06-15"),
        ("Only a dispute brings your money back: open it by 18 June 2026 (3 days left).", "2026-06-18"),
        ("The parcel waits: fetch it now. If it is not handed over, open a dispute by 17 June 2026.", "2026-06-17"),
        ("It comes by itself by 18 June 2026.", None),
    ],
)
def test_the_day_of_a_dispute_is_read_in_a_first_line(summary: str, day: str | None) -> None:
    assert day_named(summary, TODAY) == day


def wrong_days(found: Diagnosis, told: Answer) -> list[str]:
    """The steps that open a dispute by another day than the first line names."""
    day = day_named(told["summary"], found.today)
    return [
        f"{step.id} by {step.by}, not {day}"
        for step in found.steps
        if day is not None
        and step.act == "open_dispute"
        and step.due == "by"
        and step.by is not None
        and step.by.isoformat() != day
    ]


# ---------------------------------------------------------------- the first step is the act that the first line names

NAMED: Final = {
    "open_dispute": r"open a dispute|open the dispute|\bopen (it|one)\b|\btry a dispute|try every day",
    "ask_support": r"\b(ask|write to) (AliExpress )?support|look today whether it still stands",
    "ask_seller": r"\bask the seller|ask for the tracking number|you need not cancel",
    "ask_carrier": r"ask the carrier",
    "appeal": r"\bappeal today",
    "extend_protection": r"\bextend (it|protection)",
    "escalate_dispute": r"\bescalate\b",
    "send_return": r"send the goods back",
    "secure_account": r"tell your bank",
    "keep_dispute": r"answer in time, and do not withdraw",
    "claim_at_bank": r"answer the claim|: ask your bank|runs: answer",
    "check_order_page": r"\blook (up|at the countdown)\b|read the decision|look whether the page takes",
    "check_refund": r"look (today )?whether it (has|came|is under way)|watch (the refund|your account)|compare the sum",
    "check_bank": r"that your bank shows|look at your bank|look for the money at",
    "fetch_parcel": r"\bfetch it\b",
    "confirm_receipt": r": confirm receipt",
    "pay": r"\bpay (by|while)\b",
    "wait": r"on their way back: wait\b",
}
"""How a first line names an act."""
WATCHES: Final = {"check_refund", "wait"}
"""Watching is waiting: a first line says the one for the other."""


def named_elsewhere(told: Answer) -> list[str]:
    """The first step, where the first line names another act; not one that it names only in case something is wrong."""
    summary, first = told["summary"], told["steps"][0]
    named = [(found.start(), act) for act, said in NAMED.items() if (found := re.search(said, summary, re.I))]
    if told["contradictions"] or not named or "so nothing is to be done" in summary:
        return []
    act = min(named)[1]
    return (
        [] if act == first["act"] or {act, first["act"]} <= WATCHES else [f"{first['id']} first, not {act}: {summary}"]
    )


def unsaid(told: Answer) -> list[str]:
    """The answers that are named without what was answered."""
    because = [fact for reason in (*told["reasons"], *told["ruled_out"]) for fact in reason["because"]]
    named = [(fact["field"], fact["value"]) for fact in because]
    named += [(repair["field"], repair["from"]) for entry in told["contradictions"] for repair in entry["repairs"]]
    return [f"{field} is named, and not what it says" for field, value in named if field is not None and value is None]


# ------------------------------------------------------------ all laws at once, of scenarios and of random orders


def breaches(order: dict[str, Any], today: date = TODAY) -> list[str]:
    """All that an answer says against itself, and the screens that it does not fit."""
    found, told = answered(order, today)
    return [*broken_laws(told), *rows_over(found), *wrong_days(found, told), *named_elsewhere(told), *unsaid(told)]


@pytest.mark.parametrize("file", SCENARIOS)
def test_no_scenario_contradicts_itself_or_leaves_the_screen(file: str) -> None:
    assert breaches(dict(SCENARIOS[file].order), SCENARIOS[file].today) == []


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ORDERS)
@example({"status": "closed", "tracking": "customs", "closed_on": "2026-06-12"})
@example({"status": "closed", "paid": True, "tracking": "cancelled", "closed_on": "2026-06-14"})
@example({"status": "closed", "paid": True, "closed_on": "2026-06-12"})
@example({"status": "completed", "closed_on": "2026-06-12"})
@example({"status": "closed", "paid": True, "cancelled_by": "seller", "closed_on": "2026-06-14"})
@example({"status": "shipped", "tracking": "delivered", "delivered_on": "2026-06-14"})
@example({"status": "Payment failed", "shipped": True})
@example({"sub_status": "Payment failed", "shipped": True})
def test_no_order_is_answered_by_what_contradicts_itself_or_leaves_the_screen(order: dict[str, Any]) -> None:
    assert breaches(order) == []
