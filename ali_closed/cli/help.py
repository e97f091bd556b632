"""Help that shows examples first, then what matters most, the rest in groups; plain text at any width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

from typer.core import TyperCommand, TyperGroup

from ali_closed.cli.streams import width

EXAMPLES = {
    "diagnose": (
        "ali-closed diagnose --status closed --paid --not-shipped --closed-on 2026-05-21",
        "ali-closed diagnose --status finished --sub-status 'confirmation timed out' --parcel not_received",
        'echo \'{"status": "closed", "message": "security reasons"}\' | ali-closed diagnose - --json',
    ),
    "ask": ("echo '{}' | ali-closed ask -", "ali-closed ask --status closed --unknown paid"),
    "explain": ("ali-closed explain protection_expired", "ali-closed explain 'confirmation timed out'"),
    "rules": ("ali-closed rules check", "ali-closed rules list"),
    "flow": ("ali-closed flow", "ali-closed flow --as mermaid"),
    "schema": ("ali-closed schema order",),
    "batch": ("ali-closed batch orders.csv --only act", "cat orders.ndjson | ali-closed batch -"),
    "draft": ("ali-closed draft support --status closed --paid --not-shipped --closed-on 2026-05-01",),
    "calendar": ("ali-closed calendar --status completed --sub-status confirmation_timed_out --closed-on yesterday",),
    "case": ("ali-closed case save watch --status closed --paid", "ali-closed case again watch"),
    "rules list": ("ali-closed rules list", "ali-closed rules list --json"),
    "rules check": ("ali-closed rules check", "ali-closed rules check --json"),
    "case save": ("ali-closed case save watch --status closed --paid --closed-on yesterday",),
    "case list": ("ali-closed case list", "ali-closed case list --json"),
    "case show": ("ali-closed case show watch", "ali-closed case show watch -v"),
    "case again": ("ali-closed case again watch", "ali-closed case again watch --update"),
    "case remove": ("ali-closed case remove watch",),
}
"""What the help of each command shows first, by the words that call it."""

FIRST = "The order, what matters most"
SETTINGS = "Settings"
LONG = MORE, DATES, RARE = ("The order, more", "The order, its dates", "Settings, more")
"""The groups that only `--help-all` shows."""
WHOLE = "ali_closed.help.whole"
"""What the context holds where all groups are to be shown."""


class _Help:
    """What all help has: examples first, tables as wide as the terminal, and `--help` without loading pydantic."""

    def get_help_option(self, ctx: Any) -> Any:
        """The flag `--help`, off by default: typer would load pydantic to find that out."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.default = False
        return option

    def _begin(self, ctx: Any, formatter: Any, examples: Iterable[str]) -> None:
        formatter.width = min(formatter.width, width())
        self.format_usage(ctx, formatter)  # type: ignore[attr-defined]
        formatter.write_paragraph()
        said = (self.help or "").split("\n\n")[0]  # type: ignore[attr-defined]
        formatter.write(textwrap.fill(said.replace("\n", " "), formatter.width) + "\n")
        if examples:
            formatter.write("\nExamples:\n" + "".join(f"  {example}\n" for example in examples))

    def _table(self, formatter: Any, name: str, rows: list[tuple[str, str]]) -> None:
        formatter.write(f"\n{name}:\n")
        formatter.indent()
        # On a narrow terminal no wider than that, so that the explanations are not broken within words.
        formatter.write_dl(rows, col_max=min(30, int(formatter.width) // 3))
        formatter.dedent()


class GroupedCommand(_Help, TyperCommand):
    """A command whose help begins with examples and groups its options by their panel."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments; a flag that other commands take is refused with the reason why this one does not."""
        try:
            values, _, given = self.make_parser(ctx).parse_args(list(args))
            if not ctx.resilient_parsing:
                from ali_closed.cli.slips import refuse_twice, refuse_values

                refuse_twice(args, given)
                refuse_values(args, given, values)
            return super().parse_args(ctx, args)
        except Exception as error:
            if type(error).__name__ != "NoSuchOption" or ctx.resilient_parsing:
                if getattr(error, "ctx", ctx) is None:
                    error.ctx = ctx  # type: ignore[attr-defined]
                raise
            from ali_closed.cli.slips import refused

            known = [name for entry in self.get_params(ctx) for name in (*entry.opts, *entry.secondary_opts)]
            raise refused(str(getattr(error, "option_name", "")), ctx.command_path, known) from None

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, what the command does, examples, arguments and the groups of options that matter most.

        All groups, if the command has no longer help, or `WHOLE` stands in the context.
        """
        self._begin(ctx, formatter, EXAMPLES.get(ctx.command_path.partition(" ")[2], ()))
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            if record := parameter.get_help_record(ctx):
                panel = getattr(parameter, "rich_help_panel", None)
                of_kind = "Arguments" if parameter.param_type_name == "argument" else SETTINGS
                # Typer adds the type to an argument's name, where it says nothing.
                record = record[0].removesuffix(" <str>"), record[1]
                groups.setdefault(panel if isinstance(panel, str) else of_kind, []).append(record)
        whole = WHOLE in ctx.meta or all(entry.name != "help_all" for entry in self.params)
        left_out = [] if whole else [record for name in LONG for record in groups.pop(name)]
        for name, records in groups.items():
            self._table(formatter, name, records)
        if left_out:
            more = f"{len(left_out)} more flags: {ctx.command_path} --help-all"
            formatter.write("\n" + textwrap.fill(more, formatter.width) + "\n")


class ExampleGroup(_Help, TyperGroup):
    """The help of the program, or of a group of commands: what it is, examples, the commands."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, examples, the commands and the options."""
        self._begin(ctx, formatter, EXAMPLES.get(self.name or "", ("ali-closed", *EXAMPLES["diagnose"][:2])))
        self._table(formatter, "Commands", [(name, self.summary_of(ctx, name)) for name in self.list_commands(ctx)])
        records = [parameter.get_help_record(ctx) for parameter in self.get_params(ctx)]
        self._table(formatter, "Options", [record for record in records if record])

    def summary_of(self, ctx: Any, name: str) -> str:
        """The first line of what a command does."""
        command = self.get_command(ctx, name)
        return (command.help or "").split("\n")[0] if command is not None else ""
