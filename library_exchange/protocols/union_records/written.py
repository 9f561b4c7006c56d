"""Records as a door writes them: each is written once, and kept for as long as it says the same."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cache
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import STANDS, BibliographicRecord
from library_exchange.protocols.union_records.forms import RecordForm
from library_exchange.protocols.union_records.queries import holders, records_with

MOST_KEPT = 4096
LONGEST_KEPT = 16 * 1024
"""Characters; longer ones are so few that they are written each time."""
State = tuple[Any, ...]
"""What decides how a record is written: its version, when it was written, and who holds it if the form tells that."""


class _Kept:
    """What was written of records from one database, what was asked for last kept longest."""

    def __init__(self) -> None:
        self._texts: OrderedDict[tuple[str, str], tuple[State, str]] = OrderedDict()
        self._lock = Lock()

    def find(self, namespace: str, page: str, state: State) -> str | None:
        with self._lock:
            found = self._texts.get((namespace, page))
            if found is None or found[0] != state:
                return None
            self._texts.move_to_end((namespace, page))
            return found[1]

    def keep(self, namespace: str, page: str, state: State, text: str) -> None:
        with self._lock:
            self._texts[namespace, page] = state, text
            self._texts.move_to_end((namespace, page))
            if len(self._texts) > MOST_KEPT:
                self._texts.popitem(last=False)


_kept: WeakKeyDictionary[Any, _Kept] = WeakKeyDictionary()


def forget() -> None:
    """Forget all that was written, for who measures what writing costs."""
    _kept.clear()


def written(session: Session, record_ids: Sequence[int], form: RecordForm, pages: str) -> list[tuple[int, str]]:
    """Return these records as `form` writes them, in the order given.

    One query, or two where the form tells holders; five more for those not kept. Records that are no more are left
    out. `pages` is how the addresses of their pages begin. The state of a record is
    read before what it says: what changes meanwhile is kept under the state before, and that is never asked for again.
    """
    if not record_ids:
        return []
    kept = _kept.setdefault(session.get_bind(), _Kept())
    versions = _versions_of(session, record_ids)
    holding = holders(session, record_ids) if form.tells_holders else {}
    states = {each: (*version, *holding.get(each, ())) for each, version in versions.items()}
    texts = {each: kept.find(form.namespace, f"{pages}{each}", state) for each, state in states.items()}
    wanted = [each for each in record_ids if each in states and texts[each] is None]
    for record_id, said in records_with(session, wanted, holding) if wanted else ():
        page = f"{pages}{record_id}"
        text = texts[record_id] = form.write(said, page)
        if len(text) <= LONGEST_KEPT:
            kept.keep(form.namespace, page, states[record_id], text)
    found = ((each, texts.get(each)) for each in record_ids)
    return [(each, text) for each, text in found if text is not None]


def _versions_of(session: Session, record_ids: Sequence[int]) -> Mapping[int, State]:
    rows = session.connection().execute(_versions(), {"ids": list(record_ids)})
    return {record_id: (version, at) for record_id, version, at in rows}


@cache
def _versions() -> Any:
    record = BibliographicRecord
    state = (col(record.version), sa.cast(col(record.updated_at), sa.Text))
    return sa.select(col(record.id), *state).where(col(record.id).in_(sa.bindparam("ids", expanding=True)), STANDS)
