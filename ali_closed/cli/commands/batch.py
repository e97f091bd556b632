"""`ali-closed batch`: many orders in, one line out for each, in the order they came."""

from __future__ import annotations

import sys
from typing import Annotated, Final

import typer

from ali_closed.cli.completion import countries, languages, one_of, zones
from ali_closed.cli.flags import check_choice
from ali_closed.cli.streams import is_terminal
from ali_closed.errors import UsageError

FORMATS: Final = ("ndjson", "csv", "text")
ONLY: Final = ("act", "late", "unsure")
SORTS: Final = ("deadline",)
MOST_PROCESSES: Final = 64

_HELP: Final = {
    "file": "Orders: JSON, NDJSON, CSV, XLSX or HAR; - for standard input.",
    "only": "Only what needs acting on, is late, or is unsure.",
    "sort": "By the next deadline, the earliest first.",
    "format": "ndjson through a pipe, text on a terminal, or csv.",
    "jobs": "How many processes work at once.",
}


def batch(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help=_HELP["file"])] = "-",
    only: Annotated[
        str | None,
        typer.Option(metavar="WHICH", help=f"{', '.join(ONLY)}. {_HELP['only']}", autocompletion=one_of(ONLY)),
    ] = None,
    sort: Annotated[
        str | None, typer.Option(metavar="BY", help=f"deadline. {_HELP['sort']}", autocompletion=one_of(SORTS))
    ] = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help=_HELP["format"], autocompletion=one_of(FORMATS))
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The same as --format ndjson.")] = False,
    jobs: Annotated[int, typer.Option(metavar="N", help=_HELP["jobs"])] = 1,
    today: Annotated[str | None, typer.Option(metavar="DATE", help="The day to answer for; else today.")] = None,
    tz: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Where you read the dates; else US Pacific.", autocompletion=zones),
    ] = None,
    country: Annotated[
        str | None, typer.Option(metavar="CC", help="Count its public holidays.", autocompletion=countries)
    ] = None,
    lang: Annotated[
        str, typer.Option(metavar="LANG", help="The language of the answer.", autocompletion=languages)
    ] = "en",
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
    from ali_closed.cli.bulk.run import Asked, run

    run(file, Asked(shape, only, sort is not None, jobs, today, tz, country, lang, quiet))
