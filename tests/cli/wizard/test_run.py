"""The wizard without a terminal: what it asks, changes, mends and tries, through a face that follows a script."""

import json
import shlex
from dataclasses import replace
from datetime import date

import pytest

from ali_closed.cli.answers import start_run
from ali_closed.cli.flags import Settings
from ali_closed.cli.main import main, program
from ali_closed.cli.wizard import run as wizard_run
from ali_closed.cli.wizard.ask import put
from ali_closed.cli.wizard.run import run_wizard
from ali_closed.cli.wizard.session import Prompt, Session, prompt_for, steady
from ali_closed.errors import AliClosedError, Interrupted, UsageError
from ali_closed.model.fields import CHOICES, DATE_FIELDS, FIELDS, UNKNOWN

TODAY = date(2026, 6, 15)
SETTINGS = Settings(today="2026-06-15", tz="UTC")
RESULT = "See the result"
END = "No, back"
ENOUGH = "That is all"
WHAT_IF = "What if one answer were different?"
WHY = "Why do you ask? Where do I see this?"
BACK = "Go back, or change an earlier answer"
SO_FAR = "Show the answer so far"
READ = "Back to the question"
REST = "None of these fits"
LIST = "Back to the list"
MESSAGE = "Add the words of a message I was shown"
TYPED = "None of these: I type what it says"
UNSURE = ("I don't know", "I don't know, or nothing like that", "All of this is right, go on")
USUAL = {"Next": RESULT, "More": ENOUGH}


class Script:
    """Answers each question, found by its title, with what is planned for it; to all others it does not know."""

    def __init__(self, planned=(), *, accessible=False):
        self.planned = {title: list(replies) for title, *replies in planned}
        self.said = []
        self.asked = []
        self.kept = []
        self.accessible = accessible

    def say(self, text):
        self.said.append(text)

    def _reply(self, title):
        self.asked.append(title)
        assert len(self.asked) < 100, self.asked
        replies = self.planned.get(title)
        reply = replies.pop(0) if replies else USUAL.get(title)
        if isinstance(reply, type) and issubclass(reply, BaseException):
            raise reply
        return reply

    def choose(self, question, title, options, start=None):
        self.said.append(question)
        reply = self._reply(title)
        wanted = UNSURE if reply is None else (reply,)
        found = [option for option in options if option.label in wanted]
        assert len(found) == 1, (title, reply, [option.label for option in options])
        return found[0].value

    def write(self, question, title, *, kept="", many=False):
        self.said.append(question)
        self.kept.append(kept)
        return self._reply(title) or ""

    @property
    def text(self):
        return "\n".join(self.said)


def run(*planned, initial=None, settings=SETTINGS, accessible=False):
    face = Script(planned, accessible=accessible)
    answered = run_wizard(replace(settings, flags=initial or {}), face)
    assert not any(face.planned.values()), face.planned
    return face, answered


def wizard(*flags):
    """Start it as the program does where no command is given."""
    program(list(flags))(flags, standalone_mode=False)


def interrupted(*planned, initial=None, settings=SETTINGS):
    face = Script(planned)
    with pytest.raises(Interrupted) as stopped:
        run_wizard(replace(settings, flags=initial or {}), face)
    assert stopped.value.exit_code == 130
    return stopped.value.hint.splitlines()[-1].strip()


def session(answers=None, settings=SETTINGS):
    return Session(Script(), start_run(settings), dict(answers or {}))


BUYER = {"status": "closed", "message": UNKNOWN, "paid": True, "shipped": False}


# ---------------------------------------------------------------- the core


def test_what_is_passed_through_is_kept_and_not_shown():
    face, answered = run(initial={"id": "81", "note": "blue", "paid": True})
    assert answered.diagnosis.order.echo().items() >= {"id": "81", "note": "blue", "paid": True}.items()
    assert "Already answered: Your payment." in face.said


@pytest.mark.parametrize("field", [field for field in FIELDS if field not in {"id", "note"}])
def test_every_field_can_be_asked_with_all_its_answers(field):
    prompt = prompt_for(field)
    if field in CHOICES:
        assert set(CHOICES[field]) <= set(prompt.values)
        assert prompt.values[-1] == UNKNOWN
    else:
        assert prompt.values == ()


