"""What a library says of how its copies are written, kept for its later files of the same format.

One system writes copies into 949, another, or another export of the same, into 899: what is told of the one must not
spoil the other.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.imports.models import CopiesTold
from library_exchange.marc.copy_rules import CopyRule


def rule_of(session: Session, library_id: int, kind: str) -> dict[str, Any] | None:
    """Return what a library told of its copies in files of a format, as it is kept; None if it told nothing.

    What was told before formats were told apart has no format, and holds for all. One query.
    """
    kept = _kept(session, library_id)
    rule: dict[str, Any] | None = kept.get(kind, kept if "tag" in kept else None)
    return rule


def _kept(session: Session, library_id: int) -> dict[str, Any]:
    told = session.scalars(sa.select(CopiesTold).where(col(CopiesTold.library_id) == library_id)).first()
    return dict(told.rule) if told is not None else {}


def tell(session: Session, actor: Actor, library_id: int, kind: str, rule: CopyRule | None) -> None:
    """Keep how a library writes its copies into files of a format, for this file and later ones; None forgets it."""
    kept = _kept(session, library_id)
    others = {} if "tag" in kept else {name: each for name, each in kept.items() if name != kind}
    told = others | ({kind: rule.as_kept()} if rule is not None else {})
    session.execute(sa.delete(CopiesTold).where(col(CopiesTold.library_id) == library_id))
    if told:
        session.add(CopiesTold(library_id=library_id, rule=told, changed_at=now()))
    audit.record(session, actor, "tell_copies", "library", library_id, format=kind, rule=told.get(kind))
