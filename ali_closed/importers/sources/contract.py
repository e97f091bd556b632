"""Orders that are already written by the contract's names, as JSON or as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ali_closed.errors import DataError, did_you_mean, nearest
from ali_closed.importers.fields.values import flag, identifier
from ali_closed.model.fields import CHOICES, FIELDS, FLAG_FIELDS, UNKNOWN

_SURE: Final = 0.8
"""How alike a column must be to a field to be taken for a slip of the pen."""


def read_fields(record: Mapping[str, Any]) -> dict[str, object]:
    """The fields of a JSON order; a number is taken for its id, null for not given."""
    fields = dict(record)
    if isinstance(fields.get("id"), int) and not isinstance(fields["id"], bool):
        fields["id"] = identifier(fields["id"])
    return fields


def field_of(column: str) -> str | None:
    """The field a column of a table is for, whatever the case, spaces and dashes; None for a foreign one."""
    name = _as_name(column)
    return name if name in FIELDS else None


def refuse_slips(columns: list[str]) -> None:
    """Raises DataError for a column that is nearly a field: left out silently it would change the answer."""
    for column in columns:
        if column and field_of(column) is None:
            near = nearest("_".join(column.casefold().split()), FIELDS, count=1, cutoff=_SURE)
            if near:
                raise DataError(
                    f"There is no field `{column[:40]}`.",
                    code="unknown_field",
                    hint=did_you_mean(near),
                    field=column[:40],
                )


def read_cell(field: str, cell: str) -> object:
    """What a cell gives for a field: nothing where it is empty, a yes or no or a value in any spelling."""
    given = cell.strip()
    if not given:
        return None
    if field in FLAG_FIELDS and given.casefold() != UNKNOWN:
        answered = flag(given)
        return given if answered is None else answered
    name = _as_name(given)
    return name if name in CHOICES.get(field, ()) else given


def _as_name(written: str) -> str:
    """A name of the contract as it is spelt there, if this is one."""
    return "_".join(written.casefold().replace("-", " ").split())
