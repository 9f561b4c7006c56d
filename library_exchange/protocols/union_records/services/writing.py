"""Writing records in all forms before they are asked for; repeating it changes nothing."""

from collections.abc import Sequence
from typing import Any
from zlib import compress

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import STANDS, BibliographicRecord
from library_exchange.catalogue.services.index import all_ids
from library_exchange.core import many_rows
from library_exchange.core.db import PIECE, Database
from library_exchange.protocols.union_records.forms import CORES
from library_exchange.protocols.union_records.models import WrittenRecord
from library_exchange.protocols.union_records.queries import holders, records_with
from library_exchange.protocols.union_records.written import state_of, version_columns

QUICKLY = 1
"""How hard records are pressed: four forms of each are written after every import."""
States = dict[tuple[int, str], str]
"""By record and form."""


def bring_up_to_date(database: Database, record_ids: Sequence[int], pages: str) -> int:
    """Write what does not lie written as it is now, some records in each transaction; return how many records."""
    wanted = sorted(set(record_ids))
    return sum(_write_piece(database, wanted[at : at + PIECE], pages) for at in range(0, len(wanted), PIECE))


def bring_all_up_to_date(database: Database, pages: str) -> int:
    """Compare what lies written with what is so, record by record, and write what differs; return how many did."""
    return sum(_write_piece(database, piece, pages) for piece in all_ids(database))


def _write_piece(database: Database, record_ids: Sequence[int], pages: str) -> int:
    """Write without the right to write to the database, which others wait for; then put down what was written."""
    with database.reading() as session:
        changed, rows = _written_anew(session, record_ids, pages)
    if changed:
        with database.transaction() as session:
            session.execute(sa.delete(WrittenRecord).where(col(WrittenRecord.record_id).in_(changed)))
            there = set(session.scalars(sa.select(col(BibliographicRecord.id)).where(_are(changed))))
            many_rows.insert(session, WrittenRecord, [row for row in rows if row["record_id"] in there])
    return len(changed)


def _written_anew(session: Session, record_ids: Sequence[int], pages: str) -> tuple[list[int], list[dict[str, Any]]]:
    """Return the records of which something else lies written than is so, and the rows that are; states come first."""
    lying = sa.select(col(WrittenRecord.record_id), col(WrittenRecord.form), col(WrittenRecord.state))
    before: States = {
        (number, form): state
        for number, form, state in session.execute(lying.where(col(WrittenRecord.record_id).in_(record_ids)))
    }
    versions = session.execute(sa.select(col(BibliographicRecord.id), *version_columns()).where(_are(record_ids))).all()
    holding = holders(session, record_ids)
    now: States = {
        (number, core.name): state_of(core, pages, (version, at), holding.get(number, ()))
        for number, version, at in versions
        for core in CORES.values()
    }
    standing = {number for number, _version, _at in versions}
    changed = sorted({number for (number, _form), _state in before.items() ^ now.items()})
    rows = [
        {
            "record_id": number,
            "form": core.name,
            "state": now[number, core.name],
            "content": compress(core.write(said, f"{pages}{number}").encode(), QUICKLY),
        }
        for number, said in (records_with(session, changed, holding) if changed else ())
        if number in standing
        for core in CORES.values()
    ]
    return changed, rows


def _are(record_ids: Sequence[int]) -> Any:
    return sa.and_(col(BibliographicRecord.id).in_(record_ids), STANDS)
