"""What rooms above do when a library begins to lend or ceases to: `app.py` says who is told."""

from collections.abc import Callable

from sqlmodel import Session

from library_exchange.core.hooks import Hook

CHANGES: Hook[Callable[[Session, int], None]] = Hook()
"""Who is told, with the library's id, in the transaction of each such change."""


def tell(session: Session, library_id: int) -> None:
    """Tell those who listen that a library lends, or lends no longer."""
    for hear in CHANGES.fillings().values():
        hear(session, library_id)
