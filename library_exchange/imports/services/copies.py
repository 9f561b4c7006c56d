"""What a library says of how its copies are written, kept for its later files."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.imports.models import CopiesTold
from library_exchange.marc.copy_rules import CopyRule


def rule_of(session: Session, library_id: int) -> dict[str, Any] | None:
    """Return what a library told of its copies, as it is kept; None if it told nothing. One query."""
    told = session.scalars(sa.select(CopiesTold).where(col(CopiesTold.library_id) == library_id)).first()
    return told.rule if told is not None else None


def tell(session: Session, actor: Actor, library_id: int, rule: CopyRule | None) -> None:
    """Keep how a library writes its copies, for this file and later ones; None forgets it."""
    session.execute(sa.delete(CopiesTold).where(col(CopiesTold.library_id) == library_id))
    kept = rule.as_kept() if rule is not None else None
    if kept is not None:
        session.add(CopiesTold(library_id=library_id, rule=kept, changed_at=now()))
    audit.record(session, actor, "tell_copies", "library", library_id, rule=kept)
