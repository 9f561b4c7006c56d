"""Set the terms of a library, or of what is no library's."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import Forbidden
from library_exchange.retention.models import RetentionTerm
from library_exchange.retention.queries import kinds_of, terms_of
from library_exchange.retention.rules import Kept


def set_terms(session: Session, actor: Actor, library_id: int | None, terms: Mapping[Kept, int], at: datetime) -> None:
    """Have `terms`, in days, hold from the next night on; raises Forbidden for who may not set them."""
    is_own = library_id is not None and actor.library_id == library_id and Role.LIBRARY_ADMIN in actor.roles
    if not (is_own if library_id is not None else actor.is_platform_admin):
        raise Forbidden("not-its-administrator")
    before = terms_of(session, library_id)
    changed = {kind: terms[kind] for kind in kinds_of(library_id) if terms[kind] != before[kind]}
    for kind, days in changed.items():
        held = sa.select(RetentionTerm).where(col(RetentionTerm.kind) == kind, _at(library_id))
        row = session.scalar(held) or RetentionTerm(library_id=library_id, kind=kind, days=days)
        row.days = days
        session.add(row)
    if changed:
        facts = {kind.value: days for kind, days in changed.items()}
        audit.record(session, actor, "set_terms", "library", library_id, at=at, **facts)


def _at(library_id: int | None) -> sa.ColumnElement[bool]:
    column = col(RetentionTerm.library_id)
    return column.is_(None) if library_id is None else column == library_id
