"""Taking a record over from a target: it goes the way of one that is entered by hand, with its bytes and its origin."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.catalogue.models import SourceRecord
from library_exchange.copy_cataloguing import labels
from library_exchange.copy_cataloguing.models import CopiedRecord
from library_exchange.copy_cataloguing.queries import get_found, read
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.holdings.schemas import NewCopies
from library_exchange.holdings.services.correcting import Beginning, enter_from
from library_exchange.marc.description import Description
from library_exchange.marc.reading import Accepted


def said_of_book(read_one: Accepted) -> Description:
    """Return what a record says of the book, without the copies and numbers of the libraries it comes from."""
    return replace(read_one.description, holdings=(), source_id=None, source_updated=None, is_deleted=False)


def take(
    session: Session,
    actor: Actor,
    found_id: int,
    given: Mapping[str, Any],
    copies: NewCopies,
    at: datetime,
    is_another: bool = False,
) -> SourceRecord:
    """Take a record over for the actor's library, corrected by what the fields `given` say, with her copies.

    Raises NotFound once it is forgotten or cannot be read, and whatever `holdings.services.correcting.enter` raises.
    """
    found, target = get_found(session, found_id)
    read_one = read(found, target)
    if not isinstance(read_one, Accepted):
        raise NotFound("found-record", labels.GONE)
    began = Beginning(said_of_book(read_one), found.raw, read_one.profile, read_one.encoding)
    source = enter_from(session, actor, given, copies, began, at, is_another)
    number = (read_one.description.source_id or "").strip()[:200]
    origin = CopiedRecord(source_record_id=source.id, target_id=target.id, number=number, taken_at=at)
    session.add(origin)
    audit.record(session, actor, "take_over", "source_record", source.id, at=at, target=target.id)
    return source
