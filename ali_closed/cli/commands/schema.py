"""`ali-closed schema`: the JSON Schema of an order, a diagnosis or a question."""

from __future__ import annotations

from typing import Final

from ali_closed.cli.completion import one_of
from ali_closed.cli.flags import Settings, argument, lookup_command
from ali_closed.cli.streams import put_json
from ali_closed.errors import UsageError, did_you_mean, nearest, quoted
from ali_closed.report.formats import SCHEMAS

_WHAT: Final = argument("what", "|".join(SCHEMAS), "Whose schema.", completion=one_of(SCHEMAS))


@lookup_command(_WHAT, formats=("json",))
def schema(settings: Settings) -> None:
    """Print the JSON Schema of an order, a diagnosis or a question."""
    from ali_closed.report.formats.json_schema import json_schema

    what = settings.extra["what"]
    if what not in SCHEMAS:
        hint = did_you_mean(nearest(what, SCHEMAS, count=1), f"It is one of: {', '.join(SCHEMAS)}.")
        raise UsageError(f"There is no schema {quoted(what)}.", code="unknown_schema", hint=hint, field="what")
    settings.words  # noqa: B018 - A schema has few words, but a language there is none of is refused.
    put_json(json_schema(what))
