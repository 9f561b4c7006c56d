"""All migrations go down and up again with rows in the tables, and a revision is told from a number of steps."""

import click
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from library_exchange.cli import main
from library_exchange.commands.migrating import target_of
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.models import OutboxMessage

KNOWN = {"0001", "0010", "0111"}


@pytest.mark.parametrize(
    ("told", "steps", "target"), [("0010", None, "0010"), ("base", None, "base"), ("", 10, -10), ("", 1, -1)]
)
def test_a_revision_is_a_revision_and_steps_are_steps(told, steps, target):
    assert target_of(told, steps, KNOWN) == target


@pytest.mark.parametrize(
    ("told", "steps", "says"),
    [
        ("", None, "Name the revision"),
        ("0010", 3, "Name the revision"),
        ("10", None, "For a number of steps write --steps 10."),
        ("-10", None, "For a number of steps write --steps 10."),
        ("0999", None, "There is no revision 0999."),
        ("newest", None, "There is no revision newest."),
    ],
)
def test_what_could_be_either_is_refused(told, steps, says):
    with pytest.raises(click.UsageError) as refused:
        target_of(told, steps, KNOWN)
    assert says in refused.value.message


def test_the_command_of_the_operator_is_ours(monkeypatch, tmp_path):
    monkeypatch.setenv("LX_INSTANCE_DIR", str(tmp_path))
    refused = CliRunner().invoke(main, ["db", "downgrade", "10"])
    assert refused.exit_code == 2
    assert "--steps 10" in refused.output


def test_all_migrations_go_down_and_up_again_with_rows_in_the_tables(
    knowing_app, make_library, make_person, monkeypatch
):
    """Persons and works under all their names, libraries one of which sends by the other, a person, work that waits."""
    monkeypatch.setattr("library_exchange.core.db.SYNCHRONOUS", "OFF")
    make_library("Heihe")
    make_person("anna@amur.example")
    with transaction() as session:
        for kind, lane in (("notifications.mail", "mail"), ("catalogue.index", "index"), ("other.work", "quick")):
            session.add(OutboxMessage(kind=kind, lane=lane, created_at=now(), due_at=now()))
    migrations, engine = knowing_app.extensions["alembic"], knowing_app.extensions["database"].engine
    before = counted(engine)
    assert lanes(engine) == ["mail", "index", "quick"]
    migrations.downgrade("0110")
    assert lanes(engine) == ["quick"] * 3
    migrations.upgrade("0111")
    assert lanes(engine) == ["mail", "index", "quick"]
    for revision, kept in (("0004", ("library", "person", "work")), ("0001", ("library", "user"))):
        migrations.downgrade(revision)
        there = counted(engine)
        assert [there[table] for table in kept] == [before[table] for table in kept]
    migrations.downgrade("base")
    assert set(counted(engine)) <= {"alembic_version", "sqlite_sequence"}
    assert left_behind(engine) == []
    migrations.upgrade()
    assert set(counted(engine)) == set(before)


def counted(engine):
    with engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        count = sa.select(sa.func.count())
        return {name: connection.scalar(count.select_from(sa.table(name))) for name in names}


def lanes(engine):
    with engine.connect() as connection:
        return list(connection.scalars(sa.text("SELECT lane FROM outbox ORDER BY id")))


def left_behind(engine):
    """Types that a table of PostgreSQL was made with, and no table has any more."""
    if engine.dialect.name != "postgresql":
        return []
    with engine.connect() as connection:
        return [each["name"] for each in sa.inspect(connection).get_enums()]
