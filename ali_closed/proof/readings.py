"""Each document alone: what its readings answer lies within what all of them answer together."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Final

from ali_closed.engine.logic.possible_reasons import NOT_CLOSED
from ali_closed.engine.time.readings import DisputeWindow, combine, without_end
from ali_closed.engine.time.verdicts import ReasonVerdict, all_refunds, outlook, reason_verdict
from ali_closed.model.diagnosis import DisputeVerdict, ReadingApplied
from ali_closed.model.fields import UNKNOWN
from ali_closed.model.span import Span
from ali_closed.proof.result import Failure
from ali_closed.proof.witnesses import DAY, Answer, Answers, Asking, Base, command

WITHIN: Final[Mapping[DisputeVerdict, frozenset[DisputeVerdict]]] = {
    "open": frozenset({"open"}),
    "over": frozenset({"over"}),
    "contested": frozenset({"open", "over", "contested"}),
    "depends": frozenset({"open", "over", "contested", "depends"}),
}
"""Which verdicts of one document a verdict of all of them holds."""

STARTS: Final[tuple[Mapping[str, int], ...]] = (
    {"closed_on": 0},
    {"confirmed_on": 0},
    {"protection_ends_on": 0},
    {"delivered_on": 0},
    {"protection_ends_on": 0, "closed_on": 3},
    {"delivered_on": 0, "protection_ends_on": 5},
    {"delivered_on": 0, "closed_on": 8},
    {"confirmed_on": 0, "closed_on": 1, "delivered_on": -4},
    {"dispute_closed_on": 0, "closed_on": 2},
)
"""Which dates are told, and how many days they lie after the first."""

PARCELS: Final = (UNKNOWN, "not_received", "received_faulty")
WIDTHS: Final = (0, 10)
"""How many days a start may be off: a day, and a span."""
LAST: Final = 45
"""Days after the start that are looked at: beyond the end of every reading but business days and reviews."""


def not_contained(asking: Asking, bases: tuple[Base, ...]) -> tuple[int, list[Failure]]:
    """How many days were looked at, and the documents that say what the whole excludes.

    Of every reason with every start, each day until all of its readings have ended.
    """
    failures: dict[str, Failure] = {}
    count = 0
    for base in bases:
        if base.reason != NOT_CLOSED and base.status_group == "ended":
            parcels = PARCELS if asking.rulebook.reason(base.reason).dispute == "window" else PARCELS[:1]
            for starts, parcel, width in product(STARTS, parcels, WIDTHS):
                for answers, verdict, today in _days(base, starts, parcel, width, asking):
                    count += 1
                    for what in (*_windows(verdict, today), *_refunds(verdict, today)):
                        said = f"{base.reason}: {what}"
                        failures.setdefault(said, Failure("not_contained", said, command(answers, today)))
    return count, list(failures.values())


def _days(
    base: Base, starts: Mapping[str, int], parcel: str, width: int, asking: Asking
) -> Iterator[tuple[Answers, ReasonVerdict, date]]:
    """What the reason says on each day, and the answers that tell so."""
    answers = (*(answer for answer in base.answers if answer.field != "parcel"), Answer("parcel", parcel))
    if not asking.possible(answers):
        return
    spans = {
        name: Span(DAY + timedelta(days=days), DAY + timedelta(days=days + width)) for name, days in starts.items()
    }
    interpreted = asking.read(answers)
    interpreted = interpreted.with_order(interpreted.order.replace(**spans))
    reasoner, recorded = asking.reasoner, bool(interpreted.named)
    left = outlook(base.reason, reasoner.regions[base.reason][0], interpreted.known, reasoner, recorded=recorded)
    told = (*answers, *(Answer(name, span) for name, span in spans.items()))
    for after in range(max(starts.values()) + width, LAST + width + 1):
        today = DAY + timedelta(days=after)
        yield told, reason_verdict(left, interpreted, reasoner.rules, today), today


def _windows(verdict: ReasonVerdict, today: date) -> Iterator[str]:
    for outcome in verdict.outcomes:
        readings = outcome.window.readings
        if readings:
            whole = combine(readings, today)
            for source, alone in _by_source(readings).items():
                yield from disagreements(source, _alone(alone, today), whole)


def _alone(readings: tuple[ReadingApplied, ...], today: date) -> DisputeWindow:
    """What one document answers; one that only calls it too late says that it is over."""
    found = combine(readings, today)
    return found._replace(verdict="over", act_by=None) if {reading.says for reading in readings} == {"over"} else found


def disagreements(source: str, alone: DisputeWindow, whole: DisputeWindow) -> Iterator[str]:
    """How one document's window does not lie within that of all of them."""
    if alone.verdict == "depends":
        return  # its silence answers nothing
    if alone.verdict not in WITHIN[whole.verdict]:
        yield f"the dispute is {alone.verdict} by {source} alone, {whole.verdict} by all"
    if alone.act_by is not None and whole.act_by is not None and whole.act_by > alone.act_by:
        yield f"{source} alone is to be acted on before all of them"
    if alone.last_date is not None and not _reaches(whole, alone.last_date):
        yield f"{source} alone allows a later date than all of them"


def _reaches(whole: DisputeWindow, day: date) -> bool:
    """Whether a window supports a day, one past where it is to be tried today included."""
    if whole.last_date is not None:
        return day <= whole.last_date
    past = whole.act_by is not None and day < whole.act_by
    return past or any(without_end(reading) for reading in whole.readings)


def _refunds(verdict: ReasonVerdict, today: date) -> Iterator[str]:
    whole = all_refunds([verdict], today)
    for source, alone_readings in _by_source(whole.readings).items():
        alone = all_refunds([_only(verdict, alone_readings)], today)
        if whole.late and alone.late is False:
            yield f"the refund is late, and not by {source} alone"
        if alone.expected_until and (whole.expected_until is None or whole.expected_until < alone.expected_until):
            yield f"{source} alone expects the refund later than all of them"
        if alone.expected_from and (whole.expected_from is None or whole.expected_from > alone.expected_from):
            yield f"{source} alone expects the refund sooner than all of them"


def _only(verdict: ReasonVerdict, readings: Container[ReadingApplied]) -> ReasonVerdict:
    return verdict._replace(
        outcomes=tuple(
            outcome._replace(paid_back=tuple(reading for reading in outcome.paid_back if reading in readings))
            for outcome in verdict.outcomes
        )
    )


def _by_source(readings: tuple[ReadingApplied, ...]) -> Mapping[str, tuple[ReadingApplied, ...]]:
    sources = dict.fromkeys(reading.source for reading in readings)
    return {source: tuple(reading for reading in readings if reading.source == source) for source in sources}
