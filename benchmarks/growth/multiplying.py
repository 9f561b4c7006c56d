"""A database many times as large as another: every library, title and act once more under numbers and words of its own.

Made by the server itself, for a million titles written one by one take hours on a busy machine. In a copy each title
has a word more, which no other has, its own ISBN and its own keys; the rest of its words are those of its first.
"""

from collections.abc import Iterable
from typing import Any

import psycopg

from benchmarks.growth.rows import go_on_numbering
from benchmarks.growth.servers import Servers

KEPT = (
    *("alembic_version", "person", "work", "variant", "variant_key", "customs_code", "shipping_threshold"),
    *("carrier_service", "exchange_round", "machine", "shared_settings", "outbox", "once_token"),
)
"""What there is once, however many libraries there are."""
HAN = "chr(19968 + (({n}::bigint * 7919) % 20000)::int) || chr(19968 + (({n}::bigint * 104729) % 20000)::int)"
RUSSIAN = "translate(to_hex({n}::bigint * 7919), '0123456789abcdef', 'абвгдезиклмнопрс')"
OWN_WORD = f"CASE WHEN {{text}} ~ '[а-яё]' THEN ' ' || {RUSSIAN} ELSE {HAN} END"
OWN_ISBN = "left(t.{column}, 3) || {k} || substr(t.{column}, 5)"
CHANGED = {
    ("library", "code"): "t.code || '-{k}'",
    ("user", "email"): "'{k}.' || t.email",
    ("user", "fs_uniquifier"): "t.fs_uniquifier || '-{k}'",
    ("consignment", "number"): "t.number || '-{k}'",
    ("loan_request", "request_no"): "t.request_no || '-{k}'",
    ("bibliographic_record", "folded"): f"t.folded || ({OWN_WORD.format(text='t.folded', n='({id})')})",
    ("bibliographic_record", "sort_title"): "left(t.sort_title || ' ' || to_hex(({id})::bigint * 7919), 400)",
    ("bibliographic_record", "title_key"): "left(t.title_key, 280) || {id}",
    ("text_form", "value"): "CASE WHEN t.field = 'title' AND t.kind = 'original' THEN t.value || ("
    + OWN_WORD.format(text="t.value", n="({record_id})")
    + ") ELSE t.value END",
    ("identifier", "value"): OWN_ISBN.format(column="value", k="{k}"),
    ("match_key", "key"): "left(t.key, 2) || left(md5(t.key || {k}), 20) || right(t.key, 5)",
    ("source_record", "source_id"): "t.source_id || '-{k}'",
    ("source_record", "digest"): "md5(t.digest || {k}) || md5(t.digest)",
    ("item", "barcode"): "t.barcode || '-{k}'",
    ("exchange_offer", "isbn"): OWN_ISBN.format(column="isbn", k="{k}"),
    ("exchange_want", "isbn"): OWN_ISBN.format(column="isbn", k="{k}"),
}
"""What a copy has otherwise; `k` is the number of the copy, `id` that of the row in it."""
COLUMNS = """
SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum
"""
REFERENCES = """
SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f'
"""
INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid WHERE c.relname = ANY(%s)
AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
"""
CONSTRAINTS = """
SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid) FROM pg_constraint c
JOIN pg_class r ON r.oid = c.conrelid WHERE c.contype = 'u' AND r.relname = ANY(%s)
"""


def multiply(servers: Servers, source: str, name: str, times: int) -> None:
    """Make the database `name`, so many times as large as `source`."""
    with psycopg.connect(servers.database, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
    with psycopg.connect(servers.database_of(name), autocommit=True) as server:
        server.execute("SET session_replication_role = replica")
        columns = _columns(server)
        counts = {table: _count(server, table) for table in columns if table not in KEPT}
        offsets = {table: _greatest(server, table) for table, count in counts.items() if count}
        put_back = _without_indexes(server, list(offsets))
        references = {(table.strip('"'), column): to.strip('"') for table, column, to in server.execute(REFERENCES)}
        for table in offsets:
            for k in range(1, times):
                server.execute(_copied(table, columns[table], references, offsets, k))
        for statement in put_back:
            server.execute(statement)
        go_on_numbering(server, offsets)
        server.execute("VACUUM ANALYZE")


def _columns(server: psycopg.Connection[Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, column in server.execute(COLUMNS):
        found.setdefault(table, []).append(column)
    return {table: columns for table, columns in found.items() if "id" in columns}


def _count(server: psycopg.Connection[Any], table: str) -> int:
    return server.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]


def _greatest(server: psycopg.Connection[Any], table: str) -> int:
    return server.execute(f'SELECT max(id) FROM "{table}"').fetchone()[0]


def _without_indexes(server: psycopg.Connection[Any], tables: list[str]) -> list[str]:
    """Take indexes away, which are made faster at once than row by row; return what puts them back."""
    indexes, constraints = (
        server.execute(INDEXES, [tables]).fetchall(),
        server.execute(CONSTRAINTS, [tables]).fetchall(),
    )
    for table, name, _made in constraints:
        server.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _made in indexes:
        server.execute(f"DROP INDEX {name}")
    again = [f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}" for table, name, made in constraints]
    return [*(made for _name, made in indexes), *again]


def _copied(
    table: str, columns: Iterable[str], references: dict[tuple[str, str], str], offsets: dict[str, int], k: int
) -> str:
    """Return the statement that writes the copy of number `k` of a table."""
    shift = {column: offsets.get(to, 0) * k for (of, column), to in references.items() if of == table}
    shift["id"] = offsets[table] * k
    own = {column: f"t.{column} + {shift[column]}" for column in ("id", "record_id") if column in shift}
    values = []
    for column in columns:
        if (table, column) in CHANGED:
            values.append(CHANGED[table, column].format(k=k, **own))
        elif shift.get(column):
            values.append(f't."{column}" + {shift[column]}')
        else:
            values.append(f't."{column}"')
    named = ", ".join(f'"{column}"' for column in columns)
    return f'INSERT INTO "{table}" ({named}) SELECT {", ".join(values)} FROM "{table}" t WHERE t.id <= {offsets[table]}'
