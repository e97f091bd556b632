"""The work of `batch`: each order to its line, alike orders diagnosed once, in this process or in several."""

from __future__ import annotations

import gc
import signal
from collections import OrderedDict
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, starmap
from typing import Final

from ali_closed.cli.answers import Clock, start_run
from ali_closed.cli.flags import Settings
from ali_closed.errors import AliClosedError, as_error
from ali_closed.importers import ImportedOrder, RowError
from ali_closed.model.fields import Pick
from ali_closed.model.memo import is_brief
from ali_closed.report.formats import batch_rows as rows
from ali_closed.report.formats.json_document import members

Found = ImportedOrder | RowError
Facts = tuple[object, ...]

REMEMBERED: Final = 700
"""How many answers are kept for orders alike in all but number and note; one takes some twenty kilobytes."""
AHEAD: Final = 32
"""How many rows a block has for each process; one is read ahead, so that none waits for work."""
TOGETHER: Final = 16
"""How many orders are sent to a process at once: to send one alone costs a good part of its answer."""
_OWN: Final = ("id", "note")
"""What passes through and changes no answer."""
NEVER: Final = "9999-12-31"
"""Sorts what has no deadline behind everything that has."""
LAST: Final = "9999-12-32"

_UNANSWERED: Final = "This order cannot be answered"


@dataclass(frozen=True)
class Job:
    """What every order is answered under; `columns` is the width of the table, None for one line each."""

    clock: Clock
    country: str | None
    lang: str
    format: str
    only: Pick | None
    columns: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What comes of one row: its line, None if it was not asked for, and what it counts and sorts as."""

    text: str | None
    by: str
    picks: frozenset[str] = frozenset()
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to all orders of the same facts: the JSON around what differs, in pieces, and the short form."""

    before: str
    order: dict[str, object]
    after: tuple[str, ...]
    facts: rows.RowFacts


class Answerer:
    """Turns orders into lines."""

    def __init__(self, job: Job) -> None:
        self._job = job
        settings = Settings(country=job.country, lang=job.lang)
        self._words = settings.words
        self._run = start_run(settings, job.clock)
        self._answers: OrderedDict[Facts, Answer] = OrderedDict()
        gc.freeze()  # the rules and texts stay as long as the process: a collection need not go through them

    def line(self, found: Found, key: Facts = (), made: Answer | AliClosedError | None = None) -> Line:
        """The line of one row, whose facts may be known and whose answer may be made; what goes wrong is its error.

        An order without a diagnosis is a row that was not read.
        """
        try:
            if isinstance(found, RowError):
                raise found.error
            answer = self._remembered(found, key or facts_of(found), made)
            facts = answer.facts
            shown = self._job.only is None or self._job.only in facts.picks
            by = NEVER if facts.by is None else facts.by.isoformat()
            return Line(self._shown(found, answer) if shown else None, by, facts.picks)
        except Exception as error:
            return self._failed(as_error(error, _UNANSWERED), found.row)

    def knows(self, key: Facts) -> bool:
        """Whether the answer to orders of these facts is still remembered."""
        if key in self._answers:
            self._answers.move_to_end(key)
        return key in self._answers

    def _remembered(self, found: ImportedOrder, key: Facts, made: Answer | AliClosedError | None) -> Answer:
        """The answer, made if need be; those that were not asked for longest are forgotten, long texts at once."""
        if self.knows(key):
            return self._answers[key]
        answer = made or self._answer(found)
        if isinstance(answer, AliClosedError):
            raise answer
        if is_brief(key):
            self._answers[key] = answer
            if len(self._answers) > REMEMBERED:
                self._answers.popitem(last=False)
        return answer

    def _shown(self, found: ImportedOrder, answer: Answer) -> str:
        if self._job.format != "ndjson":
            return self._row(found.row, found.id, answer.facts)
        named = {name: held for name in _OWN if (held := found.order.raw(name)) is not None}
        own = members({"order": {**named, **answer.order}, "source": found.source})
        return "".join(("{", answer.before, ",", *own, ",", *answer.after, "}\n"))

    def _failed(self, error: AliClosedError, row: int) -> Line:
        if self._job.format != "ndjson":
            return Line(self._row(row, None, rows.not_read(error, self._words)), LAST, failed=True)
        return Line(rows.json_row({"error": error.as_dict(), "row": row}), LAST, failed=True)

    def _row(self, row: int, order_id: str | None, facts: rows.RowFacts) -> str:
        if self._job.format == "csv":
            return rows.csv_row(row, order_id, facts)
        return rows.text_row(row, order_id, facts, self._words, self._job.columns)

    def answer(self, found: ImportedOrder) -> Answer | AliClosedError:
        """The answer to all orders of the same facts; whatever goes wrong on the way is their error."""
        try:
            return self._answer(found)
        except Exception as error:
            return as_error(error, _UNANSWERED)

    def _answer(self, found: ImportedOrder) -> Answer:
        answered = self._run.answer(found.order, warnings=found.warnings)
        facts = rows.row_facts(answered.diagnosis, self._words)
        if self._job.format != "ndjson":
            return Answer("", {}, (), facts)
        made = answered.document()
        names = list(made)
        place = names.index("order")  # `source` comes behind it
        before, after = ({name: made[name] for name in part} for part in (names[:place], names[place + 2 :]))
        told = {name: held for name, held in made["order"].items() if name not in _OWN}
        return Answer("".join(members(before)), told, tuple(members(after)), facts)


