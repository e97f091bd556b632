"""Real diagnoses for the tests of every format: one for each shape an answer can have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.fields import UNKNOWN
from ali_closed.model.order import read_order
from ali_closed.report.answer.blocks import Line, Outline, Section
from ali_closed.report.answer.outline import outline
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.rules.words import read_end_reason, read_labels_within, read_message
from tests.own_days import own_days

TODAY = date(2026, 6, 15)
RULES = own_days()
WORDS = load_catalogue("en", RULES)
_SENT: dict[str, Any] = {"status": "completed", "paid": True, "shipped": True, "parcel": "not_received"}
ORDERS: dict[str, dict[str, Any]] = {
    "expired": {
        **_SENT,
        "sub_status": "confirmation_timed_out",
        "ordered_on": "2026-03",
        "shipped_on": "2026-04-01",
        "closed_on": "2026-06-03",
    },
    "mistaken": {
        **_SENT,
        "sub_status": "confirmation_received",
        "confirmed": "by_mistake",
        "confirmed_on": "2026-06-14",
    },
    "defect": {
        **_SENT,
        "sub_status": "confirmation_received",
        "confirmed": "yes",
        "parcel": "received_faulty",
        "ordered_on": "2025-12-20",
        "shipped_on": "about 2 months ago",
        "confirmed_on": "2026-06-10",
    },
    "marked_delivered": {
        **_SENT,
        "tracking": "delivered",
        "confirmed": "no",
        "delivered_on": "2026-06-11",
        "closed_on": "2026-06-11",
    },
    "never_shipped": {"status": "closed", "paid": True, "shipped": False, "closed_on": "2026-05-21"},
    "late": {"status": "closed", "paid": True, "shipped": False, "closed_on": "2026-04-21"},
    "over": {**_SENT, "sub_status": "confirmation_timed_out", "closed_on": "2026-04-03"},
    "decided": {**_SENT, "status": "closed", "dispute": "lost", "dispute_closed_on": "2026-06-01"},
    "stopped": {**_SENT, "status": "shipped", "tracking": "cancelled"},
    "on_its_way": {
        "status": "shipped",
        "paid": True,
        "shipped": True,
        "shipped_on": "2026-05-01",
        "protection_ends_on": "2026-07-10",
        "id": "8123456789",
        "note": "red shoes",
    },
    "frozen": {"status": "frozen", "paid": True},
    "unknown": {"status": "closed"},
    "contradiction": {"status": "completed", "paid": False, "sub_status": "confirmation_received"},
    "wrong_date": {"status": "closed", "paid": True, "shipped": False, "closed_on": "2026-08-01"},
    "message": {"status": "Finished", "paid": True, "message": "Closed due to security issues."},
}


def diagnosed(**order: Any) -> Diagnosis:
    """The diagnosis of an order on the tests' day."""
    return diagnose(read_order(order, today=TODAY), rulebook=RULES, today=TODAY)


DIAGNOSES: dict[str, Diagnosis] = {name: diagnosed(**order) for name, order in ORDERS.items()}


def told(diagnosis: Diagnosis, *, whole: bool = False) -> Outline:
    """The answer in words; `whole` with all that stands behind it."""
    return outline(diagnosis, WORDS, whole=whole)


def every_line(sections: Iterable[Section]) -> Iterator[Line]:
    waiting = [line for section in sections for line in section.lines]
    while waiting:
        line = waiting.pop()
        yield line
        waiting += line.below


NASTY = [
    "\x1b[2J\x1b]0;title\x07\x9b31m",
    "a\rb\x00c\x7fd\x85e",
    "\u202eevil\u2066\u200b\u200f\ufeff\u00ad",
    "[red]shoes[/] [link=http://evil.example]x[/link] :warning: [/]",
    "<script>alert(1)</script><img src=x onerror=y>&amp;",
    "# *bold* _it_ `code` [x](http://evil.example) ![i](x) <b> ~~s~~ | a | @you $x$",
    "1. one\n- two\n\n    code\n---\n> quote",
    "{0} {today} {dispute_window.longest} %s",
    "]]>--><!--\u2028\u2029 \ud800",
    "long" * 60,
    "很长的文字没有空格" * 20,
    "see https://example.org/" + "path/" * 30,
]
"""What a page, a mail or a joker could put into a text."""


def typed(text: str) -> Diagnosis:
    """A diagnosis in which a text of the user's stands wherever one can."""
    order = read_order(
        {"status": "closed", "paid": True, "id": text, "note": text, "message": text, "end_reason": text}, today=TODAY
    )
    return diagnose(order, rulebook=RULES, today=TODAY)


def understood(text: str) -> bool:
    """Whether a text that is typed wherever one can stand makes another answer than one that says nothing."""
    words = RULES.words
    read = read_message(text, words) or read_labels_within(text, words) or read_end_reason(text, words)
    return bool(read) or text == UNKNOWN
