"""Where an index of any engine lies: numbered folders, a file that names the current one, a lock for who writes."""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from library_exchange.core.errors import Unavailable
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.port import TERMS_VERSION

CURRENT = "current"
LOCK = "writer.sqlite"
DESK = ".reading-"
"""Beginning of the names of folders that are there while an index is opened, longer only if its process was killed."""
# Other processes may still read the folder that was current a moment ago.
GRACE_S = 600
PRIVATE = 0o700


class Folders:
    """The folder of `engine`'s index, private to the service: Whoosh unpickles it, so who writes there runs code."""

    def __init__(self, root: Path, engine: str) -> None:
        self.root = root
        self._made_for = f"{TERMS_VERSION} {engine}"

    def current(self) -> Path:
        """Return the folder in force; raises `IndexDamaged` when none is named, or one of other terms or engine."""
        try:
            named, _, summed = (self.root / CURRENT).read_text(encoding="ascii").rpartition(" ")
        except (OSError, ValueError) as error:
            raise IndexDamaged("no-current-index", cause=repr(error)) from error
        name, _, made_for = named.partition(" ")
        if summed != _summed(named) or not name.isdigit():
            raise IndexDamaged("no-current-index", named=named)
        if made_for != self._made_for:
            raise IndexDamaged("index-of-other-terms", made_for=made_for, needed=self._made_for)
        return self.root / name

    def new(self) -> Path:
        """Make the next numbered folder; the number of an abandoned one is not used again."""
        self._make_root()
        number = max((int(path.name) for path in self._numbered()), default=0) + 1
        folder = self.root / f"{number:06d}"
        folder.mkdir(mode=PRIVATE)
        return folder

    def switch(self, folder: Path) -> None:
        """Make `folder` the current one, in one step even if the power fails."""
        draft = self.root / f"{CURRENT}.new"
        with draft.open("w", encoding="ascii") as file:
            named = f"{folder.name} {self._made_for}"
            file.write(f"{named} {_summed(named)}")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.root / CURRENT)

    def sweep(self, grace_s: float = GRACE_S) -> None:
        """Remove folders that are no longer current and were left alone for `grace_s` seconds."""
        kept = self.current()
        for folder in (*self._numbered(), *self.root.glob(f"{DESK}*")):
            if folder != kept and _age_s(folder) > grace_s:
                shutil.rmtree(folder, ignore_errors=True)

    def discard(self, folder: Path) -> None:
        """Remove a folder that never became current."""
        shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def writing(self, timeout_s: float) -> Iterator[None]:
        """Hold the writer's lock, among threads and processes; `Unavailable` when it is not free in time.

        The lock is SQLite's on an empty file, the same on all systems; it dies with its process.
        """
        self._make_root()
        lock = sqlite3.connect(self.root / LOCK, timeout=timeout_s, isolation_level=None)
        try:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                raise Unavailable("index-busy", cause=repr(error)) from error
            yield
        finally:
            lock.close()

    def is_being_written(self) -> bool:
        """Whether somebody holds the writer's lock."""
        try:
            with self.writing(0):
                return False
        except Unavailable:
            return True

    def _make_root(self) -> None:
        self.root.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        self.root.chmod(PRIVATE)

    def _numbered(self) -> list[Path]:
        return sorted(path for path in self.root.iterdir() if path.name.isdigit() and path.is_dir())


def _age_s(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except FileNotFoundError:  # another process has just removed it
        return 0


def _summed(named: str) -> str:
    return f"{crc32(named.encode()):08x}"
