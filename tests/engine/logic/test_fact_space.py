"""Boxes against plain sets of states, over small spaces of every shape."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from ali_closed.engine.logic.fact_space import Box, Space, lawful
from ali_closed.model.rulebook import Fact

Drawn = tuple[Space, list[dict[str, tuple[str, ...]]]]


@st.composite
def spaces(draw: st.DrawFn, boxes: int = 2) -> Drawn:
    """A space of one to four facts, and some boxes in it; a fact of a box may have no value left."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    facts = tuple(Fact(id=f"f{n}", values=tuple(f"v{v}" for v in range(size))) for n, size in enumerate(sizes))
    drawn = [
        {
            fact.id: tuple(draw(st.lists(st.sampled_from(fact.values), unique=True)))
            for fact in facts
            if draw(st.booleans())
        }
        for _ in range(boxes)
    ]
    return Space(facts), drawn


def members(space: Space, box: Box) -> set[tuple[str, ...]]:
    """The states of a box, by asking each possible state fact by fact."""
    open_values = [space.values(box, fact.id) for fact in space.facts]
    everything = product(*(fact.values for fact in space.facts))
    return {state for state in everything if all(value in some for value, some in zip(state, open_values, strict=True))}


@given(spaces(1))
def test_a_box_holds_the_states_that_have_the_values_it_names(drawn: Drawn) -> None:
    space, (facts,) = drawn
    names = [fact.id for fact in space.facts]
    wanted = {
        state
        for state in product(*(fact.values for fact in space.facts))
        if all(dict(zip(names, state, strict=True))[fact] in values for fact, values in facts.items())
    }
    box = space.box(facts)
    assert members(space, box) == wanted
    assert space.size(box) == len(wanted)
    assert space.alive(box) is bool(wanted)
    assert {tuple(value for (value,) in space.named(state).values()) for state in space.states(box)} == wanted


@given(spaces(2))
def test_two_boxes_meet_where_they_share_a_state(drawn: Drawn) -> None:
    space, (one, other) = drawn
    first, second = space.box(one), space.box(other)
    common = members(space, first) & members(space, second)
    assert space.meets(first, second) is bool(common)
    assert members(space, first & second) == common


@given(spaces(2))
def test_a_box_without_another_is_the_rest_in_pieces_that_do_not_overlap(drawn: Drawn) -> None:
    space, (one, other) = drawn
    pieces = list(space.minus(space.box(one), space.box(other)))
    held = [members(space, piece) for piece in pieces]
    assert set().union(*held) == members(space, space.box(one)) - members(space, space.box(other))
    assert sum(map(len, held)) == len(set().union(*held))


@given(spaces(5))
def test_what_laws_leave_is_what_no_law_forbids(drawn: Drawn) -> None:
    space, (start, *forbidden) = drawn
    laws = [space.box(law) for law in forbidden]
    left = lawful(space, laws, [space.box(start)])
    held = [members(space, piece) for piece in left]
    outside = set().union(*(members(space, law) for law in laws))
    assert set().union(*held) == members(space, space.box(start)) - outside
    assert sum(map(len, held)) == len(set().union(*held))


def test_the_whole_space_leaves_everything_open() -> None:
    space = Space((Fact(id="a", values=("x", "y")), Fact(id="b", values=("z",))))
    assert space.named(space.whole) == {"a": ("x", "y"), "b": ("z",)}
    assert space.size(space.whole) == 2
