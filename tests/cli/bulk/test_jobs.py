"""Orders shared out to processes: the same lines as of one, also where a process ends before its answers are there."""

from __future__ import annotations

import io
import json
import os
import struct
from collections.abc import Callable, Iterator
from datetime import date
from multiprocessing import active_children
from multiprocessing.connection import Connection
from typing import Final

import pytest

from ali_closed.cli.answers import Clock
from ali_closed.cli.bulk import work
from ali_closed.cli.bulk.work import Answerer, Job, lines
from ali_closed.importers import ImportedOrder, RowError, stream_orders

TODAY: Final = date(2026, 6, 15)
JOB: Final = Job(Clock(TODAY, TODAY, None), None, "en", "ndjson", None)


def orders() -> Iterator[ImportedOrder | RowError]:
    """Some orders on days that differ, more than are sent at once, and a row that is none."""
    rows = [json.dumps({"id": str(n), "status": "closed", "closed_on": f"2026-05-{n % 28 + 1:02}"}) for n in range(260)]
    return stream_orders(io.BytesIO("\n".join([*rows, '{"status": 7}']).encode()), today=TODAY)


def texts(processes: int) -> list[str | None]:
    return [line.text for line in lines(orders(), JOB, processes)]


def at_once(job: Job, end: Connection, others: list[Connection]) -> None:
    """Ends before its first answer."""
    os._exit(9)


def while_it_writes(job: Job, end: Connection, others: list[Connection]) -> None:
    """Ends in the middle of its second answer, as one does that is killed: an answer is longer than a pipe holds."""
    answerer = Answerer(job)
    end.send([answerer.line(found) for found in end.recv()])
    end.recv()
    os.write(end.fileno(), struct.pack("!i", 1_000_000) + b"half an answer")
    os._exit(9)


@pytest.mark.parametrize("ended", [at_once, while_it_writes])
@pytest.mark.parametrize("processes", [2, 3])
def test_orders_of_a_process_that_ended_are_answered_all_the_same(
    ended: Callable[..., None], processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = texts(1)
    monkeypatch.setattr(work, "_work", ended)
    assert texts(processes) == alone


def test_processes_give_the_lines_in_the_order_of_the_rows() -> None:
    assert texts(3) == texts(1)


def test_no_process_is_left_where_the_reading_of_lines_stops() -> None:
    before = set(active_children())
    few = lines(orders(), JOB, 2)
    assert next(few).text
    few.close()
    assert set(active_children()) == before
