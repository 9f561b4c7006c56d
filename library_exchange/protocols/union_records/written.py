"""Records as doors write them: each lies written in the database, and is told from there while it says the same."""

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b
from typing import Any
from zlib import decompress

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import STANDS, BibliographicRecord
from library_exchange.protocols.union_records.forms import Core, RecordForm
from library_exchange.protocols.union_records.models import WrittenRecord
from library_exchange.protocols.union_records.queries import Holder, holders, records_with

EDITION = 1
"""Of what writes records: raised whenever it writes one and the same record otherwise, so that all are written anew."""
Version = tuple[int, str]
"""The version of a record, and when it was written."""


def state_of(core: Core, pages: str, version: Version, holding: Sequence[Holder]) -> str:
    """Return what decides how a core is written; of two states it may say otherwise, of one it cannot.

    `pages` is how the addresses of records' pages begin.
    """
    known = tuple(holding) if core.tells_holders else ()
    return blake2b(repr((EDITION, pages, version, known)).encode(), digest_size=12).hexdigest()


def written(session: Session, record_ids: Sequence[int], form: RecordForm, pages: str) -> list[tuple[int, str]]:
    """Return these records as `form` writes them, in the order given.

    One query, or two where the form tells holders; five more if some do not lie written as they are now. Records that
    are no more are left out. `pages` is how the addresses of their pages begin. The state of a record is read with what
    was written of it and before what it says: what changes meanwhile is told as it was or as it is.
    """
    if not record_ids:
        return []
    core = form.core
    holding: Mapping[int, Sequence[Holder]] = holders(session, record_ids) if core.tells_holders else {}
    texts: dict[int, str] = {}
    stale = []
    asked = {"ids": list(record_ids), "form": core.name}
    for record_id, version, at, state, content in session.connection().execute(_lying(), asked):
        if state == state_of(core, pages, (version, at), holding.get(record_id, ())):
            texts[record_id] = decompress(content).decode()
        else:
            stale.append(record_id)
    if stale:
        texts |= {i: core.write(said, f"{pages}{i}") for i, said in records_with(session, stale, holding)}
    return [(record_id, form.around(texts[record_id])) for record_id in record_ids if record_id in texts]


@cache
def _lying() -> Any:
    """Return the query of what lies written; built once, for building costs more than asking."""
    record, lying = BibliographicRecord, WrittenRecord
    of_form = sa.and_(col(lying.record_id) == col(record.id), col(lying.form) == sa.bindparam("form"))
    return (
        sa.select(col(record.id), *version_columns(), col(lying.state), col(lying.content))
        .outerjoin_from(record, lying, of_form)
        .where(col(record.id).in_(sa.bindparam("ids", expanding=True)), STANDS)
    )


def version_columns() -> tuple[Any, Any]:
    """Return the columns that make a version."""
    return col(BibliographicRecord.version), sa.cast(col(BibliographicRecord.updated_at), sa.Text)
