"""Lines of one order become one order where they follow one another; an order seen again later is an error.

That is for exports, which have a line for each thing ordered. A whole order stays one, whatever its number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, tzinfo
from typing import Final

from ali_closed.errors import DataError
from ali_closed.importers.fields.codes import Facts
from ali_closed.importers.records import Found, Record, RowError
from ali_closed.model.dates import LATEST, read_date
from ali_closed.model.span import Span

LINES: Final = 10_000
"""How many lines an order may have; more are a file whose ids are broken."""
APART: Final = 20
"""Among how many endings of one order a line looks for its own; beyond, every line that differs stands alone."""


def remembered() -> sqlite3.Connection:
    """A place for every order's number, exact and in constant memory: many go to a file, which SQLite takes away."""
    ids = sqlite3.connect("", isolation_level=None)
    ids.executescript("""
        PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-2048; PRAGMA temp_store=FILE;
        CREATE TABLE seen (id BLOB PRIMARY KEY) WITHOUT ROWID; BEGIN
    """)
    return ids


def is_new(order_id: str, ids: sqlite3.Connection) -> bool:
    """Whether a number was not there yet; from now on it is."""
    key = order_id.encode("utf-8", errors="surrogatepass")
    return ids.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount == 1


def grouped(found: Iterable[Found], zone: tzinfo | None = None) -> Iterator[Found]:
    """One record an order, in the order of the file; `zone` is where the buyer read its days.

    Lines of one order that say different things about it, for instance two endings, stay apart.
    """
    with closing(remembered()) as ids:
        held: list[Record] = []
        between: list[RowError] = []
        for entry in found:
            number = None if isinstance(entry, RowError) or not entry.is_line else entry.fields.get("id")
            if held and len(held) + len(between) < LINES:
                if isinstance(entry, RowError):
                    between.append(entry)
                    continue
                if entry.is_line and number == held[0].fields["id"]:
                    held.append(entry)
                    continue
            yield from _joined(held, between, zone)
            held, between = [], []
            if isinstance(entry, RowError) or number is None:
                yield entry
            elif is_new(str(number), ids):
                held = [entry]
            else:
                hint = "Sort the file by order, so that the lines of one order follow one another."
                what = "This order was in the file already, further up."
                yield RowError(DataError(what, code="seen_again", hint=hint, field="id"), entry.row)
        yield from _joined(held, between, zone)


def _joined(lines: list[Record], between: list[RowError], zone: tzinfo | None) -> list[Found]:
    """The lines as one record, or as several where they contradict one another; broken ones between them stay."""
    endings: list[Record] = []
    for line in lines:
        place = next((n for n, ending in enumerate(endings[:APART]) if _agree(ending.fields, line.fields)), None)
        if place is None:
            endings.append(line)
        else:
            endings[place] = replace(endings[place], fields=_both(endings[place].fields, line.fields, zone))
    if len(endings) > 1:
        endings = [replace(one, fields={**one.fields, "id": one.line_id or one.fields["id"]}) for one in endings]
    return sorted((*endings, *between), key=lambda found: found.row)


def _agree(one: Facts, other: Facts) -> bool:
    """Whether two lines can be of one ending; dates may differ, for then each is somewhere between."""
    return all(
        one[name] == other[name] or all(isinstance(held[name], date | Span) for held in (one, other))
        for name in one.keys() & other.keys()
    )


def _both(one: Facts, other: Facts, zone: tzinfo | None) -> Facts:
    """What two lines say together: of dates that differ, the span that holds both."""
    together = {**other, **one}
    for name in one.keys() & other.keys():
        if one[name] != other[name]:
            spans = [read_date(held[name], today=LATEST, zone=zone) for held in (one, other)]
            together[name] = Span(
                min((span.first for span in spans), key=lambda day: day or date.min),
                max((span.last for span in spans), key=lambda day: day or date.max),
            )
    return together
