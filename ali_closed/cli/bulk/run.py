"""A run of `batch`: the file of orders, its lines in their order, the progress, the counts at the end."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from datetime import date
from typing import Final

import typer

from ali_closed.cli.answers import opened, read_clock, shown_name
from ali_closed.cli.bulk.work import Job, Line, lines
from ali_closed.cli.flags import Settings
from ali_closed.cli.streams import columns, is_terminal, note, progress, put
from ali_closed.errors import DataError, UsageError
from ali_closed.importers import stream_orders
from ali_closed.report.formats import batch_rows as rows
from ali_closed.report.text.catalogue import Catalogue

SORTED: Final = 1_000_000
"""How many orders `--sort` takes: their lines wait on the disk, but their places are kept in memory."""
EVERY: Final = 200
"""How many orders are answered until the progress is shown anew."""
MOST_PROCESSES: Final = 64
NOT_ALL_READ: Final = 65


def batch(settings: Settings) -> None:
    """Diagnose the orders of a file, a line for each; typer.Exit if some rows could not be read."""
    own, file = settings.extra, settings.file or "-"
    jobs = int(own["jobs"]) if own["jobs"].isdecimal() else 0
    if not 1 <= jobs <= MOST_PROCESSES:
        said = f"--jobs must lie between 1 and {MOST_PROCESSES}."
        raise UsageError(said, code="bad_value", hint="For example --jobs 4.", field="jobs")
    shape = "ndjson" if settings.as_json else own["shape"] or ("text" if is_terminal(sys.stdout) else "ndjson")
    by_deadline, room = own["sort"] is not None, columns(sys.stdout)
    clock, words = read_clock(settings), settings.words
    job = Job(clock, settings.country, settings.lang, shape, own["only"], room)
    counted: Counter[str] = Counter()
    # Lines that run over the same terminal show well enough how far it is.
    watched = by_deadline or not is_terminal(sys.stdout)
    with opened(file) as stream:
        found = stream_orders(stream, today=clock.words_from, zone=clock.zone, name=shown_name(file))
        with closing(lines(found, job, jobs)) as made, closing(_watched(made, counted, words, watched)) as seen:
            shown = _sorted(seen) if by_deadline else (line.text for line in seen if line.text is not None)
            for text in _with_header(shown, shape, room, words):
                put(text)
    if not settings.quiet:
        note(rows.counts(counted["orders"], counted["errors"], counted, words))
    if counted["errors"]:
        raise typer.Exit(NOT_ALL_READ)


def _with_header(texts: Iterable[str], shape: str, room: int | None, words: Catalogue) -> Iterator[str]:
    """The texts under their header, if the shape has one; it waits for the first, as the file may not be readable."""
    header = {"csv": rows.csv_header(), "text": rows.text_header(words, room)}.get(shape, "")
    for text in texts:
        yield header + text
        header = ""
    if header:
        yield header


def _watched(
    made: Iterable[Line], counted: Counter[str], words: Catalogue, watched: bool
) -> Generator[Line, None, None]:
    """The same lines, counted by what they count as and shown to whoever waits; all are made once the last is taken."""
    with progress(watched) as show:
        for line in made:
            counted.update(line.picks)
            counted["act_and_late"] += line.picks >= {"act", "late"}
            counted["errors" if line.failed else "orders"] += 1
            yield line
            orders, errors = counted["orders"], counted["errors"]
            if (orders + errors) % EVERY == 0:
                said = "progress.orders_and_errors" if errors else "progress.orders"
                show(words.say(said, orders=orders, errors=errors), None)


def _sorted(made: Iterable[Line]) -> Iterator[str]:
    """The lines by deadline, those without one after them and errors last; alike ones as they came."""
    places: list[tuple[bool, date, int, int]] = []
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
                places.append((line.failed, line.by or date.max, held.tell(), held.write(written)))
        for _, _, start, length in sorted(places):
            held.seek(start)
            yield held.read(length).decode("utf-8", errors="surrogatepass")
