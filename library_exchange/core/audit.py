"""The audit: written in the transaction of the act itself."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.models import AuditEntry


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    subject_id: int | None,
    *,
    at: datetime | None = None,
    **facts: object,
) -> None:
    """Note that `actor` did `action` to the `subject` (a kind of thing) with the id `subject_id`, now or `at`.

    `facts` are JSON values without personal data; a user's id is kept only for people of the library acted for.
    """
    session.add(
        AuditEntry(
            at=at or now(),
            actor_kind=actor.kind,
            door=actor.door,
            library_id=actor.library_id,
            user_id=actor.user_id,
            action=action,
            subject=subject,
            subject_id=subject_id,
            facts=facts,
        )
    )
