"""Orders kept on this computer: one JSON file each, written whole or not at all, private."""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, Final

from pydantic import TypeAdapter, ValidationError

from ali_closed.errors import AliClosedError, DataError, MissingFileError, UsageError, did_you_mean, nearest, quoted

FORMAT: Final = 1
_LONGEST_NAME: Final = 48
_NAME: Final = re.compile(r"[^\W_](?:[\w.-]*[\w-])?")
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One saved case.

    `order` holds the fields as JSON values, dates absolute; `settings` what else the answer turned on ("country",
    "tz"); `diagnosis` the contract's document as it was when saved.
    """

    name: str
    saved_at: str
    today: str
    order: Mapping[str, Any]
    settings: Mapping[str, str]
    diagnosis: Mapping[str, Any]


_READER: Final = TypeAdapter(Case)


def default_folder() -> Path:
    """Where cases lie: under ALI_CLOSED_HOME if that is set, else in the user's data folder."""
    home = os.environ.get("ALI_CLOSED_HOME")
    if home:
        return Path(home) / "cases"
    from platformdirs import user_data_path

    return user_data_path("ali-closed", appauthor=False) / "cases"


class CaseStore:
    """The cases of one folder. Every change is made under a lock, so that two processes at once lose nothing."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()

    def save(self, case: Case) -> bool:
        """Write a case, over one of the same name; True if there was one.

        Raises UsageError for a name that cannot be used, AliClosedError if the folder cannot be written, and DataError
        if what lies there is damaged or of a newer format: nobody could say what would be lost with it.
        """
        path = self._path(case.name)
        with self._changing():
            before = path.exists()
            if before:
                self.load(case.name)
            # Beside its place and then moved there, so that the file is the old one or the new one, never half.
            with NamedTemporaryFile(dir=self.folder, prefix=".", suffix=".tmp", delete=False) as stream:  # mode 0600
                stream.write((json.dumps({"format": FORMAT, **asdict(case)}, indent=2) + "\n").encode())
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(stream.name, path)
        return before

    def has(self, name: str) -> bool:
        """Whether there is a case of this name, damaged or not. Raises UsageError for a name that cannot be used."""
        return os.path.exists(self._path(name))

    def load(self, name: str) -> Case:
        """The case of this name. Raises MissingFileError, or DataError for a damaged file."""
        path = self._path(name)
        try:
            return _parsed(path.read_bytes(), path)
        except FileNotFoundError:
            raise self._missing(name) from None
        except OSError as error:
            raise _unreadable(path, error) from None

    def remove(self, name: str) -> None:
        """Delete the case of this name, damaged or not. Raises MissingFileError."""
        if self.has(name):
            with self._changing(), suppress(FileNotFoundError):
                self._path(name).unlink()
                return
        raise self._missing(name)

    def names(self) -> list[str]:
        """The names of all files that lie there as cases, in order."""
        try:
            found = list(self.folder.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _unreadable(self.folder, error) from None
        return sorted(name for path in found if path.suffix == ".json" and (name := _folded(path.stem)))

    def _path(self, name: str) -> Path:
        """The file of a case, one and the same on file systems that do not tell letters apart by case.

        Raises UsageError for a name that could leave the folder or that some system cannot store.
        """
        folded = _folded(name)
        if folded is None:
            raise UsageError(
                f"A case cannot be named {quoted(name)}.",
                code="bad_name",
                hint=f"Letters, digits, - and _, no spaces, at most {_LONGEST_NAME}; for example watch-2026.",
                field="name",
            )
        return self.folder / f"{folded}.json"

    def _missing(self, name: str) -> MissingFileError:
        near = nearest(name, self.names(), count=1)
        hint = did_you_mean(near, "`ali-closed case list` shows the cases there are.")
        return MissingFileError(f"There is no case {quoted(name)}.", code="no_case", hint=hint, field="name")

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """The folder, made if need be, and locked; half files, also of killed processes, are gone at the end."""
        try:
            # Private if it is made here; the rights of a folder that is there already are its owner's.
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # To close it unlocks it, and the system closes those of a process that ends.
            with open(os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600), "r+b") as lock:
                _lock(lock)
                try:
                    yield
                finally:
                    for left in self.folder.glob(".*.tmp"):
                        with suppress(OSError):
                            left.unlink()
        except OSError as error:
            raise AliClosedError(
                f"`{self.folder}` cannot be written: {error.strerror or 'unknown error'}.",
                code="unwritable",
                hint="Check the rights and the space there, or set ALI_CLOSED_HOME to another folder.",
            ) from None


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: IO[bytes]) -> None:
        while True:
            stream.seek(0)
            with suppress(OSError):  # gives up after ten tries of a second each
                msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
                return

else:
    import fcntl

    def _lock(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX)


def _parsed(data: bytes, path: Path) -> Case:
    """Read the content of a file. Raises DataError, code "damaged_case" or "newer_format"."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise _damaged(path, "it is not JSON") from None
    version = content.get("format") if isinstance(content, dict) else None
    if isinstance(version, int) and version > FORMAT:
        said = f"`{path}` was saved by a newer version of ali-closed."
        raise DataError(said, code="newer_format", hint="Update ali-closed.")
    try:
        case = _READER.validate_python(content)
    except ValidationError as error:
        where = error.errors(include_url=False)[0]["loc"]
        raise _damaged(path, f"`{where[0]}` does not hold what it should" if where else "it is no object") from None
    own = _folded(case.name) == path.stem  # a copied file goes by the name of the file
    return case if own else replace(case, name=path.stem)


def _folded(name: str) -> str | None:
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    usable = len(folded) <= _LONGEST_NAME and _NAME.fullmatch(folded) and not _RESERVED.fullmatch(folded)
    return folded if usable else None


def _unreadable(path: Path, error: OSError) -> DataError:
    return DataError(
        f"`{path}` cannot be read: {error.strerror or 'unknown error'}.", code="unreadable", hint="Check its rights."
    )


def _damaged(path: Path, why: str) -> DataError:
    return DataError(
        f"`{path}` is damaged: {why}.",
        code="damaged_case",
        hint=f"It was left as it is. Mend it by hand, or remove it with `ali-closed case remove {path.stem}`.",
    )
