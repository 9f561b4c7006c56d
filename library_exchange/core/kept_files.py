"""Files that libraries sent or ordered, and mails kept as files: in the folder of one machine, or where all can read.

Each is written once, under a name of its own. Without a depot a file lies in its folder and nothing else is done. With
one, the depot has it, and each machine keeps copies for some hours among those `fetched`.
"""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import sqlalchemy as sa
from flask import Flask
from sqlmodel import col

from library_exchange.core.db import Database
from library_exchange.core.models import FilePiece
from library_exchange.core.settings import IN_DATABASE, Settings

FOLDERS = ("uploads", "exports", "mail")
FETCHED = "fetched"
COPIES_KEPT_S = 6 * 3600
"""So long a machine keeps its copy of a file that nobody opened there; longer than any file is being written."""
PIECE_B = 1 << 20


class Depot(Protocol):
    """Where all machines can read."""

    def put(self, folder: str, path: Path) -> None:
        """Take a file, whole or not at all; one of the same name is replaced by it."""

    def has(self, folder: str, name: str) -> bool:
        """Whether there is such a file."""

    def fetch(self, folder: str, name: str, into: Path) -> bool:
        """Write a file to `into`; return whether there was one."""

    def remove(self, folder: str, name: str) -> None:
        """Forget a file, if there is one."""


class DatabaseDepot:
    """Files in pieces in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, folder: str, path: Path) -> None:
        """Take a file in one transaction; no other piece than the one at hand is in memory."""
        with self._database.transaction() as session, path.open("rb") as file:
            session.execute(sa.delete(FilePiece).where(*_of(folder, path.name)))
            for number, piece in enumerate(_pieces(file)):
                row = {"folder": folder, "name": path.name, "number": number, "content": piece}
                session.execute(sa.insert(FilePiece).values(row))

    def has(self, folder: str, name: str) -> bool:
        """Whether there is such a file."""
        with self._database.reading() as session:
            return session.scalar(sa.select(col(FilePiece.number)).where(*_of(folder, name)).limit(1)) is not None

    def fetch(self, folder: str, name: str, into: Path) -> bool:
        """Write a file to `into`; return whether there was one."""
        number = 0
        with self._database.reading() as session, into.open("xb") as file:
            wanted = sa.select(col(FilePiece.content)).where(*_of(folder, name))
            while (piece := session.scalar(wanted.where(col(FilePiece.number) == number))) is not None:
                file.write(piece)
                number += 1
        return number > 0

    def remove(self, folder: str, name: str) -> None:
        """Forget a file, if there is one."""
        with self._database.transaction() as session:
            session.execute(sa.delete(FilePiece).where(*_of(folder, name)))


class ObjectDepot:
    """Files in an object store, or in whatever else `fsspec` opens by an address."""

    def __init__(self, url: str) -> None:
        # Only who names an address needs it: it is in the extra `scale`.
        from fsspec.core import url_to_fs

        self._system: Any
        self._system, root = url_to_fs(url)
        self._root = root.rstrip("/")

    def put(self, folder: str, path: Path) -> None:
        """Take a file; object stores show it once it is whole, and nobody knows its name before."""
        self._system.makedirs(f"{self._root}/{folder}", exist_ok=True)
        self._system.put_file(str(path), self._at(folder, path.name))

    def has(self, folder: str, name: str) -> bool:
        """Whether there is such a file."""
        return bool(self._system.exists(self._at(folder, name)))

    def fetch(self, folder: str, name: str, into: Path) -> bool:
        """Write a file to `into`; return whether there was one."""
        try:
            self._system.get_file(self._at(folder, name), str(into))
        except FileNotFoundError:
            return False
        return True

    def remove(self, folder: str, name: str) -> None:
        """Forget a file, if there is one."""
        with suppress(FileNotFoundError):
            self._system.rm_file(self._at(folder, name))

    def _at(self, folder: str, name: str) -> str:
        return f"{self._root}/{folder}/{name}"


def _of(folder: str, name: str) -> tuple[sa.ColumnElement[bool], ...]:
    return col(FilePiece.folder) == folder, col(FilePiece.name) == name


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    yield file.read(PIECE_B)
    while piece := file.read(PIECE_B):
        yield piece


_depots: dict[Path, Depot] = {}
"""The depots of folders of this process's applications; a folder without one is all there is."""


def init_app(app: Flask) -> None:
    """Have the folders of `app` stand in the depot of its settings, if there is one."""
    settings: Settings = app.extensions["settings"]
    made: Depot | None = None
    if settings.files:
        is_in_database = settings.files == IN_DATABASE
        made = DatabaseDepot(app.extensions["database"]) if is_in_database else ObjectDepot(settings.files)
    for name in FOLDERS:
        folder = settings.instance_dir / name
        _depots.pop(folder, None)
        if made is not None:
            _depots[folder] = made


def at_hand(path: Path) -> Path:
    """Return where the file that was kept as `path` can be read on this machine; fetched, if it is elsewhere.

    What is nowhere has a path all the same, at which there is no file.
    """
    depot = _depots.get(path.parent)
    if depot is None or path.exists():
        return path
    copy = _copy(path)
    if copy.exists():
        os.utime(copy)
        return copy
    draft = copy.with_name(f"{secrets.token_hex(8)}.new")
    try:
        if depot.fetch(path.parent.name, path.name, draft):
            draft.replace(copy)
    finally:
        draft.unlink(missing_ok=True)
    return copy


def keep(path: Path) -> None:
    """Have all machines be able to read the file that was written at `path`: it is whole now."""
    depot = _depots.get(path.parent)
    if depot is not None:
        depot.put(path.parent.name, path)
        path.replace(_copy(path))


def remove(path: Path) -> None:
    """Remove the file that was kept as `path`, if there is one; copies of other machines go by themselves."""
    depot = _depots.get(path.parent)
    if depot is not None:
        depot.remove(path.parent.name, path.name)
        _copy(path).unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Forget copies in `folder` that nobody opened for hours, and hand over what lay there before there was a depot."""
    depot, before = _depots.get(folder), time.time() - COPIES_KEPT_S
    if depot is None or not folder.exists():
        return
    for path in [*folder.iterdir(), *_copy(folder / "any").parent.iterdir()]:
        with suppress(FileNotFoundError):
            if not path.is_file() or path.stat().st_mtime >= before:
                continue
            if path.parent == folder and path.suffix != ".new" and not depot.has(folder.name, path.name):
                keep(path)
            else:
                path.unlink()


def _copy(path: Path) -> Path:
    folder = path.parent / FETCHED
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / path.name
