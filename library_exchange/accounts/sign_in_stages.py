"""What a sign-in still lacks once the password is right; the room of second factors tells it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from library_exchange.core.hooks import Hook


@dataclass(frozen=True)
class Standing:
    """Whether a second factor is to be proved before the sign-in counts, or by when one is to be set up."""

    is_to_prove: bool = False
    due_at: datetime | None = None


STANDINGS: Hook[Callable[[Session, int, datetime], Standing]] = Hook()
"""Tells it of the person with that number who signs in at that instant."""


def standing_of(session: Session, user_id: int, at: datetime) -> Standing:
    """Return what the sign-in of a person lacks; nothing where no room tells."""
    tell = STANDINGS.find("second_factors")
    return tell(session, user_id, at) if tell else Standing()
