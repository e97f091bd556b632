"""`ali-closed batch`: many orders in, one line out for each, in the order they came."""

from __future__ import annotations

import sys
from typing import Final

from ali_closed.cli.completion import one_of
from ali_closed.cli.flags import Settings, argument, check_choice, command, common, setting
from ali_closed.cli.streams import is_terminal
from ali_closed.errors import UsageError
from ali_closed.model.fields import PICKS

FORMATS: Final = ("ndjson", "csv", "text")
SORTS: Final = ("deadline",)
MOST_PROCESSES: Final = 64


@command(
    argument("file", "FILE|-", "Orders: JSON, NDJSON, CSV, XLSX or HAR; - for standard input.", default="-"),
    setting(
        "--only",
        "act, late, unsure. Only what needs acting on, is late, or is unsure.",
        "WHICH",
        completion=one_of(PICKS),
    ),
    setting("--sort", "deadline. By the next deadline, the earliest first.", "BY", completion=one_of(SORTS)),
    setting(
        "--format",
        "ndjson through a pipe, text on a terminal, or csv.",
        "FORMAT",
        name="shape",
        completion=one_of(FORMATS),
    ),
    *common("json", json="The same as --format ndjson."),
    setting("--jobs", "How many processes work at once.", "N", default="1"),
    *common("today tz country lang quiet", country="Count its public holidays.", quiet="No counts at the end."),
)
def batch(settings: Settings) -> None:
    """Diagnose many orders: one line each, in input order; a row that cannot be read is an error in its place."""
    own = settings.extra
    shape = own["shape"] or ("text" if is_terminal(sys.stdout) else "ndjson")
    shape = "ndjson" if settings.format == "json" else shape
    check_choice("format", shape, FORMATS)
    check_choice("only", own["only"], PICKS)
    check_choice("sort", own["sort"], SORTS)
    jobs = int(own["jobs"]) if own["jobs"].isdecimal() else 0
    if not 1 <= jobs <= MOST_PROCESSES:
        raise UsageError(
            f"--jobs must lie between 1 and {MOST_PROCESSES}.",
            code="bad_value",
            hint="For example --jobs 4.",
            field="jobs",
        )
    from ali_closed.cli.bulk.run import run

    run(settings, shape, jobs)