def test_the_questions_end_when_the_engine_asks_nothing_more():
    found = session({"status": "payment_pending", "ordered_on": "2026-06-14"})
    assert found.diagnose().diagnosis.next_question is None
    assert found.next_prompt(found.diagnose().diagnosis) is None


@pytest.mark.parametrize(
    ("given", "offered"),
    [
        ({}, False),
        ({"status": "closed"}, True),
        ({"status": "cancelled"}, True),
        ({"status": UNKNOWN}, True),
        ({"status": "shipped"}, False),
        ({"status": "closed", "message": UNKNOWN}, False),
        ({"status": "closed", "end_reason": "pay_timeout"}, False),
    ],
)
def test_a_message_can_be_added_once_to_an_order_that_may_have_ended(given, offered):
    found = session(given)
    assert found.offers_message(found.diagnose().diagnosis) == offered


@pytest.mark.parametrize("walk", range(12))
def test_the_wizard_asks_what_ask_asks(walk, capsys):
    """From nothing to the end, whatever is answered; so there is no question that one has and the other has not."""
    found = session()
    for step in range(30):
        flags = [flag for name, value in found.answers.items() for flag in _as_flags(name, value)]
        with pytest.raises(SystemExit):
            main(["ask", *flags, "--today", "2026-06-15", "--tz", "UTC"])
        asked = json.loads(capsys.readouterr().out)
        prompt = found.next_prompt(found.diagnose().diagnosis)
        assert (prompt is None) == (asked is None)
        if prompt is None:
            break
        assert prompt.field == asked["field"]
        assert list(prompt.values) == [answer["value"] for answer in asked["answers"]]
        value = prompt.values[(walk + step) % len(prompt.values)] if prompt.values else "2026-05-20"
        found.answers[prompt.field] = value
    assert prompt is None
    assert step > 0


def _as_flags(name, value):
    dashed = name.replace("_", "-")
    if isinstance(value, bool):
        return [f"--{dashed}" if value else f"--not-{dashed}"]
    return [f"--{dashed}", value]


def test_a_label_that_speaks_of_another_field_leaves_that_and_is_asked_on():
    for before, after in (({}, {"tracking": "delivered"}), ({"tracking": "lost"}, {"tracking": "lost"})):
        found = session(before)
        assert found.notes("status", "delivered")
        assert found.answers == after
    for answer in ("completed", "Cancelled", "Payment failed", "unknown"):
        found = session()
        assert not found.notes("status", answer)
        assert not found.answers


# ---------------------------------------------------------------- a run


def test_a_whole_run_from_nothing_to_the_answer(capsys):
    # Whatever is asked, and in whatever order, this is what the buyer knows.
    face = Script(
        (
            ("Order status", "Closed"),
            ("Your payment", "Yes, I paid"),
            ("Whether it was sent", "No, the page does not say so"),
            ("How far it had come", "Paid and accepted, but not yet sent"),
            ("Last tracking line", "There is no tracking number"),
            ("Receipt confirmed", "No, I did not press it"),
            ("Dispute so far", "No dispute was ever opened"),
            ("What you received", "Nothing came"),
            ("Who cancelled", "I did"),
            ("Day of the end", "2026-05-30"),
        )
    )
    answered = run_wizard(SETTINGS, face)
    shown = capsys.readouterr()
    assert face.asked[0] == "Order status"
    assert face.asked[-2:] == ["Next", "More"]
    assert len(set(face.asked)) == len(face.asked)
    assert [reason.id for reason in answered.diagnosis.reasons] == ["buyer_cancelled"]
    assert "by itself" in shown.out
    assert "See all: below" in shown.out, "nobody types -v here"
    assert shown.err == ""
    command = next(said for said in face.said if "ali-closed diagnose" in said)
    assert "--status closed" in command
    assert "message" not in command
    assert "--cancelled-by buyer" in command


def test_answers_given_beforehand_are_named_and_not_asked_again():
    face, _ = run(initial=BUYER)
    assert "Already answered: Order status, Message shown, Your payment, Whether it was sent." in face.said
    assert not {"Order status", "Message shown", "Your payment", "Whether it was sent"} & set(face.asked)


SECURITY = "We have to cancel this order due to security issues."


def test_a_message_is_added_at_a_question_which_is_asked_again_where_it_still_matters():
    _, answered = run(
        ("Order status", "Closed"), ("Dispute so far", MESSAGE), ("Message shown", SECURITY), initial={"paid": True}
    )
    assert answered.diagnosis.order.value("message") == SECURITY
    assert {reason.id for reason in answered.diagnosis.reasons} <= {"security_coupon", "security_pattern"}


