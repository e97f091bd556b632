"""`ali-closed explain`: what a status, reason, period, rule or label means, and which documents say so."""

from __future__ import annotations

from typing import Final

from ali_closed.cli.completion import explained
from ali_closed.cli.flags import Settings, argument, lookup_command
from ali_closed.cli.streams import put, put_json, put_words
from ali_closed.errors import UsageError

_WHAT: Final = argument(
    "what", "ID|LABEL", "An id, or a label as the page says it.", default=None, completion=explained
)


@lookup_command(
    _WHAT,
    quiet="The title and the text, or the ids alone.",
    verbose="In the list: what each of them means.",
)
def explain(settings: Settings) -> None:
    """Say what a status, sub-status, reason, period, rule or label means; without one, list them all."""
    from ali_closed.report.explain import explain as explain_entry
    from ali_closed.report.explain import render_entry

    what = settings.extra["what"]
    if what is None:
        put_listing(settings)
        return
    if not what.strip():
        raise UsageError("explain: give an id or a label.", code="unknown_id", hint="For example closed.", field="id")
    words = settings.words
    found = explain_entry(what, words)
    if settings.format == "json":
        put_json(found)
    else:
        put_words(render_entry(found, words, quiet=settings.quiet))


def put_listing(settings: Settings) -> None:
    """Write the list of all that can be explained."""
    from ali_closed.report.explain import listing, render_listing

    words = settings.words
    found = listing(words)
    if settings.format == "json":
        put_json(found)
    elif settings.quiet:
        put("\n".join(dict.fromkeys(entry["id"] for entry in found)))
    else:
        put_words(render_listing(found, words if settings.verbose else None))
