"""`ali-closed calendar`: the file on stdout, byte for byte."""

import pytest
from icalendar import Calendar

from tests.cli.program import run

EXPIRED = (
    *("--status", "completed", "--confirmed", "no", "--tracking", "stalled", "--parcel", "not_received"),
    *("--closed-on", "2026-06-03", "--today", "2026-06-10"),
)


def test_the_file_is_written_as_it_is(capfd: pytest.CaptureFixture[str]) -> None:
    first = run(capfd, "calendar", *EXPIRED, "--id", "77")
    assert first.code == 0
    assert first.err == ""
    assert first.out.count("\r\n") == first.out.count("\n")
    assert {str(event["SUMMARY"]) for event in Calendar.from_ical(first.out).walk("VEVENT")} >= {
        "AliExpress: Open the dispute, last safe day, order 77"
    }
    assert run(capfd, "calendar", *EXPIRED, "--id", "77").out == first.out


def test_without_a_number_it_says_what_that_costs(capfd: pytest.CaptureFixture[str]) -> None:
    assert "--id" in run(capfd, "calendar", *EXPIRED).err
    assert run(capfd, "calendar", *EXPIRED, "-q").err == ""


def test_no_date_is_no_file(capfd: pytest.CaptureFixture[str]) -> None:
    ran = run(capfd, "calendar", "--status", "closed")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("There is no date to keep yet: ")


def test_a_calendar_has_one_format(capfd: pytest.CaptureFixture[str]) -> None:
    ran = run(capfd, "calendar", *EXPIRED, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert '"code": "bad_value"' in ran.err
    assert "leave out --format and --json" in ran.err


def test_exit_code(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(capfd, "calendar", *EXPIRED, "--id", "77", "--exit-code").code == 10
