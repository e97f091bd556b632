"""Draws lines of a terminal as an SVG that fetches nothing, and is readable on light and on dark ground."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from tests.pictures.screen import COLUMNS, Line

WIDE: Final = 8.4
"""Pixels a character takes; every run of text is stretched to it, whatever font the reader has."""
HIGH: Final = 17
EDGE: Final = 16
LIGHT: Final = {
    "paper": "#fbfcfd",
    "edge": "#c9ced6",
    "ink": "#1c1e21",
    "soft": "#5b6068",
    "red": "#b3261e",
    "green": "#1f6b3f",
    "cyan": "#0b6470",
    "magenta": "#85308a",
}
DARK: Final = {
    "paper": "#16181c",
    "edge": "#454b55",
    "ink": "#eceef1",
    "soft": "#a9b0ba",
    "red": "#ff8a80",
    "green": "#7fd3a0",
    "cyan": "#6fc9d6",
    "magenta": "#e29be2",
}


def draw(lines: Sequence[Line], title: str) -> str:
    """The lines as a drawing; `title` is what a screen reader says of it."""
    width, height = round(COLUMNS * WIDE) + 2 * EDGE, len(lines) * HIGH + 2 * EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="terminal" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="terminal-title">',
        f'<title id="terminal-title">{escape(title)}</title>',
        f"<style>{_style()}</style>",
        f'<rect class="paper" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="6"/>',
    ]
    for row, line in enumerate(lines):
        parts += _line(line, EDGE + (row + 1) * HIGH - 5)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _style() -> str:
    return "\n".join(
        [
            f".terminal{{{_colours(LIGHT)}}}",
            f"@media (prefers-color-scheme:dark){{.terminal{{{_colours(DARK)}}}}}",
            '.terminal text{font:14px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;'
            "fill:var(--ink);white-space:pre}",
            ".terminal .paper{fill:var(--paper);stroke:var(--edge)}",
            *(f".terminal .{name}{{fill:var(--{name})}}" for name in ("red", "green", "cyan", "magenta")),
            ".terminal .dim{fill:var(--soft)}.terminal .bold{font-weight:700}",
            ".terminal .underline{text-decoration:underline}",
        ]
    )


def _colours(palette: dict[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in palette.items())


def _line(line: Line, y: int) -> list[str]:
    """The runs of a line, each at its own column; spaces at their ends are not drawn."""
    found, column = [], 0
    for text, looks in line:
        inner = text.strip(" ")
        if inner:
            begin = column + len(text) - len(text.lstrip(" "))
            named = f' class="{" ".join(looks)}"' if looks else ""
            found.append(
                f'<text{named} x="{EDGE + begin * WIDE:.1f}" y="{y}" textLength="{len(inner) * WIDE:.1f}">'
                f"{escape(inner, quote=False)}</text>"
            )
        column += len(text)
    return found
