"""Backups that are whole while the service runs, and the search for damage in the database."""

import hashlib
import json
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from library_exchange.core.db import Database
from library_exchange.core.settings import Settings

COPIED = ("uploads", "mail")
MANIFEST = "manifest.json"


def make(database: Database, settings: Settings, folder: Path | None = None) -> Path:
    """Write a backup into a new folder (below instance/backups if not given) and return it.

    SQLite is copied by VACUUM INTO, PostgreSQL by `pg_dump -Fc`; a plain copy of a live database would be damaged.
    The index is not part of it: it is rebuilt by `reindex`. Raises FileExistsError if the folder exists.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = folder or settings.folder("backups") / stamp
    target.mkdir(mode=0o700, parents=True)
    dump, counted = _copy_database(database, target)
    for name in COPIED:
        shutil.copytree(settings.folder(name), target / name)
    manifest = {
        "made_at": stamp,
        "version": version("library-exchange"),
        "schema": counted.schema,
        "rows": counted.rows,
        "database": {"file": dump.name, "sha256": sha256(dump)},
        "secret_key_fingerprint": fingerprint(settings),
    }
    (target / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2), encoding="utf-8")
    return target


@dataclass(frozen=True)
class Counted:
    """What stands in a database: the revision of its schema, and how many rows each table has."""

    schema: str | None
    rows: dict[str, int]


def _copy_database(database: Database, target: Path) -> tuple[Path, Counted]:
    """Copy the database; return the file and what stands in it, counted in the very state that was copied."""
    if database.is_sqlite:
        copy = target / "bridge.sqlite"
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            raw: Any = connection.connection.dbapi_connection
            # Who read last with this connection left it unable to write, a copy elsewhere too.
            raw.execute("PRAGMA query_only=OFF")
            connection.info.pop("query_only", None)
            raw.execute("VACUUM INTO ?", (str(copy),))
        return copy, counted_in_file(copy)
    copy = target / "bridge.dump"
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        seen = connection.scalar(sa.text("SELECT pg_export_snapshot()"))
        subprocess.run(["pg_dump", "-Fc", f"--snapshot={seen}", "-f", str(copy), url], check=True)  # noqa: S603, S607 - the operator's own pg_dump
        return copy, counted_by(connection)


def counted_in_file(path: Path) -> Counted:
    """Return what stands in the SQLite file at `path`, which nobody writes to."""
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)
    with engine.connect() as connection:
        return counted_by(connection)


def counted_by(connection: sa.Connection) -> Counted:
    """Return what stands in the database of `connection`, as far as this version knows its tables."""
    there = set(sa.inspect(connection).get_table_names())
    schema = sa.text("SELECT version_num FROM alembic_version")
    return Counted(
        connection.scalar(schema) if "alembic_version" in there else None,
        {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in SQLModel.metadata.sorted_tables
            if table.name in there
        },
    )


def fingerprint(settings: Settings) -> str:
    """Return by what a secret key is known again without being told."""
    return hashlib.sha256(settings.secret("secret_key").encode()).hexdigest()[:16]


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def damage(database: Database) -> list[str]:
    """Return in words what is damaged in the database file; nothing when it is whole. PostgreSQL checks itself."""
    if not database.is_sqlite:
        return []
    with database.reading() as session:
        integrity = [row[0] for row in session.execute(sa.text("PRAGMA integrity_check")) if row[0] != "ok"]
        orphans = session.execute(sa.text("PRAGMA foreign_key_check")).all()
    return integrity + [f"table {row[0]}: row {row[1]} refers to a missing row of {row[2]}" for row in orphans]
