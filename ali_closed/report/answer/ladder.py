"""The ways that are left where the page refuses: each with its clock, what to bring, and what it does to the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from ali_closed.engine.time.event_order import BAD_GOODS
from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.text import Param, Text, text
from ali_closed.report.text.catalogue import Catalogue

Standing = Literal["now", "later", "running", "done", "over", "not_needed"]
Case = Literal["refund", "goods", "parcel"]

_EUROPEAN_UNION: Final = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
_REGIONS: Final = {"GB": "uk", "US": "us", "CA": "ca", "AU": "au", "BR": "br", "KR": "kr", "RU": "ru"}
_OFFICES: Final = {
    "eu": ("eccnet", "odr_end", "aliexpress_eu"),
    "uk": ("citizens_advice",),
    "us": ("state_offices", "cfpb"),
    "ca": ("canada_handbook",),
    "au": ("accc",),
    "br": ("consumidor",),
    "kr": ("kca",),
    "ru": ("rospotrebnadzor",),
    "other": ("econsumer",),
}
"""The sources behind what is said of the consumer offices of each region."""
_SECURITY: Final = frozenset({"security_coupon", "security_pattern", "payment_failed"})
_REFUSES: Final = frozenset({"gone", "refuses_delivered", "refuses_too_late"})
_AGREED: Final = frozenset({"won", "agreed_return"})


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to the money.

    Attributes:
        id: order_page, seller, dispute, appeal, support, paypal, card_issuer or consumer_body.
        standing: whether it is for now, for later, running, done, over or not needed.
        by: the day to keep; None where no document names one.
        text: what it is for.
        clock: how much time there is, in words.
        bring: what to have at hand.
        effect: what it does to the steps before it.
        where: the lines of the founding documents behind it, and the keys of sources outside them.
    """

    id: str
    standing: Standing
    by: date | None
    text: Text
    clock: Text
    bring: tuple[Text, ...]
    effect: Text
    where: tuple[str, ...]


def ladder_applies(diagnosis: Diagnosis) -> bool:
    """Whether to show it: the window is over or contested, the page or a decision refuses, or a refund is late."""
    if diagnosis.refund.verdict in {"already_refunded", "nothing_to_refund"}:
        return False
    if diagnosis.order.value("parcel") == "received_ok":
        return False
    refused = diagnosis.order.value("dispute_button") in _REFUSES and diagnosis.dispute.verdict != "not_needed"
    lost = diagnosis.dispute.verdict == "decided" and diagnosis.order.value("dispute") not in _AGREED
    return refused or lost or bool(diagnosis.refund.late) or diagnosis.dispute.verdict in {"over", "contested"}


def region_of(country: str | None) -> str:
    """The region of a country code, as consumer offices are listed; "other" where there is none."""
    code = (country or "").upper()
    return "eu" if code in _EUROPEAN_UNION.split() else _REGIONS.get(code, "other")


def ladder(diagnosis: Diagnosis) -> tuple[Rung, ...]:
    """Every way there is, in the order in which to go them; PayPal and the card issuer exclude each other."""
    return tuple(_rungs(diagnosis))


def ladder_lines(rung: Rung, words: Catalogue) -> tuple[str, ...]:
    """A rung in words: its title, what it is for, its clock, what to bring if anything, and its effect."""
    lines = [
        words.say(f"ladder.{rung.id}.title"),
        words.say(rung.text),
        words.say(text("ladder.clock", clock=rung.clock)),
        words.say(text("ladder.effect", effect=rung.effect)),
    ]
    if rung.bring:
        lines.insert(3, words.say(text("ladder.bring", items=rung.bring)))
    return tuple(lines)


