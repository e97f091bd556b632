"""A memory makes each thing once, and neither grows beyond its limit nor keeps what it should not."""

from __future__ import annotations

from ali_closed.model.memo import Memo


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
