"""Verdicts of several reasons: what all say, else that it depends; earliest to act, latest to wait."""

from datetime import date, timedelta
from itertools import combinations
from typing import get_args

import pytest

from ali_closed.engine.time.readings import DisputeWindow
from ali_closed.engine.time.verdicts import Outcome, ReasonVerdict, all_disputes, all_refunds, combine_verdicts
from ali_closed.model.diagnosis import DisputeVerdict, RefundVerdict

TODAY = date(2026, 6, 15)
DAY = timedelta(days=1)
WORDS: tuple[DisputeVerdict, ...] = get_args(DisputeVerdict)


def test_several_windows_never_say_more_than_each_of_them() -> None:
    for size in range(1, 5):
        for words in combinations(WORDS, size):
            verdict = combine_verdicts(words)
            if len(words) == 1:
                assert verdict == words[0]
            else:
                assert verdict in {"contested", "depends"}
            if verdict == "contested":
                assert set(words) <= {"open", "contested", "not_yet", "over"}


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ({"open", "over"}, "contested"),
        ({"open", "contested"}, "contested"),
        ({"not_yet", "contested"}, "contested"),
        ({"not_yet", "over"}, "depends"),
        ({"open", "not_yet"}, "depends"),
        ({"open", "not_needed"}, "depends"),
        ({"running", "decided"}, "depends"),
    ],
)
def test_two_windows_together(words: set[DisputeVerdict], verdict: str) -> None:
    assert combine_verdicts(words) == verdict


def one(refund: RefundVerdict, window: DisputeWindow) -> ReasonVerdict:
    return ReasonVerdict("a_reason", (Outcome(refund, window),))


def test_the_earliest_deadline_of_several_reasons_is_acted_by() -> None:
    windows = [DisputeWindow("open", (), None, TODAY + n * DAY, TODAY + 2 * n * DAY) for n in (3, 9)]
    found = all_disputes([one("by_dispute", window) for window in windows], TODAY)
    assert (found.verdict, found.act_by, found.last_date) == ("open", TODAY + 3 * DAY, TODAY + 18 * DAY)
    contested = all_disputes([one("by_dispute", windows[0]), one("too_late", DisputeWindow("over"))], TODAY)
    assert (contested.verdict, contested.act_by) == ("contested", TODAY)


def test_refunds_that_differ_depend() -> None:
    none = DisputeWindow("not_needed")
    assert all_refunds([one("automatic", none), one("automatic", none)], TODAY).verdict == "automatic"
    assert all_refunds([one("automatic", none), one("by_dispute", none)], TODAY).verdict == "depends"
    assert all_refunds([one("too_late", none), one("by_dispute", none)], TODAY).verdict == "by_dispute"
