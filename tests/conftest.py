"""The same surroundings for every test, whoever runs it and wherever."""

import atexit
import gc
import os
import shutil
import signal
import tempfile
import time
import zoneinfo
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.proofs"]
"""The fixtures of the proofs, which several rooms share."""

# At import, not in a fixture: typer and rich read some of these when they are imported.
PINNED = {
    "COLUMNS": "80",
    "LINES": "24",
    "TERM": "xterm",
    "TZ": "UTC",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "NO_COLOR": "1",
    "PYTHONUTF8": "1",
    "_TYPER_FORCE_DISABLE_TERMINAL": "1",
}
REMOVED = ("CLICOLOR_FORCE", "FORCE_COLOR", "GITHUB_ACTIONS", "LANGUAGE", "PY_COLORS", "TERMINAL_WIDTH")

os.environ.update(PINNED)
for name in REMOVED:
    os.environ.pop(name, None)
# What is kept of the rules and of compiled modules is made anew for each run of the tests, for all its processes:
# a real run starts as an installed program does, and the user's own is left alone.
if "PYTEST_XDIST_WORKER" not in os.environ:
    kept = tempfile.mkdtemp(prefix="ali-closed-tests-")
    atexit.register(shutil.rmtree, kept, ignore_errors=True)
    os.environ.update({"XDG_CACHE_HOME": f"{kept}/cache", "PYTHONPYCACHEPREFIX": f"{kept}/modules"})
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
if hasattr(time, "tzset"):
    time.tzset()

# The zones that a machine knows are the same all day; to list them takes as long as a question.
zoneinfo.available_timezones = cache(zoneinfo.available_timezones)

# A run that was put into the background ignores Ctrl-C, and so would every program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Derandomised: a red run means a change in the code, not a lucky draw on a busy machine.
settings.register_profile("repeatable", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repeatable")


def pytest_collection_finish() -> None:
    """The collector of garbage leaves alone what lasts until the end, and comes seldom: it took a fifth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `-n`, a file stays in one process, and so do all proofs: what their tests share is made once."""
    from xdist.scheduler import LoadFileScheduling

    class OneProcess(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            proofs = "tests/proof/"
            return proofs if nodeid.startswith(proofs) else super()._split_scope(nodeid)

    return OneProcess(config, log)
