"""Taking a title apart: some of its libraries' records are of another book, which becomes a title of its own."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, SourceRecord
from library_exchange.catalogue.services import index, judging, records
from library_exchange.catalogue.services.sources import said_of
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.duplicates import labels
from library_exchange.duplicates.models import TitleAct, TitleChange
from library_exchange.duplicates.queries.titles import source_ids
from library_exchange.duplicates.services.following import follow, title_of
from library_exchange.duplicates.services.titles import across, begin, claim, end


def split(
    session: Session, actor: Actor, record_id: int, version: int, chosen: Collection[int], at: datetime
) -> TitleChange:
    """Make a title of its own of the `chosen` sources of a record, with their holdings; no rule joins the two again.

    Open requests, offers and wants about the copies that go are of the new title from then on.

    Raises InvalidInput unless some are chosen and some stay, Conflict if what one part says cannot be read any more.
    """
    claim(session, actor, {record_id: version})
    everything = source_ids(session, record_id)
    going, staying = (
        [each for each in everything if each in chosen],
        [each for each in everything if each not in chosen],
    )
    if not going or not staying:
        raise InvalidInput({"sources": labels.ALL_OR_NONE}, labels.ALL_OR_NONE)
    said = said_of(session, [record_id]).get(record_id, [])
    parts = [[each for each in said if each.source_id in side] for side in (staying, going)]
    if not all(parts):
        raise Conflict("unreadable", labels.UNREADABLE, record=record_id)
    along = title_of(session, record_id, said).following(going)
    new_id = records.make(session, parts[1], at)
    names = [(record_id, parts[0][0].description.title), (new_id, parts[1][0].description.title)]
    change = begin(session, actor, TitleAct.SPLIT, names, at)
    for table, of in ((SourceRecord, SourceRecord.id), (Holding, Holding.source_record_id)):
        here = sa.update(table).where(col(of).in_(going), col(table.record_id) == record_id)
        session.execute(here.values(record_id=new_id))
    follow(session, along, new_id)
    session.expire_all()
    before = judging.judge(session, across(staying, going), is_same=False, change_id=change.id)
    records.tell_anew(session, [record_id], at)
    index.announce(session, [new_id])
    return end(session, change, {"judged": before, "sources": going, "moved": dict(along)})
