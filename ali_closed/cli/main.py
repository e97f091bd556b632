"""The program: its commands and their help, plain text at any width; its errors, its exit codes."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, Final, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from ali_closed import __version__
from ali_closed.cli.commands import COMMANDS, NAMES, WIZARD, Command
from ali_closed.cli.flags import LONG, SETTINGS, WHOLE, asked_for
from ali_closed.cli.streams import drop, is_terminal, note, prepare, put, put_error, width
from ali_closed.errors import AliClosedError, Interrupted, UsageError, debugging
from ali_closed.model.fields import given_twice

OWN_FLAGS: Final = ("--version", "-V", "--help", "-h", "--install-completion", "--show-completion")
"""Flags of the program itself; all others without a command are for the wizard."""
_ASKED_FOR_HELP: Final = {"help_option_names": ["-h", "--help"]}


def _version(wanted: bool) -> None:
    if wanted:
        from ali_closed.report.formats import SCHEMA
        from ali_closed.rules.tables import load_tables

        rules = load_tables()
        put(f"ali-closed {__version__}\nrules {rules['date']} {rules['digest']}\nschema {SCHEMA}")
        raise typer.Exit


def _help(ctx: typer.Context, parameter: object, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        put(ctx.get_help())
        raise typer.Exit


def start(
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_version, is_eager=True, help="Program, rules date, digest, schema."),
    ] = False,
    accessible: Annotated[
        bool, typer.Option("--accessible", help="Ask line by line with numbers, for screen readers.")
    ] = False,
) -> None:
    """Why an AliExpress order closed, whether the money comes back, and what to do until when."""
    # What stands above is there for the help: --accessible goes to the wizard, which has it, too.


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program and end with the contract's exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    prepare()
    code = _run(given)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        drop(sys.stdout)
    sys.exit(code)


def _run(given: list[str]) -> int:
    as_json = _wants_json(given)
    try:
        ended = program(given)(given, prog_name="ali-closed", standalone_mode=False)
        if ended == Interrupted.exit_code:
            raise KeyboardInterrupt
        return ended if isinstance(ended, int) else 0
    except (BrokenPipeError, SystemExit) as ended:
        # Typer and rich turn a closed pipe into exit code 1.
        if not isinstance(ended, BrokenPipeError) and not isinstance(ended.__context__, BrokenPipeError):
            raise
        drop(sys.stdout)
        return 0
    except (KeyboardInterrupt, EOFError, typer.Abort):
        if is_terminal(sys.stderr) and not as_json:
            note("")  # behind the ^C that the terminal shows
        shown: AliClosedError = Interrupted()
    except Exception as error:
        shown = _as_ours(error)
    put_error(shown, as_json=as_json)
    return shown.exit_code


def program(given: list[str]) -> Any:
    """The commands; or the wizard, where there is nothing, or only flags that answer some of its questions."""
    first = given[0] if given else "--"
    if first.startswith("-") and first not in (*OWN_FLAGS, "-") and not asked_for():
        return _one("ali-closed", WIZARD)
    # Completion is installed by the program alone, and behind the name of a command its flags need not be made.
    app = typer.Typer(
        name="ali-closed",
        cls=Group,
        epilog="\n".join(("ali-closed", *COMMANDS["diagnose"].examples[:2])),
        add_completion=first not in NAMES,
        rich_markup_mode=None,
        context_settings=_ASKED_FOR_HELP,
    )
    app.callback()(start)
    return get_command(app)


class Help:
    """What all help has: examples first, tables as wide as the terminal, and `--help` without loading pydantic.

    Mixed into a command or a group of typer's, whose `epilog` holds the examples, one a line; `flags` is the table of
    the flags that have none.
    """

    flags = SETTINGS

    def get_help_option(self, ctx: Any) -> Any:
        """The flag `--help`, off by default: typer would load pydantic to find that out."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.default, option.callback = False, _help
        return option

    def sections(self: Any, ctx: Any) -> dict[str, list[tuple[str, str]]]:
        """What can be given and what it means, by the name of its table."""
        found: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            if record := parameter.get_help_record(ctx):
                panel = getattr(parameter, "rich_help_panel", None)
                of_kind = "Arguments" if parameter.param_type_name == "argument" else self.flags
                # Typer adds the type to an argument's name, where it says nothing.
                record = record[0].removesuffix(" <str>"), record[1]
                found.setdefault(panel if isinstance(panel, str) else of_kind, []).append(record)
        return found

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


class Group(Help, TyperGroup):
    """The program or a group of its commands, each of which is made when it is asked for."""

    flags = "Options"

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.within = "" if self.name == "ali-closed" else f"{self.name} "
        paths = [path.removeprefix(self.within) for path in COMMANDS if path.startswith(self.within)]
        self.commands = {name: None for name in paths if " " not in name}  # type: ignore[misc]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name; None if there is none."""
        return _made(self.within + cmd_name) if cmd_name in self.commands else None

    def sections(self, ctx: Any) -> dict[str, list[tuple[str, str]]]:
        """The commands, then what else can be given."""
        commands = [(name, COMMANDS[self.within + name].help) for name in self.commands]
        return {"Commands": commands, **super().sections(ctx)}


@cache
def _made(path: str) -> Any:
    """A command or group, made once, for to make it takes longer than a short answer."""
    command = COMMANDS[path]
    if command.does is not None:
        return _one(path.rpartition(" ")[2], command)
    examples = "\n".join(command.examples)
    return Group(name=path, help=command.help, epilog=examples, context_settings=_ASKED_FOR_HELP)


def _one(name: str, command: Command) -> Any:
    app = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=_ASKED_FOR_HELP)
    examples = "\n".join(command.examples)
    app.command(name, cls=GroupedCommand, help=command.help, epilog=examples)(command.called())
    return get_command(app)


def _as_ours(error: Exception) -> AliClosedError:
    """Of our own errors themselves; typer's usage errors, and the program's own failures, as a sentence."""
    if isinstance(error, AliClosedError):
        return error
    shown: Any = getattr(error, "format_message", None)
    if shown is not None:
        command = getattr(getattr(error, "ctx", None), "command_path", "ali-closed")
        return UsageError(shown(), hint=f"`{command} --help` shows what it takes.")
    if debugging():
        raise error
    return AliClosedError(
        f"The program failed ({type(error).__name__}).",
        hint="Please report it with the command you ran; ALI_CLOSED_DEBUG=1 shows where.",
    )


def _wants_json(given: list[str]) -> bool:
    """Whether the error, too, is to be JSON: known before the arguments are understood."""
    if {"--json", "--format=json", "--format=ndjson"} & set(given):
        return True
    return any(flag == "--format" and value in {"json", "ndjson"} for flag, value in pairwise(given))
