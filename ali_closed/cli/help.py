"""Help that shows examples first, then what matters most, the rest in groups; plain text at any width."""

from __future__ import annotations

import textwrap
from typing import Any

from typer.core import TyperCommand

from ali_closed.cli.streams import width
from ali_closed.model.fields import given_twice

FIRST = "The order, what matters most"
SETTINGS = "Settings"
LONG = MORE, DATES, RARE = ("The order, more", "The order, its dates", "Settings, more")
"""The groups that only `--help-all` shows."""
WHOLE = "ali_closed.help.whole"
"""What the context holds where all groups are to be shown."""


class Help:
    """What all help has: examples first, tables as wide as the terminal, and `--help` without loading pydantic.

    Mixed into a command or a group of typer's, whose `epilog` holds the examples, one a line.
    """

    def get_help_option(self, ctx: Any) -> Any:
        """The flag `--help`, off by default: typer would load pydantic to find that out."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.default = False
        return option

    def sections(self, ctx: Any) -> dict[str, list[tuple[str, str]]]:
        """What can be given and what it means, by the name of its table."""
        raise NotImplementedError

    def format_help(self: Any, ctx: Any, formatter: Any) -> None:
        """Write usage, what it does, the examples and the tables."""
        formatter.width = min(formatter.width, width())
        self.format_usage(ctx, formatter)
        formatter.write_paragraph()
        formatter.write(textwrap.fill(self.help or "", formatter.width) + "\n")
        if self.epilog:
            formatter.write("\nExamples:\n" + textwrap.indent(self.epilog, "  ") + "\n")
        sections = self.sections(ctx)
        left_out = [] if WHOLE in ctx.meta else [record for name in LONG for record in sections.pop(name, ())]
        for name, rows in sections.items():
            formatter.write(f"\n{name}:\n")
            formatter.indent()
            # On a narrow terminal no wider than that, so that the explanations are not broken within words.
            formatter.write_dl(rows, col_max=min(30, int(formatter.width) // 3))
            formatter.dedent()
        if left_out:
            more = f"{len(left_out)} more flags: {ctx.command_path} --help-all"
            formatter.write("\n" + textwrap.fill(more, formatter.width) + "\n")


class GroupedCommand(Help, TyperCommand):
    """A command whose help begins with examples and groups its options by their panel."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments. Raises UsageError for a field that is given twice."""
        if not ctx.resilient_parsing:
            try:
                *_, given = self.make_parser(ctx).parse_args(list(args))
            except Exception as error:
                if getattr(error, "ctx", ctx) is None:
                    error.ctx = ctx  # type: ignore[attr-defined]  # by it the hint names the command
                raise
            fields = [str(entry.name).removeprefix("field_") for entry in given if str(entry.name).startswith("field_")]
            if twice := [name for name in fields if fields.count(name) > 1]:
                raise given_twice(twice[0])
        return super().parse_args(ctx, args)

    def sections(self, ctx: Any) -> dict[str, list[tuple[str, str]]]:
        """The arguments, and the groups of options."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            if record := parameter.get_help_record(ctx):
                panel = getattr(parameter, "rich_help_panel", None)
                of_kind = "Arguments" if parameter.param_type_name == "argument" else SETTINGS
                # Typer adds the type to an argument's name, where it says nothing.
                record = record[0].removesuffix(" <str>"), record[1]
                groups.setdefault(panel if isinstance(panel, str) else of_kind, []).append(record)
        return groups
