"""The answer as a page: one HTML file, without script and without anything from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from ali_closed.report.answer.blocks import Group, Line, Outline
from ali_closed.report.formats.svg import STYLE as PICTURE_STYLE
from ali_closed.report.formats.svg import drawing

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What the page may load: nothing but its own inline style."""

STYLE: Final = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1c1e21;--soft:#5b6068;--rule:#d9dde3;--card:#f4f6f8;
--urgent:#b3261e;--wait:#1f5f8b;--good:#1f6b3f;--bad:#b3261e;--unsure:#7a4a00}
@media (prefers-color-scheme:dark){:root{--paper:#16181c;--ink:#eceef1;--soft:#a9b0ba;--rule:#333841;--card:#20242a;
--urgent:#ff8a80;--wait:#7cb7e0;--good:#7fd3a0;--bad:#ff8a80;--unsure:#f0b95a}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:anywhere;
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
main{max-width:42rem;margin:0 auto;padding:1rem}
h1{font-size:1.25rem;line-height:1.35;margin:0;padding:1rem;background:var(--card);border-left:.4rem solid var(--tone)}
h2{font-size:1.1rem;margin:1.75rem 0 .5rem;padding-bottom:.2rem;border-bottom:1px solid var(--rule)}
h3{font-size:1rem;margin:1rem 0 .25rem}
p{margin:.35rem 0}ul,ol{margin:.35rem 0;padding-left:1.5rem}li{margin:.4rem 0}
h1+p,main>ol{margin-top:1rem}main>ul{margin-bottom:1rem}
.below,.refs,.subject,footer{color:var(--soft)}.below{font-size:.95rem}.refs{font-size:.85rem}
.urgent{--tone:var(--urgent)}.wait{--tone:var(--wait)}.good{--tone:var(--good)}.bad{--tone:var(--bad)}
.unsure{--tone:var(--unsure)}.plain{--tone:var(--ink)}
strong{color:var(--tone,inherit)}
footer{margin-top:2rem;border-top:1px solid var(--rule);padding-top:.5rem;font-size:.9rem}
summary{margin-top:1.5rem;cursor:pointer;font-weight:600}
svg{display:block;max-width:100%}
@page{margin:1.5cm}
@media print{html{font-size:10.5pt}
:root{--paper:#fff;--ink:#000;--soft:#333;--rule:#999;--card:#fff;--urgent:#9c1c15;--wait:#205a85;
--good:#1f6b3f;--bad:#9c1c15;--unsure:#704900}main{max-width:none;padding:0}
h1{border:1px solid var(--tone);border-left-width:.4rem}h2,h3{break-after:avoid}li,svg{break-inside:avoid}}
""".strip()


def render_html(answer: Outline) -> str:
    """The answer as one HTML file that needs nothing else, for a phone, a wide screen or paper."""
    return "\n".join([*_head(answer), *_body(answer)]) + "\n"


def _head(answer: Outline) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield f'<html lang="{escape(answer.language)}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{escape(answer.subject or answer.summary)}</title>"
    yield f"<style>{STYLE}\n{PICTURE_STYLE}</style>"
    yield "</head>"


def _body(answer: Outline) -> Iterator[str]:
    yield "<body>"
    yield "<main>"
    yield f'<h1 class="{answer.tone}">{escape(answer.summary)}</h1>'
    for line in (*answer.mended, answer.subject):
        if line:
            yield f'<p class="subject">{escape(line)}</p>'
    for section in answer.screen:
        for group in section.groups:
            yield from _group(group)
    if answer.behind:
        yield from ("<details>", f"<summary>{escape(answer.fold)}</summary>", *_behind(answer), "</details>")
    yield "<footer>"
    yield from (f"<p>{escape(sentence)}</p>" for sentence in answer.footer)
    yield from ("</footer>", "</main>", "</body>", "</html>")


def _behind(answer: Outline) -> Iterator[str]:
    for section in answer.behind:
        yield f'<section id="{section.id}">'
        yield f"<h2>{escape(section.heading)}</h2>"
        if section.id == "dates":
            yield drawing(answer.timeline, alone=False)
        if section.id != "dates" or any(line.refs for line in section.lines):
            for group in section.groups:
                yield from _group(group)
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
    yield f"<{tag}>"
    for line in group.lines:
        yield f"<li>{_said(line)}{_below(line)}</li>"
    yield f"</{tag}>"


def _below(line: Line) -> str:
    return "".join(f'<div class="below">{_said(entry)}{_below(entry)}</div>' for entry in line.below)


def _said(line: Line) -> str:
    tone = "" if line.tone == "plain" else f' class="{line.tone}"'
    lead = f"<strong{tone}>{escape(line.lead)}</strong>" if line.lead else ""
    refs = f'<span class="refs">[{escape(", ".join(line.refs))}]</span>' if line.refs else ""
    return " ".join(part for part in (lead, escape(line.text), refs) if part)