def test_leaving_the_message_goes_back_to_the_question():
    face, answered = run(("Order status", "Closed"), ("Dispute so far", MESSAGE, None), ("Message shown", "b"))
    assert face.asked[:4] == ["Order status", "Dispute so far", "Message shown", "Dispute so far"]
    assert answered.diagnosis.order.raw("message") is None


def test_no_message_after_all_is_noted_and_not_offered_again():
    face, answered = run(("Order status", "Closed"), ("Dispute so far", MESSAGE), ("Message shown", ""))
    assert answered.diagnosis.order.raw("message") == UNKNOWN
    assert face.asked.count("Message shown") == 1


def test_a_message_is_added_at_a_date_by_its_letter():
    initial = {**BUYER, "cancelled_by": "seller"}
    del initial["message"]
    face, answered = run(("Day of the end", "m", "2026-06-01"), ("Message shown", "Your order ended."), initial=initial)
    assert "m: add the words of a message you were shown." in face.text
    assert answered.diagnosis.order.value("message") == "Your order ended."


def test_a_message_can_still_be_added_at_the_review():
    initial = {**BUYER, "cancelled_by": "seller", "closed_on": "2026-06-01"}
    del initial["message"]
    _, answered = run(("Next", MESSAGE, RESULT), ("Message shown", SECURITY), initial=initial)
    assert answered.diagnosis.order.value("message") == SECURITY


def test_a_wrong_value_given_beforehand_is_an_error_before_any_question():
    with pytest.raises(UsageError) as wrong:
        run(initial={"parcel": "recieved_ok"})
    assert "received_ok" in wrong.value.hint


def test_not_knowing_anything_ends_in_an_answer():
    face, answered = run()
    assert answered.diagnosis.next_question is None
    assert face.asked[-2:] == ["Next", "More"]


@pytest.mark.parametrize(
    ("given", "local", "said", "flag"),
    [
        ("Europe/Berlin", None, "Europe/Berlin", "--tz Europe/Berlin"),
        (None, "Asia/Tokyo", "Asia/Tokyo, the time zone of this computer", "--tz Asia/Tokyo"),
        (None, None, "does not name its time zone", ""),
    ],
)
def test_a_zone_is_said_and_goes_with_dates_into_the_command(given, local, said, flag, monkeypatch):
    monkeypatch.setattr("ali_closed.cli.wizard.run.local_zone", lambda: local)
    settings = Settings(today="2026-06-15", tz=given)
    face, _ = run(("Who cancelled", "I did"), ("Day of the end", "2 weeks ago"), initial=BUYER, settings=settings)
    assert any(said in line for line in face.said)
    command = next(line for line in face.said if "ali-closed diagnose" in line)
    assert "--closed-on 2026-05-29..2026-06-04" in command
    assert flag in command
    assert flag or "--tz" not in command


def test_the_answer_after_plain_questions_is_plain_too(capsys):
    run(("Who cancelled", "I did"), initial=BUYER, accessible=True)
    shown = capsys.readouterr().out
    assert shown.isascii()
    assert "by itself" in shown


def test_the_answer_has_the_format_that_was_asked_for(capsys):
    run(("Who cancelled", "I did"), initial=BUYER, settings=Settings(today="2026-06-15", tz="UTC", format="md"))
    assert "\n## " in capsys.readouterr().out


# ---------------------------------------------------------------- at a question


def test_why_and_where_and_the_answer_so_far_come_back_to_the_same_question():
    face, _ = run(
        ("Who cancelled", WHY, SO_FAR, "I did"),
        ("Go on", READ, READ),
        ("Day of the end", "?", "W", "s", "2026-06-01"),
        initial=BUYER,
    )
    assert any(said.startswith("Why: It tells a cancellation") for said in face.said)
    assert face.text.count("\nWhere: In the order's details, if it is shown") == 2
    assert "last see it open" in face.text
    assert "\nStill possible" in face.text


def test_lines_that_are_read_aloud_go_on_by_themselves():
    face, _ = run(("Who cancelled", WHY, SO_FAR, "I did"), initial=BUYER, accessible=True)
    assert "Go on" not in face.asked
    assert "Why: It tells a cancellation" in face.text


