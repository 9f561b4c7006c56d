"""When the disk is full or the database is gone: a sentence instead of a fault, reading goes on, it mends itself."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa
from psycopg import OperationalError as Away
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from library_exchange.accounts import sessions
from library_exchange.accounts.models import User
from library_exchange.core import db, health, outages, outbox
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Unavailable
from library_exchange.core.models import OutboxMessage
from library_exchange.core.outages import GONE, LOCKED, NO_ROOM, outage_of

SENTENCES = {
    "zh": {NO_ROOM: "没有可用的存储空间", LOCKED: "长时间写入", GONE: "数据库暂时没有响应"},
    "ru": {NO_ROOM: "Нет места для записи", LOCKED: "долго пишет", GONE: "База данных сейчас не отвечает"},
}


def of_sqlite(code, text):
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return OperationalError("UPDATE", {}, error)


def of_postgres(state):
    error = type("DiskFull", (Away,), {"sqlstate": state})("told by the server")
    return OperationalError("UPDATE", {}, error)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (of_sqlite(sqlite3.SQLITE_FULL, "database or disk is full"), NO_ROOM),
        (of_sqlite(sqlite3.SQLITE_IOERR_SHMSIZE, "disk I/O error"), NO_ROOM),
        (of_sqlite(sqlite3.SQLITE_BUSY, "database is locked"), LOCKED),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT, "database is locked"), LOCKED),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN, "unable to open database file"), GONE),
        (of_sqlite(sqlite3.SQLITE_READONLY, "attempt to write a readonly database"), None),
        (of_sqlite(sqlite3.SQLITE_ERROR, "no such table: x"), None),
        (of_postgres("53100"), NO_ROOM),
        (of_postgres("55P03"), LOCKED),
        (of_postgres("57P01"), GONE),
        (of_postgres("08006"), GONE),
        (of_postgres("42P01"), None),
        (OperationalError("", {}, Away("connection refused")), GONE),
        (DBAPIError("", {}, Away("cut"), connection_invalidated=True), GONE),
        (IntegrityError("", {}, sqlite3.IntegrityError("UNIQUE")), None),
        (OSError(28, "No space left on device"), NO_ROOM),
        (OSError(13, "Permission denied"), None),
        (KeyError("a fault of the program"), None),
    ],
)
def test_an_outage_is_told_from_a_fault_by_what_the_driver_says(error, reason):
    found = outage_of(error)
    assert (found.reason if found else None) == reason


@pytest.mark.parametrize("language", ["zh", "ru"])
@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY])
def test_a_form_that_cannot_be_kept_is_answered_with_a_sentence(web, signed_in, monkeypatch, language, code):
    reader = signed_in(web, "anna@amur.example")

    def refuse(*_event):
        raise of_sqlite(code, "told by the driver").orig

    sa.event.listen(database().engine, "commit", refuse)
    answer = reader.post(f"/{language}/me", data={"language": "ru"})
    sa.event.remove(database().engine, "commit", refuse)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert SENTENCES[language][outages.OF_SQLITE[code]] in answer.text


def test_a_sign_in_that_another_writer_keeps_out_is_told_to_who_counts(web, visitor, make_person, monkeypatch):
    """The lock is really held: by another connection, longer than the sign-in's patience."""
    make_person("anna@amur.example")
    told = []
    monkeypatch.setattr(database(), "on_outage", told.append)
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 50)
    database().dispose()
    other = sqlite3.connect(database().url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused = visitor(web).sign_in("anna@amur.example")
    other.close()
    assert (refused.status_code, told) == (503, [LOCKED])
    assert visitor(web).sign_in("anna@amur.example").status_code == 302


def test_what_the_account_session_finds_no_room_for_is_told_to_who_counts(web, make_person, monkeypatch):
    user_id, told = make_person("anna@amur.example"), []
    monkeypatch.setattr(database(), "on_outage", told.append)

    def rename():
        sessions.account_session().get(User, user_id).name = "Anna"

    def refuse(*_event):
        raise of_sqlite(sqlite3.SQLITE_FULL, "told by the driver")

    sa.event.listen(database().engine, "commit", refuse)
    with web.test_request_context("/en/change"), pytest.raises(Unavailable, match=NO_ROOM):
        sessions.in_one_act(rename)()
    sa.event.remove(database().engine, "commit", refuse)
    assert told == [NO_ROOM]


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_page_for_which_the_database_does_not_answer_says_so(web, signed_in, monkeypatch, language):
    """Who is signed in is not known then, so the page is one that needs nothing of it."""
    reader = signed_in(web, "anna@amur.example")
    away = OperationalError("", {}, Away("connection refused"))
    with monkeypatch.context() as gone:
        gone.setattr(sa.engine.Engine, "connect", lambda *_a, **_k: (_ for _ in ()).throw(away))
        answers = [reader.get(f"/{language}/{page}") for page in ("", "me", "search?q=x", "libraries")]
    assert [answer.status_code for answer in answers] == [503] * 4
    assert {answer.headers["Retry-After"] for answer in answers} == {"60"}
    assert all(SENTENCES[language][GONE] in answer.text for answer in answers)
    assert reader.get(f"/{language}/me").status_code == 200


def test_the_health_page_tells_what_is_wrong_and_forgets_it_by_itself(web, visitor, monkeypatch):
    monkeypatch.setattr(health, "KEPT_S", 0)
    opened = visitor(web)
    assert (opened.get("/healthz").status_code, opened.get("/healthz").json) == (200, {"status": "ok"})
    with monkeypatch.context() as full:
        full.setattr(health.tempfile, "TemporaryFile", lambda **_k: (_ for _ in ()).throw(OSError(28, "full")))
        answer = opened.get("/healthz")
    assert (answer.status_code, answer.json, answer.headers["Retry-After"]) == (503, {"status": NO_ROOM}, "60")
    assert opened.get("/healthz").status_code == 200


# A disk that is really full -------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path):
    """A disk of some megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if os.name != "posix" or os.geteuid() != 0 or mount is None:
        pytest.skip("only root can mount a small disk")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=24m", "tmpfs", place], check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def fill(disk: Path) -> Path:
    """Fill a disk to the last byte."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue
    return ballast


def test_on_a_full_disk_reading_goes_on_and_writing_comes_back_by_itself(
    small_disk, sqlite_template, make_app, visitor, make_person, monkeypatch
):
    monkeypatch.setattr(health, "KEPT_S", 0)
    shutil.copy(sqlite_template, small_disk / "bridge.sqlite")
    app = make_app(f"sqlite:///{small_disk / 'bridge.sqlite'}")
    app.extensions["health"] = health.Health(app.extensions["database"], small_disk)
    with app.app_context():
        make_person("anna@amur.example")
        reader, newcomer = visitor(app), visitor(app)
        assert reader.sign_in("anna@amur.example").status_code == 302
        ballast = fill(small_disk)
        refused = [reader.post("/ru/me", data={"language": "ru"}), newcomer.sign_in("anna@amur.example")]
        read = [reader.get(page).status_code for page in ("/ru/", "/zh/me", "/ru/search?q=x", "/zh/libraries")]
        told = newcomer.get("/healthz")
        ballast.unlink()
        saved = [reader.post("/ru/me", data={"language": "ru"}), newcomer.sign_in("anna@amur.example")]
    assert [answer.status_code for answer in refused] == [503, 503]
    assert SENTENCES["ru"][NO_ROOM] in refused[0].text
    assert read == [200] * 4
    assert (told.status_code, told.json) == (503, {"status": NO_ROOM})
    assert [answer.status_code for answer in saved] == [302, 302]
    assert newcomer.get("/healthz").status_code == 200


def test_a_writer_who_waited_too_long_is_told_so(web, monkeypatch):
    """The lock is really held: by another connection, longer than the writer's patience."""
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 50)
    other = sqlite3.connect(database().url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable) as told, transaction() as session:
        session.execute(sa.text("DELETE FROM audit"))
    other.close()
    assert told.value.reason == LOCKED


