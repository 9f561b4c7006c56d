"""let the network bear losses: an account of its own, and lines between it and a library.

Revision: 0056, after 0054.
"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = ()
depends_on = None

LEDGER = ("ledger_book", "ledger_account", "ledger_line", "ledger_entry")
IS_UNSOUND = """
    NOT EXISTS (SELECT 1 FROM ledger_line WHERE ledger_line.entry_key = NEW.key)
    OR EXISTS (
        SELECT 1 FROM ledger_line JOIN ledger_account ON ledger_account.id = ledger_line.account_id
        WHERE ledger_line.entry_key = NEW.key
        GROUP BY ledger_account.book_id, ledger_line.unit,
            CASE WHEN PARTNER < LIBRARY THEN PARTNER ELSE LIBRARY END,
            CASE WHEN PARTNER < LIBRARY THEN LIBRARY ELSE PARTNER END
        HAVING SUM(ledger_line.amount) <> 0
    )
"""
"""No lines, or lines that do not balance: in each book and unit, between each two parties, the sum is zero."""


def _is_unsound(partner: str, library: str) -> str:
    return IS_UNSOUND.replace("PARTNER", partner).replace("LIBRARY", library)


def _triggers_on_sqlite(unsound: str) -> list[str]:
    return [
        *(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever inserted'); END"
            for table in LEDGER
            for act in ("UPDATE", "DELETE")
        ),
        "CREATE TRIGGER ledger_line_before_its_entry BEFORE INSERT ON ledger_line"
        " WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE ledger_entry.key = NEW.entry_key)"
        " BEGIN SELECT RAISE(ABORT, 'the ledger entry is sealed'); END",
        f"CREATE TRIGGER ledger_entry_balances BEFORE INSERT ON ledger_entry WHEN {unsound}"
        " BEGIN SELECT RAISE(ABORT, 'the lines of a ledger entry must sum to zero'); END",
    ]


_NAMES_ON_SQLITE = (
    *(f"{table}_no_{act}" for table in LEDGER for act in ("update", "delete")),
    "ledger_line_before_its_entry",
    "ledger_entry_balances",
)


def _tables_on_sqlite(null: str) -> list[str]:
    """Return what makes both tables anew with columns that may be empty, or may not; triggers are gone meanwhile."""
    return [
        "CREATE TABLE _new_account (id INTEGER NOT NULL, book_id INTEGER NOT NULL,"
        f" library_id INTEGER {null},"
        " CONSTRAINT pk_ledger_account PRIMARY KEY (id),"
        " CONSTRAINT fk_ledger_account_book_id_ledger_book FOREIGN KEY(book_id) REFERENCES ledger_book (id),"
        " CONSTRAINT fk_ledger_account_library_id_library FOREIGN KEY(library_id) REFERENCES library (id),"
        " CONSTRAINT uq_ledger_account_book_id_library_id UNIQUE (book_id, library_id))",
        "INSERT INTO _new_account (id, book_id, library_id) SELECT id, book_id, library_id FROM ledger_account",
        "CREATE TABLE _new_line (id INTEGER NOT NULL, entry_key VARCHAR(32) NOT NULL, account_id INTEGER NOT NULL,"
        f" partner_id INTEGER {null}, unit VARCHAR(12) NOT NULL, amount BIGINT NOT NULL,"
        " CONSTRAINT pk_ledger_line PRIMARY KEY (id),"
        " CONSTRAINT ck_ledger_line_moves_something CHECK (amount <> 0),"
        " CONSTRAINT fk_ledger_line_account_id_ledger_account FOREIGN KEY(account_id) REFERENCES ledger_account (id),"
        " CONSTRAINT fk_ledger_line_entry_key_ledger_entry FOREIGN KEY(entry_key) REFERENCES ledger_entry (key)"
        " DEFERRABLE INITIALLY DEFERRED,"
        " CONSTRAINT fk_ledger_line_partner_id_library FOREIGN KEY(partner_id) REFERENCES library (id))",
        "INSERT INTO _new_line (id, entry_key, account_id, partner_id, unit, amount)"
        " SELECT id, entry_key, account_id, partner_id, unit, amount FROM ledger_line",
        "DROP TABLE ledger_line",
        "DROP TABLE ledger_account",
        "ALTER TABLE _new_account RENAME TO ledger_account",
        "ALTER TABLE _new_line RENAME TO ledger_line",
        "CREATE INDEX ix_ledger_account_library_id ON ledger_account (library_id)",
        "CREATE INDEX ix_ledger_line_account ON ledger_line (account_id, partner_id, unit)",
        "CREATE INDEX ix_ledger_line_entry_key ON ledger_line (entry_key)",
        "CREATE INDEX ix_ledger_line_partner_id ON ledger_line (partner_id)",
    ]


def _function_on_postgresql(unsound: str) -> str:
    return (
        "CREATE OR REPLACE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {unsound}"
        " THEN RAISE EXCEPTION 'the lines of a ledger entry must sum to zero'; END IF; RETURN NEW; END $$"
    )


def _only_inserts(how: str) -> list[str]:
    return [f"ALTER TABLE {table} {how} TRIGGER {table}_only_inserts" for table in LEDGER]


_BORNE = (
    # First the network's own, while it can be told which entries those are.
    "CREATE TEMPORARY TABLE _borne AS SELECT DISTINCT entry_key FROM ledger_line WHERE partner_id IS NULL",
    "DELETE FROM ledger_line WHERE entry_key IN (SELECT entry_key FROM _borne)",
    "DELETE FROM ledger_entry WHERE key IN (SELECT entry_key FROM _borne)",
    "DELETE FROM ledger_account WHERE library_id IS NULL",
    "DROP TABLE _borne",
)
_ONE = "CREATE UNIQUE INDEX one_account_of_the_network ON ledger_account (book_id) WHERE library_id IS NULL"


def _run(statements: list[str]) -> None:
    for each in statements:
        op.execute(sa.text(each))


def upgrade() -> None:
    """Bring the schema forward."""
    unsound = _is_unsound("COALESCE(ledger_line.partner_id, 0)", "COALESCE(ledger_account.library_id, 0)")
    if op.get_bind().dialect.name == "sqlite":
        _run([f"DROP TRIGGER {name}" for name in _NAMES_ON_SQLITE])
        _run([*_tables_on_sqlite(""), _ONE, *_triggers_on_sqlite(unsound)])
        return
    op.alter_column("ledger_account", "library_id", existing_type=sa.Integer(), nullable=True)
    op.alter_column("ledger_line", "partner_id", existing_type=sa.Integer(), nullable=True)
    _run([_ONE, _function_on_postgresql(unsound)])


def downgrade() -> None:
    """Take the schema back; what the network bore is no longer entered anywhere."""
    unsound = _is_unsound("ledger_line.partner_id", "ledger_account.library_id")
    if op.get_bind().dialect.name == "sqlite":
        _run([f"DROP TRIGGER {name}" for name in _NAMES_ON_SQLITE])
        _run([*_BORNE, "DROP INDEX one_account_of_the_network"])
        _run([*_tables_on_sqlite("NOT NULL"), *_triggers_on_sqlite(unsound)])
        return
    _run([*_only_inserts("DISABLE"), *_BORNE, *_only_inserts("ENABLE")])
    op.drop_index("one_account_of_the_network", "ledger_account")
    op.alter_column("ledger_line", "partner_id", existing_type=sa.Integer(), nullable=False)
    op.alter_column("ledger_account", "library_id", existing_type=sa.Integer(), nullable=False)
    _run([_function_on_postgresql(unsound)])
