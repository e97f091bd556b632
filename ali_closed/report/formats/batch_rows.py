"""Many diagnoses, a line each: what decides whether a line is shown, and its three shapes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple

from ali_closed.errors import AliClosedError
from ali_closed.model.diagnosis import Deadline, Diagnosis
from ali_closed.model.order import Order
from ali_closed.model.text import counted
from ali_closed.report.formats.json_document import iso, members
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.sanitize import one_line
from ali_closed.report.text.wrap import cells, wrap

_NAMES: Final = """
    row id reason refund refund_expected_until refund_late dispute dispute_act_by dispute_last_date next next_on summary
"""
COLUMNS: Final = tuple(_NAMES.split())
"""The columns of the CSV, for spreadsheets; empty where nothing is known. Programs are better served by NDJSON.

Where there is no one reason, its column says why not: `several`, `not_closed`, `contradiction` or `not_read`.
"""

_WIDTH: Final = 18
_AS_TEXT: Final = "'"
"""What makes every spreadsheet keep a cell as text: no formula as ="..." is, seen where a tab is not, and the readers
of tables here leave it out of a number again."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_ALTERED: Final = re.compile(r"\d{16,}|0\d+|\d+(\.\d*)?[eE]\d+|\d+[-/.:]\d+([-/.:]\d+)?")
"""Numbers of orders that a spreadsheet rounds after 15 digits, shortens, or takes for a date."""
OWN: Final = ("id", "note")
"""What of an order passes through and changes no answer."""


class RowFacts(NamedTuple):
    """What the short shapes show of one row: the cells of the CSV behind the order's number, and the day to act."""

    cells: tuple[str | None, ...]
    by: date | None = None


def act_by(diagnosis: Diagnosis) -> date | None:
    """The day on which there is something to do, else the first deadline that is not past: what a row sorts as."""
    following = _following(diagnosis)
    return diagnosis.due or (following and following.on)


def _following(diagnosis: Diagnosis) -> Deadline | None:
    """The first deadline that is not past."""
    ahead = [entry for entry in diagnosis.deadlines if entry.on >= diagnosis.today]
    return min(ahead, key=attrgetter("on"), default=None)


def row_facts(diagnosis: Diagnosis, words: Catalogue) -> RowFacts:
    """The facts of a diagnosis."""
    refund, dispute, following = diagnosis.refund, diagnosis.dispute, _following(diagnosis)
    cells = (
        diagnosis.reasons[0].id if diagnosis.state == "settled" and diagnosis.reasons else diagnosis.state,
        refund.verdict,
        iso(refund.expected_until),
        None if refund.late is None else str(refund.late).lower(),
        dispute.verdict,
        iso(dispute.act_by),
        iso(dispute.last_date),
        following and following.id,
        following and iso(following.on),
        words.say(diagnosis.sentences.first_line),
    )
    return RowFacts(cells, act_by(diagnosis))


def not_read(error: AliClosedError, words: Catalogue) -> RowFacts:
    """The facts of a row that could not be read."""
    blank = [None] * (len(COLUMNS) - 4)
    return RowFacts(("not_read", *blank, words.say("batch.not_read", message=error.message)))


def csv_header() -> str:
    """The first line of the CSV."""
    return _csv(COLUMNS)


def csv_row(row: int, order_id: str | None, facts: RowFacts) -> str:
    """One row as a line of CSV; no spreadsheet alters the number of its order."""
    altered = order_id is not None and _ALTERED.fullmatch(order_id)
    return _csv((row, _AS_TEXT + str(order_id) if altered else order_id, *facts.cells))


def _csv(cells: Iterable[object]) -> str:
    held = io.StringIO()
    csv.writer(held, lineterminator="\n").writerow(map(_cell, cells))
    return held.getvalue()


def _cell(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    shown = "" if cell is None else one_line(str(cell))
    return _AS_TEXT + shown if shown.startswith(_FORMULA) else shown


def text_header(words: Catalogue, columns: int | None) -> str:
    """The first line of the table."""
    return _text(words.say("batch.order"), words.say("batch.by"), words.say("batch.what"), columns)


def text_row(row: int, order_id: str | None, facts: RowFacts, words: Catalogue, columns: int | None) -> str:
    """One row of the table."""
    name = one_line(order_id)[:40] if order_id else words.say("batch.row", row=row)
    return _text(name, iso(facts.by) or "-", facts.cells[-1] or "", columns)


def _text(order: str, by: str, what: str, columns: int | None) -> str:
    """A row of the table, as many lines as its width needs; without a width one line, however long."""
    head = f"{order:<{_WIDTH}}  {by:<10}  "
    if columns is None:
        return f"{head}{what}\n"
    if len(head) + _WIDTH <= columns and cells(order) <= _WIDTH:
        lines = wrap(what, columns, head, " " * len(head))
    else:
        lines = [*wrap(f"{order}  {by}", columns), *wrap(what, columns, "  ", "  ")]
    return "\n".join(lines) + "\n"


def json_row(document: Mapping[str, Any]) -> str:
    """One object as a line of JSON in ASCII, so that no character of the user's can do anything."""
    return "".join(("{", *members(document), "}\n"))


class AlikeRows:
    """The lines of JSON of orders that are alike in all but what is their own: what stands around it is made once."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        names, entries = [*document], tuple(document.items())
        self._before = _of_the_run(entries[: names.index("order")])
        self._after = members(dict(entries[names.index("source") + 1 :]))
        self._told = {name: held for name, held in document["order"].items() if name not in OWN}

    def row(self, order: Order, source: Mapping[str, Any]) -> str:
        """The line of one of them."""
        own = {name: held for name in OWN if (held := order.raw(name)) is not None}
        between = members({"order": {**own, **self._told}, "source": source})
        return "".join(("{", self._before, ",", *between, ",", *self._after, "}\n"))


@lru_cache(maxsize=8)
def _of_the_run(entries: tuple[tuple[str, Any], ...]) -> str:
    """What stands before the order: of all orders of a run it is the same."""
    return "".join(members(dict(entries)))


def counts(orders: int, errors: int, picks: Mapping[str, int], words: Catalogue) -> str:
    """What there was, in a sentence or two."""
    said = words.say(
        "batch.counts",
        orders=counted("batch.orders", orders),
        act=picks["act"],
        late=picks["late"],
        both=picks["act_and_late"],
        missing=picks["late_and_not_come"],
        unsure=picks["unsure"],
    )
    return f"{said} {words.say('batch.errors', rows=counted('batch.rows', errors))}" if errors else said