@pytest.mark.parametrize("is_failing", [False, True])
def test_what_became_of_a_message_is_written_down_once_nobody_holds_the_database_any_more(web, monkeypatch, is_failing):
    """Neither it, nor what was taken up with it, waits for the end of a lease."""
    other, told, calls = sqlite3.connect(database().url.database, isolation_level=None), [], []

    def handle(payloads):
        calls.extend(payloads)
        if len(calls) == 1:
            other.execute("BEGIN IMMEDIATE")
            if is_failing:
                raise OSError("the partner is away, too")

    def let_go_at_the_third(reason):
        told.append(reason)
        if len(told) == 3:
            other.rollback()

    outbox.handles("test.held")(handle)
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 20)
    monkeypatch.setattr(database(), "on_outage", let_go_at_the_third)
    with transaction() as session:
        for number in range(2):
            outbox.put(session, "test.held", {"number": number})
    done = outbox.drain(database())
    other.close()
    outbox._kinds.pop("test.held")
    assert (told, [each["number"] for each in calls], done) == ([LOCKED] * 3, [0, 1], 2 - is_failing)
    with reading() as session:
        rows = session.execute(sa.select(OutboxMessage.attempts, OutboxMessage.claimed_until).order_by("id")).all()
    assert [tuple(row) for row in rows] == [(int(is_failing), None), (0, None)]
