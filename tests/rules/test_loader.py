"""The rule files: what is unknown, missing, said twice or cited nowhere is refused, with its place."""

import copy
import pickle
import shutil
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ali_closed.errors import DataError
from ali_closed.model.rulebook import PeriodReading
from ali_closed.rules.loader import Rulebook, build, cited_lines, load_rules
from ali_closed.rules.tables import FILES, NAMED, UNDER_ACTS, gather

Tables = dict[str, dict[str, Any]]
Change = Callable[[Tables], object]


@pytest.fixture(scope="module")
def packaged() -> bytes:
    folder = files("ali_closed.rules")
    return pickle.dumps({name: tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in FILES})


@pytest.fixture
def tables(packaged: bytes) -> Tables:
    """The tables of every file, for one test to change."""
    found: Tables = pickle.loads(packaged)
    return found


def entry(tables: Tables, file: str, table: str, wanted: str) -> dict[str, Any]:
    content = tables[file][table]
    if table in UNDER_ACTS:
        return next(rows[wanted] for rows in content.values() if wanted in rows)
    found: dict[str, Any] = (
        content[wanted] if table in NAMED else next(held for held in content if held.get("id") == wanted)
    )
    return found


def test_the_packaged_rules_are_read_once_and_frozen() -> None:
    book = load_rules()
    assert load_rules() is book
    assert len(book.digest) == 16
    assert book.date
    with pytest.raises(ValueError, match="frozen"):
        book.reasons[0].rank = 1  # type: ignore[misc]


def test_a_folder_of_rules_reads_like_the_package(tmp_path: Path) -> None:
    for name in FILES:
        shutil.copy(str(files("ali_closed.rules") / name), tmp_path / name)
    assert load_rules(tmp_path).digest == load_rules().digest


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    for name in FILES:
        if name != "periods.toml":
            shutil.copy(str(files("ali_closed.rules") / name), tmp_path / name)
    with pytest.raises(DataError, match=r"periods\.toml is missing"):
        load_rules(tmp_path)


@pytest.mark.parametrize("content", [b"[[law]\n", b"\xff\xfe", b"a = 1\na = 2\n"])
def test_a_file_that_is_not_toml_is_named(tmp_path: Path, content: bytes) -> None:
    for name in FILES:
        shutil.copy(str(files("ali_closed.rules") / name), tmp_path / name)
    (tmp_path / "facts.toml").write_bytes(content)
    with pytest.raises(DataError, match=r"facts\.toml is not TOML"):
        load_rules(tmp_path)


@pytest.mark.parametrize("file", FILES)
def test_an_unknown_table_is_refused(tables: Tables, file: str) -> None:
    tables[file]["surprise"] = []
    with pytest.raises(DataError, match=f"{file} has an unknown table `surprise`") as caught:
        build(tables)
    assert caught.value.hint is not None


def test_an_unknown_key_of_any_entry_is_refused(tables: Tables) -> None:
    kinds = [(file, table, part) for file, parts in FILES.items() for table, part in parts.items() if part != "policy"]
    for file, table, part in kinds:
        content = tables[file][table]
        held = next(iter(content.values())) if table in UNDER_ACTS else content
        named = next(iter(held.values())) if table in (*NAMED, *UNDER_ACTS) else held
        if part != "groups":  # which hold values and no entries
            (named[0] if isinstance(named, list) else named)["surprise"] = 1
    with pytest.raises(ValidationError) as caught:
        Rulebook.model_validate(gather(tables))
    places = [error["loc"] for error in caught.value.errors() if error["loc"][-1] == "surprise"]
    refused = {place[1] if place[0] == "sentences" else place[0] for place in places}
    assert refused == {table if part == "sentences" else part for _, table, part in kinds} - {"groups"}
    with pytest.raises(DataError, match="surprise"):
        build(tables)


def test_an_unknown_value_of_a_group_is_refused(tables: Tables) -> None:
    tables["groups.toml"]["groups"]["surprise"] = 1
    with pytest.raises(DataError, match="surprise"):
        build(tables)


@pytest.mark.parametrize(
    ("file", "table"),
    [
        (file, table)
        for file, parts in FILES.items()
        for table in parts
        if table in {"source", "status", "sub_status", "period", "rule", "message", "disagreement"}
        or table in {"fact", "law", "reason", "doubt"}
    ],
)
def test_an_id_said_twice_is_refused(tables: Tables, file: str, table: str) -> None:
    tables[file][table].append(copy.deepcopy(tables[file][table][0]))
    with pytest.raises(DataError, match="is there twice"):
        build(tables)


