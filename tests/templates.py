"""Databases that tests copy, kept between runs for as long as nothing has changed that they are made of."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import ClassVar

import pytest

from library_exchange.core.settings import CHECKOUT

MADE_OF = frozenset({".py", ".tsv", ".csv", ".json", ".gz"})
"""The files of the product that decide what a new database holds: code, tables of names, dictionaries."""


class RUN:
    """The run of tests that this process is part of."""

    config: ClassVar[pytest.Config]


def sources() -> list[Path]:
    """Return the files that decide what a template holds."""
    product = (CHECKOUT / "library_exchange").rglob("*")
    makers = (Path(__file__), Path(__file__).with_name("conftest.py"), CHECKOUT / "requirements-test.lock")
    return [*sorted(path for path in product if path.suffix in MADE_OF), *makers]


@cache
def mark() -> str:
    """Return a mark of everything a template is made of: files, Python, SQLite and every package installed."""
    found = hashlib.sha256()
    for path in sources():
        content = path.read_bytes()
        found.update(f"{path.relative_to(CHECKOUT)} {len(content)}\n".encode() + content)
    packages = sorted(f"{each.name} {each.version}" for each in metadata.distributions())
    found.update("\n".join((sys.version, sqlite3.sqlite_version, *packages)).encode())
    return found.hexdigest()[:32]


def kept(config: pytest.Config, name: str, make: Callable[[Path], None], folder: Path) -> Path:
    """Put the SQLite file that `make` makes in a folder into `folder`, from pytest's cache where it is; return it.

    Of several workers that find it lacking one makes it, and the others wait for that.
    """
    file = folder / "bridge.sqlite"
    cache_of_pytest = getattr(config, "cache", None)
    if cache_of_pytest is None:
        make(folder)
        return file
    known = cache_of_pytest.mkdir("templates") / f"{name}-{mark()}.sqlite"
    with _alone(known.parent / f"{name}.lock"):
        if known.exists():
            shutil.copy(known, file)
        else:
            make(folder)
            _keep(file, known, name)
    return file


def kept_before(config: pytest.Config, name: str) -> Path | None:
    """Return what is kept under the last name before `name` in its row: "schema-0012" before "schema-0016"."""
    cache_of_pytest = getattr(config, "cache", None)
    if cache_of_pytest is None:
        return None
    row = cache_of_pytest.mkdir("templates").glob(f"{name.rpartition('-')[0]}-*-{mark()}.sqlite")
    return max((path for path in row if path.name < name), default=None)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Let one process after the other into the block; whoever dies in it lets the next one in."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _keep(file: Path, known: Path, name: str) -> None:
    """Let `known` be a copy of `file`, whole from the first moment, and forget what was made of something older."""
    handle, unfinished = tempfile.mkstemp(dir=known.parent)
    os.close(handle)
    shutil.copy(file, unfinished)
    os.replace(unfinished, known)
    for older in known.parent.glob(f"{name}-*.sqlite"):
        if older != known:
            older.unlink(missing_ok=True)
