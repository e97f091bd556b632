"""The life of the order as a picture: rows of text for a terminal, or a drawing (SVG) that stands alone."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from ali_closed.report.answer.blocks import Outline
from ali_closed.report.answer.timeline import Mark, Timeline
from ali_closed.report.text.wrap import wrap

_BREAK: Final = "≈"
_SIGNS: Final[Mapping[str, tuple[str, str]]] = {
    "event": ("●", "*"),
    "today": ("◉", "*"),
    "date": ("○", "."),
    "deadline": ("◆", "#"),
    "refund": ("●", "*"),
    "begin": ("├", "["),
    "line": ("─", "="),
    "end": ("┤", "]"),
    "zone": ("▒", "%"),
    "now": ("│", "|"),
    "break": (_BREAK, "~"),
}
"""What stands for what, and in ASCII alone."""
SIGNS: Final = {kind: sign for kind, (sign, _) in _SIGNS.items()}
ASCII_SIGNS: Final = {kind: sign for kind, (_, sign) in _SIGNS.items()}
_LANE: Final = (10, 34)
"""The least and the most columns of the drawn part of a row; between them a third of the width."""


def lane_width(width: int) -> int:
    """How many columns of a line are drawn on; the rest is for words."""
    least, most = _LANE
    return min(most, max(least, width // 3))


def lane(mark: Mark | None, life: Timeline, width: int, signs: Mapping[str, str]) -> str:
    """The drawn part of a row: its mark or span, with today and the breaks behind it; of a further row today alone."""
    row = [" "] * width
    for place in life.breaks if mark else ():
        row[_column(place, width)] = signs["break"]
    row[_column(life.today, width)] = signs["now"]
    if mark is None:
        return "".join(row)
    begin, end = _column(mark.begin, width), _column(mark.end, width)
    if mark.kind == "zone":
        row[begin : end + 1] = signs["zone"] * (end + 1 - begin)
    elif begin == end:
        row[begin] = signs[mark.kind]
    else:
        row[begin : end + 1] = signs["line"] * (end + 1 - begin)
        row[begin], row[end] = signs["begin"], signs["end"]
    return "".join(row)


def _column(place: float, width: int) -> int:
    return round(place * (width - 1))


def legend(life: Timeline, signs: Mapping[str, str]) -> str:
    """What the signs mean that stand for more than the words beside them."""
    return ", ".join(f"{signs[kind]} {said}" for kind, said in life.legend)


# ---------------------------------------------------------------- the drawing

_TEXT: Final = 38
"""Columns of words in the drawing: so many fit on a phone."""
_PLACES: Final = (3.0, 94.0)
"""Where on the drawing the scale begins and ends, in per cent of its width."""
_LINE, _LANE_HEIGHT, _HEAD = 18, 26, 6
_WIDTH: Final = 500
"""The width of a drawing that stands alone, its margin of 10 on the left included."""

STYLE: Final = """
.life{--paper:#fff;--ink:#1c1e21;--soft:#5b6068;--rule:#c9ced6;--past:#2f6f9f;--due:#b3261e;--money:#2e7d4f;--zone:#8a5a00;
font:13px/1.4 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
.life text{fill:var(--ink)}
.life .label{font-weight:600}.life .when{fill:var(--soft)}
.life .paper{fill:var(--paper)}.life .track{stroke:var(--rule);stroke-width:1}
.life .now{stroke:var(--ink);stroke-width:1.5;opacity:.55}
.life .event{fill:var(--past);stroke:var(--past)}.life .deadline{fill:var(--due);stroke:var(--due)}
.life .date{fill:var(--paper);stroke:var(--soft);stroke-width:2}
.life .refund{fill:var(--money);stroke:var(--money)}.life .today{fill:var(--ink);stroke:var(--ink)}
.life .zone{fill:var(--zone);fill-opacity:.28;stroke:var(--zone);stroke-dasharray:4 2}
.life .through{fill:var(--zone);fill-opacity:.1}
.life .span{stroke-width:6;stroke-linecap:round}.life .break{fill:var(--soft);stroke:none}
@media (prefers-color-scheme:dark){.life{--paper:#16181c;--ink:#eceef1;--soft:#a9b0ba;--rule:#454b55;--past:#7cb7e0;
--due:#ff8a80;--money:#7fd3a0;--zone:#f0b95a}}
@media print{.life{--paper:#fff;--ink:#000;--soft:#333;--rule:#999;--past:#205a85;
--due:#9c1c15;--money:#1f6b3f;--zone:#704900}}
""".strip()
"""The look of the drawing, on light and dark ground and on paper."""


def render_svg(answer: Outline) -> str:
    """The picture as a drawing in a file of its own."""
    return drawing(answer.timeline, alone=True)


def drawing(life: Timeline, *, alone: bool) -> str:
    """The picture as SVG. Inside a page it is as wide as its place; alone it brings its size and its look."""
    rows = [(mark, wrap(mark.label, _TEXT), wrap(_when(mark), _TEXT)) for mark in life.marks]
    parts, y = [], _HEAD
    for mark, label, when in rows:
        parts.append(_row(mark, label, when, y, life))
        y += (len(label) + len(when)) * _LINE + _LANE_HEIGHT
    if life.breaks:
        parts.append(f'<text class="when" x="2" y="{y + _LINE}">{_BREAK} {_text(dict(life.legend)["break"])}</text>')
    height = y + (_LINE + 8 if life.breaks else 0)
    size = (
        f'width="{_WIDTH}" height="{height}" viewBox="-10 0 {_WIDTH} {height}"'
        if alone
        else f'width="100%" height="{height}"'
    )
    space = ' xmlns="http://www.w3.org/2000/svg"' if alone else ""
    begin = [
        f'<svg{space} class="life" {size} role="img" aria-labelledby="life-title life-rows">',
        f'<title id="life-title">{_text(life.title)}</title>',
        f'<desc id="life-rows">{_text("; ".join(f"{mark.label}: {_when(mark)}" for mark in life.marks))}</desc>',
    ]
    if alone:
        begin += [f"<style>{STYLE}</style>", '<rect class="paper" x="-10" width="100%" height="100%"/>']
    return "\n".join([*begin, *parts, "</svg>"])


def _when(mark: Mark) -> str:
    return f"{mark.when} ({mark.note})" if mark.note else mark.when


def _row(mark: Mark, label: list[str], when: list[str], y: int, life: Timeline) -> str:
    """A row: its words, and below them its lane, through which today goes and the time of disagreement."""
    found = []
    for name, lines in (("label", label), ("when", when)):
        for line in lines:
            y += _LINE
            found.append(f'<text class="{name}" x="2" y="{y - 4}">{_text(line)}</text>')
    middle = y + _LANE_HEIGHT // 2 - 4
    first, last = _PLACES
    found.append(f'<line class="track" x1="{first}%" y1="{middle}" x2="{last + 3}%" y2="{middle}"/>')
    if life.zone is not None and mark.kind != "zone":
        begin, end = map(_place, life.zone)
        width = max(end - begin, 0.6)
        found.append(f'<rect class="through" x="{begin:.2f}%" y="{middle - 8}" width="{width:.2f}%" height="16"/>')
    now = _place(life.today)
    found.append(f'<line class="now" x1="{now:.2f}%" y1="{middle - 9}" x2="{now:.2f}%" y2="{middle + 9}"/>')
    for place in life.breaks:
        found.append(
            f'<text class="break" x="{_place(place):.2f}%" y="{middle + 4}" text-anchor="middle">{_BREAK}</text>'
        )
    return "\n".join([*found, _sign(mark, middle)])


def _sign(mark: Mark, y: int) -> str:
    begin, end = _place(mark.begin), _place(mark.end)
    if mark.kind == "zone":
        width = max(end - begin, 1.5)
        return f'<rect class="zone" x="{begin:.2f}%" y="{y - 6}" width="{width:.2f}%" height="12"/>'
    if mark.begin != mark.end:
        return f'<line class="span {mark.kind}" x1="{begin:.2f}%" y1="{y}" x2="{end:.2f}%" y2="{y}"/>'
    if mark.kind == "deadline":
        shape = f'<path class="deadline" d="M0-7L7 0L0 7L-7 0Z" transform="translate(0 {y})"/>'
        return f'<svg x="{begin:.2f}%" overflow="visible">{shape}</svg>'
    return f'<circle class="{mark.kind}" cx="{begin:.2f}%" cy="{y}" r="5.5"/>'


def _place(place: float) -> float:
    first, last = _PLACES
    return first + place * (last - first)


def _text(said: str) -> str:
    return escape(said, quote=True)
