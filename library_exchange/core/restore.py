"""A backup put back: compared with its manifest before and after, and refused where they differ."""

import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import sqlalchemy as sa

from library_exchange.core import backup, postgres_tools, sealed_files
from library_exchange.core.db import Database
from library_exchange.core.settings import SECRETS, Settings, variable


class NotRestored(Exception):
    """A backup is not what its manifest says, or there is something in its way; nothing was overwritten."""


def sealed_by(folder: Path) -> str | None:
    """Return how the backup in `folder` is sealed: scrypt (a passphrase), x25519 (a key); None if it lies open.

    Raises NotRestored if that cannot be read.
    """
    if not (folder / backup.SEALED).is_file():
        return None
    try:
        with (folder / backup.SEALED).open("rb") as file:
            return str(sealed_files.head_of(file).get("by"))
    except sealed_files.NotOpened as error:
        raise NotRestored(f"{backup.SEALED}: {error}") from error


@contextmanager
def unsealed(folder: Path, settings: Settings, key: sealed_files.Key | None) -> Iterator[Path]:
    """Give the backup in `folder` as it lay before it was sealed; raises NotRestored. One that lies open is given so.

    What was opened lies in the instance folder meanwhile, and goes with the block.
    """
    if sealed_by(folder) is None:
        yield folder
        return
    if key is None:
        raise NotRestored("it is sealed: name the file of its private key by --key, or its passphrase")
    told = _manifest(folder).get(backup.SEALED, {}).get("sha256")
    if told != backup.sha256(folder / backup.SEALED):
        raise NotRestored(f"{backup.SEALED} is not the file that was made: its SHA-256 differs")
    with tempfile.TemporaryDirectory(dir=settings.folder("backups"), prefix=".opened-") as place:
        try:
            with (folder / backup.SEALED).open("rb") as file:
                _unpack(file, key, Path(place))
        except (sealed_files.NotOpened, tarfile.TarError) as error:
            raise NotRestored(f"{backup.SEALED}: {error}") from error
        yield Path(place)


class _Reader:
    """A stream of pieces, read by lengths."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._kept = pieces, bytearray()

    def read(self, length: int) -> bytes:
        while len(self._kept) < length and (piece := next(self._pieces, b"")):
            self._kept += piece
        taken = bytes(self._kept[:length])
        del self._kept[:length]
        return taken

    def rest(self) -> None:
        """Read what is left: only with the last piece the file is known to be whole."""
        for _piece in self._pieces:
            pass


def _unpack(file: BinaryIO, key: sealed_files.Key, place: Path) -> None:
    stream = _Reader(sealed_files.opened(file, key))
    with tarfile.open(fileobj=cast("Any", stream), mode="r|") as packed:
        for member in packed:
            _put_down(packed, member, place)
    stream.rest()


def _put_down(packed: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    """Write one file or folder below `place`; nothing else is ever part of a backup."""
    target = place / member.name
    if not target.resolve().is_relative_to(place.resolve()) or not (member.isfile() or member.isdir()):
        raise tarfile.TarError(f"{member.name} does not belong into a backup")
    if member.isdir():
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        return
    source = packed.extractfile(member)
    if source is not None:
        with source, target.open("wb") as file:
            shutil.copyfileobj(source, file)


def differences(folder: Path, settings: Settings) -> list[str]:
    """Return in words what in the open backup in `folder` is not as its manifest says; nothing if it is whole."""
    manifest = _manifest(folder)
    dump = folder / Path(manifest["database"]["file"]).name
    if not dump.is_file():
        return [f"{dump.name} is missing"]
    found = []
    if backup.sha256(dump) != manifest["database"]["sha256"]:
        found.append(f"{dump.name} is not the file that was backed up: its SHA-256 differs")
    elif dump.suffix == ".sqlite":
        found += _compared(manifest, backup.counted_in_file(dump))
    told = _fingerprints(manifest)
    for name in SECRETS:
        if name in told and told[name] != backup.fingerprint(settings, name):
            found.append(f"{variable(name)} is another than when the backup was made")
    found += [f"the folder {name} is missing" for name in backup.COPIED if not (folder / name).is_dir()]
    return found + _differing_files(folder, manifest.get("files"))


def _fingerprints(manifest: dict[str, Any]) -> dict[str, str]:
    """Return the fingerprints of secrets; a backup of before has one."""
    before = {"secret_key": manifest.get("secret_key_fingerprint", "")}
    found: dict[str, str] = manifest.get("fingerprints", before)
    return found


def _differing_files(folder: Path, told: dict[str, str] | None) -> list[str]:
    """Return which of the files are not as they were told; a backup of before told none."""
    if told is None:
        return []
    there = set(backup.files_of(folder))
    missing = [f"{name} is missing" for name in sorted(told.keys() - there)]
    others = [f"{name} was not part of the backup" for name in sorted(there - told.keys())]
    both = sorted(told.keys() & there)
    changed = [f"{name} differs: its SHA-256 is another" for name in both if backup.sha256(folder / name) != told[name]]
    return missing + others + changed


def restore(database: Database, settings: Settings, folder: Path) -> None:
    """Put the open backup in `folder` into an instance that has no database yet.

    Raises NotRestored if the backup differs from its manifest, or if there is a database already.
    """
    found = differences(folder, settings)
    if found:
        raise NotRestored("; ".join(found))
    manifest = _manifest(folder)
    dump = folder / Path(manifest["database"]["file"]).name
    if (dump.suffix == ".sqlite") != database.is_sqlite:
        raise NotRestored(f"{dump.name} is of another kind of database than LX_DATABASE_URL")
    _put_back_file(database, dump) if database.is_sqlite else _put_back_dump(database, settings, dump)
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


def _put_back_dump(database: Database, settings: Settings, dump: Path) -> None:
    with database.engine.connect() as connection:
        if sa.inspect(connection).get_table_names():
            raise NotRestored("the database in LX_DATABASE_URL has tables already: name an empty one")
    try:
        postgres_tools.put_back(database, settings, dump)
    except postgres_tools.ToolFailed as failed:
        raise NotRestored(str(failed)) from failed
