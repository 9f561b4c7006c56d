"""A backup is whole while somebody writes, and damage is told in words."""

import json
import sqlite3
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from library_exchange.core import audit, backup, restore
from library_exchange.core.actor import clock
from library_exchange.core.db import Database, database, transaction


def test_a_backup_is_whole_while_somebody_writes(web, make_library):
    make_library()
    stop, errors = threading.Event(), []

    def write():
        with web.app_context():
            while not stop.is_set():
                try:
                    with transaction() as session:
                        audit.record(session, clock(), "note", "test", None)
                except Exception as error:
                    errors.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        folder = backup.make(database(), web.extensions["settings"])
    finally:
        stop.set()
        writer.join()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    with sqlite3.connect(folder / "bridge.sqlite") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM library").fetchone() == (1,)
        there = {table: copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in manifest["rows"]}
    copy.close()
    assert there == manifest["rows"]
    assert errors == []
    assert manifest["schema"]
    assert len(manifest["database"]["sha256"]) == 64
    assert manifest["rows"]["library"] == 1


def test_no_damage_is_found_in_a_whole_database(app, make_library):
    make_library()
    assert backup.damage(database()) == []


def test_a_row_that_refers_to_nothing_is_found(web, make_library):
    make_library()
    path = database().url.database
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("INSERT INTO holding (record_id, library_id) VALUES (77, 1)")
    raw.close()
    assert len(backup.damage(database())) == 1


def test_a_backup_has_the_files_that_libraries_sent_and_the_mails_that_were_kept(web):
    settings = web.extensions["settings"]
    for name in ("uploads", "mail"):
        (settings.folder(name) / "kept").write_bytes(f"{name}: 书桥 · мост".encode())
    folder = backup.make(database(), settings)
    copies = {name: (folder / name / "kept").read_text(encoding="utf-8") for name in ("uploads", "mail")}
    assert copies == {name: f"{name}: 书桥 · мост" for name in ("uploads", "mail")}


# The way back ---------------------------------------------------------------------------------------------------------


def test_a_backup_comes_back_as_it_was(web, make_library, make_app, tmp_path):
    make_library()
    settings = web.extensions["settings"]
    (settings.folder("uploads") / "kept").write_text("书桥", encoding="utf-8")
    folder = backup.make(database(), settings)
    assert restore.differences(folder, settings) == []
    (settings.folder("uploads") / "kept").unlink()
    with pytest.raises(restore.NotRestored, match="is there already"):
        restore.restore(database(), settings, folder)
    fresh = Database(f"sqlite:///{tmp_path / 'fresh' / 'bridge.sqlite'}")
    restore.restore(fresh, settings, folder)
    with fresh.reading() as session:
        assert session.scalar(sa.text("SELECT code FROM library")) == "heihe"
    fresh.dispose()
    assert (settings.folder("uploads") / "kept").read_text(encoding="utf-8") == "书桥"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda told: told["rows"].update(library=8), "table library: 1 rows, of which the manifest says 8"),
        (lambda told: told["rows"].update(gone=1), "table gone: 0 rows, of which the manifest says 1"),
        (lambda told: told.update(schema="0001"), "of which the manifest says 0001"),
        (lambda told: told["database"].update(sha256="0" * 64), "SHA-256 differs"),
        (lambda told: told["database"].update(file="other.sqlite"), "other.sqlite is missing"),
        (lambda told: told.update(secret_key_fingerprint="0"), "LX_SECRET_KEY is another"),
    ],
)
def test_a_backup_that_is_not_what_its_manifest_says_is_refused(web, make_library, tmp_path, spoil, says):
    make_library()
    settings = web.extensions["settings"]
    folder = backup.make(database(), settings)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    spoil(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    fresh = Database(f"sqlite:///{tmp_path / 'fresh' / 'bridge.sqlite'}")
    with pytest.raises(restore.NotRestored, match=says):
        restore.restore(fresh, settings, folder)
    assert not (tmp_path / "fresh" / "bridge.sqlite").exists()
    fresh.dispose()


@pytest.mark.postgres
def test_of_postgres_the_rows_are_counted_in_the_state_that_was_dumped(app, make_library, monkeypatch, tmp_path):
    """Somebody writes while `pg_dump` is at work; it is played here, and its snapshot is asked what it saw."""
    if database().is_sqlite:
        pytest.skip("SQLite is counted in its copy")
    make_library()
    seen = []

    def dump(told, **_more):
        snapshot = next(word.partition("=")[2] for word in told if word.startswith("--snapshot="))
        make_library("Amur", "RU")
        with database().engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
            seen.append(connection.scalar(sa.text("SELECT count(*) FROM library")))
        Path(told[told.index("-f") + 1]).write_bytes(b"dump")

    monkeypatch.setattr(backup.subprocess, "run", dump)
    folder = backup.make(database(), app.extensions["settings"], tmp_path / "backup")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (seen, manifest["rows"]["library"]) == ([1], 1)
