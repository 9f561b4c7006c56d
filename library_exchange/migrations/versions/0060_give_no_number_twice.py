"""give no number twice: on SQLite what is gone leaves its number free no longer.

Revision: 0060, after 0059.
"""

import re
from collections.abc import Callable
from typing import Any

from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = ()
depends_on = None

TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
NUMBER = re.compile(r'(\(\s*"?id"? INTEGER NOT NULL)(?! PRIMARY KEY)')
KEY = re.compile(r',\s*CONSTRAINT "?\w+"? PRIMARY KEY \("?id"?\)')
NEVER_TWICE = " PRIMARY KEY AUTOINCREMENT"
SUBJECTS = {
    "agreement": "exchange_agreement",
    "answer_link": "answer_link",
    "book_list": "book_list",
    "box": "exchange_box",
    "carrier_service": "carrier_service",
    "claim": "consignment_claim",
    "consignment": "consignment",
    "customs_code": "customs_code",
    "discussion_post": "discussion_post",
    "exchange_rate": "exchange_rate",
    "import": "import",
    "import_doubt": "import_doubt",
    "item": "item",
    "library": "library",
    "list": "exchange_list_import",
    "loan": "loan_request",
    "membership": "membership",
    "offer": "exchange_offer",
    "programme": "programme",
    "proposal": "exchange_want_proposal",
    "round": "exchange_round",
    "round_line": "exchange_round_line",
    "saved_filter": "saved_filter",
    "settlement": "exchange_settlement",
    "thread": "thread",
    "threshold": "shipping_threshold",
    "title": "bibliographic_record",
    "user": "user",
    "want": "exchange_want",
}
"""In which table the subjects of the audit stand."""
RECORDS_REMEMBERED = (
    "SELECT max(max(record_id, other_id)) FROM title_change",
    "SELECT max(each.value) FROM outbox, json_each(outbox.payload, '$.records') AS each WHERE each.type = 'integer'",
    "SELECT max(json_extract(book, '$.record_id')) FROM loan_request",
)
"""Which numbers of records are named outside the catalogue: by decisions, by what waits for the index, by requests."""


def upgrade() -> None:
    """Bring the schema forward; PostgreSQL gives no number twice as it is."""
    if op.get_bind().dialect.name != "sqlite":
        return
    remembered = _remembered()
    _make_anew(_never_twice)
    for name, largest in remembered.items():
        _run("DELETE FROM sqlite_sequence WHERE name = ?", name)
        _run("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", name, largest)


def downgrade() -> None:
    """Take the schema back."""
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(_twice)


def _never_twice(_name: str, sql: str) -> str | None:
    """Return by which statement a table is made that gives no number twice, None if it has no numbers to give."""
    if not (KEY.search(sql) and NUMBER.search(sql)):
        return None
    return NUMBER.sub(rf"\1{NEVER_TWICE}", KEY.sub("", sql, count=1), count=1)


def _twice(name: str, sql: str) -> str | None:
    if NEVER_TWICE not in sql:
        return None
    head, _end, tail = sql.replace(NEVER_TWICE, "", 1).rpartition(")")
    return f"{head.rstrip()}, \n\tCONSTRAINT pk_{name} PRIMARY KEY (id)\n){tail}"


def _make_anew(changed: Callable[[str, str], str | None]) -> None:
    """Make each table anew by the statement that `changed` returns, with its rows, indexes and triggers."""
    # A table can be renamed only while all that the triggers name is there.
    triggers = _all("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    for name, _sql in triggers:
        _run(f"DROP TRIGGER {_quoted(name)}")
    for name, sql in _all(TABLES):
        made = changed(name, sql)
        if made is not None:
            _make_table_anew(name, made)
    for _name, sql in triggers:
        _run(sql)


def _make_table_anew(name: str, sql: str) -> None:
    indexes = _all("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", name)
    columns = ", ".join(_quoted(column[1]) for column in _all(f"PRAGMA table_info({_quoted(name)})"))
    old, new = _quoted(name), _quoted(f"_new_{name}")
    # To rename a table takes SQLite long, and what is empty need not be copied.
    is_empty = not _all(f"SELECT 1 FROM {old} LIMIT 1")  # noqa: S608
    made, count = re.subn(rf'^CREATE TABLE ("{name}"|{name})(?=\s|\()', f"CREATE TABLE {old if is_empty else new}", sql)
    if not count:
        raise ValueError(f"the table {name} is made by an unknown statement: {sql}")
    if is_empty:
        _run(f"DROP TABLE {old}")
        _run(made)
    else:
        _run(made)
        _run(f"INSERT INTO {new} ({columns}) SELECT {columns} FROM {old}")  # noqa: S608
        _run(f"DROP TABLE {old}")
        _run(f"ALTER TABLE {new} RENAME TO {old}")
    for (index,) in indexes:
        _run(index)


def _remembered() -> dict[str, int]:
    """Return the largest number each table is known to have given, though its row is gone by now."""
    tables = [name for name, sql in _all(TABLES) if _never_twice(name, sql) is not None]
    found = {name: _largest(f"SELECT max(id) FROM {_quoted(name)}") for name in tables}  # noqa: S608
    for subject, table in SUBJECTS.items():
        found[table] = max(found[table], _largest("SELECT max(subject_id) FROM audit WHERE subject = ?", subject))
    for query in RECORDS_REMEMBERED:
        found["bibliographic_record"] = max(found["bibliographic_record"], _largest(query))
    return found


def _largest(query: str, *given: object) -> int:
    [(number,)] = _all(query, *given)
    return number or 0


def _all(query: str, *given: object) -> list[Any]:
    return list(op.get_bind().exec_driver_sql(query, given))


def _run(statement: str, *given: object) -> None:
    op.get_bind().exec_driver_sql(statement, given)


def _quoted(name: str) -> str:
    return f'"{name}"'
