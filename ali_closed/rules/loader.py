"""Refuses in the rules what is unknown or said twice, and freezes the rest into a `Rulebook`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from pydantic import ValidationError

from ali_closed.model.diagnosis import DeadlineId
from ali_closed.model.fields import DATE_FIELDS, FIELDS, RECIPIENTS
from ali_closed.model.rulebook import Advice, Box, Condition, Rule, RuleTables, Where
from ali_closed.rules.compiled import compiled
from ali_closed.rules.conditions import Vocabulary, vocabulary
from ali_closed.rules.tables import FILES, PACKAGED, bad_rules, gather, load_tables

if TYPE_CHECKING:
    from ali_closed.rules.words import Words

DERIVED_FIELDS: Final = ("status_word", "message_fact")
"""What the reading of words adds to the order's own fields in conditions."""

NOT_CLOSED: Final = "not_closed"
"""Stands among the reasons for the order that has not ended."""

IDENTIFIED: Final = (
    *("statuses", "sub_statuses", "reasons", "periods", "rules", "messages", "disagreements"),
    *("facts", "laws", "doubts", "event_order"),
)
"""Tables whose entries have an id that is theirs alone."""

OTHER_EVENTS: Final = ("payment_checked", "escalated", "return_address", "received", "return_arrived")
"""Starts of periods that no field of the order holds."""


