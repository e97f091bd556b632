"""Lines of one order become one order where they follow one another; an order seen again later is an error.

That is for exports, which have a line for each thing ordered. A whole order stays one, whatever its number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from functools import partial, reduce
from typing import Final

from ali_closed.errors import DataError
from ali_closed.importers.records import Found, Record, RowError, guarded
from ali_closed.model.dates import PACIFIC
from ali_closed.model.span import Span

LINES: Final = 10_000
"""How many lines an order may have; more are a file whose ids are broken."""
APART: Final = 20
"""Among how many endings of one order a line looks for its own; beyond, every line that differs stands alone."""


class Seen:
    """Every order's number, exactly and in constant memory: many go to a temporary file, which SQLite takes away."""

    def __init__(self) -> None:
        self._ids: sqlite3.Connection | None = None

    def add(self, order_id: str) -> bool:
        """Remember a number; whether it is new."""
        if self._ids is None:
            self._ids = sqlite3.connect("", isolation_level=None)
            for setting in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-2048", "temp_store=FILE"):
                self._ids.execute(f"PRAGMA {setting}").close()
            self._ids.execute("CREATE TABLE seen (id BLOB PRIMARY KEY) WITHOUT ROWID")
            self._ids.execute("BEGIN")
        key = order_id.encode("utf-8", errors="surrogatepass")
        return self._ids.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount == 1

    def close(self) -> None:
        """Let the temporary file go."""
        if self._ids is not None:
            self._ids.close()


def grouped(found: Iterable[Found]) -> Iterator[Found]:
    """One record an order, in the order of the file.

    Lines of one order that say different things about it, for instance two endings, stay apart.
    """
    with closing(Seen()) as seen:
        held: list[Record] = []
        between: list[RowError] = []
        for entry in found:
            if held and len(held) + len(between) < LINES:
                if isinstance(entry, RowError):
                    between.append(entry)
                    continue
                if entry.is_line and entry.id == held[0].id:
                    held.append(entry)
                    continue
            yield from _joined(held, between)
            held, between = [], []
            if isinstance(entry, RowError) or entry.id is None or not entry.is_line:
                yield entry
            elif seen.add(entry.id):
                held = [entry]
            else:
                again = DataError(
                    "This order was in the file already, further up.",
                    code="seen_again",
                    hint="Sort the file by order, so that the lines of one order follow one another.",
                    field="id",
                )
                yield RowError(again, entry.row)
        yield from _joined(held, between)


def _joined(lines: list[Record], between: list[RowError]) -> list[Found]:
    """The lines as one record, or as several where they contradict one another; broken ones between them stay."""
    apart: list[_Ending] = []
    for line in lines:
        ending = next((ending for ending in apart[:APART] if ending.takes(line)), None)
        if ending is None:
            apart.append(_Ending(line))
        else:
            ending.add(line)
    made = [found for ending in apart for found in guarded(partial(_record, ending, len(apart) > 1), ending.first.row)]
    return sorted((*made, *between), key=lambda found: found.row)


class _Ending:
    """Lines of one order that can all be of one ending."""

    def __init__(self, first: Record) -> None:
        self.first = first
        self._said: dict[str, list[object]] = {name: [held] for name, held in first.fields.items()}

    def takes(self, line: Record) -> bool:
        """Whether a line contradicts none of them; dates may differ, for then each is somewhere between."""
        return all(
            name not in self._said or self._said[name][0] == held or (_is_when(self._said[name][0]) and _is_when(held))
            for name, held in line.fields.items()
        )

    def add(self, line: Record) -> None:
        """Take a line in."""
        for name, held in line.fields.items():
            known = self._said.setdefault(name, [])
            if not known or known[-1] != held:
                known.append(held)

    def fields(self) -> dict[str, object]:
        """What they say together."""
        return {name: reduce(_between, said) for name, said in self._said.items()}


def _record(ending: _Ending, one_of_several: bool) -> Iterator[Record]:
    line = ending.first
    yield replace(line, id=(one_of_several and line.line_id) or line.id, fields=ending.fields())


def _is_when(value: object) -> bool:
    return isinstance(value, date | Span)


def _between(one: object, other: object) -> object:
    """The span that holds both dates."""
    spans = (_span(one), _span(other))
    return Span(
        min((span.first for span in spans), key=lambda day: day or date.min),
        max((span.last for span in spans), key=lambda day: day or date.max),
    )


def _span(when: object) -> Span:
    if isinstance(when, Span):
        return when
    if isinstance(when, datetime):
        return Span.day(when.astimezone(PACIFIC).date())
    return Span.day(when) if isinstance(when, date) else Span(None, None)
