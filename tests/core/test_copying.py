"""A SQLite database moves to PostgreSQL whole or not at all, by one command."""

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from library_exchange.commands.upgrading import copy_to
from library_exchange.core import copying
from library_exchange.core.clock import now
from library_exchange.core.db import Database, database, transaction
from library_exchange.core.models import NightlyRun, OutboxMessage
from library_exchange.core.upgrading import COPYING

pytestmark = pytest.mark.alike_on_both
PAYLOAD = {"title": "«Мост» 书桥 𠮷 \\ \t \n", "none": None, "n": 1.5}


@pytest.fixture
def empty_postgres(postgres_server):
    with postgres_server.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE moved")
    yield postgres_server.url.set(database="moved").render_as_string(hide_password=False)
    with postgres_server.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE moved WITH (FORCE)")


@pytest.fixture
def target(empty_postgres):
    made = Database(empty_postgres)
    yield made
    made.dispose()


@pytest.fixture
def told(knowing_web, make_library, make_person):
    """A database with persons and works, a library, a person, work that waits, and a number that leads to nothing."""
    make_library("Heihe")
    make_person("anna@amur.example")
    with transaction() as session:
        rows = [OutboxMessage(kind="x", lane="quick", payload=PAYLOAD, created_at=now(), due_at=now()) for _n in "123"]
        session.add_all(rows)
        session.flush()
        session.delete(rows[-1])
    return knowing_web


def _counts(url):
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        there = sa.inspect(connection).get_table_names()
        return {name: connection.scalar(sa.text(f'SELECT count(*) FROM "{name}"')) for name in there}


@pytest.mark.postgres
def test_a_database_moves_with_every_row_and_goes_on_with_its_numbers(told, empty_postgres, target):
    done = told.test_cli_runner().invoke(copy_to, [empty_postgres])
    assert done.exit_code == 0, done.output
    assert "are the same in both" in done.output
    with database().reading() as session:
        tables = SQLModel.metadata.sorted_tables
        before = {one.name: session.scalar(sa.select(sa.func.count()).select_from(one)) for one in tables}
    assert _counts(empty_postgres) == before | {"alembic_version": 1}
    with target.transaction() as session:
        again = OutboxMessage(kind="x", lane="quick", payload={}, created_at=now(), due_at=now())
        session.add(again)
        session.flush()
        moved = session.scalars(sa.select(OutboxMessage).order_by(sa.text("id"))).all()
        assert [row.payload for row in moved] == [PAYLOAD, PAYLOAD, {}]
        assert again.id == 4, "the number of the row that is gone is not given again"
        keys = "SELECT count(*) FROM pg_constraint WHERE contype = 'f'"
        assert session.scalar(sa.text(keys)) == sum(len(table.foreign_key_constraints) for table in tables)
        off = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'"
        assert session.scalar(sa.text(off)) == 0
    again = told.test_cli_runner().invoke(copy_to, [empty_postgres])
    assert again.exit_code == 1
    assert "not empty" in again.output


@pytest.mark.postgres
def test_a_copy_that_breaks_leaves_nothing_that_counts_and_is_begun_anew(told, empty_postgres, target, monkeypatch):
    whole, seen = copying._copy_table, []

    def break_off(old, new, table):
        whole(old, new, table)
        seen.append(table.name)
        if len(seen) == 30:
            raise ValueError("the line is dead")

    monkeypatch.setattr(copying, "_copy_table", break_off)
    done = told.test_cli_runner().invoke(copy_to, [empty_postgres])
    assert (done.exit_code, "the line is dead" in done.output) == (1, True)
    there = _counts(empty_postgres)
    assert COPYING in there
    assert there["library"] == 0
    monkeypatch.setattr(copying, "_copy_table", whole)
    assert told.test_cli_runner().invoke(copy_to, [empty_postgres]).exit_code == 0
    assert COPYING not in _counts(empty_postgres)


@pytest.mark.postgres
def test_a_row_that_came_out_otherwise_stops_the_copy(told, empty_postgres, monkeypatch):
    with transaction() as session:
        session.add(NightlyRun(name="x", tried_at=now(), succeeded_at=now()))
    whole = copying._copy_table

    def alter(old, new, table):
        whole(old, new, table)
        if table.name == "nightly_run":
            new.exec_driver_sql("UPDATE nightly_run SET name = 'y'")

    monkeypatch.setattr(copying, "_copy_table", alter)
    done = told.test_cli_runner().invoke(copy_to, [empty_postgres])
    assert "table nightly_run differs: 1 rows before, 1 after" in done.output
    assert _counts(empty_postgres)["library"] == 0


@pytest.mark.postgres
def test_what_postgres_cannot_hold_is_named_with_its_table(told, empty_postgres):
    with database().engine.begin() as connection:
        connection.exec_driver_sql("UPDATE library SET city_en = 'a' || char(0) || 'b'")
    done = told.test_cli_runner().invoke(copy_to, [empty_postgres])
    assert (done.exit_code, "table library" in done.output) == (1, True), done.output


def test_only_postgres_is_moved_to(told, tmp_path):
    done = told.test_cli_runner().invoke(copy_to, [f"sqlite:///{tmp_path / 'other.sqlite'}"])
    assert "from SQLite to PostgreSQL" in done.output
    assert not (tmp_path / "other.sqlite").exists()
