"""`ali-closed rules`: the rule data, and the proof that it holds."""

from __future__ import annotations

from typing import Annotated

import typer

from ali_closed.cli.help import ExampleGroup, GroupedCommand
from ali_closed.cli.streams import put, put_json
from ali_closed.errors import DataError
from ali_closed.report.catalogue import load_catalogue
from ali_closed.report.explain import listing, render_listing
from ali_closed.rules.loader import load_rules

JsonFlag = Annotated[bool, typer.Option("--json", help="As JSON.")]


def list_rules(json: JsonFlag = False) -> None:
    """List the rule data: every id with its kind and title."""
    rulebook = load_rules()
    found = listing(load_catalogue("en", rulebook), rulebook)
    put_json(found) if json else put(render_listing(found))


def check_rules(json: JsonFlag = False) -> None:
    """Prove the rules over every state; a failure comes with a command line that replays it."""
    from ali_closed.report.check_report import check_everything, render_check

    found = check_everything(load_rules())
    put_json(found.as_dict()) if json else put(render_check(found))
    if not found.passed:
        raise DataError("The rules do not hold.", code="rules", hint="The failures are listed above.")


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    group = typer.Typer(
        cls=ExampleGroup, help="The rule data: list it, or prove it.", rich_markup_mode=None, add_completion=False
    )
    group.command("list", cls=GroupedCommand)(list_rules)
    group.command("check", cls=GroupedCommand)(check_rules)
    app.add_typer(group, name="rules")
