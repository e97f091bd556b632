"""From a diagnosis to what is seen of it: the answer in the shape asked for, two answers compared, a letter."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from ali_closed.cli.answers import Answered
from ali_closed.cli.flags import Settings
from ali_closed.cli.streams import colour_wanted, columns, is_terminal, note, put, put_json, width
from ali_closed.model.text import text
from ali_closed.report.text.phrases import advice_text, title
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

    from ali_closed.report.formats.terminal import render_terminal

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
    """The summary of the other answer, then every part that decides something and differs; `quiet` leaves those out.

    One line alone says that nothing differs, if so.
    """
    words = before.words
    if _without_order(before) == _without_order(after):
        yield words.say("what_if.same")
        return
    yield words.say(text("what_if.then", summary=after.diagnosis.sentences.first_line))
    if quiet:
        return
    was, now = (_parts(answered) for answered in (before, after))
    lines = [
        words.say(text("what_if.changed", part=text(f"what_if.part.{part}"), before=was[part], after=now[part]))
        for part in was
        if was[part] != now[part]
    ]
    if after.diagnosis.contradictions and not before.diagnosis.contradictions:
        yield words.say("what_if.contradiction")
    elif not lines:
        yield words.say("what_if.little")
    yield from lines


def _without_order(answered: Answered) -> dict[str, object]:
    """What the answer says, apart from the order it repeats."""
    return {name: said for name, said in answered.document().items() if name != "order"}


def _parts(answered: Answered) -> dict[str, str]:
    """What decides in an answer, each part as the buyer reads it."""
    found, words = answered.diagnosis, answered.words
    refund, dispute = found.refund, found.dispute

    def day(held: date | None) -> str:
        return words.say("what_if.no_date") if held is None else words.date(held)

    return {
        "reason": title(found.reasons[0].id if found.reasons else "not_closed", words),
        "refund": words.say(f"refund.{refund.verdict}"),
        "late": words.say(f"what_if.late.{'yes' if refund.late else 'no'}"),
        "refund_from": day(refund.expected_from),
        "refund_until": day(refund.expected_until),
        "dispute": words.say(f"dispute.{dispute.verdict}"),
        "opens_on": day(dispute.opens_on),
        "act_by": day(dispute.act_by),
        "last_date": day(dispute.last_date),
        "step": advice_text(found.steps[0], found, words) if found.steps else words.say("what_if.no_step"),
    }


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
