"""The proofs of the rules, each with a bad twin that it must catch."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import reduce
from itertools import chain, combinations, compress, islice, product
from operator import and_

import pytest

from ali_closed.engine.logic.fact_space import Box
from ali_closed.engine.logic.possible_reasons import NOT_CLOSED, Reasoning, reasoning
from ali_closed.engine.time.readings import DisputeWindow
from ali_closed.model.rulebook import Advice, Doubt, Fact, Law, Way
from ali_closed.proof import check as whole
from ali_closed.proof import partial_states, reachability
from ali_closed.proof.citations import uncited
from ali_closed.proof.partial_states import Walked, walk
from ali_closed.proof.readings import disagreements, not_contained
from ali_closed.proof.repairs import contradictory, unrepaired, wrong_repairs
from ali_closed.proof.result import CheckResult, Failure
from ali_closed.proof.states import States, StateSet, claimed, lawful_states, needed_laws, shared
from ali_closed.proof.witnesses import Answer, Asking, Base, command
from ali_closed.rules.loader import Rulebook

# ---------------------------------------------------------------- the rules hold


def test_no_proof_fails(checked: CheckResult) -> None:
    assert checked.failures == ()
    assert checked.passed


def test_every_state_was_walked(checked: CheckResult, states: States) -> None:
    assert checked.counts["states"] == len(states.named) > 1500
    assert checked.counts["partly_known_states"] > 150_000
    assert checked.counts["grouped_states"] > 300_000
    assert checked.counts["contradictions"] > 400
    assert checked.counts["days"] > 10_000
    assert checked.counts["ordered_events"] > 40


def test_the_states_are_counted_twice(states: States, claims: Mapping[str, StateSet], reasoner: Reasoning) -> None:
    assert reasoner.weight(reasoner.space.whole) == len(states.named)
    for reason, region in reasoner.regions.items():
        held = sum(reasoner.space.size(reasoner.space.whole & piece) for piece in region)
        assert held >= claims[reason].bit_count()


def test_counts_come_before_failures(checked: CheckResult) -> None:
    shown = replace(checked, failures=(Failure("gap", "a state", "ali-closed diagnose"),)).as_dict()
    assert next(iter(shown)) == "passed"
    assert not shown["passed"]
    assert (shown["gaps"], shown["overlaps"], shown["states"]) == (1, 0, checked.counts["states"])
    assert shown["failures"] == [{"kind": "gap", "what": "a state", "command": "ali-closed diagnose"}]


# ---------------------------------------------------------------- bad twins


def test_a_state_no_reason_claims_is_a_gap(rulebook: Rulebook, states: States) -> None:
    fewer = tuple(reason for reason in rulebook.reasons if reason.id != "receipt_confirmed")
    book = changed(rulebook, reasons=fewer)
    groups = shared(claimed(book, states), states)
    assert groups[frozenset()]
    failure = next(whole.claimed_wrongly({frozenset(): groups[frozenset()]}, states, Asking(book)))
    assert failure.kind == "gap"
    assert failure.command is not None
    assert "--confirmed yes" in failure.command


def test_two_reasons_without_a_doubt_overlap(rulebook: Rulebook, states: States) -> None:
    book = changed(rulebook, doubts=tuple(doubt for doubt in rulebook.doubts if doubt.id != "order_or_shipment"))
    groups = shared(claimed(book, states), states)
    both = frozenset({"seller_fraud", "shipment_cancelled"})
    assert both in groups
    assert list(whole.claimed_wrongly({both: groups[both]}, states, Asking(rulebook))) == []
    failure = next(whole.claimed_wrongly({both: groups[both]}, states, Asking(book)))
    assert failure.what.startswith("seller_fraud and shipment_cancelled")


def test_a_law_that_forbids_what_others_forbid_is_not_needed(rulebook: Rulebook) -> None:
    assert needed_laws(rulebook.facts, rulebook.laws) == {law.id for law in rulebook.laws}
    law = rulebook.laws[0]
    narrower = law.model_copy(update={"id": "narrower", "forbids": {f: v[:1] for f, v in law.forbids.items()}})
    assert "narrower" not in needed_laws(rulebook.facts, (narrower, *rulebook.laws))
    twin = law.model_copy(update={"id": "twin"})
    assert needed_laws(rulebook.facts, (twin, *rulebook.laws)) == {other.id for other in rulebook.laws[1:]}


def test_a_law_is_needed_where_there_are_more_states_without_it() -> None:
    facts = tuple(Fact(id=name, values=("x", "y", "z")) for name in "abc")
    forbidden = (
        {"a": ("x", "y")},
        {"a": ("x",), "b": ("x", "y")},
        {"b": ("y",), "c": ("z",)},
        {"a": ("y",), "c": ("x",)},
    )
    all_laws = [
        Law.model_validate({"id": f"l{at}", "not": some, "where": ("000:1",)}) for at, some in enumerate(forbidden)
    ]
    for laws in chain.from_iterable(combinations(all_laws, size) for size in range(len(all_laws) + 1)):
        count = len(lawful_states(facts, laws).named)
        without = {law.id: tuple(other for other in laws if other is not law) for law in laws}
        more = {name for name, others in without.items() if len(lawful_states(facts, others).named) > count}
        assert needed_laws(facts, laws) == more


@pytest.mark.parametrize("line", ["000:266", "000:25", "000:24-26", "005:1", "000:20-19", "000:x", "pages", "000:0"])
def test_a_line_no_document_has_is_uncited(rulebook: Rulebook, line: str) -> None:
    law = rulebook.laws[0].model_copy(update={"where": (line,)})
    found = list(uncited(changed(rulebook, laws=(law, *rulebook.laws[1:]))))
    assert [failure.what for failure in found] == [f"laws {law.id} cites {line}, which no document has"]


def test_an_exclusion_without_a_line_is_uncited(rulebook: Rulebook) -> None:
    reason = rulebook.reasons[0]
    box = reason.boxes[0].model_copy(update={"cites": {}})
    bad = reason.model_copy(update={"boxes": (box,)})
    found = list(uncited(changed(rulebook, reasons=(bad, *rulebook.reasons[1:]))))
    assert len(found) == len(box.facts)
    assert all(failure.kind == "uncited" for failure in found)


def test_a_reading_laid_to_another_document_is_uncited(rulebook: Rulebook) -> None:
    period = rulebook.period("review_window")
    reading = period.readings[0].model_copy(update={"source": "003"})
    bad = period.model_copy(update={"readings": (reading, *period.readings[1:])})
    periods = tuple(bad if other.id == bad.id else other for other in rulebook.periods)
    assert [failure.what for failure in uncited(changed(rulebook, periods=periods))] == [
        "period review_window: 000:24 is not in 003"
    ]


def test_a_box_that_leaks_is_inexact(rulebook: Rulebook) -> None:
    book = small(rulebook)
    states, reasoner = lawful_states(book.facts, book.laws), reasoning(book)
    claims = claimed(book, states)
    assert walk((), states, claims, reasoner) == Walked(16, 0, ())  # 3 * 2 * 3, less the two that the law forbids
    leaking = replace(reasoner, regions={**reasoner.regions, "receipt_confirmed": reasoner.regions[NOT_CLOSED]})
    assert {"status_group": ("ended",)} in walk((), states, claims, leaking).inexact


def test_each_state_that_fails_is_told(rulebook: Rulebook) -> None:
    """Also of those that are alike, of which only one is walked where none fails."""
    book = small(rulebook)
    states = lawful_states(book.facts, book.laws)
    found = walk((), states, {}, reasoning(book))
    assert len(found.inexact) == found.known == 16


def test_what_a_walk_carries_down_answers_as_the_whole_does(states: States, reasoner: Reasoning) -> None:
    """A box meets a piece where each of its facts alone does."""
    for state in islice(states.members(states.whole), 0, None, 7):
        for facts in combinations(state, 3):
            known = {fact: (state[fact],) for fact in facts}
            alone = (partial_states.met(reasoner.space.box({fact: known[fact]}), reasoner) for fact in facts)
            assert partial_states.met(reasoner.space.box(known), reasoner) == reduce(and_, alone)


def test_a_fact_that_adds_a_reason_is_inexact(rulebook: Rulebook) -> None:
    """What is exact cannot be otherwise than monotone: of fewer completions there are no more reasons."""
    book = small(rulebook)
    states = lawful_states(book.facts, book.laws)

    class Contrary(Reasoning):
        def having(self, box: Box, pieces: Iterable[tuple[str, Box]]) -> frozenset[str]:
            return super().having(box, pieces) if self.weight(box) == 1 else frozenset()

    class Forgetful(Reasoning):
        def left(self, box: Box, reason: str | None = None) -> Box:
            return super().left(box, reason) if self.weight(box) == 1 else 0

    whole = reasoning(book)
    parts = {part.name: getattr(whole, part.name) for part in fields(whole)}
    for twin in (Contrary(**parts), Forgetful(**parts)):
        found = walk((), states, claimed(book, states), twin).inexact
        assert {} in found
        assert {"dispute": ("open",)} not in found


def small(rulebook: Rulebook) -> Rulebook:
    """A world of three facts, one law and one reason."""
    facts = tuple(
        Fact(id=name, values=values)
        for name, values in {"status_group": ("sent", "ended"), "money": ("left",), "dispute": ("none", "open")}.items()
    )
    law = {
        "id": "no_dispute_after_the_end",
        "not": {"status_group": ("ended",), "dispute": ("open",)},
        "where": ("000:1",),
    }
    reason = rulebook.reason("receipt_confirmed")
    box = reason.boxes[0].model_copy(update={"facts": {"status_group": ("ended",)}})
    still_open = rulebook.open_order.model_copy(update={"facts": {"status_group": ("sent",)}})
    return changed(
        rulebook,
        facts=facts,
        laws=(Law.model_validate(law),),
        reasons=(reason.model_copy(update={"boxes": (box,)}),),
        open_order=still_open,
        assumptions=(),
        fact_mappings=(),
    )


def test_groups_of_values_are_as_exact(
    rulebook: Rulebook, states: States, claims: Mapping[str, StateSet], reasoner: Reasoning
) -> None:
    regions = {**reasoner.regions, "receipt_confirmed": reasoner.regions["marked_delivered"]}
    fact_mappings = tuple(mapping for mapping in rulebook.fact_mappings if len(mapping.facts.get("dispute", ())) > 1)
    found = walk(fact_mappings[:1], states, claims, replace(reasoner, regions=regions))
    assert any(len(values) > 1 for facts in found.inexact for values in facts.values())


def test_every_set_of_values_is_as_exact_as_the_single_ones(states: States, reasoner: Reasoning) -> None:
    """A box is alive fact by fact, so that it meets the boxes of its own values and no others."""
    space = reasoner.space
    for fact in states.facts:
        for bits in product((False, True), repeat=len(fact.values)):
            some = tuple(compress(fact.values, bits))
            box = space.box({fact.id: some})
            assert space.alive(box) is bool(some)
            assert tuple(v for v in fact.values if space.meets(box, space.box({fact.id: (v,)}))) == some


def test_an_advice_nobody_gets_is_unreachable(
    rulebook: Rulebook, states: States, claims: Mapping[str, StateSet]
) -> None:
    never = Advice(id="never", act="wait", rank=1, rules=("evidence",), when={"paid": (True,), "reason": ()})
    alone = changed(rulebook, steps=(never,), avoids=(), follow_ups=(), doubts=())
    groups = {group: some for group, some in shared(claims, states).items() if some}
    failures, _ = reachability.unreachable(Asking(alone), (), states, claims, groups)
    assert "advice never" in {failure.what for failure in failures}


def test_a_doubt_nobody_has_is_unreachable(rulebook: Rulebook, states: States, claims: Mapping[str, StateSet]) -> None:
    doubt = Doubt(id="never", reasons=("payment_timeout", "receipt_confirmed"), where=("000:125",))
    book = changed(rulebook, doubts=(doubt,), steps=(), avoids=(), follow_ups=())
    groups = {group: some for group, some in shared(claims, states).items() if some}
    failures, _ = reachability.unreachable(Asking(book), (), states, claims, groups)
    assert "doubt never" in {failure.what for failure in failures}


def test_a_way_nobody_has_is_unreachable(
    rulebook: Rulebook,
    states: States,
    claims: Mapping[str, StateSet],
    grounds: tuple[Base, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every other way is still found, in a fifth of the tries and with no row to look for but the ways."""
    monkeypatch.setattr(reachability, "TRIES", reachability.TRIES // 5)
    law = Way(id="withdrawal_last", period="withdrawal", starts=("received",), when={"parcel": ("not_received",)})
    ways = tuple(law if way.id == law.id else way for way in rulebook.ways)
    said = {kind: (rulebook.sentences[kind][-1].model_copy(update={"fill": ()}),) for kind in reachability.SPOKEN}
    said["draft"] = tuple(row for row in rulebook.sentences["draft"] if set(row.when) <= {"recipient"})
    nothing = {"steps": (), "avoids": (), "follow_ups": (), "doubts": (), "assumptions": ()}
    book = changed(rulebook, ways=ways, sentences={**rulebook.sentences, **said}, **nothing)
    failures, _ = reachability.unreachable(Asking(book), grounds, states, claims, {})
    found = {failure.what for failure in failures if failure.what.startswith("way ")}
    assert found == {f"way withdrawal_last {reading.source}" for reading in rulebook.period("withdrawal").readings}


def test_one_document_beyond_the_rest_is_not_contained() -> None:
    today = date(2026, 6, 15)
    runs = DisputeWindow("open", (), None, today, today)
    over = DisputeWindow("over")
    assert list(disagreements("000a", runs, over)) == [
        "the dispute is open by 000a alone, over by all",
        "000a alone allows a later date than all of them",
    ]
    assert list(disagreements("000a", over, runs)) == ["the dispute is over by 000a alone, open by all"]
    assert list(disagreements("000a", DisputeWindow("depends"), runs)) == []
    assert list(disagreements("000a", over, DisputeWindow("contested"))) == []
    later = runs._replace(act_by=date(2026, 6, 16), last_date=date(2026, 6, 16))
    assert list(disagreements("000a", runs, later)) == ["000a alone is to be acted on before all of them"]


def test_containment_looks_at_every_reason(asking: Asking, grounds: tuple[Base, ...]) -> None:
    ended = {base.reason for base in grounds if base.status_group == "ended"}
    assert ended == {reason.id for reason in asking.rulebook.reasons}
    window = tuple(base for base in grounds if base.reason == "marked_delivered")
    days, failures = not_contained(asking, window)
    assert days > 1000
    assert failures == []


# ---------------------------------------------------------------- orders that reach states


def test_every_reason_and_every_open_status_has_an_order(asking: Asking, grounds: tuple[Base, ...]) -> None:
    reached = {(base.reason, base.status_group) for base in grounds}
    assert {reason for reason, _ in reached} == {reason.id for reason in asking.rulebook.reasons} | {NOT_CLOSED}
    status_groups = {value for fact in asking.rulebook.facts if fact.id == "status_group" for value in fact.values}
    assert {status_group for reason, status_group in reached if reason == NOT_CLOSED} == status_groups - {"ended"}
    for base in grounds:
        assert base.reason in asking.possible(base.answers)


def test_an_order_leaves_every_completion_of_the_state_it_reaches(asking: Asking, states: States) -> None:
    space = asking.reasoner.space
    for state in list(states.members(states.whole))[::149]:
        facts = {fact: (value,) for fact, value in state.items()}
        answers = asking.reaching(facts)
        if answers is not None:
            assert space.meets(asking.box(answers), space.box(facts))


def test_a_command_line_replays_the_answers() -> None:
    answers = (
        Answer("status", "closed"),
        Answer("paid", False),
        Answer("message", "card declined"),
        Answer("closed_on", date(2026, 6, 12)),
        Answer("tracking", "unknown"),
    )
    assert command(answers) == (
        "ali-closed diagnose --status closed --not-paid --message 'card declined' --closed-on 2026-06-12 "
        "--unknown tracking --today 2026-06-15"
    )


# ---------------------------------------------------------------- repairs


def test_every_pair_of_answers_that_clash_is_mended(asking: Asking) -> None:
    count, failures = unrepaired(asking, 2)
    assert count > 400
    assert failures == []


@pytest.mark.slow
def test_every_three_answers_that_clash_are_mended(asking: Asking) -> None:
    count, failures = unrepaired(asking, 3)
    assert count > 30_000
    assert failures == []


def test_two_clashes_at_once_are_mended(asking: Asking) -> None:
    clashes = list(contradictory(asking, 2))
    both = [
        (*one, *other)
        for place, one in enumerate(clashes)
        for other in clashes[place + 1 :]
        if len({answer.field for answer in (*one, *other)}) == 4
    ]
    assert len(both) > 10_000
    for answers in both[::397]:
        assert list(wrong_repairs(answers, asking)) == [], command(answers)


def test_a_third_clash_behind_the_first_is_mended(asking: Asking) -> None:
    answers = (
        Answer("message", "card declined"),
        Answer("cancelled_by", "buyer"),
        Answer("parcel", "received_ok"),
        Answer("shipped_on", date(2026, 6, 12)),
    )
    assert not asking.possible(answers)
    assert list(wrong_repairs(answers, asking)) == []


# ---------------------------------------------------------------- a small world, by hand


def test_states_are_what_no_law_forbids() -> None:
    facts = (Fact(id="a", values=("x", "y")), Fact(id="b", values=("p", "q")))
    law = Law.model_validate({"id": "l", "not": {"a": ("x",), "b": ("q",)}, "where": ("000:1",)})
    small = lawful_states(facts, (law,))
    assert small.named == (("x", "p"), ("y", "p"), ("y", "q"))
    assert list(small.members(small.where({"a": ("y",), "b": ("q",)}))) == [{"a": "y", "b": "q"}]
    assert small.where({"a": ()}) == 0


def changed(rulebook: Rulebook, **parts: object) -> Rulebook:
    """The rulebook with some parts changed, under a digest of its own."""
    return rulebook.model_copy(update={**parts, "digest": f"changed-{sorted(parts)}-{hash(str(parts))}"})
