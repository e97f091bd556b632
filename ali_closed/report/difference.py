"""What changed between two documents: the path, and what it held before and after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def differences(before: Any, after: Any, path: str = "") -> list[dict[str, Any]]:
    """Every leaf that differs, as path, from and to, in the order of the document."""
    return [{"path": where, "from": was, "to": now} for where, was, now in _walk(before, after, path)]


def _walk(before: Any, after: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _walk(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(before, list) and isinstance(after, list):
        for place in range(max(len(before), len(after))):
            was = before[place] if place < len(before) else None
            now = after[place] if place < len(after) else None
            yield from _walk(was, now, f"{path}[{place}]")
    elif before != after:
        yield path, before, after
