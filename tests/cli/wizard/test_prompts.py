"""Every question of every field through the real prompts: arrow keys over a pipe, and numbered lines."""

import io
import os

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from ali_closed.cli.answers import start_run
from ali_closed.cli.flags import Settings
from ali_closed.cli.wizard.arrows import ArrowFace
from ali_closed.cli.wizard.ask import Action, put
from ali_closed.cli.wizard.prompts import Face, Option, chosen
from ali_closed.cli.wizard.run import make_face, wants_numbers
from ali_closed.cli.wizard.session import LABELLED, Session, prompt_for
from ali_closed.model.fields import CHOICES, DATE_FIELDS, FIELDS, UNKNOWN
from ali_closed.report.text.catalogue import load_catalogue
from tests.engine.test_questions import LATE_FAULT

DOWN, UP, ENTER = "\x1b[B", "\x1b[A", "\r"
CTRL_C, CTRL_D, CTRL_U = "\x03", "\x04", "\x15"
PASTE = "\x1b[200~{}\x1b[201~"
WORDS = load_catalogue("en")
ASKED = [field for field in FIELDS if field not in {"id", "note"}]
CHOSEN = [(field, place, value) for field in CHOICES for place, value in enumerate(prompt_for(field).values)]
KINDS = ["status", "paid", "parcel", "closed_on", "message"]
"""One field of each kind of question: a list with words of one's own, yes or no, a list, a date, a text.

The keys know no more of a field than its kind; what is a field's own, its answers and texts, is tried by numbers.
"""
LONGEST = max(CHOICES, key=lambda field: len(prompt_for(field).values))


class Narrow(DummyOutput):
    def get_size(self):
        return Size(rows=24, columns=40)


