"""Opening the file of a library at the operator: a plain file in the library's own folder, written to its end."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import BinaryIO

from library_exchange.scheduled_imports.rules import WRITTEN_FOR, Failure
from library_exchange.scheduled_imports.services.downloading import NotFetched


@dataclass
class Coming:
    """A file of the folder, read as one that comes from a server; `etag` tells this version from others."""

    file: BinaryIO
    etag: str
    most_bytes: int
    read_bytes: int = 0
    last_modified: None = None

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, none at the end. Raises NotFetched beyond the limit, or if the file was changed."""
        piece = self.file.read(size)
        self.read_bytes += len(piece)
        if self.read_bytes > self.most_bytes:
            raise NotFetched(Failure.TOO_LARGE)
        if not piece and _version(os.fstat(self.file.fileno())) != self.etag:
            raise NotFetched(Failure.STILL_WRITTEN)
        return piece


@contextmanager
def opened(folder: Path | None, name: str, known: str | None, most_bytes: int) -> Iterator[Coming | None]:
    """Open a file of a library's folder, None if it is the version that is known; raises NotFetched if it is not there.

    A link is not followed, in or out of the folder.
    """
    with _file(folder, name) as file:
        told = os.fstat(file.fileno())
        if time() - told.st_mtime < WRITTEN_FOR.total_seconds():
            raise NotFetched(Failure.STILL_WRITTEN)
        if told.st_size > most_bytes:
            raise NotFetched(Failure.TOO_LARGE)
        version = _version(told)
        yield None if version == known else Coming(file, version, most_bytes)


@contextmanager
def _file(folder: Path | None, name: str) -> Iterator[BinaryIO]:
    if folder is None:
        raise NotFetched(Failure.NOT_IN_FOLDER)
    try:
        inside = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise NotFetched(Failure.NOT_IN_FOLDER) from error
    try:
        # Without O_NONBLOCK a pipe would be waited for.
        number = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=inside)
    except OSError as error:
        raise NotFetched(Failure.NOT_IN_FOLDER) from error
    finally:
        os.close(inside)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise NotFetched(Failure.NOT_IN_FOLDER)
    with open(number, "rb") as file:
        yield file


def _version(told: os.stat_result) -> str:
    return f"{told.st_mtime_ns}-{told.st_size}"
