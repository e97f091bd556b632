"""The answer on one screen: what a buyer needs, in the order he asks, and never more than fits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Literal, NamedTuple

from ali_closed.engine.logic.compiled_rules import compiled
from ali_closed.engine.sentences import holds
from ali_closed.model.diagnosis import AdviceGiven, Contradiction, Diagnosis, Repair
from ali_closed.model.text import text
from ali_closed.report.answer.blocks import Group, GroupKind, Line, Section, Tone, bullet, line_rows
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import advice_place, advice_text, either, shown
from ali_closed.rules.loader import NOT_CLOSED, Rulebook

Way = Literal["first", "other", "taken"]
"""How a repair is named: by itself, as another way to mend the same, or as what is taken for granted."""
LIMITS: Final = ((80, 24), (40, 44))
"""How many rows the answer may take on a screen of so many columns."""
_COMFORT: Final = ((80, 18), (40, 38))
"""How many it takes where nothing important would be left out."""
_LEAST: Final = 4
"""From this rank on a part is said only in comfort."""
STEPS: Final = 4
_AVOID_RANKS: Final = (3, 7)
_REPAIRS: Final = 2
"""Ways to mend a contradiction that are named."""
_NAMED: Final = 2
"""Reasons that are named in what happened."""
_BY_REASON: Final = 2
"""Steps that hold for some reasons only: a line a reason."""

_GRANTED: Final = 3
"""Things taken for granted that are named."""
_NO_DISPUTE: Final = frozenset({"automatic", "nothing_to_refund", "already_refunded"})
"""Where the money already says that there is nothing to dispute."""
_TONES: Final[Mapping[Tone, tuple[str, ...]]] = {
    "urgent": ("refund.by_dispute", "dispute.contested"),
    "wait": ("refund.automatic", "refund.decided_by_dispute", "refund.not_yet", "dispute.open"),
    "good": ("refund.nothing_to_refund", "refund.already_refunded"),
    "bad": ("refund.too_late", "dispute.over"),
    "unsure": ("refund.depends", "dispute.depends"),
}
_GROUPS: Final[Mapping[str, tuple[str, GroupKind]]] = {
    "said": ("said", "prose"),
    "steps": ("plan", "steps"),
    "avoid": ("plan", "list"),
    "asked": ("rest", "prose"),
}
"""The groups of the screen in their order, and the block in which each stands."""


class Part(NamedTuple):
    """One line of the screen in its versions, the barest first, each with the rank of what it says.

    Rank 0 is always said; the rest in the order of the ranks, as long as there is room.
    """

    group: str
    versions: Sequence[tuple[int, Line]]


def screen(above: Iterable[str], diagnosis: Diagnosis, words: Catalogue, more: str) -> tuple[Section, ...]:
    """The sections of the screen under the lines `above`; `more` says how to see the rest."""
    parts = tuple(screen_parts(" ".join(above), diagnosis, words, more))
    tall = [[_heights(line, part.group) for _, line in part.versions] for part in parts]
    head = [_heights(Line(line), "said") for line in above]
    wanted = sorted(
        (rank, index, version) for index, part in enumerate(parts) for version, (rank, _) in enumerate(part.versions)
    )
    chosen: dict[int, int] = {}
    for rank, index, version in wanted:
        if rank and version and index not in chosen:
            continue  # its barest version did not fit
        tried = {**chosen, index: version}
        taken = [*head, *(tall[at][which] for at, which in tried.items())]
        blocks = len({_GROUPS[parts[at].group][0] for at in tried})
        rows = [blocks + sum(heights) for heights in zip(*taken, strict=True)]
        limits = LIMITS if rank < _LEAST else _COMFORT
        if not rank or all(count <= most for count, (_, most) in zip(rows, limits, strict=True)):
            chosen = tried
    return _sections(parts, chosen)


def _heights(line: Line, group: str) -> tuple[int, ...]:
    """How many rows a line of a group takes on each screen."""
    sign = bullet(_GROUPS[group][1], 1)
    return tuple(len(list(line_rows(line, width, sign))) for width, _ in LIMITS)


def _sections(parts: Sequence[Part], chosen: Mapping[int, int]) -> tuple[Section, ...]:
    blocks: dict[str, list[Group]] = {}
    for group, (block, kind) in _GROUPS.items():
        lines = [parts[at].versions[version][1] for at, version in sorted(chosen.items()) if parts[at].group == group]
        if lines:
            blocks.setdefault(block, []).append(Group(tuple(lines), kind=kind))
    return tuple(Section(block, "", tuple(groups)) for block, groups in blocks.items())


def screen_parts(above: str, diagnosis: Diagnosis, words: Catalogue, more: str) -> Iterator[Part]:
    """All that the screen says if there is room for it, in its order, under the lines `above`."""
    yield from _contradiction(diagnosis, words)
    yield _told("happened", diagnosis, words, above)
    yield _told("refund", diagnosis, words, above)
    if not (diagnosis.dispute.verdict == "not_needed" and diagnosis.refund.verdict in _NO_DISPUTE):
        yield _told("dispute", diagnosis, words, above)
    for warning in diagnosis.warnings:
        if warning not in diagnosis.mended:
            yield Part("said", [(3, Line(words.say(warning), lead=words.say("screen.note")))])
    yield from _steps(diagnosis, words, above)
    avoided = [entry for entry in diagnosis.avoid if entry.for_reasons is None]
    for rank, entry in zip(_AVOID_RANKS, avoided, strict=False):
        yield Part("avoid", [(rank, Line(advice_text(entry, diagnosis, words)))])
    yield from _question(diagnosis, words)
    yield Part("asked", [(0, _granted(diagnosis, words, more))])


# ---------------------------------------------------------------- what is said of the whole


def _growing(group: str, rank: int, line: Line, further: Iterable[str], then: int) -> Part:
    """A line that takes in one sentence after another; those are of the rank `then`."""
    versions = [(rank, line)]
    for said in filter(None, further):
        line = replace(line, text=f"{line.text} {said}")
        versions.append((then, line))
    return Part(group, versions)


def _contradiction(diagnosis: Diagnosis, words: Catalogue) -> Iterator[Part]:
    """How each of the first two is mended, in one way or another, and what does not fit there, or why it cannot be."""
    said = {(entry.why, entry.repairs[:1]): entry for entry in diagnosis.contradictions}  # each once
    for number, entry in enumerate([*said.values()][:2]):
        if not entry.repairs:
            yield Part("said", [(number * 2, Line(words.say(entry.why), lead=words.say("screen.clash")))])
            continue
        line = Line(repair_text(entry.repairs[0], words), lead=words.say("screen.mend"))
        way: Way = "first" if entry.joint else "other"
        others = [repair_text(repair, words, way) for repair in entry.repairs[1:_REPAIRS]]
        yield _growing("said", number * 2, line, [*others, _because(entry, diagnosis, words)], number * 2 + 1)


def _because(entry: Contradiction, diagnosis: Diagnosis, words: Catalogue) -> str:
    """Why it cannot be. That two answers do not agree the first line has said: then what is not named above."""
    if entry.why.id != "contradiction.facts":
        return words.say(entry.why)
    named = {repair.field for repair in entry.repairs[:_REPAIRS]}
    told = tuple(
        text("screen.quoted", name=text(f"question.{field}.short"), value=shown(field, diagnosis.told(field), words))
        for field in entry.fields
        if field not in named
    )
    return words.say("screen.unfit", told=told) if told else ""


def _told(part: str, diagnosis: Diagnosis, words: Catalogue, above: str) -> Part:
    """The first sentence, then each that names no date that is said above."""
    first, *others = getattr(diagnosis.sentences, part)
    line = Line(words.say(first), lead=words.say(f"screen.{part}"), tone=tone(part, diagnosis))
    days = {entry: [words.date(on) for on in entry.params.values() if isinstance(on, date)] for entry in others}
    further = (words.say(entry) for entry, on in days.items() if not on or not all(day in above for day in on))
    return _growing("said", 1, line, further, 3)


# ---------------------------------------------------------------- what to do


def _steps(diagnosis: Diagnosis, words: Catalogue, above: str) -> Iterator[Part]:
    for number, (entry, reasons) in enumerate(_chosen(diagnosis, words)):
        line = advice_line(entry, diagnosis, words, reasons, above)
        # The third and fourth are said beyond comfort only where they have a day or hold for some reasons.
        rank = min(number * 2, 2) if number < 2 or entry.by is not None or reasons else _LEAST
        below = () if number else place_lines(entry, words)
        yield Part("steps", [(rank, line), (3, replace(line, below=below))] if below else [(rank, line)])


def _chosen(diagnosis: Diagnosis, words: Catalogue) -> Sequence[tuple[AdviceGiven, str]]:
    """The first steps, each with its condition: the first line's, then what is right whatever the reason.

    Of those under a condition there is one for most of its reasons, and two in all, none for one or two reasons unless
    the screen names them or it is due by or from a day; an act that differs by reason is said once, what is due of it
    before the rest, in the words that hold for most of them, and for those alone where they are no more than half.
    """
    chosen: list[tuple[AdviceGiven, str]] = []
    named = {reason.id for reason in diagnosis.reasons[:_NAMED]}
    covered: set[str] = set()
    for entry in diagnosis.steps:
        if entry.for_reasons is None:
            chosen.append((entry, ""))
            continue
        if any(entry.act == other.act for other, _ in chosen):
            continue
        same = [other for other in diagnosis.steps if other.act == entry.act]
        due = [other for other in same if other.has_its_day]
        alike = {other: set(other.for_reasons or ()) for other in due or same}
        widest = max(alike, key=lambda other: len(alike[other]))
        reasons = set[str]().union(*alike.values())
        if 2 * len(alike[widest]) <= len(reasons):
            reasons = alike[widest]
        only = _condition(tuple(sorted(reasons)), diagnosis, words)
        if not only:
            chosen.append((widest, only))
        elif len(reasons) <= 2 and not reasons <= named and not entry.has_its_day and chosen:
            continue
        elif 2 * len(covered & reasons) < len(reasons) and sum(bool(other) for _, other in chosen) < _BY_REASON:
            covered |= reasons
            chosen.append((widest, only))
    conditional = [step for step in chosen[1:] if step[1]]
    sure = sorted([step for step in chosen[1:] if not step[1]], key=lambda step: not _is_due(step[0]))
    dated = sum(_is_due(entry) for entry, _ in sure)
    while conditional and not _is_due(conditional[-1][0]) and dated + len(conditional) >= STEPS:
        conditional.pop()
    room = STEPS - 1 - len(conditional)
    return [*chosen[:1], *sorted([*sure[:room], *conditional], key=lambda step: step[0].by or date.max)]


def _is_due(entry: AdviceGiven) -> bool:
    """Whether a step has a last day to be done."""
    return entry.by is not None and entry.due == "by"


def _condition(reasons: tuple[str, ...], diagnosis: Diagnosis, words: Catalogue) -> str:
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


def advice_line(entry: AdviceGiven, diagnosis: Diagnosis, words: Catalogue, reasons: str = "", above: str = "") -> Line:
    """A piece of advice with its day, unless that is said above, and with the reasons it holds for."""
    said = advice_text(entry, diagnosis, words)
    day = "" if entry.by is not None and words.date(entry.by) in above else _due(entry, diagnosis, words)
    tone: Tone = "urgent" if entry.by is not None and entry.by <= diagnosis.today else "plain"
    return Line(_only_if(reasons, day, said, words), tone=tone) if reasons else Line(said, lead=day, tone=tone)


def _due(entry: AdviceGiven, diagnosis: Diagnosis, words: Catalogue) -> str:
    """The day of a step as the beginning of its sentence; nothing where the sentence itself says so."""
    if entry.by is None or (entry.due == "until" and entry.by == diagnosis.today):
        return ""  # to wait until today is to wait
    if entry.by == diagnosis.today:
        says_so = words.say("word.today") in advice_text(entry, diagnosis, words).lower()
        return "" if says_so else words.say("screen.by_today")
    return words.say(f"screen.{entry.due}", by=entry.by, left=words.days((entry.by - diagnosis.today).days))


def _only_if(reasons: str, day: str, said: str, words: Catalogue) -> str:
    """A step under its condition, and with its day, as one sentence: "Today, if it was sent: open a dispute"."""
    first, _, _ = said.partition(" ")
    name = any(letter.isupper() for letter in first[1:])  # a name such as PayPal keeps its capital
    then = said if name else f"{said[0].lower()}{said[1:]}"
    due = {"day": day.removesuffix(":")} if day else {}
    return words.say("screen.if", reasons=reasons, then=then, **due)


def place_lines(entry: AdviceGiven, words: Catalogue) -> tuple[Line, ...]:
    """Where on the page a step is done, as what stands below it."""
    place = advice_place(entry, words)
    return (Line(words.say("screen.where", where=place)),) if place else ()


# ---------------------------------------------------------------- what would help, and what was taken for granted


def _question(diagnosis: Diagnosis, words: Catalogue) -> Iterator[Part]:
    question = diagnosis.next_question
    if question is not None:
        asked = Line(words.say(f"question.{question.field}.text"), lead=words.say("screen.question"))
        where = words.say("screen.look", where=words.say(f"question.{question.field}.where"))
        yield _growing("asked", 0, asked, [where], 5)
    elif diagnosis.doubt is not None:
        yield Part("asked", [(2, Line(words.say(f"doubt.{diagnosis.doubt}"), lead=words.say("screen.support")))])


def _granted(diagnosis: Diagnosis, words: Catalogue, more: str) -> Line:
    """What was taken for granted, in a few words each, and how to see the rest."""
    short = (entry._replace(id=f"granted.{entry.id.rpartition('.')[2]}") for entry in diagnosis.assumptions)
    said = [words.say(entry) for entry in short if words.has(entry.id)]
    # All the rest holds for the first way to mend each of the answers that do not fit.
    taken = (entry.repairs if entry.joint else entry.repairs[:1] for entry in diagnosis.contradictions)
    mended = dict.fromkeys(repair_text(repair, words, "taken") for repairs in taken for repair in repairs)
    clauses = [words.say("granted.today", today=diagnosis.today), *mended, *said]
    return Line(
        words.say("screen.granted", clauses=words.say("word.semicolon").join(clauses[:_GRANTED]), more=more),
        lead=words.say("screen.assumed"),
    )


# ---------------------------------------------------------------- shared with the whole answer


def repair_text(repair: Repair, words: Catalogue, way: Way = "first") -> str:
    """A repair in words."""
    said = {"name": words.say(f"question.{repair.field}.short"), "before": shown(repair.field, repair.before, words)}
    if repair.to is None:
        return words.say(f"repair.{way}.drop", **said)
    return words.say(f"repair.{way}.change", **said, to=shown(repair.field, repair.to, words))


def tone(part: str, diagnosis: Diagnosis) -> Tone:
    """How what is said of a part is to be taken."""
    if part == "refund" and diagnosis.refund.late:
        return "urgent"
    verdicts = {"refund": diagnosis.refund.verdict, "dispute": diagnosis.dispute.verdict}
    verdict = f"{part}.{verdicts.get(part)}"
    return next((tone for tone, found in _TONES.items() if verdict in found), "plain")
