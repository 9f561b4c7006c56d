"""The demonstration, seeded once on each kind of database for all tests that look at it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from library_exchange.app import create_app
from library_exchange.core.db import database
from library_exchange.core.settings import Settings
from library_exchange.demo.seeding import seed
from tests.postgres import new_postgres

PLAIN = {"TESTING": True, "WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}

SEEDED_AT = {True: time(14, 30), False: time(3)}
"""At which hour the demonstration is seeded and looked at on SQLite, and at which on PostgreSQL (UTC): when Khabarovsk
has the next day already and Harbin has not, and when it is the same day in all of its libraries."""


@pytest.fixture(scope="session")
def empty_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with nothing in it, for the whole session."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("demo-database") / "bridge.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    with new_postgres(request.getfixturevalue("postgres_server"), "bridge") as url:
        yield url


DAY = datetime.now(UTC).date()
"""On which day: one for all tests, also if a night falls between them."""


@contextmanager
def at_its_hour(app: Flask) -> Iterator[None]:
    """Have it be today, and the hour at which the demonstration on this kind of database is looked at."""
    with app.app_context():
        hour = SEEDED_AT[database().is_sqlite]
        with time_machine.travel(datetime.combine(DAY, hour, UTC), tick=True):
            yield


@pytest.fixture(scope="session")
def seeded(empty_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, list[tuple[int, int]]]]:
    """An application with the demonstration, and what the seeding reported on its way."""
    folder: Path = tmp_path_factory.mktemp("demo-instance")
    app = create_app(Settings(_env_file=None, instance_dir=folder, database_url=empty_url), **PLAIN)
    reports: list[tuple[int, int]] = []
    with at_its_hour(app):
        seed(app, lambda done, total: reports.append((done, total or 0)))
    yield app, reports
    app.extensions["search"].close()
    app.extensions["database"].dispose()


@pytest.fixture
def demo(seeded: tuple[Flask, list[tuple[int, int]]]) -> Iterator[Flask]:
    """The application with the demonstration, its context pushed."""
    with at_its_hour(seeded[0]):
        yield seeded[0]