class Rulebook(RuleTables):
    """The whole rulebook: the tables, the words by which labels and messages are read, and the names of conditions."""

    folder: Path = PACKAGED

    def __eq__(self, other: object) -> bool:
        """Whether it says the same: the digest tells, so that what is made of a rulebook is made once."""
        return isinstance(other, Rulebook) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def words(self) -> Words:
        """The words; read when an order first has some."""
        from ali_closed.rules.words import load_words

        return load_words(self.folder)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names of conditions."""
        return vocabulary(self, [*_ids(self.reasons), NOT_CLOSED])


@cache
def load_rules(folder: Path = PACKAGED) -> Rulebook:
    """The rulebook that ships with the program, or the one in `folder`.

    Raises DataError naming the file and the entry for anything unreadable, unknown, missing or said twice.
    """
    book = _frozen({**load_tables(folder), "folder": folder})
    # What was looked through once is in order; a start has no time to do it again.
    compiled("checked", (book.digest.encode(),), lambda: _check(book))
    return book


def build(tables: Mapping[str, Mapping[str, Any]]) -> Rulebook:
    """The rulebook made of the tables of every file; the order of entries in a file does not matter."""
    book = _frozen(gather(tables))
    _check(book)
    return book


def _frozen(parts: Mapping[str, Any]) -> Rulebook:
    try:
        return Rulebook.model_validate(parts)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = _in_file(_named(first["loc"], parts))
        raise bad_rules(f"A rule is not readable at {place}: {first['msg']}.", "Mend or remove that entry.") from None


def _named(path: Iterable[str | int], held: Any) -> str:
    """A path into the parts of the rulebook, an entry by its id, for its place in the file is another."""
    names = []
    for step in path:
        try:
            held = held[step]
        except (KeyError, IndexError, TypeError):
            held = None
        names.append(held["id"] if isinstance(step, int) and isinstance(held, dict) and "id" in held else str(step))
    return " ".join(names)


def _in_file(place: str) -> str:
    """A place in the rulebook, and the file that it is read from."""
    part, _, rest = place.partition(" ")
    for file, tables in FILES.items():
        if part in tables.values() and (part != "sentences" or rest.partition(" ")[0] in tables):
            return f"{place} in {file}"
    return place


def _ids(entries: Iterable[Any]) -> list[str]:
    return sorted(entry.id for entry in entries)


def _check(book: Rulebook) -> None:
    _unique("source", (source.key for source in book.sources))
    for table in IDENTIFIED:
        _unique(f"entry of {table}", (entry.id for entry in getattr(book, table)))
    rows = ({(row.id, row.act) for row in table} for table in (book.steps, book.avoids))
    _unique("advice", (name for table in rows for name, _ in table))
    for group in book.groups:
        if any(group in values for values in book.vocabulary.bits.values()):
            raise bad_rules(f"The group `{group}` bears the name of a value.", "Give it a name of its own.")
    _check_entries(book)
    # Only sources that are sure enough are counted by; the others are hearsay.
    unsure = {source.key for source in book.sources if source.sure == "C"}
    sure = {source.key for source in book.sources} - unsure
    for period in book.periods:
        place = f"the period {period.id}"
        _known(place, "source that is sure", (reading.source for reading in period.readings), sure)
        _known(place, "source of hearsay", (reading.source for reading in period.hearsay), unsure)
    for recipient in RECIPIENTS:
        mine = [row for row in book.sentences["draft"] if recipient in row.when.get("recipient", RECIPIENTS)]
        written = [row.id for row in mine if row.written]
        _known("the drafts", f"letter to {recipient}", written, set(book.letters[recipient]))
    _known("what is not told", "field", _ids(book.sentences["untold"]), {*FIELDS, *get_args(DeadlineId)})
    for way in book.ways:
        _known(f"the way {way.id}", "deadline", [way.id], set(get_args(DeadlineId)))
        counted = {reading.counted_from for reading in book.period(way.period).readings}
        _known(f"the way {way.id}", f"start of {way.period}", way.starts, counted)
    ranks = [(book.open_order.rank, NOT_CLOSED), *((reason.rank, reason.id) for reason in book.reasons)]
    for (rank, one), (same, other) in pairwise(sorted(ranks)):
        if rank == same:
            raise bad_rules(f"{one} and {other} of reasons.toml have one rank, {rank}.", "Give each a rank of its own.")
    for line, place in cited_lines(book).items():
        try:
            book.source_of(line)
        except (KeyError, ValueError):
            raise bad_rules(
                f"No document has the line {line}, cited by {_in_file(place)}.",
                'Lines read like "000:129" or "000:66-73".',
            ) from None


def _unique(kind: str, ids: Iterable[str]) -> None:
    twice = sorted(entry for entry, count in Counter(ids).items() if count > 1)
    if twice:
        raise bad_rules(f"The {kind} `{twice[0]}` is there twice.", "Give each entry an id of its own.")


def entries(held: object, place: str = "") -> Iterator[tuple[str, Rule]]:
    """Every entry of the rules, those within others too, each with where it stands."""
    if isinstance(held, dict):
        for name, part in held.items():
            yield from entries(part, f"{place} {name}".lstrip())
    elif isinstance(held, tuple) and not all(isinstance(part, str) for part in held):
        for part in held:
            yield from entries(part, place)
    elif isinstance(held, Rule):
        named = f"{place} {vars(held).get('id') or dict(vars(held).get('when') or {}) or ''}".rstrip()
        yield named, held
        for part in vars(held).values():
            yield from entries(part, named) if isinstance(part, tuple) else ()


def _check_entries(book: Rulebook) -> None:
    """Every name that stands in an entry is that of something there is."""
    facts = {fact.id: set(fact.values) for fact in book.facts}
    ledger = {*_ids((*book.rules, *book.messages, *book.disagreements, *book.periods))}
    # Of the fields that name something: what kind of thing it is, and all that there is of it.
    names: dict[str, tuple[str, Set[str]]] = {
        **dict.fromkeys(("reasons", "supports", "against"), ("reason", {*_ids(book.reasons), NOT_CLOSED})),
        **dict.fromkeys(("period", "after"), ("period", {*_ids(book.periods), ""})),
        **dict.fromkeys(("act", "acts"), ("act", {*_ids(book.acts)})),
        **dict.fromkeys(("event", "earlier", "later"), ("date", {*DATE_FIELDS})),
        **dict.fromkeys(("field", "wants", "tells"), ("field", {*FIELDS, *get_args(DeadlineId)})),
        "rules": ("rule", ledger),
        "counted_from": ("start", {*FIELDS, *OTHER_EVENTS}),
    }
    for name, entry in entries(dict(book)):
        place = _in_file(name)
        for field, value in vars(entry).items():
            if field in names and value is not None:
                kind, known = names[field]
                _known(place, kind, [value] if isinstance(value, str) else value, known)
            elif field in ("when", "presupposes"):
                _check_condition(place, value, book)
            elif field == "sets":
                _check_condition(place, {name: (given,) for name, given in value.items()}, book)
            elif field == "ends":
                for end, left in value.items():
                    _check_condition(place, {name: (given,) for name, given in {**left, "status": end}.items()}, book)
            elif field in ("facts", "forbids"):
                _known(place, "fact", value, facts.keys())
                for fact, allowed in value.items():
                    _known(place, f"value of {fact}", allowed, facts[fact])
        if isinstance(entry, Box) and (uncited := sorted(set(entry.facts) ^ set(entry.cites))):
            raise bad_rules(f"The {place} cites no line for `{uncited[0]}`.", "Every exclusion cites one.")


def _check_condition(place: str, when: Mapping[str, Condition], book: Rulebook) -> None:
    try:
        book.vocabulary.forbidden(when)
    except ValueError as error:
        raise bad_rules(
            f"There is {error}, named by {place}.",
            "Mend it, there or in the group it is from (groups.toml), or declare it: an answer in model/fields.py.",
        ) from None


def _known(place: str, kind: str, names: Iterable[str], known: Set[str]) -> None:
    unknown = sorted(name for name in names if name not in known)
    if unknown:
        raise bad_rules(
            f"There is no {kind} `{unknown[0]}`, named by {place}.",
            "Mend the name, there or in the group it is from (groups.toml), or declare it first.",
        )


def citations(book: Rulebook) -> Iterator[tuple[str, Where, bool]]:
    """The lines that each rule cites, its place before them, and whether it has to cite any.

    Advice may leave that to the rules it names.
    """
    for place, entry in entries(dict(book)):
        if isinstance(entry, Box):
            facts = dict.fromkeys([*entry.facts, *entry.cites])
            yield from ((f"{place}, fact {fact}", entry.cites.get(fact, ()), True) for fact in facts)
        fields = type(entry).model_fields
        for name in fields.keys() & {"where", "rank_where"}:
            unnamed = isinstance(entry, Advice) and not entry.rules
            yield place, getattr(entry, name), unnamed or fields[name].is_required()


def cited_lines(book: Rulebook) -> dict[str, str]:
    """Every line that any rule cites, in order, each with the place of one that does."""
    return dict(sorted((line, place) for place, lines, _ in citations(book) for line in lines))
