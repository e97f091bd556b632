"""`ali-closed schema`: the JSON Schema of an order, a diagnosis or a question."""

from __future__ import annotations

from typing import Annotated

import typer

from ali_closed.cli.help import GroupedCommand
from ali_closed.cli.streams import put_json
from ali_closed.errors import UsageError, nearest
from ali_closed.report.schema import SCHEMAS, json_schema


def schema(
    what: Annotated[str, typer.Argument(metavar="order|diagnosis|question", help="Whose schema.")],
) -> None:
    """Print the JSON Schema of an order, a diagnosis or a question."""
    if what not in SCHEMAS:
        near = nearest(what, SCHEMAS, count=1)
        hint = f"Did you mean `{near[0]}`?" if near else f"One of: {', '.join(SCHEMAS)}."
        raise UsageError(f"There is no schema `{what[:40]}`.", code="unknown_schema", hint=hint, field="what")
    put_json(json_schema(what))


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("schema", cls=GroupedCommand)(schema)
