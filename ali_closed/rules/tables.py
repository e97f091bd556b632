"""Reads the rule files: their tables in an order of their own, with the date of the last change and a digest.

Python's reader of TOML is slow, so that what was read is kept as JSON; the TOML files stay the one source.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ali_closed.errors import DataError
from ali_closed.rules.compiled import compiled

FILES: Final[Mapping[str, Mapping[str, str]]] = {
    "sources.toml": {"source": "sources"},
    "statuses.toml": {"status": "statuses", "sub_status": "sub_statuses"},
    "periods.toml": {"period": "periods", "policy": "policy"},
    "rules.toml": {"rule": "rules"},
    "messages.toml": {"message": "messages"},
    "disagreements.toml": {"disagreement": "disagreements"},
    "facts.toml": {
        "fact": "facts",
        "law": "laws",
        "implied_answers": "implied_answers",
        "fact_mapping": "fact_mappings",
        "assumption": "assumptions",
    },
    "events.toml": {"event_order": "event_order", "same_day": "same_days"},
    "reasons.toml": {"reason": "reasons", "open": "open_order"},
    "evidence.toml": {"evidence": "evidence"},
    "doubts.toml": {"doubt": "doubts"},
    "questions.toml": {"follow_up": "follow_ups", "needless": "needless"},
    "advice.toml": {"step": "steps", "avoid": "avoids", "act": "acts", "office": "offices"},
    "groups.toml": {"groups": "groups"},
    "ways.toml": {"way": "ways"},
    "sentences.toml": {
        "waited_for": "waited_for",
        **dict.fromkeys(
            ("case", "sure_case", "first_line", "happened", "refund", "dispute", "unsaid", "exit_code", "due", "pick"),
            "sentences",
        ),
    },
    "drafts.toml": {"letter": "letters", **dict.fromkeys(("draft", "untold", "attachment", "draft_note"), "sentences")},
}
"""Each rule file, its tables, and the part of the rulebook each table fills."""

UNDER_ACTS: Final = ("step", "avoid")
"""Tables whose entries stand under their acts, there under their ids."""

NAMED: Final = frozenset({"act", "office", "implied_answers", "assumption", "waited_for", "case", "sure_case"}) | {
    *("event_order", "first_line", "happened", "refund", "dispute", "unsaid", "due", "pick")
}
"""Tables whose entries stand under their ids."""

ORDERED: Final = ("follow_up", "needless", "first_line", "happened", "refund", "dispute", "exit_code", "due", "draft")
"""Tables of which the first row that holds is taken."""

LISTED: Final = ("attachment", "draft_note")
"""Tables whose rows are said in their order; in all others entries may be shuffled."""

GROUPED: Final = frozenset({"when", "presupposes", "reasons"})
"""What of an entry may name a group in the place of its values."""

LEDGER: Final = ("rules", "messages", "disagreements", "periods")
"""The parts whose entries advice may cite, beside lines of its own."""

PACKAGED: Final = Path(__file__).parent
"""The folder of the rule files that ship with the program."""


def load_tables(folder: Path = PACKAGED) -> dict[str, Any]:
    """The parts of the rulebook in a folder of rule files, as JSON values, with `date` and `digest`.

    Raises DataError naming the file for one that is missing, is not TOML or has an unknown table.
    """
    files = {name: file_bytes(folder / name) for name in FILES}
    found: dict[str, Any] = compiled(
        "rules", files.values(), lambda: gather({name: parsed(name, files[name]) for name in files})
    )
    return found


def gather(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The parts of the rulebook, of the tables of every file; the order of entries in a file does not matter."""
    parts: dict[str, Any] = {}
    rules_date = ""
    for name, known in FILES.items():
        if lacking := sorted(set(known) - set(tables[name])):
            raise bad_rules(f"{name} lacks the table `{lacking[0]}`.", "Put it back.")
        for key, content in tables[name].items():
            if key == "date":
                rules_date = max(rules_date, str(content))
                continue
            if key not in known:
                raise bad_rules(f"{name} has an unknown table `{key}`.", f"Known here: {', '.join(known)}.")
            if key in UNDER_ACTS:
                content = [
                    {"act": act, "id": own, **entry}
                    for act, rows in _by_id(name, key, content).items()
                    for own, entry in _by_id(name, f"{key}.{act}", rows).items()
                ]
            elif key in NAMED:
                content = [{"id": own, **entry} for own, entry in _by_id(name, key, content).items()]
            if isinstance(content, list) and key not in (*ORDERED, *LISTED):
                # In an order of their own, so that shuffled files give the same rulebook.
                content = sorted(content, key=lambda entry: (str(entry.get("id", "")), _canonical(entry)))
            if known[key] == "sentences":
                parts.setdefault("sentences", {})[key] = content
            else:
                parts[known[key]] = content
    shared = {
        act["id"]: {"place": act.get("place", ""), "by": act.pop("by", ""), "where": act.pop("where", [])}
        for act in parts["acts"]
    }
    parts["steps"] = [{**shared.get(step.get("act"), {}), **step} for step in parts["steps"]]
    ledger = {entry["id"] for part in LEDGER for entry in parts[part]}
    for advice in (*parts["steps"], *parts["avoids"]):
        cited = advice.pop("where", [])
        advice["rules"] = [rule for rule in cited if rule in ledger]
        advice["where"] = [line for line in cited if line not in ledger]
    groups: dict[str, Any] = {}
    for name, values in parts["groups"].items():
        groups[name] = _values(values, groups) if isinstance(values, list) else values
    parts["groups"] = groups
    for held in (parts, parts["sentences"]):
        for name, content in held.items():
            if isinstance(content, list):
                held[name] = [row for entry in content for row in _spelled_out(entry, groups)]
    digest = hashlib.sha256(_canonical(parts).encode()).hexdigest()[:16]
    return {"date": rules_date, "digest": digest, **parts}


