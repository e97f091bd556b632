"""What is counted by sets of states at once is what each state comes to by itself."""

from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.outcomes import Outcome, Plan, outcomes
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED, reasoning
from ali_closed.rules.loader import load_rules

REASONING = reasoning(load_rules())
KNOWN = outcomes(REASONING)


def plans(state: Box) -> Outcome:
    """What may have to be done: a reason with its money and its running dispute, or a status still open."""
    found: set[Plan] = set()
    for reason in REASONING.possible(state):
        status, paid, dispute = (
            REASONING.open_values(state, fact, reason) for fact in ("status_group", "money", "dispute")
        )
        running = "running" if dispute == ("open",) else ""
        found.add((reason, *status) if reason == NOT_CLOSED else (reason, *paid, running))
    return frozenset(found)


def test_every_state_is_in_the_set_of_what_it_comes_to():
    space = REASONING.space
    lawful = {state for box in REASONING.lawful_boxes for state in space.states(box)}
    assert set(KNOWN.states) == {state for state in lawful if plans(state)}
    for place, state in enumerate(KNOWN.states):
        assert KNOWN.coming_to[plans(state)] >> place & 1
    assert sum(members.bit_count() for members in KNOWN.coming_to.values()) == len(KNOWN.states)


def test_a_box_holds_the_states_that_meet_it():
    for box in (*REASONING.lawful_boxes, REASONING.space.whole, 0):
        held = {place for place, state in enumerate(KNOWN.states) if REASONING.space.meets(box, state)}
        assert KNOWN.within(box) == sum(1 << place for place in held)