@pytest.mark.parametrize("typed", ["1/2/26", "31/02/2026", "soon", "2026-02-30", "12"])
def test_a_date_that_cannot_be_read_is_explained_and_its_text_kept(typed):
    face, answered = run(("Who cancelled", "I did"), ("Day of the end", typed, "2026-06-01"), initial=BUYER)
    assert face.kept[:2] == ["", typed]
    assert any(f"`{typed}`" in said for said in face.said)
    assert answered.diagnosis.order.echo()["closed_on"] == {"from": "2026-05-31", "until": "2026-06-01"}


@pytest.mark.parametrize("typed", ["", "unknown", "I don't know", "i dont know", "UNKNOWN"])
def test_not_knowing_a_date_is_an_answer(typed):
    _, answered = run(("Who cancelled", "I did"), ("Day of the end", typed), initial=BUYER)
    assert answered.diagnosis.order.raw("closed_on") == UNKNOWN


def test_a_status_can_be_typed_as_it_stands_there():
    _, answered = run(("Order status", TYPED), ("The words", "Auto Confirmed"))
    assert answered.diagnosis.order.value("sub_status") == "confirmation_timed_out"


def test_an_unknown_wording_is_never_guessed_but_suggested():
    face, answered = run(
        ("Order status", TYPED, "Type it again", "Back to the list", TYPED, TYPED, "Finished"),
        ("The words", "Finishedd", "zzzz", "", "Finishedd"),
    )
    assert any('"zzzz" is not a wording' in said for said in face.said)
    assert face.kept[:2] == ["", "Finishedd"]
    assert answered.diagnosis.order.value("status") == "completed"


def test_a_typed_label_of_another_fact_is_noted_and_the_status_asked_on():
    face, answered = run(("Order status", TYPED, "Completed, or Finished"), ("The words", "Delivered"))
    assert any('"Delivered" is noted' in said for said in face.said)
    assert answered.diagnosis.order.value("status") == "completed"
    assert answered.diagnosis.order.value("tracking") == "delivered"


def test_an_answer_that_the_others_exclude_can_still_be_given():
    face = Script([("Last tracking line", REST, LIST, REST, "Lost")])
    found = session({"status": "closed", "shipped": False})
    found.face = face
    prompt = Prompt("tracking", ("none", UNKNOWN), ("moving", "lost"))
    assert put(found, prompt) == "lost"


# ---------------------------------------------------------------- back, and what cannot all be true


def test_going_back_changes_one_answer_and_keeps_the_others():
    face, answered = run(
        ("Day of the end", "2026-06-01", "2026-06-02"),
        ("Who cancelled", BACK, "The seller"),
        ("Earlier answer", "Day of the end: 1 June 2026"),
        initial=BUYER,
    )
    kept = answered.diagnosis.order.echo()
    assert (kept["cancelled_by"], kept["closed_on"]) == ("seller", {"from": "2026-06-01", "until": "2026-06-02"})
    assert (kept["paid"], kept["shipped"], kept["status"]) == (True, False, "closed")
    went_back = face.asked.index("Earlier answer")
    assert face.asked[went_back - 1 : went_back + 2] == ["Who cancelled", "Earlier answer", "Day of the end"]


def test_going_back_without_an_answer_says_so():
    face, _ = run(("Order status", BACK, "Closed"))
    assert "There is no earlier answer yet." in face.said


def test_going_back_and_leaving_all_as_it_is():
    _, answered = run(
        ("Who cancelled", BACK, BACK, "I did"),
        ("Earlier answer", "None, go on", "Your payment: Yes, I paid"),
        ("Your payment", "Leave it as it is"),
        initial=BUYER,
    )
    assert answered.diagnosis.order.value("paid") is True


def test_the_review_shows_every_answer_and_changes_any():
    face, answered = run(
        ("Who cancelled", "I did", "The seller"),
        ("Day of the end", "3 weeks ago", "2026-06-04"),
        ("Next", "Day of the end: 3 weeks ago (22 May 2026 to 28 May 2026)", "Who cancelled: I did", RESULT),
        initial=BUYER,
    )
    assert "3 weeks ago" in face.kept
    assert answered.diagnosis.order.value("cancelled_by") == "seller"
    assert answered.diagnosis.order.echo()["closed_on"] == {"from": "2026-06-03", "until": "2026-06-04"}


