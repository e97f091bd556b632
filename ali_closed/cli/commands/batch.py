"""`ali-closed batch`: many orders in, one line out for each, in the order they came."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Annotated, Final, cast

import typer

from ali_closed.cli.bulk.work import Job, Line, Only, lines
from ali_closed.cli.choosing import check_choice
from ali_closed.cli.flags import Settings
from ali_closed.cli.help import GroupedCommand
from ali_closed.cli.reading import opened, read_clock, shown_name
from ali_closed.cli.streams import is_terminal, note, put
from ali_closed.errors import DataError, UsageError
from ali_closed.importers import stream_orders
from ali_closed.report.formats import batch_rows as rows
from ali_closed.report.text.catalogue import Catalogue, load_catalogue
from ali_closed.rules.loader import load_rules

FORMATS: Final = ("ndjson", "csv", "text")
ONLY: Final = ("act", "late", "unsure")
SORTS: Final = ("deadline",)
SORTED: Final = 1_000_000
"""How many orders `--sort` takes: their lines wait on the disk, but their places are kept in memory."""
MOST_PROCESSES: Final = 64
NOT_ALL_READ: Final = 65
EVERY: Final = 0.5
"""Seconds between two notes of progress."""

_HELP: Final = {
    "file": "Orders: JSON, NDJSON, CSV, XLSX or HAR; - for standard input.",
    "only": "Only what needs acting on, is late, or is unsure.",
    "sort": "By the next deadline, the earliest first.",
    "format": "ndjson through a pipe, text on a terminal, or csv.",
    "jobs": "How many processes work at once.",
}


@dataclass
class _Counted:
    """What went by so far."""

    orders: int = 0
    errors: int = 0
    picks: Counter[str] = field(default_factory=Counter)

    def add(self, line: Line) -> None:
        self.errors += line.failed
        self.orders += not line.failed
        self.picks.update(line.picks)


def batch(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help=_HELP["file"])] = "-",
    only: Annotated[str | None, typer.Option(metavar="WHICH", help=f"{', '.join(ONLY)}. {_HELP['only']}")] = None,
    sort: Annotated[str | None, typer.Option(metavar="BY", help=f"deadline. {_HELP['sort']}")] = None,
    format: Annotated[str | None, typer.Option(metavar="FORMAT", help=_HELP["format"])] = None,
    json: Annotated[bool, typer.Option("--json", help="The same as --format ndjson.")] = False,
    jobs: Annotated[int, typer.Option(metavar="N", help=_HELP["jobs"])] = 1,
    today: Annotated[str | None, typer.Option(metavar="DATE", help="The day to answer for; else today.")] = None,
    tz: Annotated[str | None, typer.Option(metavar="ZONE", help="Where you read the dates; else US Pacific.")] = None,
    country: Annotated[str | None, typer.Option(metavar="CC", help="Count its public holidays.")] = None,
    lang: Annotated[str, typer.Option(metavar="LANG", help="The language of the answer.")] = "en",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No counts at the end.")] = False,
) -> None:
    """Diagnose many orders: one line each, in input order; a row that cannot be read is an error in its place."""
    shape = "ndjson" if json else format or ("text" if is_terminal(sys.stdout) else "ndjson")
    check_choice("format", shape, FORMATS)
    check_choice("only", only, ONLY)
    check_choice("sort", sort, SORTS)
    if not 1 <= jobs <= MOST_PROCESSES:
        raise UsageError(
            f"--jobs must lie between 1 and {MOST_PROCESSES}.",
            code="bad_value",
            hint="For example --jobs 4.",
            field="jobs",
        )
    clock = read_clock(Settings(today=today, tz=tz))
    words = load_catalogue(lang, load_rules())
    job = Job(clock, country, lang, shape, cast("Only | None", only))
    counted = _Counted()
    with opened(file) as stream:
        found = stream_orders(stream, today=clock.words_from, zone=clock.zone, name=shown_name(file))
        made = _watched(lines(found, job, jobs), counted, words)
        try:
            shown = _sorted(made) if sort else (line.text for line in made if line.text is not None)
            for text in _with_header(shown, shape, words):
                put(text)
        finally:
            made.close()
    if not quiet:
        note(rows.counts(counted.orders, counted.errors, counted.picks, words))
    if counted.errors:
        raise typer.Exit(NOT_ALL_READ)


def _with_header(texts: Iterable[str], shape: str, words: Catalogue) -> Iterator[str]:
    """The texts under their header, if the shape has one; it waits for the first, as the file may not be readable."""
    header = {"csv": rows.csv_header(), "text": rows.text_header(words)}.get(shape, "")
    for text in texts:
        yield header + text
        header = ""
    if header:
        yield header


def _watched(made: Generator[Line, None, None], counted: _Counted, words: Catalogue) -> Generator[Line, None, None]:
    """The same lines, counted, with the progress on a terminal that does not show the answers themselves."""
    shown = is_terminal(sys.stderr) and not is_terminal(sys.stdout)
    due = time.monotonic() + EVERY
    try:
        for line in made:
            counted.add(line)
            yield line
            if shown and time.monotonic() >= due:
                due = time.monotonic() + EVERY
                said = words.say("batch.progress", orders=counted.orders, errors=counted.errors)
                sys.stderr.write(f"\r{said}\x1b[K")
                sys.stderr.flush()
    finally:
        made.close()
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _sorted(made: Iterable[Line]) -> Iterator[str]:
    """The lines by deadline, those without one after them and errors last; alike ones as they came."""
    places: list[tuple[str, int, int]] = []
    with tempfile.TemporaryFile() as held:
        for line in made:
            if line.text is not None:
                if len(places) == SORTED:
                    raise DataError(
                        f"There are more than {SORTED} orders, too many to sort.",
                        code="too_many",
                        hint="Leave --sort out, or sort the lines afterwards.",
                    )
                written = line.text.encode("utf-8", errors="surrogatepass")
                places.append((line.by, held.tell(), held.write(written)))
        places.sort(key=lambda place: place[:2])
        yield from _read_back(held, places)


def _read_back(held: IO[bytes], places: list[tuple[str, int, int]]) -> Iterator[str]:
    for _, start, length in places:
        held.seek(start)
        yield held.read(length).decode("utf-8", errors="surrogatepass")


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("batch", cls=GroupedCommand)(batch)
