"""A condition as a number says what the condition says in words."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ali_closed.model.fields import CHOICES, DATE_FIELDS, UNKNOWN
from ali_closed.model.memo import LIMIT, Memo
from ali_closed.rules.loader import load_rules

VOCABULARY = load_rules().vocabulary
HELD = {
    **CHOICES,
    **dict.fromkeys(DATE_FIELDS[:3], ("a day",)),
    "message_fact": ("card",),
    "status_word": ("cancelled",),
}
ALLOWED = {name: (*(() if name in DATE_FIELDS else values), UNKNOWN, "known") for name, values in HELD.items()}

orders = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from([*values, UNKNOWN]) for name, values in HELD.items()}
)
conditions = st.dictionaries(st.sampled_from(sorted(ALLOWED)), st.none(), max_size=4).flatmap(
    lambda names: st.fixed_dictionaries(
        {name: st.lists(st.sampled_from(ALLOWED[name]), min_size=1, max_size=3).map(tuple) for name in names}
    )
)


def in_words(when: Mapping[str, Any], order: Mapping[str, Any]) -> bool:
    told = {name: value for name, value in order.items() if value != UNKNOWN}
    return all(
        told[name] in allowed or "known" in allowed if name in told else UNKNOWN in allowed
        for name, allowed in when.items()
    )


@given(conditions, orders)
def test_a_condition_holds_as_its_words_say(when: Mapping[str, Any], order: Mapping[str, Any]) -> None:
    holds = not VOCABULARY.known(order) & VOCABULARY.forbidden(when)
    assert holds is in_words(when, order)


@given(orders, orders)
def test_an_answer_tried_is_the_order_with_that_answer(before: Mapping[str, Any], more: Mapping[str, Any]) -> None:
    assert VOCABULARY.known(more, VOCABULARY.known(before)) == VOCABULARY.known({**before, **more})


@pytest.mark.parametrize(
    ("when", "what"), [({"colour": ("red",)}, "no field `colour`"), ({"paid": ("yes",)}, "no value `yes` of `paid`")]
)
def test_what_there_is_none_of_is_refused(when: Mapping[str, Any], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        VOCABULARY.forbidden(when)


def test_what_is_remembered_is_made_once_and_bounded() -> None:
    made: list[int] = []
    memo: Memo[int, int] = Memo(lambda key: made.append(key) or key * 2)
    assert [memo[3], memo[3]] == [6, 6]
    assert made == [3]
    for key in range(LIMIT + 10):
        assert memo[key] == key * 2
    assert len(memo) <= LIMIT