CLASH = {"status": "completed", "sub_status": "confirmation_received", "paid": False, "shipped": True}


def test_what_cannot_all_be_true_is_shown_with_its_repairs():
    face, answered = run(("What is right", "Your payment is rather: Yes, I paid"), initial=CLASH)
    assert any("Your payment: No, I never paid" in said for said in face.said)
    assert answered.diagnosis.state != "contradiction"
    assert answered.diagnosis.order.value("paid") is True


def test_what_cannot_all_be_true_can_be_answered_again():
    _, answered = run(
        ("What is right", "Change my answer: Your payment"), ("Your payment", "Yes, I paid"), initial=CLASH
    )
    assert answered.diagnosis.state != "contradiction"


def test_what_cannot_all_be_true_can_be_kept_and_is_not_asked_again():
    face, answered = run(("What is right", "All of this is right, go on"), initial=CLASH)
    assert face.asked.count("What is right") == 1
    assert answered.diagnosis.state == "contradiction"


def test_a_date_in_the_future_can_be_left_out():
    _, answered = run(
        ("What is right", "Day of the end: I don't know after all"), initial={**BUYER, "closed_on": "2026-07-20"}
    )
    assert answered.diagnosis.order.raw("closed_on") == UNKNOWN


# ---------------------------------------------------------------- what if


def test_what_if_shows_the_other_answer_and_leaves_the_answers_as_they_are():
    face, answered = run(
        ("Who cancelled", "The seller"),
        ("Whether it was sent", "Yes, the page says it was sent"),
        ("More", WHAT_IF, ENOUGH),
        ("Try", "Whether it was sent: No, the page does not say so", END),
        initial={**BUYER, "closed_on": "2026-06-01"},
    )
    then = next(said for said in face.said if said.startswith("Then: "))
    assert "\n" in then
    assert answered.diagnosis.order.value("shipped") is False


def test_what_if_of_nothing_new():
    face, _ = run(
        ("Who cancelled", "I did", "I did"),
        ("More", WHAT_IF, ENOUGH),
        ("Try", "Who cancelled: I did", END),
        initial=BUYER,
    )
    assert face.said.count("Nothing would change.") == 1


def test_what_if_can_be_left():
    face, _ = run(
        ("Who cancelled", "I did", "Leave it as it is"),
        ("More", WHAT_IF, ENOUGH),
        ("Try", "Who cancelled: I did", END),
        initial=BUYER,
    )
    assert not any(said.startswith("Then: ") for said in face.said)


# ---------------------------------------------------------------- stopping, and the command line


@pytest.mark.parametrize("stop", [KeyboardInterrupt, EOFError])
@pytest.mark.parametrize(
    ("planned", "said"),
    [
        ((("Order status", "Closed"), ("Dispute so far", "STOP")), "ali-closed --status closed"),
        (
            (("Order status", "Closed"), ("Dispute so far", MESSAGE), ("Message shown", "STOP")),
            "ali-closed --status closed",
        ),
        (
            (("Order status", "Closed"), ("Dispute so far", MESSAGE), ("Message shown", "It's over"), ("Next", "STOP")),
            "ali-closed --status closed --message 'It'\"'\"'s over'",
        ),
        (
            (("Order status", "Closed"), ("Dispute so far", BACK), ("Earlier answer", "STOP")),
            "ali-closed --status closed",
        ),
        ((("Order status", "Cancelled, or Canceled"), ("More", "STOP")), "ali-closed --status cancelled"),
    ],
)
def test_stopping_anywhere_gives_the_command_that_goes_on(planned, said, stop):
    script = [tuple(stop if part == "STOP" else part for part in entry) for entry in planned]
    command = interrupted(*script)
    assert command.startswith(said)
    assert shlex.split(command)[0] == "ali-closed"


def test_the_command_goes_on_where_it_stopped():
    command = interrupted(("Day of the end", "2026-06-01"), ("Who cancelled", EOFError), initial=BUYER)
    initial, settings = parsed(command)
    face, answered = run(initial=initial, settings=settings)
    assert not {"Order status", "Message shown", "Day of the end"} & set(face.asked)
    assert answered.diagnosis.order.echo()["closed_on"] == {"from": "2026-05-31", "until": "2026-06-01"}


class NoRoom(AliClosedError):
    def __init__(self):
        super().__init__("The answer cannot be written.")


