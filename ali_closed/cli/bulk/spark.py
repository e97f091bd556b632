"""`python -m ali_closed.cli.bulk.spark IN OUT`: a folder of order files, diagnosed by the machines of Apache Spark.

A file is a unit of work and is read and answered exactly as `batch` would alone, so a machine needs no more memory for
it than `batch` does. Needs the extra `spark`, Java 17, and this package on every machine.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from ali_closed.cli.answers import read_clock
from ali_closed.cli.bulk.work import Answerer, Job, Line
from ali_closed.cli.flags import Settings
from ali_closed.cli.streams import put_error
from ali_closed.errors import AliClosedError, DataError, MissingFileError
from ali_closed.importers import RowError, stream_orders
from ali_closed.model.fields import PICKS

SCHEMA: Final = "file string, row long, act boolean, late boolean, unsure boolean, failed boolean, line string"
"""A row for every line of `batch`: where it came from, what it counts as, and the line itself as JSON.

Of a file that is broken as a whole there is one row, its `row` null, for the job must not end with it.
"""
TASKS: Final = 8
"""How many tasks a processor gets, so that a few large files do not leave the others idle."""
ROWS: Final = 1_000
"""How many rows go back to Spark at once."""

_Row = tuple[str, int | None, Line]


def answers(spark: Any, folder: str, job: Job) -> Any:
    """The rows of all files of a folder as a Spark DataFrame of `SCHEMA`, in the order of the names.

    Args:
        spark: the SparkSession.
        folder: a path that every machine sees, or a URI that pyarrow knows, for instance s3://. As everywhere in
            Spark, names that begin with `_` or `.` are passed over.
        job: what every order is answered under; its format is ndjson.

    Raises MissingFileError if there is no file in it, DataError if it cannot be listed.
    """
    system, files = _listed(folder)
    tasks = min(len(files), TASKS * spark.sparkContext.defaultParallelism)
    return spark.range(0, len(files), 1, tasks).mapInArrow(_task(system, files, job), SCHEMA)


def _listed(folder: str) -> tuple[Any, list[str]]:
    from pyarrow import ArrowException
    from pyarrow.fs import FileSelector, FileSystem, FileType

    try:
        system, path = FileSystem.from_uri(folder if "://" in folder else str(Path(folder).absolute()))
        found = system.get_file_info(FileSelector(path))
    except FileNotFoundError:
        found = []
    except (OSError, ValueError, ArrowException):
        raise DataError(
            f"`{folder}` cannot be listed.", code="unreadable", hint="It must be a folder that holds files of orders."
        ) from None
    files = sorted(
        entry.path for entry in found if entry.type == FileType.File and not entry.base_name.startswith(("_", "."))
    )
    if not files:
        raise MissingFileError(f"There is no file in `{folder}`.", code="no_file", hint="Check the path.")
    return system, files


def _task(system: Any, files: list[str], job: Job) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """What a machine does with its share of the files, given by their numbers."""

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        answerer = _answerer(job)
        numbers = (number for batch in batches for number in batch.column(0).to_pylist())
        rows = (row for number in numbers for row in _rows(system, files[number], job, answerer))
        while some := list(islice(rows, ROWS)):
            yield _record_batch(some)

    return work


@lru_cache(maxsize=1)
def _answerer(job: Job) -> Answerer:
    """One for all tasks of a process, which Spark keeps from task to task: it remembers what it has answered."""
    return Answerer(job)


def _rows(system: Any, file: str, job: Job, answerer: Answerer) -> Iterator[_Row]:
    try:
        with system.open_input_stream(file) as stream:
            for found in stream_orders(stream, today=job.clock.words_from, zone=job.clock.zone, name=file):
                yield file, found.row, answerer.line(found)
    except (AliClosedError, OSError) as error:
        unread = DataError(f"`{file}` cannot be read.", code="unreadable", hint="Check its rights.")
        yield file, None, answerer.line(RowError(error if isinstance(error, AliClosedError) else unread, 0))


def _record_batch(rows: Sequence[_Row]) -> Any:
    import pyarrow

    types = {"string": pyarrow.string(), "long": pyarrow.int64(), "boolean": pyarrow.bool_()}
    schema = pyarrow.schema([(name, types[kind]) for name, kind in map(str.split, SCHEMA.split(", "))])
    shown = [
        (file, row, *(pick in line.picks for pick in PICKS), line.failed, (line.text or "").rstrip("\n"))
        for file, row, line in rows
    ]
    return pyarrow.RecordBatch.from_pylist([dict(zip(schema.names, row, strict=True)) for row in shown], schema)


def run(folder: str, out: str, job: Job) -> None:
    """Diagnose the files of a folder and write the rows as Parquet; AliClosedError if Spark cannot."""
    # Otherwise the machines start whatever is called python3, and not the environment this package is in.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        import pyarrow  # noqa: F401
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise DataError(
            "Apache Spark is not installed.",
            code="missing_extra",
            hint='Install it with: pip install "ali_closed[spark]"; it needs Java 17.',
        ) from None
    try:
        spark = SparkSession.builder.appName("ali_closed").getOrCreate()
        try:
            answers(spark, folder, job).write.parquet(out)
        finally:
            spark.stop()
    except PySparkException as error:
        said = str(error).strip().partition("\n")[0]
        raise DataError(
            f"Spark could not do it: {said}", code="spark", hint="Its log is further up. It needs Java 17."
        ) from None


def main() -> None:
    """The job, from a shell, or called by a script that spark-submit is given."""
    parser = argparse.ArgumentParser(prog="ali_closed.cli.bulk.spark", description="Diagnose a folder of order files.")
    parser.add_argument("folder", metavar="IN", help="A folder of files that `ali-closed batch` takes.")
    parser.add_argument("out", metavar="OUT", help="A new folder for the Parquet files.")
    parser.add_argument("--today", metavar="DATE", help="The day to answer for; else today.")
    parser.add_argument("--tz", metavar="ZONE", help="Where you read the dates; else US Pacific.")
    parser.add_argument("--country", metavar="CC", help="Count its public holidays.")
    parser.add_argument("--lang", metavar="LANG", default="en", help="The language of the answer.")
    given = parser.parse_args()
    try:
        clock = read_clock(Settings(today=given.today, tz=given.tz))
        job = Job(clock, given.country, given.lang, "ndjson", None)
        Answerer(job)  # A wrong country or language is told here, not by every machine.
        run(given.folder, given.out, job)
    except AliClosedError as error:
        put_error(error, as_json=False)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    # What is defined in a script goes to the machines by value, a new one for each task; a module is theirs already.
    from ali_closed.cli.bulk import spark as spark_job

    spark_job.main()
