"""Three kinds of session: readers cannot write, writers wait for each other."""

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import AuditEntry

INSERT = (
    "INSERT INTO audit (at, actor_kind, door, action, subject, facts) "
    "VALUES ('2026-01-01', 'person', 'web', 'note', 'test', '{}')"
)


def test_a_reading_session_cannot_write(app):
    with reading() as session, pytest.raises(DBAPIError):
        session.execute(sa.text(INSERT))


def test_a_connection_that_read_may_write_afterwards(app, make_library):
    with reading() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM library")) == 0
    make_library()
    with reading() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM library")) == 1


def test_an_act_that_raises_leaves_nothing(app, make_library):
    with pytest.raises(RuntimeError), transaction() as session:
        session.execute(sa.text(INSERT))
        raise RuntimeError("stop")
    with reading() as session:
        assert session.scalars(sa.select(AuditEntry)).all() == []


def test_writers_that_read_first_lose_no_update(app):
    found = database()
    with found.transaction() as session:
        session.execute(sa.text("CREATE TABLE counter (n INTEGER)"))
        session.execute(sa.text("INSERT INTO counter VALUES (0)"))
    errors = []

    def count_up():
        try:
            for _round in range(25):
                with found.transaction() as session:
                    lock = "" if found.is_sqlite else " FOR UPDATE"
                    n = session.scalar(sa.text("SELECT n FROM counter" + lock))
                    session.execute(sa.text("UPDATE counter SET n = :n"), {"n": n + 1})
        except Exception as error:
            errors.append(error)

    clerks = [threading.Thread(target=count_up) for _clerk in range(4)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    with found.reading() as session:
        assert (errors, session.scalar(sa.text("SELECT n FROM counter"))) == ([], 100)


def test_text_in_json_stays_readable_in_the_database(app):
    from library_exchange.core import audit
    from library_exchange.core.actor import clock

    with transaction() as session:
        audit.record(session, clock(), "note", "test", None, title="战争与和平 · Война и мир")
    with reading() as session:
        stored = session.scalar(sa.text("SELECT CAST(facts AS TEXT) FROM audit"))
    assert "战争与和平 · Война и мир" in stored
