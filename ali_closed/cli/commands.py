"""The commands: what the help says of each, what it takes, and where its body is, which is loaded when it runs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from ali_closed.cli.completion import changes, one_of, saved_cases
from ali_closed.cli.completion import explained as explained_ids
from ali_closed.cli.flags import Parameter, argument, common, lookup_flags, order_flags, read_settings, setting
from ali_closed.model.fields import PICKS, RECIPIENTS
from ali_closed.report.formats import SCHEMAS

_LINES: Final = ("ndjson", "csv", "text")
_PICTURES: Final = ("text", "mermaid", "dot")
_NAME: Final = argument("name", "NAME", "What the case is called.")
_SAVED: Final = _NAME.but(autocompletion=saved_cases)
_KEPT: Final = {"tz": "Instead of the zone saved with it.", "country": "Instead of the country saved with it."}


@dataclass(frozen=True)
class Command:
    """A command: its help, its parameters, and its body as module and function within `ali_closed.cli`.

    The body takes the settings and returns the exit code of its answer, for `--exit-code`, if it has one.
    """

    help: str
    body: str
    parameters: Callable[[], list[Parameter]]

    def called(self) -> Callable[..., int | None]:
        """What typer calls, with a value for each parameter."""
        parameters = self.parameters()

        def run(**given: Any) -> int | None:
            settings = read_settings(given, parameters)
            module, _, name = self.body.rpartition(".")
            code: int | None = getattr(import_module(f"ali_closed.cli.{module}"), name)(settings)
            return code if settings.exit_code else None

        signed = [parameter.signed() for parameter in parameters]
        run.__signature__ = inspect.Signature(signed)  # type: ignore[attr-defined]
        run.__annotations__ = {entry.name: entry.annotation for entry in signed}
        return run


WIZARD: Final = Command(
    "Ask what is not yet known, then answer: why the order ended, the money, what to do until when.",
    "wizard.start.start",
    lambda: order_flags(setting("--accessible", "Numbered questions line by line, for screen readers.")),
)
"""`ali-closed` without a command."""

COMMANDS: Final[Mapping[str, Command]] = {
    "diagnose": Command(
        "Diagnose one order: what happened, does the money come back, until when, what to do now.",
        "orders.diagnose",
        lambda: order_flags(
            setting("--what-if", "Show what would change; repeatable.", "FIELD=VALUE", default=[], completion=changes)
        ),
    ),
    "ask": Command(
        "Print the next question that can change the plan as JSON, or null.",
        "orders.ask",
        lambda: order_flags(unused="json format verbose quiet color exit_code no_input"),
    ),
    "batch": Command(
        "Diagnose many orders: one line each, in input order; a row that cannot be read is an error in its place.",
        "bulk.run.batch",
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
        "Say what a status, sub-status, reason, period, rule or label means; without one, list them all.",
        "lookups.explain",
        lambda: lookup_flags(
            argument(
                "what", "ID|LABEL", "An id, or a label as the page says it.", default=None, completion=explained_ids
            ),
            quiet="The title and the text, or the ids alone.",
            verbose="In the list: what each of them means.",
        ),
    ),
    "rules list": Command(
        "List the rule data: every id with its kind and title, or every source.",
        "lookups.list_rules",
        lambda: lookup_flags(
            setting("--sources", "The sources instead: what kind, how old, where they hold, how sure."),
            quiet="The ids alone.",
            verbose="With what each of them means.",
        ),
    ),
    "rules check": Command(
        "Prove the rules over every state; a failure comes with a command line that replays it.",
        "lookups.check_rules",
        lambda: lookup_flags(quiet="Only whether it holds, and what fails.", verbose="Every failure."),
    ),
    "flow": Command(
        "Draw the questions that are asked, each answer, and the reasons it leads to.",
        "lookups.flow",
        lambda: lookup_flags(
            setting("--as", "The shape of the picture.", "|".join(_PICTURES), name="shape", choices=_PICTURES)
        ),
    ),
    "draft": Command(
        "Write a message ready to paste: to the seller, to support, for a dispute, an appeal, or the bank or PayPal.",
        "orders.draft",
        lambda: order_flags(
            setting("--about", "Another text to this recipient; a wrong one lists them.", "TEXT"),
            before=argument("recipient", "|".join(RECIPIENTS), "Whom it is for.", completion=one_of(RECIPIENTS)),
            unused="format verbose color no_input",
            formats=("text", "plain", "json"),
        ),
    ),
    "calendar": Command(
        "Write the deadlines as an iCalendar file, with reminders; importing a later file replaces the entries.",
        "orders.calendar",
        lambda: order_flags(unused="json format verbose color no_input", formats=()),
    ),
    "case save": Command(
        "Keep an order on this computer under a name, with the answer of today.",
        "cases.save",
        lambda: order_flags(before=_NAME, unused="format verbose color no_input"),
    ),
    "case list": Command(
        "List what is due in all saved cases, the most urgent first.",
        "cases.list_cases",
        lambda: [
            setting("--within", "Only what is to be done in that time.", "3d"),
            *common("today tz country lang json", **_KEPT),
            *common("quiet exit_code", quiet="A line for each case.", exit_code="10: something is to be done."),
        ],
    ),
    "case show": Command(
        "Show the answer to a saved case as it is today.",
        "cases.show_case",
        lambda: [_SAVED, *common("today tz country lang json format color verbose quiet exit_code", **_KEPT)],
    ),
    "case again": Command(
        "Say what has changed since a case was saved: dates that passed, a late refund, new rules.",
        "cases.again",
        lambda: [
            _SAVED,
            setting("--update", "Compare with this answer from now on."),
            *common("today tz country lang json exit_code", **_KEPT),
        ],
    ),
    "case remove": Command(
        "Delete a saved case, after asking in a terminal.",
        "cases.remove",
        lambda: [_SAVED, setting("--yes -y", "Do not ask; without a terminal nothing is asked."), *common("lang json")],
    ),
    "schema": Command(
        "Print the JSON Schema of an order, a diagnosis or a question.",
        "lookups.schema",
        lambda: lookup_flags(
            argument("what", "|".join(SCHEMAS), "Whose schema.", completion=one_of(SCHEMAS)), formats=("json",)
        ),
    ),
}
"""Every command, by the words that call it."""
