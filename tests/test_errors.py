"""The error family: exit codes, the JSON object, and what a message may repeat of a bad value."""

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ali_closed.errors import (
    AliClosedError,
    DataError,
    Interrupted,
    MissingFileError,
    UsageError,
    nearest,
    quoted,
)


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [(AliClosedError, 1), (UsageError, 2), (DataError, 65), (MissingFileError, 66), (Interrupted, 130)],
)
def test_each_kind_has_its_exit_code_and_is_one_family(kind: type[AliClosedError], exit_code: int) -> None:
    error = kind("No.", code="some_code", hint="Write 1.", field="paid_on")
    assert error.exit_code == exit_code
    assert isinstance(error, AliClosedError)
    assert str(error) == "No."
    assert error.as_dict() == {"code": "some_code", "message": "No.", "hint": "Write 1.", "field": "paid_on"}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AliClosedError("x"), "failed"),
        (UsageError("x"), "usage"),
        (DataError("x"), "bad_data"),
        (MissingFileError("x"), "missing_file"),
        (Interrupted(), "interrupted"),
    ],
)
def test_codes_without_a_reason_of_their_own(error: AliClosedError, code: str) -> None:
    assert error.code == code
    assert error.hint is None
    assert error.field is None


def test_an_error_survives_a_trip_to_another_process() -> None:
    error = UsageError("No.", code="bad_date", hint="Write 1.", field="paid_on")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is UsageError
    assert copy.as_dict() == error.as_dict()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1/2/26", "`1/2/26`"),
        ("отменён", "`отменён`"),
        ("a\x1b[2J\n", r"`a\x1b[2J\n`"),
        ("\u202eevil", r"`\u202eevil`"),
        ("\ud800", r"`\ud800`"),
        ("x" * 41, "`" + "x" * 37 + "...`"),
        ("x" * 40, "`" + "x" * 40 + "`"),
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (10**5000, "a number"),
        (1.5, "a number"),
        ([1], "a list"),
        ((1,), "a list"),
        ({"a": 1}, "an object"),
        (object(), "a value of another kind"),
    ],
    ids=quoted,
)
def test_a_message_repeats_text_safely_and_of_the_rest_only_the_kind(value: object, shown: str) -> None:
    assert quoted(value) == shown


@given(st.text())
def test_what_is_repeated_can_be_printed_anywhere(value: str) -> None:
    shown = quoted(value)
    assert shown.isprintable()
    shown.encode("utf-8")
    json.dumps(shown)


def test_nearest_ignores_case_and_keeps_the_known_spelling() -> None:
    assert nearest("BERLN", ["Paris", "Berlin"]) == ("Berlin",)
    assert nearest("qqq", ["Paris", "Berlin"]) == ()
    assert len(nearest("aa", ["aab", "aac", "aad", "aae"])) == 3
    assert len(nearest("aa", ["aab", "aac", "aad", "aae"], count=1)) == 1
    nearest("x" * 1_000_000, ["x"])
