"""What is said of one order and what it counts as: rows of rules/sentences.toml, chosen by how the order stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

from ali_closed.engine.advice import Concluded
from ali_closed.engine.differing_sources import differing_sources
from ali_closed.engine.logic.compiled_rules import CompiledRules
from ali_closed.engine.logic.interpreted_order import InterpretedOrder
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED
from ali_closed.engine.time.verdicts import ReasonVerdict
from ali_closed.model.diagnosis import (
    AdviceGiven,
    Deadline,
    Diagnosis,
    Dispute,
    Sentences,
)
from ali_closed.model.rulebook import SentenceRow
from ali_closed.model.text import Param, Text, counted, text
from ali_closed.rules.conditions import Known

FAMILIES: Mapping[str, str] = {
    "first_line": "first_line",
    "happened": "happened",
    "refund": "refund_line",
    "dispute": "dispute_line",
}
"""Each kind of sentence, and the family of its texts."""

KINDS: Final = (*FAMILIES, "due", "exit_code", "pick", "unsaid")
"""The kinds of rows by which an answer says and counts anything."""

ROWS: Final = 4_000
"""For how many ways an order can stand the rows that hold are remembered."""

_DISPUTABLE = frozenset({"open", "contested", "not_yet", "depends"})
_MOST_FIELDS = 2
"""Fields of a contradiction that the first line names."""


ACT: Final = 10
"""The exit code where something is to be done."""


_OPEN: Final = "open_dispute"

NOTHING_TO_DO: Final = "nothing_to_do"
"""What an order counts as whose buyer has what he paid for, or confirmed so, and names nothing wrong."""


class Spoken(NamedTuple):
    """All that is said of an order, and what it counts as."""

    sentences: Sentences
    exit_code: int
    picks: frozenset[str]
    unsaid: frozenset[str]
    due: date | None
    next_deadline: Deadline | None
    acts: tuple[str, ...]
    situation: Known


def spoken(found: Concluded, told: Known, rules: CompiledRules) -> Spoken:
    """What is said of an order, and what it counts as."""
    known = situation(found, told, rules)
    rows = _rows(known & rules.seen_by(KINDS), rules)
    first, happened, refund, dispute = [_said(kind, row, found) for kind, row in rows.said.items()]
    line, due = rows.said["first_line"], _due(rows.due, found, rules)
    return Spoken(
        Sentences(
            first,
            (happened,),
            (refund,),
            (dispute, *differing_sources(found.dispute, frozenset(dispute.params), rules.outside)),
        ),
        rows.exit_code,
        rows.picks,
        rows.unsaid,
        due,
        _next_deadline(line, due, found),
        line.acts,
        known,
    )


def as_said(steps: tuple[AdviceGiven, ...], said: Spoken, today: date) -> tuple[AdviceGiven, ...]:
    """The steps, the one first that the first line names; where nothing is to be done, none is for today."""
    if NOTHING_TO_DO in said.picks:
        steps = tuple(step._replace(by=None) if step.by == today else step for step in steps)
    for act in said.acts:
        for step in steps:
            if step.act == act:
                return (step, *(other for other in steps if other is not step))
    return steps


# ---------------------------------------------------------------- how the order stands


def holds(case: str, diagnosis: Diagnosis, rules: CompiledRules) -> bool:
    """Whether an answer is such a case of rules/sentences.toml."""
    return any(row.id == case for row in rules.sentences_holding("case", diagnosis.situation))


def situation(found: Concluded, told: Known, rules: CompiledRules) -> Known:
    """What is known of the order, and what follows from it, as the number that conditions are held against."""
    reasons, best = found.reasons, found.reasons[0] if found.reasons else None
    held: dict[str, Any] = {
        "state": found.state,
        "reason": best.id if best else NOT_CLOSED,
        "reasons": "several" if len(reasons) > 1 else "one" if best else "none",
        "likelihood": best.verdict if best else None,
        "may_be_open": best is None or any(reason.id == NOT_CLOSED for reason in reasons),
        "refund_verdict": found.refund.verdict,
        "dispute_verdict": found.dispute.verdict,
        "late": found.refund.late,
        "dispute_for": _dispute_for(found.verdicts),
        "sure_step": _sure_step(found),
        "documents": found.dispute.documents,
        **dict.fromkeys(found.over, "over"),
    }
    known = each = rules.vocabulary.known(held, told)
    bits = rules.vocabulary.bits["reason"]
    for reason in reasons:
        each |= bits[reason.id]  # what holds of this holds of every reason
    return rules.with_sure_cases(each, rules.with_cases(known))


def _sure_step(found: Concluded) -> str:
    """Whether a step is right whatever the reason, and due today."""
    sure = [step for step in found.steps if step.for_reasons is None]
    due = any(step.by == found.today and step.due == "by" for step in sure)
    return "today" if due else "some" if sure else "none"


def _dispute_for(verdicts: Iterable[ReasonVerdict]) -> str:
    """Of which reasons a dispute may be part of the answer."""
    found = {
        not _DISPUTABLE.isdisjoint([outcome.window.verdict for outcome in verdict.outcomes]) for verdict in verdicts
    }
    return "some" if len(found) > 1 else "all" if True in found else "none"


def documents(dispute: Dispute, interpreted: InterpretedOrder) -> Literal["agree", "differ", "vague", "over"] | None:
    """How the documents' last days stand to each other; vague where the doubt is the order's own date or page.

    They are over where the page still takes a dispute, on a day that no document reaches.
    """
    if dispute.act_by is None and dispute.last_date is None:
        return None
    lasts = [reading.last for reading in dispute.readings if reading.last is not None]
    if dispute.verdict == "open" and dispute.act_by is not None and lasts and max(lasts) < dispute.act_by:
        return "over"
    said = {reading.says for reading in dispute.readings if reading.last is not None or reading.says is not None}
    ends = [(reading.period, reading.first, reading.last) for reading in dispute.readings if reading.first is not None]
    refused = interpreted.value("dispute_button") in {"gone", "refuses_too_late"}
    unsure = dispute.verdict == "contested" and None in said and not {"open", "over"} <= said
    if refused or unsure or (len(set(ends)) == 1 and ends[0][1] != ends[0][2]):
        return "vague"
    return "differ" if dispute.act_by != dispute.last_date else "agree"


# ---------------------------------------------------------------- what is said


class _Rows(NamedTuple):
    """The rows that hold of an order: of each kind of sentence the one that is said, and what the order counts as."""

    said: Mapping[str, SentenceRow]
    due: str
    exit_code: int
    picks: frozenset[str]
    unsaid: frozenset[str]


@lru_cache(maxsize=ROWS)
def _rows(known: Known, rules: CompiledRules) -> _Rows:
    holding = {kind: rules.sentences_holding(kind, known) for kind in KINDS}
    code = int(holding["exit_code"][0].id)
    picks, unsaid = (frozenset(row.id for row in holding[kind]) for kind in ("pick", "unsaid"))
    return _Rows(
        {kind: holding[kind][0] for kind in FAMILIES},
        holding["due"][0].id,
        code,
        picks | {"act"} if code == ACT else picks,
        unsaid,
    )


def _said(kind: str, row: SentenceRow, found: Concluded) -> Text:
    return text(f"{FAMILIES[kind]}.{row.id}", **{name: _filled(name, found) for name in _fills(row, found)})


def _fills(row: SentenceRow, found: Concluded) -> Iterator[str]:
    """What fills the text of a row, and those of the days that are still to come."""
    yield from row.fill
    yield from (name for name in row.to_come if found.days.get(day_of(name), date.min) >= found.today)


def _filled(name: str, found: Concluded) -> Param:
    """What a text is filled with: a day, how many are left, or what is asked about or has happened."""
    if name in found.days:
        return _day(found.days[name], found)
    match name:
        case "left":
            return counted("days.left", (found.days["dispute_act_by"] - found.today).days)
        case "fields":
            fields = found.contradictions[0].fields[:_MOST_FIELDS]
            return tuple(text(f"question.{field}.short") for field in fields)
        case "what":
            return text(f"happened.{found.reasons[0].id}")
        case "by_safe_day":
            return _by(min(_days_to_open(found)), found)
        case "payer":
            return text(f"payer.{found.paid_with}")
        case "best" | "next":
            return text(f"clause.{found.reasons[0 if name == 'best' else 1].id}")
    return _by(found.days[day_of(name)], found)


def _day(on: date, found: Concluded) -> Param:
    """A day as it is said: today has no date."""
    return text("word.today") if on == found.today else on


def _by(on: date, found: Concluded) -> Param:
    """By when something is to be done."""
    return text("word.today") if on == found.today else text("word.by", on=on)


def day_of(name: str) -> str:
    """The day that a text is filled with, whether it is said alone or with its "by"."""
    return "dispute_act_by" if name == "left" else name.removeprefix("by_")


def _days_to_open(found: Concluded) -> list[date]:
    """The safe day for a dispute and, where there is one, those of the steps that open it."""
    if "safe_day" not in found.days:
        return []
    due = (step.by for step in found.steps if step.act == _OPEN and step.due == "by" and step.by)
    return [found.days["safe_day"], *due]


# ---------------------------------------------------------------- what it counts as


def _due(row: str, found: Concluded, rules: CompiledRules) -> date | None:
    """The first day on which something is to be done; today if it is due already; None if no day is known."""
    match row:
        case "never":
            return None
        case "today":
            return found.today
    first = min(_days_to_act(row, found, rules), default=None)
    if first is not None:
        return max(first, found.today)
    return found.today if row == "step_or_today" else None


def _next_deadline(line: SentenceRow, due: date | None, found: Concluded) -> Deadline | None:
    """What the first line is about: the dispute to open, the day that it names, or else the first day to act."""
    named = [day_of(name) for name in _fills(line, found) if day_of(name) in found.days]
    to_open = min(_days_to_open(found), default=None if named else due)
    if to_open and _OPEN in line.acts and (line.acts[0] == _OPEN or not named or named[0] == "safe_day"):
        return Deadline("dispute_act_by", to_open, ())
    wanted = (entry for entry in found.deadlines if (entry.id == named[0] if named else entry.on == due))
    return next(wanted, None)


def _days_to_act(row: str, found: Concluded, rules: CompiledRules) -> Iterator[date]:
    """The days of the steps that count, and of what is to be met; to wait for money is nothing to be done."""
    for step in found.steps:
        counts = row == "any_step" or step.for_reasons is None
        if counts and step.by is not None and step.by != found.refund.expected_until:
            yield step.by
    waited_for = {entry.id for entry in rules.rulebook.waited_for}
    yield from (entry.on for entry in found.deadlines if entry.on >= found.today and entry.id not in waited_for)
