"""The JSON Schemas of what goes in and out: order, diagnosis, question."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from ali_closed.model.diagnosis import DisputeVerdict, Likelihood, RefundVerdict, State
from ali_closed.model.order import Order
from ali_closed.model.rulebook import Unit

Day = str
"""An ISO day."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class SourceDocument(_Part):
    """A document, the lines that say it, and its date or null."""

    key: str
    name: str
    lines: list[str]
    date: Day | None


class BecauseDocument(_Part):
    """What speaks for or against: a field and its value, in words."""

    field: str | None
    value: Any
    text: str
    sources: list[SourceDocument]


class ReasonDocument(_Part):
    """A possible reason."""

    id: str
    verdict: Likelihood
    title: str
    because: list[BecauseDocument]
    against: list[BecauseDocument]
    sources: list[SourceDocument]


class RuledOutDocument(_Part):
    """A reason that the facts exclude."""

    id: str
    because: list[BecauseDocument]


class ReadingDocument(_Part):
    """One document's reading of one period, applied to the order."""

    period: str
    source: str
    value: tuple[int, int] | None
    unit: Unit
    says: Literal["open", "over"] | None
    counted_from: str
    from_: Day | None = Field(alias="from")
    until: Day | None


class RefundDocument(_Part):
    """The money."""

    verdict: RefundVerdict
    expected_from: Day | None
    expected_until: Day | None
    late: bool | None
    how: str
    readings: list[ReadingDocument]


class DisputeDocument(_Part):
    """The dispute."""

    verdict: DisputeVerdict
    opens_on: Day | None
    act_by: Day | None
    last_date: Day | None
    days_left: int | None
    readings: list[ReadingDocument]


class DeadlineDocument(_Part):
    """A date to keep."""

    id: str
    on: Day
    days_left: int
    sources: list[SourceDocument]


class AdviceDocument(_Part):
    """A step, or a thing not to do."""

    id: str
    act: str
    text: str
    by: Day | None
    where: str | None
    for_reasons: list[str] | None
    sources: list[SourceDocument]


class AnswerDocument(_Part):
    """An answer to a question and the reasons it leaves."""

    value: str | bool
    label: str
    leads_to: list[str]


class QuestionDocument(_Part):
    """The next question."""

    field: str
    kind: Literal["choice", "boolean", "date"]
    text: str
    why: str
    where_to_look: str
    answers: list[AnswerDocument]


class RepairDocument(_Part):
    """A change of one answer that mends a contradiction; `to` null drops the answer."""

    field: str
    from_: Any = Field(alias="from")
    to: Any


class ContradictionDocument(_Part):
    """Answers that cannot all be true."""

    fields: list[str]
    why: str
    repairs: list[RepairDocument]


class DiagnosisDocument(_Part):
    """The whole answer; keys never vanish, unknown is null."""

    schema_: Literal["ali-closed/diagnosis/1"] = Field(alias="schema")
    version: str
    rules_date: Day
    rules_digest: str
    today: Day
    order: dict[str, Any]
    source: dict[str, Any] | None
    state: State
    summary: str
    reasons: list[ReasonDocument]
    ruled_out: list[RuledOutDocument]
    refund: RefundDocument
    dispute: DisputeDocument
    deadlines: list[DeadlineDocument]
    steps: list[AdviceDocument]
    avoid: list[AdviceDocument]
    next_question: QuestionDocument | None
    ask_support: str | None
    contradictions: list[ContradictionDocument]
    assumptions: list[str]
    warnings: list[str]


def json_schema(what: str) -> dict[str, Any]:
    """The JSON Schema of an order, a diagnosis or a question; KeyError for anything else."""
    adapters: dict[str, TypeAdapter[Any]] = {
        "order": TypeAdapter(Order),
        "diagnosis": TypeAdapter(DiagnosisDocument),
        "question": TypeAdapter(QuestionDocument | None),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"ali-closed/{what}/1",
        **adapters[what].json_schema(by_alias=True),
    }