def _rungs(diagnosis: Diagnosis) -> Iterator[Rung]:
    case = _case(diagnosis)
    yield _order_page(case, diagnosis)
    if not _closed_by_platform(diagnosis):
        yield _seller(case)
    yield _dispute(diagnosis)
    yield _appeal(diagnosis)
    yield _support(diagnosis)
    method = diagnosis.order.value("payment_method")
    if method == "paypal":
        yield _paypal(diagnosis)
    elif method != "bonus":
        yield _card_issuer(diagnosis)
    region = region_of(diagnosis.country)
    bring, about = ("order_page", "answers"), f"text.{region}"
    yield _rung("consumer_body", "later", "free", about=about, bring=bring, where=_OFFICES[region])


def _case(diagnosis: Diagnosis) -> Case:
    """What the case is about: a refund that is due, goods in hand, or a parcel that did not come."""
    value, verdict = diagnosis.order.value, diagnosis.refund.verdict
    granted = verdict == "decided_by_dispute" and value("dispute") in _AGREED
    if verdict == "automatic" or granted or value("shipped") is False:
        return "refund"
    return "goods" if value("parcel") in BAD_GOODS else "parcel"


def _closed_by_platform(diagnosis: Diagnosis) -> bool:
    reasons = {reason.id for reason in diagnosis.reasons}
    return bool(reasons) and reasons <= _SECURITY


def _rung(
    name: str,
    standing: Standing,
    clock: str,
    *,
    by: date | None = None,
    about: str = "text",
    bring: tuple[str, ...] = (),
    where: tuple[str, ...] = (),
    **dates: Param,
) -> Rung:
    return Rung(
        name,
        standing,
        by,
        text(f"ladder.{name}.{about}"),
        text(f"ladder.{name}.clock.{clock}", **dates),
        tuple(text(f"ladder.needs.{item}") for item in bring),
        text(f"ladder.{name}.effect"),
        where,
    )


def _proof(diagnosis: Diagnosis) -> tuple[str, ...]:
    """What proves this case, as far as it is told."""
    case, tracking = _case(diagnosis), diagnosis.order.value("tracking")
    if case == "refund":
        return ("order_page", "refund_page")
    if case == "goods":
        return ("order_page", "goods", "chat")
    tracked = () if tracking == "none" else ("tracking",)
    handed_over = ("letter",) if tracking in {"delivered", "delivered_elsewhere"} else ()
    return ("order_page", *tracked, *handed_over, "chat")


def _order_page(case: Case, diagnosis: Diagnosis) -> Rung:
    if case == "refund":
        return _rung("order_page", "now", "free", about="text.refund", where=("000:60", "002:99"))
    if diagnosis.dispute.verdict == "decided":
        return _rung("order_page", "now", "free", about="text.decision", where=("000:142", "000:259"))
    about = "refused" if _is_refused(diagnosis) else "dispute" if diagnosis.reasons else "countdown"
    return _rung("order_page", "now", "free", about=f"text.{about}", where=("001:75-83",))


def _is_refused(diagnosis: Diagnosis) -> bool:
    """Whether the page takes no dispute any more."""
    return diagnosis.order.value("dispute_button") in {"gone", "refuses_too_late"}


def _seller(case: Case) -> Rung:
    bring = {"refund": ("chat",), "goods": ("goods", "chat"), "parcel": ("tracking", "chat")}[case]
    where = ("000:230", "002:3-5") if case == "refund" else ("002:3-5", "002:88-90")
    return _rung("seller", "now", "free", about=f"text.{case}", bring=bring, where=where)


