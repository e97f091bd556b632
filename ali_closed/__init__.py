"""Diagnoses a closed AliExpress order: why it ended, whether the money comes back, and what to do until when."""

from typing import TYPE_CHECKING, Any

from ali_closed.version import __version__

if TYPE_CHECKING:
    from ali_closed.engine.diagnose import diagnose
    from ali_closed.model.diagnosis import Diagnosis
    from ali_closed.model.order import Order
    from ali_closed.rules.loader import load_rules

__all__ = ["Diagnosis", "Order", "__version__", "diagnose", "load_rules"]


def __getattr__(name: str) -> Any:
    """The public names, each imported when it is first used: the program starts without what it does not need."""
    from importlib import import_module

    rooms = {
        "Diagnosis": "ali_closed.model.diagnosis",
        "Order": "ali_closed.model.order",
        "diagnose": "ali_closed.engine.diagnose",
        "load_rules": "ali_closed.rules.loader",
    }
    if name in rooms:
        return getattr(import_module(rooms[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
