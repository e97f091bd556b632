"""Every door of the program, and what may come through it: half of it nearly right, for that goes deepest."""

from __future__ import annotations

import io
import json
import re
import string
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from ali_closed.cli.flags import FORMATS, Settings
from ali_closed.cli.wizard.prompts import Face
from ali_closed.cli.wizard.run import run_wizard
from ali_closed.errors import Interrupted, UsageError
from ali_closed.model.dates import read_date
from ali_closed.model.fields import CHOICES, DATE_FIELDS, FIELDS, FLAG_FIELDS
from ali_closed.model.span import Span
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.rules.loader import load_rules
from ali_closed.rules.words import load_words
from tests.fuzz.edge import FILE, Left, Try, tried, tried_in
from tests.importers.files.test_workbooks import with_more
from tests.importers.shapes import DETAIL, EXPORTS, WEB_DETAIL, WEB_TRACKING, web_list, web_order
from tests.importers.test_any_bytes import KEYS, SAMPLES, damaged, values
from tests.importers.workbooks import workbook
from tests.test_coherence import ORDERS, breaches

TODAY = ("--today", "2026-06-15")
COMMANDS = (("diagnose",), ("ask",), ("calendar",), ("case", "save", "kept"),
            *(("draft", name) for name in ("seller", "support", "dispute", "appeal", "bank")))  # fmt: skip
LABELS = sorted({label.text for label in load_words().labels})[::23]
"""Some of the labels, of every language."""

numbers = st.integers(-1, 99_999_999_999).map(str) | st.sampled_from(["0", "1", "12", "31", "2026", "9999", "1e9"])
marks = st.sampled_from(["-", "/", ".", " ", "..", ",", ":", "T", "Z", "+", "~"])
units = st.sampled_from(
    ["day", "days", "weeks", "month", "years", "ago", "in", "last", "next", "about", "more than", "less than", "today",
     "yesterday", "Nov", "november", "mid-March", "early", "of", "the", "2nd", "a", "twelve", "from now", "..", "May"]
)  # fmt: skip
days = st.dates(date(2000, 1, 1), date(2199, 12, 31)).map(str)
dates = (
    days
    | st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(str)
    | st.tuples(days, days).map("..".join)
    | st.lists(numbers | marks, min_size=1, max_size=7).map("".join)
    | st.lists(numbers | units, min_size=1, max_size=5).map(" ".join)
    | st.text(max_size=30)
)
texts = st.text(max_size=60) | st.text(string.printable, max_size=200)


def _bent(word: str, cut: int, more: str) -> str:
    return word[:cut] + more + word[cut + 1 :]


labels = st.sampled_from(LABELS) | st.builds(
    _bent, st.sampled_from(LABELS), st.integers(0, 40), st.text(max_size=3)
) | st.lists(st.sampled_from(LABELS), max_size=3).map(" ".join) | texts  # fmt: skip


