"""A backup is whole while somebody writes, and damage is told in words."""

import json
import sqlite3
import threading

from library_exchange.core import audit, backup
from library_exchange.core.actor import clock
from library_exchange.core.db import database, transaction


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
    copy.close()
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
