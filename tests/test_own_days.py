"""A number that a document is mended by breaks the scenarios and tests about that number, and no other."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COUNTING = ("engine", "report", "rules", "cli", "importers", "cases", "model", "proof")
ABOUT = {
    "tests/rules/test_loader.py": "every reading, once more",
    "tests/engine/time/test_every_reading_decides.py": "which readings decide nothing",
    "tests/proof/test_new_reason.py": "scenarios of a reason that is added",
}
"""The tests about the numbers themselves; beside them stand the scenarios, README.md and its pictures."""


@pytest.mark.slow
def test_days_that_all_change_break_only_tests_about_them(tmp_path: Path) -> None:
    for folder in ("ali_closed", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md", "CHANGELOG.md"):
        shutil.copy(ROOT / file, tmp_path / file)
    periods = tmp_path / "ali_closed" / "rules" / "periods.toml"
    text, changed = re.subn(
        r"value = \[(\d+), (\d+)\]",
        lambda found: f"value = [{int(found[1]) + (found[1] != '0')}, {int(found[2]) + 1}]",
        periods.read_text(encoding="utf-8"),
    )
    assert changed > 60
    periods.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=no"]
    ran = subprocess.run(
        [*command, *(f"tests/{room}" for room in COUNTING)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = re.findall(r"^(?:FAILED|ERROR) ([^:\s]+)", ran.stdout, re.MULTILINE)
    assert failed, ran.stdout[-300:]
    assert set(failed) <= set(ABOUT), sorted(set(failed))
