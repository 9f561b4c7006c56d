"""A POST is carried out once: under the name that its sender gave it stands what was answered."""

from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.rest_api.models import ApiAnswer
from library_exchange.rest_api.refusals import NameReused

KEPT = timedelta(hours=24)


def name_of(told: str) -> str:
    """Return under what an `Idempotency-Key` is kept."""
    return sha256(told.encode(errors="replace")).hexdigest()


def find(session: Session, key_id: int, name: str, digest: str, at: datetime) -> ApiAnswer | None:
    """Return what was answered under that name within a day. Raises NameReused if something else was asked."""
    of_key = (col(ApiAnswer.key_id) == key_id, col(ApiAnswer.name) == name, col(ApiAnswer.created_at) > at - KEPT)
    found = session.scalars(sa.select(ApiAnswer).where(*of_key)).one_or_none()
    if found is not None and found.digest != digest:
        raise NameReused
    return found


def begin(session: Session, key_id: int, name: str, digest: str, at: datetime) -> ApiAnswer:
    """Take the name for this request; waits for another one that has it, and fails by the index once that is done."""
    stale = (col(ApiAnswer.key_id) == key_id, col(ApiAnswer.name) == name, col(ApiAnswer.created_at) <= at - KEPT)
    session.execute(sa.delete(ApiAnswer).where(*stale))
    made = ApiAnswer(key_id=key_id, name=name, digest=digest, created_at=at)
    session.add(made)
    session.flush()
    return made
