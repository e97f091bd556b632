"""What a later answer to the same order says that an earlier one did not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import zip_longest
from typing import Any, Final

from ali_closed.model.text import Text, text
from ali_closed.report.text.catalogue import Catalogue

Document = Mapping[str, Any]

_UNTOLD: Final = ("today", "version")
_FROM_THEN_ON: Final = frozenset({"dispute_opens", "refund_expected"})
"""Days on which something begins: once they are there the verdict says so, and nothing has passed."""


def differences(before: Any, after: Any, path: str = "") -> list[dict[str, Any]]:
    """Every leaf that differs, as path, from and to, in the order of the document."""
    if isinstance(before, dict) and isinstance(after, dict):
        parts = [(f"{path}.{key}".lstrip("."), before.get(key), after.get(key)) for key in {**before, **after}]
    elif isinstance(before, list) and isinstance(after, list):
        parts = [(f"{path}[{place}]", *pair) for place, pair in enumerate(zip_longest(before, after))]
    else:
        return [] if before == after else [{"path": path, "from": before, "to": after}]
    return [entry for where, was, now in parts for entry in differences(was, now, where)]


def changes(before: Document, after: Document) -> list[dict[str, Any]]:
    """Every path that changed between two documents of one order, without what changes with every day.

    That are `today`, days left that have not run out, dates that are just "today" in both, and the summary where
    nothing else changed.
    """
    found = [entry for entry in differences(before, after) if not _daily(entry, before, after)]
    return [] if all(entry["path"] == "summary" for entry in found) else found


def _daily(entry: Mapping[str, Any], before: Document, after: Document) -> bool:
    path, was, now = str(entry["path"]), entry["from"], entry["to"]
    if path in _UNTOLD:
        return True
    if path.endswith("days_left") and isinstance(was, int) and isinstance(now, int):
        return (was < 0) == (now < 0)
    return was is not None and was == before.get("today") and now == after.get("today")


def change_lines(before: Document, after: Document, words: Catalogue) -> list[str]:
    """The changes that matter to the buyer, one sentence each, the most urgent first."""
    return [words.say(line) for line in _lines(before, after, words)]


def _lines(before: Document, after: Document, words: Catalogue) -> Iterator[Text]:
    if before.get("order") != after.get("order"):
        yield text("case.changed.order")
    if before.get("rules_digest") != after.get("rules_digest"):
        yield text("case.changed.rules", date=str(after.get("rules_date")))
    was, now = (_entries(found, "reasons") for found in (before, after))
    if list(was) != list(now):
        yield text("case.changed.reasons", before=_titles(was, words), after=_titles(now, words))
    was_late, is_late = (bool(_at(found, "refund", "late")) for found in (before, after))
    until = _day(_at(after, "refund", "expected_until"))
    if is_late and not was_late and until is not None:
        yield text("case.changed.late", until=until)
    elif was_late and not is_late:
        yield text("case.changed.not_late")
    for part in ("refund", "dispute"):
        old, new = (text(f"{part}.{_at(found, part, 'verdict')}") for found in (before, after))
        if old != new and words.has(old.id) and words.has(new.id):
            yield text(f"case.changed.{part}", before=old, after=new)
    yield from _deadlines(before, after, words)
    known = _entries(before, "steps")
    for name, step in _entries(after, "steps").items():
        if name not in known:
            yield text("case.changed.new_step", step=str(step.get("text")))


def _at(found: Document, part: str, name: str) -> Any:
    held = found.get(part)
    return held.get(name) if isinstance(held, Mapping) else None


def _entries(found: Document, key: str) -> dict[str, Mapping[str, Any]]:
    """The objects of a list by their id."""
    listed = found.get(key)
    objects = [entry for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list) else []
    return {str(entry.get("id")): entry for entry in objects}


def _titles(reasons: Mapping[str, Mapping[str, Any]], words: Catalogue) -> str:
    return "; ".join(str(entry.get("title")) for entry in reasons.values()) or words.say("case.changed.reasons_none")


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _days(found: Document) -> dict[str, date]:
    """The deadlines by their id; a contested window has no safe day, so its dispute is for today every day anew."""
    days = {name: _day(entry.get("on")) for name, entry in _entries(found, "deadlines").items()}
    if _at(found, "dispute", "verdict") == "contested":
        days["dispute_act_by"] = None
    return {name: day for name, day in days.items() if day is not None}


def _deadlines(before: Document, after: Document, words: Catalogue) -> Iterator[Text]:
    """Deadlines that passed, and those that came, went or moved."""
    was, now = _days(before), _days(after)
    then, today = _day(before.get("today")), _day(after.get("today"))
    for name in {**was, **now}:
        old, new, what = was.get(name), now.get(name), text(f"timeline.{name}")
        if not words.has(what.id) or then is None or today is None:
            continue
        if old is not None and then <= old < today and name not in _FROM_THEN_ON:
            yield text("case.changed.passed", what=what, day=old)
        elif old is None and new is not None:
            yield text("case.changed.new_deadline", what=what, day=new)
        elif new is None and old is not None and old > today:
            yield text("case.changed.dropped_deadline", what=what, day=old)
        elif new is not None and old is not None and new != old:
            yield text("case.changed.moved_deadline", what=what, before=old, after=new)
