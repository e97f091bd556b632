"""`ali-closed explain`: what a status, reason, period, rule or label means, and which documents say so."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ali_closed.cli.help import GroupedCommand, width
from ali_closed.cli.streams import is_terminal, put, put_json
from ali_closed.errors import UsageError
from ali_closed.report.catalogue import load_catalogue
from ali_closed.report.explain import explain as explain_entry
from ali_closed.report.explain import listing, render_entry, render_listing
from ali_closed.rules.loader import load_rules


def explain(
    what: Annotated[
        str | None, typer.Argument(metavar="ID|LABEL", help="An id, or a label as the page says it.")
    ] = None,
    lang: Annotated[str, typer.Option("--lang", metavar="LANG", help="The language of the answer.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say what a status, sub-status, reason, period, rule or label means; without one, list them all."""
    import sys

    rulebook = load_rules()
    words = load_catalogue(lang, rulebook)
    columns = width() if is_terminal(sys.stdout) else None
    found: Any
    if what is None:
        found = listing(words, rulebook)
        put_json(found) if json else put(render_listing(found))
        return
    if not what.strip():
        raise UsageError("explain: give an id or a label.", code="unknown_id", hint="For example closed.", field="id")
    found = explain_entry(what, words, rulebook)
    put_json(found) if json else put(render_entry(found, words, columns))


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("explain", cls=GroupedCommand)(explain)
