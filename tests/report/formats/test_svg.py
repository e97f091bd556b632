import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ali_closed.report.answer.timeline import Mark, Timeline, timeline
from ali_closed.report.formats.svg import render_svg
from ali_closed.report.text.phrases import span_text
from tests.report.answers import DIAGNOSES, NASTY, TODAY, WORDS, diagnosed, told, typed

SVG = "{http://www.w3.org/2000/svg}"
DAYS = st.dates(date(2024, 1, 1), date(2026, 6, 15))


def marks(**order: object) -> dict[str, Mark]:
    return {mark.id: mark for mark in timeline(diagnosed(**order), WORDS).marks}


def life(name: str) -> Timeline:
    return timeline(DIAGNOSES[name], WORDS)


def test_every_date_of_the_order_and_of_the_answer_is_a_row() -> None:
    assert [mark.id for mark in life("expired").marks] == [
        "ordered_on",
        "shipped_on",
        "closed_on",
        "today",
        "dispute_act_by",
        "dispute_last",
        "review_last",
    ]


def test_a_span_is_a_span_and_a_day_a_day() -> None:
    found = {mark.id: mark for mark in life("expired").marks}
    assert found["ordered_on"].first < found["ordered_on"].last
    assert found["ordered_on"].when == "1 March 2026 to 31 March 2026"
    assert found["closed_on"].first == found["closed_on"].last


def test_the_time_in_which_documents_disagree_is_marked() -> None:
    (zone,) = [mark for mark in life("defect").marks if mark.kind == "zone"]
    assert zone.when == "15 June 2026 to 25 June 2026"
    assert not [mark for mark in life("expired").marks if mark.kind == "zone"]


def test_an_open_window_is_contested_from_the_day_after_the_safe_one() -> None:
    zone = next(mark for mark in life("marked_delivered").marks if mark.kind == "zone")
    window = DIAGNOSES["marked_delivered"].dispute
    assert window.act_by is not None
    assert window.last_date is not None
    assert zone.when == f"{WORDS.date(window.act_by + timedelta(days=1))} to {WORDS.date(window.last_date)}"


def test_a_refund_is_expected_in_a_span_and_then_late() -> None:
    found = {mark.id: mark for mark in life("late").marks}
    refund = DIAGNOSES["late"].refund
    assert refund.expected_from is not None
    assert refund.expected_until is not None
    assert found["refund_expected"].when == " to ".join(map(WORDS.date, (refund.expected_from, refund.expected_until)))
    assert found["refund_expected"].last == found["refund_late_after"].first
    assert found["refund_late_after"].first < found["today"].first


def test_open_spans_end_today_or_at_the_edge() -> None:
    found = marks(status="closed", paid=True, shipped=False, closed_on="2026-06-01..", ordered_on="..2026-05-20")
    assert found["closed_on"].when == "1 June 2026 to 15 June 2026"
    assert found["ordered_on"].first is None
    assert found["ordered_on"].when == "until 20 May 2026"


def test_sides_that_are_not_known_are_said() -> None:
    assert span_text((None, None), WORDS) == "at some time"
    assert span_text((TODAY, None), WORDS) == "from 15 June 2026 on"


def test_a_long_stretch_is_shortened_and_the_break_is_shown() -> None:
    assert life("defect").breaks
    assert "≈" in render_svg(told(DIAGNOSES["defect"]))
    short = diagnosed(status="closed", paid=True, shipped=False, ordered_on="2026-06-01", cancelled_by="seller")
    assert timeline(short, WORDS).breaks == ()


@given(DAYS, DAYS, DAYS)
def test_places_keep_the_order_of_days(ordered: date, shipped: date, closed: date) -> None:
    diagnosis = diagnosed(
        status="completed",
        ordered_on=ordered.isoformat(),
        shipped_on=shipped.isoformat(),
        closed_on=closed.isoformat(),
    )
    found = timeline(diagnosis, WORDS)
    ends = [found.ends(mark) for mark in found.marks]
    begins = [begin for begin, _ in ends]
    assert begins == sorted(begins)
    assert all(0 <= begin <= end <= 1 for begin, end in ends)
    assert 0 <= found.places[found.today] <= 1
    assert all(0 < place < 1 for place in found.breaks)


@pytest.mark.parametrize("name", DIAGNOSES)
def test_the_drawing_is_sound_and_says_what_it_shows(name: str) -> None:
    drawn = render_svg(told(DIAGNOSES[name]))
    root = ET.fromstring(drawn)
    assert root.tag == f"{SVG}svg"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text == WORDS.say("timeline.title")
    assert description is not None
    shown = "".join(element.text or "" for element in root.iter(f"{SVG}text"))
    for mark in life(name).marks:
        assert f"{mark.label}: {mark.when}" in str(description.text)
        assert mark.label.split()[0] in shown
    assert len(list(root.iter(f"{SVG}circle"))) >= 1


@pytest.mark.parametrize("name", DIAGNOSES)
def test_the_drawing_fetches_nothing(name: str) -> None:
    drawn = render_svg(told(DIAGNOSES[name]))
    assert drawn.count("://") == 1, "the name of the format is the only address"
    for element in ET.fromstring(drawn).iter():
        assert element.tag.removeprefix(SVG) not in {"script", "image", "use", "a", "foreignObject"}
        assert not any(name.startswith("on") or "href" in name for name in element.attrib)


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_the_user_typed_stands_in_the_drawing(nasty: str) -> None:
    assert render_svg(told(typed(nasty))) == render_svg(told(typed("x")))


def test_every_date_has_its_label() -> None:
    from ali_closed.model.fields import DATE_FIELDS

    for field in (*DATE_FIELDS, "today", "contested"):
        assert WORDS.has(f"timeline.{field}")
    assert all(WORDS.has(f"timeline.{entry.id}") for found in DIAGNOSES.values() for entry in found.deadlines)
