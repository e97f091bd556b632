"""The commands: what the help says of each, what it takes, and the function that does it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from ali_closed.cli.flags import (
    Parameter,
    Settings,
    argument,
    common,
    explained,
    lookup_flags,
    order_flags,
    read_settings,
    saved_cases,
    setting,
)
from ali_closed.model.fields import FIELDS, PICKS, RECIPIENTS
from ali_closed.report.formats import SCHEMAS

Body = Callable[[Settings], int | None]
"""Does what a command says, and returns the exit code of its answer, for `--exit-code`, if it has one."""


class _Later:
    """A module that is imported when a function of it is called: help and completion need no engine."""

    def __init__(self, name: str) -> None:
        self._name = f"ali_closed.cli.{name}"

    def __getattr__(self, function: str) -> Body:
        return lambda settings: getattr(import_module(self._name), function)(settings)


if TYPE_CHECKING:
    from ali_closed.cli import cases, lookups, orders
    from ali_closed.cli.bulk import run as bulk
    from ali_closed.cli.wizard import run as wizard
else:
    cases, lookups, orders, bulk, wizard = map(_Later, ("cases", "lookups", "orders", "bulk.run", "wizard.run"))

_CHANGES: Final = tuple(f"{field}=" for field in FIELDS)
_LINES: Final = ("ndjson", "csv", "text")
_PICTURES: Final = ("text", "mermaid", "dot")
_NAME: Final = "name", "NAME", "What the case is called."
_SAVED: Final = argument(*_NAME, completion=saved_cases)
_KEPT: Final = {"tz": "Instead of the zone saved with it.", "country": "Instead of the country saved with it."}


@dataclass(frozen=True)
class Command:
    """A command: what its help says, the examples that begin it, what does it, and its parameters.

    A group of commands has neither of the last two.
    """

    help: str
    examples: tuple[str, ...]
    does: Body | None = None
    parameters: Callable[[], list[Parameter]] = list

    def called(self) -> Callable[..., int | None]:
        """What typer calls, with a value for each parameter."""
        parameters, does = self.parameters(), self.does
        assert does is not None

        def run(**given: Any) -> int | None:
            settings = read_settings(given, parameters)
            code = does(settings)
            return code if settings.exit_code else None

        signed = [parameter.signed() for parameter in parameters]
        run.__signature__ = inspect.Signature(signed)  # type: ignore[attr-defined]
        run.__annotations__ = {entry.name: entry.annotation for entry in signed}
        return run


WIZARD: Final = Command(
    "Ask what is not yet known, then answer: why the order ended, the money, what to do until when.",
    (),
    wizard.start,
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
        orders.diagnose,
        lambda: order_flags(
            setting("--what-if", "Show what would change; repeatable.", "FIELD=VALUE", default=[], completion=_CHANGES)
        ),
    ),
    "ask": Command(
        "The next question that can change the plan, as JSON.",
        ("echo '{}' | ali-closed ask -", "ali-closed ask --status closed --unknown paid"),
        orders.ask,
        lambda: order_flags(unused="json format verbose quiet color exit_code no_input"),
    ),
    "batch": Command(
        "Many orders: one line each, in input order.",
        ("ali-closed batch orders.csv --only act", "cat orders.ndjson | ali-closed batch -"),
        bulk.batch,
        lambda: [
            argument("file", "FILE|-", "Orders: JSON, NDJSON, CSV, XLSX or HAR; - for standard input.", default="-"),
            setting(
                "--only", "act, late, unsure. Only what needs acting on, is late, or is unsure.", "WHICH", choices=PICKS
            ),
            setting(
                "--sort", "deadline. By the day to act or to look, the earliest first.", "BY", choices=("deadline",)
            ),
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
        lookups.explain,
        lambda: lookup_flags(
            argument("what", "ID|LABEL", "An id, or a label as the page says it.", default=None, completion=explained),
            verbose="In the list: what each of them means.",
            quiet="The title and the text, or the ids alone.",
        ),
    ),
    "rules": Command("The rule data: list it, or prove it.", ("ali-closed rules check", "ali-closed rules list")),
    "rules list": Command(
        "List the rule data: every id with its kind and title, or every source.",
        ("ali-closed rules list", "ali-closed rules list --json"),
        lookups.list_rules,
        lambda: lookup_flags(
            setting("--sources", "The sources instead: what kind, how old, where they hold, how sure."),
            verbose="With what each of them means.",
            quiet="The ids alone.",
        ),
    ),
    "rules check": Command(
        "Prove the rules over every state; a failure comes with a command line that replays it.",
        ("ali-closed rules check", "ali-closed rules check --json"),
        lookups.check_rules,
        lambda: lookup_flags(verbose="Every failure.", quiet="Only whether it holds, and what fails."),
    ),
    "flow": Command(
        "The picture of the questions and where they lead.",
        ("ali-closed flow", "ali-closed flow --as mermaid"),
        lookups.flow,
        lambda: lookup_flags(
            setting("--as", "The shape of the picture.", "|".join(_PICTURES), name="shape", choices=_PICTURES)
        ),
    ),
    "draft": Command(
        "A message ready to paste, to the seller or others.",
        ("ali-closed draft support --status closed --paid --not-shipped --closed-on 2026-05-01",),
        orders.draft,
        lambda: order_flags(
            setting("--about", "Another text to this recipient; a wrong one lists them.", "TEXT"),
            before=argument("recipient", "|".join(RECIPIENTS), "Whom it is for.", completion=RECIPIENTS),
            unused="format verbose color no_input",
            formats=("text", "plain", "json"),
        ),
    ),
    "calendar": Command(
        "The deadlines as an iCalendar file.",
        ("ali-closed calendar --status completed --sub-status confirmation_timed_out --closed-on yesterday",),
        orders.calendar,
        lambda: order_flags(unused="json format verbose color no_input", formats=("text",)),
    ),
    "case": Command(
        "Orders kept on this computer: what is due, what has changed.",
        ("ali-closed case save watch --status closed --paid", "ali-closed case again watch"),
    ),
    "case save": Command(
        "Keep an order on this computer under a name, with the answer of today.",
        ("ali-closed case save watch --status closed --paid --closed-on yesterday",),
        cases.save,
        lambda: order_flags(before=argument(*_NAME), unused="format verbose color no_input"),
    ),
    "case list": Command(
        "List what is due in all saved cases, the most urgent first.",
        ("ali-closed case list", "ali-closed case list --json"),
        cases.list_cases,
        lambda: [
            setting("--within", "Only what is to be done in that time.", "3d"),
            *common("today tz country lang json", **_KEPT),
            *common("quiet exit_code", quiet="A line for each case.", exit_code="10: something is to be done."),
        ],
    ),
    "case show": Command(
        "Show the answer to a saved case as it is today.",
        ("ali-closed case show watch", "ali-closed case show watch -v"),
        cases.show_case,
        lambda: [_SAVED, *common("today tz country lang json format color verbose quiet exit_code", **_KEPT)],
    ),
    "case again": Command(
        "Say what has changed since a case was saved: dates that passed, a late refund, new rules.",
        ("ali-closed case again watch", "ali-closed case again watch --update"),
        cases.again,
        lambda: [
            _SAVED,
            setting("--update", "Compare with this answer from now on."),
            *common("today tz country lang json exit_code", **_KEPT),
        ],
    ),
    "case remove": Command(
        "Delete a saved case, after asking in a terminal.",
        ("ali-closed case remove watch",),
        cases.remove,
        lambda: [_SAVED, setting("--yes -y", "Do not ask; without a terminal nothing is asked."), *common("lang json")],
    ),
    "schema": Command(
        "The JSON Schema of an order, a diagnosis or a question.",
        ("ali-closed schema order",),
        lookups.schema,
        lambda: lookup_flags(
            argument("what", "|".join(SCHEMAS), "Whose schema.", completion=SCHEMAS), formats=("json",)
        ),
    ),
}
"""Every command and group of commands, by the words that call it, in the order of the help."""
NAMES: Final = tuple(path for path in COMMANDS if " " not in path)
"""What can stand first behind the name of the program."""
