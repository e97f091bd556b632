from collections.abc import Iterator

import pytest

from ali_closed.model.diagnosis import AdviceGiven
from ali_closed.model.text import text
from ali_closed.report.answer.blocks import Line, Outline
from ali_closed.report.answer.outline import outline
from ali_closed.report.answer.plan import MOST, chosen
from ali_closed.report.text.sanitize import one_line
from tests.report.answers import DIAGNOSES, NASTY, RULES, WORDS, typed

ORDER = [
    "contradiction",
    "reason",
    "reasons",
    "refund",
    "dispute",
    "steps",
    "avoid",
    "ladder",
    "dates",
    "question",
    "support",
    "assumptions",
    "warnings",
    "flips",
    "ruled_out",
    "readings",
    "sources",
]


def answer(name: str, *, verbose: bool = False) -> Outline:
    return outline(DIAGNOSES[name], WORDS, RULES, verbose=verbose)


def every_line(found: Outline) -> Iterator[Line]:
    waiting = [line for section in found.sections for line in section.lines]
    while waiting:
        line = waiting.pop()
        yield line
        waiting += line.below


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("name", DIAGNOSES)
def test_the_sections_come_in_one_order_and_are_never_empty(name: str, verbose: bool) -> None:
    found = answer(name, verbose=verbose)
    ids = [section.id for section in found.sections]
    assert ids == sorted(ids, key=ORDER.index)
    assert all(group.lines for section in found.sections for group in section.groups)
    assert all(line.whole for line in every_line(found))
    assert found.summary == WORDS.say(DIAGNOSES[name].sentences.first_line)


@pytest.mark.parametrize("name", DIAGNOSES)
def test_lines_of_documents_are_named_only_in_the_whole_trace(name: str) -> None:
    assert not any(line.refs for line in every_line(answer(name)))
    found = answer(name, verbose=True)
    named = next(section for section in found.sections if section.id == "sources")
    interpreted = " ".join(line.text for line in named.lines)
    refs = {ref for section in found.sections for line in section.lines for ref in line.refs}
    assert refs
    assert all(ref in interpreted for ref in refs if ":" in ref)


@pytest.mark.parametrize("name", DIAGNOSES)
def test_the_whole_trace_leaves_nothing_out(name: str) -> None:
    diagnosis = DIAGNOSES[name]
    sections = {section.id: section for section in answer(name, verbose=True).sections}
    for advice, section in ((diagnosis.steps, "steps"), (diagnosis.avoid, "avoid")):
        assert len(sections[section].lines if advice else ()) == len(advice)
    if diagnosis.reasons:
        assert len(sections["reason" if len(diagnosis.reasons) == 1 else "reasons"].lines) == len(diagnosis.reasons)
    assert len(sections["ruled_out"].lines if diagnosis.ruled_out else ()) == len(diagnosis.ruled_out)
    applied = {*diagnosis.refund.readings, *diagnosis.dispute.readings}
    assert len(sections["readings"].lines if applied else ()) == len(applied)


@pytest.mark.parametrize("name", DIAGNOSES)
def test_without_the_trace_little_is_said_and_the_rest_is_counted(name: str) -> None:
    diagnosis = DIAGNOSES[name]
    sections = {section.id: section for section in answer(name).sections}
    for advice, section in ((diagnosis.steps, "steps"), (diagnosis.avoid, "avoid")):
        if len(advice) > MOST:
            *_, last = sections[section].lines
            assert last.text == WORDS.say("screen.more", count=len(advice) - MOST)
            assert len(sections[section].lines) == MOST + 1
    if len(diagnosis.reasons) > 3:
        assert sections["reasons"].lines[3].text == WORDS.say("screen.more", count=len(diagnosis.reasons) - 3)


def test_every_document_is_named_with_its_date_or_as_undated() -> None:
    found = answer("expired", verbose=True)
    for section in found.sections:
        if section.id in {"readings", "sources"}:
            assert all("(undated)" in line.text or "(9 March 2022)" in line.text for line in section.lines)


def test_a_contradiction_comes_first_with_its_repairs() -> None:
    first = answer("contradiction").sections[0]
    assert first.id == "contradiction"
    assert len(first.groups[1].lines) == len(DIAGNOSES["contradiction"].contradictions[0].repairs)


@pytest.mark.parametrize("name", DIAGNOSES)
def test_what_is_right_whatever_the_reason_comes_first(name: str) -> None:
    for section in answer(name).sections:
        if section.id in {"steps", "avoid"}:
            headings = [group.heading for group in section.groups if group.heading]
            assert WORDS.say("screen.whatever") not in headings[1:]
            assert all(heading.startswith("If ") for heading in headings[1:])


def advice(number: int, *, dated: bool, general: bool) -> AdviceGiven:
    by = DIAGNOSES["late"].today if dated else None
    return AdviceGiven(f"step{number}", by, False, None if general else ("payment_failed",), ())


def test_no_step_with_a_date_gives_way_to_one_without() -> None:
    given = [
        *(advice(number, dated=False, general=True) for number in range(9)),
        *(advice(number, dated=number > 12, general=False) for number in range(9, 17)),
    ]
    kept = chosen(given)
    assert len(kept) == MOST
    assert [entry for entry in given if entry.by] == [entry for entry in kept if entry.by]
    assert list(kept) == [entry for entry in given if entry in kept]


def test_few_steps_are_all_said() -> None:
    given = [advice(number, dated=False, general=True) for number in range(MOST)]
    assert chosen(given) == tuple(given)


def test_the_shells_assumptions_come_before_the_engines() -> None:
    found = outline(DIAGNOSES["expired"], WORDS, RULES, assumptions=[text("assumption.days_pacific")])
    said = next(section for section in found.sections if section.id == "assumptions")
    assert said.lines[0].text == WORDS.say("assumption.days_pacific")
    assert len(said.lines) == 1 + len(DIAGNOSES["expired"].assumptions)


def test_the_order_is_named_by_its_number_and_note() -> None:
    assert answer("on_its_way").subject == "Order 8123456789 (red shoes)"
    assert answer("expired").subject == ""


@pytest.mark.parametrize("nasty", NASTY)
def test_what_the_user_typed_is_clean_and_on_one_line(nasty: str) -> None:
    found = outline(typed(nasty), WORDS, RULES, verbose=True)
    said = [found.subject, *(line.whole for line in every_line(found))]
    assert all(entry == one_line(entry) for entry in said)
    assert one_line(nasty) in found.subject


@pytest.mark.parametrize("reason", [entry.id for entry in RULES.reasons] + ["not_closed"])
def test_every_reason_has_its_sentence_and_its_clause(reason: str) -> None:
    assert WORDS.has(f"happened.{reason}")
    assert WORDS.has(f"clause.{reason}")
