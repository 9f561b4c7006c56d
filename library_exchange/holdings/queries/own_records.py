"""One record of a library, with what it says and its copies."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Item, LocalState, SourceRecord
from library_exchange.catalogue.queries.availability import promised
from library_exchange.catalogue.services.sources import described
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import _l
from library_exchange.holdings.models import Withdrawal
from library_exchange.marc.description import Description


@dataclass(frozen=True)
class OwnCopy:
    """A copy of a record as its shelf has it; `seen` changes with whatever a librarian may write of it."""

    id: int
    source_id: int
    number: int
    call_number: str | None
    barcode: str | None
    place: str | None
    state: LocalState
    is_promised: bool

    @property
    def seen(self) -> str:
        """A short name for what is told of the copy, so that a form says whether it is what somebody saw."""
        told = "\n".join([self.call_number or "", self.barcode or "", self.place or "", self.state])
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def get_source(session: Session, library_id: int | None, source_id: int, is_writing: bool = False) -> SourceRecord:
    """Return a record of the library `library_id`, held until the end of the act if one `is_writing`.

    Raises NotFound, also for another library's.
    """
    found = session.get(SourceRecord, source_id, with_for_update=is_writing)
    if found is None or found.library_id != library_id:
        raise NotFound("source-record", _l("Your library has no such record. Look for it in the list."))
    return found


def version_of(source: SourceRecord) -> int:
    """Return a number that is another one once what the record says has changed, or whether it is withdrawn."""
    return int(source.digest[:7], 16) * 2 + (source.withdrawn_at is not None)


def said_by(source: SourceRecord) -> Description:
    """Return what a record says. Raises Conflict where only bytes are left that nobody can read."""
    said = described(source)
    if said is None:
        raise Conflict("unreadable", _l("Nothing can be read of this record any more. Send it again in a file."))
    return said


def copies_of(session: Session, source_ids: Collection[int]) -> Mapping[int, list[OwnCopy]]:
    """Return the copies of these records in the order of their holdings, withdrawn ones too; one query."""
    found: dict[int, list[OwnCopy]] = defaultdict(list)
    columns = (col(Item.id), col(Holding.source_record_id), col(Holding.call_number), col(Item.barcode))
    place = sa.func.coalesce(col(Item.place), col(Holding.note))
    rows = session.execute(
        sa.select(*columns, place, col(Item.local_state), promised())
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .where(col(Holding.source_record_id).in_(list(source_ids)))
        .order_by(col(Holding.id), col(Item.number))
    )
    for item_id, source_id, call_number, barcode, at, state, is_promised in rows:
        number = len(found[source_id]) + 1
        found[source_id].append(OwnCopy(item_id, source_id, number, call_number, barcode, at, state, is_promised))
    return found


def get_copy(session: Session, library_id: int | None, item_id: int) -> OwnCopy:
    """Return a copy of one of the library's records. Raises NotFound for all others."""
    item = session.get(Item, item_id)
    if item is not None and item.library_id == library_id:
        holding = session.get_one(Holding, item.holding_id)
        of_record = copies_of(session, [holding.source_record_id or 0])[holding.source_record_id or 0]
        for each in of_record:
            if each.id == item_id:
                return each
    raise NotFound("item", item=item_id)


def last_withdrawal(session: Session, source_id: int) -> Withdrawal | None:
    """Return how a record was last withdrawn as a whole by hand, unless that was undone."""
    of_record = (col(Withdrawal.source_record_id) == source_id, col(Withdrawal.undone_at).is_(None))
    last = sa.select(Withdrawal).where(*of_record, col(Withdrawal.is_whole)).order_by(col(Withdrawal.id).desc())
    return session.scalars(last.limit(1)).first()


def withdrawals_of(session: Session, source_id: int) -> Sequence[Withdrawal]:
    """Return what was withdrawn of a record by hand, the last first."""
    of_record = sa.select(Withdrawal).where(col(Withdrawal.source_record_id) == source_id)
    return session.scalars(of_record.order_by(col(Withdrawal.id).desc()).limit(20)).all()
