"""The constants that help and completion are made of are the fields of the model, and their values."""

from typing import get_args

import pytest
from pydantic import ValidationError

from ali_closed.model.fields import CHOICES, COUNTRY_FIELDS, DATE_FIELDS, FIELDS, TEXT_FIELDS, UNKNOWN
from ali_closed.model.order import DateField, Order

KINDS = {info.alias or name: info.annotation for name, info in Order.model_fields.items()}


def test_the_fields_are_those_of_the_model_in_its_order():
    assert tuple(KINDS) == FIELDS


@pytest.mark.parametrize("field", sorted(set(CHOICES) - {"status", "sub_status"}))
def test_the_values_are_those_the_model_takes(field):
    for value in (*CHOICES[field], UNKNOWN, None):
        assert Order.model_validate({field: value}, strict=True).raw(field) == value
    for value in ("", "yes", 1, 0, "True", "None", *(str(known).upper() for known in CHOICES[field])):
        if value not in CHOICES[field] or not isinstance(value, str):
            with pytest.raises(ValidationError):
                Order.model_validate({field: value}, strict=True)


def test_every_field_is_of_one_kind():
    of_dates = get_args(get_args(DateField)[0])
    assert {name for name, kind in KINDS.items() if get_args(kind) == of_dates} == set(DATE_FIELDS)
    assert {*CHOICES, *DATE_FIELDS, *TEXT_FIELDS, *COUNTRY_FIELDS} == set(FIELDS)
    assert not set(DATE_FIELDS) & (set(CHOICES) | set(TEXT_FIELDS))
