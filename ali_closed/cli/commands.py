"""The commands: what the help says of each, what it takes, and the function that does it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ali_closed.cli.completion import changes, explained, one_of, saved_cases
from ali_closed.cli.flags import (
    Parameter,
    Settings,
    argument,
    common,
    lookup_flags,
    order_flags,
    read_settings,
    setting,
)
from ali_closed.model.fields import PICKS, RECIPIENTS
from ali_closed.report.formats import SCHEMAS

_LINES: Final = ("ndjson", "csv", "text")
_PICTURES: Final = ("text", "mermaid", "dot")
_NAME: Final = argument("name", "NAME", "What the case is called.")
_SAVED: Final = _NAME.but(autocompletion=saved_cases)
_KEPT: Final = {"tz": "Instead of the zone saved with it.", "country": "Instead of the country saved with it."}

Body = Callable[[Settings], int | None]
"""Does what a command says, and returns the exit code of its answer, for `--exit-code`, if it has one."""


@dataclass(frozen=True)
class Command:
    """A command or a group of commands: what its help says, the examples that begin it, and its parameters."""

    help: str
    examples: tuple[str, ...]
    parameters: Callable[[], list[Parameter]]

    def called(self, path: str) -> Callable[..., int | None]:
        """What typer calls, with a value for each parameter; `path` are the words that call the command."""
        parameters = self.parameters()

        def run(**given: Any) -> int | None:
            settings = read_settings(given, parameters)
            code = _body(path)(settings)
            return code if settings.exit_code else None

        signed = [parameter.signed() for parameter in parameters]
        run.__signature__ = inspect.Signature(signed)  # type: ignore[attr-defined]
        run.__annotations__ = {entry.name: entry.annotation for entry in signed}
        return run


def _body(path: str) -> Body:
    """What does a command, imported only when it runs: help and completion need no engine."""
    found: Mapping[str, Body]
    match path.partition(" ")[0]:
        case "ali-closed":
            from ali_closed.cli.wizard.start import start

            found = {"ali-closed": start}
        case "batch":
            from ali_closed.cli.bulk.run import batch

            found = {"batch": batch}
        case "case":
            from ali_closed.cli import cases

            found = {
                "case save": cases.save,
                "case list": cases.list_cases,
                "case show": cases.show_case,
                "case again": cases.again,
                "case remove": cases.remove,
            }
        case "explain" | "rules" | "flow" | "schema":
            from ali_closed.cli import lookups

            found = {
                "explain": lookups.explain,
                "rules list": lookups.list_rules,
                "rules check": lookups.check_rules,
                "flow": lookups.flow,
                "schema": lookups.schema,
            }
        case _:
            from ali_closed.cli import orders

            found = {
                "diagnose": orders.diagnose,
                "ask": orders.ask,
                "draft": orders.draft,
                "calendar": orders.calendar,
            }
    return found[path]


WIZARD: Final = Command(
    "Ask what is not yet known, then answer: why the order ended, the money, what to do until when.",
    (),
    lambda: order_flags(setting("--accessible", "Numbered questions line by line, for screen readers.")),
)
"""`ali-closed` without a command."""

COMMANDS: Final[Mapping[str, Command]] = {
    "diagnose": Command(
        "One order: what happened, the money, until when, what to do.",
        (
            "ali-closed diagnose --status closed --paid --not-shipped --closed-on 2026-05-21",
            "ali-closed diagnose --status finished --sub-status 'confirmation timed out' --parcel not_received",
            'echo \'{"status": "closed", "message": "security reasons"}\' | ali-closed diagnose - --json',
        ),
        lambda: order_flags(
            setting(
                "--what-if",
                "Show what would change; repeatable.",
                "FIELD=VALUE",
                default=[],
                completion=changes,
            )
        ),
    ),
    "ask": Command(
        "The next question that can change the plan, as JSON.",
        ("echo '{}' | ali-closed ask -", "ali-closed ask --status closed --unknown paid"),
        lambda: order_flags(unused="json format verbose quiet color exit_code no_input"),
    ),
    "batch": Command(
        "Many orders: one line each, in input order.",
        ("ali-closed batch orders.csv --only act", "cat orders.ndjson | ali-closed batch -"),
        lambda: [
            argument("file", "FILE|-", "Orders: JSON, NDJSON, CSV, XLSX or HAR; - for standard input.", default="-"),
            setting(
                "--only", "act, late, unsure. Only what needs acting on, is late, or is unsure.", "WHICH", choices=PICKS
            ),
            setting("--sort", "deadline. By the next deadline, the earliest first.", "BY", choices=("deadline",)),
            setting(
                "--format", "ndjson through a pipe, text on a terminal, or csv.", "FORMAT", name="shape", choices=_LINES
            ),
            *common("json", json="The same as --format ndjson."),
            setting("--jobs", "How many processes work at once.", "N", default="1"),
            *common("today tz country lang quiet", country="Count its public holidays.", quiet="No counts at the end."),
        ],
    ),
    "explain": Command(
        "What a status, reason, period, rule or label means.",
        ("ali-closed explain protection_expired", "ali-closed explain 'confirmation timed out'"),
        lambda: lookup_flags(
            argument("what", "ID|LABEL", "An id, or a label as the page says it.", default=None, completion=explained),
            quiet="The title and the text, or the ids alone.",
            verbose="In the list: what each of them means.",
        ),
    ),
    "rules": Command("The rule data: list it, or prove it.", ("ali-closed rules check", "ali-closed rules list"), list),
    "rules list": Command(
        "List the rule data: every id with its kind and title, or every source.",
        ("ali-closed rules list", "ali-closed rules list --json"),
        lambda: lookup_flags(
            setting("--sources", "The sources instead: what kind, how old, where they hold, how sure."),
            quiet="The ids alone.",
            verbose="With what each of them means.",
        ),
    ),
    "rules check": Command(
        "Prove the rules over every state; a failure comes with a command line that replays it.",
        ("ali-closed rules check", "ali-closed rules check --json"),
        lambda: lookup_flags(quiet="Only whether it holds, and what fails.", verbose="Every failure."),
    ),
    "flow": Command(
        "The picture of the questions and where they lead.",
        ("ali-closed flow", "ali-closed flow --as mermaid"),
        lambda: lookup_flags(
            setting("--as", "The shape of the picture.", "|".join(_PICTURES), name="shape", choices=_PICTURES)
        ),
    ),
    "draft": Command(
        "A message ready to paste, to the seller or others.",
        ("ali-closed draft support --status closed --paid --not-shipped --closed-on 2026-05-01",),
        lambda: order_flags(
            setting("--about", "Another text to this recipient; a wrong one lists them.", "TEXT"),
            before=argument("recipient", "|".join(RECIPIENTS), "Whom it is for.", completion=one_of(RECIPIENTS)),
            unused="format verbose color no_input",
            formats=("text", "plain", "json"),
        ),
    ),
    "calendar": Command(
        "The deadlines as an iCalendar file.",
        ("ali-closed calendar --status completed --sub-status confirmation_timed_out --closed-on yesterday",),
        lambda: order_flags(unused="json format verbose color no_input", formats=()),
    ),
    "case": Command(
        "Orders kept on this computer: what is due, what has changed.",
        ("ali-closed case save watch --status closed --paid", "ali-closed case again watch"),
        list,
    ),
    "case save": Command(
        "Keep an order on this computer under a name, with the answer of today.",
        ("ali-closed case save watch --status closed --paid --closed-on yesterday",),
        lambda: order_flags(before=_NAME, unused="format verbose color no_input"),
    ),
    "case list": Command(
        "List what is due in all saved cases, the most urgent first.",
        ("ali-closed case list", "ali-closed case list --json"),
        lambda: [
            setting("--within", "Only what is to be done in that time.", "3d"),
            *common("today tz country lang json", **_KEPT),
            *common("quiet exit_code", quiet="A line for each case.", exit_code="10: something is to be done."),
        ],
    ),
    "case show": Command(
        "Show the answer to a saved case as it is today.",
        ("ali-closed case show watch", "ali-closed case show watch -v"),
        lambda: [_SAVED, *common("today tz country lang json format color verbose quiet exit_code", **_KEPT)],
    ),
    "case again": Command(
        "Say what has changed since a case was saved: dates that passed, a late refund, new rules.",
        ("ali-closed case again watch", "ali-closed case again watch --update"),
        lambda: [
            _SAVED,
            setting("--update", "Compare with this answer from now on."),
            *common("today tz country lang json exit_code", **_KEPT),
        ],
    ),
    "case remove": Command(
        "Delete a saved case, after asking in a terminal.",
        ("ali-closed case remove watch",),
        lambda: [_SAVED, setting("--yes -y", "Do not ask; without a terminal nothing is asked."), *common("lang json")],
    ),
    "schema": Command(
        "The JSON Schema of an order, a diagnosis or a question.",
        ("ali-closed schema order",),
        lambda: lookup_flags(
            argument("what", "|".join(SCHEMAS), "Whose schema.", completion=one_of(SCHEMAS)), formats=("json",)
        ),
    ),
}
"""Every command and group of commands, by the words that call it, in the order of the help."""
NAMES: Final = tuple(path for path in COMMANDS if " " not in path)
"""What can stand first behind the name of the program."""
