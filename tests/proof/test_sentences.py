"""The proof of what is said: no row in vain, a row for all else, and nothing longer than a line or two."""

from datetime import date

from ali_closed.model.rulebook import SentenceRow
from ali_closed.model.text import text
from ali_closed.proof.reachability import said_rows, shadowed
from ali_closed.proof.result import CheckResult
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.rules.loader import Rulebook

LONGEST = 150
TODAY = date(2026, 6, 15)


def with_first_lines(rulebook: Rulebook, *rows: SentenceRow) -> Rulebook:
    return rulebook.model_copy(
        update={"sentences": {**rulebook.sentences, "first_line": rows}, "digest": f"first lines {rows}"}
    )


def test_every_row_has_something_left_to_it(rulebook: Rulebook) -> None:
    assert list(shadowed(rulebook)) == []


def test_a_row_behind_others_that_say_all_of_it_is_found(rulebook: Rulebook) -> None:
    paid, unpaid = (SentenceRow(id=str(paid), when={"paid": (paid,)}) for paid in (True, False))
    both = SentenceRow(id="both", when={"paid": (True, False), "late": (True,)})
    book = with_first_lines(rulebook, paid, unpaid, both, SentenceRow(id="else"))
    assert [failure.what for failure in shadowed(book)] == [
        "first_line both, row 3: those before it leave nothing to it"
    ]


def test_a_kind_without_a_row_for_all_else_is_found(rulebook: Rulebook) -> None:
    book = with_first_lines(rulebook, SentenceRow(id="paid", when={"paid": (True,)}))
    assert [failure.what for failure in shadowed(book)] == ["first_line: no row for all else"]


def test_a_line_about_sources_that_differ_is_of_no_row(rulebook: Rulebook, checked: CheckResult) -> None:
    found = next(iter(checked.witnesses.values()))
    lines = (*found.sentences.dispute, text("dispute_source.last", source=text("said_by.help", year="2026"), day=TODAY))
    assert list(said_rows(found._replace(sentences=found.sentences._replace(dispute=lines)))) == list(said_rows(found))


def test_a_sentence_is_short(rulebook: Rulebook, checked: CheckResult) -> None:
    words = load_catalogue("en", rulebook)
    for found in checked.witnesses.values():
        said = found.sentences
        for sentence in (said.first_line, *said.happened, *said.refund, *said.dispute):
            assert len(words.say(sentence)) <= LONGEST, words.say(sentence)
