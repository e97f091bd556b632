import re

import pytest

from ali_closed.report.answer.blocks import Section
from ali_closed.report.answer.outline import outline
from ali_closed.report.text.sanitize import one_line
from tests.report.answers import DIAGNOSES, NASTY, WORDS, every_line, told, typed

ORDER = [
    "contradiction",
    "reason",
    "reasons",
    "refund",
    "dispute",
    "steps",
    "avoid",
    "dates",
    "question",
    "support",
    "assumptions",
    "warnings",
    "ruled_out",
    "readings",
    "sources",
]


def behind(name: str) -> tuple[Section, ...]:
    return told(DIAGNOSES[name], whole=True).behind


@pytest.mark.parametrize("name", DIAGNOSES)
def test_the_sections_come_in_one_order_and_are_never_empty(name: str) -> None:
    found = told(DIAGNOSES[name], whole=True)
    ids = [section.id for section in found.behind]
    assert ids == sorted(ids, key=ORDER.index)
    for section in (*found.screen, *found.behind):
        assert section.groups
        assert all(group.lines for group in section.groups)
    assert all(line.whole for line in every_line((*found.screen, *found.behind)))
    assert found.summary == WORDS.say(DIAGNOSES[name].sentences.first_line)


@pytest.mark.parametrize("name", DIAGNOSES)
def test_the_same_screen_stands_before_all_that_stands_behind_it(name: str) -> None:
    bare = told(DIAGNOSES[name])
    assert bare.behind == ()
    assert bare.screen == told(DIAGNOSES[name], whole=True).screen


@pytest.mark.parametrize("name", DIAGNOSES)
def test_lines_of_documents_are_named_only_behind_the_screen(name: str) -> None:
    found = told(DIAGNOSES[name], whole=True)
    assert not any(line.refs for line in every_line(found.screen))
    named = next(section for section in found.behind if section.id == "sources")
    interpreted = " ".join(line.text for line in named.lines)
    refs = {ref for section in found.behind for line in section.lines for ref in line.refs}
    assert refs
    assert all(ref in interpreted for ref in refs if ":" in ref)


@pytest.mark.parametrize("name", DIAGNOSES)
def test_behind_the_screen_nothing_is_left_out(name: str) -> None:
    diagnosis = DIAGNOSES[name]
    sections = {section.id: section for section in behind(name)}
    for advice, section in ((diagnosis.steps, "steps"), (diagnosis.avoid, "avoid")):
        assert len(sections[section].lines if advice else ()) == len(advice)
    if diagnosis.reasons:
        assert len(sections["reason" if len(diagnosis.reasons) == 1 else "reasons"].lines) == len(diagnosis.reasons)
    assert len(sections["ruled_out"].lines if diagnosis.ruled_out else ()) == len(diagnosis.ruled_out)
    applied = {*diagnosis.refund.readings, *diagnosis.dispute.readings}
    assert len(sections["readings"].lines if applied else ()) == len(applied)


def test_every_document_is_named_with_its_date_or_as_undated() -> None:
    for section in behind("expired"):
        if section.id in {"readings", "sources"}:
            assert all(re.search(r"\((undated|\d+ [A-Z][a-z]+ \d{4})\)", line.text) for line in section.lines)


def test_a_contradiction_comes_first_with_its_repairs() -> None:
    first = behind("contradiction")[0]
    assert first.id == "contradiction"
    assert len(first.groups[1].lines) == len(DIAGNOSES["contradiction"].contradictions[0].repairs)


@pytest.mark.parametrize("name", DIAGNOSES)
def test_what_is_right_whatever_the_reason_comes_first(name: str) -> None:
    for section in behind(name):
        if section.id in {"steps", "avoid"}:
            headings = [group.heading for group in section.groups if group.heading]
            assert WORDS.say("screen.whatever") not in headings[1:]
            assert all(heading.startswith("If ") for heading in headings[1:])


def test_everything_taken_for_granted_is_said_in_its_order() -> None:
    found = outline(DIAGNOSES["expired"], WORDS, whole=True)
    said = next(section for section in found.behind if section.id == "assumptions")
    assert [line.text for line in said.lines] == [WORDS.say(entry) for entry in DIAGNOSES["expired"].assumptions]


def test_the_order_is_named_by_its_number_and_note() -> None:
    assert told(DIAGNOSES["on_its_way"]).subject == "Order 8123456789 (red shoes)"
    assert told(DIAGNOSES["expired"]).subject == ""


@pytest.mark.parametrize("nasty", NASTY)
def test_what_the_user_typed_is_clean_and_on_one_line(nasty: str) -> None:
    found = told(typed(nasty), whole=True)
    said = [found.subject, *(line.whole for line in every_line((*found.screen, *found.behind)))]
    assert all(entry == one_line(entry) for entry in said)
    assert one_line(nasty)[:40] in found.subject
