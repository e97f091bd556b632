"""The life of the order as a drawing (SVG), for a page or in a file of its own."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Final

from ali_closed.report.answer.blocks import Outline
from ali_closed.report.answer.timeline import Mark, Timeline
from ali_closed.report.text.wrap import wrap

_BREAK: Final = "≈"
_TEXT: Final = 38
"""Columns of words in the drawing: so many fit on a phone."""
_PLACES: Final = (3.0, 94.0)
"""Where on the drawing the scale begins and ends, in per cent of its width."""
_LINE, _LANE_HEIGHT, _HEAD = 18, 26, 6
_WIDTH: Final = 500
"""The width of a drawing that stands alone, its margin of 10 on the left included."""


def render_svg(answer: Outline) -> str:
    """The picture as a drawing in a file of its own."""
    return drawing(answer.timeline, alone=True)


def style() -> str:
    """The look of the drawing, on light and dark ground and on paper."""
    return (Path(__file__).parent / "life.css").read_text("utf-8").strip()


def drawing(life: Timeline, *, alone: bool) -> str:
    """The picture as SVG. Inside a page it is as wide as its place; alone it brings its size and its look."""
    parts, described, y = [], [], _HEAD
    for mark in life.marks:
        when = mark.when + mark.note
        described.append(f"{mark.label}: {when}")
        words = [(name, line) for name, said in (("label", mark.label), ("when", when)) for line in wrap(said, _TEXT)]
        parts.append(_row(mark, words, y, life))
        y += len(words) * _LINE + _LANE_HEIGHT
    if life.breaks:
        parts.append(f'<text class="when" x="2" y="{y + _LINE}">{_BREAK} {escape(life.left_out)}</text>')
    height = y + (_LINE + 8 if life.breaks else 0)
    space, size, look = "", f'width="100%" height="{height}"', []
    if alone:
        space = ' xmlns="http://www.w3.org/2000/svg"'
        size = f'width="{_WIDTH}" height="{height}" viewBox="-10 0 {_WIDTH} {height}"'
        look = [f"<style>{style()}</style>", '<rect class="paper" x="-10" width="100%" height="100%"/>']
    begin = [
        f'<svg{space} class="life" {size} role="img" aria-labelledby="life-title life-rows">',
        f'<title id="life-title">{escape(life.title)}</title>',
        f'<desc id="life-rows">{escape("; ".join(described))}</desc>',
    ]
    return "\n".join([*begin, *look, *parts, "</svg>"])


def _row(mark: Mark, words: list[tuple[str, str]], y: int, life: Timeline) -> str:
    """A row: its words, and below them its lane, through which today goes and the time of disagreement."""
    found = []
    for name, line in words:
        y += _LINE
        found.append(f'<text class="{name}" x="2" y="{y - 4}">{escape(line)}</text>')
    middle = y + _LANE_HEIGHT // 2 - 4
    first, last = _PLACES
    found.append(f'<line class="track" x1="{first}%" y1="{middle}" x2="{last + 3}%" y2="{middle}"/>')
    zone = next((other for other in life.marks if other.kind == "zone"), mark)
    if zone is not mark:
        begin, end = map(_place, life.ends(zone))
        width = max(end - begin, 0.6)
        found.append(f'<rect class="through" x="{begin:.2f}%" y="{middle - 8}" width="{width:.2f}%" height="16"/>')
    now = _place(life.places[life.today])
    found.append(f'<line class="now" x1="{now:.2f}%" y1="{middle - 9}" x2="{now:.2f}%" y2="{middle + 9}"/>')
    for place in life.breaks:
        found.append(
            f'<text class="break" x="{_place(place):.2f}%" y="{middle + 4}" text-anchor="middle">{_BREAK}</text>'
        )
    return "\n".join([*found, _sign(mark, life, middle)])


def _sign(mark: Mark, life: Timeline, y: int) -> str:
    begin, end = map(_place, life.ends(mark))
    if mark.kind == "zone":
        width = max(end - begin, 1.5)
        return f'<rect class="zone" x="{begin:.2f}%" y="{y - 6}" width="{width:.2f}%" height="12"/>'
    if begin != end:
        return f'<line class="span {mark.kind}" x1="{begin:.2f}%" y1="{y}" x2="{end:.2f}%" y2="{y}"/>'
    if mark.kind == "deadline":
        shape = f'<path class="deadline" d="M0-7L7 0L0 7L-7 0Z" transform="translate(0 {y})"/>'
        return f'<svg x="{begin:.2f}%" overflow="visible">{shape}</svg>'
    return f'<circle class="{mark.kind}" cx="{begin:.2f}%" cy="{y}" r="5.5"/>'


def _place(place: float) -> float:
    first, last = _PLACES
    return first + place * (last - first)
