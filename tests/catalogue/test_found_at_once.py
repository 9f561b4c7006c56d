"""What would else be looked for through the whole catalogue stands in an index of its own, also after an upgrade."""

import sqlite3
from contextlib import closing

import sqlalchemy as sa

from library_exchange.catalogue.queries.pages import title_pairs
from library_exchange.core.db import database, reading
from tests.older import database_before, put, upgrade

NEWEST = "SELECT id FROM source_record WHERE library_id = 1 ORDER BY id DESC LIMIT 20"


def _plan(path, statement: str) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}"))


def test_the_home_page_reads_no_text_but_translated_titles(web):
    sent = []
    sa.event.listen(database().engine, "before_cursor_execute", lambda *given: sent.append(given[2:4]))
    with reading() as session:
        title_pairs(session, "ru")
        statement, given = sent[-1]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
    assert "text_form USING INDEX ix_text_form_translated_title" in " ".join(row[3] for row in plan)


def test_the_newest_records_of_a_library_are_at_the_end_of_its_own(tmp_path):
    app, path = database_before("0121", tmp_path)
    with closing(sqlite3.connect(path)) as connection, connection:
        put(
            connection,
            "library",
            id=1,
            code="heihe",
            country="CN",
            kind="public",
            language="zh",
            is_closing=0,
            has_left=0,
        )
        put(connection, "bibliographic_record", id=1)
        put(connection, "source_record", id=1, source_id="7", raw=b"", library_id=1, record_id=1)
    assert "ix_source_record_library_id " in f"{_plan(path, NEWEST)} "
    upgrade(app)
    assert "ix_source_record_library_id_id" in _plan(path, NEWEST)
    assert "SORT" not in _plan(path, NEWEST).upper()
