"""Slips on the command line: a flag not known, a field given twice, a value after a switch."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from ali_closed.errors import UsageError, did_you_mean, nearest, quoted
from ali_closed.model.fields import FIELDS, FLAG_FIELDS

_WHY_NOT: Final = {
    flag: why
    for flags, why in (
        ("--today --tz", "its answer does not depend on a day"),
        ("--unknown --order --exit-code", "it takes no single order"),
        ("-q --quiet -v --verbose", "what it says has one length only"),
        ("--json --format", "it writes in one shape only"),
        ("--color --no-input --lang", "it would change nothing here"),
    )
    for flag in flags.split()
}
"""Why a command does not take a flag that others take."""
_VALUES: Final = frozenset({"yes", "no", "y", "n", "true", "false", "1", "0", "unknown", "null"})
"""What people write behind a switch."""


def refuse_twice(arguments: Sequence[str], given: Sequence[Any]) -> None:
    """Of two values of one field the last would win, and nobody would see that the first is gone: UsageError.

    `arguments` are all of them, as they were written, `given` the parameter of every flag and argument among them.
    """
    times = Counter(str(parameter.name) for parameter in given)
    for parameter in given:
        held = str(parameter.name)
        if times[held] < 2 or not held.startswith("field_"):
            continue
        flags = (*parameter.opts, *parameter.secondary_opts)
        written = [flag for one in arguments if (flag := one.partition("=")[0]) in flags]
        if parameter.is_flag and len(set(written)) < 2:
            continue
        field = held.removeprefix("field_")
        raise UsageError(
            f"`{field}` is given twice: by {' and '.join(written)}.",
            code="given_twice",
            hint="Leave out one of the two.",
            field=field,
        )


def refuse_values(arguments: Sequence[str], given: Sequence[Any], values: Mapping[str, Any]) -> None:
    """A word behind a switch would be looked for as a file: UsageError; `values` are those given for each parameter."""
    switches = {
        flag: parameter
        for parameter in given
        if getattr(parameter, "is_flag", False)
        for flag in (*parameter.opts, *parameter.secondary_opts)
    }
    bare = [values.get(str(parameter.name)) for parameter in given if parameter.param_type_name == "argument"]
    for flag, word in pairwise(arguments):
        if flag in switches and word in bare and word.lower() in _VALUES and not os.path.exists(word):
            field = str(switches[flag].name).removeprefix("field_")
            hint = f"Leave out {quoted(word)}."
            if switches[flag].secondary_opts:
                yes, no = switches[flag].opts[0], switches[flag].secondary_opts[0]
                hint = f"Write {yes} for a yes, {no} for a no, --unknown {field} if you do not know."
            raise UsageError(
                f"{flag} takes no value, and there is no file {quoted(word)}.", code="usage", hint=hint, field=field
            )


def refused(flag: str, command: str, known: Collection[str]) -> UsageError:
    """The error for a flag that a command does not know; `known` are those it knows, `command` how it is called."""
    denied = flag.startswith("--not-")
    field = flag.removeprefix("--not-" if denied else "--").replace("-", "_")
    mend = "Leave it out."
    if "_" not in flag and field in (FLAG_FIELDS if denied else FIELDS):
        why = "it takes no single order"
        mend = f"For one order there is `ali-closed diagnose {flag}{'' if field in FLAG_FIELDS else ' ...'}`."
    elif flag == "--what-if":
        why, mend = "it does not compare answers", "`ali-closed diagnose` does."
    elif flag in _WHY_NOT:
        why = _WHY_NOT[flag]
    else:
        flags = {name.lstrip("-"): name for name in known if name.startswith("-")}
        near = did_you_mean(flags[name] for name in nearest(flag.lstrip("-"), flags, count=1))
        return UsageError(f"There is no flag {quoted(flag)}.", hint=f"{near} `{command} -h` shows them all.".strip())
    return UsageError(
        f"`{command}` has no flag {flag}: {why}.",
        hint=f"{mend} `{command} -h` shows the flags it has.",
        field=flag.lstrip("-").replace("-", "_"),
    )
