"""Orders that are already written by the contract's names, as JSON or as a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ali_closed.errors import DataError, did_you_mean, nearest
from ali_closed.importers.fields.cells import Row
from ali_closed.importers.fields.values import Json, flag, identifier
from ali_closed.model.fields import CHOICES, FIELDS, FLAG_FIELDS, UNKNOWN

_SURE: Final = 0.8
"""How alike a column must be to a field to be taken for a slip of the pen."""


def read_fields(record: Json) -> dict[str, object]:
    """The fields of a JSON order; a number is taken for its id, null for not given."""
    fields = dict(record)
    if type(fields.get("id")) is int:  # not a yes or no
        fields["id"] = identifier(fields["id"])
    return fields


def read_row(row: Row) -> dict[str, object]:
    """The fields of a row of a table; DataError for a cell that is spoilt."""
    return {field: _read_cell(field, row.cell(column)) for column in row if (field := field_of(column))}


def field_of(column: str) -> str | None:
    """The field a column of a table is for, whatever the case, spaces and dashes; None for a foreign one."""
    name = _as_name(column)
    return name if name in FIELDS else None


def refuse_slips(columns: Iterable[str]) -> None:
    """Raises DataError for a column that is nearly a field: left out silently it would change the answer."""
    for column in columns:
        near = () if field_of(column) else nearest("_".join(column.casefold().split()), FIELDS, count=1, cutoff=_SURE)
        if near:
            name = column[:40]
            hint = did_you_mean(near)
            raise DataError(f"There is no field `{name}`.", code="unknown_field", hint=hint, field=name)


def _read_cell(field: str, cell: object) -> object:
    """What a cell gives for a field: nothing where it is empty, a yes or no or a value in any spelling."""
    if field == "id":
        return identifier(cell)
    if not isinstance(cell, str):
        return cell
    given = cell.strip()
    if field in FLAG_FIELDS and given.casefold() != UNKNOWN and (answered := flag(given)) is not None:
        return answered
    name = _as_name(given)
    return name if name in CHOICES.get(field, ()) else given or None


def _as_name(written: str) -> str:
    """A name of the contract as it is spelt there, if this is one."""
    return "_".join(written.casefold().replace("-", " ").split())
