"""Which schema a database has, told before anything is begun on it, and a backup before it is changed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask

from library_exchange.core import backup, schema
from library_exchange.core.db import Database
from library_exchange.core.settings import Settings

COPYING = "library_exchange_copying"
"""The table that stands in a database into which another one is being copied, as long as it is not whole."""


class State(StrEnum):
    """How the schema of a database stands to this version of the program."""

    NEW = "new"
    CURRENT = "current"
    OLDER = "older"
    UNKNOWN = "unknown"
    HALF_COPIED = "half-copied"


class NotStarted(Exception):
    """The service must not work on this database; the sentence says what to do."""


@dataclass(frozen=True)
class Found:
    """What was found: the state, the revision that the database has, and those that are still to come."""

    state: State
    revision: str | None
    missing: tuple[str, ...] = ()


def look(app: Flask) -> Found:
    """Return how the schema of the database of `app` stands; nothing is changed."""
    database: Database = app.extensions["database"]
    with app.app_context():
        scripts: ScriptDirectory = app.extensions["alembic"].script_directory
    known = [script.revision for script in scripts.walk_revisions()]
    with database.engine.connect() as connection:
        there = set(sa.inspect(connection).get_table_names())
        told = sa.text("SELECT version_num FROM alembic_version")
        revision: str | None = connection.scalar(told) if "alembic_version" in there else None
    if COPYING in there:
        return Found(State.HALF_COPIED, revision)
    if revision is None:
        return Found(State.UNKNOWN if there else State.NEW, None, tuple(reversed(known)))
    if revision not in known:
        return Found(State.UNKNOWN, revision)
    missing = tuple(reversed(known[: known.index(revision)]))
    return Found(State.OLDER if missing else State.CURRENT, revision, missing)


def require_known(found: Found) -> None:
    """Raise NotStarted for a database that this version does not know."""
    if found.state is State.HALF_COPIED:
        raise NotStarted(
            "The copy into this database was not finished: call `library-exchange db copy-to` again, or empty it."
        )
    if found.state is State.UNKNOWN and found.revision is None:
        raise NotStarted("This database has tables of something else: name another one in LX_DATABASE_URL.")
    if found.state is State.UNKNOWN:
        raise NotStarted(
            f"The database has the schema {found.revision}, which this version does not know: it was made by a newer"
            " one. Start that version, or restore a backup of before."
        )


def require_current(found: Found) -> None:
    """Raise NotStarted for a database on which this version cannot work as it stands."""
    require_known(found)
    if found.state is not State.CURRENT:
        raise NotStarted(
            f"The database has the schema {found.revision or 'of nothing yet'}, and this version needs"
            f" {found.missing[-1]}: call `library-exchange upgrade`, which makes a backup before."
        )


def upgrade(app: Flask, found: Found, with_backup: bool = True) -> Path | None:
    """Bring the database to this version's schema; return the backup that was made before, None if none was needed.

    Raises NotStarted for one that is not known, ToolFailed if the backup cannot be made: then nothing is changed.
    """
    require_known(found)
    made = None
    if found.state is State.OLDER and with_backup:
        settings: Settings = app.extensions["settings"]
        name = f"before-{found.missing[-1]}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        made = backup.make(app.extensions["database"], settings, name=name)
    if found.state is not State.CURRENT:
        schema.upgrade(app)
    return made