def _dispute(diagnosis: Diagnosis) -> Rung:
    found, where = diagnosis.dispute, ("000:66-73", "001:87-93")
    bring, about = _proof(diagnosis), "text.refused" if _is_refused(diagnosis) else "text.page"
    match found.verdict:
        case "open" if found.act_by is not None:
            return _rung(
                "dispute", "now", "open", by=found.act_by, bring=bring, about=about, where=where, act_by=found.act_by
            )
        case "open":
            return _rung("dispute", "now", "open_undated", bring=bring, about=about, where=where)
        case "contested" if found.last_date is not None and found.last_date >= diagnosis.today:
            last = found.last_date
            return _rung(
                "dispute", "now", "contested", by=found.act_by, bring=bring, about=about, where=where, last_date=last
            )
        case "contested":
            return _rung("dispute", "now", "contested_undated", by=found.act_by, bring=bring, about=about, where=where)
        case "not_yet" if found.opens_on is not None:
            opens = found.opens_on
            return _rung("dispute", "later", "not_yet", by=opens, bring=bring, about=about, where=where, opens_on=opens)
        case "not_yet":
            return _rung("dispute", "later", "not_yet_undated", bring=bring, about=about, where=where)
        case "depends":
            return _rung("dispute", "now", "depends", bring=bring, about=about, where=where)
        case "running":
            return _rung("dispute", "running", "running", bring=bring, about=about, where=where)
        case "over":
            return _rung("dispute", "over", "over", bring=bring, about=about, where=where)
        case "decided":
            agreed = diagnosis.order.value("dispute") in _AGREED
            return _rung("dispute", "done", "granted" if agreed else "decided", about=about, where=where)
        case "not_needed":
            return _rung("dispute", "not_needed", "not_needed", about=about, where=where)


def _appeal(diagnosis: Diagnosis) -> Rung:
    where = ("000:259",)
    match diagnosis.order.value("appeal"):
        case "open":
            return _rung("appeal", "running", "running", bring=("new",), where=where)
        case "lost":
            return _rung("appeal", "done", "done", where=where)
    decision = diagnosis.dispute.verdict
    if decision == "decided" and diagnosis.order.value("dispute") not in _AGREED:
        return _rung("appeal", "now", "now", bring=("decision", "new"), where=where)
    if _closed_by_platform(diagnosis):
        return _rung("appeal", "now", "now", bring=("papers",), where=("001:135",))
    if decision in {"decided", "not_needed", "over"}:
        return _rung("appeal", "not_needed", "not_needed", where=where)
    return _rung("appeal", "later", "later", where=where)


def _support(diagnosis: Diagnosis) -> Rung:
    where = ("004:54-56", "004:98-104")
    if _closed_by_platform(diagnosis):
        return _rung("support", "now", "free", about="text.closed", bring=("order_page", "papers"), where=where)
    if _case(diagnosis) == "refund":
        return _rung("support", "now", "free", about="text.refund", bring=_proof(diagnosis), where=where)
    refused = diagnosis.order.value("dispute_button") in _REFUSES or diagnosis.dispute.verdict == "over"
    about = "text.refused" if refused else "text.claim"
    return _rung("support", "now", "free", about=about, bring=_proof(diagnosis), where=where)


def _paypal(diagnosis: Diagnosis) -> Rung:
    where = ("001:99-101", "paypal_faq", "alifaq")
    bring = (*_proof(diagnosis), "statement")
    claim = diagnosis.order.value("chargeback")
    if claim in {"open", "lost"}:
        return _rung("paypal", *_claimed(claim), bring=bring, where=where)
    last = next((entry.on for entry in diagnosis.deadlines if entry.id == "paypal_last"), None)
    if last is None:
        return _rung("paypal", "now", "undated", bring=bring, where=where)
    if last < diagnosis.today:
        return _rung("paypal", "over", "over", bring=bring, where=where)
    return _rung("paypal", "now", "dated", by=last, bring=bring, where=where, paypal_last=last)


def _card_issuer(diagnosis: Diagnosis) -> Rung:
    where = ("001:120", "cfpb", "citizens_advice", "alifaq")
    bring = (*_proof(diagnosis), "statement")
    about = "text.refund" if _case(diagnosis) == "refund" else "text.claim"
    claim = diagnosis.order.value("chargeback")
    standing, clock = _claimed(claim) if claim in {"open", "lost"} else ("now", "free")
    return _rung("card_issuer", standing, clock, about=about, bring=bring, where=where)


def _claimed(claim: str) -> tuple[Standing, str]:
    return ("running", "running") if claim == "open" else ("done", "done")