def _set(file: str, table: str, wanted: str, **values: Any) -> Change:
    return lambda tables: entry(tables, file, table, wanted).update(values)


def _condition(table: str, wanted: str, **values: Any) -> Change:
    return lambda tables: entry(tables, "advice.toml", table, wanted)["when"].update(values)


BAD: dict[str, tuple[Change, str]] = {
    "a value that a fact has not": (
        _set("facts.toml", "law", "cancelled_is_not_confirmed", **{"not": {"status_note": ["gone"]}}),
        "no value of status_note `gone`",
    ),
    "a fact that is none": (
        _set("facts.toml", "law", "cancelled_is_not_confirmed", **{"not": {"weather": ["rain"]}}),
        "no fact `weather`",
    ),
    "a fold of an unknown field": (
        lambda tables: tables["facts.toml"]["fact_mapping"][0].update(when={"colour": ["red"]}),
        "no field `colour`",
    ),
    "a fold of an unknown fact": (
        lambda tables: tables["facts.toml"]["fact_mapping"][0].update(facts={"weather": ["rain"]}),
        "no fact `weather`",
    ),
    "evidence for an unknown reason": (
        lambda tables: tables["evidence.toml"]["evidence"][0].update({"for": ["bad_luck"]}),
        "no reason `bad_luck`",
    ),
    "evidence against an unknown reason": (
        lambda tables: tables["evidence.toml"]["evidence"][0].update({"against": ["bad_luck"]}),
        "no reason `bad_luck`",
    ),
    "advice for an unknown reason": (
        _condition("step", "secure_card", reason=["bad_luck"]),
        "no value `bad_luck` of `reason`",
    ),
    "advice by an unknown rule": (
        _set("advice.toml", "step", "secure_card", where=["bad_rule"]),
        "No document has the line bad_rule",
    ),
    "advice for a verdict that there is none of": (
        _condition("avoid", "avoid_withdrawing", dispute_verdict=["lucky"]),
        "no value `lucky` of `dispute_verdict`",
    ),
    "advice for a group that there is none of": (
        _condition("step", "secure_card", parcel="lucky_ones"),
        "no value `lucky_ones` of `parcel`",
    ),
    "a group with the name of a value": (
        lambda tables: tables["groups.toml"]["groups"].update(moving=["stalled"]),
        "The group `moving` bears the name of a value",
    ),
    "advice that is no table": (lambda tables: tables["advice.toml"]["step"].update(wait=1), "`step` of advice.toml"),
    "advice without ids": (lambda tables: tables["advice.toml"].update(step=[]), "`step` of advice.toml"),
    "a piece of advice that is a step and to be avoided": (
        lambda tables: tables["advice.toml"]["avoid"].update(tables["advice.toml"]["step"]),
        "is there twice",
    ),
    "a doubt about an unknown reason": (
        _set("doubts.toml", "doubt", "which_timer", reasons=["bad_luck", "protection_expired"]),
        "no reason `bad_luck`",
    ),
    "a doubt about one reason": (
        _set("doubts.toml", "doubt", "which_timer", reasons=["protection_expired"]),
        "doubts",
    ),
    "an answer of a group that fields.py does not have": (
        lambda tables: tables["groups.toml"]["groups"]["stopped"].append("melted"),
        r"no value `melted` of `tracking`, named by implied_answers parcel_stopped in facts\.toml",
    ),
    "two reasons of one rank": (
        _set("reasons.toml", "reason", "seller_fraud", rank=30),
        r"payment_failed and seller_fraud of reasons\.toml have one rank, 30",
    ),
    "a rank that is no number": (
        _set("reasons.toml", "reason", "seller_fraud", rank="first"),
        r"reasons seller_fraud rank in reasons\.toml",
    ),
    "a reason timed by an unknown period": (
        _set("reasons.toml", "reason", "seller_fraud", period="some_time"),
        "no period `some_time`",
    ),
    "an exclusion that cites nothing": (
        lambda tables: entry(tables, "reasons.toml", "reason", "seller_fraud")["box"][0]["cites"].pop("stage"),
        "cites no line for `stage`",
    ),
    "a reason without a box": (_set("reasons.toml", "reason", "seller_fraud", box=[]), "reasons"),
    "a reason without a line": (_set("reasons.toml", "reason", "seller_fraud", where=[]), "reasons"),
    "a law without a line": (_set("facts.toml", "law", "cancelled_is_not_confirmed", where=[]), "laws"),
    "a line beyond its document": (
        _set("facts.toml", "law", "cancelled_is_not_confirmed", where=["003:99"]),
        "No document has the line 003:99, cited by laws cancelled_is_not_confirmed in facts.toml",
    ),
    "a line of no document": (
        _set("facts.toml", "law", "cancelled_is_not_confirmed", where=["somewhere"]),
        "No document has the line somewhere",
    ),
    "a reading counted from nothing": (
        lambda tables: tables["periods.toml"]["period"][0]["reading"][0].update(counted_from="full_moon"),
        "no start `full_moon`",
    ),
    "a reading of an unknown document": (
        lambda tables: tables["periods.toml"]["period"][0]["reading"][0].update(source="009"),
        "no source that is sure `009`",
    ),
    "a period without a reading": (
        lambda tables: tables["periods.toml"]["period"][0].update(reading=[]),
        "periods",
    ),
    "a length that is no number": (
        lambda tables: tables["periods.toml"]["period"][0]["reading"][0].update(value=["soon", "later"]),
        "value",
    ),
    "a unit that is none": (
        lambda tables: tables["periods.toml"]["period"][0]["reading"][0].update(unit="moons"),
        "unit",
    ),
    "a reading of a source that is not sure": (
        lambda tables: tables["periods.toml"]["period"][0]["reading"][0].update(source="guide_shipped"),
        "no source that is sure `guide_shipped`",
    ),
    "hearsay of a source that is sure": (
        lambda tables: tables["periods.toml"]["period"][0]["hearsay"][0].update(source="000c"),
        "no source of hearsay `000c`",
    ),
    "a question asked of an unknown reason": (
        lambda tables: tables["questions.toml"]["follow_up"][0].update(reasons=["bad_luck"]),
        "no reason `bad_luck`",
    ),
    "a message that wants what nobody can tell": (
        lambda tables: tables["drafts.toml"]["letter"]["bank"]["claim"].update(wants=["weather"]),
        "no field `weather`",
    ),
    "a way of no period": (_set("ways.toml", "way", "withdrawal_last", period="nap"), "no period `nap`"),
    "a way from a start that its period does not have": (
        _set("ways.toml", "way", "withdrawal_last", starts=["paid_on"]),
        "no start of withdrawal `paid_on`",
    ),
    "a way that is no deadline": (
        lambda tables: tables["ways.toml"]["way"][0].update(id="some_day"),
        "no deadline `some_day`",
    ),
    "a missing part": (lambda tables: tables["doubts.toml"].pop("doubt"), "doubts.toml lacks the table `doubt`"),
    "a missing kind of sentence": (lambda tables: tables["sentences.toml"].pop("pick"), "lacks the table `pick`"),
}


