"""What to do and what not to do, in words: when, for which reasons, and where."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Literal

from ali_closed.engine.logic.compiled_rules import compiled
from ali_closed.engine.sentences import holds
from ali_closed.model.diagnosis import AdviceGiven, Diagnosis
from ali_closed.model.text import Text, text
from ali_closed.report.answer.blocks import Group, GroupKind, Line, Section, Tone, section
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import advice_place, advice_text, either
from ali_closed.rules.loader import NOT_CLOSED, Rulebook


def all_advice(part: Literal["steps", "avoid"], diagnosis: Diagnosis, words: Catalogue) -> Section | None:
    """Every piece of advice with its place and its lines, those right whatever the reason apart from the others."""
    given = diagnosis.steps if part == "steps" else diagnosis.avoid
    differs = any(entry.for_reasons is not None for entry in given)
    groups = []
    for reasons in sorted(dict.fromkeys(entry.for_reasons for entry in given), key=lambda known: known is not None):
        kind: GroupKind = "steps" if part == "steps" and reasons is None else "list"
        lines = tuple(
            replace(advice_line(entry, diagnosis, words), refs=entry.where, below=place_lines(entry, words))
            for entry in given
            if entry.for_reasons == reasons
        )
        heading = words.say(_heading(reasons, diagnosis, words)) if differs else ""
        groups.append(Group(lines, heading, kind))
    return section(part, words, *groups)


def advice_line(entry: AdviceGiven, diagnosis: Diagnosis, words: Catalogue, reasons: str = "", above: str = "") -> Line:
    """A piece of advice with its day, unless that is said above, and with the reasons it holds for."""
    said = advice_text(entry, diagnosis, words)
    day = "" if entry.by is not None and words.date(entry.by) in above else _due(entry, diagnosis, words)
    tone: Tone = "urgent" if entry.by is not None and entry.by <= diagnosis.today else "plain"
    return Line(_only_if(reasons, day, said, words), tone=tone) if reasons else Line(said, lead=day, tone=tone)


def place_lines(entry: AdviceGiven, words: Catalogue) -> tuple[Line, ...]:
    """Where on the page a step is done, as what stands below it."""
    place = advice_place(entry, words)
    return (Line(words.say("screen.where", where=place)),) if place else ()


def _due(entry: AdviceGiven, diagnosis: Diagnosis, words: Catalogue) -> str:
    """The day of a step as the beginning of its sentence; nothing where the sentence itself says so."""
    if entry.by is None:
        return ""
    if entry.by == diagnosis.today:
        says_so = words.say("word.today") in advice_text(entry, diagnosis, words).lower()
        return "" if says_so else words.say("screen.by_today")
    return words.say(f"screen.{entry.due}", by=entry.by, left=words.days((entry.by - diagnosis.today).days))


def _only_if(reasons: str, day: str, said: str, words: Catalogue) -> str:
    """A step under its condition, and with its day, as one sentence: "Today, if it was sent: open a dispute"."""
    first, _, _ = said.partition(" ")
    name = any(letter.isupper() for letter in first[1:])  # a name such as PayPal keeps its capital
    then = said if name else f"{said[0].lower()}{said[1:]}"
    if day:
        return words.say("screen.day_if", day=day.removesuffix(":"), reasons=reasons, then=then)
    return words.say("screen.if", reasons=reasons, then=then)


def _heading(reasons: tuple[str, ...] | None, diagnosis: Diagnosis, words: Catalogue) -> Text:
    if reasons is None:
        return text("screen.whatever")
    best = [reason.id for reason in diagnosis.reasons if reason.id in reasons]
    ordered = best + [reason for reason in reasons if reason not in best]
    return text("screen.for_reasons", reasons=either((text(f"clause.{reason}") for reason in ordered), words))


def condition(reasons: tuple[str, ...], diagnosis: Diagnosis, words: Catalogue) -> str:
    """Some reasons as one short condition: whether it was sent says most where there are several.

    Nothing where it is met for sure: the buyer has told it, it leaves nothing out, or a decided dispute, which would
    have been told, is all that it leaves out. Two stand for all of their kind only if the likeliest is one of them.
    """
    besides = {reason.id for reason in diagnosis.reasons} - set(reasons)
    if besides == {*_of_kind("decided", besides, words.rulebook)}:
        return ""
    sent, unsent = (_of_kind(kind, reasons, words.rulebook) for kind in ("window", "not_needed"))
    more_sent, more_unsent = (_of_kind(kind, besides, words.rulebook) for kind in ("window", "not_needed"))
    likely = bool(diagnosis.reasons) and diagnosis.reasons[0].id in reasons
    all_sent, all_unsent = (
        bool(mine) and (not more or len(mine) > 2 or (len(mine) == 2 and likely))
        for mine, more in ((sent, more_sent), (unsent, more_unsent))
    )
    was_sent, never_sent = (holds(case, diagnosis, compiled(words.rulebook)) for case in ("sent", "never_sent"))
    if (all_sent and (all_unsent or was_sent)) or (all_unsent and (never_sent or not more_sent)):
        return ""
    clauses = []
    for mine, every, whole in ((sent, all_sent, "clause.sent"), (unsent, all_unsent, "clause.unsent")):
        few = len(mine) == 1 or (len(mine) == 2 and not every)
        clauses += [text(f"clause.{reason}") for reason in mine] if few else [text(whole)] * bool(mine)
    # Of an order that has not ended what follows sending holds as soon as it was sent, and not before.
    others = [reason for reason in reasons if reason not in {*sent, *unsent, *([NOT_CLOSED] if len(sent) > 1 else [])}]
    clauses += [text(f"clause.{reason}") for reason in sorted(others, key=lambda reason: reason == NOT_CLOSED)]
    return either(clauses, words)


def _of_kind(dispute: str, reasons: Collection[str], rulebook: Rulebook) -> tuple[str, ...]:
    """The reasons after which a dispute is of this kind: after sending a window for it, before sending none needed."""
    return tuple(reason.id for reason in rulebook.reasons if reason.dispute == dispute and reason.id in reasons)
