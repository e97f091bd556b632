"""What to do and what not to do, in words: first what is right whatever the reason, then what differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from ali_closed.model.diagnosis import AdviceGiven, Diagnosis
from ali_closed.model.text import text
from ali_closed.report.answer.blocks import Group, GroupKind, Line, Section
from ali_closed.report.formats.json_document import advice_text, advice_where
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.rules.loader import Rulebook

MOST: Final = 7
"""Pieces of advice of one kind that are said without the whole trace."""
_FOR_ALL: Final = 4
"""How many of these may be right whatever the reason, where there are others that are not."""
_ALL: Final = range(100)
"""Stands for more reasons than there are."""
_REASONS: Final = 3
"""Reasons that one heading names."""


def steps(diagnosis: Diagnosis, words: Catalogue, rulebook: Rulebook, *, verbose: bool, more: str) -> Section | None:
    """The next steps."""
    return _section("steps", diagnosis.steps, diagnosis, words, rulebook, verbose, more)


def avoid(diagnosis: Diagnosis, words: Catalogue, rulebook: Rulebook, *, verbose: bool, more: str) -> Section | None:
    """What not to do."""
    return _section("avoid", diagnosis.avoid, diagnosis, words, rulebook, verbose, more)


def _section(
    section: Literal["steps", "avoid"],
    given: Sequence[AdviceGiven],
    diagnosis: Diagnosis,
    words: Catalogue,
    rulebook: Rulebook,
    verbose: bool,
    more: str,
) -> Section | None:
    if not given:
        return None
    said = tuple(given) if verbose else chosen(given)
    differs = any(entry.for_reasons is not None for entry in said)
    groups = []
    for reasons in sorted(dict.fromkeys(entry.for_reasons for entry in said), key=lambda known: known is not None):
        entries = [entry for entry in said if entry.for_reasons == reasons]
        heading = _heading(reasons, diagnosis, words, verbose) if differs else ""
        kind: GroupKind = "steps" if section == "steps" and reasons is None else "list"
        groups.append(Group(_lines(entries, diagnosis, words, rulebook, verbose), heading, kind))
    left = len(given) - len(said)
    if left:
        groups.append(Group((Line(words.say(more, count=left)),), kind="prose"))
    return Section(section, words.say(f"heading.{section}"), tuple(groups))


def chosen(given: Sequence[AdviceGiven], most: int = MOST) -> tuple[AdviceGiven, ...]:
    """The pieces to be said first, in their order: those with a date, then those that concern the most reasons."""
    if len(given) <= most:
        return tuple(given)
    differs = any(entry.for_reasons is not None for entry in given)
    general = [entry for entry in given if entry.for_reasons is None]
    spared = general[_FOR_ALL:] if differs else []
    ranked = sorted(given, key=lambda entry: (entry.by is None, entry in spared, -len(entry.for_reasons or _ALL)))
    kept = ranked[:most]
    return tuple(entry for entry in given if entry in kept)


def _heading(reasons: tuple[str, ...] | None, diagnosis: Diagnosis, words: Catalogue, verbose: bool) -> str:
    if reasons is None:
        return words.say("screen.whatever")
    best = [reason.id for reason in diagnosis.reasons if reason.id in reasons]
    ordered = best + [reason for reason in reasons if reason not in best]
    named = ordered if verbose or len(ordered) <= _REASONS + 1 else ordered[:_REASONS]
    *others, last = (words.say(f"clause.{reason}") for reason in named)
    clauses = words.say("word.or").join((words.say("word.comma").join(others), last)) if others else last
    if len(named) == len(ordered):
        return words.say(text("screen.for_reasons", reasons=clauses))
    return words.say(text("screen.for_reasons_more", reasons=clauses, count=len(ordered) - len(named)))


def _lines(
    entries: Sequence[AdviceGiven], diagnosis: Diagnosis, words: Catalogue, rulebook: Rulebook, verbose: bool
) -> tuple[Line, ...]:
    lines: list[Line] = []
    before = None
    for entry in entries:
        where = advice_where(entry, words)
        interpreted = where is not None and where != before
        before = where or before
        lines.append(
            Line(
                advice_text(entry, diagnosis, words),
                lead=_by(entry, diagnosis, words, rulebook),
                tone="urgent" if entry.by is not None and entry.by <= diagnosis.today else "plain",
                refs=entry.where if verbose else (),
                below=(Line(words.say(text("screen.where", where=where or ""))),) if interpreted else (),
            )
        )
    return tuple(lines)


def _by(entry: AdviceGiven, diagnosis: Diagnosis, words: Catalogue, rulebook: Rulebook) -> str:
    if entry.by is None:
        return ""
    if entry.by == diagnosis.today:
        says_so = words.say("word.today") in advice_text(entry, diagnosis, words).lower()
        return "" if says_so else words.say("screen.by_today")
    due = next((rule.by for rule in rulebook.advice if rule.id == entry.id), "")
    name = {"expected_until": "screen.until", "opens_on": "screen.from_day"}.get(due, "screen.by")
    return words.say(text(name, by=entry.by, left=words.days((entry.by - diagnosis.today).days)))