class Seen(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def arrows():
    """Ask with the keys that are pressed; a script that is too short ends with Ctrl-D and never hangs."""

    def ask(keys, field, *, changing=False, answers=None, output=None):
        said = io.StringIO()
        with create_pipe_input() as pipe, create_app_session(input=pipe, output=output or DummyOutput()):
            pipe.send_text(keys + CTRL_D)
            found = session(ArrowFace(WORDS, said), answers)
            return put(found, prompt_for(field, changing=changing)), said.getvalue()

    return ask


def session(face, answers=None):
    return Session(face, start_run(Settings(today="2026-06-15", tz="UTC")), dict(answers or {}))


def numbered(typed, field, *, changing=False, answers=None):
    said = Seen()
    lines = io.StringIO(typed)
    face = Face(WORDS, said, lines.readline)
    return put(session(face, answers), prompt_for(field, changing=changing)), said.getvalue()


def row(field, place):
    """Where an answer stands in the list: "I type what it says" stands before the last."""
    return place + (field in LABELLED and place == len(prompt_for(field).values) - 1)


# ---------------------------------------------------------------- every answer of every field


@pytest.mark.parametrize(("field", "place", "value"), [chosen for chosen in CHOSEN if chosen[0] in KINDS])
def test_every_answer_of_every_kind_is_reached_by_arrow_keys(arrows, field, place, value):
    assert arrows(DOWN * row(field, place) + ENTER, field)[0] == value


@pytest.mark.parametrize(("field", "place", "value"), CHOSEN)
def test_every_answer_is_reached_by_its_number(field, place, value):
    given, said = numbered(f"{row(field, place) + 1}\n", field)
    assert given == value
    assert said.isascii()
    assert "\x1b" not in said


@pytest.mark.parametrize("field", DATE_FIELDS)
@pytest.mark.parametrize(
    ("typed", "value"),
    [("2026-06-01", "2026-06-01"), ("3 weeks ago", "3 weeks ago"), ("", UNKNOWN), ("i don't know", UNKNOWN)],
)
def test_every_date_is_typed(arrows, field, typed, value):
    assert numbered(typed + "\n", field)[0] == value
    if field in KINDS:
        assert arrows(typed + ENTER, field)[0] == value


@pytest.mark.parametrize("field", ["message", "end_reason"])
def test_every_text_is_typed(arrows, field):
    assert arrows("security reasons" + ENTER, field)[0] == "security reasons"
    assert numbered("security reasons\n\n", field)[0] == "security reasons"
    assert arrows(ENTER, field)[0] == UNKNOWN
    assert numbered("\n", field)[0] == UNKNOWN


@pytest.mark.parametrize(("typed", "value"), [("cn\n", "cn"), ("China\nCN\n", "CN"), ("\n", UNKNOWN), ("JP\n", "JP")])
def test_a_country_is_typed_and_what_is_none_is_asked_for_again(typed, value):
    found = session(None, {**LATE_FAULT, "dispute_ends_on": UNKNOWN, "free_returns": False})
    assert found.next_prompt(found.diagnose().diagnosis) == prompt_for("country")
    given, said = numbered(typed, "country")
    assert given == value
    assert "letters" in said
    assert "back" in said


@pytest.mark.parametrize("field", ASKED)
def test_every_question_explains_itself_and_is_asked_again(arrows, field):
    keys = "w" + ENTER
    why, where = (WORDS.say(f"question.{field}.{part}") for part in ("why", "where"))
    tried = [numbered("w\n" + ("1\n" if field in CHOICES else "\n"), field)]
    if field in KINDS:
        tried.append(arrows(keys + ENTER, field))
    for answer, said in tried:
        assert answer is not None
        flat = " ".join(said.split())
        assert f"Why: {why} Where: {where}" in flat
        asked = "wizard.message.offer" if field == "message" else f"question.{field}.text"
        assert flat.count(WORDS.say(asked)) == 2


@pytest.mark.parametrize("field", KINDS)
@pytest.mark.parametrize("changing", [False, True])
def test_a_question_of_every_kind_can_be_left_to_go_back(arrows, field, changing):
    keys = "b" if field in CHOICES else "b" + ENTER
    assert arrows(keys, field, changing=changing)[0] is Action.BACK
    assert numbered("b\n", field, changing=changing)[0] is Action.BACK


@pytest.mark.parametrize("field", KINDS)
@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_a_question_of_every_kind_can_be_stopped(arrows, field, key):
    with pytest.raises(KeyboardInterrupt if key == CTRL_C else EOFError):
        arrows(key, field)
    with pytest.raises(EOFError):
        numbered("", field)


@pytest.mark.parametrize("field", [LONGEST, *(field for field in KINDS if field in CHOICES and field != LONGEST)])
def test_the_last_answer_of_a_list_is_reached_in_forty_columns(arrows, field):
    last = len(prompt_for(field).values) - 1
    assert arrows(DOWN * row(field, last) + ENTER, field, output=Narrow())[0] == UNKNOWN


# ---------------------------------------------------------------- arrow keys


def test_the_answer_so_far_is_shown_between_two_askings(arrows):
    given, said = arrows("s" + ENTER * 2, "paid", answers={"status": "closed"})
    assert given is True
    assert "Still possible:" in said


def test_an_invalid_date_keeps_its_text_to_be_mended(arrows):
    mended = "2026-0x" + ENTER + "\x7f" + "6" + ENTER
    given, said = arrows(mended, "closed_on")
    assert given == "2026-06"
    assert "`2026-0x`" in said
    ambiguous, said = arrows("1/2/26" + ENTER + CTRL_U + "2026-02-01" + ENTER, "closed_on")
    assert ambiguous == "2026-02-01"
    assert "2026-01-02 or 2026-02-01" in " ".join(said.split())


def test_a_date_to_change_begins_with_what_was_typed(arrows):
    held = {"closed_on": "2026-06-0"}
    assert arrows("4" + ENTER, "closed_on", changing=True, answers=held)[0] == "2026-06-04"


def test_a_choice_to_change_begins_with_what_was_chosen(arrows):
    held = {"parcel": "received_partly"}
    assert arrows(ENTER, "parcel", changing=True, answers=held)[0] == "received_partly"
    assert arrows(UP + ENTER, "parcel", changing=True, answers=held)[0] == "received_faulty"


def test_a_message_pasted_with_line_breaks_is_one_answer(arrows):
    pasted = PASTE.format("Your order was closed.\nSecurity reasons.\n")
    assert arrows(pasted + ENTER, "message")[0] == "Your order was closed.\nSecurity reasons."


def test_ctrl_d_stops_even_behind_typed_text(arrows):
    with pytest.raises(EOFError):
        arrows("2026" + CTRL_D, "closed_on")


def test_words_typed_for_a_status_are_cleaned_and_read(arrows):
    last = len(prompt_for("status").values) - 1
    typed = DOWN * last + ENTER
    assert arrows(typed + "Auto Confirmed" + ENTER, "status")[0] == "Auto Confirmed"
    assert arrows(typed + "Auto \u202eConfirmed" + ENTER, "status")[0] == "Auto Confirmed"
    suggested, said = arrows(typed + "Finishedd" + ENTER + ENTER, "status")
    assert suggested == "Finished"
    assert '"Finishedd" is not a wording' in " ".join(said.split())


# ---------------------------------------------------------------- numbered lines


def test_a_message_of_several_lines_ends_with_an_empty_one():
    given, said = numbered("Your order was closed.\nSecurity reasons.\n\n3\n", "message")
    assert given == "Your order was closed.\nSecurity reasons."
    assert "an empty line ends it" in " ".join(said.split())


def test_a_text_longer_than_any_is_asked_for_again():
    given, said = numbered("x" * 250_001 + "\n\nIt is over.\n\n", "message")
    assert given == "It is over."
    assert "250,000 characters" in said


def test_what_is_not_there_is_asked_again():
    given, said = numbered("99\n0\n-1\nnonsense \x1b[2J\n\n2\n", "paid")
    assert given is False
    assert said.count("is not one of them") == 4
    assert "\x1b" not in said


def test_words_of_an_answer_do_as_well_as_its_number():
    assert numbered("Yes, I paid\n", "paid")[0] is True
    assert numbered("no, i n\n", "paid")[0] is False
    assert numbered("2.\n", "paid")[0] is False


def test_an_answer_begun_and_cut_off_is_none():
    with pytest.raises(EOFError):
        numbered("2", "paid")


def test_two_answers_that_begin_alike_are_not_guessed():
    options = {"1": Option(1, "Yes, one"), "2": Option(2, "Yes, two"), "3": Option(3, "Yes")}
    assert chosen("yes, t", options).value == 2
    assert chosen("yes", options).value == 3
    assert chosen("yes,", options) is None
    assert chosen("", options) is None
    assert chosen("\u00b2", options) is None


def test_numbered_lines_are_as_narrow_as_the_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    _, said = numbered("w\n1\n", "tracking")
    # What is typed ends its line on a terminal.
    assert max(map(len, said.replace("): ", "):\n").splitlines())) <= 40


# ---------------------------------------------------------------- which of the two


@pytest.mark.parametrize(
    ("flag", "term", "asked_for", "numbers"),
    [
        (False, "xterm", None, False),
        (False, "dumb", None, True),
        (False, "unknown", None, True),
        (False, "xterm", "1", True),
        (False, "xterm", "0", False),
        (False, "xterm", "", False),
        (True, "xterm", None, True),
    ],
)
def test_numbers_are_for_those_who_ask_and_for_terminals_that_cannot_do_more(
    monkeypatch, flag, term, asked_for, numbers
):
    monkeypatch.setenv("TERM", term)
    monkeypatch.delenv("ALI_CLOSED_ACCESSIBLE", raising=False)
    if asked_for is not None:
        monkeypatch.setenv("ALI_CLOSED_ACCESSIBLE", asked_for)
    settings = Settings(extra={"accessible": flag})
    assert wants_numbers(settings) is numbers
    if os.name == "posix":
        monkeypatch.delenv("TERM")
        assert wants_numbers(settings) is True


def test_a_terminal_that_cannot_be_drawn_on_gets_numbers(monkeypatch, capsys):
    def fail(stream):
        raise OSError("no console")

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("ali_closed.cli.wizard.arrows.terminal_output", fail)
    face = make_face(Settings())
    assert face.accessible
    assert "numbered from here on" in " ".join(capsys.readouterr().out.split())