def facts_of(found: ImportedOrder) -> Facts:
    """All that an answer depends on: neither number nor note can change it."""
    return (*{**found.order.__dict__, **dict.fromkeys(_OWN)}.values(), found.missed)


def lines(found: Iterable[Found], job: Job, processes: int) -> Generator[Line, None, None]:
    """A line for every row, in the order of the rows."""
    if processes == 1:
        answerer = Answerer(job)
        yield from (answerer.line(entry) for entry in found)
    else:
        yield from _in_processes(found, Answerer(job), job, processes)


_here: list[Answerer] = []
"""The answerer of a process of its own."""


def _start(job: Job) -> None:
    # Ctrl-C reaches every process of the terminal; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _here[:] = [Answerer(job)]


def _elsewhere(found: Sequence[ImportedOrder]) -> list[Answer | AliClosedError]:
    return [_here[0].answer(entry) for entry in found]


def _in_processes(found: Iterable[Found], answerer: Answerer, job: Job, processes: int) -> Iterator[Line]:
    """Only orders of new facts go to other processes: to send the line of a known one costs more than to make it.

    A file of any size waits for its turn on the disk, for only two blocks of rows are in memory. A process that is
    gone, as one that the system ended for its memory, takes the others with it: the rest is answered here.
    """
    from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor

    pool = ProcessPoolExecutor(processes, initializer=_start, initargs=(job,))
    asked: dict[Facts, tuple[Future[list[Answer | AliClosedError]], int]] = {}

    def send(block: list[tuple[Found, Facts]]) -> None:
        orders = ((key, entry) for entry, key in block if isinstance(entry, ImportedOrder) and key not in asked)
        fresh = iter({key: entry for key, entry in orders if not answerer.knows(key)}.items())
        with suppress(BrokenExecutor):
            while share := dict(islice(fresh, TOGETHER)):
                sent = pool.submit(_elsewhere, list(share.values()))
                asked.update({key: (sent, place) for place, key in enumerate(share)})

    def line(entry: Found, key: Facts) -> Line:
        made = None
        if isinstance(entry, ImportedOrder) and (waiting := asked.pop(key, None)):
            sent, place = waiting
            with suppress(BrokenExecutor):
                made = sent.result()[place]
        return answerer.line(entry, key, made)

    rows = ((entry, facts_of(entry) if isinstance(entry, ImportedOrder) else ()) for entry in found)
    before: list[tuple[Found, Facts]] = []
    try:
        while block := list(islice(rows, AHEAD * processes)):
            send(block)
            yield from starmap(line, before)
            before = block
        yield from starmap(line, before)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
