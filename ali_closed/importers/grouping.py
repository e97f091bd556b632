"""Lines of one order become one order where they follow one another; an order seen again later is an error."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime
from typing import Final

from ali_closed.importers.records import Found, Record, RowError, unreadable
from ali_closed.model.dates import PACIFIC
from ali_closed.model.span import Span

IN_MEMORY: Final = 1_000
"""How many ids are remembered in memory before they go to a temporary file."""
LINES: Final = 10_000
"""How many lines an order may have; more are a file whose ids are broken."""


class Seen:
    """Every order's number, exactly and in constant memory: beyond the first thousand in a temporary database."""

    def __init__(self) -> None:
        self._few: set[str] = set()
        self._many: sqlite3.Connection | None = None

    def add(self, order_id: str) -> bool:
        """Remember a number; whether it is new."""
        if self._many is None:
            if order_id in self._few:
                return False
            self._few.add(order_id)
            if len(self._few) > IN_MEMORY:
                self._spill()
            return True
        key = order_id.encode("utf-8", errors="surrogatepass")
        return self._many.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount == 1

    def _spill(self) -> None:
        # An empty name is a file of SQLite's own, which goes away with the connection.
        self._many = sqlite3.connect("", isolation_level=None)
        for setting in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-2048", "temp_store=FILE"):
            self._many.execute(f"PRAGMA {setting}").close()
        self._many.execute("CREATE TABLE seen (id BLOB PRIMARY KEY) WITHOUT ROWID")
        self._many.execute("BEGIN")
        self._many.executemany(
            "INSERT INTO seen VALUES (?)",
            [(one.encode("utf-8", errors="surrogatepass"),) for one in sorted(self._few)],
        )
        self._few.clear()

    def close(self) -> None:
        """Let the temporary file go."""
        if self._many is not None:
            self._many.close()


def grouped(found: Iterable[Found]) -> Iterator[Found]:
    """One record an order, in the order of the file.

    Lines of one order that say different things about it, for instance two endings, stay apart.
    """
    with closing(Seen()) as seen:
        held: list[Record] = []
        for entry in found:
            if held and isinstance(entry, Record) and entry.id == held[0].id and len(held) < LINES:
                held.append(entry)
                continue
            yield from _joined(held)
            held = []
            if isinstance(entry, RowError) or entry.id is None:
                yield entry
            elif seen.add(entry.id):
                held = [entry]
            else:
                again = unreadable(
                    "This order was in the file already, further up.",
                    code="seen_again",
                    hint="Sort the file by order, so that the lines of one order follow one another.",
                    field="id",
                )
                yield RowError(again, entry.row)
        yield from _joined(held)


def _joined(lines: list[Record]) -> Iterator[Record]:
    """The lines as one record; as several where they contradict one another."""
    apart: list[list[Record]] = []
    for line in lines:
        for group in apart:
            if all(_agree(line, other) for other in group):
                group.append(line)
                break
        else:
            apart.append([line])
    for group in apart:
        merged = _merged(group)
        own = group[0].line_id if len(apart) > 1 else None
        yield Record(merged.row, own or merged.id, merged.fields, merged.line_id)


def _agree(one: Record, other: Record) -> bool:
    """Whether two lines can be of one ending: dates may differ, for then each is somewhere between."""
    return all(
        name not in other.fields or other.fields[name] == held or (_is_when(held) and _is_when(other.fields[name]))
        for name, held in one.fields.items()
    )


def _is_when(value: object) -> bool:
    return isinstance(value, date | Span)


def _merged(lines: list[Record]) -> Record:
    fields: dict[str, object] = {}
    for line in lines:
        for name, held in line.fields.items():
            known = fields.get(name)
            fields[name] = held if known is None or known == held else _between(known, held)
    return Record(lines[0].row, lines[0].id, fields, lines[0].line_id)


def _between(one: object, other: object) -> object:
    """The span that holds both dates."""
    spans = (_span(one), _span(other))
    firsts = [span.first for span in spans]
    lasts = [span.last for span in spans]
    return Span(
        None if None in firsts else min(day for day in firsts if day is not None),
        None if None in lasts else max(day for day in lasts if day is not None),
    )


def _span(when: object) -> Span:
    if isinstance(when, Span):
        return when
    if isinstance(when, datetime):
        return Span.day(when.astimezone(PACIFIC).date())
    return Span.day(when) if isinstance(when, date) else Span(None, None)
