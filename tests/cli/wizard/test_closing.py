"""What the wizard offers after the answer, each wish by itself."""

from dataclasses import replace

import pytest

from ali_closed.cli.wizard.run import fitting_message, run_wizard
from ali_closed.errors import Interrupted
from ali_closed.report.text.catalogue import load_catalogue
from ali_closed.rules.loader import load_rules
from tests.cli.program import POSIX
from tests.cli.wizard.test_run import ENOUGH, RESULT, SETTINGS, Script, run

WORDS = load_catalogue("en", load_rules())
EXPIRED = {
    "status": "completed",
    "sub_status": "confirmation_timed_out",
    "parcel": "not_received",
    "closed_on": "2026-06-03",
}
LATE = {"status": "closed", "paid": True, "shipped": False, "closed_on": "2026-04-21", "refund": "none_seen"}


def label(wish):
    return WORDS.say(f"wizard.closing.{wish}")


def offered(initial):
    """What is offered after the answer, in order."""
    seen = []

    class Looking(Script):
        def choose(self, question, title, options, start=None):
            if title == label("title"):
                seen.append([option.label for option in options])
            return super().choose(question, title, options, start)

    run_wizard(replace(SETTINGS, flags=initial), Looking())
    return seen[0]


def test_enter_ends_and_all_wishes_are_there():
    wishes = [label(wish) for wish in ("end", "details", "what_if", "message.dispute", "calendar", "save", "back")]
    assert offered(EXPIRED) == wishes


def test_no_calendar_where_there_is_no_date_and_no_message_where_none_helps():
    wishes = offered({"status": "completed", "parcel": "received_ok", "confirmed": "yes", "dispute": "none"})
    assert label("calendar") not in wishes
    assert not [wish for wish in wishes if wish.startswith("A message")]


def test_everything_is_shown_only_when_it_is_wished(capsys):
    run(initial=EXPIRED)
    assert "What each document says" not in capsys.readouterr().out
    run(("More", label("details"), ENOUGH), initial=EXPIRED)
    assert "What each document says" in capsys.readouterr().out


@pytest.mark.parametrize(("order", "recipient"), [(EXPIRED, "dispute"), (LATE, "support")])
def test_the_message_is_the_one_that_fits_the_first_step(order, recipient, capsys):
    _, answered = run(("More", label(f"message.{recipient}"), ENOUGH), initial=order)
    assert fitting_message(answered) == recipient
    shown = capsys.readouterr().out
    assert "order" in shown.split(answered.words.say(answered.diagnosis.sentences.first_line))[-1].lower()


def test_the_calendar_is_a_new_file_and_never_replaces_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    wish = ("More", label("calendar"), label("calendar"), ENOUGH)
    face, _ = run(wish, ("Calendar file", "dates.ics", "dates.ics"), initial=EXPIRED)
    assert (tmp_path / "dates.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert WORDS.say("wizard.closing.written", name="dates.ics") in face.said
    assert WORDS.say("wizard.closing.there", name="dates.ics") in face.said


def test_a_calendar_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    face, _ = run(("More", label("calendar"), ENOUGH), ("Calendar file", "no/such/folder.ics"), initial=EXPIRED)
    assert any("cannot be written" in said for said in face.said)


@POSIX
def test_half_a_calendar_is_not_left_behind(tmp_path, monkeypatch):
    import resource

    monkeypatch.chdir(tmp_path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        face, _ = run(("More", label("calendar"), ENOUGH), ("Calendar file", "dates.ics"), initial=EXPIRED)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert any("cannot be written" in said for said in face.said)
    assert list(tmp_path.iterdir()) == []


def test_the_order_is_kept_under_a_name(tmp_path, monkeypatch):
    monkeypatch.setenv("ALI_CLOSED_HOME", str(tmp_path))
    wish = ("More", label("save"), label("save"), ENOUGH)
    face, _ = run(wish, ("Name", "shoes", "shoes"), initial=EXPIRED)
    assert WORDS.say("case.saved", name="shoes") in face.said
    assert WORDS.say("case.replaced", name="shoes") in face.said


def test_no_name_and_a_bad_name_keep_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("ALI_CLOSED_HOME", str(tmp_path))
    wish = ("More", label("save"), label("save"), ENOUGH)
    face, _ = run(wish, ("Name", "", "a/b" * 200), initial=EXPIRED)
    assert not any(said.startswith(WORDS.say("case.saved", name="x")[:5]) for said in face.said)
    assert not list(tmp_path.rglob("*.json"))


def test_going_back_changes_an_answer_and_answers_again():
    face, answered = run(
        ("More", label("back"), ENOUGH),
        ("Earlier answer", "What you received: Nothing came"),
        ("What you received", "All came and is good"),
        ("Next", RESULT, RESULT),
        initial=EXPIRED,
    )
    assert face.asked.count("More") == 2
    assert answered.diagnosis.order.value("parcel") == "received_ok"


@pytest.mark.parametrize("stop", [KeyboardInterrupt, EOFError])
def test_before_any_answer_there_is_no_command_to_go_on_with(stop):
    with pytest.raises(Interrupted) as stopped:
        run_wizard(SETTINGS, Script([("Order status", stop)]))
    assert stopped.value.hint is None
