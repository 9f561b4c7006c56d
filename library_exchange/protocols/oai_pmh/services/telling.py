"""Writing down what is to be told of titles, and since when; repeating it changes nothing."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.services.index import all_ids
from library_exchange.core import many_rows
from library_exchange.core.clock import now
from library_exchange.core.db import PIECE, Database
from library_exchange.core.versions import rows_changed
from library_exchange.protocols.oai_pmh import queries
from library_exchange.protocols.oai_pmh.models import HarvestEntry
from library_exchange.protocols.oai_pmh.queries import IS_CURRENT, Present
from library_exchange.protocols.oai_pmh.rules import instants, sets
from library_exchange.protocols.oai_pmh.rules.places import LASTS

AHEAD = timedelta(seconds=3)
"""So much later than it is written something is told: who asks meanwhile must not miss what is not yet committed."""
KEPT = LASTS + timedelta(days=1)
Entries = Mapping[str, tuple[bool, str]]
"""Of a title: by set whether it is told as deleted, and the digest."""


def bring_up_to_date(database: Database, record_ids: Sequence[int]) -> int:
    """Write down what has changed of these titles, a few in each transaction; return how many changed."""
    wanted = sorted(set(record_ids))
    return sum(_tell_piece(database, wanted[at : at + PIECE]) for at in range(0, len(wanted), PIECE))


def bring_all_up_to_date(database: Database) -> int:
    """Compare what is told with what is so, title by title, and write down what differs; return how many did."""
    return sum(_tell_piece(database, piece) for piece in (*all_ids(database), *_ids_no_more(database)))


def _tell_piece(database: Database, record_ids: Sequence[int]) -> int:
    """Look without the right to write first: mostly nothing has changed that others are told of."""
    with database.reading() as session:
        changed = _changed(session, record_ids)
    if not changed:
        return 0
    with database.transaction() as session:
        queries.hold(session, is_writing=True)  # so that who asks sees all that is told before the present instant
        return tell(session, list(changed), now())


def _ids_no_more(database: Database) -> Iterator[Sequence[int]]:
    last = 0
    while True:
        with database.reading() as session:
            found = queries.no_more(session, last, PIECE)
        if not found:
            return
        yield found
        last = found[-1]


def tell(session: Session, record_ids: Sequence[int], at: datetime) -> int:
    """Supersede the entries of those of the titles that have changed; return how many these are.

    Where the clock went back, the new entry stands no earlier than the one that it supersedes.
    """
    changed = _changed(session, record_ids)
    told_at = instants.whole(at + AHEAD)
    keys = [(record_id, spec) for record_id, entries in changed.items() for spec in entries]
    before: dict[tuple[int, str], datetime] = {}
    for start in range(0, len(keys), PIECE):
        before |= _supersede(session, keys[start : start + PIECE], told_at)
    rows = [
        _row(record_id, spec, before.get((record_id, spec), told_at), *changed[record_id][spec])
        for record_id, spec in keys
    ]
    many_rows.insert(session, HarvestEntry, rows)
    return len(changed)


def _row(record_id: int, spec: str, told_at: datetime, is_deleted: bool, digest: str) -> dict[str, Any]:
    return {
        "set_spec": spec,
        "record_id": record_id,
        "told_at": told_at,
        "superseded_at": None,
        "is_deleted": is_deleted,
        "digest": digest,
    }


def _supersede(session: Session, keys: Sequence[tuple[int, str]], at: datetime) -> dict[tuple[int, str], datetime]:
    """Let the current entries end at `at`, none before it began; return when each ended."""
    entry, began = (col(HarvestEntry.record_id), col(HarvestEntry.set_spec)), col(HarvestEntry.told_at)
    ends = sa.case((began > at, began), else_=sa.literal(at, queries.INSTANT))
    told = sa.update(HarvestEntry).where(sa.tuple_(*entry).in_(keys), IS_CURRENT).values(superseded_at=ends)
    rows = session.execute(told.returning(*entry, col(HarvestEntry.superseded_at)))
    return {(record_id, spec): ended for record_id, spec, ended in rows}


def _changed(session: Session, record_ids: Sequence[int]) -> dict[int, Entries]:
    """Return the titles of which something else is to be told, with their new entries; four queries."""
    there, known = queries.present(session, record_ids), _known(session, record_ids)
    found = {record_id: _entries(there.get(record_id), known[record_id]) for record_id in record_ids}
    return {record_id: entries for record_id, entries in found.items() if entries}


def _known(session: Session, record_ids: Sequence[int]) -> dict[int, dict[str, tuple[bool, str]]]:
    entry = HarvestEntry
    known: dict[int, dict[str, tuple[bool, str]]] = defaultdict(dict)
    told = sa.select(col(entry.record_id), col(entry.set_spec), col(entry.is_deleted), col(entry.digest))
    for record_id, spec, is_deleted, digest in session.execute(
        told.where(col(entry.record_id).in_(record_ids), IS_CURRENT)
    ):
        known[record_id][spec] = (is_deleted, digest)
    return known


def _entries(there: Present | None, known: Entries) -> Entries:
    """Return the entries of one title that are to be written; none where all is told already.

    What it says stands in each of its sets, so a change supersedes them all; a set that it has left says so once.
    """
    told = {spec for spec, (is_deleted, _digest) in known.items() if not is_deleted}
    digest = _digest(there) if there is not None else ""
    wanted = there.sets if there is not None else frozenset()
    if told == wanted and (there is None or known[sets.ALL][1] == digest):
        return {}
    return dict.fromkeys(told - wanted, (True, "")) | dict.fromkeys(wanted, (False, digest))


def _digest(there: Present) -> str:
    return hashlib.blake2b(repr(there.digest).encode(), digest_size=12).hexdigest()


def forget_superseded(session: Session, now: datetime) -> int:
    """Delete entries that no harvest can have to read any more; what is told now stays for ever."""
    old = sa.delete(HarvestEntry).where(col(HarvestEntry.superseded_at) < now - KEPT)
    return rows_changed(session, old)