@pytest.mark.parametrize(("change", "message"), BAD.values(), ids=list(BAD))
def test_what_the_rules_may_not_say(tables: Tables, change: Change, message: str) -> None:
    change(tables)
    with pytest.raises(DataError, match=message) as caught:
        build(tables)
    assert caught.value.exit_code == 65


def test_the_digest_is_of_the_content(tables: Tables) -> None:
    before = build(tables).digest
    entry(tables, "reasons.toml", "reason", "seller_fraud")["rank"] += 1
    assert build(tables).digest != before


def test_the_latest_date_of_any_file_is_that_of_the_rules(tables: Tables) -> None:
    tables["doubts.toml"]["date"] = "2099-01-01"
    assert build(tables).date == "2099-01-01"


def test_every_line_belongs_to_one_document(rulebook: Rulebook) -> None:
    outside = {source.key for source in rulebook.sources if source.outside}
    for line in cited_lines(rulebook):
        if line in outside:
            continue
        file, _, span = line.partition(":")
        source = rulebook.source_of(line)
        if source.outside:
            assert line == source.key
            continue
        first, last = (span.split("-") * 2)[:2]
        assert source.file == file
        assert source.first_line <= int(first) <= int(last) <= source.last_line


def test_ids_are_found_or_missed(rulebook: Rulebook) -> None:
    assert rulebook.period("dispute_window").id == "dispute_window"
    assert rulebook.reason("seller_fraud").id == "seller_fraud"
    for missing in (rulebook.period, rulebook.reason):
        with pytest.raises(KeyError):
            missing("nowhere")
    assert len(rulebook.period("dispute_window").readings_from(("confirmed_on",))) == 2


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rules()


