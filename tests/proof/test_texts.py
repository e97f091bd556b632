"""The proof of the texts: everything said is there, everything there is said, and no number is typed."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest

from ali_closed.engine.diagnose import diagnose
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.proof.check import SHOWN, render_check
from ali_closed.proof.result import COUNTED, CheckResult, Failure, Kind
from ali_closed.proof.texts import Said, check_texts, families, needed_texts
from ali_closed.proof.witnesses import DAY, Answer, Asking, order_of
from ali_closed.report.explain import entries
from ali_closed.report.text.catalogue import Catalogue, load_catalogue
from ali_closed.rules.loader import Rulebook


@pytest.fixture(scope="module")
def words(rulebook: Rulebook) -> Catalogue:
    return load_catalogue("en", rulebook)


@pytest.fixture(scope="module")
def witnesses(rulebook: Rulebook) -> Mapping[tuple[Answer, ...], Diagnosis]:
    """One order for each answer a fold looks at, and those of which a message has words of its own."""
    asking = Asking(rulebook)
    orders = [(answer,) for answer in (*asking.answers, *asking.answers_for("seller_says"))]
    orders += [
        (Answer("status", "shipment_pending"), Answer("processing_ends_on", DAY)),
        (Answer("dispute", "agreed_return"), Answer("return", "arrived")),
        (Answer("ordered_on", DAY), Answer("closed_on", DAY - timedelta(days=90))),
    ]
    return {answers: diagnose(order_of(answers), rulebook=rulebook, today=DAY) for answers in orders}


def of(kind: str, failures: tuple[Failure, ...]) -> set[str]:
    return {failure.what for failure in failures if failure.kind == kind}


def without(words: Catalogue, *ids: str, **more: str) -> Catalogue:
    texts = {text_id: text for text_id, text in words.texts.items() if text_id not in ids}
    return replace(words, texts={**texts, **{name.replace("__", "."): text for name, text in more.items()}})


def test_every_needed_text_is_there(rulebook: Rulebook, words: Catalogue) -> None:
    assert set(needed_texts(rulebook)) <= set(words.texts)


def test_nothing_fails_but_what_needs_more_orders(
    rulebook: Rulebook, words: Catalogue, witnesses: Mapping[tuple[Answer, ...], Diagnosis]
) -> None:
    failures = check_texts(rulebook, words, witnesses)
    assert failures == ()


def test_every_ledger_id_is_explained(rulebook: Rulebook, words: Catalogue) -> None:
    for _, entry, _ in entries(rulebook):
        assert words.texts[f"explain.{entry}.title"]
        assert words.texts[f"explain.{entry}.text"]


@pytest.mark.parametrize(
    "text_id",
    ["explain.dispute_window.title", "question.status.text", "refund_line.automatic", "doubt.any", "note.big_sales"],
)
def test_a_missing_text_is_named(rulebook: Rulebook, words: Catalogue, text_id: str) -> None:
    assert f"{text_id} is missing" in of("text", check_texts(rulebook, without(words, text_id), {}))


def test_a_text_that_an_answer_needs_is_replayed(
    rulebook: Rulebook, words: Catalogue, witnesses: Mapping[tuple[Answer, ...], Diagnosis]
) -> None:
    failures = check_texts(rulebook, without(words, "refund_line.automatic"), witnesses)
    replayed = "ali-closed diagnose --message 'not shipped in time' --today 2026-06-15"
    assert failures == (Failure("text", "refund_line.automatic is missing", replayed),), (
        "once, however many orders say it"
    )


def test_a_text_that_cannot_be_filled_in_is_named(rulebook: Rulebook, words: Catalogue) -> None:
    bad = without(words, explain__dispute_window__text="It lasts {no_such_period.range}.")
    found = of("text", check_texts(rulebook, bad, {}))
    assert found == {"explain dispute_window cannot be put into words: 'no_such_period'"}


def test_a_text_nobody_says_is_unreachable(rulebook: Rulebook, words: Catalogue) -> None:
    more = without(words, advice__never="Never said.", doubt__never="?", refund_line__never="No.")
    found = of("unreachable", check_texts(rulebook, more, {}))
    assert {"text advice.never", "text doubt.never", "text refund_line.never"} <= found


def test_a_number_of_its_own_is_uncited(rulebook: Rulebook, words: Catalogue) -> None:
    typed = without(words, explain__dispute_window__text="It lasts 15 days.")
    assert of("uncited", check_texts(rulebook, typed, {})) == {
        "text explain.dispute_window.text names a number of its own"
    }


def test_what_is_said_is_remembered() -> None:
    said = Said({"a": "x", "b": "y"})
    assert said["a"] == "x"
    assert said.ids == {"a"}
    with pytest.raises(KeyError):
        said["c"]


ENDINGS = {"one", "other", "day", "between", "since", "until", "never"}
"""Of texts that are told apart by a number or by which ends of a span are known, and named without that."""


def test_texts_outside_the_rules_stand_in_the_source(words: Catalogue) -> None:
    """Each text of a screen, a draft or the wizard is named in the code: whole, or in parts that code or rules name."""
    program = Path(str(files("ali_closed")))
    source = "\n".join(path.read_text(encoding="utf-8") for path in program.rglob("*.py"))
    rules = "\n".join(path.read_text(encoding="utf-8") for path in program.glob("rules/*.toml"))
    named = {*re.findall(r"""["']([\w.]+)["']""", source), *re.findall(r"\w+", source + rules)}
    filled = re.findall(r'f"([\w.]+\{[^"\n]*)"', source)
    patterns = [re.compile(r"([\w.]+)".join(map(re.escape, re.split(r"\{[^}]*\}", held)))) for held in filled]

    def reached(name: str) -> bool:
        base, _, ending = name.rpartition(".")
        if name in named or (ending in ENDINGS and reached(base)):
            return True
        found = (pattern.fullmatch(name) for pattern in patterns)
        return any(all(map(reached, parts.groups())) for parts in found if parts)

    own = families(needed_texts(words.rulebook))
    assert [name for name in words.texts if name.partition(".")[0] not in own and not reached(name)] == []


def test_counts_and_failures_are_shown(words: Catalogue) -> None:
    found = CheckResult({"states": 2}, (Failure("gap", "status_group = ended", "ali-closed diagnose --status closed"),))
    shown = render_check(found, words)
    assert re.search(r"^states +2$", shown, re.MULTILINE)
    assert re.search(r"^gaps +1$", shown, re.MULTILINE)
    assert "gaps: status_group = ended\n  ali-closed diagnose --status closed" in shown
    assert shown.endswith("failed: 1")
    assert render_check(replace(found, failures=()), words).endswith("passed")


def test_only_so_many_failures_are_shown_unless_all_are_asked_for(words: Catalogue) -> None:
    found = CheckResult({"states": 2}, tuple(Failure("gap", f"gap {n}.") for n in range(SHOWN + 2)))
    shown = render_check(found, words, quiet=True)
    assert shown.startswith("gaps: gap 0.")
    assert f"gap {SHOWN}." not in shown
    assert "and 2 more" in shown
    assert f"gap {SHOWN + 1}." in render_check(found, words, verbose=True)


def test_every_count_has_a_word_and_every_kind_a_count(words: Catalogue, checked: CheckResult) -> None:
    counts = checked.as_dict().keys() - {"passed", "failures"}
    assert {text.removeprefix("check.count.") for text in words.texts if text.startswith("check.count.")} == counts
    assert {COUNTED.get(kind, kind) for kind in get_args(Kind)} <= counts
