"""Which files a commit consists of, with their checksums: tantivy looks at its own no more once a file is written."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from library_exchange.search.checksums import checksum
from library_exchange.search.errors import IndexDamaged

MANIFEST, COMMIT = "whole.json", "meta.json"
MANAGED = ".managed.json"
_DELETED = "del"

Files = dict[str, tuple[int, int]]
"""Names of files, each with its size and checksum."""


@dataclass(frozen=True)
class Manifest:
    """A commit as tantivy wrote it down (`commit`, JSON), its number and its files."""

    commit: str
    number: int
    files: Files


def read(folder: Path) -> Manifest:
    """Return what is the commit in force; raises `IndexDamaged` if that cannot be told."""
    with _told_as_torn():
        noted = _noted(folder)
        _check_commit(noted.commit, (folder / COMMIT).read_text(encoding="utf-8"))
        json.loads((folder / MANAGED).read_bytes())
    return noted


def _noted(folder: Path) -> Manifest:
    with _told_as_torn():
        summed, _, text = (folder / MANIFEST).read_text(encoding="utf-8").partition(" ")
        if summed != _summed(text):
            raise IndexDamaged("torn-file", file=MANIFEST)
        found = json.loads(text)
        files = {name: (size, summed) for name, (size, summed) in found["files"].items()}
        return Manifest(found["commit"], json.loads(found["commit"])["opstamp"], files)


@contextmanager
def _told_as_torn() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise IndexDamaged("torn-file", file=MANIFEST, cause=repr(error)) from error


def write(folder: Path, before: Files) -> None:
    """Note the commit that was made last, if it is not noted; files known `before` have not changed since."""
    commit = (folder / COMMIT).read_text(encoding="utf-8")
    target = folder / MANIFEST
    if target.exists() and commit == _noted(folder).commit:
        return
    files = {path.name: before.get(path.name) or _weighed(path) for path in _files(folder, commit)}
    text = json.dumps({"commit": commit, "files": files})
    draft = folder / f"{MANIFEST}.new"
    with draft.open("w", encoding="utf-8") as file:
        file.write(f"{_summed(text)} {text}")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)


def check_sizes(folder: Path, manifest: Manifest) -> None:
    """Raise `IndexDamaged` if a file was cut short: before tantivy maps it into memory to write beside it."""
    for name, (size, _summed) in manifest.files.items():
        if (folder / name).stat().st_size != size:
            raise IndexDamaged("torn-file", file=name)


def _check_commit(noted: str, present: str) -> None:
    # A writer that was killed in between has left a later commit than was noted: what was noted holds.
    if present != noted and json.loads(present)["opstamp"] <= json.loads(noted)["opstamp"]:
        raise IndexDamaged("torn-file", file=COMMIT)


def _files(folder: Path, commit: str) -> list[Path]:
    segments = {segment["segment_id"].replace("-", ""): segment for segment in json.loads(commit)["segments"]}
    return [path for path in sorted(folder.iterdir()) if _is_of(path.name, segments.get(path.name.partition(".")[0]))]


def _is_of(name: str, segment: dict[str, Any] | None) -> bool:
    if segment is None:
        return False
    _segment, *number, kind = name.split(".")
    deletes = segment["deletes"]
    return kind != _DELETED or (deletes is not None and number == [str(deletes["opstamp"])])


def _weighed(path: Path) -> tuple[int, int]:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        return size, checksum(file, size)


def _summed(text: str) -> str:
    return f"{crc32(text.encode()):08x}"
