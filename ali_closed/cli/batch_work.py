"""The work of `batch`: each order to its line, alike orders diagnosed once, in this process or in several."""

from __future__ import annotations

import signal
from collections import OrderedDict, deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal
from zlib import compress, decompress

from ali_closed import __version__
from ali_closed.cli.answers import exit_code
from ali_closed.cli.flags import Settings
from ali_closed.cli.reading import Clock, read_holidays, shell_assumptions
from ali_closed.engine.diagnose import diagnose
from ali_closed.errors import AliClosedError
from ali_closed.importers import ImportedOrder, RowError
from ali_closed.model.order import Order
from ali_closed.report import rows
from ali_closed.report.catalogue import load_catalogue
from ali_closed.report.document import document
from ali_closed.rules.loader import load_rules

Only = Literal["act", "late", "unsure"]
Found = ImportedOrder | RowError

REMEMBERED: Final = 6 * 1024 * 1024
"""How many bytes of answers are kept for orders alike in all but number and note; one takes three to six thousand."""
_OVERHEAD: Final = 2_500
"""What an answer takes beside its JSON, measured."""
CHUNK: Final = 64
"""How many orders go to another process at once."""
NEVER: Final = "9999-12-31"
"""Sorts what has no deadline behind everything that has."""
LAST: Final = "9999-12-32"

_SOMETHING_TO_DO: Final = 10


@dataclass(frozen=True)
class Job:
    """What every order is answered under."""

    clock: Clock
    country: str | None
    lang: str
    format: str
    only: Only | None


@dataclass(frozen=True, slots=True)
class Line:
    """What comes of one row: its line, None if it was not asked for, and what it counts and sorts as."""

    text: str | None
    by: str
    act: bool = False
    late: bool = False
    unsure: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    """The answer to all orders of the same facts: the JSON around what differs, packed, and the short form."""

    before: str
    order: dict[str, object]
    after: bytes
    facts: rows.RowFacts
    act: bool

    @property
    def size(self) -> int:
        """What keeping it takes, in bytes."""
        return _OVERHEAD + len(self.after)


class Answerer:
    """Turns orders into lines."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._rulebook = load_rules()
        self._words = load_catalogue(job.lang, self._rulebook)
        self._holidays = read_holidays(Settings(country=job.country))
        self._answers: OrderedDict[tuple[object, ...], _Answer] = OrderedDict()
        self._size = 0

    def line(self, found: Found) -> Line:
        """The line of one row; an order that cannot be diagnosed is a row that could not be read."""
        if isinstance(found, RowError):
            return self._failed(found.error, found.row)
        try:
            answer = self._answer(found.order)
        except AliClosedError as error:
            return self._failed(error, found.row)
        facts = answer.facts
        shown = {"act": answer.act, "late": facts.late, "unsure": facts.unsure, None: True}[self._job.only]
        by = facts.act_by or facts.next_on
        return Line(
            text=self._shown(found, answer) if shown else None,
            by=by.isoformat() if by is not None else NEVER,
            act=answer.act,
            late=facts.late,
            unsure=facts.unsure,
        )

    def _shown(self, found: ImportedOrder, answer: _Answer) -> str:
        match self._job.format:
            case "csv":
                return rows.csv_row(found.row, found.id, answer.facts)
            case "text":
                return rows.text_row(found.row, found.id, answer.facts, self._words)
            case _:
                named = {name: held for name in ("id", "note") if (held := found.order.raw(name)) is not None}
                order = rows.json_row({**named, **answer.order}).rstrip()
                source = rows.json_row(found.source).rstrip()
                return f'{answer.before}"order":{order},"source":{source},{decompress(answer.after).decode()}'

    def _failed(self, error: AliClosedError, row: int) -> Line:
        match self._job.format:
            case "csv":
                line = rows.csv_error(row, error)
            case "text":
                line = rows.text_error(row, error, self._words)
            case _:
                line = rows.json_row({"error": error.as_dict(), "row": row})
        return Line(line, LAST, failed=True)

    def _answer(self, order: Order) -> _Answer:
        """The answer by the facts alone: neither number nor note can change it."""
        key = tuple(held for name, held in order.__dict__.items() if name not in ("id", "note"))
        known = self._answers.get(key)
        if known is not None:
            self._answers.move_to_end(key)
            return known
        answer = self._diagnosed(order.replace(id=None, note=None))
        self._answers[key] = answer
        self._size += answer.size
        while self._size > REMEMBERED:
            self._size -= self._answers.popitem(last=False)[1].size
        return answer

    def _diagnosed(self, order: Order) -> _Answer:
        clock = self._job.clock
        diagnosis = diagnose(order, rulebook=self._rulebook, today=clock.today, holidays=self._holidays)
        before, shown, after = "", {}, b""
        if self._job.format == "ndjson":
            made = document(
                diagnosis,
                self._words,
                self._rulebook,
                version=__version__,
                assumptions=shell_assumptions(clock, diagnosis.order),
            )
            names = list(made)
            place = names.index("order")
            before = rows.json_row({name: made[name] for name in names[:place]}).rstrip()[:-1] + ","
            shown = made["order"]
            after = compress(rows.json_row({name: made[name] for name in names[place + 2 :]})[1:].encode(), 1)
        return _Answer(
            before, shown, after, rows.row_facts(diagnosis, self._words), exit_code(diagnosis) == _SOMETHING_TO_DO
        )


def lines(found: Iterable[Found], job: Job, processes: int) -> Generator[Line, None, None]:
    """A line for every row, in the order of the rows."""
    if processes == 1:
        answerer = Answerer(job)
        yield from (answerer.line(entry) for entry in found)
    else:
        yield from _in_processes(iter(found), job, processes)


_here: list[Answerer] = []
"""The answerer of a process of its own."""


def _start(job: Job) -> None:
    # Ctrl-C reaches every process of the terminal; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _here[:] = [Answerer(job)]


def _chunk(found: list[Found]) -> list[Line]:
    return [_here[0].line(entry) for entry in found]


def _in_processes(found: Iterator[Found], job: Job, processes: int) -> Iterator[Line]:
    """Chunks go out as answers come in, so that a file of any size waits for its turn on the disk."""
    from concurrent.futures import Future, ProcessPoolExecutor

    waiting: deque[Future[list[Line]]] = deque()
    pool = ProcessPoolExecutor(processes, initializer=_start, initargs=(job,))
    try:
        while chunk := list(islice(found, CHUNK)):
            waiting.append(pool.submit(_chunk, chunk))
            if len(waiting) > 2 * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
