"""Where an index lies: numbered folders, a file that names the current one, a lock for the one who writes."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.util.filelock import FileLock, try_for

from library_exchange.core.errors import Unavailable
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.port import TERMS_VERSION

CURRENT = "current"
LOCK = "writer.lock"
# Other processes may still read the folder that was current a moment ago.
GRACE_S = 600
PRIVATE = 0o700


class Folders:
    """The folder of an index, private to the service: it is unpickled, so whoever writes there runs code."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> Path:
        """Return the folder in force; raises `IndexDamaged` when none is named, or one of other terms."""
        try:
            name, terms_version = (self.root / CURRENT).read_text(encoding="ascii").split()
        except (OSError, ValueError) as error:
            raise IndexDamaged("no-current-index", cause=repr(error)) from error
        if not name.isdigit():
            raise IndexDamaged("no-current-index", named=name)
        if terms_version != str(TERMS_VERSION):
            raise IndexDamaged("index-of-other-terms", made_with=terms_version, needed=TERMS_VERSION)
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
            file.write(f"{folder.name} {TERMS_VERSION}")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.root / CURRENT)

    def sweep(self, grace_s: float = GRACE_S) -> None:
        """Remove folders that are no longer current and were left alone for `grace_s` seconds."""
        kept = self.current()
        for folder in self._numbered():
            if folder != kept and time.time() - folder.stat().st_mtime > grace_s:
                shutil.rmtree(folder, ignore_errors=True)

    def discard(self, folder: Path) -> None:
        """Remove a folder that never became current."""
        shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def writing(self, timeout_s: float) -> Iterator[None]:
        """Hold the writer's lock, among threads and processes; `Unavailable` when it is not free in time.

        The lock dies with its process.
        """
        self._make_root()
        lock = FileLock(str(self.root / LOCK))
        if not try_for(lock.acquire, timeout=timeout_s, delay=0.02):
            raise Unavailable("index-busy")
        try:
            yield
        finally:
            lock.release()

    def _make_root(self) -> None:
        self.root.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        self.root.chmod(PRIVATE)

    def _numbered(self) -> list[Path]:
        return sorted(path for path in self.root.iterdir() if path.name.isdigit() and path.is_dir())
