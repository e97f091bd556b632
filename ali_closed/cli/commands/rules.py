"""`ali-closed rules`: the rule data, and the proof that it holds."""

from __future__ import annotations

from itertools import accumulate

import typer

from ali_closed.cli.commands.explain import put_listing
from ali_closed.cli.flags import Settings
from ali_closed.cli.help import ExampleGroup, GroupedCommand
from ali_closed.cli.lookup import lookup_command
from ali_closed.cli.streams import put, put_json
from ali_closed.errors import DataError


@lookup_command(formats=("text", "plain", "json"), quiet="The ids alone.", verbose="With what each of them means.")
def list_rules(settings: Settings) -> None:
    """List the rule data: every id with its kind and title."""
    put_listing(settings)


@lookup_command(
    formats=("text", "plain", "json"), quiet="Only whether it holds, and what fails.", verbose="Every failure."
)
def check_rules(settings: Settings) -> None:
    """Prove the rules over every state; a failure comes with a command line that replays it."""
    from ali_closed.cli.progress import Progress
    from ali_closed.proof.everything import PARTS, check_everything, render_check
    from ali_closed.report.text.catalogue import load_catalogue
    from ali_closed.rules.loader import load_rules

    rulebook = load_rules()
    words = load_catalogue(settings.lang, rulebook)
    done = dict(zip(PARTS, accumulate(PARTS.values(), initial=0.0), strict=False))
    with Progress(words) as progress:
        found = check_everything(
            rulebook, watch=lambda part: progress.show(words.say(f"progress.check.{part}"), done[part])
        )
    if settings.format == "json":
        put_json(found.as_dict())
    else:
        put(render_check(found, words, quiet=settings.quiet, verbose=settings.verbose))
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