@pytest.mark.parametrize("failure", [ZeroDivisionError, NoRoom])
def test_a_failure_does_not_lose_the_answers(failure):
    face = Script([("Order status", "Closed"), ("Dispute so far", failure)])
    with pytest.raises(failure):
        run_wizard(SETTINGS, face)
    assert face.said[-1].endswith("ali-closed --status closed --today 2026-06-15")


def parsed(command):
    """The answers and settings that the wizard's own command line reads from a printed command."""
    caught = {}
    words = shlex.split(command)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wizard_run, "start", lambda settings: caught.update(settings=settings))
        wizard(*words[1:])
    return dict(caught["settings"].flags), caught["settings"]


def test_every_answer_there_is_comes_back_from_its_command():
    for place in range(max(len(values) for values in CHOICES.values()) + 1):
        answers = {
            field: (*CHOICES[field], UNKNOWN)[place % (len(CHOICES[field]) + 1)] for field in FIELDS if field in CHOICES
        }
        answers |= dict.fromkeys(DATE_FIELDS, ("2026-06-01", "2026-05", "..2026-06-02", UNKNOWN)[place % 4])
        answers |= {"message": '-- it\'s "over"\n$HOME `x` \u00e9', "note": "", "id": "81"}
        command = session(answers).go_on()
        assert parsed(command)[0] == answers, place


def test_the_settings_of_the_run_are_in_the_command():
    answers = {"closed_on": "2026-06-01"}
    settings = Settings(today="2026-06-15", tz="Europe/Berlin", country="DE", format="md")
    command = session(answers, settings).one_shot()
    assert command == (
        "ali-closed diagnose --closed-on 2026-06-01 --today 2026-06-15 --tz Europe/Berlin --country DE --format md"
    )
    assert session({"paid": False}, settings).one_shot().startswith("ali-closed diagnose --not-paid --today")
    assert "--tz" not in session({"paid": False}, settings).one_shot()
    assert session({}, Settings(extra={"accessible": True})).go_on() == "ali-closed --accessible"


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("2026-06-01", "2026-06-01"),
        (" 2026-06 ", "2026-06"),
        ("2026-06-01..", "2026-06-01.."),
        ("2026-06-01 14:00", "2026-06-01 14:00"),
        ("2026-06-01T14:00+02:00", "2026-06-01T14:00+02:00"),
        ("yesterday", "2026-06-14"),
        ("in 5 days", "2026-06-20"),
        ("about 2 days ago", "about 2 days ago"),
        ("more than 15 days ago", "..2026-05-30"),
    ],
)
def test_words_that_count_from_today_become_days(typed, held):
    if typed.startswith("about"):
        first, _, last = steady(typed, TODAY).partition("..")
        assert date.fromisoformat(first) <= date(2026, 6, 13) <= date.fromisoformat(last or first)
    else:
        assert steady(typed, TODAY) == held


def test_answers_are_shown_as_the_buyer_reads_them():
    found = session()
    assert found.shown("paid", False) == "No, I never paid"
    assert found.shown("status", "cancelled") == "Cancelled, or Canceled"
    assert found.shown("status", "Fin\x1b[2Jished") == "Fin[2Jished"
    assert found.shown("closed_on", "2026-06-01") == "1 June 2026"
    assert found.shown("closed_on", "yesterday") == "yesterday (14 June 2026)"
    assert found.shown("closed_on", UNKNOWN) == "I don't know"


# ---------------------------------------------------------------- the zone of this computer


def test_the_zone_is_the_one_that_the_variable_names(monkeypatch):
    monkeypatch.setenv("TZ", ":UTC")
    assert wizard_run.local_zone() == "UTC"


def test_a_zone_that_has_no_name_is_not_taken(monkeypatch):
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0")
    assert wizard_run.local_zone() is None


def test_the_zone_is_read_from_the_system(monkeypatch, tmp_path):
    monkeypatch.delenv("TZ")
    folder = tmp_path / "zoneinfo" / "Europe"
    folder.mkdir(parents=True)
    (folder / "Berlin").write_bytes(b"")
    (tmp_path / "localtime").symlink_to(folder / "Berlin")
    monkeypatch.setattr(wizard_run, "CLOCK", tmp_path / "localtime")
    assert wizard_run.local_zone() == "Europe/Berlin"
    monkeypatch.setattr(wizard_run, "CLOCK", tmp_path / "none")
    assert wizard_run.local_zone() is None
