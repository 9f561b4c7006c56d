"""What rooms above know of lending: who is told when a library begins or ceases to, whose systems nobody reaches yet.

`app.py` says who listens and who answers.
"""

from collections.abc import Callable, Collection

from sqlmodel import Session

from library_exchange.core.hooks import Hook

CHANGES: Hook[Callable[[Session, int], None]] = Hook()
"""Who is told, with the library's id, in the transaction of each such change."""

NOT_CONNECTED: Hook[Callable[[Session], Collection[int]]] = Hook()
"""Which libraries of other systems cannot be asked yet, since their systems cannot answer here."""


def not_connected(session: Session) -> frozenset[int]:
    """Return the libraries of other systems that cannot be asked yet, by id."""
    return frozenset(each for found in NOT_CONNECTED.fillings().values() for each in found(session))


def tell(session: Session, library_id: int) -> None:
    """Tell those who listen that a library lends, or lends no longer."""
    for hear in CHANGES.fillings().values():
        hear(session, library_id)
