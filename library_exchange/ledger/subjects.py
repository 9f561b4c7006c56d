"""What entries are about that a room posts which the account's page does not know: `app.py` says who tells."""

from collections.abc import Callable, Sequence

from sqlmodel import Session

from library_exchange.core.hooks import Hook
from library_exchange.ledger.display import Shown
from library_exchange.ledger.schemas import Reference

Tell = Callable[[Session, int, Sequence[Reference], str], dict[Reference, Shown]]
TELLERS: Hook[Tell] = Hook()
"""Who tells, from the side of a library and in a language, what those entries that it has posted are about."""


def told(session: Session, library_id: int, references: Sequence[Reference], language: str) -> dict[Reference, Shown]:
    """Return what entries are about, as their rooms tell it to the library."""
    found: dict[Reference, Shown] = {}
    for tell in TELLERS.fillings().values():
        found |= tell(session, library_id, references, language)
    return found
