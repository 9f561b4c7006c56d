"""Backups that are whole while the service runs, and the search for damage in the database."""

import hashlib
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import SQLModel

from library_exchange.core import postgres_tools, sealed_files
from library_exchange.core.db import Database
from library_exchange.core.settings import SECRETS, Secret, Settings

COPIED = ("uploads", "mail")
MANIFEST = "manifest.json"
SEALED = "backup.sealed"
LAST = "last.json"
"""What the last backup was, told in instance/backups, wherever that lies."""


def make(
    database: Database, settings: Settings, folder: Path | None = None, passphrase: str | None = None, name: str = ""
) -> Path:
    """Write a backup into a new folder and return it; below instance/backups, called by its time or `name`, if none.

    SQLite is copied by VACUUM INTO, PostgreSQL by `pg_dump -Fc`; a plain copy of a live database would be damaged.
    The index is not part of it: it is rebuilt by `reindex`. It is sealed with the passphrase, or for the key of the
    settings, if there is one. Raises FileExistsError if the folder exists, ToolFailed; a half backup is left nowhere.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = folder or settings.folder("backups") / (name or stamp)
    target.mkdir(mode=0o700, parents=True)
    try:
        with _place(settings, target, is_sealed=bool(passphrase or settings.backup_key)) as place:
            draft = Path(place)
            manifest = _written(database, settings, draft, stamp)
            if draft != target:
                _seal(settings, draft, target / SEALED, passphrase)
                manifest = _sealed_manifest(manifest, target / SEALED)
            _tell(target / MANIFEST, manifest)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    told = {"made_at": stamp, "folder": str(target), "is_sealed": SEALED in manifest}
    _tell(settings.folder("backups") / LAST, told)
    return target


def _place(settings: Settings, target: Path, is_sealed: bool) -> AbstractContextManager[str]:
    """Return the folder in which a backup is made: its own, or one in the instance folder that goes with the seal."""
    if not is_sealed:
        return nullcontext(str(target))
    return tempfile.TemporaryDirectory(dir=settings.folder("backups"), prefix=".draft-")


def _written(database: Database, settings: Settings, target: Path, stamp: str) -> dict[str, Any]:
    dump, counted = _copy_database(database, settings, target)
    for name in COPIED:
        shutil.copytree(settings.folder(name), target / name, copy_function=_copy_file)
    manifest = {
        "made_at": stamp,
        "version": version("library-exchange"),
        "schema": counted.schema,
        "rows": counted.rows,
        "database": {"file": dump.name, "sha256": sha256(dump)},
        "files": {name: sha256(target / name) for name in files_of(target)},
        "fingerprints": {name: fingerprint(settings, name) for name in SECRETS},
    }
    _tell(target / MANIFEST, manifest)
    return manifest


def _copy_file(source: str, target: str) -> str:
    """Copy a file, unless it went meanwhile: the service runs on, and what is forgotten need not come back."""
    try:
        return str(shutil.copy2(source, target))
    except FileNotFoundError:
        return target


def files_of(folder: Path) -> Iterator[str]:
    """Yield the files that libraries sent and the mails that were kept, in a backup in `folder`, by their paths."""
    for name in COPIED:
        for path in sorted((folder / name).rglob("*")):
            if path.is_file():
                yield path.relative_to(folder).as_posix()


def _seal(settings: Settings, draft: Path, target: Path, passphrase: str | None) -> None:
    head, key = sealed_files.for_passphrase(passphrase) if passphrase else sealed_files.for_holder(settings.backup_key)
    with target.open("wb") as file:
        stream = sealed_files.Sealing(file, head, key)
        with tarfile.open(fileobj=cast("Any", stream), mode="w|") as packed:
            packed.add(draft, arcname=".")
        stream.close()


def _sealed_manifest(manifest: dict[str, Any], sealed: Path) -> dict[str, Any]:
    """Return what may be read without the key: of what is inside only when and by which version it was made."""
    told = {name: manifest[name] for name in ("made_at", "version", "schema")}
    return told | {SEALED: {"sha256": sha256(sealed)}}


def _tell(path: Path, told: dict[str, Any]) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(json.dumps(told, ensure_ascii=False, indent=2), encoding="utf-8")
    draft.replace(path)


def last(settings: Settings) -> datetime | None:
    """Return when the last backup was made, None if none was that is known of."""
    try:
        told = json.loads((settings.instance_dir / "backups" / LAST).read_text(encoding="utf-8"))
        return datetime.strptime(told["made_at"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except (OSError, ValueError, KeyError, TypeError):
        return None


@dataclass(frozen=True)
class Counted:
    """What stands in a database: the revision of its schema, and how many rows each table has."""

    schema: str | None
    rows: dict[str, int]


def _copy_database(database: Database, settings: Settings, target: Path) -> tuple[Path, Counted]:
    """Copy the database; return the file and what stands in it, counted in the very state that was copied."""
    if database.is_sqlite:
        copy = target / "bridge.sqlite"
        with database.beside() as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        return copy, counted_in_file(copy)
    copy = target / "bridge.dump"
    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        seen = connection.scalar(sa.text("SELECT pg_export_snapshot()"))
        postgres_tools.dump(database, settings, str(seen), copy)
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


def fingerprint(settings: Settings, name: Secret) -> str:
    """Return by what a secret is known again without being told."""
    return hashlib.sha256(settings.secret(name).encode()).hexdigest()[:16]


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
