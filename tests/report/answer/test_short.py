"""One screen: the buyer's order, one line a reason, dates said once, and never more rows than there are."""

from dataclasses import replace

import pytest

from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.text import text
from ali_closed.report.answer.blocks import Outline
from ali_closed.report.answer.outline import outline
from ali_closed.report.answer.short import AVOIDS, LIMITS, STEPS
from ali_closed.report.formats.plain import render_plain
from tests.report.answers import DIAGNOSES, NASTY, RULES, WORDS, diagnosed, told, typed

LEADS = [
    WORDS.say(f"screen.{name}")
    for name in ("clash", "mend", "happened", "refund", "dispute", "note", "question", "support", "assumed")
]


def rows(answer: Outline, width: int) -> list[str]:
    return render_plain(answer, width=width).splitlines()


def said(answer: Outline, kind: str) -> list[str]:
    return [
        line.whole
        for section in answer.screen
        for group in section.groups
        if group.kind == kind
        for line in group.lines
    ]


@pytest.mark.parametrize("name", DIAGNOSES)
def test_the_parts_come_in_the_order_in_which_a_buyer_asks(name: str) -> None:
    lines = [line for line in rows(told(DIAGNOSES[name]), 200) if line]
    begun = [lead for line in lines for lead in LEADS if line.startswith(lead)]
    assert begun == sorted(begun, key=LEADS.index)
    assert {WORDS.say("screen.refund"), WORDS.say("screen.assumed")} <= set(begun)
    facts, steps, avoids, asked = (
        [at for at, line in enumerate(lines) if line.startswith(begins)]
        for begins in (tuple(LEADS[:6]), tuple("123456789"), "- ", tuple(LEADS[6:]))
    )
    assert facts
    assert steps
    assert [*facts, *steps, *avoids, *asked] == sorted([*facts, *steps, *avoids, *asked])


@pytest.mark.parametrize("name", DIAGNOSES)
def test_there_are_few_steps_and_the_first_is_the_most_urgent(name: str) -> None:
    answer, diagnosis = told(DIAGNOSES[name]), DIAGNOSES[name]
    assert 1 <= len(said(answer, "steps")) <= STEPS
    assert len(said(answer, "list")) <= AVOIDS
    by_reason = [line for line in said(answer, "steps") if "If " in line and "If all else" not in line]
    assert len(by_reason) <= 2 or all(step.for_reasons is None for step in diagnosis.steps)
    first = [step for step in diagnosis.steps if step.act == diagnosis.steps[0].act]
    assert any(WORDS.say(f"advice.{step.id}")[:20] in said(answer, "steps")[0] for step in first)


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize(("width", "most"), LIMITS)
def test_only_what_the_user_typed_himself_takes_more_rows(width: int, most: int, nasty: str) -> None:
    bare = replace(told(typed(nasty)), subject="")
    own = sum(len(line) // 20 + 1 for line in rows(bare, width) if any(word in line for word in nasty.split()))
    assert len(rows(bare, width)) <= most + own


def test_a_day_that_the_first_line_says_is_not_said_again() -> None:
    answer = told(DIAGNOSES["expired"])
    assert "18 June 2026" in answer.summary
    assert not any("18 June 2026" in line for line in said(answer, "steps"))


def test_what_differs_by_reason_is_one_line_a_reason() -> None:
    by_reason = [line for line in said(told(DIAGNOSES["unknown"]), "steps") if "If " in line]
    assert len(by_reason) == 2
    assert "If it was sent:" in by_reason[0]
    assert "If it was never sent:" in by_reason[1]


def test_what_was_taken_for_granted_is_one_line_that_says_how_to_see_the_rest() -> None:
    answer = outline(
        DIAGNOSES["expired"],
        WORDS,
        RULES,
        assumptions=[text("assumption.days_zone", zone="Europe/Berlin")],
        more="screen.more_flag",
    )
    *_, last = said(answer, "prose")
    assert last.startswith(WORDS.say("screen.assumed"))
    assert "15 June 2026" in last
    assert "Europe/Berlin" in last
    assert last.endswith("-v")


def test_a_contradiction_names_what_clashes_and_one_repair() -> None:
    lines = said(told(DIAGNOSES["contradiction"]), "prose")
    assert lines[0].startswith(WORDS.say("screen.clash"))
    assert lines[1].startswith(WORDS.say("screen.mend"))


def test_the_question_is_there_wherever_one_would_help() -> None:
    for diagnosis in DIAGNOSES.values():
        asked = [line for line in said(told(diagnosis), "prose") if line.startswith(WORDS.say("screen.question"))]
        assert len(asked) == (diagnosis.next_question is not None)


def first_steps(diagnosis: Diagnosis) -> str:
    return said(told(diagnosis), "steps")[0]


def test_the_place_of_the_first_step_stands_below_it() -> None:
    shown = rows(told(DIAGNOSES["expired"]), 200)
    at = next(number for number, line in enumerate(shown) if line.startswith("1. "))
    assert shown[at + 1].startswith("   Where: ")


def test_where_nothing_has_to_be_done_nothing_is_urgent() -> None:
    fine = diagnosed(status="completed", parcel="received_ok", confirmed="yes", closed_on="2026-06-05")
    assert "oday" not in first_steps(fine)
