"""Whole services that are killed from outside, or measured, while people are at work (`service_people`).

The pages and the worker run as an operator runs them: on SQLite in one process, on PostgreSQL as two machines, each
with a folder of its own, a process that serves and one that works.
"""

import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from multiprocessing.process import BaseProcess
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlmodel import col

from library_exchange.api_keys import services as keys
from library_exchange.api_keys.rules import Scope
from library_exchange.api_keys.schemas import NewApiKey
from library_exchange.app import create_app
from library_exchange.catalogue.services import index
from library_exchange.core import backup
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import OutboxMessage
from library_exchange.core.settings import Settings
from library_exchange.directory.models import Library
from tests.loans.invariants import AT_REST, WHATEVER_HAPPENS
from tests.own_process import begin
from tests.protocols.nodes import free_port

ENOUGH_S = 120
LIBRARIES = ("heihe", "amur")
AWAY = (OSError, HTTPException, urllib.error.URLError)


# Processes ------------------------------------------------------------------------------------------------------------


@dataclass
class Process:
    """A process of the service that is started, killed, and started again."""

    words: str
    env: dict[str, str]
    folder: Path
    url: str = ""
    runs: BaseProcess | None = None

    def start(self) -> None:
        self.runs = begin((self.words,), self.env, self.folder, self.folder / f"{self.words}.log")

    def kill(self) -> None:
        if self.runs is not None:
            self.runs.kill()
            self.runs.join()

    def wait(self) -> None:
        """Wait until it answers, or has begun to work."""
        until = time.monotonic() + ENOUGH_S
        while self.url and time.monotonic() < until:
            with suppress(*AWAY), urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                return
            if self.runs is not None and not self.runs.is_alive():
                raise RuntimeError((self.folder / f"{self.words}.log").read_text()[-3000:])
            time.sleep(0.05)


@dataclass
class Service:
    """All processes on one database, and an application beside them that looks into it."""

    inside: Flask
    processes: list[Process]
    api_keys: dict[str, str]

    @property
    def urls(self) -> list[str]:
        return [each.url for each in self.processes if each.url]

    def rests(self) -> list[str]:
        """Wait a minute until nothing waits in the outbox and the index is as the database; return what is not."""
        until, left = time.monotonic() + 60, ["not looked at"]
        while left and time.monotonic() < until:
            time.sleep(1)
            left = self.waiting() or self.drift()
        return left

    def waiting(self) -> list[str]:
        """Return what is not done in the outbox and is due, or was tried in vain."""
        is_open = col(OutboxMessage.done_at).is_(None)
        counts = sa.or_(col(OutboxMessage.due_at) <= now(), col(OutboxMessage.attempts) > 0)
        with self.inside.app_context(), reading() as session:
            rows = session.scalars(sa.select(OutboxMessage).where(is_open, counts))
            return [
                f"{row.kind} of {row.created_at:%H:%M:%S} waits in {row.lane}, claimed by {row.claimed_by}, "
                f"tried {row.attempts} times: {row.last_error}"
                for row in rows
            ]

    def drift(self) -> list[str]:
        """Return where the index of a machine differs from the database."""
        found = []
        for folder in {each.folder for each in self.processes}:
            with create_app(self._settings(folder)).app_context() as context:
                differs = index.drift(database(), context.app.extensions["search"])
                found += [f"{folder.name}: {each}" for each in differs]
                context.app.extensions["search"].close()
                database().dispose()
        return found

    def _settings(self, folder: Path) -> Settings:
        given: Settings = self.inside.extensions["settings"]
        return given.model_copy(update={"instance_dir": folder})

    def broken(self, at_rest: bool) -> list[str]:
        """Return the names of the rules that are broken in the database, and its damage."""
        queries = WHATEVER_HAPPENS | (AT_REST if at_rest else {})
        with self.inside.app_context():
            with reading() as session:
                found = [name for name, query in queries.items() if session.execute(sa.text(query)).first()]
            return found + backup.damage(database())


@contextmanager
def serving(folder: Path, url: str = "", filled: Path | None = None) -> Iterator[Service]:
    """Fill a database with the demonstration, and serve it: on SQLite, or on the PostgreSQL at `url`.

    `filled` is an instance folder, on SQLite, of a demonstration that was made before: it is copied.
    """
    env = {"LX_DATABASE_URL": url, "LX_RATE_LIMITS": "false", "LX_SECRET_KEY": "s" * 40, "LX_PASSWORD_SALT": "s" * 40}
    env |= {"LX_FILES": "database"} if url else {}
    processes = []
    for number in range(2 if url else 1):
        place = folder / f"machine{number}"
        place.mkdir(parents=True)
        port = free_port()
        own = env | {"LX_INSTANCE_DIR": str(place), "LX_PORT": str(port), "PATH": "/usr/bin:/bin"}
        processes += [Process("jobs", own, place)] if url else []
        processes.append(Process("serve", own, place, f"http://127.0.0.1:{port}"))
    first = processes[0]
    if not url and filled is not None:
        shutil.copytree(filled, first.folder, dirs_exist_ok=True)
    elif filled is not None:
        _run(("db", "copy-to", url), first, LX_INSTANCE_DIR=str(filled), LX_DATABASE_URL="", LX_FILES="")
    else:
        _run(("demo",), first)
    settings = Settings(
        instance_dir=first.folder,
        database_url=url,
        files=env.get("LX_FILES", ""),
        secret_key=env["LX_SECRET_KEY"],
        password_salt=env["LX_PASSWORD_SALT"],
        _env_file=None,
    )
    inside = create_app(settings)
    try:
        with inside.app_context():
            api_keys = {code: _key(code) for code in LIBRARIES}
        for each in processes:
            each.start()
        for each in processes:
            each.wait()
        yield Service(inside, processes, api_keys)
    finally:
        for each in processes:
            each.kill()
        inside.extensions["database"].dispose()


def _run(words: tuple[str, ...], process: Process, **env: str) -> None:
    log = process.folder / f"{words[0]}.log"
    done = begin(words, process.env | env, process.folder, log)
    done.join()
    if done.exitcode:
        raise RuntimeError(log.read_text()[-3000:])


def _key(code: str) -> str:
    with transaction() as session:
        library = session.scalars(sa.select(col(Library.id)).where(col(Library.code) == code)).one()
        administrator = Actor("person", library_id=library, roles=frozenset({Role.LIBRARY_ADMIN}))
        return keys.make(session, administrator, NewApiKey(purpose="assurance"), tuple(Scope), now())[1]
