"""What needs no order: `explain`, `rules`, `flow` and `schema`."""

from __future__ import annotations

from datetime import date
from itertools import accumulate

from ali_closed.cli.flags import Settings
from ali_closed.cli.streams import progress, put, put_either, put_json
from ali_closed.errors import DataError, UsageError, did_you_mean, nearest, quoted
from ali_closed.report import explain as entries
from ali_closed.report.formats import SCHEMAS


def explain(settings: Settings) -> None:
    """Say what an id or a label means; without one, list all there are."""
    what, words = settings.extra["what"], settings.words
    if what is None:
        _put_listing(settings)
        return
    if not what.strip():
        raise UsageError("explain: give an id or a label.", code="unknown_id", hint="For example closed.", field="id")
    found = entries.explain(what, words)
    put_either(found, entries.render_entry(found, words, quiet=settings.quiet), as_json=settings.as_json)


def list_rules(settings: Settings) -> None:
    """List every id with its kind and title, or every source."""
    if not settings.extra["sources"]:
        _put_listing(settings)
        return
    words = settings.words
    found = entries.source_list(words)
    counted_to = words.say("source.counted_to", day=date.fromisoformat(words.rulebook.date))
    lines = [entry["key"] for entry in found] if settings.quiet else [*(entry["text"] for entry in found), counted_to]
    put_either(found, "\n".join(lines), as_json=settings.as_json)


def _put_listing(settings: Settings) -> None:
    words = settings.words
    found = entries.listing(words)
    ids = dict.fromkeys(entry["id"] for entry in found)
    said = "\n".join(ids) if settings.quiet else entries.render_listing(found, words if settings.verbose else None)
    put_either(found, said, as_json=settings.as_json)


def check_rules(settings: Settings) -> None:
    """Prove the rules over every state; DataError if they do not hold."""
    from ali_closed.proof.check import PARTS, check_everything, render_check

    words = settings.words
    done = dict(zip(PARTS, accumulate(PARTS.values(), initial=0.0), strict=False))
    with progress() as show:
        found = check_everything(
            words.rulebook, watch=lambda part: show(words.say(f"progress.check.{part}"), done[part])
        )
    said = render_check(found, words, quiet=settings.quiet, verbose=settings.verbose)
    put_either(found.as_dict(), said, as_json=settings.as_json)
    if not found.passed:
        raise DataError("The rules do not hold.", code="rules", hint="The failures are listed above.")


def flow(settings: Settings) -> None:
    """Draw the questions that are asked, by the code that asks them."""
    from ali_closed.report.flow import as_json, draw, question_tree

    shape, words = settings.extra["shape"], settings.words
    if shape is not None and settings.as_json:
        said = f"--json and --as {shape} ask for two shapes."
        raise UsageError(said, code="bad_value", hint="Leave out one of the two.", field="as")
    tree = question_tree(words.rulebook)
    if shape in {None, "text"}:
        put_either(as_json(tree, words), draw(tree, words, "text"), as_json=settings.as_json)
    else:
        put(draw(tree, words, shape))


def schema(settings: Settings) -> None:
    """Print the JSON Schema of an order, a diagnosis or a question."""
    from ali_closed.report.formats.json_schema import json_schema

    what = settings.extra["what"]
    if what not in SCHEMAS:
        hint = did_you_mean(nearest(what, SCHEMAS, count=1), f"It is one of: {', '.join(SCHEMAS)}.")
        raise UsageError(f"There is no schema {quoted(what)}.", code="unknown_schema", hint=hint, field="what")
    settings.words  # noqa: B018 - A schema has few words, but a language there is none of is refused.
    put_json(json_schema(what))
