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
from ali_closed.report.text.sanitize import clean

if TYPE_CHECKING:
    from ali_closed.report.answer.blocks import Outline


def show(answered: Answered, settings: Settings, *, more: str = "screen.more_flag") -> None:
    """Write the answer in the shape asked for; `more` is the text that says how to see what the screen leaves out."""
    match settings.format:
        case "json":
            put_json(answered.document())
        case "md":
            from ali_closed.report.formats.markdown import render_markdown

            put(render_markdown(outline_of(answered, whole=True)))
        case "html":
            from ali_closed.report.formats.html import render_html

            put(render_html(outline_of(answered, whole=True)))
        case "svg":
            from ali_closed.report.formats.svg import render_svg

            put(render_svg(outline_of(answered)))
        case "text" if is_terminal(sys.stdout) or colour_wanted(settings.color, sys.stdout):
            _on_terminal(answered, settings, more)
        case _:
            from ali_closed.report.formats.plain import render_plain

            outline = outline_of(answered, whole=settings.verbose, more=more)
            put(render_plain(outline, width=columns(sys.stdout), verbose=settings.verbose, quiet=settings.quiet))


def note_warnings(answered: Answered, settings: Settings) -> None:
    """Say on stderr what was mended or not understood, where the answer does not; if quiet, what was mended alone."""
    found = answered.diagnosis
    for entry in found.mended if settings.quiet else found.warnings:
        note(answered.words.say(entry))


def outline_of(answered: Answered, *, whole: bool = False, more: str = "screen.more_below") -> Outline:
    """The answer in words; `whole` adds all that stands behind it, `more` is the text that says how to see that."""
    from ali_closed.report.answer.outline import outline

    return outline(answered.diagnosis, answered.words, assumptions=answered.assumptions, whole=whole, more=more)


def _on_terminal(answered: Answered, settings: Settings, more: str) -> None:
    from rich.console import Console

    from ali_closed.report.formats.plain import render_terminal

    colour = colour_wanted(settings.color, sys.stdout)
    console = Console(
        file=sys.stdout,
        width=width(),
        # Both given, or rich takes a dumb terminal for 80 columns without colour.
        height=25,
        force_terminal=colour,
        no_color=not colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    with console.capture() as rendered:
        outline = outline_of(answered, whole=settings.verbose, more=more)
        render_terminal(outline, console=console, verbose=settings.verbose, quiet=settings.quiet)
    put(rendered.get())


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


def put_draft(answered: Answered, recipient: str, settings: Settings, about: str | None = None) -> None:
    """Write the draft to stdout, and what is missing and what to mind to stderr; as JSON all of it to stdout."""
    from ali_closed.report.drafts.letter import draft as write_draft
    from ali_closed.report.drafts.letter import missing_line

    found = write_draft(answered.diagnosis, answered.words, recipient, about)
    if settings.format == "json":
        put_json(asdict(found))
        return
    if found.text is not None:
        put(clean(found.text))
    if not settings.quiet or found.text is None:
        missing = missing_line(found, answered.words)
        for line in (*((missing,) if missing else ()), *found.notes):
            note(line)
