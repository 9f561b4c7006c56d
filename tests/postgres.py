"""Databases of a real PostgreSQL for tests: made once, and put back into their first state after each use.

Making one and dropping it again costs the server eight times as much as emptying it.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import sqlalchemy as sa

OFTEN = 20_000
"""After how many deleted rows a database is made anew: they stay in its files, and make it slower to read."""

FORM = """
SELECT string_agg(kind || rows || ' ' || newest, ' ') FROM (
  SELECT 'attributes ' AS kind, count(*) AS rows, max(xmin::text::bigint) AS newest
  FROM pg_attribute WHERE attrelid >= 16384 AND attnum > 0
  UNION ALL SELECT 'constraints ', count(*), max(xmin::text::bigint) FROM pg_constraint WHERE oid >= 16384
  UNION ALL SELECT 'relations ', count(*), max(xmin::text::bigint) FROM pg_class WHERE oid >= 16384
) AS catalogs
"""
"""What changes when a table, column, index or constraint does: how many there are, and who wrote the newest."""

TABLES = """
SELECT quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname = 'public' ORDER BY c.relname
"""
NUMBERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Reused:
    """A database like a template, with what its first state was."""

    free: ClassVar[dict[tuple[str, str], list["Reused"]]] = defaultdict(list)

    def __init__(self, admin: sa.Engine, template: str) -> None:
        self.admin, self.template = admin, template
        self.name = f"t{uuid.uuid4().hex[:12]}"
        self.url = copied(admin, self.name, template)
        self._deleted = 0
        engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self._connection = engine.connect()
        self._form = self._connection.exec_driver_sql(FORM).scalar_one()
        tables = list(self._connection.exec_driver_sql(TABLES).scalars())
        self._filled = {table: mark for table in tables if (mark := self._mark(table))[0]}
        self._numbers = dict(self._connection.exec_driver_sql(NUMBERS).all())
        # References are not looked at while rows go: all that refers to them goes as well.
        self._connection.exec_driver_sql("SET session_replication_role = replica")
        self._connection.exec_driver_sql(_emptying([table for table in tables if table not in self._filled]))

    @classmethod
    def taken(cls, admin: sa.Engine, template: str) -> "Reused":
        """Return a free one, or make one."""
        free = cls.free[str(admin.url), template]
        return free.pop() if free else cls(admin, template)

    def give_back(self) -> None:
        """Put it back into its first state, for the next; drop it where that is not sure or not worth it."""
        if self._is_as_before():
            self.free[str(self.admin.url), self.template].append(self)
        else:
            self.drop()

    def _is_as_before(self) -> bool:
        self._connection.exec_driver_sql(OTHERS)
        if self._connection.exec_driver_sql(FORM).scalar_one() != self._form:
            return False
        if any(self._mark(table) != mark for table, mark in self._filled.items()):
            return False
        self._deleted += self._connection.exec_driver_sql("SELECT pg_temp.emptied()").scalar_one()
        for name, number in self._connection.exec_driver_sql(NUMBERS):
            first = self._numbers[name]
            if number != first:
                self._connection.exec_driver_sql("SELECT setval(%s, %s, %s)", (name, first or 1, first is not None))
        return self._deleted < OFTEN

    def _mark(self, table: str) -> tuple[int, int | None]:
        """Return how many rows a table has and which transaction wrote the newest of them."""
        counted = self._connection.exec_driver_sql(f"SELECT count(*), max(xmin::text::bigint) FROM {table}").one()
        return counted[0], counted[1]

    def drop(self) -> None:
        self._connection.close()
        with self.admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {self.name} WITH (FORCE)")


def _emptying(tables: list[str]) -> str:
    """Return the statement that makes the function by which these tables are emptied and their rows counted."""
    deletions = "\n".join(
        f"DELETE FROM {table}; GET DIAGNOSTICS gone = ROW_COUNT; total := total + gone;" for table in tables
    )
    return (
        "CREATE FUNCTION pg_temp.emptied() RETURNS bigint LANGUAGE plpgsql AS $$"
        f" DECLARE gone bigint; total bigint := 0; BEGIN {deletions} RETURN total; END $$"
    )


def copied(admin: sa.Engine, name: str, template: str) -> str:
    """Make a database like `template`; return its URL."""
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return admin.url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def new_postgres(admin: sa.Engine, template: str) -> Iterator[str]:
    """Give a database like `template`, for as long as the block lasts."""
    taken = Reused.taken(admin, template)
    yield taken.url
    taken.give_back()


def forget(admin: sa.Engine) -> None:
    """Drop all that is free on a server that is about to stop."""
    for (url, _template), free in Reused.free.items():
        while url == str(admin.url) and free:
            free.pop().drop()
