"""Commands that look something up: they take no order, only the common settings that make sense for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ali_closed.cli.choosing import COLOURS, check_choice
from ali_closed.cli.completion import languages, one_of
from ali_closed.cli.flags import Extra, Settings, described, setting, unlisted


def lookup_command(
    *options: Extra,
    arguments: tuple[Extra, ...] = (),
    formats: tuple[str, ...],
    quiet: str | None = None,
    verbose: str | None = None,
) -> Callable[[Callable[[Settings], None]], Callable[..., None]]:
    """Give a body `(Settings)` the common settings that are no matter of an order.

    `formats` begins with the one that is meant where none is given; `quiet` and `verbose` say what -q and -v do,
    None that there is nothing to leave out or to add. What `options` and `arguments` add stands in `settings.extra`.
    A setting that makes no sense is not known to the command; `cli.help` says why it is refused.
    """

    def decorate(body: Callable[[Settings], None]) -> Callable[..., None]:
        own = [name for name, *_ in (*arguments, *options)]

        def command(**given: Any) -> None:
            body(_settings(given, own, formats))

        return described(command, body, (*arguments, *options, *_common(formats, quiet, verbose)))

    return decorate


def _common(formats: tuple[str, ...], quiet: str | None, verbose: str | None) -> list[Extra]:
    found = [
        setting("json", bool, False, "--json", help="The same as --format json."),
        setting(
            "format",
            str,
            formats[0],
            "--format",
            help=f"{_listed(formats)}.",
            metavar="FORMAT",
            completion=one_of(formats),
        ),
    ]
    if verbose is not None:
        found.append(setting("verbose", bool, False, "--verbose", "-v", help=verbose))
    if quiet is not None:
        found.append(setting("quiet", bool, False, "--quiet", "-q", help=quiet))
    return [
        *found,
        setting("lang", str, "en", "--lang", help="The language of the answer.", metavar="LANG", completion=languages),
        unlisted(setting("color", str, "auto", "--color", help="", metavar="WHEN")),
        unlisted(setting("no_input", bool, False, "--no-input", help="")),
    ]


def _settings(given: Mapping[str, Any], own: list[str], formats: tuple[str, ...]) -> Settings:
    chosen = "json" if given["json"] else given["format"]
    check_choice("format", chosen, formats)
    check_choice("color", given["color"], COLOURS)
    return Settings(
        lang=given["lang"],
        format=chosen,
        color=given["color"],
        no_input=given["no_input"],
        verbose=given.get("verbose", False),
        quiet=given.get("quiet", False),
        extra={name: given[name] for name in own},
    )


def _listed(formats: tuple[str, ...]) -> str:
    *others, last = formats
    return f"{', '.join(others)} or {last}" if others else last
