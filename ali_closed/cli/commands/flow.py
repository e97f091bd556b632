"""`ali-closed flow`: the picture of the questions and where they lead, made by the code that asks them."""

from __future__ import annotations

from typing import Final

from ali_closed.cli.completion import one_of
from ali_closed.cli.flags import Settings, check_choice, lookup_command, setting
from ali_closed.cli.streams import put, put_json, put_words
from ali_closed.errors import UsageError

_SHAPES: Final = ("text", "mermaid", "dot")
_AS: Final = setting("--as", "The shape of the picture.", "|".join(_SHAPES), name="shape", completion=one_of(_SHAPES))


@lookup_command(_AS)
def flow(settings: Settings) -> None:
    """Draw the questions that are asked, each answer, and the reasons it leads to."""
    from ali_closed.report.flow import as_json, question_tree
    from ali_closed.report.flow import draw as drawn

    shape = settings.extra["shape"]
    if shape is not None:
        check_choice("as", shape, _SHAPES)
    if shape is not None and settings.format == "json":
        raise UsageError(
            f"--json and --as {shape} ask for two shapes.",
            code="bad_value",
            hint="Leave out one of the two.",
            field="as",
        )
    words = settings.words
    tree = question_tree(words.rulebook)
    if settings.format == "json":
        put_json(as_json(tree, words))
    elif shape in {None, "text"}:
        put_words(drawn(tree, words, "text"))
    else:
        put(drawn(tree, words, shape))
