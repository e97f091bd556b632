"""What a later answer to the same order says that an earlier one did not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from ali_closed.model.text import Text, text
from ali_closed.report.text.catalogue import Catalogue

Document = Mapping[str, Any]

_UNTOLD: Final = ("today", "version")
_TOLD_APART: Final = frozenset({"dispute_act_by", "dispute_last", "refund_late_after"})
_FROM_THEN_ON: Final = frozenset({"dispute_opens", "refund_expected"})
"""Days on which something begins: once they are there the verdict says so, and nothing has passed."""


def differences(before: Any, after: Any) -> list[dict[str, Any]]:
    """Every leaf that differs, as path, from and to, in the order of the document."""
    return [{"path": where, "from": was, "to": now} for where, was, now in _walk(before, after, "")]


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
    yield from _reasons(before, after, words)
    yield from _refund(before, after, words)
    yield from _dispute(before, after, words)
    yield from _deadlines(before, after, words)
    for step in _new_steps(before, after):
        yield text("case.changed.new_step", step=step)


def _at(found: Document, *path: str) -> Any:
    held: Any = found
    for key in path:
        held = held.get(key) if isinstance(held, Mapping) else None
    return held


def _entries(found: Document, key: str) -> dict[str, Mapping[str, Any]]:
    """The objects of a list by their id."""
    listed = found.get(key)
    objects = [entry for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list) else []
    return {str(entry.get("id")): entry for entry in objects}


def _reasons(before: Document, after: Document, words: Catalogue) -> Iterator[Text]:
    was, now = (_entries(found, "reasons") for found in (before, after))
    if list(was) != list(now):
        yield text("case.changed.reasons", before=_titles(was, words), after=_titles(now, words))


def _titles(reasons: Mapping[str, Mapping[str, Any]], words: Catalogue) -> str:
    titles = [str(entry.get("title")) for entry in reasons.values()]
    return "; ".join(titles) if titles else words.say("case.changed.reasons_none")


def _verdict(kind: str, before: Document, after: Document, words: Catalogue) -> Iterator[Text]:
    was, now = (str(_at(found, kind, "verdict")) for found in (before, after))
    if was != now and words.has(f"{kind}.{was}") and words.has(f"{kind}.{now}"):
        yield text(f"case.changed.{kind}", before=text(f"{kind}.{was}"), after=text(f"{kind}.{now}"))


def _refund(before: Document, after: Document, words: Catalogue) -> Iterator[Text]:
    yield from _verdict("refund", before, after, words)
    until = _day(_at(after, "refund", "expected_until"))
    was, now = (bool(_at(found, "refund", "late")) for found in (before, after))
    if now and not was and until is not None:
        yield text("case.changed.late", until=until)
    elif was and not now:
        yield text("case.changed.not_late")
    yield from _moved("expected_until", _at(before, "refund", "expected_until"), _at(after, "refund", "expected_until"))


def _dispute(before: Document, after: Document, words: Catalogue) -> Iterator[Text]:
    yield from _verdict("dispute", before, after, words)
    for name in ("act_by", "last_date"):
        was, now = _at(before, "dispute", name), _at(after, "dispute", name)
        only_today = was == before.get("today") and now == after.get("today")
        if not (only_today or (now is None and str(was) < str(after.get("today")))):  # what passed is told apart
            yield from _moved(name, was, now)


def _moved(name: str, was: Any, now: Any) -> Iterator[Text]:
    if was != now:
        yield text(f"case.changed.{name}", before=_day_or_none(was), after=_day_or_none(now))


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _day_or_none(value: Any) -> date | Text:
    return _day(value) or text("case.changed.no_day")


def _deadlines(before: Document, after: Document, words: Catalogue) -> Iterator[Text]:
    """Deadlines that passed, and those that came, went or moved; the dates told apart only where they passed."""
    was, now = _entries(before, "deadlines"), _entries(after, "deadlines")
    then, today = _day(before.get("today")), _day(after.get("today"))
    for name in dict.fromkeys([*was, *now]):
        old, new = _day(_at(was, name, "on")), _day(_at(now, name, "on"))
        what = text(f"timeline.{name}")
        if not words.has(what.id) or then is None or today is None:
            continue
        if name == "dispute_act_by" and _at(before, "dispute", "verdict") == "contested":
            continue  # it was "today" already
        if old is not None and then <= old < today and name not in _FROM_THEN_ON:
            yield text("case.changed.passed", what=what, day=old)
        elif name in _TOLD_APART or old == new:
            continue
        elif old is None and new is not None:
            yield text("case.changed.new_deadline", what=what, day=new)
        elif new is None and old is not None and old > today:
            yield text("case.changed.dropped_deadline", what=what, day=old)
        elif new is not None and old is not None:
            yield text("case.changed.moved_deadline", what=what, before=old, after=new)


def _new_steps(before: Document, after: Document) -> Iterator[str]:
    was = _entries(before, "steps")
    for name, step in _entries(after, "steps").items():
        if name not in was:
            yield str(step.get("text"))
