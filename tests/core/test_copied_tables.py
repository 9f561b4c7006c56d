"""On SQLite a migration changes a table by copying it: with rows or without, it comes out alike."""

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from library_exchange.app import create_app
from library_exchange.core import schema
from tests.conftest import CHEAP, settings_for

SHELF = "CREATE TABLE shelf (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT)"
BOOK = """CREATE TABLE book (
id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
shelf_id INTEGER,
part_of INTEGER,
CONSTRAINT fk_shelf FOREIGN KEY(shelf_id) REFERENCES shelf (id) ON DELETE CASCADE,
CONSTRAINT fk_whole FOREIGN KEY(part_of) REFERENCES book (id)
)"""
PAGE = "CREATE TABLE page (book_id INTEGER NOT NULL REFERENCES book (id))"


def copied(*rows):
    """Return how the tables are made after `book` was copied with `rows`, those rows, and what was carried out."""
    carried_out = []
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        for statement in (SHELF, BOOK, PAGE, "CREATE INDEX of_whole ON book (part_of)", *rows):
            connection.exec_driver_sql(statement)
        sa.event.listen(connection, "before_cursor_execute", lambda *given: carried_out.append(given[2]))
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("book", table_kwargs={"sqlite_autoincrement": True}) as table:
            table.create_check_constraint("whole", "part_of <> id")
        made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
        left = connection.exec_driver_sql("SELECT id, part_of FROM book").all()
    return {name: sorted(line.strip(" \t,") for line in sql.splitlines()) for name, sql in made}, left, carried_out


@pytest.mark.parametrize(
    ("rows", "is_renamed"), [([], False), (["INSERT INTO book (id) VALUES (7)"], True)], ids=["empty", "with rows"]
)
def test_a_table_comes_out_alike_with_rows_and_without(monkeypatch, rows, is_renamed):
    """Only a copy that has rows is renamed; the table refers to itself, and others to it, by its own name."""
    made, left, carried_out = copied(*rows)
    assert any("RENAME" in statement for statement in carried_out) is is_renamed
    assert left == [(7, None)] * len(rows)
    monkeypatch.setattr(schema, "COPY", "none is called so")
    assert made == copied(*rows)[0]
    assert "_alembic_tmp_" not in str(made)
    assert {"of_whole", "book", "page", "shelf"} <= made.keys()


def test_what_a_copied_table_refers_to_is_not_read(tmp_path, monkeypatch):
    read = []
    kept = schema.Inspector.reflect_table

    def reflect(self, table, *more, **named):
        read.append(table.name)
        kept(self, table, *more, **named)

    monkeypatch.setattr(schema.Inspector, "reflect_table", reflect)

    def migrate(_revision, context):
        for statement in (SHELF, BOOK):
            context.connection.exec_driver_sql(statement)
        sa.Table("book", sa.MetaData(), autoload_with=context.connection)
        return []

    app = create_app(settings_for(tmp_path), **CHEAP)
    with app.app_context():
        app.extensions["alembic"].run_migrations(migrate)
    app.extensions["database"].dispose()
    assert read == ["book"]
