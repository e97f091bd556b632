"""From a diagnosis to what is seen of it: the answer in the shape asked for, two answers compared, a letter."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from ali_closed.cli.answers import Answered
from ali_closed.cli.flags import Settings
from ali_closed.cli.streams import colour_wanted, columns, is_terminal, note, put, put_json, width
from ali_closed.report.changes import change_lines
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.sanitize import clean

if TYPE_CHECKING:
    from ali_closed.report.drafts.letter import Draft


def show(answered: Answered, settings: Settings, *, more: str = "screen.more_flag") -> None:
    """Write the answer in the shape asked for; `more` is the text that says how to see what the screen leaves out."""
    if settings.as_json:
        put_json(answered.document())
        return
    from ali_closed.report.answer.outline import outline

    # A page holds all of it, folded away, and a picture what fits on it.
    screen, verbose, quiet = settings.format in {"text", "plain"}, settings.verbose, settings.quiet
    seen = outline(
        answered.diagnosis,
        answered.words,
        whole=verbose if screen else settings.format != "svg",
        more=more if screen else "screen.more_below",
    )
    match settings.format:
        case "md":
            from ali_closed.report.formats.markdown import render_markdown

            put(render_markdown(seen))
        case "html":
            from ali_closed.report.formats.html import render_html

            put(render_html(seen))
        case "svg":
            from ali_closed.report.formats.svg import render_svg

            put(render_svg(seen))
        case "text" if is_terminal(sys.stdout) or colour_wanted(settings.color, sys.stdout):
            from rich.console import Console

            from ali_closed.report.formats.plain import render_terminal

            colour = colour_wanted(settings.color, sys.stdout)
            console = Console(
                file=sys.stdout,
                width=width(),
                height=25,  # without it rich takes a dumb terminal for 80 columns
                force_terminal=colour,
                no_color=not colour,
                color_system="standard" if colour else None,
                legacy_windows=False,
            )
            with console.capture() as rendered:
                render_terminal(seen, console=console, verbose=verbose, quiet=quiet)
            put(rendered.get())
        case _:
            from ali_closed.report.formats.plain import render_plain

            put(render_plain(seen, width=columns(sys.stdout), verbose=verbose, quiet=quiet))


def note_warnings(answered: Answered, settings: Settings) -> None:
    """Say on stderr what was mended or not understood, where the answer does not; if quiet, what was mended alone."""
    found = answered.diagnosis
    for entry in found.mended if settings.quiet else found.warnings:
        note(answered.words.say(entry))


def difference(before: Answered, after: Answered, *, quiet: bool = False) -> Iterator[str]:
    """The summary of the other answer, then what else differs from the first; `quiet` leaves that out.

    One line alone says that nothing differs, if so.
    """
    words = before.words
    was, now = ({name: said for name, said in each.document().items() if name != "order"} for each in (before, after))
    if was == now:
        yield words.say("what_if.same")
        return
    yield words.say("what_if.then", summary=after.diagnosis.sentences.first_line)
    if quiet:
        return
    lines = change_lines(was, now, words)
    if after.diagnosis.contradictions and not before.diagnosis.contradictions:
        yield words.say("what_if.contradiction")
    elif not lines:
        yield words.say("what_if.little")
    yield from lines


def put_draft(found: Draft, words: Catalogue, settings: Settings) -> None:
    """Write the draft to stdout, and what is missing and what to mind to stderr; as JSON all of it to stdout."""
    from ali_closed.report.drafts.letter import missing_line

    if settings.as_json:
        put_json(asdict(found))
        return
    if found.text is not None:
        put(clean(found.text))
    if not settings.quiet or found.text is None:
        for line in filter(None, (missing_line(found, words), *found.notes)):
            note(line)
