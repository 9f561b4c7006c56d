"""A database as it was at one moment, brought back in one go: cheaper by far than another database for each example."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from library_exchange.core.db import Database

FOR_GOOD = "ledger_"
"""How the names of tables begin of which the database lets nothing be taken away."""
TABLES = [table.name for table in SQLModel.metadata.sorted_tables if not table.name.startswith(FOR_GOOD)]


class KeptRows:
    """What stands in the tables that are empty when this is made, or have other rows by the time of `keep`.

    Rows of the tables named in `changing` may change in place and are kept as well; no other rows are. Of the ledger
    nothing can be taken away, so that nothing may be written there meanwhile.
    """

    def __init__(self, database: Database, *changing: str) -> None:
        self.database, self.changing = database, changing
        self.before = self._counted()
        self.statements: list[str] = []

    def _counted(self) -> dict[str, int]:
        tables = [f"SELECT '{name}', count(*) FROM \"{name}\"" for name in TABLES]
        with self.database.engine.begin() as connection:
            return {name: count for each in tables for name, count in connection.execute(sa.text(each))}

    def keep(self) -> None:
        """Remember the rows as they are now."""
        now = self._counted()
        may_change = [
            name for name, count in now.items() if not self.before[name] or count != self.before[name]
        ] + list(self.changing)
        ordered = [name for name in TABLES if name in may_change]
        filled = [name for name in ordered if now[name]]
        with self.database.engine.begin() as connection:
            for name in filled:
                connection.exec_driver_sql(f'CREATE TABLE "kept_{name}" AS SELECT * FROM "{name}"')
        self.statements = [f'DELETE FROM "{name}"' for name in reversed(ordered)]
        self.statements += [f'INSERT INTO "{name}" SELECT * FROM "kept_{name}"' for name in filled]

    def restore(self) -> None:
        """Bring the remembered rows back, and no others."""
        with self.database.engine.begin() as connection:
            cursor = connection.connection.cursor()
            for statement in self.statements if self.database.is_sqlite else [";".join(self.statements)]:
                cursor.execute(statement)
            cursor.close()
