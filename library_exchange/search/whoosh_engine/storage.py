"""The files of an index: on the disk before they are named, closed even when they turn out damaged.

What a commit names bears a checksum, which is looked at whenever it is opened, before it is merged into another too."""

import os
import weakref
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from library_exchange.search.checksums import check_seal, seal

SEALED = (".seg", ".toc")


class CarefulStorage(FileStorage):
    """A folder of index files; Whoosh itself neither syncs what it writes nor closes what it cannot read."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self._open: list[weakref.ref[StructFile]] = []
        self._written: set[str] = set()

    def open_file(self, name: str, **kwargs: Any) -> StructFile:
        """Open a file to read; raises `IndexDamaged` if it is not as it was written."""
        if name.endswith(SEALED):
            check_seal(Path(self._fpath(name)))
        return self._remembered(super().open_file(name, **kwargs))

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **kwargs: Any) -> StructFile:
        """Open a new file to write."""
        self._written.add(name)
        return self._remembered(super().create_file(name, excl, mode, **kwargs))

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename a file after all that was written is on the disk; this is how Whoosh makes a commit valid."""
        for name in self._written:
            if self.file_exists(name):
                if name == oldname or name.endswith(SEALED):
                    seal(Path(self._fpath(name)), newname if name == oldname else name)
                _sync(self._fpath(name))
        self._written.clear()
        super().rename_file(oldname, newname, safe=safe)
        _sync(self.folder)

    def close_all(self) -> None:
        """Close what was opened and is still open."""
        for reference in self._open:
            file = reference()
            if file is not None and not file.is_closed:
                file.close()
        self._open.clear()

    def _remembered(self, file: StructFile) -> StructFile:
        self._open = [reference for reference in self._open if reference() is not None]
        self._open.append(weakref.ref(file))
        return file


def _sync(path: str) -> None:
    if os.name == "nt":  # folders cannot be opened there, and files only for writing
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
