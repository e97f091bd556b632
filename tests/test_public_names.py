"""What a program that uses this one can import, and that importing it costs next to nothing."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import ali_closed
from ali_closed import Diagnosis, Order, diagnose, load_rules
from tests.cli.program import surroundings

TODAY = date(2026, 6, 15)


def test_the_names_are_there():
    assert sorted(ali_closed.__all__) == ["Diagnosis", "Order", "__version__", "diagnose", "load_rules"]
    for name in ali_closed.__all__:
        assert getattr(ali_closed, name)


def test_there_are_no_others():
    with pytest.raises(AttributeError, match="no attribute 'diagnosis_of'"):
        ali_closed.diagnosis_of  # noqa: B018


def test_an_order_is_diagnosed_without_a_clock_or_a_file():
    rules = load_rules()
    order = Order(status="closed", paid=True, shipped=False)
    found = diagnose(order, rulebook=rules, today=TODAY)
    assert isinstance(found, Diagnosis)
    assert (found.today, found.refund.verdict) == (TODAY, "automatic")
    assert diagnose(order, rulebook=rules, today=TODAY) == found


def test_what_comes_out_is_frozen():
    found = diagnose(Order(), rulebook=load_rules(), today=TODAY)
    for frozen, name in ((found, "state"), (found.order, "status"), (found.refund, "verdict")):
        with pytest.raises((AttributeError, TypeError, ValueError)):
            setattr(frozen, name, "closed")


def test_it_is_typed():
    assert (Path(ali_closed.__file__).parent / "py.typed").is_file()


def test_importing_it_imports_nothing_else():
    script = (
        "import sys; import ali_closed; ali_closed.__version__; "
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'pydantic', 'typer', 'rich', 'holidays'})); "
        "from ali_closed import *; print(diagnose.__name__, Order.__name__)"
    )
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, env=surroundings(), check=True
    )
    assert ended.stdout == "[]\ndiagnose Order\n"
