"""The JSON Schemas of what goes in and out: order, diagnosis, question."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import TypeAdapter

from ali_closed.model.diagnosis import DisputeVerdict, Likelihood, RefundVerdict, State
from ali_closed.model.order import Order
from ali_closed.model.rulebook import Unit

# The shapes of documents: a mapping is an object with exactly these keys, a list holds any number of its one entry, a
# tuple is one of several, and all else a type. A day is a text in ISO form.
_DAY: Final = str | None
_SOURCES: Final = [{"key": str, "name": str, "lines": [str], "date": _DAY}]
_BECAUSE: Final = [{"field": str | None, "value": Any, "text": str, "sources": _SOURCES}]
_READINGS: Final = [
    {
        "period": str,
        "source": str,
        "value": tuple[int, int] | None,
        "unit": Unit,
        "says": Literal["open", "over"] | None,
        "counted_from": str,
        "from": _DAY,
        "until": _DAY,
    }
]
_ADVICE: Final = [
    {
        "id": str,
        "act": str,
        "text": str,
        "by": _DAY,
        "where": str | None,
        "for_reasons": ([str], None),
        "sources": _SOURCES,
    }
]
_QUESTION: Final = {
    "field": str,
    "kind": Literal["choice", "boolean", "date"],
    "text": str,
    "why": str,
    "where_to_look": str,
    "answers": [{"value": str | bool, "label": str, "leads_to": [str]}],
}
_DIAGNOSIS: Final = {
    "schema": Literal["ali-closed/diagnosis/1"],
    "version": str,
    "rules_date": str,
    "rules_digest": str,
    "today": str,
    "order": dict[str, Any],
    "source": dict[str, Any] | None,
    "state": State,
    "summary": str,
    "reasons": [
        {
            "id": str,
            "verdict": Likelihood,
            "title": str,
            "because": _BECAUSE,
            "against": _BECAUSE,
            "sources": _SOURCES,
        }
    ],
    "ruled_out": [{"id": str, "because": _BECAUSE}],
    "refund": {
        "verdict": RefundVerdict,
        "expected_from": _DAY,
        "expected_until": _DAY,
        "late": bool | None,
        "how": str,
        "readings": _READINGS,
    },
    "dispute": {
        "verdict": DisputeVerdict,
        "opens_on": _DAY,
        "act_by": _DAY,
        "last_date": _DAY,
        "days_left": int | None,
        "readings": _READINGS,
    },
    "deadlines": [{"id": str, "on": str, "days_left": int, "sources": _SOURCES}],
    "steps": _ADVICE,
    "avoid": _ADVICE,
    "next_question": (_QUESTION, None),
    "ask_support": str | None,
    "contradictions": [{"fields": [str], "why": str, "repairs": [{"field": str, "from": Any, "to": Any}]}],
    "assumptions": [str],
    "warnings": [str],
}
_SHAPES: Final = {"order": Order, "diagnosis": _DIAGNOSIS, "question": (_QUESTION, None)}


def json_schema(what: str) -> dict[str, Any]:
    """The JSON Schema of an order, a diagnosis or a question; KeyError for anything else."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"ali-closed/{what}/1",
        **_described(_SHAPES[what]),
    }


def _described(shape: Any) -> dict[str, Any]:
    match shape:
        case dict():
            keys = {name: _described(held) for name, held in shape.items()}
            return {"type": "object", "properties": keys, "required": [*keys], "additionalProperties": False}
        case [held]:
            return {"type": "array", "items": _described(held)}
        case tuple():
            return {"anyOf": [_described(held) for held in shape]}
    return TypeAdapter(shape).json_schema(by_alias=True)
