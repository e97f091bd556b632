"""`ali-closed flow`: the picture of the questions and where they lead, made by the code that asks them."""

from __future__ import annotations

from typing import Annotated

import typer

from ali_closed.cli.help import GroupedCommand
from ali_closed.cli.streams import put
from ali_closed.errors import UsageError
from ali_closed.report.catalogue import load_catalogue
from ali_closed.rules.loader import load_rules


def flow(
    as_: Annotated[str, typer.Option("--as", metavar="text|mermaid|dot", help="The shape of the picture.")] = "text",
    lang: Annotated[str, typer.Option("--lang", metavar="LANG", help="The language.")] = "en",
) -> None:
    """Draw the questions that are asked, each answer, and the reasons it leads to."""
    from ali_closed.report.flow import flow as drawn

    if as_ not in {"text", "mermaid", "dot"}:
        raise UsageError(f"--as cannot be `{as_[:20]}`.", code="bad_value", hint="text, mermaid or dot.", field="as")
    rulebook = load_rules()
    put(drawn(rulebook, load_catalogue(lang, rulebook), as_))


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("flow", cls=GroupedCommand)(flow)
