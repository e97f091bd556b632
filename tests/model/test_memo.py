"""A memory makes each thing once, and neither grows beyond its limit nor keeps what it should not."""

from __future__ import annotations

from ali_closed.model.memo import Memo, remembered


def test_each_is_made_once() -> None:
    made: list[int] = []
    memo = Memo[int, str](lambda key: made.append(key) or str(key))
    assert [memo[1], memo[2], memo[1]] == ["1", "2", "1"]
    assert made == [1, 2]


def test_it_forgets_all_rather_than_grow() -> None:
    memo = Memo[int, int](lambda key: -key, limit=3)
    for key in range(10):
        assert memo[key] == -key
        assert len(memo) <= 3


def test_what_it_does_not_keep_is_made_anew() -> None:
    memo = Memo[str, int](len, keeps=lambda key: len(key) < 3)
    assert (memo["ab"], memo["abcd"]) == (2, 4)
    assert list(memo) == ["ab"]


def test_a_remembered_method_runs_once_for_each_object_and_question() -> None:
    class Counting:
        def __init__(self) -> None:
            self.asked: list[int] = []

        @remembered
        def doubled(self, number: int) -> int:
            self.asked.append(number)
            return 2 * number

    one, other = Counting(), Counting()
    assert [one.doubled(2), one.doubled(2), other.doubled(2), one.doubled(3)] == [4, 4, 4, 6]
    assert (one.asked, other.asked) == ([2, 3], [2])
