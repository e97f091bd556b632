"""`ali-closed rules`: the rule data, and the proof that it holds."""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from typing import Final

from ali_closed.cli.commands.explain import put_listing
from ali_closed.cli.flags import Settings, lookup_command, setting
from ali_closed.cli.streams import put, put_json, put_words
from ali_closed.errors import DataError

_SOURCES: Final = setting("--sources", "The sources instead: what kind, how old, where they hold, how sure.")


@lookup_command(_SOURCES, quiet="The ids alone.", verbose="With what each of them means.")
def list_rules(settings: Settings) -> None:
    """List the rule data: every id with its kind and title, or every source."""
    if settings.extra["sources"]:
        _put_sources(settings)
    else:
        put_listing(settings)


def _put_sources(settings: Settings) -> None:
    from ali_closed.report.explain import source_list

    words = settings.words
    found = source_list(words)
    if settings.format == "json":
        put_json(found)
    elif settings.quiet:
        put("\n".join(entry["key"] for entry in found))
    else:
        lines = [entry["text"] for entry in found]
        put_words("\n".join([*lines, words.say("source.counted_to", day=date.fromisoformat(words.rulebook.date))]))


@lookup_command(quiet="Only whether it holds, and what fails.", verbose="Every failure.")
def check_rules(settings: Settings) -> None:
    """Prove the rules over every state; a failure comes with a command line that replays it."""
    from ali_closed.cli.progress import Progress
    from ali_closed.proof.check import PARTS, check_everything, render_check

    words = settings.words
    done = dict(zip(PARTS, accumulate(PARTS.values(), initial=0.0), strict=False))
    with Progress(words) as progress:
        found = check_everything(
            words.rulebook, watch=lambda part: progress.show(words.say(f"progress.check.{part}"), done[part])
        )
    if settings.format == "json":
        put_json(found.as_dict())
    else:
        put_words(render_check(found, words, quiet=settings.quiet, verbose=settings.verbose))
    if not found.passed:
        raise DataError("The rules do not hold.", code="rules", hint="The failures are listed above.")


COMMANDS: Final = {"list": list_rules, "check": check_rules}
