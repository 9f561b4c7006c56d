"""Two machines on one PostgreSQL: two instance folders, each with an application of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from library_exchange.app import create_app
from tests.conftest import CHEAP, settings_for
from tests.postgres import new_postgres

SECRETS = {"secret_key": "one key for all machines " * 2, "password_salt": "one salt for all machines " * 2}


@contextmanager
def two_machines(
    server: sa.Engine, folder: Path, settings: dict[str, object] | None = None, **config: object
) -> Iterator[tuple[Flask, Flask]]:
    """Make two applications on one new database."""
    with new_postgres(server, "bridge") as url:
        first, second = (
            create_app(settings_for(folder / name, url, **(SECRETS | (settings or {}))), **(CHEAP | config))
            for name in ("first", "second")
        )
        yield first, second
        for app in (first, second):
            app.extensions["database"].dispose()
