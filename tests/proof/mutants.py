"""Every cell of the rules, changed one at a time: what the teeth of the tests are tried on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ali_closed.model.fields import DATE_FIELDS, UNKNOWN
from ali_closed.model.rulebook import (
    Advice,
    Assumption,
    Condition,
    EventOrder,
    Evidence,
    FactMapping,
    Facts,
    FollowUp,
    ImpliedAnswers,
    Needless,
    Period,
    Reason,
    Rule,
    SameDay,
    Way,
)
from ali_closed.rules.conditions import KNOWN
from ali_closed.rules.loader import NOT_CLOSED, Rulebook

Kind = Literal[
    "law",
    "box",
    "fact_mapping",
    "assumption",
    "evidence",
    "reason",
    "period",
    "advice",
    "doubt",
    "question",
    "implied_answers",
    "way",
    "event",
    "status",
]


@dataclass(frozen=True)
class Mutant:
    """A rulebook with one cell changed.

    `when` is the condition under which it can show, `touched` the ids of what it can change, and `cell` the field and
    the value that a condition has lost.
    """

    kind: Kind
    name: str
    book: Rulebook
    when: Mapping[str, Condition] = field(default_factory=dict)
    touched: frozenset[str] = frozenset()
    cell: tuple[str, str | bool] | None = None


def mutants(book: Rulebook) -> Iterator[Mutant]:
    """All of them, in the order of the rules, each under a digest of its own: by it all that is compiled is kept."""
    for number, mutant in enumerate(_mutants(book)):
        yield replace(mutant, book=mutant.book.model_copy(update={"digest": f"mutant {number}"}))


def _mutants(book: Rulebook) -> Iterator[Mutant]:
    yield from _laws(book)
    for reason in book.reasons:
        yield from _boxes(reason, book)
        yield from _meaning(reason, book)
    yield from _open_order(book)
    yield from _folds(book)
    yield from _joined(book)
    yield from _assumptions(book)
    yield from _evidence(book)
    yield from _periods(book)
    yield from _advice(book)
    yield from _ways(book)
    yield from _doubts(book)
    yield from _follow_ups(book)
    yield from _needless(book)
    yield from _events(book)
    yield from _same_days(book)
    yield from _ends(book)


def _other(entries: tuple[Any, ...], place: int, *new: Rule) -> tuple[Any, ...]:
    return (*entries[:place], *new, *entries[place + 1 :])


def _toggled(facts: Facts, values: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, dict[str, tuple[str, ...]]]]:
    """One value more or one less for each fact named."""
    for fact, allowed in facts.items():
        for value in values[fact]:
            kept = tuple(other for other in values[fact] if (other in allowed) is not (other == value))
            if kept and kept != values[fact]:
                yield f"{fact} {'-' if value in allowed else '+'}{value}", {**facts, fact: kept}


def _values(book: Rulebook) -> dict[str, tuple[str, ...]]:
    return {fact.id: fact.values for fact in book.facts}


# ---------------------------------------------------------------- facts


def _laws(book: Rulebook) -> Iterator[Mutant]:
    for place, law in enumerate(book.laws):
        name = f"law {law.id}"
        yield Mutant("law", f"{name} removed", book.model_copy(update={"laws": _other(book.laws, place)}))
        for cell, facts in _toggled(law.forbids, _values(book)):
            new = law.model_copy(update={"forbids": facts})
            parts = {"laws": _other(book.laws, place, new)}
            yield Mutant("law", f"{name}: {cell}", book.model_copy(update=parts))


def _boxes(reason: Reason, book: Rulebook) -> Iterator[Mutant]:
    for place, box in enumerate(reason.boxes):
        name = f"box {place + 1} of {reason.id}"
        if len(reason.boxes) > 1:
            fewer = reason.model_copy(update={"boxes": _other(reason.boxes, place)})
            yield _with_reason("box", f"{name} removed", reason, fewer, book)
        for cell, facts in _toggled(box.facts, _values(book)):
            new = box.model_copy(update={"facts": facts})
            wider = reason.model_copy(update={"boxes": _other(reason.boxes, place, new)})
            yield _with_reason("box", f"{name}: {cell}", reason, wider, book)


def _open_order(book: Rulebook) -> Iterator[Mutant]:
    for cell, facts in _toggled(book.open_order.facts, _values(book)):
        new = book.open_order.model_copy(update={"facts": facts})
        yield Mutant("box", f"open order: {cell}", book.model_copy(update={"open_order": new}))
    moved = book.open_order.model_copy(update={"rank": -1})
    yield Mutant("reason", "rank of the open order", book.model_copy(update={"open_order": moved}))


def _with_reason(kind: Kind, name: str, old: Reason, new: Reason, book: Rulebook) -> Mutant:
    reasons = tuple(new if other is old else other for other in book.reasons)
    return Mutant(kind, name, book.model_copy(update={"reasons": reasons}), touched=frozenset({old.id}))


Cell = tuple[str, str | bool]
"""A field, and the value of it that a condition has lost."""


def _narrowed(
    when: Mapping[str, Condition], book: Rulebook
) -> Iterator[tuple[str, dict[str, Condition], dict[str, Condition], Cell | None]]:
    """A condition with one value less, and the condition and the value under which that shows.

    Without its last value a field is not asked for at all, which shows under any other that is told or not. A case
    holds or is not said, so that it is false is no cell.
    """
    cases = {row.id for kind in ("case", "sure_case") for row in book.sentences[kind]}
    for name, allowed in when.items():
        for value in (value for value in allowed if value is not False or name not in cases):
            kept = tuple(other for other in allowed if other != value)
            rest = {other: cell for other, cell in when.items() if other != name}
            if kept:
                yield f"when {name} -{value}", {**when, name: kept}, {**when, name: (value,)}, (name, value)
            else:
                others = _others(name, value, book)
                yield f"when any {name}", rest, {**rest, name: others}, (name, others[0]) if others else None


def _others(name: str, value: str | bool, book: Rulebook) -> Condition:
    """All that a name can hold save this."""
    if value == KNOWN:
        return (UNKNOWN,)
    told = (KNOWN,) if name in DATE_FIELDS else tuple(book.vocabulary.bits[name])
    return tuple(other for other in (*told, UNKNOWN) if other != value)


def _folds(book: Rulebook) -> Iterator[Mutant]:
    def made(name: str, place: int, when: Mapping[str, Condition], cell: Cell | None, *new: FactMapping) -> Mutant:
        other = book.model_copy(update={"fact_mappings": _other(book.fact_mappings, place, *new)})
        return Mutant(
            "fact_mapping", f"fact mapping {dict(book.fact_mappings[place].when)}: {name}", other, when, cell=cell
        )

    for place, mapping in enumerate(book.fact_mappings):
        if any(set(allowed) != set(_values(book)[fact]) for fact, allowed in mapping.facts.items()):
            yield made("removed", place, mapping.when, None)
        for name, facts in _toggled(mapping.facts, _values(book)):
            yield made(name, place, mapping.when, None, mapping.model_copy(update={"facts": facts}))
        if mapping.warns:
            yield made("warns of nothing", place, mapping.when, None, mapping.model_copy(update={"warns": ""}))
        for name, when, shows, cell in _narrowed(mapping.when, book):
            yield made(name, place, shows, cell, mapping.model_copy(update={"when": when}))


def _joined(book: Rulebook) -> Iterator[Mutant]:
    def made(name: str, place: int, when: Mapping[str, Condition], cell: Cell | None, *new: ImpliedAnswers) -> Mutant:
        other = book.model_copy(update={"implied_answers": _other(book.implied_answers, place, *new)})
        return Mutant(
            "implied_answers", f"implied answers {book.implied_answers[place].id}: {name}", other, when, cell=cell
        )

    for place, entry in enumerate(book.implied_answers):
        yield made("removed", place, entry.when, None)
        for name, when, shows, cell in _narrowed(entry.when, book):
            yield made(name, place, shows, cell, entry.model_copy(update={"when": when}))


def _assumptions(book: Rulebook) -> Iterator[Mutant]:
    def made(name: str, place: int, when: Mapping[str, Condition], cell: Cell | None, *new: Assumption) -> Mutant:
        entry = book.assumptions[place]
        other = book.model_copy(update={"assumptions": _other(book.assumptions, place, *new)})
        silent = {entry.field: (UNKNOWN,), **when}
        return Mutant("assumption", f"assumption {entry.id}: {name}", other, silent, frozenset({entry.id}), cell)

    for place, entry in enumerate(book.assumptions):
        yield made("removed", place, entry.when, None)
        for name, facts in _toggled(entry.facts, _values(book)):  # which stand once, for all of its conditions
            rows = ((row, row.model_copy(update={"facts": facts})) for row in book.assumptions)
            changed = tuple(new if row.id == entry.id else row for row, new in rows)
            other = book.model_copy(update={"assumptions": changed})
            yield replace(made(name, place, entry.when, None), book=other)
        for name, when, shows, cell in _narrowed(entry.when, book):
            yield made(name, place, shows, cell, entry.model_copy(update={"when": when}))


# ---------------------------------------------------------------- reasons and periods


def _meaning(reason: Reason, book: Rulebook) -> Iterator[Mutant]:
    for refund in ("automatic", "by_dispute", "decided_by_dispute", "nothing_to_refund"):
        if refund != reason.refund:
            yield _meant(reason, book, refund=refund)
    for dispute in ("not_needed", "window", "decided"):
        if dispute != reason.dispute:
            yield _meant(reason, book, dispute=dispute)
    for period in ("refund_security", "refund_not_shipped", "refund_cancelled", "refund_seller_fraud"):
        if reason.period not in {period, "", "refund_dispute"}:
            yield _meant(reason, book, period=period)
    if reason.period_without:
        yield _meant(reason, book, period_without=())
    yield _meant(reason, book, rank=-1)
    yield _meant(reason, book, reviewable=not reason.reviewable)
    if reason.windows:
        yield _meant(reason, book, too_late_for_defects=not reason.too_late_for_defects)
    for place, window in enumerate(reason.windows):
        yield _meant(reason, book, windows=_other(reason.windows, place))
        for start in window.starts:
            if len(window.starts) > 1:
                fewer = window.model_copy(update={"starts": tuple(other for other in window.starts if other != start)})
                yield _meant(reason, book, windows=_other(reason.windows, place, fewer))


def _meant(reason: Reason, book: Rulebook, **cell: object) -> Mutant:
    new = reason.model_copy(update=cell)
    return _with_reason("reason", f"reason {reason.id}: {cell}", reason, new, book)


def _periods(book: Rulebook) -> Iterator[Mutant]:
    def made(name: str, period: Period, place: int, *new: Rule) -> Mutant:
        other = period.model_copy(update={"readings": _other(period.readings, place, *new)})
        periods = tuple(other if entry is period else entry for entry in book.periods)
        return Mutant("period", f"period {period.id}: {name}", book.model_copy(update={"periods": periods}))

    for period in book.periods:
        for place, reading in enumerate(period.readings):
            where = f"{reading.source} from {reading.counted_from}"
            if len(period.readings) > 1:
                yield made(f"{where} removed", period, place)
            yield made(f"{where} from another start", period, place, reading.model_copy(update={"counted_from": "x"}))
            yield made(f"{where} in another unit", period, place, reading.model_copy(update={"unit": "hours"}))
            if reading.value is not None:
                low, high = reading.value
                for value in ((low - 1, high), (low + 1, high), (low, high - 1), (low, high + 1)):
                    new = reading.model_copy(update={"value": value})
                    yield made(f"{where} {reading.value} -> {value}", period, place, new)
    for name, number in book.policy.items():
        for other_number in (number - 1, number + 1):
            policy = {**book.policy, name: other_number}
            yield Mutant("period", f"policy {name} {other_number}", book.model_copy(update={"policy": policy}))


# ---------------------------------------------------------------- evidence, advice, doubts, questions


def _evidence(book: Rulebook) -> Iterator[Mutant]:
    def made(
        name: str, place: int, touched: frozenset[str], when: Mapping[str, Condition], cell: Cell | None, new: Evidence
    ) -> Mutant:
        other = book.model_copy(update={"evidence": _other(book.evidence, place, new)})
        return Mutant("evidence", f"evidence {dict(book.evidence[place].when)}: {name}", other, when, touched, cell)

    for place, entry in enumerate(book.evidence):
        for side in ("supports", "against"):
            for reason in getattr(entry, side):
                fewer = tuple(other for other in getattr(entry, side) if other != reason)
                new = entry.model_copy(update={side: fewer})
                yield made(f"{side} -{reason}", place, frozenset({reason}), entry.when, None, new)
        for name, when, shows, cell in _narrowed(entry.when, book):
            touched = frozenset((*entry.supports, *entry.against))
            yield made(name, place, touched, shows, cell, entry.model_copy(update={"when": when}))


def _advice(book: Rulebook) -> Iterator[Mutant]:
    tables: tuple[tuple[str, tuple[Advice, ...]], ...] = (("steps", book.steps), ("avoids", book.avoids))
    for table, entries in tables:

        def made(name: str, place: int, when: Mapping[str, Condition], cell: Cell | None, *new: Advice) -> Mutant:
            entry = entries[place]  # noqa: B023
            name = f"advice {entry.id}: {name}"
            other = book.model_copy(update={table: _other(entries, place, *new)})  # noqa: B023
            return Mutant("advice", name, other, when, frozenset({entry.id}), cell)

        for place, entry in enumerate(entries):
            yield made("removed", place, entry.when, None)
            yield made("place", place, entry.when, None, _advised(entry, place="" if entry.place else "order"))
            yield made("act", place, entry.when, None, _advised(entry, act="another"))
            if entry.by:
                yield made("undated", place, entry.when, None, _advised(entry, by=""))
            for name, when, shows, cell in _narrowed(entry.when, book):
                yield made(name, place, shows, cell, _advised(entry, when=when))


def _advised(entry: Advice, **cell: object) -> Advice:
    return entry.model_copy(update=cell)


def _ways(book: Rulebook) -> Iterator[Mutant]:
    def made(name: str, place: int, when: Mapping[str, Condition], cell: Cell | None, *new: Way) -> Mutant:
        way = book.ways[place]
        readings = (entry for entry in book.period(way.period).readings if entry.counted_from in way.starts)
        other = book.model_copy(update={"ways": _other(book.ways, place, *new)})
        shows = {**next(readings).when, **when}
        return Mutant("way", f"way {way.id} from {way.starts}: {name}", other, shows, frozenset({way.id}), cell)

    for place, way in enumerate(book.ways):
        yield made("removed", place, way.when, None)
        yield made("another period", place, way.when, None, way.model_copy(update={"period": "review_window"}))
        if way.claim:
            yield made("no claim", place, way.when, None, way.model_copy(update={"claim": False}))
        for name, when, shows, cell in _narrowed(way.when, book):
            yield made(name, place, shows, cell, way.model_copy(update={"when": when}))


def _doubts(book: Rulebook) -> Iterator[Mutant]:
    for place, doubt in enumerate(book.doubts):
        parts = {"doubts": _other(book.doubts, place)}
        yield Mutant("doubt", f"doubt {doubt.id} removed", book.model_copy(update=parts), touched=frozenset({doubt.id}))
        for reason in doubt.reasons:
            fewer = doubt.model_copy(update={"reasons": tuple(other for other in doubt.reasons if other != reason)})
            parts = {"doubts": _other(book.doubts, place, fewer)}
            name = f"doubt {doubt.id}: -{reason}"
            yield Mutant("doubt", name, book.model_copy(update=parts), touched=frozenset({doubt.id}))


def _follow_ups(book: Rulebook) -> Iterator[Mutant]:
    def made(name: str, place: int, when: Mapping[str, Condition], cell: Cell | None, *new: FollowUp) -> Mutant:
        entry = book.follow_ups[place]
        other = book.model_copy(update={"follow_ups": _other(book.follow_ups, place, *new)})
        concerned = (*entry.reasons, *([NOT_CLOSED] if entry.status_groups else []))
        shows = {entry.field: (UNKNOWN,), **({"reason": concerned} if concerned else {}), **when}
        return Mutant(
            "question", f"question {entry.field} {place}: {name}", other, shows, frozenset({entry.field}), cell
        )

    for place, entry in enumerate(book.follow_ups):
        yield made("removed", place, entry.when, None)
        if not entry.whatever:
            yield made("due", place, entry.when, None, entry.model_copy(update={"due": not entry.due}))
        if entry.starts_refund:
            yield made("starts nothing", place, entry.when, None, entry.model_copy(update={"starts_refund": False}))
        for named in _named(entry.reasons, book):
            fewer = entry.model_copy(update={"reasons": _without(entry.reasons, *named)})
            yield made(f"-{', '.join(named)}", place, {**entry.when, "reason": named}, None, fewer)
        for group in entry.status_groups:
            fewer = entry.model_copy(update={"status_groups": _without(entry.status_groups, group)})
            yield made(f"-{group}", place, {**entry.when, "reason": (NOT_CLOSED,)}, None, fewer)
        for name, when, shows, cell in _narrowed(entry.when, book):
            yield made(name, place, shows, cell, entry.model_copy(update={"when": when}))


def _needless(book: Rulebook) -> Iterator[Mutant]:
    def made(name: str, place: int, when: Mapping[str, Condition], cell: Cell | None, *new: Needless) -> Mutant:
        other = book.model_copy(update={"needless": _other(book.needless, place, *new)})
        asked = book.needless[place].field or "all"
        return Mutant("question", f"needless {asked} {place}: {name}", other, when, frozenset({asked}), cell)

    for place, answered in enumerate(book.needless):
        yield made("removed", place, answered.when, None)
        for name, when, shows, cell in _narrowed(answered.when, book):
            yield made(name, place, shows, cell, answered.model_copy(update={"when": when}))


def _named(reasons: tuple[str, ...], book: Rulebook) -> list[tuple[str, ...]]:
    """Reasons as a row names them: a group of the rules as one, the widest that fits, and each that is in none."""
    fitting = [set(group) for group in book.groups.values() if set(group) <= set(reasons)]
    widest = [group for group in fitting if not any(group < other for other in fitting)]
    groups = [tuple(one for one in reasons if one in group) for group in widest]
    return [*groups, *((one,) for one in reasons if not any(one in group for group in widest))]


def _without(some: tuple[str, ...], *gone: str) -> tuple[str, ...]:
    return tuple(other for other in some if other not in gone)


def _events(book: Rulebook) -> Iterator[Mutant]:
    """The orders of two events; `touched` are the two."""

    def made(name: str, place: int, later: str, when: Mapping[str, Condition], *new: EventOrder) -> Mutant:
        entry = book.event_order[place]
        other = book.model_copy(update={"event_order": _other(book.event_order, place, *new)})
        return Mutant("event", f"event order {entry.id}: {name}", other, when, frozenset({entry.earlier, later}))

    for place, entry in enumerate(book.event_order):
        for later in entry.later:
            fewer = tuple(other for other in entry.later if other != later)
            kept = [entry.model_copy(update={"later": fewer})] if fewer else []
            yield made(f"-{later}", place, later, entry.when, *kept)
        last = entry.later[0]
        yield made("presumed", place, last, entry.when, entry.model_copy(update={"presumed": not entry.presumed}))
        if entry.presumed:
            yield made("excludes", place, last, entry.when, entry.model_copy(update={"excludes": not entry.excludes}))
        for reason in entry.reasons:
            others = tuple(other for other in entry.reasons if other != reason)
            if others:
                told = {**entry.when, "reason": (reason,)}
                yield made(f"-{reason}", place, last, told, entry.model_copy(update={"reasons": others}))
        for name, when, shows, _ in _narrowed(entry.when, book):
            yield made(name, place, last, shows, entry.model_copy(update={"when": when}))


def _same_days(book: Rulebook) -> Iterator[Mutant]:
    """The events that fall on one day; `touched` are the two."""

    def made(name: str, place: int, with_: str, reasons: tuple[str, ...], *new: SameDay) -> Mutant:
        entry = book.same_days[place]
        other = book.model_copy(update={"same_days": _other(book.same_days, place, *new)})
        touched = frozenset({entry.event, with_})
        return Mutant(
            "event", f"{entry.event} of {entry.reasons} on one day: {name}", other, {"reason": reasons}, touched
        )

    for place, entry in enumerate(book.same_days):
        for one in entry.others:
            others = tuple(other for other in entry.others if other != one)
            kept = [entry.model_copy(update={"others": others})] if others else []
            yield made(f"-{one.event}", place, one.event, entry.reasons, *kept)
        for reason in entry.reasons:
            fewer = _without(entry.reasons, reason)
            if fewer:
                new = entry.model_copy(update={"reasons": fewer})
                yield made(f"-{reason}", place, entry.others[0].event, (reason,), new)


def _ends(book: Rulebook) -> Iterator[Mutant]:
    """What a message of its end leaves of an open status; `touched` is the end."""

    def made(name: str, place: int, end: str, ends: Mapping[str, Mapping[str, str | bool]]) -> Mutant:
        entry = book.statuses[place]
        new = entry.model_copy(update={"ends": ends})
        other = book.model_copy(update={"statuses": _other(book.statuses, place, new)})
        return Mutant("status", f"{end} of {entry.id}: {name}", other, {"status": (entry.id,)}, frozenset({end}))

    for place, entry in enumerate(book.statuses):
        for end, left in entry.ends.items():
            yield made("removed", place, end, {other: some for other, some in entry.ends.items() if other != end})
            for name in left:
                fewer = {other: value for other, value in left.items() if other != name}
                yield made(f"-{name}", place, end, {**entry.ends, end: fewer})
