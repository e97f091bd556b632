"""The answer as Markdown, for a ticket or a post in a forum; nothing the user typed is read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Final

from ali_closed.report.answer.blocks import Line, Outline, Section, bullet

_MARKUP: Final = re.compile(
    r"[\\`*_{}\[\]<>#|~&@$^]"  # emphasis, code, links, tags, references, tables, mentions, mathematics
    r"|:(?=\S)"  # addresses and :signs:
    r"|(?<=www)\.|(?<=WWW)\."  # bare addresses
    r"|^[-+=](?=\s|$|[-+=])"  # lists and rules
)
_NUMBER: Final = re.compile(r"^(\d+)([.)])(?=\s|$)")


def render_markdown(answer: Outline) -> str:
    """The answer as Markdown (CommonMark, as GitHub and most forums read it)."""
    lines = [_bold(answer.summary), "", *(part for line in answer.beside for part in (escaped(line), ""))]
    for section in answer.screen:
        lines += _section(section)
    if answer.behind:
        lines += ["<details>", f"<summary>{escape(answer.fold)}</summary>", ""]
        for section in answer.behind:
            lines += [f"## {escaped(section.heading)}", "", *_section(section)]
        lines += ["</details>", ""]
    lines += ["---", "", *(part for sentence in answer.footer for part in (escaped(sentence), ""))]
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """The text with every sign that Markdown could take for markup made plain."""
    return _NUMBER.sub(r"\1\\\2", _MARKUP.sub(lambda found: "\\" + found.group(), text))


def _bold(text: str) -> str:
    return f"**{escaped(text)}**" if text else ""


def _section(section: Section) -> Iterator[str]:
    for group in section.groups:
        if group.heading:
            yield from (f"### {escaped(group.heading)}", "")
        for number, line in enumerate(group.lines, 1):
            sign = bullet(group.kind, number)
            if sign:
                yield sign + _said(line)
                yield from _below(line, " " * len(sign))
            else:
                yield from (part for entry in (line, *line.below) for part in (_said(entry), ""))
        if group.kind != "prose":
            yield ""


def _below(line: Line, indent: str) -> Iterator[str]:
    """What stands below an entry of a list, as a list in it."""
    for entry in line.below:
        yield f"{indent}- {_said(entry)}"
        yield from _below(entry, indent + "  ")


def _said(line: Line) -> str:
    refs = escaped(f"[{', '.join(line.refs)}]") if line.refs else ""
    text = escaped(line.text) if not line.lead else escaped(f"x{line.text}")[1:]
    return " ".join(part for part in (_bold(line.lead), text, refs) if part)
