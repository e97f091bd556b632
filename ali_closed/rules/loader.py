"""Refuses in the rules what is unknown or said twice, and freezes the rest into a `Rulebook`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, get_args

from pydantic import ValidationError

from ali_closed.model.diagnosis import DeadlineId
from ali_closed.model.fields import RECIPIENTS
from ali_closed.model.order import COUNTRY_FIELDS, DATE_FIELDS, FIELDS, UNKNOWN
from ali_closed.model.rulebook import Condition, RuleTables
from ali_closed.rules.conditions import Vocabulary, vocabulary
from ali_closed.rules.tables import PACKAGED, bad_rules, gather, load_tables

if TYPE_CHECKING:
    from ali_closed.rules.words import Words

DERIVED_FIELDS: Final = ("status_word", "message_fact")
"""What the reading of words adds to the order's own fields in conditions."""

NOT_CLOSED: Final = "not_closed"
"""Stands among the reasons for the order that has not ended."""

OTHER_EVENTS: Final = ("payment_checked", "escalated", "return_address", "received", "paypal_opened", "return_arrived")
"""Starts of periods that no field of the order holds."""


class Rulebook(RuleTables):
    """The whole rulebook: the tables, the words by which labels and messages are read, and the names of conditions."""

    folder: Path = PACKAGED

    @cached_property
    def words(self) -> Words:
        """The words; read when an order first has some."""
        from ali_closed.rules.word_files import load_words

        return load_words(self.folder)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names of conditions."""
        proven = (message.id for message in self.messages if message.id.startswith("message_"))
        return vocabulary(
            [message.removeprefix("message_") for message in proven],
            [*_ids(self.reasons), NOT_CLOSED],
            _ids(self.periods),
            _ids((*self.cases, *self.sure_cases)),
            sorted({str(code) for code in self._countries()}),
            sorted({name for letters in self.letters.values() for name in letters}),
        )

    def _countries(self) -> Iterator[str | bool]:
        """The countries that readings name in their conditions."""
        for period in self.periods:
            for reading in period.readings:
                for field in COUNTRY_FIELDS:
                    yield from reading.when.get(field, ())


@cache
def load_rules(folder: Path = PACKAGED) -> Rulebook:
    """The rulebook that ships with the program, or the one in `folder`.

    Raises DataError naming the file and the entry for anything unreadable, unknown, missing or said twice.
    """
    return _validated({**load_tables(folder), "folder": folder})


def build(tables: Mapping[str, Mapping[str, Any]]) -> Rulebook:
    """The rulebook made of the tables of every file; the order of entries in a file does not matter."""
    return _validated(gather(tables))


def _validated(parts: Mapping[str, Any]) -> Rulebook:
    try:
        book = Rulebook.model_validate(parts)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = " > ".join(str(part) for part in first["loc"])
        raise bad_rules(f"A rule is not readable at {place}: {first['msg']}.", "Mend or remove that entry.") from None
    _check(book)
    return book


def _ids(entries: Iterable[_Named]) -> list[str]:
    return sorted(entry.id for entry in entries)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def _check(book: Rulebook) -> None:
    _unique("source", (source.key for source in book.sources))
    tables: Mapping[str, Sequence[_Named]] = {
        "status": book.statuses,
        "sub-status": book.sub_statuses,
        "reason": book.reasons,
        "period": book.periods,
        "rule": book.rules,
        "message": book.messages,
        "disagreement": book.disagreements,
        "advice": book.advice,
        "act": book.acts,
        "consumer office": book.offices,
        "fact": book.facts,
        "law": book.laws,
        "doubt": book.doubts,
        "order of events": book.event_order,
    }
    for kind, entries in tables.items():
        _unique(kind, (entry.id for entry in entries))
    _check_facts(book)
    _check_names(book)
    _check_drafts(book)
    _check_lines(book)


def _unique(kind: str, ids: Iterable[str]) -> None:
    twice = sorted(entry for entry, count in Counter(ids).items() if count > 1)
    if twice:
        raise bad_rules(f"The {kind} `{twice[0]}` is there twice.", "Give each entry an id of its own.")


def _check_facts(book: Rulebook) -> None:
    values = {fact.id: fact.values for fact in book.facts}
    groups = [("law " + law.id, law.forbids) for law in book.laws]
    groups += [(f"fold when {dict(mapping.when)}", mapping.facts) for mapping in book.fact_mappings]
    groups += [("assumption " + entry.id, entry.facts) for entry in book.assumptions]
    groups += [("reason " + reason.id, box.facts) for reason in book.reasons for box in reason.boxes]
    groups.append(("open order", book.open_order.facts))
    for place, facts in groups:
        for fact, allowed in facts.items():
            if fact not in values:
                raise bad_rules(f"The {place} names an unknown fact `{fact}`.", f"Facts: {', '.join(values)}.")
            wrong = [value for value in allowed if value not in values[fact]]
            if wrong:
                raise bad_rules(f"The {place} gives `{fact}` an unknown value `{wrong[0]}`.", "See facts.toml.")
    for reason in book.reasons:
        for box in reason.boxes:
            uncited = sorted(set(box.facts) ^ set(box.cites))
            if uncited:
                raise bad_rules(f"A box of {reason.id} cites no line for `{uncited[0]}`.", "Every exclusion cites one.")


def _check_names(book: Rulebook) -> None:
    reasons = {reason.id for reason in book.reasons} | {NOT_CLOSED}
    periods = {period.id for period in book.periods}
    ledger = {entry.id for group in (book.rules, book.messages, book.disagreements) for entry in group} | periods
    for place, when in _conditions(book):
        try:
            book.vocabulary.forbidden(when)
        except ValueError as error:
            raise bad_rules(f"There is {error}, named by {place}.", "Mend the name.") from None
    for entry in book.evidence:
        _known("an evidence", "reason", (*entry.supports, *entry.against), reasons)
    acts = {act.id for act in book.acts}
    for row in book.first_lines:
        _known(f"the first line {row.id}", "act", row.acts, acts)
    for advice in book.advice:
        _known(f"the advice {advice.id}", "rule", advice.rules, ledger)
        _known(f"the advice {advice.id}", "act", [advice.act], acts)
    _known("the drafts", "act", book.drafts, acts)
    for doubt in book.doubts:
        _known(f"the doubt {doubt.id}", "reason", doubt.reasons, reasons)
    for reason in book.reasons:
        named = [window.period for window in reason.windows] + ([reason.period] if reason.period else [])
        _known(f"the reason {reason.id}", "period", named, periods)
    for order in book.event_order:
        _known(f"the order of events {order.id}", "date", (order.earlier, *order.later), set(DATE_FIELDS))
        _known(f"the order of events {order.id}", "reason", order.reasons, reasons)
    for day in book.same_days:
        place = f"the day of {day.event}"
        _known(place, "date", (day.event, *(other.event for other in day.others)), set(DATE_FIELDS))
        _known(place, "period", (other.after for other in day.others if other.after), periods)
        _known(place, "reason", day.reasons, reasons)
    events = {*FIELDS, *OTHER_EVENTS}
    for way in book.ways:
        _known("the ways", "deadline", [way.id], set(get_args(DeadlineId)))
        _known(f"the way {way.id}", "period", [way.period], periods)
        counted = {reading.counted_from for reading in book.period(way.period).readings}
        _known(f"the way {way.id}", f"start of {way.period}", way.starts, counted)
    sure = {source.key for source in book.sources if source.sure != "C"}
    unsure = {source.key for source in book.sources if source.sure == "C"}
    for period in book.periods:
        for kind, group, sources in (
            ("source that is sure", period.readings, sure),
            ("source of hearsay", period.hearsay, unsure),
        ):
            for reading in group:
                _known(f"the period {period.id}", "start", [reading.counted_from], events)
                _known(f"the period {period.id}", kind, [reading.source], sources)


def _check_drafts(book: Rulebook) -> None:
    told = {*FIELDS, *get_args(DeadlineId)}
    for recipient in RECIPIENTS:
        letters = book.letters[recipient]
        for name, letter in letters.items():
            _known(f"the letter {name} to {recipient}", "field", (*letter.wants, *letter.tells), told)
        written = [
            row.id for row in book.draft_rows if row.written and recipient in row.when.get("recipient", RECIPIENTS)
        ]
        _known("the drafts", f"letter to {recipient}", written, set(letters))
    _known("what is not told", "field", (row.id for row in book.untold), told)


def _conditions(book: Rulebook) -> Iterator[tuple[str, Mapping[str, Condition]]]:
    yield from (("a fold", mapping.when) for mapping in book.fact_mappings)
    for entry in book.implied_answers:
        yield f"the joined answers {entry.id}", entry.when
        yield f"the joined answers {entry.id}", {field: (value,) for field, value in entry.sets.items()}
    yield from ((f"the assumption {entry.id}", {entry.field: (UNKNOWN,), **entry.when}) for entry in book.assumptions)
    yield from (("an evidence", entry.when) for entry in book.evidence)
    for advice in book.advice:
        yield f"the advice {advice.id}", advice.when
    yield from ((f"the question of {entry.field}", entry.when) for entry in book.follow_ups)
    yield from ((f"the needless question of {entry.field}", entry.when) for entry in book.needless)
    for act in book.acts:
        yield f"the act {act.id}", act.presupposes
    yield from ((f"the way {way.id}", way.when) for way in book.ways)
    for kind, rows in book.sentences.items():
        yield from ((f"the {kind} {row.id}", row.when) for row in rows)
    yield from ((f"the order of events {order.id}", order.when) for order in book.event_order)
    for period in book.periods:
        yield from (
            (f"the period {period.id} of {reading.source}", reading.when)
            for reading in (*period.readings, *period.hearsay)
        )


def _known(place: str, kind: str, names: Iterable[str], known: Set[str]) -> None:
    unknown = sorted(name for name in names if name not in known)
    if unknown:
        raise bad_rules(f"There is no {kind} `{unknown[0]}`, named by {place}.", "Mend the name.")


def _check_lines(book: Rulebook) -> None:
    for line in cited_lines(book):
        try:
            book.source_of(line)
        except (KeyError, ValueError):
            raise bad_rules(f"No document has the line {line}.", 'Lines read like "000:129" or "000:66-73".') from None


def cited_lines(book: Rulebook) -> list[str]:
    """Every line that any rule cites, in order, each once."""
    entries: list[Any] = [
        *book.statuses,
        *book.sub_statuses,
        *book.rules,
        *book.messages,
        *book.disagreements,
    ]
    entries += [
        *book.laws,
        *book.implied_answers,
        *book.fact_mappings,
        *book.reasons,
        *book.evidence,
        *book.advice,
        *book.doubts,
        *book.event_order,
        *book.same_days,
        book.open_order,
    ]
    entries += [reading for period in book.periods for reading in (*period.readings, *period.hearsay)]
    lines = {line for entry in entries for line in entry.where}
    lines |= {line for reason in book.reasons for box in reason.boxes for cite in box.cites.values() for line in cite}
    lines |= {line for reason in book.reasons for line in reason.rank_where} | set(book.open_order.rank_where)
    return sorted(lines)
