"""What takes long to make of data files, made once and kept as JSON in the user's cache folder.

A file there is named by the digest of all it was made of and by, so that it is never out of step and several versions
of the program, or several processes at once, do not disturb one another. It is data and nothing but data; a folder or a
file that somebody else could have written is not read. Where nothing can be kept, everything is made anew each time.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

from ali_closed.version import __version__

_KEPT: Final = 4
"""How many files of one name stay: the newest, of other versions or of rules that are being worked on."""
_NO_LINK: Final[int] = getattr(os, "O_NOFOLLOW", 0)


def compiled(name: str, sources: Iterable[bytes], make: Callable[[], Any]) -> Any:
    """What `make` gives, as JSON values: from the cache folder if it was made of these sources before."""
    folder = cache_folder()
    file = folder / f"{name}-{_digest(sources)}.json"
    with suppress(OSError, ValueError):
        _only_ours(os.lstat(folder))
        with open(os.open(file, os.O_RDONLY | _NO_LINK), "rb") as stream:
            _only_ours(os.fstat(stream.fileno()))
            return json.loads(stream.read())
    made = json.dumps(make(), ensure_ascii=True, default=str, separators=(",", ":"))
    with suppress(OSError):
        _write(folder, file, made)
        kept = sorted(folder.glob(f"{name}-*.json"), key=lambda held: held.stat().st_mtime_ns, reverse=True)
        for old in kept[_KEPT:]:
            old.unlink(missing_ok=True)
    return json.loads(made)


def cache_folder() -> Path:
    """Where it is kept: under ALI_CLOSED_HOME if that is set, else in the user's cache folder."""
    home = os.environ.get("ALI_CLOSED_HOME")
    if home:
        return Path(home) / "cache"
    # As platformdirs has it, which takes longer to import than all this takes.
    if os.name == "nt":
        given = os.environ.get("LOCALAPPDATA", "")
        return (Path(given) if given else Path("~/AppData/Local").expanduser()) / "ali-closed" / "Cache"
    if sys.platform == "darwin":
        return Path("~/Library/Caches/ali-closed").expanduser()
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if os.path.isabs(given) else Path("~/.cache").expanduser()) / "ali-closed"


@cache
def _code() -> bytes:
    """The code that decides what is made of data files: this room, and what the fields and the rules can hold."""
    room = Path(__file__).parent
    nouns = (room.with_name("model") / name for name in ("diagnosis.py", "fields.py", "rulebook.py"))
    return b"".join(path.read_bytes() for path in (*sorted(room.glob("*.py")), *nouns))


def _digest(sources: Iterable[bytes]) -> str:
    found = hashlib.sha256(__version__.encode())
    for source in (_code(), *sources):
        found.update(b"%d:" % len(source))
        found.update(source)
    return found.hexdigest()[:32]


def _write(folder: Path, file: Path, made: str) -> None:
    """Write a file whole or not at all; OSError where it cannot be written, or others could change it."""
    import tempfile

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _only_ours(os.lstat(folder))
    handle, draft = tempfile.mkstemp(dir=folder)
    try:
        with open(handle, "w", encoding="ascii") as stream:
            stream.write(made)
        os.replace(draft, file)
    except OSError:
        with suppress(OSError):
            os.unlink(draft)
        raise


def _only_ours(found: os.stat_result) -> None:
    """Raises PermissionError for what others own or may write; Windows keeps a user's folders to himself."""
    if os.name == "nt":
        return
    if stat.S_ISLNK(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise PermissionError
