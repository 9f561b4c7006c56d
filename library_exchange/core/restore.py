"""A backup put back: compared with its manifest before and after, and refused where they differ."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from library_exchange.core import backup
from library_exchange.core.db import Database
from library_exchange.core.settings import Settings


class NotRestored(Exception):
    """A backup is not what its manifest says, or there is something in its way; nothing was overwritten."""


def differences(folder: Path, settings: Settings) -> list[str]:
    """Return in words what in the backup in `folder` is not as its manifest says; nothing if it is whole."""
    manifest = _manifest(folder)
    dump = folder / Path(manifest["database"]["file"]).name
    if not dump.is_file():
        return [f"{dump.name} is missing"]
    found = []
    if backup.sha256(dump) != manifest["database"]["sha256"]:
        found.append(f"{dump.name} is not the file that was backed up: its SHA-256 differs")
    elif dump.suffix == ".sqlite":
        found += _compared(manifest, backup.counted_in_file(dump))
    if manifest["secret_key_fingerprint"] != backup.fingerprint(settings):
        found.append("LX_SECRET_KEY is another than when the backup was made")
    return [*found, *(f"the folder {name} is missing" for name in backup.COPIED if not (folder / name).is_dir())]


def restore(database: Database, settings: Settings, folder: Path) -> None:
    """Put the backup in `folder` into an instance that has no database yet.

    Raises NotRestored if the backup differs from its manifest, or if there is a database already.
    """
    found = differences(folder, settings)
    if found:
        raise NotRestored("; ".join(found))
    manifest = _manifest(folder)
    dump = folder / Path(manifest["database"]["file"]).name
    if (dump.suffix == ".sqlite") != database.is_sqlite:
        raise NotRestored(f"{dump.name} is of another kind of database than LX_DATABASE_URL")
    _put_back_file(database, dump) if database.is_sqlite else _put_back_dump(database, dump)
    with database.engine.connect() as connection:
        found = _compared(manifest, backup.counted_by(connection))
    if found:
        raise NotRestored("; ".join(found))
    for name in backup.COPIED:
        shutil.copytree(folder / name, settings.folder(name), dirs_exist_ok=True)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / backup.MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotRestored(f"{folder / backup.MANIFEST} cannot be read") from error
    return found


def _compared(manifest: dict[str, Any], counted: backup.Counted) -> list[str]:
    told = manifest["rows"]
    found = [
        f"table {name}: {counted.rows.get(name, 0)} rows, of which the manifest says {told.get(name, 0)}"
        for name in sorted(told.keys() | counted.rows.keys())
        if told.get(name, 0) != counted.rows.get(name, 0)
    ]
    if manifest["schema"] != counted.schema:
        found.insert(0, f"schema {counted.schema}, of which the manifest says {manifest['schema']}")
    return found


def _put_back_file(database: Database, dump: Path) -> None:
    target = Path(str(database.url.database))
    database.dispose()
    if any(target.with_name(target.name + ending).exists() for ending in ("", "-wal", "-shm")):
        raise NotRestored(f"{target} is there already: stop the service and move it away, with its -wal and -shm")
    draft = target.with_name(f"{target.name}.new")
    shutil.copyfile(dump, draft)
    draft.replace(target)


def _put_back_dump(database: Database, dump: Path) -> None:
    with database.engine.connect() as connection:
        if sa.inspect(connection).get_table_names():
            raise NotRestored("the database in LX_DATABASE_URL has tables already: name an empty one")
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    told = ["pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "-d", url, str(dump)]
    subprocess.run(told, check=True)  # noqa: S603 - the operator's own pg_restore
