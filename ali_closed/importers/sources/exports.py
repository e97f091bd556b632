"""The exports that buyers make, as `rules/exports.toml` lists them, and tables with the contract's own columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from ali_closed.errors import DataError
from ali_closed.importers.fields.cells import LABEL, ORDER_NUMBER, WORD, Row, is_absent
from ali_closed.importers.fields.codes import Facts, coded, is_code, shown_method
from ali_closed.importers.fields.values import Json, identifier, text, told
from ali_closed.importers.records import Context, Record, not_read
from ali_closed.importers.sources import contract, open_platform
from ali_closed.importers.sources.web import tracking_of
from ali_closed.rules.tables import packaged

_FILE_ID: Final = re.compile(r"(?<!\d)\d{12,20}(?!\d)")
"""The order that a file is named after."""
_HEADERLESS: Final = 16
"""How many columns a paste without a header has at least."""


@dataclass(frozen=True)
class Export:
    """One format.

    Attributes:
        name: its letter, and who writes it.
        needs: columns, in small letters, that all have to be there; none for the contract's own.
        columns: which column holds what.
        cut: whether some of the columns it needs are missing, so that what is not read of it has to be said.
    """

    name: str
    needs: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    cut: bool = False

    def record(self, cells: Json, row: int, context: Context) -> Record:
        """The row as a record; DataError names the column that cannot be read."""
        if not self.needs:
            own = Row(cells)
            return Record(told(contract.read_row(own)), row, warnings=tuple(own.warnings))
        held = Row({column: given for column, given in cells.items() if not is_absent(given)})
        if "api" in self.columns:
            # The buyer's own data from AliExpress: the words and the clock of the API.
            for column in ("order_status", "end_reason", "frozen_status", "is_success_pay"):
                held.text(column, WORD)
            facts: Facts = open_platform.read_fields(held, context)
        else:
            facts = self._shown(held)
        named = _FILE_ID.search(context.name or "")
        number = held.order_number(self.listed("id")) if "id" in self.columns else named and named[0]
        fields = told({**facts, "id": number})
        if not fields:
            raise DataError("This row has neither an order's number nor anything else of an order.", code="no_order")
        line = next((found for column in self.listed("line") if (found := identifier(held.get(column)))), "")
        unread = [column for column in held if column not in self.needs | held.asked] if self.cut else []
        warnings = (*held.warnings, *map(not_read, unread))
        return Record(fields, row, line if ORDER_NUMBER.shape.fullmatch(line) else None, True, warnings)

    def listed(self, name: str) -> Sequence[str]:
        """The columns that may hold something."""
        return self.columns[name].split("|") if name in self.columns else ()

    def _shown(self, row: Row) -> Facts:
        """What a row says that repeats the order page."""

        def given(name: str) -> object:
            return row.get(self.columns[name]) if name in self.columns else None

        shown = row.text(self.columns["status"], LABEL) if "status" in self.columns else None
        paid_on, closed_on, ordered_on = (row.day(self.listed(name)) for name in ("paid", "closed", "ordered"))
        event = text(given("event"))
        place = tracking_of(event or text(given("tracking")))
        named = coded("last_event", place).get("field") if event else None
        codes = self.columns.get("codes")
        return {
            "paid": None if paid_on is None else True,
            **(coded(codes, shown) if codes and is_code(codes, shown) else {"status": shown}),
            "ordered_on": ordered_on,
            "paid_on": paid_on,
            "closed_on": closed_on,
            "shipped": True if event else None,
            "tracking": place,
            **({named: row.day(self.listed("event_day"))} if named else {}),
            **shown_method(given("method")),
            **coded("refund_case", given("refund")),
        }


@cache
def exports() -> tuple[Export, ...]:
    """Every format that is known."""
    return tuple(
        Export(row["name"], frozenset(row["needs"].split("|")), row) for row in packaged("exports.toml")["export"]
    )


@cache
def pasted() -> tuple[str, ...]:
    """The columns of the export whose header may be missing."""
    return tuple(packaged("exports.toml")["pasted"].split("|"))


def export_of(columns: Sequence[str]) -> Export | None:
    """The format of some columns; of several that fit, the one that asks for the most.

    Where none has all of its columns, one that has most of them, and more than are the contract's.
    """
    held = {column.strip().casefold() for column in columns}
    fitting = [export for export in exports() if export.needs <= held]
    if fitting:
        return max(fitting, key=lambda export: len(export.needs))
    fields = [name for column in columns if (name := contract.field_of(column))]
    near = max(exports(), key=lambda export: len(export.needs & held))
    if len(near.needs & held) > max(len(fields), len(near.needs) // 2):
        return replace(near, cut=True)
    return Export("the contract's own columns") if set(fields) - {"id", "note"} else None


def is_pasted_row(cells: Sequence[str]) -> bool:
    """Whether a row is one of the order downloader's, without a header above it."""
    if len(cells) < _HEADERLESS or not ORDER_NUMBER.shape.fullmatch(cells[0].strip()):
        return False
    return not cells[1].strip() or any(sign.isdigit() for sign in cells[1])
