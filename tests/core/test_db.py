"""Three kinds of session: readers cannot write, writers wait for each other."""

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from library_exchange.app import create_app
from library_exchange.core import schema
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import AuditEntry
from tests.conftest import CHEAP, settings_for

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


# Changing tables ------------------------------------------------------------------------------------------------------

LIBRARY = """INSERT INTO library (id, code, name_zh, name_ru, name_en, city_zh, city_ru, city_en, country, kind,
timezone, language, mailbox, lends, loan_days, transit_days, is_demo, joined_at)
VALUES (1, 'heihe', '图书馆', 'Библиотека', 'Library', '黑河', 'Хэйхэ', 'Heihe', 'CN', 'public',
'Asia/Shanghai', 'zh', 'ill@heihe.example', 1, 30, 14, 0, '2026-01-01')"""
ROUND = """INSERT INTO exchange_round (id, state, version, organiser_id, name_zh, name_ru, name_en, listing_from,
listing_until, selecting_until, answer_until, rules, seed, clearings, method, input_hash, objective, equity, created_at,
touched_at) VALUES (1, 'confirmed', 1, 1, '一', 'Р', 'R', '2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '{}',
's', 1, 'circulation', 'h', 1, '[]', '2026-01-01', '2026-01-01')"""
MEMBER = """INSERT INTO exchange_round_member (id, round_id, library_id, version, accepts_silently, proposal, joined_at)
VALUES (1, 1, 1, 1, 0, 'countered', '2026-01-01')"""


def test_an_upgrade_keeps_the_rows_that_refer_to_a_table_it_copies(tmp_path):
    app = create_app(settings_for(tmp_path), **CHEAP)
    with app.app_context():
        app.extensions["alembic"].upgrade("0015")
        with transaction() as session:
            for statement in (LIBRARY, ROUND, MEMBER):
                session.execute(sa.text(statement))
    schema.upgrade(app)
    with app.app_context(), reading() as session:
        rounds = sa.text(
            "SELECT r.state, m.proposal FROM exchange_round r JOIN exchange_round_member m ON m.round_id = r.id"
        )
        assert session.execute(rounds).all() == [("shipping", "accepted")]
        assert session.scalar(sa.text("PRAGMA foreign_keys")) == 1
    app.extensions["database"].dispose()