# What the founding documents say of every period, once more: source, length, unit and start of each reading.
PERIODS = {
    "cancel_answer": ["001 3-3 calendar_days cancel_requested_on", "003 14-14 calendar_days cancel_requested_on"],
    "cancel_button": ["003 1-1 calendar_days paid_on"],
    "dispute_opens": ["001 11-11 calendar_days shipped_on"],
    "dispute_review": ["000b 5-5 calendar_days escalated", "000b 0-2 calendar_days dispute_opened_on"],
    "dispute_window": [
        "000a 15-15 calendar_days protection_ends_on",
        "000d 15-15 calendar_days protection_ends_on",
        "000e 15-15 calendar_days protection_ends_on",
        "000c 15-15 calendar_days closed_on completed_shown",
        "000c 15-15 calendar_days closed_on sub_status_shown",
        "000e 15-15 calendar_days closed_on",
        "000e 15-15 calendar_days confirmed_on",
        "001 15-15 calendar_days confirmed_on",
        "001 15-15 calendar_days received",
    ],
    "payment_check": ["000c 0-24 hours paid_on", "000c 2-3 calendar_days paid_on big_sales"],
    "payment_window": [
        "000c 20-20 calendar_days ordered_on",
        "000c a_few ordered_on couple_of_hours",
        "002 a_few ordered_on",
        "003 20-20 calendar_days ordered_on",
    ],
    "paypal_dispute": ["001 180-180 calendar_days paid_on"],
    "processing_time": [
        "000b on_page payment_checked",
        "000c on_page payment_checked working_days",
        "000c 2-4 calendar_days payment_checked days_off",
        "001 3-10 calendar_days payment_checked",
    ],
    "protection_after_delivery": ["000d 5-5 calendar_days delivered_on"],
    "protection_period": [
        "000c 15-90 calendar_days shipped_on",
        "000d on_page ordered_on",
        "001 on_page paid_on",
    ],
    "refund_cancelled": [
        "000b 0-15 calendar_days closed_on closed_by_seller",
        "000d 3-14 calendar_days closed_on",
        "002 a_few closed_on",
        "003 0-14 calendar_days closed_on",
    ],
    "refund_dispute": ["000d 3-14 calendar_days dispute_closed_on"],
    "refund_not_shipped": [
        "000b 0-15 calendar_days closed_on",
        "000c 10-15 business_days closed_on",
        "000e 0-8 calendar_days closed_on",
        "001 3-20 business_days closed_on",
        "002 a_few closed_on working_days",
    ],
    "refund_security": [
        "000a 3-20 business_days closed_on",
        "001 0-20 business_days closed_on",
        "004 3-20 business_days closed_on",
    ],
    "refund_seller_fraud": ["000b 0-15 calendar_days closed_on", "000d 3-14 calendar_days closed_on"],
    "return_shipping": ["000b 10-10 calendar_days return_address"],
    "review_window": ["000a 30-30 calendar_days closed_on", "004 on_page closed_on security_closing"],
    "seller_dispute_answer": ["000b 10-10 calendar_days dispute_opened_on"],
}


# What AliExpress says today, beside the documents, and of which orders.
TODAY = {
    "cancel_answer": ["seller_rules 3-3 calendar_days cancel_requested_on hours_72"],
    "dispute_window": [
        "order_page 90-90 calendar_days ordered_on defective: parcel",
        "order_page 7-7 calendar_days confirmed_on any_problem_br: BR parcel",
        "free_returns 90-90 calendar_days paid_on free_returns_cn: CN parcel",
        "free_returns 15-15 calendar_days confirmed_on free_returns_eu: 27 countries parcel",
        "free_returns 7-7 calendar_days confirmed_on free_returns_br: BR parcel",
        "korea_90 90-90 calendar_days paid_on korea: KR parcel",
    ],
    "card_claim": [
        "card_schemes 120-540 calendar_days paid_on",
        "us_card_law 60-60 calendar_days paid_on first_statement: US",
        "uk_section_75 1825-2190 calendar_days paid_on credit_card_over_100: GB",
    ],
    "paypal_dispute": ["paypal_faq 180-180 calendar_days paid_on no_day_of_its_own"],
    "paypal_escalation": ["paypal_faq 20-20 calendar_days chargeback_opened_on"],
    "platform_appeal": [
        "eu_contract 180-180 calendar_days dispute_closed_on decision: 31 countries",
        "eu_contract 180-180 calendar_days closed_on ended_for_security: 31 countries",
    ],
    "refund_cancelled": ["protection_copy 1-10 business_days closed_on"],
    "refund_dispute": ["protection_copy 1-10 business_days dispute_closed_on"],
    "refund_not_shipped": ["protection_copy 1-10 business_days closed_on no_day_of_its_own"],
    "refund_security": ["protection_copy 1-10 business_days closed_on no_day_of_its_own"],
    "refund_seller_fraud": ["protection_copy 1-10 business_days closed_on"],
    "seller_dispute_answer": ["dispute_copy 5-5 calendar_days dispute_opened_on no_day_of_its_own"],
    "withdrawal": [
        "eu_withdrawal 14-14 calendar_days received law_eu: 30 countries",
        "eu_contract 14-14 calendar_days received law_gb: GB",
        "br_consumer_law 7-7 calendar_days received law_br: BR",
        "ru_consumer_law 7-7 calendar_days received law_ru: RU",
    ],
}


