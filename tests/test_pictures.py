"""The pictures of README.md: made from the program as it is, standing alone, readable on every ground."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from tests.cli.program import ROOT
from tests.pictures.drawing import DARK, LIGHT, draw
from tests.pictures.make import HERE, PICTURES, make
from tests.pictures.screen import written

SVG = "{http://www.w3.org/2000/svg}"
NAMES = sorted(PICTURES)


def kept(name):
    return (HERE / name).read_bytes()


def test_they_are_current(tmp_path):
    make(tmp_path)
    assert sorted(path.name for path in HERE.glob("*.svg")) == NAMES
    stale = [name for name in NAMES if (tmp_path / name).read_bytes() != kept(name)]
    assert stale == [], "run: python tests/pictures/make.py"


@pytest.mark.parametrize("name", NAMES)
def test_they_fetch_nothing(name):
    text = kept(name).decode()
    assert text.count("://") == 1, "the name of the format is the only address"
    assert not re.search(r"url\(|@import|@font-face", text)
    for element in ET.fromstring(text).iter():
        assert element.tag.removeprefix(SVG) not in {"script", "image", "use", "a", "foreignObject"}
        assert not any(key.startswith("on") or "href" in key for key in element.attrib)


@pytest.mark.parametrize("name", NAMES)
def test_they_know_light_and_dark(name):
    assert "prefers-color-scheme:dark" in kept(name).decode()


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_shows_them_and_says_what_is_on_them(name):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (said,) = re.findall(rf"!\[([^\]]+)\]\(tests/pictures/{re.escape(name)}\)", readme)
    assert len(said.split()) >= 5


def luminance(colour):
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_every_colour_of_text_stands_out_from_the_paper(palette):
    for name in palette.keys() - {"paper", "edge"}:
        dark, light = sorted([luminance(palette["paper"]), luminance(palette[name])])
        assert (light + 0.05) / (dark + 0.05) >= 4.5, name


def test_a_terminals_looks_are_kept():
    lines = written("\x1b[1;31mred\x1b[0m  <plain>\x1b[2m dim\x1b[0m\n\n\x1b[1;4mhead\x1b[0m")
    root = ET.fromstring(draw(lines, "a & b"))
    found = [(element.text, element.get("class")) for element in root.iter(f"{SVG}text")]
    assert found == [("red", "red bold"), ("<plain>", None), ("dim", "dim"), ("head", "bold underline")]
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == "a & b"


def test_runs_of_text_do_not_overlap():
    root = ET.fromstring(kept("answer.svg"))
    rows = {}
    for element in root.iter(f"{SVG}text"):
        begin = float(element.attrib["x"])
        rows.setdefault(element.attrib["y"], []).append((begin, begin + float(element.attrib["textLength"])))
    for runs in rows.values():
        assert all(end <= begin + 0.11 for (_, end), (begin, _) in pairwise(runs))
        assert runs[-1][1] <= float(root.attrib["width"])
