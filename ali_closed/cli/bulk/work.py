"""The work of `batch`: each order to its line, alike orders diagnosed once, in this process or in several."""

from __future__ import annotations

import gc
import signal
from collections import OrderedDict, deque
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final

from ali_closed.cli.answers import Clock, start_run
from ali_closed.cli.flags import Settings
from ali_closed.errors import AliClosedError, as_error
from ali_closed.importers import ImportedOrder, RowError
from ali_closed.model.fields import Pick
from ali_closed.model.memo import is_brief
from ali_closed.report.formats import batch_rows as rows

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Found = ImportedOrder | RowError

REMEMBERED: Final = 700
"""How many answers are kept for orders alike in all but number and note; one takes some twenty kilobytes."""
MARKS: Final = 20_000
"""How many orders are known to have been there once."""
GARBAGE: Final = 300_000
"""How many new objects make it worth looking for garbage: an order leaves none in circles, but answers that stay."""
TOGETHER: Final = 32
"""How many orders are sent to a process at once: to send one alone costs a good part of its answer."""
_NOTHING: Final = dict.fromkeys(rows.OWN)


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
    by: date | None = None
    picks: frozenset[str] = frozenset()
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to all orders of the same facts, in the shape that was asked for, and what they count and sort as."""

    shape: rows.AlikeRows | rows.RowFacts
    by: date | None
    picks: frozenset[str]


class Answerer:
    """Turns orders into lines."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._run = start_run(Settings(country=job.country, lang=job.lang), job.clock)
        self._answers: OrderedDict[tuple[object, ...], Answer] = OrderedDict()
        self._once: set[int] = set()
        gc.freeze()  # the rules and texts stay as long as the process: a collection need not go through them
        gc.set_threshold(GARBAGE)

    def line(self, found: Found) -> Line:
        """The line of one row; what goes wrong is its error, as of a row that could not be read."""
        if isinstance(found, RowError):
            return self._failed(found.error, found.row)
        try:
            answer = self._remembered(found)
            shown = self._job.only is None or self._job.only in answer.picks
            return Line(self._shown(found, answer.shape) if shown else None, answer.by, answer.picks)
        except Exception as error:
            return self._failed(as_error(error, "This order cannot be answered"), found.row)

    def _remembered(self, found: ImportedOrder) -> Answer:
        """The answer, made if need be; kept is one that was asked for twice and has no long text.

        Those that were not asked for longest are forgotten. Most orders never come again, and to keep what takes
        twenty kilobytes costs a tenth of its making.
        """
        key = (*{**found.order.__dict__, **_NOTHING}.values(), found.warnings)
        if key in self._answers:
            self._answers.move_to_end(key)
            return self._answers[key]
        answer, mark = self._answer(found), hash(key)
        if mark not in self._once:
            if len(self._once) >= MARKS:
                self._once.clear()
            self._once.add(mark)
        elif is_brief(key):
            self._answers[key] = answer
            if len(self._answers) > REMEMBERED:
                self._answers.popitem(last=False)
        return answer

    def _shown(self, found: ImportedOrder, shape: rows.AlikeRows | rows.RowFacts) -> str:
        if isinstance(shape, rows.RowFacts):
            return self._row(found.row, found.id, shape)
        return shape.row(found.order, found.source)

    def _failed(self, error: AliClosedError, row: int) -> Line:
        if self._job.format != "ndjson":
            return Line(self._row(row, None, rows.not_read(error, self._run.words)), failed=True)
        return Line(rows.json_row({"error": error.as_dict(), "row": row}), failed=True)

    def _row(self, row: int, order_id: str | None, facts: rows.RowFacts) -> str:
        if self._job.format == "csv":
            return rows.csv_row(row, order_id, facts)
        return rows.text_row(row, order_id, facts, self._run.words, self._job.columns)

    def _answer(self, found: ImportedOrder) -> Answer:
        answered = self._run.answer(found.order, warnings=found.warnings)
        diagnosis = answered.diagnosis
        if self._job.format == "ndjson":
            shape: rows.AlikeRows | rows.RowFacts = rows.AlikeRows(answered.document())
        else:
            shape = rows.row_facts(diagnosis, self._run.words)
        return Answer(shape, rows.act_by(diagnosis), diagnosis.picks)


def _work(job: Job, orders: Connection, others: list[Connection]) -> None:
    """Answers block after block in a process of its own, until the first one has no more, or is gone."""
    # Ctrl-C reaches every process of the terminal; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in others:  # a fork holds the ends of those before it, too, which would never hear of an end
        other.close()
    answerer = Answerer(job)
    with suppress(EOFError, OSError):
        while True:
            orders.send([answerer.line(found) for found in orders.recv()])


def lines(found: Iterator[Found], job: Job, processes: int) -> Generator[Line, None, None]:
    """A line for every row, in the order of the rows.

    Several processes take blocks in turn, each the next one once its last is read: a file of any size waits on the
    disk for it. What a process that is gone, as one that the system ended for its memory, did not answer is answered
    in this one. Each has a pipe of its own, so that one that is ended while it writes leaves no other waiting, as it
    does in a pool of the standard library.
    """
    answerer = Answerer(job)
    if processes == 1:
        yield from map(answerer.line, found)
        return
    from multiprocessing import Pipe, Process

    ends: list[Connection] = []
    workers: list[Process] = []
    for _ in range(processes):
        ours, theirs = Pipe()
        workers.append(Process(target=_work, args=(job, theirs, [*ends, ours]), daemon=True))
        workers[-1].start()
        theirs.close()
        ends.append(ours)
    waiting: deque[tuple[Connection, list[Found]]] = deque()

    def give(end: Connection) -> None:
        if block := list(islice(found, TOGETHER)):
            with suppress(OSError):  # it is gone: seen where its answer is missing
                end.send(block)
            waiting.append((end, block))

    def taken(end: Connection) -> list[Line] | None:
        with suppress(EOFError, OSError):
            made: list[Line] = end.recv()
            return made
        return None

    try:
        for end in ends:
            give(end)
        while waiting:
            end, block = waiting.popleft()
            made = taken(end)
            give(end)
            yield from map(answerer.line, block) if made is None else made
    finally:
        for end in ends:
            end.close()
        for worker in workers:
            worker.terminate()
            worker.join()
