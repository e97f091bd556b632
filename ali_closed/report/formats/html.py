"""The answer as a page: one HTML file, without script and without anything from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from string import Template

from ali_closed.report.answer.blocks import Group, Line, Outline, Section
from ali_closed.report.answer.timeline import Timeline
from ali_closed.report.formats.svg import drawing, style


def render_html(answer: Outline) -> str:
    """The answer as one HTML file that needs nothing else, for a phone, a wide screen or paper."""
    page = Template((Path(__file__).parent / "page.html").read_text("utf-8"))
    return page.substitute(
        language=escape(answer.language),
        title=escape(answer.subject or answer.summary),
        picture_style=style(),
        answer="\n".join(_answer(answer)),
        footer="\n".join(f"<p>{escape(sentence)}</p>" for sentence in answer.footer),
    )


def _answer(answer: Outline) -> Iterator[str]:
    yield f'<h1 class="{answer.tone}">{escape(answer.summary)}</h1>'
    yield from (f'<p class="subject">{escape(line)}</p>' for line in answer.beside)
    yield from (part for section in answer.screen for group in section.groups for part in _group(group))
    if answer.behind:
        yield from ("<details>", f"<summary>{escape(answer.fold)}</summary>")
        yield from (part for section in answer.behind for part in _section(section, answer.timeline))
        yield "</details>"


def _section(section: Section, life: Timeline) -> Iterator[str]:
    yield f'<section id="{section.id}">'
    yield f"<h2>{escape(section.heading)}</h2>"
    if section.id == "dates":
        yield drawing(life, alone=False)
    yield from (part for group in section.groups for part in _group(group))
    yield "</section>"


def _group(group: Group) -> Iterator[str]:
    if group.heading:
        yield f"<h3>{escape(group.heading)}</h3>"
    if group.kind == "prose":
        for line in group.lines:
            yield f"<p>{_said(line)}</p>"
            yield from (f'<p class="below">{_said(entry)}</p>' for entry in line.below)
        return
    tag = "ol" if group.kind == "steps" else "ul"
    yield from (f"<{tag}>", *(f"<li>{_said(line)}{_below(line)}</li>" for line in group.lines), f"</{tag}>")


def _below(line: Line) -> str:
    return "".join(f'<div class="below">{_said(entry)}{_below(entry)}</div>' for entry in line.below)


def _said(line: Line) -> str:
    tone = "" if line.tone == "plain" else f' class="{line.tone}"'
    lead = f"<strong{tone}>{escape(line.lead)}</strong>" if line.lead else ""
    refs = f'<span class="refs">[{escape(", ".join(line.refs))}]</span>' if line.refs else ""
    return " ".join(part for part in (lead, escape(line.text), refs) if part)
