"""A number is never given twice: what is gone leaves its address, its form and its letters to nothing else."""

import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import op
from alembic.runtime.migration import StampStep
from sqlmodel import SQLModel

from library_exchange.app import create_app
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import NEVER_TWICE as NEVER_TWICE_IN_A_COPY
from library_exchange.core.models import OutboxMessage
from tests.conftest import CHEAP, settings_for
from tests.older import AT, database_before, put, revision_before, rows, upgrade

NEVER_TWICE = "0060"
NUMBERED = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
MADE_BESIDE_TABLES = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') ORDER BY 2"
GIVEN = "SELECT seq FROM sqlite_sequence WHERE name = '%s'"


def numbered_tables():
    return {
        table.name
        for table in SQLModel.metadata.sorted_tables
        if [column.name for column in table.primary_key] == ["id"] and isinstance(table.c.id.type, sa.Integer)
    }


def test_every_table_with_numbers_says_that_it_never_gives_one_twice():
    assert len(numbered_tables()) > 80
    for name in numbered_tables():
        assert SQLModel.metadata.tables[name].dialect_options["sqlite"]["autoincrement"], name


def test_every_table_that_the_migrations_leave_never_gives_a_number_twice(web):
    """A later migration that copies a table must say so too: `table_kwargs` of `batch_alter_table`."""
    with web.app_context(), reading() as session:
        assert set(session.scalars(sa.text(NUMBERED))) == numbered_tables()


def put_message():
    with transaction() as session:
        message = OutboxMessage(kind="test", lane="test", created_at=now(), due_at=now())
        session.add(message)
        session.flush()
        return message.id


def test_the_number_of_a_row_that_is_gone_is_given_to_no_other(app):
    first = put_message()
    with transaction() as session:
        session.execute(sa.delete(OutboxMessage))
    assert put_message() == first + 1


# The migration --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A file whose database gives numbers twice, with rows that refer to each other and name what is gone."""
    app, path = database_before(NEVER_TWICE, tmp_path_factory.mktemp("filled"))
    app.extensions["database"].dispose()
    connection = sqlite3.connect(path)
    for number, code, gateway in ((1, "heihe", None), (2, "amur", 1)):
        put(connection, "library", id=number, code=code, country="CN", kind="public", language="zh", gateway_id=gateway)
    put(connection, "bibliographic_record", id=4, title_key="гроза", languages="[]", card="{}")
    put(connection, "holding", id=7, library_id=2, record_id=4)
    put(connection, "audit", at=AT, actor_kind="person", action="join", subject="title", subject_id=488, facts="{}")
    put(
        connection, "audit", at=AT, actor_kind="person", action="round.draft", subject="round", subject_id=3, facts="{}"
    )
    put(connection, "outbox", kind="index.put", lane="index", payload='{"records": [4, 512]}')
    put(connection, "ledger_book", id=1, kind="network", first_id=None, second_id=None)
    connection.commit()
    connection.close()
    return path


@pytest.fixture
def old(filled, tmp_path):
    """An application on that database, and its file."""
    path = Path(shutil.copy(filled, tmp_path))
    return create_app(settings_for(tmp_path), **CHEAP), path


def kept(path):
    """Return all rows, columns, references and numbers of checks of each table, and what is made beside tables."""
    connection = sqlite3.connect(path)
    found = {"beside": connection.execute(MADE_BESIDE_TABLES).fetchall()}
    for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall():
        if name not in ("alembic_version", "sqlite_sequence"):
            looks = ('SELECT * FROM "%s"', 'PRAGMA table_info("%s")', 'PRAGMA foreign_key_list("%s")')
            rest = sql.count(" CHECK ("), sql.count("UNIQUE ("), sql.count("REFERENCES "), sql.count("DEFERRABLE")
            found[name] = *(connection.execute(look % name).fetchall() for look in looks), rest
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    return found


def test_an_upgrade_keeps_rows_indexes_checks_references_and_triggers_and_back(old):
    app, path = old
    before = kept(path)
    assert {kind for kind, *_more in before["beside"]} == {"index", "trigger"}
    assert [len(before[name][0]) for name in ("library", "holding", "audit", "ledger_book")] == [2, 1, 2, 1]
    upgrade(app, NEVER_TWICE)
    assert kept(path) == before
    with app.app_context():
        app.extensions["alembic"].downgrade(revision_before(app, NEVER_TWICE))
    app.extensions["database"].dispose()
    assert rows(path, NUMBERED) == []
    assert kept(path) == before
    upgrade(app, NEVER_TWICE)
    assert kept(path) == before


def test_what_was_gone_before_is_remembered_by_what_names_it(old):
    app, path = old
    upgrade(app)
    assert rows(path, GIVEN % "library") == [(2,)]
    assert rows(path, GIVEN % "exchange_round") == [(3,)], "the audit names a round that is no more"
    assert rows(path, GIVEN % "bibliographic_record") == [(512,)], "the index is to forget a record that is no more"
    connection = sqlite3.connect(path)
    put(connection, "bibliographic_record", title_key="лес", languages="[]", card="{}")
    assert connection.execute("SELECT max(id) FROM bibliographic_record").fetchone() == (513,)
    with pytest.raises(sqlite3.IntegrityError, match="only ever inserted"):
        connection.execute("DELETE FROM ledger_book")
    connection.close()


def test_a_table_that_a_later_migration_copies_goes_on_where_it_was(web):
    """SQLite forgets the numbers of what is gone when a table is dropped for its copy."""
    with web.app_context():
        first = put_message()
        with transaction() as session:
            session.execute(sa.delete(OutboxMessage))
        alembic = web.extensions["alembic"]
        [head] = (revision.revision for revision in alembic.heads())

        class Copying(StampStep):
            def stamp_revision(self, **_given):
                with op.batch_alter_table("outbox", recreate="always", table_kwargs=NEVER_TWICE_IN_A_COPY):
                    pass

        step = Copying(head, "copied", True, False, alembic.script_directory.revision_map)
        alembic.run_migrations(lambda _heads, _context: [step])
        assert put_message() == first + 1