def readings(book: Rulebook, *, today: bool = False) -> dict[str, list[str]]:
    """Every reading of the documents, or of today's sources, in one line, as `PERIODS` and `TODAY` write it."""
    outside = {source.key for source in book.sources if source.outside}
    return {
        period.id: [
            " ".join(
                part
                for part in (
                    reading.source,
                    "" if reading.value is None else f"{reading.value[0]}-{reading.value[1]}",
                    reading.unit,
                    reading.counted_from,
                    reading.note,
                )
                if part
            )
            + _of_which_orders(reading)
            for reading in period.readings
            if (reading.source in outside) is today
        ]
        for period in book.periods
        if any((reading.source in outside) is today for reading in period.readings)
    }


def _of_which_orders(reading: PeriodReading) -> str:
    """Whose country it names, and whether what is in the buyer's hands matters."""
    countries = [*reading.when.get("country", ()), *reading.when.get("seller_country", ())]
    named = [f"{len(countries)} countries"] if len(countries) > 1 else [str(country) for country in countries]
    said = [*named, *(["parcel"] if "parcel" in reading.when else [])]
    return f": {' '.join(said)}" if said else ""


@pytest.mark.parametrize("period", PERIODS)
def test_every_reading_is_what_its_document_says(rulebook: Rulebook, period: str) -> None:
    assert readings(rulebook)[period] == PERIODS[period]


@pytest.mark.parametrize("period", TODAY)
def test_every_reading_of_today_is_this(rulebook: Rulebook, period: str) -> None:
    assert readings(rulebook, today=True)[period] == TODAY[period]


def test_no_period_is_without_its_readings_here(rulebook: Rulebook) -> None:
    assert (set(readings(rulebook)), set(readings(rulebook, today=True))) == (set(PERIODS), set(TODAY))


def test_a_source_of_today_says_what_it_is_and_how_sure(rulebook: Rulebook) -> None:
    behind = {reading.source for period in rulebook.periods for reading in period.readings}
    for source in rulebook.sources:
        assert source.outside is (source.kind != "document")
        if source.key in behind:
            assert source.sure in {"A", "B"}


def test_hearsay_is_from_one_source_alone_and_bounds_nothing(rulebook: Rulebook) -> None:
    heard = [(period, reading) for period in rulebook.periods for reading in period.hearsay]
    sources = {source.key: source for source in rulebook.sources}
    assert {sources[reading.source].sure for _, reading in heard} == {"C"}
    silent = rulebook.model_copy(
        update={"periods": tuple(period.model_copy(update={"hearsay": ()}) for period in rulebook.periods)}
    )
    for period, _ in heard:
        without = silent.period(period.id)
        assert (period.shortest, period.longest) == (without.shortest, without.longest)


# What each reason means for the money, once more.
REASONS = {
    "buyer_cancelled": ("automatic", "refund_cancelled", "not_needed"),
    "confirmed_by_mistake": ("by_dispute", "refund_dispute", "window"),
    "dispute_decided": ("decided_by_dispute", "refund_dispute", "decided"),
    "marked_delivered": ("by_dispute", "refund_dispute", "window"),
    "payment_failed": ("automatic", "refund_security", "not_needed"),
    "payment_timeout": ("nothing_to_refund", "", "not_needed"),
    "protection_expired": ("by_dispute", "refund_dispute", "window"),
    "receipt_confirmed": ("by_dispute", "refund_dispute", "window"),
    "security_coupon": ("automatic", "refund_security", "not_needed"),
    "security_pattern": ("automatic", "refund_security", "not_needed"),
    "seller_cancelled": ("automatic", "refund_cancelled", "not_needed"),
    "seller_did_not_ship": ("automatic", "refund_not_shipped", "not_needed"),
    "seller_fraud": ("automatic", "refund_seller_fraud", "not_needed"),
    "shipment_cancelled": ("by_dispute", "refund_dispute", "window"),
}


def test_every_reason_means_what_the_documents_say(rulebook: Rulebook) -> None:
    found = {reason.id: (reason.refund, reason.period, reason.dispute) for reason in rulebook.reasons}
    assert {**found, **REASONS} == found, "of a reason that is added nothing is said here"
