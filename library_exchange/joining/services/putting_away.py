"""The first steps are put away, or taken out again."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.joining.models import NewMember


def put_away(session: Session, actor: Actor, member: NewMember, is_away: bool, at: datetime) -> None:
    """Have the list of work of the actor's library show its first steps no longer, or again."""
    member.put_away_at = at if is_away else None
    session.add(member)
    done = "put_away_first_steps" if is_away else "take_out_first_steps"
    audit.record(session, actor, done, "library", member.library_id, at=at)
