"""Orders shared out to processes: the same lines as of one, also where a process ends before its answers are there."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import pytest

from ali_closed.cli.answers import Clock
from ali_closed.cli.bulk import work
from ali_closed.cli.bulk.work import Job, lines
from ali_closed.importers import ImportedOrder, RowError, stream_orders

TODAY: Final = date(2026, 6, 15)
JOB: Final = Job(Clock(TODAY, TODAY, None), None, "en", "ndjson", None)


def orders() -> Iterator[ImportedOrder | RowError]:
    """Some orders on days that differ, more than are sent at once, and a row that is none."""
    rows = [json.dumps({"id": str(n), "status": "closed", "closed_on": f"2026-05-{n % 28 + 1:02}"}) for n in range(60)]
    return stream_orders(io.BytesIO("\n".join([*rows, '{"status": 7}']).encode()), today=TODAY)


def texts(processes: int) -> list[str | None]:
    return [line.text for line in lines(orders(), JOB, processes)]


def ended(found: Sequence[ImportedOrder]) -> None:
    os._exit(9)


def test_orders_of_a_process_that_ended_are_answered_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_elsewhere", ended)
    assert texts(2) == texts(1)