def _mostly(good: st.SearchStrategy[Any], wild: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What is right, and one time in nine what is not: where one place is wrong, the rest is still read."""
    return st.integers(0, 8).flatmap(lambda draw: good if draw else wild)


near = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(str)
words = st.sampled_from(LABELS)


def _value(name: str) -> st.SearchStrategy[Any]:
    if name in DATE_FIELDS:
        span = st.fixed_dictionaries({}, optional={"from": dates, "until": dates})
        return _mostly(near, dates | span)
    if name in ("status", "sub_status", "message", "end_reason"):
        return _mostly(st.sampled_from(CHOICES.get(name, LABELS)), labels)
    if name in FLAG_FIELDS:
        return st.booleans()
    return st.sampled_from(CHOICES[name]) if name in CHOICES else texts


orders = st.fixed_dictionaries({}, optional={name: _value(name) for name in FIELDS})
loose = st.dictionaries(st.sampled_from(FIELDS) | st.sampled_from(KEYS), orders | values, max_size=6)


def _flags(order: Mapping[str, Any]) -> tuple[str, ...]:
    found: list[str] = []
    for name, held in order.items():
        dashed = name.replace("_", "-")
        if isinstance(held, bool):
            found.append(f"--{dashed}" if held else f"--not-{dashed}")
        else:
            found.append(f"--{dashed}={held}")
    return tuple(found)


settings_flags = st.lists(
    st.sampled_from(["--json", "-v", "-q", "--exit-code", "--paid", "--not-paid", "yes", "--format=md", "--format=svg",
                     "--color=always", "--format=html", "--tz=Asia/Tokyo", "--country=DE", "--", "--what-if=paid=true"])
    | st.builds("--today={}".format, dates)
    | st.builds("--tz={}".format, texts)
    | st.builds("--country={}".format, st.text(max_size=4))
    | st.builds("--unknown={}".format, st.sampled_from(FIELDS) | texts)
    | st.builds("--what-if={}={}".format, st.sampled_from(FIELDS) | st.text(max_size=8), dates | labels)
    | st.text(min_size=1, max_size=10),
    max_size=4,
)  # fmt: skip
flags = st.builds(
    lambda command, order, more: Try((*command, *TODAY[: 2 * (not any("today" in one for one in more))],
                                      *_flags(order), *(one.replace("\0", "") for one in more))),
    st.sampled_from(COMMANDS), orders, settings_flags,
)  # fmt: skip


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _through(command: tuple[str, ...], data: bytes) -> Try:
    return Try((*command, "-", "--json", *TODAY), given=data) if command[:1] != ("batch",) else _batch(data)


def _batch(data: bytes) -> Try:
    return Try(("batch", FILE, "--json", *TODAY), file=data)


some_json = orders | loose | values
json_files = (
    some_json.map(_json)
    | st.lists(some_json, max_size=5).map(_json)
    | st.lists(some_json, max_size=5).map(lambda rows: b"\n".join(_json(row) for row in rows))
    | st.lists(st.sampled_from([b"[", b"]", b"{", b"}", b",", b":", b'"', b"\\", b"\n", b'"id"', b"1", b"null"]))
    .map(b"".join)
)  # fmt: skip
json_commands = st.sampled_from([("diagnose",), ("ask",), ("batch",), ("batch",), ("draft", "seller")])


def _cell(column: str) -> st.SearchStrategy[Any]:
    """What a column of this name holds in a file that is right."""
    name = column.casefold()
    if name in FIELDS:
        return _value(name)
    if "date" in name or "time" in name or name.startswith("gmt") or name.endswith("at"):
        return st.dates(date(2026, 1, 1), date(2026, 6, 15)).map(lambda day: f"{day:%b %d, %Y}" if "gmt" not in name
                                                                 else f"{day} 10:00:00")  # fmt: skip
    if "status" in name or "reason" in name:
        return st.sampled_from(["Completed", "Closed", "Canceled", "FINISH", "pay_timeout", "end_issue", "Delivered"])
    return st.sampled_from(["8100000000000001", "8100000000000002", "x", "", "9.99"])


@st.composite
def _tables(draw: st.DrawFn) -> bytes:
    header = draw(st.sampled_from([text.removeprefix("\ufeff").split("\n")[0] for text in EXPORTS.values()])
                  | st.lists(st.sampled_from(FIELDS), min_size=1, max_size=6, unique=True).map(",".join))  # fmt: skip
    mark = ";" if ";" in header else "\t" if "\t" in header else ","
    wild = dates | labels | st.sampled_from(["", '"', '""', '"x', 'x"', "8100000000000001", "#REF!", "null"]) | texts
    row = st.tuples(*(_mostly(_cell(column.strip().strip('"')), wild) for column in header.split(mark)))
    ragged = st.lists(wild, max_size=header.count(mark) + 3)
    rows = draw(st.lists(_mostly(row, ragged), max_size=6))
    quoted = draw(st.integers(0, 3))
    lines = [mark.join('"' + str(one).replace('"', '""') + '"' if quoted else str(one) for one in row) for row in rows]
    return "\n".join([header, *lines]).encode("utf-8", errors="surrogatepass")


xml = st.lists(
    st.sampled_from(['<row r="', '">', "<c ", 'r="', 't="e"', 't="s"', "<v>", "</v>", "</c>", "</row>", "<row>", "<c>",
                     "A", "XFD", "1048576", "4000000000", "0", "3", "#REF!", "<!--", "-->", "<is><t>", "'", " "]),
    max_size=14,
).map("".join)  # fmt: skip
cells = st.none() | dates | labels | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.datetimes()
_OWN = ["order_id", "gmt_create_order_time", "gmt_trade_end", "end_reason", "order_status", "is_success_pay"]
workbooks = st.lists(
    st.tuples(*(_mostly(_cell(column), cells) for column in _OWN)) | st.lists(cells, max_size=6), max_size=4
).map(
    lambda rows: workbook(Orders=[_OWN, *([_plain(cell) for cell in row] for row in rows)])
) | xml.map(with_more)  # fmt: skip


def _plain(cell: Any) -> Any:
    """A cell that XML can hold."""
    return "".join(sign for sign in cell if sign.isprintable()) if isinstance(cell, str) else cell


_PAGES = [json.dumps(page) for page in (WEB_DETAIL, WEB_TRACKING, DETAIL,
                                        web_list(web_order("8100000000000001", "Closed")))]  # fmt: skip
bodies = (
    st.sampled_from(_PAGES)
    | values.map(json.dumps)
    | st.sampled_from(SAMPLES).map(lambda sample: sample.decode(errors="replace"))
    | texts
)
entries = st.fixed_dictionaries(
    {"request": st.fixed_dictionaries({"url": texts | st.just("https://x/mtop?orderId=8100000000000001")}),
     "response": st.fixed_dictionaries({"content": st.fixed_dictionaries({"text": bodies})})}
)  # fmt: skip
hars = st.lists(_mostly(entries, values), max_size=4).map(
    lambda held: _json({"log": {"version": "1.2", "entries": held}})
)


case_files = _mostly(
    orders.map(_json)
    | st.fixed_dictionaries(
        {"format": _mostly(st.just(1), st.sampled_from([0, 2, 99, -1, True, None, "1"])),
         "name": _mostly(st.just("kept"), values),
         "order": _mostly(orders, loose | values),
         "settings": _mostly(st.just({}), values | st.just({"tz": "Mars", "country": "XX"}))},
        optional={"today": _mostly(near, dates | values), "saved_at": texts,
                  "diagnosis": _mostly(st.none(), values)},
    ).map(_json),
    st.binary(max_size=60) | values.map(_json),
)  # fmt: skip
verbs = st.sampled_from([("save", "kept", "--paid"), ("show", "kept"), ("again", "kept"), ("again", "kept", "--update"),
                         ("list",)])  # fmt: skip
saved = st.builds(lambda verb, held: Try(("case", *verb, "--json", *TODAY), cases={"kept": held}), verbs, case_files)


PRINTED = tuple(shape for shape in FORMATS if shape != "json")
BATCHES = ("text", "csv", "ndjson")
printed = st.builds(
    lambda order, shape, columns, more: Try(
        ("diagnose", "-", f"--format={shape}", *TODAY, *more), given=_json(order), columns=columns
    ),
    orders, st.sampled_from(PRINTED), st.integers(40, 140),
    st.sampled_from([(), ("-v",), ("-q",), ("--color=always",), ("--what-if=paid=true",)]),
) | st.builds(
    lambda rows, shape, columns, more: Try(
        ("batch", FILE, f"--format={shape}", *TODAY, *more), file=b"\n".join(map(_json, rows)), columns=columns
    ),
    st.lists(_mostly(orders, loose), max_size=5), st.sampled_from(BATCHES), st.integers(40, 140),
    st.sampled_from([(), ("--sort=deadline",), ("--only=act",), ("--only=late", "-q"), ("--only=unsure",)]),
)  # fmt: skip

names = (
    st.text(max_size=12)
    | st.lists(st.sampled_from(["a", "A", "é", "İ", "ß", ".", "..", "-", "_", " ", "/", "\\", "~", "con", "nul", "1",
                                "\0", "\n", ".json", "😀", "x" * 50, ":", "*"]), max_size=5).map("".join)
)  # fmt: skip

members = st.fixed_dictionaries(
    {"name": _mostly(st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "a.csv",
                                      "orders.json", "mimetype", "content.xml", "xl/workbook.bin", "../x", "a.zip"]),
                     st.text(min_size=1, max_size=20)),
     "held": st.binary(max_size=60) | xml.map(str.encode) | st.sampled_from(SAMPLES)
             | st.integers(0, 2**22).map(lambda size: b" " * size),
     "kind": st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])}
)  # fmt: skip


@st.composite
def _archives(draw: st.DrawFn) -> bytes:
    """A workbook or any other archive, with more in it, and some of its numbers of sizes and places a lie."""
    held = io.BytesIO(draw(st.just(b"") | workbooks))
    with warnings.catch_warnings(), zipfile.ZipFile(held, "a") as archive:
        warnings.simplefilter("ignore")  # two of one name
        for member in draw(st.lists(members, max_size=3)):
            archive.writestr(zipfile.ZipInfo(member["name"]), member["held"], member["kind"])
    made = bytearray(held.getvalue())
    signs = [found.start() for found in re.finditer(rb"PK[\1\3\5\6][\2\4\6\7]", made)]
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.sampled_from(signs)) + draw(st.integers(4, 45))
        lie = draw(st.binary(min_size=1, max_size=4) | st.just(b"\xff\xff\xff\xff"))
        made[at : at + len(lie)] = lie
    return bytes(made)


typed = st.lists(
    _mostly(st.integers(1, 9).map(str) | st.sampled_from(["", "b", "w", "s", "q", "2026-05-01", "yesterday"]),
            dates | labels | numbers),
    max_size=40,
)  # fmt: skip


@dataclass(frozen=True)
class Door:
    """What may come through it, and what has to hold of every try."""

    given: st.SearchStrategy[Any]
    holds: Callable[[Any], object] = tried


def _date_holds(text: str) -> None:
    today = date(2026, 6, 15)
    try:
        found = read_date(text, today=today)
    except UsageError as error:
        refused = error
    else:
        assert read_date(found.echo(), today=today) == Span(found.first, found.last)
        return
    assert refused.code == "bad_date"
    assert refused.hint


def _case_holds(given: Try) -> None:
    left: Left = tried(given)
    if left.code != 0 or ("--update" not in given.arguments and "save" not in given.arguments):
        assert left.cases == given.cases


def _name_holds(name: str) -> None:
    """One rule at every verb: what can be saved is found again, what cannot is refused, and nothing lies elsewhere."""
    with tempfile.TemporaryDirectory() as held:
        home = Path(held) / "home"
        home.mkdir()
        run = [
            tried_in(home, Try(("case", verb, *more, "--json", *(TODAY if verb != "remove" else ()), "--", name)))
            for verb, *more in (("save", "--paid"), ("show",), ("again",), ("remove",), ("show",))
        ]
        saved, *others = (left.code for left in run)
        assert (saved, others) in [(0, [0, 0, 0, 66]), (2, [2, 2, 2, 2])], name
        assert [path.name for path in Path(held).iterdir()] == ["home"]
        assert {path.name for path in home.iterdir()} <= {"cases", "cache", "given"}


def _wizard_holds(lines: list[str]) -> None:
    """Whatever is typed, it ends with an answer, or at the end of what is typed with a command that goes on."""
    words = load_catalogue("en", load_rules())
    left = iter([*(re.sub(r"[\r\n]", " ", line) + "\n" for line in lines), ""])
    out = io.StringIO()
    face = Face(words, out, lambda: next(left, ""))
    with suppress(Interrupted, UsageError), redirect_stdout(out), redirect_stderr(out):
        run_wizard(Settings(today="2026-06-15", tz="UTC"), face)


def _answer_holds(order: Mapping[str, Any]) -> None:
    assert breaches(dict(order)) == []


def _label(word: str) -> Try:
    return Try(("diagnose", f"--status={word}", f"--message={word}", "--json", *TODAY))


DOORS = {
    "flags": Door(flags),
    "json": Door(st.builds(_through, json_commands, json_files)),
    "tables": Door(_tables().map(_batch)),
    "workbooks": Door(workbooks.map(_batch)),
    "archives": Door(_archives().map(_batch)),
    "har": Door(st.builds(_through, json_commands, hars)),
    "dates": Door(dates, _date_holds),
    "labels": Door(labels.map(_label) | labels.map(lambda word: Try(("explain", "--json", "--", word)))),
    "case files": Door(saved, _case_holds),
    "damaged files": Door(damaged().map(_batch)),
    "names of cases": Door(names, _name_holds),
    "printed": Door(printed),
    "answers": Door(ORDERS, _answer_holds),
    "wizard": Door(typed, _wizard_holds),
}  # fmt: skip