def packaged(name: str) -> Mapping[str, Any]:
    """The tables of a file that ships with the program and is read by itself, as JSON values."""
    content = file_bytes(PACKAGED / name)
    found: Mapping[str, Any] = compiled(name.removesuffix(".toml"), (content,), lambda: parsed(name, content))
    return found


def _by_id(file: str, table: str, content: Any) -> Mapping[str, Mapping[str, Any]]:
    """A table whose entries stand under their ids."""
    if not isinstance(content, dict) or not all(isinstance(entry, dict) for entry in content.values()):
        raise bad_rules(f"`{table}` of {file} holds what is no entry under an id.", f"Write [{table}.<id>].")
    return content


def _spelled_out(entry: Mapping[str, Any], groups: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """An entry that lists the values of every group that it names, once for each of its conditions."""
    conditions = entry.get("when", {})
    for when in conditions if isinstance(conditions, list) else [conditions]:
        row = {**entry, "when": when} if "when" in entry else dict(entry)
        for key in GROUPED & row.keys():
            held = row[key]
            row[key] = (
                {name: _values(allowed, groups) for name, allowed in held.items()}
                if isinstance(held, dict)
                else _values(held, groups)
            )
        yield row


def _values(allowed: Any, groups: Mapping[str, Any]) -> list[Any]:
    """The values of a condition: one stands for itself, the name of a group for all of the group."""
    listed = allowed if isinstance(allowed, list) else [allowed]
    return [value for name in listed for value in (groups.get(name, [name]) if isinstance(name, str) else [name])]


def bad_rules(message: str, hint: str) -> DataError:
    """The error for rule files that cannot be used."""
    return DataError(message, code="rules", hint=hint)


def file_bytes(path: Path) -> bytes:
    """What a rule file holds; DataError where it is missing."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise bad_rules(f"The rule file {path.name} is missing.", "Install the program again.") from None


def parsed(name: str, content: bytes) -> Mapping[str, Any]:
    """The tables of a rule file; DataError where it is not TOML."""
    import tomllib

    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise bad_rules(f"The rule file {name} is not TOML: {error}.", "Mend that line.") from None


def _canonical(content: Any) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=True, default=str)
